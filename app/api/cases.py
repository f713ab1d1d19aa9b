"""Cases over the API: open, find, look, read the history and the path."""
from typing import Any

from flask import current_app

from app.api import shapes, views
from app.api.bodies import uploaded_file
from app.api.contract import Call, Reply, endpoint
from app.api.routes import v1
from app.audit import queries as audit
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import operations as cases
from app.cases import queries as reads
from app.cases.model import CaseStatus, Stage
from app.cases.policy import require_visible
from app.documents import operations as documents
from app.documents.files import FileStore
from app.kernel.errors import FieldErrors
from app.registry import queries as registry

TAG = "案件"
PARTY_FACTS = ("id_no", "address", "phone")
PARTY = {"description": "当事人：名称，或者一个对象",
         "anyOf": [shapes.text(120), shapes.record(name=shapes.text(120), type=shapes.text(24),
                                                   **{name: shapes.text(120) for name in PARTY_FACTS}, optional=("type", *PARTY_FACTS))]}
NEW_CASE = shapes.record(
    title=shapes.text(200, minLength=2), source={**shapes.text(40, minLength=1), "default": "其他"}, description=shapes.text(5000),
    place=shapes.text(200), party=PARTY, matters={"type": "array", "items": shapes.text(40), "maxItems": 50},
    problem=shapes.text(40), street={**shapes.text(60), "description": "街道（乡镇）代码；不写就用令牌所有人岗位所在的街道"},
    grid=shapes.text(60), urgency={"type": "string", "enum": ["一般", "紧急", "特急"]}, external_id=shapes.text(80),
    optional=("source", "description", "place", "party", "matters", "problem", "street", "grid", "urgency", "external_id"))
RENAMED = {"place": "address", "matters": "matter_codes", "problem": "problem_code"}
FILTERS = ("kind", "stage", "status", "urgency", "source", "street", "end_state")


@endpoint(v1, "POST", "/cases", summary="登记一个问题，启动五步闭环", tag=TAG, body=NEW_CASE, answers={201: shapes.CASE})
def open_case(call: Call) -> Reply:
    fields = {RENAMED.get(name, name): value for name, value in call.body.items() if name != "party"}
    fields.setdefault("source", NEW_CASE["properties"]["source"]["default"])
    _require_listed(call, fields)
    opened = cases.open_case(call.session, **fields, **_party(call.body.get("party")), actor=call.actor, now=call.now)
    return Reply(views.case(call.session, opened), 201, f"{v1.url_prefix}/cases/{opened.id}")


def _require_listed(call: Call, fields: dict[str, Any]) -> None:
    """A problem or matter that no list knows would lead to nobody's competence."""
    errors, codes = {}, set(fields.get("matter_codes", ()))
    if "problem_code" in fields and fields["problem_code"] not in {p.code for p in registry.problems(call.session)}:
        errors["problem"] = f"问题清单里没有“{fields['problem_code']}”。"
    if unknown := sorted(codes - {m.code for m in registry.matters(call.session, codes=codes)}):
        errors["matters"] = f"权责清单里没有“{'”“'.join(unknown)}”。"
    if errors:
        raise FieldErrors(errors)


def _party(party: str | dict | None) -> dict[str, Any]:
    """Name and type go to the case's columns, the rest to its named facts."""
    given = {"name": party} if isinstance(party, str) else party or {}
    facts = {f"party_{name}": given[name] for name in PARTY_FACTS if name in given}
    columns = {f"party_{name}": given[name] for name in ("name", "type") if name in given}
    return columns | ({"facts": facts} if facts else {})


@endpoint(v1, "GET", "/cases", summary="查找案件，新的在前", tag=TAG,
          query={"q": {**shapes.text(100), "description": "案号、地点、当事人、文字；繁简通查"},
                 "stage": {"type": "string", "enum": [s.value for s in Stage]},
                 "status": {"type": "string", "enum": [s.value for s in CaseStatus]},
                 **{name: shapes.text(60) for name in ("kind", "urgency", "source", "street", "end_state")}, **shapes.CURSOR},
          answers={200: shapes.page(shapes.CASE_LINE)})
def list_cases(call: Call) -> dict[str, Any]:
    filters = {name: call.query[name] for name in FILTERS if call.query[name]}
    found = reads.search(call.session, call.actor, q=call.query["q"] or "", filters=filters, cursor=call.query["cursor"],
                         limit=call.query["limit"])
    return {"items": [views.case_line(call.session, row) for row in found.items], "next": found.next}


@endpoint(v1, "GET", "/cases/<int:case_id>", summary="一件案件：子案和未办的待办", tag=TAG, answers={200: shapes.CASE})
def get_case(call: Call, case_id: int) -> dict[str, Any]:
    return views.case(call.session, require_visible(call.session, call.actor, case_id))


@endpoint(v1, "GET", "/cases/<int:case_id>/history", summary="办理经过：防篡改的留痕，旧的在前", tag=TAG, query=shapes.CURSOR,
          answers={200: shapes.page(shapes.HISTORY_LINE)})
def get_history(call: Call, case_id: int) -> dict[str, Any]:
    require_visible(call.session, call.actor, case_id)
    limit = call.query["limit"]
    lines = audit.history(call.session, case_id, after=_seq(call.query["cursor"]), limit=limit + 1)
    return {"items": [views.history_line(line) for line in lines[:limit]],
            "next": str(lines[limit - 1].seq) if len(lines) > limit else None}


def _seq(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal() or len(cursor) > 18:
        raise FieldErrors({"cursor": "请原样使用上一页给出的 next。"})
    return int(cursor)


@endpoint(v1, "GET", "/cases/<int:case_id>/diagram", summary="走过的路和现在的位置，按流程", tag=TAG,
          answers={200: shapes.record(items=shapes.listing(shapes.TAKEN))})
def get_diagram(call: Call, case_id: int) -> dict[str, Any]:
    row = require_visible(call.session, call.actor, case_id)
    return {"items": [{"process": t.process_id, "nodes": sorted(t.nodes), "flows": sorted(t.flows), "current": t.current}
                      for t in reads.taken(call.session, row)]}


@endpoint(v1, "POST", "/cases/<int:case_id>/attachments", summary="存入一个附件", tag=TAG, media_type="multipart/form-data",
          body=shapes.record(file={"type": "string", "format": "binary"}), answers={201: shapes.ATTACHMENT},
          more="答复的 id（写成文字）用于表单里的上传栏目。按内容认文件类型；原件存入后不能再改，校验值进留痕。")
def add_attachment(call: Call, case_id: int) -> Reply:
    row = require_visible(call.session, call.actor, case_id)
    upload = documents.Upload(*uploaded_file("请附上一个文件。"))
    store = FileStore(current_app.extensions["zfl"].settings.data_dir / "files")
    kept = documents.attach(call.session, row.id, upload, store=store, actor=call.actor, now=call.now)
    record(call.session, row.id, [Fact(Tag.ATTACHMENT_ADDED, {"title": kept.name, "size": kept.size, "sha256": kept.sha256})],
           actor=call.actor, now=call.now)
    return Reply(views.attachment(kept), 201, f"/attachments/{kept.id}")
