"""Names and contents of definition files: what kind they are, what they call themselves."""
import hashlib
import re

import orjson
from lxml import etree

from app.forms import schema
from app.kernel.errors import Rejection

KINDS = ("bpmn", "dmn", "form", "test")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
# In no name of a file: control characters, what turns the line round, what shells, browsers or file systems take for something else
UNSAFE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffd\\\\/<>|?*:;\"'`$%&]")
LONGEST_NAME = 200
ENDINGS = {"bpmn": ("bpmn", "bpmn20.xml", "bpmn2.xml", "bpmn.xml", "bpmn2"), "dmn": ("dmn", "dmn.xml", "dmn11.xml"),
           "form": ("form", "form.json"), "test": ("test", "test.json")}


def split_name(filename: str) -> tuple[str, str]:
    """('whistle_report', 'bpmn') of 'whistle_report.bpmn'; raises Rejection(bad_file_name)."""
    key, _, kind = filename.rpartition(".")
    if kind not in KINDS or not KEY.fullmatch(key):
        raise _bad_name(filename)
    return key, kind


def kind_of(filename: str) -> str | None:
    """bpmn, dmn, form or test, by the ending, also as other tools write it: .BPMN, .bpmn20.xml."""
    return _apart(filename)[0]


def _apart(filename: str) -> tuple[str | None, str]:
    """(kind, the rest)"""
    endings = [(ending, kind) for kind, known in ENDINGS.items() for ending in known]
    for ending, kind in sorted(endings, key=lambda pair: -len(pair[0])):
        if filename.lower().endswith("." + ending):
            return kind, filename[:-len(ending) - 1]
    return None, filename


def proposed_name(filename: str, content: bytes) -> str:
    """A name for a file of any tool: its own where that will do, else the id that it gives itself, else what is left of its own.
    Raises Rejection(bad_file_name) for a name that is none, or means harm, or that says nothing of what the file is."""
    kind, stem = _apart(filename)
    if kind is None or not stem.strip(" .-_") or len(filename) > LONGEST_NAME or UNSAFE.search(filename):
        raise _bad_name(filename)
    key = next((key for key in (stem, _own_id(kind, content), _plain(stem)) if key and KEY.fullmatch(key)), None)
    return f"{key or kind + '_' + digest_of(content)[:8]}.{kind}"


def _own_id(kind: str, content: bytes) -> str | None:
    """The id of the process, decision or form that the file holds."""
    if kind not in ("bpmn", "dmn"):
        return None
    tag = {"bpmn": b"process", "dmn": b"decision"}[kind]
    found = re.search(rb"<(?:[\w.-]+:)?" + tag + rb"\b[^<>]*?\sid\s*=\s*[\"']([^\"'<>]{1,80})[\"']", content)
    return found[1].decode(errors="replace") if found else None


def _plain(stem: str) -> str:
    """What is left of a name: My order (v2) → My_order_v2."""
    return re.sub(r"[^A-Za-z0-9]+", "_", stem).strip("_")[:80]


def _bad_name(filename: str) -> Rejection:
    told = UNSAFE.sub("？", filename[:80].encode(errors="replace").decode())
    return Rejection(f"文件名“{told}”不能用：要以 .bpmn、.dmn、.form 或 .test 结尾，前面是字母开头的字母、数字、下划线。", code="bad_file_name", status=422)


def is_model(name: str) -> bool:
    """Whether the engine reads it; forms and tests it does not."""
    return name.endswith((".bpmn", ".dmn"))


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def title_of(kind: str, key: str, content: bytes) -> str:
    """The Chinese name that the file gives itself, else its key. The file has passed the checks or is a draft."""
    try:
        if kind == "form":
            return str(schema.title(content) or key)[:120]
        if kind == "test":
            return _title_of_tests(content) or key
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return key
    wanted = {"bpmn": "process", "dmn": "decision"}[kind]
    named = (e.get("name") for e in root.iter("{*}" + wanted))
    return (next((n for n in named if n), None) or root.get("name") or key)[:120]


def _title_of_tests(content: bytes) -> str | None:
    told = orjson.loads(content)
    title = told.get("title") if isinstance(told, dict) else None
    return title[:120] if isinstance(title, str) else None
