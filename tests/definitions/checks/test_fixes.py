"""Every fix that is offered mends what it is offered for, and breaks nothing else."""
import pytest
from lxml import etree

from app.definitions.checks import fixes, inspect
from app.engine.markup import bpmn
from tests.definitions.checks.bundles import Draft, changed, known, shipped
from tests.definitions.checks.mutants import mutant
from tests.engine.diagram import end, flow, process, start, user

TASK = dict(role="officer", scope="case.street", ask="x", deadline="duration(&quot;P1D&quot;)")
GATE = '<exclusiveGateway id="g" name="g"/>'
MESSES = {
    "a role that nobody has": process(start(), user("u", **TASK | {"role": "officer|nobody"}), end(), flow("s", "u", "e")),
    "no organ, and no properties at all": process(start(), user("u"), end(), flow("s", "u", "e")),
    "a form and an act that are not there": process(start(), user("u", **TASK, form="none", act="none", stage="none", not_actor_of="none"), end(), flow("s", "u", "e")),
    "no default": process(start(), GATE, user("a", **TASK), user("b", **TASK), end("e"), end("f"), flow("s", "g"), flow("g", "a", when="x = 1"), flow("a", "e"),
                          flow("g", "b", when="x = 2"), flow("b", "f")),
    "a flow twice": process(start(), user("u", **TASK), end(), flow("s", "u", "e"), flow("s", "u")),
    "a node beside": process(start(), user("u", **TASK), user("v", **TASK), end(), flow("s", "u", "e")),
    "a gateway for nothing": process(start(), user("u", **TASK), GATE, end(), flow("s", "u", "g", "e")),
}


def mend(files, name, finding):
    return {**files, name: fixes.apply(name, files[name], finding.fix.ops)}


def faults(files, name):
    return {(f.code, f.element, f.sentence): f for f in inspect(files, known(), only=[name], quick=True) if f.file == name}


def tried(files, name) -> int:
    before, count = faults(files, name), 0
    for key, finding in before.items():
        if finding.fix is not None:
            after = faults(mend(files, name, finding), name)
            worse = {f.code for k, f in after.items() if f.level == "error" and k not in before}
            assert key not in after, f"{finding.sentence} is not mended by {finding.fix.ops}"
            assert not worse or finding.code == "no-disconnected", (finding.sentence, worse)
            count += 1
    return count


@pytest.mark.parametrize("what", MESSES)
def test_a_fix_mends(what):
    assert tried({"p.bpmn": MESSES[what]}, "p.bpmn") > 0


def test_a_fix_of_an_unlawful_bundle_mends():
    files = changed({"ordinary_penalty": lambda d: d.property("ut06_decide", "not_actor_of", "ut01_file").property("ut06_decide", "role", "officer")})
    assert tried(files, "ordinary_penalty.bpmn") >= 3


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 6, 7, 11])        # what the others damage, nothing offers to mend
def test_fixes_of_damaged_diagrams_leave_files_that_can_be_read(seed):
    name = "prior_notice.bpmn"
    files = {**shipped(), name: mutant(shipped()[name], seed, changes=5)}
    fixable = [finding for finding in faults(files, name).values() if finding.fix is not None and finding.fix.ops[0][0] != "layout"]
    assert fixable and [f for f in fixable if etree.fromstring(mend(files, name, f)[name]).tag != bpmn("definitions")] == []


def test_layout_draws_what_was_not_drawn():
    name, root = "penalty_filing.bpmn", Draft(shipped()["penalty_filing.bpmn"]).root
    for shape in list(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"))[3:5]:
        shape.getparent().remove(shape)
    files = {**shipped(), name: etree.tostring(root)}
    undrawn = [f for f in faults(files, name).values() if f.code == "no-bpmndi"]
    assert undrawn and not [f for f in faults(mend(files, name, undrawn[0]), name).values() if f.code == "no-bpmndi"]


def test_cells_and_rows_of_a_table_are_set_and_removed():
    content = shipped()["D09_leniency.dmn"]
    rules = etree.fromstring(content).findall(".//{*}rule")
    column = etree.fromstring(content).findall(".//{*}decisionTable/{*}input")[1].get("id")
    made = etree.fromstring(fixes.apply("D.dmn", content, [["cell", rules[2].get("id"), column, "not(true)"]]))
    assert made.findall(".//{*}rule")[2].findall("{*}inputEntry")[1].findtext("{*}text") == "not(true)"
    left = etree.fromstring(fixes.apply("D.dmn", content, [["row_remove", rules[1].get("id")]])).findall(".//{*}rule")
    assert [r.get("id") for r in left] == [r.get("id") for n, r in enumerate(rules) if n != 1]


def test_what_is_not_there_is_not_mended():
    with pytest.raises(fixes.Unfit, match="没有元素"):
        fixes.apply("p.bpmn", MESSES["no default"], [["property", "gone", "role", "officer"]])
