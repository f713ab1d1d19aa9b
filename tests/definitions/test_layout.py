"""The automatic drawing: nothing of the meaning changes, nothing overlaps, the happy path is straight."""
import pytest
from lxml import etree

from app.definitions.layout import WEIGHT, check, layout, score
from app.definitions.layout.drawing import read_diagrams
from app.definitions.layout.names import BPMNDI, DC, DI, parse_xml
from tests.definitions.diagrams import REVIEW, flow, line, node, process


def drawn(xml: bytes):
    return read_diagrams(parse_xml(layout(xml)))[0]


def meaning(xml: bytes) -> bytes:
    """The file without its diagrams, in canonical form."""
    root = parse_xml(xml)
    for diagram in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(diagram)
    for element in root.iter():
        element.text, element.tail = (element.text or "").strip(), ""
    return etree.tostring(root, method="c14n")


def middle(shape) -> tuple[float, float]:
    x0, y0, x1, y1 = shape.box
    return (x0 + x1) / 2, (y0 + y1) / 2


def moved(xml: bytes, element: str, dx: float = 0, dy: float = 0) -> bytes:
    """The same drawing with one shape shifted, its flows left behind."""
    root = parse_xml(xml)
    bounds = root.find(f".//{{{BPMNDI}}}BPMNShape[@bpmnElement='{element}']/{{{DC}}}Bounds")
    bounds.set("x", str(float(bounds.get("x")) + dx))
    bounds.set("y", str(float(bounds.get("y")) + dy))
    return etree.tostring(root)


def test_the_meaning_of_the_file_is_not_touched():
    assert meaning(layout(REVIEW)) == meaning(REVIEW)


def test_the_same_file_is_drawn_the_same_twice():
    assert layout(REVIEW) == layout(REVIEW)


def test_a_drawing_is_replaced_not_doubled():
    once = layout(REVIEW)
    assert read_diagrams(parse_xml(layout(once)))[0] == read_diagrams(parse_xml(once))[0]


def test_a_loop_a_branch_and_a_reminder_are_drawn_without_findings():
    assert check(layout(REVIEW)) == []
    assert score([]) == 100


def test_the_happy_path_is_straight_and_runs_left_to_right():
    xml = process(node("startEvent", "s"), *(node("userTask", f"t{i}", "办理") for i in range(4)), node("endEvent", "e"),
                  line("s", "t0", "t1", "t2", "t3", "e"))
    places = [middle(drawn(xml).shapes[i]) for i in ("s", "t0", "t1", "t2", "t3", "e")]
    assert len({y for _, y in places}) == 1
    assert [x for x, _ in places] == sorted(x for x, _ in places)


def test_every_node_lies_in_its_lane():
    diagram = drawn(REVIEW)
    upper, lower = diagram.shapes["lane_0"].box, diagram.shapes["lane_1"].box
    assert upper[3] <= lower[1]
    assert upper[1] < middle(diagram.shapes["review"])[1] < upper[3]
    assert lower[1] < middle(diagram.shapes["write"])[1] < lower[3]


def test_a_boundary_event_sits_on_the_border_of_its_task():
    diagram = drawn(REVIEW)
    assert middle(diagram.shapes["late"])[1] == diagram.shapes["write"].box[3]


def test_a_loop_inside_a_sub_process_leaves_its_title_free():
    inner = (node("startEvent", "i_s") + node("exclusiveGateway", "i_j") + node("userTask", "i_t", "巡查") +
             node("exclusiveGateway", "i_x", "是否结束？") + node("endEvent", "i_e") + line("i_s", "i_j", "i_t", "i_x", "i_e") + flow("i_x", "i_j", "否"))
    diagram = drawn(process(node("startEvent", "s"), node("subProcess", "sub", "逐期巡查", inner), node("endEvent", "e"), line("s", "sub", "e")))
    top = diagram.shapes["sub"].box[1]
    highest = min(y for drawn_line in diagram.lines if drawn_line.id.startswith("i_") for _, y in drawn_line.points)
    assert highest >= top + 30


