"""Symbols of the legend as inline SVG, and the fill patterns that the map and the legend share."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from markupsafe import Markup

from geo_service.maps.sheet import LegendEntry
from geo_service.maps.strings import STRINGS, say
from geo_service.maps.symbols import CONTEXT_STYLES, EDGE_STYLES, category_pattern
from geo_service.model.plan import PLAN_LAYERS

ZONE_TINT = 0.3
"""Opacity of a zone's fill; the base map stays readable through it."""

_PATTERN_MARKS: Mapping[str, Markup] = {
    "hatch": Markup('<path d="M-3 3l6-6M0 12L12 0M9 15l6-6" stroke="{color}" stroke-width="1.3" opacity=".5"/>'),
    "dots": Markup('<g fill="{color}" opacity=".7"><circle cx="3" cy="3" r="1.6"/><circle cx="9" cy="9" r="1.6"/></g>'),
    "plain": Markup(""),
    "cross": Markup('<path d="M0 6H12M6 0V12" stroke="{color}" stroke-width="1" opacity=".6"/>'),
}  # fmt: skip

_PATTERN = Markup(
    '<pattern id="{name}" width="12" height="12" patternUnits="userSpaceOnUse">'
    '<rect width="12" height="12" fill="{fill}" fill-opacity="{opacity}"/>{marks}</pattern>'
)
_PARTLY_MARKS = Markup('<path d="M-3 9l6 6M0 0L12 12M9 -3l6 6" stroke="{color}" stroke-width="3"/>')

_BOX = Markup(
    '<svg width="34" height="20"><rect x="1.5" y="1.5" width="31" height="17" fill="{fill}" fill-opacity="{opacity}" '
    'stroke="{color}" stroke-width="{weight}" stroke-dasharray="{dash}"/></svg>'
)
_LINE = Markup(
    '<svg width="34" height="20"><line x1="1" y1="10" x2="33" y2="10" stroke="{color}" stroke-width="{weight}" '
    'stroke-dasharray="{dash}"/></svg>'
)
_ROAD = Markup(
    '<svg width="34" height="20"><line x1="1" y1="10" x2="33" y2="10" stroke="{case}" stroke-width="9"/>'
    '<line x1="1" y1="10" x2="33" y2="10" stroke="{color}" stroke-width="7"/></svg>'
)
_DOT = Markup(
    '<svg width="34" height="20">'
    '<circle cx="17" cy="10" r="4" fill="{fill}" stroke="{color}" stroke-width="1.5"/></svg>'
)
_PIN = Markup('<span class="gs-marker gs-{kind}"><span class="gs-pin">{letter}</span></span>')

_CONTEXT_WORDS = {
    "road_major": "road",
    "road_minor": "road",
    "path": "path",
    "water": "water",
    "water_line": "water",
    "barrier": "barrier",
    "rail": "rail",
    "gates": "gate",
    "estates": "estate",
}


def zone_patterns(category: str, color: str) -> Markup:
    """Definitions of the zone's pattern and of the one for buildings that are partly inside."""
    marks = _PATTERN_MARKS[category_pattern(category)].format(color=color)
    zone = _PATTERN.format(name="gs-zone", fill=color, opacity=ZONE_TINT, marks=marks)
    return zone + _PATTERN.format(
        name="gs-partly", fill="#ffffff", opacity=0.85, marks=_PARTLY_MARKS.format(color=color)
    )


def box_symbol(style: Mapping[str, Any]) -> Markup:
    """A filled box in a path style."""
    return _BOX.format(
        fill=style.get("fillColor", "none"),
        opacity=style.get("fillOpacity", 1),
        color=style.get("color", "none"),
        weight=style.get("weight", 0),
        dash=style.get("dashArray", ""),
    )


def line_symbol(style: Mapping[str, Any]) -> Markup:
    """A line in a path style."""
    return _LINE.format(color=style["color"], weight=style["weight"], dash=style.get("dashArray", ""))


def pin_symbol(kind: str, letter: str) -> Markup:
    """A pin with its letter."""
    return _PIN.format(kind=kind, letter=letter)


def pin_entries(kinds: AbstractSet[str], language: str) -> list[LegendEntry]:
    """The pins that a map shows, with their words."""
    last = ("grade_separated", "sign", "venue", "service")
    order = ("checkpoint", "closure", *(kind for kind in PLAN_LAYERS if f"letter.{kind}" in STRINGS), *last)
    return [
        LegendEntry(pin_symbol(kind, say(f"letter.{kind}", language)), say(f"layer.{kind}", language))
        for kind in dict.fromkeys(sorted(order, key=lambda kind: kind in last))
        if kind in kinds
    ]


def edge_entries(looks: Iterable[str], language: str) -> list[LegendEntry]:
    """What shuts the boundary, each sort with its line."""
    shown = set(looks)
    return [
        LegendEntry(line_symbol(style), say(f"legend.{look}", language))
        for look, style in EDGE_STYLES.items()
        if look in shown
    ]


def context_entries(looks: AbstractSet[str], language: str) -> list[LegendEntry]:
    """The base map's sorts that a map shows; roads and waters once each."""
    entries: dict[str, LegendEntry] = {}
    for look, word in _CONTEXT_WORDS.items():
        if look in looks and word not in entries:
            entries[word] = LegendEntry(_context_symbol(look), say(f"legend.{word}", language))
    return list(entries.values())


def _context_symbol(look: str) -> Markup:
    style = CONTEXT_STYLES[look]
    if look.startswith("road"):
        return _ROAD.format(case=CONTEXT_STYLES["road_major_case"]["color"], color=style["color"])
    if look == "gates":
        return _DOT.format(fill=style["fillColor"], color=style["color"])
    return box_symbol(style) if "fillColor" in style else line_symbol(style)


def empty_pattern() -> Markup:
    """Definition of the pattern for "nothing known": white with thin grey strokes."""
    marks = Markup('<path d="M0 12L12 0" stroke="#9b968d" stroke-width="1"/>')
    return _PATTERN.format(name="gs-none", fill="#ffffff", opacity=0.8, marks=marks)
