"""The BPMN 2.0 schema that SpiffWorkflow brings. Editors differ in the order of elements, which means nothing; so the elements are
put in the schema's order before they are held against it, and what is then still wrong is wrong."""
import re
from copy import deepcopy
from functools import lru_cache

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import XSD_PATH, BpmnValidator

from app.engine.contract import Problem
from app.engine.markup import Element, local

XSD = "{http://www.w3.org/2001/XMLSchema}"
OMG = "{http://www.omg.org/spec/"
FILES = ("BPMN20.xsd", "Semantic.xsd", "BPMNDI.xsd", "DI.xsd", "DC.xsd")
NAMESPACES = re.compile(r"\{http://www\.omg\.org/spec/[^}]*\}")
MOST = 20
SENTENCES = [(re.compile(pattern), sentence) for pattern, sentence in (
    (r"Element '(.+?)': This element is not expected\. Expected is (.+)", "此处不应有元素 {0}；这里可以有的是 {1}"),
    (r"Element '(.+?)': This element is not expected", "此处不应有元素 {0}。"),
    (r"Element '(.+?)': Missing child element\(s\)\. Expected is (.+)", "元素 {0} 缺少必需的下级元素 {1}"),
    (r"Element '(.+?)': Missing child element", "元素 {0} 缺少必需的下级元素。"),
    (r"Element '(.+?)', attribute '(.+?)': The attribute .* is not allowed", "元素 {0} 没有属性 {1}。"),
    (r"Element '(.+?)': The attribute '(.+?)' is required", "元素 {0} 缺少属性 {1}。"),
    (r"Element '(.+?)', attribute '(.+?)': '(.*?)' is not a valid value of the atomic type 'xs:ID'",
     "元素 {0} 的 {1}“{2}”重复，或不是有效的 id。"),
    (r"Element '(.+?)', attribute '(.+?)': .*?'(.*?)' is not (?:a valid value|an element of the set)", "元素 {0} 的属性 {1} 不能是“{2}”。"),
    (r"Element '(.+?)': '(.*?)' is not a valid value", "元素 {0} 的内容不能是“{1}”。"),
    (r"Element '(.+?)': Character content .* is not allowed", "元素 {0} 里不能有文字。"),
    (r"Element '(.+?)': The QName value '(.*?)' has no corresponding namespace declaration", "元素 {0} 引用“{1}”，其中的前缀没有声明。"),
    (r"Element '(.+?)': The type definition is abstract", "元素 {0} 是抽象的，不能写在文件里。"),
)]


def check(root: Element, file: str) -> list[Problem]:
    """What the schema says against the diagram, line by line; at most twenty of it."""
    copy = deepcopy(root)
    for element in list(copy.iter()):
        _put_in_order(element)
    validator = _validator()
    validator.preprocess(copy)
    if validator.validator.validate(copy):
        return []
    spaces = {prefix: uri for e in copy.iter() for prefix, uri in e.nsmap.items() if prefix}
    return [_problem(copy, error, file, spaces) for error in list(validator.validator.error_log)[:MOST]]


@lru_cache(maxsize=1)
def _validator() -> BpmnValidator:
    return BpmnValidator()


def _problem(root, error, file, spaces) -> Problem:
    found = root.xpath(error.path, namespaces=spaces)[:1] if error.path else []
    place = next((e for e in [*found, *(found[0].iterancestors() if found else ())] if e.get("id")), None)
    id = None if place is None else place.get("id")
    return Problem("error", file, id, "schema", f"{file} 第 {error.line} 行，不符合 BPMN 2.0 模式：{_in_chinese(error.message)}", line=error.line)


def _in_chinese(message: str) -> str:
    text = NAMESPACES.sub("", message)
    for pattern, sentence in SENTENCES:
        found = pattern.search(text)
        if found:
            return sentence.format(*(part[:200] for part in found.groups()))
    return text[:300]


# ---- the order of elements ------------------------------------------------------------------------------------------
def _put_in_order(element):
    if len(element) > 1 and isinstance(element.tag, str) and element.tag.startswith(OMG):
        ranks = order().get(local(element), {})
        last = len(ranks)
        element[:] = sorted(element, key=lambda c: ranks.get(local(c), last) if isinstance(c.tag, str) else last)


@lru_cache(maxsize=1)
def order() -> dict[str, dict[str, int]]:
    """{element: {child: its place}} as the schema has it, children by substitution and by inheritance included."""
    files = [etree.parse(XSD_PATH.replace(FILES[0], name)) for name in FILES]
    types = {t.get("name"): t for f in files for t in f.iter(XSD + "complexType") if t.get("name")}
    instead: dict[str, list[str]] = {}
    for element in (e for f in files for e in f.getroot().findall(XSD + "element")):
        instead.setdefault(_plain(element.get("substitutionGroup")), []).append(element.get("name"))
    made = {}
    for element in (e for f in files for e in f.iter(XSD + "element")):
        if element.get("name") and _plain(element.get("type")) in types:
            names = _children(types, types[_plain(element.get("type"))])
            made[element.get("name")] = {n: place for place, name in reversed(list(enumerate(names))) for n in _stand_ins(instead, name)}
    return made


def _children(types, kind) -> list[str]:
    """The element names of a complex type in order, its base's first."""
    extension = kind.find(f"{XSD}complexContent/{XSD}extension")
    base = types.get(_plain(extension.get("base"))) if extension is not None else None
    body = kind if extension is None else extension
    groups = [g for g in body if g.tag in (XSD + "sequence", XSD + "choice")]
    own = [_plain(e.get("name") or e.get("ref")) for g in groups for e in g.iter(XSD + "element")]
    return (_children(types, base) if base is not None else []) + own


def _stand_ins(instead, name) -> list[str]:
    return [name, *(n for other in instead.get(name, ()) for n in _stand_ins(instead, other))]


def _plain(name: str | None) -> str:
    return (name or "").rpartition(":")[2]
