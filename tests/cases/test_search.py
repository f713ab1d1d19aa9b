"""Finding cases by words: whatever is contained is found, whatever is not contained is not, on both databases; pages follow each other."""
import random

import pytest
from sqlalchemy import select, text

from app.cases import lists
from app.cases.model import Case
from app.cases.search import Question, fold, index_text, official_number

TITLES = ("东河村3号桥下游左岸堆放砂石", "人民路12号店外经营", "東河村河灘亂倒渣土", "光明路 KTV 夜间噪声", "ＡＢ座消防通道被堵", "西河村13号桥、3号闸之间")


@pytest.fixture
def world(database, now):
    """Six cases with these titles, and somebody who sees all."""
    with database.begin() as session:
        session.add_all(Case(number=f"甲综执〔2026〕{n:04d}", kind="problem", title=title, source="样例", opened_at=now, status="running",
                             search_text=index_text([f"甲综执〔2026〕{n:04d}", title])) for n, title in enumerate(TITLES, 1))
    return database


class Seer:
    person_id, organ_ids, posts = 1, frozenset(), ()

    def may(self, permission):
        return True


def found(database, q: str) -> list[str]:
    with database.read() as session:
        return [case.title for case in lists.search(session, Seer(), q=q).items]


@pytest.mark.both
@pytest.mark.parametrize("q, titles", [
    ("砂石", (0,)), ("砂", (0,)), ("东河村", (2, 0)), ("東河", (2, 0)), ("河村", (5, 2, 0)), ("村3号", (0,)), ("3号桥", (5, 0)), ("13号桥", (5,)),
    ("号桥下游", (0,)), ("12", (1,)), ("2", (5, 4, 3, 2, 1, 0)), ("ktv", (3,)), ("Kt", (3,)), ("ab座", (4,)), ("0003", (2,)),
    ("甲综执〔2026〕0004", (3,)), ("甲综执[2026]0004", (3,)), ("综执〔2026〕0002", (1,)), ("砂石 东河", (0,)), ("渣土 砂石", ()), ("村下游", ()),
    ("石砂", ()), ("%", ()), ("'\" * OR (", ()), ("or", ()), ("2026", (5, 4, 3, 2, 1, 0))])
def test_what_is_contained_is_found_newest_first(world, q, titles):
    assert found(world, q) == [TITLES[n] for n in titles]


@pytest.mark.both
def test_a_case_is_found_by_what_it_says_now_and_no_longer_by_what_it_said(world):
    with world.begin() as session:
        case = session.scalar(select(Case).where(Case.title == TITLES[0]))
        case.title = "东河村改为堆放木材"
        case.search_text = index_text([case.number, case.title])
    assert found(world, "木材") == ["东河村改为堆放木材"] and found(world, "砂石") == []
    with world.begin() as session:
        session.execute(text('DELETE FROM "case" WHERE title = :title'), {"title": "东河村改为堆放木材"})
    assert found(world, "木材") == []


@pytest.mark.both
def test_pages_of_a_search_follow_each_other_without_gap_or_repetition(world):
    seen, cursor = [], None
    with world.read() as session:
        while True:
            page = lists.search(session, Seer(), q="2026", cursor=cursor, limit=2)
            seen += [case.id for case in page.items]
            if (cursor := page.next) is None:
                break
    assert seen == [6, 5, 4, 3, 2, 1]


def contains(stored: str, question: Question) -> bool:
    """What both databases do with a question."""
    terms = stored.split()
    return (all(term in terms for term in question.whole) and all(any(t.startswith(b) for t in terms) for b in question.begun)
            and all(phrase in f" {stored}" for phrase in question.phrases))


def test_every_part_of_a_text_finds_it_and_what_is_no_part_does_not():
    """By chance over many texts: one run of characters is found exactly if it is contained in a run of the text."""
    chance, letters = random.Random(5), "东西河村桥号3路12甲"
    for _ in range(3000):
        body = "".join(chance.choice(letters) for _ in range(chance.randint(3, 14)))
        asked = "".join(chance.choice(letters) for _ in range(chance.randint(1, 4)))
        assert contains(index_text([body]), Question.of(asked)) == (asked in body), (body, asked)


@pytest.mark.parametrize("typed, number", [
    ("甲综执〔2026〕0427", "甲综执〔2026〕0427"), (" 甲综执[2026]0427 ", "甲综执〔2026〕0427"), ("规自子（2026）3号", "规自子〔2026〕3号"), ("0427", None),
    ("砂石", None), ("甲综执〔2026〕", None)])
def test_an_official_number_is_known_whatever_brackets_were_typed(typed, number):
    assert official_number(typed) == number


def test_terms_are_folded_like_the_questions():
    assert index_text(["東河ＡＢ"]) == index_text([fold("东河ab")]) == "东河 河 ab b"
