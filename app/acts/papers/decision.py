"""Decisions and what stands beside them: correction, education, transfer, withdrawal."""
import re

from app.acts.contract import OfficerStanding
from app.acts.effects.base import Hand
from app.acts.papers.common import (
    ON_SPOT_REMEDY,
    ORDINARY_REMEDY,
    SURCHARGE,
    government,
    officer_lines,
    party,
    party_section,
    penalty_lines,
    stop,
)
from app.acts.payload import line
from app.documents.body import body, day, rows, text

CLAUSES = {
    "33-1": "《中华人民共和国行政处罚法》第三十三条第一款：违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚",
    "33-1-2": "《中华人民共和国行政处罚法》第三十三条第一款：初次违法且危害后果轻微并及时改正的，可以不予行政处罚",
    "33-2": "《中华人民共和国行政处罚法》第三十三条第二款：当事人有证据足以证明没有主观过错的，不予行政处罚",
    "30": "《中华人民共和国行政处罚法》第三十条：不满十四周岁的未成年人有违法行为的，不予行政处罚，责令监护人加以管教",
    "31": "《中华人民共和国行政处罚法》第三十一条：在不能辨认或者不能控制自己行为时有违法行为的，不予行政处罚",
}


def penalty(hand: Hand) -> dict:
    """行政处罚决定书: the six items of 59, how discretion was used, the surcharge."""
    p, report = hand.payload, hand.record.investigation
    fined = "fine" in p["penalty_kinds"]
    return body([
        party_section(hand.facts, hand.record, p),
        text("违法事实", p["facts_found"]), text("证据", *(report.evidence_list.splitlines() if report else ())),
        text("陈述申辩及听证", _heard(hand)),
        text("法律依据", p["legal_basis"]), text("裁量说明", p["discretion_statement"]),
        text("决定", "依据上述规定，决定给予以下行政处罚：", *penalty_lines(p["penalty_kinds"], p["amount"])),
        text("责令改正", _correction(hand)),
        text("履行方式和期限", p["performance"], SURCHARGE if fined else ""),
        text("救济途径", _remedy(hand, ORDINARY_REMEDY)),
    ], organ=hand.subject_name, on=p["decided_on"], addressee=party(hand.facts, hand.record, p)["name"], seal=True)


def on_spot(hand: Hand, officers: list[OfficerStanding]) -> dict:
    p, seen = hand.payload, hand.record.identity
    place = rows("时间地点", [("时间", seen.act_date), ("地点", seen.act_place)]) if seen else text(None)
    delivered = "当事人签收。" if p["delivered"] == "signed" else f"当事人拒绝签收：{p['refusal_note']}"
    return body([
        party_section(hand.facts, hand.record, p), place,
        text("违法事实", p["facts_found"]), text("证据", seen.evidence_note if seen else ""), text("法律依据", p["legal_basis"]),
        text("决定", "依据上述规定，当场决定给予以下行政处罚：", *penalty_lines(p["penalty_kinds"], p["amount"])),
        text("责令改正", _correction(hand)),
        text("履行方式和期限", p["performance"], SURCHARGE if "fine" in p["penalty_kinds"] else ""),
        text("救济途径", _remedy(hand, ON_SPOT_REMEDY)), text("交付", delivered),
    ], organ=hand.subject_name, on=hand.today, addressee=party(hand.facts, hand.record, p)["name"], seal=True,
        lines=[*officer_lines(officers), "当事人（签收）"])


def no_penalty(hand: Hand) -> dict:
    p, report = hand.payload, hand.record.investigation
    return body([
        party_section(hand.facts, hand.record), text("查明的事实", report.facts_found if report else ""),
        text("证据", *(report.evidence_list.splitlines() if report else ())),
        text("理由和依据", p["reason"], CLAUSES[p["clause"]] + "。"), text("决定", "决定不予行政处罚。"),
        text("教育", p["education"]), text("救济途径", _standard(hand, ORDINARY_REMEDY)),
    ], organ=hand.subject_name, on=hand.today, addressee=party(hand.facts, hand.record)["name"], seal=True)


