"""Bounds on what an uploaded diagram may ask of the machine. Everything uploaded is taken as hostile."""
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limits:
    """`steps`: elements executed by one command without a wait; `instances`: of one multi-instance; `tokens`: alive
    in one instance; `flows`: at one side of one node; `calls`: nesting depth of
    scopes at run time; `cycles`: firings of one timeCycle; `state_bytes`: of one instance, before compression."""

    file_bytes: int = 2_000_000
    files: int = 300
    elements: int = 20_000
    depth: int = 60
    text: int = 20_000
    steps: int = 60_000
    instances: int = 1_000
    tokens: int = 20_000
    flows: int = 300
    calls: int = 20
    cycles: int = 1_000
    shortest_period: timedelta = timedelta(seconds=1)
    longest_wait: timedelta = timedelta(days=36_600)
    data_depth: int = 40
    state_bytes: int = 8_000_000


DEFAULT = Limits()
