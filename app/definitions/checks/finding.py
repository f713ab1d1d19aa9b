"""What a check says: a problem with its article, the further elements it concerns, and what would mend it."""
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.engine.contract import Problem

ERROR, WARNING, HINT = LEVELS = ("error", "warning", "hint")


@dataclass(frozen=True)
class Fix:
    """`ops` are small and the same for the server and the browser: ["property", element, name, value] (a spiffworkflow property, null
    removes it), ["attribute", element, name, value], ["remove", element], ["default", gateway, flow], ["condition", flow, feel],
    ["name", element, text], ["layout"], ["cell", rule, column, text], ["row_remove", rule]."""

    title: str
    ops: tuple[tuple, ...]


@dataclass(frozen=True)
class Finding(Problem):
    """`level`: error stops publication, warning and hint do not. `more`: further elements, in the order in which they are to be
    shown (the way of a counterexample)."""

    article: str | None = None
    fix: Fix | None = None
    more: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def found(problem: Problem) -> Finding:
    return problem if isinstance(problem, Finding) else Finding(**vars(problem))


def of_json(told: Mapping[str, Any]) -> Finding:
    """A finding that was stored as JSON; what an older version stored lacks the newer entries."""
    fix = told.get("fix")
    given = {name: told.get(name) for name in ("level", "file", "element", "code", "sentence", "position", "line", "article")}
    return Finding(**given, fix=Fix(fix["title"], tuple(map(tuple, fix["ops"]))) if fix else None, more=tuple(told.get("more") or ()))
