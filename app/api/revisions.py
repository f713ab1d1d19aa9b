"""Revisions over the API: their files, versions, remarks, and their way to publication, for those who keep processes in git."""
from datetime import date
from typing import Any

from app.api import shapes, views
from app.api.contract import Call, Reply, endpoint
from app.api.definitions import FILE, HOW, ONLY, take_upload
from app.api.routes import v1
from app.api.scenarios import require_worker
from app.cases.known import known
from app.cases.reviewing import APPROVED, PUBLISHED, RETURNED, SUBMITTED, announce
from app.definitions import approval, archive, publishing, revisions, workshop
from app.definitions import queries as reads
from app.definitions.approval import Remark
from app.definitions.errors import require_staff
from app.definitions.model import Revision
from app.definitions.scenarios.findings import inspect
from app.definitions.texts import bytes_of, text_of
from app.kernel.database import as_id
from app.kernel.errors import FieldErrors

TAG = "修订"
HELD = ("别人在您打开之后保存过（stale_save），或者正在编辑（held），答 409：theirs 是现在的内容，seq 是它的序号，merged 是两边改动合在一起的结果，"
        "合不到一起的在 conflicts 里。")
TEXT = {"text": shapes.text(2000)}
REMARK = shapes.record(text=shapes.text(2000, minLength=1), file=shapes.text(90), element=shapes.text(500), optional=("file", "element"))
CHOICES = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "string", "enum": ["mine", "theirs"]}},
           "description": "{文件: {冲突的 unit: mine 或 theirs}}"}
CONTENT = shapes.text(4_000_000)


def _seen(call: Call, revision: int) -> Revision:
    require_staff(call.actor)
    return workshop.find(call.session, revision)


@endpoint(v1, "GET", "/revisions", summary="修订，新的在前", tag=TAG, answers={200: shapes.page(shapes.REVISION_LINE)},
          query={"state": {"type": "string", "enum": ["under_way", "ended"], "description": "进行中的，或者已经结束的"}, **shapes.CURSOR})
def list_revisions(call: Call) -> dict[str, Any]:
    require_staff(call.actor)
    state, limit = call.query["state"], call.query["limit"]
    rows = workshop.revisions(call.session, under_way=None if state is None else state == "under_way", limit=limit + 1,
                              before=views.cursor(call.query["cursor"]))
    more = str(rows[limit - 1].id) if len(rows) > limit else None
    return {"items": [views.revision_line(call.session, row) for row in rows[:limit]], "next": more}


@endpoint(v1, "POST", "/revisions", summary="新建一个修订", tag=TAG, answers={201: shapes.REVISION},
          body=shapes.record(title=shapes.text(120, minLength=2), base={**shapes.ID, "description": "以哪个规则包为底，默认最新的"}, optional=("base",)))
def new_revision(call: Call) -> Reply:
    base = call.body.get("base")
    if base is not None and as_id(str(base)) is None:
        raise FieldErrors({"base": "没有这个规则包。"})
    made = revisions.create(call.session, call.body["title"], base_id=base, actor=call.actor, now=call.now)
    return Reply(views.revision(call, made), 201, f"{v1.url_prefix}/revisions/{made.id}")


@endpoint(v1, "GET", "/revisions/<int:revision>", summary="一个修订：文件、意见、经过", tag=TAG, answers={200: shapes.REVISION})
def get_revision(call: Call, revision: int) -> dict[str, Any]:
    return views.revision(call, _seen(call, revision))


@endpoint(v1, "GET", "/revisions/<int:revision>/problems", summary="检查整个修订，连同测试", tag=TAG,
          answers={200: shapes.record(items=shapes.listing(shapes.PROBLEM))})
def revision_problems(call: Call, revision: int) -> dict[str, Any]:
    require_worker(call)
    files = workshop.files_of(call.session, workshop.find(call.session, revision))
    return {"items": [views.problem(p) for p in inspect(files, known(call.session, call.now))]}


# ---- files --------------------------------------------------------------------------------------------------------------
@endpoint(v1, "GET", "/revisions/<int:revision>/zip", summary="修订的全部文件，打成 zip", tag=TAG, gives="application/zip",
          answers={200: shapes.FILE_BYTES})
