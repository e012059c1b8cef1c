"""
Where a piece of a zone lies against where an address lies: street, community, road and number, estate, village.

A level that only locates may be missing in the address; a name that differs is another place; the same name in
another street is open, because people mix streets up.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo_service.addresses.contains_finding import MET, Finding, left_open, met, other
from geo_service.addresses.contains_heads import compare_head
from geo_service.addresses.contains_names import (
    Likeness,
    compare_heads,
    compare_names,
    head_stem,
    is_kind,
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
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules

_PLACES = read_rules("places")


_ROAD = re.compile(rf".*(?:{one_of([*_PLACES['road']['alone'], '弄', '胡同'])})(?:[0-9]+弄)?$")
_LEADING_ROAD = re.compile(
    rf"(?:[^0-9A-Z]{{1,8}}?(?:{one_of(_PLACES['road']['alone'])})|[^0-9A-Z]{{1,6}}?村)(?=[^0-9A-Z]{{2}})"
)
_ESTATE_TAIL = re.compile(f"(?:{one_of(_PLACES['name']['tails'])})$")


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
    if level == "street" and likeness == "missing" and said.names_a_village:
        return True
    return level == "street" and likeness == "unknown" and (said.names_a_place or zone.area)


def _named_on_the_line(zone: Piece, said: Rungs) -> bool:
    names = [name for name in (said.road, said.name) if name]
    return any(compare_names(line, name) != "other" for line in zone.lines for name in names)


def _located(level: str, zone: Piece, said: Rungs) -> Finding:
    mine, theirs = getattr(zone.where, level), getattr(said, level)
    return compare_head(level, mine, theirs) if mine and theirs else MET


def compare_place(zone: Piece, said: Rungs) -> Place:
    """Road and number, estate, village and group: either of number and estate identifies a place that has both."""
    where = zone.where
    if where.group:
        return compare_group(zone, said)
    if where.road and where.name and not (where.plate and is_kind(where.name)):
        estate = _compare_estate(where, _owner_apart(where, said))
        # a number in a lane (88弄15号) is the estate's own, one on a road is where the estate stands
        estate = then_number(estate, zone, said) if where.road.endswith("弄") else estate
        return _either(_compare_number(zone, said), estate)
    if where.road:
        return _compare_number(zone, said)
    if where.name or where.plate or zone.span:
        estate = _compare_estate(where, said) if where.name else ("same", MET)
        return then_number(estate, zone, said)
    if zone.whole and not said.district:
        return "missing", left_open(f"没有写明是否在{zone.whole}", "哪个区县？")
    return _compare_whole(where, said)


def _owner_apart(where: Rungs, said: Rungs) -> Rungs:
    """A name that carries the house number is no estate when it is the zone's road (大井54号酒楼)."""
    owns = said.plate and said.name and not said.road and compare_names(where.road or "", said.name) == "same"
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


def _compare_whole(where: Rungs, said: Rungs) -> Place:
    """A whole street, community or district holds every address that names it."""
    for level, asked in (("community", "哪个社区？"), ("street", "哪个街道或镇？")):
        name = getattr(where, level)
        if not name:
            continue
        own = getattr(said, level)
        named = [one for one in (own, said.name if level == "community" else None) if one]
        if not named:
            return "missing", left_open(f"没有写明是否在{name}", asked)
        likeness, theirs = min(((compare_heads(level, name, one), one) for one in named), key=lambda one: RANK[one[0]])
        if own and theirs != own and likeness == "same":
            return "near", left_open(f"{own}{theirs}与{name}是否同一处，不能定", asked)
        if not own and likeness == "other" and not (VILLAGE.search(name) and is_village_address(said)):
            return "missing", left_open(f"没有写明是否在{name}", asked)
        return likeness, said_of(likeness, name, theirs)
    return "same", met("范围是整个区县")


def _compare_estate(where: Rungs, said: Rungs) -> Place:
    zone = where.name or ""
    names = [name for one in (said, *said.aliases) for name in _written_names(one)]
    if said.community and compare_heads("community", zone, said.community) == "same":
        names = [said.community, *names]
    if not names:
        if said.plate or said.group:
            return "unknown", left_open(f"{short_of(said)}与{zone}的关系文中没有", "在哪个小区？")
        return "missing", left_open("没有写明小区或单位", "哪个小区？")
    likeness = _like_estate(where, names)
    if likeness == "same" and _other_road(where, said):
        return "near", left_open(f"{said.name}写的是另一条路，是否{zone}不能定", f"是不是{where.road}的{zone}？")
    inner = next((part.label for part in where.parts if not part.kind), "")
    if likeness == "other" and inner and _likest(inner, names) != "other":
        return "near", left_open(f"只写了{names[0]}，没有写明{zone}", "在哪个小区？")
    if likeness == "other":
        return _another_estate(zone, names[0], said)
    return likeness, said_of(likeness, zone, names[0])


