"""Whether a token may go on at another node: what is refused and why, in the words of whoever draws diagrams."""
from app.engine.contract import Told
from app.engine.flow import Node
from app.engine.instance import Token
from app.engine.loops import MultiInstance

KINDS = {"userTask": "人工环节", "manualTask": "人工环节", "task": "环节", "serviceTask": "系统服务", "scriptTask": "脚本", "businessRuleTask": "规则判定",
         "sendTask": "发消息", "receiveTask": "等消息", "callActivity": "调用流程", "subProcess": "子流程", "transaction": "事务子流程",
         "adHocSubProcess": "自由子流程", "eventSubProcess": "事件子流程", "exclusiveGateway": "排他网关", "parallelGateway": "并行网关",
         "inclusiveGateway": "包容网关", "complexGateway": "复杂网关", "eventBasedGateway": "事件网关", "startEvent": "开始事件",
         "endEvent": "结束事件", "intermediateCatchEvent": "中间等待事件", "intermediateThrowEvent": "中间抛出事件", "boundaryEvent": "边界事件"}


def named(node: Node) -> str:
    return f"“{node.bpmn_name or node.bpmn_id}”"


def told(token: Token, code: str, sentence: str) -> Told:
    node = token.task_spec
    return Told(node._wf_spec.process_id, node.bpmn_id, node.bpmn_name, code, sentence, str(token.id))


def misfit(token: Token, new: Node) -> Told | None:
    """Why this token cannot stand at the new node."""
    old = token.task_spec
    for ask in (_kind, _loop, _events, _quantity):
        said = ask(token, old, new)
        if said is not None:
            return told(token, *said)
    return None


def _kind(token, old, new):
    if type(old) is not type(new) or getattr(old, "transaction", False) != getattr(new, "transaction", False):
        return "kind", f"案件停在{named(old)}（{KINDS.get(old.kind, old.kind)}），新版的{named(new)}是{KINDS.get(new.kind, new.kind)}，不能接着办。"
    return None


def _loop(token, old, new):
    before, after = getattr(old, "loop", None), getattr(new, "loop", None)
    if type(before) is not type(after):
        return "loop", f"{named(old)}{_loop_word(before)}，新版的{named(new)}{_loop_word(after)}，已经开始的不能接着办。"
    if isinstance(before, MultiInstance) and before.sequential != after.sequential:
        return "loop", f"{named(old)}的逐个办理在新版里由{'依次改为同时' if before.sequential else '同时改为依次'}，已经开始的不能接着办。"
    return None


def _loop_word(loop) -> str:
    return "只办一次" if loop is None else "逐个办理" if isinstance(loop, MultiInstance) else "反复办理"


def _events(token, old, new):
    """A catch that waits must wait for the same kinds of thing; a boundary event or event sub-process may be armed anew."""
    if "a" not in token.internal_data or listens(token):
        return None
    if [d.kind for d in old.definitions] != [d.kind for d in new.definitions] or old.all_needed != new.all_needed:
        return "event", f"案件在{named(old)}等待，新版的{named(new)}等的是另一种事件。"
    return None


def _quantity(token, old, new):
    if getattr(old, "needs_tokens", 1) != getattr(new, "needs_tokens", 1) and "p" not in token.internal_data:
        return "quantity", f"{named(old)}要凑齐的次数在新版里变了，正在凑的不能接着办。"
    return None


def listens(token: Token) -> bool:
    """A boundary event or event sub-process that has not happened."""
    return "x" not in token.internal_data and token.task_spec.kind in ("boundaryEvent", "eventSubProcess")
