"""Revisions as two people work on them: submitted, sent back with a pinned remark, mended, approved by the other, published with a date."""
import json
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.cases.model import ProcessInstance
from app.definitions import queries, revisions, workshop
from app.kernel.clock import local
from app.web import store
from app.web.workshop import checked

FORM, DIAGRAM, TABLE = "whistle_sign.form", "whistle_report.bpmn", "D09_leniency.dmn"


@pytest.fixture
def unchecked(monkeypatch):
    """What the checks find is not the matter of these tests, and to ask them takes longer than everything else."""
    monkeypatch.setattr("app.web.workshop.revisions._look_through", lambda rev, permission: None)
    monkeypatch.setattr("app.web.workshop.checked.judge", lambda files, known: [])


def begun(site, login="legal_reviewer", title="签收意见增加一项") -> int:
    browser = site.as_(login)
    browser.get("/workshop")
    page = browser.send("/workshop", title=title)
    assert page.status == 200 and title in page.text, page.text
    return int(re.search(r"第 (\d+) 号", page.text)[1])


def save(site, rev: int, name: str, change, login="legal_reviewer") -> None:
    """Save a file as the editor does."""
    with site.district.database.begin() as session:
        line = workshop.file_line(session, workshop.find(session, rev), name, now=site.district.now)
        before = queries.content(session, line.sha256).decode()
        assert change(before) != before
        revisions.save_file(session, rev, name, change(before).encode(), seq=line.seq, actor=site.district.actor(login), now=site.district.now)


def with_option(text: str, label="稍后签收") -> str:
    form = json.loads(text)
    form["components"][0]["values"].append({"value": f"later{len(form['components'][0]['values'])}", "label": label})
    return json.dumps(form, ensure_ascii=False, indent=2)


def shorter_deadline(text: str) -> str:
    return text.replace(">accept_by<", '>duration("PT30M")<', 1)


def submitted(site, rev: int):
    """The author's browser, and that of who has it before him for approval."""
    author, other = site.as_("legal_reviewer"), site.as_("supervisor")
    author.get(f"/workshop/{rev}")
    author.send(f"/workshop/{rev}/submit")
    other.get(f"/workshop/{rev}")
    return author, other


def status(site, rev: int) -> str:
    with site.district.database.read() as session:
        return workshop.find(session, rev).status


@pytest.fixture
def changed(site) -> int:
    rev = begun(site)
    save(site, rev, FORM, with_option)
    save(site, rev, DIAGRAM, shorter_deadline)
    return rev


def test_while_the_checks_compute_nobody_waits_for_the_database(site, changed, monkeypatch):
    """They take seconds; SQLite has one writer."""
    writing, looked = [], []

    @contextmanager
    def noted(begin=store.writing):
        with begin() as session:
            writing.append(True)
            yield session
        writing.clear()

    def look(files, knows, really=checked._checked):
        looked.append(bool(writing))
        return really(files, knows)

    monkeypatch.setattr(store, "writing", noted)
    monkeypatch.setattr(checked, "_checked", look)
    checked._known.clear()
    browser = site.as_("legal_reviewer")
    browser.get(f"/workshop/{changed}")
    browser.send(f"/workshop/{changed}/submit")
    assert status(site, changed) == "submitted" and looked == [False]


