"""Titles, places and names of parties for copied cases, made up from common words; and official numbers in their parts."""
import random
import re

from app.registry.samples import people

VILLAGES = ("东河村", "西河村", "上庄村", "下庄村", "南坡村", "北沟村", "杨柳庄", "石桥村", "小寺村", "大营村", "前进村", "后杨村")
ROADS = ("人民路", "建设大街", "光明路", "河滨路", "工业大道", "富民街", "文化路", "新华街", "环城北路", "站前街", "学府路", "平安大街")
SPOTS = ("3号桥下游左岸", "农贸市场门前", "小学西侧", "公交站旁", "工地东门", "停车场内", "居民楼一层", "加油站对面", "水闸附近", "村委会南侧")
WHAT = ("堆放砂石未苫盖", "店外经营占道", "夜间施工扰民", "建筑垃圾随意倾倒", "擅自挖掘道路", "燃气瓶违规存放", "露天焚烧秸秆", "违法搭建彩钢房",
        "消防通道被堵", "无照经营食品", "户外广告牌松动", "餐饮油烟直排", "车辆乱停放", "私设机井取水", "绿地被硬化占用", "货车带泥上路")
TRADES = ("砂石经营部", "餐饮店", "建材门市", "物流公司", "商贸有限公司", "汽车修理厂", "便利店", "建筑劳务公司", "农资门市", "烧烤店")
PEOPLE = tuple(people.names())


def words(play: int, chance: random.Random) -> dict[str, str]:
    """What stands in a copy for the bracketed words of this play."""
    place = chance.choice(VILLAGES) if chance.random() < 0.5 else chance.choice(ROADS)
    spot = f"{place}{chance.randint(1, 400)}号{chance.choice(SPOTS)}"
    return {f"【题{play}】": f"{place}{chance.choice(WHAT)}", f"【址{play}】": spot,
            f"【当{play}】": f"{chance.choice(PEOPLE)}{chance.choice(TRADES)}{chance.randint(1, 99)}"}


def renumbered(number: str, years: int, counters: dict[str, int]) -> str:
    """The next official number of the same series, so many years on (甲综执〔2026〕0427). `counters` {series: last} is counted on."""
    found = re.fullmatch(r"(.*〔)(\d{4})(〕\D*)(\d+)(.*)", number)
    if found is None:
        raise ValueError(f"{number} is no official number with a year in brackets")
    series, serial = f"{found[1]}{int(found[2]) + years}{found[3]}", found[4]
    counters[series] = n = counters.get(series, 0) + 1
    width = len(serial) if serial.startswith("0") else 1
    return f"{series}{n:0{width}d}{found[5]}"
