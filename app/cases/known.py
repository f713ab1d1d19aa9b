"""What the server knows, gathered from the rooms for the checks and the editors of the workshop (`app/definitions/known.py`)."""
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.roles import ROLES
from app.acts import precedence
from app.acts.catalogue import ACTS, Act
from app.acts.results import RESULTS
from app.cases.ending import NAMES
from app.cases.model import STAGE_NAMES
from app.deadlines.operations import work_calendar
from app.definitions.known import ActField, ActInfo, Figure, Known, OrganInfo, Precedence, ServiceInfo, ServicePort
from app.kernel import reference
from app.kernel.clock import LOCAL, local
from app.registry import queries as registry

TIMES = {"wd", "d", "h", "min", "m", "y"}       # units of what `deadline` can count
CASE_FIELDS = {                                 # of `case` (cases/context.py), by FEEL type
    "id": "number", "number": "string", "chain_id": "number", "turn": "number", "parent_id": "number", "kind": "string",
    "source": "string", "street": "string", "grid": "string", "legal_subject": "string", "urgency": "string", "title": "string",
    "lead": "string", "opened_on": "string"}
MESSAGES = {"msg_result": "部门子案件办结时，由系统送给母案件"}
PAYLOADS = {"msg_result": {"dept": "string", "case_id": "number", "number": "string", "end_state": "string", "decision_no": "string?", "summary": "string"},
            "sig_whistle_cancelled": {"reason": "string"}}
STARTS = {"five_step_loop": {}, "single_dept_disposal": {},
          "dept_requirement_implementation": {"lead_dept": "string?", "*": "open_standing_case.requirement"}}
LISTS = dict.fromkeys(("departments", "streets", "stations", "grids", "handling_units", "problems", "matters", "own_matters"), "string") | \
    dict.fromkeys(("officers", "panel_members", "hearing_chairs"), "number")
_made: deque[Known] = deque(maxlen=4)
STATUTE = Precedence(precedence.REQUIREMENTS, precedence.SEPARATIONS, precedence.DUTIES, precedence.TERMS)


def known(session: Session, now: datetime) -> Known:
    """As of this day; the same object for everybody until organs, parameters … change."""
    return _known(session, local(now).date())


@reference.section
def _known(session: Session, day: date) -> Known:
    figures = _figures(session, day)
    organs = sorted(accounts.organ_map(session).values(), key=lambda o: o.id)
    return _as_before(Known(
        organs=tuple(OrganInfo(o.code, o.name, o.kind) for o in organs),
        deadlines={code: f for code, f in figures.items() if f.unit in TIMES},
        parameters={code: f for code, f in figures.items() if f.unit not in TIMES},
        calendar=work_calendar(session, datetime.combine(day, time(12), LOCAL)), **FIXED))


def _as_before(made: Known) -> Known:
    """The object of an earlier day or change, if what it says is the same: then all that was found with it still holds."""
    for one in tuple(_made):
        if all(getattr(one, name) == getattr(made, name) for name in ("organs", "deadlines", "parameters", "calendar")):
            return one
    _made.append(made)
    return made


def _figures(session: Session, day: date) -> dict[str, Figure]:
    """By code: the general value in force, else one that a region has, else one that is to come: what is drawn today may run then."""
    in_force = sorted(registry.parameters(session, on=day), key=lambda p: p.region is not None)
    figures: dict[str, Figure] = {}
    for p in [*in_force, *registry.parameters_to_come(session, on=day)]:
        figures.setdefault(p.code, Figure(p.code, p.name, p.value, p.unit, p.basis, p.status, p.direction, p.roll))
    return figures


def without_registers() -> Known:
    """What stands in the code alone: where there is no database to ask."""
    return Known(**FIXED)


