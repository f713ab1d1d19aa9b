"""Working on a revision: files, versions, stale saves, who has a file open."""
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.accounts.model import SYSTEM
from app.definitions import revisions, workshop
from app.definitions.errors import NotSaved
from app.definitions.files import digest_of
from app.definitions.model import Status
from app.definitions.operations import publish
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Forbidden, NotFound, Rejection
from tests.definitions.workshop_hand import COLLEAGUE, Hand
from tests.support.small import files

NOTE = files()["note.form"]
MINE, THEIRS = NOTE.replace("备注".encode(), "说明".encode()), NOTE.replace(b"200", b"300")
BPMN = files()["five_step_loop.bpmn"]


@pytest.fixture
def hand(small):
    return Hand(small)


@pytest.fixture
def revision(hand):
    return hand.create()


def line(hand, revision, name):
    return next((f for f in hand.read(workshop.file_lines, revision, now=hand.now) if f.name == name), None)


def test_a_new_revision_is_the_newest_bundle_and_nothing_else(hand, revision):
    assert hand.read(workshop.files_of, revision) == files()
    assert not any(f.changed or f.added or f.deleted or f.holder for f in hand.read(workshop.file_lines, revision, now=hand.now))
    assert hand.read(workshop.changes, revision) == {}


def test_what_is_saved_lies_over_the_base_and_every_version_stays(hand, revision):
    assert hand.save(revision, "note.form", MINE, 0).seq == 1
    assert hand.save(revision, "note.form", THEIRS, 1, note=" 第二版 ").seq == 2
    assert hand.read(workshop.files_of, revision) == files() | {"note.form": THEIRS}
    with hand.database.read() as session:
        kept = [(s.seq, s.note) for s in workshop.saves(session, revision.id, "note.form")]
        assert kept == [(2, "第二版"), (1, None)]
        assert [workshop.saved_content(session, workshop.find(session, revision.id), "note.form", n) for n in (0, 1, 2)] == [NOTE, MINE, THEIRS]


def test_the_same_bytes_again_are_no_new_version(hand, revision):
    assert hand.save(revision, "note.form", NOTE, 0) is None
    hand.save(revision, "note.form", MINE, 0)
    assert hand.save(revision, "note.form", MINE, 0).seq == 1, "nothing of anybody's is written over"


def test_a_stale_save_is_refused_with_what_stands_there_and_both_changes_together(hand, revision):
    hand.save(revision, "note.form", THEIRS, 0, who=COLLEAGUE)
    with pytest.raises(NotSaved) as refused:
        hand.save(revision, "note.form", MINE, 0)
    told = refused.value.detail
    assert (refused.value.code, refused.value.status, told["seq"]) == ("stale_save", 409, 1)
    assert told["by"] == hand.actor(COLLEAGUE).name and told["theirs"] == THEIRS.decode()
    assert hand.read(workshop.files_of, revision)["note.form"] == THEIRS


def test_a_seq_that_never_was_is_as_stale_as_any(hand, revision):
    with pytest.raises(NotSaved):
        hand.save(revision, "note.form", MINE, 7)


def test_a_file_comes_goes_and_comes_again(hand, revision):
    new = "third.form"
    assert hand.do(revisions.create_file, revision, new, NOTE).seq == 1
    assert line(hand, revision, new).added
    with pytest.raises(Rejection, match="已经有文件"):
        hand.do(revisions.create_file, revision, new, MINE)
    hand.do(revisions.delete_file, revision, new, seq=1)
    assert line(hand, revision, new) is None and new not in hand.read(workshop.files_of, revision)
    assert hand.do(revisions.create_file, revision, new, MINE).seq == 3
    with pytest.raises(NotFound):
        hand.do(revisions.delete_file, revision, "never.form", seq=0)


