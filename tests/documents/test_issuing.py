"""Numbers of documents, and files that are attached."""
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.model import SYSTEM, Organ
from app.documents import operations, queries
from app.documents.files import FileStore
from app.documents.kinds import KINDS
from app.documents.model import Document
from app.kernel.errors import FieldErrors, Rejection

BODY = {"sections": []}


@pytest.fixture
def session(database):
    with database.begin() as session:
        yield session


@pytest.fixture
def organs(session) -> dict[str, Organ]:
    made = {}
    for code, word, parent in (("guizi", "规自", None), ("team", None, "guizi"), ("shuiwu", "水", None), ("bare", None, None)):
        made[code] = Organ(code=code, name=code, short_name=code, kind="department", code_word=word,
                           parent_id=made[parent].id if parent else None, path=f"/{code}/")
        session.add(made[code])
        session.flush()
    return made


def issue(session, organ, kind="W25", now=datetime(2026, 11, 23, 1, tzinfo=UTC)) -> str | None:
    return operations.issue(session, 1, kind, organ.id, body=BODY, actor=SYSTEM, now=now).number


def test_serials_run_for_each_organ_and_kind(session, organs):
    numbers = [issue(session, organs["guizi"]), issue(session, organs["guizi"]), issue(session, organs["shuiwu"]),
               issue(session, organs["guizi"], "W20")]
    assert numbers == ["规自罚决字〔2026〕第1号", "规自罚决字〔2026〕第2号", "水罚决字〔2026〕第1号", "规自罚告字〔2026〕第1号"]


def test_serials_start_again_with_the_local_year(session, organs):
    late = [datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)]
    assert [issue(session, organs["guizi"], now=at) for at in late] == ["规自罚决字〔2026〕第1号", "规自罚决字〔2027〕第1号"]


def test_a_team_numbers_in_the_name_of_its_organ(session, organs):
    issue(session, organs["guizi"])
    assert issue(session, organs["team"]) == "规自罚决字〔2026〕第2号"


def test_an_organ_without_code_word_numbers_nothing(session, organs):
    with pytest.raises(Rejection, match="机关代字") as refused:
        issue(session, organs["bare"])
    assert refused.value.code == "no_code_word"


def test_a_record_has_no_number_of_its_own(session, organs):
    assert issue(session, organs["bare"], "W28") is None


def test_a_number_is_given_once(session, organs):
    number = issue(session, organs["guizi"])
    session.add(Document(case_id=2, kind="W25", title="x", number=number, organ_id=organs["guizi"].id, body=BODY,
                         issued_at=datetime(2026, 11, 23, tzinfo=UTC)))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


SIGNATURES = [("甲镇", "street", "甲镇人民政府"), ("乙街道", "street", "乙街道办事处"), ("丙乡", "street", "丙乡人民政府"),
              ("甲镇人民政府", "street", "甲镇人民政府"), ("安河区水务局", "department", "安河区水务局")]


@pytest.mark.parametrize("name, kind, signs", SIGNATURES)
def test_an_organ_signs_by_its_legal_name(name, kind, signs):
    assert queries.issuing_name(Organ(name=name, kind=kind)) == signs


def test_year_brackets_are_the_standards():
    patterns = [kind.pattern for kind in KINDS.values() if kind.pattern]
    assert patterns and all("〔{year}〕" in p and "[" not in p for p in patterns)


def test_only_what_goes_to_the_party_is_served(session, organs):
    for kind in ("W02", "W20", "W25", "W28"):
        issue(session, organs["guizi"], kind)
    assert [d.kind for d in queries.servable(session, 1)] == ["W25", "W20"]


def test_an_attachment_is_kept_under_its_hash(session, tmp_path, now):
    store = FileStore(tmp_path)
    kept = operations.attach(session, 1, operations.Upload("../现场.txt", b"text"), store=store, actor=SYSTEM, now=now)
    assert (kept.name, kept.size, kept.mime, store.get(kept.sha256)) == ("现场.txt", 4, "text/plain", b"text")
    assert queries.attachments(session, 1) == [kept]


def test_a_refused_file_is_told_at_its_field(session, tmp_path, now):
    with pytest.raises(FieldErrors) as refused:
        operations.attach(session, 1, operations.Upload("a.exe", b"MZ\x00", field="photos"), store=FileStore(tmp_path), actor=SYSTEM, now=now)
    assert list(refused.value.errors) == ["photos"]
    assert queries.attachments(session, 1) == []
