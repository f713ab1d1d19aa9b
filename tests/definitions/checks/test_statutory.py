"""Our bundle is lawful; whoever takes a step out, goes round it or gives it to the wrong hands is told, with the article."""
from time import thread_time

import pytest

from app.accounts.roles import ROLES
from app.acts import precedence
from app.acts.catalogue import ACTS
from app.definitions.checks import inspect, statutory
from tests.definitions.checks.bundles import Draft, changed, known, shipped

ORDINARY, NOTICE, REVIEW = "ordinary_penalty", "prior_notice", "decision_review"


def lawful(files) -> list:
    return [f for f in inspect(files, known(), only=(), quick=True) if f.code.startswith("law-")]


def test_our_own_bundle_is_lawful():
    assert lawful(shipped()) == []


def test_what_only_the_guard_can_know_is_said_as_such():
    hints = [f for f in inspect(shipped(), known(), quick=True) if f.code == "law-guard"]
    assert {(f.element, f.article) for f in hints} >= {("ut06_decide", "《行政处罚法》第五十八条第一款"), ("ut06_decide", "《行政处罚法》第五十七条第二款")}
    assert all(f.level == "hint" and "运行时由守卫把关" in f.sentence for f in hints)


MUTANTS = [
    ("the notice is left out", {ORDINARY: lambda d: d.bridge("ca_notice")}, "law-order", "ut06_decide", "第四十四条"),
    ("the notice is left out of its own diagram", {NOTICE: lambda d: d.bridge("ut04_notify")}, "law-order", "ut06_decide", "第四十四条"),
    ("the party is not heard when the term is over", {NOTICE: lambda d: d.lead("tb_expired", "ut_expired", "j4_heard")}, "law-order", "ut06_decide", "第六十二条"),
    ("urgent cases skip the notice", {ORDINARY: lambda d: d.shortcut("x3_suggestion", "ca_review")}, "law-order", "ut06_decide", "第四十四条"),
    ("urgent cases skip the investigation", {ORDINARY: lambda d: d.shortcut("x1_filed", "j5_punish")}, "law-order", "ut06_decide", "第五十七条"),
    ("the investigation comes after the notice", {ORDINARY: lambda d: d.swap("ca_investigate", "ca_notice")}, "law-order", "ut04_notify", "第五十七条"),
    ("investigated without being filed", {ORDINARY: lambda d: d.bridge("ca_file")}, "law-order", "ut03_report", "第五十四条"),
    ("approved before the form is written", {"penalty_filing": lambda d: d.swap("ut01_file", "ut02_approve")}, "law-order", "ut02_approve", "第五十四条"),
    ("the review is left out", {REVIEW: lambda d: d.lead("x7_review", "ca_review", "j6_review")}, "law-bypass", "ut06_decide", "第五十八条"),
    ("the review is gone round without asking whether it is due", {ORDINARY: lambda d: d.shortcut("x3_suggestion", "ut06_decide")}, "law-bypass", "ut06_decide", "第五十八条"),
    ("nobody asks whether a discussion is due", {REVIEW: lambda d: d.bridge("br_discussion")}, "law-bypass", "ut06_decide", "第五十七条第二款"),
    ("discussed after the decision", {ORDINARY: lambda d: d.swap("ut06_decide", "ca_review")}, "law-bypass", "ut06_decide", "第五十八条"),
    ("the hearing is left out", {NOTICE: lambda d: d.lead("x5_hearing", "ut_hearing", "j4_heard")}, "law-bypass", "ut06_decide", "第六十三条"),
    ("collected before it is served", {"penalty_execution": lambda d: d.bridge("ca_serve_decision")}, "law-order", "ut_collect", "第六十七条"),
    ("executed before it is decided", {ORDINARY: lambda d: d.swap("ut06_decide", "ca_execute")}, "law-order", "ut_publish", "第四十八条"),
    ("decided on the spot without showing a certificate", {"summary_penalty": lambda d: d.bridge("ut01_identity")}, "law-order", "ut06_decide", "第五十二条"),
    ("decided on the spot without being heard", {"summary_penalty": lambda d: d.bridge("ut05_tell")}, "law-order", "ut06_decide", "第四十四条"),
    ("archived before it is closed", {"case_closing_archive": lambda d: d.swap("ut02_approve", "ut03_assemble")}, "law-order", "ut04_archive", "第四十七条"),
    ("the investigator reviews", {"legal_review": lambda d: d.property("ut02_review", "not_actor_of", None)}, "law-separation", "ut02_review", "第五十八条"),
    ("the reviewer decides", {ORDINARY: lambda d: d.property("ut06_decide", "not_actor_of", "ut01_file,ut03_report")}, "law-separation", "ut06_decide", "第五十七条"),
    ("the investigator presides", {NOTICE: lambda d: d.property("ut_hearing", "not_actor_of", "ut01_file")}, "law-separation", "ut_hearing", "第六十四条"),
    ("who wrote the form files the case", {"penalty_filing": lambda d: d.property("ut02_approve", "not_actor_of", None)}, "law-separation", "ut02_approve", "第五十四条"),
    ("an officer decides", {ORDINARY: lambda d: d.property("ut06_decide", "role", "officer")}, "law-duty", "ut06_decide", "第五十七条"),
    ("an officer reviews", {"legal_review": lambda d: d.property("ut02_review", "role", "officer|legal_reviewer")}, "law-duty", "ut02_review", "第五十八条"),
    ("the party may be silent for ever", {NOTICE: lambda d: d.property("ut05_hear", "deadline", None).timer("tb_expired", "duration(\"P30D\")")}, "law-term", "ut05_hear", "第六十二条"),
    ("no term for the decision", {ORDINARY: lambda d: d.property("ut06_decide", "deadline", None).timer("tb_t06", "duration(\"P30D\")")}, "law-term", "ut06_decide", "第六十条"),
    ("no term for the service", {"document_service": lambda d: d.property("ut02_serve", "deadline", None).timer("tb_service", "duration(\"P3D\")").bridge("tw_notice")}, "law-term", "ut02_serve",
     "第六十一条"),
]


