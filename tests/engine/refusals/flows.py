"""Sequence flows, gateways, where processes begin and end (7.6.1, 8.4.9, 8.4.13, 10.5.2, 10.5.3, 10.6)."""
from tests.engine.diagram import SIGNAL, boundary, element, end, event_sub, flow, start, sub, timer, user
from tests.engine.refusals.words import ACTIVITIES, GATEWAYS, INSIDE, activity, definition, line, model, numbered, pair

ARTIFACTS = {"textAnnotation": '<textAnnotation id="n"><text>x</text></textAnnotation>', "group": '<group id="n"/>',
             "association": '<association id="n" sourceRef="u" targetRef="v"/>', "dataObjectReference": '<dataObject id="d"/><dataObjectReference id="n" dataObjectRef="d"/>'}
EVENTS = {"intermediateCatchEvent": definition("timer"), "intermediateThrowEvent": definition("signal")}
INCLUSIVE = '<inclusiveGateway id="g" default="d"/>'


def _artifacts():
    for kind, xml in ARTIFACTS.items():
        def make(ends, xml=xml):
            a, b = ends.split()
            return model(start(), user("u"), user("v"), end(), xml, flow("s", "u"), flow("v", "e"), f'<sequenceFlow id="f" sourceRef="{a}" targetRef="{b}"/>')
        yield f"a flow to a {kind}", pair("flow_to_artifact", "f", make, "u n", "u v")
        yield f"a flow from a {kind}", pair("flow_to_artifact", "f", make, "n v", "u v")


def _borders():
    inner = sub("sp", start("is"), user("iu"), user("iv"), end("ie"), flow("is", "iu"), flow("iv", "ie"), "{}")

    def nested(ends):
        a, b = ends.split()
        return model(start(), inner.replace("{}", f'<sequenceFlow id="f" sourceRef="{a}" targetRef="{b}"/>'), user("o"), end(), flow("s", "sp", "o", "e"))
    yield "a flow out of a sub-process", pair("flow_crosses_border", "f", nested, "iu o", "iu iv")
    yield "a flow into a sub-process", pair("flow_crosses_border", "f", nested, "o iv", "iu iv")

    def pools(target):
        return model(start(), user("u"), user("v"), end(), flow("s", "u"), flow("v", "e"), f'<sequenceFlow id="f" sourceRef="u" targetRef="{target}"/>',
                     beside=f'<process id="q">{start("qs")}{user("qu")}{end("qe")}{flow("qs", "qu", "qe")}</process>')
    yield "a flow into another pool", pair("flow_crosses_border", "f", pools, "qu", "v")
    yield "a flow to nothing", pair("loose_flow", "f", pools, "gone", "v")
    yield "a flow to the other process itself", pair("flow_to_artifact", "f", pools, "q", "v")


def _ends():
    def to(target):
        return model(start(), user("u"), user("w"), end(), flow("s", "u", "w", "e"), boundary("b", "u", SIGNAL), flow("b", "w"), f'<sequenceFlow id="f" sourceRef="w" targetRef="{target}"/>')
    yield "a flow into the start event", pair("flow_to_start", "f", to, "s", "e")
    yield "a flow into a boundary event", pair("flow_to_start", "f", to, "b", "e")

    def out_of(source):
        return model(start(), user("u"), user("w"), end(), flow("s", "u", "w", "e"), f'<sequenceFlow id="f" sourceRef="{source}" targetRef="w"/>')
    yield "a flow out of an end event", pair("flow_from_end", "f", out_of, "e", "u")
    handler = event_sub("es", SIGNAL, end("ese"), flow("es_start", "ese"))
    undo = user("c") + boundary("cb", "c", definition("compensate")) + element("task", "h", isForCompensation=True) + '<association id="as" sourceRef="cb" targetRef="h"/>'

    def apart(flows):
        a, b = flows.split()
        return model(start(), user("u"), undo, end(), handler, flow("s", "u", "c", "e"), f'<sequenceFlow id="f" sourceRef="{a}" targetRef="{b}"/>')
    for name, wrong in {"into an event sub-process": "u es", "out of an event sub-process": "es c", "into a compensation handler": "u h",
                        "out of a compensation handler": "h c", "out of a compensation boundary": "cb c"}.items():
        code, place = ("flow_not_allowed", "cb") if wrong == "cb c" else ("flow_not_allowed", "f")
        yield f"a flow {name}", pair(code, place, apart, wrong, "u c")


