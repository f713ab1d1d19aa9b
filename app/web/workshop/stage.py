"""What trying out and testing have in common: the revision's files with what stands unsaved, the stage, the walk."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.cases import rehearsing
from app.definitions import workshop
from app.definitions.files import is_model, split_name
from app.definitions.scenarios import Play, load
from app.definitions.scenarios.closure import needed
from app.definitions.scenarios.playing import House, Player
from app.definitions.scenarios.running import STOPPED, stuck
from app.definitions.texts import bytes_of
from app.engine import compile_bundle
from app.engine.contract import BundleRefused
from app.kernel.database import dumps
from app.kernel.errors import Rejection
from app.web import store

PLAY = ("clock", "case", "data", "services", "stand_ins", "fill", "actions")
ASKED = dict.fromkeys(PLAY, (dict, list, str, None))


def files_with(session: Session, rev: int, given: Mapping[str, Any]) -> dict[str, bytes]:
    """The revision as a whole, with what stands unsaved in the editor laid over it."""
    files = workshop.files_of(session, workshop.find(session, rev))
    if given.get("name") and given.get("content") is not None:
        split_name(given["name"])
        files[given["name"]] = bytes_of(given["content"])
    return files


def house_for(session: Session, files: dict[str, bytes], process: str) -> House:
    """Raises Rejection(cannot_run) with the first problems."""
    wanted = {name: content for name, content in needed(files, process).items() if is_model(name)}
    try:
        bundle = compile_bundle(wanted)
    except BundleRefused as refused:
        said = "；".join(f"{p.file}：{p.sentence.rstrip('。')}" for p in refused.problems[:3])
        raise Rejection(f"还不能试走：{said}。", code="cannot_run", status=422) from refused
    return House(bundle, files, rehearsing.lend(session, store.now()), rehearsing.registers(session, store.now()))


def play_of(given: Mapping[str, Any]) -> Play:
    """Checked as a test would be. Raises Rejection(bad_play)."""
    raw = {key: given[key] for key in PLAY if given.get(key) is not None}
    suite, problems = load("试走", dumps({"process": given["process"], "scenarios": [{"name": "试走", **raw}]}))
    if suite is None:
        raise Rejection(problems[0].sentence.replace("scenarios[0].", "").replace("scenarios[0]：", ""), code="bad_play", status=422)
    return suite.scenarios[0].play


def walked(house: House, play: Play, mentioned: Mapping[str, list | None] | None = None) -> tuple[Player, dict[str, Any] | None]:
    player = Player(house, play, mentioned)
    try:
        player.run()
    except STOPPED as error:
        difference = stuck(player, error)
        return player, {"sentence": difference.sentence, "element": difference.element, "action": difference.action}
    return player, None
