"""What goes wild as it runs is stopped at its place: by an incident there, or by refusing the command as a whole."""
import pytest

from tests.attacks.confined import outcomes
from tests.attacks.runs import RUNS


@pytest.mark.parametrize("name", RUNS)
def test_it_is_stopped(name):
    outcome, _seconds = outcomes("runs")[name]
    assert set(outcome.split()) & set(RUNS[name][1].split()), outcome


def test_all_of_them_together_take_little_memory():
    assert outcomes("runs")[""] < 600
