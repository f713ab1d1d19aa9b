"""Migrations and moves over the API: by HTTP alone, with the product's own processes, to the archive."""
import pytest

from app.cases.migration import working
from app.kernel.clock import utcnow
from tests.support import second_whistle
from tests.support.api_walker import Walker

STRANGER = "wenlv.officer"      # of a department that has nothing to do with these cases
PUNISHED = {"approved": "agree", "opinion": "agree", "conclusion": "approve", "pleading": "waived", "delivered": "signed", "penalty_kinds": ["fine"], "amount": 5000,
            "hearing_right": False}


class Migrant(Walker):
    def until(self, case: dict, node: str | None) -> None:
        """Work in this case alone until somebody stands at the node."""
        for _ in range(30):
            tasks = self.get(f"/cases/{case['id']}")["open_tasks"]
            if any(t["node"] == node for t in tasks):
                return
            self.do(tasks[0])
        raise AssertionError(f"{node} not reached: {tasks}")

    def sand(self, place: str) -> dict:
        return self.report("grid_worker", title=f"{place}夜间盗采砂石", source="群众反映", place=place)

    def verb(self, path: str, body: dict | None = None, status: int = 200, login: str = "supervisor", method: str = "POST") -> dict:
        got, answer = self.ask(login, method, path, body or {})
        assert got == status, answer
        return answer

    def nodes(self, case: dict) -> set[str]:
        return {t["node"] for t in self.get(f"/cases/{case['id']}")["open_tasks"]}


@pytest.fixture
def walker(installed):
    return Migrant(*installed, {"*": PUNISHED, "ut01_register": {"problem_code": "PG-34", "complexity": "复杂"}})


@pytest.mark.both
def test_running_cases_go_to_the_second_whistle_one_cannot_one_is_taken_back_and_one_reaches_its_archive(walker, installed):
    goes, stays, back = walker.sand("东河 3 号堤"), walker.sand("西沟 1 号桥"), walker.sand("南滩 2 号坝")
    walker.until(goes, "ut05_sign"), walker.until(stays, "ut04_issue")
    new = second_whistle.publish_in(installed[1], utcnow())
    old = next(b["id"] for b in walker.get("/bundles")["items"] if b["id"] != new)
    run = walker.verb("/migrations", {"from_bundle": old, "to_bundle": new, "reason": "吹哨改为审核、签发分开"}, 201)
    assert {"process": "whistle_report", "node": "ut04_issue", "to_process": "whistle_report", "to_node": "ut04_sign"} in run["mapping"]
    here = f"/migrations/{run['id']}"
    walker.verb(f"{here}/mapping", {"pairs": [{"process": "whistle_report", "node": "ut04_issue", "to_process": None, "to_node": None}]}, method="PUT")
    walker.verb(f"{here}/check", status=202)
    working.carry_on(installed[1], utcnow)
    checked = walker.get(here)
    assert checked["status"] == "checked" and checked["counts"]["refused"] == 1
    assert checked["reasons"] == [{"state": "refused", "sentence": "案件停在“签发哨令”，新版里没有对应的环节。", "cases": 1}]
    walker.verb(f"{here}/start", status=202)
    working.carry_on(installed[1], utcnow)
    assert walker.get(here)["status"] == "done" and walker.nodes(stays) == {"ut04_issue"}
    assert {c["case_id"] for c in walker.get(f"{here}/cases?state=migrated")["items"]} >= {goes["id"], back["id"]}
    told = {login: next(c for c in walker.get(f"{here}/cases?state=refused", login)["items"] if c["case_id"] == stays["id"]) for login in (STRANGER, "system_admin")}
    assert told["system_admin"]["sentence"] and told[STRANGER] | {"sentence": None, "changes": [], "warned": []} == told[STRANGER], "only whoever migrates"
    before = walker.nodes(back)
    assert walker.verb(f"{here}/cases/{back['id']}/take_back")["state"] == "taken_back" and walker.nodes(back) == before
    assert walker.verb(f"{here}/cases/{back['id']}/take_back", status=409)["code"] == "not_migrated"
    assert walker.verb(f"{here}/start", status=409)["code"] == "migration_state"
    walker.finish(goes["chain_id"], kinds=("problem", "department"), most=400)
    end = walker.get(f"/cases/{goes['id']}")
    assert (end["status"], end["end_state"], end["stage"]) == ("ended", "closed", "case_closing_archive")
    tags = [line["tag"] for line in walker.get(f"/cases/{goes['id']}/history?limit=200")["items"]]
    assert tags.count("case:migrated") == 1


@pytest.mark.parametrize("path, body", [("/migrations", {"from_bundle": 1, "to_bundle": 2, "reason": "试行第二版"}), ("/migrations/1/start", {}), ("/migrations/1/check", {})])
def test_who_may_not_migrate_is_told_so(walker, path, body):
    assert walker.verb(path, body, 403, login="legal_reviewer")["code"] == "may_not_migrate"


def test_a_token_is_rehearsed_proposed_and_agreed_to_by_another(walker):
    case = walker.sand("东河 3 号堤")
    walker.until(case, "ut04_issue")
    found = walker.get(f"/cases/{case['id']}/places")
    task = next(p["task"] for p in found["places"] if p["node"] == "ut04_issue")
    wanted = {"tasks": [task], "to": [{"process": "whistle_report", "node": "ut01_draft"}]}
    assert {"process": "whistle_report", "node": "ut01_draft"}.items() <= next(t for t in found["targets"] if t["node"] == "ut01_draft").items()
    told = walker.verb(f"/cases/{case['id']}/moves/rehearse", wanted)
    assert told["opens"] == ["起草吹哨单"] and told["closes"] == ["签发哨令"] and walker.nodes(case) == {"ut04_issue"}
    move = walker.verb(f"/cases/{case['id']}/moves", {**wanted, "reason": "事实写错了，重新起草"}, 201)
    assert walker.verb(f"/moves/{move['id']}/agree", status=403)["code"] == "own_move"
    assert walker.verb(f"/moves/{move['id']}/agree", login="exec_deputy_head")["status"] == "done"
    assert walker.nodes(case) == {"ut01_draft"}
    assert [m["status"] for m in walker.get(f"/cases/{case['id']}/moves")["items"]] == ["done"]
    assert walker.verb(f"/cases/{case['id']}/moves/rehearse", {**wanted, "to": [{"process": "whistle_report", "node": "tb_sign"}]}, 422)["code"] in ("bad_move", "no_such_task")
