"""DMN XML, read with every door closed: no DTD, no entities, no network, no huge trees."""
from lxml import etree

from app.kernel.limits import limit
from app.rules.dmn.errors import DmnError

MAX_BYTES = limit("DMN_BYTES")
MAX_DEPTH = 100
ENCODINGS = {"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "gbk", "gb2312", "gb18030", "big5"}
_ROOT = "definitions"


def parse(xml: bytes | str) -> etree._Element:
    """The root element, comments and instructions removed. Raises DmnError."""
    data = xml.encode() if isinstance(xml, str) else xml
    if len(data) > MAX_BYTES:
        raise DmnError(f"文件太大：最多 {MAX_BYTES // 10**6} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
                             remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DmnError(f"不是合格的 XML 文件：{error}") from error
    _check(root)
    return root


def _check(root):
    if root.getroottree().docinfo.doctype:
        raise DmnError("文件里不允许有 DOCTYPE")
    if (root.getroottree().docinfo.encoding or "utf-8").lower() not in ENCODINGS:
        raise DmnError("文件的编码不予读取，请用 UTF-8 保存")
    if local_name(root) != _ROOT or "/DMN/" not in (etree.QName(root).namespace or ""):
        raise DmnError("不是 DMN 文件：最外层应当是 definitions")
    todo = [(root, 1)]
    while todo:
        element, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise DmnError("元素嵌套太深", element=element.get("id"))
        todo.extend((child, depth + 1) for child in element)


def local_name(element) -> str:
    return etree.QName(element).localname


def children(element, *names: str) -> list:
    """The child elements of these names, in document order; of any name if none is given."""
    return [child for child in element if isinstance(child.tag, str) and (not names or local_name(child) in names)]


def child(element, *names: str):
    found = children(element, *names)
    return found[0] if found else None


def text_of(element) -> str | None:
    """What its `<text>` says, trimmed; None if it has none."""
    text = child(element, "text") if element is not None else None
    return (text.text or "").strip() if text is not None else None


def target(requirement) -> list[str]:
    """The ids that a requirement, or a decision service, points to."""
    return [reference.get("href").rpartition("#")[2] for reference in children(requirement) if reference.get("href")]


def label(element) -> str | None:
    """How an error names the element: by id, else by the nearest ancestor that has one."""
    while element is not None and not element.get("id"):
        element = element.getparent()
    return element.get("id") if element is not None else None
