"""Where data live: scopes. One for the instance, one for each called process, multi-instance item and event handler.

An embedded sub-process shares its parent's, but for the data objects that it declares: those live and go with it. A write goes to
the innermost scope that has the name, else to the one it is made in. Nothing is copied: what one branch writes, the other sees
(BPMN 2.0, 10.4.1).
"""
from dataclasses import dataclass, field
from typing import Any

from app.engine.contract import Data


DECLARED = ""


@dataclass
class Scope:
    """`parent` is the enclosing scope's id (a called process has none); `item`: the variable that holds the loop's item, DECLARED in
    a scope of declared data, which takes no new names."""

    id: int
    parent: int | None = None
    item: str | None = None
    vars: Data = field(default_factory=dict)


class Scopes(dict):
    """All scopes of an instance by id; 0 is the instance's own."""

    def __init__(self):
        self.last, self.changed = 0, False
        self.root = self[0] = Scope(0)

    def open(self, parent: int | None, vars: Data | None = None, item: str | None = None) -> Scope:
        self.last, self.changed = self.last + 1, True
        made = self[self.last] = Scope(self.last, parent, item, vars or {})
        return made

    def put(self, id: int) -> Scope:
        """The scope with this id, empty."""
        self[id] = Scope(id)
        return self[id]

    def path(self, scope: Scope) -> list[Scope]:
        """The scope and those around it, innermost first."""
        found = [scope]
        while found[-1].parent is not None:
            found.append(self[found[-1].parent])
        return found

    def chain(self, scope: Scope) -> list[Data]:
        """The variables of the scope and those around it, outermost first."""
        if scope.parent is None:
            return [scope.vars]
        return [s.vars for s in reversed(self.path(scope))]

    def write(self, scope: Scope, name: str, value: Any):
        self.changed = True
        around = self.path(scope)
        fitting = next((s for s in around if name in s.vars), None) or next(s for s in around if s.item != DECLARED)
        fitting.vars[name] = value

    def item(self, scope: Scope) -> Any:
        """The loop item that this scope stands in, or None."""
        return next((s.vars.get(s.item) for s in self.path(scope) if s.item), None)

    def keep(self, used: set[int]):
        """Forgets scopes that nothing refers to any more."""
        wanted = {0}
        for id in used:
            wanted.update(s.id for s in self.path(self[id]))
        for id in self.keys() - wanted:
            del self[id]
