"""迁移: running cases taken into another bundle. The list, a new one, its mapping on two diagrams, what the dry run says, progress, taking back."""
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts import queries as accounts
from app.accounts.roles import role_name
from app.cases import bundles as counting
from app.cases.migration import mapping, operations, queries, selecting, words
from app.cases.migration.model import CASE_NAMES, RUN_NAMES, CaseState, MigrationRun, RunStatus
from app.definitions import queries as definitions
from app.definitions.errors import require_staff
from app.kernel.database import as_id
from app.kernel.errors import NotFound, Rejection
from app.web import blueprint, diagram, store

NAMES = {str(state): name for state, name in CASE_NAMES.items()}
DONE_SAYS = {"check": "开始试算。案件不会变动。", "start": "开始迁移。", "pause": "已经暂停，没有迁的案件留在原来的规则包。", "cancel": "这次迁移已经结束。",
             "take_back_all": "开始收回。迁移以后往前走了的案件收不回。"}


def may() -> bool:
    return store.actor().may(operations.PERMISSION)


def who_may() -> str:
    return "或者".join(sorted(role_name(role) for role in policy.holders(operations.PERMISSION)))


# ---- the list -----------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/migrations")
def migration_list():
    require_staff(store.actor())
    before = as_id(request.args.get("before"))
    with store.reading() as session:
        runs = queries.runs(session, before=before)
        view = {"runs": [(run, queries.counts(session, run.id)) for run in runs], "labels": _labels(session),
                "people": accounts.people(session, {r.created_by_person_id for r in runs if r.created_by_person_id})}
    return render_template("workshop/migrations.html", title="迁移在办案件", nav="definitions", names=RUN_NAMES, may=may(), who=who_may(), full=queries.PAGE, **view)


def _labels(session: Session) -> dict[int, str]:
    return {b.id: b.label for b in definitions.bundles(session)}


# ---- a new one ----------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/migrations/new")
def new_migration():
    return _new()


def _new(refusal: Rejection | None = None):
    require_staff(store.actor())
    given = request.form or request.args
    with store.reading() as session:
        current, known = definitions.current(session, store.today()), definitions.bundles(session)
        running = counting.running(session, [b.id for b in known])
        chosen = given.get("from", type=int) or next((b.id for b in known if b.id != current.id and running.get(b.id)), None)
        processes = _processes(session, chosen) if chosen in {b.id for b in known} else []
        organs = sorted((o for o in accounts.organ_map(session).values() if o.kind in ("department", "street")), key=lambda o: o.id)
    view = {"bundles": known, "running": running, "from_id": chosen, "to_id": given.get("to", type=int) or current.id, "processes": processes, "organs": organs,
            "typed": given, "refusal": refusal, "may": may(), "who": who_may()}
    page = render_template("workshop/migration_new.html", title="新的迁移", nav="definitions", **view)
    return (page, refusal.status) if refusal else page


