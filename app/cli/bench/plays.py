"""A set of real cases, worked through by the product's own verbs: different problems, streets, processes and positions.

A *play* is one problem with everything that comes of it (a family: the case, its departments' cases, its next turns). Its people answer as
sensible people would, with a share of chance; where the law or a form says no they answer once more without chance, and where that does
not help the case stays where it is, with its open tasks. Chance is drawn from the play's number, so the same set comes again.

Places, titles and names of parties stand between brackets with the play's number, so that whoever copies a family can find them again
in every text, payload and engine state.
"""
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.cases import courier, forms, operations
from app.cases.model import Case
from app.cli.bench.filling import fill
from app.kernel.clock import local
from app.kernel.database import Database
from app.kernel.errors import FieldErrors, Forbidden, NotFound, Refusal, Rejection
from app.registry import queries as registry
from app.tasks import queries as tasks
from app.tasks.model import Barred, Status, WorkItem

REFUSED = (FieldErrors, Forbidden, NotFound, Refusal, Rejection)
LOGINS = {"jiazhen": "", "yijie": "yijie.", "bingjie": "bingjie."}      # the holder of a role in the first street has the role as login
SOURCES = ("网格员上报", "群众反映", "12345热线", "执法巡查", "视频监控")
CHANCE = 0.25               # share of the answers that are drawn instead of the first that is offered
POINTS = ["subject", "personnel", "procedure", "facts", "law", "authority", "documents", "transfer"]
# What the law asks for beyond what a form requires; without it every penalty would stop at its review.
LAWFUL = {"legal_review": {"points": POINTS, "opinion": "agree"}, "summary_identity": {"party_name": None, "corrected_in_time": False},
          "prior_notice": {"penalty_kinds": ["fine"], "amount": 5000}, "investigation_report": {
              "amount": 5000, "penalty_kinds": ["fine"], "suggestion": "punish"}}
EARLY_ENDS = ("reject", "withdraw", "transfer")


