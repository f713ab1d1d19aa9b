"""Diagrams for what happens at once: a case whose departments all work at the same time, and clients that all come at the same time."""
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from app.accounts.roles import ROLES
from app.definitions import operations as definitions
from app.kernel.clock import local
from app.registry import demonstration

DEPARTMENTS = 20
PASSWORD = "演示-password-1"
HEAD = ('<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:zfl="http://zhifalian/schema/bpmn/1.0" '
        'id="d" targetNamespace="http://zhifalian/schema/bpmn/1.0">')


def task(id: str, inside: str = "", role: str = "grid_worker") -> str:
    return (f'<bpmn:userTask id="{id}" name="{id}"><bpmn:extensionElements><spiffworkflow:properties>'
            f'<spiffworkflow:property name="role" value="{role}"/><spiffworkflow:property name="scope" value="case.street"/>'
            f'</spiffworkflow:properties></bpmn:extensionElements>{inside}</bpmn:userTask>')


def ended(id: str = "end", state: str = "terminated") -> str:
    return (f'<bpmn:endEvent id="{id}"><bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name="end_state" '
            f'value="{state}"/></spiffworkflow:properties></bpmn:extensionElements></bpmn:endEvent>')


def flows(*paths: str) -> str:
    """"a b c": a → b → c."""
    pairs = [pair for path in paths for pair in zip(path.split(), path.split()[1:])]
    return "".join(f'<bpmn:sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)


def process(id: str, *content: str) -> str:
    return f'<bpmn:process id="{id}" name="{id}" isExecutable="true">{"".join(content)}</bpmn:process>'


def diagram(*content: str) -> bytes:
    return f'{HEAD}{"".join(content)}</bpmn:definitions>'.encode()


PARALLEL = diagram(process(
    "five_step_loop", '<bpmn:startEvent id="start"/>',
    task("part", f'<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>{DEPARTMENTS}</bpmn:loopCardinality>'
                 "</bpmn:multiInstanceLoopCharacteristics>"),
    task("after"), ended(), flows("start part after end")))


def publish(database, now, *contents: bytes) -> None:
    """A bundle of these diagrams alone."""
    files = {f"d{number}.bpmn": content for number, content in enumerate(contents)}
    with database.begin() as session:
        definitions.publish(session, files, effective_from=local(now).date(), now=now, known_roles=ROLES)


def establish(database, now, *contents: bytes) -> None:
    """The demonstration district with these diagrams instead of the product's."""
    with database.begin() as session:
        demonstration.load(session, password=PASSWORD, now=now)
    publish(database, now, *contents)


def at_once(work: Callable[[Any], Any], arguments: Sequence[Any]) -> list[Any]:
    """The outcome of `work` for each argument, all begun at the same moment; what it raises is an outcome too."""
    barrier = Barrier(len(arguments))

    def go(argument):
        barrier.wait()
        try:
            return work(argument)
        except Exception as error:      # whatever it is, the test looks at it
            return error

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(go, arguments))
