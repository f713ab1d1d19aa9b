"""Claiming, submitting, separation of duties, incidents, and who sees what."""
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.cases import courier, forms, operations, queries, timing
from app.cases.model import Case, Submission
from app.cases.policy import require_visible
from app.definitions import operations as definitions
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Forbidden, NotFound, Refusal, Rejection
from tests.support.district import starter_files
from tests.support.sand import PROBLEM, answers


def test_of_two_who_claim_one_task_the_second_is_told_who_and_when(district):
    district.register("grid_worker", **PROBLEM)
    district.do("duty_chief", "ut07_draft")
    item = district.open_items(node="ut08_sign")[0]
    with district.database.begin() as session:
        operations.claim_task(session, item.id, actor=district.actor("exec_deputy_head"), now=district.now)
    with pytest.raises(Rejection, match="签收") as refused, district.database.begin() as session:
        operations.claim_task(session, item.id, actor=district.actor("team_head"), now=district.now)
    assert refused.value.code == "task_taken" and refused.value.detail["by"] == district.actor("exec_deputy_head").name


def test_two_submissions_at_once_do_the_thing_once(district):
    district.register("grid_worker", **PROBLEM)
    item = district.open_items(node="ut07_draft")[0]

    def submit(_):
        try:
            return district.complete("duty_chief", item)
        except Rejection as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(submit, range(8)))
    refused = [o for o in outcomes if isinstance(o, Rejection)]
    assert len(outcomes) - len(refused) == 1
    assert {r.code for r in refused} <= {"task_done", "stale_case"}
    with district.database.read() as session:
        assert session.scalar(select(func.count()).where(Submission.work_item_id == item.id)) == 1
    district.verify()


def test_what_is_wrong_in_a_form_is_told_by_field_and_the_case_stands_where_it_stood(district):
    case = district.register("grid_worker", **PROBLEM)
    with pytest.raises(FieldErrors) as refused:
        district.do("duty_chief", "ut07_draft", draft_opinion="请查处。", route="no_such_route")
    assert set(refused.value.errors) == {"draft_opinion", "route"}
    assert [i.node for i in district.open_items(case_id=case.id)] == ["ut07_draft"]


def test_whoever_drafted_the_opinion_may_not_sign_it(district):
    with district.database.begin() as session:
        from app.accounts.model import Post
        person, organ = (district.actor("duty_chief").person_id, district.actor("exec_deputy_head").posts[0].organ_id)
        session.add(Post(person_id=person, role="exec_deputy_head", organ_id=organ, valid_from=local(district.now).date()))
    district.register("grid_worker", **PROBLEM)
    district.do("duty_chief", "ut07_draft")
    with pytest.raises(Forbidden, match="其他人员"):
        district.do("duty_chief", "ut08_sign")
    district.do("exec_deputy_head", "ut08_sign")


@pytest.mark.parametrize("login, sees", [
    ("grid_worker", True), ("jiazhen.dept_liaison", True), ("supervisor", True), ("chief_dispatcher", True),
    ("yijie.intake_clerk", False), ("guizi.officer", False), ("wenlv.dept_head", False)])
def test_nobody_sees_a_case_outside_his_organs_unless_his_post_says_so(district, login, sees):
    case = district.register("grid_worker", **PROBLEM)
    actor = district.actor(login)
    with district.database.read() as session:
        found = [c.id for c in queries.search(session, actor, q="砂石").items]
        if sees:
            assert require_visible(session, actor, case.id).id == case.id
        else:
            pytest.raises(NotFound, require_visible, session, actor, case.id)
    assert (case.id in found) is sees


def test_a_department_that_is_called_sees_the_whistles_case_and_its_own_sub_case_but_not_the_others(district):
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut06_report" for i in district.open_items()))
    actor = district.actor("guizi.officer")
    with district.database.read() as session:
        seen = {c.id for c in queries.search(session, actor).items}
        children = {c.legal_subject_id: c.id for c in queries.sub_cases(session, case.id)}
    own = {children[o] for o in children if o in actor.organ_ids}
    assert seen == {case.id} | own and len(own) == 1


@pytest.mark.parametrize("q", ["砂石", "砂石 东河", "甲综执〔2026〕0001", "東河村", "ＰＧ"])
def test_the_search_finds_by_number_place_and_text_in_simplified_and_traditional(district, q):
    case = district.register("grid_worker", **{**PROBLEM, "title": "东河村河滩堆放砂石PG案"})
    with district.database.read() as session:
        assert [c.id for c in queries.search(session, district.actor("supervisor"), q=q).items] == [case.id]


