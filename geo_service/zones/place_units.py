"""
The units that a zone may be drawn by: what the register knows of them at a place, and which one is legal there.

The rule's own unit is taken where the place has it; where the register is too coarse for it the next larger one, where
the place has none (a house in no estate) the smaller one. Never beyond what the category allows, unless a recorded
decision says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import geopandas as gpd
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.errors import ProtocolError
from geo_service.zones.protocol_schema import Category, DesignateRule
from geo_service.zones.protocol_values import Unit

UNIT_TITLES: Mapping[Unit, str] = {
    "household": "户",
    "floor": "楼层",
    "stair": "单元",
    "building": "楼栋",
    "premises": "场所",
    "estate": "小区",
    "village": "村",
    "boundary": "四至范围",
    "community": "社区",
    "township": "街道（乡镇）",
    "county": "区县",
}
"""What a unit is called."""

SIZES: Sequence[Unit] = ("stair", "building", "premises", "estate", "village", "community", "township", "county")
"""Units that the register can know, from small to large."""

AreaUnit = Literal["village", "community", "township", "county"]
AREA_LAYERS: Mapping[AreaUnit, str] = {
    "village": "communities",
    "community": "communities",
    "township": "townships",
    "county": "districts",
}
"""The register layer of each administrative unit."""

AREA_KEYS: Mapping[str, str] = {
    "communities": "community_id",
    "townships": "township_id",
    "districts": "district_id",
}
"""The id column of each of these layers."""

INSTEAD: Mapping[Unit, tuple[tuple[Unit, str], ...]] = {
    "household": (("stair", "登记不到户，按单元划定"), ("building", "不知道是哪个单元，按楼栋划定")),
    "floor": (("stair", "登记不到楼层，按单元划定"), ("building", "不知道是哪个单元，按楼栋划定")),
    "stair": (("building", "不知道是哪个单元，按楼栋划定"),),
    "estate": (("building", "不属于小区，按楼栋划定"),),
    "village": (("estate", "不在村里，按小区划定"), ("building", "不在村里，按楼栋划定")),
    "premises": (("building", "登记里没有这处场所，按楼栋划定"),),
}
"""What is taken where a place does not have a unit, in order, and what is then said (Chinese)."""

VILLAGE_ENDING = "村"
VILLAGE_CODES = range(200, 400)
"""Last three digits of the codes of village committees (村委会); those below are residents' committees (居委会)."""

VILLAGE_CODE_LENGTH = 12


@dataclass(frozen=True)
class UnitChoice:
    """A unit that the operator takes instead of the rule's, and the decision that allows one beyond the category's."""

    unit: Unit | None = None
    reference: str = ""
    reason: str = ""


def exceptional_reason(category: Category, choice: UnitChoice) -> str | None:
    """
    What to say of a chosen unit (Chinese) that only a decision allows; None when the category allows it by itself.

    Raises
    ------
    ProtocolError
        If the category never allows the unit, or there is no decision, or its reason is none of those it may have.
    """
    exception, unit = category.exception, choice.unit
    if unit is None or unit in category.units:
        return None
    if exception is None or unit not in exception.units:
        allowed = ", ".join(category.units_with_exception)
        raise ProtocolError(f"category {category.id} can't be drawn by {unit}; it allows {allowed}")
    if "decision" in exception.requires and not choice.reference:
        raise ProtocolError(
            f"category {category.id} by {unit} needs a recorded decision: give its reference (文号) and a reason"
        )
    if choice.reason not in exception.reasons:
        reasons = "; ".join(exception.reasons)
        raise ProtocolError(
            f"{choice.reason!r} is no reason for category {category.id} by {unit}; the reasons are {reasons}"
        )
    return f"超出一般单位，按{UNIT_TITLES[unit]}划定：{choice.reason}（{choice.reference}）"


