"""The case is filed before it is investigated and decided, in time, and not beside a criminal procedure."""
from datetime import date

from app.acts.guards.base import DECIDING, PUNISHING, GuardView, Why, guard, no, yes
from app.acts.model import FilingDecision, PenaltyDecision
from app.kernel.errors import Advice

STANDARDS = {"fact": "有违法事实", "punishable": "依法应受处罚", "jurisdiction": "属于本机关管辖", "limitation": "在追责时效内"}


@guard("E-54-1", article="《行政处罚法》第五十四条第二款", quote="符合立案标准的，行政机关应当及时立案。", decisive="应当及时立案",
       acts=("report_investigation", "notify", "decide", "decide_no_penalty", "withdraw_filing"),
       sentence="普通程序先立案，再调查终结、告知、决定。")
def filed_before_all_else(view: GuardView) -> Why | None:
    if view.record.filed:
        return None
    refused = view.record.rows(FilingDecision)
    return Why("本案还没有立案", [no("立案审批：" + ("未获批准" if refused else "没有")),
                           (yes if view.record.filing else no)("立案审批表：" + ("已填" if view.record.filing else "没有"))],
               [Advice("填写立案审批表，报机关负责人批准。", view.case_link),
                Advice("符合简易程序条件的，可以当场处罚。")])


@guard("E-54-2", article="《行政处罚法》第五十四条第二款", quote="符合立案标准的，行政机关应当及时立案。", acts=("file_case",),
       sentence="批准立案前应当有立案审批表，四项立案标准全部符合。")
def filing_standards_are_met(view: GuardView) -> Why | None:
    filing = view.record.filing
    met = set(filing.standards) if filing else set()
    if met >= set(STANDARDS):
        return None
    if filing is None:
        return Why("没有立案审批表", [no("立案审批表：没有")], [Advice("由办案人员先填写立案审批表。", view.case_link)])
    return Why("立案标准没有全部符合", [(yes if code in met else no)(text) for code, text in STANDARDS.items()],
               [Advice("缺哪一项，补哪一项的材料。", view.case_link), Advice("确不符合的，不予立案，写明理由。", "#approved")])


@guard("E-54-3", article="《行政处罚法》第五十四条第二款", literal=False, acts=("file_case",), always=True,
       quote="符合立案标准的，由行政机关负责人批准立案；填写立案审批表的人不自己批准。", sentence="填写立案审批表、承办本案的人不得自己批准立案。")
def the_handler_does_not_file_for_himself(view: GuardView) -> Why | None:
    if view.actor.person_id not in view.record.handlers:
        return None
    return Why("承办人不能批准自己的立案", [no(f"{view.actor.name}：填写了立案审批表，或者是本案承办人")],
               [Advice("由没有承办本案的负责人批准。", view.case_link)])


@guard("E-36-1", article="《行政处罚法》第三十六条", acts=("prepare_filing", "file_case", "show_identity", *PUNISHING),
       quote="违法行为在二年内未被发现的，不再给予行政处罚；涉及公民生命健康安全、金融安全且有危害后果的，上述期限延长至五年。", decisive="二年内未被发现的，不再给予行政处罚",
       sentence="追责时效二年，涉及生命健康、金融安全且有危害后果的五年；从行为发生日或者终了日起算，看发现之日。")
def within_limitation(view: GuardView) -> Why | None:
    act = _act_told(view)
    if act is None:
        return None
    start, discovered, grave = act
    years = view.limits.limitation_years_grave if grave else view.limits.limitation_years
    last = same_day_later(start, years)
    if discovered <= last:
        return None
    return Why(f"违法行为已过 {years} 年追责时效", [yes(f"起算：{start:%Y-%m-%d}（行为发生或者终了）"), yes(f"时效届满：{last:%Y-%m-%d}"),
               no(f"发现：{discovered:%Y-%m-%d}，晚于届满之日")],
               [Advice("有连续或者继续状态的，写明终了日期；从终了之日起算。", "#act_ended_on"),
                Advice("涉及生命健康安全、金融安全且有危害后果的，如实勾选并附证据，时效为五年。", "#life_health_finance"),
                Advice("确已过时效的，不予立案或者撤销案件，可以责令改正。", view.case_link)])


