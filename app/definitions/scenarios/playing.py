"""A play on its stage: the actions of a scenario, or of somebody who tries a diagram in the browser, carried out one after another.

Forms are filled and checked as in the house. Acts are not performed: their guards need a real case. What gateways read of an act's
effect an action says under "act"; what the act would have written stands, as its form gave it, under `record` for later forms.
"""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.deadlines.errors import BadPeriod, OutsideCalendar
from app.definitions.scenarios import filling
from app.definitions.scenarios.clockwork import Lend
from app.definitions.scenarios.filling import Filled
from app.definitions.scenarios.model import Play
from app.definitions.scenarios.reading import instant
from app.engine import CompiledBundle
from app.engine.contract import EngineError, OpenTask
from app.engine.stepping import Walk
from app.engine.stand_ins import StandIns, filled
from app.engine.timers import span
from app.forms import schema
from app.forms.schema import Form
from app.kernel.clock import local

# What an act writes is known to later forms as record.<name>.
WRITES = {"prepare_filing": ("filing",), "show_identity": ("identity",), "report_investigation": ("investigation",),
          "order_correction": ("correction",), "notify": ("notice",), "hear_on_spot": ("notice", "pleading"), "hear_pleading": ("pleading",),
          "hold_hearing": ("hearing",), "review": ("review",), "discuss": ("discussion",), "decide": ("decision",),
          "decide_no_penalty": ("decision",), "decide_on_spot": ("decision",), "educate": ("education",), "transfer": ("transfer",),
          "close": ("closing",)}
RECORD = tuple(dict.fromkeys(name for names in WRITES.values() for name in names))
MOST_PASSED_BY = 50
ME = {"id": 1, "name": "王某", "organ": "jiazhen", "post": "officer"}

Registers = Callable[[dict[str, Any], Any], filling.Register]      # (variables, multi-instance item) → option lists by name


@dataclass
class House:
    """What a play is played in: the bundle, its forms, the calendar, and, where there is a database, the registers."""

    bundle: CompiledBundle
    forms: Mapping[str, bytes]
    lend: Lend
    registers: Registers | None = None
    _forms: dict[str, Form] = field(default_factory=dict)

    def form(self, key: str | None) -> Form | None:
        """Raises EngineError(no_such_form); FormError for a form that cannot be read."""
        if key is None:
            return None
        if key not in self._forms:
            if f"{key}.form" not in self.forms:
                raise EngineError(f"表单 {key} 不在规则包里。", code="no_such_form")
            self._forms[key] = schema.load(self.forms[f"{key}.form"])
        return self._forms[key]


@dataclass(frozen=True)
class Done:
    """A task that was submitted: with which clean data, as which act."""

    task: OpenTask
    data: dict[str, Any]
    at: datetime


