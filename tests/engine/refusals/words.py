"""Words to write pairs of models: one that BPMN forbids, and its valid twin."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.engine.diagram import COMMON, SPACES, element, end, flow, start

ITEMS = ('<itemDefinition id="text" structureRef="xsd:string"/><itemDefinition id="amount" structureRef="xsd:decimal"/>'
         '<itemDefinition id="many" structureRef="xsd:string" isCollection="true"/>')
SERVICE = ('<message id="ask" name="ask" itemRef="text"/><message id="reply" name="reply" itemRef="amount"/>'
           '<interface id="if" name="if"><operation id="op" name="op"><inMessageRef>ask</inMessageRef><outMessageRef>reply</outMessageRef></operation></interface>')
OTHERS = ('<category id="cat"><categoryValue id="cv" value="a"/></category><resource id="rs" name="rs"><resourceParameter id="rp" name="p"/></resource>'
          '<endPoint id="ep"/><error id="plain" name="plain"/><escalation id="mute" name="mute"/>')
CALLED = f'<process id="called">{start("cs")}{end("ce")}{flow("cs", "ce")}</process>'
INSIDE = start("in_s") + element("task", "in_t") + end("in_e") + flow("in_s", "in_t", "in_e")
ACTIVITIES = {
    "task": "", "userTask": "", "manualTask": "", "serviceTask": "", "scriptTask": "<script>{}</script>", "businessRuleTask": "",
    "sendTask": "", "receiveTask": "", "callActivity": "", "subProcess": INSIDE, "transaction": INSIDE, "adHocSubProcess": element("task", "in_t"),
}
NEEDS = {"sendTask": {"messageRef": "msg"}, "receiveTask": {"messageRef": "msg"}, "callActivity": {"calledElement": "called"}}
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway")
DEFINITIONS = {
    "message": '<messageEventDefinition{} messageRef="msg"/>', "timer": "<timerEventDefinition{}><timeDuration>PT1H</timeDuration></timerEventDefinition>",
    "signal": '<signalEventDefinition{} signalRef="sig"/>', "conditional": "<conditionalEventDefinition{}><condition>a &gt; 1</condition></conditionalEventDefinition>",
    "error": '<errorEventDefinition{} errorRef="err"/>', "escalation": '<escalationEventDefinition{} escalationRef="esc"/>',
    "cancel": "<cancelEventDefinition{}/>", "compensate": "<compensateEventDefinition{}/>", "terminate": "<terminateEventDefinition{}/>",
    "link": '<linkEventDefinition{} name="L"/>',
}


@dataclass(frozen=True)
class Pair:
    """`wrong` is refused with an error of this `code` that names `place`; `right` is accepted."""

    code: str
    place: str | None
    wrong: bytes
    right: bytes


def pair(code: str, place: str | None, make: Callable[[str], bytes], wrong: str, right: str) -> Pair:
    return Pair(code, place, make(wrong), make(right))


def document(*inside: str) -> bytes:
    return (f'<definitions {SPACES} xmlns:xsd="http://www.w3.org/2001/XMLSchema" id="defs" targetNamespace="t">{COMMON}{ITEMS}{SERVICE}{OTHERS}'
            + "".join(inside) + CALLED + "</definitions>").encode()


def model(*inside: str, beside: str = "", **attributes: str) -> bytes:
    """A process `p` with `inside`; `beside` stands next to it."""
    written = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return document(f'<process id="p"{written}>' + "".join(inside) + "</process>", beside)


def line(*nodes: str, extra: str = "", beside: str = "") -> bytes:
    """start `s` → nodes → end `e`"""
    ids = [n.split('id="')[1].split('"')[0] for n in nodes]
    return model(start(), *nodes, end(), flow("s", *ids, "e"), extra, beside=beside)


def activity(kind: str, id: str = "a", inside: str = "", **attributes) -> str:
    return element(kind, id, inside + ACTIVITIES[kind], **{**NEEDS.get(kind, {}), **attributes})


def definition(kind: str, id: str | None = None) -> str:
    return DEFINITIONS[kind].format(f' id="{id}"' if id else "")


def numbered(made: Iterator[tuple[str, Pair]] | dict[str, Pair]) -> dict[str, Pair]:
    """Rows by name; two of one name would hide one another."""
    rows: dict[str, Pair] = {}
    for name, row in made.items() if isinstance(made, dict) else made:
        assert name not in rows, name
        rows[name] = row
    return rows
