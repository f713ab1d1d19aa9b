"""What the databases of released versions contain. Run by that release's own code, so it speaks to `District` only: `python -m
tests.kernel.releases.taking 0.2.0` in the work tree of the release. What is finished is finished there; what is under way is for every
later version to bring to its end."""
from sqlalchemy import select

from app.accounts.operations import issue_token
from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases import operations
from app.cases.model import Case
from app.definitions import operations as definitions
from app.kernel.clock import local
from app.tasks import operations as tasks
from app.tasks.model import WorkItem
from tests.support.district import District, starter_files
from tests.support.sand import POINTS, PROBLEM, answers

DEPTS = ("guizi", "shuiwu")
STALL = {"title": "东街路口流动摊贩占道经营", "source": "执法巡查", "problem_code": "CS-01", "urgency": "一般", "address": "甲镇东街路口"}
STALL_ANSWERS = {
    "handling_opinion": {"disposal": "summary"},
    "summary_identity": {"party_name": "赵某", "party_type": "citizen", "penalty_kind": "fine", "amount": 100,
                         "corrected_in_time": False, "fact_certain": True},
    "on_spot_decision": {"penalty_kind": "fine", "amount": 100, "collect_on_spot": True},
}
SHOP = {**STALL, "title": "南街门店占道经营", "address": "甲镇南街 8 号"}
OWNER = {"party_name": "李某", "party_type": "citizen", "party_address": "安河区甲镇南街8号"}
SHOP_ANSWERS = {
    "handling_opinion": {"disposal": "ordinary"},
    "filing": {**OWNER, "matter_code": "CS-01-1"},
    "investigation_report": {"suggestion": "punish", "penalty_kinds": ["fine"], "amount": 500, "minor": False},
    "prior_notice": {"penalty_kinds": ["fine"], "amount": 500},
    "pleading": {"pleading": "waived"},
    "legal_review": {"points": POINTS, "opinion": "agree"},
}
MISSING = "T_NOT_YET"       # a deadline that nobody has entered: the incident waits for it
REASON = "与在办案件系同一事实"
HEAD = ('<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:zfl="http://zhifalian/schema/bpmn/1.0" '
        'id="d" targetNamespace="http://zhifalian/test">')


def _task(node: str, name: str, **more: str) -> str:
    properties = {"role": "duty_chief", "scope": "case.street", **more}
    inner = "".join(f'<spiffworkflow:property name="{key}" value="{value}"/>' for key, value in properties.items())
    return (f'<bpmn:userTask id="{node}" name="{name}"><bpmn:extensionElements><spiffworkflow:properties>{inner}'
            '</spiffworkflow:properties></bpmn:extensionElements></bpmn:userTask>')


