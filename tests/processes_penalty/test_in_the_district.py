"""The ordinary procedure with the real acts, registers and clock: what was decided leads where the law wants it."""
from collections import defaultdict

import pytest

from app.accounts import queries as accounts
from app.cases import forms, operations
from app.cases.model import Case
from app.forms.prefill import prefill
from app.kernel.clock import local

POINTS = ["subject", "personnel", "procedure", "facts", "law", "authority", "documents", "transfer"]
PARTY = {"party_name": "李某", "party_type": "citizen", "party_address": "安河区甲镇东街1号"}
USUAL = {
    "ut01_file": {**PARTY, "matter_code": "CS-01-1"},
    "ut03_report": {"suggestion": "punish", "penalty_kinds": ["fine"], "amount": 500, "minor": False},
    "ut04_notify": {"penalty_kinds": ["fine"], "amount": 500},
    "ut05_hear": {"pleading": "waived"},
    "ut02_review": {"points": POINTS, "opinion": "agree"},
    "ut06_decide": {"approved": "agree"},
}


class Story:
    """A street's own penalty case; `says[node]` are the answers at that node, one after the other, the last one for ever."""

    def __init__(self, district):
        self.district, self.says, self.done = district, defaultdict(list), []
        actor = district.actor("intake_clerk")
        with district.database.begin() as session:
            self.case_id = operations.open_case(session, title="占道经营", source="执法巡查", actor=actor, now=district.now,
                                                process_id="ordinary_penalty", matter_codes=["CS-01-1"], facts=PARTY).id

    def panel(self) -> list[int]:
        """Everybody in the street who may sit in a discussion."""
        with self.district.database.read() as session:
            street = accounts.codes(session)["jiazhen"]
            return [p.id for p in accounts.people_with(session, "panel_member", street, today=local(self.district.now).date())]

    def open(self) -> list[str]:
        return [item.node for item in self.district.open_items(case_id=self.case_id)]

    def prefilled(self, item) -> dict:
        with self.district.database.read() as session:
            actor = self.district.actor(self.district.someone_for(item))
            task = forms.of_task(session, session.get_one(Case, item.case_id), item, actor=actor, now=self.district.now)
            return prefill(task.form, task.context)

    def step(self) -> None:
        item = self.district.open_items(case_id=self.case_id)[0]
        answers = self.says[item.node]
        answer = answers.pop(0) if len(answers) > 1 else answers[0] if answers else {}
        self.district.complete(self.district.someone_for(item), item, **{**USUAL.get(item.node, {}), **answer})
        self.done.append(item.node)

    def until(self, node: str, limit: int = 60) -> "Story":
        """Work on until this node is open."""
        while limit and self.open() and node not in self.open():
            limit -= 1
            self.step()
        assert node in self.open(), (self.done, self.open())
        return self


@pytest.fixture
def story(district) -> Story:
    return Story(district)


def test_a_notice_that_is_refused_is_left_and_only_then_the_term_runs(story):
    story.until("ut04_notify")
    story.says["ut02_serve"] = [{"result": "refused"}, {}]
    story.until("ut03_leave")
    story.says["ut03_leave"] = [{"witness": "东街社区居委会 王某"}]
    story.until("ut05_hear")
    story.district.turn_clock(days=10)
    assert story.open() == ["ut_expired"]
    story.until("ut06_decide")


def test_a_correction_may_be_extended_once(story):
    story.says["ut02_recheck"] = [{"result": "partly"}]
    story.until("ut03_report")
    assert story.done.count("ut02_recheck") == 2


def test_a_review_that_says_no_ends_the_penalty_when_the_head_agrees(story):
    story.says["ut03_report"] = [{"complex_case": True}]
    story.says["ut02_review"] = [{"points": [], "opinion": "disagree"}]
    story.says["ut04_report"] = [{"review_dispute": "stop"}]
    story.until("ut_withdraw")
    assert "ut06_decide" not in story.done
    assert story.open() == ["ut_withdraw"]


def test_a_review_that_wants_more_evidence_leads_back_without_a_second_correction_order(story):
    story.says["ut03_report"] = [{"complex_case": True}, {"complex_case": False}]
    story.says["ut02_review"] = [{"points": [], "opinion": "disagree"}]
    story.says["ut04_report"] = [{"review_dispute": "return"}]
    story.until("ut04_report").step()
    assert story.open() == ["ut_evidence"]
    story.until("ut04_notify")
    assert story.done.count("ut01_order") == 1 and story.done.count("ut03_report") == 2


def test_a_discussion_that_changes_the_penalty_is_told_to_the_party_again(story):
    story.says["ut03_report"] = [{"deviation": True}]
    story.says["ut03_discuss"] = [{"conclusion": c, "members": story.panel()} for c in ("change", "approve")]
    story.until("ut03_discuss").step()
    story.until("ut04_notify").until("ut06_decide")
    assert story.done.count("ut04_notify") == 2 and story.done.count("ut03_discuss") == 2


def test_a_discussion_that_is_put_off_is_held_again(story):
    story.says["ut03_report"] = [{"deviation": True}]
    story.says["ut03_discuss"] = [{"conclusion": c, "members": story.panel()} for c in ("defer", "approve")]
    story.until("ut06_decide")
    assert story.done.count("ut03_discuss") == 2


def test_a_fine_is_registered_until_it_is_paid(story):
    story.says["ut_collect"] = [{"amount": 300}, {}]
    story.until("ut_collect").step()
    again = story.district.open_items(case_id=story.case_id)
    assert [item.node for item in again] == ["ut_collect"]
    assert story.prefilled(again[0])["amount"] == 200


def test_a_head_who_sends_the_case_back_gets_it_again_after_more_evidence(story):
    story.says["ut06_decide"] = [{"approved": "return"}, {"approved": "agree"}]
    story.until("ut06_decide").step()
    assert story.open() == ["ut_evidence"]
    story.until("ut_publish")
    assert story.done.count("ut06_decide") == 2
    story.district.verify()
