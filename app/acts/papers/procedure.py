"""Documents before the decision: filing, investigation, notice, review, discussion, hearing."""
from app.acts.contract import OfficerStanding
from app.acts.effects.base import Hand
from app.acts.guards.filing import STANDARDS
from app.acts.guards.review import CONCLUSIONS, OPINIONS
from app.acts.papers.common import names, officer_lines, party, party_section, penalty_lines
from app.documents.body import body, day, rows, text

POINT_NAMES = {"subject": "执法主体", "personnel": "执法人员资格", "procedure": "执法程序", "facts": "事实与证据", "law": "法律适用与裁量",
               "authority": "执法权限", "documents": "执法文书", "transfer": "是否移送司法机关"}
HARM = {"none": "没有危害后果", "slight": "危害后果轻微", "more": "有危害后果"}


def assignment(hand: Hand, officers: list[OfficerStanding]) -> dict:
    listed = [(("主办" if n == 0 else "协办"), f"{o.name}，执法证号 {o.certificate}，有效至 {o.valid_to}") for n, o in enumerate(officers)]
    return body([rows("案件", [("案号", hand.facts.number), ("案名", hand.facts.title)]), rows("指派执法人员", listed)],
                organ=hand.subject_name, on=hand.today, lines=["指派人（签名）"])


def filing(hand: Hand, officers: list[OfficerStanding]) -> dict:
    """立案审批表 (or 不予立案审批表), written when the head has said yes or no."""
    form, agreed = hand.record.filing, hand.payload["approved"] == "agree"
    opinion = "同意立案。" if agreed else f"不予立案。理由：{hand.payload['refuse_reason']}"
    return body([
        rows("案件", [("案由", form.cause), ("案号", hand.facts.number), ("权责清单事项", form.matter_code), ("来源", hand.facts.source)]),
        party_section(hand.facts, hand.record),
        text("案情摘要", form.gist),
        rows("时间", [("行为发生", form.act_date), ("行为终了", form.act_ended_on), ("发现", form.discovered_on),
                    ("危害后果", HARM.get(form.harm, form.harm))]),
        rows("立案标准", [(name, "符合" if code in form.standards else "不符合") for code, name in STANDARDS.items()]),
        rows("承办人", [("执法人员", "、".join(o.name for o in officers))]),
        text("负责人意见", opinion),
    ], organ=hand.subject_name, on=hand.today, lines=[*officer_lines(officers), "机关负责人（签名）"])


def site_record(hand: Hand, officers: list[OfficerStanding]) -> dict:
    p = hand.payload
    return body([
        party_section(hand.facts, hand.record, p),
        rows("检查", [("时间", p["act_date"]), ("地点", p["act_place"]), ("事项", p["matter_code"]), ("已出示执法证件", p["certificates_shown"]),
                    ("全过程音像记录", p["recording_on"])]),
        text("查明的事实", p["act"]), text("证据", p["evidence_note"]),
    ], organ=hand.subject_name, on=hand.today, lines=[*officer_lines(officers), "当事人（签名，以上笔录无误）"])


SUGGESTIONS = {"punish": "给予行政处罚", "no_penalty": "不予行政处罚", "withdraw": "违法事实不能成立，撤销案件", "transfer": "移送"}


def report(hand: Hand) -> dict:
    p = hand.payload
    return body([
        party_section(hand.facts, hand.record),
        text("查明的事实", p["facts_found"]), text("证据", *p["evidence_list"].splitlines()), text("案件性质", p["nature"]),
        text("法律依据", p["legal_basis"]), text("裁量情节", p["discretion_factors"]),
        text("处理建议", SUGGESTIONS[p["suggestion"]] + "。", *penalty_lines(p["penalty_kinds"], p["amount"])),
    ], organ=hand.subject_name, on=hand.today, lines=["承办人（签名）"])


def notice(hand: Hand, defence_days: int) -> dict:
    p, who = hand.payload, party(hand.facts, hand.record)
    defence = (f"你（单位）可以自收到本告知书之日起 {defence_days} 个工作日内进行陈述和申辩；逾期不提出的，视为没有意见。"
               "本机关不会因你（单位）陈述、申辩而给予更重的处罚。")
    hearing = "你（单位）有权要求听证。要求听证的，应当在收到本告知书后五个工作日内提出，听证不收费用。" if p["hearing_right"] else ""
    return body([
        text("查明的事实", p["facts_told"]), text("理由", p["reasons_told"]), text("依据", p["basis_told"]),
        text("拟作出的行政处罚", *penalty_lines(p["penalty_kinds"], p["amount"])),
        text("重新告知的新事实", p["new_facts_reason"] or ""),
        text("你（单位）的权利", p["rights_told"], defence, hearing),
    ], organ=hand.subject_name, on=hand.today, addressee=who["name"], seal=True)


def pleading(hand: Hand) -> dict:
    p = hand.payload
    happened = {"made": p["pleading_text"], "waived": "当事人明确放弃陈述、申辩。", "expired": "当事人在期限内没有陈述、申辩。"}[p["pleading"]]
    opinion = "" if p["pleading"] != "made" else f"{'采纳' if p['adopted'] else '不予采纳'}。{p['adopt_reason'] or ''}"
    return body([party_section(hand.facts, hand.record), text("陈述、申辩", happened), text("复核意见", opinion),
                 text("听证", "当事人要求听证。" if p["hearing_requested"] else "")],
                organ=hand.subject_name, on=hand.today, lines=["听取人（签名）", "当事人（签名）"])


def hearing(hand: Hand) -> dict:
    p = hand.payload
    return body([rows("听证", [("举行日期", p["held_on"]), ("主持人", hand.actor.name), ("笔录签字", p["record_signed"])]),
                 text("主持人意见", p["chair_opinion"])], organ=hand.subject_name, on=hand.today, lines=["听证主持人（签名）"])


def review(hand: Hand, number: int) -> dict:
    p = hand.payload
    points = [(name, "通过" if code in p["points"] else "有问题") for code, name in POINT_NAMES.items()]
    return body([rows("案件", [("案号", hand.facts.number), ("案名", hand.facts.title), ("审核", f"第 {number} 次")]),
                 rows("审核要点", points), text("审核意见", f"{OPINIONS[p['opinion']]}。{p['opinion_text']}")],
                organ=hand.subject_name, on=hand.today, lines=[f"审核人：{hand.actor.name}（签名）"])


def discussion(hand: Hand) -> dict:
    p = hand.payload
    return body([rows("集体讨论", [("案号", hand.facts.number), ("案名", hand.facts.title), ("日期", day(hand.today)),
                               ("参加人", names(hand.session, p["members"]))]),
                 text("各成员意见", *p["member_opinions"].splitlines()), text("不同意见", p["dissent"] or ""),
                 text("结论", CONCLUSIONS[p["conclusion"]] + "。")],
                organ=hand.subject_name, on=hand.today, lines=["参加人（签名）", "记录人（签名）"])
