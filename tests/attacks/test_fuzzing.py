"""However a file is damaged, it is refused or it runs."""
import pytest

from tests.attacks.confined import outcomes
from tests.attacks.fuzzing import ATTACKS


@pytest.mark.parametrize("seed", ATTACKS)
def test_damaged_files_are_refused_or_run(seed):
    assert outcomes("fuzzing")[seed][0] == "fine"
