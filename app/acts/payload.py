"""What an act must be given: typed keys, checked and turned into Python values before any guard looks.

A form has normally said all this before; a call through the API or another diagram must not get by without it. Keys that
the act does not know are left aside: a form may ask for more than the act needs.
"""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.kernel.clock import local

Errors = dict[str, str]


class Unfit(ValueError):
    """The value is not of this type; the message is the sentence at the field."""


@dataclass(frozen=True)
class Field:
    """One key. `read` turns the value into its Python type or raises Unfit. `empty`: the value when the key is absent.

    `only_when`: (key, values): required only if that key has one of these values.
    """

    read: Callable[[Any], Any]
    label: str = ""
    empty: Any = None
    required: bool = False
    only_when: tuple[str, frozenset] | None = None
    kind: str = "text"
    options: frozenset[str] | None = None       # codes that may be chosen; None: any

    def need(self) -> "Field":
        return replace(self, required=True)

    def need_if(self, key: str, *values: Any) -> "Field":
        return replace(self, only_when=(key, frozenset(values)))

    def demanded(self, payload: Mapping[str, Any]) -> bool:
        return self.required or (self.only_when is not None and payload.get(self.only_when[0]) in self.only_when[1])


def check(schema: Mapping[str, Field], payload: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    """(values by key with the schema's types, errors by key). A key with an error keeps its empty value."""
    values: dict[str, Any] = {}
    errors: Errors = {}
    for key, field in schema.items():
        raw = payload.get(key)
        values[key] = field.empty
        if _blank(raw):
            continue
        try:
            values[key] = field.read(raw)
        except Unfit as wrong:
            errors[key] = str(wrong)
    for key, field in schema.items():
        if key not in errors and _blank(values[key]) and field.demanded(values):
            errors[key] = f"请填写{field.label}。"
    return values, errors


def _blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


# ---- types ----------------------------------------------------------------------------------------------------------
def text(label: str, limit: int = 20_000) -> Field:
    def read(raw: Any) -> str:
        if not isinstance(raw, str):
            raise Unfit(f"{label}应当是文字。")
        if len(raw) > limit:
            raise Unfit(f"{label}最多 {limit} 字，现有 {len(raw)} 字。")
        return raw.strip()
    return Field(read, label)


def flag(label: str) -> Field:
    def read(raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise Unfit(f"{label}应当是“是”或“否”。")
        return raw
    return Field(read, label, empty=False, kind="flag")


def asked(label: str) -> Field:
    """A flag that must be answered: there is a difference between no and not said."""
    return replace(flag(label), empty=None)


def choice(label: str, *options: str) -> Field:
    def read(raw: Any) -> str:
        if raw not in options:
            raise Unfit(f"{label}没有“{raw}”这个选项。")
        return raw
    return Field(read, label, kind="choice", options=frozenset(options))


def some_of(label: str, options: Iterable[str] | None = None) -> Field:
    """A list of different codes, of these options or any."""
    allowed = None if options is None else frozenset(options)

    def read(raw: Any) -> list[str]:
        if not isinstance(raw, (list, tuple)) or not all(isinstance(item, str) for item in raw):
            raise Unfit(f"{label}应当是一组选项。")
        wrong = [item for item in raw if allowed is not None and item not in allowed]
        if wrong:
            raise Unfit(f"{label}没有“{wrong[0]}”这个选项。")
        return list(dict.fromkeys(raw))
    return Field(read, label, empty=[], kind="list", options=allowed)


def people(label: str, least: int = 1) -> Field:
    """A list of different person ids."""
    def read(raw: Any) -> list[int]:
        ids = list(dict.fromkeys(_integer(item, label) for item in (raw if isinstance(raw, (list, tuple)) else [raw])))
        if len(ids) < least:
            raise Unfit(f"{label}至少 {least} 人，现有 {len(ids)} 人。")
        return ids
    return Field(read, label, empty=[], kind="people")


def items(label: str) -> Field:
    """A list of lines or of small tables {problem, norm, standard}; one text is a list of one."""
    def read(raw: Any) -> list:
        listed = list(raw) if isinstance(raw, (list, tuple)) else [raw]
        if not all(isinstance(item, (str, Mapping)) for item in listed):
            raise Unfit(f"{label}应当是一组条目。")
        return [item for item in listed if not _blank(item)]
    return Field(read, label, empty=[], kind="list")


def listing(label: str) -> Field:
    """A text, or a list of lines or small tables that is kept as text, one line each."""
    def read(raw: Any) -> str:
        if isinstance(raw, str):
            return raw.strip()
        return "\n".join(line(item) for item in items(label).read(raw))
    return Field(read, label)


def line(item: Any) -> str:
    """One entry of `items` as one line."""
    if isinstance(item, Mapping):
        return "，".join(str(value) for value in item.values() if not _blank(value))
    return str(item)


def number(label: str) -> Field:
    def read(raw: Any) -> int:
        value = _integer(raw, label)
        if value < 0:
            raise Unfit(f"{label}不能小于 0。")
        return value
    return Field(read, label, kind="number")


def yuan(label: str) -> Field:
    """An amount above 0 with at most two decimals, below ten thousand million."""
    def read(raw: Any) -> Decimal:
        try:
            value = Decimal(str(raw)) if not isinstance(raw, bool) else Decimal("NaN")
        except InvalidOperation:
            raise Unfit(f"{label}应当是金额，例如 2000 或 99.50。") from None
        if not value.is_finite() or value < 0 or value >= 10 ** 10:
            raise Unfit(f"{label}应当是 0 元以上、100 亿元以下的金额。")
        if value != value.quantize(Decimal("0.01")):
            raise Unfit(f"{label}最多精确到分。")
        return value
    return Field(read, label, kind="yuan")


def day(label: str) -> Field:
    """A local date; a moment counts as its local day."""
    def read(raw: Any) -> date:
        if isinstance(raw, datetime):
            return local(raw).date() if raw.tzinfo else raw.date()
        if isinstance(raw, date):
            return raw
        try:
            return date.fromisoformat(str(raw)[:10])
        except ValueError:
            raise Unfit(f"{label}应当是日期，例如 2026-11-22。") from None
    return Field(read, label, kind="day")


def _integer(raw: Any, label: str) -> int:
    if isinstance(raw, bool) or not str(raw).strip().lstrip("-").isdecimal():
        raise Unfit(f"{label}应当是整数。")
    return int(str(raw))
