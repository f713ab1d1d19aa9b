"""A running instance into another bundle, case by case: what stays, what is armed anew, and what is refused with its reason."""
from datetime import timedelta

import pytest

from app.engine import Plan, compile_bundle
from app.engine.contract import Deliver
from tests.engine.diagram import (COMPENSATE, MESSAGE, SIGNAL, boundary, each, element, end, event_sub, flow, process, processes, script, start, sub, timer, user)
from tests.engine.driver import Run

PAR = '<parallelGateway id="g"/><parallelGateway id="j"/>'


def migrate(run, content, mapping=(), **given):
    """The run goes on in the other diagram, unless it is refused."""
    other = compile_bundle({"test.bpmn": content})
    made = Plan(run.bundle, other, {("p", a): b and ("p", b) for a, b in dict(mapping).items()}, brings=given.pop("brings", None)).migrate(run.state, now=run.now, **given)
    if not made.refused:
        run.bundle, run.state, run.last = other, made.advance.state, made.advance
        run.stands_as_stored()
    return made


def line(*nodes, more=""):
    return process(start(), *(user(n) if isinstance(n, str) else n[1] for n in nodes), end(), flow("s", *(n if isinstance(n, str) else n[0] for n in nodes), "e"), more)


def codes(made):
    return [r.code for r in made.refused]


# ---- what stays ---------------------------------------------------------------------------------------------------------------
def test_a_task_keeps_its_id_and_its_due_date_and_says_what_the_new_diagram_says():
    old = process(start(), user("a", role="clerk", deadline="duration(\"PT2H\")", form="f1"), end(), flow("s", "a", "e"))
    new = process(start(), user("a2", role="chief", deadline="duration(\"PT9H\")", form="f2"), end(), flow("s", "a2", "e"))
    run = Run(old)
    before = run.task("a")
    made = migrate(run, new, {"a": "a2"})
    after = run.task("a2")
    assert (after.id, after.due_at) == (before.id, before.due_at) and (after.role, after.form) == ("chief", "f2")
    assert made.changed == [(before, after)] and not made.moved_on


def test_a_term_is_counted_anew_where_that_is_asked():
    old, new = (process(start(), user("a", deadline=f'duration("PT{hours}H")'), end(), flow("s", "a", "e")) for hours in (2, 9))
    run = Run(old)
    run.now += timedelta(hours=1)
    migrate(run, new, retime=True)
    assert run.task("a").due_at == run.now + timedelta(hours=9)


def test_timers_stay_due_when_they_were_new_ones_are_armed_and_those_that_are_gone_disarmed():
    def drawn(*events):
        return process(start(), user("a"), *(boundary(id, "a", timer(text), interrupting=False) + end(f"{id}_e") + flow(id, f"{id}_e") for id, text in events), end(), flow("s", "a", "e"))
    run = Run(drawn(("t", "PT1H"), ("gone", "PT2H")))
    due = {t.node: t.due_at for t in run.standing.timers}
    run.now += timedelta(minutes=10)
    made = migrate(run, drawn(("t", "PT5H"), ("fresh", "PT30M")))
    stands = {t.node: t for t in run.standing.timers}
    assert stands["t"].due_at == due["t"] and stands["fresh"].due_at == run.now + timedelta(minutes=30) and "gone" not in stands
    assert [t.node for t in made.advance.timers_set] == ["fresh"] and len(made.advance.timers_cleared) == 1
    other = Run(drawn(("t", "PT1H")))
    other.now += timedelta(minutes=10)
    migrate(other, drawn(("t", "PT5H")), retime=True)
    assert other.standing.timers[0].due_at == other.now + timedelta(hours=5)


def test_a_reminder_that_has_had_its_last_turn_does_not_come_again():
    content = process(start(), user("a"), boundary("t", "a", timer("R1/PT1H", "timeCycle"), interrupting=False), end(), end("te"), flow("s", "a", "e"), flow("t", "te"))
    run = Run(content).wait(hours=2)
    assert run.standing.timers == []
    migrate(run, content + b"<!-- other -->")
    assert run.standing.timers == []


def test_receivers_keep_their_key_and_follow_the_message_if_its_name_is_another():
    def drawn(message):
        return process(start(), element("intermediateCatchEvent", "m", f'<messageEventDefinition messageRef="{message}"/>'), user("b"), end(), flow("s", "m", "b", "e"))
    run = Run(drawn("msg"))
    made = migrate(run, drawn("msg2"))
    assert [(r.node, r.message) for r in run.standing.receivers] == [("m", "msg2")] and [r.message for r in made.advance.receivers_set] == ["msg2"]
    assert run.do(Deliver("msg2")).open == ["b"]


def test_a_join_keeps_the_branches_that_have_come_also_when_something_was_put_before_it():
    old = process(start(), PAR, user("a"), user("b"), end(), flow("s", "g", "a", "j", "e"), flow("g", "b", "j"))
    new = process(start(), PAR, user("a"), user("x"), user("b"), end(), flow("s", "g", "a", "x", "j", "e"), flow("g", "b", "j"))
    run = Run(old).submit("a")
    migrate(run, new)
    assert run.submit("b").status == "completed"


