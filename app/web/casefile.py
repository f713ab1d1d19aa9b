"""The head of a case page: five steps, who commands, leads and keeps it up, what comes next, what the actor may do."""
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts import policy, queries as accounts
from app.accounts.model import Organ
from app.audit import queries as audit
from app.cases import queries as cases
from app.cases.migration import moves
from app.cases.migration import queries as migrations
from app.cases.model import Case, Stage, WhistleOrder
from app.definitions import queries as definitions
from app.documents import queries as documents
from app.tasks.model import Status, WorkItem
from app.web import filters, names, store


EARLY = (Stage.PROBLEM_COLLECTION, Stage.TRIAGE_ASSIGNMENT)


@dataclass(frozen=True)
class NextStep:
    """Who has to do what, until when. `mine`: the reader himself holds it."""

    item: WorkItem
    who: str
    due: filters.Badge | None
    claimed: bool
    mine: bool


@dataclass(frozen=True)
class Answer:
    """One of the three questions (谁指挥、谁主责、谁长管): the short answer and the line below it."""

    question: str
    answer: str
    note: str
    known: bool


def head(session: Session, case: Case) -> dict:
    organs = accounts.organ_map(session)
    whistle = cases.whistle_of(session, case.id)
    steps = next_steps(session, case)
    parent, target = (cases.find(session, store.actor(), i) for i in (case.parent_id, case.merged_into_id))
    return {"case": case, "organs": organs, "whistle": whistle, "steps": cases.steps(session, case), "next_steps": steps,
            "questions": questions(case, organs, whistle), "due": _nearest(steps), "tab_counts": counts(session, case),
            "parent": parent, "merged_into": target, "moved": moves.of_case(session, case.id), "migrated": migrations.of_case(session, case.id),
            "labels": {b.id: b.label for b in definitions.bundles(session)},
            "may_supervise": store.actor().may("case.supervise"), "supervisors": supervisors()}


def next_steps(session: Session, case: Case) -> list[NextStep]:
    organs = accounts.organ_map(session)
    return [NextStep(i, _who(i, organs), filters.due_of(i), i.status == Status.CLAIMED, i.assignee_id == store.actor().person_id)
            for i in cases.open_tasks(session, case.id)]


def _who(item: WorkItem, organs: dict[int, Organ]) -> str:
    organ = organs.get(item.organ_id)
    return f"{organ.short_name if organ else ''}{names.role_names(item.role)}"


def _nearest(steps: list[NextStep]) -> filters.Badge | None:
    dated = [s for s in steps if s.item.due_at]
    return min(dated, key=lambda s: s.item.due_at).due if dated else None


def questions(case: Case, organs: dict[int, Organ], whistle: WhistleOrder | None) -> list[Answer]:
    return [_commands(case, organs, whistle), _leads(case, organs), _keeps(case, organs)]


def _name(organs: dict[int, Organ], organ_id: int | None) -> str:
    return organs[organ_id].name if organ_id in organs else ""


def _commands(case: Case, organs, whistle) -> Answer:
    if case.commander_organ_id:
        issued = f"哨令 {whistle.number}，{filters.short_day(whistle.issued_at)} 签发" if whistle else ""
        who = "，".join(w for w in (_name(organs, case.commander_organ_id), case.commander) if w)
        return Answer("谁指挥", who, issued, True)
    return Answer("谁指挥", _name(organs, case.street_id) or "尚未确定", "没有吹哨，由街乡自行调度", bool(case.street_id))


def _leads(case: Case, organs) -> Answer:
    if case.lead_organ_id:
        support = "、".join(organs[i].short_name for i in case.support_organ_ids if i in organs)
        return Answer("谁主责", _name(organs, case.lead_organ_id), f"配合：{support}" if support else "没有配合部门", True)
    if case.kind == "department":
        return Answer("谁主责", _name(organs, case.legal_subject_id), "以自己的名义办理和决定", True)
    if case.commander_organ_id is None and case.stage not in EARLY:
        return Answer("谁主责", _name(organs, case.legal_subject_id), "没有吹哨，由本单位自己办理", True)
    return Answer("谁主责", "尚未确定", "分流或者主责确认后写明", False)


def _keeps(case: Case, organs) -> Answer:
    if case.standing_organ_id:
        return Answer("谁长管", _name(organs, case.standing_organ_id), case.standing or "", True)
    return Answer("谁长管", "尚未确定", "部门要求下达后由街乡落实", False)


def counts(session: Session, case: Case) -> dict[str, int]:
    """What the tabs carry as small numbers."""
    papers, files = documents.counts(session, case.id)
    return {"history": audit.length(session, case.id), "documents": papers, "files": files,
            "rules": cases.count_rule_runs(session, case.id), "links": cases.count_chain(session, case) - 1}


def supervisors() -> str:
    """Who may end a case before its time, in words."""
    return "、".join(names.role_names(role) for role in sorted(policy.holders("case.supervise")))
