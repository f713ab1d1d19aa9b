"""The innermost part of the grammar: literals, brackets, lists, ranges, contexts, functions, types."""
from app.rules.feel import tree
from app.rules.feel.cursor import Cursor
from app.rules.feel.errors import FeelSyntaxError
from app.rules.feel.lexer import is_plain
from app.rules.feel.temporal import parse_at

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_LITERALS = {"true": True, "false": False, "null": None}


class Primaries(Cursor):
    """Needs `expression` and `sum` of the class that completes it."""

    def primary(self):
        kind, value, at = self.kind, self.value, self.start
        if kind in ("number", "string"):
            self.advance()
            return tree.Literal(value)
        if kind == "name":
            self.advance()
            self.reads_input = self.reads_input or value == "?"
            return tree.Name(value, at)
        if kind == "keyword":
            return self._keyword(value)
        opened = {"(": self.bracketed, "[": self.list_or_range, "]": self.open_range, "{": self.context, "@": self.at_literal}
        if kind == "operator" and value in opened:
            self.advance()
            return opened[value](at)
        return self.fail()

    def _keyword(self, value):
        if value in _LITERALS:
            self.advance()
            return tree.Literal(_LITERALS[value])
        if value == "function":
            return self.function()
        if value in ("if", "for", "some", "every"):
            return self.expression()
        return self.fail()

    def bracketed(self, at):
        if self.is_operator(*COMPARISONS):
            op = self.value
            self.advance()
            bound = self.sum()
            self.need(")")
            return tree.OpenRange(op, bound)
        inner = self.expression()
        if self.take(".."):
            return tree.RangeOf(inner, self.expression(), False, self.range_end(), at)
        self.need(")")
        return inner

    def open_range(self, at):
        low = self.sum()
        self.need("..")
        return tree.RangeOf(low, self.sum(), False, self.range_end(), at)

    def list_or_range(self, at):
        if self.take("]"):
            return tree.ListOf([])
        first = self.expression()
        if self.take(".."):
            return tree.RangeOf(first, self.expression(), True, self.range_end(), at)
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.need("]")
        return tree.ListOf(items)

    def range_end(self) -> bool:
        """Whether the range includes its end: `]` does, `)` and `[` do not."""
        if self.take("]"):
            return True
        if self.take(")") or self.take("["):
            return False
        return self.fail("这里应当是区间的结尾")

    def at_literal(self, _at):
        if self.kind != "string":
            self.fail("@ 后面应当是文字")
        value = parse_at(self.value)
        self.advance()
        return tree.Literal(value)

    def context(self, _at):
        mark, entries = len(self.tables), {}
        while not self.is_operator("}"):
            at = self.start
            key = self.context_key()
            self.need(":")
            if key in entries:
                raise FeelSyntaxError(f"名称“{key}”重复", at, self.source)
            entries[key] = self.expression()
            if not self.take(","):
                break
        self.need("}")
        del self.tables[mark:]
        return tree.ContextOf(list(entries.items()))

    def context_key(self) -> str:
        if self.kind != "string":
            return self.declared_name(":")
        key = self.value
        self.advance()
        if not is_plain(key):
            self.declare(key)
        return key

    def function(self):
        mark, params = len(self.tables), []
        self.advance()
        self.need("(")
        while not self.is_operator(")"):
            name = self.declared_name(",", ")", ":")
            params.append((name, self.type() if self.take(":") else None))
            if not self.take(","):
                break
        self.need(")")
        if self.is_keyword("external"):
            raise FeelSyntaxError("不允许使用外部函数", self.start, self.source)
        body = self.expression()
        del self.tables[mark:]
        return tree.Lambda(params, body)

    # ---- types ------------------------------------------------------------------------------------------------------
    def type(self) -> tree.Type:
        self.deeper()
        at, name = self.start, self.type_name()
        inner = None
        if name == "function" and self.take("<"):
            inner = self.function_type()
        elif name == "context" and self.take("<"):
            inner = self.context_type()
        elif name in ("list", "range") and self.take("<"):
            inner = self.type()
            self.need(">")
        self.depth -= 1
        return tree.Type(name, inner, at)

    def type_name(self) -> str:
        if self.kind == "keyword" and self.value in ("function", "null"):
            name = self.value
            self.advance()
            return name
        if self.kind != "name":
            self.fail("这里应当是类型")
        name = self.value
        self.advance()
        while self.kind == "name" or self.is_operator("."):
            name += "." if self.value == "." else " " + self.value
            self.advance()
        return name

    def function_type(self) -> list:
        params = []
        while not self.is_operator(">"):
            params.append(self.type())
            if not self.take(","):
                break
        self.need(">")
        if self.take("->"):
            self.type()
        return params

    def context_type(self) -> dict:
        fields = {}
        while True:
            name = self.declared_name(":")
            self.need(":")
            fields[name] = self.type()
            if not self.take(","):
                break
        self.need(">")
        return fields
