"""Rows from and to a spreadsheet."""
import pytest

from tests.workbench import scripts

TSV = {
    "a\tb\nc\td": [["a", "b"], ["c", "d"]],
    "a\tb\r\nc\td\r\n": [["a", "b"], ["c", "d"]],
    '"一行\n两行"\tb': [["一行\n两行", "b"]],
    '"他说""好"""\tb': [['他说"好"', "b"]],
    '"none"\t> 3': [['"none"', "> 3"]],
    "\t\n\t": [["", ""], ["", ""]],
}
CELLS = [      # what stands in the spreadsheet, in which column, of which type, what it becomes
    ("", "test", "string", "-"), ("", "result", "string", ""), ("是", "test", "boolean", "true"), ("否", "result", "boolean", "false"), ("TRUE", "test", "boolean", "true"),
    ("轻微", "test", "string", '"轻微"'), ("轻微、严重", "test", "string", '"轻微", "严重"'), ("甲，乙", "result", "string", '"甲，乙"'), ('"none"', "test", "string", '"none"'),
    ('not("none")', "test", "string", 'not("none")'), ("-", "test", "string", "-"), ("> 3", "test", "number", "> 3"), ("[1..5]", "test", "number", "[1..5]"), ("12", "result", "number", "12"),
    ("依据 第三十三条", "note", "", "依据 第三十三条"), ('他说"好"', "result", "string", '"他说\\"好\\""'),
]
ROWS = [["- ", '"a"', "一\n二"], ["", "x\ty", 'q"q']]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    given = {"tsv": list(TSV), "cells": [c[:3] for c in CELLS], "rows": ROWS}
    return scripts.run("spreadsheet.mjs", given, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("number", range(len(TSV)))
def test_what_a_spreadsheet_copies_is_read_as_rows_of_cells(number, told):
    assert told["tsv"][number] == list(TSV.values())[number]


@pytest.mark.parametrize("number", range(len(CELLS)), ids=lambda n: f"{CELLS[n][1]}-{CELLS[n][2]}-{n}")
def test_a_cell_becomes_what_a_legal_officer_means_by_it(number, told):
    assert told["cells"][number] == CELLS[number][3]


def test_a_table_that_is_copied_out_is_read_back_as_it_was(told):
    assert told["back"] == ROWS
