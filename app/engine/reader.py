"""From a diagram's XML to specs, through the library's parser classes with our node classes in them.

The library parses along the flows, recursively, and rewrites names on the way; here each scope's elements are read one by one.
"""
from lxml.etree import SubElement
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

from app.engine import activities, event_nodes, gateways, loops, process, subprocesses
from app.engine.contract import Problem
from app.engine.data_reader import DataReading, data_name, ports
from app.engine.event_reader import EventReading
from app.engine.expressions import Expression, as_context
from app.engine.flow import Flow, Node
from app.engine.markup import SPIFF, ZFL, Element, bpmn, extension, extensions, flag, kid, kids, local, reference, text
from app.rules import feel

TASKS = {"task": activities.Task, "manualTask": activities.Task, "userTask": activities.UserTask,
         "scriptTask": activities.ScriptTask, "serviceTask": activities.ServiceTask,
         "businessRuleTask": activities.BusinessRuleTask, "sendTask": activities.SendTask,
         "receiveTask": activities.ReceiveTask, "callActivity": subprocesses.CallActivity,
         "subProcess": subprocesses.SubProcess, "transaction": subprocesses.SubProcess,
         "adHocSubProcess": subprocesses.AdHocSubProcess}
GATEWAYS = {"exclusiveGateway": gateways.ExclusiveGateway, "parallelGateway": gateways.ParallelGateway,
            "inclusiveGateway": gateways.InclusiveGateway, "complexGateway": gateways.ComplexGateway,
            "eventBasedGateway": gateways.EventBasedGateway}
EVENTS = {"startEvent": event_nodes.StartEvent, "endEvent": event_nodes.EndEvent, "intermediateCatchEvent": event_nodes.CatchEvent,
          "intermediateThrowEvent": event_nodes.ThrowEvent, "boundaryEvent": event_nodes.BoundaryEvent}
NODES = {**TASKS, **GATEWAYS, **EVENTS}
GLOBAL_TASKS = {"globalTask": "task", "globalUserTask": "userTask", "globalScriptTask": "scriptTask",
                "globalManualTask": "manualTask", "globalBusinessRuleTask": "businessRuleTask"}
SCOPES = ("subProcess", "transaction", "adHocSubProcess")
STANDS_FOR = f"{{{ZFL}}}standsFor"


class Reader(SpiffBpmnParser):
    """One file. `problems` gathers what is wrong with its expressions; `names` what the expressions read."""

    def __init__(self, file: str):
        super().__init__()
        self.file, self.problems, self.names = file, [], set()
        self.specs: dict[str, process.ProcessSpec] = {}

    def read(self, root: Element) -> dict[str, process.ProcessSpec]:
        """All rooms of the file by name: a process by its id, what is inside it by `process/element`."""
        self._add_diagram_indexes(root)
        self._add_messages(root)
        self._add_signals(root)
        self._add_errors(root)
        self._add_escalations(root)
        self.conversations = self._conversations(root)
        self.variables = {e.get("id"): reference(e.get("dataObjectRef")) for e in root.iter(bpmn("dataObjectReference"))}
        self.variables |= {e.get("id"): data_name(e) for e in root.iter(bpmn("dataInput"), bpmn("dataOutput"))}
        self.data_elements = {e.get("id") for e in root.iter(bpmn("dataObject"), bpmn("property"))} | set(self.variables.values())
        self.event_definitions = {e.get("id"): e for e in root.iter(bpmn("*")) if local(e).endswith("EventDefinition")}
        for element in [p for p in kids(root, "process") if flag(p, "isExecutable", True)]:
            ScopeReader(self, element, element.get("id"), element.get("id")).build()
        return self.specs

    def _conversations(self, root) -> dict[str, dict[str, list[Expression]]]:
        """message id → {correlation key: expressions over the payload}, where all properties of the key can be read from it."""
        reads: dict[str, dict[str, Expression]] = {}
        for prop in kids(root, "correlationProperty"):
            for retrieval in kids(prop, "correlationPropertyRetrievalExpression"):
                path = self.expression(text(kid(retrieval, "messagePath", "formalExpression")), prop, "相关属性")
                if path:
                    reads.setdefault(reference(retrieval.get("messageRef")), {})[prop.get("id")] = path
        found: dict[str, dict] = {}
        for key in root.iter(bpmn("correlationKey")):
            parts = [reference(text(p)) for p in kids(key, "correlationPropertyRef")]
            for message, paths in reads.items():
                if parts and all(p in paths for p in parts):
                    found.setdefault(message, {})[key.get("id") or key.get("name")] = [paths[p] for p in parts]
        return found

    def expression(self, source: str | None, element: Element, slot: str) -> Expression | None:
        """A checked expression, None for an empty slot; a mistake becomes a problem at the element."""
        if not source or not source.strip():
            return None
        try:
            made = Expression(source.strip())
        except feel.FeelSyntaxError as error:
            self.problem(element, "bad_expression", f"{slot}不是有效的 FEEL 表达式：{error}。", error.position)
            return None
        self.names |= made.names
        return made

    def problem(self, element, code, sentence, position=None, level="error"):
        name = element.get("name") or element.get("id") or local(element)
        self.problems.append(Problem(level, self.file, element.get("id"), code, f"“{name}”：{sentence}", position))


