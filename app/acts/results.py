"""What each act hands to the diagram once it is done (`Hand.done`), by FEEL type: `?` may be empty, `~` is not always written."""
from collections.abc import Mapping

DECIDED = {"decided": "boolean", "decision_no": "string~", "decision_kind": "string~", "decision_amount": "number?~"}
RESULTS: Mapping[str, Mapping[str, str]] = {
    "file_case": {"filed": "boolean", "filing_no": "string?"}, "notify": {"notice_no": "string", "hearing_right": "boolean", "notified_amount": "number?"},
    "hear_pleading": {"hearing_requested": "boolean", "pleading_adopted": "boolean"},
    "hear_on_spot": {"notified_amount": "number?", "pleading_adopted": "boolean"}, "hold_hearing": {"hearing_held": "boolean"},
    "review": {"review_passed": "boolean", "review_opinion": "string", "review_round": "number"}, "discuss": {"discussion_conclusion": "string"},
    "decide": DECIDED, "decide_no_penalty": DECIDED,
    "decide_on_spot": {"decided": "boolean", "decision_no": "string", "decision_kind": "string", "decision_amount": "number?"},
    "order_correction": {"correction_no": "string?"}, "recheck": {"recheck_result": "string"}, "transfer": {"transfer_no": "string"},
    "collect": {"paid_in_full": "boolean", "fine_left": "number"}, "publish": {"published": "boolean"},
    "serve": {"service_result": "string", "served_on": "date?"}, "close": {"close_ground": "string"}, "archive": {"archive_no": "string"},
}
