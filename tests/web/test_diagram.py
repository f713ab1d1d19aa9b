"""Diagrams drawn by the server: what is on the paper, in which state, and that nothing of it can be markup or script."""
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree, html

from app.engine.markup import Unreadable
from app.web import diagram
from app.web.diagram.canvas import GREY
from app.web.diagram.icons import FOOT_MARKS
from app.web.diagram.lettering import fit, width_of, wrap
from app.web.diagram.reading import NODES, Box, read

PROCESSES = sorted((Path(__file__).parents[2] / "processes").glob("*.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"
HEAD = ('<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI">')
SAFE_ATTRIBUTES = {
    "class", "viewBox", "role", "aria-label", "font-family", "x", "y", "width", "height", "rx", "cx", "cy", "r", "d", "fill", "stroke", "stroke-width",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order", "font-size", "font-weight", "text-anchor", "transform", "writing-mode",
    "dominant-baseline", "letter-spacing"}


def bpmn(inside: str, shapes: dict[str, str], edges: dict[str, str] | None = None, before: str = "", plane: str = "p") -> bytes:
    """A file of one process `p`. `shapes`: id → "x y width height" and further DI attributes; `edges`: id → "x,y x,y …"."""
    drawn = ""
    for one, where in shapes.items():
        x, y, width, height, *more = where.split()
        drawn += (f'<bpmndi:BPMNShape bpmnElement="{one}" {" ".join(more)}><dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
                  "</bpmndi:BPMNShape>")
    for one, points in (edges or {}).items():
        ways = "".join('<di:waypoint x="{}" y="{}"/>'.format(*p.split(",")) for p in points.split())
        drawn += f'<bpmndi:BPMNEdge bpmnElement="{one}">{ways}</bpmndi:BPMNEdge>'
    return (f'{HEAD}{before}<bpmn:process id="p" name="试验流程">{inside}</bpmn:process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="{plane}">'
            f"{drawn}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>").encode()


def one(inside: str, where="0 0 120 70") -> etree._Element:
    """The drawing of a single element with id `a`."""
    return etree.fromstring(diagram.draw(bpmn(inside, {"a": where})))


def node(svg, name: str):
    """The group whose title begins with this name."""
    return next(g for g in svg.iter(f"{SVG}g") if (g.findtext(f"{SVG}title") or "").startswith(name))


def words_of(svg) -> str:
    return "".join(t for e in svg.iter(f"{SVG}text") for t in e.itertext())


STRAIGHT = bpmn("""<bpmn:laneSet id="ls"><bpmn:lane id="l" name="执法人员"><bpmn:flowNodeRef>t1</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
  <bpmn:startEvent id="s" name="开始了"/><bpmn:userTask id="t1" name="立案审批"/><bpmn:exclusiveGateway id="x" name="是否同意？" default="f4"/>
  <bpmn:userTask id="t2" name="调查取证"/><bpmn:endEvent id="e" name="不予立案"/>
  <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t1"/><bpmn:sequenceFlow id="f2" sourceRef="t1" targetRef="x"/>
  <bpmn:sequenceFlow id="f3" name="同意" sourceRef="x" targetRef="t2"/><bpmn:sequenceFlow id="f4" name="不同意" sourceRef="x" targetRef="e"/>""",
                {"s": "0 17 36 36", "t1": "80 0 120 70", "x": "250 10 50 50", "t2": "350 0 120 70", "e": "350 117 36 36"},
                {"f1": "36,35 80,35", "f2": "200,35 250,35", "f3": "300,35 350,35", "f4": "275,60 275,135 350,135"})
PATH = {"taken_nodes": {"s", "t1", "x", "t2"}, "taken_flows": {"f1", "f2", "f3"}, "current": {"t2": 3}}


# ---- the path ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name, css", [("立案审批", "zf-flow-taken"), ("调查取证", "zf-flow-current"), ("不予立案", "zf-flow-ahead"),
                                       ("同意", "zf-flow-taken"), ("不同意", "zf-flow-ahead")])
def test_what_was_passed_what_is_open_and_what_lies_ahead_differ_in_class_and_stroke(name, css):
    found = node(etree.fromstring(diagram.draw(STRAIGHT, **PATH)), name)
    strokes = {e.get("stroke") for e in found.iter()} - {None}
    assert css in found.get("class").split()
    assert (strokes == {GREY}) is (css == "zf-flow-ahead")


