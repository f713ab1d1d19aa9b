"""What can be recorded: a closed list, and for each tag the sentence that people read after the name of who did it.

In a sentence `{key}` is a value of the payload, `{key:filter}` the value through a filter of `FILTERS`, and a part in square
brackets falls away when one of its values is missing. So the sentences also say what each payload holds.
"""
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.accounts.roles import role_name
from app.kernel.clock import local


class Tag(StrEnum):
    CASE_OPENED = "case:opened"
    CASE_NUMBERED = "case:numbered"
    CASE_FACTS_CHANGED = "case:facts_changed"
    CASE_WITHDRAWN = "case:withdrawn"
    CASE_MERGED = "case:merged"
    CASE_REJECTED = "case:rejected"
    CASE_TRANSFERRED = "case:transferred"
    CASE_TERMINATED = "case:terminated"
    CASE_FILE_BUILT = "case:file_built"
    CASE_ARCHIVED = "case:archived"
    CASE_ENDED = "case:ended"
    CASE_MIGRATED = "case:migrated"
    CASE_MIGRATION_TAKEN_BACK = "case:migration_taken_back"
    STAGE_ENTERED = "stage:entered"
    TASK_OPENED = "task:opened"
    TASK_CLAIMED = "task:claimed"
    TASK_RELEASED = "task:released"
    TASK_DELEGATED = "task:delegated"
    TASK_RETURNED = "task:returned"
    TASK_URGED = "task:urged"
    TASK_SUBMITTED = "task:submitted"
    TASK_CANCELLED = "task:cancelled"
    ACT_PERFORMED = "act:performed"
    ACT_REFUSED = "act:refused"
    RULE_DECIDED = "rule:decided"
    RULE_OVERRIDDEN = "rule:overridden"
    TIMER_FIRED = "timer:fired"
    MESSAGE_SENT = "message:sent"
    MESSAGE_RECEIVED = "message:received"
    MESSAGE_SENT_AGAIN = "message:sent_again"
    SIGNAL_BROADCAST = "signal:broadcast"
    SIGNAL_CAUGHT = "signal:caught"
    WHISTLE_ISSUED = "whistle:issued"
    WHISTLE_SIGNED = "whistle:signed"
    WHISTLE_OBJECTED = "whistle:objected"
    WHISTLE_REPORTED_IN = "whistle:reported_in"
    WHISTLE_NO_SHOW = "whistle:no_show"
    WHISTLE_URGED = "whistle:urged"
    WHISTLE_LEFT = "whistle:left"
    WHISTLE_RATED = "whistle:rated"
    WHISTLE_CANCELLED = "whistle:cancelled"
    SUB_CASE_OPENED = "sub_case:opened"
    SUB_CASE_RESULT = "sub_case:result"
    TURN_OPENED = "turn:opened"
    STANDING_OPENED = "standing:opened"
    STANDING_SET = "standing:set"
    LEAD_CONFIRMED = "lead:confirmed"
    DOCUMENT_ISSUED = "document:issued"
    DOCUMENT_VOIDED = "document:voided"
    DOCUMENT_SERVED = "document:served"
    ATTACHMENT_ADDED = "attachment:added"
    PERFORMANCE_RECORDED = "performance:recorded"
    WARNING_RAISED = "warning:raised"
    REMINDED = "reminder:sent"
    FILED_FOR_RECORD = "record:filed"
    PATROL_POINT_MARKED = "patrol_point:marked"
    PATROL_POINT_CLEARED = "patrol_point:cleared"
    INCIDENT_RAISED = "incident:raised"
    INCIDENT_RESOLVED = "incident:resolved"
    DEFINITION_DRAFTED = "definition:drafted"
    DEFINITION_SUBMITTED = "definition:submitted"
    DEFINITION_RETURNED = "definition:returned"
    DEFINITION_APPROVED = "definition:approved"
    DEFINITION_PUBLISHED = "definition:published"
    PARAMETER_CHANGED = "parameter:changed"
    CALENDAR_CHANGED = "calendar:changed"
    ACCOUNT_CHANGED = "account:changed"
    TOKEN_MOVE_PROPOSED = "token:move_proposed"
    TOKEN_MOVED = "token:moved"
    TOKEN_MOVE_REFUSED = "token:move_refused"
    TOKEN_MOVE_WITHDRAWN = "token:move_withdrawn"
    MIGRATION_STARTED = "migration:started"
    MIGRATION_PAUSED = "migration:paused"
    MIGRATION_RESUMED = "migration:resumed"
    MIGRATION_TAKING_BACK = "migration:taking_back"
    MIGRATION_ENDED = "migration:ended"


