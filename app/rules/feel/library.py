"""The register of FEEL's own functions. `functions/` fills it, a family a module."""
from collections.abc import Callable

from app.rules.feel.values import Function

FUNCTIONS: dict[str, Function] = {}


def builtin(name: str, params: str = "", *, may_be_null: bool = False, aliases: dict[str, str] | None = None,
            arity: tuple[int, int] | None = None) -> Callable:
    """Registers `call(env, *args)` under a FEEL name.

    `params`: parameter names, comma separated, for calls by name; `aliases`: other names for them.
    `may_be_null`: null is a proper answer, not the sign of arguments that do not fit.
    """
    names = [part.strip() for part in params.split(",")] if params else []

    def register(call: Callable) -> Callable:
        FUNCTIONS[name] = Function(names, call, name=name, arity=arity, aliases=aliases, built_in=not may_be_null)
        return call
    return register
