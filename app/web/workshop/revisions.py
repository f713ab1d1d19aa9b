"""修订: the list, one revision with its changes, findings, remarks and history, and every verb on it. A refusal keeps the page and says what to do."""
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import bundles, reviewing
from app.cases.known import known
from app.definitions import approval, diff, happenings, publishing, queries, revisions, workshop
from app.definitions.approval import Remark
from app.definitions.model import STATUS_NAMES, Revision
from app.engine.contract import BundleRefused
from app.kernel.errors import FieldErrors, NotFound, Rejection
from app.web import blueprint, definitions, store
from app.web.workshop import checked, comparing, sides, standing

PAGE, PINNED, BROUGHT = 30, 12, 20


# ---- the list -----------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop")
def revision_list():
    return _list()


def _list(refusal: Rejection | None = None):
    before = request.args.get("before", type=int)
    with store.reading() as session:
        under_way = workshop.revisions(session, under_way=True, limit=PAGE) if before is None else []
        ended = workshop.revisions(session, under_way=False, limit=PAGE + 1, before=before)
        view = {"under_way": sorted((_line(session, r) for r in under_way), key=lambda line: not line["mine"]),
                "ended": [_line(session, r) for r in ended[:PAGE]], "more": ended[PAGE - 1].id if len(ended) > PAGE else None,
                "bundles": queries.bundles(session)[:BROUGHT],
                "who_edits": standing.who_may(standing.EDIT)}
    page = render_template("workshop/list.html", title="修订", nav="definitions", refusal=refusal, typed=request.form or request.args,
                           first=before is None, **view)
    return (page, refusal.status) if refusal else page


def _line(session: Session, revision: Revision) -> dict:
    """A revision in a list. What the checks say of it is fetched by the page afterwards: that may take a second."""
    changed = workshop.changes(session, revision)
    left = sum(c.resolved_at is None for c in workshop.comments(session, revision.id))
    now = standing.standing(session, revision, store.actor(), len(changed), left)
    author = accounts.people(session, [revision.author_id]) if revision.author_id else {}
    mine = bool(now.can & {"approve", "publish", "rebase"}) or (revision.status == "editing" and revision.author_id == store.actor().person_id)
    return {"revision": revision, "status": STATUS_NAMES[revision.status], "author": author[revision.author_id].name if author else "系统",
            "changed": len(changed), "open": left, "turn": now.turn, "mine": mine, "base": workshop.base_label(session, revision)}


@blueprint.post("/workshop")
def new_revision():
    title, base = request.form.get("title", ""), request.form.get("base", type=int)
    try:
        with store.writing() as session:
            made = revisions.create(session, title, base_id=base, actor=store.actor(), now=store.now()).id
    except Rejection as refusal:
        return _list(refusal)
    flash({"title": "修订已经建好。", "text": "它是现行规则包的一份工作底稿，改动自动保存；批准发布之前，在办案件和新案件都不受影响。"})
    return redirect(url_for("web.revision_page", rev=made), 303)


# ---- one revision -------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/<int:rev>")
def revision_page(rev: int):
    return _page(rev)


def _page(rev: int, refusal: Rejection | None = None):
    with store.reading() as session:
        page = render_template("workshop/overview.html", nav="definitions", refusal=refusal, typed=request.form or request.args,
                               problems=_problems(refusal), **_view(session, workshop.find(session, rev)))
    return (page, refusal.status) if refusal else page


def _view(session: Session, revision: Revision) -> dict:
    lines = [line for line in workshop.file_lines(session, revision, now=store.now()) if line.changed]
    remarks = workshop.comments(session, revision.id)
    names = _names(session, revision, [line.name for line in lines[:PINNED]] + [c.file for c in remarks if c.file])
    left = [c for c in remarks if c.resolved_at is None]
    return {"title": revision.title, "revision": revision, "status": STATUS_NAMES[revision.status], "files": _files(session, revision, lines),
            "seen": approval.digest_of({line.name: line.sha256 for line in lines}), "base": sides.base_of(session, revision),
            "remarks": remarks, "open": len(left), "places": names, "people": _people(session, revision, remarks),
            "events": [(e, happenings.said(e)) for e in reversed(workshop.events(session, revision.id))],
            "now": standing.standing(session, revision, store.actor(), len(lines), len(left)), **_publication(session, revision)}