SENTENCES: dict[Tag, str] = {
    Tag.CASE_OPENED: "登记立卷[：{title}][，来源：{source}]。",
    Tag.CASE_NUMBERED: "编定案号 {number}。",
    Tag.CASE_FACTS_CHANGED: "更正案件信息[：{fields}][，理由：{reason}]。",
    Tag.CASE_WITHDRAWN: "撤回案件[，理由：{reason}]。",
    Tag.CASE_MERGED: "并入 {into}[，理由：{reason}]。",
    Tag.CASE_REJECTED: "不予受理[，理由：{reason}]。",
    Tag.CASE_TRANSFERRED: "移送[{to}][，理由：{reason}]。",
    Tag.CASE_TERMINATED: "终止办理[，理由：{reason}]。",
    Tag.CASE_FILE_BUILT: "组卷[，文书 {documents} 份][，表单 {records} 份]。",
    Tag.CASE_ARCHIVED: "归档[，档号 {archive_no}][，保管期限：{retention}]。",
    Tag.CASE_ENDED: "案件办结[，结果：{name}]。",
    Tag.CASE_MIGRATED: "改用规则包[ {label}][，原为 {from}][，{changes:list}][，理由：{reason}]。",
    Tag.CASE_MIGRATION_TAKEN_BACK: "收回迁移，改回规则包[ {label}][，理由：{reason}]。",
    Tag.STAGE_ENTERED: "推进到“{name}”。",
    Tag.TASK_OPENED: "交办“{name}”[，由{role:role}办理][，{due_at:when}前办结]。",
    Tag.TASK_CLAIMED: "签收“{name}”。",
    Tag.TASK_RELEASED: "退回待签收“{name}”[，理由：{reason}]。",
    Tag.TASK_DELEGATED: "将“{name}”转给{to}[，理由：{reason}]。",
    Tag.TASK_RETURNED: "退回“{name}”[，理由：{reason}]。",
    Tag.TASK_URGED: "催办“{name}”[：{text}]。",
    Tag.TASK_SUBMITTED: "提交“{name}”[：{summary}]。",
    Tag.TASK_CANCELLED: "撤销待办“{name}”，不再需要办理。",
    Tag.ACT_PERFORMED: "作出“{name}”[：{summary}][，文书 {document}]。",
    Tag.ACT_REFUSED: "未放行“{name}”[：{title}][（{article}）]。",
    Tag.RULE_DECIDED: "按规则 {decision:rule}[“{title}”] 判定[，命中{fired:rows}]。",
    Tag.RULE_OVERRIDDEN: "未采用规则 {decision:rule} 的建议[，改为：{value:plain}][，理由：{reason}]。",
    Tag.TIMER_FIRED: "到时触发“{name}”。",
    Tag.MESSAGE_SENT: "发出消息“{message}”[，去向 {key}]。",
    Tag.MESSAGE_RECEIVED: "收到消息“{message}”[，来自 {from}]。",
    Tag.MESSAGE_SENT_AGAIN: "重新发送“{message}”[，发往 {to}]。",
    Tag.SIGNAL_CAUGHT: "收到信号“{signal}”[，来自 {from}]。",
    Tag.SIGNAL_BROADCAST: "发布信号“{signal}”[：{text}]。",
    Tag.WHISTLE_ISSUED: "签发哨令 {number}[，召集{depts:list}][，{assemble_at:when}集合][，地点：{place}]。",
    Tag.WHISTLE_SIGNED: "签收哨令[ {number}][，{dept}]。",
    Tag.WHISTLE_OBJECTED: "对哨令提出异议[，{dept}][，理由：{reason}]。",
    Tag.WHISTLE_REPORTED_IN: "报到[，{dept}][，到场 {persons} 人][，迟 {late_minutes} 分]。",
    Tag.WHISTLE_NO_SHOW: "记{dept}到时未报到[，记入警示清单：{clause}]。",
    Tag.WHISTLE_URGED: "催{dept}报到。",
    Tag.WHISTLE_LEFT: "离场[，{dept}][，交接：{text}]。",
    Tag.WHISTLE_RATED: "评价{dept}[：{rating:plain}]。",
    Tag.WHISTLE_CANCELLED: "撤销哨令[ {number}][，理由：{reason}]。",
    Tag.SUB_CASE_OPENED: "分立子案 {number}[，由{dept}办理]。",
    Tag.SUB_CASE_RESULT: "收到子案[ {number} ]结果[，{dept}][，决定书 {decision_no}][：{summary}]。",
    Tag.TURN_OPENED: "复发，转入第 {turn} 轮[，新案 {number}][，理由：{reason}]。",
    Tag.STANDING_OPENED: "转常态治理[，立 {number}]。",
    Tag.STANDING_SET: "确定由{organ}长期管理[，责任人：{person}][，要求：{text}]。",
    Tag.LEAD_CONFIRMED: "确定{lead}主责[，{supports:list}配合][，依据：{basis}]。",
    Tag.DOCUMENT_ISSUED: "制发{title}[ {number}]。",
    Tag.DOCUMENT_VOIDED: "作废{title}[ {number}][，理由：{reason}]。",
    Tag.DOCUMENT_SERVED: "送达{title}[ {number}][，方式：{way}][，{served_on} 送达]。",
    Tag.ATTACHMENT_ADDED: "上传{title}[，{size} 字节][，sha256 {sha256:short}]。",
    Tag.PERFORMANCE_RECORDED: "记入绩效清单[，{dept}]：{text}。",
    Tag.WARNING_RAISED: "发出{level:level}警示[，{class:class}][，{organ}]：{text}[（{clause}）]。",
    Tag.REMINDED: "提醒[{to}]：{text}。",
    Tag.FILED_FOR_RECORD: "报备[，{organ}][，{number}]。",
    Tag.PATROL_POINT_MARKED: "列入必到点位[（{kind:patrol}）]：{address}。",
    Tag.PATROL_POINT_CLEARED: "移出必到点位[ {count} 处][：{address}]。",
    Tag.INCIDENT_RAISED: "在“{name}”受阻：{text}",
    Tag.INCIDENT_RESOLVED: "排除受阻[ {count} 处][，“{name}”]。",
    Tag.DEFINITION_DRAFTED: "上传草案 {key}[，问题 {problems} 个]。",
    Tag.DEFINITION_SUBMITTED: "将修订“{title}”提交审批。",
    Tag.DEFINITION_RETURNED: "退回修订“{title}”[：{reason}]。",
    Tag.DEFINITION_APPROVED: "批准修订“{title}”[，内容摘要 {digest:short}]。",
    Tag.DEFINITION_PUBLISHED: "发布规则包 {label}[，{effective_from} 起施行]。",
    Tag.PARAMETER_CHANGED: "修改参数 {code}[，由 {before} ][改为 {after}][，理由：{reason}]。",
    Tag.CALENDAR_CHANGED: "修改假日表[ {year} 年][：{text}]。",
    Tag.ACCOUNT_CHANGED: "修改账户 {login}[：{text}]。",
    Tag.TOKEN_MOVE_PROPOSED: "提出把{tasks:list}移到{targets:list}[，理由：{reason}]，等另一人同意。",
    Tag.TOKEN_MOVED: "同意由{by}提出的移动：把{tasks:list}移到{targets:list}[，理由：{reason}]。",
    Tag.TOKEN_MOVE_REFUSED: "不同意把{tasks:list}移到{targets:list}[，理由：{note}]。",
    Tag.TOKEN_MOVE_WITHDRAWN: "撤回移动的提议：{tasks:list}移到{targets:list}。",
    Tag.MIGRATION_STARTED: "开始第 {run} 号迁移：由规则包 {from} 到 {label}，案件 {cases} 件[，理由：{reason}]。",
    Tag.MIGRATION_PAUSED: "暂停第 {run} 号迁移。",
    Tag.MIGRATION_RESUMED: "继续第 {run} 号迁移。",
    Tag.MIGRATION_TAKING_BACK: "收回第 {run} 号迁移。",
    Tag.MIGRATION_ENDED: "第 {run} 号迁移[{verb}]结束，{migrated} 件已迁移。",
}

