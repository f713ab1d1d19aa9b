"""Migrations of running cases and moves of tokens over the API."""
from typing import Any

from app.accounts import queries as accounts
from app.api import shapes, views
from app.api.contract import Call, Reply, endpoint
from app.api.routes import v1
from app.cases.migration import operations, queries, selecting
from app.cases.migration import moves as verbs
from app.cases.migration.model import CaseState, MigrationRun, TokenMove
from app.cases.policy import require_visible
from app.definitions.errors import require_staff
from app.kernel.database import as_id
from app.kernel.errors import FieldErrors, NotFound

TAG, MOVES = "迁移", "移动环节"
COUNTS = {"type": "object", "additionalProperties": shapes.ID, "description": "{状态: 几件}"}
PAIR = shapes.record(process=shapes.text(80), node=shapes.text(80),
                     to_process=shapes.nullable(shapes.text(80)), to_node=shapes.nullable(shapes.text(80)))
REASON = shapes.record(state=shapes.TEXT, sentence=shapes.TEXT, cases=shapes.ID)
RUN_LINE = shapes.record(id=shapes.ID, status={**shapes.TEXT, "description": "draft checking checked running paused done taking_back cancelled"},
                         reason=shapes.TEXT, from_bundle=shapes.ID, to_bundle=shapes.ID, created_at=shapes.MOMENT, counts=COUNTS)
RUN = shapes.record(**RUN_LINE["properties"], selection=shapes.ANYTHING, retime=shapes.BOOLEAN, reasons=shapes.listing(REASON),
                    left_out={**shapes.listing(shapes.TEXT), "description": "列了案号而没有选上的：不是这一版的在办案件，或者不合别的条件"},
                    mapping={**shapes.listing(PAIR), "description": "只列与同一编号不同的；to_node 为 null 的没有对应"})
NEW_RUN = shapes.record(from_bundle={**shapes.ID, "description": "案件现在用的规则包"}, to_bundle={**shapes.ID, "description": "要用的规则包"},
                        reason=shapes.text(500, minLength=4), process=shapes.text(80), node=shapes.text(80),
                        node_process={**shapes.text(80), "description": "node 画在哪个流程里；不写的，各流程里这个编号的都算"}, organ=shapes.text(60),
                        numbers={"type": "array", "items": shapes.text(60), "maxItems": selecting.MOST_NUMBERS}, retime=shapes.BOOLEAN,
                        optional=("process", "node", "node_process", "organ", "numbers", "retime"))
CHANGE = shapes.record(kind=shapes.TEXT, node=shapes.TEXT, text=shapes.TEXT)
CASE = shapes.record(case_id=shapes.ID, number=shapes.TEXT,
                     state={**shapes.TEXT, "description": "picked fits refused migrated failed taken_back moved_on"},
                     sentence=shapes.nullable(shapes.TEXT), changes=shapes.listing(CHANGE), warned=shapes.listing(shapes.TEXT),
                     at=shapes.nullable(shapes.MOMENT))
VERBS = {"check": operations.check, "start": operations.start, "pause": operations.pause, "cancel": operations.cancel,
         "take_back": operations.take_back_all}


def _line(call: Call, run: MigrationRun) -> dict[str, Any]:
    return {"id": run.id, "status": run.status, "reason": run.reason, "from_bundle": run.from_bundle_id, "to_bundle": run.to_bundle_id,
            "created_at": views.moment(run.created_at), "counts": queries.counts(call.session, run.id)}


def _run(call: Call, run: MigrationRun) -> dict[str, Any]:
    pairs = [{"process": p, "node": n, "to_process": q, "to_node": m} for p, n, q, m in run.mapping]
    reasons = [{"state": r.state, "sentence": r.sentence, "cases": r.cases} for r in queries.reasons(call.session, run.id)]
    return {**_line(call, run), "selection": run.selection, "retime": run.retime, "mapping": pairs, "reasons": reasons,
            "left_out": queries.left_out(call.session, run)}


@endpoint(v1, "GET", "/migrations", summary="在办案件的迁移，新的在前", tag=TAG, query={**shapes.CURSOR}, answers={200: shapes.page(RUN_LINE)})
def list_migrations(call: Call) -> dict[str, Any]:
    require_staff(call.actor)
    limit = call.query["limit"]
    rows = queries.runs(call.session, limit + 1, before=views.cursor(call.query["cursor"]))
    return {"items": [_line(call, row) for row in rows[:limit]], "next": str(rows[limit - 1].id) if len(rows) > limit else None}


@endpoint(v1, "POST", "/migrations", summary="准备一次迁移，机器先对环节", tag=TAG, body=NEW_RUN, answers={201: RUN},
          more="不写 process、node、organ、numbers 的，是那个规则包的全部在办案件。之后核对 mapping，再 check、start。")
