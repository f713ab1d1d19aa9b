"""Illegal sand mining (盗采砂石, PG-34) from a grid worker's report to the archive and round again, in the browser, a login for each
role, while a supervisor watches (PG-01…09)."""
import struct
import zlib

import pytest
from sqlalchemy import select

from app.acts import queries as acts
from app.cases import queries as cases
from app.cases.model import Case
from app.kernel.clock import local
from app.registry import queries as registry
from tests.support.sand import PROBLEM, answers

pytestmark = pytest.mark.browser
RELAPSE = {"ut05_feedback": {"met": "no", "relapse_found": "yes", "relapse_facts": "河滩又出现堆料，夜间有车外运。"},
           "ut06_check": {"check_state": "relapse"}}
ROLES = {"duty_chief", "exec_deputy_head", "dept_liaison", "officer", "dept_head", "legal_reviewer", "organ_head", "fine_cashier",
         "archivist", "intake_clerk", "grid_worker"}
DEPARTMENTS = {"gongan", "guizi", "jiaotong", "shengtai", "shijian", "shuiwu"}
POLL = 20_000           # ms; the board asks every 15 s
TABS = ("history", "lists", "documents", "files", "deadlines", "rules", "links", "trace")
ELSEWHERE = ("/", "/cases?q=砂石", "/whistles", "/supervision", "/definitions", "/lists/problems", "/lists/matters", "/notices", "/me",
             "/definitions/bpmn/whistle_report", "/definitions/dmn/D01_triage_route", "/definitions/form/whistle_draft", "/api/docs")


