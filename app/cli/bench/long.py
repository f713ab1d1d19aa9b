"""Steps of a long case and of a wide one: turn after turn of one loop, and one task for each of 200 departments at once."""
import statistics
from time import perf_counter, process_time
from typing import Any

from app.cases import courier, operations
from app.cases.model import Case, CaseStatus, ProcessInstance
from app.cli.bench.chain import Diagram
from app.cli.bench.measuring import Bench
from app.cli.bench.places import own
from app.cli.output import Failure, columns, say
from app.kernel.clock import utcnow
from app.tasks import queries as tasks

TURNS, AT, AROUND = 5000, (10, 1000, 5000), 9       # turns of the loop; where it is looked at; over how many turns each time
WIDE = 200
_TASK = """<extensionElements><s:properties><s:property name="role" value="intake_clerk"/><s:property name="scope" value="case.street"/>
</s:properties></extensionElements>"""
_HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t"><process id="measured" isExecutable="true">
<startEvent id="start"/>"""
_END = f"""<endEvent id="end"><extensionElements><s:properties><s:property name="end_state" value="terminated"/></s:properties>
</extensionElements></endEvent></process></definitions>"""
LOOP = f"""{_HEAD}<sequenceFlow id="f1" sourceRef="start" targetRef="merge"/><exclusiveGateway id="merge"/>
<sequenceFlow id="f2" sourceRef="merge" targetRef="turn"/><userTask id="turn" name="Turn">{_TASK}</userTask>
<sequenceFlow id="f3" sourceRef="turn" targetRef="again"/><exclusiveGateway id="again" default="f5"/>
<sequenceFlow id="f4" sourceRef="again" targetRef="end"><conditionExpression xsi:type="tFormalExpression">enough = true</conditionExpression>
</sequenceFlow><sequenceFlow id="f5" sourceRef="again" targetRef="merge"/>{_END}"""


def many(departments: int) -> str:
    return f"""{_HEAD}<sequenceFlow id="f1" sourceRef="start" targetRef="list"/>
<scriptTask id="list"><script>{{departments: for i in 1..{departments} return {{code: string(i)}}}}</script></scriptTask>
<sequenceFlow id="f2" sourceRef="list" targetRef="each"/><userTask id="each" name="Each">{_TASK}
<multiInstanceLoopCharacteristics><loopDataInputRef>departments</loopDataInputRef><inputDataItem id="department"/>
</multiInstanceLoopCharacteristics></userTask><sequenceFlow id="f3" sourceRef="each" targetRef="end"/>{_END}"""


def measure() -> dict[str, Any]:
    """{"loop": {turn: {cpu_ms, state_bytes}}, "wide": {p50_ms, p95_ms, cpu_ms}}, by the product's verbs on SQLite."""
    return {"loop": _with(LOOP, _loop), "wide": _with(many(WIDE), _wide)}


def _with(source: str, work) -> dict:
    diagram = Diagram({"measured.bpmn": source.encode()}, "measured", 1)
    with own(None, "measured") as database:
        bench = Bench(database, diagram)
        bench.prepare()
        return work(bench)


def _open(bench: Bench) -> tuple[int, list[int]]:
    now = utcnow()
    with courier.command(bench.database, now) as session:
        case = operations.open_case(session, title="measured", source="bench", actor=bench.actor, now=now, process_id="measured")
        return case.id, [item.id for item in tasks.open_items(session, case.id)]


def _submit(bench: Bench, item_id: int, data: dict) -> tuple[float, float, list[int]]:
    """(seconds by the wall, of CPU, items that opened)."""
    cpu, wall, now = process_time(), perf_counter(), utcnow()
    with courier.command(bench.database, now) as session:
        opened = [item.id for item in operations.submit_task(session, item_id, data, actor=bench.actor, now=now).opened]
    return perf_counter() - wall, process_time() - cpu, opened


def _require_ended(bench: Bench, case_id: int) -> None:
    with bench.database.read() as session:
        if session.get_one(Case, case_id).status != CaseStatus.ENDED:
            raise Failure("测量用的案件没有走到结束。")


def _loop(bench: Bench) -> dict[str, dict[str, float]]:
    case_id, (item,) = _open(bench)
    cpu, found = [], {}
    for turn in range(1, TURNS + 1):
        _, spent, opened = _submit(bench, item, {"enough": turn == TURNS})
        cpu.append(spent)
        if turn in AT:
            size = _state(bench, case_id) if opened else found[str(AT[-2])]["state_bytes"]
            found[str(turn)] = {"cpu_ms": round(statistics.median(cpu[-AROUND:]) * 1000, 3), "state_bytes": size}
        item = opened[0] if opened else None
    _require_ended(bench, case_id)
    return found


def _state(bench: Bench, case_id: int) -> int:
    with bench.database.read() as session:
        return len(session.get_one(ProcessInstance, case_id).state)


def _wide(bench: Bench) -> dict[str, float]:
    case_id, items = _open(bench)
    spent = [_submit(bench, item, {})[:2] for item in items]
    _require_ended(bench, case_id)
    wall = sorted(w for w, _ in spent)
    return {"departments": len(items), "p50_ms": round(statistics.median(wall) * 1000, 2), "p95_ms": round(wall[int(len(wall) * .95)] * 1000, 2),
            "cpu_ms": round(statistics.mean(c for _, c in spent) * 1000, 2)}


def table(result: dict[str, Any]) -> None:
    first = result["loop"][str(AT[0])]
    rows = [("循环", "CPU 毫秒/步", "与第 10 圈之比", "状态字节")]
    for turn, f in result["loop"].items():
        rows.append((f"第 {turn} 圈", f"{f['cpu_ms']:.2f}", f"{f['cpu_ms'] / first['cpu_ms']:.2f}", str(f["state_bytes"])))
    say()
    columns(rows)
    wide = result["wide"]
    say(f"\n多实例 {wide['departments']} 个部门：每项 p50 {wide['p50_ms']} 毫秒，p95 {wide['p95_ms']} 毫秒，CPU {wide['cpu_ms']} 毫秒（目标 < 15）")
