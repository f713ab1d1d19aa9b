"""Hostile files: XML that explodes, hides, lies about itself, or is simply too much. An attack answers with the codes it was refused by."""
import io
import zipfile

from app.engine import check_files
from tests.engine.diagram import element, end, flow, process, start, user

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
GOOD = process(start(), user("u"), end(), flow("s", "u", "e"))
LINE = start() + user("u") + end() + flow("s", "u", "e")


def refused(content: bytes, name: str = "x.bpmn") -> str:
    """Codes of the errors, in order and once each; "" if the file is accepted."""
    return " ".join(dict.fromkeys(p.code for p in check_files({name: content}) if p.level == "error"))


def root(inside: str, before: str = "") -> bytes:
    return f'{before}<definitions xmlns="{MODEL}" id="d" targetNamespace="t">{inside}</definitions>'.encode()


def bomb(levels: int, width: int) -> bytes:
    entities = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * width}">' for i in range(1, levels))
    return root(f"&e{levels - 1};", f"<!DOCTYPE definitions [{entities}]>")


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.bpmn", b"\0" * 50_000_000)
    return packed.getvalue()


def nested(depth: int) -> bytes:
    return root('<process id="p">' + '<subProcess id="s">' * depth + "</subProcess>" * depth + "</process>")


# name → (content, codes by which it is refused: any one of them, first)
FILES = {
    # entities and what lies outside
    "a billion laughs": (bomb(10, 10), "dtd not_xml"), "a bomb of one level and a million references": (root("&a;" * 400_000, '<!DOCTYPE d [<!ENTITY a "' + "x" * 10_000 + '">]>'), "dtd not_xml"),
    "a file of the machine as entity": (root("&x;", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "dtd"), "an address as entity": (root("&x;", '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>'), "dtd"),
    "a parameter entity": (root("", '<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]>'), "dtd not_xml"), "an entity in an attribute": (root('<process id="&x;"/>', '<!DOCTYPE d [<!ENTITY x "p">]>'), "dtd"),
    "an external DTD": (root("", '<!DOCTYPE definitions SYSTEM "http://127.0.0.1:1/x.dtd">'), "dtd"), "a public DTD": (root("", '<!DOCTYPE definitions PUBLIC "-//X//Y" "file:///etc/passwd">'), "dtd"), "an empty DTD": (root(LINE, "<!DOCTYPE definitions>"), "dtd"),
    "default attributes by DTD": (root('<process id="p"/>', '<!DOCTYPE d [<!ATTLIST process isExecutable CDATA "true">]>'), "dtd"), "an entity that is not declared": (root("&nothing;"), "not_xml"),
    "an inclusion of a file": (root('<process id="p"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></process>'), "schema no_start"),
    "an inclusion among extensions": (process(f'<extensionElements><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></extensionElements>{LINE}'), ""),
    "a style sheet": (b'<?xml version="1.0"?><?xml-stylesheet href="file:///etc/passwd" type="text/xsl"?>' + GOOD, ""), "a php instruction": (GOOD.replace(b"<process ", b"<?php system('id') ?><process ", 1), ""),
    "a schema location of its own": (GOOD.replace(b"<definitions ", b'<definitions xsi:schemaLocation="http://www.omg.org/spec/BPMN/20100524/MODEL file:///etc/passwd" ', 1), ""),
    # size and depth
    "100,000 levels": (b"<a>" * 100_000 + b"</a>" * 100_000, "not_xml too_deep"), "100,000 levels that are never closed": (b"<a>" * 100_000, "not_xml too_deep"), "5,000 levels of sub-processes": (nested(5_000), "not_xml too_deep"), "100 levels of sub-processes": (nested(100), "too_deep"),
    "a million elements": (b"<a>" + b"<b/>" * 499_000 + b"</a>", "too_many"), "three megabytes of nothing": (b"<a>" + b" " * 3_000_000 + b"</a>", "too_large"), "an attribute of a megabyte": (process(LINE).replace(b'name="u"', b'name="' + b"x" * 1_000_000 + b'"'), "too_many"),
    "a name of 100 kB": (process(LINE).replace(b'name="u"', b'name="' + b"x" * 100_000 + b'"'), "too_many"), "a text of a megabyte": (process(LINE, f'<documentation>{"x" * 1_000_000}</documentation>'), "too_many"), "an id of 100 kB": (process(start(), user("u" * 100_000), end(), flow("s", "u" * 100_000, "e")), "too_many"),
    "a hundred thousand attributes": (root("<process " + " ".join(f'a{i}="1"' for i in range(100_000)) + "/>"), "schema not_xml too_many"), "ten thousand namespaces": (root("<process id='p' " + " ".join(f'xmlns:n{i}="u{i}"' for i in range(10_000)) + "/>"), "too_many"),
    "ten thousand namespaces on ten thousand elements": (root("<process id='p'>" + "".join(f'<n:task xmlns:n="u{i}"/>' for i in range(10_000)) + "</process>"), "schema"), "a tag of a megabyte": (root(f"<{'a' * 1_000_000}/>"), "schema not_xml"),
    "a hundred thousand flows": (process(start(), end(), flow(*["s", "e"]), "".join(f'<sequenceFlow id="x{i}" sourceRef="s" targetRef="e"/>' for i in range(19_000))), "too_many"), "flows past every bound": (process(start(), end(), "".join(f'<sequenceFlow id="x{i}" sourceRef="s" targetRef="e"/>' for i in range(25_000))), "too_many"),
    "15,000 nodes that nothing leads to": (process(LINE, "".join(f'<task id="t{i}"/>' for i in range(15_000))), "unreachable"), "5,000 links": (process(LINE, "".join(f'<intermediateThrowEvent id="t{i}"><linkEventDefinition name="L{i}"/></intermediateThrowEvent>' for i in range(5_000))), "loose_link"),
    "5,000 boundary events at one task": (process(LINE, "".join(f'<boundaryEvent id="b{i}" attachedToRef="u"><signalEventDefinition signalRef="sig"/></boundaryEvent>' for i in range(5_000))), "no_way_out"), "5,000 lanes with one node": (process(LINE, '<laneSet id="ls">' + "".join(f'<lane id="l{i}"><flowNodeRef>u</flowNodeRef></lane>' for i in range(5_000)) + "</laneSet>"), "two_lanes"),
    "5,000 event gateways to one event": (process(LINE, element("intermediateCatchEvent", "c", '<signalEventDefinition signalRef="sig"/>'), "".join(f'<eventBasedGateway id="g{i}"/><sequenceFlow id="g{i}f" sourceRef="g{i}" targetRef="c"/>' for i in range(5_000))), "bad_event_gateway too_many"),
    "a ladder of 6,000 gateways": (process(start(), end(), "".join(f'<exclusiveGateway id="g{i}" default="d{i}"/>' for i in range(5_000)), '<sequenceFlow id="first" sourceRef="s" targetRef="g0"/>', "".join(f'<sequenceFlow id="d{i}" sourceRef="g{i}" targetRef="g{(i + 1) % 5_000}"/>' for i in range(5_000)), "".join(f'<sequenceFlow id="e{i}" sourceRef="g{i}" targetRef="e"><conditionExpression>x</conditionExpression></sequenceFlow>' for i in range(200))), "idle_gateway"),
    # what it says it is
    "a zip bomb": (zipped(), "not_xml"), "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_xml"), "JSON": (b'{"type": "default"}', "not_xml"), "HTML": (b"<html><script>alert(1)</script></html>", "not_bpmn"), "nothing": (b"", "not_xml"), "spaces": (b"   \n", "not_xml"), "a page of SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not_bpmn"),
    "a null byte": (GOOD.replace(b"name", b"na\0me", 1), "not_xml"), "a control character": (GOOD.replace(b'name="u"', b'name="\x07"'), "not_xml"), "a control character by number": (GOOD.replace(b'name="u"', b'name="&#7;"'), "not_xml"), "a null by number": (GOOD.replace(b'name="u"', b'name="&#0;"'), "not_xml"),
    "half a file": (GOOD[:len(GOOD) // 2], "not_xml"), "two roots": (GOOD + GOOD, "not_xml"), "UTF-16": (("﻿" + GOOD.decode()).encode("utf-16-le"), ""), "UTF-16 that says it is UTF-8": (b'<?xml version="1.0" encoding="utf-8"?>' + GOOD.decode().encode("utf-16-le"), "not_xml"),
    "UTF-7 with a script in it": (b'<?xml version="1.0" encoding="utf-7"?>' + GOOD, "encoding not_xml"), "EBCDIC": (('<?xml version="1.0" encoding="cp037"?>' + GOOD.decode()).encode("cp037"), "encoding not_xml"), "an encoding that does not exist": (b'<?xml version="1.0" encoding="x-nobody"?>' + GOOD, "encoding not_xml"), "bytes that are no UTF-8": (GOOD.replace(b'name="u"', b'name="\xff\xfe"'), "not_xml"),
    "a bomb in UTF-16": (bomb(10, 10).decode().encode("utf-16"), "dtd not_xml"), "XML 1.1": (b'<?xml version="1.1"?>' + GOOD, ""), "a lone surrogate by number": (GOOD.replace(b'name="u"', b'name="&#xD800;"'), "not_xml"), "a lone surrogate in bytes": (GOOD.replace(b'name="u"', b'name="\xed\xa0\x80"'), "not_xml"),
    # names
    "a name that turns the line round": (process(start(), '<userTask id="u" name="批准‮绝拒"/>', end(), flow("s", "u", "e")), "bad_name"), "a name with an isolate": (process(start(), '<userTask id="u" name="a⁦b"/>', end(), flow("s", "u", "e")), "bad_name"), "a name with a C1 control": (process(start(), '<userTask id="u" name="a&#x9b;31mb"/>', end(), flow("s", "u", "e")), "bad_name"),
    "a process name that turns the line round": (GOOD.replace(b'id="p" ', 'id="p" name="a‮b" '.encode()), "bad_name"), "markup in a name": (process(start(), '<userTask id="u" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>', end(), flow("s", "u", "e")), ""), "a name of two lines": (process(start(), '<userTask id="u" name="a&#10;b"/>', end(), flow("s", "u", "e")), ""),
    # numbers
    "a quantity of 5,000 digits": (process(start(), f'<userTask id="u" startQuantity="{"9" * 5000}"/>', end(), flow("s", "u", "e")), "bad_quantity"), "a loop maximum of 5,000 digits": (process(start(), element("userTask", "u", f'<standardLoopCharacteristics loopMaximum="{"9" * 5000}"/>'), end(), flow("s", "u", "e")), "bad_loop"),
    "a multiplicity of 5,000 digits": (root(f'<collaboration id="c"><participant id="pa"><participantMultiplicity maximum="{"9" * 5000}" minimum="-{"9" * 5000}"/></participant></collaboration><process id="p"/>'), "schema bad_multiplicity no_start"),
    "a cycle of 5,000 digits": (process(start(), element("intermediateCatchEvent", "c", f'<timerEventDefinition><timeCycle>R{"9" * 5000}/PT1H</timeCycle></timerEventDefinition>'), end(), flow("s", "c", "e")), "bad_timer"), "a duration of 400 digits": (process(start(), element("intermediateCatchEvent", "c", f'<timerEventDefinition><timeDuration>P{"9" * 400}Y</timeDuration></timerEventDefinition>'), end(), flow("s", "c", "e")), "bad_timer"),
    "seconds of 400 digits": (process(start(), element("intermediateCatchEvent", "c", f'<timerEventDefinition><timeDuration>PT{"9" * 400}S</timeDuration></timerEventDefinition>'), end(), flow("s", "c", "e")), "bad_timer"), "a year of five digits": (process(start(), element("intermediateCatchEvent", "c", "<timerEventDefinition><timeDate>12345-01-01</timeDate></timerEventDefinition>"), end(), flow("s", "c", "e")), "bad_timer bad_expression"),
    # circles
    "a process that calls itself": (process(start(), '<callActivity id="c" calledElement="p"/>', end(), flow("s", "c", "e")), "call_cycle"), "an import of itself": (root('<import importType="http://www.omg.org/spec/BPMN/20100524/MODEL" location="x.bpmn" namespace="t"/>'), "import_cycle"),
    "gateways that chase each other": (process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="d"/>', end(), flow("s", "m", "x"), flow("x", "m", when="true"), flow("x", "e", id="d")), "endless_loop"),
}
ATTACKS = {name: lambda content=content: refused(content) for name, (content, _codes) in FILES.items()}
