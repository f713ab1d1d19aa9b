"""Diagrams, tables, forms and tests over the API: what is in force, its versions, whole bundles as zip, and uploads, which become revisions."""
from typing import Any

from flask import request

from app.api import shapes, views
from app.api.bodies import uploaded_file
from app.api.contract import Call, Reply, endpoint
from app.api.routes import v1
from app.cases.known import known
from app.cases.reviewing import SUBMITTED, announce
from app.definitions import approval, archive, uploads
from app.definitions import queries as reads
from app.definitions.files import KINDS
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, NotFound

TAG = "流程与规则"
KIND = {"type": "string", "enum": list(KINDS)}
FLAG = {"type": "string", "enum": ["true", "false"], "default": "false"}
FILE = {**shapes.FILE_BYTES, "description": "一个 .bpmn、.dmn、.form 或 .test 文件，或者装着它们的一个 zip"}
ONLY = {**FLAG, "description": "修订里只留这些文件（默认：叠加在原有的文件上）"}
UPLOAD = shapes.record(file=FILE, title=shapes.text(120, description="新修订的名称"), only=ONLY, submit={**FLAG, "description": "没有错误就直接提交审批"},
                       optional=("title", "only", "submit"))
HOW = ("与规则包里的其他文件一起检查，问题都列在 problems，有错误的不能提交审批。整个读不懂的文件（XML、JSON 写坏的，含 DTD 的，损坏或加密的压缩包）"
       "不保存，答 422，写明在哪里、为什么。")


@endpoint(v1, "GET", "/definitions", summary="现行的流程、规则和表单", tag=TAG, query={"kind": KIND},
          answers={200: shapes.record(items=shapes.listing(shapes.DEFINITION))})
def list_definitions(call: Call) -> dict[str, Any]:
    bundle = reads.current(call.session, local(call.now).date())
    files = [f for f in reads.files(call.session, bundle.id) if call.query["kind"] in (None, f.kind)]
    return {"items": [views.definition(f, bundle) for f in files]}


@endpoint(v1, "GET", "/definitions/<key>/versions", summary="一个流程、规则或表单的各版本，新的在前", tag=TAG, query={"kind": KIND},
          answers={200: shapes.record(items=shapes.listing(shapes.VERSION))})
def list_versions(call: Call, key: str) -> dict[str, Any]:
    kinds = [call.query["kind"]] if call.query["kind"] else KINDS
    items = [views.version(f, bundle) for kind in kinds for f, bundle in reads.versions(call.session, kind, key)]
    if not items:
        raise NotFound(f"没有名为“{key}”的流程、规则或表单。", code="no_such_definition")
    return {"items": items}


@endpoint(v1, "GET", "/bundles", summary="发布过的规则包，新的在前", tag=TAG, answers={200: shapes.record(items=shapes.listing(shapes.BUNDLE))})
def list_bundles(call: Call) -> dict[str, Any]:
    return {"items": [views.bundle(b) for b in reads.bundles(call.session)]}


@endpoint(v1, "GET", "/definitions/bundles/<int:bundle>/zip", summary="一个规则包的全部文件，打成 zip", tag=TAG, gives="application/zip",
          answers={200: shapes.FILE_BYTES}, more="解开后的目录可以放进 git，改好以后用 python run.py deploy 或者再打成 zip 上传。")
def bundle_zip(call: Call, bundle: int) -> Reply:
    if bundle not in {b.id for b in reads.bundles(call.session)}:
        raise NotFound("没有这个规则包。", code="no_such_bundle")
    return Reply(archive.pack(reads.contents(call.session, bundle)), 200, name=f"bundle-{bundle}.zip")


@endpoint(v1, "POST", "/definitions", summary="上传一个文件或一个 zip，成为一个修订", tag=TAG, body=UPLOAD, media_type="multipart/form-data",
          answers={201: shapes.UPLOADED}, more="以最新的规则包为底。" + HOW)
def upload_definitions(call: Call) -> Reply:
    return take_upload(call, None)


def take_upload(call: Call, revision_id: int | None) -> Reply:
    """Into a new revision, or a given one; submitted at once if asked for and nothing is wrong."""
    name, content = uploaded_file("请附上一个 .bpmn、.dmn、.form 或 .test 文件，或者一个 zip。")
    knows = known(call.session, call.now)
    found = uploads.upload(call.session, name, content, revision_id=revision_id, title=_field("title", 120), only=_flag("only"), known=knows,
                           actor=call.actor, now=call.now)
    if _flag("submit") and not any(p.level == "error" for p in found.findings):
        submitted = approval.submit(call.session, found.revision.id, known=knows, actor=call.actor, now=call.now)
        announce(call.session, submitted, SUBMITTED, actor=call.actor, now=call.now)
    return Reply(views.uploaded(call, found), 201, f"{v1.url_prefix}/revisions/{found.revision.id}")


def _field(name: str, longest: int) -> str | None:
    given = request.form.get(name)
    if given and len(given) > longest:
        raise FieldErrors({name: f"最多 {longest} 字，现有 {len(given)} 字。"})
    return given or None


def _flag(name: str) -> bool:
    given = request.form.get(name, "false")
    if given not in FLAG["enum"]:
        raise FieldErrors({name: "只能是 true、false。"})
    return given == "true"
