"""Cases over the API."""
import io

import pytest


def test_a_new_case_starts_the_five_step_loop_and_says_where_it_is(worker):
    answer = worker.client.post("/api/v1/cases", json={"title": "河道内夜间采砂", "source": "巡查"},
                                headers={"Authorization": f"Bearer {worker.token}"})
    case = answer.get_json()
    assert answer.status_code == 201 and answer.headers["Location"] == f"/api/v1/cases/{case['id']}"
    assert (case["stage"], case["status"], case["turn"], case["parent_id"]) == ("problem_collection", "running", 1, None)
    assert [t["node"] for t in case["open_tasks"]] == ["register"]


def test_what_was_reported_stands_in_the_prefilled_form_and_is_found_again(worker):
    case = worker.post("/cases", 201, {"title": "占道经营", "source": "12345", "place": "人民路 8 号", "external_id": "SH-2026-1",
                                       "party": {"name": "李四水果店", "phone": "13800000000"}})
    task = worker.get(f"/tasks/{case['open_tasks'][0]['id']}")
    assert task["data"]["address"] == "人民路 8 号"
    for words in ("人民路", "李四水果店", "SH-2026-1", "佔道經營"):
        assert [c["id"] for c in worker.get("/cases", query_string={"q": words})["items"]] == [case["id"]], words


WRONG_CASES = [
    ({}, {"title": "必须填写。"}),
    ({"title": "采"}, {"title": "至少 2 字，现有 1 字。"}),
    ({"title": 7}, {"title": "要是文字。"}),
    ({"title": "采砂", "urgency": "马上"}, {"urgency": "只能是 一般、紧急、特急。"}),
    ({"title": "采砂", "colour": "red"}, {"colour": "没有这个栏目。"}),
    ({"title": "采砂", "matters": "CS-1"}, {"matters": "要是列表。"}),
    ({"title": "采砂", "matters": ["没有的事项"]}, {"matters": "权责清单里没有“没有的事项”。"}),
    ({"title": "采砂", "problem": "XX-99"}, {"problem": "问题清单里没有“XX-99”。"}),
]


@pytest.mark.parametrize(("body", "errors"), WRONG_CASES)
def test_a_wrong_field_is_named_with_a_sentence(worker, body, errors):
    assert worker.post("/cases", 422, body)["errors"] == errors


def test_who_has_no_post_for_it_cannot_open_a_case(as_):
    assert as_("legal_reviewer").post("/cases", 403, {"title": "河道采砂"})["code"] == "may_not_register"


def test_an_unknown_street_is_refused(worker):
    assert worker.post("/cases", 422, {"title": "河道采砂", "street": "nowhere"})["code"] == "no_street"


@pytest.mark.parametrize("path", ["", "/history", "/diagram"])
def test_a_foreign_case_is_not_there(as_, opened, path):
    foreign = as_("yijie.intake_clerk")
    assert foreign.get(f"/cases/{opened['id']}{path}", 404)["code"] == "case_not_found"
    assert foreign.get("/cases")["items"] == []


def test_a_supervisor_sees_every_case(as_, opened):
    supervisor = as_("supervisor")
    assert supervisor.get(f"/cases/{opened['id']}")["number"] == opened["number"]
    assert [c["id"] for c in supervisor.get("/cases", query_string={"status": "running"})["items"]] == [opened["id"]]
    assert supervisor.get("/cases", query_string={"status": "ended"})["items"] == []


def test_history_is_the_hash_chained_trace_in_pages(worker, registered):
    whole = worker.get(f"/cases/{registered['id']}/history")["items"]
    assert [line["seq"] for line in whole] == list(range(1, len(whole) + 1))
    assert whole[0]["tag"] == "case:opened" and "task:submitted" in {line["tag"] for line in whole}
    assert all(line["text"] and len(line["hash"]) == 64 for line in whole)
    found, cursor = [], None
    while True:
        page = worker.get(f"/cases/{registered['id']}/history", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})})
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole


def test_a_cursor_that_nobody_gave_is_a_field_error(worker, opened):
    assert "cursor" in worker.get(f"/cases/{opened['id']}/history", 422, query_string={"cursor": "abc"})["errors"]


def test_cases_come_in_pages_newest_first(worker):
    ids = [worker.post("/cases", 201, {"title": f"第 {n} 个问题"})["id"] for n in range(3)]
    first = worker.get("/cases", query_string={"limit": 2})
    second = worker.get("/cases", query_string={"limit": 2, "cursor": first["next"]})
    assert [c["id"] for c in first["items"] + second["items"]] == ids[::-1] and second["next"] is None


def test_the_diagram_tells_the_path_taken_and_where_the_case_stands(worker, registered):
    path = worker.get(f"/cases/{registered['id']}/diagram")["items"][0]
    assert path["process"] == "five_step_loop"
    assert {"start", "register"} <= set(path["nodes"]) and "assign" not in path["nodes"]
    assert path["current"] == {"verify": 1, "record": 1}


def test_a_misspelt_filter_is_refused_rather_than_ignored(worker):
    assert worker.get("/cases", 422, query_string={"stat": "ended"})["errors"] == {"stat": "没有这个参数。"}


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def attach(person, case: dict, name: str, content: bytes, status: int = 201):
    return person.post(f"/cases/{case['id']}/attachments", status, data={"file": (io.BytesIO(content), name)},
                       content_type="multipart/form-data")


def test_a_file_is_kept_with_the_case_and_its_digest_in_the_trace(worker, opened):
    kept = attach(worker, opened, "现场.png", PNG)
    assert (kept["name"], kept["size"], kept["mime"]) == ("现场.png", len(PNG), "image/png")
    assert worker.get(f"/cases/{opened['id']}/history")["items"][-1]["tag"] == "attachment:added"


def test_a_file_that_is_not_what_its_name_says_is_a_field_error(worker, opened):
    assert "file" in attach(worker, opened, "现场.pdf", PNG, 422)["errors"]


def test_nothing_can_be_put_into_a_foreign_case(as_, opened):
    attach(as_("yijie.intake_clerk"), opened, "现场.png", PNG, 404)