def test_a_race_goes_on_with_what_was_added_and_without_what_is_gone():
    def drawn(*names):
        events = {"m": MESSAGE, "t": timer("PT1H"), "k": SIGNAL}
        return process(start(), '<eventBasedGateway id="g"/>', *(element("intermediateCatchEvent", n, events[n]) for n in names), end(), flow("s", "g"), *(flow("g", n, "e") for n in names))
    run = Run(drawn("m", "t"))
    migrate(run, drawn("m", "k"))
    assert [r.node for r in run.standing.receivers] == ["m"] and [r.node for r in run.standing.signals] == ["k"] and run.standing.timers == []
    assert run.deliver("msg").status == "completed"


def test_what_was_done_and_can_be_undone_is_undone_by_the_new_diagram():
    def drawn(name):
        done = script(name) + boundary("cb", name, COMPENSATE) + element("userTask", "h", isForCompensation=True) + f'<association id="as" sourceRef="cb" targetRef="h"/>'
        return process(start(), done, user("u"), element("intermediateThrowEvent", "th", COMPENSATE), end(), flow("s", name, "u", "th", "e"))
    run = Run(drawn("a"))
    migrate(run, drawn("a2"), {"a": "a2"})
    assert run.submit("u").open == ["h"]


def test_instances_keep_their_items_under_another_name():
    def drawn(item):
        return process(start(), user("m", each("items", item), ask=f'"{{{item}}}"', scope=item), end(), flow("s", "m", "e"))
    run = Run(drawn("dept"), data={"items": ["水务", "规自"]}).submit("m", item="水务")
    migrate(run, drawn("organ"))
    assert [(t.item, t.scope) for t in run.standing.tasks] == [("规自", "规自")]
    assert run.submit("m").status == "completed"


def test_a_called_process_and_its_data_stay():
    def drawn(name):
        return processes(p=start() + '<callActivity id="c" calledElement="q"/>' + end() + flow("s", "c", "e"), q=start("qs") + user(name) + end("qe") + flow("qs", name, "qe"))
    run = Run(drawn("w"), data={"n": 7})
    other = compile_bundle({"test.bpmn": drawn("w2")})
    made = Plan(run.bundle, other, {("q", "w"): ("q", "w2")}).migrate(run.state, now=run.now)
    run.bundle, run.state = other, made.advance.state
    assert run.submit("w2").status == "completed" and run.data["n"] == 7


def test_a_process_may_have_another_id():
    old, new = (processes(**{id: start() + user("a") + end() + flow("s", "a", "e")}) for id in ("p", "p2"))
    run = Run(old)
    made = Plan(run.bundle, compile_bundle({"test.bpmn": new}), {("p", ""): ("p2", "")}).migrate(run.state, now=run.now)
    assert made.process_id == "p2" and [t.process_id for t in made.tasks] == ["p2"]


# ---- rooms ----------------------------------------------------------------------------------------------------------------------
FLAT = line("a", "b", "c")
WRAPPED = process(start(), user("a"), sub("sp", start("ss"), user("b"), end("se"), flow("ss", "b", "se")), boundary("late", "sp", timer("PT1H")), user("c"), end(), end("le"),
                  flow("s", "a", "sp", "c", "e"), flow("late", "le"))


def test_a_task_that_is_in_a_sub_process_now_is_in_it_and_its_boundary_waits():
    run = Run(FLAT).submit("a")
    id = run.task("b").id
    migrate(run, WRAPPED)
    assert run.task("b").id == id and [t.node for t in run.standing.timers] == ["late"]
    assert run.submit("b").open == ["c"] and run.standing.timers == []


def test_a_task_that_was_in_a_sub_process_stands_outside_and_its_boundary_waits_no_more():
    run = Run(WRAPPED).submit("a")
    migrate(run, FLAT)
    assert run.open == ["b"] and run.standing.timers == []
    assert run.submit("b").submit("c").status == "completed"


def test_what_a_dissolved_sub_process_kept_for_itself_is_not_lost():
    inside = sub("sp", '<dataObject id="own"/>', start("ss"), script("w", "{own: 7}"), user("b"), end("se"), flow("ss", "w", "b", "se"))
    run = Run(process(start(), inside, end(), flow("s", "sp", "e")))
    migrate(run, process(start(), user("b"), script("c", "{seen: own}"), end(), flow("s", "b", "c", "e")))
    assert run.submit("b").data["seen"] == 7


def test_an_event_sub_process_that_is_new_listens():
    run = Run(line("a"))
    migrate(run, line("a", more=event_sub("es", SIGNAL, user("h"), end("he"), flow("es_start", "h", "he"))))
    assert run.signal().open == ["h"]