def _act_told(view: GuardView) -> tuple[date, date, bool] | None:
    """(day from which limitation runs, day of discovery, graver case) as told by the payload, else by the record; None if
    nothing is told, or if a continuous act still goes on."""
    told = view.payload if view.payload.get("act_date") else None
    row = view.record.filing or view.record.identity
    if told is None and row is None:
        return None
    get = told.get if told is not None else lambda key: getattr(row, key, None)
    discovered = get("discovered_on") or (view.today if told is not None else row.act_date)
    if get("continuous") and not get("act_ended_on"):
        return None
    start = get("act_ended_on") if get("continuous") else get("act_date")
    return start, discovered, bool(get("life_health_finance")) and get("harm") not in (None, "none")


def same_day_later(day: date, years: int) -> date:
    """The same day so many years on; the last day of February for the 29th in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@guard("E-57-1", article="《行政处罚法》第五十七条第一款", quote="调查终结，行政机关负责人应当对调查结果进行审查，根据不同情况，分别作出如下决定", decisive="应当对调查结果进行审查",
       acts=("notify", "decide", "decide_no_penalty"), sentence="调查终结报告在先，告知和决定在后。")
def investigated_before_deciding(view: GuardView) -> Why | None:
    if view.record.investigation:
        return None
    return Why("没有调查终结报告", [no("调查终结报告：没有")], [Advice("办案人员完成调查，提交调查终结报告。", view.case_link)])


@guard("E-27-1", article="《行政处罚法》第二十七条第一款", quote="违法行为涉嫌犯罪的，行政机关应当及时将案件移送司法机关，依法追究刑事责任。", decisive="应当及时将案件移送司法机关",
       acts=DECIDING, sentence="涉嫌犯罪已经移送、结果未定的，不作处罚决定；查明涉嫌犯罪而没有移送的，也不得以罚代刑。")
def no_penalty_beside_a_criminal_transfer(view: GuardView) -> Why | None:
    report, sent = view.record.investigation, view.record.transfer
    # a new report after the transfer is how the police's refusal comes back to the case
    own = bool(sent and sent.criminal and (report is None or report.at <= sent.at))
    pending = view.facts.transfer_pending or own
    suspected = bool(report and report.crime_suspected)
    if not pending and not suspected:
        return None
    found = [no("涉嫌犯罪移送：等待公安机关结果" if pending else "调查终结报告认为涉嫌犯罪"),
             (yes if sent else no)("移送：" + ("已移送" if sent else "没有移送"))]
    return Why("涉嫌犯罪的案件正在移送" if pending else "涉嫌犯罪的案件应当先移送", found,
               [Advice("等公安机关决定：立案的，本案不再处罚；不立案的，登记结果后继续办理。", view.case_link),
                Advice("重新调查认为不涉嫌犯罪的，重新提交调查终结报告并说明。")])


@guard("E-29-1", article="《行政处罚法》第二十九条", quote="对当事人的同一个违法行为，不得给予两次以上罚款的行政处罚。",
       decisive="不得给予两次以上罚款", acts=PUNISHING, sentence="同一违法行为不得罚款两次：本案已经处罚的，不再处罚。")
def not_punished_twice(view: GuardView) -> Why | None:
    decision = next((d for d in view.record.rows(PenaltyDecision) if d.kind != "no_penalty"), None)
    if decision is None:
        return None
    return Why("本案已经作出处罚决定", [no(f"{decision.number}，{decision.decided_on:%Y-%m-%d}")],
               [Advice("决定有错误的，依法撤销或者变更，不能另作一个决定。", view.case_link)])


@guard("E-57-5", article="《行政处罚法》第五十七条第一款第三项", quote="违法事实不能成立的，不予行政处罚", acts=("withdraw_filing",),
       sentence="已经作出处罚决定的案件不能撤案。")
def nothing_decided_before_withdrawal(view: GuardView) -> Why | None:
    decision = view.record.decision
    if decision is None:
        return None
    return Why("已经作出决定的案件不能撤案", [no(f"决定：{decision.number or '已作出'}，{decision.decided_on:%Y-%m-%d}")],
               [Advice("决定有错误的，依法撤销或者变更决定，不是撤案。", view.case_link)])
