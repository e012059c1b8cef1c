"""
Households and people of buildings: what the register knows, and a marked estimate for what it does not.

The rule is data, `rules/households.toml`; docs/households.md explains it with a worked example.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_service.errors import ProtocolError, TableError
from geo_service.model.frames import require_layer
from geo_service.model.plan import Totals

WGS84_MAJOR_M = 6_378_137.0
"""Semi-major axis of the WGS-84 ellipsoid (NIMA TR8350.2)."""

WGS84_E2 = 6.694_379_990_14e-3
"""First eccentricity squared of the WGS-84 ellipsoid (NIMA TR8350.2)."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class UseRule:
    """How one use of buildings is counted; `dwelling_share` 0 means that nobody lives there."""

    levels: int
    dwelling_share: float
    floor_m2_per_household: float
    people_per_household: float
    most_households: int | None = None


@dataclass(frozen=True)
class HouseholdRule:
    """The whole rule: one `UseRule` for each word a register may use, and one for every other word."""

    smallest_footprint_m2: float
    uses: Mapping[str, UseRule]
    unknown: UseRule

    def for_use(self, use: str) -> UseRule:
        """The rule for a use as a register writes it; a word the rule does not know is an unknown use."""
        return self.uses.get(use.strip().lower(), self.unknown)


def household_rule() -> HouseholdRule:
    """The rule that comes with the service."""
    return read_household_rule(files(__package__).joinpath("rules/households.toml").read_text(encoding="utf-8"))