# ---- what is refused ----------------------------------------------------------------------------------------------------------
MI, ONE = (process(start(), user("m", loop), end(), flow("s", "m", "e")) for loop in (each(count=2), ""))
SEQUENTIAL = process(start(), user("m", each(count=2, sequential=True)), end(), flow("s", "m", "e"))
BRANCHES = process(start(), PAR, user("a"), user("b"), end(), flow("s", "g", "a", "j", "e"), flow("g", "b", "j"))
THREE = process(start(), PAR, user("a"), user("b"), user("c"), end(), flow("s", "g", "a", "j", "e"), flow("g", "b", "j"), flow("g", "c", "j"))
IN_INSTANCES = process(start(), user("a"), sub("sp", start("ss"), user("b"), end("se"), flow("ss", "b", "se"), loop=each(count=2)), user("c"), end(), flow("s", "a", "sp", "c", "e"))
REFUSED = [
    ("its element is gone", line("a", "b"), line("b"), {}, ["no_counterpart"]),
    ("its element is another kind", line("a"), process(start(), script("a"), end(), flow("s", "a", "e")), {}, ["kind"]),
    ("mapped to another kind", line("a", "b"), process(start(), script("x"), user("b"), end(), flow("s", "x", "b", "e")), {"a": "x"}, ["kind"]),
    ("several where there was one", ONE, MI, {}, ["loop"]),
    ("one where there were several", MI, ONE, {}, ["loop"]),
    ("one after the other instead of all at once", MI, SEQUENTIAL, {}, ["loop"]),
    ("a branch that was not begun", BRANCHES, THREE, {}, ["join_starves"]),
    ("it would be inside instances", FLAT, IN_INSTANCES, {"b": "b", "a": None}, ["no_counterpart"]),
    ("it waits for something else", process(start(), element("intermediateCatchEvent", "k", MESSAGE), end(), flow("s", "k", "e")),
     process(start(), element("intermediateCatchEvent", "k", timer("PT1H")), end(), flow("s", "k", "e")), {}, ["event"]),
    ("a new timer that cannot be computed", line("a"), process(start(), user("a"), boundary("t", "a", timer("unknown_term")), end(), end("te"), flow("s", "a", "e"), flow("t", "te")), {}, ["variable_missing"]),
    ("a new place that cannot be computed", line("a"), process(start(), user("a", scope="organ_of_nobody"), end(), flow("s", "a", "e")), {}, ["variable_missing"]),
]


@pytest.mark.parametrize("old, new, mapping, expected", [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_it_is_refused(old, new, mapping, expected):
    run = Run(old, data={"items": [1, 2]})
    state = run.state
    made = migrate(run, new, mapping)
    assert codes(made) == expected and all(r.sentence.endswith("。") for r in made.refused)
    assert run.state == state and made.advance is None


def test_into_instances_nothing_can_be_put():
    run = Run(FLAT).submit("a")
    assert codes(migrate(run, IN_INSTANCES)) == ["room"]


def test_a_third_branch_is_no_matter_before_the_parting_or_behind_the_join():
    for nodes in ([], ["a", "b"]):
        old = process(start(), user("x"), PAR, user("a"), user("b"), user("y"), end(), flow("s", "x", "g", "a", "j", "y", "e"), flow("g", "b", "j"))
        new = process(start(), user("x"), PAR, user("a"), user("b"), user("c"), user("y"), end(), flow("s", "x", "g", "a", "j", "y", "e"), flow("g", "b", "j"), flow("g", "c", "j"))
        run = Run(old)
        for node in ["x", *nodes] if nodes else []:
            run.submit(node)
        assert codes(migrate(run, new)) == []


def test_a_branch_that_is_gone_is_not_waited_for():
    run = Run(THREE).submit("a").submit("b")
    made = migrate(run, BRANCHES, {"c": None})
    assert codes(made) == ["no_counterpart"]
    run = Run(THREE).submit("c").submit("a")
    made = migrate(run, BRANCHES)
    assert codes(made) == ["join_flow"]         # c's token waits at the join by a flow that is not there any more


# ---- data that is not there ----------------------------------------------------------------------------------------------------
def test_what_a_task_needs_at_its_end_and_the_case_never_got_is_refused():
    old = line("a", "b")
    asked = process(start(), user("a"), user("b"), user("c"), end(), flow("s", "a", "b"), flow("b", "c", when="second_opinion = true"), flow("b", "e"), flow("c", "e"))
    run = Run(old).submit("a")
    made = migrate(run, asked, brings=lambda node: frozenset())
    assert codes(made) == ["variable_missing"] and "second_opinion" in made.refused[0].sentence
    run = Run(old).submit("a")
    assert codes(migrate(run, asked, brings=lambda node: frozenset({"second_opinion"}) if node.bpmn_id == "b" else frozenset())) == []


def test_what_is_needed_later_and_was_made_in_a_step_that_the_case_has_passed_is_told():
    new = process(start(), user("a"), script("made", "{fresh: 1}"), user("b"), script("uses", "{sum: fresh + 1}"), end(), flow("s", "a", "made", "b", "uses", "e"))
    passed, before = Run(line("a", "b")).submit("a"), Run(line("a", "b"))
    assert [(w.node, w.code) for w in migrate(passed, new, brings=lambda node: frozenset()).warned] == [("uses", "variable_later")]
    assert migrate(before, new, brings=lambda node: frozenset()).warned == []
