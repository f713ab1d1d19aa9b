"""A file is what its bytes say; it is kept once, whole, under its hash."""
import hashlib
import io
import zipfile

import pytest

from app.documents import files


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff....", b"%PDF-1.7 ..."

ALLOWED = [
    ("现场.png", PNG, "image/png"), ("现场.JPG", JPEG, "image/jpeg"), ("报告.pdf", PDF, "application/pdf"),
    ("记录.docx", zipped("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("名单.xlsx", zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("公文.ofd", zipped("OFD.xml"), "application/ofd"), ("录像.mp4", b"\x00\x00\x00\x18ftypisom....", "video/mp4"),
    ("说明.txt", "说明".encode(), "text/plain"), ("录音.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
]


@pytest.mark.parametrize("name, content, mime", ALLOWED, ids=[row[0] for row in ALLOWED])
def test_what_may_be_kept(name, content, mime):
    assert files.check(name, content) == mime


REFUSED = [
    ("空.txt", b"", "空文件"), ("大.txt", b"a" * (files.MAX_BYTES + 1), "超过 10 MB"), ("程序.exe", b"MZ\x90\x00\x03", "不是可以上传的文件"),
    ("照片.png", PDF, "扩展名不符"), ("程序.pdf", b"MZ\x90\x00", "不是可以上传的文件"), ("压缩.zip", zipped("a.txt"), "不是可以上传的文件"),
    ("网页.txt", b"  <script>alert(1)</script>", "不是可以上传的文件"), ("坏.docx", b"PK\x03\x04 broken", "不是可以上传的文件"),
    ("图.svg", b"<svg onload=alert(1)/>", "不是可以上传的文件"), ("无名", PNG, "扩展名不符"),
]


@pytest.mark.parametrize("name, content, words", REFUSED, ids=[row[0] for row in REFUSED])
def test_what_may_not_be_kept(name, content, words):
    with pytest.raises(files.NotAllowed, match=words):
        files.check(name, content)


NAMES = [("../../etc/passwd", "passwd"), ("C:\\照片\\现场.png", "现场.png"), ("a\x00b\n.txt", "ab.txt"), ("", "未命名"),
         ("长" * 300 + ".jpeg", "长" * 115 + ".jpeg")]


@pytest.mark.parametrize("given, kept", NAMES)
def test_a_name_is_only_a_name(given, kept):
    assert files.clean_name(given) == kept


def test_equal_contents_are_kept_once(tmp_path):
    store = files.FileStore(tmp_path)
    assert store.put(PNG) == store.put(PNG) == hashlib.sha256(PNG).hexdigest()
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1
    assert store.get(hashlib.sha256(PNG).hexdigest()) == PNG


def test_a_changed_file_is_noticed(tmp_path):
    store = files.FileStore(tmp_path)
    digest = store.put(PNG)
    store.path(digest).write_bytes(b"other")
    with pytest.raises(ValueError, match="has changed"):
        store.get(digest)


def test_a_hash_is_no_path(tmp_path):
    with pytest.raises(ValueError, match="is no sha256"):
        files.FileStore(tmp_path).get("../../etc/passwd")
