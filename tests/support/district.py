"""The demonstration district as tests speak of it."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.model import Actor, Person
from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.audit import operations as audit
from app.audit import queries as trace
from app.cases import courier, operations
from app.cases.model import Case
from app.definitions import operations as definitions
from app.kernel.clock import local
from app.kernel.database import Database
from app.registry import demonstration
from app.tasks import queries as tasks
from app.tasks.model import Barred, Status, WorkItem
from tests.support.filling import fill

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "演示district-2026"


def starter_files() -> dict[str, bytes]:
    """What a fresh installation publishes first."""
    return {p.name: p.read_bytes() for folder in ("processes", "rules", "forms") for p in sorted((ROOT / folder).iterdir())
            if p.suffix in (".bpmn", ".dmn", ".form")}


def establish(database: Database, now: datetime) -> None:
    with database.begin() as session:
        demonstration.load(session, password=PASSWORD, now=now)
        definitions.publish(session, starter_files(), effective_from=local(now).date(), now=now, known_acts=ACTS,
                            known_roles=ROLES)


@dataclass
class District:
    """A district with a clock that tests turn."""

    database: Database
    now: datetime

    def actor(self, login: str) -> Actor:
        with self.database.read() as session:
            person = accounts.person_by_login(session, login)
            return accounts.load_actor(session, person.id, today=local(self.now).date())

    def turn_clock(self, **span: float) -> None:
        """Time passes; whatever falls due fires."""
        self.now += timedelta(**span)
        courier.fire_all(self.database, self.now)
        courier.deliver_all(self.database, self.now)

    def tick(self) -> None:
        self.now += timedelta(minutes=1)

    # ---- reading ----
    def case(self, case_id: int) -> Case:
        with self.database.read() as session:
            return session.get_one(Case, case_id)

    def open_items(self, *, node: str | None = None, case_id: int | None = None, chain_id: int | None = None) -> list[WorkItem]:
        query = select(WorkItem).join(Case, Case.id == WorkItem.case_id).where(
            WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])).order_by(WorkItem.id)
        for column, value in ((WorkItem.node, node), (WorkItem.case_id, case_id), (Case.chain_id, chain_id)):
            if value is not None:
                query = query.where(column == value)
        with self.database.read() as session:
            return list(session.scalars(query))

    def someone_for(self, item: WorkItem, *, but: set[int] = frozenset()) -> str:
        """The login of somebody who may take this item."""
        with self.database.read() as session:
            barred = set(session.scalars(select(Barred.person_id).where(Barred.work_item_id == item.id))) | but
            if item.assignee_id:
                return session.get_one(Person, item.assignee_id).login
            for role, organ_id in sorted(tasks.candidates(session, item.id)):
                for person in accounts.people_with(session, role, organ_id, today=local(self.now).date()):
                    if person.id not in barred:
                        return person.login
        raise AssertionError(f"nobody may take {item.node} of {item.case_number}")

    # ---- acting ----
    def register(self, login: str, **data) -> Case:
        """登记问题 by this person, with a plausible form overridden by `data`."""
        from app.cases import forms
        actor = self.actor(login)
        self.tick()
        with self.database.read() as session:
            task = forms.of_registration(session, actor=actor, now=self.now)
            filled = fill(task.form, task.context, task.options, data)
        with self.database.begin() as session:
            case = operations.register_problem(session, filled, actor=actor, now=self.now).case
        courier.deliver_all(self.database, self.now)
        return case

    def complete(self, login: str, item: WorkItem, **data):
        """Complete an item with its form, filled plausibly and overridden by `data`."""
        from app.cases import forms
        actor = self.actor(login)
        self.tick()
        with self.database.read() as session:
            case = session.get_one(Case, item.case_id)
            task = forms.of_task(session, case, session.get_one(WorkItem, item.id), actor=actor, now=self.now)
            filled = fill(task.form, task.context, task.options, data) if task.form else data
        with self.database.begin() as session:
            done = operations.submit_task(session, item.id, filled, actor=actor, now=self.now)
        courier.deliver_all(self.database, self.now)
        return done

    def do(self, login: str, node: str, *, case_id: int | None = None, **data):
        """Complete the one open item at this node."""
        items = self.open_items(node=node, case_id=case_id)
        assert len(items) == 1, f"{node}: {[(i.id, i.case_number) for i in items]}; open: {[(i.node, i.case_number) for i in self.open_items()]}"
        return self.complete(login, items[0], **data)

    def work_off(self, answers, *, until=None, limit: int = 300) -> list[WorkItem]:
        """Complete open items, oldest first, each by somebody who may, until none is left or `until()` is true.
        `answers(item)`: what this item's form is to say beyond the plausible."""
        done = []
        while len(done) < limit and not (until and until()):
            items = self.open_items()
            if not items:
                break
            item = items[0]
            self.complete(self.someone_for(item), item, **answers(item))
            done.append(item)
        return done

    def organ_of(self, item: WorkItem) -> str:
        with self.database.read() as session:
            return accounts.organ_map(session)[item.organ_id].code

    def verify(self) -> None:
        """Every chain of the trace is whole."""
        with self.database.read() as session:
            assert audit.verify(session).broken is None

    def history(self, case_id: int) -> list[str]:
        with self.database.read() as session:
            return [line.text for line in trace.history(session, case_id, limit=1000)]
