"""Who works where in the demonstration district. Personal names are made up from common ones."""
from collections.abc import Iterator

# Roles that live in one organ of the district: login = role code.
DISTRICT_STAFF = [
    ("chief_dispatcher", "dispatch"), ("assessor", "dispatch"), ("supervisor", "justice"), ("review_expert", "justice"),
    ("training_admin", "justice"), ("system_admin", "justice"), ("discipline_officer", "discipline"),
    ("leading_group_head", "leading_group"),
]

# Roles of departments that also have a login of their own name: (login, role, department)
NAMED_IN_DEPARTMENTS = [("dept_liaison", "guizi"), ("dept_head", "guizi"), ("lead_dept", "guizi"), ("support_dept", "shuiwu")]

# Officers of a legal subject: (name of the login after the organ, roles)
OFFICERS = [("officer", ("officer", "lead_officer")), ("officer2", ("officer", "co_officer")),
            ("officer3", ("officer",))]

# Every legal subject, street or department, needs these to decide a case from filing to archive.
DECIDING = ["dept_liaison", "dept_head", "legal_reviewer", "panel_member", "panel_member2", "panel_member3", "organ_head", "server",
            "fine_cashier", "archivist", "hearing_chair"]

# Posts of a street, with the unit in which they are held: office, team, station or the street itself.
STREET_STAFF = [
    ("grid_worker", "grid"), ("grid_worker2", "grid2"), ("station_head", "station"), ("station_head2", "station2"),
    ("intake_clerk", "office"), ("duty_chief", "team"), ("exec_deputy_head", "office"), ("team_head", "team"),
    ("auxiliary", "team"), ("auxiliary2", "team"), ("party", ""), ("complainant", ""),
]

# For the guards: certificates that must not count. (login after the organ, organ, state)
DOUBTFUL = [("officer4", "jiazhen", "none"), ("officer5", "jiazhen", "expired"), ("officer4", "guizi", "expired"),
            ("officer4", "chengguan", "suspended"), ("auxiliary", "guizi", "auxiliary")]

SUBSTITUTE = ("substitute", "duty_chief", "jiazhen")    # holds the duty chief's post for him: 代理

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭"     # 39
_GIVEN = ("建国 秀兰 志强 丽华 海燕 文斌 晓东 玉梅 国庆 春梅 永刚 雪琴 立新 红霞 庆丰 淑芬 卫东 桂英 学军 小丽 明远 佳宁 思远 雨桐 "
          "浩然 静怡 子涵 俊杰 欣妍 宇航 梦洁 承志 婉清 振华 素珍 广林 亚楠 成林 彩云 长河 晨曦 保全 秋实 云峰 慧敏 少华 维民 惠芳 "
          "克勤 瑞雪 宗耀 凤英 开来 若兰 昌盛 美玲 正阳 锦程 乐平").split()                              # 59


def names() -> Iterator[str]:
    """Names without repetition: 39 and 59 have no common factor."""
    for i in range(len(_SURNAMES) * len(_GIVEN)):
        yield _SURNAMES[i % len(_SURNAMES)] + _GIVEN[i * 7 % len(_GIVEN)]