# ---- the way of a revision ------------------------------------------------------------------------------------------------
@pytest.mark.both
def test_two_people_take_a_revision_from_the_first_change_to_new_cases(site, changed):
    old = site.district.register("grid_worker")
    author, other = site.as_("legal_reviewer"), site.as_("supervisor")
    here = f"/workshop/{changed}"
    page = author.get(here)
    assert "加上选项“稍后签收”" in page.text and "时间由“accept_by”改为“duration(\"PT30M\")”" in page.text
    page = author.send(f"{here}/submit", text="请审")
    assert "已提交审批" in page.text and "您自己提出的，须由另一位有审批权的同事批准" in page.text
    assert not [f for f in page.tree.forms if f.get("action") == f"{here}/approve"]

    assert "修订“签收意见增加一项”提交审批，请审。" in other.get("/notices").text and "请审" not in author.get("/notices").text
    other.get(here)
    page = other.send(f"{here}/return", text="半小时太短，请说明依据", place=f"{DIAGRAM}|eb_sign_due")
    assert "已退回修改" in page.text and "半小时太短" in page.text and status(site, changed) == "editing"

    assert "退回修改，请看意见" in author.get("/notices").text
    page = author.get(here)
    assert "待处理" in page.text
    save(site, changed, FORM, lambda text: text.replace("稍后签收", "一小时内签收"))
    remark = page.xpath("//form[contains(@action, '/remarks/')]/@action")[0]
    author.send(remark)
    author.send(f"{here}/submit")

    other.get(here)
    assert "批准" in other.send(f"{here}/approve").text and status(site, changed) == "approved"
    day = local(site.district.now).date() + timedelta(days=2)
    page = other.send(f"{here}/publish", effective_from=day.isoformat())
    assert status(site, changed) == "published" and "在办案件留在原来的版本" in page.text, page.text
    assert "1 件" in page.text or page.xpath("//td[@class='r num'][text()='1']")

    before = site.district.register("grid_worker", description="又一处堆放砂石，没有遮盖，影响行洪安全，请处理。")
    site.district.turn_clock(days=2)
    after = site.district.register("grid_worker", description="第三处堆放砂石，没有遮盖，影响行洪安全，请处理。")
    with site.district.database.read() as session:
        bundles = {c.id: session.get_one(ProcessInstance, c.id).bundle_id for c in (old, before, after)}
        assert bundles[old.id] == bundles[before.id] != bundles[after.id]
        labels = {c: [o["label"] for o in queries.form(session, b, "whistle_sign").components[0].raw["values"]] for c, b in bundles.items()}
    assert "一小时内签收" in labels[after.id] and "一小时内签收" not in labels[old.id]


@pytest.mark.usefixtures("unchecked")
def test_a_missing_button_is_explained(site, changed):
    author = site.as_("legal_reviewer")
    author.get(f"/workshop/{changed}")
    author.send(f"/workshop/{changed}/submit")
    for login, sees, misses in (("legal_reviewer", "您自己提出的，须由另一位有审批权的同事批准", {"approve", "return", "publish"}),
                                ("grid_worker", "批准和退回由", {"approve", "return", "reopen", "withdraw", "remarks"}),
                                ("system_admin", "批准和退回由", {"approve", "return"}), ("supervisor", "等", {"publish", "submit"})):
        page = site.as_(login).get(f"/workshop/{changed}")
        actions = {f.get("action").rpartition("/")[2] for f in page.tree.forms if f.get("action")}
        assert sees in page.text and not actions & misses, login


@pytest.mark.usefixtures("unchecked")
def test_whoever_saved_a_version_does_not_approve_it_either(site, changed):
    save(site, changed, FORM, lambda text: text.replace("稍后签收", "晚些签收"), login="supervisor")
    author = site.as_("legal_reviewer")
    author.get(f"/workshop/{changed}")
    author.send(f"/workshop/{changed}/submit")
    page = site.as_("supervisor").get(f"/workshop/{changed}")
    assert "您在这个修订里保存过改动" in page.text
    assert not [f for f in page.tree.forms if f.get("action", "").endswith("/approve")]


@pytest.mark.usefixtures("unchecked")
def test_a_button_pressed_all_the_same_is_refused_with_the_state_as_it_is(site, changed):
    author = site.as_("legal_reviewer")
    token = author.get(f"/workshop/{changed}").xpath("//input[@name='csrf_token']/@value")[0]
    author.send(f"/workshop/{changed}/submit")
    page = author.post(f"/workshop/{changed}/approve", {"csrf_token": token})
    assert page.status == 403 and "须由另一位有审批权的同事批准" in page.text and "什么都没有改变" in page.text
    page = author.post(f"/workshop/{changed}/publish", {"csrf_token": token, "effective_from": "2026-12-01"})
    assert page.status == 403 and "发布修订由" in page.text
    page = author.post(f"/workshop/{changed}/submit", {"csrf_token": token})
    assert page.status == 409 and "待审批" in page.text


def test_a_broken_file_is_not_submitted_and_the_page_says_where_it_is_broken(site):
    rev = begun(site)
    save(site, rev, DIAGRAM, lambda text: text.replace('calledElement="instruction_handling"', 'calledElement="no_such_process"'))
    author = site.as_("legal_reviewer")
    author.get(f"/workshop/{rev}")
    page = author.send(f"/workshop/{rev}/submit")
    assert page.status == 422 and "没有办理" in page.text and "whistle_report.bpmn" in page.text
    assert "处错误" in author.get(f"/workshop/{rev}/findings").text and "处错误" in author.get(f"/workshop/{rev}/findings?line=1").text


