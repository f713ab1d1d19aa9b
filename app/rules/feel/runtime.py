"""One evaluation: its scopes, its budget, how names are found and functions called."""
from collections.abc import Mapping
from datetime import datetime

from app.rules.feel import limits
from app.rules.feel.errors import FeelError
from app.rules.feel.library import FUNCTIONS
from app.rules.feel.values import MISSING, Function, kind_of, to_feel


class Env:
    """`scopes`: innermost last. `now`: the host's present, or None for a host that has none. `unknown` counts names not found."""

    __slots__ = ("scopes", "left", "calls", "strict", "unknown", "now")

    def __init__(self, scopes: list[Mapping], *, strict: bool = False, now: datetime | None = None, fuel: int = limits.FUEL):
        self.scopes, self.left, self.calls, self.strict, self.unknown, self.now = scopes, fuel, 0, strict, 0, now

    def spend(self, steps: int = 1) -> None:
        """Raises FeelError once the evaluation has cost too much."""
        self.left -= steps
        if self.left < 0:
            raise FeelError("计算步数太多")

    def spend_on(self, value) -> None:
        """What it costs to hand a value to a function, or to take one from it: by size."""
        kind = type(value)
        if kind is list or kind is dict:
            self.spend(len(value))
        elif kind is str:
            self.spend(len(value) // 64)


def lookup(env: Env, name: str, at: int):
    """The value of a name: the innermost scope that has it, then the library; None, or strictly an error, if nobody has it."""
    for scope in reversed(env.scopes):
        value = scope.get(name, MISSING)
        if value is not MISSING:
            return to_feel(value)
    function = FUNCTIONS.get(name)
    if function is not None:
        return function
    if env.strict:
        raise FeelError(f"没有“{name}”这个名称", at)
    env.unknown += 1
    return None


def lookup_function(env: Env, name: str, at: int):
    """What a name means where it is called: data that happen to be called `count` or `today` do not hide the function."""
    value = lookup(env, name, at)
    return value if type(value) is Function else FUNCTIONS.get(name, value)


def mismatch(env: Env, what: str, at: int, *values) -> None:
    """In strict mode a type mismatch is an error; else its value is null."""
    if env.strict:
        raise FeelError(f"{what} 不能用于{'和'.join(kind_of(value) for value in values)}", at)


def call(env: Env, function, args: list, named: dict | None = None, at: int | None = None):
    """The function's result; null, or strictly an error, if it is none or does not take these arguments."""
    if type(function) is not Function:
        env.unknown += 1
        return _refuse(env, "这不是函数，不能调用", at)
    if named:
        args = _positional(function, named)
        if args is None:
            return _refuse(env, f"函数 {function.name} 没有这样的参数：{'、'.join(named)}", at)
    if not function.least <= len(args) <= function.most:
        return _refuse(env, f"函数 {function.name} 的参数个数不对：给了 {len(args)} 个", at)
    result = _invoke(env, function, args)
    if result is None and env.strict and function.built_in and args and not any(arg is None or arg == [] for arg in args):
        mismatch(env, f"函数 {function.name}", at, *args)
    return result


def _refuse(env, sentence, at):
    if env.strict:
        raise FeelError(sentence, at)
    return None


def _invoke(env, function, args):
    env.spend(5)
    for arg in args:
        env.spend_on(arg)
    env.calls += 1
    if env.calls > limits.CALLS:
        raise FeelError("函数调用层次太深")
    try:
        result = function.call(env, *args)
    finally:
        env.calls -= 1
    env.spend_on(result)
    return result


def _positional(function: Function, named: dict) -> list | None:
    args = [MISSING] * len(function.params)
    for key, value in named.items():
        key = key if key in function.params else function.aliases.get(key)
        if key is None:
            return None
        args[function.params.index(key)] = value
    while args and args[-1] is MISSING:
        args.pop()
    return [None if arg is MISSING else arg for arg in args]