def photo() -> dict:
    """The smallest picture there is, as a phone would send it."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff")) + chunk(b"IEND", b"")
    return {"name": "河滩.png", "mimeType": "image/png", "buffer": picture}


class Story:
    """The case as the test asks about it between two chapters."""

    def __init__(self, office, live):
        self.office, self.live, self.watcher = office, live, office["supervisor"]
        self.said = answers(live.district, **RELAPSE)
        self.case_id = office.register("grid_worker", **PROBLEM, photos=photo())

    def answers(self, item) -> dict:
        return self.said(item) | ({"persons": self.two_officers(item)} if item.form == "whistle_report_in" else {})

    def two_officers(self, item) -> list[dict]:
        """Whom the department sends: two with a valid certificate (行政处罚法42)."""
        with self.live.district.database.read() as session:
            found = registry.officers(session, item.organ_id, on=local(self.live.clock.now()).date())
        valid = [o for o in found if o.certificate.status == "normal"]
        return [{"name": o.name, "cert_no": o.certificate.cert_no} for o in valid[:2]]

    def until(self, reached) -> None:
        self.office.work_off(self.answers, until=lambda: reached(self))

    def open_nodes(self) -> set[str]:
        return {i.node for i in self.live.district.open_items(case_id=self.case_id)}

    def case(self) -> Case:
        return self.live.district.case(self.case_id)

    def cases(self, **where) -> list[Case]:
        with self.live.district.database.read() as session:
            return list(session.scalars(select(Case).filter_by(chain_id=self.case_id, **where).order_by(Case.id)))

    def whistle(self, case_id: int):
        with self.live.district.database.read() as session:
            return cases.whistle_of(session, case_id)

    def decisions(self) -> dict[str, tuple[str, int]]:
        with self.live.district.database.read() as session:
            found = [(c, acts.record_of(session, c.id).decision) for c in self.cases(kind="department", turn=1)]
        return {d.number: (d.kind, int(d.amount)) for _, d in found if d}

    # ---- what the supervisor sees ----
    def sees(self, stage: str, *current: str) -> None:
        """The case page shows this step as the present one, and these elements of the diagrams as where it stands."""
        self.watcher.open(f"/cases/{self.case_id}", kind=f"case at {current[0]}")
        page = self.watcher.page
        page.locator(".zf-bpmn").last.scroll_into_view_if_needed()
        self.watcher.shoot(f"diagram at {current[0]}", "1366")
        assert stage in page.locator("ol.zf-steps li[aria-current=step]").inner_text()
        shown = " ".join("".join(page.locator(".zf-flow-node.zf-flow-current").all_text_contents()).split())
        assert all(name in shown.replace(" ", "") for name in current), shown

    def board(self, dept: str):
        return self.watcher.page.locator(f'#board tr[data-dept="{dept}"]')


def test_sand_mining_from_the_report_to_the_archive_and_its_relapse(office, live):
    story = Story(office, live)
    triage(story)
    whistle(story)
    departments_report_in(story)
    departments_decide(story)
    archive(story)
    relapse(story)
    assert {item.role.split("|")[0] for item, _ in office.done} >= ROLES - {"dept_head"}
    assert {login.split(".")[-1].rstrip("0123456789") for _, login in office.done} >= ROLES
    everything_can_be_read(story)
    office.crew.nothing_complained()
    live.district.verify()


def triage(story: Story) -> None:
    story.sees("分流交办", "拟定办理意见")
    story.until(lambda s: "ut04_issue" in s.open_nodes())
    story.sees("调查处置", "签发哨令")


def whistle(story: Story) -> None:
    story.until(lambda s: s.whistle(s.case_id))
    assert story.office.done[-1][1] == "exec_deputy_head"
    story.watcher.open(f"/whistles/{story.whistle(story.case_id).id}")
    assert {row.get_attribute("data-dept") for row in story.watcher.page.locator("#board tr[data-dept]").all()} == DEPARTMENTS
    assert story.board("guizi").get_by_text("待签收").count() == 1
    story.watcher.page.evaluate("() => { window.unchanged = true }")


def departments_report_in(story: Story) -> None:
    """The board renews itself in front of the supervisor, who touches nothing."""
    story.until(lambda s: "ut05_sign" not in s.open_nodes() and "ut09_command" not in s.open_nodes())
    story.board("guizi").get_by_text("按时").wait_for(timeout=POLL)
    story.until(lambda s: "ut06_report" not in s.open_nodes())
    story.board("shuiwu").get_by_text("按时").nth(1).wait_for(timeout=POLL)
    assert story.board("shuiwu").locator(".zf-off").count() == 2 and not story.board("shuiwu").get_by_text("暂不能执法").count()
    assert story.watcher.page.evaluate("() => window.unchanged") is True
    story.watcher.look("board")


def departments_decide(story: Story) -> None:
    """The whistle is over, a department leads, and each decides in a case of its own."""
    story.until(lambda s: "ut03_plan" in s.open_nodes())
    story.sees("调查处置", "编制联合方案")
    story.until(lambda s: all(c.status == "ended" for c in s.cases(kind="department", turn=1)))
    children = story.cases(kind="department", turn=1)
    assert len(children) == len(DEPARTMENTS) == len({c.legal_subject_id for c in children})
    assert sorted(story.decisions().values()) == [("on_spot", 200), ("ordinary", 60000)]
    assert {"ut02_review", "ut01_submit"} <= set(story.office.nodes_done("legal_review"))


def archive(story: Story) -> None:
    story.until(lambda s: "ut11_check" in s.open_nodes())
    story.sees("结果反馈", "核查办理结果")
    story.until(lambda s: s.case().status == "ended")
    assert (story.case().end_state, story.case().stage) == ("closed", "case_closing_archive")


def relapse(story: Story) -> None:
    """Kept up by the street, it comes back: the same chain, the next turn, and a second whistle."""
    story.until(lambda s: s.cases(kind="problem", turn=2))
    again = story.cases(kind="problem", turn=2)[0]
    story.until(lambda s: s.whistle(again.id))
    assert (again.chain_id, again.source) == (story.case_id, "常态复发")
    assert [c.end_state for c in story.cases(kind="standing", turn=1)] == ["relapsed"]
    assert story.whistle(again.id).number != story.whistle(story.case_id).number


def everything_can_be_read(story: Story) -> None:
    watcher = story.watcher
    watcher.open(f"/cases/{story.case_id}", kind="case at its end")
    assert watcher.page.locator("ol.zf-steps li.done").count() == 5
    for tab in TABS:
        watcher.open(f"/cases/{story.case_id}?tab={tab}")
    for path in ELSEWHERE:
        watcher.open(path)
    told = history(watcher, story.case_id)
    assert all(word in told for word in ("登记立卷", "签发哨令", "归档")), told


def history(desk, case_id: int) -> str:
    """Everything that the history says, page after page back to the beginning."""
    desk.open(f"/cases/{case_id}?tab=history")
    pages, older = [desk.text()], desk.page.get_by_role("link", name="看更早的")
    while older.count():
        with desk.page.expect_navigation():
            older.click()
        pages.append(desk.text())
    return " ".join(pages)
