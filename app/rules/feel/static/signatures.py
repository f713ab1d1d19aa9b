"""What FEEL's own functions take and give. A signature is asked with the nodes of its arguments, so that constants can be computed.

`partial`: there are arguments of the right kinds for which it has no answer (a text that is no date); in strict evaluation that is an error
of the value and not of the type.
"""
from collections.abc import Callable
from dataclasses import dataclass, field

from app.rules.feel.compiler import Compiler
from app.rules.feel.errors import FeelError
from app.rules.feel.free import names_in
from app.rules.feel.runtime import Env
from app.rules.feel.static import kinds
from app.rules.feel.static.kinds import ANY, BOOLEAN, DATE, DAYS, MOMENT, MONTHS, NEVER, NULL, NUMBER, SPAN, SPANS, STRING, TIME, Type, join, list_of

NOW = ("now", "today")


@dataclass(frozen=True)
class Signature:
    """`result(types)`; `takes`: for each parameter the kinds that fit, None for anything; the last one stands for all further ones."""

    result: Callable[[list[Type]], Type]
    takes: tuple[tuple[str, ...] | None, ...] = ()
    partial: bool = False
    null: bool = True           # null among the arguments makes the answer null, without complaint
    lists: bool = False         # one list of values or the values themselves; `takes[0]` is about them
    least: int = 0
    most: int = 10**6
    params: tuple[str, ...] = ()
    check: Callable | None = field(default=None, compare=False)    # (checker, node, types, args): what else may be wrong

    def __call__(self, checker, node, args: list) -> Type:
        name = checker.text(node.function)
        types = [checker(one) if known is None else known for one, known in args]
        nodes = [one for one, _ in args]
        if self.lists:
            return self._of_list(checker, node, nodes, types, name)
        for number, (one, given) in enumerate(zip(nodes, types)):
            self._fits(checker, one, given, number, name)
        if self.check is not None:
            self.check(checker, node, types, nodes)
        constant = self._constant(checker, node, nodes, types) if self.partial else None
        result = constant if constant is not None else self.result(types)
        if result.unknown:
            checker.sure = False
        return result | NULL if self.null and any("null" in one for one in types) else result

    def _fits(self, checker, node, given: Type, number: int, name: str) -> None:
        wanted = self.takes[min(number, len(self.takes) - 1)] if self.takes else None
        if wanted is not None and node is not None:
            checker.wants(node, given, wanted, f"函数 {name} 的第 {number + 1} 个参数", null=True)

    def _of_list(self, checker, node, nodes, types, name) -> Type:
        """min(1, 2) and min([1, 2]) mean the same; null among the arguments gives null, null in a list is an error."""
        whole = len(types) == 1 and "list" in types[0]
        items = join(self._items(types[0])) if whole else join(types)
        if self.takes and self.takes[0] is not None:
            checker.wants(nodes[0] if len(nodes) == 1 else node, items, self.takes[0], f"函数 {name} 的每一项", null=not whole)
        if self.check is not None:
            self.check(checker, node, [items], nodes)
        if items.unknown:
            checker.sure = False
        result = self.result([items.without("null")])
        return result | NULL if self.null and (whole or any("null" in one for one in types)) else result

    def _items(self, given: Type):
        for kind in given.kinds:
            yield kind.item if kind.name == "list" else Type((kind,)) if kind.name != "null" else NEVER

    def _constant(self, checker, node, nodes, types) -> Type | None:
        """The type of the value itself, where all arguments are constants; one for which there is none is told."""
        if any(one is None or names_in(one) or "any" in given or "?" in checker.text(one) for one, given in zip(nodes, types)) or not nodes:
            return None
        try:
            value = Compiler()(node)(Env([{}]))
        except (FeelError, ArithmeticError, ValueError, TypeError):
            return None
        if value is None and not any("null" in one for one in types):
            said = "、".join(checker.text(one) for one in nodes)
            checker.say("error", "bad_constant", node, f"{said} 不是 {checker.text(node.function)} 能读懂的写法。{EXAMPLES.get(checker.text(node.function), '')}")
            return self.result(types)
        return None if value is None else kinds.of_value(value)


