"""What real editors write stays accepted: strict about what BPMN says, and about nothing else."""
import pytest

from app.engine import check_files
from app.engine.schema import order
from tests.engine.foreign_hands import MODELS


@pytest.mark.parametrize("hand", MODELS)
def test_a_valid_diagram_is_accepted_in_whatever_hand_it_is_written(hand):
    content = MODELS[hand] if isinstance(MODELS[hand], bytes) else MODELS[hand].encode()
    assert [p for p in check_files({"model.bpmn": content}) if p.level == "error"] == []


def test_every_sequence_of_the_schema_is_known_in_its_order():
    ranks = order()
    assert ranks["userTask"]["documentation"] < ranks["userTask"]["incoming"] < ranks["userTask"]["outgoing"] < ranks["userTask"]["standardLoopCharacteristics"]
    assert ranks["definitions"]["import"] < ranks["definitions"]["process"] < ranks["definitions"]["BPMNDiagram"] and ranks["BPMNShape"]["Bounds"] < ranks["BPMNShape"]["BPMNLabel"]
    assert len(ranks) > 120
