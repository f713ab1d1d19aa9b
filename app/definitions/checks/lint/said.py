"""One remark of a rule, before it becomes a finding."""
from dataclasses import dataclass

from app.definitions.checks.diagram import Flow, Node
from app.definitions.checks.finding import Fix
from app.engine.markup import Element


@dataclass(frozen=True)
class Said:
    """`element`: where; `near`: further elements at which the engine may have said the same; `more`: to be shown with it."""

    code: str
    element: str
    sentence: str
    near: tuple[str, ...] = ()
    fix: Fix | None = None
    more: tuple[str, ...] = ()


def name(one: Node | Flow | Element) -> str:
    """How a sentence calls it: “提交材料”; its id where there is no name."""
    if isinstance(one, Node):
        return one.called
    given, id = (one.name, one.id) if isinstance(one, Flow) else (one.get("name") or "", one.get("id"))
    return f"“{' '.join(given.split())[:60] or id}”"