def wanted_unit(category: Category, rule: DesignateRule | None, choice: UnitChoice) -> Unit:
    """The unit to start from: chosen, else that of the rule, else the usual one of the category."""
    return choice.unit or (rule.unit if rule else category.default_unit)


def settled_unit(
    wanted: Unit, has: Mapping[Unit, str], allowed: Sequence[Unit], *, rural: Unit | None = None
) -> tuple[Unit, str] | None:
    """
    The unit of a place and what is to be said of it (Chinese, "" when it is the one wanted); None when there is none.

    Parameters
    ----------
    has
        Ids of the units that the place has in the register.
    allowed
        Units of the category, with a chosen one that a decision allows.
    rural
        What the category takes in a village for a place that has not the unit wanted.
    """
    if wanted in has and wanted in allowed:
        return wanted, ""
    in_village = rural is not None and "village" in has and "estate" not in has
    first = ((rural, f"在村里，按{UNIT_TITLES[rural]}划定"),) if rural is not None and in_village else ()
    found = ((unit, note) for unit, note in (*first, *INSTEAD.get(wanted, ())) if unit in has and unit in allowed)
    return next(found, None)


def next_unit(unit: Unit, has: Mapping[Unit, str], ladder: Sequence[Unit], *, larger: bool) -> Unit | None:
    """The next larger or smaller unit of a protocol's ladder that a place has; another name for the same is none."""
    order = SIZES if larger else SIZES[::-1]
    beyond = order[order.index(unit) + 1 :] if unit in order else ()
    return next((one for one in beyond if one in ladder and one in has and has[one] != has.get(unit)), None)


@dataclass(frozen=True)
class Area:
    """An administrative area of the register, EPSG:4326."""

    unit: AreaUnit
    area_id: str
    name: str
    outline: BaseGeometry = field(repr=False)


class Areas:
    """The administrative areas of a register, to ask for those at a point."""

    def __init__(self, layers: Mapping[str, gpd.GeoDataFrame] | None = None) -> None:
        """Keep the layers `communities`, `townships`, `districts` (EPSG:4326); those that are missing know nothing."""
        self._layers = dict(layers or {})
        self._rows: dict[str, list[dict[str, Any]]] = {
            layer: frame.to_dict("records") for layer, frame in self._layers.items()
        }
        self._known: dict[tuple[Unit, str], Area] = {
            (unit, row[AREA_KEYS[layer]]): _area(unit, row[AREA_KEYS[layer]], row)
            for unit, layer in AREA_LAYERS.items()
            for row in self._rows.get(layer, ())
        }

    def at(self, point: Point) -> dict[Unit, str]:
        """Ids of the areas at a lon/lat point by unit; the first by id where areas overlap."""
        found: dict[Unit, str] = {}
        for unit, layer in AREA_LAYERS.items():
            row = self._row_at(layer, point)
            if row is not None and (unit != "village" or is_village(row)):
                found[unit] = str(row[AREA_KEYS[layer]])
        return found

    def get(self, unit: Unit, area_id: str) -> Area:
        """The area of a unit with an id."""
        return self._known[unit, area_id]

    def _row_at(self, layer: str, point: Point) -> Mapping[str, Any] | None:
        if layer not in self._layers:
            return None
        places = sorted(self._layers[layer].sindex.query(point, predicate="intersects"))
        return self._rows[layer][places[0]] if places else None


def is_village(row: Mapping[str, Any]) -> bool:
    """Whether a row of the communities layer is a village (村) and no residents' community (居委会)."""
    name, code = row["name"], row["code"]
    if isinstance(name, str) and name.endswith(VILLAGE_ENDING):
        return True
    coded = isinstance(code, str) and len(code) == VILLAGE_CODE_LENGTH and code.isdecimal()
    return coded and int(code[-3:]) in VILLAGE_CODES


def _area(unit: AreaUnit, area_id: str, row: Mapping[str, Any]) -> Area:
    name = row["name"]
    return Area(unit, area_id, name if isinstance(name, str) else area_id, row["geometry"])
