"""Whoever stands in for the host in a rehearsal: services that answer what they were told to, called processes that are over at once.

An answer is plain data. A text in it that begins with `=` is FEEL over the parameters that the service was called with, `call` (how often
it has been called, from 1), `now` and `case`: `{"id": "=100 + call", "dept": "=dept"}`. `{"error": "CODE"}` alone is a BPMN error.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.engine.contract import NOTHING, BpmnError, EngineError
from app.rules import feel


@dataclass(frozen=True)
class Asked:
    """A service was called: with what, and what it answered (None: nothing)."""

    service: str
    given: dict[str, Any]
    answer: Any


@dataclass
class StandIns(Mapping):
    """The services of a rehearsal. `answers`: {service: answer, or a list of answers, one a call, the last again and again};
    `processes`: {called process: the variables that it hands back}. Whatever is not named does nothing."""

    answers: dict[str, Any] = field(default_factory=dict)
    processes: dict[str, Any] = field(default_factory=dict)
    sight: dict[str, Any] = field(default_factory=dict)         # what FEEL in answers reads besides the parameters
    asked: list[Asked] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)

    def get(self, name, default=None):
        return default if name is None else lambda **given: self._answer(name, given)

    def __getitem__(self, name):
        return self.get(name)

    def __iter__(self):
        return iter(self.answers)

    def __len__(self):
        return len(self.answers)

    def _answer(self, name: str, given: dict) -> Any:
        answer = self._next(self.answers, name, given)
        self.asked.append(Asked(name, given, None if answer is NOTHING else answer))
        if isinstance(answer, dict) and set(answer) == {"error"}:
            raise BpmnError(str(answer["error"]))
        return answer

    def stands_in_for(self, process: str) -> bool:
        return process in self.processes

    def handed_back(self, process: str, given: dict) -> dict:
        back = self._next(self.processes, process, given)
        return back if isinstance(back, dict) else {}

    def _next(self, among: Mapping, name: str, given: dict) -> Any:
        number = self.calls[name] = self.calls.get(name, 0) + 1
        if name not in among:
            return NOTHING
        answer = among[name]
        if isinstance(answer, list):
            answer = answer[min(number, len(answer)) - 1] if answer else NOTHING
        return answer if answer is NOTHING else filled(answer, {**self.sight, **given, "call": number})


def filled(value: Any, scope: Mapping[str, Any], now: datetime | None = None) -> Any:
    """The value with every text that begins with `=` computed. Raises EngineError(bad_data) with the sentence of the expression."""
    if isinstance(value, dict):
        return {key: filled(inner, scope, now) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, scope, now) for inner in value]
    if not isinstance(value, str) or not value.startswith("="):
        return value
    try:
        return feel.to_host(feel.compile(value[1:].strip())([dict(scope)], strict=True, now=now))
    except feel.FeelError as error:
        raise EngineError(f"“{value}”算不出来：{error}。", code="bad_data") from error
