"""What one list of a plan is: its tab, the plan layer it shows, its fields, the order of rows and the totals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd

from geo_service.exports.fields import POINT_ON_TWO_LINES, SERIAL, Field, as_it_is, blank, taken
from geo_service.exports.words import Cell
from geo_service.exports.workbook import Estimated, Number
from geo_service.model.frames import Column
from geo_service.model.plan import PLAN_LAYERS, Plan

TotalRow = Mapping[str, Cell | Estimated]
"""One row of totals, by the title of the field."""

WIDTHS: Mapping[str, tuple[float, Number]] = {
    "text": (18, "text"),
    "int": (9, "int"),
    "float": (10, "decimal"),
    "bool": (9, "code"),
    "json": (18, "text"),
}
"""Width and look of a column by its kind, where no list says otherwise."""

NAMED_WIDTHS: Mapping[str, tuple[float, Number]] = {
    **dict.fromkeys(("stair", "team", "starts", "ends", "arrives", "collected_at", "sampling_point_id"), (9.0, "code")),
    **dict.fromkeys(("at", "passes", "estate_name", "placed_by"), (14.0, "text")),
    "people_estimated": (7.0, "code"),
}
"""Those of columns whose values are short whatever their kind."""

WHY_WIDTH = 34.0
KEY_LOOK: tuple[float, Number] = (12.0, "code")
LONG_LISTS = frozenset({"building_ids"})
"""Columns that CSV, GeoJSON and GeoPackage have and no printed list has room for."""


@dataclass(frozen=True)
class SheetPlan:
    """One list of a workbook: its tab, the plan layer and fields, the order of rows, the totals by field title."""

    tab: str
    kind: str
    fields: tuple[Field, ...]
    order: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
    totals: Callable[[Plan], Sequence[TotalRow]]
    roomy: bool = False
    prepare: Callable[[Plan, gpd.GeoDataFrame], gpd.GeoDataFrame] = lambda _plan, rows: rows


def count_row(plan: Plan, kind: str, unit: str) -> TotalRow:
    """The row of totals that says how many there are."""
    return {"序号": "合计", PLAN_LAYERS[kind].columns[0].title: f"{len(plan.frames[kind])} {unit}"}


def summed_row(plan: Plan, kind: str, unit: str, names: Sequence[str]) -> TotalRow:
    """The row of totals that says how many there are, and the sums of some columns."""
    titles = {column.name: column.title for column in PLAN_LAYERS[kind].columns}
    sums = {titles[name]: int(plan.frames[kind][name].sum()) for name in names}
    return {**count_row(plan, kind, unit), **sums}


def plain_sheet(
    kind: str, tab: str, unit: str = "处", *, sums: Sequence[str] = (), by_hand: Sequence[str] = ("责任人", "电话")
) -> SheetPlan:
    """A list of the columns of a plan layer, with its point and room for names: one line makes a new list."""
    layer = PLAN_LAYERS[kind]
    fields = [_plain_field(kind, column, layer.key) for column in layer.columns if column.name not in LONG_LISTS]
    return SheetPlan(
        tab,
        kind,
        (SERIAL, *fields[:-1], *(blank(title, 12) for title in by_hand), POINT_ON_TWO_LINES, fields[-1]),
        as_it_is,
        lambda plan: (summed_row(plan, kind, unit, sums),),
        roomy=bool(by_hand),
    )


def _plain_field(kind: str, column: Column, key: str) -> Field:
    if column.name == "why":
        return taken(kind, column.name, WHY_WIDTH)
    width, number = KEY_LOOK if column.name == key else NAMED_WIDTHS.get(column.name, WIDTHS[column.kind])
    return taken(kind, column.name, width, number=number)