EXAMPLES = {"date": "日期写成 date(\"2026-11-22\")。", "duration": "时长写成 duration(\"P3D\")（3 天）或 duration(\"PT30M\")（30 分钟）。",
            "date and time": "写成 date and time(\"2026-11-22T09:30:00+08:00\")。", "time": "写成 time(\"09:30:00\")。"}


def _gives(kind: Type) -> Callable[[list[Type]], Type]:
    return lambda types: kind


def _item(given: Type) -> Type:
    return join(ANY if one.name == "any" else one.item if one.name == "list" else Type((one,)) for one in given.kinds if one.name != "null")


def _same(types: list[Type]) -> Type:
    return kinds.wide(types[0].without("null"))


def _kept(types):
    return list_of(_item(types[0]))


def _appended(types):
    return list_of(join([_item(types[0]), *types[1:]]))


def _joined(types):
    return list_of(join(_item(one) for one in types))


def _flat(types):
    item = _item(types[0])
    for _ in range(kinds.DEEPEST):
        if "list" not in item:
            return list_of(item)
        item = item.without("list") | item.get("list").item
    return list_of(ANY)


def _moment_or_span(types):
    return SPAN | MONTHS if "string" in types[0] or types[0].unknown else types[0].only(*SPANS)


def _values_of(types):
    return join([kind for one in types[0].kinds for _, kind in one.fields] or [ANY]).without("absent") | NULL


def _got(types):
    """The value of a key that is written out; else anything that the context holds."""
    contexts, keys = [one for one in types[0].kinds if one.name == "context"], types[1].get("string")
    if types[0].without("context", "null").kinds or any(one.open for one in contexts) or len(types[1].kinds) != 1:
        return ANY
    if keys is None or keys.values is None:
        return _values_of(types) if keys is not None else ANY
    return join([one.entries().get(key, NULL) for one in contexts for key in keys.values] + [NULL]).without("absent")


def _put(types):
    context, keys = types[0].get("context"), types[1].get("string")
    if context is None or keys is None or keys.values is None or len(keys.values) != 1 or len(types[1].kinds) != 1:
        return kinds.OPEN_CONTEXT
    return kinds.context_of({**context.entries(), next(iter(keys.values)): types[2]}, open=context.open)


def _merged(types):
    item = _item(types[0])
    names = {name for one in item.kinds for name, _ in one.fields}
    if item.unknown or any(one.name != "context" or one.open for one in item.kinds):
        return kinds.OPEN_CONTEXT
    return kinds.context_of({name: join(one.entries().get(name, kinds.ABSENT) for one in item.kinds) | kinds.ABSENT for name in names})


def _sorts(checker, node, types, nodes):
    """The function that says what comes first is asked about two items."""
    call = types[1].get("function") if len(types) > 1 else None
    if call is not None and call.call is not None:
        item = _item(types[0])
        answer = call.call.result([item, item])
        if not answer.unknown and not answer.only("boolean", "null").kinds and answer.kinds:
            checker.say("warning", "wrong_type", nodes[1], "排序用的函数应当得出是或否：第一项是否排在前面。")


def _replaced(types):
    return list_of(_item(types[0]) | types[2])


def _one_kind(checker, node, types, nodes):
    """What is compared has to be of one kind."""
    names = types[0].without("null", "any").names
    if len(names) > 1 and not names <= set(DAYS):
        checker.say("warning", "wrong_type", node, "这里的几项不是同一种，不能比较大小。")


_NUM, _TEXT, _LIST = ("number",), ("string",), None
_ORDERED = ("number", "string", "date", "time", "date and time", *SPANS)


def _f(result, *takes, **more) -> Signature:
    return Signature(result if callable(result) and not isinstance(result, Type) else _gives(result), takes, **more)


