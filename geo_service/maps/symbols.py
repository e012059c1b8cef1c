"""
How things look on the maps: colours, patterns, letters. Colour belongs to zones; the base map is pale.

Nothing is told by colour alone: each sort also has a word, a pattern or a letter, so that it survives a
black-and-white printer and colour blindness.
"""

import re
from collections.abc import Mapping
from typing import Any

from geo_service.errors import InputError

LAND = "#f6f5f2"
CONTEXT_STYLES: Mapping[str, Mapping[str, Any]] = {
    "estates": {
        "stroke": True,
        "color": "#d9d5cc",
        "weight": 1,
        "dashArray": "1 3",
        "fillColor": "#f0eee8",
        "fillOpacity": 1,
    },
    "water": {"stroke": False, "fillColor": "#cfe0e8", "fillOpacity": 1},
    "water_line": {"color": "#cfe0e8", "weight": 5, "opacity": 1},
    "road_major_case": {"color": "#cbc5b9", "weight": 9, "opacity": 1},
    "road_minor_case": {"color": "#dcd7cf", "weight": 6, "opacity": 1},
    "road_minor": {"color": "#ffffff", "weight": 4, "opacity": 1},
    "road_major": {"color": "#ffffff", "weight": 7, "opacity": 1},
    "path": {"color": "#c3bcae", "weight": 1.5, "opacity": 1, "dashArray": "4 3"},
    "rail": {"color": "#9b968d", "weight": 2, "opacity": 1, "dashArray": "8 4"},
    "barrier": {"color": "#a8a093", "weight": 1.5, "opacity": 1, "dashArray": "6 2 1 2"},
    "buildings": {"stroke": True, "color": "#d2ccc3", "weight": 1, "fillColor": "#e6e2dc", "fillOpacity": 1},
    "gates": {"stroke": True, "color": "#7d766a", "weight": 1.5, "fillColor": "#ffffff", "fillOpacity": 1},
}
"""Pale base map, in drawing order; colours from the page design."""

MARKER_COLORS: Mapping[str, str] = {
    "checkpoint": "#1a237e",
    "closure": "#5d4037",
    "sampling_point": "#6a1b9a",
    "delivery_point": "#00695c",
    "grade_separated": "#4e4a44",
    "sign": "#5c5a55",
    "venue": "#455a64",
    "service": "#37474f",
}
GRID_COLOR = "#4e4a44"

EDGE_STYLES: Mapping[str, Mapping[str, Any]] = {
    "edge_open": {"color": "#8e2b0f", "weight": 5, "opacity": 1, "dashArray": "9 7"},
    "edge_wall": {"color": "#3e3a36", "weight": 4, "opacity": 1},
    "edge_fence": {"color": "#3e3a36", "weight": 4, "opacity": 1, "dashArray": "2 4"},
    "edge_rail": {"color": "#3e3a36", "weight": 4, "opacity": 1, "dashArray": "14 4 2 4"},
    "edge_river": {"color": "#2f6f8f", "weight": 5, "opacity": 1, "dashArray": "1 9"},
    "edge_building": {"color": "#3e3a36", "weight": 2, "opacity": 1},
    "edge_other": {"color": "#3e3a36", "weight": 3, "opacity": 1, "dashArray": "6 2 2 2"},
}
"""Stretches of the boundary by what shuts them: each sort has a line pattern of its own, open ones stand out."""

CATEGORY_PATTERNS: Mapping[str, str] = {"high": "hatch", "medium": "dots", "low": "plain"}
CATEGORY_ICONS: Mapping[str, str] = {"high": "▲", "medium": "◆", "low": "●"}
OTHER_PATTERN = "cross"
OTHER_ICON = "■"

CHOROPLETH = ("#f3f4f6", "#dde3ea", "#c3cfdb", "#a6b8c9", "#86a0b6")
"""Light blue-greys from few to many: numbers stay readable on them, and they print as steps of grey."""

ZONE_LINE_PX = 9
"""The zone's own line, wide enough to be seen on both sides of what shuts it."""

_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def category_pattern(category: str) -> str:
    """Pattern of a zone category: hatched high, dotted medium, plain low, crossed else."""
    return CATEGORY_PATTERNS.get(category, OTHER_PATTERN)


def category_icon(category: str) -> str:
    """Shape that stands for a zone category."""
    return CATEGORY_ICONS.get(category, OTHER_ICON)


def require_color(color: str) -> str:
    """Refuse anything but #rrggbb: colours go into style sheets."""
    if not _COLOR.match(color):
        raise InputError(f"need a colour as #rrggbb, got {color!r}")
    return color


def edge_look(barrier: str) -> str:
    """Style of a stretch of the boundary, by the code of what shuts it."""
    look = f"edge_{barrier}"
    return look if look in EDGE_STYLES else "edge_other"


def zone_styles(color: str) -> dict[str, dict[str, Any]]:
    """Leaflet path options of the zone and its buildings; patterns are defined in the page."""
    return {
        "zone": {"color": color, "weight": ZONE_LINE_PX, "opacity": 1, "fillColor": "url(#gs-zone)", "fillOpacity": 1},
        "inside": {"color": color, "weight": 1.5, "opacity": 1, "fillColor": color, "fillOpacity": 0.62},
        "partly": {
            "color": color, "weight": 1.5, "opacity": 1, "dashArray": "4 3", "fillOpacity": 1,
            "fillColor": "url(#gs-partly)",
        },
        "grid": {"color": GRID_COLOR, "weight": 1.2, "opacity": 0.8, "dashArray": "10 4 2 4", "fill": False},
        "sampling_route": {
            "color": MARKER_COLORS["sampling_point"], "weight": 2, "opacity": 0.8, "dashArray": "6 3",
        },
        "link": {"color": MARKER_COLORS["delivery_point"], "weight": 1.2, "opacity": 0.75, "dashArray": "2 4"},
    }  # fmt: skip
