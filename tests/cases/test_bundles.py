"""How many cases still run on which bundle."""
from sqlalchemy import select

from app.cases import bundles, operations
from app.cases.model import ProcessInstance
from app.definitions.queries import bundles as published


def test_running_cases_are_counted_by_bundle_and_ended_ones_are_not(district):
    kept = district.register("grid_worker")
    ended = district.register("grid_worker", description="又一处堆放砂石，没有遮盖，影响行洪安全，请处理。")
    with district.database.begin() as session:
        bundle = published(session)[0].id
        assert session.scalars(select(ProcessInstance.case_id)).all() == [kept.id, ended.id]
        assert bundles.running(session, [bundle]) == {bundle: 2}
        assert bundles.running(session, [bundle], most=0) == {bundle: 1}, "counted only so far"
        operations.withdraw_case(session, ended.id, "登记重复", actor=district.actor("supervisor"), now=district.now)
    with district.database.read() as session:
        assert bundles.running(session, [bundle, bundle + 1]) == {bundle: 1}
        assert bundles.running(session, []) == {}
