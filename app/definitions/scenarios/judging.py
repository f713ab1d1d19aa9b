"""What was expected against what happened: differences as sentences, each with the element that it is about."""
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.definitions.scenarios.model import Difference
from app.definitions.scenarios.playing import Player, is_item
from app.definitions.scenarios.reading import instant
from app.engine.contract import Decided, OpenTask
from app.kernel.clock import local
from app.rules import feel

STATES = {"completed": "走完了", "waiting": "停在待办处", "cancelled": "已撤销", "error": "以错误事件结束", "new": "没有开始"}


def plain(value: Any) -> Any:
    """As JSON: numbers as numbers, instants and days as texts."""
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, (bool, int, str, float)):
        return value
    try:
        host = feel.to_host(value)
    except (feel.FeelError, TypeError):
        return str(value)
    return host if isinstance(host, (bool, int, str)) or host is None else float(host) if hasattr(host, "is_finite") else str(host)


def fits(wanted: Any, found: Any) -> bool:
    """An object fits if every entry that is named fits; anything else must be equal."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(key in found and fits(value, found[key]) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(fits(a, b) for a, b in zip(wanted, found, strict=True))
    return plain(found) == plain(wanted)


def judged(player: Player, expect: dict[str, Any]) -> list[Difference]:
    """Every difference, in the order in which the file says what it expects; failures of the walk that nobody expected come first."""
    judge = _Judge(player)
    found = list(judge.incidents(expect.get("incidents", [])))
    for key, value in expect.items():
        if key in JUDGE:
            found += JUDGE[key](judge, value)
    return found


class _Judge:
    def __init__(self, player: Player):
        self.player, self.walk, self.process = player, player.walk, player.play.process
        self.steps = player.walk.steps()
        self.opened: list[OpenTask] = [task for turn in player.walk.turns for task in turn.opened]

    def name(self, node: str) -> str:
        """“名称”, or the id where nothing has that name."""
        wanted, _, rest = node.rpartition(":")
        infos = [p.nodes[rest] for p in self.player.house.bundle.processes.values() if rest in p.nodes and wanted in ("", p.id)]
        return f"“{infos[0].name or rest}”" if infos else f"“{node}”（流程里没有这个环节）"

    def differs(self, sentence: str, element: str | None = None, process: str | None = None) -> Difference:
        return Difference(sentence, element and element.rpartition(":")[2], process or self.process)

    # ---- one function an expectation -------------------------------------------------------------------------------
    def incidents(self, expected: list[str]) -> Iterator[Difference]:
        for turn in self.walk.turns:
            for incident in turn.incidents:
                if incident.node not in expected:
                    yield self.differs(f"“{incident.name or incident.node}”出了故障：{incident.sentence}", incident.node)
        for node in expected:
            if not any(i.node == node for turn in self.walk.turns for i in turn.incidents):
                yield self.differs(f"应当在{self.name(node)}出故障，没有出。", node)

    def state(self, wanted: str) -> Iterator[Difference]:
        found = "waiting" if self.walk.status == "running" else self.walk.status
        if found != wanted:
            at = next(iter(self.walk.tasks.values()), None)
            where = f"，停在{self.name(at.node)}" if at is not None and found == "waiting" else ""
            yield self.differs(f"结束时应当{STATES[wanted]}，实际{STATES.get(found, found)}{where}。", at and at.node)

    def end(self, wanted: str) -> Iterator[Difference]:
        reached = [(s.node, s.properties.get("end_state"), s.name) for s in self.walk.ends]
        if not any(wanted in (node, state) for node, state, _name in reached):
            said = "、".join(f"“{name or node}”" for node, _state, name in reached) or "没有到任何结束事件"
            yield self.differs(f"应当以 {wanted} 结束，实际：{said}。", reached[-1][0] if reached else None)

    def path(self, wanted: list[str]) -> Iterator[Difference]:
        """Nodes in this order; what lies between them does not matter."""
        ahead = iter([s for s in self.steps if s.event == "entered"])
        before = None
        for node in wanted:
            if not any(_at(step, node) for step in ahead):
                later = f"，在{self.name(before)}之后" if before else ""
                yield self.differs(f"应当经过{self.name(node)}{later}，没有走到。", node)
                return
            before = node

    def not_path(self, unwanted: list[str]) -> Iterator[Difference]:
        for node in unwanted:
            if any(_at(step, node) and step.event == "entered" for step in self.steps):
                yield self.differs(f"不应当经过{self.name(node)}，却走到了。", node)

    def open(self, wanted: list[str]) -> Iterator[Difference]:
        found = sorted(task.node for task in self.walk.tasks.values())
        for node in sorted(set(wanted) | set(found)):
            if wanted.count(node) != found.count(node):
                yield self.differs(f"结束时{self.name(node)}应当有 {wanted.count(node)} 件待办，实际 {found.count(node)} 件。", node)

    def tasks(self, wanted: list[dict]) -> Iterator[Difference]:
        for line in wanted:
            node, process = line["node"].rpartition(":")[2], line.get("process") or line["node"].rpartition(":")[0]
            there = [t for t in self.opened if t.node == node and process in ("", None, t.process_id)
                     and ("item" not in line or is_item(t.item, line["item"]))]
            if not there:
                yield self.differs(f"应当有待办{self.name(line['node'])}，没有。", node)
            elif not any(self._task_fits(task, line) for task in there):
                yield self._task_difference(there[0], line)

    def _task_fits(self, task: OpenTask, line: dict) -> bool:
        return not list(self._task_wrongs(task, line))

    def _task_wrongs(self, task: OpenTask, line: dict) -> Iterator[str]:
        if "role" in line and set(line["role"].split("|")) != set(task.role.split("|")):
            yield f"岗位应当是 {line['role']}，实际是 {task.role}"
        if "organ" in line and line["organ"] != task.scope and line["organ"] not in (task.scope if isinstance(task.scope, list) else []):
            yield f"办理单位应当是 {line['organ']}，实际是 {plain(task.scope)}"
        if "due" in line and (task.due_at is None or abs((task.due_at - instant(line["due"])).total_seconds()) >= 60):
            due = plain(task.due_at).replace("T", " ") if task.due_at else "没有期限"
            yield f"到期应当是 {line['due'].replace('T', ' ')}，实际是 {due}"

    def _task_difference(self, task: OpenTask, line: dict) -> Difference:
        return self.differs(f"待办“{task.name}”：{'；'.join(self._task_wrongs(task, line))}。", task.node, task.process_id)

    def decisions(self, wanted: list[dict]) -> Iterator[Difference]:
        made = self.walk.decisions()
        for line in wanted:
            there = [d for d in made if d.decision_id == line["decision"]]
            if not there:
                yield self.differs(f"应当用决策表 {line['decision']} 判定，没有用到。", line["decision"])
            elif not any(_decided(d, line) for d in there):
                yield self.differs(f"决策表 {line['decision']}：{_decision_wrong(there[-1], line)}。", there[-1].node)

    def documents(self, wanted: list[str]) -> Iterator[Difference]:
        """Acts performed, in this order; others between them do not matter."""
        acts = iter([done.task.act for done in self.player.done if done.task.act])
        for act in wanted:
            if act not in acts:     # `in` walks on from where the one before was found
                yield self.differs(f"应当依次作出执法行为 {' → '.join(wanted)}，{act} 没有作出或者次序不对。")
                return

    def services(self, wanted: list[dict]) -> Iterator[Difference]:
        asked = self.player.stand_ins.asked
        for line in wanted:
            there = [a for a in asked if a.service == line["name"]]
            if not there:
                yield self.differs(f"应当请求服务 {line['name']}，没有请求。")
            elif "with" in line and not any(fits(line["with"], a.given) for a in there):
                yield self.differs(f"请求服务 {line['name']} 时，参数应当是 {line['with']}，实际是 {plain(there[-1].given)}。")

    def messages(self, wanted: list[dict]) -> Iterator[Difference]:
        sent = [message for turn in self.walk.turns for message in turn.messages]
        for line in wanted:
            there = [m for m in sent if m.name == line["name"]]
            if not any(("key" not in line or str(m.key) == str(line["key"])) and fits(line.get("payload", {}), m.payload or {}) for m in there):
                said = "；".join(f"键 {m.key}，内容 {plain(m.payload)}" for m in there[:3]) or "没有发出"
                yield self.differs(f"应当发出消息 {line['name']}，实际：{said}。", there[0].node if there else None)

    def data(self, wanted: dict) -> Iterator[Difference]:
        for name, value in wanted.items():
            if name not in self.walk.data:
                yield self.differs(f"结束时应当有变量 {name}，没有。")
            elif not fits(value, self.walk.data[name]):
                yield self.differs(f"变量 {name} 应当是 {plain(value)}，实际是 {plain(self.walk.data[name])}。")


def _at(step, node: str) -> bool:
    process, _, id = node.rpartition(":")
    return step.node == id and process in ("", step.process_id)


def _decided(decided: Decided, line: dict) -> bool:
    return ("rows" not in line or line["rows"] == rows_of(decided)) and ("value" not in line or fits(line["value"], decided.value))


def rows_of(decided: Decided) -> list[str]:
    """The rows of the decision's own table that fired."""
    return list(decided.fired.get(decided.decision_id, ()))


def _decision_wrong(decided: Decided, line: dict) -> str:
    if "rows" in line and line["rows"] != rows_of(decided):
        return f"应当命中 {'、'.join(line['rows'])}，实际命中 {'、'.join(rows_of(decided)) or '没有一行'}"
    return f"结果应当是 {line['value']}，实际是 {plain(decided.value)}"


JUDGE = {"state": _Judge.state, "end": _Judge.end, "path": _Judge.path, "not_path": _Judge.not_path, "open": _Judge.open, "tasks": _Judge.tasks,
         "decisions": _Judge.decisions, "documents": _Judge.documents, "services": _Judge.services, "messages": _Judge.messages,
         "data": _Judge.data}
