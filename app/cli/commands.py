"""The commands, each a function of settings and arguments. They return None or an exit status, or raise Failure."""
import json
import secrets
import signal
from tempfile import TemporaryDirectory

from sqlalchemy import or_, select

from app import migrations
from app.accounts import operations as account_verbs
from app.accounts import queries as account_reads
from app.audit import operations as audit
from app.cases.model import Case
from app.cli import preparing
from app.cli.output import Failure, columns, say, step
from app.cli.posting import helpers
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.kernel.errors import Rejection
from app.kernel.settings import Settings, make_data_dir


def serve(settings: Settings, args) -> None:
    from app.cli.serving import serve as listen     # the pages need a while to import; other commands do without them

    first, total = args.steps
    with step(first, total, "数据库") as outcome:
        database = preparing.open_database(settings)
        outcome.append(database.url.get_backend_name())
    with step(first + 1, total, "流程、规则和表单") as outcome:
        outcome.append(preparing.publish_shipped(database, settings))
    password = None
    with step(first + 2, total, "示范区（样例数据）") as outcome:
        if settings.demo:
            password = preparing.load_demonstration(database, settings)
        outcome.append("已装入" if password else "已就绪" if settings.demo else "不装")
    if password:
        _show_password(password)
    listen(settings, database)


def _show_password(password: str) -> None:
    say(f"""
示范区的人员、清单和数额都是样例，不是真实数据。
所有登录名用同一个密码，只显示这一次： {password}
登录名如 grid_worker（网格员）、duty_chief（值班长）、guizi.officer（规自分局执法人员）；
全部登录名：python run.py accounts""")


def worker(settings: Settings, _args) -> None:
    running, *others = helpers(preparing.open_database(settings))

    def stop(*_) -> None:
        running.stop()

    signal.signal(signal.SIGTERM, stop)
    for other in others:
        other.start()
    say("后台工作已启动，按 Ctrl+C 停止。")
    try:
        running.run()
    except KeyboardInterrupt:
        stop()
    for other in others:
        other.stop()
    say("已停止。")


def migrate(settings: Settings, args) -> None:
    if args.new:
        return _write_revision(args.new)
    if settings.embedded:
        make_data_dir(settings)
    try:
        before, after = migrations.upgrade(Database(settings.url), settings.district)
    except migrations.NewerDatabase as newer:
        raise Failure(str(newer)) from newer
    say(f"数据库已在 {after}。" if before == after else f"数据库已从 {before or '空库'} 升级到 {after}。")
    return None


def _write_revision(slug: str) -> None:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/scratch.sqlite3")
        migrations.upgrade(database)
        say(f"已写入 {migrations.write_revision(database, slug, slug.replace('_', ' '))}，请核对后再用。")


def token(settings: Settings, args) -> None:
    with preparing.open_database(settings).begin() as session:
        try:
            say(account_verbs.issue_token(session, args.login, now=utcnow(), label=args.label))
        except Rejection as refusal:
            raise Failure(f"{refusal.sentence}python run.py accounts 列出全部登录名。") from refusal


def password(settings: Settings, args) -> None:
    with preparing.open_database(settings).begin() as session:
        try:
            person = account_reads.person_by_login(session, args.login)
        except Rejection as refusal:
            raise Failure(f"{refusal.sentence}python run.py accounts 列出全部登录名。") from refusal
        fresh = secrets.token_urlsafe(12)
        account_verbs.set_password(session, person, fresh)
    say(fresh)


def accounts(settings: Settings, args) -> None:
    with preparing.open_database(settings).read() as session:
        found = account_reads.directory(session, today=local(utcnow()).date())
    if args.json:
        return say(json.dumps(found, ensure_ascii=False, indent=1))
    columns([(entry["login"], entry["name"], "；".join(f"{p['organ_name']} {p['role_name']}" for p in entry["posts"]) or "没有岗位")
             for entry in found])
    return None


def verify(settings: Settings, args) -> int | None:
    with preparing.open_database(settings).read() as session:
        found = audit.verify(session, _case_id(session, args.case) if args.case else None)
        if found.whole:
            return say(f"留痕完整：{found.chains} 条链，{found.checked} 条记录，逐条校验无误。")
        broken = found.broken
        number = session.scalar(select(Case.number).where(Case.id == broken.case_id)) or f"id {broken.case_id}"
    where = f"第 {broken.seq} 条" if broken.seq is not None else "整条链"
    when = f"（{local(broken.at):%Y-%m-%d %H:%M:%S}）" if broken.at else ""
    say(f"留痕断开：案件 {number} {where}{when}：{broken.why}。此前 {found.checked} 条无误。")
    return 1


def _case_id(session, text: str) -> int:
    wanted = Case.number == text if not text.isdecimal() else or_(Case.id == int(text), Case.number == text)
    found = session.scalar(select(Case.id).where(wanted))
    if found is None:
        raise Failure(f"没有案件“{text}”。")
    return found
