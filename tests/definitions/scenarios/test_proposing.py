"""What a walk may begin with: as the process's tests have it, else made up from what its callers hand over."""
import pytest

from app.cases.known import without_registers
from app.definitions.scenarios.clockwork import sample_lend
from app.definitions.scenarios.model import Play
from app.definitions.scenarios.playing import House, Player
from app.definitions.scenarios.proposing import proposed
from app.engine import compile_bundle
from tests.definitions.scenarios.little import files
from tests.processes.charts import ROOT

KNOWN = without_registers()
SHIPPED = {p.name: p.read_bytes() for folder in ("processes", "rules", "forms") for p in (ROOT / folder).iterdir()}
UNTESTED = {name: content for name, content in SHIPPED.items() if not name.endswith(".test")}


def test_the_first_test_gives_what_a_walk_begins_with():
    found = proposed(files({"actions": [], "data": {"x": 1}, "clock": "2026-11-24T10:00"}, services={"look_up": {"n": 1}}), "permit.bpmn", None, KNOWN)
    assert (found["process"], found["clock"], found["data"], found["services"]) == ("permit", "2026-11-24T10:00", {"x": 1}, {"look_up": {"n": 1}})
    assert (found["asked"], found["calls"], found["messages"], found["signals"]) == (["look_up"], ["filing"], ["msg_paid"], ["sig_stop"])


def test_of_several_processes_one_is_chosen_or_the_first():
    both = {"two.bpmn": files()["permit.bpmn"].replace(b"</definitions>", b'<process id="second"/></definitions>')}
    assert [proposed(both, "two.bpmn", wanted, KNOWN)["process"] for wanted in (None, "second", "nowhere")] == ["permit", "second", "permit"]


def test_a_file_that_is_no_diagram_proposes_nothing():
    assert proposed({"x.bpmn": b"<nothing"}, "x.bpmn", None, KNOWN)["process"] is None


@pytest.mark.parametrize("process", sorted(name.removesuffix(".bpmn") for name in UNTESTED if name.endswith(".bpmn")))
def test_every_shipped_process_begins_with_made_up_data_without_a_failure(process):
    given = proposed(UNTESTED, f"{process}.bpmn", None, KNOWN)
    bundle = compile_bundle({name: content for name, content in UNTESTED.items() if not name.endswith(".form")})
    player = Player(House(bundle, UNTESTED, sample_lend()), Play(process, given["data"], given["case"], services=given["services"]))
    player.start()
    assert {i.node: i.sentence for i in player.walk.incidents.values()} == {}
