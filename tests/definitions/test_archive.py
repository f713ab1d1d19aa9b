"""Zip archives of definitions: what goes in comes out, and what means harm does nothing."""
import io
import time
import zipfile

import pytest

from app.definitions import archive
from app.definitions.archive import BadArchive
from tests.attacks.archives import ARCHIVES
from tests.support.small import files

OF_ARCHIVES = {name: found for name, found in ARCHIVES.items() if not (found[1] or "").startswith(("not_xml", "dtd", "not_json", "not_tests"))
               and name != "two names that come to one"}


@pytest.mark.parametrize("name", OF_ARCHIVES)
def test_an_archive_is_taken_or_refused_in_a_sentence_within_a_second(name):
    content, codes = OF_ARCHIVES[name]
    began = time.process_time()
    try:
        taken = archive.unpack("x.zip", content)
    except BadArchive as bad:
        assert codes and bad.problem.code in codes.split() and bad.problem.sentence.startswith("x.zip：") and "\u202e" not in bad.problem.sentence
    else:
        assert codes is None and len(taken.files) == 1
    assert time.process_time() - began < 3


def test_what_is_packed_is_the_same_bytes_each_time_and_comes_out_again():
    packed = archive.pack(files())
    assert packed == archive.pack(dict(reversed(files().items())))
    assert archive.unpack("x.zip", packed).files == files()
    with zipfile.ZipFile(io.BytesIO(packed)) as one:
        assert one.namelist() == ["processes/five_step_loop.bpmn", "forms/note.form", "forms/problem_register.form"]


def test_what_is_no_definition_is_skipped_and_told():
    content, _ = ARCHIVES["folders, a README and what a Mac adds"]
    assert archive.unpack("x.zip", content).skipped == ("README.md",)


@pytest.mark.parametrize("name", ["a Chinese name as Windows packs it", "a Chinese name in UTF-8"])
def test_chinese_names_are_read_however_they_were_packed(name):
    assert list(archive.unpack("x.zip", ARCHIVES[name][0]).files) == ["表单.form"]