def _files(session: Session, revision: Revision, lines: list[workshop.FileLine]) -> list[dict]:
    """The files that differ from the base, each with its difference in short."""
    before, after = workshop.base_digests(session, revision.base_id), workshop.digests_of(session, revision)
    uses = definitions.uses(session, revision.base_id) if revision.base_id else {}
    return [{"line": line, "title": uses.get(line.key, line.title) if line.kind == "form" else line.title,
             "diff": comparing.compared(session, line.name, before.get(line.name), after.get(line.name))} for line in lines]


def _names(session: Session, revision: Revision, wanted: list[str]) -> dict[str, dict[str, str]]:
    """{file: {element: its name}} for pinning remarks and for saying where they are pinned; what was removed is named as it was."""
    before, after = workshop.base_digests(session, revision.base_id), workshop.digests_of(session, revision)
    return {name: {one: called for digest in (before.get(name), after.get(name)) if digest
                   for one, called in diff.units(name, queries.content(session, digest)).items()} for name in dict.fromkeys(wanted)}


def _people(session: Session, revision: Revision, remarks) -> dict[int, str]:
    ids = {revision.author_id} | {c.author_id for c in remarks} | {c.resolved_by for c in remarks} | workshop.savers(session, revision.id)
    return {i: p.name for i, p in accounts.people(session, ids - {None}).items()}


def _publication(session: Session, revision: Revision) -> dict:
    """What stands in the way of publishing, from when it would be in force, and afterwards: which cases still run on what was before."""
    newest = workshop.newest(session)
    behind = newest if newest is not None and newest.id != revision.base_id and revision.bundle_id is None else None
    published = next((b for b in queries.bundles(session) if b.id == revision.bundle_id), None)
    known_bundles = [b for b in queries.bundles(session) if published and b.id != published.id][:BROUGHT]
    running = bundles.running(session, [b.id for b in known_bundles])
    return {"behind": behind, "clashes": publishing.clashes_with(session, revision, behind) if behind else [], "published": published,
            "running": [(b, running[b.id]) for b in known_bundles if b.id in running],
            "earliest": max(store.today(), newest.effective_from if newest else store.today())}


def _problems(refusal: Rejection | None) -> list:
    return refusal.detail.get("problems", [])[:BROUGHT] if refusal else []


# ---- verbs --------------------------------------------------------------------------------------------------------------
def _do(rev: int, verb, done: str, text: str = "", links=(), anchor: str | None = None):
    """Carry out one verb in one transaction and come back to the revision; a refusal shows the revision as it now stands, with the sentence."""
    try:
        with store.writing() as session:
            verb(session)
    except NotFound:
        raise
    except BundleRefused as refused:
        sentence = f"还有 {len(refused.problems)} 处错误，没有办理。请改好下列问题再试。"
        return _page(rev, Rejection(sentence, code="bundle_refused", status=422, problems=refused.problems))
    except Rejection as refusal:
        return _page(rev, refusal)
    flash({"title": done, "text": text, "links": links})
    return redirect(url_for("web.revision_page", rev=rev, _anchor=anchor), 303)


def _said() -> str | None:
    return request.form.get("text", "").strip()[:2000] or None


def _day(field: str) -> date | None:
    """The day that was chosen; raises FieldErrors."""
    given = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise FieldErrors({field: "日期要写成 2026-12-01 这样。"}, "施行日期看不懂，没有办理。请重新选择。") from error


def _look_through(rev: int, permission: str) -> None:
    """Checks and tests take seconds, for which nobody else's writing is kept waiting: what they say is there before the transaction begins."""
    if store.actor().may(permission):
        with store.reading() as session:
            checked.everything(session, workshop.find(session, rev))


def _who() -> dict:
    return {"actor": store.actor(), "now": store.now()}


@blueprint.post("/workshop/<int:rev>/submit")
def submit_revision(rev: int):
    def submit(session):
        submitted = approval.submit(session, rev, known=known(session, store.now()), text=_said(), effective_from=_day("effective_from"),
                                    judge=checked.judge, **_who())
        reviewing.announce(session, submitted, reviewing.SUBMITTED, **_who())
    _look_through(rev, standing.EDIT)
    return _do(rev, submit, "已提交审批。", "由另一位有审批权、没有参与修改的同事审批；批准之前可以随时取回。")


@blueprint.post("/workshop/<int:rev>/approve")
def approve_revision(rev: int):
    def approve(session):
        approved = approval.approve(session, rev, text=_said(), seen=request.form.get("seen", ""), **_who())
        reviewing.announce(session, approved, reviewing.APPROVED, **_who())
    return _do(rev, approve, "已批准。",
               "批准的就是现在的内容；再有改动，须重新提交审批。接下来选择施行日期发布。")


