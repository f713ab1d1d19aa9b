"""The trace: written in chains, read as sentences, refused to be changed, proved whole."""
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.accounts import operations as accounts
from app.accounts.model import SYSTEM, Actor, HeldPost
from app.audit.model import Entry
from app.audit.operations import GENESIS, Fact, record, verify
from app.audit.queries import history, length, recent
from app.audit.tags import FILTERS, SENTENCES, Tag, sentence

CLAIMED = Fact(Tag.TASK_CLAIMED, {"name": "拟办意见"})


@pytest.fixture
def chief(database) -> Actor:
    with database.begin() as session:
        street = accounts.add_organ(session, "jiazhen", "甲镇", "street")
        held = HeldPost("duty_chief", street.id, street.code, street.name, frozenset({street.id}))
    return Actor(7, "duty_chief", "李志强", (held,), frozenset(), frozenset({street.id}))


@pytest.fixture
def write(database, chief, now):
    def write(case_id: int, *facts: Fact, actor: Actor = chief, minutes: int = 0) -> None:
        with database.begin() as session:
            record(session, case_id, facts, actor=actor, now=now + timedelta(minutes=minutes))
    return write


def proof(database, case_id=None):
    with database.read() as session:
        return verify(session, case_id)


def forge(database, statement: str) -> None:
    """What somebody with the database file and no scruples could do: drop the triggers, then change rows."""
    with database.begin() as session:
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))


# ---- writing and reading ----------------------------------------------------------------------------------------------
def test_entries_are_numbered_and_chained_per_case(database, write):
    write(1, CLAIMED, CLAIMED)
    write(2, CLAIMED)
    write(1, CLAIMED)
    with database.read() as session:
        rows = session.execute(select(Entry.case_id, Entry.seq, Entry.prev_hash, Entry.hash).order_by(Entry.case_id, Entry.seq)).all()
    assert [(r.case_id, r.seq) for r in rows] == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert [r.prev_hash for r in rows] == [GENESIS, rows[0].hash, rows[1].hash, GENESIS]


def test_an_entry_says_who_by_which_post_in_which_organ(database, write):
    write(1, CLAIMED)
    with database.read() as session:
        line, = history(session, 1)
    assert (line.actor, line.post, line.organ, line.role, line.who) == ("李志强", "值班长", "甲镇", "duty_chief", "甲镇值班长")
    assert (line.tag, line.text) == ("task:claimed", "签收“拟办意见”。")


def test_what_follows_from_a_step_was_done_by_the_post_of_that_step(database, write, chief):
    other = replace(chief, posts=(HeldPost("officer", chief.posts[0].organ_id, "jiazhen", "甲镇", frozenset()), *chief.posts))
    write(1, replace(CLAIMED, post="duty_chief", organ_id=chief.posts[0].organ_id), Fact(Tag.STAGE_ENTERED, {"name": "分流交办"}), actor=other)
    write(1, CLAIMED, actor=other)
    with database.read() as session:
        assert [line.role for line in history(session, 1)] == ["duty_chief", "duty_chief", "officer"]


def test_the_system_acts_without_a_post(database, write):
    write(1, Fact(Tag.TIMER_FIRED, {"name": "报到时限"}), actor=SYSTEM)
    with database.read() as session:
        line, = history(session, 1)
    assert (line.who, line.post, line.organ) == ("系统", None, None)


def test_history_pages_forward_and_recent_backward(database, write):
    write(1, *[CLAIMED] * 5)
    with database.read() as session:
        assert [line.seq for line in history(session, 1, after=2, limit=2)] == [3, 4]
        assert [line.seq for line in recent(session, 1, before=4, limit=2)] == [3, 2]
        assert length(session, 1) == 5 and length(session, 9) == 0


def test_nothing_recorded_leaves_no_chain(database, write):
    write(1)
    assert proof(database) == replace(proof(database), checked=0, chains=0, broken=None)


@pytest.mark.parametrize("payload", [
    {"amount": Decimal("1.50")}, {"due": date(2026, 10, 9)}, {"depts": ("规自", "水务")}, {"nested": {"b": [1, {"a": None}]}},
    {"text": "换行\n与“引号”"}, {"big": 2**53 + 1}, {"share": 0.1},
])
def test_whatever_a_payload_holds_its_chain_verifies_after_reading(database, write, payload):
    write(1, Fact(Tag.TASK_SUBMITTED, {"name": "x", **payload}))
    assert proof(database).whole


def test_a_fact_that_fails_to_be_recorded_takes_its_transaction_along(database, chief, now):
    with pytest.raises(TypeError), database.begin() as session:
        accounts.add_organ(session, "late", "迟到的单位", "street")
        record(session, 1, [Fact(Tag.TASK_CLAIMED, {"name": object()})], actor=chief, now=now)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM organ WHERE code = 'late'")) == 0


