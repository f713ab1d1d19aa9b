"""登记问题 in the browser."""
import struct
import zlib

from sqlalchemy import select

from app.cases.model import Case
from app.documents import queries as documents


def png() -> bytes:
    """The smallest picture there is: one white pixel."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff")) + chunk(b"IEND", b"")


FILLED = {"title": "河滩堆放砂石、夜间外运", "source": "网格员上报", "problem_code": "PG-34", "address": "东河村 3 号桥下游左岸",
          "description": "堆料约 300 立方米，夜间有货车外运，无苫盖。", "grid": "jiazhen-donghe-03"}


def newest(site) -> Case:
    with site.district.database.read() as session:
        return session.scalar(select(Case).order_by(Case.id.desc()).limit(1))


def test_a_grid_worker_registers_a_problem_with_a_photo(site):
    browser = site.as_("grid_worker")
    browser.get("/register")
    page = browser.send("/register", do="submit", files={"photos": ("近景.png", png())}, **FILLED)
    case = newest(site)
    assert f"已登记，案号 {case.number}，转值班长" in page.text
    assert page.xpath("//h1")[-1].text_content() == FILLED["title"]
    with site.district.database.read() as session:
        assert [a.name for a in documents.attachments(session, case.id)] == ["近景.png"]


def test_the_photo_can_be_fetched_by_who_sees_the_case_and_by_nobody_else(site):
    browser = site.as_("grid_worker")
    browser.get("/register")
    browser.send("/register", do="submit", files={"photos": ("近景.png", png())}, **FILLED)
    with site.district.database.read() as session:
        photo = documents.attachments(session, newest(site).id)[0]
    answer = browser.client.get(f"/attachments/{photo.id}")
    assert answer.status_code == 200 and answer.data == png() and "sandbox" in answer.headers["Content-Security-Policy"]
    assert site.as_("yijie.duty_chief").get(f"/attachments/{photo.id}").status == 404


def test_nothing_is_opened_while_something_is_missing(site):
    browser = site.as_("grid_worker")
    browser.get("/register")
    page = browser.send("/register", do="submit", **{**FILLED, "description": "堆沙"})
    assert page.status == 422 and "还没有提交" in page.text
    assert page.by_id("f-description").text_content() == "堆沙"
    assert page.by_id("f-title").get("value") == FILLED["title"]
    assert newest(site) is None


def test_a_file_that_is_not_what_its_name_says_is_refused_at_its_field(site):
    browser = site.as_("grid_worker")
    browser.get("/register")
    page = browser.send("/register", do="submit", files={"photos": ("近景.png", b"MZ not a picture")}, **FILLED)
    assert page.status == 422 and page.by_id("f-photos-e").text_content()
    assert newest(site) is None, "the case is rolled back with its file"


def test_who_may_not_register_reads_who_may(site):
    page = site.as_("legal_reviewer").get("/register")
    assert page.status == 403 and "登记问题由网格员" in page.text


def test_the_registered_case_is_found_among_those_i_started(site):
    browser = site.as_("grid_worker")
    browser.get("/register")
    browser.send("/register", do="submit", **FILLED)
    assert FILLED["title"] in browser.get("/?view=started").text
