"""The statutory acts: what each must be given, from whom it counts officers, what it does. Its guards name it themselves."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.acts.contract import PARTY_TYPES, PENALTY_KINDS, CaseFacts
from app.acts.effects import deciding, ending, hearing, opening
from app.acts.effects.base import Hand
from app.acts.guards import GUARDS, Guard
from app.acts.guards.execution import CHECKS
from app.acts.guards.filing import STANDARDS
from app.acts.guards.review import CONCLUSIONS, OPINIONS
from app.acts.papers.decision import CLAUSES
from app.acts.papers.ending import GROUNDS, RETENTION, SERVICE_RESULTS, WAYS
from app.acts.payload import Errors, Field, asked, choice, day, flag, items, listing, number, people, some_of, text, yuan
from app.acts.queries import CaseRecord
from app.kernel.clock import local

Schema = dict[str, Field]
Payload = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act. `decides`: (key, value) with which it has legal effect; with any other value (退回) only guards are asked that always hold.

    `officers`: persons whom the act counts as officers; `on`: the day on which they must hold their certificates, default
    today; `matters`: matters for which the subject must be competent; `cross`: what fields must not say together.
    """

    code: str
    name: str
    article: str
    schema: Schema
    effect: Callable[[Hand], None]
    decides: tuple[str, Any] | None = None
    officers: Callable[[Payload, CaseRecord], list[int]] = lambda payload, record: []
    on: Callable[[CaseRecord], date | None] = lambda record: None
    matters: Callable[[Payload, CaseRecord, CaseFacts], tuple[str, ...]] = lambda payload, record, facts: ()
    settle: Callable[[Payload], Payload] = field(default=lambda payload: payload)
    cross: Callable[[Payload], Errors] = field(default=lambda payload: {})

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(key for key, f in self.schema.items() if f.required)

    @property
    def guards(self) -> list[Guard]:
        return [g for g in GUARDS if self.code in g.acts]

    def has_effect(self, payload: Mapping[str, Any]) -> bool:
        return self.decides is None or payload[self.decides[0]] == self.decides[1]


# ---- keys that several acts share -----------------------------------------------------------------------------------
AGREE = ("approved", "agree")
_approval = choice("审批意见", "agree", "return").need()
_officers = people("执法人员").need()
_kinds = some_of("处罚种类", PENALTY_KINDS)
_amount = yuan("罚款金额").need_if("penalty_kind", "fine")
_harm = choice("危害后果", "none", "slight", "more")
_reason = text("理由").need()
_party: Schema = {"party_type": choice("当事人类型", *PARTY_TYPES).need(), "party_name": text("当事人", 120).need(),
                  "party_id_no": text("证件号码", 40), "party_address": text("地址", 200)}
_circumstances: Schema = {"minor": flag("情节轻微"), "corrected_in_time": flag("及时改正"), "harm": _harm,
                          "times_same_act": number("同类违法次数"), "no_fault_proved": flag("证明没有主观过错"), "age": number("行为时年龄")}
_correction: Schema = {"correction_ordered": flag("责令改正"), "items": items("改正内容"), "correction_due": day("改正期限"),
                       "no_correction_reason": text("不责令改正的理由")}
_told: Schema = {"facts_told": text("告知的事实").need(), "reasons_told": text("告知的理由").need(), "basis_told": listing("告知的依据").need(),
                 "rights_told": listing("告知的权利").need(), "penalty_kinds": _kinds.need(), "amount": yuan("罚款金额"),
                 "hearing_right": flag("告知听证权"), "new_facts_reason": text("新的事实")}
_heard: Schema = {"pleading": choice("陈述申辩", "made", "waived", "expired").need(),
                  "pleading_text": text("陈述申辩内容").need_if("pleading", "made"), "adopted": asked("是否采纳").need_if("pleading", "made"),
                  "adopt_reason": text("采纳或者不采纳的理由").need_if("pleading", "made"), "hearing_requested": flag("要求听证")}


def _given(payload: Payload, record: CaseRecord) -> list[int]:
    return payload["officers"]


def _of_record(payload: Payload, record: CaseRecord) -> list[int]:
    return record.officers


def _report_day(record: CaseRecord) -> date | None:
    """The officers of a decided case must have held their certificates when they reported."""
    return local(record.investigation.at).date() if record.investigation else None


def _matter_given(payload: Payload, record: CaseRecord, facts: CaseFacts) -> tuple[str, ...]:
    return (payload["matter_code"],)


def _matter_known(payload: Payload, record: CaseRecord, facts: CaseFacts) -> tuple[str, ...]:
    return (record.matter_code,) if record.matter_code else facts.matter_codes


def _in_order(payload: Payload) -> Errors:
    """The act comes first, its end and its discovery after it."""
    began, later = payload["act_date"], {"act_ended_on": "终了日期", "discovered_on": "发现日期"}
    return {key: f"{label}不能早于违法行为发生日期。" for key, label in later.items() if began and payload[key] and payload[key] < began}


