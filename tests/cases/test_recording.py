"""A finished case as a scenario test: it goes as the case went, and nobody in it can be recognised."""
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.accounts.model import Person
from app.cases import recording
from app.cases.anonymous import Veil
from app.cases.model import Case
from app.definitions import queries as definitions
from app.definitions.scenarios import run
from app.definitions.scenarios.recording import dump
from app.forms import schema
from app.kernel.clock import local
from app.kernel.errors import NotFound, Rejection
from app.tasks.model import WorkItem
from tests.cases.test_sand_chain import play_first_turn
from tests.support.district import District
from tests.support.sand import DEALER, PROBLEM


@pytest.fixture
def played(backend):
    with backend.fresh(play_first_turn) as database:
        with database.read() as session:
            last = session.scalar(select(func.max(WorkItem.done_at)))
        yield District(database, last)


def recorded(district, number: str, login: str = "supervisor"):
    with district.database.read() as session:
        person = accounts.person_by_login(session, login)
        actor = accounts.load_actor(session, person.id, today=local(district.now).date())
        made = recording.record(session, number, actor=actor)
        files = definitions.contents(session, definitions.bundles(session)[0].id)
    return made, files


def numbers(district, ended: bool) -> dict[str, str]:
    """{kind: number} of cases."""
    with district.database.read() as session:
        return {c.kind: c.number for c in session.scalars(select(Case).where((Case.status == "ended") == ended).order_by(Case.id.desc()))}


def test_a_case_is_replayed_as_it_went_and_becomes_a_test_that_passes(played):
    made, files = recorded(played, numbers(played, True)["problem"])
    assert made.process == "five_step_loop" and made.notes == ()
    suite = {"process": made.process, "scenarios": [made.scenario]}
    report = run({**files, "mine.test": dump(suite)}, only=["mine.test"])
    assert report.problems == () and [d.sentence for r in report.results for d in r.differences] == []
    assert made.scenario["expect"]["end"] == "closed" and "whistle_report:ut13_rate" in made.scenario["expect"]["path"]


def test_a_departments_own_case_is_recorded_too(played):
    made, _files = recorded(played, numbers(played, True)["department"])
    assert made.process == "single_dept_disposal" and made.notes == ()
    assert next(a["message"] for a in made.scenario["actions"] if "message" in a) == "msg_disposal_start"


def test_nothing_of_the_people_is_left_in_it(played):
    for number in numbers(played, True).values():
        told = json.dumps(recorded(played, number)[0].scenario, ensure_ascii=False)
        with played.database.read() as session:
            names = {p.name for p in session.scalars(select(Person))}
        assert [word for word in (*names, *DEALER.values(), PROBLEM["address"], PROBLEM["description"], PROBLEM["title"], number)
                if len(word) > 1 and word in told and word not in ("citizen", "organisation")] == []


def test_who_does_not_see_the_case_cannot_record_it_and_a_running_one_is_refused(played):
    ended, running = numbers(played, True)["problem"], numbers(played, False)
    with pytest.raises(NotFound):
        recorded(played, ended, "bingjie.officer")
    with pytest.raises(NotFound):
        recorded(played, "没有这个号")
    with pytest.raises(Rejection) as refused:
        recorded(played, next(iter(running.values())))
    assert refused.value.code == "case_running"


# ---- the veil ------------------------------------------------------------------------------------------------------------
def form(*components: dict):
    return schema.load(json.dumps({"type": "default", "id": "f", "schemaVersion": 18, "components": list(components)}).encode())


def text(key: str, kind: str = "textfield") -> dict:
    return {"type": kind, "id": key, "key": key, "label": key}


def test_names_and_places_become_stand_ins_and_the_same_ones_each_time():
    veil = Veil()
    shape = form(text("party_name"), text("receiver"), text("address"), text("party_id_no"), text("note", "textarea"))
    first = veil.form_data(shape, {"party_name": "赵大", "receiver": "钱二", "address": "河边7号", "party_id_no": "110101", "note": "赵大说的"})
    again = veil.form_data(shape, {"party_name": "钱二", "receiver": None, "address": "河边8号"})
    assert (first["party_name"], first["receiver"], first["address"]) == ("甲某", "乙某", "示范路1号")
    assert first["party_id_no"] != "110101" and "赵大" not in first["note"]
    assert again == {"party_name": "乙某", "receiver": None, "address": "示范路2号"}


def test_what_decides_stays_and_days_move_together():
    veil = Veil(shift=timedelta(weeks=2))
    shape = form({"type": "radio", "id": "r", "key": "result", "label": "结果", "values": [{"value": "accept", "label": "接受"}]},
                 {"type": "checkbox", "id": "c", "key": "minor", "label": "轻微"}, {"type": "datetime", "id": "d", "key": "on", "label": "日期", "subtype": "date"},
                 {"type": "taglist", "id": "o", "key": "officers", "label": "人员", "valuesKey": "officers"}, {"type": "number", "id": "n", "key": "times", "label": "次数"})
    assert veil.form_data(shape, {"result": "accept", "minor": True, "on": date(2026, 10, 9), "officers": [741, 88], "times": 3}) == {
        "result": "accept", "minor": True, "on": "2026-10-23", "officers": [11, 12], "times": 3}


def test_of_a_message_codes_and_results_stay_and_nothing_that_names_a_person():
    veil = Veil(shift=timedelta(weeks=1), ids={4711: 1})
    stays = {"division": "may_not_punish", "codes": ["PG-34-1", "guizi"], "agreed": True, "times": 3, "share": "0.5", "term": "PT4H", "none": None, "empty": ""}
    assert veil.payload(stays) == stays
    assert veil.payload({"case": 4711, "on": "2026-10-09", "at": "2026-10-09T08:00:00+08:00"}) == {"case": 1, "on": "2026-10-16", "at": "2026-10-16T08:00"}
    for told in ("13800001234", "021-57812345", "31011519900101123X", "zhang.san@example.cn", "Zhang San", "SH-A13800001234"):
        assert veil.payload({"phone": [told]}) == {"phone": ["已处置"]}, told


def test_a_round_of_a_loop_is_told_by_the_stand_in_that_the_list_has_and_never_by_what_was_typed():
    veil = Veil(ids={4711: 1})
    rows = form({"type": "dynamiclist", "id": "l", "path": "milestones", "label": "节点", "components": [text("name")]},
                {"type": "taglist", "id": "m", "key": "members", "label": "成员", "valuesKey": "panel_members"})
    kept = veil.form_data(rows, {"milestones": [{"name": "走访赵大家"}], "members": [741]})
    assert veil.item("走访赵大家") == kept["milestones"][0]["name"] and veil.item(741) == kept["members"][0]
    assert [veil.item(one) for one in ("guizi", 2, "4711/guizi", "没有填过的赵大", {"note": "赵大说的", "dept": "guizi"})] == [
        "guizi", 2, "1/guizi", "已处置", {"note": "已处置", "dept": "guizi"}]


@pytest.mark.parametrize("amount, kept", [(200, 200), (201, 600), (2999, 2000), (3000, 3000), (60000, 75000), (Decimal("187.5"), 150), (0, 0), (9_999_999, 1_000_000)])
def test_an_amount_becomes_its_class(amount, kept):
    assert Veil().amount(amount) == kept


def test_an_amount_stays_on_its_side_of_every_figure_of_the_district():
    assert Veil(figures=(Decimal(2500),)).amount(2600) == 2750
