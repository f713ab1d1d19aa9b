"""A department's own disposal, told on the diagrams: the called penalty procedures are stood in for by one task each."""
import pytest

from app.engine.contract import Deliver
from tests.engine.driver import Run
from tests.processes.charts import ROOT, source
from tests.processes.stories import CASE, MONDAY, QUIET, SPANS
from tests.support.walker import STAND_IN

WHOLE = ("single_dept_disposal", "rectification", "document_service")
STOOD_IN = ("summary_penalty", "ordinary_penalty", "case_closing_archive")
WAY = dict(disposal_way="penalty", fact_certain=True, needs_tests=False, party_disputes=False, crime_suspected=False, party_type="citizen",
           penalty_kind="fine", amount=100)


class SubCase(Run):
    def __init__(self):
        files = {f"{name}.bpmn": source(name) for name in WHOLE} | {f"{p}.bpmn": STAND_IN.format(id=p).encode() for p in STOOD_IN}
        files |= {p.name: p.read_bytes() for p in (ROOT / "rules").glob("*.dmn")}
        self.asked = []
        functions = {"deadline": lambda code, share=1: self.now + SPANS["d"] * 10 * float(share or 1)}
        services = {name: self._service(name) for name in QUIET}
        super().__init__(files, "single_dept_disposal", {}, services=services, functions=functions, case=CASE, now=MONDAY)

    def _service(self, name):
        def called(**given):
            self.asked.append(name)
            return {}
        return called

    def do(self, command):
        super().do(command)
        assert self.last.incidents == [], self.last.incidents
        return self

    def arrange(self, division="handle"):
        return self.do(Deliver("msg_disposal_start", "1", {"division": division}))

    def standing_in_for(self) -> set[str]:
        return {t.process_id for t in self.standing.tasks if t.node == "stand_in"}


@pytest.fixture
def case() -> SubCase:
    return SubCase()


def correct(case: SubCase, *results: str):
    """Order a correction, serve the order, recheck as often as there are results."""
    case.submit("ut01_way", **{**WAY, "disposal_way": "correct_only"})
    case.submit("ut01_order", correction_ordered=True, correction_due="2026-11-30")
    case.submit("ut02_serve", result="success", next_way=None)
    for result in results:
        case.submit("ut_report").submit("ut02_recheck", result=result)
    return case


def test_a_department_that_is_released_has_nothing_to_do(case):
    case.arrange("release")
    assert case.open == [] and case.last.end_nodes[-1].properties["end_state"] == "released"


@pytest.mark.parametrize("amount, procedure", [(200, "summary_penalty"), (201, "ordinary_penalty")])
def test_the_rule_chooses_the_procedure(case, amount, procedure):
    case.arrange().submit("ut01_way", **{**WAY, "amount": amount})
    assert case.standing_in_for() == {procedure}


def test_a_summary_case_that_does_not_fit_goes_on_in_the_ordinary_procedure(case):
    case.arrange().submit("ut01_way", **WAY).submit("stand_in", summary_result="to_ordinary")
    assert case.standing_in_for() == {"ordinary_penalty"}


def test_who_corrects_is_not_punished(case):
    correct(case.arrange(), "pass")
    assert case.open == ["ut02_result"]
    assert [name for name in case.asked if "patrol" in name] == ["mark_patrol_point", "clear_patrol_point"]


@pytest.mark.parametrize("results", [["fail"], ["partly", "partly"], ["partly", "fail"]])
def test_who_does_not_correct_in_time_comes_into_the_ordinary_procedure_and_stays_on_the_patrol_list(case, results):
    correct(case.arrange(), *results)
    assert case.standing_in_for() == {"ordinary_penalty"}
    assert "clear_patrol_point" not in case.asked


def test_a_correction_that_needs_no_order_ends_with_its_reason(case):
    case.arrange().submit("ut01_way", **{**WAY, "disposal_way": "correct_only"}).submit("ut01_order", correction_ordered=False)
    assert case.open == ["ut02_result"]


def test_the_recheck_is_asked_for_when_the_term_on_the_order_is_over(case):
    """The last second of the day in Beijing time."""
    correct(case.arrange())
    assert [t.due_at.isoformat() for t in case.standing.timers] == ["2026-11-30T15:59:59+00:00"]


def test_no_violation_is_reported_back_at_once(case):
    case.arrange().submit("ut01_way", **{**WAY, "disposal_way": "no_violation"})
    assert case.open == ["ut02_result"]
