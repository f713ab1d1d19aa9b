"""The diagram editor's parts that need no browser: times in words, what the menus offer, where shapes go, templates of acts."""
import pytest

from tests.workbench import scripts

T13 = {"T13": {"name": "立案期限", "value": "15", "unit": "d"}}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """ask(function, *arguments) → what it gives."""
    folder = tmp_path_factory.mktemp("scripts")
    return lambda name, *given: scripts.run("diagram_pieces.mjs", [[name, *given]], folder)[0]


@pytest.mark.parametrize(("written", "words"), [
    ("PT30M", "到达这里 30 分钟后。"), ("P1DT2H", "到达这里 1 天 2 小时后。"), ('duration("P5D")', "到达这里 5 天后。"), ("P2M", "到达这里 2 个月后。"),
    ("R3/PT10M", "每 10 分钟一次，共 3 次。"), ("R/P1D", "每 1 天一次，一直到离开这里。"),
    ('deadline("T13")', "“立案期限”（15 日）届满时。"), ('deadline("T13", 0.8)', "“立案期限”（15 日）用到 80% 时。"),
    ('deadline("T99")', "T99（时限表里没有这个编号）届满时。"), ("2027-01-01T09:00:00", "在 2027-01-01 09:00。"),
    ("accept_by", "到达这里时按表达式算出。"), ("PT", "到达这里时按表达式算出。"), ("", "还没有写时间。"),
])
def test_a_timer_is_said_in_plain_words(ask, written, words):
    assert ask("words", written, T13) == words


def test_spans_and_deadlines_are_written_as_the_engine_reads_them(ask):
    assert [ask("writeSpan", {"m": 30}), ask("writeSpan", {"D": 1, "h": 2}), ask("writeSpan", {"M": 3})] == ["PT30M", "P1DT2H", "P3M"]
    assert [ask("writeDeadline", "T13"), ask("writeDeadline", "T13", 0.8)] == ['deadline("T13")', 'deadline("T13", 0.8)']


def test_the_menus_offer_what_the_engine_executes_and_nothing_else(ask):
    edges = ask("attachable", "bpmn:UserTask", {"supers": ["bpmn:Activity"]})
    offered = {*ask("creatable"), *ask("following", "bpmn:UserTask"), *edges}
    assert not any("data-store" in key or "choreography" in key for key in offered)
    assert {"user-task", "event-based-gateway", "timer-boundary", "non-interrupting-escalation-boundary", "terminate-end"} <= offered
    assert not any(label.isascii() for label in ask("labels"))


@pytest.mark.parametrize(("type_", "given", "has", "has_not"), [
    ("bpmn:UserTask", {}, "user-task", "cancel-end"), ("bpmn:EventBasedGateway", {}, "timer-intermediate-catch", "user-task"),
    ("bpmn:EventBasedGateway", {}, "receive-task", "none-end-event"),
])
def test_what_may_follow_depends_on_the_element(ask, type_, given, has, has_not):
    offered = ask("following", type_, given)
    assert has in offered and has_not not in offered


@pytest.mark.parametrize(("given", "offered"), [
    ({"supers": ["bpmn:Activity"]}, True), ({"supers": ["bpmn:Activity"], "triggeredByEvent": True}, False),
    ({"supers": ["bpmn:Activity"], "isForCompensation": True}, False), ({"supers": ["bpmn:Event"]}, False),
])
def test_events_hang_on_activities_only(ask, given, offered):
    assert bool(ask("attachable", "bpmn:SubProcess", given)) is offered
    assert "cancel-boundary" not in ask("attachable", "bpmn:SubProcess", given)


def test_nothing_is_put_into_a_flow_that_has_no_way_on(ask):
    offered = ask("insertable")
    assert "user-task" in offered and not any("end" in key.split("-") or "link" in key for key in offered)


def test_attached_events_do_not_lie_upon_each_other(ask):
    host, places = {"x": 100, "y": 100, "width": 100, "height": 80, "attachers": []}, []
    for _ in range(4):
        place = ask("freeEdge", host)
        host["attachers"].append({"x": place["x"] - 18, "y": place["y"] - 18, "width": 36, "height": 36})
        places.append((place["x"], place["y"]))
    assert len(set(places)) == 4 and {y for _, y in places} == {100, 180}


def test_room_is_looked_for_where_the_flow_runs_to_the_right(ask):
    bent = [{"x": 0, "y": 0}, {"x": 60, "y": 0}, {"x": 60, "y": 90}, {"x": 200, "y": 90}]
    assert ask("longest", bent) == bent[2:]
    assert ask("longest", bent, 0) == bent[:2]


@pytest.mark.parametrize(("query", "found"), [("队长", ["a", "b"]), ("head team", ["b"]), ("DEPUTY", ["a"]), ("没有", [])])
def test_choices_are_found_by_name_and_by_code(ask, query, found):
    options = [{"value": "a", "label": "常务副队长", "note": "exec_deputy_head"}, {"value": "b", "label": "队长", "note": "team_head"}]
    assert [one["value"] for one in ask("matching", options, query)] == found


def test_an_act_comes_as_the_diagrams_in_force_have_it(ask):
    acts = [{"code": "notify", "name": "事先告知", "article": "行政处罚法44", "preset": {"name": "制作告知书", "role": "officer", "act": "notify"}},
            {"code": "serve", "name": "送达", "article": "行政处罚法61", "preset": None}]
    first, second = ask("actEntries", acts)
    assert (first["name"], first["properties"]) == ("制作告知书", {"role": "officer", "act": "notify"})
    assert (second["name"], second["properties"], second["description"]) == ("送达", {"act": "serve"}, "行政处罚法61")


XML = '<p id="审批"><task id="{47}" name="审批"/><flow id="f" sourceRef="审批" targetRef="{47}"/><in>审批</in><x value="审批,f"/><e>审批 &gt; 3</e></p>'


def test_ids_that_the_reader_refuses_are_spelled_out_and_come_back(ask):
    read = ask("readable", XML)
    assert read.count("_u8_") == 6 and 'name="审批"' in read and "审批 &gt; 3" in read
    assert ask("unspell", read) == XML
    assert [ask("spell", id) for id in ("ut01_draft", "tns:a-b.c")] == ["ut01_draft", "tns:a-b.c"]
    assert ask("readable", XML.replace("审批", "a").replace("{47}", "b")) == XML.replace("审批", "a").replace("{47}", "b")


@pytest.mark.parametrize(("size", "columns", "rows"), [((900, 400), 1, 1), ((2400, 900), 1, 1), ((4000, 900), 3, 1), ((8004, 1731), 5, 2)])
def test_a_drawing_too_large_to_be_read_is_printed_on_several_sheets(ask, size, columns, rows):
    found = ask("sheets", *size)
    assert (found["columns"], found["rows"]) == (columns, rows) and found["scale"] >= 0.11
