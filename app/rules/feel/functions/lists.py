"""Functions on lists. Positions count from 1, or from -1 backwards. A value where a list is wanted is a list of one."""
import functools

from app.rules.feel import limits
from app.rules.feel.errors import FeelError
from app.rules.feel.library import builtin
from app.rules.feel.operators import equal, less
from app.rules.feel.runtime import call
from app.rules.feel.values import Decimal, Function, as_list, is_number, to_feel


def _index(items: list, position) -> int | None:
    """The Python index of an existing element, or None."""
    if not is_number(position) or position == 0 or abs(position) > len(items):
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


def _bounded(items: list) -> list:
    if len(items) > limits.LIST:
        raise FeelError("列表太长")
    return items


@builtin("count", "list")
def count(_env, items):
    return Decimal(len(as_list(items)))


@builtin("list contains", "list,element")
def list_contains(env, items, wanted):
    return None if items is None else any(equal(to_feel(item), wanted, env) is True for item in as_list(items))


@builtin("append", "list")
def append(_env, items, *more):
    return _bounded([*as_list(items), *more])


@builtin("concatenate", "list")
def concatenate(_env, *lists):
    return _joined(lists)


def _joined(lists) -> list:
    if sum(len(as_list(items)) for items in lists) > limits.LIST:
        raise FeelError("列表太长")
    return [item for items in lists for item in as_list(items)]


@builtin("insert before", "list,position,newItem")
def insert_before(_env, items, position, new):
    items = as_list(items)
    index = _index(items, position)
    return None if index is None else _bounded([*items[:index], new, *items[index:]])


@builtin("remove", "list,position")
def remove(_env, items, position):
    items = as_list(items)
    index = _index(items, position)
    return None if index is None else items[:index] + items[index + 1:]


@builtin("reverse", "list")
def reverse(_env, items):
    return as_list(items)[::-1]


@builtin("index of", "list,match")
def index_of(env, items, wanted):
    if items is None:
        return None
    return [Decimal(number) for number, item in enumerate(as_list(items), 1) if equal(to_feel(item), wanted, env) is True]


def distinct(env, items) -> list:
    """The items without those that equal an earlier one."""
    found = []
    for item in items:
        env.spend(1 + len(found))
        item = to_feel(item)
        if not any(equal(item, other, env) is True for other in found):
            found.append(item)
    return found


@builtin("union", "list")
def union(env, *lists):
    return distinct(env, _joined(lists))


@builtin("distinct values", "list")
def distinct_values(env, items):
    return None if items is None else distinct(env, as_list(items))


@builtin("flatten", "list")
def flatten(env, items):
    if items is None:
        return None
    found = []
    _flatten(env, as_list(items), found, 0)
    return found


def _flatten(env, items, found, depth):
    if depth > limits.VALUE_DEPTH:
        raise FeelError("嵌套太深")
    for item in items:
        env.spend()
        if type(item) is list:
            _flatten(env, item, found, depth + 1)
        else:
            found.append(to_feel(item))


@builtin("sublist", "list,start position,length", may_be_null=True)
def sublist(_env, items, position, length=None):
    items = as_list(items)
    index = _index(items, position)
    if index is None:
        return None
    if length is None:
        return items[index:]
    if not is_number(length) or length < 1 or index + int(length) > len(items):
        return None
    return items[index:index + int(length)]


@builtin("list replace", "list,position,newItem")
def list_replace(env, items, position, new):
    """`position` may be a function(item, newItem) that says which elements to replace."""
    if type(items) is not list:
        return None
    if type(position) is Function:
        return [new if call(env, position, [to_feel(item), new]) is True else item for item in items]
    index = _index(items, position)
    return None if index is None else [*items[:index], new, *items[index + 1:]]


@builtin("sort", "list,precedes")
def sort(env, items, precedes=None):
    if items is None:
        return None

    def before(a, b):
        env.spend(3)
        return (less(a, b) if precedes is None else call(env, precedes, [a, b])) is True
    return sorted(map(to_feel, as_list(items)),
                  key=functools.cmp_to_key(lambda a, b: -1 if before(a, b) else 1 if before(b, a) else 0))