def test_a_file_of_the_base_that_is_deleted_is_shown_as_such_and_can_be_restored(hand, revision):
    hand.do(revisions.delete_file, revision, "note.form", seq=0)
    assert line(hand, revision, "note.form").deleted and "note.form" not in hand.read(workshop.files_of, revision)
    assert hand.save(revision, "note.form", NOTE, 1).seq == 2
    assert not line(hand, revision, "note.form").changed


def test_a_file_goes_on_under_another_name_and_its_versions_stay(hand, revision):
    hand.save(revision, "note.form", MINE, 0)
    hand.do(revisions.rename_file, revision, "note.form", "remark.form", seq=1)
    there = hand.read(workshop.files_of, revision)
    assert there["remark.form"] == MINE and "note.form" not in there
    with hand.database.read() as session:
        assert [s.note for s in workshop.saves(session, revision.id, "note.form")] == ["改名为 remark.form", None]
    for taken, code in (("problem_register.form", "name_taken"), ("remark.dmn", "bad_file_name"), ("../x.form", "bad_file_name")):
        with pytest.raises(Rejection) as refused:
            hand.do(revisions.rename_file, revision, "remark.form", taken, seq=1)
        assert refused.value.code == code
    with pytest.raises(NotSaved):
        hand.do(revisions.rename_file, revision, "remark.form", "third.form", seq=9)


@pytest.mark.parametrize(("name", "code"), [("../x.form", "bad_file_name"), ("x.exe", "bad_file_name"), ("x.form", "too_large")])
def test_what_cannot_be_a_file_is_refused(hand, revision, name, code):
    with pytest.raises(Rejection) as refused:
        hand.do(revisions.create_file, revision, name, b" " * (revisions.LARGEST["form"] + 1))
    assert refused.value.code == code and refused.value.status == 422


def test_only_who_may_edit_does(hand, revision):
    for verb, given in ((revisions.save_file, ("note.form", MINE)), (revisions.delete_file, ("note.form",))):
        with pytest.raises(Forbidden):
            hand.do(verb, revision, *given, seq=0, who="grid_worker")
    with pytest.raises(Forbidden):
        hand.create(who="organ_head")


def test_a_title_says_what_it_is_for(hand):
    with pytest.raises(FieldErrors):
        hand.create("  x ")
    assert hand.create(" 加  消防 ").title == "加 消防"


# ---- who has it open ----------------------------------------------------------------------------------------------------
def test_the_second_sees_who_holds_it_and_may_not_save_past_them(hand, revision):
    assert hand.do(revisions.hold, revision, "note.form").person_id == hand.actor("legal_reviewer").person_id
    held = hand.do(revisions.hold, revision, "note.form", who=COLLEAGUE)
    assert held.person_id == hand.actor("legal_reviewer").person_id
    assert line(hand, revision, "note.form").holder.name == hand.actor("legal_reviewer").name
    with pytest.raises(NotSaved) as refused:
        hand.save(revision, "note.form", THEIRS, 0, who=COLLEAGUE)
    assert refused.value.code == "held" and refused.value.detail["by"] == hand.actor("legal_reviewer").name
    assert hand.save(revision, "five_step_loop.bpmn", BPMN + b"\n", 0, who=COLLEAGUE).seq == 1, "another file is free"


def test_a_take_over_leaves_a_note_and_turns_the_first_away(hand, revision):
    hand.do(revisions.hold, revision, "note.form")
    hand.later(seconds=10)
    hand.do(revisions.hold, revision, "note.form", who=COLLEAGUE, take_over=True)
    assert hand.do(revisions.hold, revision, "note.form").person_id == hand.actor(COLLEAGUE).person_id
    with hand.database.read() as session:
        last = workshop.events(session, revision.id)[-1]
    assert (last.kind, last.person_name, last.detail["from"]) == ("taken_over", hand.actor(COLLEAGUE).name, hand.actor("legal_reviewer").name)


