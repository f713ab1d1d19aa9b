"""Chinese names of codes that pages show. Names of organs, matters and people come from their registers, not from here."""
from collections.abc import Iterable, Mapping

from app.accounts.model import Organ
from app.accounts.roles import role_name
from app.acts.catalogue import ACTS
from app.cases import ending
from app.cases.messages import message_name
from app.cases.model import STAGE_NAMES

END_NAMES = ending.NAMES | {"standing": "转常态治理", "returned": "已退回", "punished": "已处罚"}
KIND_NAMES = {"problem": "五步闭环", "department": "部门子案", "standing": "常态治理"}
FILE_KINDS = {"bpmn": "流程图", "dmn": "决策表", "form": "表单", "test": "测试"}
UNIT_NAMES = {"wd": "个工作日", "d": "日", "h": "小时", "min": "分钟", "m": "个月"}
WARNING_KINDS = {"non_action": "不作为", "wrong_action": "乱作为", "insufficient_action": "不到位作为"}


VALUES = {"yes": "是", "no": "否", "h": "小时", "min": "分钟", "wd": "个工作日", "d": "日", "m": "个月", "work": "工作时间",
          "stationed": "派驻", "valid": "有效", "needs_fix": "需补正", "not_a_whistle": "不属于吹哨"}
AUTHORITY_TYPES = {"statutory": "法定", "authorized": "授权", "delegated": "下放", "entrusted": "委托", "borrowed": "借权"}
MESSAGE_STATES = {"waiting": "等待对方接收", "outside": "已下达", "not_needed": "对方已办结，不再需要", "parked": "没有送达，待督查处理"}


def organ_names(codes: Iterable[str], organs: Mapping[int, Organ]) -> str:
    """Names of organs given by code: 规自分局、水务局."""
    names = {o.code: o.short_name for o in organs.values()}
    return "、".join(names.get(code, code) for code in codes)


def organ_ids(ids: Iterable[int], organs: Mapping[int, Organ]) -> str:
    """Names of organs given by id."""
    return "、".join(organs[i].short_name for i in ids if i in organs)


def stage_name(code: str | None) -> str:
    return STAGE_NAMES.get(code, code or "")


def end_name(code: str | None) -> str:
    return END_NAMES.get(code, code or "")


def role_names(codes: str | None) -> str:
    """'team_head|exec_deputy_head' → 队长或常务副队长."""
    return "或".join(role_name(code) for code in (codes or "").split("|") if code)


def organ_of(code: str | None, organs: Mapping[int, Organ]) -> str:
    """The name of one organ given by code, such as a grid; the code itself if the register does not know it."""
    return next((o.name for o in organs.values() if o.code == code), code or "")


def few(words: Iterable[str], most: int = 2) -> str:
    """PG-34-1、PG-34-2A 等 6 项."""
    listed = list(words)
    return "、".join(listed) if len(listed) <= most else f"{'、'.join(listed[:most])} 等 {len(listed)} 项"


def plain_source(source: str) -> str:
    """A FEEL text without its quotes; other expressions as they are."""
    return source[1:-1] if len(source) > 1 and source[0] == source[-1] == '"' else source


def test_words(source: str) -> str:
    """A cell of a decision table as a person reads it."""
    return {"": "不限", "-": "不限", "true": "是", "false": "否", "null": "无"}.get(source, source)


FILTERS = {"stage_name": stage_name, "end_name": end_name, "role_names": role_names,
           "kind_name": lambda code: KIND_NAMES.get(code, code), "file_kind": lambda code: FILE_KINDS.get(code, code),
           "unit_name": lambda code: UNIT_NAMES.get(code, code), "warning_kind": lambda code: WARNING_KINDS.get(code, code),
           "authority_type": lambda code: AUTHORITY_TYPES.get(code, code), "message_name": message_name,
           "message_state": lambda code: MESSAGE_STATES.get(code, code),
           "act_name": lambda code: ACTS[code].name if code in ACTS else code or "", "plain_source": plain_source,
           "test_words": test_words,
           "organ_names": organ_names, "organ_of": organ_of, "few": few,
           "organ_ids": organ_ids, "extract_name": lambda code, known: known.get(code, code)}
