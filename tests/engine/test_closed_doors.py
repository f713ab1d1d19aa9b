"""Nothing that a diagram says is ever run as Python, by us or by the library."""
import builtins

import pytest
from SpiffWorkflow.bpmn.script_engine.python_environment import TaskDataEnvironment

from app.engine import check_files
from app.engine.contract import BundleRefused, EngineError
from app.engine.expressions import ENGINE, as_context
from tests.engine.diagram import (MESSAGE, boundary, each, element, end, flow, process, script, service, start, sub, timer, user)
from tests.engine.driver import Run

EVERYTHING = process(
    start(), script("a", "{n: 1}"), service("b", "look", "r", p="n + 1"), '<exclusiveGateway id="x" default="d"/>',
    user("u", scope="r", deadline='duration("P1D")'), boundary("t", "u", timer('duration("PT1H")'), interrupting=False),
    sub("m", start("ms"), element("sendTask", "send", '<extensionElements><spiffworkflow:messagePayload>item</spiffworkflow:messagePayload>'
                                  '<zfl:correlation key="string(item)"/></extensionElements>', messageRef="msg"), end("me"),
        flow("ms", "send", "me"), loop=each("list", until="numberOfCompletedInstances = 5")),
    sub("ad", user("v"), "<completionCondition>n &gt; 5</completionCondition>", tag="adHocSubProcess"), end(), end("e2"),
    flow("s", "a", "b", "x"), flow("x", "e2", when="r &gt; 99"), flow("x", "u", id="d"), flow("u", "m", "ad", "e"), flow("t", "e2"))


def test_a_diagram_with_every_slot_runs_while_python_evaluation_is_forbidden(monkeypatch):
    def forbidden(*_args, **_kwargs):
        raise AssertionError("Python was evaluated")
    for name in ("evaluate", "execute"):
        monkeypatch.setattr(TaskDataEnvironment, name, forbidden)
    monkeypatch.setattr(builtins, "eval", forbidden)
    run = Run(EVERYTHING, data={"list": [1, 2]}, services={"look": lambda p: p})
    run.submit("u").submit("v")
    assert run.status == "completed" and run.log.count("send") == 2


def test_the_librarys_script_engine_and_its_environment_refuse():
    for call in (lambda: ENGINE.environment.evaluate("1", {}), lambda: ENGINE.environment.execute("x=1", {}), lambda: ENGINE.execute(None, "x=1"),
                 lambda: ENGINE.environment.call_service({}), lambda: ENGINE.call_service(None)):
        with pytest.raises(EngineError):
            call()


ESCAPES = ["().__class__.__bases__", "__import__(&quot;os&quot;)", "open(&quot;/etc/passwd&quot;).read()", "[x for x in range(10)]", "lambda: 1", "x.__dict__",
           "{}.__class__", "exec(&quot;1&quot;)"]
SLOTS = {
    "condition": lambda x: process(start(), '<exclusiveGateway id="x" default="d"/>', end(), end("e2"), flow("s", "x"), flow("x", "e2", when=x), flow("x", "e", id="d")),
    "script": lambda x: process(start(), script("a", x), end(), flow("s", "a", "e")),
    "parameter": lambda x: process(start(), service("a", "f", p=x.replace("'", "")), end(), flow("s", "a", "e")),
    "timer": lambda x: process(start(), element("intermediateCatchEvent", "c", timer(x)), end(), flow("s", "c", "e")),
    "collection": lambda x: process(start(), user("u", each("l", until=x)), end(), flow("s", "u", "e")),
    "count": lambda x: process(start(), user("u", each(count=x)), end(), flow("s", "u", "e")),
    "payload": lambda x: process(start(), element("intermediateThrowEvent", "t", MESSAGE.replace("/>", f"><extensionElements><spiffworkflow:messagePayload>{x}</spiffworkflow:messagePayload></extensionElements></messageEventDefinition>")), end(), flow("s", "t", "e")),
    "correlation": lambda x: process(start(), element("intermediateCatchEvent", "c", MESSAGE.replace("/>", f"><extensionElements><zfl:correlation key='{x}'/></extensionElements></messageEventDefinition>")), end(), flow("s", "c", "e")),
    "ad hoc": lambda x: process(start(), sub("ad", user("a"), f"<completionCondition>{x}</completionCondition>", tag="adHocSubProcess"), end(), flow("s", "ad", "e")),
    "conditional": lambda x: process(start(), element("intermediateCatchEvent", "c", f"<conditionalEventDefinition><condition>{x}</condition></conditionalEventDefinition>"), end(), flow("s", "c", "e")),
    "scope": lambda x: process(start(), user("u", scope=x), end(), flow("s", "u", "e")),
    "pre-script": lambda x: process(start(), element("userTask", "u", f"<extensionElements><spiffworkflow:preScript>{x}</spiffworkflow:preScript></extensionElements>"), end(), flow("s", "u", "e")),
}


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("slot", SLOTS)
def test_no_slot_lets_python_out(slot, escape):
    """Refused at upload, or computed as FEEL, where such a name is unknown: then it is an incident, or never true."""
    try:
        run = Run(SLOTS[slot](escape), data={"l": [1], "x": {}})
    except BundleRefused as refused:
        assert {p.code for p in refused.problems} <= {"bad_expression", "bad_timer", "bad_loop"}
        return
    assert run.last.incidents or run.status == "running"


def test_an_expression_that_never_ends_is_stopped():
    endless = "{x: for a in 1..100000, b in 1..100000, c in 1..100000 return 1}"
    run = Run(process(start(), script("a", endless), end(), flow("s", "a", "e")))
    assert run.last.incidents[0].code == "err_expression"


def test_an_expression_that_nests_without_end_is_refused():
    deep = "(" * 5000 + "1" + ")" * 5000
    assert {p.code for p in check_files({"x.bpmn": process(start(), script("a", "{x: " + deep + "}"), end(), flow("s", "a", "e"))})} == {"bad_expression"}


@pytest.mark.parametrize("script, read", [
    ("x = 1", "{x: 1}"), ("x = a + 1\ny = x", "{x: a + 1, y: x}"), ("x = 1; y = 2;", "{x: 1, y: 2}"), ("n = if a then 1 else 2", "{n: if a then 1 else 2}"),
    ("{x: 1}", "{x: 1}"), ("x == 1", "x == 1"), ("import os; x = 1", "import os; x = 1"), ("x += 1", "x += 1"), ("a.b = 1", "a.b = 1"), ("f(x) = 1", "f(x) = 1"),
    ("", ""), ("if a: x = 1", "if a: x = 1"), ("x =", "x =")])
def test_only_lines_of_plain_assignments_are_read_as_a_context(script, read):
    assert as_context(script) == read


@pytest.mark.parametrize("condition", ["__import__('os').system('id')", "x.__class__ == 'a'.y", "eval('1') == 1", "${x == 'a'}", "x == 'a' && y", "lambda: 1 == 1", "x == 'a'; y == 1"])
def test_a_condition_in_another_language_is_refused(condition):
    content = process(start(), '<exclusiveGateway id="x" default="d"/>', user("u"), user("v"), end(), flow("s", "x"), flow("x", "u", when=condition.replace("&", "&amp;")), flow("x", "v", id="d"), flow("u", "e"), flow("v", "e"))
    assert {p.code for p in check_files({"x.bpmn": content})} == {"bad_expression"}
