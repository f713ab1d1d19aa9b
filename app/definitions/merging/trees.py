"""XML files taken apart into units and put together again. What kind of file it is, a grammar says (diagrams.py, tables.py)."""
from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from app.definitions.merging.result import Unmergeable
from app.engine.limits import DEFAULT
from app.engine.markup import Element, Unreadable, parse

KeyOf = Callable[[Element], str | None]


def read(content: bytes) -> Element:
    """The root with everything in it, comments too. Raises Unmergeable for what is not to be read."""
    try:
        parse(content, "文件", DEFAULT)
    except Unreadable as unreadable:
        raise Unmergeable(unreadable.problem.sentence) from unreadable
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))


def walk(element: Element, key_of: KeyOf, key: str, parent: str | None = None) -> Iterator[tuple[str, Element, str | None, tuple[str, ...]]]:
    """(key, element, key of the unit around it, keys of the units directly inside), the root first."""
    inside = [(k, child) for child in element if isinstance(child.tag, str) and (k := key_of(child)) is not None]
    yield key, element, parent, tuple(k for k, _ in inside)
    for k, child in inside:
        yield from walk(child, key_of, k, key)


def said(element: Element, left_out: Callable[[Element], bool]) -> tuple:
    """What the element says, comparable: tag, attributes, texts without their outer blanks, and the same of what is in it but for units."""
    inner = tuple(said(child, left_out) for child in element if isinstance(child.tag, str) and not left_out(child))
    return element.tag, tuple(sorted(element.attrib.items())), (element.text or "").strip(), (element.tail or "").strip(), inner


def assembled(element: Element, left_out: Callable[[Element], bool], key_of: KeyOf, keys: list[str], build: Callable[[str], Element]) -> Element:
    """A copy of the element with these units in it, in this order. What else is in it stays behind the unit that it stood behind."""
    anchored: dict[str | None, list[Element]] = {}
    last, known = None, set(keys)
    for child in element:
        key = key_of(child) if isinstance(child.tag, str) else None
        last = key if key in known else last
        if key is None and not (isinstance(child.tag, str) and left_out(child)):
            anchored.setdefault(last, []).append(child)
    made = bare(element)
    made.extend(deepcopy(child) for child in anchored.get(None, ()))
    for key in keys:
        made.append(build(key))
        made.extend(deepcopy(child) for child in anchored.get(key, ()))
    return made


def bare(element: Element) -> Element:
    """The element with its attributes and text and nothing in it."""
    made = etree.Element(element.tag, attrib=dict(element.attrib), nsmap=element.nsmap)
    made.text = element.text
    return made


def copied(element: Element) -> Element:
    made = deepcopy(element)
    made.tail = None
    return made


def as_bytes(root: Element, like: Element) -> bytes:
    """The file; comments before and after the root as in the tree of `like`."""
    etree.indent(root, "  ")
    before = [etree.tostring(c) for c in like.itersiblings(preceding=True)][::-1]
    after = [etree.tostring(c) for c in like.itersiblings()]
    return b"\n".join([b'<?xml version="1.0" encoding="UTF-8"?>', *before, etree.tostring(root, encoding="UTF-8"), *after]) + b"\n"


def joined_prefixes(one: Element, other: Element) -> dict[str | None, str]:
    """The prefixes of both roots; raises Unmergeable if one prefix means two things."""
    both = dict(other.nsmap) | dict(one.nsmap)
    if any(both[prefix] != uri for prefix, uri in other.nsmap.items()):
        raise Unmergeable("两边的文件给同一个前缀声明了不同的名字空间。")
    return both
