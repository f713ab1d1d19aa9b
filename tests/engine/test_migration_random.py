"""Random diagrams, stopped anywhere and taken into a bundle that says the same or something else."""
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import Plan, compile_bundle, enterable, places, rehearse, standing
from app.engine.contract import Broadcast, BundleRefused, EngineError, Move
from tests.engine.driver import Run
from tests.engine.edits import edited
from tests.engine.diagram import definitions, end, flow, start, user
from tests.engine.test_random import FIRST, MOST_STEPS, Drawing, Told, next_step

QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


@st.composite
def larger(draw):
    """Never a single element: something to stop in, then something to go on with."""
    drawing = Drawing(draw)
    (first, a, b), (second, c, d) = (getattr(drawing, draw(st.sampled_from(BLOCKS)))(2) for _ in range(2))
    begin = user("first")
    return definitions(f'<process id="p"><dataObject id="kept"/>{start()}{begin}{first}{second}{end()}{flow("s", "first", a)}{flow(b, c)}{flow(d, "e")}</process>', drawing.called)


BLOCKS = ["_" + kind for kind in ("xor", "and", "or", "race", "sub", "multi", "loop", "deadline", "reminder", "escalating", "ad_hoc", "call", "error",
                                  "undo", "complex", "meet", "transaction", "tasks_of_many", "condition_at", "several", "rounds", "chain")]


def walked(content, data, most=25) -> Run:
    """A run that has gone some steps and has not ended."""
    run = Run(content, data=dict(FIRST))
    for number in range(data.draw(st.integers(1, most))):
        before = run.state, run.last
        run.do(next_step(run, data.draw, number))
        if run.status != "running":
            run.state, run.last = before
            break
    return run


def onward(run, data, number):
    """An edit may have put something before whoever waits for a signal, so that it comes too early: then it comes once more."""
    stands = run.standing
    if stands.signals and not (stands.tasks or stands.receivers or stands.timers or stands.incidents):
        return Broadcast(stands.signals[0].message)
    return next_step(run, data.draw, number)


@settings(max_examples=100, **QUICK)
@given(larger(), st.data())
def test_into_a_bundle_that_says_the_same_nothing_changes(content, data):
    run = walked(content, data)
    other = compile_bundle({"test.bpmn": content + b"<!-- another file -->"})
    made = Plan(run.bundle, other, {}).migrate(run.state, now=run.now)
    assert not made.refused and not made.moved_on and not made.changed
    assert made.advance.state == run.state
    assert not (made.advance.timers_set or made.advance.timers_cleared or made.advance.receivers_set or made.advance.receivers_cleared)


@settings(max_examples=150, **QUICK)
@given(larger(), st.data())
def test_what_is_taken_into_an_edited_diagram_stands_as_told_and_goes_to_its_end(content, data):
    run = walked(content, data)
    told = Told()
    told.tasks, told.timers = {t.id for t in run.standing.tasks}, {t.id: t.due_at for t in run.standing.timers}
    told.receivers = {r.id for r in [*run.standing.receivers, *run.standing.signals]}
    told.incidents = {i.task for i in run.standing.incidents}
    new, mapping = edited(content, data.draw)
    try:
        other = compile_bundle({"test.bpmn": new})
    except BundleRefused:           # taking something away may leave a gateway that neither splits nor joins
        return
    made = Plan(run.bundle, other, mapping).migrate(run.state, now=run.now)
    if made.refused:
        assert all(r.sentence and r.code for r in made.refused)
        return
    run.bundle, run.state, run.last = other, made.advance.state, made.advance
    run.stands_as_stored()
    told.hear(made.advance)
    for number in range(MOST_STEPS):
        told.agrees(run.standing)
        if run.status != "running":
            break
        run.do(onward(run, data, number))
        told.hear(run.last)
    assert run.status == "completed", (run.status, standing(run.bundle, run.state))


@settings(max_examples=100, **QUICK)
@given(larger(), st.data())
def test_a_token_put_anywhere_stands_as_told_and_if_nothing_was_warned_of_the_rest_goes_to_its_end(content, data):
    run, told = walked(content, data), Told()
    told.tasks, told.timers = {t.id for t in run.standing.tasks}, {t.id: t.due_at for t in run.standing.timers}
    told.receivers = {r.id for r in [*run.standing.receivers, *run.standing.signals]}
    told.incidents = {i.task for i in run.standing.incidents}
    stand, open_to = places(run.bundle, run.state), sorted(enterable(run.bundle))
    if not stand:
        return
    command = Move((data.draw(st.sampled_from(stand)).task,), (data.draw(st.sampled_from(open_to)),))
    try:
        warned = rehearse(run.bundle, run.state, command, now=run.now).warned
    except EngineError as refused:
        assert refused.code == "bad_move"
        return
    run.do(command)
    told.hear(run.last)
    for number in range(MOST_STEPS):
        told.agrees(run.standing)
        if run.status != "running" or not _anything(run):
            break
        run.do(onward(run, data, number))
        told.hear(run.last)
    assert run.status != "running" or warned or _beyond_the_marking(run, content), run.standing


def _beyond_the_marking(run, content: bytes) -> bool:
    """What the warning, which reads joins, does not speak of: data that the token has jumped over, activities that need two tokens, and
    complex gateways, which wait by a condition."""
    return bool(run.standing.incidents) or b'startQuantity="2"' in content or b"<complexGateway" in content


def _anything(run) -> bool:
    stands = run.standing
    return bool(stands.tasks or stands.receivers or stands.timers or stands.incidents)
