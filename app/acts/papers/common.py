"""What several documents share: the party, the officers, the remedy sentence."""
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Organ
from app.acts.contract import PARTY_TYPES, PENALTY_KINDS, CaseFacts, OfficerStanding
from app.acts.queries import CaseRecord
from app.documents.body import money, rows
from app.documents.model import Document

ORDINARY_REMEDY = ("如不服本决定，可以自收到本决定书之日起六十日内向{government}申请行政复议，也可以自收到本决定书之日起六个月内依法向人民法院"
                   "提起行政诉讼。行政复议、行政诉讼期间，本决定不停止执行，法律另有规定的除外。")
ON_SPOT_REMEDY = ("如不服本决定，应当自收到本决定书之日起六十日内先向{government}申请行政复议；对行政复议决定不服的，"
                  "可以自收到行政复议决定书之日起十五日内依法向人民法院提起行政诉讼。")
SURCHARGE = "到期不缴纳罚款的，依照《中华人民共和国行政处罚法》第七十二条，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额。"


def government(session: Session, organ_id: int) -> str:
    """Who hears the reconsideration of what a department or street decided: the government over it (行政复议法24)."""
    organ = top = session.get_one(Organ, organ_id)
    while top.parent_id is not None:
        top = session.get_one(Organ, top.parent_id)
    if top is organ:
        return "上一级人民政府"
    return top.name if top.name.endswith("政府") else f"{top.name}人民政府"


def party(facts: CaseFacts, record: CaseRecord, given: Mapping[str, Any] | None = None) -> dict[str, str | None]:
    """{name, type, id_no, address}: what this payload says, else what the acts wrote last, else the case file."""
    row, given = record.filing or record.identity, given or {}

    def known(key: str) -> Any:
        return given.get(key) or getattr(row, key, None) or getattr(facts, key, None)
    kind = known("party_type")
    return {"name": known("party_name"), "type": PARTY_TYPES.get(kind, kind), "id_no": known("party_id_no"),
            "address": known("party_address")}


def party_section(facts: CaseFacts, record: CaseRecord, given: Mapping[str, Any] | None = None) -> dict:
    who = party(facts, record, given)
    return rows("当事人", [("姓名或者名称", who["name"] or "未查明"), ("类型", who["type"]), ("证件号码或者统一社会信用代码", who["id_no"]),
                        ("地址", who["address"])])


def penalty_lines(kinds: Iterable[str], amount: Decimal | None) -> list[str]:
    """One line a penalty: 1. 罚款人民币贰仟元整（¥2,000.00）；"""
    lines = [f"罚款{money(amount)}" if kind == "fine" and amount is not None else PENALTY_KINDS[kind] for kind in kinds]
    return [f"{n}. {line}{'。' if n == len(lines) else '；'}" for n, line in enumerate(lines, 1)]


def officer_lines(officers: Iterable[OfficerStanding]) -> list[str]:
    """Places for the officers' signatures, with name and certificate number."""
    return [f"执法人员{o.name}（执法证 {o.certificate}，签名）" for o in officers]


def names(session: Session, ids: Iterable[int]) -> str:
    """Names in the order of the ids."""
    wanted = list(ids)
    known = accounts.people(session, wanted)
    return "、".join(known[i].name for i in wanted if i in known)


def called(document: Document) -> str:
    """行政处罚决定书（规自罚决字〔2026〕第1号）."""
    return f"{document.title}（{document.number}）" if document.number else document.title


def stop(sentence: str | None) -> str:
    """What somebody wrote, ended by one full stop, whether or not it was written with one."""
    return f"{(sentence or '').rstrip('。.；; ')}。"
