"""Telling the party, hearing the party, reviewing, discussing."""
from app.acts import model as m
from app.acts import sources
from app.acts.effects.base import Hand
from app.acts.guards.notice import HEARD, penalties
from app.acts.guards.review import CONCLUSIONS, OPINIONS
from app.acts.papers import procedure


def notify(hand: Hand) -> None:
    p = hand.payload
    days = sources.limits(hand.session, hand.today, hand.facts.region).defence_days
    paper = hand.issue("W20", procedure.notice(hand, days), title="行政处罚事先（听证）告知书" if p["hearing_right"] else None)
    hand.write(m.Notice, paper, on_spot=False)
    hand.done(f"拟{penalties(p['penalty_kinds'], p['amount'])}", notice_no=paper.number, hearing_right=p["hearing_right"],
              notified_amount=p["amount"])


def hear_pleading(hand: Hand) -> None:
    p = hand.payload
    hand.write(m.Pleading, hand.issue("W22", procedure.pleading(hand)))
    hand.done(HEARD[p["pleading"]] + ("，要求听证" if p["hearing_requested"] else ""), hearing_requested=p["hearing_requested"],
              pleading_adopted=bool(p["adopted"]))


def hear_on_spot(hand: Hand) -> None:
    """Told and heard in one breath (行政处罚法44, 45): both rows, no paper of its own; the decision tells of it."""
    p = hand.payload
    hand.write(m.Notice, on_spot=True, hearing_right=False)
    hand.write(m.Pleading, hearing_requested=False)
    hand.done(f"拟{penalties(p['penalty_kinds'], p['amount'])}，{HEARD[p['pleading']]}", notified_amount=p["amount"],
              pleading_adopted=bool(p["adopted"]))


def hold_hearing(hand: Hand) -> None:
    hand.write(m.Hearing, hand.issue("W23", procedure.hearing(hand)))
    hand.done(f"{hand.payload['held_on']:%Y-%m-%d} 举行", hearing_held=True)


def submit_review(hand: Hand) -> None:
    hand.write(m.ReviewRequest)
    hand.done()


def review(hand: Hand) -> None:
    number = len(hand.record.reviews) + 1
    paper = hand.issue("W18", procedure.review(hand, number))
    hand.write(m.Review, paper, round=number)
    opinion = hand.payload["opinion"]
    hand.done(f"第 {number} 次，{OPINIONS[opinion]}", review_passed=opinion == "agree", review_opinion=opinion, review_round=number)


def answer_review(hand: Hand) -> None:
    hand.write(m.ReviewAnswer)
    hand.done()


def discuss(hand: Hand) -> None:
    conclusion = hand.payload["conclusion"]
    hand.write(m.Discussion, hand.issue("W19", procedure.discussion(hand)))
    hand.done(f"结论：{CONCLUSIONS[conclusion]}", discussion_conclusion=conclusion)
