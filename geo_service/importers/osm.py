"""
OpenStreetMap files as layers of the register.

Reads .osm, .osm.gz and .osm.pbf with ids in any order and relations cut by the extract's edge.
What is good is kept; every object that was left out or mended is named with its reason.
Source: OpenStreetMap data model; GDAL's and osmium's area rules for multipolygons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point, Polygon

from geo_service.errors import FileFormatError
from geo_service.importers.osm_areas import Rings, area_of_rings
from geo_service.importers.osm_file import OsmFile, OsmRelation, OsmWay, Tags, load_osm_file
from geo_service.importers.osm_roads import is_grade_separated, road_rows
from geo_service.importers.osm_rules import RULES
from geo_service.importers.osm_tags import address_of, building_number, household_counts, kind_of, metres
from geo_service.model.frames import shape_frame
from geo_service.model.report import Note

BUILDING_RELATIONS = ("multipolygon", "building")
MEMBER_ROLES = {"outer": "outer", "inner": "inner", "": "outer"}


def read_osm(path: Path, *, source: str | None = None) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Note, ...]]:
    """
    Read a file into layer frames.

    Parameters
    ----------
    path
        .osm, .osm.gz, .osm.bz2 or .osm.pbf.
    source
        Name kept with every row; the file's name when left out.

    Returns
    -------
    layers, notes
        One EPSG:4326 frame per layer that the file has rows for, and a note for each object that was
        skipped or repaired.

    Raises
    ------
    FileFormatError
        If the file is empty, broken or not OpenStreetMap data.
    """
    data = load_osm_file(path)
    notes: list[Note] = []
    named = source or path.name
    rows = {
        "roads": road_rows(data, notes),
        "estates": estate_rows(data, notes),
        "buildings": building_rows(data, notes),
        "gates": list(gate_rows(data)),
        "facilities": facility_rows(data, notes),
        "barriers": barrier_rows(data, notes),
        **admin_rows(data, notes),
    }
    layers = {
        name: shape_frame(name, [{**row, "source": named} for row in found]) for name, found in rows.items() if found
    }
    if not layers:
        raise FileFormatError(f"{path.name} holds no roads, buildings or places; need OpenStreetMap data of an area")
    return _with_estates(layers), tuple(notes)


# ---------------------------------------------------------------- areas


@dataclass(frozen=True)
class _Area:
    thing: str
    tags: Tags
    rings: Rings


def building_rows(data: OsmFile, notes: list[Note]) -> list[dict[str, Any]]:
    """
    Closed ways and multipolygon relations tagged `building`; building parts are not buildings.

    A relation and its tagged outer way are one building, kept under the relation. When only the outer way
    is tagged, the way stands for the whole of the relation's area; several such ways are named in a note.
    """
    areas, standing_for, whole = _building_relations(data, notes)
    for way_id, way in sorted(data.ways.items()):
        if way_id in standing_for or not _is_building(way):
            continue
        if way.closed:
            own = Rings([data.line(way.refs)], [], data.lacks_nodes(way.refs))
            areas.append(_Area(f"way/{way_id}", way.tags, whole.get(way_id, own)))
        else:
            notes.append(Note("skipped", f"way/{way_id}", "building: the outline is not closed"))
    rows = [_area_row(area, "building", notes) for area in areas]
    return [_building(row) for row in rows if row]


def _building_relations(data: OsmFile, notes: list[Note]) -> tuple[list[_Area], set[int], dict[int, Rings]]:
    """Areas of tagged relations, the tagged ways they stand for, and what ways that stand for a relation enclose."""
    areas: list[_Area] = []
    standing_for: set[int] = set()
    whole: dict[int, Rings] = {}
    for relation_id, relation in sorted(data.relations.items()):
        if relation.tags.get("type") not in BUILDING_RELATIONS:
            continue
        tagged = [ref for ref in _members(relation, "outer") if _is_building(data.ways.get(ref))]
        rings = _rings(data, relation)
        if not (tagged or _is_building(relation)) or area_of_rings(rings)[0] is None:
            continue
        if _is_building(relation):
            areas.append(_Area(f"relation/{relation_id}", relation.tags, rings))
            standing_for.update(tagged)
        elif relation.tags["type"] == "multipolygon":
            whole.update(dict.fromkeys(tagged, rings))
            if len(tagged) > 1:
                notes.append(Note("warning", f"relation/{relation_id}", _several(tagged)))
    return areas, standing_for, whole


def _several(tagged: list[int]) -> str:
    ways = ", ".join(f"way/{way_id}" for way_id in sorted(tagged))
    return f"building: {ways} are all tagged, so each stands for the whole relation; tag the relation instead"


def _is_building(thing: OsmWay | OsmRelation | None) -> bool:
    return thing is not None and thing.tags.get("building", "no") not in RULES["buildings"]["not_a_building"]


def _members(relation: OsmRelation, role: str) -> list[int]:
    return [ref for kind, ref, said in relation.members if kind == "w" and MEMBER_ROLES.get(said) == role]


def _rings(data: OsmFile, relation: OsmRelation) -> Rings:
    members = {role: _members(relation, role) for role in ("outer", "inner")}
    ways = {role: [data.ways[ref] for ref in refs if ref in data.ways] for role, refs in members.items()}
    gone = any(ref not in data.ways for refs in members.values() for ref in refs)
    cut = any(data.lacks_nodes(way.refs) for found in ways.values() for way in found)
    lines = {role: [data.line(way.refs) for way in found] for role, found in ways.items()}
    return Rings(lines["outer"], lines["inner"], gone or cut)


def _area_row(area: _Area, word: str, notes: list[Note]) -> dict[str, Any] | None:
    geometry, repaired = area_of_rings(area.rings)
    if geometry is None:
        why = "members or nodes are missing in the file" if area.rings.clipped else "the outline encloses no area"
        notes.append(Note("skipped", area.thing, f"{word}: {why}"))
        return None
    if area.rings.clipped:
        notes.append(Note("warning", area.thing, f"{word}: cut by the edge of the extract, kept as far as it goes"))
    if repaired:
        notes.append(Note("repaired", area.thing, f"{word}: {repaired}"))
    name = area.tags.get("name") or area.tags.get("name:zh")
    return {"id": area.thing, "name": name, "tags": dict(area.tags), "geometry": geometry}


def _building(row: dict[str, Any]) -> dict[str, Any]:
    tags = row["tags"]
    address = address_of(tags)
    return {
        "building_id": row["id"],
        "name": row["name"],
        "number": building_number(tags),
        "use": tags["building"],
        "addresses": [address] if address else [],
        **household_counts(tags),
        "tags": tags,
        "geometry": row["geometry"],
    }


def estate_rows(data: OsmFile, notes: list[Note]) -> list[dict[str, Any]]:
    """Named residential compounds."""
    rows = [
        _area_row(area, "estate", notes)
        for area in _areas(data)
        if area.tags.get("landuse") == "residential" and (area.tags.get("name") or area.tags.get("name:zh"))
    ]
    return [
        {
            "estate_id": row["id"],
            "name": row["name"],
            "aliases": _aliases(row["tags"]),
            "tags": row["tags"],
            "geometry": row["geometry"],
        }
        for row in rows
        if row
    ]


def _aliases(tags: Tags) -> list[str]:
    said = [tags.get(key, "") for key in ("alt_name", "old_name", "short_name", "official_name")]
    return sorted({part.strip() for text in said for part in text.split(";") if part.strip()})


def _areas(data: OsmFile) -> Iterator[_Area]:
    for relation_id, relation in sorted(data.relations.items()):
        if relation.tags.get("type") == "multipolygon":
            yield _Area(f"relation/{relation_id}", relation.tags, _rings(data, relation))
    for way_id, way in sorted(data.ways.items()):
        if way.closed and way.tags:
            yield _Area(f"way/{way_id}", way.tags, Rings([data.line(way.refs)], [], data.lacks_nodes(way.refs)))


def admin_rows(data: OsmFile, notes: list[Note]) -> dict[str, list[dict[str, Any]]]:
    """Districts, townships and communities by admin_level; those cut by the extract's edge are skipped and said."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in RULES["admin_levels"].values()}
    for relation_id, relation in sorted(data.relations.items()):
        layer = RULES["admin_levels"].get(relation.tags.get("admin_level", ""))
        if relation.tags.get("boundary") != "administrative" or layer is None:
            continue
        area = _Area(f"relation/{relation_id}", relation.tags, _rings(data, relation))
        if area.rings.clipped:
            named = relation.tags.get("name", "unnamed")
            reason = f"{layer}: the boundary of {named} is cut by the edge of the extract"
            notes.append(Note("skipped", area.thing, reason))
            continue
        row = _area_row(area, layer, notes)
        if row:
            rows[layer].append(_admin(layer, row))
    return rows


