"""Finding cases by words: Traditional folded to Simplified, full width to half, lower case (TZ-66), anywhere in a text.

A text is cut into runs of Chinese characters and runs of digits and Latin letters, and each run into *terms*: from each of its characters
on, two characters of a Chinese run, four of the other (3号桥 → "3" "号桥" "桥"). A database keeps an index of terms, so a word of any length is
found without reading texts: a long one by all its terms, in their order; a short one as the beginning of a term. `case.search_text` holds the
terms; SQLite indexes them with FTS5 (kept by triggers), PostgreSQL with GIN.
"""
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

SEARCHED = ("number", "title", "address", "party_name", "description", "external_id")     # columns of a case
_RUN = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
RARE = 3            # so many letters or digits begin few terms; fewer begin so many that the phrase is looked for instead
NUMBER = re.compile(r"[^\W\d_]+〔\d{4}〕\d+号?")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """The form in which texts are stored for search and questions are asked."""
    return _converter().convert(unicodedata.normalize("NFKC", text)).lower()


def _width(run: str) -> int:
    return 4 if run[0].isascii() else 2


def _terms(run: str) -> list[str]:
    width = _width(run)
    return [run[i:i + width] for i in range(len(run))]


def _asked(runs: list[str]) -> tuple[list[str], str]:
    """The terms of a word that are whole, and the beginning of one that is left at its end, or "". Inside a word each run is at its end."""
    *ended, last = runs
    complete = [term for run in ended for term in _terms(run)]
    full = [last[i:i + _width(last)] for i in range(len(last) - _width(last) + 1)]
    return complete + full, "" if full else last


def index_text(texts: Iterable[str]) -> str:
    """What a case is found by, as `search_text` keeps it: the terms of the texts of its columns SEARCHED."""
    return " ".join(term for run in _RUN.findall(fold(" ".join(texts))) for term in _terms(run))


@dataclass(frozen=True)
class Question:
    """`whole`: terms that must occur; `begun`: beginnings of terms, short ones only where no whole one is asked for; `phrases`: what " " + search_text
    must hold, so that the terms of a word stand side by side."""

    whole: tuple[str, ...]
    begun: tuple[str, ...]
    phrases: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Question":
        """What is asked by words that all must occur."""
        whole, begun, phrases = [], [], []
        for word in filter(None, map(_RUN.findall, fold(text).split())):
            complete, last = _asked(word)
            # What stands at the end of a run is in too many texts to be asked of the index, and in the phrase anyway: all but house numbers.
            whole += [term for term in complete if len(term) == _width(term) or term in word and term.isascii()] or complete
            begun += [last] * bool(last)
            if last or len(complete) > 1:
                phrases.append(" ".join([*complete, last] if complete and last else complete or ["", last]))
        rare = [last for last in begun if len(last) >= RARE] if whole else begun
        return cls(tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(rare)), tuple(phrases) if whole else ())

    def __bool__(self) -> bool:
        return bool(self.whole or self.begun)

    @property
    def for_sqlite(self) -> str:
        """In FTS5's language. Terms are letters and digits only; quoted all the same, or AND would be an operator."""
        return " ".join([*(f'"{t}"' for t in self.whole), *(f'"{t}"*' for t in self.begun)])

    @property
    def for_postgresql(self) -> str:
        """In tsquery's language."""
        return " & ".join([*(f"'{t}'" for t in self.whole), *(f"'{t}':*" for t in self.begun)])


def official_number(text: str) -> str | None:
    """The case number that was asked for, whatever brackets were typed (甲综执[2026]0427); None if it is none."""
    number = re.sub(r"[\[(（【［]\s*(\d{4})\s*[\])）】］]", r"〔\1〕", text.strip()).replace(" ", "")
    return number if NUMBER.fullmatch(number) else None
