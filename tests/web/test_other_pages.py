"""Lists, definitions, supervision, notices, account, errors."""
from io import BytesIO

import pytest

from app.cases.model import IncidentRow, Warning_
from app.definitions import queries as definitions
from tests.conftest import NOW, demonstration_district
from tests.support.district import District, starter_files
from tests.web.conftest import installed


# ---- lists ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("question, found", [("盗采", True), ("盜採", True), ("PG-34", True), ("水务局 堆放", True), ("没有这样的", False)])
def test_the_problem_list_is_searched_in_either_script(site, question, found):
    page = site.as_("grid_worker").get(f"/lists/problems?q={question}")
    assert ("盗采砂石（" in page.text) is found
    assert found or "清单里没有符合条件的问题" in page.text


def test_the_power_list_says_who_may_and_that_figures_are_samples(site):
    page = site.as_("grid_worker").get("/lists/matters?q=PG-34-1")
    assert "规划和自然资源分局" in page.text and "罚款幅度（样例）" in page.text


def test_the_power_list_filters_by_legal_subject(site):
    browser = site.as_("grid_worker")
    organ = next(o.get("value") for o in browser.get("/lists/matters").xpath("//select[@name='organ']/option")
                 if "水务局" in o.text_content())
    rows = browser.get(f"/lists/matters?organ={organ}").xpath("//tbody/tr")
    assert rows and all("水务局" in row.text_content() for row in rows)


# ---- definitions ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def reader(backend, tmp_path_factory):
    """Somebody who reads: one application and one login for many pages."""
    with pytest.MonkeyPatch.context() as patch, backend.fresh(demonstration_district) as database:
        yield installed(District(database, NOW), tmp_path_factory.mktemp("reader"), patch).as_("grid_worker")


@pytest.mark.parametrize("name", sorted(starter_files()))
def test_every_published_file_can_be_looked_at(reader, name):
    key, _, kind = name.rpartition(".")
    page = reader.get(f"/definitions/{kind}/{key}")
    assert page.status == 200, page.text
    shown = {"bpmn": "//svg//g", "dmn": "//table[@class='zf-dmn']/tbody/tr", "form": "//*[@data-field]"}[kind]
    assert page.xpath(shown)


def test_a_file_comes_down_byte_by_byte(site):
    with site.district.database.read() as session:
        published = definitions.contents(session, definitions.bundles(session)[0].id)["five_step_loop.bpmn"]
    assert site.as_("supervisor").client.get("/definitions/bpmn/five_step_loop/file").data == published


def upload(browser, name: str, content: bytes):
    browser.get("/definitions")
    data = browser.values("/workshop/upload")
    return browser.post("/workshop/upload", data | {"file": [(BytesIO(content), name)]})


def test_a_draft_with_a_fault_says_where_and_what(site):
    broken = starter_files()["five_step_loop.bpmn"].replace(b'sourceRef="', b'sourceRef="no_', 1)
    page = upload(site.as_("legal_reviewer"), "five_step_loop.bpmn", broken)
    assert page.status == 200 and "处错误" in page.text and "检查结果" in page.text


def test_a_sound_draft_is_kept_without_publishing_it(site):
    browser = site.as_("legal_reviewer")
    page = upload(browser, "D01_triage_route.dmn", starter_files()["D01_triage_route.dmn"])
    assert "没有发现错误" in page.text
    assert "第 1 版" in browser.get("/definitions/dmn/D01_triage_route").text


def test_a_file_that_is_no_definition_is_refused_in_a_sentence(site):
    page = upload(site.as_("legal_reviewer"), "report.docx", b"PK")
    assert page.status == 422 and "要以 .bpmn、.dmn、.form 或 .test 结尾" in page.text


def test_who_may_not_upload_is_not_offered_it_and_is_refused(site):
    browser = site.as_("grid_worker")
    assert not browser.get("/definitions").xpath("//input[@type='file']")
    data = {"csrf_token": browser.page.xpath("//input[@name='csrf_token']")[0].get("value")}
    page = browser.post("/workshop/upload", data | {"file": (BytesIO(b"x"), "a.bpmn")})
    assert page.status == 403 and "修改流程与规则由" in page.text


# ---- supervision ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def stuck(site):
    """A case with an element that failed and a warning."""
    case = site.district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01")
    with site.district.database.begin() as session:
        session.add(IncidentRow(case_id=case.id, engine_task="t1", node="n1", name="分流 D01", code="err_no_rule",
                                sentence="没有一行命中", at=site.district.now))
        session.add(Warning_(case_id=case.id, organ_id=case.street_id, level="orange", kind="non_action", clause="考核细则（样例）",
                             text="拟办超期", at=site.district.now))
    return case


def test_supervisors_see_what_is_stuck_what_was_warned_of_and_every_case(site, stuck):
    page = site.as_("supervisor").get("/supervision")
    assert "没有一行命中" in page.text and "△ 橙色警示" in page.text and stuck.number in page.text
    assert page.xpath("//form[contains(@action,'/retry')]")


def test_the_count_of_a_step_leads_to_its_cases(site, stuck):
    browser = site.as_("supervisor")
    page = browser.get("/supervision")
    link = page.xpath("//div[contains(@class,'zf-five')]/div[2]//a")[0]
    assert link.text_content() == "1"
    assert stuck.number in browser.get(link.get("href").split("#")[0]).text


def test_another_street_does_not_see_what_is_stuck_here(site, stuck):
    page = site.as_("yijie.team_head").get("/supervision")
    assert page.status == 200 and "没有一行命中" not in page.text and "拟办超期" not in page.text


def test_supervision_is_for_supervising_posts(site):
    page = site.as_("grid_worker").get("/supervision")
    assert page.status == 403 and "督查由" in page.text
    assert not page.xpath("//nav[@aria-label='主导航']/a[text()='督查']")


# ---- account, notices, errors ---------------------------------------------------------------------------------------------
def test_the_account_page_names_posts_and_rights(site):
    page = site.as_("duty_chief").get("/me")
    assert "值班长" in page.text and "登记问题" in page.text and "duty_chief" in page.text


def test_an_empty_bell_says_so(site):
    assert "没有通知" in site.as_("fine_cashier").get("/notices").text


def test_nobody_can_read_away_the_notices_of_others(site):
    site.district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01")
    browser = site.as_("fine_cashier")
    browser.get("/me")
    data = {"csrf_token": browser.page.xpath("//input[@name='csrf_token']")[0].get("value"), "id": ["1", "2", "3", "x"]}
    assert browser.post("/notices/read", data).status == 200


@pytest.mark.parametrize("path", ["/nothing", "/cases/999999", "/cases/99999999999999999999", "/tasks/999999", "/whistles/99", "/documents/99", "/attachments/99",
                                  "/definitions/bpmn/none", "/workshop/99", "/cases/1/end/nonsense"])
def test_what_is_not_there_gets_a_page_with_a_way_on(site, path):
    page = site.as_("duty_chief").get(path)
    assert page.status == 404 and "回工作台" in page.text


def test_an_address_opened_the_wrong_way_says_so(site):
    page = site.as_("duty_chief").get("/tasks/1/claim")
    assert page.status == 405 and "请从页面上的按钮进入" in page.text


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site):
    browser = site.as_("grid_worker")
    browser.get("/register")
    data = browser.values("/register", do="submit", description="长" * 500_000)
    page = browser.post("/register", data)
    assert page.status == 413 and "太大" in page.text
