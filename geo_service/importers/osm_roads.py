"""Roads of an OpenStreetMap file: every way that somebody can use, its nodes, and where it leaves the ground."""

from collections.abc import Iterator
from typing import Any

from shapely import LineString

from geo_service.importers.osm_file import OsmFile, OsmWay, Tags
from geo_service.importers.osm_rules import RULES
from geo_service.importers.osm_tags import metres
from geo_service.model.report import Note


def road_rows(data: OsmFile, notes: list[Note]) -> list[dict[str, Any]]:
    """One row per unbroken run of a way's nodes; where the extract lacks nodes the way is cut, not bridged."""
    doors = door_nodes(data)
    rows: list[dict[str, Any]] = []
    for way_id, way in sorted(data.ways.items()):
        highway = way.tags.get("highway")
        if not highway or highway in RULES["roads"]["not_a_road"]:
            continue
        runs = [run for run in _runs(data, way.refs) if len(run) > 1]
        if not runs:
            notes.append(Note("skipped", f"way/{way_id}", "road: fewer than two of its nodes are in the file"))
        elif data.lacks_nodes(way.refs):
            notes.append(Note("warning", f"way/{way_id}", f"road: nodes are missing, kept as {len(runs)} piece(s)"))
        whole = _road(way_id, way)
        rows += [{**whole, **_road_run(data, way_id, run, part)} for part, run in enumerate(runs)]
    for row in rows:
        row["access_nodes"] = [ref for ref in row["node_ids"] if ref in doors] if row["grade_separated"] else []
    return rows


def _runs(data: OsmFile, refs: tuple[int, ...]) -> Iterator[list[int]]:
    run: list[int] = []
    for ref in refs:
        if ref not in data.positions:
            yield run
            run = []
        elif not run or run[-1] != ref:
            run.append(ref)
    yield run


def _road(way_id: int, way: OsmWay) -> dict[str, Any]:
    return {
        "name": way.tags.get("name") or way.tags.get("name:zh") or way.tags.get("ref"),
        "way_id": way_id,
        "highway": way.tags["highway"],
        "grade_separated": is_grade_separated(way.tags),
        "oneway": oneway_direction(way.tags),
        "width_m": metres(way.tags.get("width")),
        "tags": dict(way.tags),
    }


def _road_run(data: OsmFile, way_id: int, run: list[int], part: int) -> dict[str, Any]:
    return {
        "road_id": f"way/{way_id}" if part == 0 else f"way/{way_id}#{part + 1}",
        "node_ids": run,
        "geometry": LineString(data.line(run)),
    }


def is_grade_separated(tags: Tags) -> bool:
    """Whether a way runs in the air or underground; a passage through a building is ground."""
    rules = RULES["roads"]
    if tags.get("bridge", "no") != "no" or tags.get("tunnel", "no") not in rules["ground_tunnels"]:
        return True
    if tags.get("location") in rules["above_or_below"]:
        return True
    key = "layer" if "layer" in tags else "level"
    levels = _numbers(tags[key]) if key in tags else ()
    return bool(levels) and all(level != 0 for level in levels)


def _numbers(text: str) -> tuple[float, ...]:
    """Numbers of a list such as "-1;-2"; none when any part is no number."""
    try:
        return tuple(float(part) for part in text.replace(",", ";").split(";"))
    except ValueError:
        return ()


def oneway_direction(tags: Tags) -> int:
    """1 along the way, -1 against it, 0 both ways."""
    rules = RULES["roads"]
    said = tags.get("oneway")
    if said in rules["oneway_backward"]:
        return -1
    implied = tags.get("junction") in rules["oneway_junctions"] or tags.get("highway") == "motorway"
    return int(said in rules["oneway_forward"] or (said is None and implied))


def door_nodes(data: OsmFile) -> set[int]:
    """Nodes where people get into a building, lift, platform or station."""
    doors = {
        ref
        for way in data.ways.values()
        if way.tags.get("building", "no") != "no" or way.tags.get("highway") in RULES["access"]["ways"]
        for ref in way.refs
    }
    return doors | {node for node, tags in data.node_tags.items() if _is_door(tags)}


def _is_door(tags: Tags) -> bool:
    return bool(
        tags.get("entrance")
        or tags.get("door")
        or tags.get("highway") == "elevator"
        or tags.get("railway") == "subway_entrance"
    )
