"""
Where a piece of a zone lies against where an address lies: street, community, road and number, estate, village.

A level that only locates may be missing in the address; a name that differs is another place; the same name in
another street is open, because people mix streets up.
"""

import re
from dataclasses import replace

from geo_service.addresses.contains_estates import ROAD, compare_estate, likest, under_short_head
from geo_service.addresses.contains_finding import MET, Finding, left_open, met, other
from geo_service.addresses.contains_heads import compare_head
from geo_service.addresses.contains_names import (
    compare_heads,
    compare_names,
    head_stem,
    is_kind,
    is_nameless,
    name_tokens,
)
from geo_service.addresses.contains_numbers import Place, said_of, then_number
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_villages import (
    LANE,
    RANK,
    SHORT_NAME_CHARS,
    VILLAGE,
    compare_group,
    is_village_address,
    short_of,
)
from geo_service.addresses.ladder import Rungs

# what a road's lanes and side roads are called after it (文昌路3巷, 文昌路支路)
_BRANCH = re.compile(f"(?:{LANE.pattern})|[支横后](?:路|街|巷)")
_NO_NAMES = frozenset(["小区", "园区", "辖区", "区域", "片区", "范围"])
_TOWN = re.compile("(?:镇|乡|苏木)$")


def compare_near(zone: Piece, said: Rungs) -> Finding:
    """Street, community and place together."""
    likeness, place = ("unknown", MET) if zone.area else compare_place(zone, said)
    if zone.area and _named_on_the_line(zone, said):
        likeness = "same"
    for level, name in (("street", "街道"), ("community", "社区")):
        finding = _located(level, zone, said)
        whole = not zone.area and names_only(zone.where, level) and likeness != "near"
        if finding.verdict == "other" and (whole or _elsewhere(level, likeness, zone, said)):
            return finding
        if finding.verdict != "met" and place.verdict != "other":
            return left_open(finding.reason + f"，是否写错{name}不能定", f"在哪个{name}？")
    return place


def names_only(zone: Rungs, level: str) -> bool:
    """Whether the zone is a whole street or community: nothing finer is named."""
    finer = zone.road or zone.name or zone.group or zone.plate
    return not finer and (level == "community" or not zone.community)


def _elsewhere(level: str, likeness: str, zone: Piece, said: Rungs) -> bool:
    """Another street settles it only with another name: the same name may have the wrong street before it."""
    if likeness == "other":
        return True
    if level == "street" and likeness == "missing" and (said.names_a_village or names_only(zone.where, "community")):
        return said.names_a_place
    return level == "street" and likeness == "unknown" and (said.names_a_place or zone.area)


def _named_on_the_line(zone: Piece, said: Rungs) -> bool:
    names = [name for name in (said.road, said.name) if name]
    return any(compare_names(line, name) != "other" for line in zone.lines for name in names)


def _located(level: str, zone: Piece, said: Rungs) -> Finding:
    mine, theirs = getattr(zone.where, level), getattr(said, level)
    return compare_head(level, mine, theirs) if mine and theirs and not is_nameless(theirs) else MET


def compare_place(zone: Piece, said: Rungs) -> Place:
    """Road and number, estate, village and group: either of number and estate identifies a place that has both."""
    where = zone.where
    if where.group:
        return compare_group(zone, said)
    if where.name in _NO_NAMES and not where.road:
        return "missing", left_open(f"范围的“{where.name}”没有写明是哪里", "")
    if where.road and where.name and not ((where.plate or zone.span) and is_kind(where.name)):
        estate = compare_estate(where, _owner_apart(where, said))
        # a number in a lane (88弄15号) is the estate's own, one on a road is where the estate stands
        estate = then_number(estate, zone, said) if where.road.endswith("弄") else estate
        number = _compare_number(zone, said)
        return _either(number, estate) if _road_identifies(zone) else _on_its_road(number, estate, said)
    if where.road:
        return _compare_number(zone, said)
    if where.name or where.plate or zone.span:
        owner = compare_estate(where, said) if where.name else _compare_numbers_owner(where, said)
        return then_number(owner, zone, said)
    return _compare_whole(where, said, zone.whole)


def _compare_numbers_owner(where: Rungs, said: Rungs) -> Place:
    """A number under a street or community alone: in an address with a road or estate it may be another one's."""
    mine, theirs = head_stem("community", where.community or ""), said.name or ""
    if not said.owner or (mine and not said.road and compare_heads("community", mine, theirs) == "same"):
        return "same", MET
    return "unknown", left_open(f"{short_of(said)}与范围的门牌的关系文中没有", "门牌是哪里的几号？")


def _owner_apart(where: Rungs, said: Rungs) -> Rungs:
    """A name is no estate when it is the zone's road (文昌路, 大井54号酒楼)."""
    owns = said.name and not said.road and compare_names(where.road or "", said.name) == "same"
    return replace(said, road=said.name, name=said.extra or None) if owns else said