_LEVELS = {"yellow": "黄色", "orange": "橙色", "red": "红色"}
_CLASSES = {"non_action": "不作为", "wrong_action": "乱作为", "insufficient_action": "不到位作为"}
_PATROL = {"high_risk_area": "高发区", "control_point": "管控点", "stop_work_household": "叫停整改户"}


def _when(value: Any) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return local(moment).strftime("%m-%d %H:%M")


def _list(value: Any) -> str:
    return "、".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _rows(value: Any) -> str:
    """{table: [rule ids]} as the rows that fired: 第 6 行, by the number at the end of the rule's id."""
    rules = [rule for rules in value.values() for rule in rules] if isinstance(value, dict) else list(value)
    rows = [re.search(r"\d+$", rule) for rule in rules]
    return "第 " + "、".join(row[0] for row in rows) + " 行" if rules and all(rows) else "、".join(rules)


def _rule(value: Any) -> str:
    """D01 for D01_triage_route."""
    short = re.match(r"D\d+(?=_)", str(value))
    return short[0] if short else str(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{k} {_plain(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "、".join(_plain(v) for v in value)
    return {True: "是", False: "否", None: "无"}.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)


FILTERS: dict[str, Callable[[Any], str]] = {
    "when": _when, "list": _list, "rows": _rows, "rule": _rule, "plain": _plain, "short": lambda v: str(v)[:8],
    "role": lambda v: "或".join(role_name(code) for code in str(v).split("|")),
    "level": lambda v: _LEVELS.get(v, v), "class": lambda v: _CLASSES.get(v, v), "patrol": lambda v: _PATROL.get(v, v),
}

_VALUE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def sentence(tag: str, payload: Mapping[str, Any]) -> str:
    """What happened, to be read after the name of who did it: 提交“拟办意见”：多部门联合处置。An unknown tag, from a later
    release, is shown as it is."""
    template = SENTENCES.get(tag)
    if template is None:
        return str(tag)
    kept = _OPTIONAL.sub(lambda m: m[1] if all(_given(payload, key) for key, _ in _VALUE.findall(m[1])) else "", template)
    return _VALUE.sub(lambda m: _value(payload, m[1], m[2]), kept).replace("。。", "。")


def title(tag: str) -> str:
    """What a fact of this tag is about, without what its payload says: 登记立卷, 将“…”转给…."""
    return _VALUE.sub("…", _OPTIONAL.sub("", SENTENCES.get(tag, str(tag)))).rstrip("。： ")


def _given(payload: Mapping[str, Any], key: str) -> bool:
    value = payload.get(key)
    return value is not None and value != "" and value != [] and value != {}


def _value(payload: Mapping[str, Any], key: str, filter_name: str) -> str:
    return FILTERS[filter_name](payload[key]) if filter_name and _given(payload, key) else str(payload.get(key, ""))
