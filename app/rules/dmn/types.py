"""Declared types: what a value must be to pass, and DMN's two implicit conversions (a list of one, a date as date and time)."""
import datetime as dt
from decimal import Decimal

from app.rules.dmn.errors import DmnError
from app.rules.dmn.run import Run
from app.rules.dmn.xml import child, children, text_of
from app.rules.feel.temporal import parse_date, parse_datetime, parse_time
from app.rules.feel.types import TYPES
from app.rules.feel.values import Function, kind_of, to_feel

_NUMBERS = {"integer": Decimal, "long": Decimal, "double": Decimal}  # what older modellers write for number
_BASE = {**TYPES, **_NUMBERS}
_FROM_TEXT = {dt.date: parse_date, dt.datetime: parse_datetime, dt.time: parse_time}
_DEPTH = 20


class Types:
    """The item definitions of one model. `tests(element)` gives the compiled allowed values of an item, or None."""

    def __init__(self, items: dict, tests):
        self.items, self.tests = items, tests

    def conform(self, run: Run, value, reference: str | None, what: str, element: str | None):
        """The value as the type wants it. One that does not fit becomes null, or in strict mode raises DmnError err_type."""
        if reference is None or value is None:
            return value
        value = _from_text(value, reference) if run.strict else value
        result = self._named(run, value, reference, 0)
        if result is None and run.strict:
            raise DmnError(f"{what}应当是 {reference}，得到的是{kind_of(value)}", element=element, code="err_type")
        return result

    def _named(self, run, value, reference, depth):
        if value is None or depth > _DEPTH:
            return value
        reference = reference.split("}")[-1]
        base = reference.split(":")[-1]
        if base in ("Any", "function"):
            return value
        if base in _BASE:
            return _as(value, _BASE[base])
        item = self.items.get(reference, self.items.get(base))
        return value if item is None else self._item(run, value, item, depth + 1)

    def _item(self, run, value, item, depth):
        if value is None:
            return None
        if item.get("isCollection") == "true":
            return self._collection(run, value if type(value) is list else [value], item, depth)
        if type(value) is list and len(value) == 1:
            value = to_feel(value[0])
        return self._single(run, value, item, depth)

    def _collection(self, run, values, item, depth):
        run.spend(len(values))
        found = [self._single(run, to_feel(value), item, depth) for value in values]
        return None if any(a is not None and b is None for a, b in zip(values, found)) else found

    def _single(self, run, value, item, depth):
        if child(item, "functionItem") is not None:
            return value if type(value) is Function else None
        components = children(item, "itemComponent")
        if components:
            return self._components(run, value, components, depth)
        reference = child(item, "typeRef")
        if reference is not None:
            value = self._named(run, value, (reference.text or "").strip(), depth)
        tests = self.tests(item)
        if tests is not None and value is not None and run.inside([{}], tests, value) is not True:
            return None
        return value

    def _components(self, run, value, components, depth):
        if type(value) is not dict:
            return None
        found = dict(value)
        for component in components:
            name = component.get("name")
            if name in value:
                given = to_feel(value[name])
                found[name] = self._item(run, given, component, depth)
                if given is not None and found[name] is None:
                    return None
        return found


def allowed_values(item) -> str | None:
    """The unary tests that an item definition sets for its values."""
    return text_of(child(item, "allowedValues")) or text_of(child(item, "typeConstraint"))


def _from_text(value, reference):
    """Dates travel as ISO texts through JSON; where the table declares a date, the text is read as one."""
    parse = _FROM_TEXT.get(_BASE.get(reference.split(":")[-1])) if type(value) is str else None
    return value if parse is None else parse(value) or value


def _as(value, wanted: type):
    if type(value) is wanted:
        return value
    if type(value) is list and len(value) == 1 and type(to_feel(value[0])) is wanted:
        return to_feel(value[0])
    if wanted is list:
        return [value]
    if wanted is dt.datetime and type(value) is dt.date:
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    return None
