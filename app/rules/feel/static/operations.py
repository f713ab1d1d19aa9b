"""Comparisons, arithmetic and logic: which kinds go together, and what comes out."""
from itertools import product

from app.rules.feel import tree
from app.rules.feel.static import kinds
from app.rules.feel.static.checker import Checker, checks
from app.rules.feel.static.kinds import BOOLEAN, DAYS, NULL, SPANS, Type, join, range_of
from app.rules.feel.static.narrowing import narrowed
from app.rules.feel.static.problems import nearest
from app.rules.feel.static.words import listed, plainly

ORDERED = frozenset({"number", "string", "date", "time", "date and time", *SPANS})
MIXED = frozenset(DAYS)


def comparable(a: str, b: str) -> bool:
    """Whether FEEL orders values of these two kinds."""
    return a in ORDERED and (a == b or {a, b} == MIXED)


def equatable(a: str, b: str) -> bool:
    """Whether equality has an answer for them: null equals only null, other kinds only their like."""
    return a == b or "null" in (a, b) or {a, b} == MIXED


def fits(checker: Checker, node, left: Type, right: Type, agrees, what: str) -> None:
    """Tells where two operands do not go together: an error if they never do, a warning if they may not."""
    if left.unknown or right.unknown:
        checker.sure = False
        return
    pairs = list(product(left.without("null", "absent").names, right.without("null", "absent").names))
    wrong = [pair for pair in pairs if not agrees(*pair)]
    if wrong:
        sides = f"一边是{plainly(left.without('null'))}，一边是{plainly(right.without('null'))}"
        level = "error" if len(wrong) == len(pairs) else "warning"
        checker.say(level, "wrong_type", node, f"{what}的两边不能比较：{sides}。{_advice(wrong[0])}")


def _advice(pair) -> str:
    names = set(pair)
    if names & set(SPANS) and names & set(DAYS):
        return "日期之间的差才是时长：用 日期 + 时长，或者两个日期相减。"
    if "string" in names and names & {"number", "date", "date and time"}:
        return "数字不加引号；日期写成 date(\"2026-11-22\")。"
    return "列表用 list contains(列表, 值) 判断是否含有。" if "list" in names else ""


def orderable(checker: Checker, node, what: str, *operands) -> None:
    for one, kind in operands:
        strange = kind.without("null", "any", "absent", *ORDERED)
        if strange.kinds:
            level = "error" if strange == kind.without("null") else "warning"
            checker.say(level, "wrong_type", one, f"{what}要分先后大小，{plainly(strange)}不能比较大小。")
    (_, first), *others = operands
    for _, other in others:
        fits(checker, node, first.only(*ORDERED, "null", "any"), other.only(*ORDERED, "null", "any"), comparable, what)


def null_if(*operands: Type) -> Type:
    """Yes or no, or null if one of the operands may be null (or unknown)."""
    return BOOLEAN | NULL if any("null" in one or one.unknown for one in operands) else BOOLEAN


@checks(tree.Comparison)
def _comparison(checker: Checker, node):
    left, right = checker(node.left), checker(node.right)
    if node.op in ("=", "!="):
        fits(checker, node, left, right, equatable, f"“{node.op}”")
        _can_hold(checker, node, left, right)
        return BOOLEAN | NULL if left.unknown or right.unknown else BOOLEAN
    orderable(checker, node, f"“{node.op}”", (node.left, left), (node.right, right))
    return null_if(left, right)


def _can_hold(checker, node, left, right):
    """A comparison with a value that the other side never has: a misspelt option."""
    for literal, value, other in ((node.right, right, left), (node.left, left, right)):
        if isinstance(literal, tree.Literal):
            never(checker, literal, value, other, f"“{node.op}”")


def never(checker: Checker, node, value: Type, other: Type, what: str) -> None:
    """Tells when `other` is an enumeration of texts without this one."""
    wanted, held = value.get("string"), other.get("string")
    if not (wanted and held and wanted.values and held.values) or wanted.values & held.values or other.unknown:
        return
    text = next(iter(wanted.values))
    close = nearest(text, held.values)
    asked = f"是不是“{close}”？" if close else ""
    checker.say("warning", "never_holds", node, f"“{text}”不在可能的值里，{what}总是同一个结果。可能的值：{listed(held.values)}。{asked}",
                f'"{close}"' if close else None)


