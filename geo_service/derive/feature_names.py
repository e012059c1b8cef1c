"""The lines that the words of a bound mean: a road, river, railway, wall or estate of the register, or a parallel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import shapely
from shapely import LineString, MultiLineString

from geo_service.derive.linear_features import MERIDIAN, PARALLEL, LinearFeature, LinearFeatures

BEHIND = re.compile(
    r"(?:[（(][^（()）]*[）)]|(?:道路|河道)?中心?线|沿线|一线|一侧|边界|红线|[东南西北]侧|[东南西北]边)$"
)
"""Words behind a name that do not change which line is meant."""
WALL_WORD = re.compile(r"(?:[东南西北]侧?)?(?:围墙|围栏|院墙)$")
SECTION = re.compile(r"(?:[东南西北中上下内外前后]|[一二三四五六七八九十]+)?段$|[东南西北中]$")
"""What tells the sections of one road apart (甲路南段, 甲路三段, 甲路北)."""
DEGREES = re.compile(r"(?P<axis>东经|北纬)(?P<degrees>\d{1,3}(?:\.\d+)?)[度°]?")
CROSSING = re.compile(r"(?:交叉口|交汇处|交界处|路口|交叉处)$")
HINTS = 3
LIKENESS = 0.5
"""How alike a name must be to be offered (difflib ratio)."""
BEYOND_M = 2000.0
"""A parallel or meridian reaches this far beyond everything else that is named, in metres."""


@dataclass(frozen=True)
class NamedLine:
    """A line that a text means: the words, the line, and a note when the name was not the register's (Chinese)."""

    words: str
    feature: LinearFeature
    note: str = ""


@dataclass(frozen=True)
class UnknownName:
    """Words that name no line of the register, and names in it that are like them."""

    words: str
    why: str
    why_en: str
    hints: tuple[str, ...] = ()


def find_line(words: str, features: LinearFeatures) -> NamedLine | UnknownName:
    """
    The line that words mean.

    The own name comes first, then other names, then all sections of a road whose name has none here, then the road
    whose section has no name of its own; an estate or its wall stands for its outline. What is left is unknown.
    """
    if CROSSING.search(words):
        return UnknownName(words, f"“{words}”是一个路口，不是一条线", f"{words} is a crossing, not a line")
    name = _bare(words)
    degrees = DEGREES.fullmatch(name)
    if degrees:
        return NamedLine(words, _line_of_degrees(degrees["axis"], float(degrees["degrees"]), features))
    found = features.by_name.get(words) or features.by_name.get(name)
    if found:
        return NamedLine(words, found[0])
    return _by_section(words, name, features) or _by_wall(words, name, features) or _unknown(words, name, features)


def _bare(words: str) -> str:
    """A name without the words behind it."""
    name = words.strip()
    while (match := BEHIND.search(name)) and match.start() > 1:
        name = name[: match.start()]
    return name


def _by_section(words: str, name: str, features: LinearFeatures) -> NamedLine | None:
    sections = [
        one for one in features.features if one.name.startswith(name) and SECTION.fullmatch(one.name[len(name) :])
    ]
    if sections:
        said = "、".join(one.name for one in sections)
        return NamedLine(words, _joined(name, sections), f"“{words}”按登记的{said}取线")
    whole = features.by_name.get(SECTION.sub("", name))
    if whole and SECTION.search(name):
        return NamedLine(words, whole[0], f"“{words}”按登记的{whole[0].name}全线取线")
    return None


def _joined(name: str, sections: Sequence[LinearFeature]) -> LinearFeature:
    lines = shapely.union_all([one.lines for one in sections])
    merged = shapely.get_parts(shapely.line_merge(lines))
    return LinearFeature(name, sections[0].kind, MultiLineString(list(merged)))


def _by_wall(words: str, name: str, features: LinearFeatures) -> NamedLine | None:
    owner = WALL_WORD.sub("", name)
    found = features.by_name.get(owner) if owner != name else None
    return NamedLine(words, found[-1]) if found else None


def _unknown(words: str, name: str, features: LinearFeatures) -> UnknownName:
    hints = tuple(get_close_matches(name, list(features.by_name), n=HINTS, cutoff=LIKENESS))
    more, more_en = (f"，相近的有{'、'.join(hints)}", f"; near names: {', '.join(hints)}") if hints else ("", "")
    return UnknownName(
        words,
        f"登记的道路、河流、铁路、围墙里没有“{words}”{more}",
        f"no road, river, railway or wall of the register is named {words}{more_en}",
        hints,
    )


def _line_of_degrees(axis: str, degrees: float, features: LinearFeatures) -> LinearFeature:
    """A meridian or parallel across everything that is known."""
    plane = features.plane
    west, south, east, north = _reach(features)
    corners = shapely.box(west, south, east, north)
    lon_min, lat_min, lon_max, lat_max = plane.to_lonlat(corners).bounds
    ends = [(degrees, lat_min), (degrees, lat_max)] if axis == "东经" else [(lon_min, degrees), (lon_max, degrees)]
    line = plane.to_metres(LineString(ends).segmentize(STEP_DEGREES))
    kind = MERIDIAN if axis == "东经" else PARALLEL
    return LinearFeature(f"{axis}{degrees:.6f}", kind, MultiLineString([line]))


STEP_DEGREES = 0.01
"""A parallel is cut into pieces this long before it is put on the plane, where it is a little bent."""


def _reach(features: LinearFeatures) -> tuple[float, float, float, float]:
    known = [feature.lines for feature in features.features]
    west, south, east, north = map(float, shapely.total_bounds(known)) if known else (0.0, 0.0, 0.0, 0.0)
    return west - BEYOND_M, south - BEYOND_M, east + BEYOND_M, north + BEYOND_M
