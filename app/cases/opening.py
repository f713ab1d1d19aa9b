"""New cases: the row, its lineage, its first instance record, and who may see it. Starting the process is the caller's next step."""
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import SYSTEM, Actor, Organ
from app.cases import numbers
from app.cases.model import Case, CaseOrgan, ProcessInstance
from app.cases.policy import PRIVATE
from app.cases.search import SEARCHED, index_text
from app.definitions import queries as definitions
from app.engine.contract import Start
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.registry import queries as registry


def create(session: Session, process_id: str, owner: Organ, *, kind: str, actor: Actor, now: datetime, **fields: Any) -> Case:
    """A case with its number and an instance that has not started. `owner` gives the number."""
    bundle = definitions.current(session, local(now).date())
    if process_id not in definitions.compiled(session, bundle.id).processes:
        raise Rejection(f"当前规则包里没有流程“{process_id}”。", code="no_such_process", status=422)
    case = Case(number=numbers.take(session, kind, owner, now), kind=kind, opened_by=actor.person_id, opened_at=now, **fields)
    index(case)
    session.add(case)
    session.flush()
    case.chain_id = case.chain_id or case.id
    session.add(ProcessInstance(case_id=case.id, process_id=process_id, bundle_id=bundle.id, revision=0, status="new", state=b""))
    for organ_id, why in {(case.street_id, "street"), (case.legal_subject_id, "legal_subject")}:
        if organ_id:
            session.add(CaseOrgan(case_id=case.id, organ_id=organ_id, why=why))
    session.flush()
    return case


def index(case: Case) -> None:
    """What the search looks in; call it again when one of these changes."""
    case.search_text = index_text(text for name in SEARCHED if (text := getattr(case, name)))


def street_of(session: Session, actor: Actor, given: str | None = None) -> Organ:
    """The street named, else the one the actor's post lies in; raises Rejection(no_street)."""
    organs = accounts.organ_map(session)
    if given:
        found = organs.get(accounts.codes(session).get(given))
        if found is not None and found.kind == "street":
            return found
        raise Rejection(f"没有代码为“{given}”的街道（乡镇）。", code="no_street", status=422)
    streets = (organs[i] for p in actor.posts for i in p.above if organs[i].kind == "street")
    found = next(streets, None)
    if found is None:
        raise Rejection("请写明问题在哪个街道（乡镇）：您的岗位不属于任何一个街道。", code="no_street", status=422)
    return found


def sub_case(session: Session, parent: Case, dept: Organ, matter_codes: list, title: str | None, process: str, *, actor: Actor,
             now: datetime) -> tuple[Case, Start]:
    """A department's own case under a whistle: its own legal subject, number and decision (PG-08)."""
    competent = registry.competent_organs(session, matter_codes, on=local(now).date())
    own = [code for code in matter_codes if dept.id in competent.get(code, ())]
    child = create(session, process, dept, kind="department", actor=actor, now=now, title=(title or parent.title)[:200],
                   description=parent.description, source="吹哨报到", urgency=parent.urgency, bottom_line=parent.bottom_line,
                   chain_id=parent.chain_id, turn=parent.turn, parent_id=parent.id, street_id=parent.street_id,
                   grid=parent.grid, address=parent.address, legal_subject_id=dept.id, matter_codes=own or list(matter_codes),
                   problem_code=parent.problem_code, party_name=parent.party_name, party_type=parent.party_type,
                   commander_organ_id=parent.commander_organ_id, commander=parent.commander,
                   facts={k: v for k, v in parent.facts.items() if k not in PRIVATE})
    session.add(CaseOrgan(case_id=parent.id, organ_id=dept.id, why="department"))
    session.flush()
    return child, Start(process, {})


def standing_case(session: Session, parent: Case, requirement: dict, *, actor: Actor, now: datetime) -> tuple[Case, Start]:
    """常态治理: a case of the same chain and turn that keeps up what enforcement has reached (PG-04)."""
    street = session.get_one(Organ, parent.street_id)
    child = create(session, "dept_requirement_implementation", street, kind="standing", actor=actor, now=now,
                   title=f"常态治理：{parent.title}"[:200], description=parent.description, source="执法后常态管理",
                   chain_id=parent.chain_id, turn=parent.turn, parent_id=parent.id, street_id=street.id, grid=parent.grid,
                   address=parent.address, legal_subject_id=street.id, matter_codes=parent.matter_codes,
                   problem_code=parent.problem_code, lead_organ_id=parent.lead_organ_id,
                   support_organ_ids=parent.support_organ_ids, commander_organ_id=parent.commander_organ_id,
                   commander=parent.commander, facts={k: v for k, v in parent.facts.items() if k not in PRIVATE})
    if parent.lead_organ_id and parent.lead_organ_id != street.id:
        session.add(CaseOrgan(case_id=child.id, organ_id=parent.lead_organ_id, why="lead"))
    lead = session.get(Organ, parent.lead_organ_id) if parent.lead_organ_id else None
    return child, Start("dept_requirement_implementation", {"lead_dept": lead.code if lead else None, **requirement})


def next_turn(session: Session, before: Case, reason: str, facts: Any, *, actor: Actor, now: datetime) -> tuple[Case, Start]:
    """The same chain, one turn further (PG-05): a new five-step case with what is known already filled in."""
    street = session.get_one(Organ, before.street_id)
    title = before.title.removeprefix("常态治理：")
    case = create(session, "five_step_loop", street, kind="problem", actor=actor, now=now, title=title,
                  description=str(facts or reason), source="常态复发", urgency="紧急", bottom_line=before.bottom_line,
                  chain_id=before.chain_id, turn=before.turn + 1, street_id=street.id, grid=before.grid, address=before.address,
                  legal_subject_id=street.id, matter_codes=before.matter_codes, problem_code=before.problem_code,
                  party_name=before.party_name, party_type=before.party_type,
                  facts={k: v for k, v in before.facts.items() if k not in PRIVATE} | {"relapse_reason": reason})
    return case, Start("five_step_loop", {})


def by_event(session: Session, process_id: str, street: Organ, *, cause: Case | None, now: datetime) -> Case:
    """A case that a message or signal begins: in the chain and turn of the case that gave cause for it, else a chain of its own."""
    about = {"title": cause.title, "description": cause.description, "urgency": cause.urgency, "bottom_line": cause.bottom_line,
             "chain_id": cause.chain_id, "turn": cause.turn, "parent_id": cause.id, "grid": cause.grid, "address": cause.address,
             "matter_codes": cause.matter_codes, "problem_code": cause.problem_code, "party_name": cause.party_name,
             "party_type": cause.party_type, "facts": {k: v for k, v in cause.facts.items() if k not in PRIVATE}} if cause else {}
    bundle = definitions.current(session, local(now).date())
    name = definitions.compiled(session, bundle.id).processes[process_id].name
    title = f"{name}：{about.pop('title')}" if cause else name
    return create(session, process_id, street, kind="problem", actor=SYSTEM, now=now, title=title[:200], source="消息触发",
                  street_id=street.id, legal_subject_id=street.id, **about)