@checks(tree.Between)
def _between(checker: Checker, node):
    value, low, high = checker(node.value), checker(node.low), checker(node.high)
    orderable(checker, node, "between ", (node.value, value), (node.low, low), (node.high, high))
    return null_if(value, low, high)


@checks(tree.RangeOf)
def _range(checker: Checker, node):
    low, high = checker(node.low), checker(node.high)
    orderable(checker, node, "区间的两端", (node.low, low), (node.high, high))
    made = range_of(kinds.wide((low | high).without("null")))
    return made | NULL if "null" in low and "null" in high else made


# ---- logic ----------------------------------------------------------------------------------------------------------
@checks(tree.Logic)
def _logic(checker: Checker, node):
    """Each part is read under what the parts before it leave open: in `x != null and x > 3` the second x is not null."""
    found, scopes = [], []
    for part in node.parts:
        with checker.within(*scopes):
            given = checker(part)
            checker.wants(part, given, ("boolean",), f"“{node.op}”的两边", null=True)
            found.append(given)
            scopes.append(narrowed(checker, part, "not_false" if node.op == "and" else "not_true"))
    return null_if(*found)


# ---- arithmetic -----------------------------------------------------------------------------------------------------
def _added(a: str, b: str) -> str | None:
    if a == b and a in ("number", "string", *SPANS):
        return a
    if a in SPANS and b not in SPANS:
        a, b = b, a
    if b == SPANS[0] and a in DAYS or b == SPANS[1] and a in (*DAYS, "time"):
        return a
    return None


def _subtracted(a: str, b: str) -> str | None:
    if a == b == "number":
        return a
    if b in SPANS:
        return _added(a, b) if a in (*SPANS, *DAYS, "time") else None
    moments = (*DAYS, "time")
    return SPANS[1] if a in moments and b in moments and comparable(a, b) else None


def _multiplied(a: str, b: str) -> str | None:
    if "number" not in (a, b):
        return None
    other = b if a == "number" else a
    return other if other in ("number", *SPANS) else None


def _divided(a: str, b: str) -> str | None:
    if b == "number":
        return a if a in ("number", *SPANS) else None
    return "number" if a == b and a in SPANS else None


RESULTS = {"+": _added, "-": _subtracted, "*": _multiplied, "/": _divided, "**": lambda a, b: "number" if a == b == "number" else None}


@checks(tree.Chain)
def _chain(checker: Checker, node):
    value, before = checker(node.first), node.first
    for op, operand, _ in node.rest:
        other = checker(operand)
        value = _result(checker, node, op, (before, value), (operand, other))
        before = node
    return value


def _result(checker, node, op, left, right) -> Type:
    for one, kind in (left, right):
        if "null" in kind:
            checker.maybe_null(one, kind, f"“{op}”的两边")
    a, b = left[1].without("null", "absent"), right[1].without("null", "absent")
    if a.unknown or b.unknown:
        return checker.unsure()
    pairs = [(x, y, RESULTS[op](x, y)) for x, y in product(a.names, b.names)]
    wrong = [(x, y) for x, y, result in pairs if result is None]
    if wrong:
        level = "error" if len(wrong) == len(pairs) else "warning"
        checker.say(level, "wrong_type", node, f"{plainly(a)}和{plainly(b)}不能用“{op}”。{_arithmetic_advice(op, wrong[0])}")
        if len(wrong) == len(pairs):
            return checker.unsure()
    return join(kinds.named(result) for _, _, result in pairs if result is not None)


def _arithmetic_advice(op, pair) -> str:
    if op == "+" and "string" in pair:
        return "要接在文字后面，先用 string(…) 变成文字。"
    if op in "+-" and "number" in pair and set(pair) & set(DAYS):
        return "给日期加天数要写时长，例如 duration(\"P3D\")。"
    return ""


@checks(tree.Negation)
def _negation(checker: Checker, node):
    given = checker(node.operand)
    held = checker.wants(node.operand, given, ("number", *SPANS), "“-”后面")
    if held.unknown or not held.kinds:
        return checker.unsure() if given.kinds else held
    number = held.get("number")
    if number is not None and number.values is not None:
        return kinds.one_of(-value for value in number.values) | held.without("number")
    return held
