"""Forms in few words, for the tests."""
import datetime as dt
import json

from app.forms import schema
from app.kernel.clock import LOCAL

TODAY = dt.date(2026, 10, 9)
NOW = dt.datetime(2026, 10, 9, 10, 30, tzinfo=LOCAL)
CONTEXT = {"case": {"title": "盗采砂石", "urgency": "特急", "street": "jiazhen"}, "vars": {"depts": ["shuiwu", "gongan"]}, "facts": {},
           "today": TODAY, "now": NOW}
REGISTERS = {"departments": [{"value": "shuiwu", "label": "水务局"}, {"value": "gongan", "label": "公安分局"}],
             "officers": [{"value": 7, "label": "张三", "note": "持证"}, {"value": 8, "label": "李四"}]}


def options(key):
    return REGISTERS.get(key)


def source(*components) -> bytes:
    return json.dumps({"type": "default", "id": "t", "schemaVersion": 16, "components": list(components)}).encode()


def form(*components):
    return schema.load(source(*components))


def field(kind, key="x", **more):
    """A component; `required`, `min` … go into its validate object."""
    rules = {name: more.pop(name) for name in ("required", "minLength", "maxLength", "min", "max", "pattern", "validationType")
             if name in more}
    made = {"type": kind, "id": f"f_{key}", "key": key, "label": "栏目", **more}
    return made | ({"validate": rules} if rules else {})


def choices(kind, key="x", values=("a", "b"), **more):
    return field(kind, key, values=[{"value": value, "label": f"选{value}"} for value in values], **more)


def rows(path, *children, **more):
    return {"type": "dynamiclist", "id": f"f_{path}", "path": path, "label": "清单", "components": list(children), **more}


def group(*children, **more):
    return {"type": "group", "id": "f_group", "label": "组", "components": list(children), **more}
