"""A case's data without the people in it: names become 甲某, 乙某 …, places 示范路1号 …, identity numbers and telephones samples, amounts the
class that they fall in, free text a sample text, dates move by whole weeks. What decides, choices, yes and no, counts, stays."""
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.definitions.scenarios import samples
from app.forms import paths
from app.forms.component import CHOICES, Component, Form, leaves
from app.kernel.clock import local

STEMS = "甲乙丙丁戊己庚辛壬癸"
PERSONS = ("name", "party", "person", "keeper", "receiver", "witness", "leader", "contact", "instructed_by", "姓名", "当事人", "联系人", "负责人")
PLACES = ("address", "place", "地点", "地址")
NUMBERS = ("phone", "电话", "id_no", "证件", "cert_no", "receipt", "vehicle", "车牌", "编号", "文号")
MONEY = ("amount", "罚款", "金额")
PEOPLE_LISTS = {"officers": 11, "panel_members": 21, "hearing_chairs": 31, "servers": 11}
STEPS = (0, 50, 100, 200, 1_000, 3_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
# Kept of a message: may_not_punish, PG-34-1, guizi/2; no e-mail, no name, and no number as long as a telephone's
CODE = re.compile(r"(?=.{0,40}\Z)(?!.*\d{6})[A-Za-z][\w./:-]*|-?[\d.]{0,7}|[+-]?P[\dYMWDTHS.]+", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d(T|\Z)")


@dataclass
class Veil:
    """One case's. `shift`: by which its dates move; `figures`: amounts at which a rule or a parameter changes its mind: which side of them
    an amount stands on stays true. The same person or place has the same stand-in wherever it stands."""

    shift: timedelta = timedelta()
    figures: tuple[Decimal, ...] = ()
    ids: dict[int, int] = field(default_factory=dict)           # real case id → stand-in
    _names: dict[str, str] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _people: dict[Any, int] = field(default_factory=dict)

    def form_data(self, form: Form | None, data: dict[str, Any]) -> dict[str, Any]:
        """A submission as it may be kept. Without a form nothing of it is known, so nothing is kept but yes and no."""
        if form is None:
            return {key: value for key, value in data.items() if isinstance(value, bool)}
        return self._level(form.components, data)

    def _level(self, components: list[Component], data: dict[str, Any]) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for component in leaves(components):
            value = paths.get(data, component.path, paths.MISSING)
            if value is not paths.MISSING:
                paths.put(clean, component.path, self._value(component, value))
        return clean

    def _value(self, component: Component, value: Any) -> Any:
        if component.kind == "dynamiclist":
            return [self._level(component.children, row) for row in value or [] if isinstance(row, dict)]
        if value is None or isinstance(value, bool) or value in ("", []):
            return value
        if component.kind == "filepicker":
            return ["1"]
        if component.kind in CHOICES:
            return self._chosen(component.raw.get("valuesKey"), value)
        if component.kind == "datetime":
            return self.moment(value)
        words = f"{component.key or ''} {component.title}".lower()
        if component.kind == "number":
            return self.amount(value) if any(word in words for word in MONEY) else value
        return self.text(component, words, str(value))

    def _chosen(self, register: str | None, value: Any) -> Any:
        """People and grids of registers get stand-ins; departments, matters and the form's own choices say nothing of a person."""
        if isinstance(value, list):
            return [self._chosen(register, one) for one in value]
        if register in PEOPLE_LISTS:
            return self._people.setdefault(value, PEOPLE_LISTS[register] + len([v for v in self._people.values() if v // 10 == PEOPLE_LISTS[register] // 10]))
        return "jiazhen-donghe-03" if register == "grids" else value

    def text(self, component: Component, words: str, value: str) -> str:
        if any(word in words for word in NUMBERS):
            return samples.text_for(component)
        if component.kind == "textfield" and any(word in words for word in PERSONS):
            return self._names.setdefault(value, f"{STEMS[len(self._names) % 10]}某")
        if component.kind == "textfield" and any(word in words for word in PLACES):
            return self._places.setdefault(value, f"示范路{len(self._places) + 1}号")
        return samples.text_for(component)

    def moment(self, value: Any) -> Any:
        """A day or an instant, moved."""
        if isinstance(value, datetime):
            return local(value + self.shift).isoformat(timespec="minutes")[:16]
        if isinstance(value, date):
            return (value + self.shift).isoformat()
        try:
            found = datetime.fromisoformat(str(value)) if "T" in str(value) else date.fromisoformat(str(value))
        except ValueError:
            return str(value)       # a time of day is nobody's secret
        return self.moment(found)

    def amount(self, value: Any) -> int:
        """The round amount of its class: a figure at which something changes if it is one, else between two of them."""
        number = Decimal(str(value))
        steps = sorted({*map(Decimal, STEPS), *self.figures})
        if number in steps or number > steps[-1]:
            return int(min(number, steps[-1]))
        below = max((step for step in steps if step < number), default=Decimal(0))
        above = min(step for step in steps if step > number)
        return int((below + above) / 2)

    def key(self, text: Any) -> Any:
        """A message's key with case ids replaced: "4711/guizi" → "1/guizi"."""
        if isinstance(text, int) and not isinstance(text, bool):
            return self.ids.get(text, text)
        head, slash, rest = str(text).partition("/") if text is not None else ("", "", "")
        return f"{self.ids[int(head)]}{slash}{rest}" if head.isdecimal() and int(head) in self.ids else text

    def item(self, value: Any) -> Any:
        """What a round of a loop is told by: the stand-in that the list has for it, which somebody filled in before; else as in a message."""
        if isinstance(value, str):
            stand_in = self._names.get(value) or self._places.get(value) or self.key(value)
            return stand_in if stand_in != value else self.payload(value)
        return self.payload(value) if isinstance(value, (dict, list)) else self._people.get(value, self.key(value))

    def payload(self, value: Any, key: str = "") -> Any:
        """A message's content: codes and results stay, ids are replaced, dates move; words are not kept, nor what may be a telephone, an
        identity number or an address."""
        if isinstance(value, dict):
            return {k: self.payload(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.payload(one, key) for one in value]
        if isinstance(value, int) and not isinstance(value, bool):
            return self.ids.get(value, value)
        if not isinstance(value, str) or CODE.fullmatch(value):
            return value
        if DAY.match(value):
            return self.moment(value)
        return "样例〔2026〕1号" if "〔" in value else "已处置"
