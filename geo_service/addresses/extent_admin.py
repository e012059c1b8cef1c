"""District, street and community at the head of a place, told by how such names end and by what follows them."""

import re
from typing import Any, NamedTuple

from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_ADMIN = _RULES["admin"]
_ROAD = one_of(_RULES["road"]["split"])

_PROVINCE = re.compile(r"[^\W\d_A-Z]{2,6}?(?:省|自治区)(?=[^\W\d_])")
_CITY = re.compile(r"(?P<stem>[^\W\d_A-Z]{2,6}?)(?:市|自治州|盟)(?=[^\W\d_])")
_DISTRICT = re.compile(r"(?P<stem>[^\W\d_A-Z]{2,7}?)(?P<end>新区|自治县|自治旗|区|县|旗)(?!域)")
_NOT_DISTRICT = tuple(_ADMIN["not_district"])
_ADMIN_END = re.compile(rf"(?:{one_of(_ADMIN['street'])}|[区县市旗村街]|社区|居委会)$")
_FUNCTIONAL = re.compile(
    r"(?:国家级?)?(?:经济|技术|高新|产业|旅游|保税)[^\W\d_]{0,8}(?:开发区|示范区|度假区|园区)|(?:高新|经开|开发)区"
)
_ZONE_WORDS = re.compile(r"(?:国际|经济|技术|产业|保税|综合)[^\W\d_]*(?<!开发)区$")  # 望舒国际港务区
_STREET = re.compile(rf"(?P<stem>[^\W\d_A-Z]{{1,7}}?)(?P<end>{one_of(_ADMIN['street'])})(?!(?<=镇)镇)")
_STREET_BARRED = re.compile(rf"(?:{one_of(_ADMIN['street_not_before'])})(?!村)")
_LONG_NAME = re.compile(rf"..(?:{_ROAD}|村|小区|花园)")  # another name stands before the end of a town's
_NOT_STREET = re.compile(rf"(?:{one_of(_ADMIN['not_street'])})$|^(?:{one_of(_ADMIN['not_street_alone'])})$")
_COMPASS = re.compile(rf"(?:{one_of(_ADMIN['compass'])})$")
_OTHER_NAME = re.compile(rf"{_ROAD}|村|街道|镇|乡|社区")
_ABOVE_STREET = re.compile(r"[^\W\d_]{2,6}?(?:新区|新城|开发区|示范区|区|县)(?=[^\W\d_]{2,}(?:街道|镇|乡))")
_SHORT_STREET = re.compile(r"(?P<name>[^\W\d_A-Z]{2,4}?街)(?=(?P<after>.)|$)")
_OWN_PLACE = re.compile(
    rf"(?!社区|[东南西北中0-9一二三四五六七八九十]{{0,3}}(?:{_ROAD}))"
    rf"(?:[^\W\d_A-Z]{{2,6}}?(?:村(?!庄)|社区)|[^\W\d_A-Z]{{2,8}}?(?:{_ROAD})(?:[0-9]|以))"
)
_COMMUNITY = re.compile(rf"(?P<name>[^\W_A-Z]{{1,10}}?(?:{one_of(_ADMIN['community'])}))")
_COMMUNITY_BARRED = re.compile(one_of(_ADMIN["community_not_before"]))
_VILLAGE = re.compile(
    r"(?P<name>(?:[^\W\d_A-Z]{1,7}?|[0-9]{1,2}|[^\W\d_A-Z]{1,5}[0-9]{1,2})(?<!自然)村)(?!委|小组|民(?:委|小?组)|村(?![委口头部东西南北中内民小]))"
)
_NUMBERED = re.compile(rf"[{_ADMIN['numbered_village']}]村$")
_OFFICE_AFTER = re.compile(
    r"(?:人民|公安|城市|建设|实验|技工|职业|教育|税务|检察|法|交通|财政|民政|体育|妇幼|中医|疾病|图书|博物|社会|农业|林业|自然资源|粮食|供电|邮政)"
    r"[^\W\d_路街巷]{0,10}?(?:局|处|医院|法院|检察院|所|学校|小学|中学|学院|中心|馆)(?!路|街|巷|小区)"
)
_WORKERS = re.compile("(?:员工|职工|工人|教师|专家|度假|奥运|大学|学生)村$")  # compounds
_QUARTER = re.compile(
    rf"[^\W\d_]{{2,4}}片区(?=[^\W\d_]{{2,6}}?(?:社区|居委会|村)|[^\W\d_片]{{2,5}}?(?:{_ROAD})[^、,;()]{{0,2}}[^\W_])"
)
_COUNT = "第?[0-9一二三四五六七八九十]{1,3}"
_GROUP_WORD = rf"(?:{one_of(_ADMIN['group_kinds'])})?(?:小组|组(?!团|织)|社(?!区|会)|大?队(?!伍|部))"
_GROUP_AFTER = re.compile(
    rf":?(?:[^\W\d_A-Z]{{0,5}}?(?:{_COUNT}[、,和及与\-至到])*{_COUNT}(?:{_GROUP_WORD}|自然村|号?网格)"
    rf"|[^\W\d_A-Z]{{1,5}}?(?:{_GROUP_WORD}(?:[0-9]|$|[、,;()及和除])|组(?![团织件合装委长别])|自然村|屯(?:[0-9]|$|[、,;()及和除])))"
)
_VILLAGE_STEM = re.compile(
    rf"[^\W\d_A-Z]{{1,6}}?(?:{one_of(_ADMIN['village_stems'])})(?=(?:{_COUNT}[、,])*{_COUNT}{_GROUP_WORD})"
)
_STEMS = frozenset(stem[-1] for stem in _ADMIN["village_stems"])
_GENERIC = re.compile(
    rf"[^\W\d_A-Z]?(?:{one_of(_RULES['place']['strong'])})(?=$|[0-9A-Z、,;()第及和一二三四五六七八九十东南西北])"
)
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
_NUMBERED_ADMIN = re.compile(r"[0-9]{1,2}(?:村|社区)")
_HOUSEHOLDS_AFTER = re.compile(r"[0-9]+(?:[-、][0-9]+)*户")
_HOUSE_AFTER = re.compile(r"[0-9]+号(?!楼)")
RURAL = ("镇", "乡")
BARE_DISTRICT_MAX, BARE_PLACE_MIN = 5, 3
"""A district without a street behind it is read when it is this short and this much follows, in characters."""
COMPASS_DISTRICT_MAX = 3
"""Characters of a district named after a direction; 怡景南区 is a part of a compound."""
ENDS_NAME = ("", "、", ",", ";", "(")
"""What follows a village that is named alone; before a number it may be a compound."""
TOWN_STEM_MIN = 2
"""Characters before 镇 or 乡: 古镇花园 is a compound."""
OFFICE_STEM_MIN = 2
"""Characters before 办事处: 某办事处 is an office, not a sub-district."""
VILLAGE_MAX = 8
"""Characters of the longest village's name that `_VILLAGE` reads."""
LOOK_AHEAD = 24
"""Characters after a village's name that decide whether it is the village or a compound named after it."""


