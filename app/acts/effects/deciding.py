"""The decisions and what goes with them."""
from app.accounts import queries as accounts
from app.acts import model as m
from app.acts.effects.base import Hand
from app.acts.effects.opening import officers_of
from app.acts.guards.notice import penalties
from app.acts.papers import decision as papers
from app.documents.body import day

POLICE = ("gongan", "公安")


def decide(hand: Hand) -> None:
    p = hand.payload
    if p["approved"] == "return":
        hand.done("退回，不作决定", decided=False)
        return
    paper = hand.issue("W25", papers.penalty(hand))
    hand.write(m.PenaltyDecision, paper, kind="ordinary", number=paper.number, signers=[])
    _correction_row(hand, paper.id)
    hand.done(penalties(p["penalty_kinds"], p["amount"]), decided=True, decision_no=paper.number,
              decision_amount=p["amount"], decision_kind="ordinary")


def decide_on_spot(hand: Hand) -> None:
    p, seen = hand.payload, hand.record.identity
    paper = hand.issue("W26", papers.on_spot(hand, officers_of(hand, seen.officers)))
    hand.write(m.PenaltyDecision, paper, kind="on_spot", number=paper.number, decided_on=hand.today, signers=seen.officers,
               party_address=p["party_address"] or seen.party_address)
    _correction_row(hand, paper.id)
    hand.done(penalties(p["penalty_kinds"], p["amount"]), decided=True, decision_no=paper.number,
              decision_amount=p["amount"], decision_kind="on_spot")


def _correction_row(hand: Hand, document_id: int) -> None:
    """A decision that orders correction, or says why not, is a correction order too (28)."""
    p = hand.payload
    if p["correction_ordered"] or p["no_correction_reason"]:
        row = hand.write(m.CorrectionOrder, ordered=p["correction_ordered"], items=p.get("items") or [])
        row.document_id = document_id


def decide_no_penalty(hand: Hand) -> None:
    p = hand.payload
    if p["approved"] == "return":
        hand.done("退回，不作决定", decided=False)
        return
    paper, report = hand.issue("W27", papers.no_penalty(hand)), hand.record.investigation
    hand.write(m.PenaltyDecision, paper, kind="no_penalty", number=paper.number, penalty_kinds=[], amount=None, signers=[],
               decided_on=hand.today, facts_found=report.facts_found, legal_basis=papers.CLAUSES[p["clause"]])
    hand.write(m.Education, paper)
    hand.done("不予行政处罚", decided=True, decision_no=paper.number, decision_kind="no_penalty", decision_amount=None)


def order_correction(hand: Hand) -> None:
    p = hand.payload
    ordered = p["correction_ordered"]
    paper = hand.issue("W14", papers.correction(hand)) if ordered else None
    hand.write(m.CorrectionOrder, paper, ordered=ordered)
    term = f"{day(p['correction_due'])}前改正" if p["correction_due"] else "立即改正"
    hand.done(term if ordered else f"不责令改正，{p['no_correction_reason']}", correction_no=paper.number if paper else None)


def recheck(hand: Hand) -> None:
    p = hand.payload
    hand.write(m.Recheck, hand.issue("W15", papers.recheck(hand, officers_of(hand, p["officers"]))))
    hand.done(papers.RESULTS[p["result"]], recheck_result=p["result"])


def educate(hand: Hand) -> None:
    hand.write(m.Education, hand.issue("W16", papers.education(hand)))
    hand.done()


def withdraw_filing(hand: Hand) -> None:
    hand.write(m.Withdrawal, hand.issue("W37", papers.withdrawal(hand)))
    hand.done(hand.payload["reason"])


def transfer(hand: Hand) -> None:
    p, report, seen = hand.payload, hand.record.investigation, hand.record.identity
    suspected = any(row.crime_suspected for row in (report, seen) if row)
    criminal = suspected and any(word in p["to_organ"] for word in POLICE)
    to_organ = _organ_name(hand, p["to_organ"])
    paper = hand.issue("W35", papers.transfer(hand, to_organ, criminal))
    hand.write(m.Transfer, paper, criminal=criminal, to_organ=to_organ)
    hand.done(f"移送{to_organ}", transfer_no=paper.number)


def _organ_name(hand: Hand, given: str) -> str:
    """A form may give an organ by code or in words: an organ outside the district has no code."""
    organ_id = accounts.codes(hand.session).get(given)
    return accounts.organ_map(hand.session)[organ_id].name if organ_id else given
