"""Files as text for editors, whatever encoding they are stored in."""
import re

_DECLARED = re.compile(r"""^(\ufeff?\s*<\?xml\b[^>]*?\bencoding\s*=\s*)(["'])([A-Za-z0-9._-]+)\2""")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def text_of(content: bytes) -> str:
    """What an editor shows. An XML file in another encoding is read by it and says UTF-8 from then on; what cannot be read at all has
    replacement characters."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _declared(content)
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = content.decode(errors="replace")
    return _DECLARED.sub(r"\1\2UTF-8\2", text, count=1)


def bytes_of(text: str) -> bytes:
    """The bytes to store for what an editor gives. A lone surrogate, which has no bytes, becomes a question mark."""
    return _DECLARED.sub(r"\1\2UTF-8\2", text, count=1).encode(errors="replace")


def _declared(content: bytes) -> str:
    found = _DECLARED.match(content[:200].decode("ascii", errors="replace"))
    return found[3] if found else "utf-8"
