"""Names and contents of definition files: what kind they are, what they call themselves."""
import hashlib
import re

import orjson
from lxml import etree

from app.forms import schema
from app.kernel.errors import Rejection

KINDS = ("bpmn", "dmn", "form", "test")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")


def split_name(filename: str) -> tuple[str, str]:
    """('whistle_report', 'bpmn') of 'whistle_report.bpmn'; raises Rejection(bad_file_name)."""
    key, _, kind = filename.rpartition(".")
    if kind not in KINDS or not KEY.fullmatch(key):
        raise Rejection(f"文件名“{filename[:80]}”不能用：要以 .bpmn、.dmn、.form 或 .test 结尾，前面是字母开头的字母、数字、下划线。",
                        code="bad_file_name", status=422)
    return key, kind


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
