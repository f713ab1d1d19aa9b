"""Two versions of a decision table: cells, rows, columns, hit policy."""
import re
from functools import cache
from pathlib import Path

import pytest

from app.definitions import diff
from tests.support.district import ROOT


@cache
def leniency() -> str:
    return Path(ROOT, "rules/D09_leniency.dmn").read_text(encoding="utf-8")


def rule(number: int) -> str:
    return re.search(rf'\s*<rule id="D09_leniency_r{number}">.*?</rule>', leniency(), re.S)[0]


def compared(new: str) -> diff.TableDiff:
    return diff.table(leniency().encode(), new.encode())


def told(new: str) -> list[str]:
    return [c.sentence for c in compared(new).changes]


@pytest.mark.parametrize("path", sorted(Path(ROOT, "rules").glob("*.dmn")), ids=lambda p: p.stem)
def test_a_table_does_not_differ_from_itself(path):
    text = path.read_bytes()
    assert diff.table(text, text).changes == ()
    assert diff.table(text, re.sub(rb">\s+<", b"><", text)).changes == ()


@pytest.mark.parametrize("before, after, sentence", [
    ('hitPolicy="FIRST"', 'hitPolicy="UNIQUE"', "决策表“免罚与首违、次违、从严”：命中方式由“取先命中的一行”改为“唯一命中”。"),
    ('label="危害后果"', 'label="后果"', "输入列“后果”：列名由“危害后果”改为“后果”。"),
    ("minor = true", "minor != false", "输入列“违法行为轻微”：表达式由“minor = true”改为“minor != false”。"),
    ('<variable id="D09_leniency_variable" name="leniency"/>', '<variable id="D09_leniency_variable" name="mercy"/>',
     "决策“免罚与首违、次违、从严”：结果变量由“leniency”改为“mercy”。"),
    ('"must_not_punish"</text>\n        </outputEntry>', '"normal"</text>\n        </outputEntry>',
     "第 1 行：结果由“must_not_punish”改为“normal”。"),
    ('"normal"</text>', '"normal","none"</text>', None),
    ('"may_not_punish"</text>\n        </outputEntry>', 'may_not_punish</text>\n        </outputEntry>',
     "第 4 行：结果由“\"may_not_punish\"”改为“may_not_punish”。"),
    ("<description>没有主观过错不予处罚</description>", "<description>无过错</description>",
     "第 2 行：说明由“没有主观过错不予处罚”改为“无过错”。"),
])
def test_what_changed_is_told(before, after, sentence):
    assert before in leniency()
    found = told(leniency().replace(before, after, 1))
    assert len(found) == 1
    assert sentence is None or found == [sentence]


def test_an_any_cell_is_told_as_such_however_it_is_written():
    first = rule(1)
    assert told(leniency().replace(first, first.replace("<text>-</text>", "<text></text>"))) == []
    narrowed = first.replace("<text>-</text>", "<text>true</text>", 1)
    assert told(leniency().replace(first, narrowed)) == ["第 1 行：证明没有主观过错由“不限”改为“是”。"]


def test_a_removed_row_says_what_it_said():
    assert told(leniency().replace(rule(2), "")) == [
        "删去原第 2 行（证明没有主观过错 是 → 结果 must_not_punish，依据 行政处罚法33第二款：没有主观过错，不予处罚）。"]


def test_a_moved_row_is_one_change_and_matters_where_the_first_hit_counts():
    new = leniency().replace(rule(2), "").replace("</decisionTable>", rule(2) + "</decisionTable>")
    found = compared(new)
    assert [(c.kind, c.minor) for c in found.changes] == [("moved", False)]
    assert re.fullmatch(r"第 (\d+) 行：行次由“第 2 行”改为“第 \1 行”。", found.changes[0].sentence)


def test_where_rows_are_unique_their_order_is_minor():
    old = leniency().replace('hitPolicy="FIRST"', 'hitPolicy="UNIQUE"')
    new = old.replace(rule(2), "").replace("</decisionTable>", rule(2) + "</decisionTable>")
    assert [c.minor for c in diff.table(old.encode(), new.encode()).changes] == [True]


def test_rows_whose_ids_were_lost_are_aligned_by_what_stands_in_them():
    renumbered = re.sub(r'D09_leniency_r(\d+)', r'row_\1', leniency()).replace('"must_mitigate"</text>\n        </outputEntry>',
                                                                              '"lighter"</text>\n        </outputEntry>')
    assert [re.sub(r"\d+", "N", s) for s in told(renumbered)] == ["第 N 行：结果由“must_mitigate”改为“lighter”。"]


def test_a_new_column_is_one_change_and_not_one_in_each_row():
    column = '<input id="i9" label="主动投案"><inputExpression id="i9e" typeRef="boolean"><text>came = true</text></inputExpression></input>'
    new = leniency().replace('<output id="D09_leniency_o1"', column + '<output id="D09_leniency_o1"')
    new = re.sub(r'(\s*)(<outputEntry id="D09_leniency_r(\d+)_o1">)', r'\1<inputEntry id="r\3_i9"><text>-</text></inputEntry>\1\2', new)
    assert told(new) == ["新增输入列“主动投案”（came = true）。"]
    table = compared(new).tables[0]
    assert [c.kind for c in table.columns].count("added") == 1 and {r.kind for r in table.rows} == {""}


def test_both_versions_are_shown_as_one_table_with_the_removed_row_where_it_stood():
    new = leniency().replace(rule(2), "").replace('"may_not_punish"</text>\n        </outputEntry>', '"lighter"</text>\n        </outputEntry>')
    table = compared(new).tables[0]
    assert [(r.kind, r.old_number, r.new_number) for r in table.rows][:3] == [("", 1, 1), ("removed", 2, None), ("", 3, 2)]
    changed = next(r for r in table.rows if r.kind == "changed")
    assert [(c.old, c.new) for c in changed.cells if c.kind] == [('"may_not_punish"', '"lighter"')]


def test_a_decision_more_or_less_and_what_it_depends_on_are_told():
    inner = ('<decision id="D_inner" name="是否轻微"><variable id="v" name="is_minor"/><literalExpression id="l"><text>harm = "none"</text>'
             "</literalExpression></decision>")
    new = leniency().replace('<decision id="D09_leniency"', inner + '<decision id="D09_leniency"').replace(
        "</description>", '</description><informationRequirement id="q"><requiredDecision href="#D_inner"/></informationRequirement>', 1)
    assert told(new) == ["新增决策“是否轻微”。", "决策“免罚与首违、次违、从严”：加上依赖 是否轻微“是否轻微”。"]
