"""Stored states that every later version has to continue: `python -m tests.engine.corpus` adds those of today's format.

A state is never rewritten: what an installation has stored stays as it is. Each is a pair of files, diagram and state.
"""
from collections.abc import Iterator
from pathlib import Path

from app.engine.contract import Deliver, FireTimers, Submit
from tests.engine.diagram import (COMPENSATE, MESSAGE, SIGNAL, boundary, each, element, end, event_sub, flow, process, processes, script, start, sub,
                                  timer, user)
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
