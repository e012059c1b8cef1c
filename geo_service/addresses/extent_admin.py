"""District, street and community at the head of a place, told by how such names end and by what follows them."""

import re
from typing import Any, NamedTuple

from geo_service.addresses.extent_villages import (
    GROUP_AFTER,
    LOOK_AHEAD,
    is_generic_at,
    read_community,
    read_village_name,
)
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_ADMIN = _RULES["admin"]
_ROAD = one_of(_RULES["road"]["split"])

_OWN = re.compile(r"[我本](?:区|县|市|旗|镇|乡|街道)(?=[^\W\d_]{2})")  # 我区云岫街道
_CORE_DISTRICT = re.compile(r"[城郊矿]区(?=[^\W\d_]{2,6}?(?:街道|镇|乡|办))")
_CORES = ("城", "郊", "矿")
_OFFICE_STREET = re.compile(r"[^\W\d_]{2,3}办(?=[^\W\d_]{2,6}?(?:社区|居委会|村))")  # 云岫办望江社区
_PROVINCE = re.compile(r"[^\W\d_A-Z]{2,6}?(?:省|自治区)(?=[^\W\d_])")
_CITY = re.compile(r"(?P<stem>[^\W\d_A-Z]{2,6}?)(?:市|自治州|盟)(?=[^\W\d_])")
_DISTRICT = re.compile(r"(?P<stem>[^\W\d_A-Z]{2,7}?)(?P<end>新区|自治县|自治旗|区|县|旗)(?!域)")
_NOT_DISTRICT = tuple(_ADMIN["not_district"])
_ADMIN_END = re.compile(rf"(?:{one_of(_ADMIN['street'])}|[区县市旗村街]|社区|居委会)$")
_FUNCTIONAL = re.compile(
    r"(?:国家级?|[^\W\d_]{2,4}?)??(?:经济|技术|高新|产业|旅游|保税)[^\W\d_]{0,8}(?:开发区|示范区|度假区|园区)|(?:高新|经开|开发)区"
)
_DEVELOPMENT = re.compile(
    r"(?!国家)[^\W\d_]{2,8}?(?:经济|高新|技术|产业|旅游|保税)[^\W\d_]{0,8}(?:开发区|示范区|度假区)"
)
_ZONE_WORDS = re.compile(r"(?:国际|经济|技术|产业|保税|综合)[^\W\d_]*(?<!开发)区$")  # 望舒国际港务区
_STREET = re.compile(rf"(?P<stem>[^\W\d_A-Z]{{1,7}}?)(?P<end>{one_of(_ADMIN['street'])})(?!(?<=镇)镇)")
_STREET_BARRED = re.compile(rf"(?:{one_of(_ADMIN['street_not_before'])})(?!村)")
_LONG_NAME = re.compile(rf"..(?:{_ROAD}|村|小区|花园)")  # another name stands before the end of a town's
_NOT_STREET, _NOT_STREET_ALONE = tuple(_ADMIN["not_street"]), frozenset(_ADMIN["not_street_alone"])
_TOWN_TWICE = re.compile(rf"[^\W\d_](?:村|社区|{_ROAD})")  # 青桥镇镇南村: 南村 is no name
_COMPASS = re.compile(rf"(?:{one_of(_ADMIN['compass'])})$")
_OTHER_NAME = re.compile(rf"{_ROAD}|村|街道|镇|乡|社区|办事处")
_ABOVE_STREET = re.compile(r"[^\W\d_]{2,6}?(?:新区|新城|开发区|示范区|区|县)(?=[^\W\d_]{2,}(?:街道|镇|乡))")
_SHORT_STREET = re.compile(r"(?P<name>[^\W\d_A-Z]{2,4}?街)(?=(?P<after>.)|$)")
_OWN_PLACE = re.compile(
    rf"(?!社区|[东南西北中0-9一二三四五六七八九十]{{0,3}}(?:{_ROAD}))"
    rf"(?:[^\W\d_A-Z]{{2,6}}?(?:村(?!庄)|社区)|[^\W\d_A-Z]{{2,8}}?(?:{_ROAD})(?:[0-9]|以))"
)
_OFFICE_AFTER = re.compile(
    r"(?:人民|公安|城市|建设|实验|技工|职业|教育|税务|检察|法|交通|财政|民政|体育|妇幼|中医|疾病|图书|博物|社会|农业|林业|自然资源|粮食|供电|邮政|管理)"
    r"[^\W\d_路街巷]{0,10}?(?:局|处|委员会|医院|法院|检察院|所|学校|小学|中学|学院|中心|馆)(?!路|街|巷|小区)"
)
_QUARTER = re.compile(
    rf"[^\W\d_]{{2,4}}片区(?=[^\W\d_]{{2,6}}?(?:社区|居委会|村)|[^\W\d_片]{{2,5}}?(?:{_ROAD})[^、,;()]{{0,2}}[^\W_])"
)
QUARTER_MAX = 6
"""Characters of the longest name of a quarter (青石岭上片区)."""
_NUMBERED_ADMIN = re.compile(r"[0-9]{1,2}(?:村|社区)")
_EVERYWHERE = re.compile(one_of(_RULES["words"]["everywhere"]))
RURAL = ("镇", "乡")
BARE_DISTRICT_MAX, BARE_PLACE_MIN = 5, 3
"""A district without a street behind it is read when it is this short and this much follows, in characters."""
COMPASS_DISTRICT_MAX = 3
"""Characters of a district named after a direction; 怡景南区 is a part of a compound."""
TOWN_STEM_MIN = 2
"""Characters before 镇 or 乡: 古镇花园 is a compound; with more of them the second 镇 of 镇镇 may begin a name."""
OFFICE_STEM_MIN = 2
"""Characters before 办事处: 某办事处 is an office, not a sub-district."""
_ADMIN_SIGNS = frozenset("省区县市旗街办镇乡社村居州盟苏嘎组场")
_DISTRICT_SIGNS = frozenset("省区县市旗州盟")
_ABOVE_SIGNS = frozenset("区城县")
_LONG_SIGNS = frozenset(word[0] for word in [*_RULES["road"]["split"], "村", "小区", "花园"])
_BARRED_SIGNS = frozenset(word[0] for word in _ADMIN["street_not_before"])
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
    own = _OWN.match(key, start, end) if head[0] in "我本" else None
    start = own.end() if own else start
    position, district = (start, None) if _DISTRICT_SIGNS.isdisjoint(head) else _read_district(key, start, end)
    street = _read_street(key, position, end, streets)
    if street:
        district, street = _above(key, district, street)
        position = street[1]
        name = key[street[0] : street[1]]
        while key.startswith(name, position, end - 1):  # 青石镇青石镇望江村
            position += len(name)
        rural = key[street[1] - 1] in RURAL
    community = read_community(key, position, end, rural=rural)
    quarter = _QUARTER.match(key, position, end) if key.find("片区", position, position + QUARTER_MAX) > 0 else None
    if quarter and (district or street):  # 望舒区青石片区望江社区
        position = quarter.end()
        community = read_community(key, position, end, rural=rural)
    if district and not (street or community) and not _is_sure(key, district, end):
        district, position = None, start
    if community:
        position = community[1]
    return Admin(position, district, street, community)