_ADMIN_SIGNS = frozenset("省区县市旗街办镇乡社村居州盟苏嘎组场")
_DISTRICT_SIGNS = frozenset("省区县市旗州盟")
_STREET_SIGNS = frozenset("街办镇乡苏")


class Admin(NamedTuple):
    """Administrative names as spans of the key, and where the rest begins."""

    end: int
    district: tuple[int, int] | None = None
    street: tuple[int, int] | None = None
    community: tuple[int, int] | None = None

    def without_last(self) -> "Admin":
        """The names above the last."""
        if self.community:
            return Admin(self.community[0], self.district, self.street)
        return Admin(self.street[0], self.district) if self.street else Admin(0)


def read_admin(key: str, start: int, end: int, *, rural: bool | None, streets: frozenset[str]) -> Admin:
    """
    The administrative names at the head of a span.

    `rural` says whether the place is known to lie in a 镇 or 乡 (None: not known); `streets` are known short names
    ("XX街").
    """
    limit = start + LOOK_AHEAD
    head = key[start : min(limit, end)]
    if _ADMIN_SIGNS.isdisjoint(head):
        return Admin(start)
    position, district = (start, None) if _DISTRICT_SIGNS.isdisjoint(head) else _read_district(key, start, end)
    street = _read_street(key, position, end, streets)
    if street:
        district, street = _above(key, district, street)
        position = street[1]
        name = key[slice(*street)]
        while key.startswith(name, position, end - 1):  # 青石镇青石镇望江村
            position += len(name)
        rural = key[street[1] - 1] in RURAL
    community = _read_community(key, position, end, rural=rural)
    quarter = _QUARTER.match(key, position, end) if (district or street) else None
    if quarter:  # 望舒区青石片区望江社区
        position = quarter.end()
        community = _read_community(key, position, end, rural=rural)
    if district and not (street or community) and not _is_sure(key, district, end):
        district, position = None, start
    if community:
        position = community[1]
    return Admin(position, district, street, community)


