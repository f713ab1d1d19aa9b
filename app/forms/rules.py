"""What a typed value must be: one function a rule, each gives None or one sentence for the person who filled it in."""
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from app.forms import patterns
from app.forms.component import CHOICES, ONE_OF, SOME_OF, Component
from app.forms.options import Choices, as_text
from app.forms.values import Unreadable, read

MAX_FILES = 50
_WIDE = Context(prec=80)  # any number that fits into a field, by any step


@dataclass
class Judged:
    """One input under judgement: its value and everything that the rules look at."""

    component: Component
    value: Any
    scopes: Sequence[Mapping]
    options: Choices

    def limit(self, name: str) -> Any:
        return self.component.limit(name, self.scopes)

    def today(self) -> dt.date | None:
        """The host's present day, from its context."""
        return next((scope["today"] for scope in reversed(self.scopes) if isinstance(scope.get("today"), dt.date)), None)

    def now(self) -> dt.datetime | None:
        return next((scope["now"] for scope in reversed(self.scopes) if isinstance(scope.get("now"), dt.datetime)), None)


def judge(judged: Judged) -> str | None:
    """The first rule that the value breaks, in words; None if it passes."""
    component, value = judged.component, judged.value
    if value is None or value == [] or value is False:
        return _missing(component) if component.required else None
    for rule in _RULES.get(component.kind, ()):
        sentence = rule(judged)
        if sentence:
            return sentence
    return None


def _missing(component: Component) -> str:
    verb = {"checkbox": "请勾选", "filepicker": "请上传"}.get(component.kind, "请选择" if component.kind in CHOICES else "请填写")
    return f"{verb}“{component.title}”"


def _shortest(judged):
    least, length = judged.limit("minLength"), len(judged.value)
    return f"现有 {length} 字，还差 {least - length} 字" if least is not None and length < least else None


def _longest(judged):
    most, length = judged.limit("maxLength"), len(judged.value)
    return f"现有 {length} 字，超出 {length - most} 字" if most is not None and length > most else None


def _pattern(judged):
    pattern = judged.component.rules.get("pattern")
    return "格式不对" if pattern and not patterns.matches(pattern, judged.value) else None


def _validation_type(judged):
    kind = judged.component.rules.get("validationType")
    if kind == "email" and not patterns.matches(patterns.EMAIL, judged.value):
        return "请填写电子邮箱，例如 name@example.cn"
    if kind == "phone" and not patterns.matches(patterns.PHONE, judged.value):
        return "请填写电话号码，例如 13800000000 或 010-12345678"
    return None


def _least(judged):
    least = judged.limit("min")
    return f"不能小于 {as_text(least)}，现在是 {as_text(judged.value)}" if least is not None and judged.value < least else None


def _most(judged):
    most = judged.limit("max")
    return f"不能大于 {as_text(most)}，现在是 {as_text(judged.value)}" if most is not None and judged.value > most else None


def _digits(judged):
    allowed = judged.component.raw.get("decimalDigits")
    if allowed is None:
        return None
    found = max(0, -Decimal(judged.value).normalize().as_tuple().exponent)
    if found <= allowed:
        return None
    return f"小数最多 {allowed} 位，现有 {found} 位" if allowed else "只能填写整数"


def _increment(judged):
    """Steps are counted from the minimum, or from 0."""
    step = judged.limit("increment")
    if not step:
        return None
    above = _WIDE.subtract(Decimal(judged.value), Decimal(judged.limit("min") or 0))
    rest = _WIDE.remainder(above, Decimal(step))
    return f"应当按 {as_text(step)} 递增" if rest else None


def _not_passed(judged):
    """`disallowPassedDates`: a time of day has no date to be past."""
    if not judged.component.raw.get("disallowPassedDates"):
        return None
    subtype = judged.component.subtype
    present = {"date": judged.today(), "datetime": judged.now()}.get(subtype)
    return "不能早于现在" if present is not None and judged.value < present else None


def _earliest(judged):
    limit = _date_limit(judged, "min")
    return f"不能早于 {_day(limit)}" if limit is not None and judged.value < limit else None


def _latest(judged):
    limit = _date_limit(judged, "max")
    return f"不能晚于 {_day(limit)}" if limit is not None and judged.value > limit else None


def _date_limit(judged, name):
    """The bound as the field's own kind: an hour more or less does not matter to a field that asks for a day."""
    limit = judged.component.limit(name, judged.scopes)
    found = None if limit is None else read(judged.component, limit)
    return None if isinstance(found, Unreadable) else found


def _day(limit) -> str:
    return limit.strftime("%Y-%m-%d %H:%M") if isinstance(limit, dt.datetime) else limit.isoformat()


def _interval(judged):
    """`timeInterval`: minutes between the times that may be picked; form-js's default of 15 binds only if it is written."""
    minutes, subtype = judged.component.raw.get("timeInterval"), judged.component.subtype
    if not minutes or minutes <= 1 or subtype == "date":
        return None
    return f"分钟应当是 {minutes} 的倍数" if 60 % minutes == 0 and judged.value.minute % minutes else None


def _member(judged):
    given = judged.value if judged.component.kind in SOME_OF else [judged.value]
    strange = [item for item in given if judged.options.pick(item) is None]
    if not strange:
        return None
    if not judged.options:
        return "没有可选的项，请联系管理员维护选项"
    return f"“{as_text(strange[0])[:40]}”不在可选范围内"


def _no_doubles(judged):
    texts = [as_text(item) for item in judged.value]
    return "有重复的选项" if len(set(texts)) != len(texts) else None


def _files(judged):
    multiple = judged.component.raw.get("multiple")
    if not multiple and len(judged.value) > 1:
        return "只能上传一个文件"
    if len(judged.value) > MAX_FILES:
        return f"文件太多：最多 {MAX_FILES} 个"
    names = [getattr(item, "filename", None) for item in judged.value]
    accepted = accepted_endings(judged.component)
    strange = [name for name in names if name and accepted and not name.lower().endswith(accepted)]
    return f"不能上传“{strange[0][:60]}”，可以上传 {' '.join(accepted)}" if strange else None


def accepted_endings(component: Component) -> tuple[str, ...]:
    """The file name endings of `accept`; MIME patterns in it are left to the browser."""
    parts = [part.strip().lower() for part in (component.raw.get("accept") or "").split(",")]
    return tuple(part for part in parts if part.startswith("."))


_RULES = {"textfield": (_shortest, _longest, _pattern, _validation_type), "textarea": (_shortest, _longest),
          "number": (_least, _most, _digits, _increment), "datetime": (_not_passed, _earliest, _latest, _interval), "filepicker": (_files,),
          **dict.fromkeys(ONE_OF, (_member,)), **dict.fromkeys(SOME_OF, (_member, _no_doubles))}
