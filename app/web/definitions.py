"""流程与规则: what is in force, its versions, each diagram, table and form to look at."""
from flask import render_template, request
from sqlalchemy.orm import Session

from app.cases import bundles
from app.cases.context import Options
from app.definitions import queries, workshop
from app.definitions.model import STATUS_NAMES, BundleFile, Revision, Status
from app.web import blueprint, fieldset, names, pictures, store, tables


BUNDLES, REVISIONS = 12, 8


@blueprint.get("/definitions")
def definition_list():
    with store.reading() as session:
        current = queries.current(session, store.today())
        groups = [(kind, [f for f in queries.files(session, current.id) if f.kind == kind]) for kind in names.FILE_KINDS]
        published = queries.bundles(session)[:BUNDLES]
        view = {"current": current, "groups": groups, "bundles": published, "running": bundles.running(session, [b.id for b in published]),
                "revisions": [(r, STATUS_NAMES[r.status]) for r in workshop.revisions(session, under_way=True, limit=REVISIONS)],
                "uses": uses(session, current.id)}
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
                "revisions": _open_revisions(session), **shown(session, file)}
    return render_template("definition.html", title=view["name"], nav="definitions", **view)


def _open_revisions(session: Session) -> list[Revision]:
    """Where this file could be changed, for whoever may."""
    if not store.actor().may("definitions.edit"):
        return []
    return [r for r in workshop.revisions(session, under_way=True, limit=REVISIONS) if r.status == Status.EDITING]


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
