"""District, street and community at the head of a place, told by how such names end and by what follows them."""

import re
from dataclasses import dataclass
from typing import Any

from geo_service.addresses.extent_tokens import any_of
from geo_service.addresses.rules_files import read_rules

_RULES: dict[str, Any] = read_rules("extents")
_ADMIN = _RULES["admin"]
_ROAD = any_of(_RULES["road"]["split"])

_PROVINCE = re.compile(r"[^\W\d_A-Z]{2,6}?(?:省|自治区)(?=[^\W\d_])")
_CITY = re.compile(r"(?P<stem>[^\W\d_A-Z]{2,6}?)(?:市|自治州|盟)(?=[^\W\d_])")
_DISTRICT = re.compile(r"(?P<stem>[^\W\d_A-Z]{2,7}?)(?P<end>新区|自治县|自治旗|区|县|旗)(?!域)")
_NOT_DISTRICT = re.compile(rf"(?:{any_of(_ADMIN['not_district'])})$")
_ADMIN_END = re.compile(rf"(?:{any_of(_ADMIN['street'])}|[区县市旗村街]|社区|居委会)$")
_FUNCTIONAL = re.compile(
    r"(?:经济|技术|高新|产业|旅游|保税)[^\W\d_]{0,8}(?:开发区|示范区|度假区|园区)|(?:高新|经开|开发)区"
)
_STREET = re.compile(rf"(?P<stem>[^\W\d_A-Z]{{1,7}}?)(?P<end>{any_of(_ADMIN['street'])})")
_STREET_BARRED = re.compile(rf"{any_of(_ADMIN['street_not_before'])}")
_LONG_NAME = re.compile(rf"..(?:{_ROAD}|村|小区|花园)")  # another name stands before the end of a town's
_NOT_STREET = re.compile(rf"(?:{any_of(_ADMIN['not_street'])})$")
_SHORT_STREET = re.compile(r"(?P<name>[^\W\d_A-Z]{2,4}?街)(?=(?P<after>.)|$)")
_OWN_PLACE = re.compile(
    rf"(?!社区|[东南西北中0-9一二三四五六七八九十]{{0,3}}(?:{_ROAD}))"
    rf"(?:[^\W\d_A-Z]{{2,6}}?(?:村(?!庄)|社区)|[^\W\d_A-Z]{{2,8}}?(?:{_ROAD})(?:[0-9]|以))"
)
_COMMUNITY = re.compile(rf"(?P<name>[^\W_A-Z]{{1,10}}?(?:{any_of(_ADMIN['community'])}))")
_COMMUNITY_BARRED = re.compile(any_of(_ADMIN["community_not_before"]))
_VILLAGE = re.compile(r"(?P<name>[^\W\d_A-Z]{1,5}?村)")
_NUMBERED = re.compile(rf"[{_ADMIN['numbered_village']}]村$")
_GROUP_AFTER = re.compile(
    r":?(?:[^\W_A-Z]{0,5}?[0-9一二三四五六七八九十]{1,3}(?:组(?!团)|社(?!区)|队)|[^\W\d_A-Z]{1,5}?组(?:[0-9]|$|[、,;(])|村民小组)"
)
_ROAD_AFTER = re.compile(
    rf"(?:(?!小区|花园)[^\W_A-Z、,]){{1,10}}?(?:{_ROAD}|庄)(?:[0-9一二三四五六七八九十]|以|$|附近|区域|[、,;(])"
)
_HOUSE_AFTER = re.compile(r"[0-9]+号(?!楼)")
RURAL = ("镇", "乡")
BARE_DISTRICT_MAX, BARE_PLACE_MIN = 5, 3
"""A district without a street behind it is read when it is this short and this much follows, in characters."""
OFFICE_STEM_MIN = 2
"""Characters before 办事处: 某办事处 is an office, not a sub-district."""
LOOK_AHEAD = 24
"""Characters after a village's name that decide whether it is the village or a compound named after it."""


_ADMIN_SIGN = re.compile("[省区县市旗街办镇乡社村居州盟]")
_DISTRICT_SIGN = re.compile("[省区县市旗州盟]")


