"""The tree as closures: each node becomes a function of the evaluation (Env) that gives its value.

Nothing named by an expression is ever imported, fetched by getattr or evaluated by Python.
"""
from collections.abc import Callable
from decimal import Decimal

from app.rules.feel import limits, tree
from app.rules.feel.errors import FeelError, FeelSyntaxError
from app.rules.feel.operators import ARITHMETIC, at_most, comparable, compare, conjunction, disjunction, minus
from app.rules.feel.properties import has, read
from app.rules.feel.runtime import call, lookup, lookup_function, mismatch
from app.rules.feel.types import is_instance
from app.rules.feel.values import Function, Range, kind_of

HANDLERS: dict[type, Callable] = {}


def compiles(kind: type):
    """Registers the function that turns a node of this kind into an evaluator."""
    def register(handler):
        HANDLERS[kind] = handler
        return handler
    return register


class Compiler:
    """Turns nodes into evaluators; counts their depth (bounded) and their number, by which loops pay for their bodies."""

    def __init__(self):
        self.depth = self.size = 0

    def __call__(self, node) -> Callable:
        self.depth += 1
        self.size += 1
        if self.depth > limits.TREE:
            raise FeelSyntaxError("嵌套太深")
        evaluator = HANDLERS[type(node)](node, self)
        self.depth -= 1
        return evaluator

    def weighed(self, node) -> tuple[Callable, int]:
        """The evaluator and what one run of it costs."""
        before = self.size
        evaluator = self(node)
        return evaluator, 1 + (self.size - before) // 8


@compiles(tree.Literal)
def _literal(node, _compiler):
    value = node.value
    return lambda env: value


@compiles(tree.Name)
def _name(node, _compiler):
    name, at = node.name, node.at
    return lambda env: lookup(env, name, at)


@compiles(tree.Logic)
def _logic(node, compiler):
    parts, at, op = [compiler(part) for part in node.parts], node.at, node.op
    settled, combine = (True, disjunction) if op == "or" else (False, conjunction)

    def evaluate(env):
        result = not settled
        for part in parts:
            value = part(env)
            if value is settled:
                return settled
            if value is not None and type(value) is not bool:
                mismatch(env, op, at, value)
            result = combine(result, value)
        return result
    return evaluate


