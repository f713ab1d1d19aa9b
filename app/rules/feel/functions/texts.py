"""Functions on texts. Regular expressions run in re2: time linear in the text, whatever the pattern."""
import re
from functools import lru_cache

import re2

from app.rules.feel import limits
from app.rules.feel.errors import FeelError
from app.rules.feel.library import builtin
from app.rules.feel.render import render
from app.rules.feel.values import MISSING, Decimal, as_list, is_number, to_feel

_FLAGS = frozenset("imsx")
_PATTERN_MEMORY = 1 << 20
_COMPILE_COST = 500
_REFERENCE = re.compile(r"\\(.)|\$(\d)", re.S)


@builtin("string", "from")
def string(env, value):
    return None if value is None else render(value, env)


@builtin("string length", "string")
def string_length(_env, text):
    return Decimal(len(text)) if type(text) is str else None


@builtin("substring", "string,start position,length")
def substring(_env, text, start, length=MISSING):
    """From `start`, counted from 1, or from -1 backwards; to the end without a length."""
    if type(text) is not str or not is_number(start) or start == 0:
        return None
    start = int(start)
    index = start - 1 if start > 0 else len(text) + start
    if index < 0:
        return None
    if length is MISSING or length is None:
        return text[index:]
    if not is_number(length) or length < 1:
        return None
    return text[index:index + int(length)]


def _one_text(name, change):
    builtin(name, "string")(lambda _env, text: change(text) if type(text) is str else None)


def _two_texts(name, answer):
    builtin(name, "string,match")(lambda _env, a, b: answer(a, b) if type(a) is str and type(b) is str else None)


_one_text("upper case", str.upper)
_one_text("lower case", str.lower)
_one_text("trim", str.strip)
_two_texts("contains", lambda text, part: part in text)
_two_texts("starts with", str.startswith)
_two_texts("ends with", str.endswith)
_two_texts("substring before", lambda text, part: text.partition(part)[0] if part and part in text else "")
_two_texts("substring after", lambda text, part: (text.partition(part)[2] if part in text else "") if part else text)


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str):
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    if "x" in flags:
        pattern = re.sub(r"\s+", "", pattern)
    inline = "".join(sorted(set(flags) - {"x"}))
    try:
        return re2.compile(f"(?{inline}){pattern}" if inline else pattern, options)
    except re2.error:  # not a pattern: FEEL's answer is null
        return None


def regex(env, pattern: str, flags: str | None):
    """The compiled pattern, or None if it is none. Raises FeelError if it is too long."""
    if len(pattern) > limits.PATTERN:
        raise FeelError(f"正则表达式太长：最多 {limits.PATTERN} 字符")
    if not (flags is None or type(flags) is str and set(flags) <= _FLAGS):
        return None
    misses = _compiled.cache_info().misses
    found = _compiled(pattern, flags or "")
    if _compiled.cache_info().misses != misses:
        env.spend(_COMPILE_COST)
    return found


def _all_texts(*values) -> bool:
    return all(type(value) is str for value in values)


@builtin("matches", "input,pattern,flags")
def matches(env, text, pattern, flags=None):
    found = regex(env, pattern, flags) if _all_texts(text, pattern) else None
    if found is None:
        return None
    env.spend(len(text) // 16)
    return found.search(text) is not None


@builtin("replace", "input,pattern,replacement,flags")
def replace(env, text, pattern, replacement, flags=None):
    """`$1` in the replacement is the first group; a backslash takes the meaning from the next character."""
    found = regex(env, pattern, flags) if _all_texts(text, pattern, replacement) else None
    if found is None:
        return None
    if (len(text) + 1) * max(1, len(replacement)) > limits.TEXT:
        raise FeelError("文字太长")
    env.spend(len(text) // 16)
    return found.sub(lambda match: _expand(match, replacement), text)


def _expand(match, replacement: str) -> str:
    def part(reference):
        if reference[1] is not None:
            return reference[1]
        group = int(reference[2])
        return (match.group(group) or "") if group <= len(match.groups()) else ""
    return _REFERENCE.sub(part, replacement)


@builtin("split", "string,delimiter")
def split(env, text, delimiter):
    found = regex(env, delimiter, None) if _all_texts(text, delimiter) else None
    if found is None:
        return None
    env.spend(len(text) // 16)
    return list(found.split(text))


@builtin("string join", "list,delimiter")
def string_join(_env, parts, delimiter=None):
    """Nulls are left out."""
    parts = [part for part in map(to_feel, as_list(parts)) if part is not None]
    if not _all_texts(*parts) or (delimiter is not None and type(delimiter) is not str):
        return None
    delimiter = delimiter or ""
    if sum(map(len, parts)) + len(delimiter) * len(parts) > limits.TEXT:
        raise FeelError("文字太长")
    return delimiter.join(parts)
