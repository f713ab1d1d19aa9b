"""One inference: it walks the tree as the evaluation would and finds, for each part, what kind of value it gives.

What each node does stands in the modules beside this one, which register here. `sure` stays true as long as nothing was let through
because it is unknown: then an expression without problems cannot fail for its types (`tests/rules/test_feel_static_random.py`).
"""
from collections.abc import Callable, Mapping
from contextlib import contextmanager

from app.rules.feel import tree
from app.rules.feel.library import FUNCTIONS
from app.rules.feel.static import kinds
from app.rules.feel.static.kinds import ANY, NULL, Type, context_of, join, list_of, of_value, range_of
from app.rules.feel.static.problems import Problem, nearest
from app.rules.feel.static.words import describe, plainly

RULES: dict[type, Callable] = {}
MOST_NODES, DEEPEST_CALL = 20_000, 20


def checks(*nodes: type):
    """Registers the function (checker, node) → type for nodes of these kinds."""
    def register(rule):
        RULES.update(dict.fromkeys(nodes, rule))
        return rule
    return register


class Checker:
    """`scopes`: innermost last; each {name: type}, or {path: type} for what a condition has made sure of (`narrowing`)."""

    def __init__(self, scopes: list[Mapping], span: Callable):
        self.scopes, self.span = list(scopes), span
        self.problems: dict[tuple, Problem] = {}
        self.sure, self.left, self.calls, self.quiet = True, MOST_NODES, 0, 0

    def __call__(self, node) -> Type:
        self.left -= 1
        if self.left < 0:
            self.sure = False
            return ANY
        return RULES[type(node)](self, node)

    # ---- saying what is wrong ---------------------------------------------------------------------------------------
    def say(self, level: str, code: str, node, sentence: str, instead: str | None = None) -> None:
        """The same at the same place is said once: loops and functions may be walked several times."""
        if not self.quiet:
            start, end = self.span(node)
            self.problems.setdefault((code, start, end), Problem(level, code, start, end, sentence, instead))

    def text(self, node) -> str:
        """The part of the source that the node stands for, short enough for a sentence."""
        start, end = self.span(node)
        said = " ".join(self.source[start:end].split())
        return said if len(said) <= 40 else said[:39] + "…"

    source = ""

    def unsure(self) -> Type:
        self.sure = False
        return ANY

    @contextmanager
    def silent(self):
        """Problems found here are not told, and what is unknown here promises nothing of the whole."""
        self.quiet += 1
        sure = self.sure
        try:
            yield
        finally:
            self.quiet -= 1
            self.sure = sure

    @contextmanager
    def within(self, *scopes: Mapping):
        self.scopes.extend(scopes)
        try:
            yield
        finally:
            if scopes:
                del self.scopes[-len(scopes):]

    @contextmanager
    def inside(self, scopes: list[Mapping]):
        """With these scopes in place of the present ones: the body of a function."""
        outer, self.scopes = self.scopes, scopes
        try:
            yield
        finally:
            self.scopes = outer

    # ---- names ------------------------------------------------------------------------------------------------------
    def find(self, path: tuple[str, ...]) -> Type | None:
        """What is known of `a` or, by a condition around it, of `a.b`; None if the name is nowhere."""
        for scope in reversed(self.scopes):
            if path in scope:
                return scope[path]
            if path[0] in scope:
                return scope[path[0]] if len(path) == 1 else None
        return None

    def known_names(self) -> set[str]:
        return {name for scope in self.scopes for name in scope if isinstance(name, str)}

    def there(self, node, found: Type, what: str) -> Type:
        """The type without `absent`; a name that may be missing is told, for reading it then fails."""
        if "absent" not in found:
            return found
        ways = found.get("absent").unless
        if ways and all(self.excluded(way) for way in ways):
            return found.without("absent")
        self.say("warning", "maybe_absent", node, f"“{what}”不一定有：有的情况下到这里还没有它，读取时会出错。")
        return found.without("absent")

    def excluded(self, way: tuple) -> bool:
        """Whether what goes with the absence of a name is known not to be so here."""
        return any((held := entry_at(self, path)) is not None and kinds.disjoint(held, kind) for path, kind in way)

    # ---- what a place wants -----------------------------------------------------------------------------------------
    def wants(self, node, given: Type, names: tuple[str, ...], what: str, *, null: bool = False) -> Type:
        """The part of the type that fits. What does not is told: as an error if nothing fits, else as a warning."""
        if given.unknown:
            self.sure = False
            return given
        fitting, wrong = given.only(*names), given.without(*names, "null", "absent")
        if wrong.kinds:
            level = "warning" if fitting.kinds else "error"
            self.say(level, "wrong_type", node, f"{what}应当是{_alternatives(names)}，这里{'可能' if fitting.kinds else ''}是{plainly(wrong)}。")
        elif "null" in given and not null:
            self.maybe_null(node, given, what)
        return fitting

    def maybe_null(self, node, given: Type, what: str) -> None:
        always = given.names == {"null"}
        self.say("error" if always else "warning", "maybe_null", node, f"“{self.text(node)}”{'是' if always else '可能为'}空，{what}不能是空。")


