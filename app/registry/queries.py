"""Reads of the lists and registers, always as of a day. Rows come as frozen copies that the process keeps."""
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Organ, Person
from app.accounts.roles import ENFORCING
from app.kernel import reference
from app.kernel.errors import NotFound
from app.registry.errors import MissingParameter
from app.registry.model import (Authority, Holiday, HolidayYear, Matter, OfficerCertificate, Parameter, Problem, ProblemStage)

_Problem, _Matter = reference.frozen(Problem, "stages"), reference.frozen(Matter, "authorities")
_Stage, _Authority, _Certificate, _Parameter, _Holiday, _Year = (
    reference.frozen(model) for model in (ProblemStage, Authority, OfficerCertificate, Parameter, Holiday, HolidayYear))


def _in_force(row, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def _grouped(rows: Iterable, by: str, *, order: Callable = attrgetter("id")) -> Mapping:
    """{value of `by`: its rows in order}."""
    groups = defaultdict(list)
    for row in sorted(rows, key=order):
        groups[getattr(row, by)].append(row)
    return MappingProxyType({key: tuple(group) for key, group in groups.items()})


# ---- problems and matters ---------------------------------------------------------------------------------------------
@reference.section
def _problems(session: Session) -> Mapping[str, Problem]:
    stages = _grouped(reference.copies(session, ProblemStage, _Stage), "problem_id", order=attrgetter("seq"))
    rows = sorted(reference.copies(session, Problem, _Problem), key=attrgetter("code"))
    return MappingProxyType({p.code: replace(p, stages=stages.get(p.id, ())) for p in rows})


def problems(session: Session) -> list[Problem]:
    """问题清单 by code."""
    return list(_problems(session).values())


def problem(session: Session, code: str) -> Problem:
    """Raises NotFound(no_problem)."""
    found = _problems(session).get(code)
    if found is None:
        raise NotFound(f"问题清单里没有“{code}”。", code="no_problem")
    return found


@reference.section
def _matters(session: Session) -> Mapping[str, tuple[Matter, ...]]:
    """{code: versions, newest first}, by code."""
    authorities = _grouped(reference.copies(session, Authority, _Authority), "matter_id")
    rows = [replace(m, authorities=authorities.get(m.id, ())) for m in reference.copies(session, Matter, _Matter)]
    versions = _grouped(rows, "code", order=attrgetter("version"))
    return MappingProxyType({code: versions[code][::-1] for code in sorted(versions)})


def matters(session: Session, *, codes: Iterable[str] | None = None, on: date | None = None) -> list[Matter]:
    """权责清单 by code, newest version of each (with `on`: newest in force that day)."""
    known = _matters(session)
    wanted = known if codes is None else sorted(known.keys() & set(codes))
    newest = (next((m for m in known[code] if on is None or _in_force(m, on)), None) for code in wanted)
    return [m for m in newest if m is not None]


def matter(session: Session, code: str, *, on: date | None = None) -> Matter:
    """Raises NotFound(no_matter)."""
    found = matters(session, codes=[code], on=on)
    if not found:
        raise NotFound(f"权责清单里没有“{code}”。", code="no_matter")
    return found[0]


def _powers(session: Session, matter_code: str, on: date) -> Iterable[tuple[Matter, Authority]]:
    """Every version of the matter and every authority over it that are in force that day, newest version first."""
    return ((m, a) for m in _matters(session).get(matter_code, ()) if _in_force(m, on) for a in m.authorities if _in_force(a, on))


def competent_organs(session: Session, matter_codes: Iterable[str], *, on: date) -> dict[str, set[int]]:
    """{matter code: ids of the legal subjects that may enforce it that day}; a code that nobody may enforce has an empty set."""
    return {code: {a.organ_id for _, a in _powers(session, code, on)} for code in matter_codes}


def authority(session: Session, organ_id: int, matter_code: str, *, on: date) -> Authority | None:
    """From where this organ has the power over the matter that day, or None."""
    return next((a for _, a in _powers(session, matter_code, on) if a.organ_id == organ_id), None)


def is_competent(session: Session, organ_id: int, matter_code: str, *, on: date) -> Matter | None:
    """The matter, if this organ is its legal subject that day."""
    return next((m for m, a in _powers(session, matter_code, on) if a.organ_id == organ_id), None)


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
    return {i: _certificate(person, roles[i], _best(_certificates(session).get(i, ()), on), on) for i, person in known.items()}


@reference.section
def _certificates(session: Session) -> Mapping[int, tuple[OfficerCertificate, ...]]:
    """{person id: papers, the one that ends first first}."""
    return _grouped(reference.copies(session, OfficerCertificate, _Certificate), "person_id", order=attrgetter("valid_to"))


def _best(papers: Iterable[OfficerCertificate], on: date) -> OfficerCertificate | None:
    """The first that counts that day, else the one that ends last."""
    held = None
    for paper in papers:
        if held is None or _status(held, on) != "normal":
            held = paper
    return held


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
    organs = accounts.organ_map(session)
    held = {}
    for person, post in accounts.holders(session, roles, organ_id, today=on):
        held.setdefault(person.id, (person, post))
    states = certificates(session, held, on=on)
    return [Officer(i, person.name, post.role, post.organ_id, organs[post.organ_id].name, states[i])
            for i, (person, post) in sorted(held.items())]


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
    """Several parameters: {code: as `parameter` gives it}. Raises MissingParameter for the first that is missing."""
    known, found = _parameters(session), {}
    for code in codes:
        fitting = [p for p in known.get(code, ()) if _in_force(p, on) and p.region in (None, region) and p.domain in (None, domain)]
        if not fitting:
            raise MissingParameter(code, on, region)
        found[code] = fitting[-1]
    return found


@reference.section
def _parameters(session: Session) -> Mapping[str, tuple[Parameter, ...]]:
    """{code: its values}, the more particular after the general ones, the later after the earlier."""
    return _grouped(reference.copies(session, Parameter, _Parameter), "code", order=_particular)


def _particular(parameter: Parameter) -> tuple:
    return parameter.region is not None, parameter.domain is not None, parameter.valid_from


def parameters(session: Session, *, on: date) -> list[Parameter]:
    """All parameters in force that day, by code."""
    found = (p for rows in _parameters(session).values() for p in rows if _in_force(p, on))
    return sorted(found, key=lambda p: (p.code, p.region or ""))


def parameters_to_come(session: Session, *, on: date) -> list[Parameter]:
    """Parameters that come into force after that day, the first first."""
    found = (p for rows in _parameters(session).values() for p in rows if p.valid_from > on)
    return sorted(found, key=lambda p: (p.valid_from, p.code, p.region or ""))


@reference.section
def holidays(session: Session) -> tuple[Mapping[date, tuple[bool, str]], Mapping[int, str]]:
    """({day: (working, name)}, {year entered here: law | sample})."""
    days = {h.day: (h.working, h.name) for h in reference.copies(session, Holiday, _Holiday)}
    years = {y.year: y.status for y in reference.copies(session, HolidayYear, _Year)}
    return MappingProxyType(days), MappingProxyType(years)
