"""Who may act at all: the legal subject is known and signs itself, and holds the power for the matter."""
from app.acts.guards.base import DECIDING, GuardView, Why, guard, no, yes
from app.kernel.errors import Advice

SIGNED = ("file_case", "order_correction", "notify", "hear_on_spot", "withdraw_filing", *DECIDING)


@guard("E-17-1", article="《行政处罚法》第十七条", acts=SIGNED, always=True,
       quote="行政处罚由具有行政处罚权的行政机关在法定职权范围内实施。", decisive="在法定职权范围内实施",
       sentence="执法主体自己签署：街乡不得代部门作出决定，部门也不得代街乡作出（街乡吹哨、部门报到，各自依法决定）。")
def the_subject_signs_itself(view: GuardView) -> Why | None:
    subject = view.facts.legal_subject_id
    if subject is not None and view.post is not None and subject in view.post.above:
        return None
    if subject is None:
        return Why("本案还没有确定执法主体", [no("案件的执法主体：没有确定")],
                   [Advice("先分流、确定由谁处置，案件才有执法主体。", view.case_link)])
    name, mine = view.facts.legal_subject_name, view.post.organ_name if view.post else "（没有岗位）"
    return Why(f"{mine}不能代{name}签署", [yes(f"本案执法主体：{name}"), no(f"您的岗位在：{mine}")],
               [Advice(f"由{name}有权的岗位办理。", view.case_link),
                Advice("属于本机关职权的，另立本机关的案件办理。")])


@guard("E-38-1", article="《行政处罚法》第三十八条第一款", acts=("prepare_filing", "file_case", "show_identity", "decide", "decide_on_spot"),
       quote="行政处罚没有依据或者实施主体不具有行政主体资格的，行政处罚无效。", decisive="行政处罚无效",
       sentence="按权责清单，执法主体对本事项应当有处罚权（管辖见第二十二条至第二十四条）。")
def the_subject_holds_the_power(view: GuardView) -> Why | None:
    lacking = [c for c in view.competence if not c.held]
    if view.competence and not lacking:
        return None
    name = view.facts.legal_subject_name or "（执法主体未定）"
    if not view.competence:
        return Why("没有写明权责清单事项", [no("本案没有引用权责清单事项")], [Advice("选择权责清单中的事项。", "#matter_code")])
    found = [(yes if c.held else no)(f"事项 {c.matter_code} {c.title or '（清单中没有）'}：{name}{'有权' if c.held else '无权'}"
                                     + (f"，有权的是 {'、'.join(c.holders)}" if c.holders and not c.held else ""))
             for c in view.competence]
    return Why(f"按权责清单，{name}对事项 {lacking[0].matter_code} 没有处罚权", found,
               [Advice("事项选错的，改选权责清单中本机关的事项。", "#matter_code"),
                Advice("不属于本机关的，吹哨或者移送有权机关。", view.case_link)])
