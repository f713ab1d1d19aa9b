"""What is undone: compensation, transactions, their handlers."""


from tests.engine.diagram import (CANCEL, COMPENSATE, ERROR, boundary, each, element, end, event_sub, flow, process, script, start, sub,
                                  timer, user)
from tests.engine.driver import Run


# ---- compensation ---------------------------------------------------------------------------------------------------
def undoable(id):
    return (script(id) + boundary(f"b_{id}", id, COMPENSATE) + element("scriptTask", f"undo_{id}", "<script>{}</script>", isForCompensation=True)
            + f'<association id="as_{id}" sourceRef="b_{id}" targetRef="undo_{id}"/>')


def test_compensation_undoes_what_was_done_last_first():
    run = Run(process(start(), undoable("a"), undoable("b"), element("intermediateThrowEvent", "c", COMPENSATE), script("z"), end(),
                      flow("s", "a", "b", "c", "z", "e")))
    assert run.log == ["s", "a", "b", "c", "undo_b", "undo_a", "z", "e"] and run.status == "completed"


def test_compensation_of_one_activity_leaves_the_others():
    one = '<compensateEventDefinition activityRef="a"/>'
    run = Run(process(start(), undoable("a"), undoable("b"), element("intermediateThrowEvent", "c", one), end(),
                      flow("s", "a", "b", "c", "e")))
    assert "undo_a" in run.log and "undo_b" not in run.log


def test_a_completed_sub_process_is_undone_inside():
    body = sub("sp", start("ss"), undoable("a"), end("se"), flow("ss", "a", "se"))
    run = Run(process(start(), body, user("u"), end("c", COMPENSATE), flow("s", "sp", "u", "c")))
    run.submit("u")
    assert run.log[-2:] == ["undo_a", "sp"] or "undo_a" in run.log
    assert run.status == "completed"


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event():
    body = sub("tx", start("ss"), undoable("a"), user("u"), end("se"), end("ce", CANCEL), '<exclusiveGateway id="x" default="ok"/>',
               flow("ss", "a", "u", "x"), flow("x", "ce", when="bad"), flow("x", "se", id="ok"), tag="transaction")
    run = Run(process(start(), body, boundary("b", "tx", CANCEL), script("cancelled"), script("fine"), end(), end("e2"),
                      flow("s", "tx", "fine", "e"), flow("b", "cancelled", "e2")))
    run.submit("u", bad=True)
    assert "undo_a" in run.log and "cancelled" in run.log and "fine" not in run.log and run.status == "completed"


# ---- more of compensation -------------------------------------------------------------------------------------------
def test_a_compensation_event_sub_process_undoes_its_own_sub_process():
    undo = sub("undo", start("us", COMPENSATE), script("undo_all"), end("ue"), flow("us", "undo_all", "ue"), triggeredByEvent=True)
    body = sub("sp", start("ss"), script("a"), end("se"), flow("ss", "a", "se"), undo)
    run = Run(process(start(), body, user("u"), element("intermediateThrowEvent", "c", COMPENSATE), script("z"), end(), flow("s", "sp", "u", "c", "z", "e")))
    assert "undo_all" not in run.log
    run.submit("u")
    assert run.log.count("undo_all") == 1 and run.log.index("undo_all") < run.log.index("z") and run.status == "completed"


def test_a_handler_may_be_a_task_for_a_person_and_the_throw_waits_for_it():
    undone = (script("a") + boundary("b_a", "a", COMPENSATE) + element("userTask", "take_back", isForCompensation=True)
              + '<association id="as" sourceRef="b_a" targetRef="take_back"/>')
    run = Run(process(start(), undone, element("intermediateThrowEvent", "c", COMPENSATE), user("z"), end(), flow("s", "a", "c", "z", "e")))
    assert run.open == ["take_back"]
    run.submit("take_back")
    assert run.open == ["z"]


def test_every_round_of_a_repeated_sub_process_is_undone():
    body = sub("sp", start("ss"), undoable("a"), end("se"), flow("ss", "a", "se"), loop=each(count=3))
    run = Run(process(start(), body, boundary("t", "sp", timer("PT1H")), element("intermediateThrowEvent", "c", COMPENSATE), end(), end("e2"), flow("s", "sp", "c", "e"), flow("t", "e2")))
    assert run.log.count("undo_a") == 3 and run.log.count("a") == 3 and run.status == "completed" and run.standing.timers == []


def test_a_handler_may_itself_repeat():
    undone = (script("a") + boundary("b_a", "a", COMPENSATE) + element("scriptTask", "again", each(count=2) + "<script>{}</script>", isForCompensation=True)
              + '<association id="as" sourceRef="b_a" targetRef="again"/>')
    run = Run(process(start(), undone, element("intermediateThrowEvent", "c", COMPENSATE), end(), flow("s", "a", "c", "e")))
    assert run.log.count("again") == 2 and run.status == "completed"


def test_what_was_not_done_is_not_undone_and_nothing_is_undone_twice():
    run = Run(process(start(), undoable("a"), element("intermediateThrowEvent", "c1", COMPENSATE), element("intermediateThrowEvent", "c2", COMPENSATE), undoable("b"),
                      end(), flow("s", "a", "c1", "c2", "b", "e")))
    assert run.log.count("undo_a") == 1 and "undo_b" not in run.log


def test_an_error_handler_may_undo_what_its_scope_has_done():
    handler = event_sub("es", ERROR, end("he", COMPENSATE), flow("es_start", "he"))
    body = sub("sp", start("ss"), undoable("a"), user("u"), end("bad", ERROR), flow("ss", "a", "u", "bad"), handler)
    run = Run(process(start(), body, script("after"), end(), flow("s", "sp", "after", "e")))
    run.submit("u")
    assert "undo_a" in run.log and run.log.index("undo_a") < run.log.index("after") and run.status == "completed"


def test_a_transaction_that_ends_well_is_not_undone():
    body = sub("tx", start("ss"), undoable("a"), end("se"), flow("ss", "a", "se"), tag="transaction")
    run = Run(process(start(), body, boundary("b", "tx", CANCEL), end(), end("e2"), flow("s", "tx", "e"), flow("b", "e2")))
    assert run.log[-2:] == ["tx", "e"] and "undo_a" not in run.log
