"""What holds in zones, not which they are: orders, measures, explanations."""

import re

from geo_service.notices.words import CATEGORY, RULES, any_word

MEASURES_TAIL = re.compile(
    r",(?:(?:自|从)[^,;。]{2,20}起)?(?:并)?(?:对[^,]{0,12}|"
    + CATEGORY
    + r"内?)?(?:期间)?(?:严格)?(?:实行|采取|实施|执行|落实|按照?)[“”\"「‘]?(?!"
    + CATEGORY
    + ")(?=[^。;]{2})|,(?:并|同时)?(?:恢复常态化|加强|强化|做好|严格|严禁|限制|配合)"
    r"|,并入|,(?:居民|人员|群众)(?!区)(?=[^。;]{2})|,(?:解除|解封|结束)时间(?=[^。;]{2})"
    r"|(?<!外),其[余他它](?:区域|地区|楼栋|部分|范围)?(?=(?:仍|均|都|全部)?(?:按|为|降|调整|实行|执行))"
)
PROSE = re.compile(any_word(RULES["headings"]["prose"]))
"""Words of orders and explanations."""
_ORDERS = re.compile(
    rf"(?:(?:新增|(?:新?划定|降|调整|列)为|解除)?(?:的|[高中低]、)*{CATEGORY}(?:的(?:区域)?)?|(?:以上|上述|该)?(?:各|调整|划定)?(?:风险)?区域)"
    r"(?:范围)?(?:内|期间)?(?:[,的将要应须需均]|继续)*(?:严格|同步|同时)?"
    r"(?:解除(?=封控|管控|相)|(?:实行|采取|实施|执行|落实|按照?)(?!范围|时间|地点|区域|点位|日期|起|:)|居民(?!小?区)|人员|群众(?!路)|由[^,。;:]{2,14}?负责|限制|原则)"
    r"|(?:前|第)[0-9一二三四五六七八九十]{1,3}[天日](?:至[^,。]{2,8})?(?:加强|实行|采取|执行)"
    r"|(?:各|该|上述|以上)?(?:封控|管控|防范)?区域?内的?[^,。;]{2,100}?(?:暂停|停止|关闭|关停)(?=营业|开放|经营|服务|线下|运营|一切)"
)
"""What holds in zones, not which they are: 封控区实行…, 以上区域内人员…."""
_EXPLAINS = re.compile("(?:主要|重点)(?:涉及|包括|包含)")


def is_order(key: str, start: int, end: int) -> bool:
    """Whether a sentence says what holds in zones: 封控区实行…."""
    return _ORDERS.match(key, start, end) is not None


def is_explained(key: str, start: int, end: int) -> bool:
    """Whether a sentence names what lies within a zone that was described before it: 主要涉及…."""
    return _EXPLAINS.match(key, start, end) is not None


def cut_measures(key: str, start: int, end: int) -> int:
    """Where a clause ends before the orders that hold in its zones: ",实行足不出户…"."""
    match = MEASURES_TAIL.search(key, start, end)
    return match.start() if match and match.start() > start else end
