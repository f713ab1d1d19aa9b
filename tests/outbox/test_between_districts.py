"""Two districts, each with its own system and database: a case of the one writes to a case of the other."""
import pytest
from sqlalchemy import select, text

from app.accounts import queries as accounts
from app.accounts.operations import issue_token
from app.cases import courier, operations, queries
from app.cases.model import Case, Message
from app.factory import create_app
from app.kernel.clock import local, utcnow
from app.kernel.settings import Settings
from app.outbox import outlets, postman
from app.outbox.model import Parcel, State
from app.tasks.model import WorkItem
from tests.conftest import tables
from tests.support.served import served
from tests.support.together import diagram, ended, establish, flows, process, task

HERE, THERE = 12, 13
NAME = '<bpmn:message id="m" name="word"/>'
ABOUT = ('<{0} id="{1}" name="{1}" messageRef="m"><bpmn:extensionElements><spiffworkflow:messagePayload>{{ said: "好" }}'
         '</spiffworkflow:messagePayload><zfl:correlation key="{2}"/></bpmn:extensionElements></{0}>')
SENDER = diagram(NAME, process("five_step_loop", '<bpmn:startEvent id="start"/>', task("ready"), ABOUT.format("bpmn:sendTask", "send", "to"), ended(),
                               flows("start ready send end")))
TAKER = diagram(NAME, process("five_step_loop", '<bpmn:startEvent id="start"/>', ABOUT.format("bpmn:receiveTask", "take", "string(case.id)"),
                              task("after"), ended(), flows("start take after end")))


class District:
    """Its ids lie in its own range, as `migrate` makes them on a district's PostgreSQL; SQLite counts on from the largest that there is."""

    def __init__(self, database, number: int, content: bytes):
        self.database, self.now = database, utcnow()
        establish(database, self.now, content)
        with database.begin() as session:
            if database.is_sqlite:
                session.add(Case(id=number << 40, number="0", kind="problem", title="0", source="0", status="ended", opened_at=self.now))
            else:
                session.execute(text("""SELECT setval(pg_get_serial_sequence('"case"', 'id'), :base)"""), {"base": number << 40})
            self.actor = accounts.load_actor(session, accounts.person_by_login(session, "grid_worker").id, today=local(self.now).date())

    def do(self, work):
        return courier.carry_out(self.database, self.now, work)

    def open(self) -> int:
        return self.do(lambda s: operations.open_case(s, title="案", source="其他", actor=self.actor, now=self.now).id)

    def nodes(self, case_id: int) -> list[str]:
        with self.database.read() as session:
            return [item.node for item in queries.open_tasks(session, case_id)]


@pytest.fixture
def two(backend):
    with backend.fresh(tables) as here, backend.fresh(tables) as there:
        yield District(here, HERE, SENDER), District(there, THERE, TAKER)


def test_a_message_to_a_case_of_another_district_arrives_there_once(two, tmp_path):
    here, there = two
    with there.database.begin() as session:
        token = issue_token(session, "supervisor", now=there.now)
    with served(create_app(Settings(data_dir=tmp_path / "data"), there.database)) as port:
        url = f"http://127.0.0.1:{port}/api/v1/messages"
        known = outlets.configured(Settings(district=HERE, peers={THERE: url.replace("//", f"//{token}@")}))
        outlets.attach(here.database, known)
        taker, sender = there.open(), here.open()
        assert taker >> 40 == THERE and sender >> 40 == HERE
        with here.database.read() as session:
            item = session.scalar(select(WorkItem.id).where(WorkItem.case_id == sender))
        here.do(lambda s: operations.submit_task(s, item, {"to": str(taker)}, actor=here.actor, now=here.now))
        assert there.nodes(taker) == []
        assert postman.send_due(here.database, known, utcnow) == 1
        assert there.nodes(taker) == ["after"]
        send_once_more(here)                        # as after a crash between the other's answer and our note of it
        assert postman.send_due(here.database, known, utcnow) == 1
    with there.database.read() as session:
        assert [(m.key, m.payload, m.state, m.to_case_id) for m in session.scalars(select(Message))] == [
            (str(taker), {"said": "好"}, "delivered", taker)]


def send_once_more(district: District) -> None:
    with district.database.begin() as session:
        parcel = session.scalars(select(Parcel)).one()
        assert (parcel.state, parcel.status, parcel.case_id >> 40) == (State.SENT, 202, HERE) and "@" not in parcel.target
        parcel.state, parcel.next_at = State.WAITING, utcnow()