def _conditions():
    def from_node(node, make_right=True):
        def make(condition):
            written = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
            return model(start(), user("u"), node, user("v"), end(), flow("s", "u", "n", "e"), f'<sequenceFlow id="f" sourceRef="n" targetRef="v">{written}</sequenceFlow>', flow("v", "e"))
        return make
    for kind in ("parallelGateway",):
        yield f"a condition behind a {kind}", pair("condition_not_allowed", "f", from_node(f'<{kind} id="n"/>'), "a &gt; 1", "")
    for kind, inside in EVENTS.items():
        yield f"a condition behind an {kind}", pair("condition_not_allowed", "f", from_node(element(kind, "n", inside)), "a &gt; 1", "")
    for kind in ACTIVITIES:
        def lone(written, kind=kind):
            return model(start(), activity(kind), end(), flow("s", "a"), f'<sequenceFlow id="f" sourceRef="a" targetRef="e">{written}</sequenceFlow>')
        yield f"the only flow out of a {kind} has a condition", pair("lone_condition", "f", lone, "<conditionExpression>a &gt; 1</conditionExpression>", "")

    def start_flow(written):
        return model(start(), user("u"), end(), f'<sequenceFlow id="f" sourceRef="s" targetRef="u">{written}</sequenceFlow>', flow("u", "e"))
    yield "a condition behind the start event", pair("condition_not_allowed", "f", start_flow, "<conditionExpression>a &gt; 1</conditionExpression>", "")
    yield "a flow that is not immediate", pair("not_immediate", "f", lambda a: start_flow("").replace(b'id="f"', f'id="f" isImmediate="{a}"'.encode()), "false", "true")

    def choice(kind, d="", f="<conditionExpression>a &gt; 1</conditionExpression>"):
        return model(start(), f'<{kind} id="g" default="d"/>', user("u"), user("v"), end(), flow("s", "g"), f'<sequenceFlow id="d" sourceRef="g" targetRef="u">{d}</sequenceFlow>',
                     f'<sequenceFlow id="f" sourceRef="g" targetRef="v">{f}</sequenceFlow>', flow("u", "e"), flow("v", "e"))
    for kind in ("exclusiveGateway", "inclusiveGateway"):
        yield f"no condition behind an {kind}", pair("no_condition", "f", lambda f, kind=kind: choice(kind, f=f), "", "<conditionExpression>a &gt; 1</conditionExpression>")
        yield f"an empty condition behind an {kind}", pair("no_condition", "f", lambda f, kind=kind: choice(kind, f=f), "<conditionExpression/>", "<conditionExpression>a &gt; 1</conditionExpression>")
        yield f"a condition on the default of an {kind}", pair("condition_on_default", "d", lambda d, kind=kind: choice(kind, d=d), "<conditionExpression>a &gt; 1</conditionExpression>", "")
        yield f"a condition that is a number behind an {kind}", pair("bad_condition", "f", lambda f, kind=kind: choice(kind, f=f), "<conditionExpression>1 + 1</conditionExpression>", "<conditionExpression>1 = 1</conditionExpression>")
        yield f"a condition in Python behind an {kind}", pair("bad_expression", "f", lambda f, kind=kind: choice(kind, f=f), "<conditionExpression>a if b else c for d</conditionExpression>", "<conditionExpression>a</conditionExpression>")
        yield f"a condition in natural language behind an {kind}", pair("informal_expression", "f", lambda f, kind=kind: choice(kind, f=f), '<conditionExpression xsi:type="tExpression">a</conditionExpression>', '<conditionExpression xsi:type="tFormalExpression">a</conditionExpression>')


def _defaults():
    for kind in (*ACTIVITIES, "exclusiveGateway", "inclusiveGateway", "complexGateway"):
        def make(default, kind=kind):
            node = activity(kind, default=default) if kind in ACTIVITIES else f'<{kind} id="a" default="{default}"/>'
            return model(start(), node, user("u"), user("v"), end(), flow("s", "a"), flow("a", "u", id="own"), flow("a", "v", when="x &gt; 1"), flow("u", "e", id="theirs"), flow("v", "e"))
        yield f"a {kind} whose default leaves another node", pair("bad_default", "a", make, "theirs", "own")
        yield f"a {kind} whose default is no flow", pair("wrong_reference", "a", make, "u", "own")


def _gateways():
    for kind in GATEWAYS:
        gate = '<{kind} id="g"{more}/>'

        def joining(direction, kind=kind):
            return model(start(), f'<parallelGateway id="split"/>', user("u"), user("v"), gate.format(kind=kind, more=f' gatewayDirection="{direction}"'), end(), flow("s", "split", "u", "g", "e"), flow("split", "v", "g"))

        def splitting(direction, kind=kind):
            default = ' default="d"' if kind != "parallelGateway" else ""
            when = "a &gt; 1" if kind != "parallelGateway" else None
            return model(start(), gate.format(kind=kind, more=f' gatewayDirection="{direction}"{default}'), user("u"), user("v"), end(), flow("s", "g"), flow("g", "u", id="d"), flow("g", "v", when=when), flow("u", "e"), flow("v", "e"))
        for wrong in ("Diverging", "Mixed"):
            yield f"a joining {kind} that says {wrong}", pair("bad_direction", "g", joining, wrong, "Converging")
        for wrong in ("Converging", "Mixed"):
            yield f"a splitting {kind} that says {wrong}", pair("bad_direction", "g", splitting, wrong, "Diverging")

        def passing(more, kind=kind):
            return model(start(), gate.format(kind=kind, more=' default="d"' if kind != "parallelGateway" else ""), user("u"), end(), flow("s", "g"), flow("g", "u", id="d"), more.replace("when", "a &gt; 1"), flow("u", "e"))
        branch = "" if kind == "parallelGateway" else "<conditionExpression>when</conditionExpression>"
        yield f"a {kind} that neither joins nor splits", pair("idle_gateway", "g", passing, "", f'<sequenceFlow id="x" sourceRef="g" targetRef="e">{branch}</sequenceFlow>')

        def leading(more, kind=kind):
            return model(start(), f'<parallelGateway id="split"/>', user("u"), user("v"), gate.format(kind=kind, more=""), end(), flow("s", "split", "u", "e"), flow("u", "g"), flow("split", "v", "g"), more)
        yield f"a {kind} without a way out", pair("dead_gateway", "g", leading, "", flow("g", "e"))


