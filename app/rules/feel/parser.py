"""FEEL's grammar (DMN 1.5, 10.3.1.2) by recursive descent. Recursion is bounded by `limits.NESTING`.

`parse_expression` and `parse_tests` are the two entrances; both raise FeelSyntaxError with a position.
"""
import re

from app.rules.feel import limits, tree
from app.rules.feel.errors import FeelSyntaxError
from app.rules.feel.primaries import COMPARISONS, Primaries

_NAMED_ARGUMENT = re.compile(r"[^\W\d]\w*(?: +\w+)*\s*:")


def parse_expression(source: str, names=()):
    """The tree of one expression. `names`: a NameTable or list of names with spaces that the host knows."""
    parser = Parser(source, names)
    expression = parser.expression()
    parser.expect_end()
    return expression


def parse_tests(source: str, names=()):
    """The tree of a decision table's cell: `-`, `not(…)` or alternatives separated by commas."""
    return Parser(source, names).unary_tests()


class Parser(Primaries):
    # ---- unary tests ------------------------------------------------------------------------------------------------
    def unary_tests(self):
        if self.is_operator("-") and self.at_end_after():
            return tree.AnyValue()
        negated = self._negated_tests()
        if negated is not None:
            return negated
        tests = self.test_list()
        self.expect_end()
        return tree.Tests(tests, negated=False)

    def _negated_tests(self):
        """`not( a, b )` as a whole; anything else that starts with not( is an ordinary expression."""
        if not (self.kind == "name" and self.value == "not"):
            return None
        before = self.state()
        self.advance()
        try:
            if self.take("("):
                tests = self.test_list()
                if self.take(")") and self.kind == "end":
                    return tree.Tests(tests, negated=True)
        except FeelSyntaxError:
            self.depth = 0  # not the form hoped for: read it again as an expression, which reports its own error
        self.restore(before)
        return None

    def test_list(self) -> list:
        tests = [self.test()]
        while self.take(","):
            tests.append(self.test())
        return tests

    def test(self):
        at = self.start
        if self.is_operator(*COMPARISONS):
            op = self.value
            self.advance()
            return tree.OperatorTest(op, self.sum(), at)
        outer, self.reads_input = self.reads_input, False
        expression = self.expression()
        reads, self.reads_input = self.reads_input, outer or self.reads_input
        return tree.ValueTest(expression, reads, at)

    # ---- expressions, loosest first ---------------------------------------------------------------------------------
    def expression(self):
        self.deeper()
        special = {"if": self.condition, "for": self.loop, "some": self.quantified, "every": self.quantified}
        found = special.get(self.value, self.disjunction)() if self.kind == "keyword" else self.disjunction()
        self.depth -= 1
        return found

    def condition(self):
        at = self.start
        self.advance()
        condition = self.expression()
        self.need("then")
        then = self.expression()
        self.need("else")
        return tree.If(condition, then, self.expression(), at)

    def iterators(self) -> list:
        found = []
        while True:
            name = self.declared_name("in")
            self.need("in")
            domain = self.expression()
            found.append((name, domain, self.expression() if self.take("..") else None))
            if len(found) > limits.ITERATORS:
                raise FeelSyntaxError("循环变量太多", self.start, self.source)
            if not self.take(","):
                return found

    def loop(self):
        at, mark = self.start, len(self.tables)
        self.advance()
        iterators = self.iterators()
        self.need("return")
        body = self.expression()
        del self.tables[mark:]
        return tree.For(iterators, body, at)

    def quantified(self):
        at, mark, kind = self.start, len(self.tables), self.value
        self.advance()
        iterators = self.iterators()
        self.need("satisfies")
        body = self.expression()
        del self.tables[mark:]
        return tree.Quantified(kind, iterators, body, at)

    def disjunction(self):
        return self._logic("or", self.conjunction)

    def conjunction(self):
        return self._logic("and", self.comparison)

    def _logic(self, op, operand):
        at, parts = self.start, [operand()]
        while self.take(op):
            parts.append(operand())
        return parts[0] if len(parts) == 1 else tree.Logic(op, parts, at)

    def comparison(self):
        left = self.sum()
        while True:
            at = self.start
            if self.is_operator(*COMPARISONS):
                op = self.value
                self.advance()
                left = tree.Comparison(op, left, self.sum(), at)
            elif self.take("between"):
                low = self.sum()
                self.need("and")
                left = tree.Between(left, low, self.sum(), at)
            elif self.take("in"):
                left = tree.In(left, self.membership(), at)
            else:
                return left

    def membership(self) -> list:
        """What follows `in`: a test in brackets or without."""
        at = self.start
        if self.is_operator(*COMPARISONS):
            return [self.test()]
        if not self.take("("):
            return [tree.ValueTest(self.sum(), False, at)]
        tests = self.test_list()
        alone = len(tests) == 1 and isinstance(tests[0], tree.ValueTest)
        if alone and self.take(".."):
            span = tree.RangeOf(tests[0].expression, self.expression(), False, self.range_end(), at)
            return [tree.ValueTest(span, False, at)]
        self.need(")")
        return tests

    def sum(self):
        return self._chain(("+", "-"), self.product)

    def product(self):
        return self._chain(("*", "/"), self.powers)

    def powers(self):
        return self._chain(("**",), self.signed)

    def _chain(self, ops, operand):
        first, rest = operand(), []
        while self.is_operator(*ops):
            op, at = self.value, self.start
            self.advance()
            rest.append((op, operand(), at))
        return tree.Chain(first, rest) if rest else first

    def signed(self):
        signs = []
        while self.is_operator("-"):
            signs.append(self.start)
            self.advance()
        if len(signs) > limits.NESTING:
            raise FeelSyntaxError("嵌套太深", self.start, self.source)
        operand = self.instance()
        for at in reversed(signs):
            operand = tree.Negation(operand, at)
        return operand

    def instance(self):
        value = self.postfix()
        while self.take("instance"):
            self.need("of")
            value = tree.InstanceOf(value, self.type())
        return value

    def postfix(self):
        value = self.primary()
        for _ in range(limits.NESTING):
            at = self.start
            if self.take("."):
                value = tree.Path(value, self.property_name(), at)
            elif self.take("["):
                value = tree.Filter(value, self.filter_test(), at)
            elif self.take("("):
                value = self.call(value, at)
            else:
                return value
        raise FeelSyntaxError("连续的取值太长", self.start, self.source)

    def property_name(self) -> str:
        if self.kind not in ("name", "keyword") or self.value.startswith("__"):
            self.fail("这里应当是属性名称")
        name = self.value
        self.advance()
        return name

    def filter_test(self):
        mark = len(self.tables)
        test = self.expression()
        self.need("]")
        del self.tables[mark:]
        return test

    def call(self, function, at):
        args, named = [], {}
        if not self.is_operator(")"):
            if _NAMED_ARGUMENT.match(self.source, self.start):
                named = self.named_arguments()
            else:
                args = self.expressions()
        self.need(")")
        return tree.Call(function, args, named, at)

    def named_arguments(self) -> dict:
        named = {}
        while True:
            name = self.declared_name(":")
            self.need(":")
            named[name] = self.expression()
            if not self.take(","):
                return named

    def expressions(self) -> list:
        found = [self.expression()]
        while self.take(","):
            found.append(self.expression())
        return found
