"""Every name that a file uses stands for something: forms, acts, posts, services, deadlines; and an act's form asks what the act needs."""
from collections.abc import Collection, Iterator

from app.definitions.checks.diagram import Node
from app.definitions.checks.finding import Finding, Fix
from app.definitions.checks.whole import FormFile, Whole
from app.definitions.known import ActField, ActInfo
from app.engine.markup import SPIFF, extension

# what a field of the form gives, by the type of the act's key; a text area may always stand for a list of lines
GIVES = {"flag": {"checkbox", "radio", "select"}, "choice": {"radio", "select"},
         "list": {"checklist", "taglist", "dynamiclist", "textarea", "textfield", "table"},
         "people": {"checklist", "taglist", "select", "dynamiclist"}, "number": {"number", "select", "radio"},
         "yuan": {"number", "textfield"}, "day": {"datetime"},
         "text": {"textfield", "textarea", "select", "radio", "checklist", "taglist", "dynamiclist", "text"}}
KINDS = {"flag": "是否", "choice": "单选", "list": "多项", "people": "人员", "number": "数字", "yuan": "金额", "day": "日期", "text": "文字"}


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    for name in names & whole.diagrams.keys():
        for node in (n for n in whole.diagrams[name].nodes.values() if n.scope.runs):
            if node.kind in ("userTask", "manualTask") and (node.kind == "userTask" or node.properties.get("role")):
                yield from _task(whole, name, node)
            elif node.kind == "serviceTask":
                yield from _service(whole, name, node)
    for name in names & set(whole.named("form")):
        yield from _form(whole, name)


def _wrong(file: str, node: Node, code: str, sentence: str, level: str = "error", **more) -> Finding:
    return Finding(level, file, node.id, code, f"“{node.title}”：{sentence}", line=node.element.sourceline, **more)


# ---- user tasks -------------------------------------------------------------------------------------------------------------
def _task(whole: Whole, file: str, node: Node) -> Iterator[Finding]:
    get, known = node.properties.get, whole.known
    form, act = get("form"), get("act")
    if form and form not in whole.forms:
        yield _wrong(file, node, "no_such_form", f"表单 {form} 不在规则包里。", fix=Fix("去掉表单", (("property", node.id, "form", None),)))
    if act and known.acts and act not in known.acts:
        yield _wrong(file, node, "no_such_act", f"没有名为 {act} 的执法行为。", fix=Fix("去掉执法行为", (("property", node.id, "act", None),)))
    unknown = [r for r in (get("role") or "").split("|") if r and known.roles and r not in known.roles]
    if unknown or not get("role"):
        yield _wrong(file, node, "no_such_role", f"岗位 {'、'.join(unknown)} 不在岗位表里。" if unknown else "没有写明由哪个岗位办理（role）。",
                     fix=_without(node, unknown))
    if not get("scope"):
        fix = Fix("由本案执法主体办理", (("property", node.id, "scope", "case.legal_subject"),))
        yield _wrong(file, node, "no_scope", "没有写明在哪个单位办理（scope）。", fix=fix)
    yield from _act(whole, file, node, act, form)


def _without(node: Node, unknown: list[str]) -> Fix | None:
    left = [r for r in (node.properties.get("role") or "").split("|") if r not in unknown]
    return Fix("去掉不认识的岗位", (("property", node.id, "role", "|".join(left)),)) if unknown and left else None


def _act(whole: Whole, file: str, node: Node, act: str | None, form: str | None) -> Iterator[Finding]:
    info = whole.known.acts.get(act or "")
    if info is None:
        return
    if not form:
        if any(f.required for f in info.needs):
            yield _wrong(file, node, "act_without_form", f"执法行为“{info.name}”要填的内容没有表单可填。请选一个表单。", "warning")
    elif form in whole.forms and whole.forms[form].form:
        lacking, unfit = fits(info, whole.forms[form])
        if lacking:
            yield _wrong(file, node, "form_lacks_fields",
                         f"表单 {form} 缺少执法行为“{info.name}”必须的内容：{'、'.join(f'{f.label}（{f.key}）' for f in lacking)}。这样谁也交不了。")
        for field, sentence in unfit:
            yield _wrong(file, node, "form_unfit_field", f"表单 {form} 的 {field.key}（{field.label}）{sentence}。")


def fits(act: ActInfo, form: FormFile) -> tuple[list[ActField], list[tuple[ActField, str]]]:
    """(fields that the act needs and the form does not ask, fields that it asks in a way that the act cannot take)"""
    asked = form.fields
    lacking = [f for f in act.needs if f.required and f.key not in asked]
    unfit = [(f, sentence) for f in act.needs if f.key in asked and (sentence := _unfit(f, asked[f.key]))]
    return lacking, unfit


def _unfit(field: ActField, component: dict) -> str | None:
    values = {v.get("value") for v in component.get("values") or []}
    if component.get("type") not in GIVES[field.kind]:
        return f"应当是{KINDS[field.kind]}，这种组件给不出"
    if field.kind == "flag" and values and values != {True, False}:
        return "是“是否”一类，选项的值只能是 true 和 false"
    if field.options is not None and not values <= field.options:
        return f"有执法行为不认识的选项：{'、'.join(sorted(map(str, values - field.options)))}"
    return None


# ---- service tasks ----------------------------------------------------------------------------------------------------------
def _service(whole: Whole, file: str, node: Node) -> Iterator[Finding]:
    operator = extension(node.element, SPIFF, "serviceTaskOperator")
    called = operator.get("id") if operator is not None else None
    if not called or not whole.known.services:
        return                      # the engine's own check tells that none is named
    info = whole.known.services.get(called)
    if info is None:
        yield _wrong(file, node, "no_such_service", f"系统没有名为 {called} 的服务。")
        return
    given = {p.get("id") for p in operator.iter(f"{{{SPIFF}}}parameter")}
    lacking = [p for p in info.inputs if p.required and p.name not in given]
    strange = sorted(given - {p.name for p in info.inputs} - {None})
    if lacking:
        yield _wrong(file, node, "service_lacks", f"服务“{info.title}”缺少参数：{'、'.join(f'{p.label}（{p.name}）' for p in lacking)}。")
    if strange:
        yield _wrong(file, node, "service_strange", f"服务“{info.title}”没有参数 {'、'.join(strange)}。")


# ---- forms ------------------------------------------------------------------------------------------------------------------
def _form(whole: Whole, name: str) -> Iterator[Finding]:
    form = whole.forms[name.removesuffix(".form")]
    for problem in form.problems:
        yield Finding("error", name, getattr(problem, "element", None), "form", str(problem))
    if form.form is None:
        return
    for _file, node in whole.nodes():
        info = whole.known.acts.get(node.properties.get("act") or "") if node.kind == "userTask" else None
        if info and f"{node.properties.get('form')}.form" == name:
            lacking, unfit = fits(info, form)
            for field in lacking:
                yield Finding("error", name, None, "form_lacks_fields", f"“{node.title}”办理执法行为“{info.name}”，表单要有 {field.label}（{field.key}）。")
            for field, sentence in unfit:
                yield Finding("error", name, form.fields[field.key].get("id"), "form_unfit_field", f"{field.label}（{field.key}）{sentence}。")
