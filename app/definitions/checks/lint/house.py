"""The house's own rules: who does it, until when, what is asked, and names of the registers that nothing stands behind."""
import re
from collections.abc import Iterator
from fractions import Fraction

from app.definitions.checks.diagram import Diagram, Node, Scope
from app.definitions.checks.facts import main_way
from app.definitions.checks.finding import Fix
from app.definitions.checks.lint.said import Said, name
from app.definitions.checks.whole import Whole
from app.engine.checks.values import constant
from app.engine.markup import SPIFF, extension, kids, local, text

DEADLINE = re.compile(r'deadline\(\s*"([^"]{1,60})"\s*(?:,\s*([0-9.]+)\s*)?\)')
SYSTEM_LANE = "系统"
PARTIES = frozenset({"lead_dept", "support_dept"})      # a department's part in a whistle; several of its posts stand in a lane of that name
HOURS = {"min": 1 / 60, "h": 1, "d": 24, "wd": 24, "m": 24 * 28, "y": 24 * 365}     # at least so long; a working day may last a week


def check(diagram: Diagram, whole: Whole) -> Iterator[Said]:
    for node in (n for n in diagram.nodes.values() if n.scope.runs):
        for rule in NODE_RULES:
            yield from rule(node, diagram, whole)
    for scope in diagram.processes.values():
        yield from _ends(scope)


