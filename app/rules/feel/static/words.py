"""Types in words, for sentences and for the list that the editor shows."""
from app.rules.feel.render import render
from app.rules.feel.static.kinds import Kind, Type

WORDS = {"number": "数字", "string": "文字", "boolean": "是否", "date": "日期", "time": "时刻", "date and time": "日期时间",
         "days and time duration": "时长", "years and months duration": "年月时长", "list": "列表", "context": "一组数据", "range": "区间",
         "function": "函数", "null": "空", "absent": "没有", "any": "任意"}
SHOWN_VALUES = 6


def describe(kind: Type) -> str:
    """文字, 数字或空, 列表（文字） …"""
    shown = kind.without("absent", "null") if len(kind.without("absent", "null").kinds) else kind.without("absent")
    words = "或".join(_kind(one) for one in shown.kinds) or "空"
    return f"{words}，可为空" if "null" in kind and "null" not in shown else words


def plainly(kind: Type) -> str:
    """Its kinds only, for a sentence about what does not fit: 文字, 数字或文字."""
    return "或".join(WORDS[one.name] for one in kind.without("absent").kinds) or "空"


def _kind(one: Kind) -> str:
    if one.name == "list" and one.item is not None and one.item.kinds and not one.item.unknown:
        return f"列表（{plainly(one.item.without('null'))}）"
    return WORDS[one.name]


def values_of(kind: Type) -> list:
    """Every value of an enumeration, in order of their texts; none if the type has others too."""
    held = [one for one in kind.without("null", "absent").kinds]
    if not held or any(one.values is None for one in held):
        return []
    return sorted((value for one in held for value in one.values), key=render)


def listed(values) -> str:
    """“yes”、“no” …, at most a few."""
    ordered = sorted(values, key=render)
    said = "、".join(f"“{render(value)}”" for value in ordered[:SHOWN_VALUES])
    return f"{said} 等 {len(ordered)} 项" if len(ordered) > SHOWN_VALUES else said
