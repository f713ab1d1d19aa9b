"""The checks together: our bundle passes, nothing is said twice, nothing that anybody uploads breaks them, and typing waits for nobody."""
import json
import time

import pytest

from app.definitions.checks import Finding, Fix, errors, inspect, of_json
from app.definitions.known import NOTHING
from tests.definitions.checks.bundles import changed, known, shipped
from tests.definitions.checks.mutants import mutant
from tests.engine import foreign_hands
from tests.engine.diagram import end, flow, process, start, user
from tests.engine.test_refusals import ROWS

DIAGRAMS = [name for name in shipped() if name.endswith(".bpmn")]
TASK = dict(role="officer", scope="case.street", ask="请办", deadline="duration(&quot;P1D&quot;)")


def line(*tasks: str) -> bytes:
    return process(start(), *tasks, end(), flow("s", *[t.split('id="', 1)[1].split('"')[0] for t in tasks], "e"))


def said(files, **more) -> set[tuple[str, str | None]]:
    return {(f.code, f.element) for f in inspect(files, known(), **more)}


def test_our_bundle_has_neither_errors_nor_warnings():
    assert [f"{f.file} {f.element} {f.sentence}" for f in inspect(shipped(), known()) if f.level != "hint"] == []


def test_only_the_files_asked_for_are_told_of():
    files = changed({"penalty_filing": lambda d: d.property("ut01_file", "role", "nobody"), "legal_review": lambda d: d.property("ut02_review", "form", "none")})
    assert {f.file for f in inspect(files, known(), only=["legal_review.bpmn"], quick=True) if f.level == "error"} == {"legal_review.bpmn"}
    assert {f.code for f in errors(inspect(files, known(), quick=True))} == {"no_such_role", "no_such_form"}


REFERENCES = [
    ("a form that is not there", user("u", **TASK, form="none"), "no_such_form"), ("an act that is not there", user("u", **TASK, act="none"), "no_such_act"),
    ("a role that is not there", user("u", **TASK | {"role": "officer|none"}), "no_such_role"), ("no organ", user("u", role="officer"), "no_scope"),
    ("an act without a form", user("u", **TASK, act="educate"), "act_without_form"), ("an organ that is not there", user("u", **TASK | {"scope": "&quot;none&quot;"}), None),
    ("a deadline that is not there", user("u", **TASK | {"deadline": "deadline(&quot;T99&quot;)"}), None),
    ("a step that is not there", user("u", **TASK, stage="none"), "unknown-stage"), ("nobody to be kept apart from", user("u", **TASK, not_actor_of="none"), "unknown-task"),
    ("nothing said to who does it", user("u", role="officer", scope="case.street", deadline="duration(&quot;P1D&quot;)"), "task-without-ask"),
    ("no term", user("u", role="officer", scope="case.street", ask="x"), "task-without-deadline"),
]


@pytest.mark.parametrize("what, task, code", REFERENCES, ids=[row[0] for row in REFERENCES])
def test_a_name_that_stands_for_nothing_is_told_at_its_task(what, task, code):
    found = said({"p.bpmn": line(task)})
    assert (code, "u") in found if code else not any(c.startswith("unknown-") for c, _e in found), "without registers nothing is known to be missing"


def test_a_form_that_does_not_ask_what_its_act_needs_is_told_at_both():
    form = json.dumps({"type": "default", "components": [{"type": "textfield", "key": "other", "label": "别的"}]}).encode()
    found = inspect({"p.bpmn": line(user("u", **TASK, act="educate", form="talk")), "talk.form": form}, known())
    assert {f.file for f in found if f.code == "form_lacks_fields"} == {"p.bpmn", "talk.form"}
    assert all("education" in f.sentence for f in found if f.code == "form_lacks_fields")


def test_a_service_is_called_with_what_it_needs_and_nothing_else():
    files = {"p.bpmn": line(user("u", **TASK)).replace(b"<userTask", b'<serviceTask id="v" name="v"><extensionElements><spiffworkflow:serviceTaskOperator id="remind">'
             b"<spiffworkflow:parameters><spiffworkflow:parameter id='colour' type='any' value='1'/></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
             b"</extensionElements></serviceTask><userTask", 1)}
    assert {("service_lacks", "v"), ("service_strange", "v")} <= said(files)


def test_what_the_engine_refuses_is_not_said_again_by_lint():
    content = process(start(), user("u", **TASK), '<exclusiveGateway id="g" name="g"/>', end(), flow("s", "u", "g"), flow("g", "e"))
    codes = [f.code for f in inspect({"p.bpmn": content}, known()) if f.element == "g"]
    assert codes.count("idle_gateway") == 1 and "superfluous-gateway" not in codes


def test_without_knowledge_only_the_files_themselves_are_checked():
    assert {f.code for f in errors(inspect({"p.bpmn": line(user("u", role="x", scope="case.street", act="z", form=""))}, NOTHING))} == set()


def test_a_finding_comes_back_from_json_as_it_was():
    finding = Finding("error", "p.bpmn", "u", "law-order", "句子", line=3, article="第一条", fix=Fix("改", (("property", "u", "role", None),)), more=("a", "b"))
    assert of_json(json.loads(json.dumps(finding.told()))) == finding


# ---- nothing breaks them ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(100))
def test_a_damaged_diagram_is_checked_to_the_end(seed):
    name = DIAGRAMS[seed % len(DIAGRAMS)]
    files = shipped() | {name: mutant(shipped()[name], seed, changes=6)}
    found = inspect(files, known(), only=[name], quick=seed % 40 > 0)
    assert all(f.sentence and f.level in ("error", "warning", "hint") for f in found)


def test_invalid_models_of_every_kind_are_checked_to_the_end():
    for name, row in ROWS.items():
        assert errors(inspect({"p.bpmn": row.wrong}, known(), quick=True)), name
    for name, model in foreign_hands.MODELS.items():
        assert inspect({"p.bpmn": model if isinstance(model, bytes) else model.encode()}, known()), name


def test_a_diagram_of_another_tool_gets_a_list_of_what_to_settle():
    told = said({"p.bpmn": foreign_hands.MODELS["Camunda 8"].encode()})
    assert {("no_such_role", "Activity_1"), ("no_scope", "Activity_1"), ("label-required", "StartEvent_1")} <= told


# ---- and they are quick -----------------------------------------------------------------------------------------------------
def test_what_can_be_said_at_once_of_one_changed_file_of_our_bundle_takes_a_part_of_a_second_of_work():
    files = dict(shipped())
    inspect(files, known(), quick=True)
    spent = []
    for number in range(5):
        files["whistle_report.bpmn"] = shipped()["whistle_report.bpmn"].replace(b"</bpmn:definitions>", b"\n" * (number + 1) + b"</bpmn:definitions>")
        before = time.process_time()
        inspect(files, known(), only=["whistle_report.bpmn"], quick=True)
        spent.append(time.process_time() - before)
    assert min(spent) < 1, spent           # 0.1 where nobody else works; what it costs is told in docs/performance.md