# ---- acts -------------------------------------------------------------------------------------------------------------------
def _act(act: Act) -> ActInfo:
    needs = tuple(ActField(key, f.label, f.kind, f.required, f.options, f.only_when) for key, f in act.schema.items())
    return ActInfo(act.code, act.name, act.article, needs, MappingProxyType({g.code: g.sentence for g in act.guards}),
                   RESULTS.get(act.code, {}))


# ---- services ---------------------------------------------------------------------------------------------------------------
def _ports(text: str) -> tuple[ServicePort, ...]:
    """ "depts*:list:被吹哨部门, place:text?:地点": `*` must be given, `?` may come back empty """
    parts = (part.strip().split(":") for part in text.split(",") if part.strip())
    return tuple(ServicePort(name.rstrip("*"), label, kind.rstrip("?"), name.endswith("*"), kind.endswith("?")) for name, kind, label in parts)


def _services(rows: Iterable[tuple[str, str, str, str]]) -> Mapping[str, ServiceInfo]:
    return MappingProxyType({name: ServiceInfo(name, title, _ports(inputs), _ports(outputs)) for name, title, inputs, outputs in rows})


SERVICES = _services((
    ("look_up_history", "查询同址同人历史案件", "",
     "duplicate_id:number?:重复的案件, duplicate_number:text?:重复案件的编号, earlier_violations:number:以前违法次数, "
     "competent_depts:list:有权部门, street_has_power:boolean:街乡是否有权, reopened_count:number:复发次数"),
    ("register_facts", "把登记内容记入案卷", "", ""),
    ("merge_case", "并入另一案件", "into*:number:并入的案件", ""),
    ("open_sub_case", "为部门开立子案件",
     "dept*:text:部门, matter_codes:list:权责清单事项, title:text:标题, process:text:办理流程", "id:number:子案件, number:text:编号, dept:text:部门"),
    ("open_standing_case", "开立长效管护案件", "requirement:context:管护要求", "id:number:案件, number:text:编号"),
    ("open_next_turn", "复发，开下一轮", "reason*:text:理由, facts:any:要素", "id:number:案件, number:text:编号, turn:number:轮次"),
    ("issue_whistle", "发出哨令",
     "depts*:list:被吹哨部门, whistle_class*:text:哨令种类, assemble_at:any:集结时间, place:text:集结地点", "number:text:哨令编号, id:number:哨令"),
    ("set_lead", "确定主责与配合", "lead*:text:主责单位, supports:list:配合单位", ""),
    ("set_standing", "确定长管单位", "organ*:text:长管单位, person:text:责任人, text:text:说明", ""),
    ("record_performance", "记入绩效清单", "dept*:text:部门, kind*:text:种类, text*:text:内容", ""),
    ("raise_warning", "发出警示",
     "level*:text:级别, class:text:类别, organ*:text:被警示单位, clause*:text:依据条款, text*:text:内容", ""),
    ("remind", "提醒", "role*:text:提醒的岗位, organ*:text:所在单位, text*:text:提醒内容", ""),
    ("mark_patrol_point", "列为巡查点", "kind*:text:种类, address:text:地址", ""),
    ("clear_patrol_point", "巡查点销号", "kind:text:种类", ""),
    ("required_documents", "核对应有材料", "", "missing:list:缺少的材料, complete:boolean:是否齐全"),
    ("build_case_file", "组卷", "", "volume_count:number:件数"),
    ("file_for_record", "简易程序报备", "", "number:text:备案编号"),
))

FIXED = {"roles": MappingProxyType(ROLES), "acts": MappingProxyType({code: _act(act) for code, act in ACTS.items()}),
         "services": SERVICES, "case_fields": MappingProxyType(CASE_FIELDS),
         "stages": MappingProxyType({s.value: name for s, name in STAGE_NAMES.items()}), "end_states": MappingProxyType(NAMES), "messages": MappingProxyType(MESSAGES),
         "payloads": MappingProxyType(PAYLOADS), "starts": MappingProxyType(STARTS), "lists": MappingProxyType(LISTS),
         "precedence": STATUTE}
