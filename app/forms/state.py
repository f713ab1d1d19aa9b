"""A form filled in: typed data, and which fields are hidden or read-only with them."""
from collections.abc import Mapping
from typing import Any

from app.forms import paths
from app.forms.component import Component, Form, leaves
from app.forms.prefill import prefilled
from app.forms.values import Unreadable, read

_ROUNDS = 10


class State:
    """`data`: typed and nested; read-only fields as prefilled, hidden ones empty, what cannot be read as Unreadable.

    Hiding a field empties it, and that may hide or show another. So each round starts from what was given, with the fields
    emptied that the round before had hidden, until two rounds agree: what a hidden field was sent with decides nothing.
    `trusted`: the data are what the house itself keeps, so read-only fields show what was kept and not a fresh prefill.
    """

    def __init__(self, form: Form, given: Mapping[str, Any], context: Mapping[str, Any], *, trusted: bool = False):
        self.form, self.context, self.trusted = form, context, trusted
        self.hidden: set[str] = set()
        self.readonly: set[str] = set()
        self._prefilled: dict[int, Any] = {}
        self._given = _read_level(form.components, given)
        self.data = self._applied()
        for _ in range(_ROUNDS):
            found = self._look()
            if found == (self.hidden, self.readonly):
                break
            self.hidden, self.readonly = found
            self.data = self._applied()

    def is_hidden(self, name: str) -> bool:
        return name in self.hidden

    def is_readonly(self, name: str) -> bool:
        return name in self.readonly

    # ---- which are hidden, which locked -----------------------------------------------------------------------------
    def _look(self) -> tuple[set[str], set[str]]:
        found: tuple[set[str], set[str]] = set(), set()
        self._look_at(self.form.components, self.data, [self.context, self.data], "", (False, False), found)
        return found

    def _look_at(self, components, data, scopes, prefix, around, found):
        """`around`: whether what holds these components is hidden, is read-only."""
        visible = _readable(scopes)
        for component in components:
            name = name_of(component, prefix)
            state = around[0] or component.hide(visible), around[1] or component.readonly(visible)
            for names, holds in zip(found, state):
                if holds:
                    names.add(name)
            if component.kind == "group":
                self._look_at(component.children, data, scopes, prefix, state, found)
            elif component.kind == "dynamiclist" and not state[0]:
                for number, row in enumerate(_rows_of(component, data)):
                    self._look_at(component.children, row, in_row(scopes, row, number), f"{name}[{number}].", state, found)

    # ---- what then stands in the fields -----------------------------------------------------------------------------
    def _applied(self) -> dict[str, Any]:
        data = _copy(self._given)
        self._apply(self.form.components, data, "", None)
        return data

    def _apply(self, components, data, prefix, inside):
        """`inside`: (the list, the number of the row) or None."""
        for component in leaves(components):
            name = name_of(component, prefix)
            if name in self.hidden:
                paths.put(data, component.path, [] if component.kind == "dynamiclist" else read(component, None))
            elif name in self.readonly and component.is_input and not self.trusted:
                paths.put(data, component.path, self._locked(component, paths.get(data, component.path), inside))
            elif component.kind == "dynamiclist":
                for number, row in enumerate(_rows_of(component, data)):
                    self._apply(component.children, row, f"{name}[{number}].", (component, number))

    def _locked(self, component: Component, given: Any, inside) -> Any:
        if inside is None:
            return read(component, self._start(component))
        return self._locked_in_row(component, given, *inside)

    def _locked_in_row(self, component, given, holder, number):
        """Rows may have been taken out, so a row is known by what it shows: any value that the prefilled rows have may stand."""
        rows = self._start(holder)
        shown = [paths.get(row, component.path) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        if given is not None and given in [read(component, value) for value in shown]:
            return given
        if number < len(shown) and shown[number] is not None:
            return read(component, shown[number])
        return read(component, self._start(component))

    def _start(self, component: Component) -> Any:
        """The prefilled value, computed once."""
        if id(component) not in self._prefilled:
            self._prefilled[id(component)] = prefilled(component, [self.context])
        return self._prefilled[id(component)]


def in_row(scopes: list[Mapping], row: Mapping, number: int) -> list[Mapping]:
    """The scopes inside a row: its fields, and form-js's `this` and `i` (from 1)."""
    return [*scopes, row, {"this": row, "i": number + 1}]


def _rows_of(component: Component, data: Any) -> list:
    rows = paths.get(data, component.path)
    return rows if isinstance(rows, list) else []


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


def name_of(component: Component, prefix: str) -> str:
    """A field by its path; what has no data by its id."""
    has_data = component.is_input or component.kind == "dynamiclist"
    return prefix + (paths.dotted(component.path) if has_data else f"#{component.id or id(component)}")


def _read_level(components: list[Component], given: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for component in components:
        if component.kind == "group":
            _merge(data, _read_level(component.children, given))
        elif component.kind == "dynamiclist":
            paths.put(data, component.path, _read_rows(component, paths.get(given, component.path)))
        elif component.is_input:
            paths.put(data, component.path, read(component, paths.get(given, component.path)))
    return data


def _merge(data: dict, more: dict) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            _merge(data[key], value)
        else:
            data[key] = value


def _read_rows(component: Component, rows: Any):
    if rows in (None, ""):
        return []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return Unreadable(rows, "应当是若干行")
    return [_read_level(component.children, row) for row in rows]


def _readable(scopes: list[Mapping]) -> list[Mapping]:
    """The scopes for expressions: what could not be read counts as empty."""
    return [_without_unreadable(scope) if any(isinstance(value, Unreadable) for value in scope.values()) else scope
            for scope in scopes]


def _without_unreadable(scope):
    return {key: None if isinstance(value, Unreadable) else value for key, value in scope.items()}
