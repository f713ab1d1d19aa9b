"""FEEL inside forms: `=expr`, `{{expr}}` in texts, and the scopes in which they are read.

Forms are read leniently, as form-js reads them: an unknown name is null, so that a condition on an empty field is no error.
"""
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.forms.errors import FormError, Problem
from app.kernel.limits import limit
from app.rules import feel
from app.rules.feel.render import render

# A page evaluates many expressions, some in every row: each gets a tenth of what a gateway's may take.
_FUEL = 20_000
ALL_OF_A_PAGE = limit("FORM_STEPS")
METER = "\x01meter"      # a name that no expression can read
_PLACE = re.compile(r"\{\{(.+?)\}\}", re.S)


class Meter:
    """What the expressions of one page may still cost together: five hundred fields in two hundred rows compute a lot."""

    def __init__(self):
        self.left = ALL_OF_A_PAGE

    def spend(self, steps: int):
        self.left -= steps


def metered(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """The context with a meter in it; one that has one already keeps it."""
    return context if METER in context else {**context, METER: Meter()}


class Expression:
    """A checked FEEL expression of one component. Raises FormError at once if it is none."""

    def __init__(self, source: str, element: str | None, what: str):
        self.element, self.what = element, what
        source = source.strip()
        self.source = source[1:] if source.startswith("=") else source
        try:
            self._compiled = feel.compile(self.source)
        except feel.FeelSyntaxError as error:
            raise FormError([Problem(element, f"{what}不是 FEEL：{error}")]) from error
        self.names = self._compiled.names

    def __call__(self, scopes: Sequence[Mapping]) -> Any:
        """The FEEL value. Raises FormError that names the component."""
        return self._computed(scopes, lambda value: value)

    def host(self, scopes: Sequence[Mapping]) -> Any:
        """The value as plain data; whole numbers are int."""
        return self._computed(scopes, feel.to_host)

    def shown(self, scopes: Sequence[Mapping]) -> str:
        """The value as text; null is empty."""
        return self._computed(scopes, lambda value: "" if value is None else render(value))

    def _computed(self, scopes, finish):
        meter = next((scope[METER] for scope in scopes if METER in scope), None) or Meter()
        if meter.left < 0:
            raise FormError([Problem(self.element, "表单里的表达式加起来计算太多。请减少字段、行数或条件")])
        try:
            return finish(self._compiled(scopes, strict=False, now=_now(scopes), fuel=_FUEL, spent=meter.spend))
        except feel.FeelError as error:
            meter.spend(_FUEL)
            raise FormError([Problem(self.element, f"{self.what}算不出来：{error}")]) from error


def _now(scopes):
    """The host hands its instant in as the context's `now`; nothing here asks a clock for it."""
    return next((scope["now"] for scope in scopes if scope.get("now") is not None), None)


class Text:
    """A label, description or text: plain, `=expr` as a whole, or with `{{expr}}` inside."""

    def __init__(self, source: str, element: str | None, what: str):
        if source.startswith("="):
            self.parts = [Expression(source, element, what)]
        else:
            split = _PLACE.split(source)
            self.parts = [Expression(part, element, what) if index % 2 else part for index, part in enumerate(split) if part]

    def __call__(self, scopes: Sequence[Mapping]) -> str:
        return "".join(part if isinstance(part, str) else part.shown(scopes) for part in self.parts)


class Switch:
    """True, false or an expression that says so (`conditional.hide`, `readonly`, `disabled`). Null counts as false."""

    def __init__(self, source: bool | str | None, element: str | None, what: str):
        self.fixed = source if isinstance(source, bool) else None if source else False
        self.expression = Expression(source, element, what) if isinstance(source, str) and source else None

    def __call__(self, scopes: Sequence[Mapping]) -> bool:
        return self.fixed if self.expression is None else self.expression(scopes) is True
