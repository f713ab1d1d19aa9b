"""Who may talk to the API, and what every answer carries."""
import pytest

from app.accounts.operations import revoke_token
from app.accounts.model import ApiToken, Person
from app.kernel.clock import utcnow
from tests.support.small import PASSWORD


def log_in(app, login: str = "grid_worker"):
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/login", data={"login": login, "password": PASSWORD}).status_code == 303
    return client


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer zfl_wrong"}, {"Authorization": "Bearer "}, {"Authorization": "Basic eDp5"}])
def test_without_a_good_token_nothing_is_told(app, headers):
    answer = app.test_client().get("/api/v1/cases", headers=headers)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json(force=True)["code"] in ("token_required", "bad_token")


def test_a_browser_that_is_logged_in_may_read_but_not_write(app):
    client = log_in(app)
    assert client.get("/api/v1/me").get_json()["login"] == "grid_worker"
    answer = client.post("/api/v1/cases", json={"title": "河道内采砂"})
    assert answer.status_code == 401 and answer.get_json(force=True)["code"] == "token_required"


def test_a_revoked_token_ends_at_once(worker, database):
    with database.begin() as session:
        revoke_token(session, session.query(ApiToken).one().id, now=utcnow())
    assert worker.get("/me", 401)["code"] == "bad_token"


def test_a_deactivated_person_is_out_at_once_by_token_and_by_session(app, worker, database):
    client = log_in(app)
    with database.begin() as session:
        session.query(Person).filter_by(login="grid_worker").one().active = False
    assert worker.get("/me", 401)["code"] == "bad_token"
    assert client.get("/api/v1/me").status_code == 401


def test_me_tells_posts_and_permissions(as_):
    me = as_("guizi.officer").get("/me")
    assert me["posts"][0]["organ"] == "guizi" and me["posts"][0]["role"] == "officer" and "case.register" in me["permissions"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/cases", 405)])
def test_an_address_that_is_not_there_answers_with_a_problem_document(app, method, path, status):
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status and answer.mimetype == "application/problem+json"


def test_a_body_of_ten_megabytes_is_refused_with_a_sentence(worker):
    answer = worker.client.post("/api/v1/cases", data=b"x" * 10_000_000, content_type="application/json",
                                headers={"Authorization": f"Bearer {worker.token}"})
    assert answer.status_code == 413 and "最多 1 MB" in answer.get_json(force=True)["detail"]


def test_an_unforeseen_error_shows_a_number_and_nothing_internal(app, worker, monkeypatch):
    def explode(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("app.cases.queries.search", explode)
    answer = worker.client.get("/api/v1/cases", headers={"Authorization": f"Bearer {worker.token}"})
    problem = answer.get_json(force=True)
    assert answer.status_code == 500 and problem["request_id"] and "secret" not in answer.get_data(as_text=True)
