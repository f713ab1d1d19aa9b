"""The summary procedure (简易程序): only the small, certain and undisputed."""
from decimal import Decimal

from app.acts.contract import PENALTY_KINDS
from app.acts.guards.base import GuardView, Why, guard, no, yes
from app.acts.guards.notice import party_type
from app.kernel.errors import Advice

KINDS = ("warning", "fine")


@guard("E-51-1", article="《行政处罚法》第五十一条", acts=("decide_on_spot",),
       quote="违法事实确凿并有法定依据，对公民处以二百元以下、对法人或者其他组织处以三千元以下罚款或者警告的行政处罚的，可以当场作出行政处罚决定。", decisive="对公民处以二百元以下、对法人或者其他组织处以三千元以下罚款或者警告",
       sentence="当场处罚只限警告和罚款：公民二百元以下，法人或者其他组织三千元以下。")
def within_the_summary_limits(view: GuardView) -> Why | None:
    kinds, amount = view.payload["penalty_kinds"], view.payload["amount"] or Decimal(0)
    most = view.limits.for_party("summary", party_type(view))
    other = [PENALTY_KINDS[k] for k in kinds if k not in KINDS]
    if not other and amount <= most:
        return None
    found = [no(f"处罚种类：{'、'.join(other)}，当场处罚只限警告和罚款")] if other else []
    if amount > most:
        found.append(no(f"罚款 {amount:,} 元，超过当场处罚上限 {most:,} 元"))
    return Why("超出当场处罚的范围", found, [Advice("转普通程序，立案办理。", view.case_link), Advice("裁量有误的，按基准重新确定金额。", "#amount")])


@guard("E-51-2", article="《行政处罚法》第五十一条", acts=("decide_on_spot",), quote="违法事实确凿并有法定依据",
       sentence="事实不确凿、需要检验鉴定、当事人有争议、涉嫌犯罪的，不能当场处罚。")
def certain_and_undisputed(view: GuardView) -> Why | None:
    identity = view.record.identity
    if identity is None:
        return None
    checks = [(identity.fact_certain, "违法事实确凿", "违法事实没有确认确凿"), (not identity.needs_tests, "不需要检验鉴定", "需要检验鉴定"),
              (not identity.party_disputes, "当事人没有争议", "当事人有争议"), (not identity.crime_suspected, "不涉嫌犯罪", "涉嫌犯罪")]
    if all(fine for fine, _, _ in checks):
        return None
    return Why("不符合当场处罚的条件", [yes(good) if fine else no(bad) for fine, good, bad in checks],
               [Advice("转普通程序，立案调查。", view.case_link), Advice("涉嫌犯罪的，移送司法机关。", view.case_link)])
