"""The editors' page and what its script asks for."""
import json
import re
from pathlib import Path

import pytest

from app.definitions import revisions

FORMS = sorted((Path(__file__).parents[2] / "forms").glob("*.form"))
TABLE, FORM = "D09_leniency.dmn", "whistle_sign.form"


class Editors:
    """One person's editor page of a revision, by its script's requests."""

    def __init__(self, site, login: str, rev: int):
        self.rev, self.browser = rev, site.as_(login)
        self.page = self.browser.get(f"/workshop/{rev}/edit")
        self.token = self.page.xpath('//meta[@name="csrf-token"]')[0].get("content")

    def call(self, method: str, path: str, body=None, **headers):
        answer = self.browser.client.open(f"/workshop/{self.rev}/{path}", method=method, json=body,
                                          headers={"Accept": "application/json", "X-CSRFToken": self.token, **headers})
        return answer.status_code, answer.json

    def content(self, name: str) -> str:
        return self.call("GET", f"files/{name}")[1]["content"]

    def line(self, name: str) -> dict:
        return next(f for f in self.call("GET", "state")[1]["files"] if f["name"] == name)


@pytest.fixture
def rev(site) -> int:
    district = site.district
    with district.database.begin() as session:
        return revisions.create(session, "首违不罚改一行", actor=district.actor("legal_reviewer"), now=district.now).id


@pytest.fixture
def mine(site, rev) -> Editors:
    return Editors(site, "legal_reviewer", rev)


@pytest.fixture
def theirs(site, rev) -> Editors:
    return Editors(site, "supervisor", rev)


def test_for_whoever_may_not_save_nothing_is_merged_either(site, rev, monkeypatch):
    monkeypatch.setattr("app.definitions.merging.resolve", lambda *_: pytest.fail("merging costs time"))
    status, told = Editors(site, "officer", rev).call("PUT", f"files/{FORM}", {"seq": 0, "content": "{}", "choices": {}})
    assert (status, told["code"]) == (403, "may_not_edit")


# ---- the page -----------------------------------------------------------------------------------------------------------
def test_only_the_editors_page_may_style_what_it_draws_and_no_page_runs_foreign_scripts(mine):
    policy = mine.page.headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy and "script-src 'self';" in policy
    assert "unsafe-inline" not in mine.browser.get("/definitions").headers["Content-Security-Policy"]


def test_the_editors_bundle_is_loaded_on_their_page_only(mine):
    assert "vendor/workshop/workshop.js" in mine.page.source
    assert "vendor/workshop" not in mine.browser.get("/definitions").source


def test_parts_of_the_bundle_may_be_kept_for_good_by_a_browser(mine):
    """Their names change with what they say."""
    found = mine.browser.client.get("/static/vendor/workshop/parts/none.js")
    assert "immutable" in found.headers["Cache-Control"]


def test_a_small_screen_is_told_where_to_go(mine):
    assert "编辑需要大一些的屏幕" in mine.page.text


def test_an_unknown_revision_is_not_found(mine):
    assert mine.browser.get("/workshop/999/edit").status == 404