def revision_zip(call: Call, revision: int) -> Reply:
    return Reply(archive.pack(workshop.files_of(call.session, _seen(call, revision))), 200, name=f"revision-{revision}.zip")


@endpoint(v1, "POST", "/revisions/<int:revision>/files", summary="把一个文件或一个 zip 放进修订", tag=TAG, media_type="multipart/form-data",
          body=shapes.record(file=FILE, only=ONLY, optional=("only",)), answers={201: shapes.UPLOADED}, more=HOW)
def upload_into_revision(call: Call, revision: int) -> Reply:
    return take_upload(call, revision)


@endpoint(v1, "GET", "/revisions/<int:revision>/files/<name>", summary="一个文件的内容", tag=TAG, answers={200: shapes.REVISION_CONTENT})
def get_revision_file(call: Call, revision: int, name: str) -> dict[str, Any]:
    line = workshop.file_line(call.session, _seen(call, revision), name, now=call.now)
    return {"name": name, "seq": line.seq, "content": text_of(reads.content(call.session, line.sha256))}


@endpoint(v1, "PUT", "/revisions/<int:revision>/files/<name>", summary="保存一个文件，成为新的一版", tag=TAG, more="没有这个文件就新建，seq 写 0。" + HELD,
          body=shapes.record(seq={**shapes.ID, "description": "打开时的序号"}, content=CONTENT, note=shapes.text(200), optional=("note",)),
          answers={200: shapes.SAVED})
def put_revision_file(call: Call, revision: int, name: str) -> dict[str, Any]:
    given = call.body
    revisions.save_file(call.session, revision, name, bytes_of(given["content"]), seq=given["seq"], note=given.get("note"), actor=call.actor,
                        now=call.now)
    line = workshop.file_line(call.session, workshop.find(call.session, revision), name, now=call.now)
    return {"name": name, "seq": line.seq, "title": line.title}


@endpoint(v1, "DELETE", "/revisions/<int:revision>/files/<name>", summary="从修订里删去一个文件", tag=TAG, more=HELD,
          query={"seq": {**shapes.ID, "description": "打开时的序号"}}, answers={200: shapes.REVISION})
def delete_revision_file(call: Call, revision: int, name: str) -> dict[str, Any]:
    if call.query["seq"] is None:
        raise FieldErrors({"seq": "必须填写。"})
    revisions.delete_file(call.session, revision, name, seq=call.query["seq"], actor=call.actor, now=call.now)
    return views.revision(call, workshop.find(call.session, revision))


@endpoint(v1, "GET", "/revisions/<int:revision>/files/<name>/saves", summary="一个文件保存过的各版，新的在前", tag=TAG,
          query={"limit": shapes.CURSOR["limit"]}, answers={200: shapes.record(items=shapes.listing(shapes.SAVE))})
def list_saves(call: Call, revision: int, name: str) -> dict[str, Any]:
    rows = workshop.saves(call.session, _seen(call, revision).id, name, limit=call.query["limit"])
    return {"items": [views.save(call.session, row) for row in rows]}


@endpoint(v1, "GET", "/revisions/<int:revision>/files/<name>/saves/<int:seq>", summary="保存过的一版的内容", tag=TAG,
          answers={200: shapes.REVISION_CONTENT})
def get_save(call: Call, revision: int, name: str, seq: int) -> dict[str, Any]:
    content = workshop.saved_content(call.session, _seen(call, revision), name, seq)
    return {"name": name, "seq": seq, "content": text_of(content or b"")}


# ---- its way ------------------------------------------------------------------------------------------------------------
def _who(call: Call) -> dict[str, Any]:
    return {"actor": call.actor, "now": call.now}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise FieldErrors({"effective_from": "日期要写成 2026-12-01 的样子。"}) from None


@endpoint(v1, "POST", "/revisions/<int:revision>/submit", summary="提交审批", tag=TAG, answers={200: shapes.REVISION},
          body=shapes.record(**TEXT, effective_from={**shapes.DAY, "description": "希望的施行日期"}, optional=("text", "effective_from")),
          more="有错误的不能提交，答 422，错误都在 problems 里。")
