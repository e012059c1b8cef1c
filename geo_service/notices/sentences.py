"""A sentence: its opening and its closing verb, what is done to the places between."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from geo_service.notices.headings import is_admin
from geo_service.notices.orders import MEASURES_TAIL, cut_measures
from geo_service.notices.times import TAIL, closing_time, leading_time
from geo_service.notices.words import BECOMES, CATEGORY, DESIGNATES, RULES, Deed, any_word, category_of, change

_HEADINGS = RULES["headings"]
_BEFORE = any_word(RULES["tails"]["before_verb"])
_AFTER = any_word(RULES["tails"]["after_category"])
_LIFTS = any_word(RULES["verbs"]["lift"])
_DOWN = tuple(RULES["verbs"]["down"])
_SUMMED = (
    r"(?:等?(?:共计?)?(?:[0-9]+|[一二三四五六七八九十]{1,3})个?(?:区域|地区|点位|小区|地点|地|处|地方)"
    r"|等(?:区域|地区|地)?)?"
)
_NOTE = r"(?:(?:辖区|范围)?内)?(?:的)?(?P<note>居民小区\(村\))?(?:的)?"
_CHANGE = re.compile(
    rf"(?:,?(?:以上|上述)(?:区域|地区|小区|点位))?{_SUMMED}{_NOTE}(?:{_BEFORE})*,?(?:[由从原]?原?(?:来的)?(?:疫情)?(?P<before>{CATEGORY}))?"
    rf"(?:统一|均|全部|,)?(?P<verb>{BECOMES})(?:疫情)?(?P<to>{CATEGORY})?[^\W\d_]{{0,2}}(?:{_AFTER})?(?:\((?:保持|维持)?不变\))?$"
)
_LIFT = re.compile(
    rf",?{_NOTE}(?:予以|均|全部|全面)?(?:{_LIFTS})(?:原|相应的?|相关)?(?P<lifted>{CATEGORY}|管控)(?:{_AFTER})?$|(?P<ended>{CATEGORY})(?:{_AFTER})?(?:予以)?(?:{_LIFTS})(?:封控|管控|管理|措施)*$"
)
_CHANGED = re.compile(
    rf"风险等级,(?=将|把)|(?:{BECOMES}|{_LIFTS})(?:疫情)?{CATEGORY}(?:(?:{_AFTER})?(?:\([^()]{{2,6}}\))?,|、(?!{CATEGORY}|[高中低]|其))"
    rf"|的{CATEGORY}(?:{_AFTER})?,(?=解除|撤销|取消|新增|划定|将|把|对)"
)
_OPENED_END = re.compile(rf"(?:等?[0-9]+[个处])?(?:的)?(?P<category>{CATEGORY})(?:{_AFTER})?$")
_DECISION = re.compile(rf"由{CATEGORY}|(?:{BECOMES}|{_LIFTS})(?:疫情)?{CATEGORY}[^,;。]{{0,6}}(?:$|,)")
_CATEGORY = re.compile(CATEGORY)
OPENER = re.compile(
    r"(?:现|并|同时|决定|已)?,?(?:(?P<hand>将|对|把)|(?P<verb>新增划定|划定|新划定|新增加|新增|增加|增补|增设|确定|设定|调整(?!后)|调低|调高|上调|下调|解除|撤销|取消)对?)"
    r"(?:(?:(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日|第?[0-9]{1,4}号(?:通告|公告|令)|《[^《》]{2,80}》(?:\([^()]{2,24}\))?)(?:划定|公布|发布)的)?(?:(?P<owner>[^\W\d_]{2,10})所辖的?|我[市区县旗]的?(?!以下))?"
)
"""将, 对 or a verb before a list of places, with the day of an earlier decision."""
STANDING = re.compile(rf"(?:以下|下列|下述)?原?(?P<category>{CATEGORY})的?(?=[^\W\d_]{{2}})")
"""The category that places stand in, before them: 将原高风险区…."""
ADJUSTED = re.compile(
    rf"(?:(?:调整[为至成]|变更为|(?:范围)?(?:扩大|缩小)(?:范围)?[为至到])(?!:?(?:{CATEGORY}|临时|[高中低]风|[封管]控))"
    rf"|(?:的?{CATEGORY})?(?:并入|合并为)(?=[^\W\d_]|“)):?"
)
"""Between the extent before and the one after; a category behind it is another thing."""
_OPENING_DISTRICT = re.compile(
    r"(?P<name>(?!将|对|把)[^\W\d_A-Z]{1,7}?(?:新区|开发区|区|县|市|旗|街道|镇|乡))(?=(?:现|已)?(?:将|对|把|划定|新增|解除|撤销|取消|调整))"
)
_OWN_CATEGORY = re.compile(rf"(?<![除及和与或、原0-9个])(?:等?[0-9]*个?)的?(?P<category>{CATEGORY})$")
_ZONES = tuple(word for words in RULES["categories"].values() for word in words if word.endswith(("区", "域", "点")))
TAIL_MAX = 60
"""Characters at the end of a sentence among which its closing verb and time are looked for."""
_LEVEL = "风险等级"
THEN = re.compile(rf"(?:(?:并|同时|且)(?:一并)?(?:{BECOMES})|(?:调整|转|降|变更|恢复)[为至成]){CATEGORY}(?:{_AFTER})?")
"""A second verb for the places of the clause before: …解除封控,并调整为低风险区."""
_ABOVE = "(?:(?:以上|上述)(?:[0-9]+个)?|等?[0-9]+个?)(?:区域|地区|小区|点位|地点|处)"
CLOSES = re.compile(
    rf"(?P<above>{_ABOVE})?(?:均|全部|,)?被?(?:由{CATEGORY})?(?:{BECOMES}){CATEGORY}(?:{_AFTER})?(?=[,。;]|$)"
)
"""The verb of a list whose places stand on the lines before it: 为中风险区."""
WITNESSED = re.compile("[,、]?(?:已|均|且)?连续[0-9]{1,2}(?:日|天)(?:内|以上)?(?:无|没有|未)[^,。;、]{2,20}$")
"""Why places change, between them and the verb: 连续7日无新增病例."""
_STATES = re.compile(
    any_word(
        [
            *",:。;\t?\N{REPLACEMENT CHARACTER}月日天时刻将对把在有截附“",
            *(
                "202",
                "研判",
                "评估",
                "研究",
                "同意",
                "要求",
                "规定",
                "决定",
                "同时",
                "目前",
                "当前",
                "至此",
                "其余",
                "其他",
            ),
            *("缩小", "并入", "合并"),
            *("以下", "下列", "下述", "如下", "除", "分别", "包括"),
            *(word for words in RULES["categories"].values() for word in words),
            *(word for words in RULES["verbs"].values() for word in words if isinstance(word, str)),
            *(word for key in ("prose", "closing", "measures", "announce") for word in _HEADINGS[key]),
        ]
    )
)
"""What a statement, an order or a list of several sentences has, and a place alone has not."""
_CONTROL, _CONTROLLED, _MEASURES = "管控", "管控区", "措施"
_CONTROLS = (_CONTROL, _CONTROL + _MEASURES)


class Closing(NamedTuple):
    """Where the places of a sentence end, what is done (None: nothing said) and to what of them."""

    end: int
    deed: Deed | None = None
    note: str | None = None


def is_plain(key: str, start: int, end: int) -> bool:
    """Whether a span has nothing that a statement has: no comma, time, category, verb, order; places have none."""
    return end > start and _STATES.search(key, start, end - (key[end - 1] in "。;")) is None


def is_decision(key: str, start: int, end: int) -> bool:
    """Whether a span decides on its places itself: it opens or closes with a verb."""
    lead = leading_time(key, start, end)
    begin = lead.end() if lead else start
    end = cut_measures(key, begin, end)
    return bool(OPENER.match(key, begin, end)) or bool(_DECISION.search(key, max(begin, end - TAIL_MAX), end))


def own_category(key: str, start: int, end: int) -> re.Match[str] | None:
    """The category behind a place: 甲小区3栋高风险区."""
    if not key.endswith(_ZONES, start, end):
        return None
    match = _OWN_CATEGORY.search(key, max(start, end - TAIL_MAX), end)
    return match if match and match.start() - start > 1 else None


def adjusts_once(key: str, start: int, end: int) -> bool:
    """Whether a clause says of one zone what it is adjusted to, however many places it has before and after."""
    found = ADJUSTED.search(key, start, end)
    return found is not None and key.find(",", start, found.start()) < 0 and not ADJUSTED.search(key, found.end(), end)


def opening_area(key: str, start: int, end: int) -> re.Match[str] | None:
    """The area named before an opening verb: 某某区 of 某某区划定…."""
    match = _OPENING_DISTRICT.match(key, start, end)
    return match if match and is_admin(match["name"], frozenset()) else None


def read_closing(key: str, start: int, end: int, category: str | None, *, opener: str | None = None) -> Closing:
    """
    The closing verb of a sentence.

    `category` is the one of its list, for a verb that was cut off; `opener` the verb that the sentence begins with.
    """
    window = max(start, end - TAIL_MAX)
    if not (_CATEGORY.search(key, window, end) or key.endswith(_CONTROLS, start, end)):
        return _closing_of_level(key, start, end, opener)
    lifted = _LIFT.search(key, window, end)
    if lifted and lifted.start() > start:
        name = _category_of_lift(lifted, category)
        return Closing(_without_time(key, start, lifted.start()), Deed("lift", name, name), lifted["note"])
    for verb in _CHANGE.finditer(key, window, end):
        if verb.start() > start and (verb["to"] or verb["before"]):
            return Closing(_without_time(key, start, verb.start()), _deed_of(verb, category), verb["note"])
    return _closing_of_opener(key, window, end, opener) if opener else Closing(end)


def _category_of_lift(lifted: re.Match[str], category: str | None) -> str:
    """The category that ends: the one that is named, else (解除管控措施) that of the list."""
    said = lifted["lifted"] or lifted["ended"]
    if said != _CONTROL:
        return category_of(said)
    return category if category and lifted.group().endswith(_MEASURES) else _CONTROLLED


def _without_time(key: str, start: int, end: int) -> int:
    """Where the places end when a time stands between them and the verb."""
    tail = closing_time(key, max(start, end - TAIL_MAX), end)
    return tail.start() if tail and tail.start() > start else end


def _closing_of_opener(key: str, start: int, end: int, opener: str) -> Closing:
    """解除X封控管理, 新增X高风险区: the verb stands before the places and the category behind them."""
    match = _OPENED_END.search(key, start, end)
    if not match or match.start() <= start:
        return _closing_of_level(key, start, end, opener)
    name = category_of(match["category"])
    if opener in ("将", "把"):
        return Closing(end)
    if opener in RULES["verbs"]["lift"]:
        return Closing(match.start(), Deed("lift", name, name))
    return Closing(match.start(), Deed("designate", name))


def _closing_of_level(key: str, start: int, end: int, opener: str | None) -> Closing:
    """调低X风险等级: the verb says less than a category."""
    if opener in _DOWN and key.endswith(_LEVEL, start, end):
        return Closing(end - len(_LEVEL), Deed("downgrade", None))
    return Closing(end)


def _deed_of(verb: re.Match[str], category: str | None) -> Deed:
    before = category_of(verb["before"]) if verb["before"] else None
    after = category_of(verb["to"]) if verb["to"] else category
    if after is None:
        return Deed("downgrade", None, before)
    if before is None and verb["verb"] in DESIGNATES:
        return Deed("designate", after)
    deed = change(before, after)
    down = any(word in verb["verb"] for word in RULES["verbs"]["down"])
    return Deed("downgrade", after) if down and before is None else deed


def clauses(key: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence cut behind each change of category that another clause follows."""
    position = start
    if key.find(",", start, end) < 0 and key.find("、", start, end) < 0:
        yield start, end
        return
    for match in _CHANGED.finditer(key, start, end):
        if MEASURES_TAIL.match(key, match.end() - 1, end):
            break
        if match.end() < end and not TAIL.fullmatch(key, match.end(), end):
            yield position, match.end() - 1
            position = match.end()
    yield position, end
