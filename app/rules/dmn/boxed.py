"""Boxed expressions (DMN 1.5, 7.3 and 10.2.1.5 …) as closures of the run. Scopes are the run's, innermost last."""
from app.rules.dmn.errors import DmnError
from app.rules.dmn.run import Run
from app.rules.dmn.table import Table
from app.rules.dmn.xml import child, children, label, local_name, text_of
from app.rules.feel.library import FUNCTIONS
from app.rules.feel.loops import domain_of
from app.rules.feel.properties import element as element_at
from app.rules.feel.runtime import call, mismatch
from app.rules.feel.values import Function, as_list, is_number, to_feel


def boxed_child(parent):
    """The boxed expression right under this element, or None."""
    return child(parent, *_KINDS)


def box(element, model, owner: str):
    """The closure of one boxed expression. Raises DmnError for what is not supported."""
    return _KINDS[local_name(element)](element, model, owner)


def _inner(parent, model, owner):
    """The closure of what stands under this element; an empty box is null."""
    element = boxed_child(parent) if parent is not None else None
    return box(element, model, owner) if element is not None else lambda run: None


def _with_scope(run: Run, scope: dict, action):
    run.scopes.append(scope)
    try:
        return action(run)
    finally:
        run.scopes.pop()


def _literal(element, model, _owner):
    if not text_of(element):
        return lambda run: None
    language = element.get("expressionLanguage")
    if language and "feel" not in language.lower():
        raise DmnError(f"只支持 FEEL 表达式，不支持 {language}", element=label(element))
    expression, kind, name = model.expression(element), element.get("typeRef"), label(element)
    return lambda run: model.types.conform(run, expression(run), kind, "表达式的结果", name)


def _table(element, model, owner):
    return Table(element, model, owner)


def _context(element, model, owner):
    entries = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        name, kind = (variable.get("name"), variable.get("typeRef")) if variable is not None else (None, None)
        entries.append((name, kind, _inner(entry, model, owner)))

    def evaluate(run):
        made = {}

        def fill(run):
            for name, kind, value in entries:
                if name is None:  # the entry without a name is the context's result
                    return value(run)
                made[name] = model.types.conform(run, value(run), kind, f"“{name}”", label(element))
            return made
        return _with_scope(run, made, fill)
    return evaluate


def _list(element, model, owner):
    items = [box(item, model, owner) for item in children(element, *_KINDS)]
    return lambda run: [item(run) for item in items]


def _relation(element, model, owner):
    columns = [column.get("name") for column in children(element, "column")]
    rows = [[box(cell, model, owner) for cell in children(row, *_KINDS)] for row in children(element, "row")]
    return lambda run: [dict(zip(columns, [cell(run) for cell in row])) for row in rows]


def function_of(element, model, owner):
    """A closure that makes the function: it remembers the scopes where it was made."""
    if element.get("kind") not in (None, "FEEL"):
        raise DmnError("只支持用 FEEL 写的函数", element=label(element))
    params = [(param.get("name"), param.get("typeRef")) for param in children(element, "formalParameter")]
    names, body, name = [param for param, _ in params], _inner(element, model, owner), label(element)

    def make(run):
        closure = list(run.scopes)

        def invoke(run, *args):
            run.spend(10)
            given = {param: model.types.conform(run, to_feel(arg), kind, f"参数“{param}”", name)
                     for (param, kind), arg in zip(params, args)}
            return run.inside([*closure, given], body)
        return Function(names, invoke, arity=(len(names), len(names)))
    return make


def _invocation(element, model, owner):
    function = _inner(element, model, owner)
    bindings = {child(binding, "parameter").get("name"): _inner(binding, model, owner) for binding in children(element, "binding")}
    return lambda run: call(run, function(run), [], {name: value(run) for name, value in bindings.items()})


def _conditional(element, model, owner):
    condition, then, otherwise = (_inner(child(element, part), model, owner) for part in ("if", "then", "else"))
    return lambda run: then(run) if condition(run) is True else otherwise(run)


def _iteration(element, model, owner):
    kind, variable = local_name(element), element.get("iteratorVariable")
    domain = _inner(child(element, "in"), model, owner)
    body = _inner(child(element, "return" if kind == "for" else "satisfies"), model, owner)
    finish = {"some": FUNCTIONS["any"].call, "every": FUNCTIONS["all"].call}.get(kind)

    def evaluate(run):
        values = domain_of(domain(run), None, False)
        if values is None:
            return None
        results = []
        for value in values:
            run.spend(10)
            results.append(_with_scope(run, {variable: to_feel(value), "partial": results}, body))
        return finish(run, results) if finish else results
    return evaluate


def _filter(element, model, owner):
    source, match = (_inner(child(element, part), model, owner) for part in ("in", "match"))

    def evaluate(run):
        items, chosen = as_list(source(run)), []
        for item in items:
            run.spend(10)
            item = to_feel(item)
            answer = _with_scope(run, {"item": item, **(item if type(item) is dict else {})}, match)
            if is_number(answer):
                return element_at(items, answer)
            if answer is True:
                chosen.append(item)
            elif answer not in (False, None):
                mismatch(run, "筛选", None, answer)
        return chosen
    return evaluate


_KINDS = {"literalExpression": _literal, "decisionTable": _table, "context": _context, "list": _list, "relation": _relation,
          "functionDefinition": function_of, "invocation": _invocation, "conditional": _conditional, "filter": _filter,
          "for": _iteration, "some": _iteration, "every": _iteration}
