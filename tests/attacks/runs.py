"""Diagrams that pass for valid and go wild as they run. An attack answers with what stopped it: the codes that refused the file, the
code that refused the command, the codes of its incidents; or with the status in which the instance came to rest."""
from datetime import UTC, datetime, timedelta

from app.engine import advance, compile_bundle, standing
from app.engine.contract import NOTHING, BundleRefused, EngineError, FireTimers, Start
from tests.engine.diagram import (SIGNAL, boundary, definitions, each, element, end, event_sub, flow, process, processes, script, service, start, sub,
                                  timer, user)

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def run(content, data=None, *, seconds=0, services=None) -> str:
    """Starts `p`, lets time pass once, and tells where that ended."""
    try:
        bundle = compile_bundle({"x.bpmn": content} if isinstance(content, bytes) else content)
        last = advance(bundle, None, Start("p", data or {}), now=NOW, services=services or {})
        if seconds and last.status == "running":
            last = advance(bundle, last.state, FireTimers(), now=NOW + timedelta(seconds=seconds), services=services or {})
    except BundleRefused as refused:
        return " ".join(sorted({p.code for p in refused.problems}))
    except EngineError as error:
        return error.code
    return " ".join(sorted({i.code for i in standing(bundle, last.state).incidents})) or last.status


def line(*nodes, **more):
    ids = [n.split('id="')[1].split('"')[0] for n in nodes]
    return process(start(), *nodes, end(), flow("s", *ids, "e"), **more)


def loop(body, condition="true"):
    """A loop of gateways around `body`, node `a`, that goes on while the condition holds."""
    return process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="d"/>', body, end(), flow("s", "m", "a", "x"), flow("x", "m", when=condition), flow("x", "e", id="d"))


def called(depth):
    """p calls p1 calls p2 …"""
    bodies = {"p" if i == 0 else f"p{i}": f'{start(f"s{i}")}<callActivity id="c{i}" calledElement="p{i + 1}"/>{end(f"e{i}")}' + flow(f"s{i}", f"c{i}", f"e{i}") for i in range(depth)}
    return processes(**bodies, **{f"p{depth}": start("last_s") + end("last_e") + flow("last_s", "last_e")})


def circle(*names):
    following = dict(zip(names, (*names[1:], names[0]), strict=True))
    return {f"{name}.bpmn": definitions(f'<process id="{name}">{start()}<callActivity id="c" calledElement="{following[name]}"/>{end()}{flow("s", "c", "e")}</process>') for name in names}


def doubled(levels):
    """Each level calls the next twice: 2^levels instances of the last."""
    bodies = {"p" if i == 0 else f"p{i}": f'{start(f"s{i}")}<callActivity id="a{i}" calledElement="p{i + 1}"/><callActivity id="b{i}" calledElement="p{i + 1}"/>{end(f"e{i}")}' + flow(f"s{i}", f"a{i}", f"b{i}", f"e{i}") for i in range(levels)}
    return processes(**bodies, **{f"p{levels}": start("ls") + script("la", "{n: 1}") + end("le") + flow("ls", "la", "le")})


def many_in_many(levels, count):
    """Parallel multi-instances inside each other: count^levels tasks."""
    inside = user("u", each(count=count))
    first = "u"
    for level in range(levels):
        inside = sub(f"n{level}", start(f"s{level}"), inside, end(f"e{level}"), flow(f"s{level}", first, f"e{level}"), loop=each(count=count))
        first = f"n{level}"
    return process(start(), inside, end(), flow("s", first, "e"))


