"""Random damage to our own diagrams, tables and forms: bytes turned, elements moved, doubled, taken out, attributes exchanged. An attack
is one seed: some dozens of damaged files, each checked and, if it passes, run; the answer counts them or names what broke."""
import random
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
from lxml import etree

from app.engine import check_files
from app.engine.contract import BundleRefused, EngineError
from app.engine.simulate import simulate
from app.forms import fields, schema, validation
from app.forms.errors import FormError
from app.rules import dmn
from tests.engine.test_refusals import ROWS

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CONTEXT = {"today": date(2026, 11, 23), "now": NOW, "data": {}, "errors": {}}
DIAGRAMS = [p.read_bytes() for p in sorted(ROOT.glob("processes/*.bpmn"))] + [row.right for row in ROWS.values()]
RULES = [p.read_bytes() for p in sorted(ROOT.glob("rules/*.dmn"))]
FORMS = [p.read_bytes() for p in sorted(ROOT.glob("forms/*.form"))]
TEXTS = ["", "x", "9" * 5000, "-", "R/PT0S", "{", "((((", "10**10**10", "\u202e", '"' * 9, "for a in 1..10 return a", "1/0", "null", "P99999999999Y", "__proto__", "a.b.c", "==", "=1", "<b>", "x" * 30_000]
ATTRIBUTES = ["id", "name", "sourceRef", "targetRef", "loopMaximum", "startQuantity", "isForCompensation", "triggeredByEvent", "attachedToRef", "default", "messageRef", "calledElement", "instantiate", "gatewayDirection", "cancelActivity", "minimum", "bpmnElement", "href", "typeRef", "hitPolicy"]
SEEDS, EACH = 60, 40


def damaged_bytes(chance, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at, how = chance.randrange(len(made)), chance.randrange(3)
        if how == 0:
            made[at] = chance.randrange(256)
        elif how == 1:
            del made[at:at + chance.randint(1, 40)]
        else:
            made[at:at] = made[(start := chance.randrange(len(made))):start + chance.randint(1, 60)]
    return bytes(made)


def _moved(chance, element, elements):
    target = chance.choice(elements)
    if element.getparent() is not None and target is not element and element not in target.iterancestors():
        target.append(element)


def _exchanged(chance, element, elements):
    others = list(chance.choice(elements).attrib.values()) or [""]
    if element.attrib:
        element.set(chance.choice(list(element.attrib)), chance.choice(others))


def _taken_out(_chance, element, _elements):
    if element.getparent() is not None:
        element.getparent().remove(element)


def _doubled(_chance, element, _elements):
    if element.getparent() is not None:
        element.getparent().append(deepcopy(element))


def _stripped(chance, element, _elements):
    if element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]


def _renamed(chance, element, elements):
    element.tag = chance.choice(elements).tag


def _rewritten(chance, element, _elements):
    element.text = chance.choice(TEXTS)


def _marked(chance, element, elements):
    element.set(chance.choice(ATTRIBUTES), chance.choice([*TEXTS, "true", "p", "-1", "a:b", ":", chance.choice(elements).get("id") or ""]))


def damaged_tree(chance, content: bytes) -> bytes:
    root = etree.fromstring(content)
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    for _ in range(chance.randint(1, 4)):
        chance.choice((_moved, _exchanged, _taken_out, _doubled, _stripped, _renamed, _rewritten, _marked))(chance, chance.choice(elements), elements)
    return etree.tostring(root)


def _places(value, found):
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        found.append((value, key))
        _places(value[key], found)
    return found


def damaged_json(chance, content: bytes) -> bytes:
    root = orjson.loads(content)
    for _ in range(chance.randint(1, 4)):
        places = _places(root, [])
        holder, key = chance.choice(places)
        how = chance.randrange(3)
        if how == 0:
            holder[key] = chance.choice([*TEXTS, None, True, -1, 1e308, 10**15, [], {}, [[]], {"a": {}}])
        elif how == 1:
            del holder[key]
        else:
            other, there = chance.choice(places)
            holder[key] = deepcopy(other[there]) if isinstance(other, dict) and there in other and len(places) < 3_000 else 1
    return orjson.dumps(root)


def run_diagram(content: bytes):
    try:
        if not any(p.level == "error" for p in check_files({"x.bpmn": content})):
            simulate(content)
    except (BundleRefused, EngineError):
        pass


def run_table(content: bytes):
    try:
        model = dmn.load(content)
    except dmn.DmnError:
        return
    for id in model.decisions:
        try:
            model.decide(id, {}, now=NOW)
            list(model.review(id))
        except dmn.DmnError:
            pass


def run_form(content: bytes):
    try:
        form = schema.load(content)
        fields.build(form, CONTEXT, lambda _key: [])
        validation.validate(form, {}, CONTEXT, lambda _key: [])
        schema.to_json(form, CONTEXT, lambda _key: [])
    except FormError:
        pass


def damage(seed: int) -> str:
    """"fine", once every file of this seed has been refused or has run."""
    chance = random.Random(seed)
    for number in range(EACH):
        kind, run, tree = chance.choice(((DIAGRAMS, run_diagram, damaged_tree), (DIAGRAMS, run_diagram, damaged_tree), (RULES, run_table, damaged_tree), (FORMS, run_form, damaged_json)))
        content = chance.choice(kind)
        content = damaged_bytes(chance, content) if chance.random() < 0.2 else tree(chance, content)
        try:
            run(content)
        except Exception as error:
            raise AssertionError(f"seed {seed}, file {number}: {type(error).__name__}: {error}") from error
    return "fine"


ATTACKS = {str(seed): lambda seed=seed: damage(seed) for seed in range(SEEDS)}
