"""流程与规则: what is in force, its versions, each diagram, table and form to look at, and drafts with their problems."""
from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases.context import Options
from app.definitions import operations, queries
from app.definitions.model import BundleFile
from app.kernel.errors import Forbidden, NotFound, Rejection
from app.web import blueprint, fieldset, names, pictures, store, tables


BUNDLES, DRAFTS = 10, 20


@blueprint.get("/definitions")
def definition_list():
    with store.reading() as session:
        current = queries.current(session, store.today())
        groups = [(kind, [f for f in queries.files(session, current.id) if f.kind == kind]) for kind in names.FILE_KINDS]
        view = {"current": current, "groups": groups, "bundles": queries.bundles(session)[:BUNDLES],
                "drafts": queries.drafts(session, DRAFTS), "uses": uses(session, current.id)}
    return render_template("definitions.html", title="流程与规则", nav="definitions", **view)


def uses(session: Session, bundle_id: int) -> dict[str, str]:
    """{form: names of the tasks that use it}: a form's file has no name of its own."""
    found: dict[str, list[str]] = {}
    for process in queries.compiled(session, bundle_id).processes.values():
        for node in process.nodes.values():
            if node.kind == "userTask" and node.properties.get("form"):
                found.setdefault(node.properties["form"], []).append(node.name)
    return {form: "、".join(dict.fromkeys(tasks)) for form, tasks in found.items()}


@blueprint.get("/definitions/<kind>/<key>")
def definition_page(kind: str, key: str):
    with store.reading() as session:
        bundle_id = request.args.get("bundle", type=int) or queries.current(session, store.today()).id
        file = queries.file(session, bundle_id, kind, key)
        view = {"file": file, "bundle": next(b for b in queries.bundles(session) if b.id == bundle_id),
                "versions": queries.versions(session, kind, key), "name": uses(session, bundle_id).get(key, file.name),
                **shown(session, file)}
    return render_template("definition.html", title=view["name"], nav="definitions", **view)


def shown(session: Session, file: BundleFile) -> dict:
    """What can be seen of a file: the drawing, the tables, or the form with empty fields."""
    content = queries.content(session, file.sha256)
    if file.kind == "bpmn":
        return {"picture": pictures.drawn(content), "tasks": pictures.human_tasks(session, file)}
    if file.kind == "dmn":
        return {"tables": tables.tables(content)}
    if file.kind == "test":
        return {"source": content.decode(errors="replace")}
    return {"form": fieldset.preview(queries.form(session, file.bundle_id, file.key), Options(session, store.now()))}


@blueprint.get("/definitions/<kind>/<key>/file")
def definition_file(kind: str, key: str):
    """The file itself, to be opened in an editor."""
    with store.reading() as session:
        bundle_id = request.args.get("bundle", type=int) or queries.current(session, store.today()).id
        content = queries.content(session, queries.file(session, bundle_id, kind, key).sha256)
    return content, {"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{key}.{kind}"'}


@blueprint.post("/definitions/drafts")
def upload_draft():
    """Keep an uploaded file as a draft and show what is wrong with it."""
    if not store.actor().may("definitions.edit"):
        raise Forbidden("上传草稿由法制审核员、执法监督员或系统管理员办理，您现在没有这样的岗位。", code="may_not_upload")
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Rejection("没有选择文件。请选择一个 .bpmn、.dmn 或 .form 文件。", code="no_file", status=422)
    with upload.stream:     # a large upload lies in a temporary file
        content = upload.read()
    with store.writing() as session:
        context = queries.contents(session, queries.current(session, store.today()).id)
        draft = operations.save_draft(session, upload.filename, content, actor=store.actor(), now=store.now(),
                                      context=context, known_acts=ACTS, known_roles=ROLES)
    errors = sum(p["level"] == "error" for p in draft.problems)
    flash({"title": f"草稿 {draft.key}.{draft.kind} 已存，{f'有 {errors} 处错误' if errors else '没有发现错误'}。",
           "kind": "bad" if errors else "ok"})
    return redirect(url_for("web.draft_page", draft_id=draft.id), 303)


@blueprint.get("/definitions/drafts/<int:draft_id>")
def draft_page(draft_id: int):
    with store.reading() as session:
        draft = queries.draft(session, draft_id)
        content = queries.content(session, draft.sha256)
    if draft.kind not in names.FILE_KINDS:
        raise NotFound()
    picture = pictures.drawn(content) if draft.kind == "bpmn" and not _broken(draft) else None
    return render_template("draft.html", title=f"草稿 {draft.name}", nav="definitions", draft=draft, picture=picture)


def _broken(draft) -> bool:
    return any(p["level"] == "error" for p in draft.problems)