def test_a_collapsed_sub_process_keeps_its_state_and_gets_its_own_plane():
    inner = node("startEvent", "i_s") + node("endEvent", "i_e") + line("i_s", "i_e")
    xml = layout(process(node("startEvent", "s"), node("subProcess", "sub", "子流程", inner), node("endEvent", "e"), line("s", "sub", "e")))
    folded = layout(xml.replace(b'bpmnElement="sub" isExpanded="true"', b'bpmnElement="sub" isExpanded="false"'))
    main, drill_down = read_diagrams(parse_xml(folded))
    assert "i_s" not in main.shapes and set(drill_down.shapes) == {"i_s", "i_e"}


def test_colours_of_an_old_diagram_are_kept():
    coloured = layout(REVIEW).replace(b'bpmnElement="write"', b'bpmnElement="write" color:fill="#e9f0f8"')
    shape = parse_xml(layout(coloured)).find(f".//{{{BPMNDI}}}BPMNShape[@bpmnElement='write']")
    assert shape.get("{http://example.org/color}fill") == "#e9f0f8"


def test_a_message_flow_runs_between_the_pools():
    xml = REVIEW.replace(b"</bpmn:collaboration>", '<bpmn:participant id="other" name="部门系统"/><bpmn:messageFlow id="mf" sourceRef="write" '
                         'targetRef="other"/></bpmn:collaboration>'.encode())
    diagram = drawn(xml)
    message = next(x for x in diagram.lines if x.id == "mf")
    assert message.points[-1][1] == diagram.shapes["other"].box[1]
    assert check(layout(xml)) == []


def test_an_entity_is_not_expanded():
    attack = REVIEW.replace(b"<bpmn:definitions", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><bpmn:definitions', 1)
    attack = attack.replace('name="起草决定文书"'.encode(), 'name="起草"><bpmn:documentation>&x;</bpmn:documentation><bpmn:userTask id="w2"'.encode(), 1)
    with pytest.raises(etree.XMLSyntaxError):
        layout(attack.replace(b"</bpmn:userTask>", b"", 1))


@pytest.mark.parametrize("what, element, dx, dy, code", [
    ("a task pushed onto its neighbour", "review", 160, 0, "shape-overlap"),
    ("a task pushed out of its lane", "write", 0, 400, "outside-lane"),
    ("a task that left its flows behind", "remind", 0, 60, "undocked"),
    ("a task set on a flow that is not its own", "write", 160, -140, "edge-through-shape"),
    ("a boundary event that came off its task", "late", 0, 40, "boundary-off-border"),
])
def test_the_lint_finds(what, element, dx, dy, code):
    assert code in {f.code for f in check(moved(layout(REVIEW), element, dx, dy))}, what


def test_the_lint_finds_a_node_that_is_not_drawn():
    root = parse_xml(layout(REVIEW))
    shape = root.find(f".//{{{BPMNDI}}}BPMNShape[@bpmnElement='remind']")
    shape.getparent().remove(shape)
    assert [(f.code, f.elements) for f in check(etree.tostring(root))] == [("missing-di", ("remind",))]


def test_the_lint_finds_a_slanted_and_a_crossing_flow():
    root = parse_xml(layout(REVIEW))
    edge = root.find(f".//{{{BPMNDI}}}BPMNEdge[@bpmnElement='remind__reminded']")
    points = edge.findall(f"{{{DI}}}waypoint")
    points[-1].set("y", str(float(points[-1].get("y")) + 300))
    codes = {f.code for f in check(etree.tostring(root))}
    assert {"diagonal", "undocked"} <= codes


def test_more_than_25_activities_on_one_level_are_too_many():
    ids = [f"t{i}" for i in range(26)]
    xml = process(node("startEvent", "s"), *(node("userTask", i, "办理") for i in ids), node("endEvent", "e"), line("s", *ids, "e"))
    assert [f.code for f in check(layout(xml))] == ["too-many-nodes"]


def test_every_finding_has_its_weight():
    found = check(moved(layout(REVIEW), "write", 0, 400))
    assert score(found) == max(0, 100 - sum(WEIGHT[f.code] for f in found)) < 100