def correction(hand: Hand) -> dict:
    p, due = hand.payload, hand.payload["correction_due"]
    when = f"请于{day(due)}前改正下列问题：" if due else "请立即改正下列问题："
    return body([text("责令改正", "经查，你（单位）有下列违法行为。依据《中华人民共和国行政处罚法》第二十八条第一款，责令改正。", when,
                      *(f"{n}. {line(item)}" for n, item in enumerate(p["items"], 1))),
                 text(None, "改正后请告知本机关，本机关将进行复查；逾期不改正的，依法处理。")],
                organ=hand.subject_name, on=hand.today, addressee=party(hand.facts, hand.record)["name"], seal=True)


RESULTS = {"pass": "已经改正", "partly": "部分改正", "fail": "没有改正"}


def recheck(hand: Hand, officers: list[OfficerStanding]) -> dict:
    p = hand.payload
    return body([text("复查情况", p["recheck_note"]), text("复查意见", RESULTS[p["result"]] + "。")], organ=hand.subject_name, on=hand.today,
                addressee=party(hand.facts, hand.record)["name"], seal=True, lines=officer_lines(officers))


def education(hand: Hand) -> dict:
    return body([party_section(hand.facts, hand.record), text("教育告诫", hand.payload["education"])], organ=hand.subject_name,
                on=hand.today, addressee=party(hand.facts, hand.record)["name"], seal=True, lines=["当事人（签名）"])


def withdrawal(hand: Hand) -> dict:
    return body([rows("案件", [("案号", hand.facts.number), ("案名", hand.facts.title)]), party_section(hand.facts, hand.record),
                 text("撤销案件的理由", hand.payload["reason"])], organ=hand.subject_name, on=hand.today, lines=["机关负责人（签名）"])


def transfer(hand: Hand, to_organ: str, criminal: bool) -> dict:
    ground = ("经查，该案涉嫌犯罪。依据《中华人民共和国行政处罚法》第二十七条第一款，现移送你单位，请依法处理。" if criminal
              else "经查，该案不属于本机关管辖或者办理，现移送你单位，请依法处理。")
    return body([text(None, ground), rows("案件", [("案号", hand.facts.number), ("案名", hand.facts.title)]),
                 party_section(hand.facts, hand.record), text("移送理由", hand.payload["reason"])],
                organ=hand.subject_name, on=hand.today, addressee=to_organ, seal=True)


def _heard(hand: Hand) -> str:
    pleading, hearing = hand.record.pleading, hand.record.hearing
    if pleading is None:
        return ""
    said = {"made": f"当事人提出陈述申辩：{stop(pleading.pleading_text)}经复核，{'予以采纳' if pleading.adopted else '不予采纳'}，{stop(pleading.adopt_reason)}",
            "waived": "当事人明确放弃陈述、申辩。", "expired": "当事人在期限内没有陈述、申辩。"}[pleading.pleading]
    return f"本机关已事先告知。{said}" + (f"应当事人要求，{day(hearing.held_on)}举行了听证。" if hearing else "")


def _correction(hand: Hand) -> str:
    if not hand.payload["correction_ordered"]:
        return f"不另行责令改正，理由：{hand.payload['no_correction_reason']}" if hand.payload["no_correction_reason"] else ""
    items, due = hand.payload.get("items") or [], hand.payload.get("correction_due")
    listed = "；".join(line(item) for item in items)
    return f"责令{f'于{day(due)}前' if due else '立即'}改正违法行为{f'：{stop(listed)}' if listed else '。'}"


def _standard(hand: Hand, sentence: str) -> str:
    return sentence.format(government=government(hand.session, hand.subject_id))


def _remedy(hand: Hand, sentence: str) -> str:
    """What the officer wrote, if it names the terms; else the standard sentence: a party must read how long it has (59)."""
    written = hand.payload["remedy"]
    if not re.search(r"(六十|60)\s*日", written):
        return _standard(hand, sentence)
    return written.replace("本级人民政府", government(hand.session, hand.subject_id))
