"""Organs of the demonstration district 安河区 (invented)."""

DISTRICT = ("anhe", "安河区")

# code, name, short name, kind, code of the organ above
BUREAUS = [
    ("justice", "安河区司法局", "司法局", "justice", "anhe"),
    ("dispatch", "安河区综合行政执法总调度办公室", "总调度办", "dispatch", "justice"),
    ("discipline", "安河区纪委监委", "纪委监委", "discipline", "anhe"),
    ("leading_group", "安河区综合行政执法领导小组", "领导小组", "leading_group", "anhe"),
]

# code, name, short name, 机关代字: the sixteen departments that report in (PG-33)
DEPARTMENTS = [
    ("gongan", "安河区公安分局", "公安分局", "公"),
    ("guizi", "安河区规划和自然资源分局", "规自分局", "规自"),
    ("shuiwu", "安河区水务局", "水务局", "水"),
    ("shengtai", "安河区生态环境局", "生态环境局", "环"),
    ("jiaotong", "安河区交通运输局", "交通局", "交"),
    ("shijian", "安河区市场监督管理局", "市场监管局", "市监"),
    ("chengguan", "安河区城市管理局", "城管局", "城管"),
    ("yingji", "安河区应急管理局", "应急局", "应急"),
    ("nongye", "安河区农业农村局", "农业农村局", "农"),
    ("zhujian", "安河区住房和城乡建设局", "住建局", "住建"),
    ("wenlv", "安河区文化和旅游局", "文旅局", "文旅"),
    ("weijian", "安河区卫生健康委员会", "卫健委", "卫健"),
    ("yuanlin", "安河区园林绿化局", "园林局", "园林"),
    ("xiaofang", "安河区消防救援支队", "消防支队", "消"),
    ("renfang", "安河区人民防空办公室", "人防办", "人防"),
    ("renshe", "安河区人力资源和社会保障局", "人社局", "人社"),
]

# Street: code, name, 机关代字, pattern, departments whose squadron is stationed there, departments on call as modules,
# liaison stations: (code, name, number of grids)
STREETS = [
    ("jiazhen", "甲镇", "甲", "1+4+6", ["shijian", "chengguan", "yingji", "jiaotong"],
     ["guizi", "shuiwu", "shengtai", "nongye", "wenlv", "weijian"], [("donghe", "东河", 3), ("xishan", "西山", 2)]),
    ("yijie", "乙街道", "乙", "1+2+8", ["shijian", "chengguan"],
     ["yingji", "jiaotong", "shengtai", "zhujian", "wenlv", "weijian", "xiaofang", "yuanlin"],
     [("nanmen", "南门", 2), ("zhongxin", "中心", 2)]),
    ("bingjie", "丙街道", "丙", "1+2+8", ["shijian", "chengguan"],
     ["yingji", "jiaotong", "shengtai", "zhujian", "guizi", "weijian", "xiaofang", "renshe"],
     [("beiyuan", "北苑", 2), ("liushu", "柳树", 2)]),
]

SQUADRONS = {"shijian": "市场监管", "chengguan": "城乡管理", "yingji": "应急管理", "jiaotong": "交通运输", "guizi": "规划自然资源",
             "shuiwu": "水务", "shengtai": "生态环境", "nongye": "农业农村", "wenlv": "文化旅游", "weijian": "卫生健康",
             "zhujian": "住房建设", "xiaofang": "消防救援", "yuanlin": "园林绿化", "renshe": "劳动保障"}
