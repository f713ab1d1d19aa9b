"""From the assignment to the end of the investigation."""
from app.acts import model as m
from app.acts import sources
from app.acts.contract import OfficerStanding
from app.acts.effects.base import Hand
from app.acts.guards.notice import penalties
from app.acts.papers import procedure


def officers_of(hand: Hand, ids: list[int]) -> list[OfficerStanding]:
    return list(sources.standing(hand.session, ids, hand.today))


def assign_officers(hand: Hand) -> None:
    officers = officers_of(hand, hand.payload["officers"])
    hand.write(m.Assignment, hand.issue("W48", procedure.assignment(hand, officers)))
    hand.done("、".join(o.name for o in officers))


def prepare_filing(hand: Hand) -> None:
    hand.write(m.Filing)
    hand.done(hand.payload["cause"])


def file_case(hand: Hand) -> None:
    agreed = hand.payload["approved"] == "agree"
    officers = officers_of(hand, hand.record.filing.officers) if hand.record.filing else []
    paper = hand.issue("W02" if agreed else "W03", procedure.filing(hand, officers)) if hand.record.filing else None
    hand.write(m.FilingDecision, paper)
    hand.done("同意立案" if agreed else f"不予立案，{hand.payload['refuse_reason']}", filed=agreed, filing_no=paper.number if paper else None)


def show_identity(hand: Hand) -> None:
    officers = officers_of(hand, hand.payload["officers"])
    hand.write(m.Identity, hand.issue("W06", procedure.site_record(hand, officers)))
    hand.done("、".join(o.name for o in officers) + "出示执法证件，查证事实")


def report_investigation(hand: Hand) -> None:
    hand.write(m.Investigation, hand.issue("W17", procedure.report(hand)))
    p = hand.payload
    hand.done(f"建议{procedure.SUGGESTIONS[p['suggestion']]}"
              + (f"：{penalties(p['penalty_kinds'], p['amount'])}" if p["penalty_kinds"] else ""))
