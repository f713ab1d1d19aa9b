"""A failing rule, script, service or message parks its element only: seen with its cause, tried again after the mend, nothing lost."""
import json
from dataclasses import replace

import pytest

from app.accounts.operations import issue_token
from app.audit import queries as trace
from app.cases import operations, queries, services
from app.cli import mending
from app.factory import create_app
from app.kernel.errors import Forbidden, NotFound, Rejection
from app.kernel.settings import Settings
from tests.cases.test_messages import World
from tests.conftest import NOW
from tests.support.together import diagram, ended, flows, process, publish, task

FAILING = {
    "script": '<bpmn:scriptTask id="fails" name="算一算" scriptFormat="feel"><bpmn:script>{ a: nothing + 1 }</bpmn:script></bpmn:scriptTask>',
    "service": '<bpmn:serviceTask id="fails" name="登记"><bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="mark_patrol_point">'
               '<spiffworkflow:parameters><spiffworkflow:parameter id="kind" type="any" value="&quot;control_point&quot;"/>'
               '</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>',
    "condition": '<bpmn:exclusiveGateway id="fails" default="f_fails_mended"/>',
}


def beside(element: str) -> bytes:
    """A branch with the element, and one that has nothing to do with it."""
    extra = ('<bpmn:endEvent id="other"/><bpmn:sequenceFlow id="x" sourceRef="fails" targetRef="other"><bpmn:conditionExpression>nothing &gt; 1'
             '</bpmn:conditionExpression></bpmn:sequenceFlow>') if "Gateway" in element else ""
    return diagram(process("five_step_loop", '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>', element, task("mended"), task("one"),
                           task("two"), '<bpmn:parallelGateway id="join"/>', ended(), extra,
                           flows("start fork fails mended join end", "fork one two join")))


@pytest.fixture
def world(database) -> World:
    return World(database)


@pytest.fixture
def broken(world, monkeypatch):
    """A case that stands at a service which fails; (world, case id, mend)."""
    publish(world.database, NOW, beside(FAILING["service"]))
    service = services.Host.mark_patrol_point

    def fail(self, **_given):
        raise RuntimeError("the register is away")

    monkeypatch.setattr(services.Host, "mark_patrol_point", fail)
    case_id = world.open("five_step_loop")
    return world, case_id, lambda: monkeypatch.setattr(services.Host, "mark_patrol_point", service)


@pytest.mark.parametrize("kind", FAILING)
def test_only_the_element_that_fails_stands_still(world, kind, monkeypatch):
    if kind == "service":
        monkeypatch.setattr(services.Host, "mark_patrol_point", lambda self, **_: 1 / 0)
    publish(world.database, NOW, beside(FAILING[kind]))
    case_id = world.open("five_step_loop")
    incident, = world.incidents(case_id)
    assert incident.node == "fails" and incident.sentence and "受阻" in world.told(case_id)
    assert world.nodes(case_id) == {"one"}
    world.submit(case_id)
    assert world.nodes(case_id) == {"two"}
    world.submit(case_id)
    assert [i.id for i in world.incidents(case_id)] == [incident.id] and world.whole()


def test_after_the_mend_it_goes_on_where_it_stood_and_reaches_its_end(broken):
    world, case_id, mend = broken
    world.submit(case_id)
    mend()
    world.do(lambda s: operations.retry_incident(s, world.incidents(case_id)[0].id, actor=world.supervisor, now=world.now))
    assert world.incidents(case_id) == [] and world.nodes(case_id) == {"mended", "two"} and "排除受阻" in world.told(case_id)
    world.submit(case_id)
    world.submit(case_id)
    assert world.read(lambda s: queries.open_tasks(s, case_id)) == [] and "案件办结" in world.told(case_id) and world.whole()


def test_what_fails_again_at_its_retry_stays_an_incident_and_is_not_called_resolved(broken):
    world, case_id, _mend = broken
    for _ in range(2):
        world.do(lambda s: operations.retry_incident(s, world.incidents(case_id)[0].id, actor=world.supervisor, now=world.now))
        assert [i.node for i in world.incidents(case_id)] == ["fails"]
    assert world.told(case_id).count("在“登记”受阻") == 3 and "排除受阻" not in world.told(case_id)


def test_two_who_retry_at_once_do_it_once(broken):
    world, case_id, mend = broken
    mend()
    number = world.incidents(case_id)[0].id
    world.do(lambda s: operations.retry_incident(s, number, actor=world.supervisor, now=world.now))
    with pytest.raises(NotFound):
        world.do(lambda s: operations.retry_incident(s, number, actor=world.supervisor, now=world.now))
    assert world.told(case_id).count("列入必到点位") == 1


def test_whoever_does_not_supervise_may_not_retry(broken):
    world, case_id, _mend = broken
    with pytest.raises(Forbidden):
        world.do(lambda s: operations.retry_incident(s, world.incidents(case_id)[0].id, actor=world.actor, now=world.now))


# ---- by command ----------------------------------------------------------------------------------------------------------------
def command(world, capsys, monkeypatch, *, run=mending.incidents, **given) -> tuple[int | None, str]:
    from argparse import Namespace
    monkeypatch.setattr(mending.preparing, "open_database", lambda _settings: world.database)
    status = run(None, Namespace(**{"action": "list", "ids": [], "all": False, "json": False, **given}))
    return status, capsys.readouterr().out