def _either(number: Place, estate: Place) -> Place:
    ranked = {number[0]: number, estate[0]: estate}
    if "same" in ranked:
        clash = ranked.get("other")
        return (
            ("near", left_open(f"{clash[1].reason}，与其余写法不合", "门牌和小区名以哪个为准？"))
            if clash
            else ranked["same"]
        )
    for likeness in ("near", "other", "missing"):
        if likeness in ranked:
            return ranked[likeness]
    return estate


def _road_identifies(zone: Piece) -> bool:
    """Whether the road of an estate says which estate: with a number, and as a lane."""
    where = zone.where
    return bool(where.plate or zone.span or is_kind(where.name or "") or (where.road or "").endswith("弄"))


def _on_its_road(road: Place, estate: Place, said: Rungs) -> Place:
    """An estate of which only the road is told: a number there or on another road may be the estate's or not."""
    if estate[0] in {"missing", "unknown", "near"} and (road[0] == "same" or not said.name):
        return estate
    return _either(road, estate)


def _compare_whole(where: Rungs, said: Rungs, whole: str) -> Place:
    """A whole street, community or district (`whole`, if another) holds every address that names it."""
    for level, asked in (("community", "哪个社区？"), ("street", "哪个街道或镇？")):
        name = getattr(where, level)
        if not name:
            continue
        names = (getattr(said, level), said.name if level == "community" else None)
        own, inner = (one if one and not is_nameless(one) else None for one in names)
        named = [one for one in (own, inner) if one]
        if not named:
            return "missing", left_open(f"没有写明是否在{name}", asked)
        likeness, theirs = min(((compare_heads(level, name, one), one) for one in named), key=lambda one: RANK[one[0]])
        if own and theirs != own and likeness == "same":
            return "near", left_open(f"{own}{theirs}与{name}是否同一处，不能定", asked)
        if not own and likeness == "other" and not _is_community_level(name, said):
            return "missing", left_open(f"没有写明是否在{name}", asked)
        return likeness, said_of(likeness, name, theirs)
    return _compare_whole_district(where, said, whole)


def _compare_whole_district(where: Rungs, said: Rungs, whole: str) -> Place:
    if whole and not said.district:
        return "missing", left_open(f"没有写明是否在{whole}", "哪个区县？")
    if said.district and where.city and not (where.district or said.city):
        return "near", left_open(f"{said.district}是否在{where.city}，不能定", "在哪个市？")
    return "same", met("范围是整个区县")


def _is_community_level(zone: str, said: Rungs) -> bool:
    """Whether an address names a village where the zone names its own or, under a town that is named, a community."""
    return is_village_address(said) and bool(VILLAGE.search(zone) or (said.street and _TOWN.search(said.street)))


def _compare_number(zone: Piece, said: Rungs) -> Place:
    """A road with its number or range of numbers; the whole road when the zone has none."""
    road = zone.where.road or ""
    found = [_compare_owner(zone, road, one) for one in (said, *said.aliases)]
    order = ("same", "near", "other", "missing", "unknown")
    return min(found, key=lambda place: order.index(place[0]))


def _compare_owner(zone: Piece, road: str, said: Rungs) -> Place:
    owner = said.owner
    if not owner:
        return "missing", left_open("没有写明路名和门牌", "哪条路几号？")
    likeness = likest(road, [owner])
    if likeness == "near" and zone.where.name and compare_names(zone.where.name + road, owner) == "same":
        likeness = "same"
    if likeness != "same" and under_short_head(zone.where, owner, road):
        likeness = "same" if len(road) > SHORT_NAME_CHARS else "near"
    if likeness == "near" and said.plate and road.endswith(f"{owner}{said.plate.main}弄"):
        return likeness, left_open(f"{said.plate}与{said.plate.main}弄不是一回事", "几弄几号？")
    if likeness == "other" and not _same_kind(road, said):
        return "unknown", left_open(f"{short_of(said)}与{road}的门牌的关系文中没有", "门牌是哪条路几号？")
    if said.plate and (zone.where.plate or zone.span) and _is_lane_of(owner, road):
        return "other", other(f"{owner}{said.plate}不是{road}的门牌")
    return then_number((likeness, said_of(likeness, road, owner)), zone, said)


def _is_lane_of(owner: str, road: str) -> bool:
    """Whether a numbered lane is named after the road: its numbers are others than the road's own."""
    mine, theirs = name_tokens(road), name_tokens(owner)
    return theirs[: len(mine)] == mine and bool(_BRANCH.fullmatch("".join(theirs[len(mine) :])))


def _same_kind(road: str, said: Rungs) -> bool:
    if said.group or not said.owner:
        return False
    if said.road or ROAD.match(said.owner):
        return True
    return not ROAD.match(road) and said.plate is not None
