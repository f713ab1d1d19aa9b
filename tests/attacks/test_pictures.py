"""Drawings and names out of uploaded files: what is drawn is finite, and whatever looks like markup is text."""
import re

import pytest
from lxml import etree

from app.engine import check_files
from app.web import diagram
from tests.engine.diagram import end, flow, process, start

NAMES = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "&lt;b&gt;", "]]>", "<!--", "{{7*7}}", "{% raw %}", "javascript:alert(1)", "a\nb\tc", "甲" * 400, "a\u00a0b", "\U0001f9d1\u200d\U0001f9d1", "e" + "\u0301" * 300, "</text></svg><script>", "%3Cscript%3E", "=cmd|' /C calc'!A0"]
NUMBERS = ["NaN", "INF", "-INF", "1e308", "-1e308", "0", "-5", "1e-300", "99999999999999999999"]
DI = ('<b:BPMNDiagram xmlns:b="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"><b:BPMNPlane bpmnElement="p">'
      '<b:BPMNShape bpmnElement="u"><dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}"/></b:BPMNShape><b:BPMNEdge bpmnElement="edge"><di:waypoint x="{x}" y="{y}"/><di:waypoint x="{w}" y="{h}"/></b:BPMNEdge></b:BPMNPlane></b:BPMNDiagram>')


def drawn(name="u", **numbers) -> tuple[bytes, str]:
    node = etree.Element("userTask", id="u", name=name)
    content = process(start(), etree.tostring(node, encoding="unicode"), end(), flow("s", "u"), flow("u", "e", id="edge"))
    place = {"x": "10", "y": "10", "w": "100", "h": "80"} | numbers
    content = content.replace(b"</definitions>", DI.format(**place).encode() + b"</definitions>")
    return content, diagram.draw(content) + diagram.outline(content)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_drawn_as_text(name):
    content, picture = drawn(name)
    assert [p for p in check_files({"x.bpmn": content}) if p.level == "error"] == []
    tree = etree.HTML(picture)
    assert not tree.xpath("//script | //img | //@*[starts-with(name(), 'on')]") and "javascript:" not in "".join(tree.xpath("//@href"))


@pytest.mark.parametrize("place", ["x", "y", "w", "h"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none_is_not_drawn(place, number):
    """Refused with its element, or drawn within bounds: never a picture that no browser shows."""
    _content, picture = drawn(**{place: number})
    assert not re.search(r"\b(nan|inf)\b", picture, re.I) and len(picture) < 100_000
