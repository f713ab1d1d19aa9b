"""Who must not be punished, who need not be, and that whoever is spared is taught."""
from app.acts.guards.base import PUNISHING, GuardView, Why, guard, no, yes
from app.kernel.errors import Advice

FULL_AGE = 14


@guard("E-30-1", article="《行政处罚法》第三十条", acts=PUNISHING,
       quote="不满十四周岁的未成年人有违法行为的，不予行政处罚，责令监护人加以管教", decisive="不予行政处罚", sentence="不满十四周岁的不予处罚。")
def nobody_under_fourteen(view: GuardView) -> Why | None:
    found = view.record.circumstances
    if found is None or found.age is None or found.age >= FULL_AGE:
        return None
    return Why(f"当事人行为时 {found.age} 周岁，不予处罚", [no(f"行为时年龄：{found.age} 周岁")],
               [Advice("改为不予处罚（第三十条），责令监护人加以管教。", view.case_link)])


def slight(view: GuardView) -> bool:
    """轻微、及时改正、没有危害后果."""
    found = view.record.circumstances
    return bool(found and found.minor and found.corrected_in_time and found.harm == "none")


@guard("E-33-1", article="《行政处罚法》第三十三条第一款", acts=PUNISHING,
       quote="违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚。", decisive="不予行政处罚", sentence="轻微、及时改正、没有危害后果的，不予处罚。")
def the_slight_and_mended_is_not_punished(view: GuardView) -> Why | None:
    ruled = view.facts.leniency == "must_not_punish" and not _spared_otherwise(view)
    if not slight(view) and not ruled:
        return None
    found = [yes("轻微、及时改正、没有危害后果（查明的情节）")] if slight(view) else [yes("规则判定：应当不予处罚")]
    return Why("依法应当不予处罚", found + [no("本次：给予处罚")],
               [Advice("改走不予处罚，并进行教育。", view.case_link), Advice("认定的情节有误的，补充调查后重新提交报告。", view.case_link)])


def _spared_otherwise(view: GuardView) -> bool:
    """The report itself says why nobody is punished; the guard of that clause answers."""
    found = view.record.circumstances
    return bool(found and (found.no_fault_proved or (found.age is not None and found.age < FULL_AGE)))


@guard("E-33-2", article="《行政处罚法》第三十三条第二款", acts=PUNISHING,
       quote="当事人有证据足以证明没有主观过错的，不予行政处罚。", decisive="不予行政处罚", sentence="证明没有主观过错的，不予处罚。")
def no_fault_no_penalty(view: GuardView) -> Why | None:
    found = view.record.circumstances
    if found is None or not found.no_fault_proved:
        return None
    return Why("当事人已证明没有主观过错，不予处罚", [yes("查明：证据足以证明没有主观过错"), no("本次：给予处罚")],
               [Advice("改走不予处罚，并进行教育。", view.case_link),
                Advice("法律、行政法规另有规定的，在报告中写明依据后重新提交。", view.case_link)])


def _fits(view: GuardView) -> dict[str, tuple[bool, str]]:
    """For each clause of decide_no_penalty: whether the report bears it, and what the clause asks for."""
    found = view.record.circumstances
    first = bool(found and found.times_same_act in (None, 0, 1) and found.harm in ("none", "slight")
                 and found.corrected_in_time and not view.facts.bottom_line)
    return {"33-1": (slight(view), "轻微、及时改正、没有危害后果"),
            "33-1-2": (first, "初次违法、危害后果轻微、及时改正，不涉底线风险"),
            "33-2": (bool(found and found.no_fault_proved), "证据足以证明没有主观过错"),
            "30": (bool(found and found.age is not None and found.age < FULL_AGE), "行为时不满十四周岁"),
            "31": (True, "不能辨认或者不能控制自己行为")}


@guard("E-33-3", article="《行政处罚法》第三十条、第三十一条、第三十三条", acts=("decide_no_penalty",), literal=False,
       quote="轻微并及时改正且没有危害后果的、证明没有主观过错的、不满十四周岁的，不予处罚；初次违法且危害后果轻微并及时改正的，可以不予处罚。",
       sentence="不予处罚引用的条款，应当与调查查明的情节相符；首违不罚还要求危害轻微并及时改正。")
def the_clause_fits_the_facts(view: GuardView) -> Why | None:
    fits, asks = _fits(view)[view.payload["clause"]]
    if fits:
        return None
    return Why("不予处罚的理由与查明的情节不符", [no(f"所引条款要求：{asks}"), no("查明的情节不是这样")],
               [Advice("改选相符的条款。", "#clause"), Advice("情节认定有误的，补充调查后重新提交报告。", view.case_link)])
