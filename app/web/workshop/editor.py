"""The editors' page of a revision and what its script asks for: files, who holds them, versions. Drawing, checking and simulating have
modules of their own."""
from datetime import datetime
from typing import Any

from flask import make_response, render_template, request
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.definitions import merging, queries, revisions, workshop
from app.definitions.errors import NotSaved
from app.definitions.files import split_name
from app.definitions.model import STATUS_NAMES, UNDER_WAY, Revision
from app.definitions.texts import bytes_of, text_of
from app.kernel.errors import NotFound
from app.web import blueprint, definitions, store
from app.web.workshop import blanks
from app.web.workshop.bodies import answer, told

# The editors place what they draw by style attributes, and take pictures of drawings; scripts still come from here only.
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
    "connect-src 'self'", "worker-src 'self' blob:", "frame-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "base-uri 'none'"))
EDIT = "definitions.edit"


@blueprint.get("/workshop/<int:rev>/edit")
def workshop_editor(rev: int):
    with store.reading() as session:
        revision = workshop.find(session, rev)
        page = render_template("workshop/edit.html", title=f"编辑：{revision.title}", nav="definitions", body_class="zf-shop", revision=revision,
                               overview=f"/workshop/{rev}", file=request.args.get("file", ""), element=request.args.get("element", ""))
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/workshop/<int:rev>/state")
def workshop_state(rev: int):
    with store.reading() as session:
        revision = workshop.find(session, rev)
        uses = definitions.uses(session, revision.base_id) if revision.base_id else {}
        return answer({"revision": _revision(session, revision),
                       "files": [_line(line, uses) for line in workshop.file_lines(session, revision, now=store.now())]})


def _revision(session: Session, revision: Revision) -> dict[str, Any]:
    editable, may = revision.status in UNDER_WAY, store.actor().may(EDIT)
    why = "" if editable and may else "这份修订已经结束，只供查看。要再改，请新建一份修订。" if not editable else "您可以查看；编辑由法制审核员、执法监督员或系统管理员办理。"
    author = accounts.people(session, [revision.author_id]) if revision.author_id else {}
    return {"id": revision.id, "title": revision.title, "status": revision.status, "status_name": STATUS_NAMES[revision.status],
            "base_label": workshop.base_label(session, revision), "may_edit": editable and may, "why": why,
            "author": author[revision.author_id].name if author else None}


def _line(line: workshop.FileLine, uses: dict[str, str]) -> dict[str, Any]:
    """A form has no title of its own: it is known by the tasks that show it."""
    title = uses.get(line.key, line.title) if line.kind == "form" and line.title == line.key else line.title
    return {"name": line.name, "kind": line.kind, "key": line.key, "title": title, "seq": line.seq, "changed": line.changed, "added": line.added,
            "deleted": line.deleted, "holder": _holder(line.holder)}


def _holder(holder: workshop.Holder | None) -> dict[str, Any] | None:
    return {"name": holder.name, "since": holder.since, "mine": holder.person_id == store.actor().person_id} if holder else None


# ---- one file -----------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/<int:rev>/files/<name>")
def workshop_file(rev: int, name: str):
    with store.reading() as session:
        line = workshop.file_line(session, workshop.find(session, rev), name, now=store.now())
        return answer({"name": name, "seq": line.seq, "content": text_of(queries.content(session, line.sha256)), "holder": _holder(line.holder)})


@blueprint.put("/workshop/<int:rev>/files/<name>")
def workshop_save(rev: int, name: str):
    """Keeps a further version. With `choices`, a save that was overtaken is put together with what stands there: {unit: mine or theirs}."""
    given = told(seq=int, content=str, note=(str, None), choices=(dict, None))
    content, seq = bytes_of(given["content"]), given["seq"]
    with store.writing() as session:
        if given["choices"] is not None:
            content, seq = _together(session, rev, name, content, seq, given["choices"])
        saved = revisions.save_file(session, rev, name, content, seq=seq, actor=store.actor(), now=store.now(), note=given["note"])
        if given["note"] and saved is not None:
            revisions.name_save(session, rev, name, saved.seq, given["note"], actor=store.actor())
        kept = {"content": text_of(content)} if given["choices"] is not None else {}
        return answer({"seq": saved.seq if saved else seq, "saved_at": store.now(), **kept})


def _together(session: Session, rev: int, name: str, mine: bytes, seq: int, choices: dict[str, str]) -> tuple[bytes, int]:
    """Both sides' changes and the number that they stand upon; raises NotSaved with what is still undecided."""
    revision = revisions.for_editing(session, rev, actor=store.actor())     # merging costs time: who may not save has none of it
    line = workshop.file_line(session, revision, name, now=store.now())
    base, theirs = workshop.saved_content(session, revision, name, seq), queries.content(session, line.sha256)
    chosen = {unit: side for unit, side in choices.items() if side in ("mine", "theirs")}
    merged = merging.resolve(split_name(name)[1], base, mine, theirs, chosen)
    if merged.content is None:
        last = workshop.save(session, rev, name, line.seq) if line.seq > 0 else None
        raise NotSaved("还有两边改得不一样的地方没有选定，没有保存。", code="stale_save", by=_name(session, last.person_id if last else None),
                       at=last.at if last else None, seq=line.seq, theirs=text_of(theirs), merged=None,
                       conflicts=[c.told() for c in merged.conflicts])
    return merged.content, line.seq


