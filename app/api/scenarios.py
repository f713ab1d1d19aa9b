"""Scenario tests over the API: what passes, what differs, what no test reaches. They are files (`KEY.test`) and come and go as such."""
from collections.abc import Mapping
from typing import Any

from app.api import shapes
from app.api.contract import Call, endpoint
from app.api.routes import v1
from app.cases.known import known
from app.definitions import queries, workshop
from app.definitions.errors import require_part
from app.definitions.scenarios import run, telling
from app.engine.contract import BundleRefused
from app.kernel.clock import local
from app.kernel.errors import Rejection

TAG = "测试"
DIFFERENCE = shapes.record(sentence=shapes.TEXT, element=shapes.nullable(shapes.TEXT), process=shapes.nullable(shapes.TEXT),
                           action={**shapes.nullable(shapes.ID), "description": "由第几步引起，从 0 数"})
RESULT = shapes.record(file=shapes.TEXT, process=shapes.TEXT, name=shapes.TEXT, passed=shapes.BOOLEAN, line=shapes.nullable(shapes.ID),
                       milliseconds={"type": "number"}, differences=shapes.listing(DIFFERENCE),
                       passed_by={**shapes.listing(shapes.listing(shapes.TEXT)), "description": "测试没有写到、代办了的环节：[流程, 环节]"})
PAIRS = {**shapes.listing(shapes.listing(shapes.TEXT)), "description": "[编号, 名称]"}
REACH = shapes.record(key=shapes.TEXT, name=shapes.TEXT, file=shapes.TEXT, total=shapes.ID, reached=shapes.ID, share={"type": "number"},
                      missing=PAIRS, flows_total=shapes.ID, flows_reached=shapes.ID, flows_missing=PAIRS)
REPORT = shapes.record(passed=shapes.BOOLEAN, unplayed={**shapes.listing(shapes.TEXT), "description": "太慢、没有跑完的测试文件"},
                       results=shapes.listing(RESULT), problems=shapes.listing(shapes.PROBLEM),
                       coverage=shapes.record(processes=shapes.listing(REACH), tables=shapes.listing(REACH)))


@endpoint(v1, "GET", "/revisions/<int:revision>/tests", summary="跑一个修订的全部场景测试，给出不符之处和覆盖", tag=TAG, answers={200: REPORT})
def revision_tests(call: Call, revision: int) -> dict[str, Any]:
    require_worker(call)
    return _played(call, workshop.files_of(call.session, workshop.find(call.session, revision)))


@endpoint(v1, "GET", "/definitions/tests", summary="跑现行规则包的全部场景测试，给出不符之处和覆盖", tag=TAG, answers={200: REPORT})
def bundle_tests(call: Call) -> dict[str, Any]:
    require_worker(call)
    return _played(call, queries.contents(call.session, queries.current(call.session, local(call.now).date()).id))


def require_worker(call: Call) -> None:
    """Playing costs time: it is for those who work on processes."""
    require_part(call.actor, "检查和测试")


def _played(call: Call, files: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        told = telling.told(run(files, known(call.session, call.now)), files)
    except BundleRefused as refused:
        raise Rejection(f"测试还跑不了：{refused.problems[0].sentence}", code="cannot_run", status=422) from refused
    told["coverage"].pop("marks")
    return {**told, "results": [{key: value for key, value in one.items() if key != "covers"} for one in told["results"]]}