GROW = "{l: concatenate(l, l)}"
TEXT = '{t: t + t}'
DEEP = "{d: {d: d}}"
FORK = process(start(), '<exclusiveGateway id="m"/><parallelGateway id="g"/>', script("a"), end(), flow("s", "m", "a", "g"), flow("g", "m"), flow("g", "m"), flow("g", "e"))
ECHO = event_sub("es", SIGNAL, element("intermediateThrowEvent", "t2", SIGNAL), end("he"), flow("es_start", "t2", "he"), interrupting=False)
RUNS = {
    # work without end
    "a script in a ring": (lambda: run(loop(script("a", "{n: 1}"))), "err_endless too_large"), "a script that counts to a billion": (lambda: run(loop(script("a", "{n: n + 1}"), "n &lt; 1000000000"), {"n": 0}), "err_endless too_large"),
    "a standard loop without end": (lambda: run(line(element("scriptTask", "a", "<standardLoopCharacteristics/><script>{n: 1}</script>"))), "err_endless too_large"), "a standard loop of a billion rounds": (lambda: run(line(element("scriptTask", "a", '<standardLoopCharacteristics loopMaximum="1000000000"/><script>{n: 1}</script>'))), "err_endless too_large"),
    "a loop of 10^18 rounds": (lambda: run(line(element("task", "a", f'<standardLoopCharacteristics loopMaximum="{10**17}"/>'))), "err_endless too_large"), "a loop in a loop in a loop": (lambda: run(line(sub("o", start("x"), sub("i", start("y"), script("a", "{n: 1}"), end("z"), flow("y", "a", "z"), loop='<standardLoopCharacteristics loopMaximum="100000"/>'), end("w"), flow("x", "i", "w"), loop='<standardLoopCharacteristics loopMaximum="100000"/>'))), "err_endless too_large"),
    "a fork bomb": (lambda: run(FORK), "err_endless too_large"), "tokens by quantity": (lambda: run(line(*(element("task", f"a{i}", completionQuantity=300) for i in range(6)))), "err_endless too_large"), "an ad-hoc sub-process of tasks that repeat": (lambda: run(line(sub("ad", script("a", "{n: 1}"), script("b", "{n: 2}"), "<completionCondition>false</completionCondition>", tag="adHocSubProcess"))), "completed running err_endless too_large"),
    "an error that is handled by the same error": (lambda: run(loop(sub("a", start("y"), end("z", '<errorEventDefinition errorRef="err"/>'), flow("y", "z")) + boundary("b", "a", '<errorEventDefinition errorRef="err"/>') + flow("b", "m"))), "err_endless too_large endless_loop"),
    # instances
    "a million instances": (lambda: run(line(user("a", each(count=1_000_000)))), "bad_loop"), "a million instances by sum": (lambda: run(line(user("a", each(count="1000 * 1000")))), "bad_loop"), "a million instances by data": (lambda: run(line(user("a", each(count="n"))), {"n": 1_000_000}), "err_too_many"), "10^30 instances by data": (lambda: run(line(user("a", each(count="10**n"))), {"n": 30}), "err_collection"),
    "instances by a list of 100,000": (lambda: run(line(user("a", each("l"))), {"l": list(range(100_000))}), "err_too_many"), "instances of instances of instances": (lambda: run(many_in_many(2, 100)), "too_large err_endless"), "a thousand sequential instances of a thousand": (lambda: run(line(sub("a", start("x"), script("b", "{n: 1}", each(count=1000, sequential=True)), end("y"), flow("x", "b", "y"), loop=each(count=1000, sequential=True)))), "err_endless too_large"),
    "half an instance by data": (lambda: run(line(user("a", each(count="n"))), {"n": 0.5}), "err_collection"), "a text of instances": (lambda: run(line(user("a", each(count="n"))), {"n": "many"}), "err_collection"), "an endless collection by rule": (lambda: run(line(script("b", "{l: for i in 1..100000 return i}"), user("a", each("l")))), "err_expression err_too_many"),
    # data
    "a list that doubles": (lambda: run(loop(script("a", GROW), "count(l) &lt; 10000000"), {"l": ["甲乙丙"]}), "too_large err_expression"), "a text that doubles": (lambda: run(loop(script("a", TEXT), "string length(t) &lt; 100000000"), {"t": "甲乙丙"}), "err_expression too_large"), "a context in a context in a context": (lambda: run(loop(script("a", DEEP)), {"d": 1}), "err_data err_expression too_large"),
    "40,000 variables": (lambda: run(loop(script("a", '{l: append(l, "x" + string(count(l)))}')), {"l": []}), "err_endless too_large err_expression"), "a number without end": (lambda: run(loop(script("a", "{n: n * n}")), {"n": 10}), "err_expression err_data err_endless too_large"), "a surrogate": (lambda: run(line(script("a", '{x: "\\uD800"}'), user("u"))), "err_data err_expression bad_expression"),
    "a surrogate given": (lambda: run(line(user("u")), {"x": "\ud800"}), "bad_data"), "a surrogate as a name": (lambda: run(line(user("u")), {"\ud800": 1}), "bad_data"), "a null byte": (lambda: run(line(script("a", '{x: "\\u0000"}'), user("u"))), "err_data err_expression bad_expression"), "a null byte given": (lambda: run(line(user("u")), {"x": "a\0b"}), "bad_data"),
    "the mark of odd values as a name": (lambda: run(line(user("u")), {"\x01": ["d", "2020-01-01"]}), "bad_data"), "the mark inside a list": (lambda: run(line(user("u")), {"l": [{"\x01": ["n", "NaN"]}]}), "bad_data"), "the mark by FEEL": (lambda: run(line(script("a", '{x: context put({}, "\\u0001", ["d", "2020-01-01"])}'), user("u"))), "err_data err_expression"), "data 1,000 levels deep": (lambda: run(line(user("u")), {"d": _deep(1000)}), "bad_data"),
    "data that hold themselves": (lambda: run(line(user("u")), _circular()), "bad_data"), "not a number": (lambda: run(line(user("u")), {"n": float("nan")}), "bad_data"), "endless": (lambda: run(line(user("u")), {"n": float("inf")}), "bad_data"), "a set": (lambda: run(line(user("u")), {"n": {1, 2}}), "bad_data"), "an object": (lambda: run(line(user("u")), {"n": object()}), "bad_data"), "bytes": (lambda: run(line(user("u")), {"n": b"x"}), "bad_data"), "a number as a name": (lambda: run(line(user("u")), {1: 1}), "bad_data"),
    "ten megabytes of data": (lambda: run(line(user("u")), {"x": "x" * 10_000_000}), "too_large"), "typename": (lambda: run(line(user("u")), {"typename": "os.system", "data": "id"}), "running"), "__proto__": (lambda: run(line(user("u")), {"__proto__": {"admin": True}, "constructor": 1, "__class__": "x"}), "running"), "a whole number of 100,000 digits": (lambda: run(line(user("u")), {"n": 10 ** 100_000}), "bad_data running too_large"),
    # time
    "a timer that is always due": (lambda: run(loop(element("intermediateCatchEvent", "a", timer("PT0S"))), seconds=1), "err_endless running"), "a cycle on every second for a year": (lambda: run(process(start(), user("u"), boundary("b", "u", timer("R/PT1S", "timeCycle"), interrupting=False), script("r", "{n: 1}"), end(), end("e2"), flow("s", "u", "e"), flow("b", "r", "e2")), seconds=31_536_000), "running"),
    "a cycle by data on every millisecond": (lambda: run(process(start(), user("u"), boundary("b", "u", timer("x", "timeCycle"), interrupting=False), end(), end("e2"), flow("s", "u", "e"), flow("b", "e2")), {"x": "R/PT0.001S"}), "err_timer"), "a cycle by data of no length": (lambda: run(process(start(), user("u"), boundary("b", "u", timer("x", "timeCycle"), interrupting=False), end(), end("e2"), flow("s", "u", "e"), flow("b", "e2")), {"x": "R/PT0S"}), "err_timer"),
    **{f"a timer by data: {text[:30]!r}": (lambda text=text: run(line(element("intermediateCatchEvent", "c", timer("x"))), {"x": text}), "err_timer err_expression bad_data") for text in (
        "P99999999Y", "P" + "9" * 5000 + "Y", "PT" + "9" * 400 + "S", "R" + "9" * 5000 + "/PT1H", "9999-12-31T23:59:59+14:00", "99999-01-01", "0000-00-00", "tomorrow", "", "R//", "R5", "PT1H/PT2H", "-P1000000D", "P1Y2M3W4DT5H6M7.8S9", "P-1D", "2026-11-23T10:00:00+99:99", "0 0/5 * * * ?", "R1/P1000000D", "R5/2026-13-01/PT1H", "\x00", "P1M" * 1000)},
    **{f"a timer by data that is no text: {value!r}": (lambda value=value: run(line(element("intermediateCatchEvent", "c", timer("x"))), {"x": value}), "err_timer err_expression") for value in (1, None, True, [], {}, -5, 10**15)},
    # calls
    "a process that calls itself": (lambda: run(circle("p")), "call_cycle"), "two that call each other": (lambda: run(circle("p", "q")), "call_cycle"), "three files in a circle": (lambda: run(circle("p", "q", "r")), "call_cycle"), "twelve files in a circle": (lambda: run(circle("p", *(f"q{i}" for i in range(11)))), "call_cycle"), "200 calls deep": (lambda: run(called(200)), "err_depth"), "2^18 calls": (lambda: run(doubled(18)), "err_endless too_large"),
    "a call by an expression": (lambda: run(process(start(), '<callActivity id="c" calledElement="${x}"/>', end(), flow("s", "c", "e"))), "schema unknown_process"), "a sub-process 30 deep": (lambda: run(process(start(), "".join(f'<subProcess id="n{i}">' for i in range(30)) + user("u") + "</subProcess>" * 30, end(), flow("s", "n0", "e"))), "too_deep"),
    # events
    "signals that call one another": (lambda: run(process(start(), element("intermediateThrowEvent", "t", SIGNAL), user("u"), end(), flow("s", "t", "u", "e"), ECHO)), "err_endless too_large"), "a condition that is always true, again and again": (lambda: run(process(start(), user("u"), end(), flow("s", "u", "e"), event_sub("es", "<conditionalEventDefinition><condition>true</condition></conditionalEventDefinition>", script("h", "{n: 1}"), end("he"), flow("es_start", "h", "he"), interrupting=False))), "running err_endless too_large"),
    "compensation that undoes itself": (lambda: run(process(start(), script("a", "{n: 1}"), boundary("b", "a", "<compensateEventDefinition/>"), element("subProcess", "h", start("x") + element("intermediateThrowEvent", "again", "<compensateEventDefinition/>") + end("y") + flow("x", "again", "y"), isForCompensation=True), '<association id="as" sourceRef="b" targetRef="h"/>', element("intermediateThrowEvent", "t", "<compensateEventDefinition/>"), end(), flow("s", "a", "t", "e"))), "completed running err_endless too_large"),
    # services
    "a service that raises": (lambda: run(line(service("a", "f")), services={"f": lambda: 1 / 0}), "err_service"), "a service that answers with an object": (lambda: run(line(service("a", "f", "r")), services={"f": object}), "err_data err_service"), "a service that answers with a circle": (lambda: run(line(service("a", "f", "r")), services={"f": lambda: _circular()}), "err_data err_service"), "a service nobody has": (lambda: run(line(service("a", "os.system", p='"id"')), services={}), "err_service err_no_service"), "a service that does nothing": (lambda: run(line(service("a", "f", "r")), services={"f": lambda: NOTHING}), "completed"),
}


def _deep(levels):
    made = 1
    for _ in range(levels):
        made = {"d": made}
    return made


def _circular():
    made: dict = {}
    made["self"] = made
    return made


ATTACKS = {name: attack for name, (attack, _stopped) in RUNS.items()}