def test_the_command_lists_and_retries_one_or_all(broken, capsys, monkeypatch):
    world, case_id, mend = broken
    second = world.open("five_step_loop")
    listed = json.loads(command(world, capsys, monkeypatch, json=True)[1])
    assert {(i["case"], i["element"]) for i in listed} == {(world.number(c), "登记") for c in (case_id, second)}
    assert "登记" in command(world, capsys, monkeypatch)[1]
    status, said = command(world, capsys, monkeypatch, action="retry", all=True)
    assert status == 1 and said.count("还没有办成") == 2
    mend()
    first = world.incidents(case_id)[0].id
    assert command(world, capsys, monkeypatch, action="retry", ids=[first]) == (0, f"{first}：已办\n")
    assert command(world, capsys, monkeypatch, action="retry", ids=[first])[0] == 1         # it is none any more
    assert command(world, capsys, monkeypatch, action="retry", all=True)[0] == 0
    assert command(world, capsys, monkeypatch)[1] == "没有受阻的环节。\n"
    with world.database.read() as session:
        assert any(line.actor == "系统管理员（命令行）" for line in trace.history(session, case_id, limit=100))


def test_the_command_asks_which(broken, capsys, monkeypatch):
    world, _case_id, _mend = broken
    with pytest.raises(mending.Failure, match="--all"):
        command(world, capsys, monkeypatch, action="retry")


# ---- over the API ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def ask(broken, tmp_path):
    world = broken[0]
    app = create_app(Settings(data_dir=tmp_path / "data"), world.database)
    with world.database.begin() as session:
        tokens = {login: issue_token(session, login, now=NOW) for login in ("supervisor", "grid_worker", "yijie.team_head")}

    def ask(login: str, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        answer = app.test_client().open(f"/api/v1{path}", method=method, json=body, headers={"Authorization": f"Bearer {tokens[login]}"})
        return answer.status_code, answer.get_json(force=True)

    return ask


def test_the_api_lists_and_retries(broken, ask):
    world, case_id, mend = broken
    status, found = ask("supervisor", "GET", "/incidents")
    assert status == 200 and [(i["case_id"], i["node"]) for i in found["items"]] == [(case_id, "fails")] and found["next"] is None
    assert ask("yijie.team_head", "GET", "/incidents")[1]["items"] == []           # another street's
    path = f"/incidents/{found['items'][0]['id']}/retry"
    assert ask("grid_worker", "POST", path, {})[0] == 403 and ask("yijie.team_head", "POST", path, {})[0] == 404
    status, said = ask("supervisor", "POST", path, {})
    assert status == 200 and not said["resolved"] and [i["node"] for i in said["incidents"]] == ["fails"]
    mend()
    again = world.incidents(case_id)[0].id
    assert ask("supervisor", "POST", f"/incidents/{again}/retry", {}) == (200, {"resolved": True, "incidents": []})
    assert ask("supervisor", "POST", f"/incidents/{again}/retry", {})[0] == 404


def test_messages_and_signals_come_in_over_the_api(world, tmp_path):
    taker, listener = world.open("taker"), world.open("listener")
    world.submit(taker)
    app = create_app(Settings(data_dir=tmp_path / "data"), world.database)
    with world.database.begin() as session:
        tokens = {login: issue_token(session, login, now=NOW) for login in ("supervisor", "grid_worker")}

    def post(login: str, path: str, body: dict, key: str = "k") -> tuple[int, dict]:
        answer = app.test_client().post(f"/api/v1{path}", json=body, headers={"Authorization": f"Bearer {tokens[login]}", "Idempotency-Key": key})
        return answer.status_code, answer.get_json(force=True)

    word = {"name": "word", "key": "K", "payload": {"said": "外面"}}
    assert post("grid_worker", "/messages", word)[0] == 403
    assert post("supervisor", "/messages", {**word, "name": "unheard_of"}, "other")[0] == 422
    first = post("supervisor", "/messages", word)
    assert first[0] == 202 and post("supervisor", "/messages", word) == first                # sent again under its key: once
    assert world.nodes(taker) == {"after"} and len(world.messages()) == 1
    assert post("grid_worker", "/signals", {"name": "alarm"}, "s")[0] == 403
    status, said = post("supervisor", "/signals", {"name": "alarm", "payload": {"street": "jiazhen"}}, "s")
    assert status == 202 and "1 件案件收到" in said["reached"]
    assert world.nodes(listener) == {"alarmed"}


def test_a_message_or_signal_from_outside_that_begins_a_case_has_to_name_the_street(world):
    world.supervisor = replace(world.supervisor, permissions=world.supervisor.permissions | {"message.send", "case.broadcast"})

    def send(payload):
        return world.do(lambda s: operations.receive_message(s, "begin", None, payload, actor=world.supervisor, now=NOW))

    for payload in (None, {}, {"street": 7}, {"street": "nowhere"}, "jiazhen"):
        with pytest.raises(Rejection) as refused:
            send(payload)
        assert (refused.value.code, refused.value.status) == ("no_street", 422)
        with pytest.raises(Rejection, match="街道"):
            world.do(lambda s, p=payload: operations.broadcast_signal(s, "alarm", p, actor=world.supervisor, now=NOW))
    assert world.messages() == []
    send({"street": "yijie"})
    assert world.messages()[0].state == "delivered" and world.nodes(world.messages()[0].to_case_id) == {"invited"}
    world.do(lambda s: operations.broadcast_signal(s, "alarm", {"street": "jiazhen"}, actor=world.supervisor, now=NOW))
    assert world.nodes(world.messages()[1].to_case_id) == {"roused"} and world.whole()
