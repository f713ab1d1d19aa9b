"""Files by content: what is allowed, and where the bytes lie.

A file is what its first bytes say, not what its name says; the name's ending must fit, so that nobody opens something else
than he expects. The limits are parameters of the product, not of the law.
"""
import hashlib
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024

# mime → endings that fit it
ALLOWED: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "audio/mp4": (".m4a",),
    "audio/mpeg": (".mp3",),
    "audio/wav": (".wav",),
    "application/ofd": (".ofd",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "text/plain": (".txt", ".csv"),
}

_MAGIC = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
          (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"))
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"qt  ": "video/quicktime",
           b"M4A ": "audio/mp4"}
_IN_ZIP = (("OFD.xml", "application/ofd"),
           ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
           ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))


class NotAllowed(ValueError):
    """This file cannot be kept; the message is the sentence for the person."""


def check(name: str, content: bytes, *, limit: int = MAX_BYTES) -> str:
    """The file's mime type. Raises NotAllowed: empty, more than `limit` bytes, unknown kind, ending that does not fit."""
    if not content:
        raise NotAllowed(f"“{clean_name(name)}”是空文件，请重新选择。")
    if len(content) > limit:
        raise NotAllowed(f"“{clean_name(name)}”有 {len(content) / 1048576:.1f} MB，超过 {limit // 1048576} MB，请压缩或分开上传。")
    mime = sniff(content)
    if mime not in ALLOWED:
        raise NotAllowed(f"“{clean_name(name)}”不是可以上传的文件。可以上传：图片、PDF、OFD、Word、Excel、文本、录音、录像。")
    if not name.lower().endswith(ALLOWED[mime]):
        raise NotAllowed(f"“{clean_name(name)}”的内容与扩展名不符，内容应当用 {'、'.join(ALLOWED[mime])}。")
    return mime


def sniff(content: bytes) -> str | None:
    """The mime type that the bytes show, or None."""
    for magic, mime in _MAGIC:
        if content.startswith(magic):
            return mime
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "video/mp4")
    if content[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12])
    if content[:4] == b"PK\x03\x04":
        return _in_zip(content)
    return "text/plain" if _is_text(content) else None


def _in_zip(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    return next((mime for entry, mime in _IN_ZIP if entry in names), None)


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # markup that a browser would run is not text for us
    return not content.lstrip()[:1] == b"<"


def clean_name(name: str) -> str:
    """The last part of the name without control characters, at most 120 characters, ending kept."""
    base = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip() or "未命名"
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= 120 else f"{stem[:119 - len(ending)]}{dot}{ending}"


class FileStore:
    """Files under `root` by sha256: aa/bb/aabb…; equal contents are kept once. Written whole or not at all."""

    def __init__(self, root: Path):
        self.root = Path(root)

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash lie. Raises ValueError for what is no hash: it must not become a path elsewhere."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no sha256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        """Keeps the bytes, returns their sha256 (hex)."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
                draft.write(content)
                draft.flush()
                os.fsync(draft.fileno())
            os.replace(draft.name, target)
        return digest

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises FileNotFoundError; ValueError if the disk no longer holds what was put there."""
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"the stored file {sha256} has changed on disk")
        return content
