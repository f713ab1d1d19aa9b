"""What comes from outside and goes there, and what is stuck: messages, signals, incidents, the outbox."""
from typing import Any

from app.api import shapes, views
from app.api.contract import Call, Reply, endpoint
from app.api.routes import v1
from app.cases import operations as cases
from app.cases import queries as reads
from app.cases.policy import require_supervision
from app.outbox.model import Parcel, State

TAG = "往来"
PAYLOAD = {"description": "随附的数据", "type": ["object", "array", "string", "number", "boolean", "null"]}
KEY = {"description": "关联键", "type": ["string", "integer", "null"]}
PARCEL = shapes.record(id=shapes.ID, case_id=shapes.nullable(shapes.ID), topic=shapes.TEXT, target=shapes.TEXT, key=shapes.TEXT, state=shapes.TEXT,
                       created_at=shapes.MOMENT, attempts=shapes.ID, next_at=shapes.MOMENT, sent_at=shapes.nullable(shapes.MOMENT),
                       status=shapes.nullable(shapes.ID), error=shapes.nullable(shapes.TEXT))
INCIDENT = shapes.record(id=shapes.ID, case_id=shapes.ID, node=shapes.TEXT, name=shapes.TEXT, code=shapes.TEXT, sentence=shapes.TEXT,
                         at=shapes.MOMENT)


@endpoint(v1, "POST", "/messages", summary="送入一条消息", tag=TAG,
          body=shapes.record(name=shapes.text(80, minLength=1), key=KEY, payload=PAYLOAD, optional=("key", "payload")),
          answers={202: shapes.record(id=shapes.ID)},
          more="按名称和关联键交给等它的案件，只交一次；还没有案件在等就先存着。别的区的系统也用这个地址。请带 Idempotency-Key，重发不会重复。")
def receive_message(call: Call) -> dict[str, Any]:
    body = call.body
    return {"id": cases.receive_message(call.session, body["name"], body.get("key"), body.get("payload"), actor=call.actor, now=call.now).id}


@endpoint(v1, "POST", "/signals", summary="发布一个信号：在等它的每件案件都收到，由它开始的流程都启动", tag=TAG,
          body=shapes.record(name=shapes.text(80, minLength=1), payload=PAYLOAD, optional=("payload",)),
          answers={202: shapes.record(reached=shapes.TEXT)})
def broadcast_signal(call: Call) -> dict[str, Any]:
    return {"reached": cases.broadcast_signal(call.session, call.body["name"], call.body.get("payload"), actor=call.actor, now=call.now)}


@endpoint(v1, "GET", "/incidents", summary="受阻的环节，没有排除的，新的在前", tag=TAG, query={"case_id": shapes.ID, **shapes.CURSOR},
          answers={200: shapes.page(INCIDENT)})
def list_incidents(call: Call) -> dict[str, Any]:
    limit = call.query["limit"]
    found = reads.stuck(call.session, call.actor, case_id=call.query["case_id"], before=views.cursor(call.query["cursor"]), limit=limit + 1)
    return {"items": [_incident(i) for i in found[:limit]], "next": str(found[limit - 1].id) if len(found) > limit else None}


@endpoint(v1, "POST", "/incidents/<int:incident_id>/retry", summary="排除原因之后重试", tag=TAG, body=shapes.record(),
          answers={200: shapes.record(resolved=shapes.BOOLEAN, incidents=shapes.listing(INCIDENT))},
          more="resolved：这件案件不再有受阻的环节。原因还在的，再次列在 incidents 里。")
def retry_incident(call: Call, incident_id: int) -> dict[str, Any]:
    case = cases.retry_incident(call.session, incident_id, actor=call.actor, now=call.now).case
    left = reads.incidents(call.session, case.id)
    return {"resolved": not left, "incidents": [_incident(i) for i in left]}


def _incident(row) -> dict[str, Any]:
    return {"id": row.id, "case_id": row.case_id, "node": row.node, "name": row.name, "code": row.code, "sentence": row.sentence,
            "at": views.moment(row.at)}


@endpoint(v1, "GET", "/outbox", summary="发往系统外的通知，新的在前", tag=TAG,
          query={"state": {"type": "string", "enum": [s.value for s in State]}, **shapes.CURSOR}, answers={200: shapes.page(PARCEL)})
def list_outbox(call: Call) -> dict[str, Any]:
    require_supervision(call.actor, "查看发往系统外的通知")
    limit = call.query["limit"]
    found = reads.parcels(call.session, call.actor, call.query["state"], before=views.cursor(call.query["cursor"]), limit=limit + 1)
    return {"items": [_parcel(p) for p in found[:limit]], "next": str(found[limit - 1].id) if len(found) > limit else None}


@endpoint(v1, "POST", "/outbox/<int:parcel_id>/send", summary="重发一件停发的通知", tag=TAG, body=shapes.record(), answers={202: PARCEL})
def send_again(call: Call, parcel_id: int) -> Reply:
    return Reply(_parcel(cases.send_parcel_again(call.session, parcel_id, actor=call.actor, now=call.now)), 202)


def _parcel(row: Parcel) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "case_id", "topic", "target", "key", "attempts", "status", "error")} | {
        "state": str(row.state), **{name: views.moment(getattr(row, name)) for name in ("created_at", "next_at", "sent_at")}}
