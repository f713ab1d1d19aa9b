"""A decision table as a grid, and two of them laid over each other."""
from dataclasses import dataclass, field

from app.definitions.diff import matching
from app.definitions.diff.changes import ADDED, CHANGED, MOVED, REMOVED, Detail, details
from app.engine.markup import Element, local

ANY = {"", "-"}


@dataclass(frozen=True)
class Head:
    """A column. `io`: input, output, note; `source`: the expression, or the output's name."""

    id: str
    io: str
    label: str
    source: str
    type: str
    values: str


@dataclass(frozen=True)
class Rule:
    """`cells`: {column id: text}, any value as an empty text."""

    id: str
    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Grid:
    id: str
    policy: str
    aggregation: str
    columns: dict[str, Head]
    rules: dict[str, Rule]


@dataclass(frozen=True)
class Cell:
    """Two texts. None: there was, or is, no such cell."""

    old: str | None
    new: str | None

    @property
    def kind(self) -> str:
        if self.old == self.new:
            return ""
        return ADDED if self.old is None else REMOVED if self.new is None else CHANGED

    @property
    def now(self) -> str:
        return (self.new if self.new is not None else self.old) or ""


@dataclass(frozen=True)
class Column:
    kind: str
    id: str
    old_id: str | None
    io: str
    label: Cell
    source: Cell
    details: tuple[Detail, ...]

    @property
    def title(self) -> str:
        return self.label.now or self.source.now or self.id


@dataclass(frozen=True)
class MergedRow:
    kind: str
    id: str
    old_id: str | None
    old_number: int | None
    new_number: int | None
    cells: tuple[Cell, ...] = field(default=())

    @property
    def number(self) -> str:
        """第 3 行; of a removed one, 原第 3 行."""
        return f"原第 {self.old_number} 行" if self.new_number is None else f"第 {self.new_number} 行"

    def words(self, columns) -> str:
        """轻微 是，危害后果 none → 结果 may_not_punish."""
        given, gives = ("，".join(f"{c.title} {plain(cell.now)}" for c, cell in zip(columns, self.cells) if c.io == io and cell.now)
                        for io in ("input", "output"))
        return " → ".join(part for part in (given or "不限", gives) if part)


def read(decision: Element) -> Grid | None:
    """The decision's table; None if it has none."""
    table = decision.find("{*}decisionTable")
    if table is None:
        return None
    heads = [_head(e, "input", i) for i, e in enumerate(table.findall("{*}input"), 1)]
    heads += [_head(e, "output", i) for i, e in enumerate(table.findall("{*}output"), 1)]
    heads.append(Head("note", "note", "说明", "", "", ""))
    rules = [_rule(e, number, heads) for number, e in enumerate(table.findall("{*}rule"), 1)]
    return Grid(table.get("id") or decision.get("id"), table.get("hitPolicy", "UNIQUE"), table.get("aggregation", ""),
                {h.id: h for h in heads}, {r.id: r for r in rules})


def _head(element: Element, io: str, number: int) -> Head:
    inner = element.find("{*}inputExpression") if io == "input" else element
    source = text(inner) if io == "input" else element.get("name", "")
    values = text(element.find("{*}inputValues" if io == "input" else "{*}outputValues"))
    kind = inner.get("typeRef", "") if inner is not None else ""
    return Head(element.get("id") or f"{io} {number}", io, (element.get("label") or "").strip(), source, kind, values)


def _rule(element: Element, number: int, heads: list[Head]) -> Rule:
    entries = [e for e in element if local(e) in ("inputEntry", "outputEntry")]
    cells = {h.id: "" if (said := text(e)) in ANY else said for h, e in zip(heads, sorted(entries, key=lambda e: local(e) == "outputEntry"))}
    notes = [text(e) for e in element.findall("{*}annotationEntry")] + [(element.findtext("{*}description") or "").strip()]
    cells["note"] = "；".join(n for n in notes if n)
    return Rule(element.get("id") or f"row {number}", number, cells)


def plain(cell: str) -> str:
    """A cell in a sentence: a single text without its quotes, true and false as 是 and 否."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1]:
        return cell[1:-1]
    return {"true": "是", "false": "否"}.get(cell, cell)


def text(element: Element | None) -> str:
    return (element.findtext("{*}text") or "").strip() if element is not None else ""


def merged(before: Grid, after: Grid, columns: matching.Pairs,
           rules: matching.Pairs) -> tuple[tuple[tuple[Column, ...], tuple[MergedRow, ...]], set[str]]:
    """((columns, rows), rows that changed places): in the newer order, what was removed behind what it stood behind."""
    shown = tuple(_column(before.columns.get(o), after.columns.get(n), (o, n) in _shifted(before, after, columns))
                  for o, n in _woven(list(before.columns), list(after.columns), columns))
    ids = _woven(list(before.columns), list(after.columns), columns)
    moved = matching.out_of_order(list(before.rules), list(after.rules), rules)
    rows = tuple(_row(before.rules.get(o), after.rules.get(n), ids, moved) for o, n in _woven(list(before.rules), list(after.rules), rules))
    return (shown, rows), moved


def _shifted(before: Grid, after: Grid, columns: matching.Pairs) -> set[tuple[str, str]]:
    back = {n: o for o, n in columns.items()}
    return {(back[n], n) for n in matching.out_of_order(list(before.columns), list(after.columns), columns)}


def _woven(old: list[str], new: list[str], pairs: matching.Pairs) -> list[tuple[str | None, str | None]]:
    back = {n: o for o, n in pairs.items()}
    behind: dict[str | None, list[str]] = {}
    last = None
    for one in old:
        if one in pairs:
            last = pairs[one]
        else:
            behind.setdefault(last, []).append(one)
    woven: list[tuple[str | None, str | None]] = [(one, None) for one in behind.get(None, [])]
    for one in new:
        woven += [(back.get(one), one), *((gone, None) for gone in behind.get(one, []))]
    return woven


def _column(old: Head | None, new: Head | None, shifted: bool) -> Column:
    head = new or old
    label, source = (Cell(getattr(old, n, None), getattr(new, n, None)) for n in ("label", "source"))
    found = details(_said(old), _said(new)) if old and new else ()
    kind = ADDED if old is None else REMOVED if new is None else CHANGED if found else MOVED if shifted else ""
    return Column(kind, head.id, old.id if old and new and old.id != new.id else None, head.io, label, source, found)


def _said(head: Head) -> dict[str, tuple[str, str]]:
    said = {"列名": head.label, "表达式" if head.io == "input" else "输出名": head.source, "类型": head.type, "可取的值": head.values}
    return {label: (value, value) for label, value in said.items() if value}


def _row(old: Rule | None, new: Rule | None, columns, moved: set[str]) -> MergedRow:
    cells = tuple(Cell(_at(old, o), _at(new, n)) for o, n in columns)
    here = new or old
    changed = bool(old and new) and any(c.kind == CHANGED for c in cells)
    kind = ADDED if old is None else REMOVED if new is None else CHANGED if changed else MOVED if here.id in moved else ""
    return MergedRow(kind, here.id, old.id if old and new and old.id != new.id else None, old and old.number, new and new.number, cells)


def _at(rule: Rule | None, column: str | None) -> str | None:
    return None if rule is None or column is None else rule.cells.get(column, "")
