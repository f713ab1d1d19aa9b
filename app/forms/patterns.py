"""Regular expressions of forms, run by re2: time linear in the text, whatever the pattern."""
from functools import lru_cache

import re2

from app.forms.errors import FormError, Problem

MAX_LENGTH = 500
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
# Mobile numbers, landlines with area code and extension, the 3-to-6-digit service numbers, or any number with a country code.
PHONE = r"^((\+|00)\d{1,3}[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}([- ]\d{1,6})?|\d{7,8}|\d{3,6}|[48]00[- ]?\d{3}[- ]?\d{4})$"


@lru_cache(maxsize=512)
def _compiled(pattern: str):
    options = re2.Options()
    options.log_errors, options.max_mem = False, 1 << 20
    return re2.compile(pattern, options)


def compile_pattern(pattern: str, element: str | None = None):
    """The compiled pattern. Raises FormError if it is none, or one that re2 does not know (back references, look-around)."""
    if len(pattern) > MAX_LENGTH:
        raise FormError([Problem(element, f"pattern 太长：最多 {MAX_LENGTH} 字符")])
    try:
        return _compiled(pattern)
    except re2.error as error:
        raise FormError([Problem(element, f"pattern 不能用：{pattern}")]) from error


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text, as JavaScript's test() has it."""
    return compile_pattern(pattern).search(text) is not None
