"""What a role may do beyond the tasks addressed to it, as one table. A permission opens a verb or a view; it never takes the
place of a legal guard."""
from collections.abc import Iterable

# permission: what it opens, who has it
TABLE = {
    "case.register": ("登记问题", {
        "grid_worker", "station_head", "intake_clerk", "duty_chief", "exec_deputy_head", "team_head", "officer", "lead_officer",
        "co_officer", "auxiliary"}),
    "case.view_district": ("进入督查页面，查看全区统计", {
        "chief_dispatcher", "leading_group_head", "assessor", "review_expert", "supervisor", "discipline_officer"}),
    "case.view_all": ("查看全区每一件案件的案卷", {
        "chief_dispatcher", "leading_group_head", "assessor", "review_expert", "supervisor", "discipline_officer"}),
    "case.supervise": ("撤回、并案、不予受理、移送，重试受阻环节和消息", {
        "exec_deputy_head", "team_head", "chief_dispatcher", "supervisor"}),
    "case.broadcast": ("向办理中的案件发布信号", {"chief_dispatcher", "supervisor"}),
    "message.send": ("从外部系统向案件送入消息", {"chief_dispatcher", "supervisor", "system_admin"}),
    "task.urge": ("催办", {"duty_chief", "exec_deputy_head", "team_head", "dept_head", "organ_head", "chief_dispatcher", "supervisor"}),
    "whistle.convene": ("吹哨召集", {"team_head", "exec_deputy_head"}),
    "whistle.command": ("现场指挥", {"team_head", "exec_deputy_head", "duty_chief"}),
    "assessment.comment": ("评价部门履职", {"team_head", "exec_deputy_head", "assessor", "chief_dispatcher"}),
    "warning.view": ("查看警示清单", {
        "team_head", "exec_deputy_head", "dept_head", "organ_head", "chief_dispatcher", "supervisor", "discipline_officer",
        "assessor", "leading_group_head"}),
    "definitions.edit": ("修订流程图、规则、表单和测试", {"supervisor", "legal_reviewer", "system_admin"}),
    "definitions.approve": ("审批他人的修订", {"supervisor", "legal_reviewer", "organ_head"}),
    "definitions.publish": ("发布已批准的修订", {"supervisor", "system_admin"}),
    "cases.migrate": ("把在办案件迁到新的规则包", {"supervisor", "system_admin"}),
    "cases.move_token": ("提出或同意移动案件的办理环节", {"supervisor", "exec_deputy_head"}),
    "registry.manage": ("维护清单、名录和参数", {"supervisor", "system_admin"}),
    "officers.manage": ("维护执法证和培训", {"training_admin", "supervisor"}),
    "accounts.manage": ("维护人员、岗位和令牌", {"system_admin"}),
    "trace.verify": ("校验留痕", {"supervisor", "discipline_officer", "system_admin"}),
}

NAMES = {permission: name for permission, (name, _) in TABLE.items()}

PERMISSIONS: dict[str, frozenset[str]] = {
    role: frozenset(p for p, (_, roles) in TABLE.items() if role in roles)
    for role in sorted(set().union(*(roles for _, roles in TABLE.values())))
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything that the holder of these roles may do."""
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))


def holders(permission: str) -> frozenset[str]:
    """Roles that have it: a refusal names them."""
    return frozenset(TABLE[permission][1])
