"""Data as BPMN says it: inputs, outputs, their sets, associations, item definitions (10.4) and operations (8.5)."""
from app.engine.checks.examiner import Examiner
from app.engine.markup import bpmn, flag, kid, kids, local, reference, text

SUBPROCESSES = ("subProcess", "transaction", "adHocSubProcess")
SETS = {"inputSet": ("dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs"), "outputSetRefs", "inputSetRefs"),
        "outputSet": ("dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs"), "inputSetRefs", "outputSetRefs")}


def check(one: Examiner):
    for element in one.root.iter(bpmn("*")):
        rule = RULES.get(local(element))
        if rule:
            rule(one, element)


# ---- inputs, outputs and their sets ---------------------------------------------------------------------------------
def _specification(one, spec):
    owner = spec.getparent()
    if local(owner) in SUBPROCESSES:
        one.say(owner, "io_in_subprocess", "子流程不能有 ioSpecification。请用数据对象。")
    for kind, set_kind in (("dataInput", "inputSet"), ("dataOutput", "outputSet")):
        listed = {reference(text(r)) for s in kids(spec, set_kind) for r in kids(s, SETS[set_kind][0])}
        for element in kids(spec, kind):
            if element.get("id") not in listed:
                one.say(element, "not_in_set", f"{kind} {element.get('id')} 不在任何 {set_kind} 中。请把它列入。")


def _set(one, element):
    required, subsets, partners, back = SETS[local(element)]
    listed = _refs(element, required)
    for name in subsets:
        for ref in _refs(element, name) - listed:
            one.say(element, "not_in_set", f"{name} 中的 {ref} 也应列在 {required} 中。")
    for ref in _refs(element, partners):
        partner = one.target(ref)
        if partner is not None and element.get("id") not in _refs(partner, back):
            one.say(element, "one_sided_sets", f"{partners} 指向 {ref}，后者没有用 {back} 指回来。")


def _refs(element, name) -> set[str]:
    return {reference(text(e)) for e in kids(element, name)}


# ---- items ----------------------------------------------------------------------------------------------------------
def _collection(one, element):
    """10.4.1: whether it is a collection is said by its item definition; the attribute may only repeat it."""
    item = one.target(element.get("itemSubjectRef"))
    if item is not None and local(item) == "itemDefinition" and flag(item, "isCollection") != flag(element, "isCollection"):
        one.say(element, "collection_mismatch", f"isCollection 与所引用的 itemDefinition {item.get('id')} 不一致。")


def _structure(one, element):
    """What kind of thing an item-aware element holds: the structure named by its item definition, None if nothing is said."""
    if element is None:
        return None
    for name in ("dataObjectRef", "dataStoreRef"):
        if element.get(name):
            return _structure(one, one.target(element.get(name)))
    return _type(one, element.get("itemSubjectRef"))


def _type(one, ref):
    item = one.target(ref)
    if item is None or local(item) != "itemDefinition":
        return None
    return item.get("structureRef") or item.get("id")


def _reference(one, element):
    """10.4.1: a reference that shows a state is named “object [state]”."""
    shown, state = one.target(element.get("dataObjectRef")), kid(element, "dataState")
    if state is not None and state.get("name") and element.get("name") and shown is not None and shown.get("name"):
        wanted = f"{shown.get('name')} [{state.get('name')}]"
        if element.get("name") != wanted:
            one.say(element, "state_name", f"数据对象引用带状态时应命名为“{wanted}”。")


# ---- associations ---------------------------------------------------------------------------------------------------
def _association(one, element):
    sources, target = [one.target(text(e)) for e in kids(element, "sourceRef")], one.target(text(kid(element, "targetRef")))
    if kid(element, "transformation") is None:
        if len(sources) > 1:
            one.say(element, "many_sources", "数据关联没有转换（transformation）时只能有一个来源。")
        elif not sources and not kids(element, "assignment"):
            one.say(element, "many_sources", "数据关联既没有来源，也没有转换或赋值，不知道取什么数据。")
        if sources and not kids(element, "assignment"):
            _same_type(one, element, sources[0], target)
    if target is not None and local(target) == "dataInput" and _of_process(target):
        one.say(element, "process_input_target", f"流程的数据输入 {target.get('id')} 由调用者给出，不能作为数据关联的目标。")
    for source in [s for s in sources if s is not None]:
        if local(source) == "dataOutput" and _of_process(source):
            one.say(element, "process_output_source", f"流程的数据输出 {source.get('id')} 交给调用者，不能作为数据关联的来源。")