@dataclass(frozen=True, slots=True)
class Admin:
    """Administrative names as spans of the key, and where the rest begins."""

    end: int
    district: tuple[int, int] | None = None
    street: tuple[int, int] | None = None
    community: tuple[int, int] | None = None


def read_admin(key: str, start: int, end: int, *, rural: bool, streets: frozenset[str]) -> Admin:
    """
    The administrative names at the head of a span.

    `rural` says that the place is already known to lie in a 镇 or 乡; `streets` are known short names ("XX街").
    """
    if not _ADMIN_SIGN.search(key, start, min(end, start + LOOK_AHEAD)):
        return Admin(start)
    position, district = _read_district(key, start, end)
    street = _read_street(key, position, end, streets)
    if street:
        position = street[1]
        rural = key[street[1] - 1] in RURAL
    community = _read_community(key, position, end, rural=rural)
    if district and not (street or community) and not _is_sure(key, district, end):
        district, position = None, start
    if community:
        position = community[1]
    return Admin(position, district, street, community)


def _read_district(key: str, start: int, end: int) -> tuple[int, tuple[int, int] | None]:
    if not _DISTRICT_SIGN.search(key, start, min(end, start + LOOK_AHEAD)):
        return start, None
    province = _PROVINCE.match(key, start, min(end, start + LOOK_AHEAD))
    position = province.end() if province else start
    limit = min(end, position + LOOK_AHEAD)
    city = _CITY.match(key, position, limit)
    if city and (_NOT_DISTRICT.search(city.group()) or key.startswith(("场", "民", "政", "镇", "乡"), city.end())):
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
    return bool(_NOT_DISTRICT.search(match.group())) or bool(re.search(_ROAD + "|村|街道|镇|社区", match["stem"]))


def _is_sure(key: str, district: tuple[int, int], end: int) -> bool:
    """Whether a district without a street behind it is one: something with a name must follow."""
    short = district[1] - district[0] <= BARE_DISTRICT_MAX and end - district[1] >= BARE_PLACE_MIN
    return short and key[district[1]] not in "(,、0123456789ABCDEFG除"


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
    named = bool(_ADMIN_END.search(key, *span)) and not _NOT_DISTRICT.search(key, *span)
    return named and not re.search("[A-Z0-9]", key[span[0] : span[1]])


def _read_street(key: str, start: int, end: int, streets: frozenset[str]) -> tuple[int, int] | None:
    match = _STREET.match(key, start, min(end, start + LOOK_AHEAD))
    if match and not _bars_street(key, match, end):
        return match.span()
    short = _SHORT_STREET.match(key, start, end)
    if (
        short
        and (short["name"] in streets or _OWN_PLACE.match(key, short.end(), end))
        and (short["after"] or "") not in ("道", "区", "坊")
    ):
        return short.start(), short.end()
    return None


def _bars_street(key: str, match: re.Match[str], end: int) -> bool:
    if match["end"] not in RURAL:
        return match["end"] == "办事处" and len(match["stem"]) < OFFICE_STEM_MIN
    if _NOT_STREET.search(match.group()) or _LONG_NAME.search(match["stem"]):
        return True
    after = key[match.end() : match.end() + 2]
    return bool(after) and (
        (after[0] in "0123456789-ABCDEFG" and not _GROUP_AFTER.match(key, match.end(), end))
        or bool(_STREET_BARRED.match(key, match.end(), end))
    )


def _read_community(key: str, start: int, end: int, *, rural: bool) -> tuple[int, int] | None:
    match = _COMMUNITY.match(key, start, min(end, start + LOOK_AHEAD))
    if match and not _COMMUNITY_BARRED.match(key, match.end(), end):
        return match.span()
    village = _VILLAGE.match(key, start, min(end, start + LOOK_AHEAD))
    if village and not _NUMBERED.search(village["name"]) and _is_village(key, village.end(), end, rural=rural):
        return village.span()
    return None


def _is_village(key: str, after: int, end: int, *, rural: bool) -> bool:
    limit = min(end, after + LOOK_AHEAD)
    if _GROUP_AFTER.match(key, after, limit) or _ROAD_AFTER.match(key, after, limit):
        return True
    return rural and (
        after == end or bool(_HOUSE_AFTER.match(key, after, limit)) or key[after] not in "0123456789ABCDEFG片"
    )