def _flows(*nodes: str) -> str:
    return "".join(f'<bpmn:sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in zip(nodes, nodes[1:]))


# Side by side: a script that fails for want of a parameter; a message sent long before its receiver is reached; a sequential
# multi-instance within which things are written; a task with a clock that reminds again and again; a wait for a far day.
UNDER_WAY = HEAD + '<bpmn:message id="m" name="msg_early"/><bpmn:process id="under_way" name="样例：办到一半" isExecutable="true">' + (
    '<bpmn:startEvent id="start"/>'
    '<bpmn:intermediateThrowEvent id="tell" name="先告知"><bpmn:extensionElements><spiffworkflow:messagePayload>{said: "早到的话"}'
    '</spiffworkflow:messagePayload><zfl:correlation key="string(case.id)"/></bpmn:extensionElements>'
    '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateThrowEvent>'
    '<bpmn:parallelGateway id="fork"/>'
    f'<bpmn:scriptTask id="work_out" name="推算期限" scriptFormat="feel"><bpmn:script>{{until: deadline("{MISSING}")}}</bpmn:script>'
    '</bpmn:scriptTask>' + _task("after_mend", "期限算出之后") + _task("before_hearing", "收信之前") +
    '<bpmn:intermediateCatchEvent id="hear" name="收信"><bpmn:extensionElements><spiffworkflow:messageVariable>heard'
    '</spiffworkflow:messageVariable><zfl:correlation key="string(case.id)"/></bpmn:extensionElements>'
    '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
    + _task("each", "逐个核查").replace("</bpmn:userTask>",
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements/>'
        '<bpmn:loopDataInputRef>places</bpmn:loopDataInputRef><bpmn:inputDataItem id="place" name="place"/>'
        '</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>') +
    '<bpmn:scriptTask id="list" name="列出地点" scriptFormat="feel"><bpmn:script>{places: ["一号桥", "二号桥", "三号桥"]}</bpmn:script>'
    '</bpmn:scriptTask>' + _task("patient", "慢慢办") +
    '<bpmn:boundaryEvent id="again" name="又一天" attachedToRef="patient" cancelActivity="false"><bpmn:timerEventDefinition>'
    '<bpmn:timeCycle>R9/PT24H</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>' + _task("reminded", "催一次") +
    '<bpmn:endEvent id="reminded_end"/>'
    '<bpmn:intermediateCatchEvent id="far" name="三十天后"><bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration>'
    '</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
    '<bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"><bpmn:extensionElements><spiffworkflow:properties>'
    '<spiffworkflow:property name="end_state" value="terminated"/></spiffworkflow:properties></bpmn:extensionElements></bpmn:endEvent>'
    + _flows("start", "tell", "fork", "work_out", "after_mend", "join", "end") + _flows("fork", "before_hearing", "hear", "join")
    + _flows("fork", "list", "each", "join") + _flows("fork", "patient", "join") + _flows("again", "reminded", "reminded_end")
    + _flows("fork", "far", "join")) + "</bpmn:process></bpmn:definitions>"


def to_the_end(district: District):
    """What people say in their forms to bring everything here to its end."""
    sand = answers(district, ut05_feedback={"met": "yes"})
    known = {STALL["title"]: STALL_ANSWERS, SHOP["title"]: SHOP_ANSWERS}

    def answer(item: WorkItem) -> dict:
        return known[item.case_title].get(item.form, {}) if item.case_title in known else sand(item)
    return answer


def play(district: District) -> None:
    """One of each, in about the order in which they happened."""
    archived(district)
    reopened(district)
    penalty(district, until="ut06_decide")
    publish_again(district)
    under_way(district)
    ended_early(district)
    kept_by_people(district)
    whistle_half_way(district)


def archived(district: District) -> None:
    """办结归档: a summary penalty from the report to the archive."""
    case = district.register("grid_worker", **STALL)
    district.work_off(lambda item: STALL_ANSWERS.get(item.form, {}), until=lambda: district.case(case.id).status == "ended")


def whistle(district: District, place: str, *depts: str) -> Case:
    case = district.register("grid_worker", **{**PROBLEM, "complexity": "复杂", "bottom_line_risk": "none", "address": place})
    district.do("duty_chief", "ut07_draft", case_id=case.id)
    district.do("exec_deputy_head", "ut08_sign", case_id=case.id, sign_decision="agree")
    district.do("duty_chief", "ut01_draft", case_id=case.id, requested_depts=list(depts), street_tried="yes", same_whistle_open="no",
                need_dept="yes", evidence="yes")
    district.do("team_head", "ut04_issue", case_id=case.id)
    return case


def of(district: District, case: Case, node: str, dept: str) -> WorkItem:
    return next(i for i in district.open_items(node=node, case_id=case.id) if i.item and i.item.get("code") == dept)


def attend(district: District, case: Case, dept: str, *nodes: str) -> None:
    district.complete(f"{dept}.dept_liaison", of(district, case, "ut05_sign", dept), result="accept")
    for node in nodes:
        district.complete(f"{dept}.officer", of(district, case, node, dept))


def reopened(district: District) -> None:
    """A whistle that is over, its standing management relapsed, the next turn begun."""
    case = whistle(district, "东河村一号桥", *DEPTS)
    finish = answers(district, ut05_feedback={"met": "no", "relapse_found": "yes", "relapse_facts": "夜间又有车辆到河滩盗采砂石。"},
                     ut06_check={"check_state": "relapse"}, ut08_verify={"verify_result": "all", "need_standing": "yes"})

    def quick(item):
        return {"disposal_way": "no_violation"} if item.form == "disposal_way" else finish(item)

    def next_turn() -> Case | None:
        with district.database.read() as session:
            return session.scalar(select(Case).where(Case.chain_id == case.chain_id, Case.turn == 2, Case.kind == "problem"))

    district.work_off(quick, until=next_turn)
    district.do("grid_worker", "ut01_register", case_id=next_turn().id)


def penalty(district: District, until: str) -> None:
    """普通程序 of a street, four processes deep, stopped before this task."""
    case = district.register("grid_worker", **SHOP)
    while not district.open_items(node=until, case_id=case.id):
        item = district.open_items(case_id=case.id)[0]
        district.complete(district.someone_for(item), item, **SHOP_ANSWERS.get(item.form, {}))


def publish_again(district: District) -> None:
    """A second bundle, so that cases of before run on one that is no longer in force; and a draft that is not published."""
    district.tick()
    with district.database.begin() as session:
        actor = district.actor("legal_reviewer")
        definitions.publish(session, {**starter_files(), "under_way.bpmn": UNDER_WAY.encode()}, now=district.now, actor=actor,
                            effective_from=local(district.now).date(), known_acts=ACTS, known_roles=ROLES)


def under_way(district: District) -> None:
    """The diagram above: with an incident, a message nobody waits for yet, and the second of three places."""
    with district.database.begin() as session:
        case = operations.open_case(session, title="办到一半的样例", source="其他", actor=district.actor("intake_clerk"),
                                    now=district.now, process_id="under_way")
    district.do("duty_chief", "each", case_id=case.id)


def ended_early(district: District) -> None:
    kept, double, withdrawn = (district.register("grid_worker", **STALL) for _ in range(3))
    with district.database.begin() as session:
        chief = district.actor("exec_deputy_head")
        operations.merge_case(session, double.id, kept.id, REASON, actor=chief, now=district.now)
        operations.withdraw_case(session, withdrawn.id, REASON, actor=chief, now=district.now)
    cancelled = whistle(district, "东河村二号桥", *DEPTS)
    with district.database.begin() as session:
        operations.cancel_whistle(session, cancelled.id, "现场已消除", actor=district.actor("team_head"), now=district.now)
    district.turn_clock(minutes=1)


def kept_by_people(district: District) -> None:
    """Drafts, a claim, a task handed to another, a token, lines of the bell that were read."""
    cases = [district.register("grid_worker", **{**STALL, "address": f"甲镇东街 {number} 号"}) for number in (1, 2, 3)]
    items = [district.open_items(case_id=case.id)[0] for case in cases]
    chief = district.actor(district.someone_for(items[0]))
    with district.database.begin() as session:
        tasks.save_draft(session, items[0].id, {"opinion": "写了一半的意见", "disposal": "summary"}, actor=chief, now=district.now)
        operations.claim_task(session, items[1].id, actor=chief, now=district.now)
        tasks.save_draft(session, items[1].id, {"opinion": "签收后写的"}, actor=chief, now=district.now)
        operations.claim_task(session, items[2].id, actor=chief, now=district.now)
        issue_token(session, "grid_worker", now=district.now, label="样例")


def whistle_half_way(district: District) -> None:
    """哨令 under way: one department in place, one signed and late, one not yet; their cases wait for word."""
    case = whistle(district, "东河村三号桥", "guizi", "shuiwu", "jiaotong")
    attend(district, case, "guizi", "ut06_report", "ut07_task")
    attend(district, case, "shuiwu")
    district.turn_clock(hours=7)