def submit_revision(call: Call, revision: int) -> dict[str, Any]:
    found = approval.submit(call.session, revision, known=known(call.session, call.now), text=call.body.get("text"),
                            effective_from=_day(call.body.get("effective_from")), **_who(call))
    return views.revision(call, announce(call.session, found, SUBMITTED, **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/approve", summary="批准（提出的人、改过的人不能批）", tag=TAG, answers={200: shapes.REVISION},
          body=shapes.record(**TEXT, digest={**shapes.text(64), "description": "看过的改动：修订的 digest"}, optional=("text", "digest")),
          more="写了 digest 的，只批准那些改动：之后又改过、重新提交的，答 409。")
def approve_revision(call: Call, revision: int) -> dict[str, Any]:
    found = approval.approve(call.session, revision, text=call.body.get("text"), seen=call.body.get("digest"), **_who(call))
    return views.revision(call, announce(call.session, found, APPROVED, **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/send-back", summary="退回修改，可附意见，意见可钉在环节上", tag=TAG, answers={200: shapes.REVISION},
          body=shapes.record(**TEXT, remarks={"type": "array", "items": REMARK, "maxItems": 100}, optional=("remarks",)))
def send_back_revision(call: Call, revision: int) -> dict[str, Any]:
    remarks = [Remark(**remark) for remark in call.body.get("remarks", ())]
    found = approval.send_back(call.session, revision, text=call.body["text"], remarks=remarks, **_who(call))
    return views.revision(call, announce(call.session, found, RETURNED, **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/reopen", summary="取回修改", tag=TAG, answers={200: shapes.REVISION}, body=shapes.record())
def reopen_revision(call: Call, revision: int) -> dict[str, Any]:
    return views.revision(call, approval.reopen(call.session, revision, **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/withdraw", summary="撤销修订", tag=TAG, answers={200: shapes.REVISION},
          body=shapes.record(**TEXT, optional=("text",)))
def withdraw_revision(call: Call, revision: int) -> dict[str, Any]:
    return views.revision(call, approval.withdraw(call.session, revision, text=call.body.get("text"), **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/rebase", summary="改以最新的规则包为底", tag=TAG, answers={200: shapes.REVISION},
          body=shapes.record(choices=CHOICES, optional=("choices",)), more="两边都改的地方合不到一起时答 409，逐处列在 conflicts 里；用 choices 选定再发一次。")
def rebase_revision(call: Call, revision: int) -> dict[str, Any]:
    return views.revision(call, publishing.rebase(call.session, revision, choices=call.body.get("choices", {}), **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/publish", summary="发布已批准的修订", tag=TAG, answers={200: shapes.REVISION},
          body=shapes.record(effective_from={**shapes.DAY, "description": "何时起施行，今天或以后"}, label=shapes.text(40), optional=("label",)))
def publish_revision(call: Call, revision: int) -> dict[str, Any]:
    publishing.publish(call.session, revision, effective_from=_day(call.body["effective_from"]), known=known(call.session, call.now),
                       label=call.body.get("label"), **_who(call))
    return views.revision(call, announce(call.session, workshop.find(call.session, revision), PUBLISHED, **_who(call)))


@endpoint(v1, "POST", "/revisions/<int:revision>/comments", summary="提一条意见", tag=TAG, answers={201: shapes.COMMENT}, body=REMARK)
def new_comment(call: Call, revision: int) -> Reply:
    made = approval.comment(call.session, revision, Remark(**call.body), **_who(call))
    return Reply(views.comment(call.session, made), 201)


@endpoint(v1, "POST", "/revisions/<int:revision>/comments/<int:comment>", summary="把一条意见标为已处理，或者重新打开", tag=TAG,
          answers={200: shapes.COMMENT}, body=shapes.record(resolved=shapes.BOOLEAN))
def settle_comment(call: Call, revision: int, comment: int) -> dict[str, Any]:
    return views.comment(call.session, approval.resolve(call.session, revision, comment, resolved=call.body["resolved"], **_who(call)))
