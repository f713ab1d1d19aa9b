"""Who acts for the organ: enough officers, with certificates valid on the day, of the legal subject; certificates shown."""
from app.acts.contract import OfficerStanding
from app.acts.guards.base import GuardView, Why, guard, no, yes
from app.kernel.errors import Advice, Finding

WITH_OFFICERS = ("assign_officers", "prepare_filing", "file_case", "show_identity", "report_investigation", "recheck", "decide",
                 "decide_on_spot", "serve")


def _line(officer: OfficerStanding) -> Finding:
    if officer.counts:
        until = f"，有效至 {officer.valid_to:%Y-%m-%d}" if officer.valid_to else ""
        return yes(f"计入：{officer.name}，执法证 {officer.certificate}{until}")
    return no(f"不计：{officer.name}，{officer.why_not}")


@guard("E-42-1", article="《行政处罚法》第四十二条第一款", acts=WITH_OFFICERS,
       quote="行政处罚应当由具有行政执法资格的执法人员实施。执法人员不得少于两人，法律另有规定的除外。", decisive="执法人员不得少于两人",
       sentence="实施行政处罚的执法人员不得少于两人，且当日均持有效执法证；辅助人员、无证、过期、暂停的一律不计。")
def two_certified_officers(view: GuardView) -> Why | None:
    counted = [o for o in view.officers if o.counts]
    if len(counted) >= view.limits.officers:
        return None
    least = "两" if view.limits.officers == 2 else f" {view.limits.officers} "
    return Why(f"有效持证的执法人员不足{least}人，现有 {len(counted)} 人", [_line(o) for o in view.officers] or [no("本案没有指派执法人员")],
               [Advice("换上或补足有效持证的执法人员，再提交。", "#officers"),
                Advice("证件已经续期、恢复的，请培训管理员先更新执法人员名录。"),
                Advice("还没有指派的，由部门负责人先指派执法人员。", view.case_link)])


@guard("E-42-2", article="《行政处罚法》第十七条", acts=WITH_OFFICERS,
       quote="行政处罚由具有行政处罚权的行政机关在法定职权范围内实施。",
       sentence="执法人员应当属于本案的执法主体；联合执法时可以属于参加的机关，但至少一人属于执法主体。")
def officers_belong_to_the_subject(view: GuardView) -> Why | None:
    subject = view.facts.legal_subject_id
    allowed = {subject, *view.facts.joint_organ_ids}
    counted = [o for o in view.officers if o.counts]
    strangers = [o for o in counted if not allowed & o.organ_ids]
    own = any(subject in o.organ_ids for o in counted)
    if subject is None or not counted or (own and not strangers):
        return None
    name = view.facts.legal_subject_name or "执法主体"
    found = [(no if o in strangers else yes)(f"{o.name}：{'不属于' if o in strangers else '属于'}{name}或者参加联合执法的机关")
             for o in counted]
    return Why(f"执法人员不属于{name}", found, [Advice(f"改由{name}的执法人员办理。", "#officers"),
               Advice("确需联合执法的，先在联合处置方案中列明参加机关。", view.case_link)])


@guard("E-55-1", article="《行政处罚法》第五十五条第一款", acts=("show_identity",),
       quote="执法人员在调查或者进行检查时，应当主动向当事人或者有关人员出示执法证件。", decisive="应当主动向当事人或者有关人员出示执法证件",
       sentence="现场查证前应当出示执法证件。")
def certificates_are_shown(view: GuardView) -> Why | None:
    if view.payload["certificates_shown"]:
        return None
    return Why("没有出示执法证件", [no("“已出示执法证件”没有勾选")],
               [Advice("两名执法人员向当事人出示证件后再查证，并如实勾选。", "#certificates_shown"),
                Advice("没有出示的，当事人有权拒绝接受调查。")])


@guard("E-52-1", article="《行政处罚法》第五十二条第一款", acts=("decide_on_spot",),
       quote="执法人员当场作出行政处罚决定的，应当向当事人出示执法证件，填写预定格式、编有号码的行政处罚决定书，并当场交付当事人。",
       decisive="应当向当事人出示执法证件", sentence="当场处罚前应当已经表明身份、查证事实。")
def identity_before_an_on_spot_decision(view: GuardView) -> Why | None:
    if view.record.identity:
        return None
    return Why("还没有表明身份、现场查证", [no("表明身份、现场查证：没有记录")],
               [Advice("先完成“现场查证”，记录出示证件和查明的事实。", view.case_link)])
