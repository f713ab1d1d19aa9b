"""Diagrams, tables and forms over the API: what is in force, its versions, and drafts to be checked."""
from typing import Any

from app.acts.catalogue import ACTS
from app.accounts.roles import ROLES
from app.api import shapes, views
from app.api.bodies import uploaded_file
from app.api.contract import Call, Reply, endpoint
from app.api.routes import v1
from app.definitions import operations as definitions
from app.definitions import queries as reads
from app.definitions.files import KINDS
from app.engine.contract import BundleRefused, Problem
from app.kernel.clock import local
from app.kernel.errors import Forbidden, NotFound

TAG = "流程与规则"
KIND = {"type": "string", "enum": list(KINDS)}
UPLOAD = shapes.record(file={"type": "string", "format": "binary", "description": "一个 .bpmn、.dmn 或 .form 文件"})


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


@endpoint(v1, "POST", "/definitions", summary="上传一份草稿并检查", tag=TAG, body=UPLOAD, media_type="multipart/form-data",
          answers={201: shapes.DRAFT},
          more="与现行规则包一起检查，问题都列在 problems，改好前不能发布。整个读不懂的文件（XML、JSON 写坏的，含 DTD 的）不保存，答 422，写明在哪里、为什么。")
def upload_draft(call: Call) -> Reply:
    if not call.actor.may("definitions.edit"):
        raise Forbidden("上传流程与规则由法制机构的岗位办理，您现在没有这样的岗位。", code="may_not_upload")
    name, content = uploaded_file("请附上一个 .bpmn、.dmn 或 .form 文件。")
    in_force = reads.contents(call.session, reads.current(call.session, local(call.now).date()).id)
    draft = definitions.save_draft(call.session, name, content, actor=call.actor, now=call.now, context=in_force, known_acts=ACTS,
                                   known_roles=ROLES)
    _refuse_unreadable(draft.problems)
    return Reply(views.draft(draft), 201, f"{v1.url_prefix}/definitions/{draft.key}/versions")


def _refuse_unreadable(problems: list[dict]) -> None:
    """An error that no element can be named for is one of the file as a whole: there is no drawing in it that could be mended."""
    broken = [Problem(**p) for p in problems if p["element"] is None and p["level"] == "error"]
    if broken:
        raise BundleRefused(broken)
