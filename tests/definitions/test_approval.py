"""From submission to a bundle in force: never by its own author, exactly what was approved, and beside what others published meanwhile."""
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app.audit import operations as audit
from app.audit import queries as trace
from app.audit.model import HOUSE
from app.definitions import approval, happenings, publishing, queries, revisions, workshop
from app.definitions.approval import Remark
from app.definitions.errors import NotSaved
from app.definitions.model import Status
from app.definitions.operations import publish
from app.engine.contract import BundleRefused
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Forbidden, NotFound, Rejection
from tests.definitions.test_revisions import BPMN, MINE, NOTE, THEIRS
from tests.definitions.workshop_hand import COLLEAGUE, HEAD, Hand
from tests.support.small import files

BROKEN = BPMN.replace(b'value="team_head"', b'value="emperor"', 1)


@pytest.fixture
def hand(small):
    return Hand(small)


@pytest.fixture
def revision(hand):
    revision = hand.create()
    hand.save(revision, "note.form", MINE, 0)
    return revision


@pytest.fixture
def submitted(hand, revision):
    hand.submit(revision, text="请于周五前审完")
    return revision


@pytest.fixture
def approved(hand, submitted):
    hand.do(approval.approve, submitted, who=COLLEAGUE)
    return submitted


def status(hand, revision):
    return hand.read(lambda _session, found: found.status, revision)


def code(refused) -> str:
    return refused.value.code


def put_in_force(hand, **changed):
    """Somebody else publishes: `note=b"…"` is note.form."""
    with hand.begin() as session:
        now_there = queries.contents(session, workshop.newest(session).id)
        return publish(session, now_there | {f"{key}.form": content for key, content in changed.items()},
                       effective_from=local(hand.now).date(), now=hand.now)


def test_from_submission_to_a_bundle_in_force(hand, approved):
    bundle = hand.publish(approved)
    with hand.database.read() as session:
        assert queries.current(session, local(hand.now).date()).id == bundle.id
        assert queries.contents(session, bundle.id) == files() | {"note.form": MINE}
        assert [happenings.said(e) for e in workshop.events(session, approved.id)] == [
            f"新建修订，以规则包 {workshop.base_label(session, approved)} 为底", "提交审批：请于周五前审完", "批准",
            f"发布为规则包 {bundle.label}，{local(hand.now).date()} 起施行"]
        assert [line.tag for line in trace.history(session, HOUSE)][-3:] == ["definition:submitted", "definition:approved", "definition:published"]
        assert audit.verify(session).whole
    assert status(hand, approved) == Status.PUBLISHED


# ---- who may ------------------------------------------------------------------------------------------------------------
def test_the_author_never_approves(hand, submitted):
    with pytest.raises(Forbidden, match="自己提出") as refused:
        hand.do(approval.approve, submitted)
    assert code(refused) == "own_work" and status(hand, submitted) == Status.SUBMITTED


def test_only_what_was_looked_at_is_approved(hand, submitted):
    seen = hand.read(approval.digest_of_changes, submitted)
    hand.do(approval.reopen, submitted)
    hand.save(submitted, "note.form", THEIRS, 1)
    hand.submit(submitted)
    with pytest.raises(Rejection) as refused:
        hand.do(approval.approve, submitted, who=COLLEAGUE, seen=seen)
    assert code(refused) == "changed_since" and status(hand, submitted) == Status.SUBMITTED
    assert hand.do(approval.approve, submitted, who=COLLEAGUE, seen=hand.read(approval.digest_of_changes, submitted)).status == Status.APPROVED


def test_what_was_said_of_a_revision_stays_as_it_was_once_it_has_ended(hand, approved):
    said = hand.do(approval.comment, approved, Remark("写清楚"), who=COLLEAGUE)
    hand.publish(approved)
    with pytest.raises(Rejection) as refused:
        hand.do(approval.resolve, approved, said.id)
    assert code(refused) == "revision_closed" and hand.read(lambda session, found: workshop.comments(session, found.id), approved)[0].resolved_at is None


def test_nobody_who_saved_a_version_in_it_approves(hand, revision):
    hand.save(revision, "note.form", THEIRS, 1, who=COLLEAGUE)
    hand.save(revision, "note.form", MINE, 2)
    hand.submit(revision)
    with pytest.raises(Forbidden, match="保存过改动"):
        hand.do(approval.approve, revision, who=COLLEAGUE)
    assert hand.do(approval.approve, revision, who=HEAD).status == Status.APPROVED


