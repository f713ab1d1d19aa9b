"""What service tasks may ask of the case room. Each runs inside the command's transaction; a failing one parks the case as an
incident at its element. Parameters are organ codes, texts and numbers, as diagrams write them."""
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor, Organ
from app.audit.operations import Fact
from app.audit.tags import Tag
from app.cases import opening, registration, whistles
from app.cases.model import Case, PatrolPoint, Performance, Submission, Warning_
from app.documents import queries as documents
from app.engine.contract import Start
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.tasks import operations as tasks

LEVELS = {"yellow", "orange", "red"}
CLASSES = {"non_action", "wrong_action", "insufficient_action"}


@dataclass
class Host:
    """The services of one command on one case."""

    session: Session
    case: Case
    actor: Actor
    now: datetime
    facts: list[Fact]
    starts: list[tuple[Case, Start]] = field(default_factory=list)      # new cases, to be started when this command is settled

    def _start(self, opened: tuple[Case, Start]) -> Case:
        self.starts.append(opened)
        return opened[0]

    def services(self) -> dict[str, Callable]:
        return {name: self._whole(getattr(self, name)) for name in SERVICES}

    def _whole(self, service: Callable) -> Callable:
        """A service does its work or leaves no trace of it: the engine turns what it raises into an incident and goes on, so half of
        its rows, a new case that nobody knows of, a fact that is none, would be committed and done once more by the retry."""
        def call(**given: Any) -> dict:
            begun = len(self.facts), len(self.starts)
            try:
                with self.session.begin_nested():
                    return service(**given)
            except Exception:
                del self.facts[begun[0]:], self.starts[begun[1]:]
                raise

        return call

    def organ(self, code: str) -> Organ:
        return accounts.organ_by_code(self.session, code)

    # ---- the case file ----
    def register_facts(self) -> dict:
        return registration.register(self.session, self.case)

    def look_up_history(self) -> dict:
        """Same place or party in the last 30 days, earlier violations, and who is competent (D01, D02, D09 read this)."""
        return registration.history(self.session, self.case, self.now)

    def merge_case(self, into: int) -> dict:
        target = self.session.get(Case, int(into))
        if target is None or target.id == self.case.id or target.street_id != self.case.street_id:
            raise Rejection("并入的案件不存在，不在本街道（乡镇），或者就是本案。", code="merge_target")
        self.case.merged_into_id = target.id
        self.facts.append(Fact(Tag.CASE_MERGED, {"into": target.number}))
        return {}

    # ---- lineage ----
    def open_sub_case(self, dept: str, matter_codes: list | None = None, title: str | None = None,
                      process: str = "single_dept_disposal") -> dict:
        """One department, one sub-case with its own legal subject, number and process (PG-08)."""
        child = self._start(opening.sub_case(self.session, self.case, self.organ(dept), matter_codes or [], title, process,
                                             actor=self.actor, now=self.now))
        whistles.attach_sub_case(self.session, self.case, self.organ(dept), child)
        self.facts.append(Fact(Tag.SUB_CASE_OPENED, {"number": child.number, "dept": self.organ(dept).name}))
        return {"id": child.id, "number": child.number, "dept": dept}

    def open_standing_case(self, requirement: dict | None = None) -> dict:
        child = self._start(opening.standing_case(self.session, self.case, requirement or {}, actor=self.actor, now=self.now))
        self.facts.append(Fact(Tag.STANDING_OPENED, {"number": child.number}))
        return {"id": child.id, "number": child.number}

    def open_next_turn(self, reason: str, facts: Any = None) -> dict:
        """Relapse: the same chain whistles again, next turn (PG-05)."""
        following = self._start(opening.next_turn(self.session, self.case, reason, facts, actor=self.actor, now=self.now))
        self.facts.append(Fact(Tag.TURN_OPENED, {"number": following.number, "turn": following.turn}))
        return {"id": following.id, "number": following.number, "turn": following.turn}

    # ---- whistle ----
    def issue_whistle(self, depts: list, whistle_class: str, assemble_at: Any = None, place: str | None = None) -> dict:
        order = whistles.issue(self.session, self.case, [self.organ(c) for c in depts], whistle_class, assemble_at, place,
                               actor=self.actor, now=self.now)
        self.facts.append(Fact(Tag.WHISTLE_ISSUED, {"number": order.number, "depts": [self.organ(c).short_name for c in depts]}))
        return {"number": order.number, "id": order.id}

    def set_lead(self, lead: str, supports: list | None = None) -> dict:
        self.case.lead_organ_id = self.organ(lead).id
        self.case.support_organ_ids = [self.organ(c).id for c in supports or [] if c != lead]
        names = [self.organ(c).short_name for c in supports or [] if c != lead]
        self.facts.append(Fact(Tag.LEAD_CONFIRMED, {"lead": self.organ(lead).name, "supports": names or None}))
        return {}

    def set_standing(self, organ: str, person: str | None = None, text: str | None = None) -> dict:
        """Who keeps it up (PG-06), on this case and on every case of the turn."""
        keeper = self.organ(organ)
        words = "，".join(w for w in (person, text) if w)[:120]
        self.session.execute(update(Case).where(Case.chain_id == self.case.chain_id, Case.turn == self.case.turn)
                             .values(standing_organ_id=keeper.id, standing=words))
        self.session.refresh(self.case)
        self.facts.append(Fact(Tag.STANDING_SET, {"organ": keeper.name, "person": person, "text": text}))
        return {}

    # ---- lists, reminders, points ----
    def record_performance(self, dept: str, kind: str, text: str) -> dict:
        organ = self.organ(dept)
        self.session.add(Performance(case_id=self.case.id, organ_id=organ.id, kind=kind[:40], text=text, at=self.now))
        self.facts.append(Fact(Tag.PERFORMANCE_RECORDED, {"dept": organ.name, "text": text}))
        return {}

    def raise_warning(self, level: str, organ: str, clause: str, text: str, **kind: str) -> dict:
        """警示清单 (PG-24…26). The class comes as the parameter `class`, which Python cannot name."""
        warning_class = kind.get("class") or kind.get("kind") or "non_action"
        if level not in LEVELS or warning_class not in CLASSES:
            raise Rejection(f"警示的级别或类别不对：{level}、{warning_class}。", code="bad_warning")
        found = self.organ(organ)
        self.session.add(Warning_(case_id=self.case.id, organ_id=found.id, level=level, kind=warning_class, clause=clause[:200],
                                  text=text, at=self.now))
        self.facts.append(Fact(Tag.WARNING_RAISED, {"organ": found.name, "level": level, "class": warning_class, "text": text,
                                                    "clause": clause}))
        return {}

    def remind(self, role: str, organ: str, text: str) -> dict:
        tasks.remind(self.session, text, now=self.now, case_id=self.case.id, role=role, organ_id=self.organ(organ).id,
                     link=f"/cases/{self.case.id}")
        return {}

    def mark_patrol_point(self, kind: str, address: str | None = None) -> dict:
        where = address or self.case.address or self.case.title
        self.session.add(PatrolPoint(case_id=self.case.id, kind=kind, address=where[:200], street_id=self.case.street_id,
                                     added_at=self.now))
        self.facts.append(Fact(Tag.PATROL_POINT_MARKED, {"kind": kind, "address": where}))
        return {}

    def clear_patrol_point(self, kind: str | None = None) -> dict:
        query = update(PatrolPoint).where(PatrolPoint.case_id == self.case.id, PatrolPoint.cleared_at.is_(None))
        done = self.session.execute((query.where(PatrolPoint.kind == kind) if kind else query).values(cleared_at=self.now))
        self.facts.append(Fact(Tag.PATROL_POINT_CLEARED, {"count": done.rowcount}))
        return {}

    # ---- the file ----
    def required_documents(self) -> dict:
        """What the case must contain before it is closed, by what happened in it (P38 ST01)."""
        missing = [title for title, present in registration.required(self.session, self.case) if not present]
        return {"missing": missing, "complete": not missing}

    def build_case_file(self) -> dict:
        """组卷: documents and submissions in order."""
        papers = len(documents.documents(self.session, self.case.id))
        forms = self.session.scalar(select(func.count()).select_from(Submission).where(Submission.case_id == self.case.id))
        self.facts.append(Fact(Tag.CASE_FILE_BUILT, {"documents": papers, "records": forms}))
        return {"volume_count": papers + forms}

    def file_for_record(self) -> dict:
        """A summary decision is reported to the officers' own organ (行政处罚法52)."""
        subject = self.session.get(Organ, self.case.legal_subject_id or self.case.street_id)
        tasks.remind(self.session, f"{self.case.number} 当场处罚决定已报备。", now=self.now, case_id=self.case.id, role="dept_head",
                     organ_id=subject.id, link=f"/cases/{self.case.id}")
        number = f"备〔{local(self.now).year}〕{self.case.id}号"
        self.facts.append(Fact(Tag.FILED_FOR_RECORD, {"organ": subject.name, "number": number}))
        return {"number": number}


SERVICES = ("register_facts", "look_up_history", "merge_case", "open_sub_case", "open_standing_case", "open_next_turn",
            "issue_whistle", "set_lead", "set_standing", "record_performance", "raise_warning", "remind",
            "mark_patrol_point", "clear_patrol_point", "required_documents", "build_case_file", "file_for_record")
