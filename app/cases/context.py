"""What forms and expressions may know of a case: the FEEL context and the option lists handed to app.forms."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor, Organ
from app.cases.model import Case, Submission
from app.kernel.clock import local
from app.registry import queries as registry


def case_context(session: Session, case: Case) -> dict[str, Any]:
    """The `case` of every expression: plain values, organs as codes."""
    organs = accounts.organ_map(session)

    def code(organ_id: int | None) -> str | None:
        return organs[organ_id].code if organ_id in organs else None

    return {"id": case.id, "number": case.number, "chain_id": case.chain_id, "turn": case.turn, "parent_id": case.parent_id,
            "kind": case.kind, "source": case.source, "street": code(case.street_id), "grid": case.grid,
            "legal_subject": code(case.legal_subject_id), "urgency": case.urgency, "title": case.title,
            "lead": code(case.lead_organ_id), "opened_on": local(case.opened_at).date().isoformat()}


def last_submissions(session: Session, case_id: int, forms: Iterable[str]) -> dict[str, dict]:
    """The newest submission of each of these forms in the case; the older ones, of which a loop may have left thousands, are not opened."""
    newest = (select(Submission.form, func.max(Submission.at).label("at"))
              .where(Submission.case_id == case_id, Submission.form.in_(list(forms))).group_by(Submission.form).subquery())
    rows = session.execute(select(Submission.form, Submission.data)
                           .join(newest, and_(newest.c.form == Submission.form, newest.c.at == Submission.at))
                           .where(Submission.case_id == case_id).order_by(Submission.at, Submission.id))
    return dict(rows.all())


def me_context(session: Session, actor: Actor) -> dict[str, Any]:
    post = actor.posts[0] if actor.posts else None
    return {"id": actor.person_id, "name": actor.name, "organ": post.organ_code if post else None,
            "post": post.role if post else None}


@dataclass
class Options:
    """Option lists of registers for one form: `options("departments")` → [{"value", "label"}]; unknown names give None."""

    session: Session
    now: datetime
    case: Case | None = None
    item: Any = None                # multi-instance item: a department's part of a whistle
    variables: dict[str, Any] | None = None
    street: Organ | None = None     # where there is no case yet: the registering person's street, and his own organs
    own: frozenset[int] = frozenset()

    def __call__(self, key: str) -> list[dict] | None:
        source = SOURCES.get(key)
        return source(self) if source else self._of_variable(key)

    def _of_variable(self, key: str) -> list[dict] | None:
        values = (self.variables or {}).get(key)
        if not isinstance(values, list):
            return None
        return [v if isinstance(v, dict) and "value" in v else {"value": v, "label": str(v)} for v in values]

    @property
    def today(self):
        return local(self.now).date()

    def organ_id(self) -> int | None:
        """Whose officers and matters are offered: the item's department, else the legal subject, else the street."""
        code = (self.item or {}).get("code") if isinstance(self.item, dict) else None
        if code:
            return accounts.codes(self.session).get(code)
        return (self.case.legal_subject_id or self.case.street_id) if self.case else None

    def organs(self, *kinds: str) -> list[Organ]:
        organs = accounts.organ_map(self.session).values()
        return sorted((o for o in organs if o.kind in kinds), key=lambda o: o.id)


def _organs(*kinds: str) -> Callable[[Options], list[dict]]:
    return lambda options: [{"value": o.code, "label": o.name} for o in options.organs(*kinds)]


def _grids(options: Options) -> list[dict]:
    """The grids of the street, one's own first."""
    organs = accounts.organ_map(options.session)
    street = organs.get(options.case.street_id) if options.case else options.street
    found = [o for o in options.organs("grid") if street is None or o.path.startswith(street.path)]
    return [{"value": o.code, "label": o.name} for o in sorted(found, key=lambda o: o.id not in options.own)]


def _handling_units(options: Options) -> list[dict]:
    """Who may be made responsible: the case's own street first, then every department."""
    organs = accounts.organ_map(options.session)
    own = [organs[options.case.street_id]] if options.case and options.case.street_id else options.organs("street")
    return [{"value": o.code, "label": o.name} for o in (*own, *options.organs("department"))]


def _problems(options: Options) -> list[dict]:
    return [{"value": p.code, "label": f"{p.code} {p.title}"} for p in registry.problems(options.session)]


def _matters(options: Options) -> list[dict]:
    return [{"value": m.code, "label": f"{m.code} {m.title}"} for m in registry.matters(options.session)]


def _own_matters(options: Options) -> list[dict]:
    """Matters that the legal subject holds by the 权责清单; those the case cites come first."""
    organ_id, codes = options.organ_id(), set(options.case.matter_codes if options.case else ())
    matters = [m for m in registry.matters(options.session)
               if organ_id is None or registry.is_competent(options.session, organ_id, m.code, on=options.today)]
    return [{"value": m.code, "label": f"{m.code} {m.title}"} for m in sorted(matters, key=lambda m: (m.code not in codes, m.code))]


def _officers(options: Options) -> list[dict]:
    """Everyone of the organ who holds an officer's post; the certificate's state is told, because the guard will ask."""
    organ_id = options.organ_id()
    people = {p.id: p for role in ("officer", "lead_officer", "co_officer")
              for p in accounts.people_with(options.session, role, organ_id, today=options.today)}
    states = registry.certificates(options.session, list(people), on=options.today)
    return [{"value": p.id, "label": f"{p.name}（{states[p.id].sentence if p.id in states else '未持证'}）"}
            for p in people.values()]


def _people(role: str) -> Callable[[Options], list[dict]]:
    return lambda options: [{"value": p.id, "label": p.name} for p in
                            accounts.people_with(options.session, role, options.organ_id(), today=options.today)]


SOURCES: dict[str, Callable[[Options], list[dict]]] = {
    "departments": _organs("department"), "streets": _organs("street"), "stations": _organs("station"), "grids": _grids, "handling_units": _handling_units,
    "problems": _problems, "matters": _matters, "own_matters": _own_matters, "officers": _officers, "panel_members": _people("panel_member"),
    "hearing_chairs": _people("hearing_chair"),
}
