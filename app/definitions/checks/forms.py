"""Expressions of forms: conditions, prefills, limits, texts with {{…}}. They are read leniently, an unknown name is null; so a misspelt one
is told here or nowhere."""
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.definitions.checks import variables
from app.definitions.checks.finding import Finding
from app.definitions.checks.names import sources
from app.definitions.checks.names.state import State, either
from app.definitions.checks.names.telling import Teller, entry
from app.definitions.checks.typing import judge
from app.definitions.checks.whole import Whole
from app.forms.component import Component, Form
from app.forms.expressions import Expression, Switch, Text
from app.rules.feel.static import Tolerant, Type, kinds
from app.rules.feel.static.kinds import ANY, DATE, MOMENT, NULL, NUMBER, STRING

ME = kinds.context_of({"id": NUMBER, "name": STRING, "organ": STRING | NULL, "post": STRING | NULL})
TITLES = {"case": "案件", "vars": "流程数据", "facts": "案件档案里的要素", "record": "已办执法行为的记载", "last": "各表单最近一次填写的内容", "item": "当前一项",
          "me": "办理人", "today": "今天", "now": "现在"}


def form_findings(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Of the forms among these files."""
    for key, file in whole.forms.items():
        name = f"{key}.form"
        if name in names and file.form is not None:
            yield from _of_form(whole, name, file.form)


def _of_form(whole: Whole, name: str, form: Form) -> Iterator[Finding]:
    around = _around(whole, name.removesuffix(".form"), form)
    for component, inside in _components(form.components, whole, {}):
        types = {**around, **inside}
        for what, expression, mode in expressions(component):
            for one in judge(expression.source, types, mode=mode, what=what, lenient=True).problems:
                level = "warning" if one.level == "error" else one.level
                yield Finding(level, name, component.id or component.key, f"feel_{one.code}", f"“{component.title}”的{what}：{one.sentence}", one.start)


def expressions(component: Component) -> Iterator[tuple[str, Expression, str]]:
    """(what, expression, mode) of one component."""
    for what, switch in (("隐藏条件", component.hide), ("只读条件", component.readonly)):
        if isinstance(switch, Switch) and switch.expression is not None:
            yield what, switch.expression, "condition"
    for what, one in (("预填", component.prefill), ("选项", component.values_expression), ("数据来源", component.data_source),
                      ("列", component.columns_expression), *((f"限值 {name}", limit) for name, limit in component.limits.items())):
        if isinstance(one, Expression):
            yield what, one, "value"
    for what, text in (("标签", component.label), ("说明", component.description), ("文字", component.text)):
        for part in text.parts if isinstance(text, Text) else ():
            if isinstance(part, Expression):
                yield what, part, "value"


def _components(components: list[Component], whole: Whole, inside: Mapping[str, Type]) -> Iterator[tuple[Component, Mapping[str, Type]]]:
    """Each component with what it sees beside the rest of the form: in a row of a list, that row."""
    for component in components:
        yield component, inside
        row = _row(component, whole) if component.kind == "dynamiclist" else {}
        yield from _components(component.children, whole, {**inside, **row})


def _row(component: Component, whole: Whole) -> dict[str, Type]:
    fields = sources.level_of(component.children, whole.known)
    return {**fields, "this": kinds.context_of(fields), "i": NUMBER}


# ---- what a form sees -----------------------------------------------------------------------------------------------
def _around(whole: Whole, key: str, form: Form) -> Mapping[str, Type]:
    """The fields, and what the case room lends to a form."""
    known = variables.of(whole)
    states = list(_states(whole, known, key))
    seen = either((state, None) for _, state in states)
    vars = kinds.context_of(sources.nullable(seen.types()), open=seen.open) if seen else kinds.OPEN_CONTEXT
    last = kinds.context_of({other: kinds.context_of(sources.nullable(sources.fields_of(file.form, whole.known))) | NULL
                             for other, file in whole.forms.items() if file.form is not None})
    lent = {"case": known.x.lent["case"] | NULL, "vars": vars, "facts": kinds.OPEN_CONTEXT, "record": kinds.OPEN_CONTEXT, "last": last,
            "item": ANY, "me": ME, "today": DATE, "now": MOMENT}
    fields = sources.nullable(sources.fields_of(form, whole.known))
    register = {name: known.x.lent[name] for name in ("deadline", "period")}
    return Tolerant({**lent, **fields}) if not states and key != "problem_register" else {**lent, **fields, **register}


def _states(whole: Whole, known: variables.Variables, key: str) -> Iterator[tuple[str, State]]:
    """(process, what is known) of each task that shows the form."""
    for file, node in whole.nodes():
        if node.properties.get("form") == key:
            process = node.scope.process.id
            state = known.before(process, node.id)
            if state is not None:
                yield process, state


def scene(whole: Whole, file: str, element: str | None):
    """What the expressions of this component see."""
    from app.definitions.checks.scene import EMPTY, Scene

    key = file.removesuffix(".form")
    form = whole.forms[key].form if key in whole.forms else None
    if form is None:
        return EMPTY
    types = _around(whole, key, form)
    inside = next((seen for component, seen in _components(form.components, whole, {}) if element in (component.id, component.key)), {})
    types = (Tolerant if isinstance(types, Tolerant) else dict)({**types, **inside})
    return Scene(types, _told(whole, key, form, types), lenient=True)


def _told(whole: Whole, key: str, form: Form, types: Mapping[str, Type]) -> list[dict[str, Any]]:
    options, titles = sources.options_of(form), {one.path[0]: one.title for one in form.inputs()}
    told = [entry(name, kind, source="本表单" if name in titles else "", title=titles.get(name) or TITLES.get(name), values=options.get(name))
            for name, kind in types.items() if name not in ("vars", "deadline", "period")]
    return [one | {"certain": True, "lacking": None} for one in (*told, _vars(whole, key))]


def _vars(whole: Whole, key: str) -> dict[str, Any]:
    """`vars` with everything that the process knows there, each with where it comes from."""
    known = variables.of(whole)
    found: dict[str, dict] = {}
    for process, state in _states(whole, known, key):
        for one in Teller(whole, known).variables(process, state):
            found.setdefault(one["name"], one)
    return entry("vars", kinds.OPEN_CONTEXT, title=TITLES["vars"]) | {"entries": [one for one in found.values() if one["name"] != "case"]}
