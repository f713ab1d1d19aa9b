"""Our rules of bpmnlint's names say what bpmnlint says: of our diagrams, of diagrams of every kind, and of hundreds of damaged ones."""
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from app.definitions.checks import diagram
from app.definitions.checks.lint import BPMNLINT, remarks
from tests.definitions.checks.mutants import mutant
from tests.engine import foreign_hands
from tests.engine.conformance import activities, compensation, corners, data, events, gateways, patterns
from tests.engine.conformance.case import line
from tests.engine.diagram import TERMINATE, element, end, flow, process, start, sub, timer, user

ROOT = Path(__file__).resolve().parents[3]
WORKBENCH = ROOT / "app" / "web" / "workbench"
HAS_BPMNLINT = shutil.which("node") and (WORKBENCH / "node_modules" / "bpmnlint").is_dir()
OURS = {path.stem: path.read_bytes() for path in sorted((ROOT / "processes").glob("*.bpmn"))}
MODULES = (gateways, activities, events, compensation, data, patterns, corners)
# Where bpmnlint reads a file less well than the engine does: (diagram, element).
THEIRS = {("foreign references with a prefix", "m"),                                                    # it does not follow references with a prefix
          ("tests.engine.conformance.activities: behaviour Complex throws where its condition holds", "ev")}      # takes it for a node
SMALL = {
    "small ad hoc": line(sub("ah", start("as"), user("au"), end("ae"), flow("as", "au", "ae"), tag="adHocSubProcess")),
    "small event gateway": line('<eventBasedGateway id="eg" name="eg"/>', extra=flow("eg", "e", when="true")),
    "small event sub-process": line(user("u"), extra=sub("es", start("es_s"), end("es_e"), flow("es_s", "es_e"), triggeredByEvent=True)),
    "small links": line(user("u"), extra="".join(element("intermediateThrowEvent", f"l{n}", f'<linkEventDefinition name="{n % 2}"/>') for n in range(3))
                        + element("intermediateCatchEvent", "c0", '<linkEventDefinition name="3"/>') + element("intermediateCatchEvent", "c1", '<linkEventDefinition name="3"/>')),
    "small starts": line(user("u"), extra=start("s2")),
    "small sub-process": line(sub("sp", start("ss", timer("PT1H")), end("se"), flow("ss", "se"))),
    "small without ends": process(user("u"), sub("sp", user("v"))),
    "small global": line(user("u")).replace(b'name="msg2"', b'name="msg"').replace(b'name="err2"', b'name=""'),
    "small terminate": process(start(), user("u"), end("e", TERMINATE), flow("s", "u", "e"))}


def _as_bytes(model: str | bytes) -> bytes:
    return model if isinstance(model, bytes) else model.encode()


@cache
def corpus() -> dict[str, bytes]:
    found = dict(OURS)
    found |= {f"{module.__name__}: {case.name}": case.content for module in MODULES for case in module.CASES}
    found |= {f"foreign {name}": _as_bytes(model) for name, model in foreign_hands.MODELS.items()}
    found |= SMALL
    names = list(OURS)
    found |= {f"mutant {seed}": mutant(OURS[names[seed % len(names)]], seed) for seed in range(160)}
    return found


@cache
def bpmnlint() -> dict[str, set[tuple[str, str]]]:
    """{diagram: {(rule, element)}}"""
    given = json.dumps({name: content.decode("windows-1252" if "Windows-1252" in name else "utf-8") for name, content in corpus().items()})
    done = subprocess.run(["node", str(Path(__file__).with_name("bpmnlint.mjs")), str(WORKBENCH)], input=given, capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stderr
    return {name: {tuple(row) for row in rows} for name, rows in json.loads(done.stdout).items()}


@cache
def ours(name: str) -> set[tuple[str, str]]:
    return {(said.code, said.element) for said in remarks(diagram.read(f"{name}.bpmn", corpus()[name]))}


@pytest.mark.skipif(not HAS_BPMNLINT, reason="node or bpmnlint is not installed (npm ci in app/web/workbench)")
@pytest.mark.parametrize("rule", BPMNLINT)
def test_a_rule_says_what_bpmnlint_says(rule):
    for name in corpus():
        theirs = {element for code, element in bpmnlint()[name] if code == rule and (name, element) not in THEIRS}
        mine = {element for code, element in ours(name) if code == rule}
        assert mine == theirs, f"{name}: only ours {sorted(map(str, mine - theirs))}, only theirs {sorted(map(str, theirs - mine))}"


@pytest.mark.skipif(not HAS_BPMNLINT, reason="node or bpmnlint is not installed (npm ci in app/web/workbench)")
def test_every_rule_of_bpmnlint_is_met_somewhere():
    told = {code for rows in bpmnlint().values() for code, _element in rows}
    assert set(BPMNLINT) - told == set()