def test_lines_and_frames_of_the_path_are_thicker_than_what_lies_ahead():
    svg = etree.fromstring(diagram.draw(STRAIGHT, **PATH))
    thick = {name: max(float(e.get("stroke-width", 0)) for e in node(svg, name).iter()) for name in ("同意", "不同意", "立案审批", "调查取证")}
    assert thick["同意"] >= 2 * thick["不同意"]
    assert thick["调查取证"] > thick["立案审批"] > float(node(svg, "不同意").find(f"{SVG}path").get("stroke-width"))


def test_a_flag_says_how_many_stand_at_a_step():
    svg = etree.fromstring(diagram.draw(STRAIGHT, **PATH))
    assert [words_of(g) for g in svg.iter(f"{SVG}g") if g.get("class") == "zf-flow-flag"] == ["当前 3 件"]
    assert "当前在：调查取证 3 件" in svg.get("aria-label")


def test_without_a_path_everything_is_drawn_alike():
    svg = diagram.draw(STRAIGHT)
    assert "zf-flow-plain" in svg
    assert not re.search("zf-flow-(taken|current|ahead|flag)", svg)


def test_tokens_inside_a_closed_sub_process_stand_at_it():
    inside = '<bpmn:subProcess id="sub" name="取证"><bpmn:userTask id="t1" name="询问"/><bpmn:userTask id="t2" name="勘验"/></bpmn:subProcess>'
    xml = bpmn(inside, {"sub": "0 0 120 70 isExpanded=\"false\""})
    svg = etree.fromstring(diagram.draw(xml, taken_nodes={"t1"}, current={"t1": 2, "t2": 1}))
    assert "zf-flow-current" in node(svg, "取证").get("class")
    assert "当前 3 件" in words_of(svg)


def test_the_plane_of_the_process_asked_for_is_drawn():
    second = ('<bpmn:process id="q" name="另一个"><bpmn:userTask id="other" name="另一步"/></bpmn:process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane'
              ' bpmnElement="q"><bpmndi:BPMNShape bpmnElement="other"><dc:Bounds x="0" y="0" width="120" height="70"/></bpmndi:BPMNShape>'
              "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>")
    xml = STRAIGHT.replace(b"</bpmn:definitions>", second.encode())
    assert words_of(etree.fromstring(diagram.draw(xml, process_id="q"))) == "另一步"
    assert "立案审批" in words_of(etree.fromstring(diagram.draw(xml, process_id="p")))
    assert [s.name for s in diagram.steps(xml, process_id="q")] == ["另一步"]


