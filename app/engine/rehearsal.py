"""What a command would bring, without doing it: no service is called, an element that would call one is told instead."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.engine import codec, moving
from app.engine.bundle import CompiledBundle
from app.engine.contract import Advance, Data, Functions, Incident, Move, Told
from app.engine.expressions import Lent, incoming
from app.engine.instance import REHEARSAL
from app.engine.marking import starved
from app.engine.record import Record


class _NotCalled(Exception):
    code = REHEARSAL

    def __init__(self, name: str):
        super().__init__(name)
        self.sentence = name


class Silent(Mapping):
    """Services that are known by any name and never called."""

    def __getitem__(self, name):
        def call(**_given):
            raise _NotCalled(name)
        if name is None:
            raise KeyError(name)
        return call

    def __iter__(self) -> Iterator:
        return iter(())

    def __len__(self) -> int:
        return 0


SILENT = Silent()


@dataclass
class Rehearsed:
    """`advance`: what would come of it up to the first services; `calls`: elements that would then call one; `warned`: joins that would
    wait for ever."""

    advance: Advance
    calls: list[Incident] = field(default_factory=list)
    warned: list[Told] = field(default_factory=list)


def rehearse(bundle: CompiledBundle, state: bytes, command: Move, *, now: datetime, functions: Functions = {}, case: Data | None = None) -> Rehearsed:
    """Raises EngineError as `advance` would."""
    record = Record(now)
    top = codec.load(bundle, state, record)
    top.now, top.services = now, SILENT
    if case is not None:
        top.case = incoming(case)
    top.lent = Lent(functions, top.case)
    fed = starved(top)
    moving.move(top, command)
    top.settle()
    advance = record.advance(b"", top.status, top.scopes.root.vars, top.error and top.error[0])
    return Rehearsed(advance, not_called(advance), moving.new_waits(fed, top))


def not_called(advance: Advance) -> list[Incident]:
    """Takes the services that were not called out of the incidents."""
    calls = [i for i in advance.incidents if i.code == REHEARSAL]
    advance.incidents = [i for i in advance.incidents if i.code != REHEARSAL]
    return calls