def _above(
    key: str, district: tuple[int, int] | None, street: tuple[int, int]
) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """A functional zone between district and street stands with the district: 望舒区青石新城云岫街道."""
    zone = _ABOVE_STREET.match(key, *street)
    if not zone:
        return district, street
    return (district[0] if district else zone.start(), zone.end()), (zone.end(), street[1])


def _read_district(key: str, start: int, end: int) -> tuple[int, tuple[int, int] | None]:
    head = key[start : start + 2 * LOOK_AHEAD]
    province = _PROVINCE.match(key, start, min(end, start + LOOK_AHEAD)) if "省" in head or "自治区" in head else None
    position = province.end() if province else start
    limit = min(end, position + LOOK_AHEAD)
    city = _CITY.match(key, position, limit) if "市" in head or "盟" in head or "自治州" in head else None
    if city and (
        _OTHER_NAME.search(city["stem"])
        or city["stem"][-1] in "区县"
        or city.group().endswith(_NOT_DISTRICT)
        or key.startswith(("场", "民", "政", "镇", "乡", "第"), city.end())
    ):
        city = None
    after = city.end() if city else position
    district = _FUNCTIONAL.match(key, after, limit) or _DISTRICT.match(key, after, limit)
    if district and not _bars_district(district):
        return district.end(), district.span()
    if city:
        return city.end(), city.span()
    return start, None


def _bars_district(match: re.Match[str]) -> bool:
    if "stem" not in match.groupdict():
        return False
    return _is_part_of_compound(match.group()) or bool(_OTHER_NAME.search(match["stem"]))


def _is_part_of_compound(name: str) -> bool:
    """Whether a name in 区 is no district: 小区, 景区, 怡景南区."""
    if len(name) > COMPASS_DISTRICT_MAX and _COMPASS.search(name):
        return True
    return name.endswith(_NOT_DISTRICT)


def _is_sure(key: str, district: tuple[int, int], end: int) -> bool:
    """Whether a district without a street behind it is one: something with a name must follow."""
    short = district[1] - district[0] <= BARE_DISTRICT_MAX or bool(_ZONE_WORDS.search(key, *district))
    if _OFFICE_AFTER.match(key, district[1], end):
        return False  # 望舒市公安局
    return short and end - district[1] >= BARE_PLACE_MIN and key[district[1]] not in "(,、0123456789ABCDEFG除"


def area_name(key: str, start: int, end: int) -> tuple[int, int]:
    """The span of the last administrative name in a span that is one: 某镇 of 某市某区某镇."""
    position, district = _read_district(key + "某", start, end + 1)
    if district and position == end:
        return district
    admin = read_admin(key, start, end, rural=True, streets=frozenset())
    if admin.end < end:
        return admin.end, end
    return admin.community or admin.street or admin.district or (start, end)


def names_admin(key: str, start: int, end: int) -> bool:
    """Whether a span is an administrative area from its first to its last character."""
    span = area_name(key, start, end)
    named = bool(_ADMIN_END.search(key, *span)) and (
        key.endswith("社区", *span) or not _is_part_of_compound(key[slice(*span)])
    )
    return named and not re.search("[A-Z0-9]", key[span[0] : span[1]])