def _one_kind(payload: Payload) -> Payload:
    """The on-spot form asks for one kind; the guards read a list, as of every decision."""
    return {**payload, "penalty_kinds": [payload["penalty_kind"]] if payload["penalty_kind"] else []}


_LIST = (
    Act("assign_officers", "指派执法人员", "《行政处罚法》第四十二条", {"officers": people("执法人员", 2).need()}, opening.assign_officers,
        officers=_given),
    Act("prepare_filing", "立案审批表", "《行政处罚法》第五十四条", {
        "cause": text("案由", 200).need(), "gist": text("案情摘要").need(), "matter_code": text("权责清单事项", 60).need(), **_party,
        "act_date": day("违法行为发生日期").need(), "act_ended_on": day("终了日期"), "discovered_on": day("发现日期").need(),
        "continuous": flag("连续或者继续状态"), "harm": _harm.need(), "life_health_finance": flag("涉及生命健康、金融安全"),
        "standards": some_of("立案标准", STANDARDS).need(), "officers": _officers},
        opening.prepare_filing, officers=_given, matters=_matter_given, cross=_in_order),
    Act("file_case", "立案", "《行政处罚法》第五十四条", {
        "approved": choice("审批意见", "agree", "refuse").need(), "refuse_reason": text("不予立案的理由").need_if("approved", "refuse")},
        opening.file_case, decides=AGREE, officers=lambda payload, record: record.filing.officers if record.filing else [],
        matters=_matter_known),
    Act("show_identity", "表明身份、现场查证", "《行政处罚法》第五十二条、第五十五条", {
        "officers": _officers, "certificates_shown": asked("已出示执法证件").need(), "recording_on": asked("全过程音像记录").need(),
        "act": text("违法行为").need(), "act_date": day("行为日期").need(), "act_place": text("地点", 200).need(), **_party,
        "matter_code": text("权责清单事项", 60).need(), "evidence_note": text("证据").need(), "fact_certain": flag("事实确凿"),
        "needs_tests": flag("需要检验鉴定"), "party_disputes": flag("当事人有争议"), "crime_suspected": flag("涉嫌犯罪"),
        "penalty_kind": choice("拟处罚种类", "warning", "fine").need(), "amount": _amount, **_circumstances},
        opening.show_identity, officers=_given, matters=_matter_given),
    Act("report_investigation", "调查终结报告", "《行政处罚法》第五十四条、第五十七条", {
        "facts_found": text("查明的事实").need(), "evidence_list": listing("证据清单").need(), "nature": text("案件性质").need(),
        "legal_basis": listing("法律依据").need(), "discretion_factors": listing("裁量情节").need(),
        "suggestion": choice("处理建议", "punish", "no_penalty", "withdraw", "transfer").need(), "penalty_kinds": _kinds,
        "amount": yuan("罚款金额"), "crime_suspected": flag("涉嫌犯罪"), "norm_branches": number("涉及法律部门数"),
        "public_interest": flag("重大公共利益"), "complex_case": flag("疑难复杂"), **_circumstances},
        opening.report_investigation, officers=_of_record),
    Act("order_correction", "责令改正", "《行政处罚法》第二十八条", {
        **_correction, "correction_ordered": asked("责令改正").need(), "items": items("改正内容").need_if("correction_ordered", True),
        "no_correction_reason": text("不责令改正的理由").need_if("correction_ordered", False)}, deciding.order_correction),
    Act("recheck", "复查", "《行政处罚法》第二十八条", {
        "result": choice("复查结果", "pass", "partly", "fail").need(), "recheck_note": text("复查情况").need(), "officers": _officers},
        deciding.recheck, officers=_given),
    Act("notify", "事先告知", "《行政处罚法》第四十四条", _told, hearing.notify),
    Act("hear_pleading", "听取陈述申辩并复核", "《行政处罚法》第四十五条、第六十二条", _heard, hearing.hear_pleading),
    Act("hear_on_spot", "当场告知并听取", "《行政处罚法》第四十四条、第四十五条", {
        **_told, **_heard, "pleading": choice("陈述申辩", "made", "waived").need()}, hearing.hear_on_spot),
    Act("hold_hearing", "组织听证", "《行政处罚法》第六十三条至第六十五条", {
        "held_on": day("听证日期").need(), "chair_opinion": text("主持人意见").need(), "record_signed": asked("笔录已签字").need()},
        hearing.hold_hearing),
    Act("submit_review", "提请法制审核", "《行政处罚法》第五十八条", {"package_note": text("送审说明").need()}, hearing.submit_review),
    Act("review", "法制审核", "《行政处罚法》第五十八条", {
        "points": some_of("审核要点").need_if("opinion", "agree"), "opinion": choice("审核意见", *OPINIONS).need(),
        "opinion_text": text("审核意见说明").need()}, hearing.review),
    Act("answer_review", "审核整改答复", "《行政处罚法》第五十八条", {"response": text("答复").need()}, hearing.answer_review),
    Act("discuss", "集体讨论", "《行政处罚法》第五十七条", {
        "members": people("讨论成员").need(), "member_opinions": listing("各成员意见").need(),
        "conclusion": choice("讨论结论", *CONCLUSIONS).need(), "dissent": text("不同意见")}, hearing.discuss),
    Act("decide", "处罚决定", "《行政处罚法》第五十七条、第五十九条", {
        "approved": _approval, "penalty_kinds": _kinds.need_if(*AGREE), "amount": yuan("罚款金额"),
        "party_name": text("当事人", 120).need_if(*AGREE), "party_address": text("地址", 200),
        "facts_found": text("违法事实").need_if(*AGREE), "legal_basis": listing("法律依据").need_if(*AGREE),
        "performance": text("履行方式和期限").need_if(*AGREE), "remedy": text("救济途径").need_if(*AGREE),
        "decided_on": day("决定日期").need_if(*AGREE), "discretion_statement": text("裁量说明").need_if(*AGREE),
        "correction_ordered": flag("责令改正"), "no_correction_reason": text("不责令改正的理由")},
        deciding.decide, decides=AGREE, officers=_of_record, on=_report_day, matters=_matter_known),
    Act("decide_no_penalty", "不予处罚决定", "《行政处罚法》第三十条、第三十一条、第三十三条", {
        "approved": _approval, "clause": choice("不予处罚的条款", *CLAUSES).need_if(*AGREE), "reason": text("理由").need_if(*AGREE),
        "education": text("教育告诫").need_if(*AGREE)}, deciding.decide_no_penalty, decides=AGREE),
    Act("decide_on_spot", "当场处罚决定", "《行政处罚法》第五十一条、第五十二条", {
        "penalty_kind": choice("处罚种类", *PENALTY_KINDS).need(), "amount": _amount, "party_name": text("当事人", 120).need(),
        "party_address": text("地址", 200), "facts_found": text("违法事实").need(), "legal_basis": listing("法律依据").need(),
        "performance": text("履行方式和期限").need(), "remedy": text("救济途径").need(), "delivered": choice("交付", "signed", "refused").need(),
        "refusal_note": text("拒签情况").need_if("delivered", "refused"), **_correction},
        deciding.decide_on_spot, officers=lambda payload, record: record.identity.officers if record.identity else [],
        matters=_matter_known, settle=_one_kind),
    Act("educate", "教育告诫", "《行政处罚法》第三十三条第三款", {"education": text("教育告诫").need()}, deciding.educate),
    Act("withdraw_filing", "撤案", "《行政处罚法》第五十七条第一款第三项", {"reason": _reason}, deciding.withdraw_filing),
    Act("transfer", "移送", "《行政处罚法》第二十五条、第二十七条", {"to_organ": text("移送单位", 120).need(), "reason": _reason}, deciding.transfer),
    Act("serve", "送达", "《行政处罚法》第六十一条", {
        "document": text("送达文书"), "way": choice("送达方式", *WAYS).need(), "receiver": text("受送达人", 120),
        "served_on": day("送达日期").need(), "served_place": text("送达地点", 200), "servers": people("送达人").need(),
        "witness": text("见证人", 120), "result": choice("结果", *SERVICE_RESULTS).need(), "consent_form": flag("电子送达确认书")},
        ending.serve, officers=lambda payload, record: payload["servers"]),
    Act("collect", "收缴罚款", "《行政处罚法》第六十七条至第七十条", {
        "paid": choice("缴款方式", "bank", "on_spot").need(), "amount": yuan("金额").need(), "receipt_no": text("票据号码", 60).need_if("paid", "bank"),
        "paid_on": day("缴款日期").need(), "on_spot_reason": text("当场收缴的理由")}, ending.collect),
    Act("publish", "公示", "《行政处罚法》第四十八条", {
        "publish": asked("是否公示").need(), "masked": flag("已隐去不宜公开的内容"),
        "no_publish_reason": text("不公示的理由").need_if("publish", False)}, ending.publish),
    Act("close", "结案", "《行政处罚法》第六十六条", {
        "approved": _approval, "ground": choice("结案理由", *GROUNDS).need(), "close_note": text("结案说明").need_if("ground", "terminated")},
        ending.close, decides=AGREE),
    Act("archive", "归档", "《行政处罚法》第四十七条", {
        "checks": some_of("归档检查", CHECKS).need(), "retention": choice("保管期限", *RETENTION).need()}, ending.archive),
)

ACTS: dict[str, Act] = {act.code: act for act in _LIST}
