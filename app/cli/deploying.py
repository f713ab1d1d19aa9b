"""A directory of diagrams, tables, forms and tests: published as a bundle, or laid before the legal office as a revision."""
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import SYSTEM, Actor
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases.known import known
from app.cases.reviewing import SUBMITTED, announce
from app.cli import preparing
from app.cli.output import Failure, problems, say
from app.definitions import approval, checks, queries, revisions, uploads, workshop
from app.definitions.files import split_name
from app.definitions.model import Bundle
from app.definitions.scenarios.findings import inspect
from app.engine.contract import BundleRefused
from app.kernel.clock import local, utcnow
from app.kernel.errors import Rejection
from app.kernel.settings import Settings


def deploy(settings: Settings, args) -> None:
    files = _collected(args.folder)
    database = preparing.open_database(settings)
    with database.begin() as session:
        try:
            _lay_before_the_office(session, files, args) if args.revision else _publish(session, files, args)
        except BundleRefused as refused:
            problems(refused.problems)
            raise Failure(f"流程与规则没有发布：有 {len(refused.problems)} 处问题，已列在上面。请改好后再运行。") from refused
        except Rejection as refusal:
            raise Failure(refusal.sentence) from refusal


def _collected(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise Failure(f"没有目录 {folder}。")
    files = preparing.collect(folder)
    if not files:
        raise Failure(f"{folder} 里没有 .bpmn、.dmn、.form 或 .test 文件。")
    try:
        for name in files:
            split_name(name)
    except Rejection as refusal:
        raise Failure(refusal.sentence) from refusal
    return files


def _publish(session: Session, files: dict[str, bytes], args) -> None:
    """Straight away: whoever runs this has the machine, and answers for it; the trace says that it was done so."""
    now = utcnow()
    day = _day(args.effective) or local(now).date()
    if day < local(now).date():
        raise Failure(f"{day} 已经过去，不能从那天起施行。请写今天或者以后的日期，或者不写 --from。")
    bundle = _in_force(session, day)
    before = queries.contents(session, bundle.id) if bundle else {}
    wanted = files if args.only else before | files
    if wanted == before:
        return say(f"与 {day} 施行的规则包 {bundle.label} 完全相同，没有发布新的。")
    if errors := checks.errors(inspect(wanted, known(session, now))):
        raise BundleRefused(errors)
    bundle = preparing.publish(session, wanted, effective_from=day, label=args.label, again=True)
    told = {"label": bundle.label, "effective_from": bundle.effective_from.isoformat(), "by": "deploy"}
    record(session, HOUSE, [Fact(Tag.DEFINITION_PUBLISHED, told)], actor=SYSTEM, now=now)
    say(f"规则包 {bundle.label}，{bundle.effective_from} 起施行：{len(files)} 个文件，连同沿用的共 {len(wanted)} 个。")


def _in_force(session: Session, day: date) -> Bundle | None:
    """What the files are laid over: the bundle of the day from which they hold, which may be published already and not be in force yet."""
    try:
        return queries.current(session, day)
    except Rejection:               # nothing published yet
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Failure(f"日期“{text}”看不懂，请写成 2026-12-01 的样子。") from None


def _lay_before_the_office(session: Session, files: dict[str, bytes], args) -> None:
    """A revision in the name of `--as`, submitted at once if nothing is wrong; somebody else approves it."""
    now = utcnow()
    actor = _actor(session, args.login, now)
    revision = revisions.create(session, args.revision, actor=actor, now=now)
    uploads.lay_over(session, revision, files, only=args.only, actor=actor, now=now, note=f"deploy {args.folder.name}")
    try:
        approval.submit(session, revision.id, known=known(session, now), actor=actor, now=now, effective_from=_day(args.effective))
        announce(session, revision, SUBMITTED, actor=actor, now=now)
    except BundleRefused as refused:
        problems(refused.problems)
        say(f"修订 {revision.id}“{revision.title}”已存，有 {len(refused.problems)} 处错误，还没有提交审批。")
        return
    say(f"修订 {revision.id}“{revision.title}”已提交审批，{len(workshop.changes(session, revision))} 个文件有改动。由 {actor.name} 以外的人批准后发布。")


def _actor(session: Session, login: str | None, now) -> Actor:
    if not login:
        raise Failure("写了 --revision 就要用 --as 登录名 说明由谁提出。python run.py accounts 列出全部登录名。")
    person = accounts.person_by_login(session, login)
    return accounts.load_actor(session, person.id, today=local(now).date())
