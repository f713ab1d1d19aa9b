"""A comparison as the page shows it: two drawings, one table, two forms, or lines."""
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from lxml.etree import XMLSyntaxError
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases.context import Options
from app.cases.model import STAGE_NAMES
from app.definitions import diff
from app.definitions import queries as definitions
from app.engine.markup import Unreadable
from app.forms import schema
from app.forms.errors import FormError
from app.web import diagram, fieldset, names, store, tables

WORDS = {"role": ROLES, "act": {code: act.name for code, act in ACTS.items()}, "stage": {str(k): v for k, v in STAGE_NAMES.items()},
         "end_state": names.END_NAMES}
LONGEST_TEXT = 200_000
OLD, NEW = "old", "new"         # prefixes of the anchors of the two drawings and previews

_KEPT = 256
_known: OrderedDict[tuple[str, str | None, str | None], diff.Diff] = OrderedDict()
_lock = Lock()


def compared(session: Session, name: str, old: str | None, new: str | None) -> diff.Diff:
    """The difference between two contents given by their digests (None: not there); kept, because neither ever changes."""
    key = (name, old, new)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    contents = (definitions.content(session, digest) if digest else None for digest in (old, new))
    found = diff.compare(name, *contents, WORDS)
    with _lock:
        _known[key] = found
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


@dataclass(frozen=True)
class Shown:
    """`old`, `new`: SVG of a diagram or fields of a form, None where there is nothing to draw; `tables`: both versions in one,
    `whole`: tables of the only version; `lines`: for what cannot be compared by meaning, None when it is too long even for that."""

    kind: str
    diff: diff.Diff
    old: Any = None
    new: Any = None
    tables: tuple = ()
    whole: tuple = ()
    lines: list[diff.Line] | None = None
    anchors: dict[str, str] = field(default_factory=dict)


def shown(session: Session, name: str, old: bytes | None, new: bytes | None) -> Shown:
    kind = name.rpartition(".")[2]
    found = diff.compare(name, old, new, WORDS)
    if found.unreadable or (kind == "test" and old and new):
        return Shown(kind, found, lines=diff.lines(old or b"", new or b""), anchors={})
    view = {"bpmn": _diagrams, "dmn": _tables, "form": _forms, "test": _nothing}[kind]
    return view(session, found, old, new)


def _diagrams(session, found, old, new) -> Shown:
    return Shown("bpmn", found, _drawn(old, found.old_marks, OLD), _drawn(new, found.new_marks, NEW),
                 anchors={c.id: OLD if c.kind == diff.REMOVED else NEW for c in found.changes})


def _drawn(content: bytes | None, marks: dict[str, str] | None, anchor: str) -> Markup | None:
    try:
        return Markup(diagram.draw(content, marks=marks, anchor=anchor)) if content else None
    except Unreadable:          # the comparison says so
        return None


def _tables(session, found, old, new) -> Shown:
    merged = getattr(found, "tables", ())
    return Shown("dmn", found, tables=merged, whole=() if merged else whole_tables(new or old), anchors={c.id: NEW for c in found.changes})


def whole_tables(content: bytes | None) -> tuple:
    """The tables of a file that has no other side; none of a file that cannot be read."""
    try:
        return tuple(tables.tables(content)) if content else ()
    except (XMLSyntaxError, ValueError):
        return ()


def _forms(session, found, old, new) -> Shown:
    return Shown("form", found, _preview(session, old, found.old_marks, OLD), _preview(session, new, found.new_marks, NEW),
                 anchors={c.id: OLD if c.kind == diff.REMOVED else NEW for c in found.changes})


def _preview(session: Session, content: bytes | None, marks: dict[str, str], anchor: str) -> fieldset.FormView | None:
    """None also for a form that cannot be shown as it is: its problems are told by the checks."""
    try:
        form = schema.load(content) if content else None
    except FormError:
        return None
    return fieldset.preview(form, Options(session, store.now()), marks, anchor) if form else None


def _nothing(session, found, old, new) -> Shown:
    return Shown("test", found)


def alone(session: Session, name: str, content: bytes) -> Shown:
    """One version by itself: a drawing, tables, a form; of tests and of what cannot be read the text."""
    kind = name.rpartition(".")[2]
    nothing = diff.Diff(state=diff.SAME)
    if kind == "bpmn" and (drawn := _drawn(content, None, NEW)) is not None:
        return Shown(kind, nothing, new=drawn)
    if kind == "dmn" and (found := whole_tables(content)):
        return Shown(kind, nothing, whole=found)
    if kind == "form" and (form := _preview(session, content, {}, NEW)) is not None:
        return Shown(kind, nothing, new=form)
    return Shown("text", nothing, new=content.decode("utf-8", "replace")[:LONGEST_TEXT])
