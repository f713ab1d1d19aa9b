"""How much an uploaded file, an expression or a submission may ask of the machine: every bound of the product in one place.

Each is a setting, `ZFL_LIMIT_<NAME>`; `settings.load` refuses a name or number that cannot be meant before anything runs. Rooms take
their bounds from here as they are loaded, so a bound stays what it is for the life of the process. Everything uploaded is taken as
hostile: no bound can be switched off, only moved within its range.
"""
import os
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "ZFL_LIMIT_"


@dataclass(frozen=True)
class Limit:
    """`default` unless set; `least` and `most` bound what it may be set to."""

    default: int
    least: int
    most: int
    meaning: str


TABLE = {name: Limit(default, least, most, meaning) for name, default, least, most, meaning in (
    ("FILE_BYTES", 2_000_000, 10_000, 20_000_000, "一个流程图文件多少字节"),
    ("FILES", 300, 10, 2_000, "一次发布多少个文件"),
    ("ELEMENTS", 20_000, 100, 200_000, "一个流程图多少个 XML 元素"),
    ("DEPTH", 60, 20, 200, "流程图的元素嵌套多少层"),
    ("NAME", 500, 50, 5_000, "流程图里一个名称多少字"),
    ("TEXT", 20_000, 1_000, 200_000, "流程图里一段文字或一个属性多少字"),
    ("STEPS", 60_000, 1_000, 1_000_000, "一次推进连续执行多少个环节而不等待"),
    ("INSTANCES", 1_000, 10, 10_000, "一个多实例展开多少个"),
    ("TOKENS", 20_000, 100, 200_000, "一件流程里同时进行多少个环节"),
    ("FLOWS", 300, 10, 2_000, "一个节点的一侧接多少条顺序流"),
    ("CALLS", 20, 2, 50, "子流程和被调用流程嵌套多少层"),
    ("CYCLES", 1_000, 10, 100_000, "一个循环定时触发多少次"),
    ("PERIOD_SECONDS", 1, 1, 3_600, "循环定时的间隔至少多少秒"),
    ("WAIT_DAYS", 36_600, 366, 366_000, "定时最长等待多少天"),
    ("DATA_DEPTH", 40, 10, 100, "流程数据嵌套多少层"),
    ("STATE_BYTES", 8_000_000, 100_000, 60_000_000, "一件流程的状态（压缩前）多少字节"),
    ("FEEL_SOURCE", 10_000, 1_000, 100_000, "一个表达式多少字"),
    ("FEEL_STEPS", 200_000, 10_000, 5_000_000, "一个表达式计算多少步"),
    ("FEEL_TEXT", 200_000, 10_000, 2_000_000, "表达式里一段文字多少字"),
    ("FEEL_LIST", 100_000, 1_000, 1_000_000, "表达式里一个列表多少项"),
    ("DMN_BYTES", 4_000_000, 10_000, 20_000_000, "一个规则文件多少字节"),
    ("DMN_RULES", 5_000, 100, 50_000, "一张决策表多少行"),
    ("FORM_BYTES", 1_000_000, 10_000, 10_000_000, "一个表单文件多少字节"),
    ("FORM_COMPONENTS", 500, 50, 5_000, "一个表单多少个组件"),
    ("FORM_STEPS", 1_000_000, 100_000, 20_000_000, "一个表单的全部表达式一起计算多少步"),
    ("FORM_ROWS", 200, 10, 2_000, "提交时一个可增行的列表多少行"),
)}


def limit(name: str, environ: Mapping[str, str] = os.environ) -> int:
    """The bound in force. What cannot be meant counts as not set: the start has been refused for it already."""
    bound = TABLE[name]
    text = environ.get(PREFIX + name, "")
    number = int(text) if text.isdecimal() and len(text) < 10 else bound.default
    return number if bound.least <= number <= bound.most else bound.default
