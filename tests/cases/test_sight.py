"""What a person may not see he cannot touch either, and who complained stays with the intake."""
import pytest

from app.cases import forms, operations, queries
from app.cases.model import Case
from app.cases.policy import WITHHELD, require_task
from app.documents.model import Attachment
from app.kernel.errors import FieldErrors, Forbidden, NotFound
from app.tasks import queries as tasks
from tests.support.sand import PROBLEM

INFORMANT = {"complainant_name": "诉求人某甲", "complainant_phone": "13800001234"}


@pytest.fixture
def item(district):
    case = district.register("grid_worker", **PROBLEM)
    return district.open_items(case_id=case.id)[0]


@pytest.mark.parametrize("login", ["yijie.duty_chief", "guizi.officer", "party"])
@pytest.mark.parametrize("verb, args", [("claim_task", ()), ("release_task", ()), ("delegate_task", ("duty_chief",)), ("submit_task", ({},))])
def test_a_foreign_task_is_not_even_known_to_exist(district, item, login, verb, args):
    with pytest.raises(NotFound), district.database.begin() as session:
        getattr(operations, verb)(session, item.id, *args, actor=district.actor(login), now=district.now)


def test_whoever_sees_the_case_is_told_why_the_task_is_not_his(district, item):
    with district.database.read() as session:
        assert require_task(session, district.actor("supervisor"), item.id).id == item.id
    with pytest.raises(Forbidden), district.database.begin() as session:
        operations.claim_task(session, item.id, actor=district.actor("supervisor"), now=district.now)


@pytest.mark.parametrize("login, knows", [
    ("grid_worker", True), ("intake_clerk", True), ("station_head", True), ("supervisor", True), ("duty_chief", False),
    ("exec_deputy_head", False), ("officer", False), ("chief_dispatcher", False), ("yijie.intake_clerk", False)])
def test_who_complained_is_read_by_the_intake_only(district, login, knows):
    case = district.register("grid_worker", **PROBLEM, **INFORMANT)
    with district.database.read() as session:
        first = queries.submission_of(session, tasks.items_of(session, case.id)[0].id)
        shown = queries.readable(session, district.actor(login), first)
    assert (shown["complainant_name"], shown["complainant_phone"]) == (
        tuple(INFORMANT.values()) if knows else (WITHHELD, WITHHELD))


def test_a_form_may_ask_whether_somebody_complained_but_not_who(district):
    case = district.register("grid_worker", **PROBLEM, **INFORMANT)
    item = district.open_items(case_id=case.id)[0]
    with district.database.read() as session:
        task = forms.of_task(session, district.case(case.id), item, actor=district.actor("duty_chief"), now=district.now)
    assert task.context["facts"]["complainant_name"] == WITHHELD
    assert "某甲" not in str(task.context) and "13800001234" not in str(task.context)


def test_without_a_complainant_nothing_is_withheld(district):
    case = district.register("grid_worker", **PROBLEM)
    item = district.open_items(case_id=case.id)[0]
    with district.database.read() as session:
        task = forms.of_task(session, district.case(case.id), item, actor=district.actor("duty_chief"), now=district.now)
    assert WITHHELD not in str(task.context)


@pytest.fixture
def files(district, item):
    """{"own", "foreign"}: an attachment of the item's case and one of another street's, as the API names them."""
    with district.database.begin() as session:
        actor = district.actor("yijie.intake_clerk")
        other = operations.open_case(session, title="夜市油烟扰民", source="其他", actor=actor, now=district.now)
        rows = {name: Attachment(case_id=case_id, sha256="0" * 64, name="现场.png", size=1, mime="image/png", at=district.now,
                                 actor_id=actor.person_id) for name, case_id in (("own", item.case_id), ("foreign", other.id))}
        session.add_all(rows.values())
        session.flush()
        return {name: str(row.id) for name, row in rows.items()} | {"none": "99999", "huge": str(10**30), "odd": "../x"}


@pytest.mark.parametrize("which, fits", [("own", True), ("foreign", False), ("none", False), ("huge", False), ("odd", False)])
def test_a_form_takes_only_files_of_its_own_case(district, item, files, which, fits):
    with district.database.read() as session:
        case = session.get(Case, item.case_id)
        form = forms.of_registration(session, actor=district.actor("grid_worker"), now=district.now).form
        errors = forms.foreign_files(session, case, form, {"photos": [files[which]]})
    assert errors == ({} if fits else {"photos": "这个文件不在本案里，请重新上传。"})


def test_a_submission_that_names_a_foreign_file_is_refused_at_its_field(district, item, files, monkeypatch):
    monkeypatch.setattr(forms, "foreign_files", lambda session, case, form, data: {"photos": case.number})
    with pytest.raises(FieldErrors) as refused:
        district.do("duty_chief", item.node)
    assert list(refused.value.errors) == ["photos"]
