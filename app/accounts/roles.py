"""The roles of the glossary, by code, with the name that people read."""

ROLES = {
    "grid_worker": "网格员", "station_head": "联动站站长", "intake_clerk": "受理员", "duty_chief": "值班长",
    "exec_deputy_head": "常务副队长", "team_head": "队长", "officer": "执法人员", "lead_officer": "主办人员",
    "co_officer": "协办人员", "auxiliary": "协管员", "dept_liaison": "部门联络员", "dept_head": "部门负责人",
    "lead_dept": "主责部门", "support_dept": "配合部门", "legal_reviewer": "法制审核员", "panel_member": "集体讨论成员",
    "hearing_chair": "听证主持人", "organ_head": "机关负责人", "server": "送达人", "fine_cashier": "财务（非税）",
    "archivist": "档案员", "chief_dispatcher": "区总调度长", "supervisor": "执法监督员", "discipline_officer": "纪检监察员",
    "assessor": "考核员", "review_expert": "评查专家", "leading_group_head": "领导小组组长", "training_admin": "培训管理员",
    "party": "当事人", "complainant": "诉求人", "system_admin": "系统管理员",
}

# People from outside the organs: they get tasks addressed to them and see no case by virtue of an organ.
OUTSIDE = frozenset({"party", "complainant"})

# Posts that enforce the law. An auxiliary is none of these, whatever paper is carried.
ENFORCING = ("officer", "lead_officer", "co_officer")


def role_name(code: str | None) -> str:
    """主办人员 for lead_officer; the code itself if nobody has named it."""
    return ROLES.get(code, code) if code else ""
