"""Diagrams of other tools: they come in as they are, what they do not know here stays to the byte, and what is to be settled is told."""
from pathlib import Path

import pytest

from app.cases.known import known
from app.definitions import approval, queries, uploads, workshop
from app.definitions.checks import errors
from app.definitions.files import proposed_name
from app.definitions.scenarios.findings import inspect
from app.kernel.errors import Rejection
from tests.definitions.workshop_hand import COLLEAGUE, Hand

FOREIGN = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "foreign").iterdir())}
ROLE = b"""<spiffworkflow:properties xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"><spiffworkflow:property name="role" value="officer"/>
<spiffworkflow:property name="scope" value="case.street"/></spiffworkflow:properties>"""
# what somebody does in the editor until it can run, as changes of text: everything else stays as it came
SETTLED = {
    "camunda.bpmn": [(b"<camunda:formData>", ROLE + b"<camunda:formData>")],
    "signavio.bpmn": [(b'isExecutable="false"', b'isExecutable="true"')],
    "flowable.bpmn20.xml": [(b"<flowable:executionListener", ROLE + b"<flowable:executionListener"), (b"${approved == true}", b"true")],
    "bpmn_io.bpmn": [(b'isExecutable="false"', b'isExecutable="true"'), (b'name="\xe8\xb5\xb0\xe8\xae\xbf\xe5\x95\x86\xe6\x88\xb7"/>', b'name="\xe8\xb5\xb0\xe8\xae\xbf"/>'
                     b'<bpmn2:endEvent id="e"/><bpmn2:sequenceFlow id="f" sourceRef="StartEvent_1" targetRef="Task_1"/>'
                     b'<bpmn2:sequenceFlow id="g" sourceRef="Task_1" targetRef="e"/>')]}
TOLD = {
    "camunda.bpmn": {"no_such_role": "Activity_0k3", "no_scope": "Activity_0k3", "ignored": "Activity_0k3", "foreign": "Activity_0k3", "key_differs": "Process_0x1k2ab"},
    "signavio.bpmn": {"not_executable": "sid-0C3B8E0F-51DD-4C4C-B7A2-0C1B0A0F2D11", "ignored": "sid-A2", "key_differs": "sid-0C3B8E0F-51DD-4C4C-B7A2-0C1B0A0F2D11"},
    "flowable.bpmn20.xml": {"bad_expression": "flow3", "no_scope": "check", "foreign": "notify", "no_service": "notify", "no-bpmndi": "check"},
    "bpmn_io.bpmn": {"not_executable": "Process_1", "unreachable": "Task_1", "no_end": "Process_1", "key_differs": "Process_1"}}


@pytest.fixture
def hand(small):
    return Hand(small)


def uploaded(hand, name, content):
    with hand.begin() as session:
        return uploads.upload(session, name, content, known=known(session, hand.now), actor=hand.actor("legal_reviewer"), now=hand.now)


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_to_be_settled_is_told_where_it_is(hand, name):
    found = {f.code: f.element for f in uploaded(hand, name, FOREIGN[name]).findings}
    told = {(f.code, f.element) for f in uploaded(hand, name, FOREIGN[name]).findings}
    assert set(TOLD[name].items()) <= told, found


def test_attributes_of_another_engine_are_told_with_where_to_say_it_here(hand):
    [said] = [f.sentence for f in uploaded(hand, "camunda.bpmn", FOREIGN["camunda.bpmn"]).findings if f.code == "foreign" and f.element == "Activity_0k3"]
    assert said == "“现场核实”写有别的工具的 camunda:assignee、camunda:candidateGroups，这里不起作用。由谁办请在“岗位”里写明。"


@pytest.mark.parametrize("name", FOREIGN)
def test_it_is_published_with_everything_that_others_understand_to_the_byte(hand, name):
    found = uploaded(hand, name, FOREIGN[name])
    content = FOREIGN[name]
    for old, new in SETTLED[name]:
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    [stored] = found.names
    assert hand.read(workshop.files_of, found.revision)[stored] == FOREIGN[name]
    hand.save(found.revision, stored, content, 1)
    with hand.database.read() as session:
        left = errors(inspect(hand.read(workshop.files_of, found.revision), known(session, hand.now)))
    assert left == []
    hand.submit(found.revision)
    hand.do(approval.approve, found.revision, who=COLLEAGUE)
    bundle = hand.publish(found.revision)
    with hand.database.read() as session:
        assert queries.contents(session, bundle.id)[stored] == content


NAMES = [("whistle.bpmn", "whistle.bpmn"), ("占道经营 处置(1).bpmn", "Process_0x1k2ab.bpmn"), ("My Order v2.BPMN", "Process_0x1k2ab.bpmn"), ("x.bpmn20.xml", "x.bpmn"),
         ("order.bpmn.xml", "order.bpmn"), ("9lives.bpmn", "Process_0x1k2ab.bpmn"), ("规则 1.dmn", "dmn_"), ("登记 表.form", "form_"), ("第 3 表 v2.form", "form_")]


@pytest.mark.parametrize(("name", "proposed"), NAMES)
def test_a_name_that_cannot_be_a_key_gets_one(name, proposed):
    found = proposed_name(name, FOREIGN["camunda.bpmn"] if ".bpmn" in name.lower() else b"{}")
    assert found == proposed or found.startswith(proposed) and len(found) > len(proposed)


def test_a_renamed_upload_says_so(hand):
    found = uploaded(hand, "占道经营 处置(1).bpmn", FOREIGN["camunda.bpmn"])
    assert found.names == ("Process_0x1k2ab.bpmn",) and found.findings[0].code == "renamed" and "占道经营 处置(1).bpmn" in found.findings[0].sentence


@pytest.mark.parametrize("name", ["a/b.bpmn", "..\\x.bpmn", ".bpmn", " .bpmn", "x\u202e.bpmn", "x\n.bpmn", "n" * 300 + ".bpmn", "x.exe", "<b>.bpmn"])
def test_a_name_that_means_harm_is_refused(name):
    with pytest.raises(Rejection) as refused:
        proposed_name(name, b"")
    assert refused.value.code == "bad_file_name" and "\u202e" not in refused.value.sentence