def new_migration(call: Call) -> Reply:
    given = dict(call.body)
    ends = {name: as_id(str(given.pop(name))) or 0 for name in ("from_bundle", "to_bundle")}
    reason, retime = given.pop("reason"), given.pop("retime", False)
    selection = {k: v for k, v in given.items() if v}
    run = operations.draft(call.session, from_id=ends["from_bundle"], to_id=ends["to_bundle"], selection=selection, reason=reason,
                           retime=retime, actor=call.actor, now=call.now)
    return Reply(_run(call, run), 201, f"{v1.url_prefix}/migrations/{run.id}")


@endpoint(v1, "GET", "/migrations/<int:run>", summary="一次迁移：进度、对应关系、不能迁的理由", tag=TAG, answers={200: RUN})
def get_migration(call: Call, run: int) -> dict[str, Any]:
    require_staff(call.actor)
    return _run(call, queries.run(call.session, run))


@endpoint(v1, "PUT", "/migrations/<int:run>/mapping", summary="改环节的对应", tag=TAG, answers={200: RUN},
          body=shapes.record(pairs={"type": "array", "items": PAIR, "maxItems": 5000}, retime=shapes.BOOLEAN, optional=("retime",)),
          more="没有列的照旧。retime：新版改了算法的定时和期限从迁移时重新计算。")
def map_migration(call: Call, run: int) -> dict[str, Any]:
    chosen = [((p["process"], p["node"]), (p["to_process"] or p["process"], p["to_node"]) if p["to_node"] else None)
              for p in call.body["pairs"]]
    return _run(call, operations.choose(call.session, run, chosen, retime=call.body.get("retime", False), actor=call.actor, now=call.now))


@endpoint(v1, "POST", "/migrations/<int:run>/<verb>", summary="试算、开始、暂停、结束、全部收回", tag=TAG, body=shapes.record(), answers={202: RUN},
          more="verb：check 试算，start 开始或者继续，pause 暂停，cancel 取消或者到此为止，take_back 全部收回。逐件在后台办，进度看 counts。")
def do_migration(call: Call, run: int, verb: str) -> dict[str, Any]:
    if verb not in VERBS:
        raise NotFound("没有这个动作。", code="no_such_verb")
    return _run(call, VERBS[verb](call.session, run, actor=call.actor, now=call.now))


@endpoint(v1, "GET", "/migrations/<int:run>/cases", summary="迁移的案件，各是什么结果", tag=TAG, answers={200: shapes.page(CASE)},
          query={"state": {"type": "string", "enum": [s.value for s in CaseState]}, **shapes.CURSOR})
def list_migration_cases(call: Call, run: int) -> dict[str, Any]:
    require_staff(call.actor)
    found, limit = queries.run(call.session, run), call.query["limit"]
    lines = queries.lines(call.session, call.actor, found.id, state=call.query["state"], after=views.cursor(call.query["cursor"]) or 0,
                          limit=limit + 1)
    return {"items": [_case(line) for line in lines[:limit]], "next": str(lines[limit - 1].row.case_id) if len(lines) > limit else None}


def _case(line) -> dict[str, Any]:
    return {"case_id": line.row.case_id, "number": line.number, "state": line.row.state, "sentence": line.sentence,
            "changes": line.told.get("changes", []), "warned": line.told.get("warned", []), "at": views.moment(line.row.at) if line.row.at else None}


@endpoint(v1, "POST", "/migrations/<int:run>/cases/<int:case_id>/take_back", summary="收回一件", tag=TAG, body=shapes.record(), answers={200: CASE},
          more="案件迁移以后又往前走了的收不回，答 409。")
def take_case_back(call: Call, run: int, case_id: int) -> dict[str, Any]:
    operations.take_back(call.session, run, case_id, actor=call.actor, now=call.now)
    return _case(queries.lines(call.session, call.actor, run, after=case_id - 1, limit=1)[0])


# ---- moves ----------------------------------------------------------------------------------------------------------------
PLACE = shapes.record(task=shapes.TEXT, process=shapes.TEXT, node=shapes.TEXT, name=shapes.TEXT, kind=shapes.TEXT, rounds=shapes.ID,
                      room=shapes.listing(shapes.TEXT))
SPOT = shapes.record(process=shapes.text(80), node=shapes.text(80))
TARGET = shapes.record(process=shapes.TEXT, node=shapes.TEXT, name=shapes.TEXT)
SOME = {"type": "array", "minItems": 1, "maxItems": verbs.MOST}
WANTED = {"tasks": {**SOME, "items": shapes.text(40)}, "to": {**SOME, "items": SPOT}}
TOLD = shapes.record(**{name: shapes.listing(shapes.TEXT) for name in ("closes", "opens", "guards", "warned", "calls", "refused")},
                     ends=shapes.BOOLEAN)
