"""The engine's plan of a migration, made once and kept: its cases share it."""
from collections import OrderedDict
from threading import Lock

from sqlalchemy.orm import Session

from app import engine
from app.cases.migration import brings, mapping
from app.cases.migration.model import MigrationRun
from app.cases.migration.one_case import Route
from app.definitions import queries as definitions
from app.kernel.database import dumps

KEPT = 4
_plans: OrderedDict[tuple, engine.Plan] = OrderedDict()
_lock = Lock()


def route_of(session: Session, run: MigrationRun) -> Route:
    bundles = {b.id: b for b in definitions.bundles(session)}
    old, new = bundles[run.from_bundle_id], bundles[run.to_bundle_id]
    return Route(run.id, old.id, new.id, _plan(session, old, new, run.mapping), run.retime, run.reason, _changed_forms(session, old.id, new.id),
                 (old.label, new.label))


def _plan(session: Session, old, new, stored: list) -> engine.Plan:
    key = (old.hash, new.hash, dumps(stored))
    with _lock:
        if key in _plans:
            _plans.move_to_end(key)
            return _plans[key]
    made = engine.Plan(definitions.compiled(session, old.id), definitions.compiled(session, new.id), mapping.as_mapping(stored),
                       brings=brings.of_bundle(session, new.id))
    with _lock:
        _plans[key] = made
        while len(_plans) > KEPT:
            _plans.popitem(last=False)
    return made


def _changed_forms(session: Session, old_id: int, new_id: int) -> frozenset[str]:
    before, after = ({f.key: f.sha256 for f in definitions.files(session, i) if f.kind == "form"} for i in (old_id, new_id))
    return frozenset(key for key in before.keys() & after.keys() if before[key] != after[key])
