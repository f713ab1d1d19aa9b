"""Two versions of a decision file: decisions, columns, rows and cells. Rows and columns are aligned by id, else by what stands in them."""
from collections.abc import Iterator
from dataclasses import dataclass

from app.definitions.diff import facts, matching
from app.definitions.diff.changes import ADDED, CHANGED, MOVED, REMOVED, Change, Detail, Diff, details
from app.definitions.diff.grid import Cell, Column, Grid, MergedRow, Rule, merged, plain, read
from app.engine.limits import DEFAULT
from app.engine.markup import Element, local, parse

ELEMENTS = {"decision": "决策", "inputData": "输入数据", "businessKnowledgeModel": "业务知识", "knowledgeSource": "依据", "decisionService": "决策服务",
            "itemDefinition": "数据类型", "textAnnotation": "注释"}
LABELS = {"@name": "名称", "@label": "显示名", "description": "说明", "question": "要回答的问题", "allowedAnswers": "可能的回答", "variable/@name": "结果变量",
          "variable/@typeRef": "结果类型", "literalExpression/text": "表达式", "literalExpression/@typeRef": "表达式类型", "text": "文字",
          "typeRef": "类型", "allowedValues/text": "可取的值", "@isCollection": "是列表"}
POLICIES = {"UNIQUE": "唯一命中", "FIRST": "取先命中的一行", "ANY": "任一命中", "PRIORITY": "按优先级", "RULE ORDER": "按行次全取",
            "OUTPUT ORDER": "按输出次序全取", "COLLECT": "命中的全取"}
IN_ORDER = {"FIRST", "RULE ORDER"}      # hit policies to which the order of rows matters
ALIKE = 0.5                             # share of equal cells from which two rows are the same row, changed


@dataclass(frozen=True)
class MergedTable:
    """Both versions of one decision table in one, for display. `id`, `name`: of the decision."""

    id: str
    name: str
    policy: Cell
    columns: tuple[Column, ...]
    rows: tuple[MergedRow, ...]


@dataclass(frozen=True)
class TableDiff(Diff):
    """`tables`: each decision table that is in both versions and differs, as one."""

    tables: tuple[MergedTable, ...] = ()


def table(old: bytes, new: bytes) -> TableDiff:
    """The semantic difference. Raises engine.markup.Unreadable when one of them is no safe XML."""
    before, after = elements(old), elements(new)
    pairs = _pair(before, after)
    back = {n: o for o, n in pairs.items()}
    found: list[Change] = [_whole(REMOVED, before[one]) for one in before if one not in pairs]
    tables = []
    for one, element in after.items():
        if one not in back:
            found.append(_whole(ADDED, element))
            continue
        found += _own(before[back[one]], element, pairs)
        changes, shown = _grids(before[back[one]], element)
        found, tables = found + changes, tables + shown
    return TableDiff(tuple(found), tables=tuple(tables))


def elements(content: bytes) -> dict[str, Element]:
    root = parse(content, "决策表", DEFAULT)
    return {e.get("id"): e for e in root if e.get("id") and local(e) in ELEMENTS}


def _pair(old: dict[str, Element], new: dict[str, Element]) -> matching.Pairs:
    pairs = {o: n for o, n in matching.by_id(old, new).items() if local(old[o]) == local(new[n])}
    return matching.by_trait(pairs, list(old), list(new), lambda one, older: _called((old if older else new)[one]), str)


def _called(element) -> tuple[str, str] | None:
    return (local(element), element.get("name")) if element.get("name") else None


def _whole(kind: str, element: Element) -> Change:
    rows = len(element.findall("{*}decisionTable/{*}rule"))
    return Change(kind, element.get("id"), ELEMENTS[local(element)], element.get("name") or element.get("id"), note=f"{rows} 行" if rows else "")


def _own(old: Element, new: Element, pairs: matching.Pairs) -> list[Change]:
    """What the element says besides its table."""
    found = details(_facts(old, pairs), _facts(new, {}))
    renamed = old.get("id") != new.get("id")
    if renamed:
        found = (Detail("编号", old.get("id"), new.get("id")), *found)
    name = new.get("name") or new.get("id")
    return [Change(CHANGED, new.get("id"), ELEMENTS[local(new)], name, found, old.get("id") if renamed else None)] if found else []


def _facts(element: Element, pairs: matching.Pairs) -> dict[str, tuple]:
    own = facts.of_element(element, lambda e: local(e) == "decisionTable")
    found = {}
    for path, value in own.items():
        if path.endswith("@id") or "Requirement" in path:
            continue
        label = LABELS.get(facts.without_number(path), "扩展 " + path.removeprefix("extensionElements/").replace("@", ""))
        found[label] = (value, value)
    return found | _needs(element, pairs)


def _needs(element: Element, pairs: matching.Pairs) -> dict[str, tuple]:
    """{依赖 名称: …} of what a decision requires."""
    named = {e.get("id"): e.get("name") or e.get("id") for e in element.getparent() if isinstance(e.tag, str)}
    refs = [r.get("href", "").removeprefix("#") for r in element.iterfind("{*}informationRequirement/*")]
    refs += [r.get("href", "").removeprefix("#") for r in element.iterfind("{*}knowledgeRequirement/*")]
    return {f"依赖 {named.get(one, one)}": (pairs.get(one, one), named.get(one, one)) for one in refs}


