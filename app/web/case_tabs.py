"""What each tab of a case page shows."""
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from flask import request
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Organ
from app.acts import queries as acts
from app.audit import queries as audit
from app.cases import queries as cases
from app.cases.model import Case, WhistleOrder
from app.definitions import queries as definitions
from app.documents import queries as documents
from app.registry import queries as registry
from app.tasks import queries as tasks
from app.tasks.model import Status, WorkItem
from app.web import filters, names, pictures, store, tables, trace
from app.web.casefile import EARLY

TABS = {"overview": "概况", "history": "办理经过", "lists": "四张清单", "documents": "文书", "files": "证据与附件", "deadlines": "期限",
        "rules": "规则记录", "links": "关联", "trace": "留痕校验"}
LINES = 50
RECENT = 10
LATEST = 5


def content(session: Session, case: Case, tab: str) -> dict:
    return _TABS[tab](session, case)


@dataclass(frozen=True)
class SubCase:
    """A department's own case, as its parent shows it. `case` may be one that the reader cannot open."""

    case: Case
    organ: str
    lead: bool
    tasks: list[WorkItem]
    due: filters.Badge | None
    decision: str | None
    may_open: bool


@dataclass(frozen=True)
class Turn:
    """One turn of the chain × its three links. `current`: the link that runs now, 0 for none; `fresh`: not yet past triage."""

    number: int
    cases: list[Case]
    first: Case
    problems: list[Case]
    whistles: list[WhistleOrder]
    departments: list[Case]
    standing: list[Case]
    current: int

    @property
    def fresh(self) -> bool:
        return self.first.status == "running" and self.first.stage in EARLY


def overview(session: Session, case: Case) -> dict:
    recent = audit.recent(session, case.id, limit=RECENT)
    proved = trace.proof(session, case.id)
    papers = documents.documents(session, case.id)[::-1]
    return {"turns": turns(session, case), "subs": sub_cases(session, case), "papers": papers[:LATEST], "days": trace.timeline(recent, proved), "proved": proved, "pictures": pictures.of_case(session, case),
            "answers": latest_facts(case, accounts.organ_map(session)), "incidents": cases.incidents(session, case.id)}


def sub_cases(session: Session, case: Case) -> list[SubCase]:
    """The departments' cases: a few statements, however many there are."""
    subs = [sub for sub in cases.sub_cases(session, case.id) if sub.kind == "department"]
    ids, organs = [sub.id for sub in subs], accounts.organ_map(session)
    items, decided, seen = tasks.open_items_of(session, ids), acts.decision_numbers(session, ids), cases.visible_of(session, store.actor(), ids)
    return [_sub_case(case, sub, organs.get(sub.legal_subject_id), items.get(sub.id, []), decided.get(sub.id), sub.id in seen)
            for sub in subs]


def _sub_case(case: Case, sub: Case, organ: Organ | None, items: list[WorkItem], decision: str | None, may_open: bool) -> SubCase:
    dated = sorted((i for i in items if i.due_at), key=lambda i: i.due_at)
    return SubCase(sub, organ.name if organ else "", sub.legal_subject_id == case.lead_organ_id, items,
                   filters.due_of(dated[0]) if dated else None, decision, may_open)


def turns(session: Session, case: Case) -> list[Turn]:
    chain = cases.chain(session, case)
    orders = cases.whistles_by_case(session, [c.id for c in chain])
    return [_turn(number, list(members), orders) for number, members in groupby(chain, key=lambda c: c.turn)]


def _turn(number: int, members: list[Case], orders: dict[int, list[WhistleOrder]]) -> Turn:
    def of(kind: str) -> list[Case]:
        return [c for c in members if c.kind == kind]

    whistles = [w for c in members for w in orders.get(c.id, [])]
    return Turn(number, members, members[0], of("problem"), whistles, of("department"), of("standing"),
                _current(of("problem"), whistles, of("department"), of("standing")))


def _current(problems, whistles, departments, standing) -> int:
    if any(c.status == "running" for c in standing):
        return 3
    if any(c.lead_organ_id for c in problems if c.status == "running"):
        return 2
    if any(w.ended_at is None and w.cancelled_at is None for w in whistles):
        return 1
    return 2 if any(c.status == "running" for c in departments) else 0


def latest_facts(case: Case, organs) -> list[tuple[str, str]]:
    """What is known of the case in words, empty values left out."""
    pairs = (("来源", case.source), ("地点", case.address), ("网格", names.organ_of(case.grid, organs)),
             ("当事人", case.party_name), ("紧急程度", case.urgency), ("底线风险", case.bottom_line), ("外部编号", case.external_id),
             ("情况", case.description))
    return [(label, value) for label, value in pairs if value]


def history(session: Session, case: Case) -> dict:
    before = request.args.get("before", type=int)
    lines = audit.recent(session, case.id, before=before, limit=LINES)
    older = lines[-1].seq if lines and lines[-1].seq > 1 else None
    return {"days": trace.timeline(lines, trace.proof(session, case.id), first=before is None), "older": older}


def lists(session: Session, case: Case) -> dict:
    known = {m.code: m for m in registry.matters(session)}
    problem = registry.problem(session, case.problem_code) if case.problem_code else None
    return {"problem": problem, "matters": [(code, known.get(code)) for code in case.matter_codes],
            "performances": cases.performances(session, case.id),
            "warnings": cases.warnings(session, store.actor(), case.id)}


def papers(session: Session, case: Case) -> dict:
    return {"papers": documents.documents(session, case.id)[::-1]}


def files(session: Session, case: Case) -> dict:
    found = documents.attachments(session, case.id)[::-1]
    return {"files": found, "people": accounts.people(session, {f.actor_id for f in found if f.actor_id}), "errors": {}}


def periods(session: Session, case: Case) -> dict:
    dated = [i for i in tasks.items_of(session, case.id) if i.due_at and i.status != Status.CANCELLED]
    dated.sort(key=lambda i: (i.status == Status.DONE, i.due_at))
    return {"periods": [(i, filters.due_of(i), filters.explain(session, i)) for i in dated],
            "timers": cases.timers(session, case.id)}


def rules(session: Session, case: Case) -> dict:
    runs = cases.rule_runs(session, case.id)
    bundles = {b.id: b for b in definitions.bundles(session)}
    readers = {i: tables.reader(session, i) for i in {run.bundle_id for run in runs}}
    return {"runs": [(readers[run.bundle_id].told(run), run, bundles.get(run.bundle_id)) for run in reversed(runs)]}


def links(session: Session, case: Case) -> dict:
    chain = [c for c in cases.chain(session, case) if c.id != case.id]
    known = cases.visible_of(session, store.actor(), [c.id for c in chain])
    return {"chain": chain, "known": known, "messages": cases.messages(session, case.id)}


def proof(session: Session, case: Case) -> dict:
    return {"proved": trace.proof(session, case.id, always=True), "length": audit.length(session, case.id),
            "last": audit.recent(session, case.id, limit=1)}


_TABS: dict[str, Callable[[Session, Case], dict]] = {
    "overview": overview, "history": history, "lists": lists, "documents": papers, "files": files, "deadlines": periods,
    "rules": rules, "links": links, "trace": proof}
