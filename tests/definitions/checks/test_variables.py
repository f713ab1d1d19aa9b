"""Which variables are known where: as the diagrams of a test say, and as the shipped diagrams show when their own scenarios are played."""
from collections import Counter

import pytest

from app.definitions.checks import Whole, typing, variables
from app.definitions.checks.names import follow, walk
from app.definitions.checks.names.slots import slots
from app.definitions.known import Known, ServiceInfo, ServicePort
from app.definitions.scenarios import running
from app.definitions.scenarios.playing import Player
from app.engine.pieces import Kept
from app.rules.feel.static import describe
from tests.definitions.checks.bundles import ROOT, known, shipped
from tests.engine.diagram import boundary, element, end, flow, process, script, service, start, user
from tests.rules.test_feel_static_random import holds

FORM = b"""{"type": "default", "components": [
    {"type": "radio", "key": "answer", "values": [{"value": "yes"}, {"value": "no"}], "validate": {"required": true}},
    {"type": "number", "key": "amount"}, {"type": "textfield", "key": "why", "conditional": {"hide": "=answer = \\"yes\\""}, "validate": {"required": true}},
    {"type": "taglist", "key": "depts", "valuesKey": "departments"}, {"type": "datetime", "key": "day", "subtype": "date"}]}"""
KNOWN = Known(services={"count": ServiceInfo("count", "\u7edf\u8ba1", (), (ServicePort("n", "\u4ef6\u6570", "number"), ServicePort("who", "\u8c01", "text", nullable=True)))},
              lists={"departments": "string"}, case_fields={"id": "number"}, payloads={"msg": {"text": "string"}})


def gateway(id, kind="exclusiveGateway", **attributes):
    return element(kind, id, **attributes)


def at(diagram: bytes, element: str, side: str = "before") -> dict[str, str]:
    """{variable: its type in words; `?` behind it where it is not always there}"""
    found = variables.of(Whole({"p.bpmn": diagram, "f.form": FORM}, KNOWN))
    state = getattr(found, side)("p", element)
    return {name: describe(one.type) + ("" if one.certain else "?") for name, one in state.vars.items()}


def test_a_form_brings_its_fields_and_an_empty_or_hidden_one_is_null():
    diagram = process(start(), user("u", form="f"), user("v"), end(), flow("s", "u", "v", "e"))
    assert at(diagram, "v") == {"answer": "文字", "amount": "数字，可为空", "why": "文字，可为空", "depts": "列表（文字）", "day": "日期，可为空"}
    assert at(diagram, "u") == {}


def test_what_only_one_way_brings_is_perhaps_there_and_the_condition_says_where():
    diagram = process(start(), script("a", "{ kind: if case.id &gt; 5 then &quot;x&quot; else &quot;y&quot; }"), gateway("g", default="d"), script("b", "{ n: 1 }"),
                      gateway("j"), user("u"), end(), flow("s", "a", "g", "b", "j", "u", "e"), flow("g", "j", id="d")).replace(
        b'sourceRef="g" targetRef="b">', b'sourceRef="g" targetRef="b"><conditionExpression>kind = "x"</conditionExpression>')
    assert at(diagram, "u") == {"kind": "文字", "n": "数字?"}
    assert said(diagram, "u", "scope", 'if kind = "x" then string(n) else "a"') == []
    assert said(diagram, "u", "scope", "string(n)") == ["maybe_absent"]


def named(id: str, form: str) -> bytes:
    return process(start(), user("u", form=form), user("v"), end(), flow("s", "u", "v", "e"), id=id)


def test_only_the_processes_that_a_change_touches_are_followed_again(monkeypatch):
    followed = []
    monkeypatch.setattr(follow, "_entered", follow.Remembered(50))
    monkeypatch.setattr(follow, "Walk", lambda steps, *given: followed.append(steps.process) or walk.Walk(steps, *given))

    def fields(files, process):
        followed.clear()
        return sorted(variables.of(Whole(files, KNOWN)).before(process, "v").vars), sorted(set(followed))
    files = {"p.bpmn": named("p", "f"), "q.bpmn": named("q", "g"), "f.form": FORM, "g.form": FORM}
    assert fields(files, "q") == (["amount", "answer", "day", "depts", "why"], ["p", "q"])
    files["g.form"] = FORM.replace(b"amount", b"sum")
    assert fields(files, "q") == (["answer", "day", "depts", "sum", "why"], ["q"])
    files["h.form"] = FORM
    assert fields(files, "p") == (["amount", "answer", "day", "depts", "why"], [])
    files["q.bpmn"] = named("q", "h")
    assert fields(files, "q") == (["amount", "answer", "day", "depts", "why"], ["q"])


