"""Search text: Traditional folded to Simplified, full width to half, lower case (TZ-66)."""
import unicodedata
from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """The form in which texts are stored for search and questions are asked."""
    return _converter().convert(unicodedata.normalize("NFKC", text)).lower()
