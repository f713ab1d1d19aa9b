"""Which names an expression reads from outside."""
from dataclasses import fields, is_dataclass

from app.rules.feel import tree
from app.rules.feel.library import FUNCTIONS

_OF_A_FILTER = frozenset({"item"})
_NONE = frozenset()


def names_in(node, bound: frozenset = _NONE) -> set[str]:
    """The free variables of a tree. Inside a filter a name may also be a key of the element: it counts as read."""
    if isinstance(node, tree.Name):
        return set() if node.name in bound or node.name == "?" else {node.name}
    special = _SPECIAL.get(type(node))
    if special:
        return special(node, bound)
    if is_dataclass(node):
        return _union((getattr(node, part.name) for part in fields(node)), bound)
    if isinstance(node, (list, tuple)):
        return _union(node, bound)
    return _union(node.values(), bound) if isinstance(node, dict) else set()


def _union(nodes, bound):
    found = set()
    for node in nodes:
        found |= names_in(node, bound)
    return found


def _context(node, bound):
    found = set()
    for key, value in node.entries:
        found |= names_in(value, bound)
        bound = bound | {key}
    return found


def _loop(node, bound):
    found = set()
    for name, first, last in node.iterators:
        found |= names_in(first, bound) | names_in(last, bound)
        bound = bound | {name}
    if isinstance(node, tree.For):
        bound = bound | {"partial"}
    return found | names_in(node.body, bound)


def _filter(node, bound):
    return names_in(node.of, bound) | names_in(node.test, bound | _OF_A_FILTER)


def _lambda(node, bound):
    return names_in(node.body, bound | {name for name, _ in node.params})


def _call(node, bound):
    """FEEL's own functions are not read from outside; a variable of the same name that is not called is."""
    arguments = names_in(node.args, bound) | names_in(node.named, bound)
    own = isinstance(node.function, tree.Name) and node.function.name in FUNCTIONS
    return arguments if own else arguments | names_in(node.function, bound)


_SPECIAL = {tree.Call: _call, tree.ContextOf: _context, tree.For: _loop, tree.Quantified: _loop, tree.Filter: _filter,
            tree.Lambda: _lambda}
