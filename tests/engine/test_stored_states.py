"""What earlier versions have stored goes on."""
import pytest

from app.engine import compile_bundle, standing
from tests.engine.corpus import FOLDER, cases, finish
from tests.engine.driver import MONDAY, Run

STATES = sorted(FOLDER.glob("*.state"))


def resumed(path) -> Run:
    run = Run.__new__(Run)
    run.bundle, run.now = compile_bundle({"test.bpmn": path.with_suffix(".bpmn").read_bytes()}), MONDAY
    run.services, run.functions, run.case, run.log, run.steps, run.state = {}, {}, None, [], [], path.read_bytes()
    return run


@pytest.mark.parametrize("path", STATES, ids=lambda p: p.stem)
def test_a_stored_state_is_continued_to_its_end(path):
    run = resumed(path)
    assert run.standing.status == "running"
    assert finish(run).status == "completed"


def test_the_corpus_has_a_state_of_every_case():
    assert {name for name, _diagram, _run in cases()} <= {p.stem.split("_", 1)[1] for p in STATES}


def test_a_state_of_another_diagram_is_not_taken_for_its_own():
    from app.engine.contract import EngineError
    run, other = resumed(STATES[0]), resumed(next(p for p in STATES if "whistle" in p.stem))
    with pytest.raises(EngineError) as refused:
        standing(run.bundle, other.state)
    assert refused.value.code == "bad_state"