# ---- the signs ---------------------------------------------------------------------------------------------------------------------
ICONS = ["userTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "manualTask"]


def test_each_kind_of_task_has_a_sign_of_its_own_and_a_plain_task_has_none():
    drawn = {kind: [p.get("d") for p in one(f'<bpmn:{kind} id="a"/>').iter(f"{SVG}path")] for kind in [*ICONS, "task"]}
    assert drawn.pop("task") == []
    assert all(drawn.values())
    assert one('<bpmn:sendTask id="a"/>').xpath("//*[local-name()='path'][1]/@fill") != one('<bpmn:receiveTask id="a"/>').xpath(
        "//*[local-name()='path'][1]/@fill")
    assert len({tuple(d) for kind, d in drawn.items() if kind != "sendTask"}) == len(ICONS) - 1


CAUSES = ["timer", "message", "signal", "error", "escalation", "terminate", "conditional", "compensate", "link", "cancel"]


def test_each_event_definition_has_a_sign_of_its_own():
    def signs(cause):
        svg = one(f'<bpmn:endEvent id="a"><bpmn:{cause}EventDefinition/></bpmn:endEvent>', "0 0 36 36")
        return tuple(etree.tostring(e) for e in svg.iter(f"{SVG}path", f"{SVG}circle"))[1:]
    assert all(signs(c) for c in CAUSES)
    assert len({signs(c) for c in CAUSES}) == len(CAUSES)


def test_throwing_events_are_filled_and_catching_ones_are_not():
    message = '<bpmn:{0} id="a"><bpmn:messageEventDefinition/></bpmn:{0}>'
    fills = [one(message.format(k), "0 0 36 36").find(f".//{SVG}path").get("fill") for k in ("intermediateThrowEvent", "intermediateCatchEvent")]
    assert fills[0] != "none" and fills[1] == "none"


@pytest.mark.parametrize("attributes, dashed", [("", False), ('cancelActivity="true"', False), ('cancelActivity="false"', True)])
def test_a_boundary_event_that_does_not_interrupt_is_dashed(attributes, dashed):
    svg = one(f'<bpmn:boundaryEvent id="a" {attributes}><bpmn:timerEventDefinition/></bpmn:boundaryEvent>', "0 0 36 36")
    rings = list(svg.iter(f"{SVG}circle"))[:2]
    assert [r.get("stroke-dasharray") is not None for r in rings] == [dashed, dashed]


def test_starts_have_one_ring_ends_a_thick_one_and_intermediate_events_two():
    rings = {k: [float(c.get("stroke-width")) for c in one(f'<bpmn:{k} id="a"/>', "0 0 36 36").iter(f"{SVG}circle")]
             for k in ("startEvent", "endEvent", "intermediateCatchEvent")}
    assert [len(r) for r in rings.values()] == [1, 1, 2]
    assert rings["endEvent"][0] > 2 * rings["startEvent"][0]


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway", "exclusiveGateway"])
def test_gateways_differ_by_the_sign_in_them(kind):
    unmarked = one('<bpmn:exclusiveGateway id="a"/>', '0 0 50 50 isMarkerVisible="false"')
    marked = one(f'<bpmn:{kind} id="a"/>', "0 0 50 50")
    assert len(list(marked.iter(f"{SVG}path", f"{SVG}circle"))) > len(list(unmarked.iter(f"{SVG}path", f"{SVG}circle"))) == 1


def test_a_call_activity_has_a_thick_frame_and_an_event_sub_process_a_dotted_one():
    called, plain = one('<bpmn:callActivity id="a"/>'), one('<bpmn:task id="a"/>')
    dotted = one('<bpmn:subProcess id="a" triggeredByEvent="true"/>', '0 0 200 100 isExpanded="true"')
    assert float(called.find(f".//{SVG}rect").get("stroke-width")) > 2 * float(plain.find(f".//{SVG}rect").get("stroke-width"))
    assert dotted.find(f".//{SVG}rect").get("stroke-dasharray")


@pytest.mark.parametrize("inside, expected", [
    ('<bpmn:multiInstanceLoopCharacteristics/>', ["parallel"]),
    ('<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>', ["sequential"]),
    ('<bpmn:standardLoopCharacteristics/>', ["loop"]),
    ("", []),
])
def test_repetition_is_marked_at_the_foot(inside, expected):
    paths = {p.get("d") for p in one(f'<bpmn:task id="a">{inside}</bpmn:task>').iter(f"{SVG}path")}
    assert [m for m, d in FOOT_MARKS.items() if d in paths] == expected


def test_a_message_flow_is_dashed_and_an_association_dotted():
    before = ('<bpmn:collaboration id="c"><bpmn:participant id="p1" name="街乡" processRef="p"/><bpmn:participant id="p2" name="部门系统"/>'
              '<bpmn:messageFlow id="mf" name="哨令" sourceRef="t" targetRef="p2"/></bpmn:collaboration>')
    inside = ('<bpmn:task id="t" name="下达"/><bpmn:textAnnotation id="n"><bpmn:text>依据条例第八条</bpmn:text></bpmn:textAnnotation>'
              '<bpmn:association id="as" sourceRef="t" targetRef="n"/>')
    xml = bpmn(inside, {"p1": "0 0 400 150 isHorizontal=\"true\"", "p2": "0 200 400 60", "t": "80 40 120 70", "n": "260 20 120 40"},
               {"mf": "140,110 140,200", "as": "200,60 260,40"}, before, plane="c")
    svg = etree.fromstring(diagram.draw(xml, process_id="p"))
    dashes = {e.get("stroke-dasharray") for e in svg.iter(f"{SVG}path")} - {None}
    assert dashes == {"9 6", "1 4"}
    assert all(w in words_of(svg) for w in ("街乡", "部门系统", "哨令", "下达", "依据条例第八条"))


# ---- text --------------------------------------------------------------------------------------------------------------------------
def test_lines_are_about_equally_long_and_never_begin_with_a_stop():
    lines = wrap("查验法定证照材料，核对当事人身份", 108, 12)
    assert len(lines) == 2 and abs(len(lines[0]) - len(lines[1])) <= 2
    for width in range(30, 200, 7):
        assert not [line for line in wrap("立案（处罚）、调查；决定，送达。", width, 12) if line[0] in "、，；。）"]


def test_a_name_is_never_wider_than_its_box_except_for_a_stop_that_hangs():
    for text in ("街道综合行政执法队会同规划和自然资源分局联合检查", "call_activity_with_a_long_identifier", "CO2 排放超标 12.5 倍"):
        for width in (60, 90, 108):
            assert all(width_of(line, 12) <= width + 12 for line in wrap(text, width, 12))


def test_a_name_that_does_not_fit_gets_smaller_and_at_last_is_cut_with_an_ellipsis():
    box = Box(0, 0, 108, 46)
    assert fit("提请法制审核", box) == (["提请法制审核"], 12)
    lines, size = fit("提" * 28, box)
    assert size < 12 and "".join(lines) == "提" * 28
    lines, size = fit("提" * 200, box)
    assert lines[-1].endswith("…") and len(lines) * size * 1.27 <= box.height


def test_the_whole_name_is_in_the_title_with_kind_lane_and_state():
    svg = etree.fromstring(diagram.draw(STRAIGHT, **PATH))
    assert node(svg, "立案审批").findtext(f"{SVG}title") == "立案审批（人工任务，执法人员，已办）"
    assert node(svg, "调查取证").findtext(f"{SVG}title") == "调查取证（人工任务，正在办，当前 3 件）"


# ---- what is hostile ---------------------------------------------------------------------------------------------------------------
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)> ]]> &amp; \' <b>'


