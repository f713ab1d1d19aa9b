"""A case told on the diagrams alone: the host's services stand still and remember what they were asked."""
from datetime import UTC, datetime, timedelta

from app.engine.contract import Deliver, FireTimers
from tests.engine.driver import Run
from tests.processes.charts import OURS, ROOT, source
from tests.support.walker import STAND_IN

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SPANS = {"h": timedelta(hours=1), "min": timedelta(minutes=1), "d": timedelta(days=1), "wd": timedelta(days=1)}
CASE = {"id": 1, "number": "甲〔2026〕1号", "chain_id": 1, "turn": 1, "parent_id": None, "kind": "problem", "source": "网格员上报",
        "street": "jiazhen", "legal_subject": "jiazhen", "grid": None, "urgency": "一般", "title": "河滩盗采砂石", "lead": None,
        "opened_on": "2026-11-23"}
QUIET = ("register_facts", "merge_case", "set_lead", "set_standing", "record_performance", "raise_warning", "remind",
         "mark_patrol_point", "clear_patrol_point", "open_standing_case", "open_next_turn")
# What the history service and the check of the file answer.
FACTS = {"duplicate_id": None, "duplicate_number": None, "earlier_violations": 0, "competent_depts": [], "street_has_power": True,
         "reopened_count": 0, "missing": []}
# What a person fills in where the story does not care.
FORMS = {
    "ut01_register": dict(source="网格员上报", urgency="一般", complexity="简易", bottom_line_risk="none", complaint_persons=1,
                          needs_verify=False, superior_order=False, major_or_urgent=False, emergency_line=False,
                          statutory_channel=False, outside_region=False, problem_code="PG-34", matter_codes=["PG-34-1"]),
    "ut07_draft": dict(route="street", mode="直办", disposal="handling", responsible_unit="jiazhen", matter_codes=["PG-34-1"]),
    "ut08_sign": dict(sign_decision="agree"),
    "ut10_feedback": {}, "ut11_check": dict(check_result="accept", satisfied="none"),
    "ut02_approve": dict(approved="agree"),
    "ut01_draft": dict(whistle_class="综合执法", problem_code="PG-34", matter_codes=["PG-34-1"],
                       requested_depts=["guizi", "shuiwu", "jiaotong"], emergency="no", same_whistle_open="no", own_power="no",
                       street_tried="yes", need_dept="yes", evidence="yes", expected_resistance=False, several_inspections=False,
                       organ_interface=False, campaign=False),
    "ut04_issue": dict(issue_decision="issue", assemble_at=None, assemble_place="3号桥", force_place="stationed", time_of_day="work"),
    "ut05_sign": dict(result="accept"), "ut06_late": dict(late_result="arrived"),
    "ut09_command": dict(responsible_depts=["guizi"], statutory_subject=None, agreement_lead=None, licence_dept=None, first_filer=None),
    "ut15_standing": dict(need_standing="no", standing_reason="没有复发风险"),
    "ut02_confirm": dict(lead_answer="accept"), "ut08_verify": dict(verify_result="all", need_standing="no", standing_reason="无"),
    "ut01_require": dict(point_kind="管控点", required_visits=1, required_days=1, feedback_days=7, period_to="2026-12-31"),
    "ut02_accept": dict(keeper="队长", keeper_duty="常态巡查", patrol_place="3号桥"),
    "ut05_feedback": dict(period_over="no", relapse_facts="没有复发"), "ut06_check": dict(check_state="met"),
    "ut07_accept": dict(acceptance="pass"),
    "ut03_sign": dict(sign_answer="accept"), "ut10_review": dict(review_result="accept"), "ut09_close": dict(close_decision="met"),
    "ut06_plan": dict(milestones=[{"name": "清运"}, {"name": "复绿"}]),
}


def bundle() -> dict[str, bytes]:
    """Our diagrams and all tables; the penalty procedures are stood in for by one task each."""
    files = {f"{name}.bpmn": source(name) for name in OURS}
    files |= {f"{p}.bpmn": STAND_IN.format(id=p).encode() for p in ("summary_penalty", "ordinary_penalty")}
    return files | {p.name: p.read_bytes() for p in (ROOT / "rules").glob("*.dmn")}


class Story(Run):
    """`asked`: (service, parameters) in order. Of `given`, what FACTS names is answered by services, the rest are variables."""

    def __init__(self, process: str, **given):
        self.facts = {name: given.pop(name, usual) for name, usual in FACTS.items()}
        self.asked, self.sub_cases, self.sent = [], 100, []
        functions = {"deadline": lambda code, share=1: self.now + timedelta(days=3) * float(share or 1),
                     "period": lambda amount, unit, share=1: self.now + SPANS[unit] * float(amount) * float(share or 1)}
        super().__init__(bundle(), process, given, services=self._services(), functions=functions, case=CASE, now=MONDAY)

    def _services(self) -> dict:
        answers = {"look_up_history": lambda given: {k: v for k, v in self.facts.items() if k != "missing"},
                   "open_sub_case": self._sub_case, "issue_whistle": lambda given: {"number": "吹〔2026〕1号", "id": 1},
                   "required_documents": lambda given: {"missing": self.facts["missing"], "complete": not self.facts["missing"]},
                   "build_case_file": lambda given: {"volume_count": 1}}
        return {name: self._service(name, answers.get(name, lambda given: {})) for name in (*QUIET, *answers)}

    def _service(self, name, answer):
        def called(**given):
            self.asked.append((name, given))
            return answer(given)
        return called

    def _sub_case(self, given) -> dict:
        self.sub_cases += 1
        return {"id": self.sub_cases, "number": f"子案{self.sub_cases}", "dept": given["dept"]}

    def do(self, command):
        super().do(command)
        self.sent += [(m.name, m.key, m.payload) for m in self.last.messages]
        assert self.last.incidents == [], self.last.incidents
        return self

    def fill(self, *nodes: str, dept: str | None = None, **data):
        """Complete these tasks one after another, each with its usual form and `data` on top."""
        for node in nodes:
            item = next((t.item for t in self.standing.tasks if t.node == node and _is(t.item, dept)), None)
            self.submit(node, item, **{**FORMS.get(node, {}), **data})
        return self

    def pass_time(self, **span):
        self.now += timedelta(**span)
        return self.do(FireTimers())

    def answer(self, dept: str, end_state: str = "closed"):
        """A department's sub-case ends and tells its parent."""
        return self.do(Deliver("msg_result", f"1/{dept}", {"dept": dept, "case_id": 101, "number": "子案", "end_state": end_state,
                                                           "decision_no": None, "summary": "已处罚"}))

    def services_asked(self, name: str) -> list[dict]:
        return [given for service, given in self.asked if service == name]

    @property
    def ended(self) -> str | None:
        """The end state that the diagram gives the case, or the name of the end it reached."""
        step = self.last.end_nodes[-1] if self.last.end_nodes else None
        return step and (step.properties.get("end_state") or step.name)


def _is(item, dept) -> bool:
    return dept is None or (item.get("code") if isinstance(item, dict) else item) == dept
