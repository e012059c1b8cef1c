"""
A polygon in words: 「东至…，南至…，西至…，北至…」 from the named roads, rivers, railways, walls and estates it follows.

The text is drawn back before it is given, and the share of the ground that both have in common is told with it. First
the longest lines of each side are named; more of them only when the text would not draw back to the zone. A zone with
a named road inside that also bounds it is written in parts, cut along that road. Where no name runs along the edge,
the side is a meridian or parallel, and that is said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.derive.boundary_runs import NO_LINE, Run, RunRule, runs_of_ring
from geo_service.derive.boundary_sides import SIDES, SideRule, Stretch, said_stretches, stretches_of
from geo_service.derive.bounds_shape import ShapeRule, join_areas, shape_of_bounds
from geo_service.derive.linear_features import ESTATE, RAIL, RIVER, ROAD, LinearFeature, LinearFeatures
from geo_service.model.said import SaidBounds, SaidEnclosure
from geo_service.notices.write import write_extents

WALL = "围墙"
LEAST_LINES = 2
"""Lines that can be said to enclose an area."""
CUTTING = frozenset({ROAD, RIVER, RAIL})
"""Kinds of lines that a zone is cut along."""
DEGREE_DECIMALS = 5
"""About a metre."""
TITLES: Mapping[str, str] = {"east": "东侧", "south": "南侧", "west": "西侧", "north": "北侧"}


@dataclass(frozen=True)
class TextRule:
    """
    How a polygon becomes words.

    sides
        From few names to all of them; the first that draws back is taken.
    agreed
        Share of ground in common with the polygon at which a text says it.
    inside_m
        A line is inside where it is further than this from the edge, in metres.
    cut_m
        A zone is cut along a line that bounds it and has more than this inside.
    sliver_m
        A part narrower than twice this is no part: the ground between two carriageways.
    most_names
        A text with more names than this in one part is cut instead: nobody follows it on a map.
    """

    runs: RunRule = field(default_factory=RunRule)
    sides: tuple[SideRule, ...] = (
        SideRule(),
        SideRule(least_m=25.0, second_m=25.0, second_share=0.1),
        SideRule(least_m=15.0, least_share=0.1, second_m=15.0, second_share=0.05),
    )
    shape: ShapeRule = field(default_factory=ShapeRule)
    agreed: float = 0.97
    inside_m: float = 30.0
    cut_m: float = 60.0
    sliver_m: float = 15.0
    most_names: int = 14


@dataclass(frozen=True)
class SideWords:
    """
    One side in words: `names` in order, `covered` the share of its length that they run along.

    `unnamed_m` metres have no name; they are said by a meridian or parallel when they are long.
    """

    text: str
    names: tuple[str, ...]
    covered: float
    unnamed_m: float = 0.0


@dataclass(frozen=True)
class PartWords:
    """
    One part of a zone in words, with its holes; `sides` by east, south, west, north.

    `alone` when no other part is said with it.
    """

    sides: Mapping[str, SideWords]
    holes: tuple["PartWords", ...] = ()
    alone: bool = False

    @property
    def said(self) -> SaidBounds | SaidEnclosure:
        """The part as a notice says it."""
        left_out = tuple(part for hole in self.holes for part in hole.ground_text.split("，"))
        return replace(self._lines, except_text=left_out)

    @property
    def names_used(self) -> int:
        """How many names the sides have."""
        return len({name for side in self.sides.values() for name in side.names})

    @property
    def said_text(self) -> str:
        """The sides without what is left out."""
        return write_extents([self._lines])

    @property
    def ground_text(self) -> str:
        """The part as ground that is left out of another."""
        return self.said_text + ("的区域" if isinstance(self._lines, SaidBounds) else "")

    @property
    def _lines(self) -> SaidBounds | SaidEnclosure:
        """
        The four sides, or in a text of several parts the lines around it when no line faces one of the sides.

        Three sides would take in the first side of the next part when the text is read.
        """
        east, south, west, north = said = tuple(self.sides[side].text for side in SIDES)
        lines = tuple(dict.fromkeys(name for text in said for name in text.split("、") if name))
        if self.alone or all(said) or len(lines) < LEAST_LINES:
            return SaidBounds(east or None, south or None, west or None, north or None)
        return SaidEnclosure(lines)

    @property
    def text(self) -> str:
        """The part as a line of a notice."""
        return self.said_text + "".join(f"（不含{hole.ground_text}）" for hole in self.holes)


@dataclass(frozen=True)
class BoundaryWords:
    """
    A zone in words.

    `agreement` is the share of ground that the text, drawn back, has in common with the zone (IoU); None when it does
    not close. `notes` say what is not a name (Chinese).
    """

    parts: tuple[PartWords, ...]
    agreement: float | None
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All parts as one text."""
        return "；".join(part.text for part in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is used, once."""
        parts = [one for part in self.parts for one in (part, *part.holes)]
        return tuple(dict.fromkeys(name for part in parts for side in part.sides.values() for name in side.names))


def boundary_words(
    zone: Polygon | MultiPolygon, features: LinearFeatures, *, rule: TextRule | None = None
) -> BoundaryWords:
    """
    A zone in words, drawn back to see what they say.

    Parameters
    ----------
    zone
        EPSG:4326, holes and several parts allowed.
    features
        The named lines round the zone.
    """
    rule = rule or TextRule()
    local = features.plane.to_metres(zone)
    writer = _Writer(features, rule)
    found = [one for part in shapely.get_parts(local) for one in writer.write(part)]
    if len(found) > 1:
        found = [replace(one, alone=False) for one in found]
    # lines that enclose an area would be read as the name of sides behind them
    words = tuple(sorted(found, key=lambda one: isinstance(one.said, SaidEnclosure)))
    notes = tuple(dict.fromkeys(note for part in words for note in _notes(part)))
    return BoundaryWords(words, writer.agreement(words, local), notes)


@dataclass(frozen=True)
class _Writer:
    features: LinearFeatures
    rule: TextRule

    def write(self, part: Polygon) -> list[PartWords]:
        """The best words for one part; several when it has to be cut along a line inside."""
        return self._best(part, self._tries(part))

    def agreement(self, parts: Sequence[PartWords], zone: BaseGeometry) -> float | None:
        """Ground in common with a zone, drawn back from words; None when they do not close or are too many to tell."""
        if any(part.names_used > self.rule.most_names for part in parts):
            return None
        drawn = [self._drawn(part) for part in parts]
        known = [one for one in drawn if one is not None]
        if len(known) < len(drawn):
            return None
        area = self.features.plane.to_metres(join_areas(known, self.features.plane, self.rule.shape))
        return float(area.intersection(zone).area / area.union(zone).area)

    def _drawn(self, part: PartWords) -> MultiPolygon | None:
        area = shape_of_bounds(replace(part.said, except_text=()), self.features, rule=self.rule.shape).area
        if area is None:
            return None
        for hole in part.holes:
            left_out = self._drawn(hole)
            if left_out is None:
                return None
            rest = area.difference(left_out)
            area = MultiPolygon([one for one in shapely.get_parts(rest) if isinstance(one, Polygon)])
        return area

    def _tries(self, part: Polygon) -> Iterator[list[PartWords]]:
        """Words from few names to all; then cut along what runs inside, at last without what runs inside."""
        inside = self._inside(part)
        if not inside.more_than_edge:
            yield from ([self._alone(part, sides, frozenset())] for sides in self.rule.sides)
        for lines in dict.fromkeys((inside.lines, self._streets_inside(part))):
            cut = self._cut(part, lines)
            if len(cut) > 1:
                yield [words for piece in cut for words in self._write_uncut(piece)]
        if inside.more_than_edge:
            yield from ([self._alone(part, sides, inside.more_than_edge)] for sides in self.rule.sides[1:])

    def _write_uncut(self, part: Polygon) -> list[PartWords]:
        """The best words for a piece that is not cut again."""
        skip = self._inside(part).more_than_edge
        return self._best(part, ([self._part(part, sides, skip)] for sides in self.rule.sides))

    def _best(self, part: Polygon, tries: Iterable[list[PartWords]]) -> list[PartWords]:
        """The first words that draw back to a part, else those that come nearest."""
        best: tuple[float, list[PartWords]] = (-1.0, [])
        seen: list[list[PartWords]] = []
        for words in tries:
            if words in seen:
                continue
            seen.append(words)
            agreed = self.agreement(words, part) or 0.0
            if agreed > best[0]:
                best = agreed, words
            if agreed >= self.rule.agreed:
                break
        return best[1]

    def _alone(self, part: Polygon, sides: SideRule, skip: frozenset[int]) -> PartWords:
        return replace(self._part(part, sides, skip), alone=True)

    def _part(self, part: Polygon, sides: SideRule, skip: frozenset[int]) -> PartWords:
        holes = tuple(self._ring(Polygon(hole), sides, skip) for hole in part.interiors)
        return replace(self._ring(Polygon(part.exterior), sides, skip), holes=holes)

    def _ring(self, part: Polygon, rule: SideRule, skip: frozenset[int]) -> PartWords:
        stretches = stretches_of(runs_of_ring(part.exterior, self.features, self.rule.runs, skip), rule)
        said = said_stretches(stretches, rule)
        return PartWords({side: self._side(side, said[side], stretches) for side in SIDES})

    def _side(self, side: str, said: Sequence[Stretch], stretches: Sequence[Stretch]) -> SideWords:
        whole_m = sum(one.length_m for one in stretches if one.side == side)
        named = {one.line for one in said if one.line != NO_LINE}
        covered_m = sum(one.length_m for one in stretches if one.side == side and one.line in named)
        words = list(dict.fromkeys(self._words(one) for one in said))
        names = tuple(dict.fromkeys(self._words(one) for one in said if one.line != NO_LINE))
        unnamed_m = sum(one.length_m for one in said if one.line == NO_LINE)
        return SideWords("、".join(words), names, covered_m / whole_m if whole_m else 1.0, unnamed_m)

    def _words(self, stretch: Stretch) -> str:
        if stretch.line != NO_LINE:
            return name_in_text(self.features.features[stretch.line])
        x, y = np.average(
            [piece.middle for piece in stretch.pieces], axis=0, weights=[piece.length_m for piece in stretch.pieces]
        )
        lon, lat = self.features.plane.points_to_lonlat(np.array([[x, y]]))[0]
        along = stretch.side in {"east", "west"}
        return f"东经{lon:.{DEGREE_DECIMALS}f}" if along else f"北纬{lat:.{DEGREE_DECIMALS}f}"

    def _inside(self, part: Polygon) -> "_Inside":
        """The lines of the edge that run inside too."""
        runs = runs_of_ring(part.exterior, self.features, self.rule.runs)
        inner = part.buffer(-self.rule.inside_m)
        numbers = sorted({run.line for run in runs} - {NO_LINE})
        inside = {one: self._length_in(one, inner) for one in numbers}
        return _Inside(
            frozenset(one for one in numbers if inside[one] > self.rule.cut_m),
            frozenset(one for one in numbers if inside[one] > self._edge_m(one, runs)),
        )

    def _streets_inside(self, part: Polygon) -> frozenset[int]:
        """The named roads, rivers and railways that run inside."""
        inner = part.buffer(-self.rule.inside_m)
        near = (int(one) for one in self.features.tree.query(inner))
        known = (one for one in near if self.features.features[one].kind in CUTTING)
        return frozenset(one for one in known if self._length_in(one, inner) > self.rule.cut_m)

    def _length_in(self, line: int, area: BaseGeometry) -> float:
        return float(self.features.features[line].lines.intersection(area).length)

    def _edge_m(self, line: int, runs: Sequence[Run]) -> float:
        """The length of a line along the edge; both carriageways count, as they do inside."""
        paths = [run.path for run in runs if run.line == line]
        near = shapely.union_all(paths).buffer(self.rule.runs.reach_m, cap_style="flat")
        return self._length_in(line, near)

    def _cut(self, part: Polygon, lines: frozenset[int]) -> list[Polygon]:
        """The part cut along lines, without slivers."""
        shapes = [self.features.features[one].lines for one in sorted(lines)]
        noded = shapely.union_all([part.boundary, *shapes])
        pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
        within = [piece for piece in pieces if part.contains(piece.representative_point())]
        return [piece for piece in within if not piece.buffer(-self.rule.sliver_m).is_empty]


@dataclass(frozen=True)
class _Inside:
    """Lines of the edge that run inside too, and those of them that have more of them there."""

    lines: frozenset[int]
    more_than_edge: frozenset[int]


def name_in_text(feature: LinearFeature) -> str:
    """A line as a text names it: an estate by its wall."""
    return feature.name + WALL if feature.kind == ESTATE else feature.name


def _notes(part: PartWords) -> Iterator[str]:
    for ring in (part, *part.holes):
        for side, words in ring.sides.items():
            if words.unnamed_m:
                yield f"{TITLES[side]}约{words.unnamed_m:.0f}米没有命名的道路、河流或围墙，以经纬度表示"
