"""Control flow that gets stuck, goes round for ever or does things twice is found, with the way that leads there; what is sound is not."""
from pathlib import Path

import pytest

from app.definitions.checks import diagram
from app.definitions.checks.soundness import examine, of_diagram
from tests.engine.diagram import COMPENSATE, ERROR, MESSAGE, TERMINATE, boundary, each, element, end, event_sub, flow, process, start, sub, timer, user

ROOT = Path(__file__).resolve().parents[3]
OURS = sorted((ROOT / "processes").glob("*.bpmn"))


def xor(*ids):
    return "".join(f'<exclusiveGateway id="{id}" name="{id}"/>' for id in ids)


def both(*ids):
    return "".join(f'<parallelGateway id="{id}" name="{id}"/>' for id in ids)


def some(*ids):
    return "".join(f'<inclusiveGateway id="{id}" name="{id}"/>' for id in ids)


def found(content: bytes) -> set[tuple[str, str]]:
    return {(f.code, f.element) for f in of_diagram(diagram.read("p.bpmn", content))}


def branches(split: str, join: str, *ways: str) -> str:
    made = ""
    for way in ways:
        first, *rest = [*way.split(), join]
        made += flow(split, first, when="x = 1" if split[0] in "xo" else None) + flow(first, *rest)
    return made


