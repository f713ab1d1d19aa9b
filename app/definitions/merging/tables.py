"""Decision files: decisions, inputs, outputs, rows and cells. A cell belongs to its row and its column, so a new row of one and a new column of
the other meet in an empty cell."""
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from app.definitions.diff.table import ELEMENTS
from app.definitions.merging import trees
from app.definitions.merging.result import Conflict, Unmergeable
from app.definitions.merging.units import ROOT, Side, Unit, Weighing
from app.engine.markup import DMN_SPACES, Element, local, reference

HOLDERS = {"definitions", "decision", "decisionTable", "DMNDI", "DMNDiagram"}
PARTS = {"description", "question", "allowedAnswers", "extensionElements", "variable", "annotation", "import", "itemDefinition", "Size"}
COLUMNS, CELLS = ("input", "output"), {"inputEntry": "input", "outputEntry": "output"}
IN_ORDER = {"FIRST", "RULE ORDER"}      # hit policies to which the order of rows matters
DRAWING = ("DMNShape", "DMNEdge")
EMPTY = "-"


def key_of(element: Element) -> str | None:
    around = element.getparent()
    if around is None or local(around) not in HOLDERS or local(element) in PARTS:
        return None
    if local(element) in ("DMNDI", "DMNDiagram"):
        return element.get("id") or local(element)
    if local(element) in DRAWING:
        drawn = reference((element.get("dmnElementRef") or "").lstrip("#")) or element.get("id")
        return f"{local(around)} {drawn}" if drawn else None
    if local(element) in ("rule", *COLUMNS) and not element.get("id"):
        raise Unmergeable("决策表里有没有 id 的行或列，分不清两边改的是不是同一处。")
    return element.get("id")


def left_out(element: Element) -> bool:
    return local(element) in CELLS or key_of(element) is not None


def side(content: bytes) -> Side:
    """{key: unit}; a cell's key is row and column with a blank between. Raises Unmergeable."""
    root = trees.read(content)
    if local(root) != "definitions" or not root.tag[1:].startswith(DMN_SPACES):
        raise Unmergeable("不是 DMN 文件。")
    found: dict[str, Unit] = {}
    heads = {table: _columns(table) for table in root.iter("{*}decisionTable")}
    for key, element, parent, inside in trees.walk(root, key_of, ROOT):
        for unit in (_unit(key, element, parent, inside), *(_cells(key, element, heads.get(element.getparent(), ())) if local(element) == "rule" else ())):
            if unit.key in found:
                raise Unmergeable(f"id {unit.key} 在文件里重复。")
            found[unit.key] = unit
    return found


def _unit(key, element, parent, inside) -> Unit:
    if local(element) in (*DRAWING, "DMNDI", "DMNDiagram"):
        drawn = (element.get("dmnElementRef") or "").lstrip("#")
        return Unit(key, parent, trees.said(element, left_out), inside, element, needs=(drawn,) if drawn else (), drawn=drawn or key,
                    name=lambda: key)
    needs = tuple((e.get("href") or "").lstrip("#") for e in element if isinstance(e.tag, str) and e.get("href") and not left_out(e))
    return Unit(key, parent, trees.said(element, left_out), inside, element, needs=needs, name=lambda: _name(element), text=lambda: _text(element))


def _columns(table: Element) -> list[Element]:
    """Inputs, then outputs, as the cells of a row come."""
    return [c for kind in COLUMNS for c in table if isinstance(c.tag, str) and local(c) == kind]


def _cells(rule_id: str, rule: Element, columns: Sequence[Element]) -> Iterator[Unit]:
    cells = [c for kind in CELLS for c in rule if isinstance(c.tag, str) and local(c) == kind]
    if [CELLS[local(c)] for c in cells] != [local(c) for c in columns]:
        raise Unmergeable(f"{_name(rule)}的格数与表头不符。")
    for cell, column in zip(cells, columns):
        inner = tuple(trees.said(c, lambda _: False) for c in cell if isinstance(c.tag, str))
        yield Unit(f"{rule_id} {column.get('id')}", rule_id, (local(cell), inner), (), cell, needs=(column.get("id"),),
                   name=lambda column=column: f"{_name(rule)}“{_label(column)}”", text=lambda cell=cell: _plain(cell))