@pytest.mark.parametrize("inside, where", [
    (f'<bpmn:userTask id="a" name={quoteattr(HOSTILE)}/>', "0 0 400 200"),
    (f'<bpmn:endEvent id="a" name={quoteattr(HOSTILE)}/>', "0 0 36 36"),
    (f'<bpmn:subProcess id="a" name={quoteattr(HOSTILE)}/>', '0 0 900 300 isExpanded="true"'),
])
def test_markup_in_a_name_stays_text(inside, where):
    xml = bpmn(inside, {"a": where})
    for written in (diagram.draw(xml), diagram.draw(xml, current={"a": 1}), diagram.outline(xml)):
        page = html.fromstring(f"<div>{written}</div>")
        assert not page.xpath("//script | //img | //*[@onerror]")
        assert "alert(1)" in page.text_content()


@pytest.mark.parametrize("path", PROCESSES, ids=lambda p: p.stem)
def test_the_drawing_needs_nothing_that_a_strict_content_policy_forbids(path):
    for written in (diagram.draw(path.read_bytes()), diagram.draw(STRAIGHT, **PATH)):
        elements = list(etree.fromstring(written).iter())
        assert {etree.QName(e).localname for e in elements} <= {"svg", "g", "title", "rect", "circle", "path", "text", "tspan"}
        assert {a for e in elements for a in e.attrib} <= SAFE_ATTRIBUTES


def test_entities_are_not_read():
    xml = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + STRAIGHT.replace("立案审批".encode(), b"&x;")
    for function in (diagram.draw, diagram.outline):
        with pytest.raises(Unreadable):
            function(xml)


@pytest.mark.parametrize("where", ["nan 0 10 10", "0 0 inf 10", "0 0 -5 10", "1e300 0 10 10", "a b c d"])
def test_a_shape_that_cannot_be_placed_is_left_to_the_words(where):
    xml = bpmn('<bpmn:userTask id="a" name="飘走的任务"/>', {"a": where})
    assert "没有可用的图形布局" in words_of(etree.fromstring(diagram.draw(xml)))
    assert "飘走的任务" in diagram.outline(xml)


def test_a_very_long_row_of_steps_is_listed_without_recursion():
    tasks = "".join(f'<bpmn:task id="t{i}" name="第{i}步"/>' for i in range(3000))
    flows = "".join(f'<bpmn:sequenceFlow id="f{i}" sourceRef="t{i}" targetRef="t{i + 1}"/>' for i in range(2999))
    assert [s.name for s in diagram.steps(bpmn(tasks + flows, {}))] == [f"第{i}步" for i in range(3000)]


# ---- all drawings of the house -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", PROCESSES, ids=lambda p: p.stem)
def test_every_node_of_our_diagrams_is_on_the_paper_and_every_step_in_the_words(path):
    xml = path.read_bytes()
    svg, shapes = etree.fromstring(diagram.draw(xml)), read(xml, None).shapes
    left, top, width, height = map(float, svg.get("viewBox").split())
    assert {s.id for s in shapes if s.kind in NODES} == {e.get("id") for e in etree.fromstring(xml).iter() if etree.QName(e).localname in NODES}
    assert all(left <= s.box.x and s.box.right <= left + width and top <= s.box.y and s.box.bottom <= top + height for s in shapes)
    assert not [t for t in svg.iter(f"{SVG}tspan") if "…" in (t.text or "")]
    assert {s.name for s in shapes if s.kind.endswith("Task")} <= {s.name for s in diagram.steps(xml)}


