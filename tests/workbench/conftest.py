"""The diagram editor alone in a page, with made-up knowledge of the server."""
import pytest

from tests.workbench import scripts

PAGE = "<!doctype html><html lang=zh-CN><body></body></html>"
PRESET = {"name": "制作告知书", "role": "officer", "form": "prior_notice"}
KNOWN = {"acts": [{"code": "notify", "name": "事先告知", "article": "行政处罚法44", "needs": [], "preset": PRESET}],
         "messages": [], "roles": [{"code": "officer", "name": "执法人员"}]}


@pytest.fixture(scope="session")
def page(chromium, tmp_path_factory):
    bundle = scripts.bundled("canvas.mjs", tmp_path_factory.mktemp("canvas"), "browser")
    page = chromium.new_page(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    page.route("http://editor.test/", lambda route: route.fulfill(body=PAGE, content_type="text/html; charset=utf-8"))
    page.goto("http://editor.test/")
    page.add_style_tag(content=bundle.with_suffix(".css").read_text(encoding="utf-8"))
    page.add_script_tag(content=bundle.read_text(encoding="utf-8"), type="module")
    page.wait_for_function("Boolean(window.openDiagram)")
    yield page
    page.close()


@pytest.fixture
def opened(page):
    """opened(xml, **options): the page with the editor showing this diagram."""
    def opener(xml, **options):
        page.evaluate("([xml, options]) => openDiagram(xml, options)", [xml, {"known": KNOWN, **options}])
        return page
    return opener
