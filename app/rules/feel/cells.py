"""Unary tests, the cells of decision tables and the right side of `in`: each becomes a function of (evaluation, input)."""
from app.rules.feel import tree
from app.rules.feel.compiler import compiles
from app.rules.feel.operators import compare, disjunction, equal, negate, within
from app.rules.feel.runtime import mismatch
from app.rules.feel.values import Range, to_feel


@compiles(tree.AnyValue)
def _any_value(_node, _compiler):
    return lambda env, value: True


@compiles(tree.OperatorTest)
def _operator_test(node, compiler):
    op, bound, at = node.op, compiler(node.bound), node.at

    def test(env, value):
        limit = bound(env)
        result = compare(op, value, limit, env)
        if result is None and value is not None and limit is not None:
            mismatch(env, op, at, value, limit)
        return result
    return test


@compiles(tree.ValueTest)
def _value_test(node, compiler):
    expression, at = compiler(node.expression), node.at
    if node.reads_input:
        return _predicate(expression, at)

    def test(env, value):
        wanted = expression(env)
        result = _matches(env, value, wanted)
        if result is None and value is not None and wanted is not None:
            mismatch(env, "比较", at, value, wanted)
        return result
    return test


def _predicate(expression, at):
    def test(env, _value):
        answer = expression(env)
        if answer is None or type(answer) is bool:
            return answer
        return mismatch(env, "判断", at, answer)
    return test


def _matches(env, value, wanted):
    """Whether the input is the value, lies in the range, or is one of the list (DMN 1.5, table 55: `in`)."""
    kind = type(wanted)
    if kind is Range:
        return within(value, wanted)
    if kind is not list:
        return equal(value, wanted, env)
    env.spend(len(wanted))
    if type(value) is list:
        return equal(value, wanted, env) is True or any(equal(value, to_feel(item), env) is True for item in wanted)
    for item in wanted:
        item = to_feel(item)
        if (within(value, item) if type(item) is Range else equal(value, item, env)) is True:
            return True
    return False


@compiles(tree.Tests)
def _tests(node, compiler):
    tests, negated = [compiler(test) for test in node.tests], node.negated

    def test(env, value):
        result = False
        env.scopes.append({"?": value})
        try:
            for one in tests:
                result = disjunction(result, one(env, value))
                if result is True:
                    break
        finally:
            env.scopes.pop()
        return negate(result) if negated else result
    return test