# ---- comparisons ---------------------------------------------------------------------------------------------------------------------
MARKS = {"t1": "changed", "t2": "added", "f2": "removed", "f3": "added", "s": "moved"}


def test_a_comparison_marks_what_differs_with_colour_and_word():
    svg = etree.fromstring(diagram.draw(STRAIGHT, marks=MARKS))
    css = {name: node(svg, name).get("class").split()[1] for name in ("立案审批", "调查取证", "开始了", "不予立案", "同意")}
    assert css == {"立案审批": "zf-flow-changed", "调查取证": "zf-flow-added", "开始了": "zf-flow-moved", "不予立案": "zf-flow-same",
                   "同意": "zf-flow-added"}
    assert sorted(words_of(g) for g in svg.iter(f"{SVG}g") if g.get("class") == "zf-flow-flag") == ["修改", "新增", "移动", "＋", "－"]
    assert "（人工任务，执法人员，修改）" in node(svg, "立案审批").findtext(f"{SVG}title")


def test_what_changed_inside_a_closed_sub_process_changes_the_sub_process():
    xml = bpmn('<bpmn:subProcess id="sub" name="取证"><bpmn:userTask id="t1" name="询问"/></bpmn:subProcess>', {"sub": "0 0 120 70 isExpanded=\"false\""})
    assert "zf-flow-changed" in node(etree.fromstring(diagram.draw(xml, marks={"t1": "added"})), "取证").get("class")


def test_elements_are_anchors_only_where_a_list_links_to_them():
    assert "old-t1" in etree.fromstring(diagram.draw(STRAIGHT, marks={}, anchor="old")).xpath("//@id")
    assert not etree.fromstring(diagram.draw(STRAIGHT)).xpath("//@id")


# ---- in words ----------------------------------------------------------------------------------------------------------------------
def test_steps_come_in_the_order_of_the_flow_with_kind_lane_and_state():
    found = diagram.steps(STRAIGHT, **PATH)
    assert [(s.name, s.kind, s.lane, s.state, s.count) for s in found] == [
        ("开始了", "开始事件", "", "已办", 0), ("立案审批", "人工任务", "执法人员", "已办", 0), ("是否同意？", "判断", "", "已办", 0),
        ("调查取证", "人工任务", "", "正在办", 3), ("不予立案", "结束事件", "", "未办", 0)]
    assert found[2].ways == (("同意", "调查取证"), ("不同意", "不予立案"))


def test_a_loop_back_does_not_bring_the_later_step_first():
    xml = bpmn("""<bpmn:startEvent id="s" name="始"/><bpmn:userTask id="c" name="丙"/><bpmn:userTask id="b" name="乙"/><bpmn:userTask id="a" name="甲"/>
      <bpmn:sequenceFlow id="1" sourceRef="s" targetRef="a"/><bpmn:sequenceFlow id="2" sourceRef="a" targetRef="b"/>
      <bpmn:sequenceFlow id="3" sourceRef="b" targetRef="a"/><bpmn:sequenceFlow id="4" sourceRef="b" targetRef="c"/>""", {})
    assert [s.name for s in diagram.steps(xml)] == ["始", "甲", "乙", "丙"]


def test_the_list_nests_sub_processes_and_says_the_state():
    inside = ('<bpmn:subProcess id="sub" name="取证"><bpmn:userTask id="t1" name="询问"/><bpmn:subProcess id="in" name="勘验"><bpmn:task id="t2" name="拍照"/>'
              '</bpmn:subProcess></bpmn:subProcess><bpmn:boundaryEvent id="b" name="超时" attachedToRef="sub" cancelActivity="false">'
              "<bpmn:timerEventDefinition/></bpmn:boundaryEvent>")
    page = html.fromstring(diagram.outline(bpmn(inside, {}), taken_nodes={"sub", "t1"}, current={"sub": 1, "in": 1, "t2": 2}))
    assert [e.text for e in page.xpath("./li/b")] == ["取证", "超时"]
    assert [e.text for e in page.xpath("./li/ol/li/b")] == ["询问", "勘验"]
    assert page.xpath("./li/ol/li/ol/li")[0].text_content() == "拍照（任务，正在办，当前 2 件）"
    assert "超时（定时边界事件（不打断），未办）" in page.text_content()
