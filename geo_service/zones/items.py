"""
Zones from the items of a notice: drawn when everything that an item names is found, else known by words alone.

Nothing is drawn by guess: an address that the register does not settle leaves the whole item off the map, and the
reason is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.addresses.match import Match
from geo_service.coords.metric import plane_at
from geo_service.derive.bounds_shape import ShapeOfWords, join_areas
from geo_service.model.extent import DrawnShape, Extent, NamedPlace, Part, SaidText
from geo_service.model.said import NoticeItem
from geo_service.model.zone import Member
from geo_service.zones.asks import Ask, NotOnTheMapError, notes_of, words_of
from geo_service.zones.delineate import Delineation, buildings_inside, rows_of, why_inside
from geo_service.zones.grounds import Grounds, outline_of_buildings, outline_of_estate
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.said_areas import SaidArea, areas_held, areas_left_out
from geo_service.zones.said_shapes import drawn_notes, ground_of, without


@dataclass(frozen=True)
class Area:
    """An administrative area of the register, EPSG:4326."""

    area_id: str
    name: str
    unit: str
    outline: Polygon | MultiPolygon


@dataclass(frozen=True)
class Lookup:
    """
    What the register has for the asks of an item: a match for each text, an area for each area's text.

    `shapes` has what areas by sides or enclosing lines mean on the map, held and left out. `refused` says why
    (Chinese) when the item can't be asked for.
    """

    asks: tuple[Ask, ...] = ()
    matches: Mapping[str, Match] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    refused: str = ""
    shapes: Mapping[SaidArea, ShapeOfWords] = field(default_factory=dict)


@dataclass(frozen=True)
class _Found:
    """
    The places of an item in the register: buildings with the stairs that are meant (none: all), estates, areas.

    `drawn` are the areas by sides or lines, EPSG:4326.
    """

    buildings: Mapping[str, tuple[str, ...]]
    estates: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    missing: tuple[str, ...] = ()
    drawn: tuple[MultiPolygon, ...] = ()


def zone_from_item(
    item: NoticeItem, lookup: Lookup, grounds: Grounds, *, category: str, margin_m: float
) -> Delineation:
    """
    The zone of an item: its words, and its outline when the register settles every word.

    Parameters
    ----------
    grounds
        All buildings and estates found, and their neighbours.
    category
        Id of the category in its protocol.
    margin_m
        Ground around a building that belongs to it, in metres.
    """
    words = words_of(item, item.extent)
    said = SaidText(words, item.district)
    reason = lookup.refused
    if not reason:
        try:
            return _drawn(item, said, lookup, grounds, (category, margin_m))
        except NotOnTheMapError as error:
            reason = str(error)
    problem = f"{words}：{reason}，没有画在图上，只按文字答复"
    return Delineation(category, "words", Extent((), said=said), None, (), words, (problem,))


def _find(item: NoticeItem, lookup: Lookup) -> _Found:
    buildings: dict[str, tuple[str, ...]] = {}
    estates, areas, missing = [], [], []
    for ask in lookup.asks:
        if ask.left_out:
            continue
        if ask.area:
            areas.append(_area(ask, lookup))
            continue
        match = lookup.matches[ask.text]
        if ask.optional and match.level == "none":
            missing.append(ask.text)
        elif _is_estate(ask, match) and match.estate_id:
            estates.append(match.estate_id)
        else:
            _add(buildings, _buildings(ask, match), match.stair)
    drawn = ground_of(areas_held(item), lookup.shapes)
    if not (buildings or estates or areas or drawn):
        raise NotOnTheMapError("登记里一个也没有")
    return _Found(buildings, tuple(dict.fromkeys(estates)), tuple(areas), tuple(missing), drawn)


def _find_left_out(item: NoticeItem, lookup: Lookup) -> _Found:
    buildings: dict[str, tuple[str, ...]] = {}
    for ask in lookup.asks:
        if ask.left_out:
            match = lookup.matches.get(ask.text, Match("none", reason="不是一个地址"))
            _add(buildings, _buildings(ask, match), match.stair)
    return _Found(buildings, drawn=ground_of(areas_left_out(item), lookup.shapes))


def _area(ask: Ask, lookup: Lookup) -> Area:
    if ask.text not in lookup.areas:
        raise NotOnTheMapError(f"登记里没有“{ask.area}”的边界")
    return lookup.areas[ask.text]


def _is_estate(ask: Ask, match: Match) -> bool:
    return ask.whole and match.level == "estate" and not match.missing


def _buildings(ask: Ask, match: Match) -> tuple[str, ...]:
    settled = match.level == "building" or (ask.whole and match.level == "road")
    estate = _is_estate(ask, match) and ask.left_out
    if not (settled or estate) or match.missing or not match.building_ids:
        raise NotOnTheMapError(f"“{ask.text}”{match.reason}")
    return match.building_ids


def _add(buildings: dict[str, tuple[str, ...]], building_ids: Sequence[str], stair: str | None) -> None:
    """Add buildings, or one stair of them; a whole building holds its stairs."""
    for building_id in building_ids:
        known = buildings.get(building_id)
        whole = stair is None or known == ()
        buildings[building_id] = () if whole or stair is None else tuple(dict.fromkeys((*(known or ()), stair)))


def _drawn(item: NoticeItem, said: SaidText, lookup: Lookup, grounds: Grounds, rule: tuple[str, float]) -> Delineation:
    category, margin_m = rule
    found, left_out = _find(item, lookup), _find_left_out(item, lookup)
    outline, outline_notes = _outline(found, grounds, margin_m)
    stairs = _stairs_held(found, left_out, grounds)
    whole_out = [one for one, out in left_out.buildings.items() if not out or not stairs.get(one)]
    if whole_out:
        outline = as_multipolygon(outline.difference(outline_of_buildings(whole_out, grounds, margin_m)))
    outline = without(outline, left_out.drawn)
    if outline.is_empty:
        raise NotOnTheMapError("除去的就是全部")
    how = drawn_notes(areas_held(item), lookup.shapes, area_m2=plane_at(outline).to_metres(outline).area)
    problems = (*outline_notes, *how, *notes_of(item), *_not_registered(found.missing))
    return Delineation(
        category=category,
        unit="words",
        extent=Extent(_parts(found, grounds), _parts(left_out, grounds), said),
        geometry=outline,
        members=_members(outline, stairs, said, grounds),
        name_hint=said.text,
        problems=tuple(f"{said.text}：{problem}" for problem in problems),
    )


def _not_registered(texts: Sequence[str]) -> tuple[str, ...]:
    more = f"等 {len(texts)} 个" if len(texts) > MISSING_SHOWN else ""
    return (f"登记里没有{'、'.join(texts[:MISSING_SHOWN])}{more}",) if texts else ()


MISSING_SHOWN = 5
"""Numbers of a range without a building that one note lists."""


def _outline(found: _Found, grounds: Grounds, margin_m: float) -> tuple[MultiPolygon, tuple[str, ...]]:
    shapes: list[BaseGeometry] = [*(area.outline for area in found.areas), *_joined(found.drawn)]
    notes: tuple[str, ...] = ()
    if found.buildings:
        shapes.append(outline_of_buildings(found.buildings, grounds, margin_m))
    for estate_id in found.estates:
        shape, said = outline_of_estate(estate_id, grounds, margin_m)
        shapes.append(shape)
        notes += said
    return as_multipolygon(shapely.union_all(shapes)), notes


def _joined(drawn: Sequence[MultiPolygon]) -> list[MultiPolygon]:
    """The areas of one text with the roads between those that face each other across one."""
    return [join_areas(drawn, plane_at(drawn[0]))] if drawn else []


def _stairs_held(found: _Found, left_out: _Found, grounds: Grounds) -> dict[str, tuple[str, ...]]:
    """The stairs of buildings that are held in part, by building; one that is all left out has none."""
    held = {one: stairs for one, stairs in found.buildings.items() if stairs and not _held_whole(one, found, grounds)}
    for building_id, out in left_out.buildings.items():
        if out:
            held[building_id] = _other_stairs(building_id, out, held.get(building_id, ()), grounds)
    return held


def _held_whole(building_id: str, found: _Found, grounds: Grounds) -> bool:
    """Whether the item names the estate or area of a building too, and so holds all its stairs."""
    footprint = grounds.rows([building_id]).geometry.iloc[0]
    whole = (*(area.outline for area in found.areas), *found.drawn)
    return grounds.estate_of.get(building_id) in found.estates or any(area.intersects(footprint) for area in whole)


def _other_stairs(building_id: str, out: tuple[str, ...], held: tuple[str, ...], grounds: Grounds) -> tuple[str, ...]:
    known = rows_of(grounds.rows([building_id]))[0]["stairs"]
    count = known if isinstance(known, int) else 0
    stairs = held or tuple(str(number) for number in range(1, count + 1))
    if not set(out) <= set(stairs):
        raise NotOnTheMapError(f"{grounds.label(building_id)}没有登记{'、'.join(out)}单元，不能除去")
    return tuple(stair for stair in stairs if stair not in out)


def _parts(found: _Found, grounds: Grounds) -> tuple[Part, ...]:
    areas = [NamedPlace(area.name, area.unit, area.area_id) for area in found.areas]
    estates = [NamedPlace(grounds.estate_name(one), "estate", one) for one in found.estates]
    buildings = [NamedPlace(grounds.label(one), "building", one, stairs) for one, stairs in found.buildings.items()]
    return (*areas, *estates, *buildings, *(DrawnShape(area) for area in found.drawn))


def _members(
    outline: MultiPolygon, stairs: Mapping[str, tuple[str, ...]], said: SaidText, grounds: Grounds
) -> tuple[Member, ...]:
    inside = buildings_inside(outline, grounds.buildings)
    return tuple(
        Member(row["building_id"], float(row["share_inside"]), _why(row, said), stairs.get(row["building_id"], ()))
        for row in rows_of(inside)
    )


def _why(row: Mapping[str, Any], said: SaidText) -> str:
    return f"通告写明“{said.text}”，{why_inside(row['share_inside'])}"
