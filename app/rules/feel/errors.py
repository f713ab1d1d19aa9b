"""What can be wrong with an expression. The sentence is for people; `position` counts characters from 0."""


class FeelError(Exception):
    """An expression that cannot be evaluated: unknown name, wrong type, too costly.

    `sentence` says what is wrong, `source` is the expression, `position` the character in it (None if the whole is meant).
    """

    def __init__(self, sentence: str, position: int | None = None, source: str | None = None):
        super().__init__(sentence, position, source)
        self.sentence, self.position, self.source = sentence, position, source

    def __str__(self):
        where = "" if self.position is None else f"（第 {self.position + 1} 个字符处）"
        expression = "" if self.source is None else f"表达式“{_shorten(self.source, self.position)}”："
        return f"{expression}{self.sentence}{where}"


class FeelSyntaxError(FeelError):
    """An expression that is not FEEL."""


def _shorten(source: str, position: int | None, width: int = 60) -> str:
    if len(source) <= width:
        return source
    start = max(0, min((position or 0) - width // 2, len(source) - width))
    return ("…" if start else "") + source[start:start + width] + ("…" if start + width < len(source) else "")
