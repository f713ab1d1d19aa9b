"""Parameters that a fresh district starts with. `law`: the figure was read in the law named; `sample` (样例): the place has to set it.

T-codes are the deadlines of the domain's catalogue; a code with a dot is a second figure of the same deadline.
"""
from typing import NamedTuple

LAW, SAMPLE = "law", "sample"
PARTY, ORGAN = "party", "organ"


class Row(NamedTuple):
    code: str
    name: str
    value: int | str
    unit: str
    basis: str
    status: str
    binds: str | None = None
    roll: bool = False              # the end rolls over a holiday: by default only for a party's rights
    direction: str = "after"


APL, ACL, CPL = "行政处罚法", "行政强制法", "民事诉讼法"
LOCAL = "样例，由地方设定"

PERIODS = [
    Row("task_term", "流程未另定期限的待办", 2, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T01", "处置后反馈", 3, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T02", "哨令报到", 4, "h", LOCAL, SAMPLE, ORGAN),
    Row("T03", "哨令签收或者异议", 4, "h", LOCAL, SAMPLE, ORGAN),
    Row("T04", "指令办理", 5, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T05", "立案审批", 15, "d", LOCAL, SAMPLE, ORGAN),
    Row("T06", "作出处罚决定", 90, "d", f"{APL}60", LAW, ORGAN),
    Row("T07", "先行登记保存后的处理", 7, "wd", f"{APL}56、85", LAW, ORGAN),
    Row("T08", "查封、扣押", 30, "d", f"{ACL}25", LAW, ORGAN),
    Row("T08.extension", "查封、扣押延长", 30, "d", f"{ACL}25", LAW, ORGAN),
    Row("T09", "紧急强制措施补办批准", 24, "h", f"{ACL}19", LAW, ORGAN),
    Row("T10", "陈述、申辩", 3, "wd", LOCAL, SAMPLE, PARTY),
    Row("T11", "申请听证", 5, "wd", f"{APL}64、85", LAW, PARTY),
    Row("T12", "听证前通知", 7, "wd", f"{APL}64、85", LAW, ORGAN, direction="before"),
    Row("T13", "法制审核", 10, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T14", "送达决定书", 7, "wd", f"{APL}61、85", LAW, ORGAN),
    Row("T15", "公示处罚决定", 7, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T15.withdrawal", "撤回公示的处罚决定", 3, "wd", f"{APL}48、85", LAW, ORGAN),
    Row("T16", "缴纳罚款", 15, "d", f"{APL}67", LAW, PARTY, roll=True),
    Row("T17", "逾期加处罚款（每日，占罚款数额）", "0.03", "share", f"{APL}72", LAW, PARTY),
    Row("T17.cap", "加处罚款上限（占罚款数额）", "1", "share", f"{APL}72", LAW, PARTY),
    Row("T18", "当场收缴的罚款交至机关", 2, "wd", f"{APL}71、85", LAW, ORGAN),
    Row("T18.bank", "机关将罚款缴付银行", 2, "wd", f"{APL}71、85", LAW, ORGAN),
    Row("T19", "申请行政复议", 60, "d", "行政复议法20", LAW, PARTY, roll=True),
    Row("T19.suit", "提起行政诉讼", 6, "m", "行政诉讼法46", LAW, PARTY, roll=True),
    Row("T20", "催告后申请法院强制执行", 10, "wd", f"{ACL}54、69", LAW, PARTY),
    Row("T21", "申请法院强制执行", 3, "m", f"{ACL}53", LAW, ORGAN),
    Row("T22", "代履行前再催告", 3, "wd", f"{ACL}51、69", LAW, ORGAN, direction="before"),
    Row("T23", "涉嫌犯罪移送的批准", 3, "d", "国务院令310号5", LAW, ORGAN),
    Row("T23.transfer", "批准后向公安机关移送", 24, "h", "国务院令310号5", LAW, ORGAN),
    Row("T23.fast", "加急移送", 12, "h", LOCAL, SAMPLE, ORGAN),
    Row("T24", "公安机关审查移送案件", 3, "d", "国务院令310号8", LAW, ORGAN),
    Row("T25", "移交涉案物品", 3, "d", "国务院令310号12", LAW, ORGAN),
    Row("T26", "行政复议答复", 10, "wd", "行政复议法48、88", LAW, ORGAN),
    Row("T26.simple", "行政复议答复（简易程序）", 5, "wd", "行政复议法54、88", LAW, ORGAN),
    Row("T27", "转送行政复议申请", 5, "wd", "行政复议法32、88", LAW, ORGAN),
    Row("T28", "行政诉讼答辩", 15, "d", "行政诉讼法67", LAW, ORGAN),
    Row("T29", "行政复议意见书落实报告", 60, "d", "行政复议法76", LAW, ORGAN),
    Row("T30", "责令改正（未写明期限时）", 15, "d", LOCAL, SAMPLE, PARTY),
    Row("T31", "必到点位巡查间隔", 1, "d", LOCAL, SAMPLE, ORGAN),
    Row("T32", "联席会议间隔", 3, "m", LOCAL, SAMPLE, ORGAN),
    Row("T33", "律师讲堂间隔", 7, "d", LOCAL, SAMPLE, ORGAN),
    Row("T34", "争议自行协商", 7, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T34.accept", "争议协调受理", 5, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T34.reply", "争议协调答复", 5, "wd", LOCAL, SAMPLE, ORGAN),
    Row("T35", "监督意见整改", 30, "d", LOCAL, SAMPLE, ORGAN),
    Row("T36", "结案后归档", 30, "d", LOCAL, SAMPLE, ORGAN),
    Row("T37", "执法证到期前提醒", 60, "d", LOCAL, SAMPLE, ORGAN, direction="before"),
    Row("T38", "处罚时效", 2, "y", f"{APL}36", LAW, ORGAN),
    Row("T38.harm", "处罚时效（涉及生命健康安全、金融安全且有危害后果）", 5, "y", f"{APL}36", LAW, ORGAN),
    Row("public_notice_service", "公告送达", 30, "d", f"{CPL}95", LAW, PARTY),
]

FIGURES = [
    Row("min_officers", "执法人员最少人数", 2, "人", f"{APL}42", LAW),
    Row("summary_fine_citizen", "简易程序罚款上限（公民）", 200, "yuan", f"{APL}51", LAW),
    Row("summary_fine_organisation", "简易程序罚款上限（法人、其他组织）", 3000, "yuan", f"{APL}51", LAW),
    Row("on_spot_collection", "当场收缴罚款上限", 100, "yuan", f"{APL}68", LAW),
    Row("individual_business_counts_as", "个体工商户按何种主体计算数额", "citizen", "", LOCAL, SAMPLE),
    Row("hearing_fine_citizen", "听证：较大数额罚款（公民）", 10000, "yuan", LOCAL, SAMPLE),
    Row("hearing_fine_organisation", "听证：较大数额罚款（法人、其他组织）", 100000, "yuan", LOCAL, SAMPLE),
    Row("discussion_fine_citizen", "集体讨论：较大数额罚款（公民）", 10000, "yuan", LOCAL, SAMPLE),
    Row("discussion_fine_organisation", "集体讨论：较大数额罚款（法人、其他组织）", 100000, "yuan", LOCAL, SAMPLE),
    Row("legal_review_all", "全部案件都作法制审核", "no", "", LOCAL, SAMPLE),
    Row("panel_quorum", "集体讨论最少人数", 3, "人", LOCAL, SAMPLE),
    Row("duplicate_window_days", "查重时间窗", 30, "d", LOCAL, SAMPLE),
    Row("earlier_violation_window_months", "再次违法时间窗", 24, "m", LOCAL, SAMPLE),
    Row("workday_end", "工作日下班时间", "18:00", "", LOCAL, SAMPLE),
]

# Years that the built-in holiday table does not know: statutory days of 全国年节及纪念日放假办法 without the yearly shifts, which
# nobody can know before the State Council's notice. (year, [(month, day, name)])
HOLIDAY_YEARS = [
    (2027, [(1, 1, "元旦"), (2, 5, "春节"), (2, 6, "春节"), (2, 7, "春节"), (2, 8, "春节"), (4, 5, "清明节"), (5, 1, "劳动节"),
            (5, 2, "劳动节"), (6, 9, "端午节"), (9, 15, "中秋节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节")]),
    (2028, [(1, 1, "元旦"), (1, 25, "春节"), (1, 26, "春节"), (1, 27, "春节"), (1, 28, "春节"), (4, 4, "清明节"), (5, 1, "劳动节"),
            (5, 2, "劳动节"), (5, 28, "端午节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节")]),
]
HOLIDAY_SOURCE = "样例：只含法定假日，未含调休；国务院办公厅通知公布后请替换"