def _alternatives(names) -> str:
    return "或".join(dict.fromkeys(plainly(Type((kinds.Kind(name),))) for name in names))


# ---- leaves and containers ------------------------------------------------------------------------------------------
@checks(tree.Literal)
def _literal(_checker, node):
    return of_value(node.value)


@checks(tree.Name)
def _name(checker: Checker, node):
    found = checker.find((node.name,))
    if found is not None:
        return checker.there(node, found, node.name)
    if node.name in FUNCTIONS:
        return kinds.named("function")
    return unknown_name(checker, node)


def unknown_name(checker: Checker, node) -> Type:
    if any(isinstance(scope, Tolerant) for scope in checker.scopes):
        return checker.unsure()
    close = nearest(node.name, checker.known_names())
    asked = f"是不是“{close}”？" if close else "请从可用的数据里选，或者先在前面的步骤里得出它。"
    checker.say("error", "unknown_name", node, f"这里没有“{node.name}”。{asked}", close)
    return checker.unsure()


@checks(tree.ListOf)
def _list(checker: Checker, node):
    return list_of(join([checker(item) for item in node.items]))


@checks(tree.ContextOf)
def _context(checker: Checker, node):
    made: dict[str, Type] = {}
    with checker.within(made):
        for key, value in node.entries:
            made[key] = checker(value)
    return context_of(made)


@checks(tree.OpenRange)
def _open_range(checker: Checker, node):
    bound = checker(node.bound)
    return NULL if node.op == "!=" else range_of(kinds.wide(bound.without("null")))


@checks(tree.InstanceOf)
def _instance(checker: Checker, node):
    checker(node.value)
    if kinds.of_tree(node.type) is None:
        checker.say("error", "unknown_type", node, f"没有“{node.type.name}”这个类型。")
    return kinds.BOOLEAN


def entry_at(checker: Checker, path: tuple[str, ...] | None) -> Type | None:
    """What the path holds where it stands, without telling anybody; None if it is no path of a known name."""
    if path is None:
        return None
    found = checker.find(path[:1])
    for number, name in enumerate(path[1:], 2):
        narrower = checker.find(path[:number])
        found = narrower if narrower is not None else _held(found, name)
    return found


def _held(found: Type | None, name: str) -> Type | None:
    """The entry of a context, null where the context itself is null. Other kinds are not followed."""
    if found is None or found.without("context", "null", "absent").kinds or "context" not in found:
        return None
    inner = found.get("context").entries().get(name)
    return None if inner is None else inner | NULL if "null" in found else inner


# ---- ways into a value ----------------------------------------------------------------------------------------------
def path_of(node) -> tuple[str, ...] | None:
    """`a.b.c` as its names; None for anything else."""
    if isinstance(node, tree.Name):
        return (node.name,)
    inner = path_of(node.of) if isinstance(node, tree.Path) else None
    return None if inner is None else (*inner, node.name)


@checks(tree.Path)
def _path(checker: Checker, node):
    of, path = checker(node.of), path_of(node)
    narrowed = checker.find(path) if path else None
    if narrowed is not None:
        return checker.there(node, narrowed, ".".join(path))
    if of.unknown:
        return checker.unsure()
    found = [_property(checker, one, node.name) for one in of.kinds]
    have = [one for one in found if one is not None]
    if len(have) < len(found) or not found:
        return _lacking(checker, node, of, have)
    return checker.there(node, join(have), checker.text(node))


def _lacking(checker, node, of, have):
    """Some or all kinds of the value have no such property."""
    if not of.kinds:
        return kinds.NEVER
    close = nearest(node.name, _properties_of(of))
    asked = f"是不是“{close}”？" if close else ""
    start, end = checker.span(node)
    instead = checker.source[start:end - len(node.name)] + close if close and checker.source[start:end].endswith(node.name) else None
    words = "warning" if have else "error", "unknown_property", node, f"“{checker.text(node.of)}”（{describe(of)}）里没有“{node.name}”。{asked}"
    checker.say(*words, instead)
    return join(have) if have else checker.unsure()


