"""What is refused before anything runs, with its file, its element and a sentence that says how to mend it."""
from app.engine.contract import Problem
from app.engine.markup import BPMN, SPIFF, extension, flag, kid, kids, local, reference, text
from app.engine.reader import EVENTS, GATEWAYS, NODES, SCOPES, TASKS

# Flow elements that may stand in a process without being executed.
SILENT = {"sequenceFlow", "laneSet", "dataObject", "dataObjectReference", "association", "textAnnotation", "group", "property",
          "documentation", "extensionElements", "ioSpecification", "auditing", "monitoring", "supports", "incoming", "outgoing",
          "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition", "dataInputAssociation",
          "dataOutputAssociation", "category", "resourceRole", "performer", "humanPerformer", "potentialOwner"}
DEFINITIONS_FOR = {
    "startEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "compensate"},
    "endEvent": {"message", "signal", "error", "escalation", "terminate", "cancel", "compensate"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional", "link"},
    "intermediateThrowEvent": {"message", "signal", "escalation", "compensate", "link"},
    "boundaryEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel"},
}
REFERENCES = {"messageRef": "message", "signalRef": "signal", "errorRef": "error", "escalationRef": "escalation"}


class Examiner:
    """Gathers the problems of one file."""

    def __init__(self, file, root, decisions, processes):
        self.file, self.root, self.decisions, self.processes = file, root, decisions, processes
        self.problems: list[Problem] = []
        self.by_id = {}

    def say(self, element, code, sentence, level="error"):
        name = element.get("name") or element.get("id") or local(element)
        self.problems.append(Problem(level, self.file, element.get("id"), code, f"“{name}”：{sentence}"))

    def examine(self) -> list[Problem]:
        self._ids()
        for process in kids(self.root, "process"):
            self._scope(process)
        self._references()
        return self.problems

    def _ids(self):
        for element in self.root.iter():
            id = element.get("id")
            if id is None or not element.tag.startswith("{" + BPMN + "}"):
                continue
            if id in self.by_id:
                self.say(element, "duplicate_id", f"id {id} 在文件中重复，请改名。")
            self.by_id[id] = element

    def _references(self):
        for element in self.root.iter():
            for attribute, kind in REFERENCES.items():
                ref = reference(element.get(attribute))
                if ref and (ref not in self.by_id or local(self.by_id[ref]) != kind):
                    self.say(element, "unknown_reference", f"{attribute} 指向的 {ref} 不存在。请在文件中定义它。")

    def _scope(self, scope):
        nodes = {e.get("id"): e for e in kids(scope, *NODES)}
        for element in kids(scope):
            if local(element) not in NODES and local(element) not in SILENT:
                self.say(element, "not_executed", f"不支持元素 {local(element)}。")
            if local(element) in NODES and not element.get("id"):
                self.say(element, "no_id", "缺少 id。")
        for flow in kids(scope, "sequenceFlow"):
            self._flow(flow, nodes)
        for element in nodes.values():
            self._node(element, scope)
            if local(element) in SCOPES:
                self._scope(element)
        self._starts(scope)

    def _flow(self, flow, nodes):
        for end in ("sourceRef", "targetRef"):
            ref = reference(flow.get(end))
            if ref not in nodes:
                self.say(flow, "loose_flow", f"顺序流的 {end}（{ref}）不在同一流程或子流程内。")
                return
        source, target = nodes[reference(flow.get("sourceRef"))], nodes[reference(flow.get("targetRef"))]
        if local(source) == "endEvent":
            self.say(flow, "flow_from_end", "结束事件不能有流出。")
        if local(target) in ("startEvent", "boundaryEvent"):
            self.say(flow, "flow_to_start", "开始事件和边界事件不能有流入。")

    def _node(self, element, scope):
        kind = local(element)
        if kind in EVENTS:
            self._event(element, kind)
        if kind in TASKS:
            self._activity(element)
        check = getattr(self, "_check_" + kind, None)
        if check:
            check(element, scope)

    def _event(self, element, kind):
        found = [local(e).removesuffix("EventDefinition") for e in kids(element) if local(e).endswith("EventDefinition")]
        for name in found:
            if name not in DEFINITIONS_FOR[kind]:
                self.say(element, "event_not_allowed", f"{kind} 不能带 {name} 事件定义。")
        if kind in ("intermediateCatchEvent", "boundaryEvent") and not found and kid(element, "eventDefinitionRef") is None:
            self.say(element, "no_event", "没有事件定义，不知道等什么。")
        for timer in kids(element, "timerEventDefinition"):
            if text(kid(timer, "timeDate", "timeDuration", "timeCycle")) is None:
                self.say(element, "no_time", "定时事件没有写时间。")
        for conditional in kids(element, "conditionalEventDefinition"):
            if text(kid(conditional, "condition")) is None:
                self.say(element, "no_condition", "条件事件没有写条件。")

    def _activity(self, element):
        for attribute in ("startQuantity", "completionQuantity"):
            if element.get(attribute, "1") != "1":
                self.say(element, "not_executed", f"不支持 {attribute}。")
        for loop in kids(element, "standardLoopCharacteristics"):
            if kid(loop, "loopCondition") is None and loop.get("loopMaximum") is None:
                self.say(element, "endless_loop", "循环既没有条件也没有最多次数。")
            most = loop.get("loopMaximum")
            if most is not None and (not most.isdecimal() or int(most) < 1):
                self.say(element, "bad_loop", f"loopMaximum={most} 应为正整数。")
        for loop in kids(element, "multiInstanceLoopCharacteristics"):
            ways = (text(kid(loop, "loopCardinality")), text(kid(loop, "loopDataInputRef")))
            if sum(w is not None for w in ways) != 1:
                self.say(element, "bad_loop", "多实例应写明集合（loopDataInputRef）或个数（loopCardinality）之一。")
            if loop.get("behavior", "All") != "All":
                self.say(element, "not_executed", f"不支持多实例 behavior={loop.get('behavior')}。")

    def _check_boundaryEvent(self, element, scope):
        ref = reference(element.get("attachedToRef"))
        host = next((e for e in kids(scope, *TASKS) if e.get("id") == ref), None)
        if host is None:
            self.say(element, "not_attached", f"attachedToRef（{ref}）不是同一流程内的活动。")

    def _check_callActivity(self, element, scope):
        ref = reference(element.get("calledElement"))
        if not ref or ref not in self.processes:
            self.say(element, "unknown_process", f"调用的流程 {ref or '（空）'} 不在本次发布的文件中。")

    def _check_businessRuleTask(self, element, scope):
        ref = text(extension(element, SPIFF, "calledDecisionId"))
        if not ref or ref not in self.decisions:
            self.say(element, "unknown_decision", f"决策 {ref or '（空）'} 不在本次发布的文件中。")

    def _check_complexGateway(self, element, scope):
        self.say(element, "not_executed", "不支持复杂网关。")

    def _check_eventBasedGateway(self, element, scope):
        targets = {reference(f.get("targetRef")) for f in kids(scope, "sequenceFlow") if reference(f.get("sourceRef")) == element.get("id")}
        for e in kids(scope, *NODES):
            if e.get("id") in targets and local(e) not in ("intermediateCatchEvent", "receiveTask"):
                self.say(element, "bad_event_gateway", f"事件网关之后只能是中间捕获事件或接收任务，不能是“{e.get('name') or e.get('id')}”。")
        if len(targets) < 2:
            self.say(element, "bad_event_gateway", "事件网关至少要有两个后续事件。")

    def _starts(self, scope):
        starts = kids(scope, "startEvent")
        plain = [s for s in starts if not any(local(e).endswith(("EventDefinition", "eventDefinitionRef")) for e in kids(s))]
        if len(plain) > 1:
            self.say(scope, "many_starts", "有一个以上的空开始事件，不知道从哪里开始。")
        if local(scope) == "subProcess" and flag(scope, "triggeredByEvent"):
            if len(starts) != 1 or plain:
                self.say(scope, "bad_event_subprocess", "事件子流程应有且只有一个带事件定义的开始事件。")
        elif local(scope) in ("subProcess", "transaction") and len(starts) > len(plain):
            self.say(scope, "bad_start", "嵌入的子流程只能由空开始事件开始。")


