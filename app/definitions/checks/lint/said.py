"""One remark of a rule, before it becomes a finding."""
from dataclasses import dataclass

from app.definitions.checks.finding import Fix


@dataclass(frozen=True)
class Said:
    """`element`: where; `near`: further elements at which the engine may have said the same; `more`: to be shown with it."""

    code: str
    element: str
    sentence: str
    near: tuple[str, ...] = ()
    fix: Fix | None = None
    more: tuple[str, ...] = ()


def name(one) -> str:
    """“提交材料” of a node, flow or element; its id where it has no name."""
    given = one.name if hasattr(one, "name") else one.get("name") or ""
    return f"“{' '.join(given.split())[:60] or (one.id if hasattr(one, 'id') else one.get('id'))}”"