class Player:
    """One play under way. `done`: submissions in order; `given`: number of the action that is being carried out, -1 at the start.

    `mentioned`: the tasks that the test speaks of (Scenario.mentioned). A task that it does not, because the diagram got it later, or a
    department more, is filled in plausibly when it stands in the way of the next action: the rest of the test still says what it said.
    `passed_by` tells which.
    """

    def __init__(self, house: House, play: Play, mentioned: Mapping[str, list | None] | None = None):
        self.house, self.play, self.given, self.mentioned = house, play, -1, mentioned
        self.passed_by: list[tuple[str, str]] = []
        self.stand_ins = StandIns(dict(play.services), dict(play.stand_ins), {"case": dict(play.case)})
        self.walk = Walk(house.bundle, play.clock, house.lend, self.stand_ins, dict(play.case))
        self.done: list[Done] = []
        self.last: dict[str, dict] = {}
        self.record: dict[str, Any] = dict.fromkeys(RECORD)
        self.facts: dict[str, Any] = {}

    def run(self) -> "Player":
        """Start, and every action. Raises EngineError, FormRefused, FormError."""
        self.start()
        for number, action in enumerate(self.play.actions):
            self.given = number
            self.perform(action)
        return self

    def start(self):
        begun = filled(self.play.data, {"case": self.walk.case}, self.walk.now)
        self.walk.start(self.play.process, begun)

    def perform(self, action: Mapping[str, Any]):
        kind = next(k for k in PERFORM if k in action)
        PERFORM[kind](self, action)

    # ---- submitting -----------------------------------------------------------------------------------------------
    def find(self, node: str, item: Any = None, process: str | None = None) -> OpenTask:
        """The open task at this node; `item` tells one of several. Raises EngineError(no_such_task)."""
        at_node = [t for t in self.walk.tasks.values() if t.node == node and process in (None, t.process_id)]
        fitting = [t for t in at_node if item is None or is_item(t.item, item)]
        if fitting:
            return fitting[0]
        if at_node:
            raise EngineError(f"“{at_node[0].name}”现在没有“{item}”的待办。", code="no_such_task")
        known = next((p.nodes[node].name for p in self.house.bundle.processes.values() if node in p.nodes), None)
        if known is None:
            raise EngineError(f"流程中没有环节 {node}。", code="no_such_node")
        there = "、".join(dict.fromkeys(t.name for t in self.walk.tasks.values())) or "没有待办"
        raise EngineError(f"“{known or node}”现在不是待办任务，待办的是：{there}。", code="no_such_task")

    def context(self, task: OpenTask) -> dict[str, Any]:
        """What the form of this task may read, as cases.forms gives it."""
        here = local(self.walk.now)
        return {"case": self.walk.case, "vars": self.walk.visible(task.id), "facts": {**self.walk.case, **self.facts}, "record": self.record,
                "last": self.last, "item": task.item, "me": ME, "today": here.date(), "now": here}

    def options(self, context: Mapping[str, Any], given: Any) -> filling.Register:
        """The registers, the variables' own lists, and what is given anyway."""
        registers = self.house.registers
        real = registers(dict(context["vars"]), context["item"]) if registers is not None else None
        lists = filling.lenient(real, given)

        def options(key: str) -> list[dict] | None:
            value = context["vars"].get(key)
            if isinstance(value, list):
                return [v if isinstance(v, dict) and "value" in v else {"value": v, "label": str(v)} for v in value]
            return lists(key)
        return options

    def given_for(self, task: OpenTask, action: Mapping[str, Any]) -> dict[str, Any]:
        usual = self.play.fill.get(f"{task.process_id}:{task.node}", self.play.fill.get(task.node, {}))
        scope = {"case": self.walk.case, "item": task.item, **self.walk.visible(task.id)}
        return filled({**usual, **action.get("data", {})}, scope, self.walk.now)

    def make_way(self, action: Mapping[str, Any]):
        """Tasks that the test does not know of, until the one that it wants is open, or none of them is left."""
        while not self.is_open(action) and self.pass_one_by():
            continue

    def pass_rest_by(self):
        """After the last action: what the test does not know of may still keep a join from what it expects."""
        while self.pass_one_by():
            continue

    def pass_one_by(self) -> bool:
        """False if there is none, or enough have been passed by."""
        if self.mentioned is None or len(self.passed_by) >= MOST_PASSED_BY:
            return False
        strange = next((t for t in self.walk.tasks.values() if self.is_strange(t)), None)
        if strange is not None:
            self.passed_by.append((strange.process_id, strange.node))
            self.fill_in(strange, {})
        return strange is not None

    def is_strange(self, task: OpenTask) -> bool:
        items = self.mentioned.get(task.node, [])
        return items is not None and not any(is_item(task.item, item) for item in items)

    def is_open(self, action: Mapping[str, Any]) -> bool:
        return any(t.node == action["submit"] and action.get("process") in (None, t.process_id)
                   and (action.get("item") is None or is_item(t.item, action["item"])) for t in self.walk.tasks.values())

    def submit(self, action: Mapping[str, Any]):
        self.make_way(action)
        self.fill_in(self.find(action["submit"], action.get("item"), action.get("process")), action)

    def fill_in(self, task: OpenTask, action: Mapping[str, Any]):
        given, form = self.given_for(task, action), self.house.form(task.form)
        if form is None:
            clean = Filled(given, {})
        else:
            context = self.context(task)
            options = self.options(context, given)
            clean = filling.submitted(form, filling.completed(form, given, context, options), context, options)
        self.take(task, clean, action.get("act") or {})

    def take(self, task: OpenTask, clean: Filled, act: Mapping[str, Any]):
        """The submission is kept as the case room keeps it, and moves the token."""
        self.done.append(Done(task, clean.data, self.walk.now))
        if task.form:
            self.last[task.form] = clean.data
            self.facts |= {k: v for k, v in clean.data.items() if v not in (None, "", [])} if task.form == "problem_register" else {}
        for name in WRITES.get(task.act or "", ()):
            self.record[name] = {**(self.record[name] or {}), **clean.data, **act}
        variables = {**clean.unset, **clean.data, **act}
        self.walk.submit(task.id, {k: v for k, v in variables.items() if k in self.house.bundle.names_read})

    # ---- everything else ------------------------------------------------------------------------------------------
    def advance(self, action: Mapping[str, Any]):
        self.walk.advance_to(self.target(action["advance"]))

    def target(self, text: str) -> datetime:
        """`next`: the next timer; `2wd`: when so many working days are over; an ISO duration; an instant. Raises EngineError(bad_time)."""
        if text == "next":
            due = self.walk.next_due()
            if due is None:
                raise EngineError("现在没有在等的定时，时钟不用拨。", code="bad_time")
            return due
        if text.startswith("P"):
            return after(self.walk.now, text)
        try:
            return self.house.lend(self.walk.now)["period"](int(text[:-2]), "wd") if text.endswith("wd") else instant(text)
        except (BadPeriod, OutsideCalendar) as error:
            raise EngineError(str(error), code="bad_time") from error
        except (ValueError, OverflowError) as error:
            raise EngineError(f"“{text}”不是时长、时刻或者 next。", code="bad_time") from error

    def message(self, action: Mapping[str, Any]):
        key, payload = filled([action.get("key"), action.get("payload")], {"case": self.walk.case, **self.walk.data}, self.walk.now)
        self.walk.message(action["message"], key, payload)

    def signal(self, action: Mapping[str, Any]):
        self.walk.signal(action["signal"], filled(action.get("payload"), {"case": self.walk.case, **self.walk.data}, self.walk.now))

    def answer(self, action: Mapping[str, Any]):
        self.stand_ins.answers[action["answer"]] = action.get("with")

    def change_case(self, action: Mapping[str, Any]):
        self.walk.case.update(action["case"])
        self.stand_ins.sight["case"] = self.walk.case

    def retry(self, action: Mapping[str, Any]):
        self.walk.retry(action["retry"])

    def cancel(self, _action: Mapping[str, Any]):
        self.walk.cancel()


PERFORM = {"submit": Player.submit, "advance": Player.advance, "message": Player.message, "signal": Player.signal, "answer": Player.answer,
           "case": Player.change_case, "retry": Player.retry, "cancel": Player.cancel}


def after(now: datetime, length: str) -> datetime:
    try:
        return span(length).after(now)
    except (OverflowError, ValueError) as error:
        raise EngineError(f"“{length}”不是可以拨快的时长，要写成 PT1H、P3D 这样。", code="bad_time") from error


def is_item(item: Any, wanted: Any) -> bool:
    """A department is told by its code, a row by what is said of it, anything else by itself."""
    if isinstance(item, dict) and isinstance(wanted, dict):
        return all(item.get(key) == value for key, value in wanted.items())
    if isinstance(item, dict):
        return any(item.get(key) == wanted for key in ("code", "dept", "name", "id", "title"))
    return item == wanted
