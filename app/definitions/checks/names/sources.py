"""What kinds of values come out of forms, decision tables, services and messages."""
from collections.abc import Mapping
from typing import Any

from app.definitions.known import Known, ServiceInfo
from app.engine.pieces import Kept
from app.forms.component import ONE_OF, SOME_OF, TEXTS, Component, Form
from app.rules import feel
from app.rules.dmn.table import Table
from app.rules.feel.static import kinds
from app.rules.feel.static.words import listed
from app.rules.feel.static.kinds import ANY, BOOLEAN, DATE, MOMENT, NULL, NUMBER, STRING, TIME, Type, context_of, join, list_of

_PORTS = {"text": STRING, "number": NUMBER, "boolean": BOOLEAN, "list": list_of(ANY), "context": kinds.OPEN_CONTEXT}
_TIMES = {"date": DATE, "time": TIME, "datetime": MOMENT}
UNITS = ("h", "min", "d", "wd", "m", "y")
_forms: Kept = Kept(600)


def port(name: str) -> Type:
    """The type of an entry by the word that the house uses for it: one with `?` may be empty, one with `~` may be missing."""
    if name.endswith("~"):
        return port(name[:-1]) | kinds.ABSENT
    if name.endswith("?"):
        return port(name[:-1]) | NULL
    return _PORTS.get(name) or kinds.named(name) or ANY


# ---- forms ----------------------------------------------------------------------------------------------------------
def fields_of(form: Form, known: Known) -> dict[str, Type]:
    """{variable: type} of a submission. What a condition may hide stays as it was, so its type has `absent` in it; see `submitted`."""
    return _forms.get((id(form), id(known.lists)), lambda: (form, _level(form.components, known, False)))[1]


def submitted(form: Form, known: Known, before: Mapping[str, Type]) -> dict[str, Type]:
    """The variables after the form was sent in: a hidden field is what it was before, null if it never was."""
    return {name: kind.without("absent") | _was(before, name) if "absent" in kind else kind for name, kind in fields_of(form, known).items()}


def _was(before: Mapping[str, Type], name: str) -> Type:
    """What a variable was, null where there was none."""
    was = before.get(name, kinds.ABSENT)
    return was.without("absent") | NULL if "absent" in was else was


def level_of(components: list[Component], known: Known) -> dict[str, Type]:
    """The fields of one level as they are while the form is being filled in: any may still be empty."""
    return nullable(_level(components, known, False))


def nullable(types: Mapping[str, Type]) -> dict[str, Type]:
    """What may be missing, or empty, is null where a form reads it."""
    return {name: kind.without("absent") | NULL for name, kind in types.items()}


def _level(components: list[Component], known: Known, hidden: bool) -> dict[str, Type]:
    nested: dict[str, Any] = {}
    for component, hides in _leaves(components, hidden):
        kind = _of_list(component, known) if component.kind == "dynamiclist" else _of_input(component, known)
        _put(nested, component.path, kind | kinds.ABSENT if hides else kind)
    return {name: _closed(inner) for name, inner in nested.items()}


def _leaves(components, hidden):
    for component in components:
        hides = hidden or component.hide.fixed is not False or component.hide.expression is not None
        if component.kind == "group":
            yield from _leaves(component.children, hides)
        elif component.is_input or component.kind == "dynamiclist":
            yield component, hides


def _put(nested: dict, path: tuple[str, ...], kind: Type) -> None:
    for part in path[:-1]:
        nested = nested.setdefault(part, {})
    nested[path[-1]] = kind


def _closed(inner) -> Type:
    if isinstance(inner, Type):
        return inner
    fields = {name: _closed(one) for name, one in inner.items()}
    return context_of({name: one.without("absent") | NULL if "absent" in one else one for name, one in fields.items()})


def _of_list(component: Component, known: Known) -> Type:
    fields = _level(component.children, known, False)
    return list_of(context_of({name: one.without("absent") | NULL if "absent" in one else one for name, one in fields.items()}))


def _of_input(component: Component, known: Known) -> Type:
    kind = _plain(component, known)
    return kind if component.required or component.kind in ("checkbox", *SOME_OF, "filepicker") else kind | NULL


def _plain(component: Component, known: Known) -> Type:
    if component.kind in TEXTS:
        return STRING
    if component.kind in ONE_OF:
        return _chosen(component, known)
    if component.kind in SOME_OF:
        return list_of(_chosen(component, known))
    if component.kind == "datetime":
        return _TIMES.get(component.subtype, ANY)
    return {"number": NUMBER, "checkbox": BOOLEAN, "filepicker": list_of(ANY)}.get(component.kind, ANY)


def _chosen(component: Component, known: Known) -> Type:
    written = component.raw.get("values")
    if written:
        return kinds.one_of(feel.to_feel(option["value"]) for option in written)
    return port(known.lists.get(component.raw.get("valuesKey") or "", "any"))


def options_of(form: Form) -> dict[str, dict[Any, str]]:
    """{field: {value: label}} of the options that are written in the form."""
    return {".".join(one.path): {option["value"]: option.get("label") or str(option["value"]) for option in one.raw["values"]}
            for one in form.inputs() if one.raw.get("values")}


