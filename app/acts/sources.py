"""What the acts read from other rooms, in one place: officers' standing, competence, the numbers, the defence term."""
from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.acts.contract import CaseFacts, Competence, Limits, OfficerStanding
from app.acts.queries import CaseRecord
from app.deadlines.operations import Book
from app.kernel.clock import LOCAL, local
from app.registry import queries as registry

# Limits field → parameter code
PARAMETERS = {
    "summary_citizen": "summary_fine_citizen", "summary_organisation": "summary_fine_organisation", "on_spot": "on_spot_collection",
    "limitation_years": "T38", "limitation_years_grave": "T38.harm",
    "hearing_citizen": "hearing_fine_citizen", "hearing_organisation": "hearing_fine_organisation",
    "discussion_citizen": "discussion_fine_citizen", "discussion_organisation": "discussion_fine_organisation",
    "individual_business_as": "individual_business_counts_as", "defence_days": "T10", "officers": "min_officers",
    "panel_quorum": "panel_quorum", "review_all": "legal_review_all",
}
WHOLE = ("limitation_years", "limitation_years_grave", "defence_days", "officers", "panel_quorum")


def limits(session: Session, on: date, region: str | None = None) -> Limits:
    """The numbers in force that day. Raises registry.errors.MissingParameter."""
    rows = registry.parameters_of(session, PARAMETERS.values(), on=on, region=region)
    found = {name: rows[code] for name, code in PARAMETERS.items()}
    return Limits(**{name: _value(name, p) for name, p in found.items()},
                  samples=frozenset(name for name, p in found.items() if p.status == "sample"))


def _value(name: str, parameter: registry.Parameter):
    if name == "individual_business_as":
        return str(parameter.value)
    if name == "review_all":
        return parameter.value in (True, "yes")
    return int(parameter.amount) if name in WHOLE else parameter.amount


def standing(session: Session, person_ids: Iterable[int], on: date) -> tuple[OfficerStanding, ...]:
    """Each of these persons as an officer on that day, in the order asked; unknown ids count for nothing and are named so."""
    ids = list(person_ids)
    states = registry.certificates(session, ids, on=on)
    organs = _organs(session, states, on)
    return tuple(_one(i, states.get(i), organs.get(i, frozenset())) for i in ids)


def _one(person_id: int, state: registry.CertificateStatus | None, organs: frozenset[int]) -> OfficerStanding:
    if state is None:
        return OfficerStanding(person_id, f"编号 {person_id}", None, None, "名录中没有这个人", organs)
    return OfficerStanding(person_id, state.name, state.cert_no, state.valid_to, None if state.valid else state.sentence, organs)


def _organs(session: Session, person_ids: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """{person id: organs of all posts that day, with those above}."""
    tree = accounts.organ_map(session)
    found: dict[int, set[int]] = {}
    for post in (post for person_id in person_ids for post in accounts.posts_of(session, person_id, today=on)):
        organ_id = post.organ_id
        while organ_id is not None:
            found.setdefault(post.person_id, set()).add(organ_id)
            organ_id = tree[organ_id].parent_id
    return {person_id: frozenset(ids) for person_id, ids in found.items()}


def competence(session: Session, facts: CaseFacts, matter_codes: Iterable[str], on: date) -> tuple[Competence, ...]:
    """What the 权责清单 of that day says of each matter for the case's legal subject."""
    codes = list(dict.fromkeys(matter_codes))
    if not codes:
        return ()
    titles = {m.code: m.title for m in registry.matters(session, codes=codes, on=on)}
    holders = registry.competent_organs(session, codes, on=on)
    tree = accounts.organ_map(session)
    return tuple(Competence(code, titles.get(code), facts.legal_subject_id in holders[code],
                            tuple(tree[i].short_name for i in sorted(holders[code]))) for code in codes)


def defence_ends(session: Session, facts: CaseFacts, record: CaseRecord) -> date | None:
    """Last day on which the party may plead after the last notice: T10, from its service; told on the spot, from that day."""
    notice = record.notice
    if notice is None:
        return None
    service = None if notice.on_spot else record.served(notice.document_id)
    if service is None and not notice.on_spot:
        return None
    reached = service.served_on if service else local(notice.at).date()
    return local(Book(session, datetime.combine(reached, time(12), LOCAL), facts.region).deadline("T10")).date()
