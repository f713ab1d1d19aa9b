"""The shapes of the API as JSON Schema. The OpenAPI document shows them, requests are checked against them, and the tests check
every answer against them."""
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def nullable(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def record(*, optional: tuple[str, ...] = (), **members: Schema) -> Schema:
    """An object with exactly these members."""
    return {"type": "object", "properties": members, "required": [n for n in members if n not in optional],
            "additionalProperties": False}


def listing(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def page(item: Schema) -> Schema:
    """One page: `next` is the cursor of the following one, null at the end."""
    return record(items=listing(item), next=nullable(TEXT))


def text(longest: int, **more: Any) -> Schema:
    return {"type": "string", "maxLength": longest, **more}


TEXT: Schema = {"type": "string"}
ID: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
ANYTHING: Schema = {"type": "object", "additionalProperties": True}
MOMENT: Schema = {"type": "string", "format": "date-time"}

TASK = record(id=ID, case_id=ID, node=TEXT, name=TEXT, role=TEXT, act=nullable(TEXT), due_at=nullable(MOMENT),
              assignee=nullable({**TEXT, "description": "签收人的登录名"}))
CANDIDATE = record(role=TEXT, organ=TEXT)
TASK_DETAIL = record(**TASK["properties"], candidates=listing(CANDIDATE), status=TEXT,
                     form=nullable({**ANYTHING, "description": "form-js 格式，选项都已列在 values"}), data=ANYTHING)

SUB_CASE = record(id=ID, number=TEXT, title=TEXT, kind=TEXT, legal_subject=nullable(TEXT), stage=TEXT, status=TEXT,
                  end_state=nullable(TEXT))
CASE = record(id=ID, number=TEXT, title=TEXT, stage=TEXT, status=TEXT, end_state=nullable(TEXT), chain_id=ID, turn=ID,
              parent_id=nullable(ID), sub_cases=listing(SUB_CASE), open_tasks=listing(TASK))
CASE_LINE = record(id=ID, number=TEXT, title=TEXT, kind=TEXT, stage=TEXT, status=TEXT, end_state=nullable(TEXT), chain_id=ID,
                   turn=ID, parent_id=nullable(ID), street=nullable(TEXT), legal_subject=nullable(TEXT), opened_at=MOMENT)
HISTORY_LINE = record(seq=ID, at=MOMENT, actor=TEXT, organ=nullable(TEXT), tag=TEXT, text=TEXT, hash=TEXT)
TAKEN = record(process=TEXT, nodes=listing(TEXT), flows=listing(TEXT), current={"type": "object", "additionalProperties": ID})

ATTACHMENT = record(id=ID, name=TEXT, size=ID, mime=TEXT, sha256=TEXT)

DEFINITION = record(key=TEXT, kind=TEXT, name=TEXT, version=ID, sha256=TEXT, bundle=TEXT)
VERSION = record(key=TEXT, kind=TEXT, name=TEXT, version=ID, sha256=TEXT, bundle=TEXT, effective_from={**TEXT, "format": "date"})
PROBLEM = record(level=TEXT, file=TEXT, element=nullable(TEXT), code=TEXT, sentence=TEXT, position=nullable(ID), line=nullable(ID))
DAY: Schema = {**TEXT, "format": "date"}
BUNDLE = record(id=ID, label=TEXT, hash=TEXT, effective_from=DAY, published_at=MOMENT)
FILE_BYTES: Schema = {"type": "string", "format": "binary"}

HOLDER = record(name=TEXT, since=MOMENT)
REVISION_FILE = record(name=TEXT, kind=TEXT, key=TEXT, title=TEXT, seq={**ID, "description": "第几次保存，0 是规则包里原来的"}, sha256=nullable(TEXT),
                       changed=BOOLEAN, added=BOOLEAN, deleted=BOOLEAN, holder=nullable(HOLDER))
REVISION_LINE = record(id=ID, title=TEXT, status={**TEXT, "description": "editing submitted approved published withdrawn"}, status_name=TEXT,
                       base=nullable({**TEXT, "description": "以哪个规则包为底"}), author=nullable({**TEXT, "description": "登录名"}), created_at=MOMENT,
                       changed_at=MOMENT, effective_from=nullable(DAY), bundle=nullable({**TEXT, "description": "发布为哪个规则包"}))
COMMENT = record(id=ID, file=nullable(TEXT), element=nullable(TEXT), text=TEXT, author=nullable(TEXT), at=MOMENT, resolved_at=nullable(MOMENT))
REVISION_EVENT = record(kind=TEXT, at=MOMENT, person=TEXT, post=nullable(TEXT), organ=nullable(TEXT), text=TEXT)
REVISION = record(**REVISION_LINE["properties"], digest={**TEXT, "description": "全部改动的摘要，批准时可以写上"}, files=listing(REVISION_FILE), comments=listing(COMMENT), events=listing(REVISION_EVENT))
REVISION_CONTENT = record(name=TEXT, seq=ID, content=TEXT)
SAVED = record(name=TEXT, seq=ID, title=TEXT)
SAVE = record(seq=ID, at=MOMENT, person=nullable(TEXT), note=nullable(TEXT), deleted=BOOLEAN)
UPLOADED = record(id={**ID, "description": "修订的编号"}, key=nullable(TEXT), kind=nullable(TEXT), name=nullable(TEXT), sha256=nullable(TEXT),
                  created_at=MOMENT, status=TEXT, files=listing(REVISION_FILE), skipped=listing(TEXT), problems=listing(PROBLEM))

POST = record(role=TEXT, organ=TEXT, organ_name=TEXT)
ME = record(id=ID, login=TEXT, name=TEXT, posts=listing(POST), permissions=listing(TEXT))

FINDING = record(passed=BOOLEAN, text=TEXT)
ADVICE = record(text=TEXT, link=nullable(TEXT))
REFUSAL = record(title=TEXT, article=TEXT, quote=TEXT, findings=listing(FINDING), advice=listing(ADVICE))
PROBLEM_DOCUMENT: Schema = {
    "type": "object", "required": ["type", "title", "status", "code", "detail"],
    "properties": {"type": {**TEXT, "description": "urn:zhifalian:problem:代码"}, "title": TEXT, "status": ID, "code": {**TEXT, "description": "稳定的代码"},
                   "detail": {**TEXT, "description": "一句话：什么没有办成，为什么，怎么办"}, "request_id": nullable(TEXT),
                   "errors": {"type": "object", "additionalProperties": TEXT, "description": "按栏目"}, "refusal": REFUSAL}}

CURSOR = {"cursor": TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}}
