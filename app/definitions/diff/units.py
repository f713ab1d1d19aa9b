"""What a file consists of, by the ids to which remarks are pinned, in people's words."""
from app.definitions.diff import grid
from app.definitions.diff.diagram import FLOWS, PARTS, Version
from app.definitions.diff.form import read as read_form
from app.definitions.diff.scenarios import read as read_scenarios
from app.definitions.diff.table import ELEMENTS, elements
from app.definitions.diff.unreadable import Unreadable
from app.definitions.naming import kind_of
from app.engine import markup
from app.engine.markup import local


def units(name: str, content: bytes) -> dict[str, str]:
    """{id: 人工任务“签发哨令”, 第 3 行, 栏目“签收意见”} of the file `name`, in its order; nothing of a file that cannot be read."""
    reader = {"bpmn": _diagram, "dmn": _table, "form": _form, "test": _tests}[name.rpartition(".")[2]]
    try:
        return reader(content)
    except (markup.Unreadable, Unreadable):
        return {}


def _diagram(content: bytes) -> dict[str, str]:
    """Nodes and named lines; what stands at the top of the file too."""
    version = Version(content)
    return {one: f"{kind_of(e)}“{version.title(one)}”" for one, e in version.units.items()
            if local(e) not in FLOWS or e.get("name") or local(e) not in PARTS}


def _table(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for decision in elements(content).values():
        called = decision.get("name") or decision.get("id")
        found[decision.get("id")] = f"{ELEMENTS[local(decision)]}“{called}”"
        read = grid.read(decision)
        if read is not None:
            found |= {c.id: f"{'输入' if c.io == 'input' else '输出'}列“{c.label or c.source}”" for c in read.columns.values() if c.io != "note"}
            found |= {r.id: f"第 {r.number} 行" for r in read.rules.values()}
    return found


def _form(content: bytes) -> dict[str, str]:
    return {f.id: f"{f.what}“{f.name}”" if f.name else f.what for f in read_form(content).values()}


def _tests(content: bytes) -> dict[str, str]:
    return {name: f"测试“{name}”" for name in read_scenarios(content)}
