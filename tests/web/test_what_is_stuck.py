"""What could not be sent or delivered, as the supervisors see it, and the buttons that try it again."""
import pytest

from app.cases import messages
from app.cases.model import Case
from app.outbox import queries as outbox
from app.outbox.model import Parcel, State


@pytest.fixture
def case(site) -> Case:
    return site.district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01")


def park(site, case) -> int:
    now = site.district.now
    with site.district.database.begin() as session:
        parcel = Parcel(case_id=case.id, topic="case:opened", target="https://hook.example/in", body={}, key="k" * 32, state=State.PARKED,
                        created_at=now, attempts=12, next_at=now, status=503, error="对方答复 503")
        session.add(parcel)
        session.flush()
        return parcel.id


def test_a_supervisor_sees_what_was_not_sent_and_sends_it_again(site, case):
    parcel_id = park(site, case)
    browser = site.as_("supervisor")
    page = browser.get("/supervision")
    assert "没有送出的通知" in page.text and "对方答复 503" in page.text and "https://hook.example/in" in page.text and case.number in page.text
    assert "登记立卷" in page.text and "case:opened" not in page.text
    page = browser.send(f"/outbox/{parcel_id}/send")
    assert page.status == 200 and "已排入重发" in page.text and "没有送出的通知" not in page.text
    with site.district.database.read() as session:
        assert [(p.state, p.attempts, p.key) for p in outbox.parcels(session)] == [(State.WAITING, 0, "k" * 32)]
    assert any("重新发送“case:opened”" in line for line in site.district.history(case.id))


def test_another_street_sees_none_of_it_and_cannot_send_it(site, case):
    parcel_id = park(site, case)
    browser = site.as_("yijie.team_head")
    page = browser.get("/supervision")
    assert "没有送出的通知" not in page.text
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    assert browser.post(f"/outbox/{parcel_id}/send", {"csrf_token": token}).status == 404


def test_the_links_of_a_case_say_how_each_message_stands(site, case):
    with site.district.database.begin() as session:
        sender = session.get_one(Case, case.id)
        messages.send(session, "msg_disposal_start", "1", {}, sender=sender, now=site.district.now)
        messages.send(session, "msg_whistle", "1", {}, sender=sender, awaited=False, now=site.district.now)
    page = site.as_("supervisor").get(f"/cases/{case.id}?tab=links")
    rows = [" ".join(r.text_content().split()) for r in page.xpath("//section[contains(., '案件之间的往来')]//tbody/tr")]
    assert any("处置安排" in r and "等待对方接收" in r for r in rows) and any("哨令" in r and "已下达" in r for r in rows)