UNSOUND = [
    ("an exclusive split and a parallel join", [xor("x"), both("j"), user("a"), user("b"), flow("s", "x"), branches("x", "j", "a", "b"), flow("j", "e")],
     {("deadlock", "j")}),
    ("a parallel split and an exclusive join", [both("g"), xor("m"), user("a"), user("b"), user("c"), flow("s", "g"), branches("g", "m", "a", "b"), flow("m", "c", "e")],
     {("lack-of-synchronisation", "m")}),
    ("a parallel split into one task", [both("g"), user("a"), user("b"), user("c"), flow("s", "g"), branches("g", "c", "a", "b"), flow("c", "e")],
     {("lack-of-synchronisation", "c")}),
    ("a join that waits for what was decided otherwise", [both("g", "j"), xor("x"), user("a"), user("b"), user("c"), end("e2"), flow("s", "g"), flow("g", "a", "j"),
     flow("g", "x"), flow("x", "b", "j"), flow("x", "c", "e2"), flow("j", "e")], {("deadlock", "j")}),
    ("a parallel join in a loop", [both("j"), xor("x"), user("a"), flow("s", "j", "a", "x"), flow("x", "j"), flow("x", "e")], {("deadlock", "j")}),
    ("a loop without exit", [xor("m"), user("a"), user("b"), flow("s", "m", "a", "b", "m")], {("never-ends", "b")}),
    ("a loop of branches without exit", [xor("m", "x"), user("a"), user("b"), flow("s", "m", "a", "x"), branches("x", "m", "b", ""), end("e9")], {("never-ends", "x")}),
    ("an inclusive split and a parallel join", [some("o"), both("j"), user("a"), user("b"), flow("s", "o"), branches("o", "j", "a", "b"), flow("j", "e")],
     {("deadlock", "j")}),
    ("a reminder that runs into the main way", [user("a"), user("r"), user("z"), boundary("t", "a", timer("PT1H"), False), flow("s", "a", "z", "e"), flow("t", "r", "z")],
     {("lack-of-synchronisation", "z")}),
    ("an interrupted branch that a join waits for", [both("g", "j"), user("a"), user("b"), boundary("t", "a", timer("PT1H")), end("late"), flow("s", "g"),
     branches("g", "j", "a", "b"), flow("t", "late"), flow("j", "e")], {("deadlock", "j")}),
    ("a race joined as if both came", ['<eventBasedGateway id="g" name="g"/>', both("j"), element("intermediateCatchEvent", "m", MESSAGE),
     element("intermediateCatchEvent", "t", timer("PT1H")), flow("s", "g"), flow("g", "m", "j"), flow("g", "t", "j"), flow("j", "e")], {("deadlock", "j")}),
    ("a branch started anew in each round", [xor("m", "x"), both("g"), user("a"), user("b"), end("e2"), flow("s", "m", "g"), flow("g", "a", "e2"), flow("g", "b", "x"),
     flow("x", "m"), flow("x", "e")], {("lack-of-synchronisation", "a")}),
    ("inside of a sub-process", [sub("sp", start("ss"), xor("x"), both("j"), user("a"), user("b"), end("se"), flow("ss", "x"), branches("x", "j", "a", "b"), flow("j", "se")),
     flow("s", "sp", "e")], {("deadlock", "j")}),
    ("inside of an event sub-process", [user("u"), flow("s", "u", "e"), event_sub("es", MESSAGE, both("g"), xor("m"), user("a"), user("b"), end("se"), flow("es_start", "g"),
     branches("g", "m", "a", "b"), flow("m", "se"))], {("lack-of-synchronisation", "m")}),
    ("behind a sub-process that always ends by an error", [sub("sp", start("ss"), user("a"), end("se", ERROR), flow("ss", "a", "se")), user("z"),
     flow("s", "sp", "z", "e")], {("never-reached", "z"), ("never-reached", "e")}),
]
SOUND = [
    ("a line", [user("a"), flow("s", "a", "e")]),
    ("nothing to do", [flow("s", "e")]),
    ("a choice", [xor("x", "m"), user("a"), user("b"), flow("s", "x"), branches("x", "m", "a", "b"), flow("m", "e")]),
    ("both", [both("g", "j"), user("a"), user("b"), flow("s", "g"), branches("g", "j", "a", "b"), flow("j", "e")]),
    ("both without a join", [both("g"), user("a"), user("b"), end("e2"), flow("s", "g"), flow("g", "a", "e"), flow("g", "b", "e2")]),
    ("both to one end", [both("g"), user("a"), user("b"), flow("s", "g"), flow("g", "a", "e"), flow("g", "b", "e")]),
    ("some", [some("o", "j"), user("a"), user("b"), flow("s", "o"), branches("o", "j", "a", "b"), flow("j", "e")]),
    ("some of both", [both("g"), some("j"), user("a"), user("b"), flow("s", "g"), branches("g", "j", "a", "b"), flow("j", "e")]),
    ("a choice joined inclusively", [xor("x"), some("j"), user("a"), user("b"), flow("s", "x"), branches("x", "j", "a", "b"), flow("j", "e")]),
    ("a loop", [xor("m", "x"), user("a"), flow("s", "m", "a", "x"), flow("x", "m"), flow("x", "e")]),
    ("a reminder", [user("a"), element("serviceTask", "r"), end("e2"), boundary("t", "a", timer("PT1H"), False), flow("s", "a", "e"), flow("t", "r", "e2")]),
    ("a reminder in a loop", [xor("m", "x"), user("a"), user("r"), end("e2"), boundary("t", "a", timer("PT1H"), False), flow("s", "m", "a", "x"), flow("x", "m"),
     flow("x", "e"), flow("t", "r", "e2")]),
    ("a reminder that ends at the same end", [user("a"), element("serviceTask", "r"), boundary("t", "a", timer("PT1H"), False), flow("s", "a", "e"), flow("t", "r", "e")]),
    ("a deadline", [user("a"), user("b"), xor("m"), boundary("t", "a", timer("PT1H")), flow("s", "a", "m"), flow("t", "b", "m"), flow("m", "e")]),
    ("a deadline on one of both", [both("g", "j"), user("a"), user("b"), user("l"), xor("m"), boundary("t", "a", timer("PT1H")), flow("s", "g"), flow("g", "a", "m", "j"),
     flow("g", "b", "j"), flow("t", "l", "m"), flow("j", "e")]),
    ("an end that takes all away", [both("g"), user("a"), user("b"), end("stop", TERMINATE), flow("s", "g"), flow("g", "a", "e"), flow("g", "b", "stop")]),
    ("several", [user("a", each(count=3)), flow("s", "a", "e")]),
    ("undone", [user("a"), boundary("b", "a", COMPENSATE), element("userTask", "h", isForCompensation=True), '<association id="as" sourceRef="b" targetRef="h"/>',
     element("intermediateThrowEvent", "t", COMPENSATE), flow("s", "a", "t", "e")]),
    ("an error that is caught", [sub("sp", start("ss"), user("a"), end("se", ERROR), flow("ss", "a", "se")), boundary("b", "sp", ERROR), user("z"), flow("s", "sp", "e"),
     flow("b", "z", "e")]),
]


