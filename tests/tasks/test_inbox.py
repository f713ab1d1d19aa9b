"""The inbox by its indexes: order, pages, what colleagues hold, colours and counts; on both databases."""
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.cases import operations
from app.tasks import queries
from app.tasks.model import Candidate, WorkItem

pytestmark = pytest.mark.both


@pytest.fixture
def offered(district) -> list[WorkItem]:
    """Five handling opinions before the duty chief, due in 3, 1, 2, 2 days and never."""
    items = [district.open_items(case_id=district.register("intake_clerk", title=f"沿街商铺占道{n}", problem_code="CS-01", address=f"人民路{n}号").id)[0]
             for n in range(5)]
    for item, days in zip(items, (3, 1, 2, 2, None)):
        due(district, item, None if days is None else district.now + timedelta(days=days))
    return items


def due(district, item: WorkItem, at) -> None:
    from app.tasks.model import NO_TERM
    with district.database.begin() as session:
        session.execute(update(WorkItem).where(WorkItem.id == item.id).values(due_at=at, opened_at=district.now - timedelta(days=5)))
        session.execute(update(Candidate).where(Candidate.work_item_id == item.id).values(due_at=at or NO_TERM))


def page_by_page(district, view: str, login: str = "duty_chief", **asked) -> list[int]:
    """Ids of the view, read in pages of two."""
    ids, cursor, actor = [], None, district.actor(login)
    with district.database.read() as session:
        while True:
            page = queries.inbox(session, actor, view, now=district.now, cursor=cursor, limit=2, **asked)
            ids += [item.id for item in page.items]
            if (cursor := page.next) is None:
                return ids


def counts(district, login: str = "duty_chief") -> dict[str, int]:
    with district.database.read() as session:
        return queries.counts(session, district.actor(login))


def claim(district, item: WorkItem, login: str = "duty_chief") -> None:
    with district.database.begin() as session:
        operations.claim_task(session, item.id, actor=district.actor(login), now=district.now)


def by_due(items: list[WorkItem]) -> list[int]:
    return [items[n].id for n in (1, 2, 3, 0, 4)]


def test_what_may_be_claimed_comes_by_due_date_and_what_has_none_last_page_after_page(district, offered):
    assert page_by_page(district, "claimable") == by_due(offered)


def test_what_one_holds_comes_in_the_same_order(district, offered):
    for item in offered:
        claim(district, item)
    assert page_by_page(district, "mine") == by_due(offered) and page_by_page(district, "claimable") == []


def test_what_one_has_done_comes_newest_first(district, offered):
    for item in offered[:3]:
        district.complete("duty_chief", item)
    assert page_by_page(district, "done") == [item.id for item in reversed(offered[:3])]


def test_what_a_colleague_holds_is_not_offered_until_it_is_given_back(district, offered):
    item = offered[1]
    claim(district, item, "substitute")
    assert item.id not in page_by_page(district, "claimable")
    assert counts(district)["claimable"] == 4
    with district.database.begin() as session:
        operations.release_task(session, item.id, actor=district.actor("substitute"), now=district.now)
    assert page_by_page(district, "claimable") == by_due(offered) and counts(district)["claimable"] == 5


def test_an_item_that_is_done_without_being_claimed_first_leaves_no_candidate(district, offered):
    district.complete("duty_chief", offered[0])
    with district.database.read() as session:
        assert list(session.scalars(select(Candidate).where(Candidate.work_item_id == offered[0].id))) == []


def test_colours_are_counted_as_they_are_shown_and_can_be_asked_for(district, offered):
    for item, share in zip(offered, (0.3, 0.6, 0.9, 1.2, None)):
        claim(district, item)
        due(district, item, None if share is None else district.now - timedelta(days=5) + timedelta(days=5) / share)
    actor = district.actor("duty_chief")
    with district.database.read() as session:
        assert queries.colours(session, actor, district.now) == {"g": 1, "y": 1, "o": 1, "r": 1, "": 1}
        shown = {item.id: queries.colour(item, district.now) for item in queries.inbox(session, actor, "mine", now=district.now).items}
    for name in "gyor":
        assert page_by_page(district, "mine", filters={"colour": name}) == [i for i, colour in shown.items() if colour == name]


def test_a_count_stops_where_nobody_counts_further(district, offered, monkeypatch):
    monkeypatch.setattr(queries, "MOST", {"mine": 1, "claimable": 2, "done": 1})
    claim(district, offered[0])
    assert counts(district) == {"mine": 1, "claimable": 3, "done": 0}


@pytest.mark.parametrize("cursor", ["", "nonsense", "2026-11-23_1", "_x", "2026-11-23T01:00:00+00:00_999999999999999999999"])
def test_a_cursor_that_is_none_begins_with_the_first_page(district, offered, cursor):
    with district.database.read() as session:
        page = queries.inbox(session, district.actor("duty_chief"), "claimable", now=district.now, cursor=cursor)
    assert [item.id for item in page.items] == by_due(offered)