def test_who_waits_for_a_message_is_followed_again_when_another_process_begins_to_send_it(monkeypatch):
    monkeypatch.setattr(follow, "_entered", follow.Remembered(50))
    payload = "<extensionElements><spiffworkflow:payloadExpression>{ count: n }</spiffworkflow:payloadExpression></extensionElements>"
    waits = process(start(), element("receiveTask", "r", messageRef="msg2"), user("v"), end(), flow("s", "r", "v", "e"))
    sends = process(start(), script("a", "{ n: 1 }"), element("sendTask", "t", payload, messageRef="msg2"), end(), flow("s", "a", "t", "e"), id="q")
    before = variables.of(Whole({"p.bpmn": waits}, KNOWN)).before("p", "v")
    after = variables.of(Whole({"p.bpmn": waits, "q.bpmn": sends}, KNOWN)).before("p", "v")
    assert before.open and not before.vars
    assert not after.open and describe(after.vars["count"].type) == "数字"


def said(diagram: bytes, element: str, property: str, source: str) -> list[str]:
    """Codes of what is wrong with this expression as a property of the task."""
    written = diagram.replace(f'id="{element}" name="{element}">'.encode(), f'id="{element}" name="{element}"><extensionElements><spiffworkflow:properties>'
                              f"<spiffworkflow:property name='{property}' value='{source.replace(chr(34), '&quot;')}'/></spiffworkflow:properties>"
                              "</extensionElements>".encode())
    assert written != diagram
    whole = Whole({"p.bpmn": written, "f.form": FORM}, KNOWN)
    return [one.code.removeprefix("feel_") for one in typing.expression_findings(whole, ["p.bpmn"]) if one.element == element]


def test_parallel_branches_have_both_come_where_they_meet_and_may_have_beside_each_other():
    diagram = process(start(), gateway("f", "parallelGateway"), script("a", "{ x: 1 }"), script("b", "{ y: &quot;t&quot; }"), user("w"),
                      gateway("j", "parallelGateway"), user("u"), end(), flow("s", "f", "a", "j", "u", "e"), flow("f", "b", "w", "j"))
    assert at(diagram, "u") == {"x": "数字", "y": "文字"}
    assert at(diagram, "w") == {"y": "文字", "x": "数字?"}


def test_an_item_keeps_what_is_new_in_it_and_its_results_are_a_list():
    diagram = process(start(), script("a", "{ all: [{ code: &quot;x&quot; }], n: 0 }"),
                      user("u", '<multiInstanceLoopCharacteristics><loopDataInputRef>all</loopDataInputRef><loopDataOutputRef>back</loopDataOutputRef>'
                                '<inputDataItem id="one" name="one"/><outputDataItem id="amount" name="amount"/></multiInstanceLoopCharacteristics>', form="f"),
                      user("v"), end(), flow("s", "a", "u", "v", "e"))
    assert at(diagram, "v") == {"all": "列表（一组数据）", "n": "数字", "back": "列表（数字）"}
    whole = Whole({"p.bpmn": diagram, "f.form": FORM}, KNOWN)
    slot = next(one for one in slots(whole.diagrams["p.bpmn"], whole.processes["p"][1], {}) if one.name == "each")
    assert {"one", "amount", "all"} <= variables.of(whole).at("p", slot).vars.keys()


def test_a_sub_process_shares_but_for_what_it_declares():
    inside = '<property id="own" name="own"/>' + start("is") + script("ia", "{ x: 1 }") + user("iu") + end("ie") + flow("is", "ia", "iu", "ie")
    diagram = process(start(), f'<subProcess id="sub" name="sub">{inside}</subProcess>', user("u"), end(), flow("s", "sub", "u", "e"))
    assert at(diagram, "iu") == {"own": "空", "x": "数字"}
    assert at(diagram, "u") == {"x": "数字"}


def test_an_event_beside_an_activity_sees_what_the_activity_has_done_so_far():
    inside = start("is") + script("ia", "{ x: 1 }") + user("iu") + end("ie") + flow("is", "ia", "iu", "ie")
    diagram = process(start(), f'<subProcess id="sub" name="sub">{inside}</subProcess>',
                      boundary("b", "sub", '<messageEventDefinition messageRef="msg"/>'), user("c"), end("ce"), end(), flow("s", "sub", "e"), flow("b", "c", "ce"))
    assert at(diagram, "c") == {"x": "数字?", "text": "文字"}


