"""The demonstration district without processes, and a hand to perform acts in one case of it."""
import pytest

from tests.acts.support import Office, registers


@pytest.fixture(scope="session")
def _acts_district(backend):
    with backend.fresh(registers) as database:
        yield database


@pytest.fixture
def office(_acts_district):
    """A department that handles one case; whatever is written is rolled back at the end."""
    with Office.of(_acts_district, "guizi", "PG-34-1") as office:
        yield office


@pytest.fixture
def street(_acts_district):
    """A street team with a summary case."""
    with Office.of(_acts_district, "jiazhen", "CS-01-1") as office:
        yield office
