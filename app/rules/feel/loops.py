"""`for`, `some`, `every` and filters: whatever runs a part of the expression many times. Each run is paid for."""
import datetime as dt

from app.rules.feel import limits, tree
from app.rules.feel.compiler import compiles
from app.rules.feel.errors import FeelError
from app.rules.feel.free import names_in
from app.rules.feel.operators import conjunction, disjunction
from app.rules.feel.properties import element
from app.rules.feel.runtime import mismatch
from app.rules.feel.values import Decimal, Range, as_list, is_number, is_whole, to_feel


def _bounded(count: int) -> None:
    if count > limits.LIST:
        raise FeelError("区间太长")


def domain_of(first, last, has_last: bool) -> list | None:
    """What a loop runs over: a list, a range of whole numbers or dates, or first..last; None if it is none of these."""
    if has_last:
        return _counted(first, last)
    if type(first) is Range:
        return _spanned(first)
    return None if first is None else as_list(first)


def _counted(first, last):
    if not (is_whole(first) and is_whole(last)):
        return None
    _bounded(abs(last - first))
    low, high = int(first), int(last)
    return [Decimal(number) for number in (range(low, high + 1) if low <= high else range(low, high - 1, -1))]


def _spanned(span: Range):
    low, high = span.low, span.high
    if is_whole(low) and is_whole(high):
        _bounded(high - low)
        return [Decimal(number) for number in range(int(low) + (not span.low_in), int(high) + span.high_in)]
    if type(low) is type(high) is dt.date:
        start, stop = low.toordinal() + (not span.low_in), high.toordinal() + span.high_in
        _bounded(stop - start)
        return [dt.date.fromordinal(day) for day in range(start, stop)]
    return None


def _iterators(node, compiler):
    return [(name, compiler(first), compiler(last) if last is not None else None) for name, first, last in node.iterators]


def _domain(env, scope, iterator, at):
    """The values of one iterator, evaluated where the outer iterators' names stand."""
    _, first, last = iterator
    env.scopes.append(scope)
    try:
        start = first(env)
        found = domain_of(start, last(env) if last else None, last is not None)
    finally:
        env.scopes.pop()
    if found is None and start is not None:
        mismatch(env, "循环", at, start)
    return found


@compiles(tree.For)
def _for(node, compiler):
    iterators, at = _iterators(node, compiler), node.at
    body, cost = compiler.weighed(node.body)
    wants_partial = "partial" in names_in(node.body)

    def run(env, out, level, scope) -> bool:
        if level == len(iterators):
            env.spend(cost)
            out.append(_one(env, body, _with_partial(env, scope, out) if wants_partial else scope))
            return True
        values = _domain(env, scope, iterators[level], at)
        if values is None:
            return False
        name = iterators[level][0]
        for value in values:
            env.spend()
            if not run(env, out, level + 1, {**scope, name: to_feel(value)}):
                return False
        return True

    def evaluate(env):
        out = []
        return out if run(env, out, 0, {}) else None
    return evaluate


def _with_partial(env, scope, out):
    env.spend(len(out))
    return {**scope, "partial": list(out)}


def _one(env, body, scope):
    env.scopes.append(scope)
    try:
        return body(env)
    finally:
        env.scopes.pop()


@compiles(tree.Quantified)
def _quantified(node, compiler):
    iterators, at = _iterators(node, compiler), node.at
    body, cost = compiler.weighed(node.body)
    settled, combine = (True, disjunction) if node.kind == "some" else (False, conjunction)

    def run(env, level, scope):
        if level == len(iterators):
            env.spend(cost)
            answer = _one(env, body, scope)
            if answer is not None and type(answer) is not bool:
                return mismatch(env, node.kind, at, answer)
            return answer
        values = _domain(env, scope, iterators[level], at)
        if values is None:
            return None
        name, result = iterators[level][0], not settled
        for value in values:
            env.spend()
            result = combine(result, run(env, level + 1, {**scope, name: to_feel(value)}))
            if result is settled:
                return settled
        return result
    return lambda env: run(env, 0, {})


@compiles(tree.Filter)
def _filter(node, compiler):
    of = compiler(node.of)
    test, cost = compiler.weighed(node.test)
    constant = _is_constant(node.test)

    def evaluate(env):
        items = of(env)
        if items is None:
            return None
        items = as_list(items)
        if constant:
            position = test(env)
            if is_number(position):
                return element(items, position)
        return _select(env, items, test, cost)
    return evaluate


def _is_constant(node) -> bool:
    return isinstance(node, tree.Literal) or isinstance(node, tree.Negation) and _is_constant(node.operand)


def _select(env, items, test, cost):
    """The elements for which the test is true; a test that gives a number picks that one."""
    chosen, known = [], _known_keys(env, items)
    for item in items:
        env.spend(cost)
        item = to_feel(item)
        scopes = [known, {"item": item}]
        if type(item) is dict:
            scopes.append(item)
        env.scopes.extend(scopes)
        try:
            answer = test(env)
        finally:
            del env.scopes[-len(scopes):]
        if is_number(answer):
            return element(items, answer)
        if answer is True:
            chosen.append(item)
    return chosen


def _known_keys(env, items) -> dict:
    """In strict mode: a name that only some of the contexts have is null in the others, not unknown."""
    known = {}
    if env.strict:
        for item in items:
            if type(item) is dict:
                env.spend(1 + len(item) // 16)
                known.update(dict.fromkeys(item))
    return known