def publish_variant(district, name: str, before: str, after: str) -> None:
    files = starter_files()
    text = files[name].decode()
    assert before in text
    files[name] = text.replace(before, after).encode()
    with district.database.begin() as session:
        definitions.publish(session, files, effective_from=local(district.now).date(), now=district.now)


def test_a_failing_element_parks_the_case_as_an_incident_and_a_retry_goes_on(district):
    publish_variant(district, "five_step_loop.bpmn", 'serviceTaskOperator id="look_up_history"', 'serviceTaskOperator id="look_up_histery"')
    case = district.register("grid_worker", **PROBLEM)
    with district.database.read() as session:
        incident = queries.incidents(session, case.id)[0]
    assert incident.node == "st_history" and district.open_items(case_id=case.id) == []
    with pytest.raises(Rejection), district.database.begin() as session:
        operations.retry_incident(session, incident.id, actor=district.actor("grid_worker"), now=district.now)
    from app.cases import services
    services.Host.look_up_histery = services.Host.look_up_history
    services_before = services.SERVICES
    services.SERVICES = (*services.SERVICES, "look_up_histery")
    try:
        with district.database.begin() as session:
            operations.retry_incident(session, incident.id, actor=district.actor("supervisor"), now=district.now)
    finally:
        services.SERVICES = services_before
        del services.Host.look_up_histery
    assert [i.node for i in district.open_items(case_id=case.id)] == ["ut07_draft"]
    district.verify()


def test_a_running_case_stays_on_the_bundle_that_it_began_with(district):
    case = district.register("grid_worker", **PROBLEM)
    publish_variant(district, "five_step_loop.bpmn", "拟定办理意见", "拟定处理意见")
    later = district.register("grid_worker", **{**PROBLEM, "address": "别处"})
    names = {i.case_id: i.name for i in district.open_items()}
    assert names == {case.id: "拟定办理意见", later.id: "拟定处理意见"}


def test_a_diagram_cannot_skip_one_of_the_five_steps(district):
    publish_variant(district, "five_step_loop.bpmn", '<spiffworkflow:property name="stage" value="triage_assignment"/>',
                    '<spiffworkflow:property name="stage" value="result_feedback"/>')
    with pytest.raises(Rejection, match="不得跳步"):
        district.register("grid_worker", **PROBLEM)
    with district.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_refused_attempt_is_in_the_trace(district):
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut01_file" for i in district.open_items()))
    item = district.open_items(node="ut01_file")[0]
    with pytest.raises(Refusal) as refused:
        district.complete("guizi.officer", item, **{**answers(district)(item), "officers": [district.actor("guizi.officer").person_id]})
    with district.database.begin() as session:
        operations.note_refusal(session, item.id, refused.value, actor=district.actor("guizi.officer"), now=district.now)
    assert refused.value.code == "E-42-1"
    assert any("未放行" in line for line in district.history(item.case_id))
    assert case.chain_id == district.case(item.case_id).chain_id


def test_timers_fire_by_themselves_when_their_time_has_come(district):
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut05_sign" for i in district.open_items()))
    waiting = len(district.open_items(node="ut05_sign", case_id=case.id))
    assert waiting == 6
    district.turn_clock(days=30)
    with district.database.read() as session:
        fired = [line for line in district.history(case.id) if "到时" in line]
        assert fired and not timing.anything_ready(session, district.now)
    assert courier.fire_all(district.database, district.now) == 0


def test_the_decisions_term_shows_its_arithmetic_though_it_was_computed_at_filing(district):
    district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.form == "penalty_decision" for i in district.open_items()))
    item = next(i for i in district.open_items() if i.form == "penalty_decision")
    assert (item.due_rule["code"], item.due_rule["amount"], item.due_rule["unit"]) == ("T06", "90", "d")
    assert item.due_rule["start"] < item.opened_at.isoformat()


def test_the_registration_offers_the_grids_of_ones_own_street_ones_own_first(district):
    actor = district.actor("grid_worker")
    with district.database.read() as session:
        offered = forms.of_registration(session, actor=actor, now=district.now).options("grids")
        organs = {o.code: o for o in accounts.organ_map(session).values()}
    assert offered and all(organs[o["value"]].path.startswith(organs["jiazhen"].path) for o in offered)
    assert organs[offered[0]["value"]].id in actor.organ_ids
