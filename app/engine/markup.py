"""XML in: parsed without DTD, entities, network or huge trees; nothing here knows what the elements mean."""
import re

from lxml import etree

from app.engine.contract import Problem
from app.engine.limits import Limits

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DMN_SPACES = ("https://www.omg.org/spec/DMN/", "http://www.omg.org/spec/DMN/")
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
ZFL = "http://zhifalian/schema/bpmn/1.0"
Element = etree._Element
# Encodings in which editors save. What another reader of the same bytes might take for something else is left out (UTF-7, EBCDIC).
ENCODINGS = {"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "gbk", "gb2312", "gb18030", "big5"}
ATTRIBUTE = re.compile(rb"=[\0\s]*[\"']")
MOST_ATTRIBUTES = 1_000     # of one tag: the parser compares each with each
TURNING = re.compile("[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")     # controls, and what turns the line round


class Unreadable(Exception):
    """The file is not XML that we read; `problem` says why."""

    def __init__(self, problem: Problem):
        super().__init__(problem.sentence)
        self.problem = problem


def parse(content: bytes, file: str, limits: Limits) -> Element:
    """The root element, comments and processing instructions left out. Raises Unreadable."""
    def refuse(code, sentence, line=None):
        raise Unreadable(Problem("error", file, None, code, f"{file}：{sentence}", line=line))
    if len(content) > limits.file_bytes:
        refuse("too_large", f"文件有 {len(content)} 字节，超过上限 {limits.file_bytes} 字节。")
    if any(len(ATTRIBUTE.findall(piece)) > MOST_ATTRIBUTES for piece in content.split(b"<") if len(piece) > MOST_ATTRIBUTES):
        refuse("too_many", f"一个元素的属性超过 {MOST_ATTRIBUTES} 个。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
                             remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse("not_xml", f"不是有效的 XML：{error}。请用流程编辑器重新导出。", getattr(error, "lineno", None))
    if root.getroottree().docinfo.internalDTD is not None:
        refuse("dtd", "含有 DTD 或实体声明，不予读取。请删去 <!DOCTYPE …>。")
    encoding = root.getroottree().docinfo.encoding or "utf-8"
    if encoding.lower() not in ENCODINGS:
        refuse("encoding", f"编码 {encoding[:40]} 不予读取。请用 UTF-8 保存。")
    _measure(root, refuse, limits)
    return root


def _measure(root, refuse, limits):
    count = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > limits.depth:
            refuse("too_deep", f"元素嵌套超过 {limits.depth} 层。", element.sourceline)
        if count > limits.elements:
            refuse("too_many", f"元素超过 {limits.elements} 个。请拆成几个流程，用调用活动连接。")
        if event == "start" and not isinstance(element.tag, str):
            refuse("entity", "含有实体引用，不予读取。", element.sourceline)
        if event == "start" and max(map(len, (element.text or "", element.tail or "", *element.attrib.values()))) > limits.text:
            refuse("too_many", f"{local(element)[:80]} 有一段文字或一个属性超过 {limits.text} 字。", element.sourceline)


def local(element: Element) -> str:
    """The tag without its namespace."""
    return etree.QName(element).localname


def is_bpmn(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith("{" + BPMN + "}")


def bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def kids(element: Element, *names: str) -> list[Element]:
    """Child elements of the BPMN namespace with one of these names (all of them without names), in document order."""
    return [c for c in element if is_bpmn(c) and (not names or local(c) in names)]


def kid(element: Element, *names: str) -> Element | None:
    found = kids(element, *names)
    return found[0] if found else None


def text(element: Element | None) -> str | None:
    """The element's own text, trimmed; None when it is missing or empty."""
    value = "" if element is None else "".join(element.itertext()).strip()
    return value or None


def extensions(element: Element, namespace: str, name: str) -> list[Element]:
    """Elements of another namespace directly inside the element's extensionElements."""
    return [e for box in kids(element, "extensionElements") for e in box if e.tag == f"{{{namespace}}}{name}"]


def extension(element: Element, namespace: str, name: str) -> Element | None:
    found = extensions(element, namespace, name)
    return found[0] if found else None


def reference(value: str | None) -> str | None:
    """A QName reference without its prefix."""
    return value.split(":")[-1].strip() if value else None


def number(value: str | None) -> int | None:
    """A whole number that is written plainly; None for anything else, a thousand digits too."""
    plain = (value or "").strip()
    return int(plain) if plain.removeprefix("-").isascii() and plain.removeprefix("-").isdigit() and len(plain) < 19 else None


def flag(element: Element, name: str, default: bool = False) -> bool:
    value = element.get(name)
    return default if value is None else value.strip() in ("true", "1")
