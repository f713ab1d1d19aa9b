"""What a decision must contain: correction ordered, the six items, the right remedy."""
import re
from datetime import date

from app.acts.columns import Written
from app.acts.guards.base import PUNISHING, GuardView, Why, guard, no, yes
from app.kernel.clock import local
from app.kernel.errors import Advice


@guard("E-28-1", article="《行政处罚法》第二十八条第一款", acts=PUNISHING,
       quote="行政机关实施行政处罚时，应当责令当事人改正或者限期改正违法行为。", decisive="应当责令当事人改正或者限期改正违法行为",
       sentence="处罚时应当责令改正或者限期改正；没有责令的，写明理由。")
def correction_is_ordered(view: GuardView) -> Why | None:
    before = view.record.correction
    told = view.payload["correction_ordered"] or view.payload["no_correction_reason"]
    if told or (before and (before.ordered or before.no_correction_reason)):
        return None
    return Why("没有责令改正，也没有写明不责令的理由", [no("责令改正：没有")],
               [Advice("勾选“责令改正”，写明改正内容和期限。", "#correction_ordered"),
                Advice("已经改正或者不需要改正的，写明理由。", "#no_correction_reason")])


def six_items(view: GuardView) -> list[tuple[str, bool]]:
    """The six items of 59 and whether the decision has them: (name, there)."""
    given, report = view.payload, view.record.investigation
    address = given["party_address"] or view.facts.party_address or (view.record.filing and view.record.filing.party_address)
    remedy = given["remedy"] or ""
    return [("当事人的姓名或者名称、地址", bool(given["party_name"] and address)),
            ("违反法律、法规、规章的事实和证据", bool(given["facts_found"] and report and report.evidence_list)),
            ("行政处罚的种类和依据", bool(given["penalty_kinds"] and given["legal_basis"])),
            ("行政处罚的履行方式和期限", bool(given["performance"])),
            ("申请行政复议、提起行政诉讼的途径和期限", names_ways_and_terms(remedy)),
            ("作出决定的行政机关名称和作出决定的日期", bool(view.facts.legal_subject_name and given["decided_on"]))]


def names_ways_and_terms(remedy: str) -> bool:
    """Both ways, with sixty days and six months (行政复议法20, 行政诉讼法46)."""
    terms = re.search(r"(六十|60)\s*日", remedy) and re.search(r"[六6]\s*个月", remedy)
    return bool("复议" in remedy and "诉讼" in remedy and terms)


@guard("E-59-1", article="《行政处罚法》第五十九条第一款", acts=("decide",), literal=False,
       quote="行政处罚决定书应当载明：当事人的姓名或者名称、地址；违法的事实和证据；处罚的种类和依据；履行方式和期限；复议、诉讼的途径和期限；行政机关名称和决定日期。",
       sentence="处罚决定书六项内容齐全。")
def the_six_items_are_there(view: GuardView) -> Why | None:
    items = six_items(view)
    lacking = [name for name, there in items if not there]
    if not lacking:
        return None
    return Why(f"决定书缺 {len(lacking)} 项法定内容：{'；'.join(lacking)}", [(yes if there else no)(name) for name, there in items],
               [Advice("把缺的内容补齐。", "#party_address" if lacking[0] == items[0][0] else "#remedy")])


@guard("E-59-2", article="《行政处罚法》第五十九条第一款第六项", acts=("decide",), literal=False,
       quote="决定书应当载明作出决定的日期。", sentence="决定日期不得晚于今天，也不得早于立案和最近一次告知。")
def the_date_is_possible(view: GuardView) -> Why | None:
    decided = view.payload["decided_on"]
    earliest = max((_local_day(row) for row in (view.record.filed, view.record.notice) if row), default=None)
    early = earliest is not None and decided < earliest
    if decided <= view.today and not early:
        return None
    limit = f"立案、告知的日期 {earliest:%Y-%m-%d}" if early else f"今天 {view.today:%Y-%m-%d}"
    return Why("决定日期不对", [no(f"决定日期：{decided:%Y-%m-%d}，{'早于' if early else '晚于'}{limit}")],
               [Advice("改为实际作出决定的日期。", "#decided_on")])


def _local_day(row: Written) -> date:
    return local(row.at).date()


def offers_direct_suit(remedy: str) -> bool:
    """Does the sentence let the party go straight to court? (当场处罚 is reconsideration first: 行政复议法23)"""
    first = ("先申请行政复议", "先行申请行政复议", "先向", "复议前置", "对行政复议决定不服", "对复议决定不服")
    return "诉讼" in remedy and not any(words in remedy for words in first)


@guard("E-FY-23", article="《行政复议法》第二十三条第一款第一项", acts=("decide_on_spot",), literal=False,
       quote="对当场作出的行政处罚决定不服的，应当先向行政复议机关申请行政复议，对行政复议决定不服的，可以再依法向人民法院提起行政诉讼；行政机关应当告知。",
       sentence="当场处罚应当告知先申请行政复议，不得写成可以直接起诉。")
def reconsideration_comes_first(view: GuardView) -> Why | None:
    remedy = view.payload["remedy"] or ""
    if "复议" in remedy and not offers_direct_suit(remedy):
        return None
    return Why("救济途径写得不对：当场处罚应当先申请行政复议", [no(f"现在写的是：{remedy}")],
               [Advice("改为：不服本决定的，可以自收到之日起六十日内先申请行政复议，对行政复议决定不服的，再依法提起行政诉讼。", "#remedy")])
