"""Made-up data for a process that has no test yet: what its callers hand over, as far as it reads it, a plausible value each."""
from collections.abc import Mapping
from typing import Any

from app.definitions.checks import Whole, variables
from app.definitions.checks.names.facts import words
from app.definitions.known import Known
from app.definitions.scenarios import samples
from app.definitions.scenarios.judging import plain
from app.rules.feel.host import to_host
from app.rules.feel.static import Type, values_of

DEEPEST = 4
# Words of the diagram itself
NO_VARIABLES = frozenset({"case", "act", "title", "form", "role", "scope", "ask", "stage", "deadline", "name", "id"})
PLAIN: dict[str, Any] = {"number": 1, "boolean": False, "date": "2026-11-30", "date and time": "=date and time(\"2026-11-30T09:00:00+08:00\")",
                         "time": "09:00", "days and time duration": "PT4H", "years and months duration": "P1M"}
# The first word in a variable's name decides about its text.
TEXTS = (("dept", "guizi"), ("subject", "guizi"), ("unit", "guizi"), ("lead", "guizi"), ("street", "jiazhen"), ("organ", "jiazhen"),
         ("matter", "PG-34-1"), ("problem_code", "PG-34"), ("number", "样〔2026〕1号"), ("no", "样〔2026〕1号"), ("place", "东河3号桥"), ("address", "示范路1号"))


def guessed(files: Mapping[str, bytes], process: str, known: Known) -> dict[str, Any]:
    """{variable: value} to begin with; {} where nothing is known of the process."""
    whole = Whole(files, known)
    if process not in whole.processes:
        return {}
    scope = whole.processes[process][1]
    found = variables.of(whole)
    states = [state for node in scope.starts if (state := found.before(process, node.id)) is not None]
    read = (words(scope) - NO_VARIABLES).union(*(_asked(whole, node.decides) for inner in scope.all() for node in inner.nodes.values()))
    return {name: plain(value_of(name, one.type)) for state in states for name, one in sorted(state.vars.items()) if name in read}


def _asked(whole: Whole, decision: str | None) -> frozenset[str]:
    """What a decision reads."""
    known = whole.decisions.get(decision or "")
    return frozenset(known[1].reads(decision)) if known else frozenset()


def value_of(name: str, kind: Type, depth: int = 0) -> Any:
    """A value of this type, by its name where that says more."""
    held = kind.without("null", "absent").kinds
    if not held or depth > DEEPEST:
        return None
    if listed := values_of(kind):
        return to_host(listed[0])
    first = held[0]
    if first.name == "list":
        return [value_of(name, first.item, depth + 1)] if first.item is not None else []
    if first.name == "context":
        return {key: value_of(key, inner, depth + 1) for key, inner in first.fields}
    return text_of(name) if first.name == "string" else PLAIN.get(first.name)


def text_of(name: str) -> str:
    parts = name.lower().split("_")
    return next((text for word, text in TEXTS if word == name or any(part.startswith(word) for part in parts)), samples.TEXT)
