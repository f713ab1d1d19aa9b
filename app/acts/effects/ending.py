"""Service, collection, publication, closing, archive."""
from sqlalchemy.orm import Session

from app.acts import model as m
from app.acts.effects.base import Hand
from app.acts.papers import ending as papers
from app.acts.queries import CaseRecord
from app.audit.tags import Tag
from app.documents import queries as documents
from app.documents.model import Document


def document_to_serve(session: Session, case_id: int, record: CaseRecord, wanted: str | None) -> Document | None:
    """The document meant: by id, kind, number or title if `wanted` says so, else the newest that has not reached the party. None: no such."""
    papers_out = documents.servable(session, case_id)
    if wanted:
        return next((d for d in papers_out if wanted in (str(d.id), d.kind, d.number, d.title)), None)
    return next((d for d in papers_out if record.served(d.id) is None), None) or next(iter(papers_out), None)


def serve(hand: Hand) -> None:
    p = hand.payload
    served = document_to_serve(hand.session, hand.facts.case_id, hand.record, p["document"])
    paper = hand.issue("W28", papers.receipt(hand, served))
    hand.write(m.ServiceRecord, paper, served_document_id=served.id, served_kind=served.kind)
    if p["result"] == "success":
        hand.tell(Tag.DOCUMENT_SERVED, title=served.title, number=served.number, way=papers.WAYS[p["way"]], served_on=p["served_on"])
    hand.done(f"{papers.called(served)}，{papers.WAYS[p['way']]}，{papers.SERVICE_RESULTS[p['result']]}",
              served_on=p["served_on"] if p["result"] == "success" else None, service_result=p["result"])


def collect(hand: Hand) -> None:
    p = hand.payload
    paid_before = sum(c.amount for c in hand.record.collections)
    hand.write(m.Collection, hand.issue("W29", papers.collection(hand)))
    left = hand.record.decision.amount - paid_before - p["amount"]
    hand.done(f"{p['amount']:,} 元，票据 {p['receipt_no']}", paid_in_full=left <= 0, fine_left=left)


def publish(hand: Hand) -> None:
    hand.write(m.Publication)
    hand.done("向社会公开" if hand.payload["publish"] else f"不公示，{hand.payload['no_publish_reason']}", published=hand.payload["publish"])


def close(hand: Hand) -> None:
    p = hand.payload
    agreed = p["approved"] == "agree"
    paper = hand.issue("W39", papers.closing(hand)) if agreed else None
    hand.write(m.Closing, paper)
    hand.done(papers.GROUNDS[p["ground"]] if agreed else "退回", close_ground=p["ground"])


def archive(hand: Hand) -> None:
    listed = documents.documents(hand.session, hand.facts.case_id)
    paper = hand.issue("W40", papers.catalogue(hand, listed))
    hand.write(m.Archive, paper)
    retention = papers.RETENTION[hand.payload["retention"]]
    hand.tell(Tag.CASE_ARCHIVED, archive_no=paper.number, retention=retention)
    hand.done(f"保管期限 {retention}", archive_no=paper.number)
