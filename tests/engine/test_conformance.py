"""Every demand of the standard in `conformance/`, through the function behind `simulate`."""
import pytest

from tests.engine.conformance import activities, compensation, data, events, gateways
from tests.engine.conformance.case import Case, check

ALL: list[Case] = [*gateways.CASES, *activities.CASES, *events.CASES, *compensation.CASES, *data.CASES]


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.clause} {c.name}")
def test_it_is_as_the_standard_has_it(case):
    check(case)
