"""No English is left in the diagram editor's palette, menus and tooltips."""
import pytest

from tests.workbench import scripts


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> dict:
    return scripts.run("diagram_words.mjs", None, tmp_path_factory.mktemp("scripts"))


def test_everything_that_the_libraries_say_is_translated(words):
    assert len(words["all"]) > 120
    assert words["missing"] == []


def test_the_translations_are_chinese(words):
    assert words["latin"] == []
    assert words["example"] == "打开“子流程”里面的图"