@pytest.mark.parametrize("what, changes, code, element, article", MUTANTS, ids=[row[0] for row in MUTANTS])
def test_what_is_unlawful_is_told_with_its_article(what, changes, code, element, article):
    found = lawful(changed(changes))
    assert [f for f in found if (f.code, f.element) == (code, element) and article in f.article], [(f.code, f.element, f.article) for f in found]


def test_a_way_round_is_shown_from_the_start_to_the_act():
    found = lawful(changed({ORDINARY: lambda d: d.shortcut("x3_suggestion", "ca_review")}))
    way = next(f for f in found if "第四十四条" in f.article).more
    assert way[0] == "start" and way[-1] == "ut06_decide" and "cut_x3_suggestion_ca_review" in way and "ca_notice" not in way


def test_a_fix_mends_what_it_is_offered_for():
    files = changed({ORDINARY: lambda d: d.property("ut06_decide", "not_actor_of", "ut01_file").property("ut06_decide", "role", "officer")})
    for finding in lawful(files):
        for op, element, name, value in finding.fix.ops:
            assert op == "property"
            files = files | changed_again(files, element, name, value)
    assert lawful(files) == []


def changed_again(files, element, name, value):
    return {"ordinary_penalty.bpmn": Draft(files["ordinary_penalty.bpmn"]).property(element, name, value).content()}


# ---- the data ---------------------------------------------------------------------------------------------------------------
def test_every_act_that_the_statutes_name_is_known_and_every_role():
    named = {a for r in precedence.REQUIREMENTS for a in (r.act, *r.needs)} | {a for s in precedence.SEPARATIONS for a in (s.act, *s.others)}
    named |= {d.act for d in precedence.DUTIES} | {t.act for t in precedence.TERMS}
    assert named <= set(ACTS)
    assert {role for d in precedence.DUTIES for role in d.roles} <= set(ROLES)


@pytest.mark.parametrize("need", [r for r in precedence.REQUIREMENTS if r.when == precedence.ALWAYS], ids=lambda r: f"{r.act} after {'/'.join(r.needs)}")
def test_what_must_come_before_is_an_act_that_a_guard_cites_too_or_is_evident(need):
    """The data add nothing to what the guards or the articles of the acts say: their article is cited by a guard of the act or by an act."""
    cited = " ".join(g.article for act in (need.act, *need.needs) for g in ACTS[act].guards) + " ".join(ACTS[a].article for a in (need.act, *need.needs))
    number = need.article.split("第", 1)[1].split("条")[0]
    assert f"第{number}条" in cited


def test_scripts_are_searched_in_the_time_that_it_takes_to_read_them():
    begun = thread_time()
    assert statutory.ASSIGNED.findall("a" * 300_000 + ' {due: deadline("T05"), later : deadline( "T06")}') == [("due", "T05"), ("later", "T06")]
    assert thread_time() - begun < 1
