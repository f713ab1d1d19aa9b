"""Opening and saving a decision table leaves its meaning unchanged."""
import pytest

from tests.workbench import scripts
from tests.workbench.canonical import canonical, difference

OURS = sorted((scripts.ROOT / "rules").glob("*.dmn"))
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
 id="d" name="外来" namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler" modeler:executionPlatform="Camunda Cloud">
  <decision id="fee" name="收费" camunda:historyTimeToLive="P30D">
    <extensionElements><other xmlns="urn:x" keep="me">字</other></extensionElements>
    <decisionTable id="t"><input id="i" camunda:inputVariable="age"><inputExpression id="ie" typeRef="number"><text>age</text></inputExpression></input>
      <output id="o" name="fee" typeRef="number"/>
      <rule id="r"><inputEntry id="re"><text>&lt; 18</text></inputEntry><outputEntry id="ro"><text>0</text></outputEntry></rule></decisionTable>
  </decision>
</definitions>
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict:
    given = {path.name: path.read_text(encoding="utf-8") for path in OURS} | {"foreign": FOREIGN}
    return scripts.run("tables.mjs", given, tmp_path_factory.mktemp("scripts"))


def meaning(xml: str):
    """UNIQUE is what the standard takes for a table that names no hit policy."""
    return canonical(xml.replace(' hitPolicy="UNIQUE"', ""))


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.name)
def test_opening_and_saving_a_table_leaves_its_meaning_unchanged(path, written):
    assert difference(meaning(path.read_bytes().decode()), meaning(written[path.name])) is None


def test_what_another_tool_wrote_into_a_table_stays(written):
    assert difference(meaning(FOREIGN), meaning(written["foreign"])) is None