def _admin(layer: str, row: dict[str, Any]) -> dict[str, Any]:
    key = {"districts": "district_id", "townships": "township_id", "communities": "community_id"}[layer]
    return {key: row["id"], "name": row["name"], "tags": row["tags"], "geometry": row["geometry"]}


# ---------------------------------------------------------------- points and lines


def gate_rows(data: OsmFile) -> Iterator[dict[str, Any]]:
    """Gates, entrances and barriers that are nodes."""
    for node_id, tags in sorted(data.node_tags.items()):
        kind = kind_of(tags, RULES["gates"]) or ("entrance" if tags.get("entrance") else None)
        if kind and node_id in data.positions:
            yield {
                "gate_id": f"node/{node_id}",
                "name": tags.get("name"),
                "kind": kind,
                "node_id": node_id,
                "width_m": metres(tags.get("width") or tags.get("maxwidth")),
                "tags": dict(tags),
                "geometry": Point(data.positions[node_id]),
            }


def facility_rows(data: OsmFile, notes: list[Note]) -> list[dict[str, Any]]:
    """Hospitals, pharmacies, markets, schools, venues and the like, as points or areas."""
    rows = [
        _facility(f"node/{node}", tags, Point(data.positions[node]))
        for node, tags in sorted(data.node_tags.items())
        if kind_of(tags, RULES["facilities"]) and node in data.positions
    ]
    areas = [area for area in _areas(data) if kind_of(area.tags, RULES["facilities"])]
    for area in areas:
        row = _area_row(area, "facility", notes)
        rows += [_facility(area.thing, area.tags, row["geometry"])] if row else []
    return rows