@pytest.mark.parametrize(("verb", "who"), [(approval.approve, "system_admin"), (approval.approve, "grid_worker"), (approval.reopen, "organ_head"),
                                           (approval.withdraw, "organ_head")])
def test_each_step_needs_its_post(hand, submitted, verb, who):
    with pytest.raises(Forbidden):
        hand.do(verb, submitted, who=who)


def test_publishing_needs_its_post(hand, approved):
    with pytest.raises(Forbidden):
        hand.publish(approved, who=COLLEAGUE)


# ---- what may not happen in which state ---------------------------------------------------------------------------------
STEPS = {
    "submit": lambda hand, revision: hand.submit(revision), "approve": lambda hand, revision: hand.do(approval.approve, revision, who=COLLEAGUE),
    "send_back": lambda hand, revision: hand.do(approval.send_back, revision, who=COLLEAGUE, text="再改"),
    "withdraw": lambda hand, revision: hand.do(approval.withdraw, revision), "publish": lambda hand, revision: hand.publish(revision),
    "save": lambda hand, revision: hand.save(revision, "note.form", THEIRS, 1)}
ALLOWED = {"editing": {"submit", "withdraw", "save"}, "submitted": {"approve", "send_back", "withdraw", "save"},
           "approved": {"send_back", "withdraw", "publish", "save"}, "published": set(), "withdrawn": set()}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ALLOWED)
def test_only_the_steps_of_a_state_can_be_taken(hand, revision, state, step):
    with hand.begin() as session:
        session.execute(text("UPDATE revision SET status = :state, approved = :digest").bindparams(
            state=state, digest=approval.digest_of_changes(session, workshop.find(session, revision.id))))
    if step in ALLOWED[state]:
        STEPS[step](hand, revision)
        assert status(hand, revision) != state or step == "save"
        return
    with pytest.raises(Rejection) as refused:
        STEPS[step](hand, revision)
    assert code(refused) in ("bad_state", "revision_closed") and status(hand, revision) == state


# ---- submission ---------------------------------------------------------------------------------------------------------
def test_nothing_changed_is_nothing_to_approve(hand):
    revision = hand.create()
    with pytest.raises(Rejection) as refused:
        hand.submit(revision)
    assert code(refused) == "no_changes"


def test_errors_anywhere_stop_the_submission(hand, revision):
    hand.save(revision, "five_step_loop.bpmn", BROKEN, 0)
    with pytest.raises(BundleRefused) as refused:
        hand.submit(revision)
    assert [(p.file, p.code) for p in refused.value.problems] == [("five_step_loop.bpmn", "no_such_role")]


def test_a_file_that_others_need_cannot_go(hand, revision):
    hand.do(revisions.delete_file, revision, "problem_register.form", seq=0)
    with pytest.raises(BundleRefused) as refused:
        hand.submit(revision)
    assert {p.code for p in refused.value.problems} == {"no_such_form"}


# ---- remarks ------------------------------------------------------------------------------------------------------------
def test_what_is_sent_back_names_its_places_and_has_to_be_dealt_with(hand, submitted):
    remarks = [Remark("三十分钟太短", "five_step_loop.bpmn", "assign"), Remark("写清楚", "note.form"), Remark("总的来说可以")]
    hand.do(approval.send_back, submitted, who=COLLEAGUE, text="请改两处", remarks=remarks)
    with hand.database.read() as session:
        kept = workshop.comments(session, submitted.id)
        assert [(c.file, c.element, c.text) for c in kept] == [(r.file, r.element, r.text) for r in remarks]
        assert happenings.said(workshop.events(session, submitted.id)[-1]) == "退回修改：请改两处"
    hand.save(submitted, "note.form", THEIRS, 1)
    hand.submit(submitted)
    with pytest.raises(Rejection) as refused:
        hand.do(approval.approve, submitted, who=COLLEAGUE)
    assert code(refused) == "open_comments"
    for comment in kept:
        hand.do(approval.resolve, submitted, comment.id)
    assert hand.do(approval.approve, submitted, who=COLLEAGUE).status == Status.APPROVED


