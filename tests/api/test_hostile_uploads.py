"""Whatever is uploaded: a revision with its problems, or 422 with where and why, soon. Never an error of ours."""
import io
import time

import pytest

from tests.attacks.archives import ARCHIVES
from tests.attacks.files import FILES
from tests.attacks.forms import FORMS
from tests.attacks.tables import TABLES

UPLOADS = {"five_step_loop.bpmn": {name: content for name, (content, _codes) in FILES.items()}, "hostile.dmn": TABLES, "problem_register.form": FORMS}


def upload(person, name: str, content: bytes):
    answer = person.client.post("/api/v1/definitions", headers={"Authorization": f"Bearer {person.token}"},
                                data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()        # the test client keeps a large request in a file
    return answer


@pytest.mark.parametrize("name", UPLOADS)
def test_a_hostile_upload_is_a_revision_with_problems_or_refused(as_, name):
    office = as_("legal_reviewer")
    for attack, content in UPLOADS[name].items():
        began = time.process_time()
        answer = upload(office, name, content)
        assert time.process_time() - began < 5, attack
        assert answer.status_code in (201, 422), (attack, answer.status_code, answer.get_data(as_text=True)[:300])
        assert len(answer.get_data()) < 1_000_000, attack
        if answer.status_code == 422:
            assert answer.mimetype == "application/problem+json" and answer.get_json()["detail"], attack


FILE_NAMES = ["../../etc/passwd.bpmn", "a\0.bpmn", "a" * 5000 + ".bpmn", ".bpmn", "x.bpmn.exe", "con.bpmn/../x.bpmn", "x\u202enpb.bpmn", "<script>.bpmn", "x;rm -rf.bpmn", "x.svg", "x", "-.bpmn", "%2e%2e.bpmn", "x\r\nSet-Cookie: a=b.bpmn"]


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_file_name_that_means_harm_is_refused(as_, name):
    answer = upload(as_("legal_reviewer"), name, b"<a/>")
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_a_hostile_archive_is_refused_and_an_odd_one_taken(as_):
    office = as_("legal_reviewer")
    for attack, (content, codes) in ARCHIVES.items():
        began = time.process_time()
        answer = upload(office, "x.zip", content)
        assert time.process_time() - began < 5, attack
        told = answer.get_json(force=True)
        if codes is None:
            assert answer.status_code == 201 and len(told["files"]) == 1, (attack, told)
        else:
            assert answer.status_code == 422 and told["detail"] and {p["code"] for p in told["problems"]} & set(codes.split()), (attack, told)
