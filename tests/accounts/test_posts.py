"""Who somebody is today: posts, substitution, organs above, permissions."""
from datetime import date, timedelta

import pytest

from app.accounts import operations, policy, queries
from app.accounts.model import SYSTEM
from app.accounts.roles import ROLES
from app.kernel.errors import NotFound, Rejection

TODAY = date(2026, 11, 23)


def actor(session, person, today=TODAY):
    return queries.load_actor(session, person.id, today=today)


def test_a_post_in_a_grid_counts_up_to_the_street_but_not_for_the_district(session, organs, hire):
    held = actor(session, hire("wang", ("grid_worker", "jiazhen-donghe-03"))).posts[0]
    assert held.above == {organs[c].id for c in ("jiazhen-donghe-03", "jiazhen_donghe", "jiazhen")}


def test_a_post_in_the_district_itself_counts_there(session, organs, hire):
    assert actor(session, hire("wang", ("leading_group_head", "anhe"))).organ_ids == {organs["anhe"].id}


def test_a_task_of_the_street_is_for_holders_anywhere_below_it(session, organs, hire):
    officer = actor(session, hire("li", ("officer", "jiazhen_team")))
    assert officer.holds("officer", organs["jiazhen"].id).organ_code == "jiazhen_team"
    assert officer.holds("officer", organs["shuiwu"].id) is None
    assert officer.holds("duty_chief", organs["jiazhen"].id) is None


@pytest.mark.parametrize("day, held", [
    (date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 31), True), (date(2026, 4, 1), False),
])
def test_a_post_holds_on_its_first_and_last_day_and_not_beyond(session, hire, day, held):
    person = hire("li", ("duty_chief", "jiazhen_team"), valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31))
    assert bool(actor(session, person, day).posts) is held


def test_a_substitute_holds_the_post_and_it_is_known_for_whom(session, organs, hire):
    absent, substitute = hire("chief", ("duty_chief", "jiazhen_team")), hire("deputy")
    operations.appoint(session, substitute, "duty_chief", organs["jiazhen_team"], valid_from=TODAY,
                       valid_to=TODAY + timedelta(days=3), substitute_for=absent)
    assert actor(session, substitute).posts[0].substitute_for == absent.id
    assert actor(session, substitute, TODAY + timedelta(days=4)).posts == ()


def test_a_stationed_officer_belongs_to_both_organs(session, organs, hire):
    stationed = actor(session, hire("sun", ("officer", "shuiwu"), ("officer", "jiazhen_team")))
    assert stationed.holds("officer", organs["shuiwu"].id) and stationed.holds("officer", organs["jiazhen"].id)


@pytest.mark.parametrize("role", ["party", "complainant"])
def test_people_from_outside_see_no_organ_s_cases(session, hire, role):
    outside = actor(session, hire("zhao", (role, "jiazhen")))
    assert outside.organ_ids == frozenset() and outside.posts


def test_somebody_who_left_is_no_actor(session, hire):
    person = hire("zhang", ("officer", "jiazhen_team"))
    person.active = False
    with pytest.raises(NotFound):
        actor(session, person)


def test_people_with_a_role_are_found_below_the_organ_only(session, organs, hire):
    a, _, c = hire("a", ("officer", "jiazhen_team")), hire("b", ("officer", "shuiwu")), hire("c", ("officer", "jiazhen"))
    hire("d", ("officer", "jiazhen_team"), valid_to=date(2026, 1, 2))
    assert [p.id for p in queries.people_with(session, "officer", organs["jiazhen"].id, today=TODAY)] == [a.id, c.id]
    assert len(queries.people_with(session, "officer", today=TODAY)) == 3


def test_an_organ_added_later_is_seen_in_the_same_session(session, organs):
    assert "yijie" not in queries.codes(session)
    operations.add_organ(session, "yijie", "乙街道", "street", parent=organs["anhe"])
    assert queries.organ_by_code(session, "yijie").path == "/anhe/yijie/"


def test_an_unknown_organ_is_named_in_the_refusal(session, organs):
    with pytest.raises(NotFound, match="bingjie"):
        queries.organ_by_code(session, "bingjie")


@pytest.mark.parametrize("code, home", [("jiazhen-donghe-03", "jiazhen"), ("jiazhen_team", "jiazhen"), ("shuiwu", "shuiwu"), ("anhe", "anhe")])
def test_a_unit_is_at_home_in_its_street_or_department(session, organs, code, home):
    assert queries.home(session, organs[code].id).code == home


@pytest.mark.parametrize("role, span, code", [
    ("emperor", {}, "unknown_role"), ("officer", {"valid_to": date(2025, 12, 31)}, "bad_span"),
])
def test_an_appointment_that_makes_no_sense_is_refused(hire, role, span, code):
    with pytest.raises(Rejection) as refusal:
        hire("zhang", (role, "jiazhen"), **span)
    assert refusal.value.code == code


def test_the_directory_lists_logins_with_home_and_posts(session, hire):
    hire("li", ("officer", "jiazhen_team"), ("server", "jiazhen"))
    assert queries.directory(session, today=TODAY) == [{
        "login": "li", "name": "li某", "organ": "jiazhen", "posts": [
            {"role": "officer", "role_name": "执法人员", "organ": "jiazhen_team", "organ_name": "甲镇综合行政执法队"},
            {"role": "server", "role_name": "送达人", "organ": "jiazhen", "organ_name": "甲镇"}]}]


# ---- policy as a table ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role, may, may_not", [
    ("grid_worker", {"case.register"}, {"case.supervise", "case.view_all", "whistle.convene", "definitions.publish"}),
    ("team_head", {"whistle.convene", "whistle.command", "case.supervise", "assessment.comment"}, {"case.view_all", "definitions.publish"}),
    ("exec_deputy_head", {"whistle.convene", "case.supervise", "cases.move_token"}, {"case.view_district", "trace.verify", "cases.migrate"}),
    ("duty_chief", {"case.register", "whistle.command"}, {"whistle.convene", "case.supervise"}),
    ("dept_head", set(), {"case.register", "whistle.convene", "case.supervise", "case.view_district"}),
    ("legal_reviewer", {"definitions.edit", "definitions.approve"}, {"definitions.publish", "case.supervise", "cases.migrate"}),
    ("organ_head", {"definitions.approve"}, {"definitions.edit", "definitions.publish"}),
    ("chief_dispatcher", {"case.view_district", "case.supervise"}, {"whistle.convene", "definitions.publish"}),
    ("supervisor", {"case.view_all", "case.supervise", "definitions.publish", "trace.verify"}, {"whistle.convene"}),
    ("discipline_officer", {"case.view_all", "trace.verify"}, {"case.supervise", "case.register"}),
    ("party", set(), {"case.register", "case.view_all"}),
    ("complainant", set(), {"case.register", "case.view_all", "case.supervise"}),
    ("system_admin", {"definitions.publish", "accounts.manage"}, {"case.view_all", "case.supervise"}),
])
def test_a_role_may_what_the_table_says(role, may, may_not):
    granted = policy.permissions_of([role])
    assert may <= granted and not may_not & granted


def test_the_table_names_only_roles_of_the_glossary():
    assert set(policy.PERMISSIONS) <= set(ROLES)


def test_permissions_of_several_posts_add_up(session, hire):
    both = actor(session, hire("li", ("grid_worker", "jiazhen-donghe-03"), ("team_head", "jiazhen_team")))
    assert both.may("case.register") and both.may("whistle.convene")
    assert not SYSTEM.may("case.register")