class ScopeReader(EventReading, DataReading, ProcessParser):
    """One process or sub-process: its nodes, their flows, their boundary events."""

    def __init__(self, reader: Reader, element: Element, name: str, process_id: str, owner: Node | None = None):
        super().__init__(reader, element, reader.namespaces, {}, filename=reader.file)
        self.reader, self.element, self.process_id = reader, element, process_id
        self.room = process.ProcessSpec(name, process_id, element.get("name"), reader.file, owner)
        reader.specs[name] = self.room

    def build(self):
        self.declarations()
        for element in kids(self.element, *NODES):
            self._node(element)
        self.defaults = {e.get("default") for e in kids(self.element, *NODES)} - {None}
        for element in kids(self.element, "sequenceFlow"):
            self._flow(element)
        for element in kids(self.element, "boundaryEvent"):
            self._attach(element)
        self._links()
        return self.room

    # ---- nodes ----------------------------------------------------------------------------------------------------
    def _node(self, element):
        kind = local(element)
        event_sub = kind == "subProcess" and flag(element, "triggeredByEvent")
        cls = process.EventSubProcess if event_sub else self._task_class(kind, element)
        node = cls(self.room, element.get("id"), kind="eventSubProcess" if event_sub else kind, bpmn_name=element.get("name"),
                   lane=self.get_lane_name(element.get("id")), properties=properties(element))
        node.bpmn_id = element.get(STANDS_FOR) or node.bpmn_id
        if isinstance(node, activities.Activity):
            self._activity(node, element)
        if flag(element, "instantiate"):
            node.instantiates = True
        fill = getattr(self, "_fill_" + kind, None)
        if fill:
            fill(node, element)
        if kind in EVENTS:
            node.definitions = self.definitions_of(element)
            node.all_needed = flag(element, "parallelMultiple")
            if node.definitions:
                node.properties = {**node.properties, "event_definition": node.definitions[0].kind}

    def _task_class(self, kind, element):
        """A manual task that names a role is work that somebody has to report; else it passes."""
        if kind == "manualTask" and properties(element).get("role"):
            return activities.UserTask
        return NODES[kind]

    def _activity(self, node, element):
        x = self.reader.expression
        node.is_handler = flag(element, "isForCompensation")
        node.needs_tokens, node.gives_tokens = int(element.get("startQuantity", "1")), int(element.get("completionQuantity", "1"))
        if local(element) not in SCOPES and local(element) != "callActivity":
            node.ports = ports(element)
        node.before = x(text(extension(element, SPIFF, "preScript")), element, "前置脚本")
        node.after = x(text(extension(element, SPIFF, "postScript")), element, "后置脚本")
        node.data_in = self._associations(element, "dataInputAssociation")
        node.data_out = self._associations(element, "dataOutputAssociation")
        node.loop = self._loop(element, node.ports)
        node.shares_ports = bool(node.ports) and isinstance(node.loop, loops.MultiInstance)
        if isinstance(node, activities.UserTask):
            node.scope = x(node.properties.get("scope"), element, "scope ")
            node.deadline = x(node.properties.get("deadline"), element, "deadline ")

    def _fill_scriptTask(self, node, element):
        node.script = self.reader.expression(as_context(text(kid(element, "script")) or ""), element, "脚本")

    def _fill_serviceTask(self, node, element):
        operator = extension(element, SPIFF, "serviceTaskOperator")
        node.parameters = {}
        if operator is not None:
            node.service, node.result = operator.get("id"), operator.get("resultVariable") or None
            for parameter in operator.iter(f"{{{SPIFF}}}parameter"):
                value = self.reader.expression(parameter.get("value"), element, f"参数 {parameter.get('id')} ")
                if value:
                    node.parameters[parameter.get("id")] = value

    def _fill_businessRuleTask(self, node, element):
        node.decision = text(extension(element, SPIFF, "calledDecisionId")) or ""

    def _fill_sendTask(self, node, element):
        node.definitions = self._own_message(element)

    _fill_receiveTask = _fill_sendTask

    def _own_message(self, element):
        """The message of a send or receive task; without a messageRef the task's name is the message's."""
        return (self._message(element, element),)

    def _fill_subProcess(self, node, element):
        node.inner = f"{self.room.name}/{element.get('id')}"
        ScopeReader(self.reader, element, node.inner, self.process_id, node).build()
        if isinstance(node, process.EventSubProcess):
            starts = kids(element, "startEvent")
            if starts:
                node.definitions = self.definitions_of(starts[0])
                node.interrupting = flag(starts[0], "isInterrupting", True)

    def _fill_transaction(self, node, element):
        node.transaction = True
        self._fill_subProcess(node, element)

    def _fill_adHocSubProcess(self, node, element):
        node.completion = self.reader.expression(text(kid(element, "completionCondition")), element, "完成条件")
        node.sequential = element.get("ordering") == "Sequential"
        node.cancel_remaining = flag(element, "cancelRemainingInstances", True)
        self._fill_subProcess(node, element)

    def _fill_callActivity(self, node, element):
        node.inner = reference(element.get("calledElement")) or ""
        x = self.reader.expression
        for mapping in extensions(element, ZFL, "in"):
            source = x(mapping.get("source"), element, "传入")
            if source:
                node.mapped_in.append((source, mapping.get("target")))
        for mapping in extensions(element, ZFL, "out"):
            source = x(mapping.get("source"), element, "传出")
            if source:
                node.mapped_out.append((source, mapping.get("target")))
        if not (node.mapped_in or node.mapped_out):
            node.mapped_in, node.mapped_out = node.data_in, node.data_out
        node.data_in, node.data_out = [], []

    def _fill_complexGateway(self, node, element):
        node.activation = self.reader.expression(text(kid(element, "activationCondition")), element, "激活条件")

    def _fill_boundaryEvent(self, node, element):
        node.interrupting = flag(element, "cancelActivity", True)
        node.attached = reference(element.get("attachedToRef")) or ""

    # ---- loops -----------------------------------------------------------------------------------------------------
    def _loop(self, element, own):
        multi, standard = kid(element, "multiInstanceLoopCharacteristics"), kid(element, "standardLoopCharacteristics")
        x = self.reader.expression
        if multi is not None:
            made = loops.MultiInstance()
            made.sequential = flag(multi, "isSequential")
            made.count = x(text(kid(multi, "loopCardinality")), element, "多实例个数")
            made.collection = self.data(text(kid(multi, "loopDataInputRef")), element, "多实例集合", own.values())
            made.item = data_name(kid(multi, "inputDataItem"))
            made.output = self.variable(text(kid(multi, "loopDataOutputRef")), own.values()) or None
            made.output_item = x(data_name(kid(multi, "outputDataItem")), element, "多实例输出")
            made.until = x(text(kid(multi, "completionCondition")), element, "多实例完成条件")
            self._behaviour(made, multi, element)
            return made
        if standard is not None:
            made = loops.StandardLoop()
            made.condition = x(text(kid(standard, "loopCondition")), element, "循环条件")
            made.before = flag(standard, "testBefore")
            most = standard.get("loopMaximum")
            made.most = int(most) if most and most.isdecimal() else None
            return made
        return None

    def _behaviour(self, made, multi, element):
        """10.3.8: events that a multi-instance throws as its rounds end. One: after the first; None: after each; Complex: where a
        condition holds."""
        made.behaviour = multi.get("behavior", "All")
        if made.behaviour in ("None", "One"):
            ref = reference(multi.get(f"{made.behaviour.lower()}BehaviorEventRef"))
            made.throws = [(None, d) for d in self.definitions_from([self.reader.event_definitions[ref]], element)]
        for rule in kids(multi, "complexBehaviorDefinition"):
            condition = self.reader.expression(text(kid(rule, "condition")), element, "多实例行为条件")
            event = kid(rule, "event")
            if condition and event is not None:
                made.throws += [(condition, d) for d in self.definitions_of(event)]

    # ---- connections ----------------------------------------------------------------------------------------------
    def _flow(self, element):
        source = self.room.task_specs.get(reference(element.get("sourceRef")))
        target = self.room.task_specs.get(reference(element.get("targetRef")))
        if source is None or target is None:
            return
        condition = self.reader.expression(text(kid(element, "conditionExpression")), element, "条件")
        default = element.get("id") in self.defaults
        source.join_to(Flow(element.get("id"), source.name, target, None if default else condition, default))

    def _attach(self, element):
        node = self.room.task_specs[element.get("id")]
        activity = self.room.task_specs.get(node.attached)
        if not isinstance(activity, activities.Activity):
            return
        activity.boundary.append(node)
        if any(d.kind == "compensate" for d in node.definitions):
            for association in kids(self.element, "association"):
                if reference(association.get("sourceRef")) == node.name:
                    activity.handler = self.room.task_specs.get(reference(association.get("targetRef")))

    def _links(self):
        """A link is a flow that is not drawn (10.5.5.1)."""
        catches = {link_name(e): e for e in kids(self.element, "intermediateCatchEvent") if link_name(e)}
        for element in kids(self.element, "intermediateThrowEvent"):
            target = catches.get(link_name(element))
            if link_name(element) and target is not None:
                source = self.room.task_specs[element.get("id")]
                source.join_to(Flow(None, source.name, self.room.task_specs[target.get("id")]))


def global_tasks_as_processes(root: Element):
    """10.3.6: a global task can be called like a process; so it is read as a process of one task."""
    for element in [e for e in root if local(e) in GLOBAL_TASKS]:
        id = element.get("id")
        process = SubElement(root, bpmn("process"), id=id, name=element.get("name") or id)
        task = SubElement(process, bpmn(GLOBAL_TASKS[local(element)]), id=f"{id}_task", name=element.get("name") or id)
        task.set(STANDS_FOR, id)
        if element.get("scriptLanguage"):
            task.set("scriptFormat", element.get("scriptLanguage"))
        task.extend(list(element))
        root.remove(element)


def properties(element) -> dict[str, str]:
    """The spiffworkflow:properties of an element."""
    boxes = extensions(element, SPIFF, "properties")
    return {p.get("name"): p.get("value") or "" for box in boxes for p in box if p.tag == f"{{{SPIFF}}}property" and p.get("name")}


def link_name(element) -> str | None:
    link = kid(element, "linkEventDefinition")
    return None if link is None else link.get("name")