def _name(session: Session, person_id: int | None) -> str | None:
    return accounts.people(session, [person_id])[person_id].name if person_id else None


@blueprint.post("/workshop/<int:rev>/files")
def workshop_new_file(rev: int):
    given = told(name=str, title=str, copy_of=(str, None))
    key, kind = split_name(given["name"])
    with store.writing() as session:
        if given["copy_of"]:
            content = blanks.copied(given["copy_of"], _content(session, rev, given["copy_of"]), key, given["title"])
        else:
            content = blanks.blank(kind, key, given["title"])
        made = revisions.create_file(session, rev, given["name"], content, actor=store.actor(), now=store.now())
        return answer({"name": made.name, "seq": made.seq}, 201)


def _content(session: Session, rev: int, name: str) -> bytes:
    return queries.content(session, workshop.file_line(session, workshop.find(session, rev), name, now=store.now()).sha256)


@blueprint.delete("/workshop/<int:rev>/files/<name>")
def workshop_delete_file(rev: int, name: str):
    with store.writing() as session:
        line = workshop.file_line(session, workshop.find(session, rev), name, now=store.now())
        revisions.delete_file(session, rev, name, seq=line.seq, actor=store.actor(), now=store.now())
    return answer({"deleted": name})


@blueprint.post("/workshop/<int:rev>/files/<name>/revive")
def workshop_revive_file(rev: int, name: str):
    """A file that the revision deleted, as the base has it."""
    with store.writing() as session:
        content = workshop.saved_content(session, workshop.find(session, rev), name, 0)
        if content is None:
            raise NotFound(f"原来的规则包里没有 {name[:90]}。", code="no_such_file")
        made = revisions.create_file(session, rev, name, content, actor=store.actor(), now=store.now())
        return answer({"name": name, "seq": made.seq}, 201)


@blueprint.post("/workshop/<int:rev>/files/<name>/rename")
def workshop_rename_file(rev: int, name: str):
    """The same under another key, which the file then gives as its own."""
    given = told(name=str)
    key, _ = split_name(given["name"])
    with store.writing() as session:
        line = workshop.file_line(session, workshop.find(session, rev), name, now=store.now())
        content = blanks.copied(name, queries.content(session, line.sha256), key, None)
        made = revisions.rename_file(session, rev, name, given["name"], seq=line.seq, content=content, actor=store.actor(), now=store.now())
        return answer({"name": made.name, "seq": made.seq}, 201)


# ---- who has it open ----------------------------------------------------------------------------------------------------
@blueprint.post("/workshop/<int:rev>/files/<name>/hold")
def workshop_hold(rev: int, name: str):
    take_over = bool(told(take_over=(bool, None))["take_over"])
    with store.writing() as session:
        held = revisions.hold(session, rev, name, actor=store.actor(), now=store.now(), take_over=take_over)
        mine = held.person_id == store.actor().person_id
        return answer({"mine": mine, "until": _until(held.beat_at),
                       "holder": {"name": _name(session, held.person_id), "since": held.since, "mine": mine}})


def _until(beat_at: datetime) -> datetime:
    return beat_at + workshop.HOLD


@blueprint.delete("/workshop/<int:rev>/files/<name>/hold")
def workshop_release(rev: int, name: str):
    with store.writing() as session:
        revisions.release(session, rev, name, actor=store.actor())
    return answer({"mine": False, "holder": None})


# ---- versions -----------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/<int:rev>/files/<name>/saves")
def workshop_saves(rev: int, name: str):
    with store.reading() as session:
        workshop.find(session, rev)
        saves = workshop.saves(session, rev, name, before=request.args.get("before", type=int))
        people = accounts.people(session, {s.person_id for s in saves if s.person_id})
        return answer({"saves": [{"seq": s.seq, "at": s.at, "by": people[s.person_id].name if s.person_id in people else "系统", "note": s.note,
                                  "deleted": s.sha256 is None} for s in saves]})


@blueprint.get("/workshop/<int:rev>/files/<name>/saves/<int:seq>")
def workshop_save_content(rev: int, name: str, seq: int):
    with store.reading() as session:
        content = workshop.saved_content(session, workshop.find(session, rev), name, seq)
        if content is None:
            raise NotFound("那一版里这个文件是删去的。", code="no_such_save")
        return answer({"name": name, "seq": seq, "content": text_of(content)})


@blueprint.put("/workshop/<int:rev>/files/<name>/saves/<int:seq>")
def workshop_name_save(rev: int, name: str, seq: int):
    note = told(note=str)["note"]
    with store.writing() as session:
        save = revisions.name_save(session, rev, name, seq, note, actor=store.actor())
        return answer({"seq": save.seq, "note": save.note})