# ---- proof ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("forgery, seq, why", [
    ("UPDATE entry SET payload = '{\"name\":\"别的\"}' WHERE case_id = 1 AND seq = 2", 2, "校验值不符"),
    ("UPDATE entry SET actor_name = '别人' WHERE case_id = 1 AND seq = 1", 1, "校验值不符"),
    ("UPDATE entry SET at = '2026-01-01 00:00:00.000000' WHERE case_id = 1 AND seq = 3", 3, "校验值不符"),
    ("UPDATE entry SET hash = 'f00' WHERE case_id = 1 AND seq = 2", 2, "校验值不符"),
    ("UPDATE entry SET prev_hash = 'f00' WHERE case_id = 1 AND seq = 2", 2, "接不上"),
    ("DELETE FROM entry WHERE case_id = 1 AND seq = 2", 3, "第 2 条不见了"),
    ("DELETE FROM entry WHERE case_id = 1 AND seq = 1", 2, "第 1 条不见了"),
    ("DELETE FROM entry WHERE case_id = 1 AND seq = 4", 4, "只找到 3 条"),
    ("DELETE FROM entry WHERE case_id = 1", None, "都不见了"),
    ("DELETE FROM chain_head WHERE case_id = 1", None, "链头不见了"),
    ("UPDATE entry SET case_id = 2, seq = 2 WHERE case_id = 1 AND seq = 4", 4, "只找到 3 条"),
])
def test_a_forged_trace_is_found_at_its_first_broken_entry(database, write, forgery, seq, why):
    write(1, *[CLAIMED] * 4)
    write(2, CLAIMED)
    assert proof(database).whole and proof(database).checked == 5
    forge(database, forgery)
    broken = proof(database).broken
    assert (broken.case_id, broken.seq) == (1, seq) and why in broken.why


def test_verifying_one_case_does_not_look_at_others(database, write):
    write(1, CLAIMED)
    write(2, CLAIMED)
    forge(database, "UPDATE entry SET tag = 'case:ended' WHERE case_id = 1")
    assert proof(database, 2).whole and not proof(database, 1).whole


def test_the_same_fact_in_another_case_or_at_another_time_has_another_hash(database, write):
    write(1, CLAIMED)
    write(2, CLAIMED)
    write(3, CLAIMED, minutes=1)
    with database.read() as session:
        assert len(set(session.scalars(select(Entry.hash)))) == 3


@pytest.mark.parametrize("change", [
    "UPDATE entry SET actor_name = 'x'", "DELETE FROM entry", "DELETE FROM chain_head", "UPDATE chain_head SET seq = 1",
    "UPDATE chain_head SET hash = 'x'",
    "INSERT OR REPLACE INTO entry SELECT id, case_id, seq, at, actor_id, 'x', post, organ_id, organ_name, tag, payload, prev_hash, hash FROM entry",
])
def test_the_database_refuses_to_change_the_trace(database, write, change):
    write(1, CLAIMED, CLAIMED)
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as session:
        session.execute(text(change))
    assert proof(database).whole
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 2


# ---- sentences --------------------------------------------------------------------------------------------------------
def test_every_tag_has_a_sentence_and_every_filter_exists():
    assert set(SENTENCES) == set(Tag)
    assert {name for template in SENTENCES.values() for name in re.findall(r"\{\w+:(\w+)\}", template)} == set(FILTERS)


@pytest.mark.parametrize("tag, payload, words", [
    (Tag.TASK_SUBMITTED, {"name": "拟办意见", "summary": "规自分局主责"}, "提交“拟办意见”：规自分局主责。"),
    (Tag.TASK_SUBMITTED, {"name": "拟办意见"}, "提交“拟办意见”。"),
    (Tag.WHISTLE_ISSUED, {"number": "甲吹〔2026〕1号", "depts": ["规自分局", "水务局"], "assemble_at": "2026-10-09T06:00:00+00:00"},
     "签发哨令 甲吹〔2026〕1号，召集规自分局、水务局，10-09 14:00集合。"),
    (Tag.WHISTLE_REPORTED_IN, {"dept": "公安分局", "persons": 3, "late_minutes": 41}, "报到，公安分局，到场 3 人，迟 41 分。"),
    (Tag.WHISTLE_REPORTED_IN, {"dept": "公安分局", "persons": 3, "late_minutes": None}, "报到，公安分局，到场 3 人。"),
    (Tag.ACT_REFUSED, {"name": "指派执法人员", "title": "持证人员不足两人", "article": "行政处罚法第四十二条"},
     "未放行“指派执法人员”：持证人员不足两人（行政处罚法第四十二条）。"),
    (Tag.RULE_DECIDED, {"decision": "D01_triage_route", "fired": {"D01_triage_route": ["D01_triage_route_r6"]}, "value": {}},
     "按规则 D01 判定，命中第 6 行。"),
    (Tag.RULE_DECIDED, {"decision": "D04_lead_dept", "title": "主责部门", "fired": {"a": ["a_r2"], "b": ["b_r1", "b_r3"]}},
     "按规则 D04“主责部门” 判定，命中第 2、1、3 行。"),
    (Tag.RULE_DECIDED, {"decision": "own_table", "fired": {"own_table": ["catch_all"]}}, "按规则 own_table 判定，命中catch_all。"),
    (Tag.RULE_OVERRIDDEN, {"decision": "D01_triage_route", "value": {"路径": ["规自", "水务"], "紧急": False}, "reason": "现场另有情况"},
     "未采用规则 D01 的建议，改为：路径 规自、水务，紧急 否，理由：现场另有情况。"),
    (Tag.WARNING_RAISED, {"level": "red", "class": "non_action", "organ": "水务局", "text": "到时未报到", "clause": "考核办法"},
     "发出红色警示，不作为，水务局：到时未报到（考核办法）。"),
    (Tag.TASK_OPENED, {"name": "签收", "role": "dept_liaison|dept_head"}, "交办“签收”，由部门联络员或部门负责人办理。"),
    ("later:release", {"x": 1}, "later:release"),
])
def test_a_fact_reads_as_a_plain_sentence(tag, payload, words):
    assert sentence(tag, payload) == words


def test_a_payload_can_not_smuggle_a_template_into_the_sentence():
    assert sentence(Tag.TASK_CLAIMED, {"name": "{hash} [x]"}) == "签收“{hash} [x]”。"