def test_sending_back_without_a_reason_helps_nobody(hand, submitted):
    with pytest.raises(FieldErrors):
        hand.do(approval.send_back, submitted, who=COLLEAGUE, text="  ")


@pytest.mark.parametrize(("remark", "kind"), [(Remark("x", "nowhere.form"), NotFound), (Remark("  "), FieldErrors), (Remark("x" * 2001), FieldErrors)])
def test_a_remark_says_something_about_something(hand, revision, remark, kind):
    with pytest.raises(kind):
        hand.do(approval.comment, revision, remark)


# ---- exactly what was approved ------------------------------------------------------------------------------------------
def test_a_change_after_the_approval_takes_it_back(hand, approved):
    hand.save(approved, "note.form", THEIRS, 1)
    assert status(hand, approved) == Status.EDITING
    with pytest.raises(Rejection) as refused:
        hand.publish(approved)
    assert code(refused) == "bad_state"


def test_what_was_changed_past_the_verbs_is_not_published(hand, approved):
    with hand.begin() as session:
        session.execute(text("UPDATE revision_file SET sha256 = (SELECT sha256 FROM bundle_file WHERE key = 'five_step_loop')"))
    with pytest.raises(Rejection) as refused:
        hand.publish(approved)
    assert code(refused) == "changed_since"


def test_the_same_bytes_do_not_take_the_approval_back(hand, approved):
    hand.save(approved, "note.form", MINE, 1)
    assert status(hand, approved) == Status.APPROVED


def test_going_back_to_what_was_in_force_before_is_a_bundle_of_its_own(hand, approved):
    first = hand.publish(approved)
    back = hand.create("改回去")
    hand.save(back, "note.form", NOTE, 0)
    hand.submit(back)
    hand.do(approval.approve, back, who=COLLEAGUE)
    second = hand.publish(back)
    with hand.database.read() as session:
        assert queries.current(session, local(hand.now).date()).id == second.id > first.id
        assert queries.contents(session, second.id) == files()
        assert queries.compiled(session, second.id).processes


# ---- the day ------------------------------------------------------------------------------------------------------------
def test_a_bundle_waits_for_its_day(hand, approved):
    today = local(hand.now).date()
    with hand.database.read() as session:
        before = queries.current(session, today).id
    bundle = hand.publish(approved, day=today + timedelta(days=3))
    with hand.database.read() as session:
        assert [queries.current(session, today + timedelta(days=n)).id for n in (0, 2, 3)] == [before, before, bundle.id]


def test_no_day_of_the_past_none_far_away_and_none_before_the_base(hand, approved):
    today = local(hand.now).date()
    for wrong in (-1, 401, 2_900_000):
        with pytest.raises(FieldErrors):
            hand.publish(approved, day=today + timedelta(days=wrong))
    hand.publish(approved, day=today + timedelta(days=9))
    next_one = hand.create()
    hand.save(next_one, "note.form", THEIRS, 0)
    hand.submit(next_one)
    hand.do(approval.approve, next_one, who=COLLEAGUE)
    with pytest.raises(FieldErrors, match="有内容"):
        hand.publish(next_one, day=today + timedelta(days=8))


# ---- beside others ------------------------------------------------------------------------------------------------------
def test_what_others_published_in_other_files_comes_along(hand, approved):
    put_in_force(hand, other=THEIRS)
    bundle = hand.publish(approved)
    with hand.database.read() as session:
        assert queries.contents(session, bundle.id) == files() | {"note.form": MINE, "other.form": THEIRS}
        assert [e.kind for e in workshop.events(session, approved.id)][-2:] == ["rebased", "published"]


def test_what_others_published_in_the_same_file_has_to_be_looked_at(hand, approved):
    bundle = put_in_force(hand, note=b'{"type": "default", "id": "note", "schemaVersion": 18, "components": []}')
    with pytest.raises(Rejection) as refused:
        hand.publish(approved)
    assert code(refused) == "rebase_needed" and refused.value.detail == {"files": ["note.form"], "base": bundle.label}
    with pytest.raises(Rejection) as refused:
        hand.do(publishing.rebase, approved)
    [conflict] = refused.value.detail["conflicts"]["note.form"]
    hand.do(publishing.rebase, approved, choices={"note.form": {conflict["unit"]: "mine"}})
    assert status(hand, approved) == Status.EDITING, "what was put together has to be approved"
    assert hand.read(workshop.files_of, approved)["note.form"]
    assert hand.read(lambda _s, found: found.base_id, approved) == bundle.id


