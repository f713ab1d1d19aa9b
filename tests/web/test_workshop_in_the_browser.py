"""The review of a revision as a browser shows it: both drawings follow each other, an entry of the list goes to its element, and approving and
publishing work on a phone."""
import pytest

from app.definitions import revisions, workshop
from tests.support import live as live_server
from tests.support.browser import PHONE, Crew
from tests.web.test_workshop import DIAGRAM, FORM, TABLE, with_option

pytestmark = pytest.mark.browser
AT = "f => [Math.round(f.scrollLeft), Math.round(f.scrollTop)]"
IN_VIEW = """id => { const e = document.getElementById(id).getBoundingClientRect(), f = document.getElementById(id).closest('.zf-bpmn').getBoundingClientRect();
  return e.left >= f.left && e.right <= f.right && e.top >= f.top - 2 && e.bottom <= f.bottom + 2 }"""


@pytest.fixture
def crew(chromium, district, tmp_path, monkeypatch):
    with live_server.serving(district, tmp_path / "data", monkeypatch) as live:
        crew = Crew(chromium, live.url)
        yield crew
        crew.dismiss()


def changed(district) -> int:
    """A revision of three files; in the diagram two timers far from each other."""
    who = {"actor": district.actor("legal_reviewer"), "now": district.now}
    with district.database.begin() as session:
        revision = revisions.create(session, "缩短签收时限", **who)
        files = {name: content.decode() for name, content in workshop.files_of(session, revision).items()}
        diagram = files[DIAGRAM].replace(">accept_by<", '>duration("PT30M")<', 1).replace('name="研判常态管理"', 'name="研判是否常态管理"')
        table = files[TABLE].replace('"may_not_punish"</text>', '"lighter"</text>', 1)
        for name, text in ((DIAGRAM, diagram), (FORM, with_option(files[FORM])), (TABLE, table)):
            assert text != files[name]
            revisions.save_file(session, revision.id, name, text.encode(), seq=0, **who)
        return revision.id


def test_a_colleague_reads_the_difference_remarks_on_it_and_publishes_from_a_phone(district, crew):
    rev = changed(district)
    author, other = crew["legal_reviewer"], crew["supervisor"]
    author.open(f"/workshop/{rev}", kind="revision")
    author.page.get_by_text("没有错误，可以提交").wait_for(timeout=20_000)
    author.page.get_by_role("button", name="提交，请同事审批").click()
    author.page.get_by_text("须由另一位有审批权的同事批准").wait_for()

    for name in (FORM, TABLE):
        other.open(f"/workshop/{rev}/diff/{name}", kind=f"diff {name}")
    other.open(f"/workshop/{rev}/diff/{DIAGRAM}", kind=f"diff {DIAGRAM}")
    entry = other.page.locator(".zf-d-changes a[data-new='new-ut15_standing']")
    entry.click()
    assert other.page.evaluate(IN_VIEW, "new-ut15_standing") and other.page.evaluate(IN_VIEW, "old-ut15_standing")
    old, new = (other.page.locator(".zf-bpmn").nth(i) for i in (0, 1))
    new.hover()
    other.page.mouse.wheel(-700, 40)
    other.page.wait_for_function("() => { const [a, b] = document.querySelectorAll('.zf-bpmn'); return a.scrollLeft === b.scrollLeft && a.scrollTop === b.scrollTop }")
    assert old.evaluate(AT) == new.evaluate(AT)

    other.page.locator(".zf-d-changes li", has_text="研判").get_by_role("link", name="提意见").click()
    other.page.get_by_label("意见", exact=True).fill("名称与岗位清单不一致")
    other.page.get_by_role("button", name="写上意见").click()
    other.page.get_by_role("link", name="街乡吹哨、部门报到：人工任务“研判是否常态管理”").wait_for()
    other.page.get_by_role("button", name="标为处理完").click()
    other.page.get_by_text("都处理完了").wait_for()

    other.page.set_viewport_size(PHONE)
    other.page.get_by_role("button", name="批准").click()
    other.page.get_by_role("button", name="发布，自此日起施行").click()
    other.page.get_by_text("已发布为").first.wait_for()
    crew.nothing_complained()
