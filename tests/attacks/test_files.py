"""A hostile file is refused for its reason, in bounded time and memory; nothing of it is fetched, expanded or executed."""
import pytest

from tests.attacks.confined import outcomes
from tests.attacks.files import FILES


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_time(name):
    """Accepted, where the file is harmless: what is hostile in it is not looked at."""
    outcome, _seconds = outcomes("files")[name]
    wanted = set(FILES[name][1].split())
    assert wanted & set(outcome.split()) if wanted else outcome == "", outcome


def test_all_of_them_together_take_little_memory():
    assert outcomes("files")[""] < 500