# ---- tables ---------------------------------------------------------------------------------------------------------------
def _grids(old: Element, new: Element) -> tuple[list[Change], list[MergedTable]]:
    before, after = read(old), read(new)
    if before is None or after is None:
        said = {None: "没有决策表"}
        detail = Detail("决策方式", said.get(before, "决策表"), said.get(after, "决策表"))
        return ([] if before is after else [Change(CHANGED, new.get("id"), "决策", new.get("name") or new.get("id"), (detail,))]), []
    columns = _columns(before, after)
    rules = _rules(before, after, columns)
    shown, moved = merged(before, after, columns, rules)
    found = [*_policy(before, after, new), *_column_changes(shown[0]), *_row_changes(shown[1], shown[0], moved, after)]
    policy = Cell(_policy_words(before), _policy_words(after))
    return found, [MergedTable(new.get("id"), _title(new), policy, *shown)] if found else []


def _title(decision) -> str:
    return decision.get("name") or decision.get("id")


def _policy_words(grid: Grid) -> str:
    return POLICIES.get(grid.policy, grid.policy) + (f"，{grid.aggregation}" if grid.aggregation else "")


def _policy(before: Grid, after: Grid, new: Element) -> list[Change]:
    words = _policy_words(before), _policy_words(after)
    if words[0] == words[1]:
        return []
    return [Change(CHANGED, after.id, "决策表", _title(new), (Detail("命中方式", *words),))]


def _columns(before: Grid, after: Grid) -> matching.Pairs:
    pairs = {o: n for o, n in matching.by_id(before.columns, after.columns).items() if before.columns[o].io == after.columns[n].io}
    for trait in ("source", "label"):
        pairs = matching.by_trait(pairs, list(before.columns), list(after.columns),
                                  lambda one, older: _trait(before if older else after, one, trait), str)
    return pairs


def _trait(grid: Grid, one: str, trait: str) -> tuple | None:
    value = getattr(grid.columns[one], trait)
    return (grid.columns[one].io, value) if value else None


def _rules(before: Grid, after: Grid, columns: matching.Pairs) -> matching.Pairs:
    """By id, by all cells, then what shares most cells, the best first."""
    shared = [(o, n) for o, n in columns.items()]

    def cells(one: str, older: bool) -> tuple[str, ...]:
        rule = (before if older else after).rules[one]
        return tuple(rule.cells.get(o if older else n, "") for o, n in shared)
    pairs = matching.by_trait(matching.by_id(before.rules, after.rules), list(before.rules), list(after.rules), cells, str)
    taken = set(pairs.values())
    left = [r for o, r in before.rules.items() if o not in pairs]
    new = [r for n, r in after.rules.items() if n not in taken]
    if not shared or len(left) * len(new) > 40_000:
        return pairs        # a table rewritten from end to end is told as such, and in no time
    likeness = sorted(((_likeness(o, n, shared), o.id, n.id) for o in left for n in new), key=lambda x: -x[0])
    for share, o, n in likeness:
        if share >= ALIKE and o not in pairs and n not in taken:
            pairs[o] = n
            taken.add(n)
    return pairs


def _likeness(old: Rule, new: Rule, shared) -> float:
    """The share of equal cells among those that say anything."""
    said = [(old.cells.get(o, ""), new.cells.get(n, "")) for o, n in shared]
    said = [pair for pair in said if pair != ("", "")]
    return sum(a == b for a, b in said) / len(said) if said else 0


def _column_changes(columns) -> Iterator[Change]:
    for column in columns:
        what = {"input": "输入列", "output": "输出列", "note": "说明列"}[column.io]
        if column.kind in (ADDED, REMOVED):
            yield Change(column.kind, column.id, what, column.title, note=column.source.now)
        elif column.kind:
            yield Change(column.kind, column.id, what, column.title, column.details, column.old_id)


def _row_changes(rows, columns, moved, after: Grid) -> Iterator[Change]:
    matters = after.policy in IN_ORDER
    for row in rows:
        if row.kind in (ADDED, REMOVED):
            yield Change(row.kind, row.id, row.number, "", note=row.words(columns))
            continue
        found = tuple(_cell(column, cell) for column, cell in zip(columns, row.cells) if cell.kind == CHANGED)
        if row.id in moved:
            found = (Detail("行次", f"第 {row.old_number} 行", f"第 {row.new_number} 行"), *found)
        if found:
            only = row.id in moved and len(found) == 1
            yield Change(MOVED if only else CHANGED, row.id, row.number, "", found, row.old_id, minor=only and not matters)


def _cell(column: Column, cell: Cell) -> Detail:
    nothing = "不限" if column.io == "input" else "（空）"
    texts = plain(cell.old), plain(cell.new)
    before, after = (cell.old, cell.new) if texts[0] == texts[1] else texts     # where the quotes are the change
    return Detail(column.title, before or nothing, after or nothing, column.id)
