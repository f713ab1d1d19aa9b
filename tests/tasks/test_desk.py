"""Before whom an item lies, and how it leaves their desks."""
import re

import pytest
from sqlalchemy import func, select, text

from app import migrations
from app.kernel.errors import Forbidden, Rejection
from app.tasks import operations, statements
from app.tasks.model import Barred, Candidate, Draft, Status, Term, WorkItem, WorkStep
from app.tasks.policy import Desk

STEP = {"bundle_id": 1, "process_id": "p", "node": "u", "name": "核查", "role": "officer|lead_officer", "form": None, "act": None, "ask": None}


def offer(session, now, *, case_id=1, engine_task="1", node="u", barred=(), term=None, due_at=None, candidates=(("officer", 7),)):
    values = {"case_id": case_id, "case_number": "n", "case_title": "t", "place": "", "source": "", "urgency": "一般", "organ_id": 7,
              "engine_task": engine_task, "item": None, "from_person_id": None, "opened_at": now, "due_at": due_at}
    return operations.Offer(STEP | {"node": node}, values, term, set(candidates), set(barred))


def lying(session, item_id: int) -> list[int]:
    return [session.scalar(select(func.count()).where(model.work_item_id == item_id)) for model in (Candidate, Barred, Draft)]


@pytest.mark.parametrize("how", ["cancelled", "by any statement"])
def test_a_closed_item_leaves_every_desk_however_it_is_closed(database, now, how):
    with database.begin() as session:
        closed, other = operations.offer(session, [offer(session, now, barred=[3]), offer(session, now, engine_task="2", barred=[3])])
        for item in (closed, other):
            session.add(Draft(work_item_id=item.id, person_id=9, data={}, saved_at=now))
        session.flush()
        if how == "cancelled":
            operations.cancel(session, [session.get_one(WorkItem, closed.id)], now=now)
        else:
            session.execute(text("UPDATE work_item SET done_at = opened_at WHERE id = :id"), {"id": closed.id})
        assert lying(session, closed.id) == [0, 0, 0] and lying(session, other.id) == [1, 1, 1]


def test_claiming_releasing_and_typing_leave_the_desks_as_they_are(district):
    case = district.register("grid_worker")
    item = district.open_items(case_id=case.id)[0]
    who = district.actor(district.someone_for(item))
    with district.database.begin() as session:
        before = lying(session, item.id)
        operations.claim(session, item.id, actor=who, now=district.now)
        operations.save_draft(session, item.id, {"a": 1}, actor=who, now=district.now)
        operations.release(session, item.id, actor=who)
        assert lying(session, item.id) == [before[0], before[1], 1] and before[0] > 0


def test_a_migrated_database_has_the_triggers_that_the_models_make(database, empty):
    migrations.upgrade(empty)

    def triggers(of) -> dict[str, str]:
        question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'" if of.is_sqlite else \
            "SELECT tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        with of.read() as session:
            return {name: re.sub(r"IF NOT EXISTS |\s+", " ", sql).replace("  ", " ") for name, sql in session.execute(text(question))}

    assert triggers(empty) == triggers(database) and triggers(empty)


def test_what_items_have_in_common_is_written_once(database, now):
    rule = {"code": "T1", "unit": "d", "amount": "3", "start": now.isoformat(), "due_at": now.isoformat()}
    with database.begin() as session:
        operations.offer(session, [offer(session, now, engine_task=str(n), term=rule) for n in range(3)])
        operations.offer(session, [offer(session, now, engine_task="9", node="other")])
        assert session.scalar(select(func.count(WorkStep.id))) == 2 and session.scalar(select(func.count(Term.id))) == 1
        item = session.scalars(select(WorkItem).order_by(WorkItem.id).limit(1)).one()
        assert (item.name, item.node, item.role) == ("核查", "u", "officer|lead_officer")
        assert item.due_rule == {"code": "T1", "unit": "d", "amount": "3", "start": now.isoformat()}


def test_a_step_that_was_written_in_a_transaction_that_rolled_back_is_written_again(database, now):
    for survives in (False, False, True, True):
        try:
            with database.begin() as session:
                operations.offer(session, [offer(session, now, case_id=int(survives) + 1, engine_task=str(now.microsecond), node="u")])
                now = now.replace(microsecond=now.microsecond + 1)
                if not survives:
                    raise Rejection("all back", code="back")
        except Rejection:
            pass
    with database.read() as session:
        names = [item.name for item in session.scalars(select(WorkItem))]
        assert names == ["核查", "核查"] and session.scalar(select(func.count(WorkStep.id))) == 1


def test_many_items_get_their_ids_in_the_order_in_which_they_are_offered(database, now):
    with database.begin() as session:
        items = operations.offer(session, [offer(session, now, engine_task=str(n), candidates=[("officer", n + 1)]) for n in range(200)])
        rows = dict(session.execute(select(WorkItem.id, WorkItem.engine_task)).all())
        assert [rows[item.id] for item in items] == [str(n) for n in range(200)]
        assert dict(session.execute(select(Candidate.work_item_id, Candidate.organ_id)).all()) == {i.id: n + 1 for n, i in enumerate(items)}


@pytest.mark.parametrize("status, holder, done", [
    (Status.OFFERED, None, True), (Status.CLAIMED, 1, True), (Status.CLAIMED, 2, False), (Status.DONE, 1, False), (Status.CANCELLED, None, False)])
def test_only_what_is_offered_or_ones_own_can_be_completed(database, now, status, holder, done):
    with database.begin() as session:
        item, = operations.offer(session, [offer(session, now)])
        session.execute(text("UPDATE work_item SET status = :s, assignee_id = :a WHERE id = :i"), {"s": status, "a": holder, "i": item.id})
        written = {"status": Status.DONE, "assignee_id": 1, "claimed_at": now, "done_at": now, "data": {}, "acting_post": "officer",
                   "acting_organ_id": 7}
        missed = []
        statements.complete_item(session.connection(), item.id, written, lambda: missed.append(item.id))
        assert session.scalar(select(WorkItem.status).where(WorkItem.id == item.id)) == (Status.DONE if done else status)
        assert missed == ([] if done else [item.id])


def test_a_desk_is_read_from_one_field():
    assert Desk.read("officer:12 lead_officer:7", 0) == Desk((("officer", 12), ("lead_officer", 7)), False)
    assert Desk.read(None, True) == Desk((), True)


def test_whoever_is_barred_is_told_why_and_whoever_has_no_post_which_one_is_asked_for(district):
    case = district.register("grid_worker")
    item = district.open_items(case_id=case.id)[0]
    actor = district.actor(district.someone_for(item))
    with district.database.read() as session:
        candidates = tuple(map(tuple, session.execute(select(Candidate.role, Candidate.organ_id).where(Candidate.work_item_id == item.id))))
    assert Desk(candidates).require(actor, item).role in item.role.split("|")
    with pytest.raises(Forbidden) as barred:
        Desk(candidates, barred=True).require(actor, item)
    with pytest.raises(Forbidden) as stranger:
        Desk(candidates).require(district.actor("guizi.officer"), item)
    assert (barred.value.code, stranger.value.code) == ("separation_of_duties", "not_a_candidate")
