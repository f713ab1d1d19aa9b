"""What the elements of a diagram are called in Chinese: for titles, lists of changes and findings."""
from app.engine.markup import Element, flag, is_bpmn, kids, local

KINDS = {
    "task": "任务", "userTask": "人工任务", "serviceTask": "系统服务", "scriptTask": "系统计算", "sendTask": "发送消息", "receiveTask": "等待消息",
    "businessRuleTask": "规则判定", "manualTask": "线下办理", "callActivity": "调用流程", "subProcess": "子流程", "transaction": "事务子流程",
    "adHocSubProcess": "自选事项子流程", "exclusiveGateway": "判断", "parallelGateway": "并行", "inclusiveGateway": "多选", "complexGateway": "复杂判断",
    "eventBasedGateway": "按先到的事件", "textAnnotation": "注释", "dataObjectReference": "数据", "dataStoreReference": "数据存储", "dataInput": "输入数据",
    "dataOutput": "输出数据", "group": "分组", "participant": "参与方", "lane": "泳道", "sequenceFlow": "连线", "messageFlow": "消息连线",
    "association": "注释连线", "process": "流程", "message": "消息", "signal": "信号", "error": "错误", "escalation": "升级", "dataObject": "数据对象",
    "dataStore": "数据存储", "collaboration": "协作", "itemDefinition": "数据类型", "category": "分组类别", "correlationProperty": "关联属性",
}
EVENT_PLACES = {"startEvent": "开始", "endEvent": "结束", "intermediateCatchEvent": "等待", "intermediateThrowEvent": "发出", "boundaryEvent": "边界"}
EVENT_CAUSES = {"timer": "定时", "message": "消息", "signal": "信号", "error": "错误", "escalation": "升级", "terminate": "全部终止", "conditional": "条件",
                "compensate": "补偿", "link": "链接", "cancel": "取消", "multiple": "多事件", "parallelMultiple": "多事件齐备"}


def kind_of(element: Element) -> str:
    """人工任务, 定时边界事件（不打断）, 事件子流程 …"""
    name = local(element)
    if name in EVENT_PLACES:
        return _event(element, name)
    if name == "subProcess" and flag(element, "triggeredByEvent"):
        return "事件子流程"
    return KINDS.get(name, name) + _repeated(element)


def event_definition(event: Element) -> str | None:
    """timer, message …; multiple or parallelMultiple when there are several; None for a plain event."""
    names = [local(c) for c in event if is_bpmn(c) and (local(c).endswith("EventDefinition") or local(c) == "eventDefinitionRef")]
    if len(names) > 1:
        return "parallelMultiple" if flag(event, "parallelMultiple") else "multiple"
    return names[0].removesuffix("EventDefinition") if names else None


def interrupts(event: Element) -> bool:
    """False for what starts beside the running work: drawn dashed."""
    said = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(local(event))
    return said is None or flag(event, said, True)


def _event(element, name):
    return f"{EVENT_CAUSES.get(event_definition(element), '')}{EVENT_PLACES[name]}事件{'' if interrupts(element) else '（不打断）'}"


def _repeated(element):
    for repeated in kids(element, "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
        if local(repeated) == "standardLoopCharacteristics":
            return "（循环）"
        return "（逐个办理）" if flag(repeated, "isSequential") else "（同时办理）"
    return ""
