"""Load the demonstration district: sample data (样例), for trying the product. Nothing here is a real list of a real place."""
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import operations as accounts
from app.accounts.model import Organ, Person
from app.kernel.clock import local
from app.registry.model import (Authority, Holiday, HolidayYear, Matter, OfficerCertificate, Parameter, Problem, ProblemStage)
from app.registry.samples import ORIGIN, matters, organs, parameters, people, problems

SINCE = date(2024, 1, 1)
ECO_CODE_FROM = date(2026, 8, 15)


def load(session: Session, *, password: str, now: datetime) -> bool:
    """The whole district with one password for every login. Does nothing and returns False if the district is there already."""
    if session.scalar(select(Organ.id).where(Organ.code == organs.DISTRICT[0])):
        return False
    loaded = _organs(session)
    _People(session, loaded, password, local(now).date()).load()
    _matters(session, loaded)
    _problems(session)
    _parameters(session)
    session.flush()
    return True


# ---- organs -----------------------------------------------------------------------------------------------------------
def _organs(session: Session) -> dict[str, Organ]:
    code, name = organs.DISTRICT
    found = {code: accounts.add_organ(session, code, name, "district")}
    for code, name, short, kind, parent in organs.BUREAUS:
        found[code] = accounts.add_organ(session, code, name, kind, parent=found[parent], short_name=short)
    for code, name, short, word in organs.DEPARTMENTS:
        found[code] = accounts.add_organ(session, code, name, "department", parent=found["anhe"], short_name=short, code_word=word)
    for row in organs.STREETS:
        _street(session, found, *row)
    return found


def _street(session: Session, found: dict[str, Organ], code: str, name: str, word: str, pattern: str, stationed: list[str],
            modules: list[str], stations: list[tuple[str, str, int]]) -> None:
    street = found[code] = accounts.add_organ(session, code, name, "street", parent=found["anhe"], code_word=word, pattern=pattern)

    def add(suffix: str, unit: str, kind: str, parent: Organ, short: str | None = None, posting: str | None = None) -> Organ:
        found[suffix] = accounts.add_organ(session, suffix, unit, kind, parent=parent, short_name=short or unit, posting_type=posting)
        return found[suffix]

    team = add(f"{code}_team", f"{name}综合行政执法队", "team", street)
    add(f"{code}_office", f"{name}综合行政执法办公室", "office", street)
    for department in stationed:
        add(f"{code}_{department}", f"{name}{organs.SQUADRONS[department]}中队", "team", team, posting="stationed")
    for department in modules:
        add(f"{code}_{department}", f"{name}{organs.SQUADRONS[department]}执法模块", "team", team, posting="module")
    village = "村" if code == "jiazhen" else "社区"
    for place, place_name, grids in stations:
        station = add(f"{code}_{place}", f"{place_name}{village}联动站", "station", street)
        for n in range(1, grids + 1):
            add(f"{code}-{place}-{n:02d}", f"{place_name}-{n:02d}", "grid", station)


