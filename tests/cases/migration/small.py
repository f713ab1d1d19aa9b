"""A small process in two versions, and cases that stand in it: `Migrating` speaks of them as tests do."""
from datetime import timedelta

from sqlalchemy import select

from app.accounts.roles import ROLES
from app.audit import queries as trace
from app.cases.migration import operations, working
from app.cases.migration.model import MigrationCase
from app.cases.model import ProcessInstance, TimerRow
from app.definitions import operations as definitions
from app.kernel.clock import local
from app.tasks.model import Barred, WorkItem
from tests.support.together import diagram, ended, establish, flows, process, task
from tests.conftest import NOW
from tests.support.district import District

START = '<bpmn:startEvent id="start"/>'


def version(*inside: str) -> bytes:
    return diagram(process("five_step_loop", START, *inside))


def reminder(host: str, id: str = "late", minutes: int = 30) -> str:
    return (f'<bpmn:boundaryEvent id="{id}" name="超时提醒" attachedToRef="{host}" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeDuration>PT{minutes}M'
            f'</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="{id}_end"/>' + flows(f"{id} {id}_end"))


FIRST = version(task("write"), task("sign"), ended(), flows("start write sign end"))
SECOND = version(task("write"), task("countersign"), task("sign", role="duty_chief"), reminder("write"), ended(), flows("start write countersign sign end"))
WITHOUT_SIGN = version(task("write"), ended(), flows("start write end"))


class Migrating(District):
    """A district whose cases run on the first version; `publish` makes another."""

    def open(self, count: int = 1) -> list[int]:
        from app.cases.operations import open_case
        made = []
        for number in range(count):
            with self.database.begin() as session:
                made.append(open_case(session, title=f"第 {number} 件", source="网格员上报", actor=self.actor("grid_worker"), now=self.now).id)
        return made

    def submit(self, case_id: int, node: str, login: str = "grid_worker") -> None:
        self.do(login, node, case_id=case_id)

    def publish(self, content: bytes, days: int = 0) -> int:
        self.now += timedelta(minutes=1)
        with self.database.begin() as session:
            return definitions.publish(session, {"d0.bpmn": content}, effective_from=local(self.now).date() + timedelta(days=days), now=self.now,
                                       known_roles=ROLES).id

    def bundle(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(ProcessInstance.bundle_id).order_by(ProcessInstance.case_id).limit(1))

    def draft(self, to_id: int, login: str = "supervisor", retime: bool = False, **selection):
        with self.database.begin() as session:
            return operations.draft(session, from_id=self.bundle(), to_id=to_id, selection=selection, reason="试行第二版", actor=self.actor(login), now=self.now,
                                    retime=retime)

    def verb(self, name: str, run_id: int, login: str = "supervisor", **given):
        with self.database.begin() as session:
            return getattr(operations, name)(session, run_id, actor=self.actor(login), now=self.now, **given)

    def carry_on(self) -> int:
        return working.carry_on(self.database, lambda: self.now)

    def checked(self, to_id: int, **selection):
        run = self.draft(to_id, **selection)
        self.verb("check", run.id)
        self.carry_on()
        return run

    def migrated(self, to_id: int, **selection):
        run = self.checked(to_id, **selection)
        self.verb("start", run.id)
        self.carry_on()
        return run

    def run_through(self, run) -> None:
        """One that was prepared is checked and started."""
        for verb in ("check", "start"):
            self.verb(verb, run.id)
            self.carry_on()

    def states(self, run_id: int) -> dict[int, str]:
        with self.database.read() as session:
            return dict(session.execute(select(MigrationCase.case_id, MigrationCase.state).where(MigrationCase.run_id == run_id)).all())

    def row(self, run_id: int, case_id: int) -> MigrationCase:
        with self.database.read() as session:
            return session.get_one(MigrationCase, (run_id, case_id))

    def instance(self, case_id: int) -> ProcessInstance:
        with self.database.read() as session:
            return session.get_one(ProcessInstance, case_id)

    def timers(self, case_id: int) -> list[TimerRow]:
        with self.database.read() as session:
            return list(session.scalars(select(TimerRow).where(TimerRow.case_id == case_id)))

    def barred(self, case_id: int) -> set[int]:
        with self.database.read() as session:
            return set(session.scalars(select(Barred.person_id).where(Barred.work_item_id == self.item(case_id).id)))

    def lines(self, chain: int) -> list:
        with self.database.read() as session:
            return trace.recent(session, chain)[::-1]

    def item(self, case_id: int) -> WorkItem:
        return self.open_items(case_id=case_id)[0]


def prepare(database) -> None:
    from tests.conftest import tables
    tables(database)
    establish(database, NOW, FIRST)
