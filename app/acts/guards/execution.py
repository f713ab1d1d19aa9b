"""Service, collection, publication, closing, archive."""
from decimal import Decimal

from app.acts import model as m
from app.acts.guards.base import GuardView, Why, guard, no, yes
from app.acts.guards.notice import penalties
from app.kernel.errors import Advice, Finding

PUNISHED = ("ordinary", "on_spot")
CHECKS = {"authentic": "真实", "complete": "完整", "usable": "可用", "safe": "安全"}


@guard("E-61-1", article="《行政处罚法》第六十一条第一款", acts=("serve",),
       quote="行政处罚决定书应当在宣告后当场交付当事人；当事人不在场的，行政机关应当在七日内依照《中华人民共和国民事诉讼法》的有关规定，将行政处罚决定书送达当事人。",
       sentence="先有制发的文书，才能送达；送达日期不晚于今天。")
def there_is_something_to_serve(view: GuardView) -> Why | None:
    future = view.payload["served_on"] > view.today
    if view.served_kind is not None and not future:
        return None
    if future:
        return Why("送达日期晚于今天", [no(f"送达日期：{view.payload['served_on']:%Y-%m-%d}")], [Advice("改为实际送达的日期。", "#served_on")])
    return Why("没有可以送达的文书", [no("本案没有制发给当事人的文书，或者所选的文书不是本案的")],
               [Advice("先制发决定书、告知书或者通知书。", view.case_link), Advice("改选本案的文书。", "#document")])


@guard("E-61-2", article="《行政处罚法》第六十一条第二款", acts=("serve",),
       quote="当事人同意并签订确认书的，行政机关可以采用传真、电子邮件等方式，将行政处罚决定书等送达当事人。", decisive="当事人同意并签订确认书",
       sentence="电子送达应当有当事人签订的确认书。")
def electronic_service_has_consent(view: GuardView) -> Why | None:
    if view.payload["way"] != "electronic" or view.payload["consent_form"]:
        return None
    return Why("电子送达没有当事人的确认书", [no("送达确认书：没有")], [Advice("当事人签订确认书后再电子送达。", "#consent_form"), Advice("改用直接、邮寄等方式。", "#way")])


@guard("E-SD-89", article="《民事诉讼法》第八十九条（经《行政处罚法》第六十一条适用）", acts=("serve",), literal=False,
       quote="受送达人拒绝接收的，可以邀请有关基层组织或者所在单位的代表到场见证，留下文书；也可以留下文书并用拍照、录像记录送达过程。",
       sentence="留置送达应当有见证人，或者写明拍照、录像记录。")
def leaving_is_witnessed(view: GuardView) -> Why | None:
    if view.payload["way"] != "leaving" or view.payload["witness"]:
        return None
    return Why("留置送达没有见证人，也没有写明影像记录", [no("见证人：没有填写")], [Advice("写明见证人，或者写明拍照、录像的编号。", "#witness")])


def owed(view: GuardView) -> Decimal:
    """What of the fine is still to be paid; 0 without a fine."""
    decision = view.record.decision
    fine = decision.amount if decision and decision.kind in PUNISHED and decision.amount else Decimal(0)
    return max(fine - sum((c.amount for c in view.record.collections), Decimal(0)), Decimal(0))


@guard("E-67-1", article="《行政处罚法》第六十七条", acts=("collect",), literal=False,
       quote="作出罚款决定的机关与收缴罚款的机构分离，按照已经作出的罚款决定缴纳。",
       sentence="只能按本案已经作出的罚款决定收缴，不超过还没有缴纳的数额。")
def only_what_was_decided(view: GuardView) -> Why | None:
    decision, due, amount = view.record.decision, owed(view), view.payload["amount"]
    fined = bool(decision and decision.kind in PUNISHED and decision.amount)
    if fined and amount <= due:
        return None
    found = [yes(f"决定：{decision.number}，{penalties(decision.penalty_kinds, decision.amount)}") if fined else no("本案没有罚款决定")]
    if fined:
        found += [yes(f"还应缴纳：{due:,} 元"), no(f"本次登记：{amount:,} 元")]
    return Why("登记的金额超过还应缴纳的罚款" if fined else "本案没有罚款决定，不能收缴", found,
               [Advice("核对决定书和票据，改正金额。", "#amount")] if fined else [Advice("先作出处罚决定。", view.case_link)])


@guard("E-68-1", article="《行政处罚法》第六十七条第二款", acts=("collect",),
       quote="除依照本法第六十八条、第六十九条的规定当场收缴的罚款外，作出行政处罚决定的行政机关及其执法人员不得自行收缴罚款。", decisive="不得自行收缴罚款",
       sentence="当场收缴只限当场处罚的一百元以下罚款，或者有事后难以执行、边远水上交通不便且当事人提出的理由。")
def collected_on_the_spot_only_with_ground(view: GuardView) -> Why | None:
    decision = view.record.decision
    if view.payload["paid"] != "on_spot" or decision is None or view.payload["on_spot_reason"]:
        return None
    small = decision.kind == "on_spot" and (decision.amount or Decimal(0)) <= view.limits.on_spot
    if small:
        return None
    return Why("当场收缴没有法定理由", [no(f"罚款 {decision.amount or 0:,} 元" + ("" if decision.kind == "on_spot" else "，普通程序作出")),
               yes(f"当场处罚 {view.limits.on_spot:,} 元以下的，可以当场收缴")],
               [Advice("请当事人到指定银行或者通过电子支付缴纳。", "#paid"), Advice("有法定理由的，写明理由。", "#on_spot_reason")])


