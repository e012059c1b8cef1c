"""Where a piece of a zone lies: its place read under the administrative names that stand over it."""

import re
from dataclasses import replace

from geo_service.addresses.contains_names import compare_heads
from geo_service.addresses.ladder import Part, Plate, Rungs
from geo_service.addresses.ladder_heads import Known
from geo_service.addresses.ladder_notes import spell_hamlet
from geo_service.addresses.ladder_read import read_rungs, with_stem
from geo_service.addresses.normalize import normalize
from geo_service.model.said import SaidPlace

_LANE = re.compile("[东西南北]?[0-9]{1,4}(?:巷|弄|街|横巷|条)")
_ROAD_SECTION = re.compile(".{1,12}(?:路|街|大道)[0-9东西南北中]{1,2}段")
_SIDE = re.compile("([东西南北中])区")
_CITY_OF_CITY = re.compile(r".{2,14}[市州盟](?P<inner>.{2,6}市)")
HEADS = ("province", "city", "district", "functional", "street", "community")


def heads_of(*, district: str | None, street: str | None, community: str | None) -> Rungs:
    """Administrative names as rungs; a district may bring its city (重庆市渝北区)."""
    read = read_rungs(district) if district else Rungs()
    kept = Rungs(province=read.province, city=read.city, district=read.district, functional=read.functional)
    if district and not (kept.province or kept.city or kept.district or kept.functional):
        whole = normalize(district)
        kept = replace(kept, city=whole) if whole.endswith("市") else replace(kept, district=whole)
    twice = _CITY_OF_CITY.fullmatch(normalize(district or ""))
    if twice and not kept.district:
        kept = replace(kept, district=twice["inner"])
    inner = read_rungs(community or "")
    town = normalize(street) if street else inner.street
    # a village may come with its town before it
    village = inner.name if inner.street and inner.name else None
    return replace(kept, street=town, community=inner.community or village or normalize(community or "") or None)


def read_under(heads: Rungs, text: str) -> Rungs:
    """A place read under administrative names; those in its own text come first."""
    if text and normalize(text) in {heads.street, heads.community, heads.district}:
        return replace(Rungs(), **{level: getattr(heads, level) for level in HEADS})
    village = heads.community if heads.community and heads.community.endswith("村") else ""
    text = spell_hamlet(text, village) if village else text
    read = read_rungs(text, Known(above=_finest(heads))) if text else Rungs()
    read = _place_not_district(read)
    own = {level: value for level in HEADS if (value := getattr(read, level))}
    inherited = {level: getattr(heads, level) for level in HEADS}
    if own.get("district") and heads.district is None and heads.functional and not own.get("functional"):
        inherited["functional"] = heads.functional
    return replace(read, **{**inherited, **own})


def _finest(heads: Rungs) -> str | None:
    """The finest level that is already known: what follows is not read as one above it."""
    return next((level for level in ("community", "street") if getattr(heads, level)), None)


def _place_not_district(read: Rungs) -> Rungs:
    """A place whose whole name ends like a district (生活区, 温泉新区) is a place."""
    named = read.functional or read.district
    if not named or read.names_a_place or read.street or read.community:
        return read
    return replace(read, functional=None, district=None, name=named)


def whole_community(where: Rungs) -> Rungs:
    """A place that is only the name of its community is the whole community."""
    names_it = where.name and where.community and compare_heads("community", where.community, where.name) == "same"
    finer = where.road or where.plate or where.parts or where.group
    return replace(where, name=None) if names_it and not finer else where


def road_and_plate(place: SaidPlace) -> tuple[str | None, Plate | None]:
    """The road with its lane (文昌路88弄) and the house number on it."""
    number = normalize(place.number or "")
    road = normalize(place.road or "")
    number = re.sub(r"^([0-9]+)号-?([0-9]{1,2})$", r"\1-\2号", number)
    lane = re.match(r"[0-9]+弄(?:[0-9]+支弄)?", number)
    if lane:
        road, number = road + lane.group(), number[lane.end() :]
    plate = read_rungs(f"某路{number if re.search('[号附之]', number) else number + '号'}").plate if number else None
    return road or None, None if place.number_range else plate


def yard_within(place: SaidPlace) -> tuple[Part, ...]:
    """The yard of a number that stands in another number's ground (28号2号院)."""
    number = normalize(place.number or "")
    return read_rungs(f"某路{number}").parts if number.count("号") > 1 and not place.number_range else ()


def side_of_lane(where: Rungs) -> Rungs:
    """A side of a lane or road (文昌路88弄西区) is a part of it, and no name."""
    side = _SIDE.fullmatch(where.name or "") if where.road else None
    return replace(where, name=None, parts=(*where.parts, Part("区", side[1]))) if side else where


def lane_of_name(where: Rungs) -> Rungs:
    """A numbered lane inside a named place (怡景新村 and 1巷) is one road, as in an address; so is 文昌路3段."""
    if where.name and not where.road and _ROAD_SECTION.fullmatch(where.name):
        return replace(where, road=where.name, name=None)
    lane = where.road and where.name and not where.parts and not where.group and _LANE.fullmatch(where.road)
    return with_stem(replace(where, road=f"{where.name}{where.road}", name=None) if lane else where)