def read_household_rule(text: str) -> HouseholdRule:
    """
    Read a rule from the text of a TOML file.

    Raises
    ------
    ProtocolError
        If the text is no TOML, a value is missing, out of its bounds or without a source, or a word stands twice.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"the household rule is no TOML file: {error}") from None
    _require_sources(table)
    usual = {name: _number(table.get(name, {}), "value", name) for name in _USUAL}
    return HouseholdRule(
        smallest_footprint_m2=usual["smallest_footprint_m2"],
        uses=_words(table, usual),
        unknown=_use_rule(_part(table, "unknown"), usual, "unknown"),
    )


_USUAL = ("people_per_household", "floor_m2_per_household", "smallest_footprint_m2")


def _part(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = table.get(name)
    if not isinstance(part, dict):
        raise ProtocolError(f"the household rule has no table [{name}]")
    found: Mapping[str, Any] = part
    return found


def _require_sources(table: Mapping[str, Any]) -> None:
    parts = {**{f"use.{name}": part for name, part in _part(table, "use").items()}, **table}
    for name, part in parts.items():
        if name != "use" and not (isinstance(part, dict) and part.get("source")):
            raise ProtocolError(
                f"the household rule states no source for [{name}]; name a publication or an assumption"
            )


def _number(part: Mapping[str, Any], key: str, where: str, *, most: float | None = None) -> float:
    value = part.get(key)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= (most or value):
        return float(value)
    limit = "" if most is None else f" and at most {most:g}"
    raise ProtocolError(f"the household rule needs a number above 0{limit} for {where}.{key}, got {value!r}")


def _use_rule(part: Mapping[str, Any], usual: Mapping[str, float], where: str) -> UseRule:
    part = {**{name: usual[name] for name in _USUAL[:2]}, **part}
    most = int(_number(part, "most_households", where)) if "most_households" in part else None
    return UseRule(
        levels=int(_number(part, "levels", where)),
        dwelling_share=_number(part, "dwelling_share", where, most=1.0),
        floor_m2_per_household=_number(part, "floor_m2_per_household", where),
        people_per_household=_number(part, "people_per_household", where),
        most_households=most,
    )


def _words(table: Mapping[str, Any], usual: Mapping[str, float]) -> dict[str, UseRule]:
    empty = UseRule(1, 0.0, usual["floor_m2_per_household"], usual["people_per_household"])
    pairs = [(word, empty) for word in _part(table, "not_dwellings").get("uses", ())]
    for name, part in _part(table, "use").items():
        found = _use_rule(part, usual, f"use.{name}")
        pairs += [(word, found) for word in (name, *part.get("also", ()))]
    words = dict(pairs)
    if len(words) < len(pairs):
        twice = sorted({word for word, _ in pairs if sum(word == other for other, _ in pairs) > 1})
        raise ProtocolError(f"the household rule lists {', '.join(twice)} twice; a word has one meaning")
    return words


def with_estimates(buildings: gpd.GeoDataFrame, rule: HouseholdRule) -> gpd.GeoDataFrame:
    """
    Fill unknown households and people of a register `buildings` frame, and mark what is estimated.

    A known value is never changed. Households come from known people, else from the floor area;
    people come from the households. Where the footprint is missing too, the value stays null.
    Doing it twice changes nothing: values marked as estimated before stay marked.

    Returns
    -------
    buildings
        A copy with `households`, `people` (Int64), `households_estimated`, `people_estimated` (boolean, never null).
    """
    require_layer(buildings, "buildings")
    uses = _rules_of_rows(buildings["use"], rule)
    households, people = (_known(buildings[name]) for name in ("households", "people"))
    by_people = np.where(people > 0, _at_least_one(people / uses.people_per_household), people)
    guess = np.where(np.isnan(people), _households_by_floor(buildings, uses, rule), by_people)
    all_households = np.where(np.isnan(households), guess, households)
    by_households = np.where(
        all_households > 0, _at_least_one(all_households * uses.people_per_household), all_households
    )
    all_people = np.where(np.isnan(people), by_households, people)
    return buildings.assign(
        households=_counts(all_households, buildings.index),
        households_estimated=_estimated(buildings, "households", np.isnan(households) & ~np.isnan(all_households)),
        people=_counts(all_people, buildings.index),
        people_estimated=_estimated(buildings, "people", np.isnan(people) & ~np.isnan(all_people)),
    )


@dataclass(frozen=True)
class _RowRules:
    """The numbers of the rule, one per building; `named` where the register says what the building is used for."""

    levels: Floats
    dwelling_share: Floats
    floor_m2_per_household: Floats
    people_per_household: Floats
    most_households: Floats
    named: Flags


def _rules_of_rows(use: "pd.Series[str]", rule: HouseholdRule) -> _RowRules:
    codes, words = pd.factorize(use)
    # an unknown use has code -1, which is the last of the list
    rules = [*(rule.for_use(word) for word in words), rule.unknown]

    def column(name: str) -> Floats:
        values = np.array([getattr(one, name) for one in rules], dtype="float64")
        found: Floats = np.nan_to_num(values, nan=np.inf)[codes]
        return found

    numbers = {name: column(name) for name in _RowRules.__dataclass_fields__ if name != "named"}
    return _RowRules(**numbers, named=np.array([one is not rule.unknown for one in rules])[codes])


def _households_by_floor(buildings: gpd.GeoDataFrame, uses: _RowRules, rule: HouseholdRule) -> Floats:
    area_m2 = footprint_m2(buildings.geometry.to_numpy())
    known = _known(buildings["levels"])
    levels = np.where(known > 0, known, uses.levels)
    dwellings_m2 = area_m2 * levels * uses.dwelling_share
    households = _at_least_one(dwellings_m2 / uses.floor_m2_per_household)
    lived_in = (uses.dwelling_share > 0) & ((area_m2 >= rule.smallest_footprint_m2) | uses.named)
    counted = np.where(lived_in, np.minimum(households, uses.most_households), 0.0)
    counted[np.isnan(area_m2) & (uses.dwelling_share > 0)] = np.nan
    found: Floats = counted
    return found


def footprint_m2(footprints: NDArray[np.object_]) -> Floats:
    """
    Areas in m² of lon/lat footprints, NaN where there is none.

    Degrees are scaled by the ellipsoid's radii at the footprint's latitude, which for a building
    (below 1 km) differs from the geodesic area by less than 1e-5 of it.
    """
    bounds = shapely.bounds(footprints)
    latitude = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    flat = 1 - WGS84_E2 * np.sin(latitude) ** 2
    north_m = WGS84_MAJOR_M * (1 - WGS84_E2) / flat**1.5
    east_m = WGS84_MAJOR_M / np.sqrt(flat) * np.cos(latitude)
    area: Floats = shapely.area(footprints) * north_m * east_m * np.radians(1) ** 2
    return area


def _known(values: "pd.Series[int]") -> Floats:
    known: Floats = values.to_numpy(dtype="float64", na_value=np.nan)
    return known


def _at_least_one(values: Floats) -> Floats:
    whole: Floats = np.maximum(1.0, np.rint(values))
    return whole


def _counts(values: Floats, index: pd.Index) -> "pd.Series[int]":
    return pd.Series(values, index=index).astype("Int64")


def _estimated(buildings: gpd.GeoDataFrame, name: str, filled: Flags) -> "pd.Series[bool]":
    flag = f"{name}_estimated"
    before = buildings[flag].to_numpy(dtype=bool, na_value=False) if flag in buildings.columns else False
    return pd.Series(filled | before, index=buildings.index, dtype="boolean")


_SUMMED = ("stairs", "households", "households_estimated", "people", "people_estimated")


def totals(buildings: gpd.GeoDataFrame, zone: BaseGeometry | None = None) -> Totals:
    """
    Sums over buildings that went through `with_estimates`; unknown values add nothing.

    A building half inside counts whole. `area_m2` is the area of `zone` (lon/lat, the parts of a district at most)
    where one is given, else of the footprints.

    Raises
    ------
    TableError
        If a summed column is missing.
    """
    missing = [name for name in _SUMMED if name not in buildings.columns]
    if missing:
        raise TableError(f"totals need the columns {', '.join(_SUMMED)}; {', '.join(missing)} is missing")
    shapes = buildings.geometry.to_numpy() if zone is None else shapely.get_parts(zone)
    households, people = buildings["households"], buildings["people"]
    return Totals(
        buildings=len(buildings),
        stairs=int(buildings["stairs"].sum()),
        households=int(households.sum()),
        households_estimated=int(households[buildings["households_estimated"].fillna(False)].sum()),
        people=int(people.sum()),
        people_estimated=int(people[buildings["people_estimated"].fillna(False)].sum()),
        area_m2=float(np.nansum(footprint_m2(np.asarray(shapes, dtype=object)))),
    )