def test_who_is_not_logged_in_is_told_so_in_json(site, rev):
    answer = site.anonymous().client.get(f"/workshop/{rev}/state", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (401, "not_logged_in")


def test_a_write_without_the_pages_token_is_refused(mine):
    mine.token = "nonsense"
    assert mine.call("POST", f"files/{TABLE}/hold", {})[0] == 400


# ---- files --------------------------------------------------------------------------------------------------------------
def test_the_state_names_every_file_with_title_and_kind(mine):
    status, state = mine.call("GET", "state")
    assert (status, state["revision"]["title"], state["revision"]["may_edit"]) == (200, "首违不罚改一行", True)
    assert mine.line(TABLE) == {"name": TABLE, "kind": "dmn", "key": "D09_leniency", "title": "免罚与首违、次违、从严", "seq": 0, "changed": False,
                                "added": False, "deleted": False, "holder": None}
    assert mine.line(FORM)["title"] == "签收哨令", "a form is called by the tasks that show it"


def test_who_may_not_edit_sees_why(site, rev):
    state = Editors(site, "officer", rev).call("GET", "state")[1]
    assert state["revision"]["may_edit"] is False and "法制审核员" in state["revision"]["why"]


def test_a_save_is_a_version_and_marks_the_file_as_changed(mine):
    text = mine.content(TABLE).replace("从严处罚</description>", "从重处罚</description>")
    status, saved = mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": text})
    assert (status, saved["seq"], mine.content(TABLE), mine.line(TABLE)["changed"]) == (200, 1, text, True)


def test_the_same_content_is_no_new_version(mine):
    text = mine.content(TABLE)
    assert mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": text})[1]["seq"] == 0
    assert mine.call("GET", f"files/{TABLE}/saves")[1]["saves"] == []


@pytest.mark.parametrize("body", [{}, {"seq": "0", "content": ""}, {"seq": 0}, {"seq": True, "content": ""}, [], {"seq": 0, "content": 5}], ids=str)
def test_a_save_of_the_wrong_shape_is_refused_with_a_sentence(mine, body):
    status, answer = mine.call("PUT", f"files/{TABLE}", body)
    assert (status, answer["code"]) == (400, "bad_body") and answer["sentence"].endswith("。")


def test_a_body_nested_without_end_is_refused_with_a_sentence(mine):
    answer = mine.browser.client.put(f"/workshop/{mine.rev}/files/{TABLE}", data="[" * 200_000, content_type="application/json",
                                     headers={"Accept": "application/json", "X-CSRFToken": mine.token})
    assert (answer.status_code, answer.json["code"]) == (400, "bad_body")


@pytest.mark.parametrize("kind", ["bpmn", "dmn", "form", "test"])
def test_a_new_file_begins_from_a_template_that_is_well_formed(mine, kind):
    status, made = mine.call("POST", "files", {"name": f"fire_check.{kind}", "title": "消防“复核” <样例>"})
    assert (status, mine.line(f"fire_check.{kind}")["added"]) == (201, True), made
    assert mine.line(f"fire_check.{kind}")["title"] in ("消防“复核” <样例>", "fire_check")


def test_a_new_diagram_and_table_have_no_errors(mine):
    for kind in ("bpmn", "dmn"):
        mine.call("POST", "files", {"name": f"fire_check.{kind}", "title": "消防复核"})
        status, answer = mine.call("POST", "check", {"name": f"fire_check.{kind}", "content": mine.content(f"fire_check.{kind}")})
        assert status == 200 and [f["sentence"] for f in answer["findings"] if f["level"] == "error"] == []


def test_a_name_that_is_taken_is_refused(mine):
    assert mine.call("POST", "files", {"name": TABLE, "title": "又一个"})[0] == 409


@pytest.mark.parametrize("source, copy, own", [(TABLE, "D99_fire.dmn", 'id="D99_fire"'), ("whistle_report.bpmn", "fire_report.bpmn", 'process id="fire_report"'),
                                               (FORM, "fire_sign.form", '"id": "fire_sign"')])
def test_a_copy_has_its_own_key_and_title(mine, source, copy, own):
    status, _ = mine.call("POST", "files", {"name": copy, "title": "消防的", "copy_of": source})
    text = mine.content(copy)
    assert status == 201 and re.search(own, text) and mine.line(copy)["title"] == "消防的"
    assert len(text) > 0.8 * len(mine.content(source))


def test_a_copied_diagram_still_names_the_same_forms(mine):
    mine.call("POST", "files", {"name": "fire_report.bpmn", "title": "消防", "copy_of": "whistle_report.bpmn"})
    forms = re.compile(r'name="form" value="(\w+)"')
    assert forms.findall(mine.content("fire_report.bpmn")) == forms.findall(mine.content("whistle_report.bpmn"))


def test_a_deleted_file_can_be_had_back(mine):
    before = mine.content(FORM)
    assert mine.call("DELETE", f"files/{FORM}")[0] == 200 and mine.line(FORM)["deleted"]
    assert mine.call("GET", f"files/{FORM}")[0] == 404
    assert mine.call("POST", f"files/{FORM}/revive", {})[0] == 201 and mine.content(FORM) == before
    assert not mine.line(FORM)["changed"]


def test_a_file_gets_another_key(mine):
    assert mine.call("POST", f"files/{FORM}/rename", {"name": "whistle_receipt.form"})[0] == 201
    assert mine.line(FORM)["deleted"] and json.loads(mine.content("whistle_receipt.form"))["id"] == "whistle_receipt"


# ---- two people ---------------------------------------------------------------------------------------------------------
def test_the_second_sees_who_holds_a_file_and_takes_over(mine, theirs):
    assert mine.call("POST", f"files/{TABLE}/hold", {})[1]["mine"] is True
    status, held = theirs.call("POST", f"files/{TABLE}/hold", {})
    assert (status, held["mine"], held["holder"]["name"]) == (200, False, theirs.line(TABLE)["holder"]["name"])
    assert theirs.call("POST", f"files/{TABLE}/hold", {"take_over": True})[1]["mine"] is True
    assert mine.call("POST", f"files/{TABLE}/hold", {})[1]["mine"] is False


def test_a_file_that_was_let_go_is_free(mine, theirs):
    mine.call("POST", f"files/{TABLE}/hold", {})
    mine.call("DELETE", f"files/{TABLE}/hold")
    assert theirs.call("POST", f"files/{TABLE}/hold", {})[1]["mine"] is True


def test_past_the_holder_nothing_is_saved(mine, theirs):
    mine.call("POST", f"files/{TABLE}/hold", {})
    status, answer = theirs.call("PUT", f"files/{TABLE}", {"seq": 0, "content": theirs.content(TABLE) + "\n"})
    assert (status, answer["code"]) == (409, "held") and answer["by"] in answer["sentence"]


def changed(text: str, row: str, to: str) -> str:
    return text.replace(f"<description>{row}</description>", f"<description>{to}</description>")


def overtaken(mine, theirs, my_row="首违不罚", their_row="次违轻罚"):
    """Both opened the same text; the other saved first. Status and answer of my save, and my text."""
    text = mine.content(TABLE)
    theirs.call("PUT", f"files/{TABLE}", {"seq": 0, "content": changed(text, their_row, "他们改的")})
    my_text = changed(text, my_row, "我改的")
    return (*mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": my_text}), my_text)


def test_a_stale_save_tells_who_was_faster_and_what_stands_there(mine, theirs):
    status, answer, _ = overtaken(mine, theirs)
    assert (status, answer["code"], answer["seq"]) == (409, "stale_save", 1)
    assert answer["by"] and answer["at"] and "他们改的" in answer["theirs"] and "我改的" not in mine.content(TABLE)


def test_changes_at_different_places_are_put_together_by_the_server(mine, theirs):
    _, answer, my_text = overtaken(mine, theirs)
    assert answer["conflicts"] == []
    status, saved = mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": my_text, "choices": {}})
    assert (status, saved["seq"]) == (200, 2)
    assert "我改的" in mine.content(TABLE) and "他们改的" in mine.content(TABLE) and saved["content"] == mine.content(TABLE)


def test_where_both_changed_the_same_a_person_chooses(mine, theirs):
    _, answer, my_text = overtaken(mine, theirs, their_row="首违不罚")
    assert answer["conflicts"] and {"unit", "name", "mine", "theirs"} <= answer["conflicts"][0].keys()
    status, still = mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": my_text, "choices": {}})
    assert (status, still["code"]) == (409, "stale_save") and "我改的" not in mine.content(TABLE)
    choices = {conflict["unit"]: "mine" for conflict in answer["conflicts"]}
    assert mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": my_text, "choices": choices})[0] == 200
    assert "我改的" in mine.content(TABLE) and "他们改的" not in mine.content(TABLE)


# ---- versions -----------------------------------------------------------------------------------------------------------
def test_every_version_is_kept_named_and_can_be_read_again(mine):
    text = mine.content(TABLE)
    mine.call("PUT", f"files/{TABLE}", {"seq": 0, "content": text + "\n", "note": "第一稿"})
    mine.call("PUT", f"files/{TABLE}", {"seq": 1, "content": text + "\n\n"})
    mine.call("PUT", f"files/{TABLE}/saves/2", {"note": "送审前"})
    saves = mine.call("GET", f"files/{TABLE}/saves")[1]["saves"]
    assert [(s["seq"], s["note"]) for s in saves] == [(2, "送审前"), (1, "第一稿")] and saves[0]["by"]
    assert [mine.call("GET", f"files/{TABLE}/saves/{n}")[1]["content"] for n in (0, 1)] == [text, text + "\n"]
    assert mine.call("GET", f"files/{TABLE}/saves/9")[0] == 404


# ---- preview ------------------------------------------------------------------------------------------------------------
def test_a_form_is_shown_as_its_handler_will_see_it(mine):
    status, answer = mine.call("POST", "preview", {"content": mine.content(FORM)})
    assert status == 200 and "签收意见" in answer["html"] and "异议理由" not in answer["html"], "what a condition hides is not there"


def test_what_is_filled_in_shows_further_fields_and_is_checked(mine):
    pairs = [["result", "object"], ["_on_page", "result"]]
    html = mine.call("POST", "preview", {"content": mine.content(FORM), "pairs": pairs})[1]["html"]
    assert "异议理由" in html
    errors = mine.call("POST", "preview", {"content": mine.content(FORM), "pairs": pairs, "check": True})[1]["errors"]
    assert {"objection_code", "objection_basis", "objection_reason"} <= errors.keys()


def test_every_form_of_ours_can_be_previewed(mine):
    for path in FORMS:
        status, answer = mine.call("POST", "preview", {"content": path.read_text(encoding="utf-8")})
        assert status == 200 and 'id="task-form"' in answer["html"], f"{path.name}: {answer}"


def test_a_broken_form_says_where(mine):
    status, answer = mine.call("POST", "preview", {"content": '{"components": [{"type": "html", "id": "x", "content": "<b>"}]}'})
    assert (status, answer["code"]) == (422, "form_broken") and answer["problems"][0]["element"] == "x"


def test_the_registers_that_options_come_from_have_names_and_samples(mine):
    lists = {entry["key"]: entry for entry in mine.call("GET", "lists")[1]["lists"]}
    assert lists["departments"]["count"] == 16 and lists["departments"]["name"] == "部门" and len(lists["departments"]["samples"]) == 5
    assert all(re.search(r"[\u4e00-\u9fff]", entry["name"]) for entry in lists.values())
