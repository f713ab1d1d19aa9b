"""How often each row of a decision table fired in real cases: counted up from the runs by the worker, the newest added when asked, so that
the answer costs the same however many cases there have been."""
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases.model import RuleHeat, RuleHeatMark, RuleRun

SETTLED = timedelta(minutes=10)     # no command takes so long: what is older will not be joined by a run with a smaller id
BATCH, NEWEST = 5_000, 20_000
RAN = ""                            # the `rule` that counts the runs of the table itself


@dataclass
class Heat:
    """`rows`, `runs` by bundle; `since`: of the first run that is counted, None if there is none; `full`: whether all runs are in it."""

    rows: dict[int, Counter[str]] = field(default_factory=dict)
    runs: Counter[int] = field(default_factory=Counter)
    since: datetime | None = None
    full: bool = True

    def add(self, bundle: int, rule: str, count: int, since: datetime) -> None:
        if rule == RAN:
            self.runs[bundle] += count
            self.since = since if self.since is None else min(self.since, since)
        else:
            self.rows.setdefault(bundle, Counter())[rule] += count

    @property
    def total(self) -> Counter[str]:
        return sum(self.rows.values(), Counter())


def of(session: Session, decision: str) -> Heat:
    """Of the table of this decision, over all bundles."""
    heat = Heat()
    for one in session.scalars(select(RuleHeat).where(RuleHeat.decision == decision)):
        heat.add(one.bundle, one.rule, one.count, one.since)
    mark = session.get(RuleHeatMark, 1)
    newest = _runs(session, mark.upto if mark else 0, NEWEST)
    for _, bundle, fired, at in newest:
        if decision in fired:
            for rule in (RAN, *fired[decision]):
                heat.add(bundle, rule, 1, at)
    heat.full = len(newest) < NEWEST
    return heat


def fold(session: Session, now: datetime, most: int = BATCH) -> int:
    """Counts the next runs up; how many. Two who do it at once wait for each other at the mark."""
    mark = session.get(RuleHeatMark, 1, with_for_update=True)
    if mark is None:
        mark = RuleHeatMark(id=1, upto=0)
        session.add(mark)
        session.flush()
    settled = _settled(_runs(session, mark.upto, most), now - SETTLED)
    if settled:
        _count_up(session, settled)
        mark.upto = settled[-1][0]
    return len(settled)


def _runs(session: Session, after: int, most: int) -> list:
    return session.execute(select(RuleRun.id, RuleRun.bundle_id, RuleRun.fired, RuleRun.at).where(RuleRun.id > after)
                           .order_by(RuleRun.id).limit(most)).all()


def _settled(runs: Iterable, before: datetime) -> list:
    found = []
    for run in runs:
        if run.at > before:
            break
        found.append(run)
    return found


def _count_up(session: Session, runs: list) -> None:
    counted: Counter[tuple[int, str, str]] = Counter()
    since: dict[tuple[int, str, str], datetime] = {}
    for _, bundle, fired, at in runs:
        for key in _keys(bundle, fired):
            counted[key] += 1
            since[key] = min(at, since.get(key, at))
    for (bundle, decision, rule), count in sorted(counted.items()):
        found = session.execute(update(RuleHeat).where(RuleHeat.bundle == bundle, RuleHeat.decision == decision, RuleHeat.rule == rule)
                                .values(count=RuleHeat.count + count))
        if not found.rowcount:
            session.add(RuleHeat(bundle=bundle, decision=decision, rule=rule, count=count, since=since[bundle, decision, rule]))
            session.flush()


def _keys(bundle: int, fired: Mapping[str, list[str]]):
    for decision, rules in fired.items():
        yield bundle, decision[:80], RAN
        for rule in rules:
            yield bundle, decision[:80], rule[:80]
