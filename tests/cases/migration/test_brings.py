"""What acts hand to the diagram is written down once, in their effects; the list for migrations must say the same."""
import ast
from pathlib import Path

import app.acts.effects
from app.acts.catalogue import ACTS
from app.cases.migration.brings import ACT_RESULTS


def test_every_variable_that_an_effect_hands_over_is_listed_and_no_other():
    handed = set()
    for file in Path(app.acts.effects.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "done":
                handed |= {keyword.arg for keyword in call.keywords}
    assert handed == set().union(*ACT_RESULTS.values())
    assert ACT_RESULTS.keys() <= ACTS.keys()