def _alone():
    nodes = {**{kind: activity(kind, "n") for kind in ACTIVITIES}, **{kind: element(kind, "n", inside) for kind, inside in EVENTS.items()}}
    for kind, xml in nodes.items():
        def lost(more, xml=xml):
            return model(start(), user("u"), xml, end(), flow("s", "u", "e"), flow("n", "e"), more)
        yield f"a {kind} that nothing leads to", pair("unreachable", "n", lost, "", flow("u", "n"))
        if kind in ACTIVITIES:
            def stuck(more, xml=xml):
                return model(start(), user("u"), xml, end(), flow("s", "u", "e"), flow("u", "n"), more)
            yield f"a {kind} that leads nowhere", pair("dead_end", "n", stuck, "", flow("n", "e"))
        else:
            def ending(more, xml=xml):
                return model(start(), user("u"), xml, end(), flow("s", "u", "e"), flow("u", "n"), more)
            yield f"an {kind} that leads nowhere", pair("event_without_flow", "n", ending, "", flow("n", "e"))


def _levels():
    for kind, wrap in {"process": lambda *x: model(*x), "sub-process": lambda *x: line(sub("sp", *x)), "transaction": lambda *x: line(sub("sp", *x, tag="transaction"))}.items():
        place = "p" if kind == "process" else "sp"

        def ending(more, wrap=wrap):
            return wrap(start("ls"), user("lu"), flow("ls", "lu"), more)
        yield f"a {kind} that starts and never ends", pair("no_end", place, ending, "", end("le") + flow("lu", "le"))

        def starting(more, wrap=wrap):
            return wrap(user("lu"), end("le"), flow("lu", "le"), more)
        yield f"a {kind} that ends and never starts", pair("no_start", place, starting, "", start("ls") + flow("ls", "lu"))

        def loose(more, wrap=wrap):
            return wrap(start("ls"), user("lu"), end("le"), flow("lu", "le"), more)
        yield f"a start event in a {kind} that leads nowhere", pair("start_without_flow", "ls", loose, "", flow("ls", "lu"))

        def unfinished(more, wrap=wrap):
            return wrap(start("ls"), user("lu"), end("le"), end("lost"), flow("ls", "lu", "le"), more)
        yield f"an end event in a {kind} that nothing leads to", pair("unreachable", "lost", unfinished, "", flow("lu", "lost"))

    def twice(more):
        return model(start(), more, user("u"), end(), flow("s", "u", "e"))
    yield "two plain start events", pair("many_starts", "p", twice, start("s2") + flow("s2", "u"), "")


def _lists():
    def make(lists):
        incoming, outgoing = lists.split()
        return model('<startEvent id="s"><outgoing>f1</outgoing></startEvent>', f'<userTask id="u"><incoming>{incoming}</incoming><outgoing>{outgoing}</outgoing></userTask>',
                     '<endEvent id="e"><incoming>f2</incoming></endEvent>', flow("s", "u", id="f1"), flow("u", "e", id="f2")).replace(CS, LISTED)
    yield "an incoming flow that comes elsewhere", pair("wrong_flow", "u", make, "f2 f2", "f1 f2")
    yield "an outgoing flow that leaves elsewhere", pair("wrong_flow", "u", make, "f1 f1", "f1 f2")
    yield "an incoming flow that is none", pair("wrong_reference", "u", make, "s f2", "f1 f2")
    yield "an incoming flow that is not there", pair("unknown_reference", "u", make, "gone f2", "f1 f2")
    yield "an outgoing flow that is not there", pair("unknown_reference", "u", make, "f1 gone", "f1 f2")

    def unlisted(text):
        return make("f1 f2").replace(b"<outgoing>f2</outgoing>", text.encode())
    yield "a flow that its source does not list", pair("unlisted_flow", "f2", unlisted, "", "<outgoing>f2</outgoing>")
    yield "a flow that its target does not list", pair("unlisted_flow", "f2", lambda t: make("f1 f2").replace(b"<incoming>f2</incoming>", t.encode()), "", "<incoming>f2</incoming>")


CS = model().split(b'<process id="called">')[1]
LISTED = (b'<startEvent id="cs"><outgoing>cf</outgoing></startEvent><endEvent id="ce"><incoming>cf</incoming></endEvent>'
          b'<sequenceFlow id="cf" sourceRef="cs" targetRef="ce"/></process></definitions>')
ROWS = numbered(row for family in (_artifacts, _borders, _ends, _conditions, _defaults, _gateways, _alone, _levels, _lists) for row in family())
