"""What stands as text: expressions that say something, languages and formats that are what they should be (8.4.6)."""
import re

from app.engine.checks.examiner import Examiner
from app.engine.markup import TURNING, bpmn, is_bpmn, local, text

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
FORMAL = {"condition", "dataPath", "messagePath", "transformation", "formalExpression", "loopCondition", "loopCardinality", "from", "to",
          "completionCondition", "activationCondition"}
TOLD_ELSEWHERE = {"condition": "conditionalEventDefinition"}
URI = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*\Z")
MIME = re.compile(r"[A-Za-z0-9][\w!#$&^.+-]*/[\w!#$&^.+-]+(\s*;.*)?\Z")
URIS = ("expressionLanguage", "typeLanguage", "language", "implementation")


def check(one: Examiner):
    for element in one.root.iter(bpmn("*")):
        _expression(one, element)
        _name(one, element)
        for attribute in URIS:
            value = element.get(attribute)
            if value is not None and not URI.match(value.strip()):
                one.say(element, "bad_uri", f"{attribute}“{value[:80]}”不是有效的 URI。")
        form = element.get("textFormat")
        if form is not None and not MIME.match(form.strip()):
            one.say(element, "bad_mime_type", f"textFormat“{form[:80]}”不是有效的 MIME 类型，如 text/plain。")


def _name(one, element):
    """A name is shown to people, in sentences and pictures: it may not be endless, nor turn round what stands beside it."""
    name = element.get("name") or ""
    if len(name) > one.limits.name:
        one.say(element, "too_many", f"名称有 {len(name)} 字，最多 {one.limits.name} 字。")
    if TURNING.search(name):
        one.say(element, "bad_name", "名称里有控制字符或改变文字方向的字符，看起来会和写的不一样。请重新输入名称。")


def _expression(one, element):
    name, kind = local(element), (element.get(XSI_TYPE) or "").rpartition(":")[2]
    if kind == "tExpression" and _runs(element):
        one.say(element, "informal_expression", f"{name} 是自然语言（tExpression），流程就不可执行。请写 FEEL，类型为 tFormalExpression。")
    if not (kind == "tFormalExpression" or name in FORMAL) or text(element) is not None:
        return
    if not is_bpmn(element.getparent()) or local(element.getparent()) == TOLD_ELSEWHERE.get(name) or name.startswith("time"):
        return
    if name != "conditionExpression":
        one.say(element, "empty_expression", f"{name} 是空的。请写上表达式，或删去这个元素。")


def _runs(element) -> bool:
    process = next(element.iterancestors(bpmn("process")), None)
    return process is not None and process.get("isExecutable", "true").strip() in ("true", "1")
