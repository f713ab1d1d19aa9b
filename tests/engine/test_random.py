"""Random diagrams on random paths: what is stored is what stands, what is told is what changed, and a sound diagram ends."""
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import advance
from app.engine.contract import Deliver, FireTimers, Retry, Submit
from app.engine.live import Live
from tests.engine.diagram import (CANCEL, COMPENSATE, ERROR, ESCALATION, MESSAGE, SIGNAL, boundary, definitions, each, element, end, event_sub, flow,
                                  script, start, sub, timer, user)
from tests.engine.driver import Run

MOST_STEPS = 400
FIRST = {"n": 0, "items": [1, 2, 3]}
FREE_STEPS = 120    # after so many nobody dawdles: tasks are done before anything that may come again and again


CONDITION = "<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"


class Drawing:
    """Builds a block-structured diagram out of Hypothesis's choices; each block has one way in and one way out."""

    def __init__(self, draw):
        self.draw, self.number, self.called = draw, 0, ""

    def id(self, prefix):
        self.number += 1
        return f"{prefix}{self.number}"

    def block(self, depth):
        """(xml, first node, last node)"""
        kinds = ["user", "script", "wait", "message", "throw", "receive", "condition", "link", "rounds", "items", "several", "handed"]
        kinds += ["chain", "xor", "and", "or", "race", "sub", "multi", "loop", "deadline", "reminder", "escalating", "ad_hoc", "call", "error",
                  "undo", "complex", "meet", "transaction", "tasks_of_many", "condition_at"] if depth else []
        return getattr(self, "_" + self.draw(st.sampled_from(kinds)))(depth - 1)

    def _single(self, made, id):
        return made, id, id

    def _user(self, _depth):
        id = self.id("u")
        return self._single(user(id), id)

    def _script(self, _depth):
        id = self.id("a")
        return self._single(script(id, "{n: n + 1}"), id)

    def _wait(self, _depth):
        id = self.id("t")
        return self._single(element("intermediateCatchEvent", id, timer(f"PT{self.draw(st.integers(1, 90))}M")), id)

    def _message(self, _depth):
        id = self.id("m")
        return self._single(element("intermediateCatchEvent", id, MESSAGE), id)

    def _throw(self, _depth):
        id = self.id("th")
        return self._single(element("intermediateThrowEvent", id, self.draw(st.sampled_from([SIGNAL, ESCALATION]))), id)

    def _receive(self, _depth):
        id = self.id("r")
        return self._single(element("receiveTask", id, messageRef="msg2"), id)

    def _condition(self, _depth):
        id = self.id("k")
        return self._single(element("intermediateCatchEvent", id, CONDITION.format("n &gt;= 0")), id)

    def _link(self, _depth):
        a, b = self.id("lt"), self.id("lc")
        return "".join(element(kind, id, f'<linkEventDefinition name="{a}"/>') for kind, id in (("intermediateThrowEvent", a), ("intermediateCatchEvent", b))), a, b

    def _rounds(self, _depth):
        id, loop = self.id("u"), '<standardLoopCharacteristics loopMaximum="2"><loopCondition>n &gt;= 0</loopCondition></standardLoopCharacteristics>'
        return self._single(self.draw(st.sampled_from([user(id, loop), script(id, "{n: n + 1}", loop)])), id)

    def _items(self, _depth):
        id = self.id("i")
        loop = each("items", item=f"{id}_it", sequential=self.draw(st.booleans()), output=f"{id}_all", output_item=f"{id}_r")
        return self._single(script(id, f"{{{id}_r: {id}_it + n}}", loop), id)

    def _several(self, _depth):
        a, b = self.id("q"), self.id("q")
        return element("task", a, completionQuantity=2) + element("task", b, startQuantity=2) + flow(a, b), a, b

    def _handed(self, _depth):
        id = self.id("d")
        inside = (f'<ioSpecification><dataOutput id="{id}_o" name="an output"/><inputSet/><outputSet><dataOutputRefs>{id}_o</dataOutputRefs></outputSet></ioSpecification>'
                  f'<dataOutputAssociation id="{id}_as"><sourceRef>{id}_o</sourceRef><targetRef>kept</targetRef></dataOutputAssociation><script>{{{id}_o: n}}</script>')
        return self._single(element("scriptTask", id, inside), id)

    def _tasks_of_many(self, _depth):
        id = self.id("w")
        return self._single(user(id, each(count=self.draw(st.integers(0, 3)), sequential=self.draw(st.booleans()),
                                          until=self.draw(st.sampled_from([None, "numberOfActiveInstances &lt;= 1"])))), id)

    def _condition_at(self, depth):
        return self._attached(depth, CONDITION.format(self.draw(st.sampled_from(["n &gt; 1", "modulo(n, 2) = 1", "n &lt; 0"]))), self.draw(st.booleans()))

    def _meet(self, _depth):
        """A signal finds the branch that is just going to wait for it, whichever of the two is drawn first."""
        split, join, a, b = self.id("g"), self.id("j"), self.id("th"), self.id("c")
        both = [(a, element("intermediateThrowEvent", a, SIGNAL)), (b, element("intermediateCatchEvent", b, SIGNAL))]
        made = "".join(xml + flow(split, id, join) for id, xml in self.draw(st.permutations(both)))
        return f'<parallelGateway id="{split}"/><parallelGateway id="{join}"/>' + made, split, join

    def _transaction(self, depth):
        id, join, (xml, first, last) = self.id("tx"), self.id("x"), self.block(depth)
        done = (script(f"{id}_a") + boundary(f"{id}_ab", f"{id}_a", COMPENSATE) + element(self.draw(st.sampled_from(["userTask", "task"])), f"{id}_h", isForCompensation=True)
                + f'<association id="{id}_as" sourceRef="{id}_ab" targetRef="{id}_h"/>')
        inside = (start(f"{id}_s"), done, xml, f'<exclusiveGateway id="{id}_x" default="{id}_ok"/>', end(f"{id}_e"), end(f"{id}_no", CANCEL), flow(f"{id}_s", f"{id}_a", first),
                  flow(last, f"{id}_x"), flow(f"{id}_x", f"{id}_no", when="modulo(n, 2) = 0"), flow(f"{id}_x", f"{id}_e", id=f"{id}_ok"))
        made = sub(id, *inside, tag="transaction") + boundary(f"{id}_b", id, CANCEL) + script(f"{id}_l", "{n: n + 1}") + f'<exclusiveGateway id="{join}"/>'
        return made + flow(id, join) + flow(f"{id}_b", f"{id}_l", join), id, join

    def _chain(self, depth):
        a, b = self.block(depth), self.block(depth)
        return a[0] + b[0] + flow(a[2], b[1]), a[1], b[2]

    def _branches(self, depth, gateway, conditions, default=False):
        split, join = self.id("g"), self.id("j")
        made = ""
        for number, condition in enumerate(conditions):
            xml, first, last = self.block(depth)
            id = f"{split}_default" if default and number == len(conditions) - 1 else None
            made += xml + flow(split, first, when=None if id else condition, id=id) + flow(last, join)
        mark = f' default="{split}_default"' if default else ""
        return f'<{gateway} id="{split}"{mark}/><{gateway} id="{join}"/>' + made, split, join

    def _xor(self, depth):
        return self._branches(depth, "exclusiveGateway", ["modulo(n, 2) = 0", None], default=True)

    def _and(self, depth):
        return self._branches(depth, "parallelGateway", [None] * self.draw(st.integers(2, 3)))

    def _or(self, depth):
        return self._branches(depth, "inclusiveGateway", ["modulo(n, 2) = 0", "n &gt;= 0", None], default=True)

    def _race(self, _depth):
        gate, a, b, join = self.id("e"), self.id("t"), self.id("m"), self.id("x")
        made = (f'<eventBasedGateway id="{gate}"/><exclusiveGateway id="{join}"/>' + element("intermediateCatchEvent", a, timer("PT20M"))
                + element("intermediateCatchEvent", b, MESSAGE))
        return made + flow(gate, a, join) + flow(gate, b, join), gate, join

    def _inside(self, depth, **attributes):
        id, (xml, first, last) = self.id("sp"), self.block(depth)
        begin, stop = start(f"{id}_s"), end(f"{id}_e")
        listener = ""
        if self.draw(st.booleans()):
            listener = event_sub(f"{id}_es", self.draw(st.sampled_from([SIGNAL, MESSAGE, timer("PT15M"), CONDITION.format("n &gt; 2")])), script(f"{id}_h", "{n: n + 1}"), end(f"{id}_he"), flow(f"{id}_es_start", f"{id}_h", f"{id}_he"),
                                 interrupting=self.draw(st.booleans()))
        own = f'<dataObject id="{id}_own"/>' if self.draw(st.booleans()) else ""
        return sub(id, own, begin, xml, stop, flow(f"{id}_s", first), flow(last, f"{id}_e"), listener, **attributes), id, id

    def _sub(self, depth):
        return self._inside(depth)

    def _multi(self, depth):
        loop = each(count=self.draw(st.integers(0, 3)), sequential=self.draw(st.booleans()),
                    until=self.draw(st.sampled_from([None, "numberOfCompletedInstances &gt;= 2"])))
        return self._inside(depth, loop=loop)

    def _ad_hoc(self, _depth):
        id = self.id("ad")
        return self._single(sub(id, user(f"{id}_a"), user(f"{id}_b"), tag="adHocSubProcess", ordering=self.draw(st.sampled_from(["Parallel", "Sequential"]))), id)

    def _call(self, depth):
        id, (xml, first, last) = self.id("c"), self.block(depth)
        begin, stop = f"{id}_s", f"{id}_e"
        self.called += f'<process id="{id}_p">{start(begin)}{xml}{end(stop)}{flow(begin, first)}{flow(last, stop)}</process>'
        return self._single(f'<callActivity id="{id}" calledElement="{id}_p"/>', id)

    def _error(self, depth):
        id, join, (xml, first, last) = self.id("sp"), self.id("x"), self.block(depth)
        inside = (start(f"{id}_s"), xml, f'<exclusiveGateway id="{id}_x" default="{id}_ok"/>', end(f"{id}_e"), end(f"{id}_bad", ERROR),
                  flow(f"{id}_s", first), flow(last, f"{id}_x"), flow(f"{id}_x", f"{id}_bad", when="modulo(n, 2) = 0"), flow(f"{id}_x", f"{id}_e", id=f"{id}_ok"))
        made = sub(id, *inside) + boundary(f"{id}_b", id, ERROR) + script(f"{id}_a", "{n: n + 1}") + f'<exclusiveGateway id="{join}"/>'
        return made + flow(id, join) + flow(f"{id}_b", f"{id}_a", join), id, join

    def _undo(self, depth):
        id, (xml, first, last) = self.id("k"), self.block(depth)
        handler = self.draw(st.sampled_from(["userTask", "task"]))
        made = (script(id) + boundary(f"{id}_b", id, COMPENSATE) + element(handler, f"{id}_h", isForCompensation=True)
                + f'<association id="{id}_as" sourceRef="{id}_b" targetRef="{id}_h"/>' + xml + element("intermediateThrowEvent", f"{id}_t", COMPENSATE))
        return made + flow(id, first) + flow(last, f"{id}_t"), id, f"{id}_t"

    def _complex(self, depth):
        xml, split, join = self._branches(depth, "parallelGateway", [None] * 3)
        join_xml = f'<complexGateway id="{join}"><activationCondition>activationCount &gt;= {self.draw(st.integers(1, 3))}</activationCondition></complexGateway>'
        return xml.replace(f'<parallelGateway id="{join}"/>', join_xml), split, join

    def _loop(self, depth):
        zero, merge, split, add, (xml, first, last) = self.id("a"), self.id("l"), self.id("l"), self.id("a"), self.block(depth)
        made = f'<exclusiveGateway id="{merge}"/><exclusiveGateway id="{split}" default="{split}_out"/>' + xml
        made += script(zero, f"{{{merge}_k: 0}}") + script(add, f"{{{merge}_k: {merge}_k + 1}}")
        leave = self.id("z")
        made += flow(zero, merge, first) + flow(last, add, split) + flow(split, merge, when=f"{merge}_k &lt; 3") + script(leave)
        return made + flow(split, leave, id=f"{split}_out"), zero, leave

    def _attached(self, depth, definition, interrupting):
        xml, first, host = self._inside(depth) if depth > 0 and self.draw(st.booleans()) else self._user(depth)
        event, join, late = self.id("b"), self.id("x"), self.id("a")
        made = xml + boundary(event, host, definition, interrupting) + script(late, "{n: n + 1}")
        if interrupting:
            return made + f'<exclusiveGateway id="{join}"/>' + flow(host, join) + flow(event, late, join), first, join
        return made + end(f"{late}_e") + flow(event, late, f"{late}_e"), first, host

    def _deadline(self, depth):
        return self._attached(depth, timer("PT30M"), True)

    def _reminder(self, depth):
        return self._attached(depth, self.draw(st.sampled_from([timer("R2/PT10M", "timeCycle"), MESSAGE, SIGNAL])), False)

    def _escalating(self, depth):
        return self._attached(depth, ESCALATION, self.draw(st.booleans()))


