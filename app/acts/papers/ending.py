"""Service, collection, closing, catalogue of the file."""
from app.acts.effects.base import Hand
from app.acts.guards.execution import CHECKS
from app.acts.papers.common import called, names, party, party_section
from app.documents.body import body, day, rows, text
from app.documents.model import Document
from app.kernel.clock import local

WAYS = {"direct": "直接送达", "leaving": "留置送达", "electronic": "电子送达", "postal": "邮寄送达", "entrusted": "委托送达",
        "forwarded": "转交送达", "public_notice": "公告送达"}
SERVICE_RESULTS = {"success": "已送达", "refused": "拒绝签收", "failed": "没有送达"}
GROUNDS = {"executed": "处罚决定执行完毕", "no_penalty": "不予行政处罚", "withdrawn": "撤销案件", "transferred": "移送", "terminated": "终止办理",
           "resolved": "问题已经解决"}
RETENTION = {"permanent": "永久", "30y": "30年", "10y": "10年"}


def receipt(hand: Hand, served: Document) -> dict:
    """送达回证."""
    p = hand.payload
    return body([rows("送达", [("送达文书", called(served)), ("受送达人", p["receiver"] or party(hand.facts, hand.record)["name"]),
                             ("送达方式", WAYS[p["way"]]), ("送达日期", p["served_on"]), ("送达地点", p["served_place"]),
                             ("送达人", names(hand.session, p["servers"])), ("见证人或者影像记录", p["witness"]),
                             ("电子送达确认书", "有" if p["consent_form"] else None), ("结果", SERVICE_RESULTS[p["result"]])])],
                organ=hand.subject_name, on=p["served_on"], lines=["受送达人（签名或者盖章）", "送达人（签名）", "见证人（签名）"])


def collection(hand: Hand) -> dict:
    p = hand.payload
    way = "当场收缴" if p["paid"] == "on_spot" else "银行或者电子支付"
    paid = rows("缴款", [("决定书", hand.record.decision.number), ("金额", p["amount"]), ("方式", way), ("票据号码", p["receipt_no"]),
                       ("缴款日期", p["paid_on"]), ("当场收缴的理由", p["on_spot_reason"])])
    return body([party_section(hand.facts, hand.record), paid], organ=hand.subject_name, on=hand.today)


def closing(hand: Hand) -> dict:
    p, decision = hand.payload, hand.record.decision
    paid = sum((c.amount for c in hand.record.collections), start=0) or None
    return body([rows("案件", [("案号", hand.facts.number), ("案名", hand.facts.title), ("决定", decision.number if decision else None),
                             ("已缴罚款", paid)]),
                 party_section(hand.facts, hand.record), rows("结案", [("理由", GROUNDS[p["ground"]]), ("说明", p["close_note"])]),
                 text("负责人意见", "同意结案。")], organ=hand.subject_name, on=hand.today, lines=["承办人（签名）", "机关负责人（签名）"])


def catalogue(hand: Hand, papers: list[Document]) -> dict:
    """卷内目录: the documents in the order of issue, then the checks."""
    listed = [(str(n), f"{called(d)}，{day(local(d.issued_at).date())}") for n, d in enumerate(papers, 1)]
    return body([rows("案卷", [("案名", hand.facts.title), ("案号", hand.facts.number), ("保管期限", RETENTION[hand.payload["retention"]])]),
                 rows("卷内目录", listed), rows("归档检查", [(f"{name}性", "合格") for name in CHECKS.values()])],
                organ=hand.subject_name, on=hand.today, lines=["立卷人（签名）", "检查人（签名）"])
