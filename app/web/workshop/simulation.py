"""Trying a process out: the walk that a page asks for, replayed from its start each time, and the scenario tests of a revision. Nothing is
stored but a test that somebody saves; no service runs, no case is touched."""
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson
from flask import make_response, render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases import recording as recording_of_cases
from app.cases import rehearsing
from app.cases.known import known
from app.cases.forms import TaskForm
from app.definitions import revisions, workshop
from app.definitions.files import split_name
from app.definitions.model import Revision
from app.definitions.scenarios import load, recording, run, staging, telling
from app.definitions.scenarios.closure import needed
from app.definitions.scenarios.filling import FormRefused, completed, submitted
from app.definitions.scenarios.playing import House, Player
from app.definitions.scenarios.proposing import proposed
from app.definitions.scenarios.running import stuck
from app.engine import compile_bundle
from app.engine.contract import BundleRefused, EngineError, OpenTask
from app.forms.errors import FormError
from app.kernel.clock import local
from app.kernel.database import dumps
from app.kernel.errors import Forbidden, NotFound, Rejection
from app.web import blueprint, fieldset, store
from app.web.workshop.bodies import answer, told

PLAY = ("clock", "case", "data", "services", "stand_ins", "fill", "actions")


@blueprint.post("/workshop/<int:rev>/simulate")
def workshop_simulate(rev: int):
    """{process, data, case, clock, services, stand_ins, fill, actions} → scenarios.staging.standing, and beside it: `refused` {sentence,
    element, action} where it could not go on; `action`: what `submitting` {task, pairs, act?, press?} became; `form` {task, html, errors} of
    `show`, or of what was refused. `name` and `content`: a file as it stands in the editor, not saved."""
    _require()
    given = told(process=str, name=(str, None), content=(str, None), show=(str, None), submitting=(dict, None), **dict.fromkeys(PLAY, (dict, list, str, None)))
    with store.reading() as session:
        house = _house(session, _files(session, rev, given), given["process"])
        player, refused = _walked(house, _play(given))
        made = _submit(player, given["submitting"]) if given["submitting"] and refused is None else {}
        return answer({**staging.standing(player), "refused": refused, "form": None, **_shown(player, given["show"]), **made})


@blueprint.post("/workshop/<int:rev>/simulate/begin")
def workshop_simulate_begin(rev: int):
    """{name, content?, process?} → what a walk may begin with: the processes of the file, sample data, what services would answer."""
    _require()
    given = told(name=str, content=(str, None), process=(str, None))
    with store.reading() as session:
        files = _files(session, rev, given)
        return answer(proposed(files, given["name"], given["process"]))


def _require(permission: str | None = None) -> None:
    wanted = (permission,) if permission else ("definitions.edit", "definitions.approve", "definitions.publish")
    if not any(store.actor().may(p) for p in wanted):
        raise Forbidden("试走和测试由法制审核员、执法监督员和系统管理员办理，您现在没有这样的岗位。", code="may_not_edit")


def _files(session: Session, rev: int, given: Mapping[str, Any]) -> dict[str, bytes]:
    """The revision as a whole, with what stands unsaved in the editor laid over it."""
    files = workshop.files_of(session, workshop.find(session, rev))
    if given.get("name") and given.get("content") is not None:
        split_name(given["name"])
        files[given["name"]] = given["content"].encode(errors="replace")
    return files


def _house(session: Session, files: dict[str, bytes], process: str) -> House:
    """Raises Rejection(cannot_run) with the first problems."""
    wanted = {name: content for name, content in needed(files, process).items() if name.endswith((".bpmn", ".dmn"))}
    try:
        bundle = compile_bundle(wanted)
    except BundleRefused as refused:
        said = "；".join(f"{p.file}：{p.sentence.rstrip('。')}" for p in refused.problems[:3])
        raise Rejection(f"还不能试走：{said}。", code="cannot_run", status=422) from refused
    return House(bundle, files, rehearsing.lend(session, store.now()), rehearsing.registers(session, store.now()))


def _play(given: Mapping[str, Any]):
    """Checked as a test would be. Raises Rejection(bad_play)."""
    raw = {key: given[key] for key in PLAY if given.get(key) is not None}
    suite, problems = load("试走", dumps({"process": given["process"], "scenarios": [{"name": "试走", **raw}]}))
    if suite is None:
        raise Rejection(problems[0].sentence.replace("scenarios[0].", "").replace("scenarios[0]：", ""), code="bad_play", status=422)
    return suite.scenarios[0].play


def _walked(house: House, play, mentioned: frozenset[str] | None = None) -> tuple[Player, dict[str, Any] | None]:
    player = Player(house, play, mentioned)
    try:
        player.run()
    except (EngineError, FormRefused, FormError) as error:
        difference = stuck(player, error)
        return player, {"sentence": difference.sentence, "element": difference.element, "action": difference.action}
    return player, None