@blueprint.post("/workshop/<int:rev>/return")
def send_back_revision(rev: int):
    def send_back(session):
        place = _place()
        remarks = [Remark(_said() or "", *place)] if place != (None, None) else []
        returned = approval.send_back(session, rev, text=_said() or "", remarks=remarks, **_who())
        reviewing.announce(session, returned, reviewing.RETURNED, **_who())
    return _do(rev, send_back, "已退回修改。", "意见在下方，修改的同事逐条处理后重新提交。")


@blueprint.post("/workshop/<int:rev>/reopen")
def reopen_revision(rev: int):
    return _do(rev, lambda session: approval.reopen(session, rev, **_who()), "已取回，可以继续修改。", "改好以后须重新提交审批。")


@blueprint.post("/workshop/<int:rev>/withdraw")
def withdraw_revision(rev: int):
    return _do(rev, lambda session: approval.withdraw(session, rev, text=_said(), **_who()), "已撤销这次修订。", "内容和经过都保留，可以查看，不能再改。")


@blueprint.post("/workshop/<int:rev>/publish")
def publish_revision(rev: int):
    def publish(session):
        day = _day("effective_from")
        if day is None:
            raise FieldErrors({"effective_from": "请选择施行日期。"}, "还没有选择施行日期，没有发布。")
        publishing.publish(session, rev, effective_from=day, known=known(session, store.now()), judge=checked.judge, **_who())
        reviewing.announce(session, workshop.find(session, rev), reviewing.PUBLISHED, **_who())
    _look_through(rev, standing.PUBLISH)
    return _do(rev, publish, "已发布。", "新案件自施行日期起用新版；在办案件留在原来的版本，直到迁移。")


@blueprint.post("/workshop/<int:rev>/rebase")
def rebase_revision(rev: int):
    """Onto the newest bundle. A field `choice:FILE:UNIT` says whose change stays where both changed the same."""
    choices: dict[str, dict[str, str]] = {}
    for field, whose in request.form.items():
        if field.startswith("choice:") and whose in ("mine", "theirs"):
            _, file, unit = field.split(":", 2)
            choices.setdefault(file, {})[unit] = whose
    return _do(rev, lambda session: publishing.rebase(session, rev, choices=choices, **_who()), "已改以最新的规则包为底。",
               "两边的改动已经合在一起。请看过改动，再提交审批。")


# ---- remarks ------------------------------------------------------------------------------------------------------------
def _place() -> tuple[str | None, str | None]:
    """(file, element) of `place`: "", "FILE|", "FILE|ELEMENT"."""
    file, _, element = request.form.get("place", "")[:600].partition("|")
    return file or None, element or None


@blueprint.post("/workshop/<int:rev>/remarks")
def new_remark(rev: int):
    return _do(rev, lambda session: approval.comment(session, rev, Remark(_said() or "", *_place()), **_who()), "意见已写上。", anchor="remarks")


@blueprint.post("/workshop/<int:rev>/remarks/<int:remark>")
def settle_remark(rev: int, remark: int):
    resolved = request.form.get("resolved") != "0"
    return _do(rev, lambda session: approval.resolve(session, rev, remark, resolved=resolved, **_who()),
               "已标为处理完。" if resolved else "已重新打开这条意见。", anchor="remarks")


@blueprint.post("/workshop/<int:rev>/title")
def rename_revision(rev: int):
    return _do(rev, lambda session: revisions.rename(session, rev, request.form.get("title", ""), **_who()), "已改名。")


# ---- what the checks say ------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/<int:rev>/findings")
def revision_findings(rev: int):
    """A page of its own without script; as a fragment for the overview, and (`line`) in short for the list."""
    with store.reading() as session:
        revision = workshop.find(session, rev)
        found = checked.of_revision(session, revision)
        lines = workshop.file_lines(session, revision, now=store.now())
        titles = {line.name: line.title for line in lines}
        changed = {line.name for line in lines if line.changed}
    in_short, as_part = "line" in request.args, request.headers.get("HX-Request")
    template = "workshop/_counts.html" if in_short else "workshop/_findings.html" if as_part else "workshop/findings.html"
    return render_template(template, title=f"检查结果：{revision.title}", nav="definitions", revision=revision, found=found, titles=titles,
                           changed=changed)
