"""The party is told before the decision and heard; pleading never makes it worse; who asks for a hearing gets one."""
from collections.abc import Iterable
from decimal import Decimal

from app.acts.contract import PENALTY_KINDS
from app.acts.guards.base import PUNISHING, GuardView, Why, guard, no, yes
from app.acts.model import Notice
from app.documents.body import day
from app.kernel.errors import Advice

HEARD = {"made": "已听取并复核", "waived": "当事人明确放弃", "expired": "期满未陈述"}
# 行政处罚法63 (二)–(五): a hearing right whatever the amount
GRAVE_KINDS = frozenset({"downgrade_qualification", "revoke_license", "suspend_business", "close_down", "restrict_practice"})
LARGE_KINDS = frozenset({"fine", "confiscate_gains", "confiscate_goods"})


def penalties(kinds: Iterable[str], amount: Decimal | None) -> str:
    """警告、罚款 2,000 元."""
    named = [f"罚款 {amount:,} 元" if kind == "fine" and amount is not None else PENALTY_KINDS[kind] for kind in kinds]
    return "、".join(named) or "不予处罚"


def ceiling(notices: Iterable[Notice]) -> tuple[frozenset[str], Decimal]:
    """(kinds, amount) that may be imposed at most after these notices, oldest first: the least that was ever told; a notice
    on new facts starts afresh."""
    kinds, amount = None, Decimal(0)
    for notice in notices:
        told = notice.amount or Decimal(0)
        if kinds is None or notice.new_facts_reason:
            kinds, amount = frozenset(notice.penalty_kinds), told
        else:
            kinds, amount = kinds & frozenset(notice.penalty_kinds), min(amount, told)
    return kinds or frozenset(), amount


@guard("E-44-1", article="《行政处罚法》第四十四条", acts=PUNISHING,
       quote="行政机关在作出行政处罚决定之前，应当告知当事人拟作出的行政处罚内容及事实、理由、依据，并告知当事人依法享有的陈述、申辩、要求听证等权利。", decisive="应当告知当事人拟作出的行政处罚内容及事实、理由、依据",
       sentence="决定之前应当事先告知当事人内容、事实、理由、依据和权利。")
def told_before_the_decision(view: GuardView) -> Why | None:
    if view.record.notice:
        return None
    return Why("没有事先告知当事人", [no("事先告知：没有")],
               [Advice("先告知拟处罚的内容、事实、理由、依据和权利，听取陈述申辩后再决定。", view.case_link)])


@guard("E-62-1", article="《行政处罚法》第六十二条", acts=PUNISHING,
       quote="未依照本法第四十四条、第四十五条的规定向当事人告知拟作出的行政处罚内容及事实、理由、依据，或者拒绝听取当事人的陈述、申辩，不得作出行政处罚决定；当事人明确放弃陈述或者申辩权利的除外。", decisive="不得作出行政处罚决定",
       sentence="最近一次告知之后，陈述申辩已经听取并复核，或者当事人明确放弃，或者期满未提出。")
def heard_before_the_decision(view: GuardView) -> Why | None:
    pleading = view.record.pleading
    if pleading is not None or view.record.notice is None:
        return None
    return Why("最近一次告知之后没有听取陈述申辩", [yes(f"告知：第 {len(view.record.notices)} 次，已告知"), no("听取陈述申辩：没有记录")],
               [Advice("听取陈述申辩并复核；当事人放弃或者期满的，如实记录。", view.case_link)])


@guard("E-62-2", article="《行政处罚法》第六十二条", literal=False, acts=("hear_pleading",),
       quote="没有告知或者拒绝听取陈述、申辩的，不得作出处罚决定；陈述申辩的期限没有满、当事人也没有明确放弃的，不能当作不陈述。",
       sentence="陈述申辩期限届满之后，才能记“期满未陈述”。")
def expired_means_expired(view: GuardView) -> Why | None:
    ends = view.defence_ends
    if view.payload["pleading"] != "expired" or (ends is not None and view.today > ends):
        return None
    if ends is None:
        missing = "告知书还没有送达" if view.record.notice else "还没有告知"
        return Why(f"{missing}，陈述申辩的期限没有开始", [no(missing)], [Advice("告知书送达之后，期限才开始计算。", view.case_link)])
    term = f"送达后 {view.limits.defence_days} 个工作日{view.limits.note('defence_days')}"
    return Why("陈述申辩期限还没有满", [no(f"期限：{term}，{day(ends)}届满")],
               [Advice("当事人已经陈述或者明确放弃的，改选相应情形。", "#pleading"), Advice(f"{day(ends)}之后再记期满。")])


@guard("E-45-1", article="《行政处罚法》第四十五条第二款", acts=PUNISHING, quote="行政机关不得因当事人陈述、申辩而给予更重的处罚。", decisive="不得因当事人陈述、申辩而给予更重的处罚",
       sentence="决定不得重于告知：金额不超过历次告知的最低数，种类不超出告知的种类；有新事实的，重新告知后再定。")
