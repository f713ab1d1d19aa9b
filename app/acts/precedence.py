"""Which act the statutes put before which, who must be someone else, whose post it is, and which term binds it: as data.

The guards (`app/acts/guards`) ask the same of the record of a case, whatever its diagram says; here it is told beforehand, for whoever
draws one. `when` runtime: the facts of the case decide (is a review due at all?), so a way round is lawful where `asks`, a decision table
or another act, has settled that question before; guard: only the guard itself can tell. `status` check: what we have not read in the law
itself; it is a sample (样例) for the place to verify, and every sentence about it says so.
"""
from dataclasses import dataclass

ALWAYS, RUNTIME, GUARD = "always", "runtime", "guard"
SURE, CHECK = "sure", "check"


@dataclass(frozen=True)
class Requirement:
    """Before `act`, on every way to it, one of `needs`; if an act of `since` came after it, it has to be done anew. `asks`: acts, or
    decisions by the number that their id begins with."""

    act: str
    needs: tuple[str, ...]
    article: str
    sentence: str
    when: str = ALWAYS
    status: str = SURE
    asks: tuple[str, ...] = ()
    since: tuple[str, ...] = ()


@dataclass(frozen=True)
class Separation:
    """Who performs `act` has performed none of `others`."""

    act: str
    others: tuple[str, ...]
    article: str
    sentence: str
    status: str = SURE


@dataclass(frozen=True)
class Duty:
    """`act` is performed by one of these posts."""

    act: str
    roles: frozenset[str]
    article: str
    sentence: str
    status: str = SURE


@dataclass(frozen=True)
class Term:
    """`act` is bound by one of these deadline codes."""

    act: str
    codes: tuple[str, ...]
    article: str
    sentence: str
    status: str = SURE


A54, A57, A58 = "《行政处罚法》第五十四条第二款", "《行政处罚法》第五十七条第一款", "《行政处罚法》第五十八条第一款"
A44, A62, A61 = "《行政处罚法》第四十四条", "《行政处罚法》第六十二条", "《行政处罚法》第六十一条第一款"
HANDLING = ("prepare_filing", "report_investigation")

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement("file_case", ("prepare_filing",), A54, "批准立案之前，先填写立案审批表。"),
    Requirement("report_investigation", ("file_case",), A54, "先立案，再写调查终结报告。"),
    Requirement("notify", ("file_case",), A54, "先立案，再事先告知。"),
    Requirement("notify", ("report_investigation",), A57, "调查终结之后，再事先告知。"),
    Requirement("hear_pleading", ("notify",), A44, "先告知，再听取陈述申辩。"),
    Requirement("hold_hearing", ("notify",), "《行政处罚法》第六十三条第一款", "先告知听证权，再组织听证。"),
    Requirement("review", ("submit_review",), A58, "先提请，再法制审核。"),
    Requirement("review", ("report_investigation",), A58, "调查终结之后，再作法制审核。"),
    Requirement("answer_review", ("review",), A58, "先有审核意见，再答复整改。"),
    Requirement("discuss", ("report_investigation",), "《行政处罚法》第五十七条第二款", "调查终结之后，再集体讨论。"),
    Requirement("decide", ("file_case",), A54, "先立案，再决定处罚。"),
    Requirement("decide", ("report_investigation",), A57, "调查终结之后，再决定处罚。"),
    Requirement("decide", ("notify",), A44, "决定处罚之前，先告知当事人内容、事实、理由、依据和权利。"),
    Requirement("decide", ("hear_pleading",), A62, "决定处罚之前，听取陈述申辩；当事人放弃或者期满的，如实记录。", since=("notify",)),
    Requirement("decide", ("hold_hearing",), "《行政处罚法》第六十三条、第六十五条", "当事人有听证权并要求听证的，听证之后再决定。", RUNTIME,
                asks=("hear_pleading",)),
    Requirement("decide", ("review",), A58, "应当法制审核的案件，审核通过之后再决定。", RUNTIME, asks=("D12",),
                since=("report_investigation",)),
    Requirement("decide", ("discuss",), "《行政处罚法》第五十七条第二款", "情节复杂或者重大违法的，集体讨论同意之后再决定。", RUNTIME,
                asks=("D13",), since=("report_investigation",)),
    Requirement("decide_no_penalty", ("file_case",), A54, "先立案，再决定不予处罚。"),
    Requirement("decide_no_penalty", ("report_investigation",), A57, "调查终结之后，再决定不予处罚。"),
    Requirement("withdraw_filing", ("file_case",), A54, "立了案，才谈得上撤案。"),
    Requirement("decide_on_spot", ("show_identity",), "《行政处罚法》第五十二条第一款", "当场决定之前，先出示证件、查证事实。"),
    Requirement("decide_on_spot", ("hear_on_spot", "hear_pleading"), A44, "当场决定之前，也要告知并听取陈述申辩。"),
    Requirement("recheck", ("order_correction", "decide", "decide_on_spot"), "《行政处罚法》第二十八条第一款", "先责令改正，再复查。"),
    Requirement("serve", ("decide", "decide_no_penalty", "notify", "order_correction"), A61,
                "先有制发的文书，才能送达。", RUNTIME),
    Requirement("collect", ("decide", "decide_on_spot"), "《行政处罚法》第六十七条第一款", "先作出罚款决定，再收缴。"),
    Requirement("collect", ("serve", "decide_on_spot"), "《行政处罚法》第六十七条第三款", "决定书送达之后，再收缴罚款；当场处罚的当场交付。",
                since=("decide",)),
    Requirement("publish", ("decide", "decide_on_spot"), "《行政处罚法》第四十八条第一款", "先作出决定，再公示。"),
    Requirement("close", ("decide", "decide_no_penalty", "decide_on_spot", "withdraw_filing", "transfer", "educate"),
                "《行政处罚法》第六十六条第一款", "案件有了结果，才能结案；没有进入处罚程序的，以问题解决结案。", GUARD),
    Requirement("archive", ("close",), "《行政处罚法》第四十七条", "先结案，再归档。"),
)

