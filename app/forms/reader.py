"""JSON into components, with every fault found at once."""
import re
from decimal import Decimal, DecimalException
from typing import Any

import orjson

from app.forms import grammar
from app.forms.component import CHOICES, CONTAINERS, INPUTS, KINDS, REFUSED, Component, Form
from app.forms.errors import FormError, Problem
from app.forms.expressions import Expression, Switch, Text
from app.forms.patterns import compile_pattern
from app.kernel.limits import limit

MAX_BYTES, MAX_DEPTH, MAX_COMPONENTS = limit("FORM_BYTES"), 12, limit("FORM_COMPONENTS")
NEWEST_SCHEMA = 99
_NUMBERS = ("minLength", "maxLength", "min", "max")
_SOURCES = ("values", "valuesKey", "valuesExpression")


def read(content: bytes | str) -> Form:
    """The form. Raises FormError with every problem found."""
    raw = _json(content)
    reader = _Reader()
    components = raw.get("components")
    found = reader.components(components, (), 1) if isinstance(components, list) else []
    if not isinstance(components, list):
        reader.wrong(None, "缺少 components 列表")
    reader.no_duplicates()
    if reader.problems:
        raise FormError(reader.problems)
    return Form(raw, raw.get("id"), found)


def _json(content) -> dict:
    if len(content) > MAX_BYTES:
        raise FormError([Problem(None, f"表单文件太大：最多 {MAX_BYTES // 1000} KB")])
    try:
        raw = orjson.loads(content)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise FormError([Problem(None, f"不是合格的 JSON：{error}")]) from error
    if not isinstance(raw, dict):
        raise FormError([Problem(None, "表单应当是一个 JSON 对象")])
    if raw.get("type", "default") != "default":
        raise FormError([Problem(None, "不是表单：type 应当是 default")])
    if not isinstance(raw.get("schemaVersion", 1), int) or raw.get("schemaVersion", 1) > NEWEST_SCHEMA:
        raise FormError([Problem(None, "schemaVersion 应当是数字")])
    return raw