def _above(
    key: str, district: tuple[int, int] | None, street: tuple[int, int]
) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """A functional zone between district and street stands with the district: 望舒区青石新城云岫街道."""
    zone = None if _ABOVE_SIGNS.isdisjoint(key[slice(*street)]) else _ABOVE_STREET.match(key, *street)
    if not zone:
        return district, street
    return (district[0] if district else zone.start(), zone.end()), (zone.end(), street[1])


def _read_district(key: str, start: int, end: int) -> tuple[int, tuple[int, int] | None]:
    head = key[start : start + 2 * LOOK_AHEAD]
    province = _PROVINCE.match(key, start, min(end, start + LOOK_AHEAD)) if "省" in head or "自治区" in head else None
    position = province.end() if province else start
    limit = min(end, position + LOOK_AHEAD)
    core = _CORE_DISTRICT.match(key, position, end) if head[position - start :][:1] in _CORES else None
    if core:
        return core.end(), core.span()
    city = _CITY.match(key, position, limit) if "市" in head or "盟" in head or "自治州" in head else None
    if city and _bars_city(key, city):
        city = None
    lesser = _CITY.match(key, city.end(), limit) if city and "市" in key[city.end() : limit] else None
    if lesser and not _bars_city(key, lesser):
        return lesser.end(), lesser.span()  # 望舒市听涛市青石镇
    after = city.end() if city else position
    district = _FUNCTIONAL.match(key, after, limit) or _DISTRICT.match(key, after, limit)
    if district and not _bars_district(district):
        return district.end(), district.span()
    if city:
        return city.end(), city.span()
    return start, None


