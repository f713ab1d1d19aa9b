"""The demonstration district is whole: every list refers to what exists, every legal subject can carry a case to its end."""
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts import operations as accounts, queries
from app.accounts.model import Organ, Person
from app.accounts.roles import ROLES
from app.kernel.clock import local
from app.registry import demonstration, queries as registry
from app.registry.model import Authority, Matter, Parameter, Problem
from app.registry.samples import parameters
from app.registry.samples.people import names
from tests.registry.conftest import NOW, PASSWORD

TODAY = local(NOW).date()


def organs(session, kind) -> list[Organ]:
    return list(session.scalars(select(Organ).where(Organ.kind == kind).order_by(Organ.id)))


def test_loading_again_changes_nothing(session):
    before = session.scalar(select(func.count()).select_from(Person))
    assert demonstration.load(session, password="another", now=NOW) is False
    assert session.scalar(select(func.count()).select_from(Person)) == before


def test_there_are_sixteen_departments_and_three_streets(session):
    assert len(organs(session, "department")) == 16
    assert [(o.code, o.pattern) for o in organs(session, "street")] == [("jiazhen", "1+4+6"), ("yijie", "1+2+8"), ("bingjie", "1+2+8")]


@pytest.mark.parametrize("street, stationed, modules", [("jiazhen", 4, 6), ("yijie", 2, 8), ("bingjie", 2, 8)])
def test_a_street_has_the_squadrons_and_modules_of_its_pattern(session, street, stationed, modules):
    units = queries.below(session, queries.organ_by_code(session, street).id)
    kinds = [o.posting_type for o in units]
    assert (kinds.count("stationed"), kinds.count("module")) == (stationed, modules)
    assert {"team", "office", "station", "grid"} <= {o.kind for o in units}
    assert registry.grids(session, units[0].id)


def test_every_department_and_street_has_its_own_code_word(session):
    words = [o.code_word for kind in ("department", "street") for o in organs(session, kind)]
    assert None not in words and len(set(words)) == len(words)


@pytest.mark.parametrize("role", [r for r in ROLES])
def test_every_role_has_a_login_of_its_name_that_holds_it(session, role):
    person = queries.person_by_login(session, role)
    assert queries.load_actor(session, person.id, today=TODAY).holds(role)


def test_every_login_opens_with_the_one_password(session):
    for login in ("duty_chief", "guizi.officer", "yijie.intake_clerk", "supervisor"):
        assert accounts.authenticate(session, login, PASSWORD, now=NOW).login == login


def test_every_legal_subject_can_decide_a_case_from_filing_to_archive(session):
    needed = {"dept_liaison": 1, "dept_head": 1, "legal_reviewer": 1, "panel_member": 3, "organ_head": 1, "server": 1, "fine_cashier": 1,
              "archivist": 1, "hearing_chair": 1, "officer": 3, "lead_officer": 1, "co_officer": 1}
    short = [(o.code, role) for kind in ("department", "street") for o in organs(session, kind) for role, count in needed.items()
             if len(queries.people_with(session, role, o.id, today=TODAY)) < count]
    assert short == []


def test_every_street_can_run_the_five_steps(session):
    needed = ("grid_worker", "station_head", "intake_clerk", "duty_chief", "exec_deputy_head", "team_head", "auxiliary")
    assert all(queries.people_with(session, role, o.id, today=TODAY) for o in organs(session, "street") for role in needed)


def test_reviewers_heads_and_handlers_are_different_people(session):
    for organ in [*organs(session, "department"), *organs(session, "street")]:
        holders = {role: {p.id for p in queries.people_with(session, role, organ.id, today=TODAY)}
                   for role in ("officer", "legal_reviewer", "organ_head", "hearing_chair")}
        assert sum(len(ids) for ids in holders.values()) == len(set().union(*holders.values()))


def test_every_legal_subject_has_two_officers_with_valid_certificates(session):
    for organ in [*organs(session, "department"), *organs(session, "street")]:
        assert sum(o.certificate.valid for o in registry.officers(session, organ.id, on=TODAY)) >= 2


@pytest.mark.parametrize("login, status, words", [
    ("officer", "normal", "有效至"), ("officer4", "none", "未持执法证"), ("officer5", "expired", "已到期"),
    ("guizi.officer4", "expired", "已到期"), ("chengguan.officer4", "suspended", "执法证已暂扣"), ("auxiliary", "none", "辅助人员"),
])
def test_people_for_the_guards_are_there(session, login, status, words):
    person = queries.person_by_login(session, login)
    found = registry.certificates(session, [person.id], on=TODAY)[person.id]
    assert found.status == status and words in found.sentence and found.valid is (login == "officer")


