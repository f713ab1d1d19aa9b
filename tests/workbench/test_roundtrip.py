"""Opening and saving leaves the meaning of a file unchanged: ours, and those that other tools wrote."""
import pytest

from tests.workbench import scripts
from tests.workbench.canonical import canonical, difference

OURS = sorted((scripts.ROOT / "processes").glob("*.bpmn"))
FOREIGN = sorted((scripts.HERE / "diagrams").glob("*.bpmn"))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict:
    given = {path.name: path.read_text(encoding="utf-8") for path in OURS + FOREIGN}
    return scripts.run("roundtrip.mjs", given, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("path", OURS + FOREIGN, ids=lambda p: p.name)
def test_opening_and_saving_leaves_the_meaning_unchanged(path, written):
    answer = written[path.name]
    assert answer["lost"] == []
    assert difference(canonical(path.read_bytes()), canonical(answer["xml"])) is None