@st.composite
def diagrams(draw):
    drawing = Drawing(draw)
    xml, first, last = drawing.block(3)
    return definitions(f'<process id="p"><dataObject id="kept"/>{start()}{xml}{end()}{flow("s", first)}{flow(last, "e")}</process>', drawing.called)


class Told:
    """What a host believes to stand, from nothing but what each Advance told it."""

    def __init__(self):
        self.tasks, self.timers, self.receivers, self.incidents = set(), {}, set(), set()

    def hear(self, advance):
        for told in (advance.timers_cleared, advance.receivers_cleared, [c.id for c in advance.closed], advance.incidents_cleared):
            assert len(told) == len(set(told))
        self.tasks |= {t.id for t in advance.opened}
        self.tasks -= {c.id for c in advance.closed}
        self.timers = {k: v for k, v in self.timers.items() if k not in advance.timers_cleared} | {t.id: t.due_at for t in advance.timers_set}
        self.receivers = self.receivers - set(advance.receivers_cleared) | {r.id for r in advance.receivers_set}
        self.incidents = self.incidents - set(advance.incidents_cleared) | {i.task for i in advance.incidents}

    def agrees(self, standing):
        assert self.tasks == {t.id for t in standing.tasks}
        assert self.timers == {t.id: t.due_at for t in standing.timers}
        assert self.receivers == {r.id for r in [*standing.receivers, *standing.signals]}
        assert self.incidents == {i.task for i in standing.incidents}


