"""Stored states that every later version has to continue: `python -m tests.engine.corpus` adds those of today's format.

A state is never rewritten: what an installation has stored stays as it is. Each is a pair of files, diagram and state.
"""
from collections.abc import Iterator
from pathlib import Path

from app.engine.contract import Broadcast, Deliver, FireTimers, Submit
from tests.engine.conformance.case import caught, gate, handled, inner, line, undo, when
from tests.engine.conformance.case import catch as catching
from tests.engine.diagram import (CANCEL, COMPENSATE, ESCALATION, MESSAGE, SIGNAL, boundary, each, element, end, event_sub, flow, process, processes, script, start,
                                  sub, timer, user)
from tests.engine.driver import Run
from tests.engine.test_whistle import WHISTLE

FOLDER = Path(__file__).parent / "states"
UNDONE = (script("a") + boundary("b_a", "a", COMPENSATE) + element("userTask", "take_back", isForCompensation=True)
          + '<association id="as" sourceRef="b_a" targetRef="take_back"/>')


def cases() -> Iterator[tuple[str, bytes, Run]]:
    run = Run(WHISTLE).submit("ut01_draft", requested_depts=["水务", "规自", "公安"]).submit("ut05_sign", "水务", result="accept")
    yield "whistle_called", WHISTLE, run
    yield "whistle_late", WHISTLE, run.wait(minutes=70)
    waits = process(start(), '<eventBasedGateway id="g"/>', element("intermediateCatchEvent", "m", MESSAGE), element("intermediateCatchEvent", "t", timer("R2/PT5M", "timeCycle")), user("u"),
                    end(), flow("s", "g", "m", "u", "e"), flow("g", "t", "u"), event_sub("es", SIGNAL, script("h"), end("he"), flow("es_start", "h", "he"), interrupting=False))
    yield "event_gateway", waits, Run(waits)
    undo = process(start(), UNDONE, element("intermediateThrowEvent", "c", COMPENSATE), user("z"), end(), flow("s", "a", "c", "z", "e"))
    yield "compensating", undo, Run(undo)
    call = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + boundary("b", "c", timer("PT9H")) + end() + flow("s", "c", "e") + flow("b", "e"),
                     q=start("qs") + user("w", each("items", sequential=True, output="out", output_item="item")) + end("qe") + flow("qs", "w", "qe"))
    yield "called", call, Run(call, data={"items": ["x", "y"]}).submit("w", when="2026-11-23")
    typed = process(start(), script("a", '{d: date("2026-11-23"), t: date and time("2026-11-23T08:00:00Z"), n: 1.10, p: duration("P1DT2H"), m: duration("P2M")}'), user("u"),
                    end(), flow("s", "a", "u", "e"))
    yield "typed_data", typed, Run(typed)
    held = process(start(), '<parallelGateway id="g"/><complexGateway id="j"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>',
                   user("a"), user("b"), user("c"), user("z"), end(), flow("s", "g"), *(flow("g", n, "j") for n in "abc"), flow("j", "z", "e"))
    yield "complex_gateway", held, Run(held).submit("a").submit("b")
    ad_hoc = process(start(), sub("ad", user("a"), user("b"), tag="adHocSubProcess", ordering="Sequential"), end(), flow("s", "ad", "e"))
    yield "ad_hoc", ad_hoc, Run(ad_hoc).submit("a")
    broken = process(start(), '<parallelGateway id="g"/>', script("x", "{y: later}"), user("u"), end(), flow("s", "g", "x", "e"), flow("g", "u", "e"))
    yield "incident", broken, Run(broken)
    yield from one_of_each_kind()


