"""Communities and villages at the head of a place, told by how such names end and by what follows them."""

import re
from typing import Any

from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_ADMIN = _RULES["admin"]
_ROAD = one_of(_RULES["road"]["split"])

_COMMUNITY = re.compile(rf"(?P<name>[^\W_A-Z]{{1,10}}?(?:{one_of(_ADMIN['community'])}))")
_COMMUNITY_BARRED = re.compile(rf"域|(?:{one_of(_ADMIN['community_not_before'])})(?![东南西北中新老]?(?:{_ROAD}))")
_VILLAGE = re.compile(
    r"(?P<name>(?:[^\W\d_A-Z]{1,7}?|[0-9]{1,2}|[^\W\d_A-Z]{1,5}[0-9]{1,2})(?<!自然)村)(?!委|小组|民(?:委|小?组)|村(?![委口头部东西南北中内民小]))"
)
_NUMBERED = re.compile(rf"[{_ADMIN['numbered_village']}]村$")
_WORKERS = re.compile("(?:员工|职工|工人|教师|专家|度假|奥运|大学|学生)村$")  # compounds
_COUNT = "第?[0-9一二三四五六七八九十]{1,3}"
_GROUP_WORD = rf"(?:{one_of(_ADMIN['group_kinds'])})?(?:小组|组(?!团|织)|社(?!区|会)|大?队(?!伍|部))"
GROUP_AFTER = re.compile(
    rf":?(?:[^\W\d_A-Z]{{0,5}}?(?:{_COUNT}[、,和及与\-至到])*{_COUNT}(?:{_GROUP_WORD}|自然村|号?网格)"
    rf"|[^\W\d_A-Z]{{1,5}}?(?:{_GROUP_WORD}(?:[0-9]|$|[、,;()及和除])|组(?![团织件合装委长别])|自然村|屯(?:[0-9]|$|[、,;()及和除])))"
)
_VILLAGE_STEM = re.compile(
    rf"[^\W\d_A-Z]{{1,6}}?(?:{one_of(_ADMIN['village_stems'])})(?=(?:{_COUNT}[、,])*{_COUNT}{_GROUP_WORD})"
)
_STEMS = frozenset(stem[-1] for stem in _ADMIN["village_stems"])
GENERIC_NAME = re.compile(
    rf"[^\W\d_A-Z和]?(?:{one_of(_RULES['place']['strong'])})(?=$|[0-9A-Z、,;()第及和一二三四五六七八九十东南西北])"
)
_GENERIC_SIGNS = frozenset(word[0] for word in _RULES["place"]["strong"])
_COMPOUND_AFTER = re.compile(
    rf"(?!{one_of([*_RULES['place']['residents'], '工人', '中心', '第', '新', '老', '安置', '回迁', '自建'])})"
    rf"[^\W\d_A-Z]{{2,6}}?(?:{one_of(_RULES['place']['strong'])}|工地|公司)(?=$|[0-9A-Z、,;()第及和一二三四五六七八九十东南西北])"
)
_ROAD_AFTER = re.compile(
    rf"(?:(?!小区|花园)[^\W_A-Z、,]){{1,10}}?(?:{_ROAD}|庄)(?:[0-9一二三四五六七八九十]|以|$|附近|区域|[、,;(])"
)
_NO_COMMUNITY = re.compile(r"[0-9]号|[苑园村][一二三四五六七八九十]{1,2}社区$")  # 怡景花苑三社区 is a compound
_LANE_AFTER = re.compile(r"[0-9一二三四五六七八九十]{1,3}巷(?:[0-9]|$)")  # the lanes of a built-up village are its own
_YARD_AFTER = re.compile(r"[0-9]+号(?:大)?院")
_SIDES_AFTER = re.compile(r"[东南西北](?:侧|面|边)?(?:至|到|临|起)")  # 望江村东至甲路
_HAMLETS = one_of([*_ADMIN["hamlet_ends"], *_ADMIN["hamlet_before_house"]])
HAMLET_ENDED = rf"[^\W\d_A-Z]{{1,3}}(?:{_HAMLETS}|(?<!自然)(?<![{_ADMIN['numbered_village']}])村)"
"""A hamlet before a house number, in a town as well: 柳家湾, 听雨村 of 望江村."""
_HAMLET_AFTER = re.compile(HAMLET_ENDED + r"[0-9]{1,5}(?:[-至到、][0-9]{1,5}){0,8}号(?!楼|院)")
_BEHIND_VILLAGE = (
    (frozenset("组社队村屯格"), GROUP_AFTER),
    (frozenset([word[-1] for word in _RULES["road"]["split"]] + ["庄"]), _ROAD_AFTER),
    (frozenset("院"), _YARD_AFTER),
    (frozenset("至到临起"), _SIDES_AFTER),
    (frozenset("号"), _HAMLET_AFTER),
)
"""What shows that a village is meant, with characters one of which it must have."""
_HOUSEHOLDS_AFTER = re.compile(r"[0-9]+(?:[-、][0-9]+)*户")
_HOUSE_AFTER = re.compile(r"[0-9]{1,5}(?:[-至到、][0-9]{1,5}){0,8}号(?!楼)")
ENDS_NAME = ("", "、", ",", ";", "(")
"""What follows a village that is named alone; before a number it may be a compound."""
VILLAGE_MAX = 8
"""Characters of the longest village's name that `_VILLAGE` reads."""
LOOK_AHEAD = 24
"""Characters after a village's name that decide whether it is the village or a compound named after it."""
_EVERYWHERE = re.compile(one_of(_RULES["words"]["everywhere"]))
VILLAGE_STEM_MIN = 2
"""Characters before 村 that a compound may repeat: 望江村望江安置区."""


