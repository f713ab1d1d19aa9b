"""not, all, any, is, is defined."""
from app.rules.feel.library import FUNCTIONS, builtin
from app.rules.feel.operators import conjunction, disjunction, negate
from app.rules.feel.render import render
from app.rules.feel.values import to_feel


def spread(args: tuple) -> list:
    """min(1, 2) and min([1, 2]) mean the same: the values either way."""
    values = args[0] if len(args) == 1 and type(args[0]) is list else args
    return [to_feel(value) for value in values]


def truth(value) -> bool | None:
    return value if type(value) is bool else None


@builtin("not", "negand")
def not_(_env, value):
    return negate(value)


@builtin("all", "list", may_be_null=True)
def all_(_env, *values):
    result = True
    for value in spread(values):
        result = conjunction(result, truth(value))
    return result


@builtin("any", "list", may_be_null=True)
def any_(_env, *values):
    result = False
    for value in spread(values):
        result = disjunction(result, truth(value))
    return result


@builtin("is", "value1,value2")
def is_(env, a, b):
    """Same type and same text: 1.0 is 1, a time in UTC is not the same instant elsewhere."""
    return type(a) is type(b) and render(a, env) == render(b, env)


@builtin("is defined", "value")
def is_defined(_env, value):
    return value is not None


FUNCTIONS["and"], FUNCTIONS["or"] = FUNCTIONS["all"], FUNCTIONS["any"]