def _another_estate(zone: str, theirs: str, said: Rungs) -> Place:
    """Another name is another place, unless it names a community or another kind of thing."""
    if not (said.name or said.road):
        return "missing", left_open(f"{theirs}里没有写明小区", "哪个小区？")
    if _other_kind(zone, said):
        return "unknown", left_open(f"{short_of(said)}与{zone}的关系文中没有", "在哪个小区？")
    return "other", said_of("other", zone, theirs)


def _like_estate(where: Rungs, names: Sequence[str]) -> Likeness:
    """The likeness of the estate's name, with its road or the short name of its street before it too."""
    zone = where.name or ""
    likeness = _likest(zone, names)
    after_road = where.road and any(compare_names(where.road + zone, name) == "same" for name in names)
    after_head = any(_under_short_head(where, name, zone) for name in names)
    return "same" if after_road or after_head else likeness


def _written_names(said: Rungs) -> list[str]:
    """Every name the estate may have in the address, the likeliest first."""
    if said.name and said.road and not said.plate:
        return [said.road + said.name, said.name]
    if said.name:
        return [said.name]
    own = [said.community] if said.community and (said.building or said.parts or said.unit or said.plate) else []
    return [*own, *([said.road] if said.road else [])]


def _other_kind(zone: str, said: Rungs) -> bool:
    """Whether the address names a road or a village where the zone names an estate: neither says it is elsewhere."""
    if said.group or (said.name and VILLAGE.search(said.name) and not said.building):
        return not VILLAGE.search(zone)
    return not said.name and bool(said.road) and not _ROAD.match(zone)


def _likest(zone: str, names: Iterable[str]) -> Likeness:
    forms = _with_short(zone)
    found = [compare_names(mine, theirs) for name in names for mine in forms for theirs in _with_short(name)]
    return min(found, key=lambda likeness: RANK[likeness])


def _other_road(where: Rungs, said: Rungs) -> bool:
    """Whether the address puts the same name on another road (people mix roads up)."""
    zone, theirs = (_LEADING_ROAD.match(name or "") for name in (where.name, said.name))
    mine = where.road or (zone.group() if zone else "")
    road = said.road or (theirs.group() if theirs else "")
    return bool(mine and road) and not said.plate and compare_names(mine, road) != "same"


def _with_short(name: str) -> list[str]:
    """A name, and what follows the road or village at its head (文昌路怡景花园 is also 怡景花园)."""
    head = _LEADING_ROAD.match(name)
    rest = name[head.end() :] if head else ""
    return [name, rest] if len(rest) > SHORT_NAME_CHARS and not _ESTATE_TAIL.fullmatch(rest) else [name]


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
    likeness = _likest(road, [owner])
    if likeness == "near" and zone.where.name and compare_names(zone.where.name + road, owner) == "same":
        likeness = "same"
    if likeness != "same" and _under_short_head(zone.where, owner, road):
        likeness = "same" if len(road) > SHORT_NAME_CHARS else "near"
    if likeness == "near" and said.plate and road.endswith(f"{owner}{said.plate.main}弄"):
        return likeness, left_open(f"{said.plate}与{said.plate.main}弄不是一回事", "几弄几号？")
    if likeness == "other" and not _same_kind(road, said):
        return "unknown", left_open(f"{short_of(said)}与{road}的门牌的关系文中没有", "门牌是哪条路几号？")
    if said.plate and (zone.where.plate or zone.span) and _is_lane_of(owner, road):
        return "other", other(f"{owner}{said.plate}不是{road}的门牌")
    return then_number((likeness, said_of(likeness, road, owner)), zone, said)


def _under_short_head(where: Rungs, owner: str, name: str) -> bool:
    """Whether a name stands after its street or community without 街道 or 社区 (青石新民路 in 青石街道)."""
    road = normalize(name)
    heads = [head_stem(level, name) for level in ("street", "community") if (name := getattr(where, level))]
    return len(road) >= SHORT_NAME_CHARS and any(normalize(owner) == head + road for head in heads)


def _is_lane_of(owner: str, road: str) -> bool:
    """Whether a numbered lane is named after the road: its numbers are others than the road's own."""
    mine, theirs = name_tokens(road), name_tokens(owner)
    return theirs[: len(mine)] == mine and bool(LANE.fullmatch("".join(theirs[len(mine) :])))


def _same_kind(road: str, said: Rungs) -> bool:
    if said.group or not said.owner:
        return False
    if said.road or _ROAD.match(said.owner):
        return True
    return not _ROAD.match(road) and said.plate is not None
