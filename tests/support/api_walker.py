"""A program that works through cases over HTTP alone: it finds the person, claims, reads the form, and fills it by what the
problem document says is missing. It knows neither the database nor the diagrams."""
import re
from datetime import date
from typing import Any

from app.accounts import queries as accounts
from app.accounts.operations import issue_token
from app.kernel.clock import local, utcnow

TEXT = "经现场核实，情况属实，拟依法依规处理，并做好全过程记录。"
IN_ROW = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
TRIES = 8


class Walker:
    """`facts`: {node or "*": {field: value}}, what the people on the way decide."""

    def __init__(self, app, database, facts: dict[str, dict[str, Any]]):
        self.client, self.database, self.facts = app.test_client(), database, facts
        self.tokens: dict[str, str] = {}
        self.done: list[tuple[int, str, str]] = []          # case id, node, login
        with database.read() as session:
            self.people = accounts.directory(session, today=local(utcnow()).date())
            self.paths = {o.code: o.path for o in accounts.organ_map(session).values()}

    # ---- talking --------------------------------------------------------------------------------------------------------
    def ask(self, login: str, method: str, path: str, body: Any = None) -> tuple[int, dict]:
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers={"Authorization": f"Bearer {self._token(login)}"})
        return answer.status_code, answer.get_json(force=True)

    def get(self, path: str, login: str = "supervisor") -> dict:
        status, found = self.ask(login, "GET", path)
        assert status == 200, found
        return found

    def _token(self, login: str) -> str:
        if login not in self.tokens:
            with self.database.begin() as session:
                self.tokens[login] = issue_token(session, login, now=utcnow())
        return self.tokens[login]

    # ---- working ----------------------------------------------------------------------------------------------------------
    def report(self, login: str, **problem) -> dict:
        status, case = self.ask(login, "POST", "/cases", problem)
        assert status == 201, case
        return case

    def chain(self, chain_id: int) -> list[dict]:
        """Every case of the chain, oldest first."""
        return [c for c in reversed(self.get("/cases?limit=200")["items"]) if c["chain_id"] == chain_id]

    def finish(self, chain_id: int, *, kinds: tuple[str, ...], most: int) -> None:
        """Do task after task until nothing is open in the chain's cases of these kinds."""
        while tasks := self._open(chain_id, kinds):
            for task in tasks:
                if self.get(f"/tasks/{task['id']}")["status"] in ("offered", "claimed"):    # another step may have closed it
                    self.do(task)
                assert len(self.done) <= most, f"not finished: {self.done}"

    def _open(self, chain_id: int, kinds: tuple[str, ...]) -> list[dict]:
        running = [c for c in self.chain(chain_id) if c["status"] == "running" and c["kind"] in kinds]
        return [t for c in running for t in self.get(f"/cases/{c['id']}")["open_tasks"]]

    def do(self, task: dict) -> dict:
        login = self._claim(task)
        shown = self.get(f"/tasks/{task['id']}", login)
        given = self.facts.get("*", {}) | self.facts.get(task["node"], {})
        fields = {name: c for c in _components(shown["form"] or {}) if (name := c.get("key") or c.get("path"))}
        data = {k: v for k, v in shown["data"].items() if v not in (None, "", [])}
        data |= {k: v for k, v in given.items() if k in fields and _offered(fields[k], v)}
        for _ in range(TRIES):
            status, answer = self.ask(login, "POST", f"/tasks/{task['id']}/submit", {"data": data})
            if status == 200:
                self.done.append((task["case_id"], task["node"], login))
                return answer
            assert answer.get("errors"), f"{task['node']}: {answer}"
            for place in answer["errors"]:
                _mend(data, place, fields, given)
        raise AssertionError(f"{task['node']} by {login}: {answer}")

    def _claim(self, task: dict) -> str:
        refusals = []
        for candidate in self.get(f"/tasks/{task['id']}")["candidates"]:
            for login in self._holders(candidate):
                status, answer = self.ask(login, "POST", f"/tasks/{task['id']}/claim", {})
                if status == 200:
                    return login
                refusals.append((login, answer["code"]))
        raise AssertionError(f"nobody takes {task['node']}: {refusals}")

    def _holders(self, candidate: dict) -> list[str]:
        return [p["login"] for p in self.people for post in p["posts"]
                if post["role"] == candidate["role"] and self.paths[post["organ"]].startswith(self.paths[candidate["organ"]])]


def _components(form: dict):
    for component in form.get("components", []):
        yield component
        yield from _components(component)


def _offered(field: dict, value: Any) -> bool:
    options = [o["value"] for o in field.get("values", [])]
    return not options or isinstance(value, list) or value in options


def _mend(data: dict, place: str, fields: dict, given: dict) -> None:
    """Fill what a field error names; take away what the form does not have."""
    row = IN_ROW.fullmatch(place)
    if row:
        columns = {c.get("key"): c for c in fields[row[1]]["components"]}
        data[row[1]][int(row[2])][row[3]] = _plausible(columns[row[3]], given)
    elif place in fields:
        data[place] = _plausible(fields[place], given)
    else:
        data.pop(place, None)


def _plausible(field: dict, given: dict) -> Any:
    name, options, rules = field.get("key") or field.get("path"), [o["value"] for o in field.get("values", [])], field.get("validate", {})
    if name in given and _offered(field, given[name]):
        return given[name]
    kind = field["type"]
    if kind == "datetime":
        return date.today().isoformat() if field.get("subtype") == "date" else utcnow().isoformat(timespec="minutes")
    if kind == "dynamiclist":
        return [{c["key"]: _plausible(c, given) for c in field["components"] if "key" in c}]
    return {"radio": options[0] if options else None, "select": options[0] if options else None, "checklist": options,
            "taglist": options[:2], "checkbox": True, "number": rules.get("min") or 1}.get(kind, TEXT[:rules.get("maxLength", 100)])