def _read_street(key: str, start: int, end: int, streets: frozenset[str]) -> tuple[int, int] | None:
    head = key[start : start + LOOK_AHEAD]
    match = None if _STREET_SIGNS.isdisjoint(head) else _STREET.match(key, start, min(end, start + LOOK_AHEAD))
    if match and not _bars_street(key, match, end):
        return match.span()
    short = _SHORT_STREET.match(key, start, end) if "街" in head else None
    if (
        short
        and (short["name"] in streets or _OWN_PLACE.match(key, short.end(), end))
        and (short["after"] or "") not in ("道", "区", "坊")
    ):
        return short.start(), short.end()
    return None


def _bars_street(key: str, match: re.Match[str], end: int) -> bool:
    if match["end"] in RURAL and (len(match["stem"]) < TOWN_STEM_MIN or _GENERIC.match(key, match.end(), end)):
        return True
    if match["end"] not in RURAL:
        return match["end"] == "办事处" and len(match["stem"]) < OFFICE_STEM_MIN
    if _NOT_STREET.search(match.group()) or _LONG_NAME.search(match["stem"]):
        return True
    after = key[match.end() : match.end() + 2]
    return bool(after) and (
        (
            after[0] in "0123456789-ABCDEFG"
            and not _GROUP_AFTER.match(key, match.end(), end)
            and not _NUMBERED_ADMIN.match(key, match.end(), end)
        )
        or bool(_STREET_BARRED.match(key, match.end(), end))
    )


def _read_community(key: str, start: int, end: int, *, rural: bool | None) -> tuple[int, int] | None:
    if key.startswith("除", start):
        return None
    head = key[start : start + LOOK_AHEAD]
    named = "社" in head or "委" in head or "嘎" in head
    match = _COMMUNITY.match(key, start, min(end, start + LOOK_AHEAD)) if named else None
    if match and not _COMMUNITY_BARRED.match(key, match.end(), end) and not _NO_COMMUNITY.search(match.group()):
        return match.span()
    return _read_village(key, start, end, rural=rural)


def _read_village(key: str, start: int, end: int, *, rural: bool | None) -> tuple[int, int] | None:
    head = key[start : start + VILLAGE_MAX]
    village = _VILLAGE.match(key, start, min(end, start + LOOK_AHEAD)) if "村" in head else None
    if not village:
        stem = None if _STEMS.isdisjoint(head) else _VILLAGE_STEM.match(key, start)
        return stem.span() if stem else None
    numbered = _NUMBERED.search(village["name"]) or _WORKERS.search(village["name"])
    if numbered:
        grouped = _GROUP_AFTER.match(key, village.end()) or (rural and _HOUSE_AFTER.match(key, village.end()))
        return village.span() if grouped else None
    return village.span() if _is_village(key, village.end(), end, rural=rural) else None


def read_village(key: str, start: int) -> Admin:
    """A village with a group or a lane behind it, where street and community were read already."""
    village = _read_village(key, start, len(key), rural=False)
    return Admin(village[1], community=village) if village else Admin(start)


def is_whole_village(key: str, span: tuple[int, int]) -> bool:
    """Whether a community that is named alone is a village; 怡景新村 and 怡景一村 are compounds."""
    return key[span[1] - 1] == "村" and not _NUMBERED.search(key, *span) and not _WORKERS.search(key, *span)


def _is_village(key: str, after: int, end: int, *, rural: bool | None) -> bool:
    limit = after + LOOK_AHEAD  # a group or a number may stand behind the span
    if rural is False and _LANE_AFTER.match(key, after, limit):
        return False
    followed = any(pattern.match(key, after, limit) for pattern in (_GROUP_AFTER, _ROAD_AFTER, _YARD_AFTER))
    if followed or key[after : after + 1] in ENDS_NAME:
        return True
    if _GENERIC.match(key, after, limit):
        return False
    if _COMPOUND_AFTER.match(key, after, limit):
        return True
    if (rural is not False and _HOUSE_AFTER.match(key, after, limit)) or _HOUSEHOLDS_AFTER.match(key, after, limit):
        return True
    return bool(rural) and (after == end or key[after] not in "0123456789ABCDEFG片")