@pytest.mark.parametrize("what, parts, wanted", UNSOUND, ids=[row[0] for row in UNSOUND])
def test_what_is_unsound_is_found_where_it_is(what, parts, wanted):
    assert found(process(start(), end(), *parts)) >= wanted


@pytest.mark.parametrize("what, parts", SOUND, ids=[row[0] for row in SOUND])
def test_what_is_sound_is_not_complained_of(what, parts):
    assert {row for row in found(process(start(), end(), *parts)) if row[0] not in ("never-reached", "improper-completion")} == set()


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.stem)
def test_our_diagrams_are_sound_and_were_seen_whole(path):
    assert found(path.read_bytes()) == set()


def test_a_counterexample_is_the_way_from_the_start_to_the_fault():
    content = process(start(), end(), user("a"), xor("x"), both("j"), user("b"), user("c"), flow("s", "a", "x"), branches("x", "j", "b", "c"), flow("j", "e"))
    way = of_diagram(diagram.read("p.bpmn", content))[0].more
    assert [id for id in way if not id.startswith("f")] == ["s", "a", "x", "b", "j"]
    assert len([id for id in way if id.startswith("f")]) == 4


def test_an_end_that_takes_others_away_is_told_as_a_hint():
    content = process(start(), end(), both("g"), user("a"), user("b"), end("stop", TERMINATE), flow("s", "g"), flow("g", "a", "e"), flow("g", "b", "stop"))
    finding, = of_diagram(diagram.read("p.bpmn", content))
    assert (finding.level, finding.code, finding.element) == ("hint", "improper-completion", "stop") and "“e”" in finding.sentence


def test_what_cannot_be_examined_is_said():
    content = process(start(), end(), '<complexGateway id="c" name="c"/>', user("a"), user("b"), flow("s", "c"), flow("c", "a", "e"), flow("c", "b", "e"))
    assert found(content) == {("soundness-unexamined", "p")}


def wide(ways: int, tasks: int, lost: str = "") -> bytes:
    """So many branches beside each other, each with so many deadlines to meet; what is late at the task `lost` ends there."""
    parts = [both("g", "j"), flow("s", "g"), flow("j", "e"), end("lost")]
    for way in range(ways):
        names = [f"u{way}_{n}" for n in range(tasks)]
        for name in names:
            parts += [user(name), user(f"l_{name}"), xor(f"m_{name}"), boundary(f"t_{name}", name, timer("PT1H")),
                      flow(f"t_{name}", f"l_{name}", "lost" if name == lost else f"m_{name}")]
        parts.append(flow("g", *[part for name in names for part in (name, f"m_{name}")], "j"))
    return process(start(), end(), *parts)


def test_where_there_are_too_many_orders_deadlocks_are_still_found_and_the_bound_is_told():
    assert found(wide(8, 4)) == {("soundness-unexamined", "p")}
    assert ("deadlock", "j") in found(wide(8, 4, lost="u3_2"))


def test_the_search_keeps_to_its_bound():
    _net, (search,) = examine(diagram.read("p.bpmn", wide(8, 4)).processes["p"], {})
    assert search.coarse and not search.bound and not search.stuck and len(search.came) < 500


def test_what_always_ends_by_an_error_is_not_a_normal_end():
    inner = process(start(), user("a"), end("e", ERROR), flow("s", "a", "e"))
    _net, (search,) = examine(diagram.read("p.bpmn", inner).processes["p"], {})
    assert not search.normal and not search.stuck