def next_step(run, draw, number=0):
    standing = run.standing
    steps = [Submit(t.id) for t in standing.tasks] + [Deliver(r.message, receiver=r.id) for r in standing.receivers]
    steps += [Retry(i.task) for i in standing.incidents]
    if standing.timers:
        steps.append(FireTimers())
    chosen = draw(st.sampled_from(steps)) if number < FREE_STEPS else patient(steps)
    if isinstance(chosen, FireTimers):
        run.now = max(run.now, min(t.due_at for t in standing.timers))
    return chosen


def patient(steps):
    return min(steps, key=lambda step: isinstance(step, Deliver))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(diagrams(), st.data())
def test_any_sound_diagram_reaches_its_end_on_any_path_and_its_state_survives_every_store(content, data):
    run, told = Run(content, data=dict(FIRST)), Told()
    told.hear(run.last)
    for number in range(MOST_STEPS):
        told.agrees(run.standing)
        if run.status != "running":
            break
        run.do(next_step(run, data.draw, number))
        told.hear(run.last)
    assert run.status == "completed", (run.status, run.standing)
    assert not told.tasks and not told.timers and not told.receivers
    entered = {(s.node, s.event) for s in run.steps}
    assert ("e", "completed") in entered or "_es" in str(entered)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(diagrams(), st.data())
def test_a_stored_state_and_a_kept_instance_give_the_same_outcome_to_every_command(content, data):
    """Twice from the bytes, once from the instance that was kept alive since the last command."""
    run, live = Run(content, data=dict(FIRST)), Live(1)
    for _step in range(25):
        if run.status != "running":
            return
        before, command = run.state, next_step(run, data.draw)
        first = run.do(command).last
        assert advance(run.bundle, before, command, now=run.now, live=live) == first
        run.state = before
        assert run.do(command).last == first
