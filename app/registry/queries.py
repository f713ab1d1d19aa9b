"""Reads of the lists and registers, always as of a day."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Organ, Person, Post
from app.accounts.roles import ENFORCING
from app.kernel.errors import NotFound
from app.registry.errors import MissingParameter
from app.registry.model import Authority, Holiday, HolidayYear, Matter, OfficerCertificate, Parameter, Problem


def _in_force(model, on: date):
    return model.valid_from <= on, or_(model.valid_to.is_(None), model.valid_to >= on)


# ---- problems and matters ---------------------------------------------------------------------------------------------
def problems(session: Session) -> list[Problem]:
    """问题清单 by code."""
    return list(session.scalars(select(Problem).order_by(Problem.code)))


def problem(session: Session, code: str) -> Problem:
    """Raises NotFound(no_problem)."""
    found = session.scalar(select(Problem).where(Problem.code == code))
    if found is None:
        raise NotFound(f"问题清单里没有“{code}”。", code="no_problem")
    return found


def matters(session: Session, *, codes: Iterable[str] | None = None, on: date | None = None) -> list[Matter]:
    """权责清单 by code, newest version of each (with `on`: newest in force that day)."""
    query = select(Matter).order_by(Matter.code, Matter.version.desc())
    if codes is not None:
        query = query.where(Matter.code.in_(list(codes)))
    if on is not None:
        query = query.where(*_in_force(Matter, on))
    newest: dict[str, Matter] = {}
    for matter in session.scalars(query):
        newest.setdefault(matter.code, matter)
    return list(newest.values())


def matter(session: Session, code: str, *, on: date | None = None) -> Matter:
    """Raises NotFound(no_matter)."""
    found = matters(session, codes=[code], on=on)
    if not found:
        raise NotFound(f"权责清单里没有“{code}”。", code="no_matter")
    return found[0]


def competent_organs(session: Session, matter_codes: Iterable[str], *, on: date) -> dict[str, set[int]]:
    """{matter code: ids of the legal subjects that may enforce it that day}; a code that nobody may enforce has an empty set."""
    wanted = list(matter_codes)
    found: dict[str, set[int]] = {code: set() for code in wanted}
    rows = session.execute(select(Matter.code, Authority.organ_id).join(Authority, Authority.matter_id == Matter.id).where(
        Matter.code.in_(wanted), *_in_force(Matter, on), *_in_force(Authority, on)))
    for code, organ_id in rows:
        found[code].add(organ_id)
    return found


def authority(session: Session, organ_id: int, matter_code: str, *, on: date) -> Authority | None:
    """From where this organ has the power over the matter that day, or None."""
    return session.scalar(select(Authority).join(Matter, Matter.id == Authority.matter_id).where(
        Authority.organ_id == organ_id, Matter.code == matter_code, *_in_force(Matter, on), *_in_force(Authority, on))
        .order_by(Matter.version.desc()).limit(1))


def is_competent(session: Session, organ_id: int, matter_code: str, *, on: date) -> Matter | None:
    """The matter, if this organ is its legal subject that day."""
    held = authority(session, organ_id, matter_code, on=on)
    return held.matter if held else None


# ---- officers ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class CertificateStatus:
    """What the officer register says of one person on one day. `valid`: may count as an officer (行政处罚法42)."""

    person_id: int
    name: str
    auxiliary: bool
    cert_no: str | None
    domain: str | None
    valid_from: date | None
    valid_to: date | None
    status: str                     # normal suspended expired cancelled not_yet none
    valid: bool

    @property
    def sentence(self) -> str:
        """有效至 2027-06-30 / 2026-09-30 已到期 / 辅助人员，不计入执法人员 …"""
        if self.auxiliary:
            return "辅助人员，不计入执法人员"
        return {"normal": f"有效至 {self.valid_to}", "expired": f"{self.valid_to} 已到期", "not_yet": f"{self.valid_from} 起有效",
                "suspended": "执法证已暂扣", "cancelled": "执法证已注销", "none": "未持执法证"}[self.status]


def certificates(session: Session, person_ids: Iterable[int], *, on: date) -> dict[int, CertificateStatus]:
    """{person id: status that day} for every id asked about that exists; a person without certificate has status none."""
    known = accounts.people(session, person_ids)
    roles = accounts.roles_of(session, known, today=on)
    best: dict[int, OfficerCertificate] = {}
    for row in session.scalars(select(OfficerCertificate).where(OfficerCertificate.person_id.in_(list(known)))
                               .order_by(OfficerCertificate.valid_to)):
        held = best.get(row.person_id)
        if held is None or _status(held, on) != "normal":
            best[row.person_id] = row
    return {i: _certificate(person, roles[i], best.get(i), on) for i, person in known.items()}


def _status(row: OfficerCertificate, on: date) -> str:
    if row.status in ("suspended", "cancelled"):
        return row.status
    if row.status == "expired" or row.valid_to < on:
        return "expired"
    return "not_yet" if row.valid_from > on else "normal"


def _certificate(person: Person, roles: set[str], row: OfficerCertificate | None, on: date) -> CertificateStatus:
    auxiliary = "auxiliary" in roles and not roles & set(ENFORCING)
    if row is None:
        return CertificateStatus(person.id, person.name, auxiliary, None, None, None, None, "none", False)
    status = _status(row, on)
    return CertificateStatus(person.id, person.name, auxiliary, row.cert_no, row.domain, row.valid_from, row.valid_to, status,
                             status == "normal" and not auxiliary)


@dataclass(frozen=True)
class Officer:
    """Somebody who can be named as officer, or who helps officers, with the organ of the post."""

    person_id: int
    name: str
    role: str
    organ_id: int
    organ_name: str
    certificate: CertificateStatus


def officers(session: Session, organ_id: int | None = None, *, on: date, with_auxiliaries: bool = False) -> list[Officer]:
    """Holders of an officer's post that day in the organ or under it, each once; certified or not, the guard decides."""
    roles = (*ENFORCING, "auxiliary") if with_auxiliaries else ENFORCING
    query = (select(Post.person_id, Person.name, Post.role, Organ.id, Organ.name).join(Person, Person.id == Post.person_id)
             .join(Organ, Organ.id == Post.organ_id).where(Post.role.in_(roles), Person.active, *accounts.valid_on(on))
             .order_by(Post.id))
    if organ_id is not None:
        query = query.where(Organ.path.startswith(accounts.organ_map(session)[organ_id].path, autoescape=True))
    posts = {row.person_id: row for row in reversed(session.execute(query).all())}
    states = certificates(session, posts, on=on)
    return [Officer(*posts[i], states[i]) for i in sorted(posts)]


