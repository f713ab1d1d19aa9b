"""What completing a human task makes known: the fields of its form, the results of its act."""
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.definitions import queries as definitions
from app.forms.component import leaves

# What effects of acts hand to the diagram (`Hand.done`).
ACT_RESULTS = {
    "file_case": {"filed", "filing_no"}, "notify": {"notice_no", "hearing_right", "notified_amount"},
    "hear_pleading": {"hearing_requested", "pleading_adopted"}, "hear_on_spot": {"notified_amount", "hearing_requested", "pleading_adopted", "hearing_right", "notice_no"},
    "hold_hearing": {"hearing_held"}, "review": {"review_passed", "review_opinion", "review_round"}, "discuss": {"discussion_conclusion"},
    "decide": {"decided", "decision_no", "decision_kind", "decision_amount"}, "decide_no_penalty": {"decided", "decision_no", "decision_kind", "decision_amount"},
    "decide_on_spot": {"decided", "decision_no", "decision_kind", "decision_amount"}, "order_correction": {"correction_no"},
    "recheck": {"recheck_result"}, "transfer": {"transfer_no"}, "collect": {"paid_in_full", "fine_left"}, "publish": {"published"},
    "serve": {"service_result", "served_on"}, "close": {"close_ground"}, "archive": {"archive_no"},
}


def of_bundle(session: Session, bundle_id: int) -> Callable[..., frozenset[str]]:
    """{node of the bundle → names}. The forms are read now: nothing is asked of the database later."""
    fields = {f.key: frozenset(c.path[0] for c in leaves(definitions.form(session, bundle_id, f.key).components))
              for f in definitions.files(session, bundle_id) if f.kind == "form"}

    def brings(node) -> frozenset[str]:
        own = node.properties
        return fields.get(own.get("form"), frozenset()) | frozenset(ACT_RESULTS.get(own.get("act"), ()))

    return brings
