"""The kinds of document that the product issues, and how each is numbered (文书种类与文号样式).

`pattern` has three slots: {word} the issuing organ's code word (机关代字), {year} four digits, {n} the serial, which starts
again each year for each organ and kind. Brackets of the year are 〔〕 (GB/T 9704-2012). The patterns are samples (样例): a
district sets its own words. A kind without a pattern has no number of its own.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`external`: it goes to the party and carries the organ's seal, so it may be served (送达)."""

    code: str
    title: str
    pattern: str | None
    external: bool = False


def _numbered(word: str) -> str:
    return "{word}" + word + "字〔{year}〕第{n}号"


KINDS: dict[str, Kind] = {kind.code: kind for kind in (
    Kind("W02", "立案审批表", _numbered("罚立")),
    Kind("W03", "不予立案审批表", _numbered("罚不立")),
    Kind("W06", "现场笔录", None),
    Kind("W14", "责令改正通知书", _numbered("责改"), external=True),
    Kind("W15", "整改复查意见书", _numbered("复查"), external=True),
    Kind("W16", "教育告诫书", _numbered("教诫"), external=True),
    Kind("W17", "案件调查终结报告", None),
    Kind("W18", "法制审核意见书", _numbered("法审")),
    Kind("W19", "集体讨论笔录", None),
    Kind("W20", "行政处罚事先告知书", _numbered("罚告"), external=True),
    Kind("W22", "陈述申辩复核意见", None),
    Kind("W23", "听证报告", None),
    Kind("W25", "行政处罚决定书", _numbered("罚决"), external=True),
    Kind("W26", "当场行政处罚决定书", _numbered("当罚"), external=True),
    Kind("W27", "不予行政处罚决定书", _numbered("不罚"), external=True),
    Kind("W28", "送达回证", None),
    Kind("W29", "罚款收缴登记", None),
    Kind("W35", "案件移送函", _numbered("移")),
    Kind("W37", "撤销案件审批表", _numbered("撤")),
    Kind("W39", "结案审批表", _numbered("结")),
    Kind("W40", "卷内目录", "{word}执法档〔{year}〕{n}"),
    Kind("W48", "执法人员指派单", None),
)}


def number(kind: Kind, word: str, year: int, n: int) -> str | None:
    """文号, as printed; None for a kind without one."""
    return kind.pattern.format(word=word, year=year, n=n) if kind.pattern else None
