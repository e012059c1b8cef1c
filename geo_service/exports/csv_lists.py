"""Plan layers as CSV that an office programme opens as it is: UTF-8 with BOM, CRLF, headings in Chinese."""

import csv
from pathlib import Path

from geo_service.exports.words import Cell, cell
from geo_service.model.plan import Plan, PlanLayer

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a text for a formula (OWASP, CSV Injection)."""


def write_csv(plan: Plan, layer: PlanLayer, path: Path) -> None:
    """Write one row per thing, in the order of the frame, ending with the lon/lat of a point on it."""
    rows = plan.frames[layer.kind]
    points = rows.geometry.representative_point()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([*(column.title for column in layer.columns), "经度", "纬度"])
        values = rows[[column.name for column in layer.columns]].astype("object").itertuples(index=False)
        for row, point in zip(values, points, strict=True):
            cells = [safe_text(cell(value, column)) for value, column in zip(row, layer.columns, strict=True)]
            out.writerow([*cells, f"{point.x:.8f}", f"{point.y:.8f}"])


def safe_text(value: Cell) -> Cell:
    """The value, with an apostrophe before a text that a spreadsheet would run as a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value
