"""Timers: one way of writing the time, and a time that can come."""
import re
from datetime import date, timedelta

from app.engine import timers
from app.engine.checks.examiner import Examiner
from app.engine.checks.values import SOME_DAY, constant
from app.engine.expressions import Failure
from app.engine.markup import kids, local, text
from app.rules import feel

FORMS = {"timeDate": "日期或日期时间", "timeDuration": "期间 P…", "timeCycle": "循环 R次数/期间"}
# What looks like a time and is meant as one, whether right or wrong.
LOOKS_LIKE_TIME = re.compile(r"\s*(-?PT?\d|R\d*/|\d{4}-\d\d)")


def timer(one: Examiner, element, definition):
    written = [e for e in kids(definition, *FORMS) if text(e)]
    if len(written) != 1 or len(kids(definition, *FORMS)) != 1:
        one.say(element, "bad_timer", "定时事件应写明 timeDate、timeDuration、timeCycle 之一，而且只写一个。")
        return
    form, source = local(written[0]), text(written[0])
    value = source if LOOKS_LIKE_TIME.match(source) and not _computes(source) else constant(source)
    if isinstance(value, str):
        _fixed(one, element, form, value.strip())
    elif value is not None and not isinstance(value, (date, timedelta, feel.Months)):
        one.say(element, "bad_timer", f"{form} 的结果是 {str(value)[:40]}，应是{FORMS[form]}。")


def _computes(source) -> bool:
    """`P1 + x` and the like: an expression that begins as a time would."""
    return not timers.LITERAL.match(source) and any(mark in source for mark in " ()+*")


def _fixed(one, element, form, value):
    try:
        timers.schedule(value, SOME_DAY, one.limits)
    except Failure as failure:
        one.say(element, "bad_timer", f"{form}：{failure.sentence}")
        return
    if value.startswith("-"):
        one.say(element, "bad_timer", f"{value} 是过去的时间。")
    elif {"R": "timeCycle", "P": "timeDuration"}.get(value[:1], "timeDate") != form:
        one.say(element, "bad_timer", f"{form} 应是{FORMS[form]}，而不是 {value}。")
