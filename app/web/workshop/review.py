"""Comparisons: a file or a whole set of files between any two versions, and a file of a revision to look at without an editor."""
from flask import render_template, request
from sqlalchemy.orm import Session

from app.definitions import diff, queries, workshop
from app.definitions.files import split_name, title_of
from app.definitions.model import Revision
from app.kernel.errors import NotFound
from app.web import blueprint, definitions, store
from app.web.workshop import comparing, sides, standing
from app.web.workshop.sides import Side

CHOICES = 60        # versions offered to choose from


@blueprint.get("/workshop/<int:rev>/diff/<name>")
def revision_diff(rev: int, name: str):
    """A file of a revision: its base and as it stands, or (`old`, `new`: numbers of saves, 0 the base) any two saves."""
    old, new = (request.args.get(side, type=int) for side in ("old", "new"))
    with store.reading() as session:
        revision = workshop.find(session, rev)
        before = sides.base_of(session, revision) if not old else sides.of_revision(session, revision, old, name)
        after = sides.of_revision(session, revision, new, name)
        saves = [sides.of_revision(session, revision, s.seq, name) for s in workshop.saves(session, rev, name, limit=CHOICES)]
        return _file(session, name, before, after, saves, revision=revision)


@blueprint.get("/workshop/compare")
def compare_versions():
    """`old`, `new`: sides (see `sides`); with `file` that file, else every file that differs."""
    with store.reading() as session:
        before, after = (sides.of_code(session, request.args.get(side, "")) for side in ("old", "new"))
        if name := request.args.get("file", ""):
            return _file(session, name, before, after, _published(session, name))
        found = _all(session, before, after)
        return render_template("workshop/compare.html", title="比较两个版本", nav="definitions", before=before, after=after, found=found,
                               choices=[sides.of_bundle(session, b.id) for b in queries.bundles(session)[:CHOICES]])


def _published(session: Session, name: str) -> list[Side]:
    key, kind = split_name(name)
    return [sides.of_bundle(session, bundle.id) for _, bundle in queries.versions(session, kind, key)[:CHOICES]]


def _all(session: Session, before: Side, after: Side) -> list[tuple[diff.FileDiff, str]]:
    """Every file that differs, with its title; only what differs is read."""
    old, new = before.digests(session), after.digests(session)
    differing = [n for n in old.keys() | new.keys() if old.get(n) != new.get(n)]
    uses = _uses(session, before, after)
    found = [diff.FileDiff(n, comparing.compared(session, n, old.get(n), new.get(n))) for n in sorted(differing, key=diff.in_order)]
    return [(f, _called(f.name, queries.content(session, new.get(f.name) or old[f.name]), uses)) for f in found]


def _called(name: str, content: bytes, uses: dict[str, str]) -> str:
    key, kind = split_name(name)
    return uses.get(key, "") if kind == "form" and key in uses else title_of(kind, key, content)


def _uses(session: Session, *compared: Side) -> dict[str, str]:
    """Forms are called by the tasks that show them, as far as a bundle tells."""
    bundle_id = next((s.bundle_id or (s.revision and s.revision.base_id) for s in compared if s.bundle_id or s.revision), None)
    return definitions.uses(session, bundle_id) if bundle_id else {}


def _file(session: Session, name: str, before: Side, after: Side, choices: list[Side], revision: Revision | None = None):
    key, kind = split_name(name)
    old, new = before.content(session, name), after.content(session, name)
    if old is None and new is None:
        raise NotFound(f"这两个版本里都没有文件 {name[:90]}。", code="no_such_file")
    title = _called(name, new or old or b"", _uses(session, before, after))
    remarks = [c for c in workshop.comments(session, revision.id) if c.file == name and c.resolved_at is None] if revision else []
    return render_template("workshop/diff.html", title=f"比较：{title}", nav="definitions", name=name, kind=kind, key=key, called=title, before=before,
                           after=after, choices=choices, revision=revision, shown=comparing.shown(session, name, old, new),
                           remarks=remarks, units=diff.units(name, new or old) if remarks else {}, may_remark=_may_remark(revision))


def _may_remark(revision: Revision | None) -> bool:
    actor = store.actor()
    return revision is not None and revision.status in ("editing", "submitted", "approved") and (
        actor.may(standing.EDIT) or actor.may(standing.APPROVE))


@blueprint.get("/workshop/<int:rev>/look/<name>")
def revision_look(rev: int, name: str):
    """A file of a revision as it stands, to read: on a phone, or without the editor."""
    with store.reading() as session:
        revision = workshop.find(session, rev)
        line = workshop.file_line(session, revision, name, now=store.now())
        content = queries.content(session, line.sha256)
        title = (definitions.uses(session, revision.base_id).get(line.key) if line.kind == "form" and revision.base_id else None) or line.title
        view = {"line": line, "revision": revision, "called": title, "shown": comparing.alone(session, name, content),
                "saves": [sides.of_revision(session, revision, s.seq, name) for s in workshop.saves(session, rev, name, limit=CHOICES)]}
        return render_template("workshop/look.html", title=title, nav="definitions", **view)


@blueprint.get("/workshop/<int:rev>/look/<name>/file")
def revision_file(rev: int, name: str):
    """The file itself."""
    with store.reading() as session:
        line = workshop.file_line(session, workshop.find(session, rev), name, now=store.now())
        content = queries.content(session, line.sha256)
    return content, {"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{line.name}"'}
