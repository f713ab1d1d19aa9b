"""What the FEEL input offers at the cursor, and what it underlines."""
import pytest

from tests.workbench import scripts

CASES = {
    'result = "|"': (['"accept"', '"object"'], 9, 11), 'result = "ac': (['"accept"', '"object"'], 9, 12), 'result in ("accept", "|"': (['"accept"', '"object"'], 21, 23),
    "dept.": (["code"], 5, 5), "dept[1].co": (["code"], 8, 10), "for d in dept return d.": (["code"], 23, 23), 'contains("dept.': None, "nobody.": None,
}
CELLS = {'"': (['"accept"', '"object"'], 0, 1), 'not("accept", "': (['"accept"', '"object"'], 14, 15)}
PROBLEMS = [{"level": "error", "from": 2, "to": 5, "sentence": "a"}, {"level": "warning", "from": 10, "to": 10, "sentence": "b"}, {"level": "hint", "from": 90, "to": 99, "sentence": "c"}]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    cases = [[text, "expression"] for text in (*CASES, "res", "list con", "名")] + [[text, "unary"] for text in CELLS]
    return scripts.run("feel.mjs", {"cases": cases, "problems": PROBLEMS}, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("number", range(len(CASES)), ids=list(CASES))
def test_entries_and_values_are_offered_where_they_belong(told, number):
    wanted, found = list(CASES.values())[number], told["offered"][number]
    assert (found and (found["labels"], found["from"], found["to"])) == wanted


def test_names_functions_and_words_of_the_language_are_offered_with_their_meaning(told):
    names, functions, chinese = told["offered"][len(CASES):len(CASES) + 3]
    assert {"result", "名称", "dept", "list contains", "if"} <= set(names["labels"]) and "?" not in names["labels"]
    assert names["details"][names["labels"].index("result")] == "签收意见 · 文字" and names["details"][names["labels"].index("dept")] == "一组数据，不一定有"
    assert functions["from"] == 0, "a function's name may hold spaces"
    assert chinese["from"] == 0 and "名称" in chinese["labels"]


def test_a_cell_offers_the_values_of_its_column(told):
    found = [(one["labels"], one["from"], one["to"]) for one in told["offered"][len(CASES) + 3:]]
    assert found == list(CELLS.values())


def test_a_problem_is_underlined_inside_the_text_wherever_it_says_to_be(told):
    assert [(one["from"], one["to"], one["severity"]) for one in told["underlined"]] == [(2, 5, "error"), (9, 10, "warning"), (9, 10, "info")]