def _same_type(one, element, source, target):
    types = [_structure(one, e) for e in (source, target)]
    if None not in types and types[0] != types[1]:
        one.say(element, "type_mismatch", f"来源的类型 {types[0]} 与目标的类型 {types[1]} 不同。请改成相同的 itemDefinition，或写转换。")


def _of_process(element) -> bool:
    return local(element.getparent()) == "ioSpecification" and local(element.getparent().getparent()) == "process"


# ---- events ---------------------------------------------------------------------------------------------------------
def _event(one, element):
    """10.5: data of an event and its definitions come in the same number and order, each of the type its definition carries."""
    kind = "dataInput" if local(element) in ("endEvent", "intermediateThrowEvent") else "dataOutput"
    held, definitions = kids(element, kind), one.definitions(element)
    carriers = [d for d in definitions if local(d) in PAYLOADS]
    if not held:
        return
    if len(held) not in (len(definitions), len(carriers)):
        one.say(element, "event_data", f"有 {len(held)} 个 {kind}，却有 {len(definitions)} 个事件定义。每个事件定义对应一个。")
        return
    for data, definition in zip(held, carriers if len(held) == len(carriers) else definitions, strict=True):
        types = [_type(one, data.get("itemSubjectRef")), _payload(one, definition)]
        if None not in types and types[0] != types[1]:
            one.say(element, "event_data", f"{kind} {data.get('id')} 的类型 {types[0]} 与事件定义所带的类型 {types[1]} 不同。")


PAYLOADS = {"messageEventDefinition": ("messageRef", "itemRef"), "signalEventDefinition": ("signalRef", "structureRef"),
            "errorEventDefinition": ("errorRef", "structureRef"), "escalationEventDefinition": ("escalationRef", "structureRef")}


def _payload(one, definition):
    attribute, type_attribute = PAYLOADS.get(local(definition), ("", ""))
    carried = one.target(definition.get(attribute)) if definition.get(attribute) else None
    return None if carried is None else _type(one, carried.get(type_attribute))


# ---- tasks that send, receive, call a service -----------------------------------------------------------------------
def _service(one, element):
    """10.3.3: a service task of an operation has what the operation takes and gives."""
    operation = one.target(element.get("operationRef")) if element.get("operationRef") else None
    if operation is None or local(operation) != "operation":
        return
    spec = kid(element, "ioSpecification")
    inputs, outputs = ([] if spec is None else kids(spec, name) for name in ("inputSet", "outputSet"))
    if len(inputs) != 1 or len(outputs) > 1:
        one.say(element, "operation_io", f"引用操作的服务任务应有且只有一个 inputSet，至多一个 outputSet（现有 {len(inputs)} 和 {len(outputs)} 个）。")
        return
    for kind, message in (("dataInput", "inMessageRef"), ("dataOutput", "outMessageRef")):
        _carries(one, element, spec, kind, one.target(text(kid(operation, message))))


def _carries(one, element, spec, kind, message):
    """The data of this kind are of the type of the message, if both say what they are."""
    wanted = None if message is None else _type(one, message.get("itemRef"))
    held = kids(spec, kind)
    types = [_type(one, e.get("itemSubjectRef")) for e in held]
    if wanted is not None and held and wanted not in types and None not in types:
        one.say(element, "operation_io", f"{kind} 的类型 {'、'.join(types)} 与消息 {message.get('id')} 的类型 {wanted} 不同。")
    elif wanted is not None and held and all(t is None for t in types):
        one.say(element, "operation_io", f"{kind} 没有写明类型；消息 {message.get('id')} 的类型是 {wanted}。")


def _sends(one, element):
    """10.3.3: one message, one set of data."""
    spec, message = kid(element, "ioSpecification"), one.target(element.get("messageRef")) if element.get("messageRef") else None
    if spec is None or message is None:
        return
    kind, set_kind = ("dataInput", "inputSet") if local(element) == "sendTask" else ("dataOutput", "outputSet")
    for name in (set_kind, kind):
        if len(kids(spec, name)) > 1:
            one.say(element, "message_io", f"带消息的任务至多有一个 {name}，这里有 {len(kids(spec, name))} 个。")
    _carries(one, element, spec, kind, message)


