"""What a diagram of another tool brings that nothing here reads: told, because whoever drew it relied on it, and kept as it is."""
from collections.abc import Collection, Iterator

from app.definitions.checks.diagram import Diagram, Node
from app.definitions.checks.finding import HINT, Finding
from app.definitions.checks.whole import Whole
from app.engine.markup import BPMN, SPIFF, ZFL, Element

OURS = {"", BPMN, SPIFF, ZFL, "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"}
# what attributes of Camunda, Flowable and Activiti say, and where it is said here
INSTEAD = {"assignee": "由谁办请在“岗位”里写明", "candidateGroups": "由谁办请在“岗位”里写明", "candidateUsers": "由谁办请在“岗位”里写明",
           "formKey": "表单请在“表单”里选", "formRef": "表单请在“表单”里选", "dueDate": "期限请在“时限”里写明", "followUpDate": "期限请在“时限”里写明",
           "class": "要调用的服务请在“服务”里选", "delegateExpression": "要调用的服务请在“服务”里选", "expression": "要调用的服务请在“服务”里选",
           "topic": "要调用的服务请在“服务”里选", "decisionRef": "决策表请在“决策表”里选"}
MOST = 8        # names that one sentence lists


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    for name in names & whole.diagrams.keys():
        one = whole.diagrams[name]
        yield from _key(name, one)
        for node in one.nodes.values():
            yield from _attributes(name, node)


def _key(name: str, one: Diagram) -> Iterator[Finding]:
    """Processes are called and started by their ids; a file of another name is not found again."""
    key = name.rpartition(".")[0]
    if len(one.processes) == 1 and key not in one.processes:
        [id] = one.processes
        yield Finding(HINT, name, id, "key_differs", f"流程的 id 是 {id[:80]}，文件的代码是 {key}：调用、启动都写流程的 id，两者最好一致。")


def _attributes(name: str, node: Node) -> Iterator[Finding]:
    found = [attribute for attribute in node.element.attrib if attribute[1:].rpartition("}")[0] not in OURS]
    if not found:
        return
    written = "、".join(_prefixed(attribute, node.element) for attribute in found[:MOST])
    instead = dict.fromkeys(INSTEAD[short] for attribute in found if (short := attribute.rpartition("}")[2]) in INSTEAD)
    advice = f"{'；'.join(instead)}。" if instead else "原样保留。"
    yield Finding(HINT, name, node.id, "foreign", f"“{node.title}”写有别的工具的 {written}，这里不起作用。{advice}", line=node.element.sourceline)


def _prefixed(attribute: str, element: Element) -> str:
    space, _, short = attribute[1:].rpartition("}")
    prefix = next((prefix for prefix, uri in element.nsmap.items() if uri == space and prefix), None)
    return f"{prefix}:{short}"[:60] if prefix else short[:60]
