"""Ids, what refers to them, and what one file takes from another."""
from urllib.parse import unquote, urlsplit

from app.engine.checks.examiner import Examiner
from app.engine.checks.referents import FLOW_NODES, ITEM_AWARE, TYPES, foreign, references
from app.engine.markup import BPMN, bpmn, kids, local, reference, text

# What others refer to by its id, and so has to have one (8.3.1).
NAMED_BY_ID = FLOW_NODES | ITEM_AWARE - {"inputDataItem", "outputDataItem"} | {
    "process", "participant", "message", "signal", "error", "escalation", "itemDefinition", "resource", "operation"}


def check(one: Examiner):
    _ids(one)
    for element in one.root.iter(bpmn("*")):
        for name, value, kinds in references(element):
            _refer(one, element, name, value, kinds)
    _flow_lists(one)
    _imports(one)
    for message in kids(one.root, "message", "signal"):
        if not message.get("name"):
            one.say(message, "no_name", "没有名称，引擎按名称投递。请填写 name。")


def _ids(one):
    for element in one.root.iter(bpmn("*")):
        id = element.get("id")
        if id is None:
            if local(element) in NAMED_BY_ID:
                one.say(element, "no_id", f"{local(element)} 没有 id，别处无法引用它。请补上 id。")
        elif id in one.by_id:
            one.say(element, "duplicate_id", f"id {id} 在文件中重复，请改名。")
        else:
            one.by_id[id] = element


def _refer(one, element, name, value, kinds):
    space = foreign(element, value, one.root)
    if space is not None and (kinds == TYPES or _imported(one, space)):
        return
    target = one.target(value)
    if target is None:
        one.say(element, "unknown_reference", f"{name} 指向的“{value[:80]}”不存在。请改成文件中已有的 id。")
    elif kinds and local(target) not in kinds:
        wanted = "、".join(sorted(kinds)[:6])
        one.say(element, "wrong_reference", f"{name} 指向的“{value[:80]}”是 {local(target)}，这里应指向 {wanted}。")


def _imported(one, space: str) -> bool:
    return any(e.get("namespace") == space for e in kids(one.root, "import"))


# ---- incoming and outgoing ------------------------------------------------------------------------------------------
def _flow_lists(one):
    """8.4.13: what a node lists as incoming and outgoing agrees with the flows."""
    listed: set[tuple] = set()
    for end, side in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
        for element in one.root.iter(bpmn(side)):
            node, flow = element.getparent(), one.target(text(element))
            if flow is None or local(flow) != "sequenceFlow":
                continue
            listed.add((side, flow.get("id")))
            if reference(flow.get(end)) != node.get("id"):
                one.say(node, "wrong_flow", f"{side} 列出的顺序流 {flow.get('id')} 并不连着它（{end} 是 {flow.get(end)}）。")
    _unlisted(one, listed)


def _unlisted(one, listed):
    """Some editors list flows at their nodes, some do not; in a file where most are, one that is not is a mistake."""
    flows = list(one.root.iter(bpmn("sequenceFlow")))
    if len(listed) <= len(flows):
        return
    for flow in flows:
        for end, side in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node = one.target(flow.get(end))
            if node is not None and local(node) in FLOW_NODES and (side, flow.get("id")) not in listed:
                one.say(flow, "unlisted_flow", f"“{node.get('id')}”没有在 {side} 中列出这条顺序流，别的节点都列了。请补上。")


# ---- imports --------------------------------------------------------------------------------------------------------
def _imports(one):
    """8.2.2: what is imported has to be there. Nothing is ever fetched: it has to be uploaded along."""
    for element in kids(one.root, "import"):
        location, kind = element.get("location") or "", element.get("importType") or ""
        name = unquote(urlsplit(location).path).rpartition("/")[2] if _is_address(location) else location
        if name in one.files and (kind == BPMN) == name.endswith(".bpmn") and name != one.file:
            continue
        if name == one.file:
            one.say(element, "import_cycle", f"文件导入了自己（{location[:80]}）。请删去这个 import。")
        elif name in one.files:
            one.say(element, "wrong_import", f"导入的 {name} 不是 importType 所说的 {kind[:80]}。")
        elif kind == BPMN or not _is_address(location):
            one.say(element, "unresolved_import", f"导入的 {location[:80] or '（空）'} 不在本次发布的文件中。请一并上传，或删去这个 import。")
        else:
            one.warn(element, "ignored", f"导入的 {location[:80]} 不读取。")


def _is_address(location: str) -> bool:
    try:
        return urlsplit(location).scheme in ("http", "https")
    except ValueError:
        return False
