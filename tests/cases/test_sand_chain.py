"""Illegal sand mining from the grid worker's report to the archive, through every role, and round again on relapse (PG-01…09, PG-34)."""
import pytest
from sqlalchemy import func, select

from app.acts import queries as acts
from app.cases import queries
from app.cases.model import Case, Message, PatrolPoint
from app.tasks.model import Status, WorkItem
from tests.conftest import NOW, demonstration_district
from tests.support.district import District
from tests.support.sand import PROBLEM, answers


def cases_of(district, chain_id) -> dict[str, Case]:
    with district.database.read() as session:
        return {c.number: c for c in session.scalars(select(Case).where(Case.chain_id == chain_id).order_by(Case.id))}


def play_first_turn(database) -> None:
    demonstration_district(database)
    district = District(database, NOW)
    first = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district, ut05_feedback={"met": "yes"}), until=lambda: district.case(first.id).status == "ended")


@pytest.fixture
def played(backend):
    """The district when the first turn is archived and standing management has begun."""
    with backend.fresh(play_first_turn) as database:
        with database.read() as session:
            last = session.scalar(select(func.max(WorkItem.done_at)))
        yield District(database, last)


@pytest.fixture
def first(played) -> Case:
    with played.database.read() as session:
        return session.scalar(select(Case).order_by(Case.id).limit(1))


def test_the_sand_case_goes_from_report_to_archive_and_every_department_decides_for_itself(played, first):
    district = played
    with district.database.read() as session:
        done = list(session.scalars(select(WorkItem).where(WorkItem.status == Status.DONE)))
    assert (first.status, first.end_state, first.stage) == ("ended", "closed", "case_closing_archive")
    children = [c for c in cases_of(district, first.chain_id).values() if c.kind == "department"]
    assert len(children) == 6 and all(c.end_state == "closed" for c in children)
    assert len({c.legal_subject_id for c in children}) == 6
    with district.database.read() as session:
        decisions = {c.number: acts.record_of(session, c.id).decision for c in children}
    decided = {n: d for n, d in decisions.items() if d is not None}
    assert {(d.kind, int(d.amount)) for d in decided.values()} == {("ordinary", 60000), ("on_spot", 200)}
    assert len({d.number for d in decided.values()}) == 2
    assert all(number.startswith(("规自", "交")) for number in decided)
    with district.database.read() as session:
        states = set(session.execute(select(Message.name, Message.state)).all())
    assert states == {("msg_whistle", "outside"), ("msg_disposal_start", "delivered"), ("msg_result", "delivered")}
    assert {i.role.split("|")[0] for i in done} >= {"duty_chief", "exec_deputy_head", "dept_liaison", "officer", "legal_reviewer",
                                                    "organ_head", "fine_cashier", "archivist", "intake_clerk"}
    district.verify()


def test_the_five_steps_are_entered_in_order(played, first):
    with played.database.read() as session:
        steps = queries.steps(session, first)
    assert [s.state for s in steps] == ["done"] * 5
    assert [s.at for s in steps] == sorted(s.at for s in steps)


def test_the_whistle_answers_who_commands_who_leads_and_who_keeps_it_up(played, first):
    district = played
    standing = next(c for c in cases_of(district, first.chain_id).values() if c.kind == "standing")
    with district.database.read() as session:
        order = queries.whistle_of(session, first.id)
        called = queries.called(session, order.id)
    assert first.commander and first.lead_organ_id
    assert all(c.row.signed_at and c.row.arrived_at and c.row.left_at and c.row.sub_case_id for c in called)
    children = [c for c in cases_of(district, first.chain_id).values() if c.kind == "department"]
    assert {(c.commander_organ_id, c.commander) for c in children} == {(first.commander_organ_id, first.commander)}
    district.work_off(answers(district), until=lambda: district.case(standing.id).standing is not None)
    assert district.case(standing.id).standing_organ_id == first.street_id


RELAPSE = {"ut05_feedback": {"met": "no", "relapse_found": "yes", "relapse_facts": "河滩又出现堆料，夜间有车外运。"},
           "ut06_check": {"check_state": "relapse"}}


def test_a_relapse_whistles_again_in_the_same_chain_next_turn(district):
    first = district.register("grid_worker", **PROBLEM)

    def second() -> Case | None:
        return next((c for c in cases_of(district, first.id).values() if c.kind == "problem" and c.turn == 2), None)

    district.work_off(answers(district, **RELAPSE), until=lambda: (c := second()) and c.status == "ended")
    again = second()
    assert (again.chain_id, again.source, again.end_state) == (first.id, "常态复发", "closed")
    assert district.case(first.id).end_state == "closed"
    with district.database.read() as session:
        orders = queries.whistles_by_case(session, [first.id, again.id])
    assert {case_id: len(found) for case_id, found in orders.items()} == {first.id: 1, again.id: 1}
    standing = [c for c in cases_of(district, first.id).values() if c.kind == "standing" and c.turn == 1]
    assert [c.end_state for c in standing] == ["relapsed"]
    district.verify()


def test_a_correction_order_puts_the_household_on_the_daily_patrol_list_until_the_recheck(played):
    with played.database.read() as session:
        points = list(session.scalars(select(PatrolPoint).where(PatrolPoint.kind == "stop_work_household")))
    assert points and all(p.cleared_at for p in points)
