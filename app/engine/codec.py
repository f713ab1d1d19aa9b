"""An instance as bytes and back. Only what the bundle cannot give: tokens, scopes, counters; nothing of what has passed.

Layout: b"ZF", one byte of format version, zstd frame of JSON. Values that JSON lacks are {"\\x01": [kind, text]}; data are checked
on the way in, so that no key of theirs begins with \\x01.
"""
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from threading import local
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.util.task import TaskState

from app.engine.contract import EngineError
from app.engine.instance import Instance, SubRoom, Token
from app.rules import feel

MAGIC, VERSION = b"ZF", 1
LARGEST = 64_000_000       # bytes of a state that is read, uncompressed
MARK = "\x01"
READ = {"d": date.fromisoformat, "t": time.fromisoformat, "i": datetime.fromisoformat, "n": Decimal,
        "s": lambda text: timedelta(microseconds=int(text)), "m": lambda text: feel.Months(int(text))}
STATES = frozenset((TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.FUTURE, TaskState.COMPLETED, TaskState.ERROR, TaskState.CANCELLED))
# What a token notes of itself, by the kind of value; the other notes are read where a wrong one is an ordinary mistake.
SHAPES = {**dict.fromkeys(("a", "o", "inc", "undo", "used", "seen", "plan"), (list,)), "io": (dict,), "sc": (int,), "i": (int,)}
OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME


class _Zstd(local):
    """A thread's own: making one costs more than packing a state, and none may be used by two at once."""

    def __init__(self):
        self.packer = zstandard.ZstdCompressor(level=3, write_content_size=True)
        self.unpacker = zstandard.ZstdDecompressor()


_zstd = _Zstd()


def _odd(value: Any):
    for kind, cls, write in (("i", datetime, datetime.isoformat), ("d", date, date.isoformat), ("t", time, time.isoformat),
                             ("n", Decimal, str), ("s", timedelta, lambda v: str(v // timedelta(microseconds=1))),
                             ("m", feel.Months, lambda v: str(v.m))):
        if isinstance(value, cls):
            return {MARK: [kind, write(value)]}
    raise TypeError(type(value).__name__)


def _restore(value: Any):
    if isinstance(value, dict):
        if MARK in value:
            kind, text = value[MARK]
            return READ[kind](text)
        return {k: _restore(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_restore(v) for v in value]
    return value


def dump(top: Instance) -> bytes:
    """Raises EngineError(too_large)."""
    content = orjson.dumps(_picture(top), _odd, OPTIONS)
    if len(content) > top.limits.state_bytes:
        raise EngineError(f"流程数据有 {len(content)} 字节，超过上限 {top.limits.state_bytes} 字节。", code="too_large")
    return MAGIC + bytes([VERSION]) + _zstd.packer.compress(content)


def _picture(top: Instance) -> dict:
    rooms = top.rooms()
    _forget_scopes(top, rooms)
    return {"p": top.process_id, "n": top.last_id, "s": top.status, "e": top.error, "c": top.case, "k": top.conversations,
            "v": [[s.id, s.parent, s.item, s.vars] for s in top.scopes.values()], "l": top.scopes.last,
            "r": [_room(room) for room in rooms]}


def _forget_scopes(top, rooms):
    used = {room.scope for room in rooms}
    for room in rooms:
        for token in room.tasks.values():
            used.update(token.internal_data[k] for k in ("sc", "back") if k in token.internal_data)
    top.scopes.keep(used)


def _room(room) -> list:
    owner = room.owner.id if isinstance(room, SubRoom) else 0
    inside = [[t.id, t.task_spec.name, t._parent, int(t.state), t.internal_data] for t in room.tasks.values() if t.id]
    return [owner, room.spec.name, room.scope, int(room.interrupted), room.done_before, inside]


def load(bundle, state: bytes, record) -> Instance:
    """Raises EngineError(bad_state) for bytes that are no state of this engine or do not fit the bundle."""
    try:
        picture = _read(state)
        _plausible(picture)
        top = Instance(bundle, picture["p"], record)
        _furnish(top, picture)
        return top
    except (zstandard.ZstdError, orjson.JSONDecodeError, KeyError, ValueError, TypeError, IndexError, AttributeError, ArithmeticError,
            RecursionError) as error:
        raise EngineError(f"流程状态读不出来或与流程定义不符：{error}。", code="bad_state") from error


def _read(state: bytes) -> dict:
    if state[:2] != MAGIC:
        raise ValueError("不是流程状态")
    if state[2] > VERSION:
        raise ValueError(f"由更新的版本（{state[2]}）写成")
    if not 0 <= zstandard.frame_content_size(state[3:]) <= LARGEST:     # the frame's own word for it, which would be believed
        raise ValueError("大小不对")
    raw = _zstd.unpacker.decompress(state[3:])
    content = orjson.loads(raw)
    return _restore(content) if b'"\\u0001"' in raw else content


def _plausible(picture: dict):
    """A state that was damaged or tampered with is told here, and not stumbled over later. Raises ValueError, TypeError, KeyError."""
    scopes, rooms = picture["v"], picture["r"]
    sound = (type(picture["n"]) is type(picture["l"]) is int and type(picture["s"]) is str and type(picture.get("k", {})) is dict
             and all(type(s) is int and type(vars) is dict and (parent is None or type(parent) is int) and type(item) in (str, type(None)) for s, parent, item, vars in scopes)
             and scopes[0][0] == 0 and (picture["e"] is None or type(picture["e"]) is list and picture["e"] != []))
    known = {s[0] for s in scopes}
    sound = sound and all(parent is None or parent in known for _id, parent, _item, _vars in scopes)
    for owner, _name, scope, _interrupted, done, inside in rooms:
        sound = sound and type(owner) is int and scope in known and type(done) is list
        for id, _node, _parent, status, internal in inside:
            sound = sound and type(id) is int and status in STATES and internal.get("sc", 0) in known and all(type(internal[k]) in SHAPES[k] for k in SHAPES.keys() & internal.keys())
    if not sound:
        raise ValueError("形状不对")


def _furnish(top: Instance, picture: dict):
    top.last_id, top.status, top.error, top.case = picture["n"], picture["s"], picture["e"], picture["c"]
    top.scopes.last, top.conversations = picture["l"], picture.get("k", {})
    for id, parent, item, vars in picture["v"]:
        scope = top.scopes.root if id == 0 else top.scopes.put(id)
        scope.parent, scope.item, scope.vars = parent, item, vars
    tokens: dict[int, Token] = {}
    for owner, name, scope, interrupted, done, inside in picture["r"]:
        room = top
        if owner:
            room = top.subprocesses[owner] = SubRoom(top.bundle.specs[name], tokens[owner], scope)
        room.scope, room.interrupted, room.done_before = scope, bool(interrupted), done
        for id, node, parent, status, internal in inside:
            if len(internal.get("a", ())) > len(getattr(room.spec.task_specs[node], "definitions", ())):
                raise ValueError("多出等待的事件")
            tokens[id] = Token(room, room.spec.task_specs[node], room.tasks[parent], status, id, internal)
    top.alive = len(tokens)