def read_community(key: str, start: int, end: int, *, rural: bool | None) -> tuple[int, int] | None:
    """The span of the community or village that begins at `start`; `rural`: in a 镇 or 乡, None if not known."""
    if key.startswith("除", start):
        return None
    head = key[start : start + LOOK_AHEAD]
    named = "社" in head or "委" in head or "嘎" in head
    match = _COMMUNITY.match(key, start, min(end, start + LOOK_AHEAD)) if named else None
    if match and not _COMMUNITY_BARRED.match(key, match.end(), end) and not _NO_COMMUNITY.search(match.group()):
        return match.span()
    return read_village_name(key, start, end, rural=rural)


def read_village_name(key: str, start: int, end: int, *, rural: bool | None) -> tuple[int, int] | None:
    """The span of the village that begins at `start`, if what follows shows that it is no compound."""
    head = key[start : start + VILLAGE_MAX]
    village = _VILLAGE.match(key, start, min(end, start + LOOK_AHEAD)) if "村" in head else None
    if not village:
        stem = None if _STEMS.isdisjoint(head) else _VILLAGE_STEM.match(key, start)
        return stem.span() if stem else None
    numbered = _NUMBERED.search(village["name"]) or _WORKERS.search(village["name"])
    if numbered:
        grouped = GROUP_AFTER.match(key, village.end()) or (rural and _HOUSE_AFTER.match(key, village.end()))
        return village.span() if grouped else None
    if _is_village(key, village.end(), end, rural=rural) or _is_said_again(key, *village.span()):
        return village.span()
    return None


def _is_said_again(key: str, start: int, end: int) -> bool:
    """Whether a compound named after the village follows it: 望江村望江安置区."""
    return end - start > VILLAGE_STEM_MIN and key.startswith(key[start : end - 1], end)


def is_whole_village(key: str, span: tuple[int, int]) -> bool:
    """Whether a community that is named alone is a village; 怡景新村 and 怡景一村 are compounds."""
    return key[span[1] - 1] == "村" and not _NUMBERED.search(key, *span) and not _WORKERS.search(key, *span)


def is_generic_at(key: str, start: int, end: int) -> bool:
    """Whether 花园, 新花园 or the like stand at a place: what is before it is no town or village then."""
    if _GENERIC_SIGNS.isdisjoint(key[start : start + 2]):
        return False
    return bool(GENERIC_NAME.match(key, start, end))


def _is_village(key: str, after: int, end: int, *, rural: bool | None) -> bool:
    limit = after + LOOK_AHEAD  # a group or a number may stand behind the span
    if rural is False and _LANE_AFTER.match(key, after, limit):
        return False
    behind = key[after:limit]
    if behind[:1] in ENDS_NAME or any(
        not signs.isdisjoint(behind) and pattern.match(key, after, limit) for signs, pattern in _BEHIND_VILLAGE
    ):
        return True
    if is_generic_at(key, after, limit):
        return False
    if _COMPOUND_AFTER.match(key, after, limit) or _EVERYWHERE.fullmatch(key, after, end):
        return True
    if (rural is not False and _HOUSE_AFTER.match(key, after, limit)) or _HOUSEHOLDS_AFTER.match(key, after, limit):
        return True
    return bool(rural) and (after == end or key[after] not in "0123456789ABCDEFG片")