def one_of_each_kind() -> Iterator[tuple[str, bytes, Run]]:
    """Each kind of element in the position in which an instance waits at it."""
    loop = '<standardLoopCharacteristics loopMaximum="3"/>'
    ports = ('<ioSpecification><dataInput id="i" name="an input"/><dataOutput id="o" name="an output"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>'
             '<dataInputAssociation id="ia"><sourceRef>D</sourceRef><targetRef>i</targetRef></dataInputAssociation><dataOutputAssociation id="oa"><sourceRef>o</sourceRef><targetRef>D</targetRef></dataOutputAssociation>')
    keyed = MESSAGE.replace("/>", '><extensionElements><zfl:correlation key="n + 1"/></extensionElements></messageEventDefinition>')
    held = process(start(), gate("parallel", "g", "j"), user("u"), user("v"), end(), flow("s", "g", "u", "j", "e"), flow("g", "v", "j"))
    some = process(start(), gate("inclusive", "g", "j"), user("u"), user("v"), end(), flow("s", "g"), flow("g", "u", when="true"), flow("g", "v", when="true"), flow("u", "j"), flow("v", "j", "e"))
    called = processes(p=start() + '<callActivity id="c" calledElement="q">' + each(count=2) + "</callActivity>" + end() + flow("s", "c", "e"), q=start("qs") + inner("i", user("w")) + end("qe") + flow("qs", "i", "qe"))
    diagrams = {
        "a_user_task": line(user("u")), "a_receive_task": line(element("receiveTask", "r", messageRef="msg")), "a_message_with_a_key": line(catching("c", keyed)),
        "a_signal": line(catching("c", SIGNAL)), "a_timer": line(catching("c", timer("PT1H"))), "all_of_several": line(catching("c", MESSAGE + SIGNAL, parallelMultiple=True)),
        "a_condition": process(start(), gate("parallel", "g"), catching("c", when("later = 1")), user("u"), end(), flow("s", "g", "c", "e"), flow("g", "u", "e")),
        "boundaries": line(user("u"), extra=caught("b1", "u", timer("R3/PT1H", "timeCycle"), "h1", False) + caught("b2", "u", SIGNAL, "h2") + caught("b3", "u", MESSAGE, "h3", False) + caught("b4", "u", when("later = 2"), "h4")),
        "a_loop": line(user("u", loop)), "a_looped_sub_process": line(inner("sp", user("u"), loop=loop)), "instances": line(user("u", each("items", output="out", output_item="item"))),
        "sequential_instances": line(inner("sp", user("u"), loop=each("items", sequential=True, until="numberOfCompletedInstances = 2"))), "a_call_in_instances": called,
        "ad_hoc_parallel": line(sub("ad", user("a"), user("b"), tag="adHocSubProcess")), "a_parallel_join": held, "an_inclusive_join": some,
        "a_transaction": line(inner("tx", script("a"), user("u"), last=CANCEL, tag="transaction", extra=undo("a", "ua", "userTask")), extra=caught("b", "tx", CANCEL, "h")),
        "handlers_at_work": line(inner("sp", script("a"), extra=undo("a", "ua", "userTask"), loop=each(count=2)), element("intermediateThrowEvent", "t", COMPENSATE)),
        "handlers_nobody_waits_for": line(script("a"), element("intermediateThrowEvent", "t", '<compensateEventDefinition waitForCompletion="false"/>'), user("z"), extra=undo("a", "ua", "userTask")),
        "event_sub_processes": process(start(), user("u"), end(), flow("s", "u", "e"), handled("e1", MESSAGE, "h1", False), handled("e2", timer("PT9H"), "h2"), event_sub("e3", SIGNAL, user("h3"), end("e3_e"), flow("e3_start", "h3", "e3_e"), interrupting=False)),
        "an_escalation_of_its_own": line(inner("sp", element("intermediateThrowEvent", "t", ESCALATION.replace("/>", "><extensionElements><spiffworkflow:payloadExpression>n</spiffworkflow:payloadExpression></extensionElements></escalationEventDefinition>")), user("u")),
                                         extra=boundary("b", "sp", ESCALATION.replace("/>", "><extensionElements><spiffworkflow:variableName>told</spiffworkflow:variableName></extensionElements></escalationEventDefinition>"), False) + user("h") + end("he") + flow("b", "h", "he")),
        "data_of_its_own": process('<dataObject id="D" name="named"/>', start(), element("userTask", "u", ports), end(), flow("s", "u", "e")),
        "data_of_a_sub_process": line(sub("sp", '<dataObject id="D"/>', start("ss"), script("f", "{D: n}"), user("u"), script("g", "{seen: D}"), end("se"), flow("ss", "f", "u", "g", "se"))),
        "several_tokens_needed": process(start(), gate("parallel", "g"), script("a"), user("u"), element("task", "q", startQuantity=2), end(), flow("s", "g", "a", "q", "e"), flow("g", "u", "q")),
    }
    triggers = {"event_sub_processes": [Broadcast("sig")], "all_of_several": [Broadcast("sig")], "a_loop": ["u"], "a_transaction": ["u"], "a_parallel_join": ["u"], "an_inclusive_join": ["u"], "instances": ["u"]}
    for name, content in diagrams.items():
        run = Run(content, data={"n": 1, "items": ["x", "y", "z"]})
        for what in triggers.get(name, ()):
            run.submit(what) if isinstance(what, str) else run.do(what)
        yield name, content, run


def finish(run: Run) -> Run:
    """The simplest way to the end: mend, submit, deliver, let time pass."""
    for _step in range(200):
        stands = run.standing
        if stands.status != "running":
            return run
        if stands.tasks:
            run.do(Submit(stands.tasks[0].id, {"later": 1, "result": "accept"}))
        elif stands.incidents:
            run.retry(stands.incidents[0].node)
        elif stands.receivers:
            run.do(Deliver(stands.receivers[0].message, receiver=stands.receivers[0].id))
        elif stands.signals:
            run.do(Broadcast(stands.signals[0].message))
        else:
            run.now = max(run.now, min(t.due_at for t in stands.timers))
            run.do(FireTimers())
    raise AssertionError("没有走到终点")


def write():
    FOLDER.mkdir(exist_ok=True)
    for name, diagram, run in cases():
        stem = FOLDER / f"v{run.state[2]}_{name}"
        if not stem.with_suffix(".state").exists():
            stem.with_suffix(".bpmn").write_bytes(diagram)
            stem.with_suffix(".state").write_bytes(run.state)


if __name__ == "__main__":
    write()
