"""What no honest program sends: each gets its sentence, none an internal error."""
import pytest

BIG = 10**30


@pytest.mark.parametrize("method, path", [("GET", f"/cases/{BIG}"), ("GET", f"/tasks/{2**63}"), ("POST", f"/tasks/{BIG}/claim"),
                                          ("POST", f"/cases/{BIG}/attachments")])
def test_an_id_larger_than_any_is_not_found(worker, method, path):
    answer = worker.client.open(f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {worker.token}"})
    assert answer.status_code == 404 and answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", [f"/cases?cursor={BIG}", "/cases?cursor=²", "/tasks?cursor=2026-01-01_5", f"/tasks?cursor=_{BIG}",
                                  "/tasks?cursor=_-1", "/tasks?cursor=zz"])
def test_a_made_up_cursor_is_no_cursor(worker, opened, path):
    worker.get(path)


@pytest.mark.parametrize("text", ["²", "--5", "1.0", "", "9" * 19])
def test_what_is_no_integer_is_told_in_a_sentence(worker, text):
    assert worker.get(f"/tasks?case_id={text}", 422)["errors"] == {"case_id": "要写成整数。"}


def nested(depth: int) -> str:
    return '{"data": ' + '{"x": ' * depth + "1" + "}" * depth + "}"


@pytest.mark.parametrize("body, word", [
    (nested(60), "嵌套太深"), (nested(900), "嵌套太深"), (nested(3000), "不是 JSON"), ('{"title": NaN}', "不是 JSON"),
    ('{"data": {"x": 1e400}}', "不是 JSON"), ('{"title": "a\\u0000b"}', "空字符"), ('{"data": {"a\\u0000": 1}}', "空字符"),
    ('{"title": "\\ud800"}', "不是 JSON"), ('{"title": "é"}'.encode("latin-1"), "不是 JSON")])
def test_a_body_that_is_no_plain_json_is_refused_with_a_sentence(worker, opened, body, word):
    task = opened["open_tasks"][0]["id"]
    for path in ("/cases", f"/tasks/{task}/submit"):
        problem = worker.post(path, 400, data=body, content_type="application/json")
        assert word in problem["detail"]


@pytest.mark.parametrize("path", ["/cases?q=a%00b", "/definitions/a%00/versions"])
def test_a_nul_in_an_address_is_refused(worker, path):
    assert "空字符" in worker.get(path, 400)["detail"]