SIGNATURES: dict[str, Signature] = {
    # numbers
    "number": _f(NUMBER, ("number", "string"), _TEXT, _TEXT, partial=True), "abs": _f(_same, ("number", *SPANS)),
    **{name: _f(NUMBER, _NUM, partial=True) for name in ("sqrt", "log", "exp")},
    **{name: _f(NUMBER, _NUM, _NUM, partial=True) for name in ("decimal", "round up", "round down", "round half up", "round half down", "floor",
                                                               "ceiling", "modulo")},
    **{name: _f(BOOLEAN, _NUM, partial=True) for name in ("odd", "even")},
    # texts
    "string": _f(STRING, ("number", "string", "boolean", "date", "time", "date and time", *SPANS, "list", "context", "range")),
    "string length": _f(NUMBER, _TEXT), "substring": _f(STRING, _TEXT, _NUM, _NUM, partial=True),
    **{name: _f(STRING, _TEXT) for name in ("upper case", "lower case", "trim")},
    **{name: _f(BOOLEAN, _TEXT, _TEXT) for name in ("contains", "starts with", "ends with")},
    **{name: _f(STRING, _TEXT, _TEXT) for name in ("substring before", "substring after")},
    "matches": _f(BOOLEAN, _TEXT, _TEXT, _TEXT, partial=True), "replace": _f(STRING, _TEXT, _TEXT, _TEXT, _TEXT, partial=True),
    "split": _f(list_of(STRING), _TEXT, _TEXT, partial=True),
    "string join": _f(STRING, ("list", "string"), _TEXT, null=False,
                      check=lambda checker, node, types, nodes: checker.wants(nodes[0], _item(types[0]), _TEXT, "要连起来的每一项", null=True)),
    # lists
    "count": _f(NUMBER, _LIST, null=False), "list contains": _f(BOOLEAN, _LIST, None),
    "append": _f(_appended, _LIST, null=False), "concatenate": _f(_joined, _LIST, null=False),
    "insert before": _f(lambda types: list_of(_item(types[0]) | types[2]), _LIST, _NUM, None, partial=True, null=False),
    "remove": _f(_kept, _LIST, _NUM, partial=True), "reverse": _f(_kept, _LIST, null=False),
    "index of": _f(list_of(NUMBER), _LIST, None), "union": _f(_joined, _LIST, null=False), "distinct values": _f(_kept, _LIST),
    "flatten": _f(_flat, _LIST), "sublist": _f(lambda types: _kept(types) | NULL, _LIST, None, None, null=False),
    "list replace": _f(_replaced, ("list",), ("number", "function"), None, partial=True), "sort": _f(_kept, _LIST, ("function",), check=_sorts),
    # contexts
    "get value": _f(_got, None, None, null=False), "context put": _f(_put, ("context",), ("string", "list"), None, partial=True, null=False),
    "get entries": _f(lambda types: list_of(kinds.context_of({"key": STRING, "value": _values_of(types)})), ("context",)),
    "context": _f(kinds.OPEN_CONTEXT, ("list", "context"), partial=True, null=False),
    "context merge": _f(_merged, ("list", "context"), null=False,
                        check=lambda checker, node, types, nodes: checker.wants(nodes[0], _item(types[0]), ("context",), "要合并的每一项")),
    # yes and no
    "not": _f(BOOLEAN, ("boolean",)), "is": _f(BOOLEAN, None, None, null=False), "is defined": _f(BOOLEAN, None, null=False),
    **{name: _f(BOOLEAN | NULL, None, null=False) for name in ("all", "any", "and", "or")},
    # dates and times
    "date": _f(DATE, ("string", "number", *DAYS), _NUM, _NUM, partial=True),
    "time": _f(TIME, ("string", "number", "time", *DAYS), _NUM, _NUM, ("days and time duration",), partial=True, null=False),
    "date and time": _f(MOMENT, ("string", *DAYS), ("time", "string"), partial=True),
    "duration": _f(_moment_or_span, ("string", *SPANS), partial=True), "years and months duration": _f(MONTHS, DAYS, DAYS),
    "now": _f(MOMENT), "today": _f(DATE),
    "day of year": _f(NUMBER, DAYS), "week of year": _f(NUMBER, DAYS),
    "day of week": _f(kinds.one_of(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")), DAYS),
    "month of year": _f(kinds.one_of(("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                                      "November", "December")), DAYS),
    # ranges
    **{name: _f(BOOLEAN, None, None, partial=True) for name in (
        "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes", "finished by", "starts",
        "started by", "during", "includes", "coincides")},
    "range": _f(kinds.range_of(ANY), _TEXT, partial=True),
    # statistics
    **{name: _f(lambda types: types[0], _ORDERED, lists=True, check=_one_kind) for name in ("min", "max")},
    **{name: _f(NUMBER, _NUM, lists=True) for name in ("sum", "mean", "median", "product")},
    "stddev": _f(NUMBER | NULL, _NUM, lists=True), "mode": _f(list_of(NUMBER), _NUM, lists=True),
}
