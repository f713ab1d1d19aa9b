"""The scenario tests of a revision: played, made of walks and of finished cases, opened as walks, brought to what happens now, removed;
and what they reach."""
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import orjson
from flask import render_template
from sqlalchemy.orm import Session

from app.cases import recording as recording_of_cases
from app.cases.known import known
from app.definitions import revisions, workshop
from app.definitions.errors import require, require_part
from app.definitions.files import split_name
from app.definitions.model import Revision
from app.definitions.scenarios import Report, Scenario, load, recording, run, telling
from app.engine.contract import BundleRefused
from app.kernel.clock import local
from app.kernel.errors import NotFound, Rejection
from app.web import blueprint, store
from app.web.workshop.bodies import answer, told
from app.web.workshop.covering import view
from app.web.workshop.stage import ASKED, files_with, house_for, play_of, walked


@blueprint.post("/workshop/<int:rev>/scenarios/run")
def workshop_run_scenarios(rev: int):
    """{name?, content?, only?: [test files]} → scenarios.telling.told. Without `only`, all tests of the revision."""
    require_part(store.actor(), "试走和测试")
    given = told(name=(str, None), content=(str, None), only=(list, None))
    with store.reading() as session:
        files = files_with(session, rev, given)
        return answer(telling.told(_run(session, files, given["only"]), files))


def _run(session: Session, files: dict[str, bytes], only: list[str] | None = None) -> Report:
    try:
        return run(files, known(session, store.now()), only=only)
    except BundleRefused as refused:
        problem = refused.problems[0]
        raise Rejection(f"测试还跑不了：{problem.file}：{problem.sentence}", code="cannot_run", status=422) from refused


@blueprint.post("/workshop/<int:rev>/scenarios/record")
def workshop_record(rev: int):
    """The walk as a test, with what came of it as what is expected: {scenario}. Nothing is stored."""
    require_part(store.actor(), "试走和测试")
    given = told(process=str, name=(str, None), content=(str, None), title=str, note=(str, None), **ASKED)
    with store.reading() as session:
        player, refused = walked(house_for(session, files_with(session, rev, given), given["process"]), play_of(given))
        if refused is not None:
            raise Rejection(f"这段试走没有走到底，不能存为测试：{refused['sentence']}", code="bad_play", status=422)
        return answer({"scenario": recording.recorded(player, given["title"], given["note"] or "")})


@blueprint.post("/workshop/<int:rev>/scenarios/save")
def workshop_save_scenario(rev: int):
    """{process, scenario}: put into the process's test file, in place of one of its name. → {file, seq}"""
    require(store.actor(), "definitions.edit", "试走和测试")
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
    require_part(store.actor(), "试走和测试")
    given = told(file=str, title=str)
    with store.reading() as session:
        scenario = _scenario(files_with(session, rev, {}), given["file"], given["title"])
        play = asdict(scenario.play)
        return answer(play | {"clock": local(play["clock"]).isoformat(timespec="minutes")[:16], "expect": scenario.expect})


@blueprint.post("/workshop/<int:rev>/scenarios/renew")
def workshop_renew_scenario(rev: int):
    """{file, title}: what the test expects becomes what happens now. Steps that are no longer possible go, with all that follow.
    → {file, seq, expect, dropped: how many steps went, why}"""
    require(store.actor(), "definitions.edit", "试走和测试")
    given = told(file=str, title=str)
    with store.writing() as session:
        revision = revisions.locked(session, rev)
        files = workshop.files_of(session, revision)
        scenario = _scenario(files, given["file"], given["title"])
        house, play = house_for(session, files, scenario.play.process), scenario.play
        player, refused = walked(house, play, scenario.mentioned)
        if refused is not None:
            play = replace(play, actions=play.actions[:refused["action"] or 0])
            player, _ = walked(house, play, scenario.mentioned)
        raw = next(one for one in orjson.loads(files[given["file"]])["scenarios"] if one["name"] == scenario.name)
        raw = {**raw, "actions": raw.get("actions", [])[:len(play.actions)], "expect": recording.renewed(player, scenario.expect)}
        seq = _keep(session, revision, given["file"], recording.added(files[given["file"]], play.process, raw), True, "采纳现在的结果")
        return answer({"file": given["file"], "seq": seq, "expect": raw["expect"], "dropped": len(scenario.play.actions) - len(play.actions),
                       "why": refused and refused["sentence"]})


@blueprint.post("/workshop/<int:rev>/scenarios/remove")
def workshop_remove_scenario(rev: int):
    """{file, title} → {file, seq}"""
    require(store.actor(), "definitions.edit", "试走和测试")
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
    require(store.actor(), "definitions.edit", "试走和测试")
    given = told(number=str, title=(str, None))
    with store.reading() as session:
        workshop.find(session, rev)
        made = recording_of_cases.record(session, given["number"], actor=store.actor(), name=given["title"])
        return answer({"process": made.process, "scenario": made.scenario, "notes": list(made.notes)})


def _scenario(files: Mapping[str, bytes], file: str, title: str) -> Scenario:
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
    require_part(store.actor(), "试走和测试")
    with store.reading() as session:
        revision = workshop.find(session, rev)
        files = workshop.files_of(session, revision)
        report = _run(session, files)
        return render_template("workshop/coverage.html", title="测试覆盖", nav="definitions", revision=revision, **view(report, files))
