"""Text into tokens. FEEL names may hold spaces; which ones do is known from the library, the host and the expression itself."""
import re
from decimal import DecimalException

from app.rules.feel import limits
from app.rules.feel.errors import FeelSyntaxError
from app.rules.feel.values import DECIMAL128

KEYWORDS = frozenset({"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between",
                      "instance", "of", "function", "external", "true", "false", "null"})
PLAIN_NAME = re.compile(r"[^\W\d][\w]*|\?")
_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.S)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.A)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_OPERATOR = re.compile(r"\*\*|<=|>=|!=|\.\.|->|[-+*/=<>()\[\]{},:.@]")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.S)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
_FULL_WIDTH = frozenset("，（）“”‘’：；＝＞＜＋－＊／【】｛｝。、０１２３４５６７８９")
_LIBRARY_NAMES = (
    "date and time", "years and months duration", "days and time duration", "string length", "substring before", "substring after",
    "upper case", "lower case", "starts with", "ends with", "list contains", "insert before", "index of", "distinct values",
    "get value", "get entries", "context put", "context merge", "day of year", "day of week", "month of year", "week of year",
    "met by", "overlaps before", "overlaps after", "finished by", "started by", "string join", "round up", "round down",
    "round half up", "round half down", "time offset", "start included", "end included", "list replace", "is defined")


class NameTable:
    """Names that are not plain words, by first character, longest first."""

    def __init__(self, names=()):
        self.by_first: dict[str, list] = {}
        for name in sorted(names, key=len, reverse=True):
            if name:
                self.by_first.setdefault(name[0], []).append((_pattern(name), name))

    def match(self, source: str, start: int):
        """(name, end) of the longest known name that starts here and ends at a word's end, or None."""
        for pattern, name in self.by_first.get(source[start], ()):
            found = pattern.match(source, start)
            if found and not (name[-1].isalnum() and _continues(source, found.end())):
                return name, found.end()
        return None


def _pattern(name: str) -> re.Pattern:
    parts = re.findall(r"\w+|[^\w\s]", name)
    gap = r"\s*" if re.search(r"[^\w\s]", name) else r"\s+"
    return re.compile(gap.join(re.escape(part) for part in parts))


def _continues(source: str, end: int) -> bool:
    return end < len(source) and (source[end].isalnum() or source[end] == "_")


_LIBRARY = NameTable(_LIBRARY_NAMES)


def is_plain(name: str) -> bool:
    return PLAIN_NAME.fullmatch(name) is not None


class Lexer:
    """One token at a time: `kind` (name, keyword, number, string, operator, end), `value`, `start`, `end`."""

    def __init__(self, source: str, names=()):
        if type(source) is not str:
            raise FeelSyntaxError("表达式不是文字")
        if len(source) > limits.SOURCE:
            raise FeelSyntaxError(f"表达式太长：现有 {len(source)} 字符，最多 {limits.SOURCE}")
        self.source, self.end = source, 0
        self.tables = [_LIBRARY]
        if names:
            self.tables.append(names if isinstance(names, NameTable) else NameTable(names))
        self.declared = 0
        self.advance()

    def fail(self, sentence: str = "这里不合语法"):
        """Raises FeelSyntaxError at the present token."""
        found = self.source[self.start:self.start + 20]
        sentence += f"，此处是“{found}”" if found else "，表达式到此结束"
        raise FeelSyntaxError(sentence, self.start, self.source)

    def declare(self, name: str) -> None:
        """From here on the expression may use this name, spaces and all."""
        if is_plain(name) or not name:
            return
        self.declared += 1
        if self.declared > limits.LOCAL_NAMES:
            raise FeelSyntaxError("带空格的名称太多", self.start, self.source)
        self.tables.append(NameTable([name]))

    def state(self):
        return self.kind, self.value, self.start, self.end

    def restore(self, state) -> None:
        self.kind, self.value, self.start, self.end = state

    def at_end_after(self) -> bool:
        """Whether nothing follows the present token."""
        return _SPACE.match(self.source, self.end).end() == len(self.source)

    def advance(self) -> None:
        self.start = _SPACE.match(self.source, self.end).end()
        self.end = self.start
        if self.start >= len(self.source):
            self.kind, self.value = "end", None
        elif not (self._known_name() or self._word() or self._number() or self._string()):
            self._operator()

    def _take(self, kind, value, end) -> bool:
        self.kind, self.value, self.end = kind, value, end
        return True

    def _known_name(self):
        for table in reversed(self.tables):
            found = table.match(self.source, self.start)
            if found:
                return self._take("name", *found)
        return False

    def _word(self):
        found = PLAIN_NAME.match(self.source, self.start)
        return found and self._take("keyword" if found[0] in KEYWORDS else "name", found[0], found.end())

    def _number(self):
        found = _NUMBER.match(self.source, self.start)
        if not found:
            return False
        if found.end() < len(self.source) and (self.source[found.end()].isalpha() or self.source[found.end()] == "_"):
            self.fail("数字后面不能直接跟名称")
        try:
            number = DECIMAL128.create_decimal(found[0])
        except DecimalException:
            self.fail("数字超出范围")
        return self._take("number", number, found.end())

    def _string(self):
        if self.source[self.start] != '"':
            return False
        found = _STRING.match(self.source, self.start)
        if not found:
            self.fail("文字缺少结尾的双引号")
        return self._take("string", unescape(found[1]), found.end())

    def _operator(self):
        found = _OPERATOR.match(self.source, self.start)
        if not found:
            wide = self.source[self.start] in _FULL_WIDTH
            self.fail("请改用半角符号" if wide else "这个字符不能出现在表达式里")
        self._take("operator", found[0], found.end())


def unescape(text: str) -> str:
    """The text of a string literal; \\uXXXX pairs of surrogates become one character."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescape_one, text)
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:  # a lone surrogate: keep it as it was written
        return plain


def _unescape_one(match) -> str:
    code = match[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 else match[0]
    return _ESCAPES.get(code, "\\" + code)