def test_a_hold_lapses_a_minute_after_its_last_beat(hand, revision):
    hand.do(revisions.hold, revision, "note.form")
    hand.later(seconds=50)
    hand.do(revisions.hold, revision, "note.form")
    hand.later(seconds=50)
    assert line(hand, revision, "note.form").holder
    hand.later(seconds=11)
    assert not line(hand, revision, "note.form").holder
    assert hand.do(revisions.hold, revision, "note.form", who=COLLEAGUE).since == hand.now
    with hand.database.read() as session:
        assert [e.kind for e in workshop.events(session, revision.id)] == ["created"], "nobody was pushed aside"


def test_whoever_leaves_frees_it_and_frees_nobody_elses(hand, revision):
    hand.do(revisions.hold, revision, "note.form")
    for who, held in ((COLLEAGUE, True), ("legal_reviewer", False)):
        with hand.begin() as session:
            revisions.release(session, revision.id, "note.form", actor=hand.actor(who))
        assert bool(line(hand, revision, "note.form").holder) == held


# ---- what stays ---------------------------------------------------------------------------------------------------------
@pytest.mark.both
@pytest.mark.parametrize("statement", [
    "UPDATE revision_event SET kind = 'x'", "DELETE FROM revision_event", "DELETE FROM revision_save", "UPDATE revision_save SET seq = 9",
    "UPDATE revision_save SET sha256 = NULL"])
def test_the_database_itself_keeps_events_and_versions(hand, revision, statement):
    hand.save(revision, "note.form", MINE, 0)
    with pytest.raises(DatabaseError, match="append-only"), hand.begin() as session:
        session.execute(text(statement))


@pytest.mark.both
@pytest.mark.parametrize("content", [b"", b"{", NOTE * 50, b"\1" + bytes(range(256)), b"\1\1", "甲".encode("utf-16-be"), b"\0<a/>"], ids=range(7))
def test_what_is_stored_comes_out_to_the_byte_and_takes_little_room(hand, revision, content):
    hand.save(revision, "note.form", content, 0)
    assert hand.read(workshop.files_of, revision)["note.form"] == content
    with hand.database.read() as session:
        stored = session.execute(text("SELECT length(content) FROM file_content WHERE sha256 = :sha"), {"sha": digest_of(content)}).scalar()
    assert stored <= len(content) + 10 and (len(content) < 1000 or stored < len(content) / 5)


@pytest.mark.both
def test_what_was_stored_before_as_it_was_is_read(hand, revision):
    with hand.begin() as session:
        session.execute(text("UPDATE file_content SET content = :raw WHERE sha256 = :sha"), {"raw": NOTE, "sha": digest_of(NOTE)})
    assert hand.read(workshop.files_of, revision)["note.form"] == NOTE


def test_a_version_may_be_named_later(hand, revision):
    hand.save(revision, "note.form", MINE, 0)
    with hand.begin() as session:
        revisions.name_save(session, revision.id, "note.form", 1, "送审稿", actor=hand.actor("legal_reviewer"))
    with hand.database.read() as session:
        assert workshop.save(session, revision.id, "note.form", 1).note == "送审稿"


def test_before_anything_is_published_a_revision_starts_from_nothing(database, now):
    with database.begin() as session:
        revision = revisions.create(session, "第一版", actor=_editor(), now=now)
        assert revision.base_id is None and workshop.files_of(session, revision) == {}
        revisions.create_file(session, revision.id, "note.form", NOTE, actor=_editor(), now=now)
        assert workshop.files_of(session, revision) == {"note.form": NOTE}


def test_the_base_is_the_bundle_that_comes_into_force_last(hand):
    with hand.begin() as session:
        later = publish(session, files() | {"note.form": MINE}, effective_from=local(hand.now).date() + timedelta(days=9), now=hand.now)
        publish(session, files() | {"note.form": THEIRS}, effective_from=local(hand.now).date(), now=hand.now)
    assert hand.create().base_id == later.id and hand.create().status == Status.EDITING


def _editor():
    from dataclasses import replace
    return replace(SYSTEM, permissions=frozenset({"definitions.edit"}))