MOVE = shapes.record(id=shapes.ID, case_id=shapes.ID, status={**shapes.TEXT, "description": "proposed done refused withdrawn"}, reason=shapes.TEXT,
                     tasks=shapes.listing(shapes.TEXT), to=shapes.listing(shapes.TEXT), told=TOLD, proposed_by=shapes.nullable(shapes.TEXT),
                     proposed_at=shapes.MOMENT, decided_by=shapes.nullable(shapes.TEXT), decided_at=shapes.nullable(shapes.MOMENT),
                     note=shapes.nullable(shapes.TEXT))


def _spots(call: Call) -> list[tuple[str, str]]:
    return [(spot["process"], spot["node"]) for spot in call.body["to"]]


def _move(call: Call, move: TokenMove) -> dict[str, Any]:
    ids = {i for i in (move.proposed_by_person_id, move.decided_by_person_id) if i}
    people = {i: p.login for i, p in accounts.people(call.session, ids).items()}
    return {"id": move.id, "case_id": move.case_id, "status": move.status, "reason": move.reason, "tasks": [t["name"] for t in move.tasks],
            "to": [t["name"] for t in move.targets], "told": move.told, "proposed_by": people.get(move.proposed_by_person_id), "note": move.note,
            "proposed_at": views.moment(move.proposed_at), "decided_by": people.get(move.decided_by_person_id),
            "decided_at": views.moment(move.decided_at) if move.decided_at else None}


@endpoint(v1, "GET", "/cases/<int:case_id>/places", summary="案件停在哪些环节，可以移到哪些环节", tag=MOVES,
          answers={200: shapes.record(places=shapes.listing(PLACE), targets=shapes.listing(TARGET))})
def list_places(call: Call, case_id: int) -> dict[str, Any]:
    case = require_visible(call.session, call.actor, case_id)
    places = [{"task": p.task, "process": p.process_id, "node": p.node, "name": p.name, "kind": p.kind, "rounds": p.rounds,
               "room": list(p.room)}
              for p in verbs.places(call.session, case)]
    return {"places": places, "targets": [{"process": id, "node": n.id, "name": n.name} for id, n in verbs.targets(call.session, case)]}


@endpoint(v1, "POST", "/cases/<int:case_id>/moves/rehearse", summary="试一试移动，不改动案件", tag=MOVES, body=shapes.record(**WANTED), answers={200: TOLD})
def rehearse_move(call: Call, case_id: int) -> dict[str, Any]:
    case = require_visible(call.session, call.actor, case_id)
    verbs.require_mover(call.actor, case)
    return verbs.rehearse(call.session, case, call.body["tasks"], _spots(call), now=call.now)


@endpoint(v1, "POST", "/cases/<int:case_id>/moves", summary="提出移动环节，等另一人同意", tag=MOVES, answers={201: MOVE},
          body=shapes.record(**WANTED, reason=shapes.text(500, minLength=4)))
def propose_move(call: Call, case_id: int) -> Reply:
    made = verbs.propose(call.session, case_id, call.body["tasks"], _spots(call), call.body["reason"], actor=call.actor, now=call.now)
    return Reply(_move(call, made), 201, f"{v1.url_prefix}/cases/{case_id}/moves")


@endpoint(v1, "GET", "/cases/<int:case_id>/moves", summary="案件移动过的和等同意的环节，新的在前", tag=MOVES, answers={200: shapes.record(items=shapes.listing(MOVE))})
def list_moves(call: Call, case_id: int) -> dict[str, Any]:
    require_visible(call.session, call.actor, case_id)
    return {"items": [_move(call, m) for m in verbs.of_case(call.session, case_id)]}


@endpoint(v1, "POST", "/moves/<int:move>/<verb>", summary="同意、不同意或者撤回一次移动", tag=MOVES, answers={200: MOVE},
          body=shapes.record(note=shapes.text(500), optional=("note",)),
          more="verb：agree 同意（不能是提出的人），refuse 不同意（note 写理由），withdraw 撤回（提出的人）。")
def decide_move(call: Call, move: int, verb: str) -> dict[str, Any]:
    who = {"actor": call.actor, "now": call.now}
    if verb not in ("agree", "refuse", "withdraw"):
        raise NotFound("没有这个动作。", code="no_such_verb")
    if verb == "refuse" and len(call.body.get("note", "").strip()) < 4:
        raise FieldErrors({"note": "不同意须写明理由，不少于 4 个字。"})
    if verb == "refuse":
        return _move(call, verbs.refuse(call.session, move, call.body["note"], **who))
    return _move(call, {"agree": verbs.agree, "withdraw": verbs.withdraw}[verb](call.session, move, **who))
