"""A diagram arranges and never frees: where it leaves out review, discussion or notice, the act itself refuses."""
from datetime import timedelta

import pytest

from app.accounts import queries as accounts
from app.acts.catalogue import ACTS
from app.audit import queries as trace
from app.audit.tags import Tag
from app.cases import operations as cases
from app.definitions import operations as definitions
from app.kernel.clock import local
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.tasks.model import Status, WorkItem
from tests.acts.support import NOW, registers

XMLNS = ('xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
         'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
         'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"')


def drawn(*steps: tuple[str, str]) -> bytes:
    """A diagram of these acts in a row, each a user task of the street: (act, role)."""
    tasks = "".join(
        f'<bpmn:userTask id="{act}" name="{ACTS[act].name}"><bpmn:extensionElements><spiffworkflow:properties>'
        f'<spiffworkflow:property name="role" value="{role}"/><spiffworkflow:property name="scope" value="case.street"/>'
        f'<spiffworkflow:property name="act" value="{act}"/></spiffworkflow:properties></bpmn:extensionElements></bpmn:userTask>'
        for act, role in steps)
    nodes = ["begin", *(act for act, _ in steps), "end"]
    flows = "".join(f'<bpmn:sequenceFlow id="f{i}" sourceRef="{a}" targetRef="{b}"/>'
                    for i, (a, b) in enumerate(zip(nodes, nodes[1:], strict=False)))
    return (f'<bpmn:definitions {XMLNS} id="d" targetNamespace="http://zhifalian/test"><bpmn:process id="lean" name="精简流程" '
            f'isExecutable="true"><bpmn:startEvent id="begin"/>{tasks}<bpmn:endEvent id="end"/>{flows}</bpmn:process>'
            '</bpmn:definitions>').encode()


class Lean:
    """A case in 甲镇 that runs by a diagram of the test's own."""

    def __init__(self, database: Database, *steps: tuple[str, str]):
        self.database, self.now = database, NOW
        with database.begin() as session:
            definitions.publish(session, {"lean.bpmn": drawn(*steps)}, effective_from=local(NOW).date(), now=NOW, known_acts=ACTS,
                                known_roles=("officer", "organ_head"))
            self.case = cases.open_case(session, title="占道经营", source="巡查", actor=self._actor(session, "intake_clerk"), now=NOW,
                                        process_id="lean", matter_codes=["CS-01-1"], facts={"party_address": "东街 1 号"})

    def _actor(self, session, login):
        return accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(self.now).date())

    def submit(self, login: str, **data):
        self.now += timedelta(minutes=1)
        with self.database.begin() as session:
            item = self.open_item(session)
            return cases.submit_task(session, item.id, data, actor=self._actor(session, login), now=self.now)

    def open_item(self, session) -> WorkItem:
        return session.query(WorkItem).filter(WorkItem.case_id == self.case.id,
                                              WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])).one()

    def refusal(self, login: str, **data) -> Refusal:
        with pytest.raises(Refusal) as info:
            self.submit(login, **data)
        return info.value

    def ids(self, *logins: str) -> list[int]:
        with self.database.read() as session:
            return [accounts.person_by_login(session, login).id for login in logins]

    def prepare(self):
        self.submit("officer", cause="占道经营", gist="占道", matter_code="CS-01-1", party_type="citizen", party_name="王某", act_date="2026-11-20",
                    discovered_on="2026-11-20", harm="slight", standards=["fact", "punishable", "jurisdiction", "limitation"],
                    officers=self.ids("officer", "officer2"))

    def report(self, **changes):
        self.submit("officer", **{**dict(facts_found="占道", evidence_list="照片", nature="占道经营", legal_basis="《城市市容和环境卫生管理条例》",
                                         discretion_factors="首次", suggestion="punish", penalty_kinds=["fine"], amount=100,
                                         harm="slight"), **changes})

    def tell(self):
        self.submit("officer", facts_told="占道", reasons_told="违反规定", basis_told="条例", rights_told="陈述、申辩", penalty_kinds=["fine"], amount=100)
        self.submit("officer", pleading="waived")


@pytest.fixture
def database(backend):
    with backend.fresh(registers) as database:
        yield database


DECISION = dict(approved="agree", penalty_kinds=["fine"], amount=100, party_name="王某", facts_found="占道", legal_basis="条例",
                performance="十五日内缴纳", remedy="六十日内申请行政复议或者六个月内提起行政诉讼", decided_on="2026-11-23", discretion_statement="从轻",
                correction_ordered=True)
FILED = (("prepare_filing", "officer"), ("file_case", "organ_head"), ("report_investigation", "officer"))
TOLD = (("notify", "officer"), ("hear_pleading", "officer"))
DECIDE = ("decide", "organ_head")


def test_a_diagram_of_nothing_but_the_decision_decides_nothing(database):
    refusal = Lean(database, DECIDE).refusal("organ_head", **DECISION)
    missing = "\n".join(f.text for f in refusal.findings)
    assert refusal.code in ("E-42-1", "E-54-1")
    for code in ("E-57-1", "E-44-1"):
        assert code in missing, f"{code} is told as well"


def test_a_diagram_without_notice_cannot_punish(database):
    case = Lean(database, *FILED, DECIDE)
    case.prepare()
    case.submit("organ_head", approved="agree")
    case.report()
    assert case.refusal("organ_head", **DECISION).code == "E-44-1"


def test_a_diagram_without_review_and_discussion_cannot_decide_a_complex_case(database):
    case = Lean(database, *FILED, *TOLD, DECIDE)
    case.prepare()
    case.submit("organ_head", approved="agree")
    case.report(complex_case=True)
    case.tell()
    refusal = case.refusal("organ_head", **DECISION)
    assert refusal.code == "E-58-1" and any("E-57-2" in f.text for f in refusal.findings)


def test_the_same_diagram_decides_a_plain_case(database):
    case = Lean(database, *FILED, *TOLD, DECIDE, ("serve", "officer"))
    case.prepare()
    case.submit("organ_head", approved="agree")
    case.report()
    case.tell()
    case.submit("organ_head", **DECISION)
    with database.read() as session:
        lines = trace.history(session, case.case.id, limit=100)
    assert any(line.tag == Tag.ACT_PERFORMED and "处罚决定" in line.text and "罚款 100 元" in line.text for line in lines)


def test_a_refused_decision_leaves_the_case_where_it_stood_and_a_line_in_the_trace(database):
    case = Lean(database, DECIDE)
    refusal = case.refusal("organ_head", **DECISION)
    with database.begin() as session:
        item = case.open_item(session)
        cases.note_refusal(session, item.id, refusal, actor=case._actor(session, "organ_head"), now=case.now)
    with database.read() as session:
        assert case.open_item(session).node == "decide"
        assert trace.history(session, case.case.id, limit=100)[-1].tag == Tag.ACT_REFUSED


def test_another_persons_login_cannot_stand_in_for_the_head(database):
    case = Lean(database, DECIDE)
    with pytest.raises(Exception) as info:
        case.submit("officer", **DECISION)
    assert getattr(info.value, "status", None) == 403
