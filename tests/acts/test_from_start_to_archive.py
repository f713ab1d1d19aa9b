"""Two whole cases by acts alone: an ordinary penalty and one on the spot; what they leave behind."""
from decimal import Decimal

import pytest

from app.acts.queries import record_of
from app.audit import queries as trace
from app.audit.operations import record, verify
from app.audit.tags import Tag
from app.documents import queries as documents
from tests.acts.support import refused


@pytest.fixture
def ordinary(office):
    office.file()
    office.report()
    office.tell()
    office.serve()
    office.hear(pleading="made", pleading_text="只采了一天", adopted=False, adopt_reason="与现场笔录不符")
    office.decide()
    office.serve()
    office.act("officer", "publish", publish=True)
    office.collect()
    office.close()
    office.archive()
    return office


@pytest.fixture
def summary(street):
    street.show()
    street.tell_on_spot()
    street.decide_on_spot()
    street.collect(100, who="officer", paid="on_spot")
    street.close(who="exec_deputy_head")
    street.archive()
    return street


def papers(office) -> dict[str, object]:
    return {d.kind: d for d in documents.documents(office.session, office.facts.case_id)}


def words(document) -> str:
    """Everything printed in a document."""
    parts = [document.body["addressee"] or ""]
    for section in document.body["sections"]:
        parts += [section["heading"] or "", *section.get("text", []), *(f"{label}：{value}" for label, value in section.get("rows", []))]
    return "\n".join(parts)


def test_an_ordinary_case_leaves_its_file(ordinary):
    assert [d.kind for d in documents.documents(ordinary.session, 7)] == [
        "W02", "W17", "W20", "W28", "W22", "W25", "W28", "W29", "W39", "W40"]


def test_the_decision_has_the_six_items(ordinary):
    text = words(papers(ordinary)["W25"])
    for item in ("某砂石经营部", "东河村 3 号", "无证采砂 300 立方米", "现场笔录", "罚款人民币贰万元整（¥20,000.00）", "《矿产资源法》",
                 "十五日内缴至指定银行", "行政复议", "行政诉讼", "按一般阶次", "只采了一天"):
        assert item in text, item
    signature = papers(ordinary)["W25"].body["signature"]
    assert signature["date"] == "2026年11月23日" and signature["organ"] == ordinary.facts.legal_subject_name and signature["seal"]


def test_an_on_spot_decision_says_reconsideration_first(summary):
    text = words(papers(summary)["W26"])
    assert "先向安河区人民政府申请行政复议" in text and "六个月" not in text
    assert papers(summary)["W26"].number == "甲当罚字〔2026〕第1号"
    assert papers(summary)["W26"].body["signature"]["organ"] == "甲镇人民政府"


def test_the_case_is_reported_by_its_record(ordinary):
    kept = record_of(ordinary.session, 7)
    assert (kept.decision.kind, kept.decision.amount, kept.closing.ground, kept.archive.retention) == (
        "ordinary", Decimal(20000), "executed", "30y")
    assert kept.handlers == set(ordinary.ids("officer", "officer2"))
    assert record_of(ordinary.session, 8).decision is None, "another case has none of it"


def test_every_act_is_in_the_trace_by_its_post(ordinary):
    for result in ordinary.results:
        record(ordinary.session, 7, result.facts, actor=ordinary.login("officer"), now=ordinary.now)
    lines = trace.history(ordinary.session, 7, limit=100)
    assert verify(ordinary.session, 7).whole
    sentences = "\n".join(line.text for line in lines)
    for told in ("作出“处罚决定”：罚款 20,000 元，文书 规自罚决字〔2026〕第1号", "制发行政处罚决定书 规自罚决字〔2026〕第1号",
                 "送达行政处罚决定书 规自罚决字〔2026〕第1号，方式：直接送达", "归档，档号 规自执法档〔2026〕1，保管期限：30年"):
        assert told in sentences, told
    decided = next(line for line in lines if line.tag == Tag.ACT_PERFORMED and "处罚决定" in line.text)
    assert decided.post == "机关负责人"


def test_nothing_is_written_by_a_refused_act(office):
    before = {table.name: office.session.query(table).count() for table in _tables()}
    with refused("E-42-1"):
        office.decide()
    assert {table.name: office.session.query(table).count() for table in _tables()} == before


def _tables():
    from app.kernel.database import Base
    return [t for name, t in Base.metadata.tables.items() if name.startswith("act_") or name in ("document", "sequence")]


def test_gateways_read_numbers_and_results(ordinary):
    told = {}
    for result in ordinary.results:
        told |= result.variables
    assert told["decision_no"] == "规自罚决字〔2026〕第1号" and told["paid_in_full"] is True and told["filed"] is True


def test_a_remedy_without_terms_is_written_out(street):
    street.show()
    street.tell_on_spot()
    street.decide_on_spot(remedy="先申请行政复议")
    text = words(papers(street)["W26"])
    assert "自收到本决定书之日起六十日内先向安河区人民政府申请行政复议" in text and "十五日内依法向人民法院提起行政诉讼" in text


def test_no_document_prints_what_is_not_there(office):
    """Every paper that an ordinary case can have, with only what is required: no None, no True, no code words."""
    office.act("dept_head", "assign_officers", officers=office.ids("officer", "officer2"))
    office.file(party_address=None)
    office.act("officer", "order_correction", correction_ordered=True, items=[{"problem": "堆料", "norm": None}])
    office.act("officer", "recheck", result="partly", recheck_note="清了一半", officers=office.ids("officer", "officer2"))
    office.report(complex_case=True)
    office.tell(hearing_right=True)
    office.serve(receiver=None)
    office.hear(hearing_requested=True)
    office.act("hearing_chair", "hold_hearing", held_on="2026-11-23", chair_opinion="事实清楚", record_signed=True)
    office.review()
    office.discuss()
    office.decide()
    office.serve()
    office.collect()
    office.act("officer", "educate", education="下不为例")
    office.act("organ_head", "transfer", to_organ="某县水务局", reason="下游归其管辖")
    office.close()
    office.archive()
    printed = {d.kind: words(d) for d in documents.documents(office.session, 7)}
    assert set(printed) == {"W48", "W02", "W14", "W15", "W17", "W20", "W28", "W22", "W23", "W18", "W19", "W25", "W29", "W16", "W35", "W39", "W40"}
    for kind, text in printed.items():
        for wrong in ("None", "True", "False", "slight", "agree", "waived", "{", "organisation"):
            assert wrong not in text, f"{kind}: {wrong}"


def test_a_refused_filing_and_a_withdrawal_have_their_papers(office):
    office.prepare()
    assert office.act("organ_head", "file_case", approved="refuse", refuse_reason="不属于本机关").documents[0].kind == "W03"
    office.act("organ_head", "file_case", approved="agree")
    paper = office.act("organ_head", "withdraw_filing", reason="违法事实不能成立").documents[0]
    assert paper.kind == "W37" and "违法事实不能成立" in words(paper)
