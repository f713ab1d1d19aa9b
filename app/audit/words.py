"""What entries of the trace often contain, for `kernel.packing`: the most frequent last. A version that was released is never changed (packed
entries need it for ever); a better one is added behind it."""

_V1 = """个人组织企业街道办事处综合行政执法队公安分局规划和自然资源分局水务局生态环境局交通运输局市场监督管理局城市管理局农业农村局
应急管理局消防救援大队住房和城乡建设局文化和旅游局卫生健康委员会司法局总调度办公室值班长受理员队长常务副队长执法人员主办人员法制审核员部门联络员
部门负责人机关负责人执法监督员系统
["definition:published",{"effective_from":"["parameter:changed",{"after":,"before":"["calendar:changed",["account:changed",{"login":"
["case:migrated",["case:merged",{"into":"["case:rejected",["case:transferred",{"reason":"["case:withdrawn",["case:terminated",
["case:archived",{"archive_no":["case:file_built",{"documents":,"records":["record:filed",["case:facts_changed",["case:numbered",
["signal:broadcast",["standing:opened",["standing:set",{"person":"["turn:opened",["patrol_point:marked",{"address":"","kind":"high_risk_area"
["patrol_point:cleared",["whistle:urged",["whistle:left",["whistle:rated",{"rating":["whistle:no_show",["whistle:objected",["whistle:cancelled",
["whistle:issued",{"depts":["["whistle:signed",{"dept":"["whistle:reported_in",{"dept":"","late_minutes":null,"persons":
["sub_case:opened",{"dept":"","number":"["sub_case:result",{"case_id":,"decision_no":"["lead:confirmed",{"lead":"","supports":["
["performance:recorded",{"dept":"","text":"["warning:raised",{"class":"non_action","clause":"","level":"yellow","organ":"
["reminder:sent",{"text":"","to":"["document:voided",["document:served",["attachment:added",{"sha256":"","size":,"title":"
["incident:raised",{"name":"","node":"gw_["incident:resolved",["timer:fired",{"name":"","node":"tm_
["message:received",{"code":"msg_result","from":"处置结果["message:sent",{"code":"msg_disposal_start","message":"处置安排"}],
["rule:overridden",{"decision":"["rule:decided",{"decision":"D0","fired":{"D0_r1"]},"title":"","value":{"urgency":"一般","紧急","route":
["act:refused",{"act":"file_case","article":"行政处罚法第条","code":"E-["document:issued",{"kind":"","number":"〔2026〕号","title":"通知书决定书
["act:performed",{"document":null,"name":"立案审批事先告知送达结案","summary":"
["case:opened",{"number":"","source":"12345热线网格巡查上级交办群众举报","title":"","turn":1}],
["stage:entered",{"name":"结果反馈","stage":"result_feedback"}],["stage:entered",{"name":"结案归档","stage":"case_closing_archive"}],
["stage:entered",{"name":"调查处置","stage":"investigation_disposal"}],["stage:entered",{"name":"分流交办","stage":"triage_assignment"}],
["stage:entered",{"name":"问题收集","stage":"problem_collection"}],["case:ended",{"end_state":"closed","name":"办结"}]]
["task:cancelled",{"name":"","node":"ut_["task:delegated",["task:returned",["task:urged",["task:released",
["task:opened",{"due_at":"2026-11-","name":"","node":"ut_","role":"duty_chief"}],[["task:claimed",{"name":"","node":"UT"}]]
[["task:submitted",{"form":"F_","item":1,"name":"","node":"ut_"}],[["task:submitted",{"form":null,"item":1,"name":"","node":"T0"}]]"""

WORDS = (_V1.replace("\n", "").encode(),)