def test_the_substitute_s_post_ends(session):
    person = queries.person_by_login(session, "substitute")
    assert queries.load_actor(session, person.id, today=TODAY).posts[0].substitute_for
    assert not queries.load_actor(session, person.id, today=TODAY + timedelta(days=31)).posts


def test_personal_names_do_not_repeat_within_the_district(session):
    used = list(session.scalars(select(Person.name)))
    assert len(set(used)) == len(used) and len(list(names())) == len(set(names()))


# ---- lists ------------------------------------------------------------------------------------------------------------
def test_there_are_thirty_problems_over_eight_departments(session):
    listed = registry.problems(session)
    assert len(listed) >= 30 and len({d for p in listed for d in p.departments}) >= 8


def test_the_sand_chain_has_its_five_stages_each_with_its_department(session):
    sand = registry.problem(session, "PG-34")
    assert [(s.name, s.departments[0]) for s in sand.stages] == [
        ("盗采", "guizi"), ("运输", "jiaotong"), ("堆放", "shuiwu"), ("加工", "shengtai"), ("经营", "shijian")]


def test_a_problem_refers_to_departments_and_matters_that_exist(session):
    departments = {o.code for o in organs(session, "department")}
    known = {m.code for m in registry.matters(session, on=TODAY)}
    for problem in registry.problems(session):
        assert set(problem.departments) <= departments and set(problem.matter_codes) <= known, problem.code


def test_every_stage_s_department_is_competent_for_one_of_its_matters(session):
    codes = queries.codes(session)
    lost = [(stage.code, dept) for problem in registry.problems(session) for stage in problem.stages for dept in stage.departments
            if not any(registry.is_competent(session, codes[dept], m, on=TODAY) for m in stage.matter_codes)]
    assert lost == []


def test_every_matter_has_a_legal_subject_that_day_and_before_the_code(session):
    for day in (demonstration.SINCE, demonstration.ECO_CODE_FROM, TODAY):
        listed = [m.code for m in registry.matters(session, on=day)]
        assert all(registry.competent_organs(session, listed, on=day).values())


def test_a_street_holds_its_powers_by_delegation_with_a_document(session):
    for held in session.scalars(select(Authority).join(Organ, Organ.id == Authority.organ_id).where(Organ.kind == "street")):
        assert held.authority_type == "delegated" and held.document


def test_a_summary_fine_fits_into_the_range_of_a_street_s_own_matters(session):
    stalls = registry.matter(session, "CS-01-1", on=TODAY)
    limit = registry.parameter(session, "summary_fine_citizen", on=TODAY).amount
    assert stalls.fine_citizen[0] <= limit <= stalls.fine_citizen[1] and stalls.first_violation_exempt


def test_every_list_says_that_it_is_a_sample(session):
    origins = [*session.scalars(select(Problem.origin)), *session.scalars(select(Matter.origin))]
    assert all("样例" in origin for origin in origins)


# ---- parameters -------------------------------------------------------------------------------------------------------
def test_all_thirty_eight_deadlines_have_a_parameter(session):
    for n in range(1, 39):
        assert registry.parameter(session, f"T{n:02d}", on=TODAY).amount > 0


@pytest.mark.parametrize("code, value, unit, status", [
    ("T06", 90, "d", "law"), ("T07", 7, "wd", "law"), ("T11", 5, "wd", "law"), ("T14", 7, "wd", "law"), ("T16", 15, "d", "law"),
    ("T38", 2, "y", "law"), ("T38.harm", 5, "y", "law"), ("summary_fine_citizen", 200, "yuan", "law"),
    ("summary_fine_organisation", 3000, "yuan", "law"), ("on_spot_collection", 100, "yuan", "law"), ("min_officers", 2, "人", "law"),
    ("T10", 3, "wd", "sample"), ("T13", 10, "wd", "sample"), ("discussion_fine_citizen", 10000, "yuan", "sample"),
    ("hearing_fine_organisation", 100000, "yuan", "sample"),
])
def test_a_figure_is_law_only_where_the_law_names_it(session, code, value, unit, status):
    found = registry.parameter(session, code, on=TODAY)
    assert (found.amount, found.unit, found.status) == (value, unit, status)


def test_a_figure_said_to_be_law_names_its_article_and_a_sample_says_so():
    for row in parameters.PERIODS + parameters.FIGURES:
        assert ("样例" in row.basis) is (row.status == "sample") and (row.status == "sample" or any(c.isdigit() for c in row.basis)), row.code


def test_only_a_party_s_periods_roll_over_holidays(session):
    assert all(p.binds == "party" for p in session.scalars(select(Parameter).where(Parameter.roll)))