def test_a_loop_comes_to_an_end_and_knows_both_its_ways():
    diagram = process(start(), script("a", "{ list: [] }"), gateway("j"), user("u", form="f"), script("b", "{ list: append(list, answer) }"), gateway("g", default="d"),
                      end(), flow("s", "a", "j", "u", "b", "g", "j"), flow("g", "e", id="d")).replace(
        b'sourceRef="g" targetRef="j">', b'sourceRef="g" targetRef="j"><conditionExpression>answer = "no"</conditionExpression>')
    assert at(diagram, "u") == {"list": "列表（文字）", "answer": "文字?", "amount": "数字，可为空?", "why": "文字，可为空?", "depts": "列表（文字）?", "day": "日期，可为空?"}
    assert at(diagram, "e")["answer"] == "文字"


def test_a_service_gives_what_it_is_known_to_give():
    diagram = process(start(), service("a", "count", "r"), service("b", "unheard", "q"), user("u"), end(), flow("s", "a", "b", "u", "e"))
    assert at(diagram, "u") == {"r": "一组数据", "q": "任意"}
    assert said(diagram, "u", "scope", "r.who") == [] and said(diagram, "u", "scope", "r.whom") == ["unknown_property"]


def test_after_a_task_whose_form_is_not_known_no_name_is_called_unknown():
    diagram = process(start(), user("t"), user("u"), end(), flow("s", "t", "u", "e"))
    assert said(diagram, "u", "scope", "whatever") == []


@pytest.mark.parametrize(("property", "source", "codes"), [
    ("scope", "answr", ["unknown_name"]), ("scope", "amount", ["wrong_result"]), ("deadline", "depts", ["wrong_result"]), ("deadline", "day", []),
    ("deadline", 'duration("P1D")', []), ("scope", "depts", []), ("scope", 'if answer = "perhaps" then "a" else "b"', ["never_holds"]),
    ("deadline", 'period(amount, "hours")', ["maybe_null", "unknown_value"]),
])
def test_an_expression_is_held_against_what_is_known_at_its_place(property, source, codes):
    diagram = process(start(), user("t", form="f"), user("u"), end(), flow("s", "t", "u", "e"))
    assert said(diagram, "u", property, source) == codes


def test_a_name_that_comes_later_is_told_so():
    diagram = process(start(), user("u"), user("t", form="f"), end(), flow("s", "u", "t", "e"))
    whole = Whole({"p.bpmn": diagram.replace(b'id="u" name="u">', b'id="u" name="u"><extensionElements><spiffworkflow:properties>'
                                             b"<spiffworkflow:property name='scope' value='why'/></spiffworkflow:properties></extensionElements>"), "f.form": FORM}, KNOWN)
    assert [one.sentence for one in typing.expression_findings(whole, ["p.bpmn"])] == ["“u”的办理单位：到这里还没有“why”：它在“t”之后才有。"]


# ---- held against the engine ------------------------------------------------------------------------------------------
def test_whatever_a_played_case_has_was_foretold(monkeypatch):
    """At each task of each shipped scenario of a process that the system itself starts: what is surely there is there, and everything there
    is of a type that was told. Results of acts are left out: a scenario writes only those that it is about."""
    files = {**shipped(), **{path.name: path.read_bytes() for path in (ROOT / "processes").glob("*.test")}}
    whole = Whole(files, known())
    found, seen, wrong = variables.of(whole), Counter(), []
    acted = {name for act in known().acts.values() for name in act.results}
    take = Player.take

    def watched(player, task, clean, act):
        if player.play.process in known().starts and not player.play.stand_ins:
            state = found.before(task.process_id, task.node)
            state = found._item(task.process_id, whole.diagrams[whole.processes[task.process_id][0]].nodes[task.node], state)
            here = player.walk.visible(task.id)
            for name, one in state.vars.items():
                seen[name] += 1
                if name in here and not (state.open or holds(one.type.without("absent"), here[name])):
                    wrong.append((task.node, name, here[name], describe(one.type)))
                elif name not in here and one.certain and name in player.house.bundle.names_read and name not in acted:
                    wrong.append((task.node, name, "missing"))
            wrong.extend((task.node, name, "not foretold") for name in here.keys() - state.vars.keys() - acted - {"case"} if not state.open)
        return take(player, task, clean, act)

    monkeypatch.setattr(Player, "take", watched)
    monkeypatch.setattr(running, "_played", Kept(200))      # nothing of another test's playing
    running.run(files, known(), only=[f"{name}.test" for name in known().starts])
    assert sum(seen.values()) > 1000 and wrong == []
