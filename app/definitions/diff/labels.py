"""What the properties panel calls the parts of an element: paths in the XML or JSON → Chinese labels, codes → names."""
import re
from collections.abc import Mapping

Words = Mapping[str, Mapping[str, str]]     # {role: {code: name}, act: …, stage: …, end_state: …, organ: …}

PROPERTIES = {"role": "岗位", "scope": "单位", "form": "表单", "act": "执法行为", "deadline": "时限", "not_actor_of": "回避",
              "stage": "五步环节", "ask": "请办事项", "end_state": "结束状态"}
PLAIN = {
    "@name": "名称", "documentation": "说明", "text": "文字", "@default": "默认走向", "@sourceRef": "起点", "@targetRef": "终点",
    "@attachedToRef": "所附环节", "@calledElement": "调用的流程", "@messageRef": "消息",
    "@signalRef": "信号", "@errorRef": "错误", "@escalationRef": "升级", "@processRef": "所指流程", "@isExecutable": "可运行",
    "@isForCompensation": "用于补偿", "@errorCode": "错误代码", "@escalationCode": "升级代码",
    "@gatewayDirection": "网关方向", "@instantiate": "由它启动流程", "@scriptFormat": "脚本语言", "@implementation": "实现方式", "script": "脚本",
    "conditionExpression": "条件", "completionCondition": "完成条件", "activationCondition": "激活条件", "@parallelMultiple": "须全部发生",
    "extensionElements/calledDecisionId": "决策表", "extensionElements/correlation/@key": "消息对应键", "extensionElements/messagePayload": "消息内容",
    "extensionElements/messageVariable": "消息存入变量", "extensionElements/payloadExpression": "携带内容", "extensionElements/variableName": "存入变量",
    "extensionElements/serviceTaskOperator/@id": "服务", "extensionElements/serviceTaskOperator/@resultVariable": "结果存入变量",
    "multiInstanceLoopCharacteristics/loopDataInputRef": "对哪些逐一办理",
    "multiInstanceLoopCharacteristics/loopDataOutputRef": "结果汇入", "multiInstanceLoopCharacteristics/loopCardinality": "办理次数",
    "multiInstanceLoopCharacteristics/completionCondition": "提前完成条件", "multiInstanceLoopCharacteristics/@behavior": "事件行为",
    "standardLoopCharacteristics/loopCondition": "循环条件", "standardLoopCharacteristics/@testBefore": "先判断后办理",
    "standardLoopCharacteristics/@loopMaximum": "循环上限",
}
PATTERNS = [(re.compile(pattern), label) for pattern, label in (
    (r"extensionElements/properties/property\[(.+)\]/@value", lambda name: PROPERTIES.get(name, f"属性 {name}")),
    (r"extensionElements/serviceTaskOperator/parameters/parameter\[(.+)\]/@value", "参数 {}".format),
    (r"extensionElements/serviceTaskOperator/parameters/parameter\[(.+)\]/@type", "参数 {} 的类型".format),
    (r"extensionElements/in\[(.+)\]/@source", "传入 {}".format), (r"extensionElements/out\[(.+)\]/@source", "传出 {}".format),
    (r".*/?timerEventDefinition/(?:timeDate|timeDuration|timeCycle)", lambda: "时间"),
    (r".*/?(\w+)EventDefinition/extensionElements/messagePayload", lambda _: "消息内容"),
    (r".*/?(\w+)EventDefinition/extensionElements/messageVariable", lambda _: "消息存入变量"),
    (r".*/?(\w+)EventDefinition/extensionElements/correlation/@key", lambda _: "消息对应键"),
    (r".*/?(\w+)EventDefinition/extensionElements/payloadExpression", lambda _: "携带内容"),
    (r".*/?(\w+)EventDefinition/extensionElements/variableName", lambda _: "存入变量"),
    (r".*/?\w+EventDefinition/(@\w+Ref)", lambda name: PLAIN.get(name, name[1:])),
    (r".*/?conditionalEventDefinition/condition", lambda: "条件"), (r"linkEventDefinition/@name", lambda: "链接名"),
    (r"multiInstanceLoopCharacteristics/inputDataItem/@name", lambda: "每一项叫"),
    (r"multiInstanceLoopCharacteristics/outputDataItem/@name", lambda: "每一项的结果叫"),
    (r"property\[(.+)\]", "流程数据 {}".format),
    (r"ioSpecification/.*", lambda: "数据输入输出"), (r"data(?:Input|Output)Association.*", lambda: "数据关联"),
)]
# Which kind of code a label's value is
CODES = {"岗位": "role", "执法行为": "act", "五步环节": "stage", "结束状态": "end_state"}
SWITCHES = {"true": "是", "false": "否"}


def label_of(path: str) -> str:
    """岗位, 条件, 参数 dept; of what this house does not know, the path itself: 扩展 camunda:asyncBefore."""
    if path in PLAIN:
        return PLAIN[path]
    for pattern, label in PATTERNS:
        if found := pattern.fullmatch(path):
            return label(*found.groups())
    return "扩展 " + path.removeprefix("extensionElements/").replace("@", "")


def value_of(label: str, value: str, words: Words) -> str:
    """A value as people read it: codes by their names, switches as 是 and 否."""
    if label in CODES:
        named = words.get(CODES[label], {})
        return "或".join(named.get(code.strip(), code.strip()) for code in value.split("|"))
    return SWITCHES.get(value, value)
