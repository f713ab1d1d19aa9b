"""Decision tables as pages show them: the whole table, and one run of it with the row that fired, row requirement by input."""
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases.model import RuleRun
from app.definitions import queries as definitions
from app.definitions.model import Bundle
from app.forms.component import Form
from app.rules import feel
from app.web import names

DMN = "{*}"
HIT_POLICIES = {"UNIQUE": "唯一命中", "FIRST": "取先命中的一行", "ANY": "任一命中", "PRIORITY": "按优先级", "RULE ORDER": "按行次全取",
                "OUTPUT ORDER": "按输出次序全取", "COLLECT": "命中的全取"}


@dataclass(frozen=True)
class Row:
    id: str
    number: int
    tests: list[str]
    results: list[str]
    note: str


@dataclass(frozen=True)
class Table:
    """A decision table; `inputs` and `outputs` are (label, expression or name)."""

    id: str
    name: str
    policy: str
    inputs: list[tuple[str, str]]
    outputs: list[tuple[str, str]]
    rows: list[Row]
    description: str


def tables(xml: bytes) -> list[Table]:
    """Every decision table of a file, in its order. The file has passed the checks of publication."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    return [_table(decision, found) for decision in root.iter(DMN + "decision")
            if (found := decision.find(DMN + "decisionTable")) is not None]


def _table(decision, table) -> Table:
    inputs = [(i.get("label") or _text(i.find(DMN + "inputExpression")), _text(i.find(DMN + "inputExpression")))
              for i in table.findall(DMN + "input")]
    outputs = [(o.get("label") or o.get("name") or "结果", o.get("name") or "") for o in table.findall(DMN + "output")]
    rows = [_row(number, rule) for number, rule in enumerate(table.findall(DMN + "rule"), 1)]
    policy = HIT_POLICIES.get(table.get("hitPolicy", "UNIQUE"), "")
    return Table(decision.get("id"), decision.get("name") or decision.get("id"), policy, inputs, outputs, rows,
                 (decision.findtext(DMN + "description") or "").strip())


def _row(number: int, rule) -> Row:
    notes = [_text(e) for e in rule.findall(DMN + "annotationEntry")] + [rule.findtext(DMN + "description") or ""]
    return Row(rule.get("id"), number, [_text(e) for e in rule.findall(DMN + "inputEntry")],
               [_text(e) for e in rule.findall(DMN + "outputEntry")], "；".join(n.strip() for n in notes if n.strip()))


def _text(element) -> str:
    return (element.findtext(DMN + "text") or "").strip() if element is not None else ""


# ---- one run ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """One input of the row that fired, or several that it does not ask about. `met`: None where the row does not care."""

    label: str
    value: str
    wanted: str
    met: bool | None


@dataclass(frozen=True)
class Told:
    """One table of a run: which rows fired, what they asked, what came out, why the next row was not reached."""

    table: Table
    rows: list[int]
    asked: list[Asked]
    result: str
    missed: str


_KEPT = 8
_known: dict[str, tuple[dict[str, Table], dict[tuple[str, str], str]]] = {}


def reader(session: Session, bundle_id: int) -> "Reader":
    """The reader of a bundle's runs. A bundle never changes, so what was read of it once is kept."""
    bundle_hash = session.get_one(Bundle, bundle_id).hash
    if bundle_hash not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[bundle_hash] = _read(session, bundle_id)
    return Reader(*_known[bundle_hash], {o.code: o.short_name for o in accounts.organ_map(session).values()})


def _read(session: Session, bundle_id: int):
    files = definitions.contents(session, bundle_id)
    forms = [definitions.form(session, bundle_id, n.removesuffix(".form")) for n in files if n.endswith(".form")]
    found = [t for n, content in files.items() if n.endswith(".dmn") for t in tables(content)]
    return {t.id: t for t in found}, {k: v for form in forms for k, v in _labels(form)}


