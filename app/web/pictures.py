"""Diagrams as pages show them: drawn by the server, with the path taken and where the case stands, and the same in words."""
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.model import Case, ProcessInstance
from app.definitions import queries as definitions
from app.definitions.model import Bundle, BundleFile
from app.engine import NodeInfo
from app.web import diagram


@dataclass(frozen=True)
class Picture:
    """One diagram. `current`: how many stand in it now; `key` and `bundle_id` lead to its file."""

    svg: Markup
    outline: Markup
    name: str = ""
    key: str = ""
    bundle: str = ""
    bundle_id: int = 0
    current: int = 0


def of_case(session: Session, case: Case) -> list[Picture]:
    """The diagrams that the case has gone through, the main one first, then those where it stands now."""
    bundle = session.get_one(Bundle, session.get_one(ProcessInstance, case.id).bundle_id)
    compiled = definitions.compiled(session, bundle.id)
    found = [_taken(session, bundle, compiled.processes[t.process_id], t) for t in cases.taken(session, case)
             if t.process_id in compiled.processes]
    return found[:1] + sorted(found[1:], key=lambda p: p.current == 0)


def _taken(session: Session, bundle: Bundle, process, taken: cases.Taken) -> Picture:
    key = process.file.removesuffix(".bpmn")
    content = definitions.content(session, definitions.file(session, bundle.id, "bpmn", key).sha256)
    path = {"taken_nodes": taken.nodes, "taken_flows": taken.flows, "current": taken.current, "process_id": process.id}
    return Picture(Markup(diagram.draw(content, **path)), Markup(diagram.outline(content, **path)), process.name, key, bundle.label,
                   bundle.id, sum(taken.current.values()))


def drawn(content: bytes) -> Picture:
    """A diagram without any case in it."""
    return Picture(Markup(diagram.draw(content)), Markup(diagram.outline(content)))


def human_tasks(session: Session, file: BundleFile) -> list[NodeInfo]:
    """The user tasks of a diagram, in the order of its text."""
    compiled = definitions.compiled(session, file.bundle_id)
    drawn_here = [p for p in compiled.processes.values() if p.file == f"{file.key}.bpmn"]
    return [n for p in drawn_here for n in p.nodes.values() if n.kind == "userTask"]
