"""
An area from the words that bound it: four sides, or the lines around it; or one clear reason why there is none.

A road is its centre line; of two carriageways of one name the one nearer to the area bounds it, of a river drawn as
an area its nearer bank. Nothing is guessed: lines that do not close, names that the register does not have, and two
places that fit are said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from shapely import MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import MetricPlane
from geo_service.derive.bounds_arrangement import Arrangement, arrange
from geo_service.derive.bounds_gaps import SIDE_TITLES, Gap, gaps_between_sides, gaps_round
from geo_service.derive.bounds_search import Candidate, SearchRule, best_area, sides_served
from geo_service.derive.feature_names import NamedLine, UnknownName, find_line
from geo_service.derive.linear_features import LinearFeature, LinearFeatures
from geo_service.model.said import SaidBounds, SaidEnclosure

SIDES = ("east", "south", "west", "north")
SQUARE_M_PER_HECTARE = 10_000.0
TOLD_M = 1.0
"""Closed gaps on an outline from this on are told, in metres."""


@dataclass(frozen=True)
class ShapeRule:
    """
    How words become an area.

    snap_m
        Gaps that are closed, in metres, the smallest that does it: the width of a junction of two main roads.
    twin_inside_m, twin_inside_share
        A second area fits as well when it has no more of the named lines inside it than this much above the first.
    around_m
        Lines within this distance of the community or street that the text names are looked at.
    within_share
        An area belongs to the community or street when this share of it lies there.
    carriageway_m
        A gap between two areas of one text up to this wide is the road between them, and taken in.
    """

    snap_m: tuple[float, ...] = (25.0, 45.0, 60.0)
    twin_inside_m: float = 50.0
    twin_inside_share: float = 0.02
    around_m: float = 500.0
    within_share: float = 0.5
    carriageway_m: float = 40.0
    search: SearchRule = field(default_factory=SearchRule)


@dataclass(frozen=True)
class ShapeOfWords:
    """
    What words mean on the map: `area` (EPSG:4326), or a `reason` why there is none, in Chinese and English.

    `notes` say how it was drawn (Chinese): gaps that were closed, names that were read more widely. `places` are the
    areas that fit when there is more than one.
    """

    area: MultiPolygon | None
    reason: str = ""
    reason_en: str = ""
    notes: tuple[str, ...] = ()
    places: tuple[Polygon | MultiPolygon, ...] = ()


Sides = Mapping[str, tuple[NamedLine, ...]]


def shape_of_bounds(
    said: SaidBounds | SaidEnclosure,
    features: LinearFeatures,
    *,
    within: Polygon | MultiPolygon | None = None,
    rule: ShapeRule | None = None,
) -> ShapeOfWords:
    """
    The area that four sides or enclosing lines mean.

    A text with fewer than four sides is drawn when its lines close.

    Parameters
    ----------
    said
        The sides (several lines of one joined by 、), or the lines in any order.
    within
        Outline of the community or street that the text names, EPSG:4326.
    """
    rule = rule or ShapeRule()
    sides = _said_sides(said)
    lines: dict[str, NamedLine] = {}
    for words in dict.fromkeys(words for named in sides.values() for words in named):
        found = find_line(words, features)
        if isinstance(found, UnknownName):
            return ShapeOfWords(None, found.why, found.why_en)
        lines[words] = found
    outline = None if within is None else features.plane.to_metres(within)
    question = _Question({side: tuple(lines[one] for one in named) for side, named in sides.items()}, outline, rule)
    return question.answer(features)


def join_areas(areas: Sequence[MultiPolygon], plane: MetricPlane, rule: ShapeRule | None = None) -> MultiPolygon:
    """The areas of one text as one, with the carriageways between those that face each other across a road."""
    if len(areas) == 1:
        return areas[0]
    reach = (rule or ShapeRule()).carriageway_m / 2
    whole = shapely.union_all([plane.to_metres(one) for one in areas])
    closed = whole.buffer(reach, join_style="mitre").buffer(-reach, join_style="mitre")
    return plane.to_lonlat(_multi(whole.union(closed)))


def _said_sides(said: SaidBounds | SaidEnclosure) -> dict[str, tuple[str, ...]]:
    """The names by side; an enclosure has them under no side."""
    if isinstance(said, SaidEnclosure):
        return {"": tuple(dict.fromkeys(said.lines))}
    sides = {side: getattr(said, side) or "" for side in SIDES}
    return {side: tuple(dict.fromkeys(filter(None, text.split("、")))) for side, text in sides.items() if text}


@dataclass(frozen=True)
class _Question:
    """The lines by side, and where the area must lie (metres)."""

    sides: Sides
    within: BaseGeometry | None
    rule: ShapeRule

    def answer(self, features: LinearFeatures) -> ShapeOfWords:
        named = self._named()
        for snap_m in self.rule.snap_m:
            arrangement = arrange([self._near(feature) for feature in named], snap_m)
            best = best_area(arrangement, self._said(named), self.rule.search)
            if best:
                return self._settled(best, arrangement, features)
        return self._refused(arrangement, named)

    def _named(self) -> list[LinearFeature]:
        """The lines, each once."""
        return list({line.feature.key: line.feature for lines in self.sides.values() for line in lines}.values())

    def _near(self, feature: LinearFeature) -> LinearFeature:
        if self.within is None:
            return feature
        lines = shapely.intersection(feature.lines, self.within.buffer(self.rule.around_m))
        parts = [part for part in shapely.get_parts(lines) if part.length > 0]
        return LinearFeature(feature.name, feature.kind, MultiLineString(parts))

    def _said(self, named: Sequence[LinearFeature]) -> dict[int, frozenset[str]]:
        number = {feature.key: k for k, feature in enumerate(named)}
        said: dict[int, set[str]] = {k: set() for k in number.values()}
        for side, lines in self.sides.items():
            for line in lines:
                said[number[line.feature.key]] |= {side} - {""}
        return {k: frozenset(sides) for k, sides in said.items()}

    def _settled(self, best: Candidate, arrangement: Arrangement, features: LinearFeatures) -> ShapeOfWords:
        """The area, unless another fits as well."""
        named = self._named()
        other = best_area(arrangement, self._said(named), self.rule.search, (best,))
        fits = [one for one in (best, other) if one and self._fits(one, best)]
        here = [one for one in fits if self._is_within(one)] if self.within is not None else fits
        if not here:
            return ShapeOfWords(None, "围成的范围不在所写的街道、社区内", "the area lies outside the named community")
        if len(here) > 1:
            return self._ambiguous(here, features)
        return ShapeOfWords(features.plane.to_lonlat(_multi(here[0].area)), notes=self._notes(here[0]))

    def _fits(self, one: Candidate, best: Candidate) -> bool:
        allowed = max(self.rule.twin_inside_m, self.rule.twin_inside_share * best.outline_m)
        return one is best or one.inside_m + one.snapped_m <= best.inside_m + best.snapped_m + allowed

    def _is_within(self, one: Candidate) -> bool:
        if self.within is None:
            return True
        return bool(one.area.intersection(self.within).area >= self.rule.within_share * one.area.area)

    def _ambiguous(self, fits: Sequence[Candidate], features: LinearFeatures) -> ShapeOfWords:
        areas = [one.area.area / SQUARE_M_PER_HECTARE for one in fits]
        places = tuple(features.plane.to_lonlat(one.area) for one in fits)
        return ShapeOfWords(
            None,
            f"有{len(fits)}处都符合：" + "、".join(f"{area:.1f}公顷" for area in areas),
            f"{len(fits)} places fit: " + ", ".join(f"{area:.1f} ha" for area in areas),
            places=places,
        )

    def _notes(self, one: Candidate) -> tuple[str, ...]:
        notes = [line.note for lines in self.sides.values() for line in lines if line.note]
        if one.snapped_m >= TOLD_M:
            notes.append(f"路口处共接合缺口{one.snapped_m:.0f}米")
        return tuple(dict.fromkeys(notes))

    # -- why not

    def _refused(self, arrangement: Arrangement, named: Sequence[LinearFeature]) -> ShapeOfWords:
        empty = [feature.name for feature in named if self._near(feature).lines.is_empty]
        if empty:
            names = "、".join(empty)
            return ShapeOfWords(None, f"{names}不在所写的街道、社区附近", f"{names}: not near the named community")
        gaps = self._gaps()
        wrong = "" if gaps else self._on_other_sides(arrangement, named)
        if wrong:
            return ShapeOfWords(None, f"方位矛盾：{wrong}", f"contradiction: {wrong}")
        missing = [SIDE_TITLES[side] for side in SIDES if "" not in self.sides and side not in self.sides]
        said = [*(_gap_text(gap) for gap in gaps), *((f"没有写明{zh}", f"{en} is not said") for zh, en in missing)]
        said = said or [("各线没有围成一个范围", "the lines enclose no area")]
        return ShapeOfWords(
            None, "不闭合：" + "；".join(zh for zh, _ in said), "not closed: " + "; ".join(en for _, en in said)
        )

    def _gaps(self) -> list[Gap]:
        snap_m = self.rule.snap_m[-1]
        return gaps_round(self.sides[""], snap_m) if "" in self.sides else gaps_between_sides(self.sides, snap_m)

    def _on_other_sides(self, arrangement: Arrangement, named: Sequence[LinearFeature]) -> str:
        """The lines that lie on another side than the text says, when they do enclose an area."""
        if "" in self.sides:
            return ""
        free = best_area(arrangement, {k: frozenset() for k in range(len(named))}, self.rule.search)
        if free is None:
            return ""
        lies = sides_served(arrangement, free, self.rule.search)
        said = self._said(named)
        wrong = [k for k in said if not said[k] <= lies[k]]
        return "、".join(
            f"{named[k].name}在{'、'.join(SIDE_TITLES[side][0] for side in SIDES if side in lies[k])}，"
            f"写的是{'、'.join(SIDE_TITLES[side][0] for side in SIDES if side in said[k])}"
            for k in wrong
        )


def _gap_text(gap: Gap) -> tuple[str, str]:
    return (
        f"{gap.first}与{gap.second}之间缺口{gap.metres:.0f}米",
        f"gap of {gap.metres:.0f} m between {gap.first} and {gap.second}",
    )


def _multi(area: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([part for part in shapely.get_parts(area) if isinstance(part, Polygon)])