# ---- called processes -----------------------------------------------------------------------------------------------
def _call(one, element):
    """10.3.6: a call activity with inputs and outputs has those of what it calls, if that says which it has."""
    spec, called = kid(element, "ioSpecification"), one.processes.get(reference(element.get("calledElement")) or "", (None, None))[1]
    if spec is None or called is None:
        return
    theirs = next(called.iter(bpmn("ioSpecification")), None) if _was_global_task(called) else kid(called, "ioSpecification")
    for name in ("dataInput", "dataOutput", "inputSet", "outputSet") if theirs is not None else ():
        here, there = kids(spec, name), kids(theirs, name)
        if len(here) != len(there):
            one.say(element, "call_io", f"调用活动有 {len(here)} 个 {name}，被调用的 {called.get('id')} 有 {len(there)} 个，应当一致。")
        elif name.startswith("data"):
            _called_types(one, element, called, name, here, there)


def _was_global_task(process) -> bool:
    """The reader makes a global task a process of one task, and puts its data there."""
    return [e.get("id") for e in kids(process)] == [f"{process.get('id')}_task"]


def _called_types(one, element, called, name, here, there):
    own, others = (sorted(t for t in (_type(one, e.get("itemSubjectRef")) for e in side) if t) for side in (here, there))
    if own and others and own != others:
        one.say(element, "call_io", f"{name} 的类型 {'、'.join(own)} 与被调用的 {called.get('id')} 的 {'、'.join(others)} 不同。")


def _callable(one, element):
    """10.3.7, 8.5: what is offered as a service binds its data to an operation."""
    if kids(element, "supportedInterfaceRef") and not kids(element, "ioBinding"):
        one.say(element, "no_binding", "作为服务提供（supportedInterfaceRef），却没有 ioBinding。")
    for binding in kids(element, "ioBinding"):
        operation = one.target(binding.get("operationRef"))
        for attribute, message in (("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")):
            data, carried = one.target(binding.get(attribute)), None if operation is None else one.target(text(kid(operation, message)))
            types = [None if data is None else _structure(one, data), None if carried is None else _type(one, carried.get("itemRef"))]
            if None not in types and types[0] != types[1]:
                one.say(element, "no_binding", f"ioBinding 的 {attribute} 类型 {types[0]} 与操作的消息类型 {types[1]} 不同。")


# ---- multi-instance -------------------------------------------------------------------------------------------------
def _multi(one, loop):
    """10.3.8: the collection is an input of the task, the item of the collection's type. A name that stands for no element of the
    file is a variable's."""
    activity, spec = loop.getparent(), kid(loop.getparent(), "ioSpecification")
    for ref, item_name, kind in (("loopDataInputRef", "inputDataItem", "dataInput"), ("loopDataOutputRef", "outputDataItem", "dataOutput")):
        name = text(kid(loop, ref))
        data = one.target(name) if name else None
        if name and data is None and spec is not None and kids(spec, kind):
            one.say(activity, "unknown_reference", f"{ref} 指向的“{name[:80]}”不在任务的 {kind} 中。")
        if data is not None:
            _collection_item(one, activity, ref, data, kid(loop, item_name), spec, kind)


def _collection_item(one, activity, ref, data, item, spec, kind):
    if local(activity) not in SUBPROCESSES and spec is not None and data.getparent() is not spec:
        one.say(activity, "wrong_reference", f"{ref} 指向 {data.get('id')}，应指向这个任务自己的 {kind}。")
    types = [_structure(one, data), None if item is None else _structure(one, item)]
    if None not in types and types[0] != types[1]:
        one.say(activity, "type_mismatch", f"多实例的项类型 {types[1]} 与集合 {data.get('id')} 的类型 {types[0]} 不同。")
    if item is not None and flag(item, "isCollection"):
        one.say(activity, "type_mismatch", f"多实例的一项 {item.get('id')} 不能又是集合。")


RULES = {"ioSpecification": _specification, "inputSet": _set, "outputSet": _set, "dataObject": _collection, "dataInput": _collection,
         "dataOutput": _collection, "dataObjectReference": _reference, "dataInputAssociation": _association,
         "dataOutputAssociation": _association, "startEvent": _event, "endEvent": _event, "intermediateCatchEvent": _event,
         "intermediateThrowEvent": _event, "boundaryEvent": _event, "serviceTask": _service, "sendTask": _sends, "receiveTask": _sends,
         "callActivity": _call, "process": _callable, "task": _callable, "userTask": _callable, "manualTask": _callable,
         "scriptTask": _callable, "businessRuleTask": _callable, "multiInstanceLoopCharacteristics": _multi}
