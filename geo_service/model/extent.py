"""
What a zone covers, as it was said: drawn shapes, places on the address ladder, and words.

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
class SaidText:
    """
    The words of a zone in a notice or an official list, administrative names included.

    `district` is where they are read when they name none themselves; `source` names the list that they stand in.
    """

    text: str
    district: str | None = None
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"text": self.text, "district": self.district, "source": self.source}


@dataclass(frozen=True)
class Extent:
    """
    The union of `parts` without `exclusions`.

    An extent that was given in words keeps them in `said`; its parts are what the words mean in the register, and
    there are none as long as that is not settled.
    """

    parts: tuple[Part, ...]
    exclusions: tuple[Part, ...] = field(default=())
    said: SaidText | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values; `extent_from_json` reads them back."""
        words = {"said": self.said.to_json()} if self.said else {}
        return {
            "parts": [part.to_json() for part in self.parts],
            "exclusions": [part.to_json() for part in self.exclusions],
            **words,
        }


def extent_from_json(value: dict[str, Any]) -> Extent:
    """Read what `Extent.to_json` wrote."""
    return Extent(
        parts=tuple(_part(item) for item in value["parts"]),
        exclusions=tuple(_part(item) for item in value.get("exclusions", ())),
        said=SaidText(**value["said"]) if value.get("said") else None,
    )


def _part(value: dict[str, Any]) -> Part:
    if "drawn" in value:
        drawn: Polygon | MultiPolygon = shapely.force_2d(shape(value["drawn"]))  # type: ignore[assignment]
        return DrawnShape(drawn)
    place = value["place"]
    return NamedPlace(place["text"], place["unit"], place["id"], tuple(place.get("stairs", ())))