@dataclass(frozen=True)
class Reader:
    """Tells runs in words. Codes are named by the option lists of the bundle's forms, because that is where people meet them;
    organs by their register."""

    tables: dict[str, Table]
    labels: dict[tuple[str, str], str]
    organs: dict[str, str]

    def told(self, run: RuleRun) -> list[Told]:
        """The run, the decision itself first. A table that the bundle does not know gives nothing."""
        ids = sorted((i for i in run.fired if i in self.tables), key=lambda i: i != run.decision_id)
        return [self._told(self.tables[i], run.fired[i], run) for i in ids]

    def _told(self, table: Table, fired: list[str], run: RuleRun) -> Told:
        rows = [r for r in table.rows if r.id in fired]
        value = (run.value or {}).get("value") if table.id == run.decision_id else None
        asked = self._asked(table, rows[0], run.inputs) if rows else []
        result = self._result(table, value) if value is not None else _as_drawn(rows)
        return Told(table, [r.number for r in rows], asked, result, self._missed(table, rows, run.inputs))

    def _result(self, table: Table, value: Any) -> str:
        if not isinstance(value, dict):
            return self.word(table.outputs[0][1] if table.outputs else "", value)
        given = [(label, name) for label, name in table.outputs if value.get(name) not in (None, "")]
        return "；".join(f"{label} {self.word(name, value[name])}" for label, name in given)

    def _asked(self, table: Table, row: Row, inputs: dict) -> list[Asked]:
        asked, others = [], []
        for (label, source), test in zip(table.inputs, row.tests):
            if test in ("", "-"):
                others.append(label)
            else:
                asked.append(Asked(label, self.word(source, _value(source, inputs)), self.wanted(source, test), True))
        return asked + ([Asked("、".join(others), "", "不限", None)] if others else [])

    def _missed(self, table: Table, rows: list[Row], inputs: dict) -> str:
        """Why the row after the one that fired was not it: 第 7 行未到：它要求有权部门数 <= 1。"""
        if not rows or rows[-1].number >= len(table.rows):
            return ""
        following = table.rows[rows[-1].number]
        for (label, source), test in zip(table.inputs, following.tests):
            if test not in ("", "-") and not _passes(test, _value(source, inputs), inputs):
                return f"第 {following.number} 行未到：它要求“{label}”为 {self.wanted(source, test)}。"
        return ""

    def word(self, name: str, value: Any) -> str:
        """A value as a person reads it."""
        if isinstance(value, (list, tuple)):
            return "、".join(self.word(name, v) for v in value) or "无"
        if isinstance(value, str):
            known = self.labels.get((name, value)) or self.organs.get(value) or self.labels.get(("", value))
            return known or names.VALUES.get(value, value)
        return plain(value)

    def wanted(self, name: str, test: str) -> str:
        """A cell as a person reads it: texts without their quotes, codes by their names."""
        return names.test_words(NEGATED.sub(r"\1以外", TEXT.sub(lambda m: self.word(name, m[1]), test)))


TEXT = re.compile(r'"([^"]*)"')
NEGATED = re.compile(r"^not\((.*)\)$")


def _as_drawn(rows: list[Row]) -> str:
    """The outputs of a required table, whose own value the run does not keep."""
    return "；".join(names.plain_source(x) for x in rows[0].results) if rows else ""


def _labels(form: Form) -> list[tuple[tuple[str, str], str]]:
    """((field key, code), label) and (("", code), label) of every option written in the form."""
    found = []
    for component in form.inputs():
        for option in component.raw.get("values") or []:
            if isinstance(option.get("value"), str) and option["value"].isascii() and option.get("label"):
                found += [((component.key or "", option["value"]), option["label"]), (("", option["value"]), option["label"])]
    return found


def _value(source: str, inputs: dict) -> Any:
    """What the input expression gave. It ran once already, on these same inputs; a host function of that run may be gone."""
    try:
        return feel.evaluate(source, inputs)
    except feel.FeelError:
        return None


def _passes(test: str, value: Any, inputs: dict) -> bool:
    try:
        return bool(feel.unary_test(test, value, inputs))
    except feel.FeelError:
        return False


def plain(value: Any) -> str:
    """A number, switch or context in words."""
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{k} {plain(v)}" for k, v in value.items())
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
