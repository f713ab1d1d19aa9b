"""What a condition makes sure of: after `x != null`, x is not null. FEEL has three answers, so what is known differs between true, not true
(false or null), false and not false."""
from app.rules.feel import tree
from app.rules.feel.static import kinds
from app.rules.feel.static.checker import entry_at, path_of
from app.rules.feel.static.kinds import Kind, Type

OPPOSITE = {"true": "false", "false": "true", "not_true": "not_false", "not_false": "not_true"}
Facts = dict[tuple[str, ...], Type]


def narrowed(checker, node, answer: str) -> Facts:
    """{path: type} to be laid over the scopes where the condition has had this answer."""
    rule = _RULES.get(type(node))
    return rule(checker, node, answer) if rule else {}


def _logic(checker, node, answer) -> Facts:
    """All parts of an `and` that is true are true; all parts of an `or` that is not are not."""
    decisive = ("true", "not_false") if node.op == "and" else ("false", "not_true")
    facts: Facts = {}
    if answer in decisive:
        for part in node.parts:
            with checker.within(facts):
                facts = {**facts, **narrowed(checker, part, answer)}
    return facts


def _comparison(checker, node, answer) -> Facts:
    if node.op in ("=", "!="):
        equal = (node.op == "=") == (answer in ("true", "not_false"))
        return _equal(checker, node, equal)
    return {**_not_null(checker, node.left), **_not_null(checker, node.right)} if answer in ("true", "false") else {}


def _equal(checker, node, equal: bool) -> Facts:
    facts: Facts = {}
    for one, other in ((node.left, node.right), (node.right, node.left)):
        path = path_of(one)
        found = entry_at(checker, path)
        if found is None or not isinstance(other, tree.Literal):
            continue
        facts[path] = _same(found, other.value) if equal else _different(found, other.value)
    return facts


def _same(found: Type, value) -> Type:
    if value is None:
        return found.only("null")
    literal = kinds.of_value(value)
    exact = literal.kinds[0].name in kinds.SCALARS and (found.unknown or literal.kinds[0].name in found)
    return literal if exact else found if found.unknown else found.without("null")


def _different(found: Type, value) -> Type:
    if value is None:
        return found.without("null")
    name = kinds.of_value(value).kinds[0].name
    rest = (Kind(one.name, _values(one) - {value}) if one.name == name and _values(one) is not None else one for one in found.kinds)
    return Type(tuple(one for one in rest if one.values is None or one.values))


def _values(one: Kind) -> frozenset | None:
    """The only values that it has; of yes and no there are always two."""
    return frozenset((True, False)) if one.name == "boolean" and one.values is None else one.values


def _between(checker, node, answer) -> Facts:
    return _not_null(checker, node.value) if answer in ("true", "false") else {}


def _not_null(checker, node) -> Facts:
    path = path_of(node)
    found = entry_at(checker, path)
    return {} if found is None or "null" not in found else {path: found.without("null")}


def _call(checker, node, answer) -> Facts:
    name = node.function.name if isinstance(node.function, tree.Name) else None
    if name == "not" and len(node.args) == 1:
        return narrowed(checker, node.args[0], OPPOSITE[answer])
    if name == "is defined" and len(node.args) == 1 and isinstance(node.args[0], tree.Name):
        found = checker.find((node.args[0].name,))
        yes = answer in ("true", "not_false")
        return {(node.args[0].name,): found.without("absent")} if found is not None and yes else {}
    return {}


def _alone(checker, node, answer) -> Facts:
    """A yes-or-no name by itself."""
    path = path_of(node)
    found = entry_at(checker, path)
    if found is None or found.unknown or answer not in ("true", "false"):
        return {}
    return {path: kinds.of_value(answer == "true")} if "boolean" in found else {}


def _instance(checker, node, answer) -> Facts:
    path, wanted = path_of(node.value), kinds.of_tree(node.type)
    found = entry_at(checker, path)
    if found is None or wanted is None or answer not in ("true", "not_false"):
        return {}
    if found.unknown:
        return {path: wanted.without("null")}
    kept = found.only(*wanted.names) if not wanted.unknown else found.without("null")
    return {path: kept}


_RULES = {tree.Logic: _logic, tree.Comparison: _comparison, tree.Between: _between, tree.Call: _call, tree.Name: _alone, tree.Path: _alone,
          tree.InstanceOf: _instance}
