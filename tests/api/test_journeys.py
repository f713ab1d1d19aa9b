"""Whole cases through the API alone, with the product's own processes: a program that only talks HTTP brings them to the archive."""
from tests.support.api_walker import Walker

PUNISHED = {"approved": "agree", "opinion": "agree", "conclusion": "approve", "pleading": "waived", "delivered": "signed"}


def test_the_sand_case_goes_from_the_grid_workers_report_to_the_archive(installed):
    facts = {"*": PUNISHED | {"penalty_kinds": ["fine"], "amount": 5000, "hearing_right": False},
             "ut01_register": {"problem_code": "PG-34", "complexity": "复杂"}}
    walker = Walker(*installed, facts)
    case = walker.report("grid_worker", title="东河段夜间盗采砂石", source="群众反映", place="东河 3 号堤")
    walker.finish(case["chain_id"], kinds=("problem", "department"), most=260)

    end = walker.get(f"/cases/{case['id']}")
    assert (end["status"], end["end_state"], end["stage"]) == ("ended", "closed", "case_closing_archive")
    departments = [c for c in end["sub_cases"] if c["kind"] == "department"]
    assert {c["legal_subject"] for c in departments} == {"guizi", "shuiwu", "jiaotong", "gongan", "shengtai", "shijian"}
    assert all((c["status"], c["end_state"]) == ("ended", "closed") for c in departments)
    assert [c["status"] for c in walker.chain(case["chain_id"]) if c["kind"] == "standing"] == ["running"]
    deciders = {(case_id, login.split(".")[0]) for case_id, node, login in walker.done if node == "ut06_decide"}
    assert deciders == {(c["id"], c["legal_subject"]) for c in departments}, "each department signs its own decision"
    tags = [line["tag"] for line in walker.get(f"/cases/{case['id']}/history?limit=200")["items"]]
    assert tags[0] == "case:opened" and {"whistle:issued", "whistle:reported_in", "sub_case:opened", "standing:opened"} <= set(tags)


def test_an_ordinary_single_street_case_by_summary_procedure_takes_fewer_than_twelve_tasks(installed):
    facts = {"*": PUNISHED | {"disposal": "summary", "drafted_disposal": "summary", "penalty_kind": "fine", "amount": 200},
             "ut01_register": {"problem_code": "CS-01", "complexity": "简易", "party_type": "citizen", "party_name": "李四"}}
    walker = Walker(*installed, facts)
    case = walker.report("grid_worker", title="人民路口占道经营", source="群众反映", place="人民路口")
    walker.finish(case["chain_id"], kinds=("problem",), most=20)

    end = walker.get(f"/cases/{case['id']}")
    assert (end["status"], end["end_state"]) == ("ended", "closed")
    assert len(walker.done) < 12 and end["sub_cases"] == []
    assert "act:performed" in {line["tag"] for line in walker.get(f"/cases/{case['id']}/history?limit=200")["items"]}
