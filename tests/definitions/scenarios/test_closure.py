"""What a process needs is read from the text: of any text, and never for long."""
from time import thread_time

import pytest

from app.definitions.scenarios.closure import links_of
from app.definitions.scenarios.proposing import asked_in
from app.web.workshop import blanks

SIZE = 600_000
HOSTILE = {
    "tags that never end": b"<process ", "tables that never end": b"<decision ", "ids in ids": b"calledDecisionId>", "one endless tag": b'<a name="form" ',
    "forms in one tag": b'name="form" ', "services": b"serviceTaskOperator ", "services in tags": b"<serviceTaskOperator ", "quotes": b"<process id=\"",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_read_in_the_time_of_any_other(piece):
    content = b"<a " + piece * (SIZE // len(piece))
    begun = thread_time()
    for name in ("x.bpmn", "x.dmn"):
        links_of(name, content)
    asked_in({"x.bpmn": content})
    blanks.copied("old.bpmn", content + b'<process id="old">', "new", "新的")
    blanks._titled((b'<process ' + b'id="new" ' * (SIZE // 9)).decode(), "bpmn", "new", "新的")
    assert thread_time() - begun < 2


def test_what_a_diagram_holds_and_refers_to():
    content = b"""<bpmn:process isExecutable="true" id='p'><spiff:calledDecisionId> D1 </spiff:calledDecisionId><callActivity calledElement="q"/>
<spiff:property name="form" value="note"/><spiff:property value="sign" name = 'form'/><spiff:property name="role" value="officer"/></bpmn:process>"""
    links = links_of("p.bpmn", content)
    assert links.holds == (("p", "p"),)
    assert links.wants == (("p", "q"), ("d", "D1"), ("f", "note"), ("f", "sign"))
    assert links_of("t.dmn", b'<decision name="x" id="D1"/><dmn:decision id="D2">').holds == (("d", "D1"), ("d", "D2"))


def test_a_copy_has_its_own_name():
    content = b'<definitions><process isExecutable="true" id="old" name="\xe6\x97\xa7"><startEvent id="old_start"/></process></definitions>'
    assert blanks.copied("old.bpmn", content, "new", "新的").decode() == (
        '<definitions><process isExecutable="true" id="new" name="新的"><startEvent id="old_start"/></process></definitions>')