class _Reader:
    def __init__(self):
        self.problems: list[Problem] = []
        self.ids: list[tuple[str, str]] = []        # (what, name) of every id and data path, to see doubles
        self.count = 0

    def wrong(self, element: str | None, sentence: str) -> None:
        self.problems.append(Problem(element, sentence))

    def attempt(self, make, *args):
        """What `make` gives; its FormError joins the problems."""
        try:
            return make(*args)
        except FormError as error:
            self.problems += error.problems
            return None

    def components(self, items: list, path: tuple[str, ...], depth: int, scope: str = "") -> list[Component]:
        if depth > MAX_DEPTH:
            self.wrong(None, "栏目嵌套太深")
            return []
        found = [self.component(item, path, depth, scope) for item in items]
        return [component for component in found if component is not None]

    def component(self, raw: Any, path, depth, scope) -> Component | None:
        self.count += 1
        if self.count == MAX_COMPONENTS + 1:
            self.wrong(None, f"栏目太多：最多 {MAX_COMPONENTS} 个")
        if self.count > MAX_COMPONENTS:
            return None
        if not isinstance(raw, dict):
            return self.wrong(None, "栏目应当是 JSON 对象")
        name = next((part for part in (raw.get("id"), raw.get("key"), raw.get("label")) if isinstance(part, str)), None)
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in KINDS:
            reason = REFUSED.get(kind, "没有这种栏目") if isinstance(kind, str) else "缺少 type"
            return self.wrong(name, f"类型 {kind} 不能用：{reason}")
        shape = grammar.problems(raw, kind)
        if shape:
            self.problems += [Problem(name, sentence) for sentence in shape]
            return None
        return self._build(raw, kind, name, path, depth, scope)

    def _build(self, raw, kind, name, path, depth, scope) -> Component | None:
        own = tuple((raw.get("key") or raw.get("path") or "").split(".")) if raw.get("key") or raw.get("path") else ()
        where = (*path, *own)
        self._remember(raw, kind, where, scope)
        self._check_choices(raw, kind, name)
        self._check_pattern(raw, name)
        component = Component(
            raw, kind, raw.get("id"), raw.get("key"), where, *self._texts(raw, name),
            hide=self._switch((raw.get("conditional") or {}).get("hide"), name, "隐藏条件"),
            readonly=self._switch(raw.get("readonly") or raw.get("disabled"), name, "只读条件"),
            prefill=self._expression((raw.get("properties") or {}).get("prefill"), name, "预填"),
            values_expression=self._expression(raw.get("valuesExpression"), name, "选项表达式"),
            data_source=self._expression(raw.get("dataSource"), name, "数据来源"),
            columns_expression=self._expression(raw.get("columnsExpression"), name, "列表达式"),
            limits=self._limits(raw, name))
        if kind in CONTAINERS:
            rows = kind == "dynamiclist"
            inner = f"{scope}{'.'.join(where)}[]." if rows else scope
            component.children = self.components(raw.get("components", []), () if rows else where, depth + 1, inner)
        return component

    def _texts(self, raw, name):
        def text(key, what):
            return self.attempt(Text, raw.get(key) or "", name, what) or Text("", name, what)
        help_text = (raw.get("properties") or {}).get("help") or ""
        return text("label", "标签"), text("description", "说明"), text("text", "文字"), help_text

    def _switch(self, source, name, what):
        return self.attempt(Switch, source, name, what) or Switch(False, name, what)

    def _expression(self, source, name, what):
        return self.attempt(Expression, source, name, what) if isinstance(source, str) and source.strip() else None

    def _limits(self, raw, name) -> dict:
        given = {key: (raw.get("validate") or {}).get(key) for key in _NUMBERS}
        given["increment"] = raw.get("increment")
        if raw["type"] == "datetime":
            return self._date_limits(raw.get("properties") or {}, name)
        return {key: self._number(value, name, key) for key, value in given.items() if value not in (None, "")}

    def _date_limits(self, notes, name) -> dict:
        """`properties.earliest` and `latest` are ours: form-js itself only knows `disallowPassedDates`."""
        bounds = {"min": self._expression(notes.get("earliest"), name, "最早日期"),
                  "max": self._expression(notes.get("latest"), name, "最晚日期")}
        return {key: bound for key, bound in bounds.items() if bound is not None}

    def _number(self, value, name, key):
        """form-js writes numbers as numbers, as texts, or as expressions that start with `=`."""
        if isinstance(value, str) and value.startswith("="):
            return self._expression(value, name, key)
        try:
            number = Decimal(str(value))
        except DecimalException:
            return self.wrong(name, f"{key} 应当是数字或以 = 开头的表达式")
        return number if number.is_finite() else self.wrong(name, f"{key} 应当是数字")

    def _check_choices(self, raw, kind, name):
        if kind not in CHOICES:
            return
        given = [source for source in _SOURCES if raw.get(source) is not None]
        if len(given) != 1:
            self.wrong(name, "选项应当恰有一个来源：values、valuesKey 或 valuesExpression")
        values = [str(option.get("value")) for option in raw.get("values") or []]
        for value in sorted({value for value in values if values.count(value) > 1}):
            self.wrong(name, f"选项的值“{value}”重复")

    def _check_pattern(self, raw, name):
        pattern = (raw.get("validate") or {}).get("pattern")
        if pattern:
            self.attempt(compile_pattern, pattern, name)

    def _remember(self, raw, kind, where, scope):
        if raw.get("id"):
            self.ids.append(("编号", raw["id"]))
        if where and (kind in INPUTS or kind == "dynamiclist"):
            self.ids.append(("栏目键", scope + ".".join(where)))

    def no_duplicates(self):
        seen = set()
        for what, name in self.ids:
            if (what, name) in seen:
                self.wrong(name, f"{what}“{name}”重复")
            seen.add((what, name))
        keys = {name for what, name in self.ids if what == "栏目键"}
        for key in sorted(keys):
            parts = re.split(r"\.", key)
            for length in range(1, len(parts)):
                if ".".join(parts[:length]) in keys:
                    self.wrong(key, f"“{key}”放在另一个栏目“{'.'.join(parts[:length])}”的值里面")
