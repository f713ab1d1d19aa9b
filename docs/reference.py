"""Writes docs/reference.md from what the product ships. From the project's folder: `.venv/bin/python -m docs.reference`.

Nothing here is known twice: diagrams, tables and forms are read from their files, acts, guards, tags, services and roles from the
code. Only what has no Chinese sentence elsewhere has one below; a new service or list without one stops the writing.
"""
import inspect
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from app.accounts.policy import TABLE
from app.accounts.roles import ROLES, role_name
from app.acts.catalogue import ACTS
from app.acts.guards import GUARDS
from app.audit.tags import SENTENCES, Tag
from app.cases.context import SOURCES
from app.cases.services import SERVICES, Host
from app.registry.samples.parameters import PERIODS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference.md"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
HITS = {"UNIQUE": "唯一命中", "ANY": "命中须一致", "PRIORITY": "取优先的", "FIRST": "取先命中的", "RULE ORDER": "按行次收集",
        "OUTPUT ORDER": "按优先收集", "COLLECT": "收集"}
UNITS = {"h": "小时", "min": "分钟", "d": "日", "wd": "个工作日", "m": "个月", "share": "比例", "year": "年"}

SERVICE_NAMES = {
    "register_facts": "把登记表的事实写进案卷", "look_up_history": "查重，查以前的违法，查谁有权",
    "merge_case": "并入另一件案件", "open_sub_case": "为一个部门分立子案", "open_standing_case": "转常态，另立一案",
    "open_next_turn": "复发，同一执法链另立下一轮", "issue_whistle": "签发哨令", "set_lead": "确定谁主责、谁配合",
    "set_standing": "确定谁长管", "record_performance": "记入绩效清单", "raise_warning": "发出警示", "remind": "发一条通知",
    "mark_patrol_point": "列入必到点位", "clear_patrol_point": "移出必到点位", "required_documents": "检查案卷缺什么",
    "build_case_file": "组卷", "file_for_record": "当场处罚决定报备"}
LIST_NAMES = {
    "departments": "十六个部门", "streets": "街道、镇", "stations": "联动站", "grids": "网格；已有案件时只列本街乡的",
    "handling_units": "可以承办的单位：本街乡在前，部门在后", "problems": "问题清单", "matters": "权责清单全部事项",
    "own_matters": "本执法主体有权的事项，本案引用的在前", "officers": "本单位的执法人员，附执法证状态",
    "panel_members": "本单位的集体讨论成员", "hearing_chairs": "本单位的听证主持人"}


def page() -> str:
    """The whole page as Markdown."""
    parts = [INTRODUCTION, *processes(), *rules(), *forms(), *acts(), *tags(), *services(), *lists(), *parameters(), *roles()]
    return "\n".join(parts).rstrip() + "\n"


INTRODUCTION = """# 参考 · Reference

随本版本发布的全部流程图、决策表、表单，以及它们能用的执法行为、系统服务、选项清单、期限参数和岗位。怎样画、怎样写见
[architecture.md](architecture.md) 和 [drawing.md](drawing.md)，怎样用见 [handbook.md](handbook.md)。

本页由 `.venv/bin/python -m docs.reference` 从程序和文件生成，不要手改；改了流程、规则、表单或者行为以后再生成一次，测试检查两者一致。
"""


def table(head: Sequence[str], rows: Iterator[Sequence]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines) + "\n"


def _cell(value) -> str:
    return " ".join(str(value if value is not None else "").split()).replace("|", "\\|")


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def shipped(folder: str, ending: str) -> list[Path]:
    return sorted((ROOT / folder).glob(f"*.{ending}"))


# ---- what the files hold --------------------------------------------------------------------------------------------------
def processes() -> Iterator[str]:
    yield "## 流程图\n"
    for path in shipped("processes", "bpmn"):
        for process in etree.parse(path).iter(f"{BPMN}process"):
            tasks = list(process.iter(f"{BPMN}userTask"))
            yield f"### {process.get('name')} `{process.get('id')}`\n"
            if about := process.findtext(f"{BPMN}documentation"):
                yield f"{_cell(about)}\n"
            calls = sorted({c.get("calledElement") for c in process.iter(f"{BPMN}callActivity")})
            if calls:
                yield "调用：" + "、".join(map(_code, calls)) + "。\n"
            if tasks:
                yield table(("环节", "岗位", "表单", "行为", "时限", "回避"), map(_task, tasks))


def _task(task) -> list[str]:
    given = {p.get("name"): p.get("value") for p in task.iter(f"{SPIFF}property")}
    roles = "、".join(map(role_name, given.get("role", "").split("|")))
    barred = "、".join(_code(node.strip()) for node in given.get("not_actor_of", "").split(",") if node.strip())
    return [f"{task.get('name')} `{task.get('id')}`", roles, *(_code(given.get(key)) for key in ("form", "act", "deadline")), barred]


def rules() -> Iterator[str]:
    yield "## 决策表\n"
    yield table(("决策", "代码", "说明", "结果变量", "命中", "行", "读", "给出"), (row for path in shipped("rules", "dmn") for row in _decisions(path)))