def _properties_of(of: Type) -> list[str]:
    found = []
    for one in of.kinds:
        inner = one.item if one.name == "list" and one.item is not None else None
        found += _properties_of(inner) if inner is not None else [name for name, _ in one.fields] or list(PROPERTIES.get(one.name, ()))
    return found


def _property(checker, one: kinds.Kind, name: str) -> Type | None:
    """The property of one kind of value; None if that kind has none of the name."""
    if one.name == "null":
        return NULL
    if one.name == "context":
        found = one.entries().get(name)
        return found if found is not None else checker.unsure() if one.open else None
    if one.name == "list":
        return _of_items(checker, one.item, name)
    if one.name == "range" and name in ("start", "end"):
        return (one.item or ANY) | NULL
    return PROPERTIES.get(one.name, {}).get(name)


def _of_items(checker, item: Type, name: str) -> Type | None:
    """A list has the property if any of its items does; the others give null. An empty list has every property."""
    if item.unknown:
        checker.sure = False
        return list_of(ANY)
    found = [_property(checker, one, name) for one in item.kinds]
    have = [one.without("absent") | NULL if "absent" in one else one for one in found if one is not None]
    if item.without("null").kinds and not [one for one, kind in zip(found, item.kinds) if one is not None and kind.name != "null"]:
        return None
    certain = len(have) == len(found) and not any("absent" in one for one in found if one is not None)
    checker.sure = checker.sure and (certain or not item.kinds)
    return list_of(join(have) if len(have) == len(found) else join(have) | NULL)


_CLOCK = {"hour": kinds.NUMBER, "minute": kinds.NUMBER, "second": kinds.NUMBER, "time offset": kinds.SPAN | NULL}
_DAY = {"year": kinds.NUMBER, "month": kinds.NUMBER, "day": kinds.NUMBER, "weekday": kinds.NUMBER}
PROPERTIES: dict[str, dict[str, Type]] = {
    "date": _DAY | _CLOCK, "time": _CLOCK | {"timezone": kinds.STRING | NULL}, "date and time": _DAY | _CLOCK | {"timezone": kinds.STRING | NULL},
    "years and months duration": {"years": kinds.NUMBER, "months": kinds.NUMBER},
    "days and time duration": {name: kinds.NUMBER for name in ("days", "hours", "minutes", "seconds")},
    "range": {"start included": kinds.BOOLEAN, "end included": kinds.BOOLEAN},
}


@checks(tree.Filter)
def _filter(checker: Checker, node):
    of = checker(node.of)
    if of.unknown:
        checker.sure = False
    item = item_of(of)
    if constant_number(node.test):
        return (item | NULL) if of.kinds else kinds.NEVER
    with checker.within(*_filter_scopes(checker, item)):
        test = checker(node.test)
    if not test.unknown and not test.only("boolean", "number", "null").kinds and test.kinds:
        checker.say("warning", "filter_test", node.test, f"筛选条件应当得出是或否，或者第几个，这里是{plainly(test)}，一项也选不出来。")
    picked = item | NULL | list_of(item) if "number" in test or test.unknown else list_of(item)
    return picked | NULL if "null" in of else picked


def constant_number(node) -> bool:
    """A fixed position: `[1]`, `[-1]`."""
    if isinstance(node, tree.Negation):
        return constant_number(node.operand)
    return isinstance(node, tree.Literal) and "number" in of_value(node.value)


def _filter_scopes(checker, item: Type) -> list[dict]:
    """Inside a filter the entries of an item are names; what only some items have is null in the others."""
    names: dict[str, Type] = {}
    for one in item.kinds:
        for name, kind in one.fields:
            names[name] = names.get(name, kinds.NEVER) | (kind.without("absent") | NULL if "absent" in kind else kind)
    contexts = [one for one in item.kinds if one.name == "context"]
    if item.unknown or any(one.open for one in contexts):
        checker.sure = False
        names = Tolerant(names)
    elif len(item.kinds) > len(contexts):       # of items that are no contexts the name is the null of those that are, or what stands outside
        names = {name: kind | NULL for name, kind in names.items()}
    return [{"item": item}, names] if "item" not in names else [names]


class Tolerant(dict):
    """A scope that may hold further names: one that nobody knows is then unknown, not wrong."""


def item_of(of: Type) -> Type:
    """What the value's items are where a list is wanted: of a single value the value itself, of null none."""
    return join(ANY if one.name == "any" else one.item if one.name == "list" else Type((one,)) for one in of.kinds if one.name not in ("null", "absent"))