@pytest.mark.usefixtures("unchecked")
def test_a_day_that_cannot_be_is_refused_in_a_sentence(site, changed):
    author, other = submitted(site, changed)
    other.send(f"/workshop/{changed}/approve")
    for day, sentence in (("", "请选择施行日期"), ("2020-01-01", "不能早于今天"), ("morgen", "看不懂")):
        page = other.send(f"/workshop/{changed}/publish", effective_from=day)
        assert page.status == 422 and sentence in page.text and status(site, changed) == "approved"


@pytest.mark.usefixtures("unchecked")
def test_what_was_changed_after_the_page_was_opened_is_not_approved_with_it(site, changed):
    author, other = submitted(site, changed)
    author.send(f"/workshop/{changed}/reopen")
    save(site, changed, FORM, lambda text: text.replace("稍后签收", "不用签收"))
    author.get(f"/workshop/{changed}")
    author.send(f"/workshop/{changed}/submit")
    page = other.send(f"/workshop/{changed}/approve")
    assert page.status == 409 and "请看过现在的改动" in page.text and status(site, changed) == "submitted"
    assert "已批准" in other.send(f"/workshop/{changed}/approve").text, "the page shows what stands there now"


@pytest.mark.usefixtures("unchecked")
def test_after_another_bundle_the_same_file_is_merged_before_it_is_published(site, changed):
    second = begun(site, "supervisor", "另一次修订")
    save(site, second, FORM, lambda text: text.replace("签收，按时到场", "签收并按时到场"), login="supervisor")
    for rev, writer, approver in ((second, "supervisor", "legal_reviewer"), (changed, "legal_reviewer", "supervisor")):
        browser = site.as_(writer)
        browser.get(f"/workshop/{rev}")
        browser.send(f"/workshop/{rev}/submit")
        browser = site.as_(approver)
        browser.get(f"/workshop/{rev}")
        browser.send(f"/workshop/{rev}/approve")
        publisher = site.as_("system_admin")
        page = publisher.get(f"/workshop/{rev}")
        if rev == second:
            assert "已发布" in publisher.send(f"/workshop/{rev}/publish", effective_from=local(site.district.now).date().isoformat()).text
    assert "两边都改了 whistle_sign.form" in page.text and not [f for f in page.tree.forms if f.get("action", "").endswith("/publish")]
    author = site.as_("legal_reviewer")
    author.get(f"/workshop/{changed}")
    choices = {name: "mine" for name in author.page.xpath("//input[@type='radio']/@name")}
    page = author.send(f"/workshop/{changed}/rebase", **choices)
    assert "已改以最新的规则包为底" in page.text
    assert status(site, changed) == "editing"


@pytest.mark.usefixtures("unchecked")
def test_a_published_revision_only_tells(site, changed):
    for login, verb, given in (("legal_reviewer", "submit", {}), ("supervisor", "approve", {}), ("supervisor", "publish", {})):
        browser = site.as_(login)
        browser.get(f"/workshop/{changed}")
        page = browser.send(f"/workshop/{changed}/{verb}", **given)
    assert "规则包 2026.11-2" in page.text
    assert not page.xpath(f"//form[starts-with(@action, '/workshop/{changed}')]")
    assert "发布为规则包" in page.text
    assert "签收意见增加一项" in browser.get("/workshop").text


# ---- remarks --------------------------------------------------------------------------------------------------------------
def test_a_remark_is_pinned_to_an_element_named_and_dealt_with(site, changed):
    reader = site.as_("supervisor")
    reader.get(f"/workshop/{changed}?place={DIAGRAM}|ut05_sign")
    page = reader.send(f"/workshop/{changed}/remarks", text="签收的人要写清楚")
    assert "街乡吹哨、部门报到：人工任务“签收哨令”" in page.text and "待处理" in page.text
    assert "签收的人要写清楚" in reader.get(f"/workshop/{changed}/diff/{DIAGRAM}").text
    action = reader.get(f"/workshop/{changed}").xpath("//form[contains(@action, '/remarks/')]/@action")[0]
    assert "已处理" in reader.send(action).text
    assert "待处理" in reader.send(action).text


def test_an_empty_remark_is_refused_and_what_was_typed_stays(site, changed):
    reader = site.as_("supervisor")
    reader.get(f"/workshop/{changed}")
    page = reader.send(f"/workshop/{changed}/remarks", text="  ")
    assert page.status == 422 and "意见请写 1 到 2000 个字" in page.text


