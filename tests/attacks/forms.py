"""Hostile forms and hostile answers to them. An attack answers "refused" if the form does not load, else "shown", or "errors" if the
submission was turned down."""
import json
from datetime import UTC, date, datetime

from app.forms import fields, schema, validation
from app.forms.errors import FormError

CONTEXT = {"today": date(2026, 11, 23), "now": datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "data": {}, "errors": {}, "case": {}}


def form(*components, **more) -> bytes:
    return json.dumps({"type": "default", "id": "f", "schemaVersion": 16, "components": list(components), **more}).encode()


def field(key="a", kind="textfield", **more):
    return {"id": f"f_{key[:20]}", "type": kind, "key": key, "label": "甲", **more}


def nested(depth):
    made = [field()]
    for level in range(depth):
        made = [{"id": f"g{level}", "type": "group", "label": "组", "components": made}]
    return made


EVIL = ["10**10**10", "for i in 1..10**12 return i", "__import__('os').system('id')", '{f: function(x) f(x), r: f(1)}.r', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a+)+$")', "(" * 3000 + "1" + ")" * 3000, "some i in 1..99999 satisfies some j in 1..99999 satisfies false", '"\\uD800"', "[].constructor.constructor(\"return 1\")()"]
FORMS = {
    "100,000 fields": form(*(field(f"a{i}") for i in range(20_000))), "501 fields": form(*(field(f"a{i}") for i in range(501))), "groups 1,000 deep": form(*nested(400)), "groups 13 deep": form(*nested(13)), "JSON 100,000 deep": b"[" * 100_000 + b"]" * 100_000, "objects 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not JSON": b"{", "nothing": b"", "a list": b"[]", "a number of a million digits": b'{"schemaVersion": ' + b"9" * 900_000 + b"}", "a key said twice": b'{"type":"default","type":"x","components":[]}',
    "not UTF-8": b'{"type":"\xff"}', "UTF-16": form(field()).decode().encode("utf-16"), "a null byte": form(field(label="a\0b")), "HTML": form({"id": "h", "type": "html", "content": "<script>alert(1)</script>"}), "a frame": form({"id": "h", "type": "iframe", "url": "javascript:alert(1)"}), "a picture": form({"id": "h", "type": "image", "source": "x"}), "an unknown type": form({"id": "h", "type": "__proto__"}), "no type": form({"id": "h"}), "a type that is a list": form({"id": "h", "type": []}),
    **{f"a key {key!r}": form(field(key)) for key in ("__proto__", "constructor", "prototype", "__class__", "a.__proto__.b", "a..b", "", "a[0]", "a b", "<b>", "x" * 5000, "a" + ".a" * 500, "\u202ea", "_a", "case", "hasOwnProperty", "1")}, "two fields of one key": form(field(), field()), "a field and a group of one key": form(field("a"), {"id": "g", "type": "group", "path": "a", "components": [field("b")]}), "a key inside another": form(field("a"), field("a.b")),
    **{f"{expression[:24]!r} in {slot}": form(make(expression)) for expression in EVIL for slot, make in {
        "a condition": lambda e: field(conditional={"hide": "=" + e}), "a label": lambda e: field(label="=" + e), "a prefill": lambda e: field(properties={"prefill": e}), "options": lambda e: field(kind="select", valuesExpression="=" + e), "a read-only switch": lambda e: field(readonly="=" + e), "a bound": lambda e: field(kind="number", validate={"max": "=" + e}),
        "the latest date": lambda e: field(kind="datetime", subtype="date", dateLabel="日", properties={"latest": e}), "a text": lambda e: {"id": "t", "type": "text", "text": "= " + e}, "a template": lambda e: {"id": "t", "type": "text", "text": "{{" + e + "}}"}, "a table": lambda e: {"id": "t", "type": "table", "dataSource": "=" + e, "columns": [{"key": "a", "label": "a"}]}}.items()},
    "a pattern that backtracks": form(field(validate={"pattern": "(a+)+$"})), "a pattern that is none": form(field(validate={"pattern": "["})), "a pattern of 10,000 characters": form(field(validate={"pattern": "a" * 10_000})), "a bound of 10^308": form(field(kind="number", validate={"max": 1e308})), "a length of minus one": form(field(validate={"minLength": -1})), "a length of 10^18": form(field(validate={"maxLength": 10**18})), "10,000 options": form(field(kind="select", values=[{"value": str(i), "label": "x"} for i in range(10_000)])),
    "a list of no name": form(field(kind="select", valuesKey="")), "a taglist of no list": form(field(kind="taglist", valuesKey="")), "an option that is no object": form(field(kind="select", values=[1, None, [], {}])), "an option of another type": form(field(kind="select", values=[{"value": {"a": 1}, "label": "x"}])), "a million rows": form({"id": "l", "type": "dynamiclist", "path": "l", "components": [field()], "defaultRepetitions": 1_000_000}), "minus five rows": form({"id": "l", "type": "dynamiclist", "path": "l", "components": [field()], "defaultRepetitions": -5}), "lists in lists in lists": form({"id": "l", "type": "dynamiclist", "path": "l", "components": [{"id": "m", "type": "dynamiclist", "path": "m", "components": [{"id": "n", "type": "dynamiclist", "path": "n", "components": [field()]}]}]}),
    "markup in a label": form(field(label="<script>alert(1)</script>")), "a link to a script in a text": form({"id": "t", "type": "text", "text": "[x](javascript:alert(1))"}), "markup in a text": form({"id": "t", "type": "text", "text": "<img src=x onerror=alert(1)>"}), "a template that calls itself": form({"id": "t", "type": "text", "text": "{{#loop l}}{{#loop l}}{{this}}{{/loop}}{{/loop}}"}), "a template that is not closed": form({"id": "t", "type": "text", "text": "{{" * 3000}), "a text of a megabyte": form({"id": "t", "type": "text", "text": "x" * 900_000}),
    "a default of another type": form(field(kind="number", defaultValue="many")), "a default that is a list": form(field(defaultValue=[[[[]]]])), "a schema version of a text": form(field(), schemaVersion="16"), "a schema version of the future": form(field(), schemaVersion=10**9), "no components": b'{"type":"default"}', "components that are a text": form(field()).replace(b"[{", b'"x"').replace(b"}]", b""), "a component that is null": form(None), "a component that is a list": form([]), "an id of a number": form(field(id=1)),
}
HEAVY = "=count(for i in 1..3000 return i) > 0"
FORMS |= {"500 fields with heavy conditions": form(*(field(f"a{i}", conditional={"hide": HEAVY}) for i in range(499))), "500 labels that compute": form(*(field(f"a{i}", label=HEAVY) for i in range(499)))}
ROWS = form({"id": "l", "type": "dynamiclist", "path": "l", "components": [field(f"r{i}", conditional={"hide": HEAVY}) for i in range(100)]})
# Harmless as they are: they load, and what is evil in them is text, or an expression that is stopped when it is computed.
HARMLESS = {"a null byte", "a key 'constructor'", "a key 'prototype'", "a key 'case'", "a key 'hasOwnProperty'", "a key '1'", "a pattern that backtracks", "a bound of 10^308", "a length of minus one", "a length of 10^18", "a million rows", "minus five rows", "lists in lists in lists",
            "markup in a label", "a link to a script in a text", "markup in a text", "a template that is not closed", "a text of a megabyte", "a default of another type", "a default that is a list", "a list of no name", "a taglist of no list"}
