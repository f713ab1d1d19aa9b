"""问题清单 of the demonstration district (样例). A row: code, title, domain, element, bottom-line risk or None, stages; a stage:
name, departments (the leading one first), matters."""
from typing import NamedTuple


class Stage(NamedTuple):
    name: str
    departments: tuple[str, ...]
    matters: tuple[str, ...]


class Row(NamedTuple):
    code: str
    title: str
    domain: str
    element: str
    risk: str | None
    stages: tuple[Stage, ...]


def one(code: str, title: str, domain: str, element: str, departments: str, matters: str, risk: str | None = None) -> Row:
    """A problem with a single stage."""
    return Row(code, title, domain, element, risk, (Stage("处置", tuple(departments.split()), tuple(matters.split())),))


ECOLOGY, SAFETY, STABILITY = "生态保护", "安全生产", "安全稳定"

PROBLEMS = [
    Row("PG-34", "盗采砂石（盗采、运输、堆放、加工、经营）", "砂石资源", "河滩取砂坑、堆料、夜间货车、破碎机、无照料场", ECOLOGY, (
        Stage("盗采", ("guizi",), ("PG-34-1",)),
        Stage("运输", ("jiaotong", "gongan"), ("PG-34-2A", "PG-34-2B")),
        Stage("堆放", ("shuiwu",), ("PG-34-3",)),
        Stage("加工", ("shengtai",), ("PG-34-4",)),
        Stage("经营", ("shijian",), ("PG-34-5",)),
    )),
    one("CS-01", "占道经营", "城市管理", "流动摊贩、占道售卖", "chengguan", "CS-01-1"),
    one("CS-02", "店外经营", "城市管理", "货物、灶具摆出店外", "chengguan", "CS-02-1"),
    Row("CS-03", "乱倒渣土、建筑垃圾", "城市管理", "路边、沟渠、空地渣土堆", ECOLOGY, (
        Stage("倾倒", ("chengguan",), ("CS-03-1",)), Stage("运输", ("jiaotong", "gongan"), ("PG-34-2A", "PG-34-2B")))),
    one("CS-04", "违规设置户外广告", "城市管理", "楼顶、路侧广告牌", "chengguan", "CS-04-1"),
    one("CS-05", "乱张贴、乱涂写", "城市管理", "小广告、涂鸦", "chengguan", "CS-05-1"),
    one("CS-06", "生活垃圾不分类投放", "城市管理", "混投、乱投", "chengguan", "CS-06-1"),
    one("CS-07", "违法建设", "规划建设", "抢建、加建、私搭乱建", "guizi chengguan", "CS-07-1 CS-07-2", STABILITY),
    one("CS-08", "擅自占用、挖掘道路", "城市管理", "破路、占道施工", "chengguan", "CS-08-1"),
    one("ZJ-01", "工地扬尘", "建设施工", "裸土、带泥上路", "zhujian shengtai", "ZJ-01-1", ECOLOGY),
    one("ZJ-02", "无证施工", "建设施工", "未公示施工许可证", "zhujian", "ZJ-02-1", SAFETY),
    one("ZJ-03", "拆改承重结构", "建设施工", "装修敲墙、断柱", "zhujian", "ZJ-03-1", SAFETY),
    one("ZR-01", "非法占用土地", "自然资源", "农用地硬化、建房", "guizi", "ZR-01-1", ECOLOGY),
    one("ZR-02", "破坏耕地", "自然资源", "耕地挖砂取土", "guizi nongye", "ZR-02-1", ECOLOGY),
    one("SW-01", "河道内违法建设", "水务", "河岸搭建、围堰", "shuiwu", "SW-01-1", SAFETY),
    one("SW-02", "无证取水", "水务", "私设水泵、机井", "shuiwu", "SW-02-1"),
    one("ST-01", "露天焚烧", "生态环境", "烟、火点、焚烧痕迹", "shengtai", "ST-01-1", ECOLOGY),
    one("ST-02", "餐饮油烟扰民", "生态环境", "直排、无净化设施", "chengguan shengtai", "ST-02-1"),
    one("ST-03", "违法排污", "生态环境", "异味、异色水、暗管", "shengtai", "ST-03-1", ECOLOGY),
    one("ST-04", "夜间施工噪声", "生态环境", "夜间机械作业", "shengtai chengguan", "ST-04-1"),
    one("JT-01", "非法营运", "交通运输", "车站、路口揽客", "jiaotong", "JT-01-1"),
    one("JT-02", "货车超限", "交通运输", "重载货车、路面损坏", "jiaotong gongan", "JT-02-1 PG-34-2B", SAFETY),
    one("JT-03", "损坏公路", "交通运输", "护栏、路面被损", "jiaotong", "JT-03-1"),
    one("SC-01", "无照经营", "市场监管", "未亮照经营", "shijian", "SC-01-1"),
    one("SC-02", "过期食品", "市场监管", "货架、后厨过期食品", "shijian", "SC-02-1", SAFETY),
    one("SC-03", "不明码标价", "市场监管", "无价签、价签不全", "shijian", "SC-03-1"),
    one("SC-04", "特种设备超期未检", "市场监管", "检验标志过期", "shijian", "SC-04-1", SAFETY),
    one("GA-01", "违法停车", "公安交通", "占用通道停车", "gongan", "GA-01-1"),
    one("GA-02", "违规储存、销售烟花爆竹", "公安治安", "居民区存放、摆卖", "gongan yingji", "GA-02-1", SAFETY),
    one("YJ-01", "隐患排查治理不落实", "应急管理", "无台账、台账不实", "yingji", "YJ-01-1", SAFETY),
    one("YJ-02", "无证经营危险化学品", "应急管理", "黑加油点、气瓶私存", "yingji", "YJ-02-1", SAFETY),
    one("XF-01", "堵塞消防通道", "消防", "楼道堆物、通道上锁", "xiaofang gongan", "XF-01-1", SAFETY),
    one("WL-01", "网吧接纳未成年人", "文化市场", "未成年人在场上网", "wenlv", "WL-01-1"),
    one("WJ-01", "公共场所无卫生许可", "卫生健康", "理发、旅店、浴室无证", "weijian", "WJ-01-1"),
    one("WJ-02", "非法行医", "卫生健康", "无证诊疗、医美", "weijian", "WJ-02-1", SAFETY),
    one("NY-01", "销售假劣农药", "农业农村", "农资门店", "nongye", "NY-01-1"),
    one("NY-02", "电鱼", "农业农村", "河道电鱼器具、船只", "nongye", "NY-02-1", ECOLOGY),
    one("YL-01", "毁树毁绿", "园林绿化", "砍伐、剥皮、硬化树池", "yuanlin", "YL-01-1"),
    one("RF-01", "损坏人防工程", "人民防空", "改结构、堵出入口", "renfang", "RF-01-1"),
    one("RS-01", "拖欠农民工工资", "劳动保障", "聚集讨薪、投诉", "renshe", "RS-01-1", STABILITY),
]
