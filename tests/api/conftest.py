"""An installation with the demonstration district and one small process, and a client that carries a person's token."""
import pytest
from jsonschema import Draft202012Validator

from app.accounts.operations import issue_token
from app.api.contract import ENDPOINTS
from app.api.openapi import document
from app.cli import preparing
from app.factory import create_app
from app.kernel.clock import utcnow
from app.kernel.settings import Settings
from tests.conftest import tables
from tests.support.small import PASSWORD


@pytest.fixture
def database(small):
    return small


@pytest.fixture
def app(database, tmp_path):
    return create_app(Settings(data_dir=tmp_path / "data"), database)


def first_start(database) -> None:
    tables(database)
    settings = Settings(demo=True, demo_password=PASSWORD)
    preparing.publish_shipped(database, settings)
    preparing.load_demonstration(database, settings)


@pytest.fixture
def installed(backend, tmp_path):
    """The application with the shipped processes and the demonstration district, as a first start makes it; and its database."""
    with backend.fresh(first_start) as database:
        yield create_app(Settings(data_dir=tmp_path / "data", demo=True), database), database


class Person:
    """Somebody with a token. Every answer is checked against the schema that the OpenAPI document shows for it."""

    def __init__(self, app, database, login: str):
        with database.begin() as session:
            self.token = issue_token(session, login, now=utcnow())
        self.app, self.client = app, app.test_client()

    def ask(self, method: str, path: str, status: int = 200, headers=(), **request):
        answer = self.client.open(f"/api/v1{path}", method=method,
                                  headers={"Authorization": f"Bearer {self.token}", **dict(headers)}, **request)
        assert answer.status_code == status, answer.get_data(as_text=True)
        self._check(method, answer)
        return answer.get_json(force=True)

    def get(self, path: str, status: int = 200, **request):
        return self.ask("GET", path, status, **request)

    def post(self, path: str, status: int = 200, body=None, headers=(), **request):
        if body is not None:
            request["json"] = body
        return self.ask("POST", path, status, headers, **request)

    def _check(self, method: str, answer) -> None:
        rule = answer.request.path.removeprefix("/api/v1").split("/")
        endpoint = next(e for e in ENDPOINTS if e.method == method and _fits(e.path.split("/"), rule))
        shown = document()["components"]["schemas"]["Problem"]
        schema = endpoint.answers[answer.status_code] if answer.status_code < 400 else shown
        Draft202012Validator(schema).validate(answer.get_json(force=True))
        assert answer.status_code < 400 or answer.mimetype == "application/problem+json"


def _fits(pattern: list[str], path: list[str]) -> bool:
    return len(pattern) == len(path) and all(p == q or p.startswith("<") for p, q in zip(pattern, path))


@pytest.fixture
def as_(app, database):
    return lambda login: Person(app, database, login)


@pytest.fixture
def worker(as_):
    return as_("grid_worker")


@pytest.fixture
def opened(worker):
    """A case that the grid worker has opened, as the API shows it."""
    return worker.post("/cases", 201, {"title": "河道内夜间采砂", "source": "巡查", "place": "东河 3 号堤", "party": {"name": "张三"}})


@pytest.fixture
def registered(worker, opened):
    """The same case after its registration task: two tasks are open side by side."""
    task = opened["open_tasks"][0]["id"]
    return worker.post(f"/tasks/{task}/submit", body={"data": {"title": "河道内夜间采砂", "source": "巡查"}})["case"]
