"""if, for, some, every, functions and their calls, and the unary tests of cells."""
from app.rules.feel import tree
from app.rules.feel.library import FUNCTIONS
from app.rules.feel.static import kinds
from app.rules.feel.static.checker import DEEPEST_CALL, Checker, Tolerant, checks, item_of
from app.rules.feel.static.kinds import ANY, BOOLEAN, NULL, Kind, Type, list_of
from app.rules.feel.static.narrowing import narrowed
from app.rules.feel.static.operations import comparable, equatable, fits, never, null_if, orderable
from app.rules.feel.static.problems import nearest
from app.rules.feel.static.signatures import SIGNATURES, Signature
from app.rules.feel.static.words import plainly


@checks(tree.If)
def _if(checker: Checker, node):
    given = checker(node.condition)
    checker.wants(node.condition, given, ("boolean",), "if 的条件", null=True)
    with checker.within(narrowed(checker, node.condition, "true")):
        then = checker(node.then)
    with checker.within(narrowed(checker, node.condition, "not_true")):
        otherwise = checker(node.otherwise)
    return then | otherwise


# ---- loops ----------------------------------------------------------------------------------------------------------
@checks(tree.For)
def _for(checker: Checker, node):
    names, nullable = _iterated(checker, node)
    with checker.within(*names, {"partial": list_of(ANY)}):
        body = checker(node.body)
    return list_of(body) | NULL if nullable else list_of(body)


@checks(tree.Quantified)
def _quantified(checker: Checker, node):
    names, nullable = _iterated(checker, node)
    with checker.within(*names):
        given = checker(node.body)
        checker.wants(node.body, given, ("boolean",), "satisfies 后面", null=True)
    return null_if(given, NULL) if nullable else null_if(given)


def _iterated(checker, node) -> tuple[list[dict], bool]:
    """A scope for each loop variable, each seen by those after it; whether one of the domains may be null."""
    scopes, nullable = [], False
    for name, first, last in node.iterators:
        with checker.within(*scopes):
            start = checker(first)
            item = _counted(checker, first, last, start) if last is not None else _walked(checker, first, start)
        nullable = nullable or "null" in start
        scopes.append({name: item})
    return scopes, nullable


def _counted(checker, first, last, start) -> Type:
    end = checker(last)
    checker.wants(first, start, ("number",), "“..”前面")
    checker.wants(last, end, ("number",), "“..”后面")
    return kinds.NUMBER


def _walked(checker, first, start: Type) -> Type:
    if start.unknown:
        return checker.unsure()
    span = start.get("range")
    if span is None:
        return item_of(start)
    checker.wants(first, span.item or ANY, ("number", "date"), "逐项取出的区间")
    return item_of(start.without("range")) | (span.item or ANY)


# ---- functions ------------------------------------------------------------------------------------------------------
@checks(tree.Lambda)
def _lambda(checker: Checker, node):
    closure = list(checker.scopes)

    def call(given: list[Type]) -> Type:
        """The body again, with what this call hands in."""
        if checker.calls >= DEEPEST_CALL:
            return checker.unsure()
        checker.calls += 1
        declared = [_declared(kind, one) for (_, kind), one in zip(node.params, given)]
        with checker.inside([*closure, {name: one for (name, _), one in zip(node.params, declared)}]):
            found = checker(node.body)
        checker.calls -= 1
        return found | NULL if any(kind is not None for _, kind in node.params) else found
    sure = checker.sure
    call([ANY] * len(node.params))
    checker.sure = sure
    count = len(node.params)
    return Type((Kind("function", call=Signature(call, least=count, most=count, params=tuple(name for name, _ in node.params))),))


def _declared(kind: tree.Type | None, given: Type) -> Type:
    """What a parameter with a type lets in: something else makes the function's answer null."""
    wanted = None if kind is None else kinds.of_tree(kind)
    return given if wanted is None or wanted.unknown or not given.unknown else wanted | NULL


@checks(tree.Call)
def _call(checker: Checker, node):
    if isinstance(node.function, tree.Name):
        return _named_call(checker, node, node.function.name)
    found = checker(node.function)
    return _apply(checker, node, found.get("function"), "函数") if "function" in found else _no_function(checker, node, found)


def _named_call(checker, node, name: str):
    if name == "is defined" and len(node.args) == 1:
        with checker.silent():
            checker(node.args[0])
        return BOOLEAN
    found = checker.find((name,))
    own = found.get("function") if found is not None else None
    if own is not None:
        return _apply(checker, node, own, f"函数 {name} ")
    if name in SIGNATURES:
        return _built_in(checker, node, name)
    return _no_function(checker, node, found)