def _name(element: Element) -> str:
    """第 3 行；输入列“危害后果”；决策“免罚”"""
    kind = local(element)
    if kind == "definitions":
        return "文件的总说明"
    if kind == "rule":
        return f"第 {1 + sum(local(e) == 'rule' for e in element.itersiblings('{*}rule', preceding=True))} 行"
    if kind in COLUMNS:
        return f"{'输入' if kind == 'input' else '输出'}列“{_label(element)}”"
    if kind == "decisionTable":
        return "表头和命中方式"
    return f"{ELEMENTS.get(kind, kind)}“{element.get('name') or element.get('id')}”"


def _label(column: Element) -> str:
    return column.get("label") or column.get("name") or _plain(column) or column.get("id") or "？"


def _plain(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


WORDS = {"name": "名称", "label": "标题", "typeRef": "类型", "hitPolicy": "命中方式", "aggregation": "合计"}


def _text(element: Element) -> str:
    said = [f"{WORDS.get(name, name)}：{value}" for name, value in element.attrib.items() if name != "id"]
    return "\n".join(said + [p for e in element if isinstance(e.tag, str) and not left_out(e) and (p := _plain(e))])


# ---- together -------------------------------------------------------------------------------------------------------------
def together(base: bytes, mine: bytes, theirs: bytes, choices: Mapping[str, str]) -> tuple[bytes, list[Conflict]]:
    """The file of both, and what somebody has to choose (then it is one of several). Raises Unmergeable."""
    weighed = Weighing(*(side(content) for content in (base, mine, theirs)), choices)
    roots = [one[ROOT].source for one in weighed.sides.values()]
    built = _Builder(weighed).build(ROOT)
    whole = etree.Element(built.tag, attrib=dict(built.attrib), nsmap=trees.joined_prefixes(*roots))
    whole.text = built.text
    whole.extend(built)
    return trees.as_bytes(whole, roots[0]), list(weighed.conflicts.values())


class _Builder:
    def __init__(self, weighed: Weighing):
        self.weighed, self.picked = weighed, weighed.picked
        self.columns: dict[str | None, list[Element]] = {}

    def build(self, key: str) -> Element:
        source = self.picked[key].source
        if local(source) == "rule":
            return self._rule(key, source)
        strict = local(source) == "decisionTable" and source.get("hitPolicy") in IN_ORDER
        keys = self.weighed.inside(key, strict, "行的次序")
        if local(source) == "decisionTable":
            keys.sort(key=lambda k: ("input", "output", "rule").index(local(self.picked[k].source)))
        return trees.assembled(source, left_out, key_of, keys, self.build)

    def _rule(self, key: str, source: Element) -> Element:
        """The row with a cell for each column that the table has now."""
        made = trees.assembled(source, left_out, key_of, [], self.build)
        place = sum(local(e) in ("description", "extensionElements") for e in made if isinstance(e.tag, str))
        for n, column in enumerate(self._columns_of(self.picked[key].parent)):
            made.insert(place + n, self._cell(key, column, made))
        return made

    def _columns_of(self, table: str | None) -> list[Element]:
        """Asked once for all rows."""
        if table not in self.columns:
            found = [self.picked[k].source for k in self.weighed.inside(table) if local(self.picked[k].source) in COLUMNS]
            self.columns[table] = sorted(found, key=lambda c: COLUMNS.index(local(c)))
        return self.columns[table]

    def _cell(self, row: str, column: Element, made: Element) -> Element:
        unit = self.picked.get(f"{row} {column.get('id')}")
        if unit is not None:
            return trees.copied(unit.source)
        space = made.tag.rpartition("}")[0]
        cell = etree.Element(f"{space}}}{local(column)}Entry", id=f"{row}_{column.get('id')}", nsmap=made.nsmap)
        etree.SubElement(cell, f"{space}}}text").text = EMPTY
        return cell