@pytest.fixture
def put_back(hand, revision):
    """note.form was changed and put back; something else is to be published."""
    hand.save(revision, "note.form", NOTE, 1)
    hand.save(revision, "other.form", THEIRS, 0)
    return revision


def test_a_file_that_was_put_back_does_not_undo_what_others_published_in_it(hand, put_back):
    hand.submit(put_back)
    hand.do(approval.approve, put_back, who=COLLEAGUE)
    put_in_force(hand, note=THEIRS)
    bundle = hand.publish(put_back)
    with hand.database.read() as session:
        assert queries.contents(session, bundle.id) == files() | {"note.form": THEIRS, "other.form": THEIRS}


def test_a_file_that_was_put_back_goes_along_to_another_base_by_nobodys_hand(hand, put_back):
    put_in_force(hand, note=THEIRS)
    writers = hand.read(lambda session, found: workshop.savers(session, found.id), put_back)
    hand.do(publishing.rebase, put_back, who=HEAD)
    assert hand.read(workshop.changes, put_back).keys() == {"other.form"}
    assert hand.read(workshop.files_of, put_back)["note.form"] == THEIRS
    assert hand.read(lambda session, found: workshop.savers(session, found.id), put_back) == writers
    with pytest.raises(Rejection) as refused:
        hand.save(put_back, "note.form", MINE, 2)
    assert code(refused) == "stale_save", "who has it open saw what was there before"


def test_who_opened_a_file_on_the_former_base_does_not_save_over_what_others_published_in_it(hand):
    revision = hand.create()
    put_in_force(hand, note=THEIRS)
    hand.do(publishing.rebase, revision)
    with pytest.raises(NotSaved) as refused:
        hand.save(revision, "note.form", MINE, 0)
    assert code(refused) == "stale_save" and refused.value.detail["seq"] == -1 and refused.value.detail["theirs"] == THEIRS.decode()
    assert "改以新的规则包为底" in refused.value.sentence
    assert hand.read(lambda session, found: workshop.saved_content(session, found, "note.form", 0), revision) == NOTE, "where the change began"
    assert hand.read(lambda session, found: workshop.saved_content(session, found, "note.form", -1), revision) == THEIRS
    hand.save(revision, "note.form", MINE, -1)
    assert hand.read(workshop.files_of, revision)["note.form"] == MINE


def test_another_base_with_the_same_file_is_none_of_the_business_of_who_has_it_open(hand):
    revision = hand.create()
    put_in_force(hand, other=THEIRS)
    hand.do(publishing.rebase, revision)
    hand.save(revision, "note.form", MINE, 0)
    hand.save(revision, "third.form", MINE, 0)
    assert hand.read(workshop.changes, revision).keys() == {"note.form", "third.form"}
    with pytest.raises(NotSaved):
        hand.save(revision, "other.form", MINE, -7)


def test_a_file_that_was_added_and_taken_out_again_does_not_take_out_that_of_others(hand, revision):
    hand.save(revision, "other.form", MINE, 0)
    hand.do(revisions.delete_file, revision, "other.form", seq=1)
    put_in_force(hand, other=THEIRS)
    hand.do(publishing.rebase, revision)
    assert hand.read(workshop.files_of, revision)["other.form"] == THEIRS


def test_who_waited_for_one_publication_holds_that_one_and_not_its_predecessor(monkeypatch):
    """Else of two who waited for the same one both would go on, and one of their changes would be lost."""
    standing, locked = [SimpleNamespace(id=number) for number in (1, 2, 2)], []
    session = SimpleNamespace(execute=lambda query: locked.append(*query.compile().params.values()))
    monkeypatch.setattr(publishing.workshop, "newest", lambda _session: standing.pop(0))
    assert publishing._newest(session).id == 2 and locked == [1, 2]


def test_the_same_change_on_both_sides_is_no_clash(hand, approved):
    put_in_force(hand, note=MINE)
    with pytest.raises(Rejection) as refused:
        hand.publish(approved)
    assert code(refused) == "no_changes"
