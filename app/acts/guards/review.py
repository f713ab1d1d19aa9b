"""Legal review and collective discussion before the decision; who handles does not review, who reviews does not approve."""
from decimal import Decimal

from app.accounts.roles import role_name
from app.acts.guards.base import PUNISHING, GuardView, Why, guard, no, yes
from app.acts.guards.notice import GRAVE_KINDS, penalties
from app.acts.guards.notice import party_type as party_type_of
from app.documents.body import day
from app.kernel.clock import local
from app.kernel.errors import Advice, Finding

OPINIONS = {"agree": "同意", "supplement": "补充调查", "correct": "纠正", "change": "变更", "disagree": "不同意", "transfer": "移送"}
CONCLUSIONS = {"approve": "同意", "change": "变更", "return": "退回", "defer": "暂缓"}
POINTS = 8
HEADS = ("organ_head", "dept_head")


def review_reasons(view: GuardView) -> list[str]:
    """Why this case needs legal review: what the rule said, and the statute's own cases (58), whatever a diagram leaves out."""
    report = view.record.investigation
    reasons = ["规则判定应当审核"] if view.facts.required.review else []
    if view.limits.review_all:
        reasons.append(f"本地规定全部案件都作法制审核{view.limits.note('review_all')}")
    if report and report.public_interest:
        reasons.append("涉及重大公共利益")
    if view.record.hearing:
        reasons.append("经过听证程序")
    if report and (report.complex_case or (report.norm_branches or 0) >= 2):
        reasons.append("疑难复杂、涉及多个法律关系")
    return reasons


@guard("E-58-1", article="《行政处罚法》第五十八条第一款", acts=PUNISHING,
       quote="应当由从事行政处罚决定法制审核的人员进行法制审核；未经法制审核或者审核未通过的，不得作出决定", decisive="未经法制审核或者审核未通过的，不得作出决定",
       sentence="应当法制审核的（重大公共利益、经过听证、疑难复杂多个法律关系、规则判定），审核通过后才能决定；调查、听证更新后重新审核。")
def the_review_has_passed(view: GuardView) -> Why | None:
    reasons = review_reasons(view)
    review, fresh = view.record.review, _newest_ground(view)
    stale = bool(review and fresh and review.at < fresh[1])
    if not reasons or (review and review.opinion == "agree" and not stale):
        return None
    found = [yes(f"应当审核：{reason}") for reason in reasons] + [_review_line(review)]
    if stale:
        found.append(no(f"{fresh[0]}在审核之后，审核没有包括它"))
    missing = "法制审核还没有做" if review is None else "法制审核之后情况有变" if stale else "法制审核还没有通过"
    return Why(missing, found, [Advice("办案人员按审核意见整改后，再送法制审核。", view.case_link),
                                Advice("不同意审核意见的，可以提请集体讨论；讨论不能代替法制审核。", view.case_link)])


def _review_line(review) -> Finding:
    if review is None:
        return no("法制审核：没有")
    when = day(local(review.at).date())
    return (yes if review.opinion == "agree" else no)(f"法制审核：第 {review.round} 次，{when}，{OPINIONS[review.opinion]}")


def _newest_ground(view: GuardView):
    """(name, instant) of the newest thing that a review must have seen, or None."""
    named = [("调查终结报告", view.record.investigation), ("听证", view.record.hearing)]
    return max(((name, row.at) for name, row in named if row), key=lambda pair: pair[1], default=None)


@guard("E-58-2", article="《行政处罚法》第五十八条第一款", acts=("review",), literal=False,
       quote="法制审核应当就主体、人员、程序、事实证据、法律适用与裁量、权限、文书、是否移送逐项审核；审核未通过的，不得作出决定。",
       sentence="八项审核要点全部通过，才能出“同意”的意见。")
def agreeing_takes_all_points(view: GuardView) -> Why | None:
    passed = len(view.payload["points"])
    if view.payload["opinion"] != "agree" or passed >= POINTS:
        return None
    return Why(f"八项要点只通过 {passed} 项，不能出“同意”的意见", [no(f"通过 {passed} 项，还差 {POINTS - passed} 项")],
               [Advice("没有通过的，选“补充调查”“纠正”等意见并写明。", "#opinion"), Advice("确已通过的，逐项勾选。", "#points")])


@guard("E-58-3", article="《行政处罚法》第五十八条第一款", acts=("review",), literal=False,
       quote="应当由从事行政处罚决定法制审核的人员进行法制审核；办理案件的人员不审核自己的案件（查审分离）。",
       sentence="办案人员不得审核本案。")
def the_reviewer_did_not_handle(view: GuardView) -> Why | None:
    if view.actor.person_id not in view.record.handlers:
        return None
    return Why("办案人员不能审核本案", [no(f"{view.actor.name}：办理过本案")], [Advice("由其他法制审核人员审核。", view.case_link)])


