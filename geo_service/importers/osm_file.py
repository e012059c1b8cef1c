"""An OpenStreetMap file in memory: nodes, ways and relations by id, whatever their order in the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium

from geo_service.errors import FileFormatError

Tags = Mapping[str, str]

CLOSED_RING_NODES = 4


@dataclass(frozen=True)
class OsmWay:
    """A way: node ids in order, and its tags."""

    refs: tuple[int, ...]
    tags: Tags

    @property
    def closed(self) -> bool:
        """Whether it ends where it begins and can bound an area."""
        return len(self.refs) >= CLOSED_RING_NODES and self.refs[0] == self.refs[-1]


@dataclass(frozen=True)
class OsmRelation:
    """A relation's members as (type letter, id, role), and its tags."""

    members: tuple[tuple[str, int, str], ...]
    tags: Tags


@dataclass
class OsmFile:
    """Everything in one file that the register could use, by id."""

    positions: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: dict[int, OsmWay] = field(default_factory=dict)
    relations: dict[int, OsmRelation] = field(default_factory=dict)

    def line(self, refs: Iterable[int]) -> list[tuple[float, float]]:
        """Lon/lat of the nodes that the extract holds, in order."""
        return [self.positions[ref] for ref in refs if ref in self.positions]

    def lacks_nodes(self, refs: Iterable[int]) -> bool:
        """Whether the extract cut some of these nodes away."""
        return any(ref not in self.positions for ref in refs)


def load_osm_file(path: Path) -> OsmFile:
    """Read nodes, ways and relations whatever their order; of several versions of an object the last one stands."""
    if not path.is_file():
        raise FileFormatError(f"no such file: {path}")
    if path.stat().st_size == 0:
        raise FileFormatError(f"{path.name} is empty (0 bytes); need .osm, .osm.gz or .osm.pbf")
    data = OsmFile()
    try:
        for thing in osmium.FileProcessor(str(path)):
            _take(data, thing)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else "unreadable"
        raise FileFormatError(f"{path.name} is not OpenStreetMap data ({said}); need .osm or .osm.pbf") from None
    return data


def _take(data: OsmFile, thing: Any) -> None:
    if thing.is_node():
        if thing.location.valid():
            data.positions[thing.id] = (thing.location.lon, thing.location.lat)
            if len(thing.tags):
                data.node_tags[thing.id] = _tags(thing)
    elif thing.is_way():
        data.ways[thing.id] = OsmWay(tuple(node.ref for node in thing.nodes), _tags(thing))
    elif thing.is_relation():
        members = tuple((member.type, member.ref, member.role) for member in thing.members)
        data.relations[thing.id] = OsmRelation(members, _tags(thing))


def _tags(thing: Any) -> Tags:
    return {tag.k: tag.v for tag in thing.tags}