def _facility(thing: str, tags: Tags, geometry: Point | Polygon | MultiPolygon) -> dict[str, Any]:
    address = address_of(tags)
    return {
        "facility_id": thing,
        "name": tags.get("name") or tags.get("name:zh"),
        "kind": kind_of(tags, RULES["facilities"]),
        "addresses": [address] if address else [],
        "tags": dict(tags),
        "geometry": geometry,
    }


def barrier_rows(data: OsmFile, notes: list[Note]) -> list[dict[str, Any]]:
    """Walls, fences, water and railways at ground level."""
    rows: list[dict[str, Any]] = []
    areas = {area.thing: area for area in _areas(data) if _is_barrier_area(area.tags)}
    for area in areas.values():
        row = _area_row(area, "barrier", notes)
        rows += [_barrier(area.thing, area.tags, row["geometry"])] if row else []
    for way_id, way in sorted(data.ways.items()):
        line = data.line(way.refs)
        if f"way/{way_id}" in areas or not kind_of(way.tags, RULES["barriers"]) or is_grade_separated(way.tags):
            continue
        if len(set(line)) > 1:
            rows.append(_barrier(f"way/{way_id}", way.tags, LineString(line)))
        else:
            notes.append(Note("skipped", f"way/{way_id}", "barrier: fewer than two of its nodes are in the file"))
    return rows


def _is_barrier_area(tags: Tags) -> bool:
    areal = tags.get("natural") == "water" or tags.get("area") == "yes"
    return areal and kind_of(tags, RULES["barriers"]) is not None


def _barrier(thing: str, tags: Tags, geometry: LineString | Polygon | MultiPolygon) -> dict[str, Any]:
    return {
        "barrier_id": thing,
        "name": tags.get("name"),
        "kind": kind_of(tags, RULES["barriers"]),
        "tags": dict(tags),
        "geometry": geometry,
    }


# ---------------------------------------------------------------- joins


def _with_estates(layers: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Give buildings and gates the estate that they stand in; of nested estates the smallest."""
    if "estates" not in layers:
        return layers
    joined = dict(layers)
    for name in ("buildings", "gates"):
        if name in layers:
            frame = layers[name].copy()
            frame["estate_id"] = _estate_of(frame.geometry.representative_point().to_numpy(), layers["estates"])
            joined[name] = frame
    return joined


def _estate_of(points: NDArray[np.object_], estates: gpd.GeoDataFrame) -> list[str | None]:
    by_size = estates.iloc[shapely.area(estates.geometry.to_numpy()).argsort(kind="stable")]
    where, which = shapely.STRtree(by_size.geometry.to_numpy()).query(points, predicate="intersects")
    found: dict[int, int] = {}
    for point, estate in zip(where.tolist(), which.tolist(), strict=True):
        found[point] = min(estate, found.get(point, estate))
    ids = by_size["estate_id"].tolist()
    return [ids[found[point]] if point in found else None for point in range(len(points))]
