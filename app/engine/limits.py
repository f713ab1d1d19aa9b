"""Bounds on what an uploaded diagram may ask of the machine, as they are set in `kernel.limits`."""
from dataclasses import dataclass
from datetime import timedelta

from app.kernel.limits import limit


@dataclass(frozen=True)
class Limits:
    """`steps`: elements executed by one command without a wait; `instances`: of one multi-instance; `tokens`: alive
    in one instance; `flows`: at one side of one node; `calls`: nesting depth of
    scopes at run time; `cycles`: firings of one timeCycle; `state_bytes`: of one instance, before compression."""

    file_bytes: int = limit("FILE_BYTES")
    files: int = limit("FILES")
    elements: int = limit("ELEMENTS")
    depth: int = limit("DEPTH")
    name: int = limit("NAME")
    text: int = limit("TEXT")
    steps: int = limit("STEPS")
    instances: int = limit("INSTANCES")
    tokens: int = limit("TOKENS")
    flows: int = limit("FLOWS")
    calls: int = limit("CALLS")
    cycles: int = limit("CYCLES")
    shortest_period: timedelta = timedelta(seconds=limit("PERIOD_SECONDS"))
    longest_wait: timedelta = timedelta(days=limit("WAIT_DAYS"))
    data_depth: int = limit("DATA_DEPTH")
    state_bytes: int = limit("STATE_BYTES")


DEFAULT = Limits()
