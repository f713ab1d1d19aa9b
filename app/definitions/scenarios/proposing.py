"""What a walk may begin with, so that nobody starts before an empty page: the file's processes, sample data, what services would answer."""
import re
from collections.abc import Mapping
from typing import Any

from app.definitions.known import Known
from app.definitions.scenarios import samples
from app.definitions.scenarios.closure import CALLED, PROCESS, needed
from app.definitions.scenarios.guessing import guessed
from app.definitions.scenarios.model import CASE, MONDAY
from app.definitions.scenarios.reading import load
from app.kernel.clock import local

OPERATOR = re.compile(rb"<(?:\w+:)?serviceTaskOperator\b[^<>]*?\bid\s*=\s*[\"']([^\"'<]+)[\"']")      # as in closure
MESSAGE = re.compile(rb"<(?:\w+:)?message\b[^<>]*?\bname\s*=\s*[\"']([^\"'<]+)[\"']")
SIGNAL = re.compile(rb"<(?:\w+:)?signal\b[^<>]*?\bname\s*=\s*[\"']([^\"'<]+)[\"']")


def proposed(files: Mapping[str, bytes], name: str, process: str | None, known: Known) -> dict[str, Any]:
    """{process, processes, clock, case, data, services, asked, calls, messages, signals}. `data` and `services` as the process's own tests
    have them, else samples; `calls`: processes that it calls and that may be stood in for."""
    own = _texts(PROCESS, files.get(name, b""))
    chosen = process if process in own else next(iter(own), None)
    within = needed(files, chosen) if chosen else {}
    test = _first_test(files, chosen)
    asked = asked_in(within)
    answers = {service: samples.ANSWERS[service] for service in asked if service in samples.ANSWERS}
    diagram = files.get(name, b"")
    return {"process": chosen, "processes": own, "clock": local(test.clock if test else MONDAY).isoformat(timespec="minutes")[:16],
            "case": {**CASE, **(test.case if test else {})}, "data": test.data if test else guessed(files, chosen, known) if chosen else {},
            "services": {**answers, **(test.services if test else {})}, "asked": asked,
            "calls": list(dict.fromkeys(_texts(CALLED, diagram))), "messages": _texts(MESSAGE, diagram), "signals": _texts(SIGNAL, diagram)}


def asked_in(files: Mapping[str, bytes]) -> list[str]:
    """Services that the diagrams among the files ask."""
    return list(dict.fromkeys(service for content in files.values() for service in _texts(OPERATOR, content)))


def _first_test(files: Mapping[str, bytes], process: str | None):
    """What the first test of this process is given."""
    for name in (n for n in (f"{process}.test", *sorted(files)) if n.endswith(".test") and n in files):
        suite, _problems = load(name, files[name])
        if suite is not None and suite.process == process and suite.scenarios:
            return suite.scenarios[0].play
    return None


def _texts(pattern: re.Pattern, content: bytes) -> list[str]:
    return [found.decode(errors="replace") for found in pattern.findall(content)]
