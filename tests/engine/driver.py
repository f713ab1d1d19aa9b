"""Runs a diagram in a test: one object a running instance. Every state is stored and read back, and must stand unchanged."""
from datetime import UTC, datetime, timedelta

from app.engine import advance, codec, compile_bundle, standing
from app.engine.contract import Broadcast, Cancel, Deliver, FireTimers, Retry, Start, Submit
from app.engine.limits import DEFAULT
from app.engine.record import Record

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Run:
    """`log` holds the ids of completed nodes in order; `last` the last Advance."""

    def __init__(self, content, process_id="p", data=None, *, services=None, functions=None, message=None, payload=None, now=MONDAY, case=None,
                 limits=DEFAULT):
        files = content if isinstance(content, dict) else {"test.bpmn": content}
        self.bundle, self.now = compile_bundle(files, limits=limits), now
        self.services, self.functions, self.case = services or {}, functions or {}, case
        self.log, self.steps, self.state = [], [], None
        self.do(Start(process_id, data or {}, message, payload))

    def do(self, command):
        self.last = advance(self.bundle, self.state, command, now=self.now, services=self.services, functions=self.functions,
                            case=self.case)
        self.state = self.last.state
        self.steps += self.last.steps
        self.log += [s.node for s in self.last.steps if s.event == "completed"]
        self.stands_as_stored()
        return self

    def stands_as_stored(self):
        again = codec.dump(codec.load(self.bundle, self.state, Record(self.now)))
        assert again == self.state

    @property
    def standing(self):
        return standing(self.bundle, self.state)

    @property
    def open(self):
        return sorted(t.node for t in self.standing.tasks)

    @property
    def status(self):
        return self.last.status

    @property
    def data(self):
        return self.last.data

    def task(self, node, item=None):
        return next(t for t in self.standing.tasks if t.node == node and (item is None or t.item == item))

    def submit(self, node, item=None, **data):
        return self.do(Submit(self.task(node, item).id, data))

    def deliver(self, name="msg", key=None, payload=None):
        return self.do(Deliver(name, key, payload))

    def signal(self, name="sig", payload=None):
        return self.do(Broadcast(name, payload))

    def wait(self, **span):
        self.now += timedelta(**span)
        return self.do(FireTimers())

    def cancel(self):
        return self.do(Cancel())

    def retry(self, node):
        return self.do(Retry(next(i.task for i in self.standing.incidents if i.node == node)))

    def events(self, node):
        return [s.event for s in self.steps if s.node == node]