@guard("E-70-1", article="《行政处罚法》第七十条", acts=("collect",),
       quote="行政机关及其执法人员当场收缴罚款的，必须向当事人出具国务院财政部门或者省、自治区、直辖市人民政府财政部门统一制发的专用票据；不出具财政部门统一制发的专用票据的，当事人有权拒绝缴纳罚款。",
       decisive="必须向当事人出具", sentence="当场收缴罚款应当出具财政部门统一制发的专用票据，登记票据号码。")
def a_receipt_for_cash(view: GuardView) -> Why | None:
    if view.payload["paid"] != "on_spot" or view.payload["receipt_no"]:
        return None
    return Why("当场收缴没有专用票据号码", [no("票据号码：没有填写")],
               [Advice("向当事人出具专用票据，填写号码。", "#receipt_no"), Advice("没有票据的，不得当场收缴，请当事人到银行或者通过电子支付缴纳。", "#paid")])


@guard("E-48-1", article="《行政处罚法》第四十八条第一款", acts=("publish",), quote="具有一定社会影响的行政处罚决定应当依法公开。",
       sentence="已经作出的决定才能公示；不公示的写明理由。")
def something_decided_to_publish(view: GuardView) -> Why | None:
    if view.record.decision:
        return None
    return Why("还没有决定，不能公示", [no("决定：没有")], [Advice("作出决定后再公示。", view.case_link)])


def _executed(view: GuardView) -> list[Finding]:
    decision = view.record.decision
    punished = bool(decision and decision.kind in PUNISHED)
    due = owed(view)
    return [(yes if punished else no)("处罚决定：" + (decision.number or "已作出" if punished else "没有")),
            (yes if punished and (decision.kind == "on_spot" or view.record.served(decision.document_id)) else no)("决定书送达"),
            (yes if punished and not due else no)("罚款缴纳：" + (f"还差 {due:,} 元" if due else "已缴清或者没有罚款"))]


def _no_penalty(view: GuardView) -> list[Finding]:
    decision = view.record.decision
    spared = decision is None or decision.kind == "no_penalty"
    return [(yes if spared else no)("没有处罚决定"), (yes if view.record.education else no)("教育告诫记录")]


def _resolved(view: GuardView) -> list[Finding]:
    """Closed without any penalty procedure: nothing that was begun may be left open."""
    filed_open = bool(view.record.filed and not (view.record.decision or view.record.withdrawal or view.record.transfer))
    ordered = view.record.last(m.CorrectionOrder)
    mended = not (ordered and ordered.ordered) or bool(view.record.recheck and view.record.recheck.result == "pass")
    fine_open = owed(view) > 0
    return [(no if filed_open else yes)("已立案的都有结果"), (yes if mended else no)("责令改正的已经复查合格"),
            (no if fine_open else yes)("没有未缴清的罚款")]


def _present(row, name: str) -> list[Finding]:
    return [(yes if row else no)(name)]


def _grounds(view: GuardView) -> dict[str, list[Finding]]:
    """For each ground of closing, what it needs."""
    return {"executed": _executed(view), "no_penalty": _no_penalty(view), "resolved": _resolved(view),
            "withdrawn": _present(view.record.withdrawal, "撤案审批"), "transferred": _present(view.record.transfer, "移送"),
            "terminated": _present(view.payload["close_note"], "终止的理由（写在结案说明）")}


@guard("E-66-1", article="《行政处罚法》第六十六条第一款、第三十三条第三款", acts=("close",), literal=False,
       quote="处罚决定依法作出后，当事人应当在期限内履行；依法不予处罚的，应当对当事人进行教育。案件有结果、有依据，才能结案。",
       sentence="结案理由应当有事实：执行完毕的已送达、已缴清；不予处罚的有教育记录；撤案、移送、终止的有相应记录；立案的必须有结果。")
def the_ground_is_there(view: GuardView) -> Why | None:
    needs = _grounds(view)[view.payload["ground"]]
    lacking = [f.text for f in needs if not f.passed]
    if not lacking:
        return None
    return Why(f"结案理由不成立：{'；'.join(lacking)}", needs, [Advice("补齐缺少的记录。", view.case_link), Advice("结案理由选错的，改选。", "#ground")])


@guard("E-47-1", article="《行政处罚法》第四十七条", acts=("archive",),
       quote="行政机关应当依法以文字、音像等形式，对行政处罚的启动、调查取证、审核、决定、送达、执行等进行全过程记录，归档保存。", decisive="全过程记录，归档保存",
       sentence="先结案后归档，真实、完整、可用、安全四项检查全部通过。")
def closed_and_checked_before_archive(view: GuardView) -> Why | None:
    checked, closed = set(view.payload["checks"]), view.record.closing
    if closed and checked >= set(CHECKS):
        return None
    found = [(yes if closed else no)("结案审批" + ("通过" if closed else "没有通过"))]
    found += [(yes if code in checked else no)(f"{name}性检查") for code, name in CHECKS.items()]
    return Why("四项检查没有全部通过" if closed else "还没有结案，不能归档", found,
               [Advice("逐项检查，有问题的补正后再归档。", "#checks")] if closed else [Advice("先报结案审批。", view.case_link)])
