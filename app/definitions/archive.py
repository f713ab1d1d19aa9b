"""Definition files as one zip: written so that it unpacks into the folders of a repository, read as if it came from an enemy.

Nothing is ever unpacked to disk; entries are read one by one, each and all of them only up to a bound, whatever the archive says of itself.
"""
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.definitions.files import LONGEST_NAME, UNSAFE, kind_of
from app.engine.contract import Problem
from app.kernel.limits import limit

FOLDERS = {"bpmn": "processes", "test": "processes", "dmn": "rules", "form": "forms"}
LONG_AGO = (1980, 1, 1, 0, 0, 0)        # the same files give the same bytes
MOST_ENTRIES, MOST_FILES = 2_000, limit("FILES")
MOST_BYTES = 60_000_000                 # of all files together, unpacked
DIRECTORY_BYTES = 1_000_000             # of the list of entries, which is read before anything is known of it
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)        # the others take a megabyte of memory for a byte
ENCRYPTED, UTF8 = 0x1, 0x800
END = struct.Struct("<4s4H2LH")
LARGEST = max(limit(name) for name in ("FILE_BYTES", "DMN_BYTES", "FORM_BYTES"))
IGNORED = ("__MACOSX/", ".git/", ".svn/")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError, ValueError, RuntimeError, struct.error)


class BadArchive(Exception):
    """Not an archive that is read; `problem` says where and why."""

    def __init__(self, archive: str, code: str, sentence: str):
        super().__init__(sentence)
        self.problem = Problem("error", archive, None, code, sentence)


@dataclass(frozen=True)
class Unpacked:
    """`files`: {name without folders: content}; `skipped`: names of entries that are no definitions (a README, pictures)."""

    files: Mapping[str, bytes]
    skipped: tuple[str, ...]


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, {name: content}, each in the folder of its kind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{FOLDERS[name.rpartition('.')[2]]}/{name}", LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def is_archive(name: str, content: bytes) -> bool:
    return name.lower().endswith(".zip") or content.startswith((b"PK\3\4", b"PK\5\6"))


def unpack(name: str, content: bytes) -> Unpacked:
    """The definitions in an archive. Raises BadArchive for one that is broken, hostile or too much."""
    _require_short_list(name, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpacked(name, archive)
    except BROKEN as error:
        raise BadArchive(name, "not_zip", f"{name}：压缩包损坏，读不出来。请重新打包。") from error


def _require_short_list(name: str, content: bytes) -> None:
    """Before the library reads the whole list of entries into memory."""
    place = content.rfind(b"PK\5\6", max(0, len(content) - 70_000))
    if place < 0 or len(content) - place < END.size:
        raise BadArchive(name, "not_zip", f"{name}：不是 zip 压缩包，或者只有半个文件。")
    _, disk, start, _, entries, size, _, _ = END.unpack_from(content, place)
    if disk or start:
        raise BadArchive(name, "not_zip", f"{name}：分卷的压缩包不能读，请打成一个文件。")
    if entries > MOST_ENTRIES or size > DIRECTORY_BYTES or 0xFFFF == entries or 0xFFFFFFFF == size:
        raise BadArchive(name, "too_many", f"{name}：压缩包里的条目太多，最多 {MOST_ENTRIES} 个。")


def _unpacked(name: str, archive: zipfile.ZipFile) -> Unpacked:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise BadArchive(name, "too_many", f"{name}：压缩包里的条目太多，最多 {MOST_ENTRIES} 个。")
    files: dict[str, bytes] = {}
    skipped, left = [], MOST_BYTES
    for entry in entries:
        path = _path(name, entry)
        bare = path.rpartition("/")[2]
        if not bare or path.startswith(IGNORED) or bare.startswith("."):
            continue
        if kind_of(bare) is None:
            skipped.append(path)
            continue
        if bare in files:
            raise BadArchive(name, "duplicate", f"{name}：{bare} 在压缩包里有两份。")
        if len(files) == MOST_FILES:
            raise BadArchive(name, "too_many", f"{name}：压缩包里的文件超过 {MOST_FILES} 个。")
        files[bare] = _content(name, archive, entry, path, left)
        left -= len(files[bare])
    if not files:
        raise BadArchive(name, "empty", f"{name}：压缩包里没有 .bpmn、.dmn、.form 或 .test 文件。")
    return Unpacked(files, tuple(skipped))


def _path(name: str, entry: zipfile.ZipInfo) -> str:
    """The entry's path, in Chinese if it was packed by a Chinese Windows. Refused is whatever would lead out of a folder if it were unpacked."""
    path = entry.orig_filename if entry.flag_bits & UTF8 else _decoded(entry.orig_filename)
    told = path[:80].encode(errors="replace").decode()
    if len(path.rpartition("/")[2]) > LONGEST_NAME or path.startswith("/") or "\\" in path or ".." in path.split("/") or path[1:2] == ":" or UNSAFE.search(path.replace("/", "")):
        raise BadArchive(name, "bad_file_name", f"{name}：条目“{UNSAFE.sub('？', told)}”的名字不能用。")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise BadArchive(name, "not_a_file", f"{name}：条目“{told}”是链接或设备，不是文件。")
    if entry.flag_bits & ENCRYPTED:
        raise BadArchive(name, "encrypted", f"{name}：条目“{told}”加了密码，读不了。请去掉密码重新打包。")
    if entry.compress_type not in METHODS:
        raise BadArchive(name, "not_zip", f"{name}：条目“{told}”的压缩方式不能读。请用普通的 zip 方式打包。")
    return path


def _decoded(name: str) -> str:
    """Names without the mark of UTF-8 were read as if an IBM PC of 1981 had written them."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _content(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, left: int) -> bytes:
    """What is in the entry, at most so much, whatever its header says."""
    most = min(LARGEST, left)
    with archive.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise BadArchive(name, "too_large", f"{name}：{path[:80]} 解开以后太大，单个文件最多 {LARGEST} 字节，全部最多 {MOST_BYTES} 字节。")
    return content
