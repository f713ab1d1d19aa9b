"""Variables in words and as JSON: what each is called, of what type, who wrote it, which values it may have."""
from collections.abc import Iterator, Mapping
from typing import Any

from app.definitions.checks.diagram import Node
from app.definitions.checks.names import sources
from app.definitions.checks.names.facts import facts
from app.definitions.checks.names.state import CASE, DECLARED, NOBODY, START, State, Variable
from app.definitions.checks.variables import Variables
from app.definitions.checks.whole import Whole
from app.rules.feel.host import to_host
from app.rules.feel.static import Type, describe, kinds, values_of

BY = {"userTask": "表单", "manualTask": "表单", "scriptTask": "系统计算", "serviceTask": "系统服务", "businessRuleTask": "规则判定", "receiveTask": "收到的消息",
      "callActivity": "调用的流程", "startEvent": "开始事件", "boundaryEvent": "边界事件", "intermediateCatchEvent": "等到的事件"}
OTHERS = {START: "案件建立时带来", DECLARED: "流程声明的数据，起初为空", CASE: "案件"}
SAMPLES = {"number": "3", "string": "\"甲镇\"", "boolean": "true", "date": "date(\"2026-11-22\")",
           "date and time": "date and time(\"2026-11-22T09:30:00+08:00\")", "time": "time(\"09:30:00\")",
           "days and time duration": "duration(\"P3D\")", "years and months duration": "duration(\"P1M\")"}
CASE_TITLES = {"id": "案件编号（系统）", "number": "案件编号", "chain_id": "案件链", "turn": "第几轮", "parent_id": "母案件", "kind": "案件种类", "source": "来源",
               "street": "街道（乡镇）", "grid": "网格", "legal_subject": "执法主体", "urgency": "紧急程度", "title": "标题", "lead": "主责单位", "opened_on": "立案日期"}
DEEP, MANY = 3, 60


class Teller:
    """Words for the variables of one bundle."""

    def __init__(self, whole: Whole, known: Variables):
        self.whole, self.known = whole, known

    def variables(self, process: str, state: State) -> list[dict[str, Any]]:
        """As the editor shows them: those that are surely there first."""
        told = [self.variable(process, name, one) for name, one in state.vars.items()]
        case = entry("case", self.known.x.lent["case"], source="案件档案", labels=CASE_TITLES)
        return sorted(told, key=lambda one: (not one["certain"], one["name"])) + [case | {"certain": True, "lacking": None}]

    def variable(self, process: str, name: str, one: Variable) -> dict[str, Any]:
        writers = [writer for writer in self.known.writers(process, name, one) if writer != NOBODY]
        titles, values = {}, {}
        for writer in writers:
            titles |= self._titles(writer, name)
            values |= self._values(writer, name)
        source = "、".join(dict.fromkeys(self._source(writer) for writer in writers[:4]))
        told = entry(name, one.type, source=source, title=titles.get(name), values=values, labels=titles)
        return told | {"certain": one.certain, "lacking": None if one.certain else one.lacking or "有的路径"}

    def _node(self, writer: str) -> Node | None:
        process, _, id = writer.partition("#")
        found = self.whole.processes.get(process)
        return next((scope.nodes[id] for scope in found[1].all() if id in scope.nodes), None) if found else None

    def _source(self, writer: str) -> str:
        node = self._node(writer)
        if node is None:
            return OTHERS.get(writer, "调用的流程")
        if facts(node).repeat is not None and node.kind in ("subProcess", "transaction"):
            return f"“{node.title}”的当前一项"
        return f"{BY.get(node.kind, '步骤')}“{node.title}”"

    def _form(self, node: Node | None):
        file = self.whole.forms.get(node.properties.get("form") or "") if node is not None else None
        return file.form if file is not None else None

    def _titles(self, writer: str, name: str) -> dict[str, str]:
        node = self._node(writer)
        form = self._form(node)
        if form is not None:
            return {one.path[-1]: one.title for one in form.inputs() if one.path[0] == name}
        service = self.whole.known.services.get(facts(node).service or "") if node is not None else None
        return {port.name: port.label for port in service.outputs} if service else {}

    def _values(self, writer: str, name: str) -> dict[Any, str]:
        form = self._form(self._node(writer))
        return sources.options_of(form).get(name, {}) if form is not None else {}


def entry(name: str, kind: Type, *, source: str = "", title: str | None = None, values: Mapping[Any, str] | None = None,
          labels: Mapping[str, str] | None = None, depth: int = 0) -> dict[str, Any]:
    """{name, title, type, source, sample, values, entries, item}"""
    listed = values_of(kind) or values_of(_items(kind))
    shown = [{"value": plain, "label": (values or {}).get(plain, plain if isinstance(plain, str) else describe(kinds.of_value(value)))}
             for value in listed[:MANY] if not isinstance(plain := to_host(value), bool)]
    inner = list(_entries(kind, labels or {}, depth)) if depth < DEEP else []
    held = kind.without("null", "absent").kinds
    sample = None if not held else str(shown[0]["label"]) if shown else SAMPLES.get(held[0].name)
    return {"name": name, "title": title or (labels or {}).get(name), "type": describe(kind), "source": source, "sample": sample, "values": shown,
            "entries": inner, "item": describe(_items(kind)) if "list" in kind else None}


def _items(kind: Type) -> Type:
    found = kind.get("list")
    return found.item if found is not None and found.item is not None else kinds.NEVER


def _entries(kind: Type, labels: Mapping[str, str], depth: int) -> Iterator[dict[str, Any]]:
    for one in (*kind.kinds, *_items(kind).kinds):
        for name, inner in one.fields:
            yield entry(name, inner, labels=labels, depth=depth + 1)
