"""Automatic layout from the editors' page: the same diagram drawn anew, or a sentence why not."""
from types import SimpleNamespace

import pytest
from lxml import etree

from app.accounts import queries as accounts
from app.definitions import revisions
from app.kernel.clock import local
from tests.workbench.canonical import canonical
from tests.workbench.scripts import ROOT

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"
EMPTY = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"/>'
LONG = EMPTY.replace("/>", '><process id="p">' + "".join(f'<task id="t{n}"/>' for n in range(400)) + "</process></definitions>")
TANGLED = EMPTY.replace("/>", '><process id="p"><task id="a"/><task id="b"/>' + '<sequenceFlow sourceRef="a" targetRef="b"/>' * 400 + "</process></definitions>")
BESIDE = EMPTY.replace("/>", '><process id="p"><task id="a"/></process><collaboration id="c"><participant id="x" processRef="p"/><participant id="y"/>'
                       + '<messageFlow sourceRef="a" targetRef="y"/>' * 400 + "</collaboration></definitions>")


@pytest.fixture
def ask(site):
    """ask(login, content) → (status, answer)."""
    district = site.district
    with district.database.begin() as session:
        person = accounts.person_by_login(session, "legal_reviewer")
        actor = accounts.load_actor(session, person.id, today=local(district.now).date())
        rev = revisions.create(session, "排版", actor=actor, now=district.now).id

    def post(login, content):
        browser = site.as_(login)
        token = browser.page.xpath("//input[@name='csrf_token']/@value")[0]
        answer = browser.client.post(f"/workshop/{rev}/layout", json={"content": content}, headers={"X-CSRFToken": token, "Accept": "application/json"})
        return SimpleNamespace(status=answer.status_code, body=answer.get_json())

    return post


def meaning(xml: str):
    root = etree.fromstring(xml.encode())
    for drawing in root.findall(DI):
        root.remove(drawing)
    return canonical(etree.tostring(root))


def test_a_diagram_is_drawn_anew_and_means_the_same(ask):
    content = (ROOT / "processes" / "prior_notice.bpmn").read_text(encoding="utf-8")
    answer = ask("legal_reviewer", content)
    assert answer.status == 200 and DI[1:].split("}")[0] in answer.body["content"]
    assert meaning(answer.body["content"]) == meaning(content)


@pytest.mark.parametrize(("content", "sentence"), [
    ("<a", "不是有效的 XML"), ("", "不是有效的 XML"), (EMPTY, "没有流程"), (LONG, "超过自动排版的上限"), (TANGLED, "超过自动排版的上限"), (BESIDE, "超过自动排版的上限"),
    ('<!DOCTYPE x [<!ENTITY e "e">]>' + EMPTY, "DTD"),
])
def test_what_cannot_be_drawn_is_said_and_not_drawn(ask, content, sentence):
    answer = ask("legal_reviewer", content)
    assert answer.status == 422 and sentence in answer.body["sentence"]


def test_only_who_may_edit_has_diagrams_laid_out(ask):
    assert ask("officer", EMPTY).status == 403
