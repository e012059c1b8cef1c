"""
The estate, employer or shop that a piece of a zone names against the names of an address.

Another name is another place, unless it is one inside the zone's (a dormitory of a school) or of another kind.
"""

import re
from collections.abc import Iterable, Sequence

from geo_service.addresses.contains_finding import left_open
from geo_service.addresses.contains_names import (
    Likeness,
    compare_heads,
    compare_names,
    head_stem,
    is_kind,
    is_nameless,
)
from geo_service.addresses.contains_numbers import Place, said_of
from geo_service.addresses.contains_villages import RANK, SHORT_NAME_CHARS, VILLAGE, short_of
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules

_PLACES, _RULES = read_rules("places"), read_rules("contains")


ROAD = re.compile(rf".*(?:{one_of([*_PLACES['road']['alone'], '弄', '胡同'])})(?:[0-9]+弄)?$")
_LEADING_ROAD = re.compile(
    rf"(?:[^0-9A-Z]{{1,8}}?(?:{one_of(_PLACES['road']['alone'])})|[^0-9A-Z]{{1,6}}?村)(?=[^0-9A-Z]{{2}})"
)
# a stretch of land rather than one estate
_AREAL = re.compile(rf"(?:{one_of(_RULES['names']['areal'])})$")
_INSTITUTION = re.compile(rf"(?:{one_of(_RULES['names']['institutions'])})$")
_OF_INSTITUTION = re.compile(rf"(?:{one_of(_RULES['names']['of_institutions'])})$")
_ESTATE_TAIL = re.compile(f"(?:{one_of(_PLACES['name']['tails'])})$")


def compare_estate(where: Rungs, said: Rungs) -> Place:
    """How the estate or employer of a piece compares with the one that an address names."""
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
    if likeness == "other":
        return _part_of_it(where, names, said) or _another_estate(zone, names[0], said)
    return likeness, said_of(likeness, zone, names[0])


def _part_of_it(where: Rungs, names: Sequence[str], said: Rungs) -> Place | None:
    """The finding for an address that only names something in the estate or around it, or the estate besides."""
    zone = where.name or ""
    inner = next((part.label for part in where.parts if not part.kind), "")
    if inner and likest(inner, names) != "other":
        return "near", left_open(f"只写了{names[0]}，没有写明{zone}", "在哪个小区？")
    if not said.road and any(_is_short_head(where, name) for name in names):
        return "missing", left_open(f"只写了{names[0]}，没有写明小区或单位", "哪个小区？")
    if len(zone) > SHORT_NAME_CHARS and normalize(zone) in normalize(said.text):
        return "near", left_open(f"{zone}在地址里，但不是它的小区或单位名", f"是不是{zone}？")
    return None


def _another_estate(zone: str, theirs: str, said: Rungs) -> Place:
    """Another name is another place, unless it names a community or another kind of thing."""
    if not (said.name or said.road) or is_kind(theirs) or is_nameless(theirs):
        return "missing", left_open(f"{theirs}里没有写明小区", "哪个小区？")
    if _other_kind(zone, said) or _may_hold(zone, theirs):
        return "unknown", left_open(f"{short_of(said)}与{zone}的关系文中没有", "在哪个小区？")
    return "other", said_of("other", zone, theirs)


def _may_hold(zone: str, theirs: str) -> bool:
    """Whether the other name may be one inside the zone's: anything on a stretch of land, a dormitory of a school."""
    land = _AREAL.search(zone) and not _AREAL.search(theirs)
    return bool(land or (_INSTITUTION.search(zone) and _OF_INSTITUTION.search(theirs)))


def _like_estate(where: Rungs, names: Sequence[str]) -> Likeness:
    """The likeness of the estate's name, with its road or the short name of its street before it too."""
    zone = where.name or ""
    likeness = likest(zone, names)
    road = where.road or ""
    longer = [name for name in names if road and compare_names(road, name) != "same"]
    with_road = {compare_names(road + zone, name) for name in longer}
    likeness = "near" if "near" in with_road and likeness == "other" else likeness
    after_road = "same" in with_road
    after_head = any(under_short_head(where, name, zone) for name in names)
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
    return not said.name and bool(said.road) and not ROAD.match(zone)


def likest(zone: str, names: Iterable[str]) -> Likeness:
    """The likeness of the name among several that is likest, each with its road before it or without."""
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


def under_short_head(where: Rungs, owner: str, name: str) -> bool:
    """Whether a name stands after its street or community without 街道 or 社区 (青石新民路 in 青石街道)."""
    road = normalize(name)
    heads = [head_stem(level, name) for level in ("street", "community") if (name := getattr(where, level))]
    return len(road) >= SHORT_NAME_CHARS and any(normalize(owner) == head + road for head in heads)


def _is_short_head(where: Rungs, name: str) -> bool:
    """Whether a name is only the street or community of the zone, with or without its ending."""
    heads = [(level, head) for level in ("street", "community") if (head := getattr(where, level))]
    return any(compare_heads(level, head, name) == "same" for level, head in heads)
