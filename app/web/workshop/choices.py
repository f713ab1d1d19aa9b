"""Choices of the editors, as JSON: lists of {code, name, …}, in the order in which they are to be offered."""
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from app.definitions.checks import Whole
from app.definitions.checks.diagram import Node
from app.definitions.known import ActField, Figure, Known, ServicePort

PRESET = ("role", "scope", "form", "act", "deadline", "not_actor_of", "ask")


def choices(files: Mapping[str, bytes], known: Known) -> dict[str, Any]:
    whole = Whole(files, known)
    presets = _presets(whole)
    return {
        "roles": _named(known.roles), "stages": _named(known.stages), "end_states": _named(known.end_states),
        "organs": [{"code": o.code, "name": o.name, "kind": o.kind} for o in known.organs],
        "acts": [{"code": a.code, "name": a.name, "article": a.article, "needs": [_need(f) for f in a.needs],
                  "guards": [{"code": c, "sentence": s} for c, s in a.guards.items()], "preset": presets.get(a.code)}
                 for a in known.acts.values()],
        "deadlines": [_figure(f) for f in known.deadlines.values() if f.direction == "after"],
        "parameters": [_figure(f) for f in known.parameters.values()],
        "services": [{"name": s.name, "title": s.title, "inputs": [_port(p) for p in s.inputs], "outputs": [_port(p) for p in s.outputs]}
                     for s in known.services.values()],
        "case_fields": [{"name": name, "type": kind} for name, kind in known.case_fields.items()],
        "scopes": _scopes(whole), **_of_files(whole)}


def _named(names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in names.items()]


def _need(field: ActField) -> dict[str, Any]:
    return {"key": field.key, "label": field.label, "type": field.kind, "required": field.required,
            "options": sorted(field.options) if field.options is not None else None}


def _figure(figure: Figure) -> dict[str, Any]:
    return {"code": figure.code, "name": figure.name, "value": str(figure.value), "unit": figure.unit, "basis": figure.basis,
            "status": figure.status}


def _port(port: ServicePort) -> dict[str, Any]:
    return {"name": port.name, "label": port.label, "type": port.type, "required": port.required}


# ---- what the files offer ---------------------------------------------------------------------------------------------------
def _of_files(whole: Whole) -> dict[str, Any]:
    forms = [{"key": key, "title": _title(form, key), "fields": [{"key": k, "label": c.get("label") or c.get("dateLabel") or k, "type": c.get("type")}
                                                                 for k, c in form.fields.items()]} for key, form in whole.forms.items()]
    decisions = [{"id": id, "name": model.title(id), "file": file, "variable": model.variable(id), "reads": sorted(model.reads(id))}
                 for id, (file, model) in whole.decisions.items()]
    processes = [{"id": id, "name": scope.element.get("name") or id, "file": file} for id, (file, scope) in whole.processes.items()]
    thrown, caught = whole.messages
    messages = [{"name": name, "thrown": name in thrown, "caught": name in caught, "system": whole.known.messages.get(name)}
                for name in sorted(thrown | caught | whole.known.messages.keys())]
    tasks = [{"id": n.id, "name": n.title, "file": file, "act": n.properties.get("act")} for file, n in whole.nodes() if n.kind == "userTask"]
    return {"forms": forms, "decisions": decisions, "processes": processes, "messages": messages, "tasks": tasks}


def _title(form, key: str) -> str:
    raw = form.form.raw if form.form else {}
    return next((raw[k] for k in ("title", "name") if isinstance(raw.get(k), str) and raw[k]), key)


def _scopes(whole: Whole) -> list[dict[str, str]]:
    """Expressions for the organ of a task, those used most first."""
    used = Counter(n.properties["scope"] for _file, n in whole.nodes() if n.properties.get("scope"))
    known = {"case.legal_subject": "本案执法主体", "case.street": "本案街道（乡镇）", "case.lead": "主责单位"}
    return [{"value": value, "name": known.get(value, value)} for value, _n in used.most_common(30)]


def _presets(whole: Whole) -> dict[str, dict[str, str]]:
    """{act: how the shipped diagrams draw its task}: the properties that occur most."""
    found: dict[str, Counter] = {}
    for node in _tasks_with_acts(whole):
        preset = tuple((key, node.properties[key]) for key in PRESET if node.properties.get(key) and key != "not_actor_of")
        found.setdefault(node.properties["act"], Counter())[(("name", node.title), *preset)] += 1
    return {act: dict(count.most_common(1)[0][0]) for act, count in found.items()}


def _tasks_with_acts(whole: Whole) -> Iterator[Node]:
    return (node for _file, node in whole.nodes() if node.kind == "userTask" and node.properties.get("act"))