@dataclass
class Play:
    """One family. `steps`: how many tasks are done at most; `ends`: how it is ended early afterwards, or None."""

    database: Database
    number: int
    now: datetime
    steps: int
    ends: str | None
    chance: random.Random = field(init=False)
    chain_id: int = 0
    done: int = 0

    def __post_init__(self):
        self.chance = random.Random(self.number)

    # ---- the words that a copy changes ----
    @property
    def title(self) -> str:
        return f"【题{self.number}】"

    @property
    def address(self) -> str:
        return f"【址{self.number}】"

    @property
    def party(self) -> str:
        return f"【当{self.number}】"

    # ---- the course ----
    def perform(self) -> None:
        self._register()
        while self.done < self.steps and (item := self._next()) is not None:
            self._tick()
            if not self.complete(item):
                break
            self.done += 1
        if self.ends:
            self._end_early()
        else:
            self._leave_something_claimed()

    def _register(self) -> None:
        street = self.chance.choice(tuple(LOGINS))
        actor = self._actor(LOGINS[street] + "intake_clerk")
        with self.database.read() as session:
            problem = self.chance.choice(registry.problems(session)).code
            task = forms.of_registration(session, actor=actor, now=self.now)
            data = fill(task.form, task.context, task.options, {
                "title": self.title, "address": self.address, "party_name": self.party, "party_type": "organisation", "problem_code": problem,
                "source": self.chance.choice(SOURCES), "bottom_line_risk": "none", "outside_region": False, "statutory_channel": False,
                "urgency": self.chance.choices(("一般", "紧急", "特急"), (8, 3, 1))[0]})
        with courier.command(self.database, self.now) as session:
            self.chain_id = operations.register_problem(session, data, actor=actor, now=self.now).case.chain_id

    def _next(self) -> WorkItem | None:
        """Any of the family's open items: departments work side by side."""
        with self.database.read() as session:
            items = list(self._open(session))
        return self.chance.choice(items) if items else None

    def _open(self, session: Session) -> Iterator[WorkItem]:
        return session.scalars(select(WorkItem).join(Case, Case.id == WorkItem.case_id).where(
            Case.chain_id == self.chain_id, WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])).order_by(WorkItem.id))

    def _tick(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(1, 40), seconds=self.chance.randint(0, 59))

    def complete(self, item: WorkItem) -> bool:
        """Whether the item was done, with a share of chance in the answers or, where that was refused, without."""
        actor = self.someone_for(item)
        return actor is not None and any(self._submitted(item, actor, chance) for chance in (CHANCE, 0))

    def _submitted(self, item: WorkItem, actor: Actor, chance: float) -> bool:
        try:
            with self.database.read() as session:
                data = self.answers(session, item, actor, chance)
            with courier.command(self.database, self.now) as session:
                operations.submit_task(session, item.id, data, actor=actor, now=self.now)
        except REFUSED:
            return False
        return True

    def answers(self, session: Session, item: WorkItem, actor: Actor, chance: float) -> dict[str, Any]:
        task = forms.of_task(session, session.get_one(Case, item.case_id), session.get_one(WorkItem, item.id), actor=actor, now=self.now)
        if task.form is None:
            return {}
        lawful = {name: value or self.party for name, value in LAWFUL.get(item.form, {}).items()}
        return fill(task.form, task.context, task.options, lawful, choose=lambda view: self._drawn(view, chance))

    def _drawn(self, view, chance: float) -> Any:
        if view.name == "party_name":
            return self.party
        if view.kind not in ("radio", "select") or not view.options or self.chance.random() >= chance:
            return None
        return self.chance.choice(view.options).value

    # ---- people ----
    def _actor(self, login: str) -> Actor:
        with self.database.read() as session:
            return accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(self.now).date())

    def someone_for(self, item: WorkItem) -> Actor | None:
        today = local(self.now).date()
        with self.database.read() as session:
            if item.assignee_id:
                return accounts.load_actor(session, item.assignee_id, today=today)
            barred = set(session.scalars(select(Barred.person_id).where(Barred.work_item_id == item.id)))
            able = [p.id for role, organ_id in tasks.candidates(session, item.id)
                    for p in accounts.people_with(session, role, organ_id, today=today) if p.id not in barred]
            return accounts.load_actor(session, self.chance.choice(sorted(set(able))), today=today) if able else None

    # ---- how it is left ----
    def _leave_something_claimed(self) -> None:
        with self.database.read() as session:
            items = [i for i in self._open(session) if i.status == Status.OFFERED and self.chance.random() < 0.4]
        for item in items:
            actor = self.someone_for(item)
            if actor is not None:
                with courier.command(self.database, self.now) as session:
                    operations.claim_task(session, item.id, actor=actor, now=self.now)

    def _end_early(self) -> None:
        actor, reason = self._actor("supervisor"), "经核查，不属于本级处理。"
        verbs = {"reject": operations.reject_case, "withdraw": operations.withdraw_case}
        self._tick()
        try:
            with courier.command(self.database, self.now) as session:
                if self.ends == "transfer":
                    operations.transfer_case(session, self.chain_id, "市级主管部门", reason, actor=actor, now=self.now)
                else:
                    verbs[self.ends](session, self.chain_id, reason, actor=actor, now=self.now)
        except REFUSED:         # its departments are still at work: the family stays as it is
            pass


def cast(database: Database, until: datetime, count: int) -> Iterator[Play]:
    """Plays of all lengths, each begun so that it lies before `until`: a third is hardly begun, a third under way, a third as long
    as it takes; one in five is ended early."""
    for number in range(1, count + 1):
        chance = random.Random(-number)
        steps = (chance.randint(0, 3), chance.randint(3, 15), 90)[number % 3]
        ends = EARLY_ENDS[number % len(EARLY_ENDS)] if number % 5 == 0 else None
        yield Play(database, number, until - timedelta(days=3, minutes=chance.randint(0, 3000)), min(steps, number % 4) if ends else steps, ends)