def _no_function(checker, node, found: Type | None):
    for argument in (*node.args, *node.named.values()):
        checker(argument)
    if found is not None and found.unknown or any(isinstance(scope, Tolerant) for scope in checker.scopes):
        return checker.unsure()
    name = node.function.name if isinstance(node.function, tree.Name) else checker.text(node.function)
    hosts = {one for scope in checker.scopes for one, kind in scope.items() if isinstance(one, str) and "function" in kind}
    close = nearest(name, {*FUNCTIONS, *hosts})
    sentence = f"没有“{name}”这个函数。" if found is None else f"“{name}”是{plainly(found)}，不是函数。"
    checker.say("error", "unknown_function", node.function, sentence + (f"是不是“{close}”？" if close else ""), close)
    return checker.unsure()


def _built_in(checker, node, name):
    signature, function = SIGNATURES[name], FUNCTIONS[name]
    args = _arguments(checker, node, function.params, function.aliases, name)
    if args is None or not _enough(checker, node, name, len(args), function.least, function.most):
        return checker.unsure()
    return signature(checker, node, args)


def _arguments(checker, node, params, aliases, name) -> list | None:
    """(node, type) of each argument in the function's order; None if a name among them is none of its parameters."""
    if not node.named:
        return [(one, None) for one in node.args]
    found: list = [(None, NULL)] * len(params)
    for key, value in node.named.items():
        key = key if key in params else aliases.get(key)
        if key is None:
            checker.say("error", "wrong_arity", node, f"函数 {name} 没有这样的参数：{'、'.join(node.named)}。它的参数是：{'、'.join(params)}。")
            return None
        found[params.index(key)] = (value, None)
    while found and found[-1][0] is None:
        found.pop()
    return found


def _enough(checker, node, name, given: int, least: int, most: int) -> bool:
    if least <= given <= most:
        return True
    wanted = f"{least} 个" if least == most else f"至少 {least} 个" if most > 100 else f"{least} 到 {most} 个"
    checker.say("error", "wrong_arity", node, f"函数 {name} 要 {wanted}参数，这里给了 {given} 个。")
    return False


def _apply(checker, node, function: Kind, what: str):
    """A function of the host or of the expression itself."""
    signature = function.call
    if signature is None:
        for argument in (*node.args, *node.named.values()):
            checker(argument)
        return checker.unsure()
    args = _arguments(checker, node, signature.params, {}, what.strip())
    if args is None or not _enough(checker, node, what.removeprefix("函数").strip(), len(args), signature.least, signature.most):
        return checker.unsure()
    return signature(checker, node, args)


# ---- unary tests ----------------------------------------------------------------------------------------------------
@checks(tree.AnyValue)
def _any_value(_checker, _node):
    return BOOLEAN


@checks(tree.Tests)
def _tests(checker: Checker, node):
    value = checker.find(("?",)) or ANY
    with checker.within({"?": value}):
        return null_if(*[test_of(checker, one, value, None) for one in node.tests])


@checks(tree.In)
def _in(checker: Checker, node):
    value = checker(node.value)
    return null_if(*[test_of(checker, one, value, node.value) for one in node.tests])


def test_of(checker: Checker, test, value: Type, subject) -> Type:
    """One test against the value. `subject`: the expression that gives it, None for the input of a column."""
    if isinstance(test, tree.OperatorTest):
        return _operator_test(checker, test, value)
    if test.reads_input:
        given = checker(test.expression)
        checker.wants(test.expression, given, ("boolean",), "用 ? 写的判断", null=True)
        return given
    wanted = checker(test.expression)
    return _matches(checker, test, value, wanted)


def _operator_test(checker, test, value):
    bound = checker(test.bound)
    if test.op in ("=", "!="):
        fits(checker, test, value, bound, equatable, f"“{test.op}”")
        return null_if(*(one for one in (value, bound) if one.unknown))
    orderable(checker, test, f"“{test.op}”", (test, value), (test, bound))
    return null_if(value, bound)


def _matches(checker, test, value: Type, wanted: Type) -> Type:
    """A value equals, lies in a range, or is one of a list."""
    for kind in wanted.kinds:
        if kind.name == "range":
            _in_range(checker, test, value, kind.item or ANY)
        elif kind.name == "list":
            _in_list(checker, test, value, kind.item)
        else:
            fits(checker, test, value, Type((kind,)), equatable, "比较")
            never(checker, test, Type((kind,)), value, "这一项")
    return null_if(value, wanted) if "range" in wanted else null_if(*(one for one in (value, wanted) if one.unknown))


def _in_range(checker, test, value, item):
    held = value.without("null", "absent")
    if held.unknown or item.unknown:
        checker.sure = False
    else:
        fits(checker, test, held, item, comparable, "区间")


def _in_list(checker, test, value: Type, item: Type):
    """Items of other kinds simply do not match; a misspelt option among them never does."""
    if not value.unknown and not item.unknown and isinstance(test.expression, tree.ListOf):
        for one in test.expression.items:
            if isinstance(one, tree.Literal):
                never(checker, one, kinds.of_value(one.value), value, "这一项")
