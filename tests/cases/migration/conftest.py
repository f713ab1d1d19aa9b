import pytest

from tests.cases.migration.small import Migrating, prepare
from tests.conftest import NOW


@pytest.fixture
def world(backend):
    with backend.fresh(prepare) as database:
        yield Migrating(database, NOW)
