"""Search text: Traditional folded to Simplified, full width to half, lower case (TZ-66)."""
import unicodedata
from collections.abc import Iterable
from functools import cache

from opencc import OpenCC


SEARCHED = ("number", "title", "address", "party_name", "description", "external_id")     # columns of a case


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """The form in which texts are stored for search and questions are asked."""
    return _converter().convert(unicodedata.normalize("NFKC", text)).lower()


def index_text(texts: Iterable[str]) -> str:
    """What a case is found by: the texts of its columns SEARCHED."""
    return fold(" ".join(texts))