# ---- gateways ---------------------------------------------------------------------------------------------------------------
def _default(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(node.outgoing) < 2 or any(f.is_default for f in node.outgoing):
        return
    last = next((f for f in node.outgoing if f.condition is None), node.outgoing[-1])
    fix = Fix(f"把“{last.name or last.target.title}”设为默认", (("condition", last.id, None), ("default", node.id, last.id)))
    yield Said("gateway-without-default", node.id, f"{name(node)}没有默认流：条件都不成立时，案件会卡在这里。", tuple(f.id for f in node.outgoing), fix)


# ---- who and where ----------------------------------------------------------------------------------------------------------
def _lane(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    roles = set((node.properties.get("role") or "").split("|")) & whole.known.roles.keys()
    lane = diagram.lanes.get(node.id)
    if node.kind != "userTask" or not roles or lane is None:
        return
    lane_name = lane.get("name") or ""
    codes = [code for code, title in whole.known.roles.items() if title == lane_name and code not in PARTIES]
    if lane_name == SYSTEM_LANE:
        yield Said("role-lane", node.id, f"{name(node)}要人办，却画在“{SYSTEM_LANE}”泳道里。", more=(lane.get("id") or "",))
    elif codes and not roles & set(codes):
        mine = "、".join(whole.known.roles[r] for r in sorted(roles))
        yield Said("role-lane", node.id, f"{name(node)}画在“{lane_name}”泳道里，写明的办理岗位却是{mine}。",
                   fix=Fix(f"改由{lane_name}办理", (("property", node.id, "role", codes[0]),)), more=(lane.get("id") or "",))


def _organ(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    known = {o.code for o in whole.known.organs}
    for what, source in _organ_sources(node) if known else ():
        value = _constant(source)
        for code in value if isinstance(value, list) else [value]:
            if isinstance(code, str) and code not in known:
                yield Said("unknown-organ", node.id, f"{name(node)}的{what}写了“{code[:60]}”，没有这个编码的单位。")


def _constant(source: str):
    return constant(source) if '"' in source and len(source) < 500 else None


def _organ_sources(node: Node) -> list[tuple[str, str]]:
    found = [("办理单位", node.properties["scope"])] if node.properties.get("scope") else []
    operator = extension(node.element, SPIFF, "serviceTaskOperator") if node.kind == "serviceTask" else None
    for parameter in operator.iter(f"{{{SPIFF}}}parameter") if operator is not None else ():
        if parameter.get("id") in ("organ", "dept", "depts", "lead", "supports"):
            found.append((f"参数 {parameter.get('id')} ", parameter.get("value") or ""))
    return found


def _separation(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    """Tasks named by not_actor_of may be of another process of the case, called or calling."""
    barred = [n.strip() for n in (node.properties.get("not_actor_of") or "").split(",") if n.strip()]
    for id in barred:
        if id not in whole.tasks:
            left = ",".join(n for n in barred if n != id)
            yield Said("unknown-task", node.id, f"{name(node)}要回避 {id} 的经办人，没有这个任务。",
                       fix=Fix(f"去掉 {id}", (("property", node.id, "not_actor_of", left or None),)))


# ---- names of the registers -------------------------------------------------------------------------------------------------
def _deadlines(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    known = whole.known.deadlines
    for code, _share in dict.fromkeys(DEADLINE.findall(_sources(node))) if known else ():
        if code not in known:
            yield Said("unknown-deadline", node.id, f"{name(node)}用到期限 {code}，参数表里没有这个期限。")
        elif known[code].direction != "after":
            yield Said("unknown-deadline", node.id, f"{name(node)}用到期限 {code}（{known[code].name}），它从届满日往前推，不能从现在往后算。")


def _sources(node: Node) -> str:
    """All that is written in the node itself: FEEL stands in attributes and texts."""
    if node.kind in ("subProcess", "transaction", "adHocSubProcess"):
        return " ".join(node.properties.values())
    return " ".join(part for e in node.element.iter() for part in (e.text or "", *e.attrib.values()) if part)


def _stage(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    stage, state = node.properties.get("stage"), node.properties.get("end_state")
    if stage and whole.known.stages and stage not in whole.known.stages:
        yield Said("unknown-stage", node.id, f"{name(node)}的步骤写了“{stage[:40]}”，五步里没有。", fix=Fix("去掉步骤", (("property", node.id, "stage", None),)))
    if state and whole.known.end_states and state not in whole.known.end_states:
        yield Said("unknown-end-state", node.id, f"{name(node)}的结束状态写了“{state[:40]}”，没有这个状态。",
                   fix=Fix("去掉结束状态", (("property", node.id, "end_state", None),)))


# ---- messages ---------------------------------------------------------------------------------------------------------------
def _message(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    """A message may come from the host or from another district, so this is a hint."""
    thrown, caught = whole.messages
    throws = node.kind in ("sendTask", "intermediateThrowEvent", "endEvent")
    for message in diagram.messages_of(node):
        if throws and message not in caught:
            yield Said("message-alone", node.id, f"{name(node)}发出的消息 {message}，没有哪个流程在等。由外部系统接收的，不用管。")
        elif not throws and message not in thrown and message not in whole.known.messages:
            yield Said("message-alone", node.id, f"{name(node)}等的消息 {message}，没有哪个流程会发出。由系统或者外部送来的，不用管。")


# ---- tasks and time ---------------------------------------------------------------------------------------------------------
def _task(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    if node.kind != "userTask":
        return
    if not node.properties.get("ask"):
        yield Said("task-without-ask", node.id, f"{name(node)}没有写“请您办理”：办的人打开任务，不知道要他做什么。")
    if not node.properties.get("deadline") and not any("timer" in b.events for b in node.boundary):
        term = whole.known.deadlines.get("task_term")
        usual = f"，按“{term.name}”{term.value} {UNITS.get(term.unit, term.unit)}{'（样例）' if term.status == 'sample' else ''}计" if term else ""
        yield Said("task-without-deadline", node.id, f"{name(node)}没有写时限{usual}。")


UNITS = {"wd": "个工作日", "d": "日", "h": "小时", "min": "分钟", "m": "个月", "y": "年"}


def _timer(node: Node, diagram: Diagram, whole: Whole) -> Iterator[Said]:
    if node.kind != "boundaryEvent" or "timer" not in node.events:
        return
    host = node.scope.nodes.get(node.attached or "")
    written = _timer_source(node)
    if re.match(r"R(-1)?/", written) and not node.interrupting:
        yield Said("endless-timer", node.id, f"定时{name(node)}一再重复、没有次数，{name(host) if host else '任务'}不办完它不停。请确认是否如此。")
    due = host.properties.get("deadline") if host is not None else None
    if due and _later(written, due, whole):
        yield Said("late-timer", node.id, f"定时{name(node)}比{name(host)}的时限还晚：到时任务早已逾期。", more=(host.id,))


def _timer_source(node: Node) -> str:
    return next((text(e) or "" for d in kids(node.element, "timerEventDefinition") for e in kids(d) if local(e).startswith("time")), "").strip()


def _later(timer: str, due: str, whole: Whole) -> bool:
    """Whether the timer certainly fires after the term is over: the same deadline with a larger share, or a length that is longer."""
    a, b = DEADLINE.fullmatch(timer), DEADLINE.fullmatch(due.strip())
    if b is None:
        return False
    share = Fraction(b[2] or 1)
    if a is not None and a[1] == b[1]:
        return Fraction(a[2] or 1) > share
    figure, length = whole.known.deadlines.get(b[1]), re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", timer)
    if figure is None or length is None or not any(length.groups()):
        return False
    days, hours, minutes = (int(g or 0) for g in length.groups())
    most = 14 if figure.unit == "wd" else 1             # holidays may stretch working days so far
    return days * 24 + hours + minutes / 60 > float(str(figure.value)) * HOURS[figure.unit] * most * float(share)


# ---- the end of a case ------------------------------------------------------------------------------------------------------
def _ends(scope: Scope) -> Iterator[Said]:
    """A process by which cases end says how: if some end tells its state, those of the main way all do."""
    ends = [n for n in scope.nodes.values() if n.kind == "endEvent"]
    if not any(e.properties.get("end_state") for e in ends):
        return
    way = main_way(scope)
    for end in ends:
        if end in way and not end.properties.get("end_state") and not {"error", "terminate"} & set(end.events):
            yield Said("end-without-state", end.id, f"结束事件{name(end)}没有写结束状态，同一流程的其他结束写了。")


NODE_RULES = (_default, _lane, _organ, _separation, _deadlines, _stage, _message, _task, _timer)