# ---- a form that is filled in -------------------------------------------------------------------------------------------
def _submit(player: Player, submitting: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed is read and checked as in the house. Accepted, it is the next action; else the form comes back with its errors. `press`:
    a button that only reshapes the form, or `sample`, which fills in what is missing."""
    task = _task(player, submitting.get("task"))
    form = player.house.form(task.form)
    if form is None:
        return _go_on(player, {"submit": task.node, **_which(player, task), **_act(submitting)})
    raw, press = fieldset.read_pairs(form, _pairs(submitting)), submitting.get("press")
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


def _sample(player: Player, task: OpenTask, form, raw: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form, and made-up values where something required is empty."""
    context = player.context(task)
    said = {key: value for key, value in raw.items() if value not in (None, "", [], False)}
    return completed(form, said, context, player.options(context, said))


def _task(player: Player, id: Any) -> OpenTask:
    """Raises Rejection(no_such_task)."""
    if id not in player.walk.tasks:
        raise Rejection("这件待办现在没有了，请刷新试走。", code="no_such_task", status=409)
    return player.walk.tasks[id]


def _pairs(submitting: Mapping[str, Any]) -> MultiDict:
    pairs = submitting.get("pairs") or []
    if not isinstance(pairs, list) or not all(isinstance(p, list) and len(p) == 2 and all(isinstance(t, str) for t in p) for p in pairs):
        raise Rejection("表单的内容要写成 [[栏目, 值], …]。", code="bad_body", status=400)
    return MultiDict((name, value) for name, value in pairs)


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
    except (EngineError, FormRefused, FormError) as error:
        return {"refused": {"sentence": getattr(error, "sentence", None) or str(error), "element": action["submit"], "action": len(player.play.actions)}}
    return {**staging.standing(player), "action": action}


def _shown(player: Player, task: str | None) -> dict[str, Any]:
    return _form(player, player.walk.tasks[task], fieldset.Typed(None)) if task in player.walk.tasks else {}


def _form(player: Player, task: OpenTask, typed: fieldset.Typed) -> dict[str, Any]:
    """The handler's own page of the form, as a document of its own: shown in a frame, it looks as it will."""
    form, context = player.house.form(task.form), player.context(task)
    view = fieldset.build(TaskForm(form, context, player.options(context, typed.data)), typed)
    html = render_template("workshop/rehearsed.html", form=view, task=task, item=None, due=task.due_at)
    return {"form": {"task": task.id, "html": html, "errors": typed.errors}}


# ---- tests --------------------------------------------------------------------------------------------------------------
@blueprint.post("/workshop/<int:rev>/scenarios/run")
def workshop_run_scenarios(rev: int):
    """{name?, content?, only?: [test files]} → scenarios.telling.told. Without `only`, all tests of the revision."""
    _require()
    given = told(name=(str, None), content=(str, None), only=(list, None))
    with store.reading() as session:
        files = _files(session, rev, given)
        return answer(telling.told(_run(session, files, given["only"]), files))


def _run(session: Session, files: dict[str, bytes], only=None):
    try:
        return run(files, known(session, store.now()), only=only)
    except BundleRefused as refused:
        problem = refused.problems[0]
        raise Rejection(f"测试还跑不了：{problem.file}：{problem.sentence}", code="cannot_run", status=422) from refused


@blueprint.post("/workshop/<int:rev>/scenarios/record")
def workshop_record(rev: int):
    """The walk as a test, with what came of it as what is expected: {scenario}. Nothing is stored."""
    _require()
    given = told(process=str, name=(str, None), content=(str, None), title=str, note=(str, None), **dict.fromkeys(PLAY, (dict, list, str, None)))
    with store.reading() as session:
        player, refused = _walked(_house(session, _files(session, rev, given), given["process"]), _play(given))
        if refused is not None:
            raise Rejection(f"这段试走没有走到底，不能存为测试：{refused['sentence']}", code="bad_play", status=422)
        return answer({"scenario": recording.recorded(player, given["title"], given["note"] or "")})


@blueprint.post("/workshop/<int:rev>/scenarios/save")
def workshop_save_scenario(rev: int):
    """{process, scenario}: put into the process's test file, in place of one of its name. → {file, seq}"""
    _require("definitions.edit")
    given = told(process=str, scenario=dict, file=(str, None))
    name = given["file"] or f"{given['process']}.test"
    split_name(name)
    with store.writing() as session:
        revision = revisions.locked(session, rev)
        files = workshop.files_of(session, revision)
        content = _with_scenario(files.get(name), given["process"], given["scenario"], name)
        return answer({"file": name, "seq": _keep(session, revision, name, content, name in files)})


@blueprint.post("/workshop/<int:rev>/scenarios/open")
def workshop_open_scenario(rev: int):
    """{file, title}: a test as a walk to go on from: {process, clock, case, data, services, stand_ins, fill, actions, expect}."""
    _require()
    given = told(file=str, title=str)
    with store.reading() as session:
        scenario = _scenario(_files(session, rev, {}), given["file"], given["title"])
        play = asdict(scenario.play)
        return answer(play | {"clock": local(play["clock"]).isoformat(timespec="minutes")[:16], "expect": scenario.expect})


@blueprint.post("/workshop/<int:rev>/scenarios/renew")
def workshop_renew_scenario(rev: int):
    """{file, title}: what the test expects becomes what happens now. Its actions must still be possible. → {file, seq, expect}"""
    _require("definitions.edit")
    given = told(file=str, title=str)
    with store.writing() as session:
        revision = revisions.locked(session, rev)
        files = workshop.files_of(session, revision)
        scenario = _scenario(files, given["file"], given["title"])
        player, refused = _walked(_house(session, files, scenario.play.process), scenario.play, scenario.mentioned)
        if refused is not None:
            raise Rejection(f"这个测试的步骤现在走不通，不能采纳结果：{refused['sentence']}", code="bad_play", status=422)
        raw = next(one for one in orjson.loads(files[given["file"]])["scenarios"] if one["name"] == scenario.name)
        raw = {**raw, "expect": recording.renewed(player, scenario.expect)}
        content = recording.added(files[given["file"]], scenario.play.process, raw)
        return answer({"file": given["file"], "seq": _keep(session, revision, given["file"], content, True, "采纳现在的结果"), "expect": raw["expect"]})


@blueprint.post("/workshop/<int:rev>/scenarios/remove")
def workshop_remove_scenario(rev: int):
    """{file, title} → {file, seq}"""
    _require("definitions.edit")
    given = told(file=str, title=str)
    with store.writing() as session:
        revision = revisions.locked(session, rev)
        files = workshop.files_of(session, revision)
        scenario = _scenario(files, given["file"], given["title"])
        content = recording.without(files[given["file"]], scenario.name)
        return answer({"file": given["file"], "seq": _keep(session, revision, given["file"], content, True, f"删去测试“{scenario.name}”"[:80])})


@blueprint.post("/workshop/<int:rev>/scenarios/of-case")
def workshop_record_case(rev: int):
    """{number, title?}: a finished case that the reader sees, made anonymous → {process, scenario, notes}. Nothing is stored."""
    _require("definitions.edit")
    given = told(number=str, title=(str, None))
    with store.reading() as session:
        workshop.find(session, rev)
        made = recording_of_cases.record(session, given["number"], actor=store.actor(), name=given["title"])
        return answer({"process": made.process, "scenario": made.scenario, "notes": list(made.notes)})


def _scenario(files: Mapping[str, bytes], file: str, title: str):
    """Raises NotFound."""
    suite = load(file, files[file])[0] if file in files else None
    found = next((one for one in suite.scenarios if one.name == title), None) if suite is not None else None
    if found is None:
        raise NotFound("没有这个测试，或者测试文件现在读不了。", code="no_such_test")
    return found


def _with_scenario(content: bytes | None, process: str, scenario: dict[str, Any], name: str) -> bytes:
    """Raises Rejection(bad_test)."""
    try:
        whole = recording.added(content, process, scenario)
    except (ValueError, KeyError, TypeError) as error:
        raise Rejection(f"{name} 现在读不了，请先在“测试”里改好。", code="bad_test", status=422) from error
    problems = load(name, whole)[1]
    if problems:
        raise Rejection(f"这个测试不能存：{problems[0].sentence}", code="bad_test", status=422)
    return whole


def _keep(session: Session, revision: Revision, name: str, content: bytes, there: bool, note: str = "试走存为测试") -> int:
    actor, now = store.actor(), store.now()
    if not there:
        return revisions.create_file(session, revision.id, name, content, actor=actor, now=now, note=note).seq
    seq = workshop.file_line(session, revision, name, now=now).seq
    saved = revisions.save_file(session, revision.id, name, content, seq=seq, actor=actor, now=now, note=note)
    return saved.seq if saved is not None else seq


@blueprint.get("/workshop/<int:rev>/coverage")
def workshop_coverage(rev: int):
    """What the tests reach: a page with every diagram drawn, and the list of what none reaches."""
    _require()
    from app.web.workshop.covering import view

    with store.reading() as session:
        revision = workshop.find(session, rev)
        files = workshop.files_of(session, revision)
        report = _run(session, files)
        return make_response(render_template("workshop/coverage.html", title="测试覆盖", nav="definitions", revision=revision, **view(report, files)))
