"""How the cells of a list are taken from the rows of a plan layer, and how the rows are ordered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from geo_service.exports.words import ESTIMATED, Cell, cell
from geo_service.exports.workbook import Estimated, ListColumn, Number
from geo_service.model.frames import Column
from geo_service.model.plan import PLAN_LAYERS

Cells = list[Cell | Estimated]


@dataclass(frozen=True)
class Field:
    """One column of a list and how its cells are taken from the rows of a plan layer."""

    column: ListColumn
    take: Callable[[gpd.GeoDataFrame], Cells]


def taken(kind: str, name: str, width: float, *, number: Number = "text", title: str | None = None) -> Field:
    """Field with the values and the title of a plan column; counts that are estimated are marked."""
    column = next(one for one in PLAN_LAYERS[kind].columns if one.name == name)
    return Field(ListColumn(title or column.title, width, number), lambda rows: _values(rows, column))


def _values(rows: gpd.GeoDataFrame, column: Column) -> Cells:
    values = [cell(value, column) for value in rows[column.name]]
    flag = f"{column.name}_estimated"
    if flag not in rows.columns:
        return [*values]
    marks = rows[flag].fillna(False)
    return [Estimated(value) if mark else value for value, mark in zip(values, marks, strict=True)]


def blank(title: str, width: float) -> Field:
    """Field to be filled in by hand."""
    return Field(ListColumn(title, width), lambda rows: [None] * len(rows))


def _point(rows: gpd.GeoDataFrame) -> Cells:
    return [f"{point.x:.6f}, {point.y:.6f}" for point in rows.geometry.representative_point()]


def _estimate_marks(rows: gpd.GeoDataFrame) -> Cells:
    flags = rows[["households_estimated", "people_estimated"]].fillna(False).to_numpy(dtype=bool)
    return [_MARKS[households, people] for households, people in flags.tolist()]


_MARKS: Mapping[tuple[bool, bool], str | None] = {
    (True, True): "户数、人数",
    (True, False): "户数",
    (False, True): "人数",
    (False, False): None,
}

SERIAL = Field(ListColumn("序号", 7, "code"), lambda rows: list(range(1, len(rows) + 1)))
POINT = Field(ListColumn("坐标(经度, 纬度)", 24, "code"), _point)
POINT_ON_TWO_LINES = replace(POINT, column=replace(POINT.column, width=13))
MARK = Field(ListColumn(ESTIMATED, 12, "code"), _estimate_marks)


def as_it_is(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows in the order of the plan, by id."""
    return rows


def as_people_walk(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows by estate, then by number as a person counts: 2栋 before 10栋."""
    keys = [
        (pd.isna(estate), str(estate), _natural(number), key)
        for estate, number, key in zip(rows["estate_name"], rows["number"], rows["building_id"], strict=True)
    ]
    return rows.iloc[sorted(range(len(rows)), key=keys.__getitem__)]


def _natural(number: object) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", "" if pd.isna(number) else str(number))
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def by_delivery_point(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows of one delivery point together, nearest first; rows without one come last."""
    return rows.sort_values(["delivery_point_id", "walk_m", "building_id"], kind="stable", na_position="last")
