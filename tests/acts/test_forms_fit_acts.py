"""The form of a task that names an act must ask for what the act needs, in the act's words: else nobody could ever submit it."""
import json
from pathlib import Path

import pytest
from lxml import etree

from app.acts.catalogue import ACTS
from app.acts.payload import Field

ROOT = Path(__file__).resolve().parents[2]
NS = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "s": "http://spiffworkflow.org/bpmn/schema/1.0/core"}
# what a field of the form gives, by the type of the act's key; a text area may always stand for a list of lines
GIVES = {"flag": {"checkbox", "radio", "select"}, "choice": {"radio", "select"}, "list": {"checklist", "taglist", "dynamiclist", "textarea", "textfield", "table"},
         "people": {"checklist", "taglist", "select", "dynamiclist"}, "number": {"number", "select", "radio"}, "yuan": {"number", "textfield"},
         "day": {"datetime"}, "text": {"textfield", "textarea", "select", "radio", "checklist", "taglist", "dynamiclist", "text"}}


def tasks() -> list[tuple[str, str, str]]:
    """(diagram/node, form, act) of every user task that performs an act."""
    found = []
    for path in sorted((ROOT / "processes").glob("*.bpmn")):
        for task in etree.parse(path).iterfind(".//bpmn:userTask", NS):
            told = {p.get("name"): p.get("value") for p in task.iterfind(".//s:property", NS)}
            if told.get("act"):
                found.append((f"{path.stem}/{task.get('id')}", told["form"], told["act"]))
    return found


def fields(components: list[dict]) -> dict[str, dict]:
    """{key: component}, groups opened."""
    found = {}
    for component in components:
        if component.get("key"):
            found[component["key"]] = component
        if component["type"] == "group":
            found |= fields(component.get("components", []))
    return found


def faults(field: Field, component: dict) -> list[str]:
    kind, values = component["type"], {v["value"] for v in component.get("values", [])}
    wrong = [] if kind in GIVES[field.kind] else [f"a {kind} cannot give a {field.kind}"]
    if field.kind == "flag" and values and values != {True, False}:
        wrong.append(f"a flag is true or false, not {sorted(map(str, values))}")
    if field.options is not None and not values <= field.options:
        wrong.append(f"options unknown to the act: {sorted(values - field.options)}")
    return wrong


@pytest.mark.parametrize("node, form, act", tasks(), ids=[row[0] for row in tasks()])
def test_the_form_asks_for_what_the_act_needs(node, form, act):
    asked = fields(json.loads((ROOT / "forms" / f"{form}.form").read_text())["components"])
    schema = ACTS[act].schema
    lacking = [key for key in schema if schema[key].required and key not in asked]
    assert not lacking, f"{form}: {act} needs {lacking}"
    wrong = {key: found for key, field in schema.items() if key in asked and (found := faults(field, asked[key]))}
    assert not wrong, f"{form}: {wrong}"