def diagrams(files, decisions, limits) -> list[Problem]:
    """Each file's structure, and what they refer to in one another."""
    processes, problems = {}, []
    for file, root in files.items():
        for process in kids(root, "process"):
            id = process.get("id")
            if not id or id in processes:
                problems.append(Problem("error", file, id, "duplicate", f"流程 {id} 没有 id 或在 {processes.get(id)} 中已有。"))
            processes[id] = file
    for file, root in files.items():
        problems += Examiner(file, root, decisions, processes).examine()
    return problems


def specs(rooms) -> list[Problem]:
    """What only the connected picture shows: loops that never wait, calls that come back to their caller."""
    problems = []
    for spec in rooms.values():
        for node in _idle_cycle(spec):
            problems.append(Problem("error", spec.file, node.name, "endless_loop",
                                    f"“{node.bpmn_name or node.name}”在一个只有网关的回路上，流程会在其中空转。"))
    return problems + _call_cycles(rooms)


def _idle_cycle(spec):
    """A node of each cycle that consists of gateways only: nothing in it can change what the gateways decide."""
    idle = {n.name: [f.target.name for f in n.outgoing if f.target.kind in GATEWAYS] for n in spec.nodes
            if n.kind in GATEWAYS and n.kind != "eventBasedGateway"}
    found, done = [], set()
    for start in idle:
        seen, todo = set(), list(idle[start])
        while todo:
            name = todo.pop()
            if name == start and not done & seen:
                found.append(spec.task_specs[start])
                done |= seen | {start}
                break
            if name not in seen:
                seen.add(name)
                todo += idle.get(name, [])
    return found


def _call_cycles(rooms):
    calls = {}
    for spec in rooms.values():
        for node in spec.nodes:
            if node.kind == "callActivity":
                calls.setdefault(spec.process_id, []).append(node)
    problems = []
    for process in calls:
        for node in calls[process]:
            if _leads_to(node.inner, process, calls):
                problems.append(Problem("error", rooms[process].file, node.name, "call_cycle",
                                        f"“{node.bpmn_name or node.name}”调用的流程 {node.inner} 会回过来调用 {process}，没有尽头。"))
    return problems


def _leads_to(start, goal, calls):
    seen, todo = set(), [start]
    while todo:
        name = todo.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            todo += [n.inner for n in calls.get(name, [])]
    return False