def not_heavier_than_told(view: GuardView) -> Why | None:
    if not view.record.notices:
        return None
    kinds, most = ceiling(view.record.notices)
    decided, amount = view.payload["penalty_kinds"], view.payload["amount"] or Decimal(0)
    added = [PENALTY_KINDS[k] for k in decided if k not in kinds]
    if not added and amount <= most:
        return None
    found = [yes(f"告知（第 {n} 次）：{penalties(told.penalty_kinds, told.amount)}")
             for n, told in enumerate(view.record.notices, 1)]
    found.append(no(f"本次决定：{penalties(decided, amount)}" + (f"，多出 {'、'.join(added)}" if added else "")))
    return Why("处罚重于事先告知的内容", found, [Advice(f"改在告知的范围内：{penalties(kinds, most)}以内。", "#amount"),
               Advice("查明新的事实、确需加重的，写明新事实重新告知、重新听取意见。", view.case_link)])


@guard("E-45-2", article="《行政处罚法》第四十五条第二款", acts=("notify",), quote="行政机关不得因当事人陈述、申辩而给予更重的处罚。", decisive="不得因当事人陈述、申辩而给予更重的处罚",
       sentence="重新告知比上次加重的，应当写明新的事实。")
def a_heavier_notice_needs_new_facts(view: GuardView) -> Why | None:
    if not view.record.notices or view.payload["new_facts_reason"]:
        return None
    kinds, most = ceiling(view.record.notices)
    told, amount = view.payload["penalty_kinds"], view.payload["amount"] or Decimal(0)
    if frozenset(told) <= kinds and amount <= most:
        return None
    return Why("重新告知加重了处罚，没有写明新的事实", [yes(f"此前告知：{penalties(sorted(kinds), most)}"), no(f"本次告知：{penalties(told, amount)}")],
               [Advice("写明查明的新事实；只因当事人申辩不得加重。", "#new_facts_reason"), Advice("没有新事实的，按此前告知的内容。", "#amount")])


def hearing_right(view: GuardView, kinds: Iterable[str], amount: Decimal | None) -> bool:
    """Has the party a right to a hearing: by kind (63), by amount (the amount is a parameter), or because a rule said so."""
    kinds = set(kinds)
    large = bool(kinds & LARGE_KINDS) and (amount or Decimal(0)) >= view.limits.for_party("hearing", party_type(view))
    return bool(kinds & GRAVE_KINDS) or large or view.facts.required.hearing is True


def party_type(view: GuardView) -> str | None:
    """Type of the party as last written by the acts, else by the case file."""
    row = view.record.filing or view.record.identity
    return view.payload.get("party_type") or (row.party_type if row else view.facts.party_type)


@guard("E-63-1", article="《行政处罚法》第六十三条第一款", acts=("notify", "hear_on_spot", *PUNISHING),
       quote="行政机关拟作出下列行政处罚决定，应当告知当事人有要求听证的权利，当事人要求听证的，行政机关应当组织听证", decisive="应当告知当事人有要求听证的权利",
       sentence="拟处较大数额罚没、降低资质、吊销、停产停业、关闭、限制从业的，应当告知听证权；没有告知过的，不能决定。")
def the_hearing_right_is_told(view: GuardView) -> Why | None:
    kinds, amount = view.payload["penalty_kinds"], view.payload["amount"]
    told = view.payload.get("hearing_right") or any(n.hearing_right for n in view.record.notices)
    if told or not hearing_right(view, kinds, amount):
        return None
    party = party_type(view)
    most, note = view.limits.for_party("hearing", party), view.limits.note("hearing", party)
    return Why("应当告知听证权而没有告知", [no(f"拟处：{penalties(kinds, amount)}"), no(f"“较大数额”起点：{most:,} 元{note}")],
               [Advice("告知时勾选“告知听证权”，写明五日内可以要求听证；没有告知的，重新告知。", "#hearing_right")])


@guard("E-63-2", article="《行政处罚法》第六十三条、第六十五条", acts=PUNISHING, quote="当事人要求听证的，行政机关应当组织听证", decisive="行政机关应当组织听证",
       sentence="有听证权的当事人要求听证的，听证举行、笔录签字之后才能决定。")
def the_hearing_is_held(view: GuardView) -> Why | None:
    told = [n for n in view.record.notices if n.hearing_right or hearing_right(view, n.penalty_kinds, n.amount)]
    if not view.record.hearing_requested or not told:
        return None
    hearing = view.record.hearing
    if hearing and hearing.record_signed:
        return None
    return Why("当事人要求听证，还没有举行" if hearing is None else "听证笔录没有签字",
               [yes("听证要求：当事人已提出"), no("听证：" + ("没有举行" if hearing is None else "已举行，笔录没有签字"))],
               [Advice("由非本案调查人员主持，举行听证，根据听证笔录决定。", view.case_link),
                Advice("当事人撤回听证要求的，记入陈述申辩记录。", view.case_link)])


@guard("E-64-1", article="《行政处罚法》第六十四条第四项", acts=("hold_hearing",), quote="听证由行政机关指定的非本案调查人员主持",
       decisive="非本案调查人员", sentence="听证主持人不得是本案调查人员。")
def the_chair_did_not_investigate(view: GuardView) -> Why | None:
    if view.actor.person_id not in view.record.handlers:
        return None
    return Why("本案调查人员不能主持听证", [no(f"{view.actor.name}：办理过本案")], [Advice("由机关另行指定听证主持人。", view.case_link)])
