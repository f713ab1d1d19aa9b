"""The trace: written in chains, read as sentences, refused to be changed, proved whole."""
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts import operations as accounts
from app.accounts.model import SYSTEM, Actor, HeldPost
from app.audit import stands
from app.audit.leaf import GENESIS, START, Stand, fingerprint
from app.audit.model import ChainHead, Leaf, TraceActor
from app.audit.operations import Fact, record, verify
from app.audit.queries import history, length, recent
from app.audit.tags import FILTERS, SENTENCES, Tag, sentence
from app.audit.words import WORDS
from app.kernel.database import dumps
from tests.conftest import tables
from tests.support.forging import forge

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


# ---- writing and reading ----------------------------------------------------------------------------------------------
def test_entries_are_numbered_and_chained_per_case(database, write):
    write(1, CLAIMED, CLAIMED)
    write(2, CLAIMED)
    write(1, CLAIMED)
    with database.read() as session:
        assert [line.seq for line in history(session, 1)] == [1, 2, 3] and [line.seq for line in history(session, 2)] == [1]
        assert len({line.hash for case in (1, 2) for line in history(session, case)}) == 4
        heads = session.execute(select(ChainHead.case_id, ChainHead.seq, ChainHead.hash).order_by(ChainHead.case_id)).all()
        ends = [history(session, case)[-1] for case in (1, 2)]
    assert [(h.seq, h.hash.hex()) for h in heads] == [(line.seq, line.hash) for line in ends]


def test_what_one_command_records_is_one_row(database, write):
    write(1, CLAIMED, CLAIMED, CLAIMED)
    with database.read() as session:
        assert session.execute(select(Leaf.seq, Leaf.size)).all() == [(1, 3)]


def test_whoever_knows_where_the_chain_stands_need_not_read_it(database, chief, now):
    with database.begin() as session:
        head = record(session, 1, [CLAIMED], actor=chief, now=now, head=START)
        head = record(session, 1, [CLAIMED, CLAIMED], actor=chief, now=now, head=head)
    assert head.seq == 3 and proof(database).checked == 3
    with database.begin() as session:
        assert record(session, 1, [], actor=chief, now=now, head=head) == head


