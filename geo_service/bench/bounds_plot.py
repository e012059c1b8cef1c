"""The zones whose round trip through words failed, as a picture: the zone, and what its words were drawn as."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

CELL, MARGIN, COLUMNS, HEAD = 220, 14, 4, 54
"""Width and height of one zone, the room round it, zones in a row, and the room for the title, in pixels."""
CAPTION = 34

Figures = Mapping[str, float | int | str]
Rings = Sequence[Sequence[Sequence[float]]]


def write_bounds_plot(figures: Figures, path: Path) -> None:
    """Write the failed zones of the figures of `bench bounds` as SVG; without any, a line that says so."""
    failed: list[dict[str, Any]] = json.loads(str(figures["failures"]))
    rows = max(1, -(-len(failed) // COLUMNS))
    width, height = COLUMNS * CELL, HEAD + rows * (CELL + CAPTION)
    cells = [_cell(one, k % COLUMNS * CELL, HEAD + k // COLUMNS * (CELL + CAPTION)) for k, one in enumerate(failed)]
    body = [_open(width, height), *_titles(figures, width, len(failed)), *cells, "</svg>"]
    path.write_text("\n".join(body) + "\n", encoding="utf-8")


def _open(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" role="img" aria-label="Zones whose words draw back to another area">\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )


def _titles(figures: Figures, width: int, failed: int) -> list[str]:
    zones = sum(int(value) for key, value in figures.items() if key.endswith("_zones"))
    said = f"{failed} of {zones} zones whose words draw back to another area" if failed else f"all {zones} zones agree"
    middle = width / 2
    return [
        f'<text x="{middle}" y="22" text-anchor="middle" font-size="14">{said}</text>',
        f'<text x="{middle}" y="42" text-anchor="middle">grey: the zone; blue outline: its words drawn again</text>',
    ]


def _cell(one: Mapping[str, Any], left: int, top: int) -> str:
    place = _scale([*one["zone"], *one["drawn"]], left, top)
    zone = _path(one["zone"], place, 'fill="#d0d0d0" stroke="#808080"')
    drawn = _path(one["drawn"], place, 'fill="#1565c0" fill-opacity="0.12" stroke="#1565c0" stroke-width="2"')
    closed = f"IoU {one['iou']:.2f}" if one["drawn"] else "not closed"
    middle, below = left + CELL / 2, top + CELL + 12
    caption = f"{escape(str(one['source']))}, {closed}"
    return (
        f"<g><title>{escape(str(one['text']))}</title>{zone}{drawn}"
        f'<text x="{middle}" y="{below}" text-anchor="middle">{caption}</text></g>'
    )


def _scale(rings: Rings, left: int, top: int) -> tuple[float, float, float]:
    """Pixels per metre and the place of the origin, so that all rings fit into a cell."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    scale = (CELL - 2 * MARGIN) / max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    return scale, left + MARGIN - min(xs) * scale, top + MARGIN + max(ys) * scale


def _path(rings: Rings, place: tuple[float, float, float], look: str) -> str:
    scale, x0, y0 = place
    lines = ["M" + "L".join(f"{x0 + x * scale:.1f} {y0 - y * scale:.1f}" for x, y in ring) + "Z" for ring in rings]
    return f'<path d="{"".join(lines)}" {look}/>' if lines else ""
