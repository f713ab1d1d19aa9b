"""Two people at one file, at the same moment, on both databases: one save is kept, the other comes back with everything that stands there."""
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.definitions import approval, revisions, workshop
from app.definitions.errors import NotSaved
from app.definitions.merging import merge
from app.kernel.database import Database
from app.kernel.errors import Rejection
from tests.definitions.test_revisions import NOTE
from tests.definitions.workshop_hand import AUTHOR, COLLEAGUE, Hand

pytestmark = pytest.mark.both


@pytest.fixture
def hand(small):
    return Hand(small)


def at_once(*deeds) -> list:
    """What each gave or raised, all begun at the same moment, in order."""
    ready, results = Barrier(len(deeds)), [None] * len(deeds)

    def carry_out(place, deed):
        ready.wait()
        try:
            results[place] = deed()
        except Exception as error:          # whatever goes wrong in the thread is the test's to look at
            results[place] = error

    threads = [Thread(target=carry_out, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def other(hand):
    """Somebody else's process: `other()` has another pool of connections."""
    made = []

    def beside() -> Hand:
        made.append(Database(hand.database.url))
        one = Hand(made[-1])
        one.now = hand.now
        return one

    yield beside
    for database in made:
        database.dispose()


def saying(text: str) -> bytes:
    return NOTE.replace("备注".encode(), text.encode())


def test_of_saves_at_the_same_moment_one_is_kept_and_the_others_are_told(hand, other):
    revision, hands = hand.create(), [hand, other(), other(), other()]
    people = [AUTHOR, COLLEAGUE, AUTHOR, COLLEAGUE]
    results = at_once(*(lambda h=h, n=n, who=who: h.save(revision, "note.form", saying(f"第 {n} 人"), 0, who=who)
                        for n, (h, who) in enumerate(zip(hands, people))))
    kept, refused = [r for r in results if not isinstance(r, Exception)], [r for r in results if isinstance(r, NotSaved)]
    assert (len(kept), len(refused)) == (1, 3), results
    standing = hand.read(workshop.files_of, revision)["note.form"].decode()
    assert all(r.code == "stale_save" and r.detail["theirs"] == standing and r.detail["seq"] == 1 for r in refused)
    with hand.database.read() as session:
        assert [s.seq for s in workshop.saves(session, revision.id, "note.form")] == [1]


def test_at_the_same_moment_only_one_has_a_file_open(hand, other):
    revision, beside = hand.create(), other()
    for file in ("note.form", "five_step_loop.bpmn", "problem_register.form"):
        held = at_once(lambda: hand.do(revisions.hold, revision, file), lambda: beside.do(revisions.hold, revision, file, who=COLLEAGUE))
        assert len({h.person_id for h in held}) == 1, held


def test_two_revisions_published_at_the_same_moment_do_not_write_over_each_other(hand, other):
    """Both change the same form: the second has to look at it, whoever that is."""
    ready = []
    for text in ("甲", "乙"):
        revision = hand.create(f"改为{text}")
        hand.save(revision, "note.form", saying(text), 0)
        hand.submit(revision)
        hand.do(approval.approve, revision, who=COLLEAGUE)
        ready.append(revision)
    beside = other()
    results = at_once(lambda: hand.publish(ready[0]), lambda: beside.publish(ready[1]))
    refused = [r for r in results if isinstance(r, Rejection)]
    assert [r.code for r in refused] == ["rebase_needed"] and len(results) - len(refused) == 1, results


STEP = st.one_of(
    st.tuples(st.just("save"), st.sampled_from([AUTHOR, COLLEAGUE]), st.sampled_from("甲乙丙丁")),
    st.tuples(st.just("open"), st.sampled_from([AUTHOR, COLLEAGUE]), st.just("")),
    st.tuples(st.just("hold"), st.sampled_from([AUTHOR, COLLEAGUE]), st.sampled_from(["", "over"])),
    st.tuples(st.just("wait"), st.just(AUTHOR), st.just("")))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=12))
def test_whatever_two_do_nobody_writes_over_what_he_has_not_seen(small, steps):
    """Each knows the version that he opened or saved last. A save is kept only if that version is what stands there; and every version that
    was ever kept can be read again."""
    hand = Hand(small)
    revision, seen, kept = hand.create(), {AUTHOR: 0, COLLEAGUE: 0}, {0: NOTE}
    for verb, who, more in steps:
        if verb == "wait":
            hand.later(seconds=61)
        elif verb == "open":
            seen[who] = hand.read(workshop.file_line, revision, "note.form", now=hand.now).seq
        elif verb == "hold":
            hand.do(revisions.hold, revision, "note.form", who=who, take_over=more == "over")
        else:
            _save(hand, revision, who, saying(more), seen, kept)
    with hand.database.read() as session:
        found = workshop.find(session, revision.id)
        assert {n: workshop.saved_content(session, found, "note.form", n) for n in kept} == kept


def _save(hand, revision, who, content, seen, kept) -> None:
    last, holder = max(kept), hand.read(workshop.file_line, revision, "note.form", now=hand.now).holder
    free = holder is None or holder.person_id == hand.actor(who).person_id
    try:
        saved = hand.save(revision, "note.form", content, seen[who], who=who)
    except NotSaved as refused:
        assert not free or seen[who] != last
        assert refused.code == ("held" if not free else "stale_save")
        assert (refused.detail["seq"], refused.detail["theirs"]) == (last, kept[last].decode())
        merged = merge("form", kept[seen[who]], content, kept[last])
        assert refused.detail["merged"] == (merged.content.decode() if merged.content else None)
        return
    if content == kept[last]:
        return
    assert free and seen[who] == last
    seen[who] = saved.seq
    kept[saved.seq] = content