@compiles(tree.Comparison)
def _comparison(node, compiler):
    op, left, right, at = node.op, compiler(node.left), compiler(node.right), node.at

    def evaluate(env):
        a, b = left(env), right(env)
        if type(a) is str and len(a) > 4096:
            env.spend(len(a) // 2048)
        result = compare(op, a, b, env)
        if result is None and a is not None and b is not None:
            mismatch(env, op, at, a, b)
        return result
    return evaluate


@compiles(tree.Chain)
def _chain(node, compiler):
    first = compiler(node.first)
    rest = [(op, ARITHMETIC[op], compiler(operand), at) for op, operand, at in node.rest]

    def evaluate(env):
        value = first(env)
        for op, operation, operand, at in rest:
            other = operand(env)
            result = operation(value, other)
            if result is None:
                _no_result(env, op, at, value, other)
            elif type(result) is str:
                env.spend(len(result) // 64)
            value = result
        return value
    return evaluate


def _no_result(env, op, at, a, b):
    """Two numbers fit any operator; what fails then is the number that would come out."""
    if env.strict and type(a) is type(b) is Decimal:
        raise FeelError("不能除以零" if op == "/" and b == 0 else "结果超出范围", at)
    mismatch(env, op, at, a, b)


@compiles(tree.Negation)
def _negation(node, compiler):
    operand, at = compiler(node.operand), node.at

    def evaluate(env):
        value = operand(env)
        result = minus(value)
        if result is None:
            mismatch(env, "-", at, value)
        return result
    return evaluate


@compiles(tree.Between)
def _between(node, compiler):
    value, low, high, at = compiler(node.value), compiler(node.low), compiler(node.high), node.at

    def evaluate(env):
        v, a, b = value(env), low(env), high(env)
        if v is None or a is None or b is None:
            return None
        result = conjunction(at_most(a, v), at_most(v, b))
        if result is None:
            mismatch(env, "between", at, v, a, b)
        return result
    return evaluate


@compiles(tree.In)
def _in(node, compiler):
    value, tests = compiler(node.value), [compiler(test) for test in node.tests]

    def evaluate(env):
        v, result = value(env), False
        for test in tests:
            result = disjunction(result, test(env, v))
            if result is True:
                return True
        return result
    return evaluate


@compiles(tree.If)
def _if(node, compiler):
    condition, then, otherwise, at = compiler(node.condition), compiler(node.then), compiler(node.otherwise), node.at

    def evaluate(env):
        chosen = condition(env)
        if chosen is not None and type(chosen) is not bool:
            mismatch(env, "if", at, chosen)
        return then(env) if chosen is True else otherwise(env)
    return evaluate


@compiles(tree.ListOf)
def _list(node, compiler):
    items = [compiler(item) for item in node.items]
    cost = len(items) // 8

    def evaluate(env):
        env.spend(cost)
        return [item(env) for item in items]
    return evaluate


@compiles(tree.ContextOf)
def _context(node, compiler):
    entries = [(key, compiler(value)) for key, value in node.entries]

    def evaluate(env):
        made = {}
        env.scopes.append(made)
        try:
            for key, value in entries:
                made[key] = value(env)
        finally:
            env.scopes.pop()
        return made
    return evaluate


@compiles(tree.RangeOf)
def _range(node, compiler):
    low, high, low_in, high_in, at = compiler(node.low), compiler(node.high), node.low_in, node.high_in, node.at

    def evaluate(env):
        a, b = low(env), high(env)
        if a is None and b is None:
            return None
        if a is not None and b is not None and comparable(a, b) is None:
            return mismatch(env, "..", at, a, b)
        return Range(a, b, low_in, high_in)
    return evaluate


_OPEN = {"<": lambda v: Range(None, v, False, False), "<=": lambda v: Range(None, v, False, True),
         ">": lambda v: Range(v, None, False, False), ">=": lambda v: Range(v, None, True, False),
         "=": lambda v: Range(v, v, True, True), "!=": lambda v: None}


@compiles(tree.OpenRange)
def _open_range(node, compiler):
    make, bound = _OPEN[node.op], compiler(node.bound)
    return lambda env: make(bound(env))


@compiles(tree.Path)
def _path(node, compiler):
    of, name, at = compiler(node.of), node.name, node.at

    def evaluate(env):
        value = of(env)
        if env.strict and value is not None and not has(value, name):
            raise FeelError(f"{kind_of(value)}里没有“{name}”", at)
        return read(value, name, env)
    return evaluate


@compiles(tree.Call)
def _call(node, compiler):
    args, at = [compiler(arg) for arg in node.args], node.at
    if isinstance(node.function, tree.Name) and node.function.name == "is defined" and len(args) == 1:
        return _is_defined(args[0])
    function = _callee(node.function, compiler)
    named = {key: compiler(value) for key, value in node.named.items()}
    if named:
        return lambda env: call(env, function(env), [], {key: value(env) for key, value in named.items()}, at)
    return lambda env: call(env, function(env), [arg(env) for arg in args], None, at)


def _callee(node, compiler):
    if not isinstance(node, tree.Name):
        return compiler(node)
    name, at = node.name, node.at
    return lambda env: lookup_function(env, name, at)


def _is_defined(arg):
    """`is defined(x)` is about the name, so its argument is read leniently."""
    def evaluate(env):
        strict, env.strict, unknown = env.strict, False, env.unknown
        try:
            value = arg(env)
        finally:
            env.strict = strict
        return value is not None or env.unknown == unknown
    return evaluate


@compiles(tree.Lambda)
def _lambda(node, compiler):
    body, cost = compiler.weighed(node.body)
    names, types = [name for name, _ in node.params], [kind for _, kind in node.params]

    def evaluate(env):
        closure = list(env.scopes)

        def run(env, *args):
            env.spend(cost)
            if not all(kind is None or arg is None or is_instance(arg, kind) for arg, kind in zip(args, types)):
                return None
            outer, env.scopes = env.scopes, [*closure, dict(zip(names, args))]
            try:
                return body(env)
            finally:
                env.scopes = outer
        return Function(names, run, arity=(len(names), len(names)))
    return evaluate


@compiles(tree.InstanceOf)
def _instance(node, compiler):
    value, kind = compiler(node.value), node.type
    return lambda env: is_instance(value(env), kind)
