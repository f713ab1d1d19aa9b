"""A diagram, table or form whose names look like markup: every page that shows them shows text."""
import io

import pytest
from lxml import etree

from tests.attacks.forms import field, form
from tests.attacks.tables import model, row, table
from tests.attacks.test_pictures import NAMES, drawn

EVIL = "//script[not(@src) and not(@nonce)] | //img[@onerror] | //@*[starts-with(name(), 'on')] | //iframe | //@href[starts-with(., 'javascript:')]"


def uploads(name):
    attribute = etree.Element("x", name=name).get("name")
    escaped = etree.tostring(etree.Element("x", name=attribute), encoding="unicode")[len('<x name="'):-len('"/>')]
    yield "hostile_names.bpmn", drawn(name)[0]
    yield "hostile_names.dmn", model(table(row("-", "1")).replace('name="t"', f'name="{escaped}"', 1))
    yield "note.form", form(field(label=name), {"id": "t", "type": "text", "text": name}, field("b", "select", values=[{"value": name, "label": name}]))


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_draft_shows_its_names_as_text(site, name):
    office = site.as_("legal_reviewer")
    for filename, content in uploads(name):
        page = office.get("/definitions")
        token = page.xpath("//input[@name='csrf_token']/@value")
        answer = office.client.post("/workshop/upload", data={"csrf_token": token[0] if token else "", "file": (io.BytesIO(content), filename)}, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
        shown = office.get(answer.headers["Location"])
        assert shown.status == 200 and not shown.xpath(EVIL), shown.source[:2000]
    assert not office.get("/definitions").xpath(EVIL)