# ---- grids ------------------------------------------------------------------------------------------------------------
def grids(session: Session, street_id: int) -> list[Organ]:
    """Grids of a street, by code."""
    return sorted((o for o in accounts.below(session, street_id) if o.kind == "grid"), key=lambda o: o.code)


# ---- parameters and holidays ------------------------------------------------------------------------------------------
def parameter(session: Session, code: str, *, on: date, region: str | None = None, domain: str | None = None) -> Parameter:
    """The parameter in force that day; one for this region or domain before one for all. Raises MissingParameter."""
    return parameters_of(session, [code], on=on, region=region, domain=domain)[code]


def parameters_of(session: Session, codes: Iterable[str], *, on: date, region: str | None = None,
                  domain: str | None = None) -> dict[str, Parameter]:
    """Several parameters in one read: {code: as `parameter` gives it}. Raises MissingParameter for the first that is missing."""
    wanted = list(codes)
    rows = session.scalars(select(Parameter).where(
        Parameter.code.in_(wanted), *_in_force(Parameter, on), or_(Parameter.region.is_(None), Parameter.region == region),
        or_(Parameter.domain.is_(None), Parameter.domain == domain)))
    best = {p.code: p for p in sorted(rows, key=lambda p: (p.region is not None, p.domain is not None, p.valid_from))}
    missing = next((code for code in wanted if code not in best), None)
    if missing is not None:
        raise MissingParameter(missing, on, region)
    return best


def parameters(session: Session, *, on: date) -> list[Parameter]:
    """All parameters in force that day, by code."""
    return list(session.scalars(select(Parameter).where(*_in_force(Parameter, on)).order_by(Parameter.code, Parameter.region)))


def holidays(session: Session) -> tuple[dict[date, tuple[bool, str]], dict[int, str]]:
    """({day: (working, name)}, {year entered here: law | sample})."""
    days = {h.day: (h.working, h.name) for h in session.scalars(select(Holiday))}
    return days, {y.year: y.status for y in session.scalars(select(HolidayYear))}