def _bars_city(key: str, city: re.Match[str]) -> bool:
    """Whether a name in 市 is no city: 花市, 望江村菜市场."""
    stem = city["stem"]
    if _OTHER_NAME.search(stem) or stem[-1] in "区县" or city.group().endswith(_NOT_DISTRICT):
        return True
    return key.startswith(("场", "民", "政", "镇", "乡", "第", "区", "级"), city.end())


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
    zoned = _ZONE_WORDS.search(key, *district) or _DEVELOPMENT.fullmatch(key, *district)
    short = district[1] - district[0] <= BARE_DISTRICT_MAX or zoned is not None
    if _OFFICE_AFTER.match(key, district[1], end):
        return False  # 望舒市公安局
    if _EVERYWHERE.fullmatch(key, district[1], end):
        return True
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
        key.endswith("社区", *span)
        or not _is_part_of_compound(key[slice(*span)])
        or bool(_DEVELOPMENT.fullmatch(key, *span))
    )
    return named and not re.search("[A-Z0-9]", key[span[0] : span[1]])


def _read_street(key: str, start: int, end: int, streets: frozenset[str]) -> tuple[int, int] | None:
    head = key[start : start + LOOK_AHEAD]
    if head.startswith("除"):
        return None
    match = None if _STREET_SIGNS.isdisjoint(head) else _STREET.match(key, start, min(end, start + LOOK_AHEAD))
    if match and not _bars_street(key, match, end):
        twice = match["stem"][-1] == match["end"] and len(match["stem"]) > TOWN_STEM_MIN
        return start, match.end() - (twice and bool(_TOWN_TWICE.match(key, match.end(), end)))
    office = _OFFICE_STREET.match(key, start, end) if "办" in head else None
    if office:
        return office.span()
    short = _SHORT_STREET.match(key, start, end) if "街" in head else None
    if (
        short
        and (short["name"] in streets or _OWN_PLACE.match(key, short.end(), end))
        and (short["after"] or "") not in ("道", "区", "坊")
    ):
        return short.start(), short.end()
    return None


def _bars_street(key: str, match: re.Match[str], end: int) -> bool:
    stem, end_word = match["stem"], match["end"]
    if end_word not in RURAL:
        return end_word == "办事处" and len(stem) < OFFICE_STEM_MIN
    if len(stem) < TOWN_STEM_MIN and not read_community(key, match.end(), end, rural=True):
        return True  # 古镇花园, but 岚镇望江村
    name = match.group()
    if name.endswith(_NOT_STREET) or name in _NOT_STREET_ALONE or is_generic_at(key, match.end(), end):
        return True
    if not _LONG_SIGNS.isdisjoint(stem) and _LONG_NAME.search(stem):
        return True
    return match.end() < len(key) and _bars_behind_town(key, match.end(), end)


def _bars_behind_town(key: str, position: int, end: int) -> bool:
    """Whether what follows 镇 or 乡 makes it a part of a name: 青石镇中学, 古镇3栋."""
    after = key[position]
    if after in "0123456789-ABCDEFG":
        return not (GROUP_AFTER.match(key, position, end) or _NUMBERED_ADMIN.match(key, position, end))
    return after in _BARRED_SIGNS and bool(_STREET_BARRED.match(key, position, end))


def read_village(key: str, start: int) -> Admin:
    """A village with a group or a lane behind it, where street and community were read already."""
    village = read_village_name(key, start, len(key), rural=False)
    return Admin(village[1], community=village) if village else Admin(start)
