"""Tests speak of an office that handles one case: `office.file()`, `office.tell(fine=20000)`, `office.decide(amount=20000)`."""
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor, HeldPost
from app.acts.contract import ActResult, CaseFacts, Required
from app.acts.operations import perform
from app.acts.queries import CaseRecord, record_of
from app.kernel.clock import local
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.registry import demonstration
from tests.conftest import tables

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)      # Monday 2026-11-23 09:00 in Shanghai


def registers(database: Database) -> None:
    """The demonstration district, without processes."""
    tables(database)
    with database.begin() as session:
        demonstration.load(session, password="测试-acts-2026", now=NOW)


@dataclass
class Office:
    """One case of one legal subject, with a clock that moves a minute at each act."""

    session: Session
    organ: str
    facts: CaseFacts
    now: datetime = NOW
    post_override: HeldPost | None = None
    results: list[ActResult] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, database: Database, organ: str, matter: str):
        with Session(database.engine, expire_on_commit=False) as session:
            subject = accounts.organ_by_code(session, organ)
            facts = CaseFacts(case_id=7, number="案〔2026〕7号", title="测试案件", kind="department", legal_subject_id=subject.id,
                              legal_subject_code=subject.code, legal_subject_name=subject.name, street_id=None,
                              opened_on=local(NOW).date(), matter_codes=(matter,), party_address="东河村 3 号")
            yield cls(session, organ, facts)
            session.rollback()

    # ---- who ----
    def login(self, name: str) -> Actor:
        login = name if "." in name else self._login(name)
        return accounts.load_actor(self.session, accounts.person_by_login(self.session, login).id, today=self.today)

    def _login(self, name: str) -> str:
        return name if self.organ == "jiazhen" else f"{self.organ}.{name}"

    def ids(self, *names: str) -> list[int]:
        return [self.login(name).person_id for name in names]

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def record(self) -> CaseRecord:
        return record_of(self.session, self.facts.case_id)

    # ---- doing ----
    def act(self, who: str, code: str, by: str | None = None, **payload) -> ActResult:
        """`who` (login in this organ) performs the act; `by`: role of the post used, default the first."""
        self.now += timedelta(minutes=1)
        actor = self.login(who)
        post = actor.holds(by) if by else actor.posts[0]
        result = perform(self.session, code, self.facts, payload, actor=actor, post=post, now=self.now)
        self.results.append(result)
        return result

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    def know(self, **changes) -> None:
        self.facts = replace(self.facts, **changes)

    def require(self, **rules) -> None:
        self.know(required=Required(**rules))

    # ---- the usual steps, each a sensible payload that a test may change ----
    def prepare(self, who="officer", **changes) -> ActResult:
        return self.act(who, "prepare_filing", **{**dict(
            cause="擅自采砂", gist="河滩堆放砂石约 300 立方米", matter_code=self.facts.matter_codes[0], party_type="organisation",
            party_name="某砂石经营部", party_address="东河村 3 号", act_date="2026-11-01", discovered_on="2026-11-10", harm="slight",
            standards=["fact", "punishable", "jurisdiction", "limitation"], officers=self.ids("officer", "officer2")), **changes})

    def file(self, **changes) -> None:
        self.prepare(**changes)
        self.act("organ_head", "file_case", approved="agree")

    def report(self, who="officer", **changes) -> ActResult:
        return self.act(who, "report_investigation", **{**dict(
            facts_found="无证采砂 300 立方米", evidence_list="现场笔录；照片", nature="擅自采砂", legal_basis="《矿产资源法》",
            discretion_factors="首次，配合", suggestion="punish", penalty_kinds=["fine"], amount=20000, harm="slight"), **changes})

    def tell(self, fine=20000, who="officer", **changes) -> ActResult:
        return self.act(who, "notify", **{**dict(
            facts_told="无证采砂", reasons_told="违反规定", basis_told="《矿产资源法》", rights_told="陈述、申辩", penalty_kinds=["fine"],
            amount=fine), **changes})

    def hear(self, who="officer", **changes) -> ActResult:
        return self.act(who, "hear_pleading", **{**dict(pleading="waived"), **changes})

    def review(self, who="legal_reviewer", **changes) -> ActResult:
        return self.act(who, "review", **{**dict(points=POINTS, opinion="agree", opinion_text="同意"), **changes})

    def discuss(self, who="organ_head", **changes) -> ActResult:
        return self.act(who, "discuss", **{**dict(members=self.ids("panel_member", "panel_member2", "panel_member3"),
                                                  member_opinions="均同意", conclusion="approve"), **changes})

    def decide(self, who="organ_head", **changes) -> ActResult:
        return self.act(who, "decide", **{**dict(
            approved="agree", penalty_kinds=["fine"], amount=20000, party_name="某砂石经营部", party_address="东河村 3 号",
            facts_found="无证采砂 300 立方米", legal_basis="《矿产资源法》", performance="十五日内缴至指定银行",
            remedy="六十日内申请行政复议或者六个月内提起行政诉讼", decided_on=self.today.isoformat(), discretion_statement="按一般阶次",
            correction_ordered=True), **changes})

    def serve(self, who="officer", **changes) -> ActResult:
        return self.act(who, "serve", **{**dict(way="direct", receiver="某砂石经营部", served_on=self.today.isoformat(),
                                                servers=self.ids("officer", "officer2"), result="success"), **changes})

    def collect(self, amount=20000, who="fine_cashier", **changes) -> ActResult:
        return self.act(who, "collect", **{**dict(paid="bank", amount=amount, receipt_no="京财 0001", paid_on=self.today.isoformat()),
                                           **changes})

    def close(self, ground="executed", who="organ_head", **changes) -> ActResult:
        return self.act(who, "close", **{**dict(approved="agree", ground=ground), **changes})

    def archive(self, who="archivist", **changes) -> ActResult:
        return self.act(who, "archive", **{**dict(checks=["authentic", "complete", "usable", "safe"], retention="30y"), **changes})

    # ---- the summary procedure ----
    def show(self, who="officer", **changes) -> ActResult:
        return self.act(who, "show_identity", **{**dict(
            officers=self.ids("officer", "officer2"), certificates_shown=True, recording_on=True, act="占道经营", act_date="2026-11-23",
            act_place="东街口", party_type="citizen", party_name="王某", matter_code=self.facts.matter_codes[0], evidence_note="照片 2 张",
            fact_certain=True, penalty_kind="fine", amount=100), **changes})

    def tell_on_spot(self, fine=100, who="officer", **changes) -> ActResult:
        return self.act(who, "hear_on_spot", **{**dict(
            facts_told="占道经营", reasons_told="违反规定", basis_told="《城市市容和环境卫生管理条例》", rights_told="陈述、申辩",
            penalty_kinds=["fine"], amount=fine, pleading="waived"), **changes})

    def decide_on_spot(self, fine=100, who="officer", **changes) -> ActResult:
        return self.act(who, "decide_on_spot", **{**dict(
            penalty_kind="fine", amount=fine, party_name="王某", facts_found="占道经营", legal_basis="《城市市容和环境卫生管理条例》",
            performance="当场缴纳", remedy="先申请行政复议，对行政复议决定不服的，再提起行政诉讼", delivered="signed", correction_ordered=True),
            **changes})


POINTS = ["subject", "personnel", "procedure", "facts", "law", "authority", "documents", "transfer"]


@contextmanager
def refused(code: str, words: str = ""):
    """The block must end in this refusal, whose title has these words. Yields a list that receives the refusal."""
    caught: list[Refusal] = []
    with pytest.raises(Refusal) as info:
        yield caught
    caught.append(info.value)
    assert info.value.code == code, f"{info.value.code}: {info.value.title}"
    assert words in info.value.title
    assert info.value.findings and info.value.advice and info.value.quote, "a refusal says what was found and what to do"