# ---- people -----------------------------------------------------------------------------------------------------------
class _People:
    """Makes logins. All share one password, so one hash serves them all: hashing three hundred times would take half a minute."""

    def __init__(self, session: Session, found: dict[str, Organ], password: str, today: date):
        self.session, self.organs, self.today = session, found, today
        self.password_hash = accounts.hash_password(password)
        self.names = people.names()
        self.certificates = 0

    def load(self) -> None:
        for role, organ in people.DISTRICT_STAFF:
            self.person(role, [(role, organ)])
        for code, *_ in organs.DEPARTMENTS:
            self.department(code)
        for role, organ in people.NAMED_IN_DEPARTMENTS:
            self.person(role, [(role, organ)])
        for code, _, _, _, stationed, _, _ in organs.STREETS:
            self.street(code, stationed)
        for login, organ, state in people.DOUBTFUL:
            self.doubtful(login, organ, state)
        self.substitute()

    def person(self, login: str, posts: list[tuple[str, str]]) -> Person:
        """posts: (role, organ code)."""
        person = Person(login=login, name=next(self.names), password_hash=self.password_hash)
        self.session.add(person)
        self.session.flush()
        for role, organ in posts:
            accounts.appoint(self.session, person, role, self.organs[organ], valid_from=SINCE)
        return person

    def department(self, code: str) -> None:
        for role in people.DECIDING:
            posts = [(role.rstrip("23"), code)]
            if role == "dept_liaison":      # whichever department leads or supports, its liaison answers for it
                posts += [("lead_dept", code), ("support_dept", code)]
            self.person(f"{code}.{role}", posts)
        self.officers(code, code)

    def officers(self, code: str, unit: str) -> None:
        for login, roles in people.OFFICERS:
            self.certify(self.person(self.login(code, login), [(role, unit) for role in roles]), code)

    def street(self, code: str, stationed: list[str]) -> None:
        units = self._units(code)
        for role, unit in people.STREET_STAFF:
            self.person(self.login(code, role), [(role.rstrip("2"), units[unit])])
        for role in people.DECIDING:
            in_department = role in ("dept_liaison", "dept_head")     # these logins without organ are a department's
            self.person(f"{code}.{role}" if in_department else self.login(code, role), [(role.rstrip("23"), code)])
        self.officers(code, units["team"])
        if code == "jiazhen":
            for role in ("lead_officer", "co_officer"):
                self.certify(self.person(role, [(role, units["team"]), ("officer", units["team"])]), code)
        for department in stationed:        # 派驻: a post at home and one in the street's squadron
            posts = [("officer", department), ("officer", f"{code}_{department}")]
            self.certify(self.person(f"{department}.{code}_officer", posts), department)

    def _units(self, code: str) -> dict[str, str]:
        places = next(row[-1] for row in organs.STREETS if row[0] == code)
        (first, *_), (second, *_) = places[:2]
        return {"": code, "team": f"{code}_team", "office": f"{code}_office", "station": f"{code}_{first}",
                "station2": f"{code}_{second}", "grid": f"{code}-{first}-{places[0][2]:02d}", "grid2": f"{code}-{second}-01"}

    @staticmethod
    def login(organ: str, role: str) -> str:
        """In 甲镇 the role alone is the login."""
        return role if organ == "jiazhen" else f"{organ}.{role}"

    def certify(self, person: Person, organ: str, *, valid_to: date | None = None, status: str = "normal") -> None:
        self.certificates += 1
        until = valid_to or date(self.today.year + 3, 12, 31)
        self.session.add(OfficerCertificate(
            person_id=person.id, cert_no=f"YL-{self.certificates:04d}", domain=organs.SQUADRONS.get(organ, "综合执法"),
            valid_from=SINCE, valid_to=until, status=status))

    def doubtful(self, login: str, organ: str, state: str) -> None:
        unit = f"{organ}_team" if organ == "jiazhen" else organ
        role = "auxiliary" if state == "auxiliary" else "officer"
        person = self.person(self.login(organ, login), [(role, unit)])
        if state == "expired":
            self.certify(person, organ, valid_to=self.today - timedelta(days=53))
        elif state == "suspended":
            self.certify(person, organ, status="suspended")

    def substitute(self) -> None:
        login, role, street = people.SUBSTITUTE
        absent = self.session.scalar(select(Person).where(Person.login == self.login(street, role)))
        person = self.person(login, [])
        accounts.appoint(self.session, person, role, self.organs[f"{street}_team"], valid_from=self.today,
                         valid_to=self.today + timedelta(days=30), substitute_for=absent)


# ---- lists ------------------------------------------------------------------------------------------------------------
def _matters(session: Session, found: dict[str, Organ]) -> None:
    for row in matters.MATTERS:
        if row.eco:
            _matter(session, found, row, 1, row.basis, SINCE, ECO_CODE_FROM - timedelta(days=1))
            _matter(session, found, row, 2, matters.ECO_CODE, ECO_CODE_FROM, None)
        else:
            _matter(session, found, row, 1, row.basis, SINCE, None)


def _matter(session: Session, found: dict[str, Organ], row: matters.Row, version: int, basis: str, since: date, until: date | None) -> None:
    session.add(Matter(
        code=row.code, version=version, title=row.title, domain=row.domain, power_type="处罚", situation=row.situation,
        means=["行政检查", "责令改正", "行政处罚"], basis=basis, penalty_kinds=list(row.kinds), fine_citizen=row.citizen and list(row.citizen),
        fine_organisation=row.organisation and list(row.organisation), first_violation_exempt=row.first, key_domain=row.key,
        valid_from=since, valid_to=until, origin=ORIGIN,
        authorities=[Authority(organ_id=found[code].id, valid_from=since, valid_to=until, **_power(found[code]))
                     for code in row.organs]))


def _power(organ: Organ) -> dict[str, str]:
    """A street holds powers that the province handed down (行政处罚法24); a department those of the law itself."""
    if organ.kind == "street":
        return {"authority_type": "delegated", "document": "样例：赋权决定〔2024〕1号"}
    return {"authority_type": "statutory", "document": ""}


def _problems(session: Session) -> None:
    for row in problems.PROBLEMS:
        session.add(Problem(
            code=row.code, title=row.title, domain=row.domain, element=row.element, bottom_line=row.risk, origin=ORIGIN,
            stages=[ProblemStage(seq=n, code=f"{row.code}.{n}", name=s.name, departments=list(s.departments), matter_codes=list(s.matters))
                    for n, s in enumerate(row.stages, 1)]))


def _parameters(session: Session) -> None:
    for row in parameters.PERIODS + parameters.FIGURES:
        session.add(Parameter(**row._asdict(), valid_from=SINCE))
    for year, days in parameters.HOLIDAY_YEARS:
        session.add(HolidayYear(year=year, source=parameters.HOLIDAY_SOURCE, status="sample"))
        session.add_all(Holiday(day=date(year, month, day), working=False, name=name) for month, day, name in days)
