"""Files into a revision and out of it, by the pages."""
import io
import zipfile
from io import BytesIO

from tests.attacks.archives import ARCHIVES
from tests.definitions.test_foreign import FOREIGN
from tests.web.test_other_pages import upload


def into(browser, revision: int, name: str, content: bytes):
    browser.get(f"/workshop/{revision}")
    data = browser.values("/workshop/upload")
    return browser.post("/workshop/upload", data | {"file": [(BytesIO(content), name)]})


def test_a_file_goes_into_the_revision_that_is_open_and_all_come_out_as_a_zip(site):
    browser = site.as_("legal_reviewer")
    page = upload(browser, "占道经营 处置.bpmn", FOREIGN["camunda.bpmn"])
    assert page.status == 200 and "已存为 Process_0x1k2ab.bpmn" in page.text
    page = into(browser, 1, "our.zip", ARCHIVES["one form"][0])
    assert page.status == 200 and "note.form已存入修订" in page.text
    packed = browser.client.get("/workshop/1/zip")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.read("processes/Process_0x1k2ab.bpmn") == FOREIGN["camunda.bpmn"] and "forms/note.form" in archive.namelist()


def test_a_hostile_archive_is_refused_in_a_sentence(site):
    page = upload(site.as_("legal_reviewer"), "x.zip", ARCHIVES["a way up"][0])
    assert page.status == 422 and "名字不能用" in page.text


def test_a_bundle_comes_down_as_a_zip(site):
    browser = site.as_("grid_worker")
    answer = browser.client.get("/definitions/bundles/1/zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert browser.get("/definitions/bundles/99/zip").status == 404
