"""What every part of the parser does with tokens: look, take, demand."""
import re

from app.rules.feel import limits
from app.rules.feel.errors import FeelSyntaxError
from app.rules.feel.lexer import Lexer


class Cursor(Lexer):
    """A lexer that one walks along. `depth` counts what is open, `reads_input` says whether `?` was met."""

    def __init__(self, source, names=()):
        self.depth, self.reads_input = 0, False
        super().__init__(source, names)

    def is_operator(self, *values) -> bool:
        return self.kind == "operator" and self.value in values

    def is_keyword(self, value) -> bool:
        return self.kind == "keyword" and self.value == value

    def take(self, value) -> bool:
        """Whether the token is this operator or keyword; if so it is passed."""
        if self.value == value and self.kind in ("operator", "keyword"):
            self.advance()
            return True
        return False

    def need(self, value) -> None:
        if not self.take(value):
            self.fail(f"这里应当是“{value}”")

    def expect_end(self) -> None:
        if self.kind != "end":
            self.fail("表达式之后还有多余内容")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > limits.NESTING:
            raise FeelSyntaxError("嵌套太深", self.start, self.source)

    def declared_name(self, *stops) -> str:
        """A name at its declaration: everything up to a stop token, spaces allowed."""
        start = end = self.start
        while not (self.value in stops and self.kind in ("operator", "keyword")):
            if self.kind in ("end", "string"):
                self.fail("这里应当是名称")
            end = self.end
            self.advance()
        name = re.sub(r"\s+", " ", self.source[start:end].strip())
        if not name:
            self.fail("这里应当是名称")
        self.declare(name)
        return name