# ---- decisions ------------------------------------------------------------------------------------------------------
def declared(reference: str | None, model) -> Type:
    """The type of this name in a decision model: a base type, or one of the model's own."""
    if reference is None:
        return ANY
    base = kinds.named(reference)
    if base is not None:
        return base
    item = model.types.items.get(reference.rpartition(":")[2])
    return ANY if item is None else _of_item(item, model, 0)


def _of_item(item, model, depth: int) -> Type:
    parts = [one for one in item if isinstance(one.tag, str)]
    named = {one.tag.rpartition("}")[2]: one for one in parts}
    components = [one for one in parts if one.tag.endswith("}itemComponent")]
    if depth > kinds.DEEPEST or "functionItem" in named:
        return ANY
    if components:
        kind = context_of({one.get("name"): _of_item(one, model, depth + 1) | NULL for one in components}, open=True)
    else:
        reference = (named["typeRef"].text or "").strip() if "typeRef" in named else None
        kind = _allowed(item, declared(reference, model), model)
    return list_of(kind) if item.get("isCollection") == "true" else kind


def _allowed(item, kind: Type, model) -> Type:
    """An item with a list of allowed texts is an enumeration."""
    tests = model.types.tests(item)
    values = constants(tests.source) if tests is not None else None
    return kinds.one_of(values) if values else kind


def constants(source: str) -> list | None:
    """The values of a list of constants `"a", "b"`; None for anything else."""
    try:
        values = feel.evaluate(f"[{source}]")
    except feel.FeelError:
        return None
    plain = isinstance(values, list) and all(isinstance(one, str) or kinds.of_value(one).names <= {"number", "boolean"} for one in values)
    return values if plain and values else None


def decided(model, decision: str, given: Mapping[str, Type], infer) -> Type:
    """The type of a decision's value, when its inputs have these types. `infer(source, types)` is remembered by the caller."""
    node = model.nodes.get(decision)
    if node is None or node.compute is None:
        return ANY
    if not isinstance(node.compute, Table):
        return declared(node.type, model)
    table = node.compute
    columns = {output.name: _column(table, number, output, model, given, infer) for number, output in enumerate(table.outputs)}
    row = next(iter(columns.values())) if len(columns) == 1 else context_of({name or "": kind for name, kind in columns.items()})
    if table.aggregation:
        return NUMBER | NULL if table.aggregation != "count" else NUMBER
    return list_of(row) if table.policy in "ROC" else row


def _column(table: Table, number: int, output, model, given, infer) -> Type:
    """What the cells of an output column give: the values themselves, where they are constants."""
    cells = [rule.outputs[number] for rule in table.rules] + ([output.default] if output.default is not None else [])
    found = [NULL if cell is None else infer(cell.source, given) for cell in cells]
    wanted = declared(output.type, model)
    kind = join(found)
    return kind if wanted.unknown else wanted | (NULL if "null" in kind else kinds.NEVER) if kind.unknown else kind


# ---- services and messages ------------------------------------------------------------------------------------------
def answered(service: ServiceInfo | None) -> Type:
    if service is None:
        return ANY
    return context_of({one.name: port(one.type) | (NULL if one.nullable else kinds.NEVER) for one in service.outputs})


def as_json(kind: Type) -> Type:
    """What comes out of a message after it has been stored: dates, times and durations have become texts."""
    texts = kind.without("date", "time", "date and time", *kinds.SPANS)
    found = Type(tuple(kinds.Kind(one.name, one.values, as_json(one.item) if one.item is not None else None,
                                  tuple((name, as_json(inner)) for name, inner in one.fields), one.open) for one in texts.kinds))
    return found | STRING if len(texts.kinds) < len(kind.kinds) else found


def host_functions(known: Known) -> dict[str, Type]:
    """`deadline` and `period`, as the case room lends them; `case`."""
    codes = sorted(known.deadlines)
    code = kinds.one_of(codes) if codes and len(codes) <= kinds.MOST_VALUES else STRING
    return {"deadline": _function(MOMENT, (("string",), ("number",)), 1, 2, ("code", "share"), (code,)),
            "period": _function(MOMENT, (("number",), ("string",), ("number",)), 2, 3, ("amount", "unit", "share"), (NUMBER, kinds.one_of(UNITS)))}


def _function(result: Type, takes, least: int, most: int, params, wanted) -> Type:
    def check(checker, _node, types, nodes):
        for one, given, fitting in zip(nodes, types, wanted):
            if one is not None and "null" in given:
                checker.maybe_null(one, given, "函数的参数")
            if one is not None and kinds.disjoint(given, fitting) and given.names == {"string"}:
                text, values = next(iter(given.kinds[0].values)), feel.static.values_of(fitting)
                close = feel.static.nearest(text, values)
                checker.say("warning", "unknown_value", one, f"没有“{text}”。" + (f"是不是“{close}”？" if close else f"可以是：{listed(values)}。"),
                            f'"{close}"' if close else None)
    signature = feel.static.Signature(lambda types: result, takes, null=False, least=least, most=most, params=params, check=check)
    return Type((kinds.Kind("function", call=signature),))


def case_type(known: Known) -> Type:
    nullable = {"parent_id", "grid", "legal_subject", "lead"}
    return context_of({name: port(kind) | (NULL if name in nullable else kinds.NEVER) for name, kind in known.case_fields.items()}) \
        if known.case_fields else kinds.OPEN_CONTEXT