STOPPED = {"500 fields with heavy conditions", "500 labels that compute"}
ANSWER_TO = form(field("t"), field("n", "number"), field("d", "datetime", subtype="date", dateLabel="日"), field("c", "checkbox"), field("s", "select", values=[{"value": "x", "label": "x"}]), field("m", "checklist", values=[{"value": "x", "label": "x"}]),
                 {"id": "l", "type": "dynamiclist", "path": "l", "components": [field("r")], "isRepeating": True, "allowAddRemove": True})
ODD = [None, True, 0, -1, 1e308, 10**400, float("nan"), float("inf"), "", "x" * 300_000, "\0", "\ud800", "\u202ex", "<script>", [], [[]], {}, {"a": {"a": {}}}, ["x"] * 50_000, {"__proto__": 1}, "9" * 5000, "1e999999", "2026-13-45", "0000-00-00", "99999-01-01", "=1+1", "'; DROP TABLE x; --"]
ANSWERS = {f"{key} = {str(odd)[:20]!r} ({type(odd).__name__}, {number})": {key: odd} for key in ("t", "n", "d", "c", "s", "m", "l") for number, odd in enumerate(ODD)} | {
    "a field that is not there": {"gone": 1}, "__proto__": {"__proto__": {"admin": True}}, "constructor": {"constructor": 1}, "10,000 rows": {"l": [{"r": "x"}] * 10_000}, "rows that are no rows": {"l": [1, None, [], "x"]}, "a row with more": {"l": [{"r": "x", "gone": 1}]}, "a name that is a number": {1: 1}, "100,000 fields": {f"a{i}": 1 for i in range(100_000)}, "data 500 deep": {"t": (lambda d: [d := [d] for _ in range(500)][-1])([])}}


def show(content: bytes) -> str:
    try:
        made = schema.load(content)
    except FormError:
        return "refused"
    for use in (lambda: schema.prefill(made, CONTEXT), lambda: fields.build(made, CONTEXT, lambda _key: []), lambda: schema.to_json(made, CONTEXT, lambda _key: []), lambda: validation.validate(made, {}, CONTEXT, lambda _key: [])):
        try:
            use()
        except FormError:
            return "errors"
    return "shown"


def answer(raw: dict, to: bytes = ANSWER_TO) -> str:
    try:
        return "errors" if validation.validate(schema.load(to), raw, CONTEXT, lambda _key: []).errors else "shown"
    except FormError:
        return "stopped"


ATTACKS = {name: lambda content=content: show(content) for name, content in FORMS.items()} | {f"answer: {name}": lambda raw=raw: answer(raw) for name, raw in ANSWERS.items()} | {
    "200 rows of 100 heavy fields": lambda: answer({"l": [{}] * 200}, ROWS)}
