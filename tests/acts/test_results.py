"""The table of what acts hand to diagrams says what their code does."""
import ast
import inspect

import pytest

from app.acts import effects
from app.acts.effects import deciding, ending, hearing, opening
from app.acts.results import RESULTS

CALLS = {node.name: [call for call in ast.walk(node) if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "done"]
         for module in (deciding, ending, hearing, opening) for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("act", sorted(name for name, calls in CALLS.items() if calls))
def test_an_act_hands_over_what_the_table_says(act):
    """Every name that one of its endings writes is in the table; what not all of them write is marked so."""
    written = [{word.arg for word in call.keywords} for call in CALLS[act]]
    told = RESULTS.get(act, {})
    assert set().union(*written) == set(told), effects
    assert {name for name, kind in told.items() if kind.endswith("~")} == set().union(*written) - set.intersection(*written)
