"""Every address of a case, tried by people who have nothing to do with it; and who complained, looked for on every page."""
from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.cases import queries
from app.documents.model import Attachment
from app.web import case_tabs
from tests.support.sand import PROBLEM, answers

INFORMANT = ("诉求人某甲", "13800001234")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 60
READ = ["/cases/{case}", "/cases/{child}", "/tasks/{task}", "/attachments/{file}", "/whistles/{order}", "/whistles/{order}/board",
        "/whistles/{order}/cancel", "/cases/{case}/end/withdraw"] + [f"/cases/{{case}}?tab={tab}" for tab in case_tabs.TABS]
WRITE = ["/cases/{case}/attachments", "/tasks/{task}", "/tasks/{task}/claim", "/tasks/{task}/release", "/tasks/{task}/draft",
         "/tasks/{task}/form", "/whistles/{order}/urge", "/whistles/{order}/cancel", "/cases/{case}/end/withdraw"]
LISTS = ["/", "/?view=claimable", "/cases", "/cases?q=某甲", "/cases?q=13800001234", "/whistles", "/notices"]


@pytest.fixture
def whistled(site):
    """A whistled case of 甲镇 that somebody complained about: its ids, by the names that the addresses use."""
    district = site.district
    case = district.register("grid_worker", **PROBLEM, complainant_name=INFORMANT[0], complainant_phone=INFORMANT[1])
    district.work_off(answers(district), until=lambda: any(i.node == "ut06_report" for i in district.open_items()))
    browser = site.as_("duty_chief")
    browser.get(f"/cases/{case.id}?tab=files")
    browser.send(f"/cases/{case.id}/attachments", files={"file": ("现场.png", PICTURE)})
    with district.database.read() as session:
        return SimpleNamespace(case=case.id, child=queries.sub_cases(session, case.id)[0].id, number=case.number,
                               order=queries.whistle_of(session, case.id).id, file=session.scalar(select(Attachment.id)),
                               task=district.open_items(case_id=case.id)[0].id)


def fill_in(addresses, whistled) -> list[str]:
    return [address.format(**vars(whistled)) for address in addresses]


@pytest.mark.parametrize("login", ["yijie.duty_chief", "yijie.team_head", "wenlv.officer", "party"])
def test_a_stranger_finds_nothing_of_a_case_at_any_address(site, whistled, login):
    browser = site.as_(login)
    token = browser.get("/").xpath("//input[@name='csrf_token']/@value")[0]
    for address in fill_in(READ, whistled):
        assert browser.client.get(address).status_code == 404, address
    for address in fill_in(WRITE, whistled):
        given = {"csrf_token": token, "reason": "理由写得足够长", "organ": "1", "file": (BytesIO(PICTURE), "y.png")}
        assert browser.client.post(address, data=given).status_code in (403, 404), address
    for address in LISTS:
        assert whistled.number not in browser.get(address).source, address


@pytest.mark.parametrize("login", ["duty_chief", "team_head", "guizi.officer", "guizi.dept_liaison", "chief_dispatcher"])
def test_who_complained_stands_on_no_page_of_those_who_only_work_on_the_case(site, whistled, login):
    browser = site.as_(login)
    with site.district.database.read() as session:
        items = [f"/tasks/{i}" for i in session.scalars(select(queries.WorkItem.id))]
    for address in fill_in(READ, whistled) + LISTS[:3] + items:
        shown = browser.client.get(address).get_data()
        assert not any(word.encode() in shown for word in INFORMANT), address
    assert whistled.number not in browser.get("/cases?q=某甲").source


def test_no_write_is_taken_without_the_token_of_a_page(site, whistled):
    browser = site.as_("duty_chief")
    everything = fill_in(WRITE, whistled) + ["/register", "/register/form", "/workshop/upload", "/notices/read", "/incidents/1/retry",
                                             "/logout"]
    assert {browser.client.post(address, data={}).status_code for address in everything} == {400}


def test_an_attachment_is_served_as_what_it_is_and_can_run_nothing(site, whistled):
    headers = site.as_("duty_chief").client.get(f"/attachments/{whistled.file}").headers
    assert headers["Content-Type"] == "image/png" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox" and headers["Cache-Control"] in ("no-store", "no-cache")


@pytest.mark.parametrize("address", ["/register", "/register/form"])
def test_whoever_may_not_register_gets_not_even_the_fields(site, address):
    browser = site.as_("party")
    token = browser.get("/").xpath("//input[@name='csrf_token']/@value")[0]
    assert browser.client.post(address, data={"csrf_token": token}).status_code == 403


@pytest.mark.parametrize("login", ["party", "complainant"])
@pytest.mark.parametrize("address", ["/workshop", "/workshop/1", "/workshop/1/zip", "/workshop/1/state"])
def test_what_is_not_in_force_yet_is_not_for_parties(site, login, address):
    assert site.as_(login).get(address).status == 403
