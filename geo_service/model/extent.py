"""
What a zone covers, as it was said: drawn shapes and places on the address ladder.

An extent stays what the person said; resolving it against the register gives geometry and buildings.
"""

from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping, shape


@dataclass(frozen=True)
class DrawnShape:
    """A polygon drawn on the map, EPSG:4326 lon/lat, holes allowed."""

    geometry: Polygon | MultiPolygon

    def to_json(self) -> dict[str, Any]:
        """GeoJSON geometry under `drawn`."""
        return {"drawn": mapping(self.geometry)}


@dataclass(frozen=True)
class NamedPlace:
    """
    A place of the register: an estate, building or stair, by id and by the words it was given in.

    `stairs` empty means every stair of the place.
    """

    text: str
    unit: str
    place_id: str
    stairs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values under `place`."""
        return {"place": {"text": self.text, "unit": self.unit, "id": self.place_id, "stairs": list(self.stairs)}}


Part = DrawnShape | NamedPlace


@dataclass(frozen=True)
class Extent:
    """The union of `parts` without `exclusions`."""

    parts: tuple[Part, ...]
    exclusions: tuple[Part, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Plain values; `extent_from_json` reads them back."""
        return {
            "parts": [part.to_json() for part in self.parts],
            "exclusions": [part.to_json() for part in self.exclusions],
        }


def extent_from_json(value: dict[str, Any]) -> Extent:
    """Read what `Extent.to_json` wrote."""
    return Extent(
        parts=tuple(_part(item) for item in value["parts"]),
        exclusions=tuple(_part(item) for item in value.get("exclusions", ())),
    )


def _part(value: dict[str, Any]) -> Part:
    if "drawn" in value:
        drawn: Polygon | MultiPolygon = shapely.force_2d(shape(value["drawn"]))  # type: ignore[assignment]
        return DrawnShape(drawn)
    place = value["place"]
    return NamedPlace(place["text"], place["unit"], place["id"], tuple(place.get("stairs", ())))
