"""What has become of the timers that fell due: each fired once, none was left, none came early, the traces are whole."""
import random
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.audit.operations import verify
from app.audit.queries import history
from app.audit.tags import Tag
from app.cases.model import Case, TimerRow
from app.kernel.database import Database
from app.tasks.model import WorkItem

SAMPLE = 200            # cases whose trace is verified and read


@dataclass
class Found:
    once: int
    never: int
    twice: int
    early: int
    verified: int
    broken: int

    @property
    def whole(self) -> bool:
        return not (self.never or self.twice or self.early or self.broken)


def waiting(database: Database, due_at: datetime) -> int:
    """How many timers are due and have not fired. By the index, so that looking costs the workers nothing."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(TimerRow).where(TimerRow.ready_at <= due_at))


def look(database: Database, due_at: datetime, opened_at: datetime) -> Found:
    """`opened_at`: of the cases that fell due. A firing opens one task, so a case with two was fired twice."""
    with database.read() as session:
        tasks = dict(session.execute(select(WorkItem.case_id, func.count()).group_by(WorkItem.case_id)).all())
        due = set(session.scalars(select(Case.id).where(Case.opened_at == opened_at)))
        left = set(session.scalars(select(TimerRow.case_id).where(TimerRow.due_at <= due_at)))
        fired = {case_id: tasks.get(case_id, 0) for case_id in due}
        sample = random.Random(1).sample(sorted(due), min(SAMPLE, len(due)))
        broken = sum(not _sound(session, case_id) for case_id in sample)
    return Found(once=sum(n == 1 and i not in left for i, n in fired.items()), never=sum(n == 0 or i in left for i, n in fired.items()),
                 twice=sum(n > 1 for n in fired.values()), early=len(tasks.keys() - due), verified=len(sample), broken=broken)


def _sound(session, case_id: int) -> bool:
    tags = [line.tag for line in history(session, case_id)]
    return verify(session, case_id).whole and tags.count(Tag.TIMER_FIRED) == 1
