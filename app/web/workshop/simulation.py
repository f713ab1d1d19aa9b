"""Trying a process out: the walk that a page asks for, replayed from its start each time. Nothing is stored, no service runs, no case is
touched. The tests that are made of walks are in scenarios.py."""
from collections.abc import Mapping
from typing import Any

import orjson
from flask import render_template

from app.cases.forms import TaskForm
from app.cases.known import known
from app.definitions.errors import require_part
from app.definitions.scenarios import staging
from app.definitions.scenarios.filling import FormRefused, completed, submitted
from app.definitions.scenarios.playing import Player
from app.definitions.scenarios.proposing import proposed
from app.definitions.scenarios.running import STOPPED
from app.engine.contract import OpenTask
from app.forms.component import Form
from app.kernel.database import dumps
from app.kernel.errors import Rejection
from app.web import blueprint, fieldset, store
from app.web.workshop.bodies import answer, pairs, told
from app.web.workshop.stage import ASKED, files_with, house_for, play_of, walked


@blueprint.post("/workshop/<int:rev>/simulate")
def workshop_simulate(rev: int):
    """{process, data, case, clock, services, stand_ins, fill, actions} → scenarios.staging.standing, and beside it: `refused` {sentence,
    element, action} where it could not go on; `action`: what `submitting` {task, pairs, act?, press?} became; `form` {task, html, errors} of
    `show`, or of what was refused. `name` and `content`: a file as it stands in the editor, not saved."""
    require_part(store.actor(), "试走和测试")
    given = told(process=str, name=(str, None), content=(str, None), show=(str, None), submitting=(dict, None), **ASKED)
    with store.reading() as session:
        house = house_for(session, files_with(session, rev, given), given["process"])
        player, refused = walked(house, play_of(given))
        made = _submit(player, given["submitting"]) if given["submitting"] and refused is None else {}
        return answer({**staging.standing(player), "refused": refused, "form": None, **_shown(player, given["show"]), **made})


@blueprint.post("/workshop/<int:rev>/simulate/begin")
def workshop_simulate_begin(rev: int):
    """{name, content?, process?} → what a walk may begin with: the processes of the file, sample data, what services would answer."""
    require_part(store.actor(), "试走和测试")
    given = told(name=str, content=(str, None), process=(str, None))
    with store.reading() as session:
        files = files_with(session, rev, given)
        return answer(proposed(files, given["name"], given["process"], known(session, store.now())))


# ---- a form that is filled in -------------------------------------------------------------------------------------------
def _submit(player: Player, submitting: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed is read and checked as in the house. Accepted, it is the next action; else the form comes back with its errors. `press`:
    a button that only reshapes the form, or `sample`, which fills in what is missing."""
    task = _task(player, submitting.get("task"))
    form = player.house.form(task.form)
    if form is None:
        return _go_on(player, {"submit": task.node, **_which(player, task), **_act(submitting)})
    raw, press = fieldset.read_pairs(form, pairs(submitting.get("pairs"))), submitting.get("press")
    if press == "sample":
        return _form(player, task, fieldset.Typed(_sample(player, task, form, raw), reshaped=True))
    if press:
        return _form(player, task, fieldset.Typed(fieldset.reshape(form, raw, str(press)), reshaped=True))
    context = player.context(task)
    try:
        submitted(form, raw, context, player.options(context, raw))
    except FormRefused as refused:
        return _form(player, task, fieldset.Typed(raw, refused.errors))
    data = orjson.loads(dumps(raw))
    return _go_on(player, {"submit": task.node, **_which(player, task), "data": data, **_act(submitting)})


def _sample(player: Player, task: OpenTask, form: Form, raw: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form, and made-up values where something required is empty."""
    context = player.context(task)
    said = {key: value for key, value in raw.items() if value not in (None, "", [], False)}
    return completed(form, said, context, player.options(context, said))


def _task(player: Player, id: Any) -> OpenTask:
    """Raises Rejection(no_such_task)."""
    if id not in player.walk.tasks:
        raise Rejection("这件待办现在没有了，请刷新试走。", code="no_such_task", status=409)
    return player.walk.tasks[id]


def _act(submitting: Mapping[str, Any]) -> dict[str, Any]:
    return {"act": submitting["act"]} if isinstance(submitting.get("act"), dict) and submitting["act"] else {}


def _which(player: Player, task: OpenTask) -> dict[str, Any]:
    """What tells this task from others at the same node, in words that stay true when the diagram changes."""
    others = [t for t in player.walk.tasks.values() if t.node == task.node]
    found: dict[str, Any] = {"item": staging.item_of(task.item)} if len(others) > 1 and task.item is not None else {}
    return found | ({"process": task.process_id} if len({t.process_id for t in others}) > 1 else {})


def _go_on(player: Player, action: dict[str, Any]) -> dict[str, Any]:
    try:
        player.perform(action)
    except STOPPED as error:
        sentence = getattr(error, "sentence", None) or str(error)
        return {"refused": {"sentence": sentence, "element": action["submit"], "action": len(player.play.actions)}}
    return {**staging.standing(player), "action": action}


def _shown(player: Player, task: str | None) -> dict[str, Any]:
    return _form(player, player.walk.tasks[task], fieldset.Typed(None)) if task in player.walk.tasks else {}


def _form(player: Player, task: OpenTask, typed: fieldset.Typed) -> dict[str, Any]:
    """The handler's own page of the form, as a document of its own: shown in a frame, it looks as it will."""
    form, context = player.house.form(task.form), player.context(task)
    view = fieldset.build(TaskForm(form, context, player.options(context, typed.data)), typed)
    html = render_template("workshop/rehearsed.html", form=view, task=task, item=None, due=task.due_at)
    return {"form": {"task": task.id, "html": html, "errors": typed.errors}}