@pytest.mark.both
def test_who_records_at_the_same_moment_waits_and_continues_the_chain(database, write, chief, now):
    write(1, CLAIMED)
    failures = []

    def record_some() -> None:
        try:
            for _ in range(5):
                write(1, CLAIMED, CLAIMED)
        except Exception as error:      # a thread's exception would be lost
            failures.append(error)

    threads = [Thread(target=record_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert proof(database).whole and proof(database).checked == 1 + 4 * 5 * 2


def test_an_entry_that_does_not_continue_its_chain_is_refused(database, write, chief, now):
    write(1, CLAIMED, CLAIMED)
    for stale in (START, START._replace(seq=1), START._replace(seq=5)):
        with pytest.raises(DBAPIError, match="append-only|pk_trace_leaf"), database.begin() as session:
            record(session, 1, [CLAIMED], actor=chief, now=now, head=stale)
    assert proof(database).checked == 2


def test_who_acted_is_stored_once(database, write, chief):
    write(1, CLAIMED, replace(CLAIMED, post="team_head", organ_id=chief.posts[0].organ_id), CLAIMED)
    write(2, CLAIMED)
    write(2, CLAIMED, actor=replace(chief, name="李志坚"))
    with database.read() as session:
        rows = session.execute(select(TraceActor.actor_name, TraceActor.post).order_by(TraceActor.id)).all()
        assert [line.role for line in history(session, 1)] == ["team_head"] * 3
        assert [line.actor for line in history(session, 2)] == ["李志强", "李志坚"]
    assert rows == [("李志强", "team_head"), ("李志强", "duty_chief"), ("李志坚", "duty_chief")]


def test_facts_of_one_command_may_have_been_done_by_different_posts(database, write, chief):
    organ = chief.posts[0].organ_id
    write(1, *(replace(CLAIMED, post=post, organ_id=organ) for post in ("duty_chief", "officer", "duty_chief")))
    with database.read() as session:
        assert [line.role for line in history(session, 1)] == ["duty_chief", "officer", "duty_chief"]
    assert proof(database).whole


def test_who_acted_in_a_transaction_that_failed_is_not_remembered(database, write, chief, now):
    with pytest.raises(RuntimeError), database.begin() as session:
        record(session, 1, [CLAIMED], actor=chief, now=now)
        raise RuntimeError
    with database.begin() as session:
        with pytest.raises(RuntimeError), session.begin_nested():
            record(session, 1, [CLAIMED], actor=chief, now=now)
            raise RuntimeError
        record(session, 1, [CLAIMED], actor=chief, now=now)
    write(1, CLAIMED)
    assert proof(database).whole and proof(database).checked == 2
    with database.read() as session:
        assert len(stands.load(session)) == 1


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


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_do_not_depend_on_how_many_facts_a_command_had(database, write, limit):
    for size in (1, 3, 2, 1, 4):
        write(1, *[CLAIMED] * size)
    with database.read() as session:
        whole = history(session, 1)
        assert [line.seq for line in whole] == list(range(1, 12))
        for at in range(13):
            assert history(session, 1, after=at, limit=limit) == whole[at:][:limit]
            assert recent(session, 1, before=at, limit=limit) == [line for line in reversed(whole) if line.seq < at][:limit]
        assert recent(session, 1) == whole[::-1]


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
OTHER = '[["task:claimed",{"name":"别的"}]]'.encode()
SECOND = "WHERE case_id = 1 AND seq = 2"
FORGERIES = [
    (f"UPDATE trace_leaf SET content = :b {SECOND}", OTHER, 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = :b {SECOND}", b"\x01\x02", 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = :b {SECOND}", b"\x07\x02", 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = :b {SECOND}", b"x", 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = :b {SECOND}", b"[]", 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = :b {SECOND}", b"[1, {}]", 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = :b {SECOND}", b'[["task:claimed"]]', 2, "校验值不符"),
    (f"UPDATE trace_leaf SET content = (SELECT content FROM trace_leaf WHERE case_id = 1 AND seq = 4) {SECOND}", None, 2, "校验值不符"),
    ("UPDATE trace_leaf SET size = 2 WHERE case_id = 1 AND seq = 6", None, 6, "校验值不符"),
    ("UPDATE trace_leaf SET size = 1 WHERE case_id = 1 AND seq = 4", None, 4, "校验值不符"),
    ("UPDATE trace_actor SET actor_name = '别人' WHERE id = 1", None, 1, "校验值不符"),
    ("UPDATE trace_actor SET post = 'officer' WHERE id = 1", None, 1, "校验值不符"),
    ("DELETE FROM trace_actor WHERE id = 1", None, 1, "校验值不符"),
    ("UPDATE trace_leaf SET actor = 2 WHERE case_id = 1 AND seq = 3", None, 3, "校验值不符"),
    ("UPDATE trace_leaf SET actor = 99 WHERE case_id = 1 AND seq = 3", None, 3, "校验值不符"),
    ("UPDATE trace_leaf SET at = (SELECT at FROM trace_leaf WHERE case_id = 2) WHERE case_id = 1 AND seq = 3", None, 3, "校验值不符"),
    (f"UPDATE trace_leaf SET hash = :b {SECOND}", b"\xf0\x0f", 2, "校验值不符"),
    (f"DELETE FROM trace_leaf {SECOND}", None, 3, "第 2 条不见了"),
    ("DELETE FROM trace_leaf WHERE case_id = 1 AND seq = 1", None, 2, "第 1 条不见了"),
    ("DELETE FROM trace_leaf WHERE case_id = 1 AND seq = 6", None, 6, "只找到 5 条"),
    ("DELETE FROM trace_leaf WHERE case_id = 1", None, None, "都不见了"),
    ("DELETE FROM chain_head WHERE case_id = 1", None, None, "链头不见了"),
    ("UPDATE chain_head SET seq = 5 WHERE case_id = 1", None, 7, "只找到 6 条"),
    ("UPDATE chain_head SET hash = :b WHERE case_id = 1", b"\x00", 7, "只找到 6 条"),
    ("UPDATE trace_leaf SET case_id = 2, seq = 2 WHERE case_id = 1 AND seq = 6", None, 6, "只找到 5 条"),
]


@pytest.fixture
def two_chains(database, write):
    for facts in ((CLAIMED,), (replace(CLAIMED, payload={"name": "另一件"}),), (CLAIMED,), (CLAIMED, CLAIMED), (CLAIMED,)):
        write(1, *facts)
    write(2, CLAIMED, actor=SYSTEM, minutes=1)
    assert proof(database).whole and proof(database).checked == 7


@pytest.mark.both
@pytest.mark.parametrize("forgery, value, seq, why", FORGERIES)
def test_a_forged_trace_is_found_at_its_first_broken_entry(database, two_chains, forgery, value, seq, why):
    forge(database, forgery, **({"b": value} if value is not None else {}))
    broken = proof(database).broken
    assert (broken.case_id, broken.seq) == (1, seq) and why in broken.why
    assert proof(database, 2).whole or "trace_actor" in forgery or "case_id = 2" in forgery


@pytest.mark.parametrize("column, value", [("at", "'2026-01-01 00:00:00.000000'"), ("at", "9e99"), ("content", "'x'"), ("hash", "'f00'"),
                                           ("size", "'x'"), ("actor", "'x'"), ("seq", "'x'")])
def test_what_is_not_even_of_the_columns_type_is_told_and_not_an_error(sqlite, now, column, value):
    """SQLite keeps in a column whatever it is given."""
    with sqlite.fresh(tables) as database:
        with database.begin() as session:
            for _ in range(2):
                record(session, 1, [CLAIMED], actor=SYSTEM, now=now)
        forge(database, f"UPDATE trace_leaf SET {column} = {value} WHERE seq = 2")
        assert proof(database).broken.case_id == 1 and proof(database).checked == 1


def test_an_entry_taken_out_of_the_middle_of_a_command_is_found(database, write):
    write(1, CLAIMED)
    write(1, CLAIMED, replace(CLAIMED, payload={"name": "另一件"}), CLAIMED)
    with database.read() as session:
        content = session.scalar(select(Leaf.content).where(Leaf.seq == 2))
    forge(database, "UPDATE trace_leaf SET content = :b, size = 2 WHERE seq = 2", b=dumps(content[:1] + content[2:]))
    assert (proof(database).broken.seq, proof(database).checked) == (2, 1)


def test_verifying_one_case_does_not_look_at_others(database, write):
    write(1, CLAIMED)
    write(2, CLAIMED)
    forge(database, "UPDATE trace_leaf SET content = :b WHERE case_id = 1", b=OTHER)
    assert proof(database, 2).whole and not proof(database, 1).whole


def test_the_same_fact_in_another_case_or_at_another_time_has_another_hash(database, write):
    write(1, CLAIMED)
    write(2, CLAIMED)
    write(3, CLAIMED, minutes=1)
    with database.read() as session:
        assert len(set(session.scalars(select(Leaf.hash)))) == 3


CHANGES = ["UPDATE trace_leaf SET actor = 2", "DELETE FROM trace_leaf", "DELETE FROM chain_head", "UPDATE chain_head SET seq = 1",
           "UPDATE chain_head SET hash = hash", "UPDATE trace_actor SET actor_name = 'x'", "DELETE FROM trace_actor",
           "INSERT INTO trace_leaf SELECT case_id, 9, size, at, actor, content, hash FROM trace_leaf"]
REPLACEMENTS = ["INSERT OR REPLACE INTO trace_leaf SELECT case_id, seq, size, at, actor, x'00', hash FROM trace_leaf",
                "INSERT OR REPLACE INTO trace_actor SELECT id, actor_id, 'x', post, organ_id, organ_name FROM trace_actor",
                "INSERT OR REPLACE INTO chain_head SELECT case_id, 1, hash FROM chain_head"]
TRUNCATIONS = ["TRUNCATE trace_leaf", "TRUNCATE chain_head", "TRUNCATE trace_actor CASCADE"]


@pytest.mark.both
@pytest.mark.parametrize("change", CHANGES + REPLACEMENTS + TRUNCATIONS)
def test_the_database_refuses_to_change_the_trace(database, write, change):
    if change in (TRUNCATIONS if database.is_sqlite else REPLACEMENTS):
        pytest.skip("this database has no such statement")
    write(1, CLAIMED, CLAIMED)
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as session:
        session.execute(text(change))
    assert proof(database).whole and proof(database).checked == 2


# ---- the hash of the first release ---------------------------------------------------------------------------------------
def test_entries_hash_as_in_the_first_release():
    """Worked out by hand from the fields, so that no later change of the code can change what an entry's hash is."""
    stand = Stand(7, "李志强", "duty_chief", 3, "甲镇")
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    text = ('{"actor_id":7,"actor_name":"李志强","at":"2026-11-23T01:00:00.000000+00:00","case_id":1,"organ_id":3,"organ_name":"甲镇",'
            '"payload":{"name":"拟办意见"},"post":"duty_chief","prev_hash":"' + "0" * 64 + '","seq":1,"tag":"task:claimed"}')
    assert fingerprint(1, 1, at, stand, "task:claimed", {"name": "拟办意见"}, GENESIS) == sha256(text.encode()).digest()


def test_the_words_that_entries_are_packed_with_never_change():
    assert [sha256(words).hexdigest()[:16] for words in WORDS] == ["acc26bf7e400d5a3"]


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
