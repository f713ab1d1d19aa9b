"""Human tasks over the API: list, look, claim, release, hand on, submit."""
from typing import Any

from app.api import shapes, views
from app.api.contract import Call, endpoint
from app.api.routes import v1
from app.cases import operations as cases
from app.cases.policy import require_task
from app.kernel.errors import Refusal
from app.tasks import queries as task_reads
from app.tasks.model import WorkItem

TAG = "待办"


@endpoint(v1, "GET", "/tasks", summary="我的待办：mine 已签收，claimable 可签收，done 已办", tag=TAG,
          query={"view": {"type": "string", "enum": list(task_reads.VIEWS), "default": "mine"}, "case_id": shapes.ID, **shapes.CURSOR},
          answers={200: shapes.page(shapes.TASK)})
def list_tasks(call: Call) -> dict[str, Any]:
    query = call.query
    filters = {"case_id": query["case_id"]} if query["case_id"] is not None else None
    found = task_reads.inbox(call.session, call.actor, query["view"], now=call.now, filters=filters, cursor=query["cursor"],
                              limit=query["limit"])
    return {"items": views.tasks(call.session, found.items), "next": found.next}


@endpoint(v1, "GET", "/tasks/<int:task_id>", summary="一项待办，连同表单和预填的值", tag=TAG, answers={200: shapes.TASK_DETAIL})
def get_task(call: Call, task_id: int) -> dict[str, Any]:
    return views.task_detail(call, seen(call, task_id))


@endpoint(v1, "POST", "/tasks/<int:task_id>/claim", summary="签收", tag=TAG, answers={200: shapes.TASK},
          body=shapes.record())
def claim_task(call: Call, task_id: int) -> dict[str, Any]:
    return views.task(call.session, cases.claim_task(call.session, task_id, actor=call.actor, now=call.now))


@endpoint(v1, "POST", "/tasks/<int:task_id>/release", summary="退回待签收", tag=TAG, answers={200: shapes.TASK},
          body=shapes.record())
def release_task(call: Call, task_id: int) -> dict[str, Any]:
    return views.task(call.session, cases.release_task(call.session, task_id, actor=call.actor, now=call.now))


@endpoint(v1, "POST", "/tasks/<int:task_id>/delegate", summary="转办给另一位可以办理的人", tag=TAG, answers={200: shapes.TASK},
          body=shapes.record(to={**shapes.text(60), "description": "对方的登录名"}))
def delegate_task(call: Call, task_id: int) -> dict[str, Any]:
    return views.task(call.session, cases.delegate_task(call.session, task_id, call.body["to"], actor=call.actor, now=call.now))


def note_refusal(call: Call, refusal: Refusal, task_id: int) -> None:
    cases.note_refusal(call.session, task_id, refusal, actor=call.actor, now=call.now)


@endpoint(v1, "POST", "/tasks/<int:task_id>/submit", refused=note_refusal, summary="提交表单，办完这一步", tag=TAG,
          body=shapes.record(data=shapes.ANYTHING),
          answers={200: shapes.record(task=shapes.TASK, case=shapes.CASE, opened=shapes.listing(shapes.ID))},
          more="没有签收的会先签收。栏目有错答 422 和 errors；法定条件不满足答 422 和 refusal；已被别人签收或办完答 409，写明是谁、何时。")
def submit_task(call: Call, task_id: int) -> dict[str, Any]:
    done = cases.submit_task(call.session, task_id, call.body["data"], actor=call.actor, now=call.now)
    return {"task": views.task(call.session, done.item), "case": views.case(call.session, done.case),
            "opened": [item.id for item in done.opened]}


def seen(call: Call, task_id: int) -> WorkItem:
    return require_task(call.session, call.actor, task_id)