SEPARATIONS: tuple[Separation, ...] = (
    Separation("file_case", ("prepare_filing",), A54, "填写立案审批表的人，不自己批准立案。"),
    Separation("review", (*HANDLING, "submit_review"), A58, "办案人员不审核自己的案件。"),
    Separation("discuss", HANDLING, "《行政处罚法》第五十七条第二款", "办案人员列席汇报，不主持讨论。", CHECK),
    Separation("hold_hearing", HANDLING, "《行政处罚法》第六十四条第四项", "听证由非本案调查人员主持。"),
    Separation("decide", (*HANDLING, "review"), A57, "办案人员、审核人员不批准本案的决定。"),
    Separation("decide_no_penalty", HANDLING, A57, "办案人员不批准本案的决定。"),
    Separation("withdraw_filing", HANDLING, A57, "办案人员不批准撤销自己的案件。", CHECK),
)

HEADS = frozenset({"organ_head", "dept_head"})
DUTIES: tuple[Duty, ...] = (
    Duty("review", frozenset({"legal_reviewer"}), A58, "法制审核由法制审核岗位的人员进行。"),
    Duty("decide", HEADS, A57, "普通程序的决定由行政机关负责人作出。"),
    Duty("decide_no_penalty", HEADS, A57, "不予处罚由行政机关负责人决定。"),
    Duty("discuss", HEADS, "《行政处罚法》第五十七条第二款", "集体讨论由行政机关负责人进行。"),
    Duty("hold_hearing", frozenset({"hearing_chair"}), "《行政处罚法》第六十四条第四项", "听证由机关指定的主持人主持。"),
)

TERMS: tuple[Term, ...] = (
    Term("hear_pleading", ("T10", "T11"), A62, "陈述申辩、要求听证有期限，期满才能当作没有陈述。"),
    Term("review", ("T13",), A58, "法制审核有期限，以免拖延办案。", CHECK),
    Term("decide", ("T06",), "《行政处罚法》第六十条", "自立案之日起九十日内作出决定。"),
    Term("serve", ("T14", "public_notice_service"), A61, "决定书在七日内送达。"),
    Term("collect", ("T16", "T18"), "《行政处罚法》第六十七条第三款、第七十一条", "收到决定书之日起十五日内缴款；当场收缴的二日内交回机关。"),
)
