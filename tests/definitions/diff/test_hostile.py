"""Files that are meant to keep the server busy or to make it stumble: compared and merged in little time, or told to be unreadable."""
import json
from time import thread_time

import pytest
from flask import Flask

from app.definitions import diff, merging
from app.web import context, diagram

HEAD = ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" targetNamespace="x" id="all"><process id="p">')
TAIL = "</process></definitions>"
DMN = ('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n" namespace="n"><decision id="D"><decisionTable id="table">'
       '<input id="i"/><output id="o"/>')


def deep(member: str, levels: int = 600) -> bytes:
    return json.dumps({member: [{"id": "f", "name": "f", "x": None}]}).replace("null", "[" * levels + "]" * levels).encode()


@pytest.mark.parametrize("name, member", [("x.form", "components"), ("x.test", "scenarios")])
def test_json_that_nobody_would_nest_so_far_is_unreadable(name, member):
    plain, other = json.dumps({member: []}).encode(), json.dumps({member: [{"id": "g", "name": "g"}]}).encode()
    assert "嵌套" in diff.compare(name, deep(member), deep(member, 601)).unreadable and "嵌套" in diff.compare(name, plain, deep(member)).unreadable
    [conflict] = merging.merge(name.rpartition(".")[2], plain, deep(member), other).conflicts
    assert conflict.unit == merging.FILE


def tasks(count: int, more: str = "") -> bytes:
    return (HEAD + "".join(f'<task id="a{n}"/>' for n in range(count)) + more + TAIL).encode()


def chain(count: int, name: str = "") -> bytes:
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="a{n}" targetRef="a{n + 1}"/>' for n in range(count - 1))
    return tasks(count, flows).replace(b"<task ", f'<task name="{name}" '.encode()) if name else tasks(count, flows)


def rules(count: int, more: str = "") -> bytes:
    rows = "".join(_rule(f"r{n}") for n in range(count))
    return (DMN + rows + more + "</decisionTable></decision></definitions>").encode()


def _rule(key: str) -> str:
    return f'<rule id="{key}"><inputEntry id="{key}i"><text>1</text></inputEntry><outputEntry id="{key}o"><text>1</text></outputEntry></rule>'


SIDES = {
    "many units, one more on each side": ("bpmn", tasks(6000), tasks(6000, '<task id="m"/>'), tasks(6000, '<task id="t"/>')),
    "one takes away what the other changes": ("bpmn", chain(3000), tasks(1), chain(3000, "x")),
    "one takes away the lines": ("bpmn", chain(3000), tasks(3000), chain(3000, "x")),
    "one takes away the nodes": ("bpmn", chain(3000), chain(1500), chain(3000, "x")),
    "a table": ("dmn", rules(2000), rules(2000, _rule("m")), rules(2000, _rule("t"))),
}


@pytest.mark.parametrize("kind, base, mine, theirs", SIDES.values(), ids=SIDES)
def test_large_files_are_merged_in_the_time_that_it_takes_to_read_them(kind, base, mine, theirs):
    begun = thread_time()
    merging.merge(kind, base, mine, theirs)
    assert thread_time() - begun < 5


def test_many_parts_that_are_called_alike_are_compared_at_once():
    same = (HEAD + '<task id="a"><extensionElements>' + "<x/>" * 15_000 + "</extensionElements></task>" + TAIL).encode()
    begun = thread_time()
    [change] = diff.compare("x.bpmn", same, same.replace(b'id="a"', b'id="a" name="b"')).changes
    assert change.name == "b" and thread_time() - begun < 3


def test_a_page_shows_the_changes_within_values_only_as_long_as_that_takes_little_time():
    begun, slow = thread_time(), ("." * 400, ".x" * 200)
    with Flask("page").app_context():
        assert len(context.segments("按时到场并签收，不得迟到", "按时到场并签收，不得早退")) == 2 and len(context.segments(*slow)) > 2
        shown = [context.segments(*slow) for _ in range(400)]
    assert shown[-1] == [("removed", slow[0]), ("added", slow[1])] and thread_time() - begun < 5


def test_many_frames_are_drawn_at_once():
    lanes = "".join(f'<lane id="a{n}"/>' for n in range(6000))
    shapes = "".join(f'<bpmndi:BPMNShape bpmnElement="a{n}"><dc:Bounds x="{n}" y="1" width="9" height="9"/></bpmndi:BPMNShape>' for n in range(6000))
    drawn = (HEAD + f'<laneSet id="l">{lanes}</laneSet></process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">{shapes}</bpmndi:BPMNPlane>'
             "</bpmndi:BPMNDiagram></definitions>").encode()
    begun = thread_time()
    assert diagram.draw(drawn).count("<rect") >= 6000 and thread_time() - begun < 3
