"""我的工作台: what waits for me, what I could take, what I did, what I started."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import queries as cases
from app.kernel.clock import local
from app.tasks import queries as tasks
from app.tasks.model import WorkItem
from app.web import blueprint, filters, names, store

VIEWS = {"mine": "待我办理", "claimable": "可签收", "done": "我已办", "started": "我登记的"}
COLOURS = {"r": ("超期", "已过时限", 100), "o": ("临期", "用去八成以上", 85), "y": ("过半", "用去五成以上", 60), "g": ("正常", "不到五成", 18)}
FILTERS = ("urgency", "name", "source", "q")
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    item: WorkItem
    due: filters.Badge | None
    sender: str


@blueprint.get("/")
def inbox_page():
    view = request.args.get("view", "mine")
    if view not in VIEWS:
        return redirect(url_for("web.inbox_page"))
    with store.reading() as session:
        content = started(session) if view == "started" else work(session, view)
        counts = tasks.counts(session, store.actor())
        colours = tasks.colours(session, store.actor(), store.now())
        counts["started"] = cases.count_started(session, store.actor())
    return render_template("inbox.html", title="我的工作台", nav="inbox", view=view, views=VIEWS, counts=_shown(counts),
                           colours=colours, colour_names=COLOURS, **content)


def _shown(counts: dict[str, int]) -> dict[str, str]:
    return {view: filters.counted(n, tasks.MOST.get(view, cases.COUNTED)) for view, n in counts.items()}


def work(session: Session, view: str) -> dict:
    """Rows of one view in groups, and what the filters may be set to."""
    chosen = {key: request.args[key].strip()[:80] for key in FILTERS if request.args.get(key, "").strip()}
    colour = request.args.get("colour") if request.args.get("colour") in COLOURS else None
    page = tasks.inbox(session, store.actor(), view, now=store.now(), filters=chosen | ({"colour": colour} if colour else {}),
                       cursor=request.args.get("cursor"), limit=PAGE)
    rows = build_rows(session, page.items)
    groups = by_due(rows, store.now()) if view != "done" else by_day(rows)
    return {"groups": groups, "chosen": chosen, "colour": colour, "next": page.next, "choices": choices(page.items)}


def build_rows(session: Session, items: Iterable[WorkItem]) -> list[Row]:
    items = list(items)
    senders = _senders(session, {i.from_person_id for i in items if i.from_person_id})
    return [Row(i, filters.due_of(i), senders.get(i.from_person_id, "系统")) for i in items]


def _senders(session: Session, ids: set[int]) -> dict[int, str]:
    """Posts, not names, where somebody holds just one."""
    roles = accounts.roles_of(session, ids, today=store.today())
    return {i: names.role_names(*roles[i]) if len(roles[i]) == 1 else person.name
            for i, person in accounts.people(session, ids).items()}


def by_due(rows: list[Row], now: datetime) -> list[tuple[str, list[Row]]]:
    """已超期, 今天到期, 三个工作日内, 以后, 没有期限: only groups that hold something."""
    soon = filters.working_days_on(now, 3)
    today = local(now).date()

    def group(row: Row) -> str:
        due_at = row.item.due_at
        if due_at is None:
            return "没有期限"
        if due_at <= now:
            return "已超期"
        if local(due_at).date() == today:
            return "今天到期"
        return "三个工作日内" if local(due_at).date() <= soon else "以后"

    return _grouped(rows, group, ("已超期", "今天到期", "三个工作日内", "以后", "没有期限"))


def by_day(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    today = local(store.now()).date()
    week = today - timedelta(days=7)

    def group(row: Row) -> str:
        day = local(row.item.done_at).date()
        return "今天办的" if day == today else "近七日" if day >= week else "更早"

    return _grouped(rows, group, ("今天办的", "近七日", "更早"))


def _grouped(rows, group, order) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {name: [] for name in order}
    for row in rows:
        found[group(row)].append(row)
    return [(name, members) for name, members in found.items() if members]


def choices(items: Iterable[WorkItem]) -> dict[str, list[str]]:
    items = list(items)
    return {"name": sorted({i.name for i in items}), "source": sorted({i.source for i in items if i.source})}


def started(session: Session) -> dict:
    return {"groups": [], "chosen": {}, "colour": None, "choices": {}, "next": None,
            "rows": cases.started_by(session, store.actor(), limit=PAGE)}
