"""What a migration changes in a case, in the words of whoever works in it."""
from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.roles import role_name
from app.engine.contract import Migrated, OpenTask
from app.kernel.clock import local

KINDS = {"renamed": "环节改名", "people": "换了办理人", "form": "表单不同", "act": "法定动作不同", "due": "期限不同", "timer": "定时不同", "joined": "进入新的环节",
         "withdrawn": "撤销待办", "ended": "就此结束"}


def changes(session: Session, made: Migrated, route) -> list[dict[str, str]]:
    """[{kind, node, text}], one for each thing that somebody will notice."""
    found: list[dict[str, str]] = []
    for before, after in made.changed:
        found += _task(session, before, after)
    found += [_said("form", task, f"“{task.name}”的表单有改动，填了一半的会保留") for task in made.tasks if task.form in route.forms]
    armed = Counter((t.node, t.name or t.node, f"{local(t.due_at):%m-%d %H:%M}") for t in made.advance.timers_set)
    found += [{"kind": "timer", "node": node, "text": f"“{name}”定在 {at}" + (f"，{n} 处" if n > 1 else "")} for (node, name, at), n in armed.items()]
    if made.advance.timers_cleared:
        found.append({"kind": "timer", "node": "", "text": f"取消 {len(made.advance.timers_cleared)} 个定时"})
    found += [_said("joined", task, f"新增待办“{task.name}”") for task in made.advance.opened]
    found += _gone(made, route)
    return found


def _gone(made: Migrated, route) -> list[dict[str, str]]:
    """What is not there any more because the case went on: tasks that were withdrawn, or all of it."""
    names = {node.id: node.name for process in route.plan.new.processes.values() for node in process.nodes.values()}
    found = [{"kind": "withdrawn", "node": c.node, "text": f"撤销待办“{names.get(c.node) or c.node}”"} for c in made.advance.closed if c.reason == "cancelled"]
    return found + ([] if made.advance.status == "running" else [{"kind": "ended", "node": "", "text": "案件就此结束，不再有待办"}])


def _task(session: Session, before: OpenTask, after: OpenTask) -> list[dict[str, str]]:
    found = []
    if before.name != after.name:
        found.append(_said("renamed", after, f"“{before.name}”改称“{after.name}”"))
    if (before.role, before.scope) != (after.role, after.scope):
        found.append(_said("people", after, f"“{after.name}”由{_who(session, before)}改由{_who(session, after)}办理"))
    if before.form != after.form:
        found.append(_said("form", after, f"“{after.name}”换了表单"))
    if before.act != after.act:
        found.append(_said("act", after, f"“{after.name}”的法定动作变了"))
    if before.due_at != after.due_at:
        found.append(_said("due", after, f"“{after.name}”的期限改为 {local(after.due_at):%m-%d %H:%M}" if after.due_at else f"新版没有给“{after.name}”定期限，仍按原来的期限"))
    if before.not_actor_of != after.not_actor_of:
        found.append(_said("people", after, f"“{after.name}”不得由谁办理的规定变了"))
    return found


def _who(session: Session, task: OpenTask) -> str:
    """The organ's name and the posts."""
    codes, organs = accounts.codes(session), accounts.organ_map(session)
    scope = task.scope if isinstance(task.scope, list) else [task.scope]
    names = "、".join(organs[codes[code]].short_name for code in scope if code in codes)
    return names + "或者".join(role_name(role) for role in task.role.split("|") if role)


def _said(kind: str, task: OpenTask, text: str) -> dict[str, Any]:
    return {"kind": kind, "node": task.node, "text": text}
