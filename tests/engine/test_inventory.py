"""The table of `docs/engine.md` names every element that the reader knows, and says the truth about what is refused."""
import re

import pytest

from app.engine import check_files
from app.engine.checks.events import ALLOWED
from app.engine.reader import GLOBAL_TASKS, NODES
from app.kernel.place import ROOT
from tests.engine.diagram import MESSAGE, definitions, element, end, flow, process, start, user

PAGE = (ROOT / "docs" / "engine.md").read_text()
TABLE = PAGE[PAGE.index("## BPMN, element by element"):PAGE.index("### Where the standard leaves a choice")]
LINE = start() + user("u") + end() + flow("s", "u", "e")


def test_every_element_that_is_read_stands_in_the_table():
    named = set(re.findall(r"`(\w+)`", TABLE))
    assert set(NODES) <= named and "globalTask" in named and GLOBAL_TASKS


@pytest.mark.parametrize("event, kinds", ALLOWED.items())
def test_every_event_definition_stands_in_its_row(event, kinds):
    row = next(r for r in TABLE.splitlines() if r.startswith("| `") and f"`{event}`" in r.split("|")[1])
    words = {"conditional": "condition", "compensate": "compensation"}
    assert [k for k in kinds if words.get(k, k) not in row] == []


@pytest.mark.parametrize("refused", [
    process(LINE, '<dataStoreReference id="d"/>'), definitions('<choreography id="c"/>', f'<process id="p">{LINE}</process>'),
    process('<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>', element("intermediateCatchEvent", "a", MESSAGE),
            element("intermediateCatchEvent", "b", MESSAGE.replace("msg", "msg2")), end(), flow("g", "a", "e"), flow("g", "b", "e"))])
def test_what_the_table_calls_refused_is_refused(refused):
    assert "not_executed" in {p.code for p in check_files({"x.bpmn": refused}) if p.level == "error"}
