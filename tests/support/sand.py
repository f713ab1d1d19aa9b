"""The sand case (盗采砂石, PG-34) as it is played in tests: what each department finds and decides."""
from app.tasks.model import WorkItem

POINTS = ["subject", "personnel", "procedure", "facts", "law", "authority", "documents", "transfer"]
DEALER = {"party_name": "安河某砂石经营部", "party_type": "organisation", "party_address": "安河区甲镇东河村"}
PROBLEM = {"title": "东河村河滩堆放砂石、夜间外运", "problem_code": "PG-34", "source": "网格员上报",
           "address": "东河村3号桥下游左岸", "description": "堆料约三百立方米，九月底起夜间有货车外运，现场没有苫盖，未见许可。"}

WAYS = {
    "guizi": {"disposal_way": "penalty", "fact_certain": True, "penalty_kind": "fine", "amount": 60000, "party_type": "organisation"},
    "jiaotong": {"disposal_way": "penalty", "fact_certain": True, "penalty_kind": "fine", "amount": 200, "party_type": "citizen"},
    "shuiwu": {"disposal_way": "correct_only"},
}


def answers(district, **nodes: dict):
    """What the people of the sand case put into their forms; `nodes` overrides by node id."""
    def answer(item: WorkItem) -> dict:
        return {**_of(district, item), **nodes.get(item.node, {})}
    return answer


def _of(district, item: WorkItem) -> dict:
    if item.form == "whistle_draft":
        return {"whistle_facts": PROBLEM["description"]}
    if item.form == "disposal_way":
        return WAYS.get(district.organ_of(item), {"disposal_way": "no_violation"})
    if item.form == "disposal_result":
        return {"disposal_outcome": "punished" if district.organ_of(item) in ("guizi", "jiaotong") else "no_violation"}
    if item.form == "summary_identity":
        return {"party_name": "赵某", "party_type": "citizen", "corrected_in_time": False}
    if item.form == "filing":
        return DEALER
    if item.form == "investigation_report":
        return {"amount": 60000, "penalty_kinds": ["fine"], "suggestion": "punish"}
    if item.form == "prior_notice":
        return {"penalty_kinds": ["fine"], "amount": 60000}
    if item.form == "legal_review":
        return {"points": POINTS, "opinion": "agree"}
    return {}
