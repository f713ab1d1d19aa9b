"""Hostile zip archives, and some that are only odd: name → (bytes, code by which it is refused; None: what is good in it is taken)."""
import io
import stat
import struct
import zipfile

from tests.support.small import files

NOTE = files()["note.form"]


def packed(*entries, method=zipfile.ZIP_DEFLATED) -> bytes:
    """Of (name or ZipInfo, content) pairs, names as they are given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content, compress_type=method)
    return out.getvalue()


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The same archive with other bytes of the same length for a name, in both places."""
    assert len(old) == len(new) and content.count(old) == 2
    return content.replace(old, new)


def flagged(content: bytes, flag: int) -> bytes:
    """With a general purpose flag set, as the encrypted have it."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = content.index(mark) + offset
        changed[place:place + 2] = struct.pack("<H", struct.unpack("<H", content[place:place + 2])[0] | flag)
    return bytes(changed)


def claiming(content: bytes, size: int) -> bytes:
    """An archive whose only entry says that it unpacks to so many bytes."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = content.index(mark) + offset
        changed[place:place + 4] = struct.pack("<L", size)
    return bytes(changed)


def overlapping(count: int) -> bytes:
    """Many entries of the list that lead to one and the same compressed megabytes."""
    content = packed(("a0000.form", b" " * 1_900_000))
    place, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    one, tail = content[place:end], bytearray(content[end:])
    listed = b"".join(one.replace(b"a0000.form", f"a{n:04}.form".encode()) for n in range(count))
    tail[8:16] = struct.pack("<HHL", count, count, len(listed))
    return content[:place] + listed + bytes(tail)


GOOD = packed(("note.form", NOTE))
ARCHIVES = {
    "one form": (GOOD, None), "folders, a README and what a Mac adds": (
        packed(("x/forms/note.form", NOTE), ("README.md", b"# x"), ("__MACOSX/x/._note.form", b"\0"), (".git/a.form", b"{"), ("x/.DS_Store", b"")), None),
    "a Chinese name as Windows packs it": (renamed(packed(("aaaa.form", NOTE)), b"aaaa", "表单".encode("gbk")), None),
    "a Chinese name in UTF-8": (packed(("表单.form", NOTE)), None), "stored, not compressed": (packed(("note.form", NOTE), method=zipfile.ZIP_STORED), None),
    "a bomb": (packed(("note.form", b" " * 50_000_000)), "too_large"), "a bomb that says it is small": (claiming(packed(("note.form", b" " * 50_000_000)), 10), "not_zip"),
    "forty entries of two megabytes each": (packed(*((f"f{n}.form", b" " * 1_990_000) for n in range(40))), "too_large"),
    "a hundred entries that are one": (overlapping(100), "not_zip too_large"), "10,000 entries": (packed(*((f"f{n}.form", b"") for n in range(10_000))), "too_many"),
    "1,000 forms": (packed(*((f"f{n}.form", b"{}") for n in range(1_000))), "too_many"),
    "an archive in an archive": (packed(("inner.zip", GOOD)), "empty"), "nothing": (packed(), "empty"), "only pictures": (packed(("a.png", b"\x89PNG")), "empty"),
    "a way up": (packed(("../note.form", NOTE)), "bad_file_name"), "a way up further in": (packed(("a/../../note.form", NOTE)), "bad_file_name"),
    "an absolute name": (packed(("/etc/note.form", NOTE)), "bad_file_name"), "a drive": (packed(("C:/note.form", NOTE)), "bad_file_name"),
    "backslashes": (renamed(packed(("..xnote.form", NOTE)), b"..xnote", b"..\\note"), "bad_file_name"), "a null byte": (renamed(packed(("noteX.form", NOTE)), b"noteX", b"note\0"), "bad_file_name empty not_zip"),
    "a name that turns the line round": (packed(("no\u202ete.form", NOTE)), "bad_file_name"), "a name that is a tag": (packed(("<b>.form", NOTE)), "bad_file_name"),
    "a name of 60,000 letters": (packed(("n" * 60_000 + ".form", NOTE)), "bad_file_name"),
    "a link": (packed((entry("note.form", stat.S_IFLNK | 0o777), b"/etc/passwd")), "not_a_file"), "a device": (packed((entry("note.form", stat.S_IFCHR), b"")), "not_a_file"),
    "a pipe": (packed((entry("note.form", stat.S_IFIFO), b"")), "not_a_file"), "encrypted": (flagged(GOOD, 0x1), "encrypted"),
    "a method that takes a lot of memory": (packed(("note.form", NOTE), method=zipfile.ZIP_LZMA), "not_zip"), "bzip2": (packed(("note.form", NOTE), method=zipfile.ZIP_BZIP2), "not_zip"),
    "one name twice": (packed(("a/note.form", NOTE), ("b/note.form", NOTE)), "duplicate"), "two names that come to one": (packed(("甲.form", NOTE), ("乙.form", NOTE)), "duplicate"),
    "half of it": (GOOD[:len(GOOD) // 2], "not_zip"), "its end only": (GOOD[-30:], "not_zip"), "a byte of the content is wrong": (GOOD.replace(NOTE[:1], b"x", 1)[:60] + b"\xff" + GOOD[61:], "not_zip"),
    "not a zip": (b"PK\3\4 but then something else", "not_zip"), "an end without entries before it": (b"PK\5\6" + b"\xff" * 18, "not_zip too_many"),
    "an end that says there are a million": (GOOD[:-14] + struct.pack("<HHLLH", 0xFFFE, 0xFFFE, 46, 0, 0), "too_many not_zip"),
    "a broken diagram in it": (packed(("x.bpmn", b"<a")), "not_xml"), "a diagram with a DTD in it": (packed(("x.bpmn", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')), "dtd"),
    "a form that is no JSON": (packed(("x.form", b"{")), "not_json"), "a test that is a list": (packed(("x.test", b"[]")), "not_tests"),
}