# ---- comparisons ----------------------------------------------------------------------------------------------------------
def test_two_saves_of_a_file_are_compared(site, changed):
    save(site, changed, FORM, lambda text: text.replace("稍后签收", "晚些签收"))
    browser = site.as_("grid_worker")
    page = browser.get(f"/workshop/{changed}/diff/{FORM}?old=1&new=2")
    assert "第 1 次保存" in page.text and "第 2 次保存" in page.text
    assert [d.text_content() for d in page.xpath("//ol[@class='zf-d-changes']//del")] == ["稍后签收"]
    assert page.xpath("//*[@id='new-f_result']") and page.xpath("//*[@id='old-f_result']")


@pytest.mark.parametrize("name, change, expected", [
    (DIAGRAM, shorter_deadline, "//g[contains(@class, 'zf-flow-changed')][starts-with(@id, 'new-')]"),
    (TABLE, lambda t: t.replace('"may_not_punish"</text>\n        </outputEntry>', '"lighter"</text>\n        </outputEntry>', 1),
     "//td[contains(@class, 'changed')][del[contains(., 'may_not_punish')]]/ins[contains(., 'lighter')]"),
    (FORM, with_option, "//*[contains(@class, 'zf-d-field changed')]"),
    (TABLE, lambda t: "<broken", "//table[@class='zf-d-lines']//tr[@class='added']"),
])
def test_each_kind_of_file_shows_where_it_differs(site, name, change, expected):
    rev = begun(site)
    save(site, rev, name, change)
    page = site.as_("grid_worker").get(f"/workshop/{rev}/diff/{name}")
    assert page.status == 200 and page.xpath(expected)
    for link in page.xpath("//ol[@class='zf-d-changes']//a[starts-with(@href, '#')]/@href"):
        assert page.xpath(f"//*[@id='{link[1:]}']"), link


@pytest.mark.usefixtures("unchecked")
def test_two_bundles_are_compared_file_by_file(site, changed):
    for login, verb in (("legal_reviewer", "submit"), ("supervisor", "approve"), ("supervisor", "publish")):
        browser = site.as_(login)
        browser.get(f"/workshop/{changed}")
        browser.send(f"/workshop/{changed}/{verb}")
    with site.district.database.read() as session:
        newer, older = (b.id for b in queries.bundles(session))
    page = browser.get(f"/workshop/compare?old=b{older}&new=b{newer}")
    assert "不同的文件" in page.text and FORM in page.text and DIAGRAM in page.text and TABLE not in page.text
    page = browser.get(f"/workshop/compare?old=b{older}&new=b{newer}&file={FORM}")
    assert "稍后签收" in page.text
    assert "意思没有变化" not in page.text
    assert "完全一样" in browser.get(f"/workshop/compare?old=b{older}&new=b{older}&file={FORM}").text


MISSING = [
    ("/workshop/999", 404), ("/workshop/999/diff/whistle_report.bpmn", 404), ("/workshop/compare?old=x&new=b1", 404),
    ("/workshop/compare?old=b1&new=b99", 404), ("/workshop/compare?old=b1&new=b1&file=none.bpmn", 404),
    ("/workshop/compare?old=b1&new=b1&file=../etc", 422), ("/workshop/{rev}/diff/none.bpmn", 404), ("/workshop/{rev}/diff/a.exe", 422),
    ("/workshop/{rev}/diff/whistle_report.bpmn?old=77", 404), ("/workshop/{rev}/look/none.form", 404), ("/workshop/{rev}/look/x", 404),
    ("/workshop/compare?old=b99999999999999999999&new=b1", 404), ("/workshop/{rev}/diff/whistle_report.bpmn?old=99999999999999999999", 404)]


def test_what_is_not_there_is_said(site):
    rev, browser = begun(site), site.as_("grid_worker")
    assert [(path, browser.get(path.format(rev=rev)).status) for path, _ in MISSING] == MISSING


def test_a_file_can_be_read_without_the_editor(site):
    rev, browser = begun(site), site.as_("grid_worker")
    for name, shows in ((DIAGRAM, "//svg"), (TABLE, "//table[@class='zf-dmn']"), (FORM, "//*[@data-field]")):
        page = browser.get(f"/workshop/{rev}/look/{name}")
        assert page.status == 200 and page.xpath(shows) and "这次修订没有改过它" in page.text
        assert browser.client.get(f"/workshop/{rev}/look/{name}/file").status_code == 200