def _processes(session: Session, bundle_id: int) -> list:
    """Processes of the bundle with the elements that cases may wait in."""
    waits = ("userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "boundaryEvent")
    return [(p, [n for n in p.nodes.values() if n.kind in waits]) for p in definitions.compiled(session, bundle_id).processes.values()]


@blueprint.post("/workshop/migrations/new")
def create_migration():
    form = request.form
    try:
        around, _, node = form.get("node", "").partition("|")
        chosen = {"process": form.get("process", "")[:80], "node": node[:80], "node_process": node and around[:80], "organ": form.get("organ", "")[:60],
                  "numbers": selecting.numbers(form.get("numbers", ""))}
        with store.writing() as session:
            run = operations.draft(session, from_id=form.get("from", 0, int), to_id=form.get("to", 0, int), reason=form.get("reason", ""), actor=store.actor(),
                                   selection={k: v for k, v in chosen.items() if v}, retime=bool(form.get("retime")), now=store.now())
    except Rejection as refusal:
        if refusal.status != 422:
            raise
        return _new(refusal)
    return redirect(url_for("web.migration_page", run=run.id), 303)


# ---- one ----------------------------------------------------------------------------------------------------------------
@blueprint.get("/workshop/migrations/<int:run>")
def migration_page(run: int):
    return _page(run)


def _page(run_id: int, refusal: Rejection | None = None):
    require_staff(store.actor())
    state = request.args.get("state") if request.args.get("state") in NAMES else None
    with store.reading() as session:
        run = queries.run(session, run_id)
        lines = queries.lines(session, store.actor(), run.id, state=state, after=as_id(request.args.get("after")) or 0)
        view = {"run": run, "labels": _labels(session), "lines": lines, "state": state, "reasons": queries.reasons(session, run.id),
                "more": lines[-1].row.case_id if len(lines) == queries.PAGE else None, **_progress(session, run), **_mapped(session, run),
                "chosen": _in_words(session, run), "left_out": queries.left_out(session, run), **_changes(session, run)}
    page = render_template("workshop/migration.html", title=f"第 {run.id} 号迁移", nav="definitions", status=RUN_NAMES[RunStatus(run.status)], names=NAMES,
                           may=may(), who=who_may(), refusal=refusal, **view)
    return (page, refusal.status) if refusal else page


def _changes(session: Session, run: MigrationRun) -> dict:
    found, looked_at = queries.kinds(session, run.id)
    return {"kinds": [(name, found[kind]) for kind, name in words.KINDS.items() if kind in found], "looked_at": looked_at}


def _progress(session: Session, run: MigrationRun) -> dict:
    counts = queries.counts(session, run.id)
    left = {RunStatus.CHECKING: CaseState.PICKED, RunStatus.RUNNING: CaseState.FITS, RunStatus.PAUSED: CaseState.FITS,
            RunStatus.TAKING_BACK: CaseState.MIGRATED}.get(RunStatus(run.status))
    total = sum(counts.values())
    remaining = counts.get(left, 0) if left else 0
    base = total if run.status == RunStatus.CHECKING else sum(counts.get(s, 0) for s in ("fits", "migrated", "failed", "taken_back", "moved_on"))
    return {"counts": counts, "total": total, "remaining": remaining, "percent": 100 if not base else int(100 * (base - remaining) / base),
            "working": run.status in queries.WORKING}


def _in_words(session: Session, run: MigrationRun) -> list[str]:
    """The conditions by which cases were chosen."""
    given, compiled = run.selection, definitions.compiled(session, run.from_bundle_id)
    organs = {o.code: o.name for o in accounts.organ_map(session).values()}
    process = compiled.processes.get(given.get("process", ""))
    around = [compiled.processes[id] for id in [given["node_process"]] if id in compiled.processes] if given.get("node_process") else compiled.processes.values()
    node = next((p.nodes[given["node"]].name or given["node"] for p in around if given.get("node") in p.nodes), None)
    said = [f"流程“{process.name}”" if process else "", f"停在“{node}”" if node else "", organs.get(given.get("organ", ""), ""),
            f"列出的 {len(given['numbers'])} 个案号" if given.get("numbers") else ""]
    return [words for words in said if words]


@dataclass(frozen=True)
class Side:
    """A process that differs, in both versions: drawings, pairs whose fate is not plain first, and what may be chosen."""

    process: str
    name: str
    old: Markup
    new: Markup
    open: list[mapping.Pair]
    plain: list[mapping.Pair]
    choices: list


def _mapped(session: Session, run: MigrationRun) -> dict:
    old, new = (definitions.compiled(session, i) for i in (run.from_bundle_id, run.to_bundle_id))
    pairs = queries.pairs(session, run)
    return {"sides": [_side(session, run, old, new, process, [p for p in pairs if p.process == process.id])
                      for process in old.processes.values() if _differs(session, run, process.file)],
            "gone": sum(p.to is None for p in pairs)}


def _differs(session: Session, run: MigrationRun, file: str) -> bool:
    before, after = ({f"{f.key}.{f.kind}": f.sha256 for f in definitions.files(session, i)} for i in (run.from_bundle_id, run.to_bundle_id))
    return before.get(file) != after.get(file)


def _side(session: Session, run: MigrationRun, old, new, process, pairs: list[mapping.Pair]) -> Side:
    taken = {p.to for p in pairs if p.to}
    targets = {key for key in taken if key[0] in new.processes} or {(process.id, "")}
    there = [new.processes[id] for id in dict.fromkeys(p for p, _n in sorted(targets)) if id in new.processes]
    choices = [(q.id, n) for q in there for n in q.nodes.values()]
    before = {p.node: "removed" if p.to is None else "changed" for p in pairs if not p.same}
    fresh = {n.id: "added" for id, n in choices if (id, n.id) not in taken}
    changed = {p.to[1]: "changed" for p in pairs if p.to and not p.same}
    return Side(process.id, process.name, _drawn(session, run.from_bundle_id, process, before, "old"),
                Markup("").join(_drawn(session, run.to_bundle_id, q, fresh | changed, "new") for q in there),
                [p for p in pairs if not p.same], [p for p in pairs if p.same], choices)


def _drawn(session: Session, bundle_id: int, process, marks: dict[str, str], anchor: str) -> Markup:
    key = process.file.removesuffix(".bpmn")
    content = definitions.content(session, definitions.file(session, bundle_id, "bpmn", key).sha256)
    return Markup(diagram.draw(content, process_id=process.id, marks=marks or None, anchor=f"{anchor}-{process.id}"))


@blueprint.get("/workshop/migrations/<int:run>/progress")
def migration_progress(run: int):
    """The part of the page that asks again while cases are on their way; at the end the whole page comes anew."""
    require_staff(store.actor())
    with store.reading() as session:
        found = queries.run(session, run)
        view = {"run": found, "status": RUN_NAMES[RunStatus(found.status)], "names": NAMES, **_progress(session, found)}
    return render_template("workshop/_migration_progress.html", **view), {} if view["working"] else {"HX-Refresh": "true"}


# ---- verbs --------------------------------------------------------------------------------------------------------------
@blueprint.post("/workshop/migrations/<int:run>/mapping")
def map_migration(run: int):
    """Store what was chosen, and with `check` try it at once."""
    try:
        with store.writing() as session:
            operations.choose(session, run, _chosen(), retime=bool(request.form.get("retime")), actor=store.actor(), now=store.now())
            if request.form.get("then") == "check":
                operations.check(session, run, actor=store.actor(), now=store.now())
    except Rejection as refusal:
        return _refused(run, refusal)
    flash({"title": DONE_SAYS["check"] if request.form.get("then") == "check" else "对应关系已经存好。"})
    return redirect(url_for("web.migration_page", run=run), 303)


def _chosen():
    for name, value in request.form.items():
        if name.startswith("map:"):
            process, _, node = name.removeprefix("map:").partition("|")
            to, _, target = value.partition("|")
            yield (process, node), (to, target) if target else None


@blueprint.post("/workshop/migrations/<int:run>/<verb>")
def do_migration(run: int, verb: str):
    verbs = {"check": operations.check, "start": operations.start, "pause": operations.pause, "cancel": operations.cancel,
             "take_back_all": operations.take_back_all}
    if verb not in verbs:
        raise NotFound()
    try:
        with store.writing() as session:
            verbs[verb](session, run, actor=store.actor(), now=store.now())
    except Rejection as refusal:
        return _refused(run, refusal)
    flash({"title": DONE_SAYS[verb]})
    return redirect(url_for("web.migration_page", run=run), 303)


@blueprint.post("/workshop/migrations/<int:run>/cases/<int:case_id>/take_back")
def take_case_back(run: int, case_id: int):
    try:
        store.carry_out(lambda session: operations.take_back(session, run, case_id, actor=store.actor(), now=store.now()))
    except Rejection as refusal:
        return _refused(run, refusal)
    flash({"title": "这件案件已经收回，停在迁移以前的地方。"})
    return redirect(url_for("web.migration_page", run=run), 303)


def _refused(run: int, refusal: Rejection):
    if refusal.status in (403, 404):
        raise refusal
    return _page(run, refusal)
