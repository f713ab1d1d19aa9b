"""The drawing (chapter 12): what it shows is there, shapes for what has an area, edges for what connects."""
from app.engine.checks.examiner import Examiner
from app.engine.markup import Element, local, reference

EDGES = {"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation", "conversationLink"}
PLANES = {"process", "collaboration", "choreography", "globalConversation", "subProcess", "transaction", "adHocSubProcess",
          "subChoreography", "globalChoreographyTask", "subConversation", "callActivity", "callChoreography"}
KINDS = {"BPMNShape": ("图形", lambda kind: kind not in EDGES), "BPMNEdge": ("连线", lambda kind: kind in EDGES),
         "BPMNPlane": ("图面", lambda kind: kind in PLANES)}


def check(one: Examiner):
    for plane in one.root.iter("{*}BPMNPlane"):
        _shows(one, plane)
        seen: set[str] = set()
        for drawn in plane.iter("{*}BPMNShape", "{*}BPMNEdge"):
            _shows(one, drawn)
            wanted = reference(drawn.get("bpmnElement"))
            if wanted in seen:
                one.warn(drawn, "drawn_twice", f"{wanted} 在同一张图上画了两次。")
            seen.add(wanted)


def _shows(one, drawn: Element):
    """Shapes without an element are only decoration."""
    wanted = drawn.get("bpmnElement")
    if wanted is None:
        return
    what, fits = KINDS[local(drawn)]
    shown = one.target(wanted)
    if shown is None:
        one.say(drawn, "unknown_shape", f"{what} {drawn.get('id') or ''} 画的元素 {wanted[:80]} 不存在。请在编辑器里删去这个{what}。")
    elif not fits(local(shown)):
        one.say(drawn, "wrong_shape", f"{what} {drawn.get('id') or ''} 画的 {wanted[:80]} 是 {local(shown)}，不能用{what}表示。")