def _decisions(path: Path) -> Iterator[list[str]]:
    for decision in etree.parse(path).iter("{*}decision"):
        found = decision.find("{*}decisionTable")
        if found is None:
            continue
        hit = HITS[found.get("hitPolicy", "UNIQUE")]
        reads = "、".join(i.get("label") or i.findtext("{*}inputExpression/{*}text") for i in found.iterfind("{*}input"))
        gives = "、".join(o.get("label") or o.get("name") or decision.get("name") for o in found.iterfind("{*}output"))
        yield [decision.get("name"), _code(decision.get("id")), decision.findtext("{*}description"),
               _code(decision.find("{*}variable").get("name")), hit, len(found.findall("{*}rule")), reads, gives]


def forms() -> Iterator[str]:
    yield "## 表单\n"
    users = _users_of_forms()
    yield table(("表单", "字段", "用在"), ((_code(path.stem), "、".join(map(_code, _keys(json.loads(path.read_bytes())))),
                                      "、".join(users.get(path.stem, ()))) for path in shipped("forms", "form")))


def _users_of_forms() -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for path in shipped("processes", "bpmn"):
        for task in etree.parse(path).iter(f"{BPMN}userTask"):
            for given in task.iter(f"{SPIFF}property"):
                if given.get("name") == "form" and task.get("name") not in users.setdefault(given.get("value"), []):
                    users[given.get("value")].append(task.get("name"))
    return users


def _keys(component: dict) -> list[str]:
    """Keys of a form in its order; a list's own key, not those of its rows."""
    keys = [component["key"]] if component.get("key") else [component["path"]] if component.get("path") else []
    inner = [] if component.get("type") == "dynamiclist" else component.get("components", [])
    return list(dict.fromkeys(keys + [key for child in inner for key in _keys(child)]))


# ---- what the code holds --------------------------------------------------------------------------------------------------
def acts() -> Iterator[str]:
    yield "## 执法行为\n"
    yield "任务的属性 `act` 写行为代码；表单字段名就是行为的参数名（带 * 必填）。最后一列是放行前要问的法定条件。\n"
    yield table(("行为", "代码", "依据", "参数", "法定条件"), (
        (act.name, _code(act.code), act.article, "、".join(f"`{key}`{'*' if key in act.required else ''}" for key in act.schema),
         "、".join(guard.code for guard in act.guards)) for act in ACTS.values()))
    yield "## 法定条件\n"
    yield "流程图怎样画都不能绕过。`python run.py guards` 打印同一张表。\n"
    yield table(("代码", "条款", "内容", "管哪些行为"), (
        (guard.code, guard.article, guard.sentence, "、".join(ACTS[code].name for code in sorted(guard.acts))) for guard in GUARDS))


def tags() -> Iterator[str]:
    yield "## 留痕\n"
    yield "每条留痕有一个标签；句子接在“谁”后面读，`{…}` 是这一条记下的值，方括号里缺值就略去。\n"
    yield table(("标签", "句子"), ((_code(tag), _code(SENTENCES[tag])) for tag in Tag))


def services() -> Iterator[str]:
    yield "## 系统服务\n"
    yield "流程图里服务任务能用的。参数和结果的写法见 [architecture.md](architecture.md)。\n"
    yield table(("服务", "做什么", "参数"), ((_code(name), SERVICE_NAMES[name], _parameters(name)) for name in SERVICES))
    yield ("表达式里另有 `deadline(code)`、`deadline(code, share)`：从现在起算，这个期限（的几成）届满的时刻；"
           "`period(amount, unit)`、`period(amount, unit, share)`：规则给出的一段时间，单位 `h` `min` `d` `wd` `m`。\n")


def _parameters(name: str) -> str:
    given = list(inspect.signature(getattr(Host, name)).parameters.values())[1:]
    return "、".join(f"`{p.name}`" for p in given if p.kind is not p.VAR_KEYWORD) + ("、`class`" if any(
        p.kind is p.VAR_KEYWORD for p in given) else "")


def lists() -> Iterator[str]:
    yield "## 表单的选项清单\n"
    yield "字段的 `valuesKey` 写下面的名字；写流程变量的名字，就列出那个变量里的各项。\n"
    yield table(("清单", "内容"), ((_code(name), LIST_NAMES[name]) for name in SOURCES))


def parameters() -> Iterator[str]:
    yield "## 期限参数\n"
    yield "示范区装入时的值。样例由地方设定，不是法律规定。\n"
    yield table(("代码", "期限", "值", "依据"), ((_code(p.code), p.name, f"{p.value} {UNITS.get(p.unit, p.unit)}", p.basis) for p in PERIODS))


def roles() -> Iterator[str]:
    yield "## 岗位\n"
    yield table(("岗位", "代码"), ((name, _code(code)) for code, name in ROLES.items()))
    yield "## 权限\n"
    yield "岗位在分给它的任务之外还能做的事。\n"
    yield table(("权限", "代码", "岗位"), ((name, _code(code), "、".join(role_name(r) for r in ROLES if r in holders))
                                     for code, (name, holders) in TABLE.items()))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