@guard("E-57-3", article="《行政处罚法》第五十七条第一款", acts=("decide", "decide_no_penalty"), literal=False,
       quote="调查终结，由行政机关负责人对调查结果进行审查并决定；调查、审核、决定由不同的人作出。",
       sentence="办案人员、法制审核人员不得批准本案的决定。")
def the_approver_neither_handled_nor_reviewed(view: GuardView) -> Why | None:
    person = view.actor.person_id
    handled, reviewed = person in view.record.handlers, person in view.record.reviewers
    if not handled and not reviewed:
        return None
    did = "办理" if handled else "审核"
    return Why(f"{did}过本案的人不能批准决定", [no(f"{view.actor.name}：{did}过本案")],
               [Advice("由没有办理、也没有审核过本案的机关负责人决定。", view.case_link)])


@guard("E-58-4", article="《行政处罚法》第五十八条第一款", acts=("review",),
       quote="应当由从事行政处罚决定法制审核的人员进行法制审核", decisive="从事行政处罚决定法制审核的人员",
       sentence="法制审核由法制审核岗位的人员进行。")
def the_reviewer_holds_the_post(view: GuardView) -> Why | None:
    if view.post is not None and view.post.role == "legal_reviewer":
        return None
    return Why("您不在法制审核岗位", [no(f"{view.actor.name}：岗位是{role_name(view.post.role) if view.post else '（无）'}")],
               [Advice("由法制审核员审核。", view.case_link)])


@guard("E-57-6", article="《行政处罚法》第五十七条第一款", acts=("decide", "decide_no_penalty"),
       quote="调查终结，行政机关负责人应当对调查结果进行审查，根据不同情况，分别作出如下决定", decisive="行政机关负责人",
       sentence="普通程序的决定由行政机关负责人作出。")
def the_head_decides(view: GuardView) -> Why | None:
    if view.post is not None and view.post.role in HEADS:
        return None
    return Why("您不是行政机关负责人", [no(f"{view.actor.name}：岗位是{role_name(view.post.role) if view.post else '（无）'}")],
               [Advice("报行政机关负责人决定。", view.case_link)])


def discussion_reasons(view: GuardView) -> list[str]:
    """Why the heads must discuss together: what the rule said, and 57's own cases with the amounts of the parameter table."""
    report = view.record.investigation
    kinds, amount = view.payload.get("penalty_kinds") or [], view.payload.get("amount") or Decimal(0)
    reasons = ["规则判定应当集体讨论"] if view.facts.required.discussion else []
    if report and report.complex_case:
        reasons.append("情节复杂")
    party = party_type_of(view)
    most, note = view.limits.for_party("discussion", party), view.limits.note("discussion", party)
    if GRAVE_KINDS & set(kinds):
        reasons.append(f"重大违法行为：{penalties(kinds, amount)}")
    elif amount >= most:
        reasons.append(f"重大违法行为：罚款 {amount:,} 元，达到 {most:,} 元{note}")
    return reasons


@guard("E-57-2", article="《行政处罚法》第五十七条第二款", acts=PUNISHING,
       quote="对情节复杂或者重大违法行为给予行政处罚，行政机关负责人应当集体讨论决定。", decisive="应当集体讨论决定",
       sentence="情节复杂或者重大违法行为（金额标准为样例参数、规则判定）的处罚，集体讨论同意后才能决定。")
def discussed_together(view: GuardView) -> Why | None:
    reasons, discussion = discussion_reasons(view), view.record.discussion
    report = view.record.investigation
    stale = bool(discussion and report and discussion.at < report.at)
    if not reasons or (discussion and discussion.conclusion == "approve" and not stale):
        return None
    found = [yes(f"应当集体讨论：{reason}") for reason in reasons]
    found.append(no("集体讨论：" + ("没有" if discussion is None else f"结论是“{CONCLUSIONS[discussion.conclusion]}”"
                                 + ("，在最近的调查终结报告之前" if stale else ""))))
    return Why("还没有经负责人集体讨论同意", found, [Advice("提请集体讨论，讨论同意后再决定。", view.case_link)])


@guard("E-57-4", article="《行政处罚法》第五十七条第二款", acts=("discuss",), literal=False,
       quote="由行政机关负责人集体讨论决定；办案人员列席汇报，不作为讨论成员。",
       sentence="集体讨论成员达到规定人数（样例参数），办案人员不得作为成员。")
def members_did_not_handle(view: GuardView) -> Why | None:
    members = view.payload["members"]
    handlers = [p for p in members if p in view.record.handlers]
    few = len(members) < view.limits.panel_quorum
    if not few and not handlers:
        return None
    found = [(no if few else yes)(f"成员：{len(members)} 人，至少 {view.limits.panel_quorum} 人{view.limits.note('panel_quorum')}")]
    if handlers:
        found.append(no(f"其中 {len(handlers)} 人办理过本案"))
    return Why("办案人员不能作为讨论成员" if handlers else f"讨论成员不足 {view.limits.panel_quorum} 人", found,
               [Advice("由机关负责人、分管负责人等参加讨论；办案人员列席汇报。", "#members")])
