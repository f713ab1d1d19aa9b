"""A walker that drives one process along everything it has: it submits what the forms allow, lets time pass, delivers messages and
broadcasts signals at random, and notes which flows, boundary events and ends it has seen. Called processes are stood in for by a
single task each, because each is walked on its own; decision tables are the real ones."""
import json
import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lxml import etree

from app import engine
from app.engine.contract import Broadcast, Deliver, FireTimers, Start, Submit

ROOT = Path(__file__).resolve().parents[2]
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZFL = "{http://zhifalian/schema/bpmn/1.0}"
CODES = ["guizi", "shuiwu", "shengtai", "jiaotong", "shijian"]
# What the acts of the house tell the diagram, besides what the form says.
ACT_RESULTS = {"collect": {"fine_left": [0, 0, 100]}}
LISTS = {"departments": CODES, "responsible_depts": CODES, "officers": [11, 12], "panel_members": [21, 22, 23], "servers": [11, 12],
         "matters": ["M1", "M2"], "own_matters": ["M1"], "problems": ["P1"], "grids": ["jiazhen-donghe-03"], "streets": ["jiazhen"], "stations": ["s1"]}

STAND_IN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
 id="d_{id}" targetNamespace="t"><process id="{id}" isExecutable="true"><startEvent id="s"/><userTask id="stand_in" name="stand_in">
 <extensionElements><spiffworkflow:properties><spiffworkflow:property name="role" value="officer"/>
 <spiffworkflow:property name="scope" value="&quot;jiazhen&quot;"/></spiffworkflow:properties></extensionElements></userTask><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="stand_in"/><sequenceFlow id="f2" sourceRef="stand_in" targetRef="e"/></process></definitions>"""


@dataclass
class Goals:
    """What a walk of the process must have seen."""

    flows: set[str]
    boundaries: set[str]
    ends: set[str]

    def missing(self, seen: "Goals") -> list[str]:
        return sorted((self.flows - seen.flows) | (self.boundaries - seen.boundaries) | (self.ends - seen.ends))


def goals_of(xml: bytes) -> Goals:
    root = etree.fromstring(xml)
    return Goals({f.get("id") for f in root.iter(B + "sequenceFlow")}, {b.get("id") for b in root.iter(B + "boundaryEvent")},
                 {e.get("id") for e in root.iter(B + "endEvent")})


class Choices(random.Random):
    """Randomness that is remembered, so that a walk which saw something new can be taken again and left at another point."""

    def __init__(self, seed: int):
        super().__init__(seed)
        self.taken: list[tuple[int, int]] = []
        self.ahead: list[tuple[int, int]] = []

    def begin(self, ahead: list[tuple[int, int]]):
        self.taken, self.ahead = [], list(reversed(ahead))

    def getrandbits(self, k):
        bits, value = self.ahead.pop() if self.ahead else (k, -1)
        if value < 0 or bits != k:
            self.ahead, value = [], super().getrandbits(k)
        self.taken.append((k, value))
        return value

    def random(self):
        return self.getrandbits(32) / 2**32


@dataclass
class Walker:
    """Random walks through one process; `seen` grows over the walks, and walks that saw something new lead further ones."""

    key: str
    given: dict = field(default_factory=dict)           # variable → candidates: what the caller hands to the process
    returned: dict = field(default_factory=dict)        # variable → candidates: what called processes hand back
    seed: int = 7
    seen: Goals = field(default_factory=lambda: Goals(set(), set(), set()))
    incidents: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.xml = (ROOT / "processes" / f"{self.key}.bpmn").read_bytes()
        self.root = etree.fromstring(self.xml)
        self.goals = goals_of(self.xml)
        self.random, self.dice, self.leads = Choices(self.seed), random.Random(self.seed), []
        self.bundle = engine.compile_bundle(self._files())
        self.signals = [s.get("name") for s in self.root.iter(B + "signal")]
        self.inner = _paths(self.xml.decode())

    def _files(self) -> dict[str, bytes]:
        files = {p.name: p.read_bytes() for p in (ROOT / "rules").glob("*.dmn")}
        called = {c.get("calledElement") for c in self.root.iter(B + "callActivity")}
        files |= {f"{c}.bpmn": STAND_IN.format(id=c).encode() for c in called}
        return files | {f"{self.key}.bpmn": self.xml}

    # ---- one walk ----
    def explore(self) -> str:
        """One walk: afresh, or along an earlier one for a while."""
        dice = self.dice
        lead = dice.choice(self.leads) if self.leads and dice.random() < 0.7 else []
        self.random.begin(lead[:dice.randint(0, len(lead))])
        before = self._count()
        outcome = self.walk()
        if self._count() > before:
            self.leads.append(self.random.taken)
        return outcome

    def _count(self) -> int:
        return len(self.seen.flows) + len(self.seen.boundaries) + len(self.seen.ends)

    def walk(self, steps: int = 80):
        self.now = datetime.fromisoformat("2026-11-23T01:00:00+00:00")
        self.case = {"id": 1, "number": "样〔2026〕0001", "chain_id": 1, "turn": 1, "parent_id": None, "kind": "problem",
                     "source": "网格员上报", "street": "jiazhen", "legal_subject": "jiazhen", "grid": None, "urgency": "一般",
                     "title": "样例", "lead": None, "opened_on": "2026-11-23"}
        self.state = None
        status = self._command(Start(self.key, self._pick(self.given)))
        while status == "running" and steps:
            steps -= 1
            status = self._move()
        return status

    def _pick(self, candidates: dict) -> dict:
        return {name: self.random.choice(values) for name, values in candidates.items()}

    def _command(self, command) -> str:
        advance = engine.advance(self.bundle, self.state, command, now=self.now, services=_Services(self), case=self.case,
                                 functions={"deadline": self._deadline, "period": self._period})
        self.state = advance.state
        self._note(advance)
        return advance.status

    def _note(self, advance):
        for step in advance.steps:
            if step.process_id == self.key:
                if step.flow:
                    self.seen.flows.add(step.flow)
                if step.event == "completed" and step.kind == "boundaryEvent":
                    self.seen.boundaries.add(step.node)
                if step.kind == "endEvent":
                    self.seen.ends.add(step.node)
        for incident in advance.incidents:
            self.incidents.setdefault(incident.node, incident.sentence)

    def _move(self) -> str:
        standing = engine.standing(self.bundle, self.state)
        moves = [lambda t=t: self._submit(t) for t in standing.tasks] * 3
        moves += [lambda r=r: self._deliver(r) for r in standing.receivers] * 3
        moves += [lambda: self._pass_time(standing)] * bool(standing.timers)
        signals = [receiver.message for receiver in standing.signals]
        if signals and "whistle" in standing.data and self.random.random() < 0.1:
            moves += [lambda: self._command(Broadcast(self.random.choice(signals), {"reason": "样例"}))]
        if not moves:
            return "stuck"
        return self.random.choice(moves)()

    def _submit(self, task) -> str:
        if task.node == "stand_in":
            return self._command(Submit(task.id, self._pick(self.returned)))
        data = random_form(task.form, self.random) if task.form else {}
        data |= self._pick(ACT_RESULTS.get(task.act, {}))
        return self._command(Submit(task.id, {k: v for k, v in data.items() if k in self.bundle.names_read}))

    def _deliver(self, receiver) -> str:
        payload = {"dept": "guizi", "case_id": 2, "number": "样〔2026〕2号", "end_state": "closed", "decision_no": None,
                   "summary": "已处置", "matter_codes": ["M1"], "division": self.random.choice(["handle", "handle", "release"])}
        return self._command(Deliver(receiver.message, receiver.key, payload, receiver.id))

    def _pass_time(self, standing) -> str:
        self.now = max(self.now, min(t.due_at for t in standing.timers)) + timedelta(seconds=1)
        return self._command(FireTimers())

    def _deadline(self, code, share=None):
        return self.now + timedelta(days=10) * float(1 if share is None else share)

    def _period(self, amount, unit, share=None):
        return self.now + timedelta(hours=float(amount or 1)) * float(1 if share is None else share)


class _Services(dict):
    """Every service of the house, giving back what expressions read of its result."""

    def __init__(self, walker: Walker):
        super().__init__()
        self.walker = walker
        for operator in walker.root.iter("{*}serviceTaskOperator"):
            self[operator.get("id")] = self._service(operator.get("resultVariable"))

    def _service(self, variable):
        keys = self.walker.inner.get(variable, [])
        return lambda **given: {key: self._answer(variable, key) for key in keys} | {"id": 2, "number": "样〔2026〕2号",
                                                                                       "dept": given.get("dept")}

    def _answer(self, variable, key):
        r = self.walker.random
        if key == "competent_depts":
            return r.sample(CODES, r.randint(0, 3))
        if key in ("earlier_violations", "reopened_count", "turn", "volume_count"):
            return r.randint(0, 3)
        if key == "missing":
            return []
        if key.endswith("_id") or key == "id":
            return r.choice([None, 5])
        if key.endswith("number"):
            return "样〔2026〕9号"
        return r.choice([True, False])


def _paths(xml: str) -> dict[str, list[str]]:
    """{variable: keys read of it} from `variable.key` in the diagram."""
    found: dict[str, set[str]] = {}
    for name, key in re.findall(r"\b([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)", xml):
        found.setdefault(name, set()).add(key)
    history = {"duplicate_id", "duplicate_number", "earlier_violations", "competent_depts", "street_has_power", "reopened_count"}
    return {n: sorted(k | (history if n == "history" else set())) for n, k in found.items()}


# ---- forms ---------------------------------------------------------------------------------------------------------------
def random_form(form: str, r: random.Random) -> dict:
    """Something that the form lets a person enter, fields hidden or not."""
    schema = json.loads((ROOT / "forms" / f"{form}.form").read_text())
    return _values(schema["components"], r)


def _values(components: list[dict], r: random.Random) -> dict:
    data: dict = {}
    for c in components:
        if c["type"] == "group":
            inner = _values(c["components"], r)
            data |= {c["path"]: inner} if c.get("path") else inner
        elif c["type"] == "dynamiclist":
            data[c["path"]] = [_values(c["components"], r) for _ in range(r.randint(1, 3))]
        elif c.get("key"):
            data[c["key"]] = _value(c, r)
    return data


def _value(c: dict, r: random.Random):
    options = [v["value"] for v in c.get("values", [])] or LISTS.get(c.get("valuesKey"), ["x"])
    kind = c["type"]
    if kind in ("select", "radio"):
        return r.choice(options)
    if kind in ("checklist", "taglist"):
        return r.sample(options, min(len(options), r.choice([1, 1, 2, len(options)])))
    if kind == "checkbox":
        return r.random() < 0.5
    if kind == "number":
        low, high = c.get("validate", {}).get("min", 0), c.get("validate", {}).get("max", 10**6)
        return r.choice([n for n in (low, 1, 2, 5, 100, 200, 3000, 50000, high) if low <= n <= high])
    if kind == "datetime":
        return {"date": "2026-11-30", "time": "10:00"}.get(c.get("subtype"), "2026-11-30T10:00:00+08:00")
    return "样例文字"
