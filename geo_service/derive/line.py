"""
Better lines near a drawn one: fewer posts, with their price in households, buildings and ground.

The cheapest line for each price of a household is a minimum cut (`line_cuts`); each is drawn on the map (`line_shape`)
and then measured like any other zone: crossings found, posts planned, buildings counted. Only measured numbers are
stated, and a line that after measuring is not better is dropped. Nothing is taken over here: a person decides.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely import MultiPolygon, Polygon

from geo_service.coords.shapes import areal
from geo_service.derive.households import HouseholdRule
from geo_service.derive.line_cuts import LineCut, cheapest_cuts
from geo_service.derive.line_figures import LineFigures, LineSurroundings, Measured, Survey, survey_ground
from geo_service.derive.line_graph import LineGraph, line_graph
from geo_service.derive.line_ground import LineRule
from geo_service.derive.line_shape import shape_of_cut
from geo_service.errors import GeometryError, InputError
from geo_service.model.zone import ZoneVersion
from geo_service.zones.membership import MembershipRule

SMOOTH_M = (3.0, 1.0, 0.0)
"""Corners are taken off as far as that makes no further crossing: half a carriageway, a footpath, not at all."""
WIRE_DEGREES = 1e-7
"""Rounding of coordinates on the wire, about a centimetre."""
KEY_LENGTH = 12
"""Characters of a suggestion's key: enough to tell any two lines of a zone apart."""


@dataclass(frozen=True)
class LineSuggestion:
    """
    A line that a person may take instead of the drawn one.

    `outline` is EPSG:4326 and covers the drawn one; `key` is the hash of it; `takes_in` names hospitals and the like
    that come to lie inside; `bound` is the proof: at the price `per_household` (cost units) this line comes to `value`
    by the cut that found it, and none to less than `bound`.
    """

    number: int
    key: str
    outline: MultiPolygon
    drawn: LineFigures
    figures: LineFigures
    building_ids: tuple[str, ...]
    takes_in: tuple[str, ...]
    per_household: float
    value: float
    bound: float

    @property
    def posts_saved(self) -> int:
        """Posts that the drawn line needs and this one doesn't."""
        return self.drawn.posts - self.figures.posts

    @property
    def more_households(self) -> int:
        """Households that it takes in."""
        return self.figures.households - self.drawn.households

    @property
    def more_area_m2(self) -> float:
        """Ground that it takes in."""
        return self.figures.area_m2 - self.drawn.area_m2

    @property
    def says(self) -> str:
        """The suggestion in one Chinese sentence."""
        told = f"；注意：把{'、'.join(self.takes_in)}纳入区内" if self.takes_in else ""
        return f"此线少设{self.posts_saved}处卡口或封闭点，多纳入{self.more_households}户{told}"

    @property
    def says_en(self) -> str:
        """The suggestion in one English sentence."""
        told = f"; note: it takes in {', '.join(self.takes_in)}" if self.takes_in else ""
        posts = "post" if self.posts_saved == 1 else "posts"
        saved = f"this line needs {self.posts_saved} {posts} fewer"
        return f"{saved} and takes in {self.more_households} more households{told}"


@dataclass(frozen=True)
class CurvePoint:
    """A point of the Pareto curve: what the cut promised, what its line measured, and the suggestion it became."""

    cost: float
    price: float
    per_household: float
    bound: float
    figures: LineFigures
    suggestion: int | None = None


@dataclass(frozen=True)
class Lines:
    """All that was found about a zone's line; `problems` (Chinese) say why there is nothing, or what to look at."""

    zone_id: str
    version: int
    band_m: float
    drawn: LineFigures | None
    curve: tuple[CurvePoint, ...] = ()
    suggestions: tuple[LineSuggestion, ...] = ()
    problems: tuple[str, ...] = ()


def suggest_lines(
    zone: ZoneVersion,
    near: LineSurroundings,
    rule: LineRule,
    households: HouseholdRule,
    membership: MembershipRule = "any_part",
) -> Lines:
    """
    Look for lines with fewer posts within the band round a zone.

    Without a road across the line, or with a band of 0, there is nothing to suggest, and `problems` says so.

    Raises
    ------
    GeometryError
        If the zone has no outline yet, or a footprint near it is broken.
    """
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} has no geometry yet; resolve its extent before asking for a line")
    if rule.band_m <= 0:
        return Lines(zone.zone_id, zone.version, rule.band_m, None, problems=("区界可外移的距离为0米，没有可比较的线",))
    survey = survey_ground(
        zone.geometry,
        {member.building_id for member in zone.members},
        near,
        rule=rule,
        households=households,
        membership=membership,
    )
    drawn = survey.measured(survey.ground.outline)
    nothing = _nothing(drawn, survey)
    if nothing:
        return Lines(zone.zone_id, zone.version, rule.band_m, drawn.figures, problems=(nothing,))
    return _found(zone, zone.geometry, survey, drawn)


def line_key(outline: MultiPolygon) -> str:
    """The hash of an outline as it is on the wire, whatever its first corner."""
    wire = shapely.set_precision(outline, WIRE_DEGREES)
    return hashlib.sha256(shapely.to_wkb(shapely.normalize(wire))).hexdigest()[:KEY_LENGTH]


def _nothing(drawn: Measured, survey: Survey) -> str:
    """Why there can be no better line; empty when there may be one."""
    if survey.ground.roads.empty:
        return "区界附近没有登记道路，无法比较"
    if not drawn.figures.posts:
        return "没有道路穿越区界，无须改线"
    return ""


def _found(zone: ZoneVersion, outline: MultiPolygon, survey: Survey, drawn: Measured) -> Lines:
    graph = line_graph(survey.ground, survey.rule)
    cuts = _all_cuts(graph, survey.rule)
    lines = [drawn, *(_drawn_line(cut, graph, survey) for cut in cuts[1:])]
    numbers = {index: number for number, index in enumerate(_better(lines, survey.rule), 1)}
    suggestions = tuple(
        _suggestion(number, cuts[index], lines[index], drawn.figures, _lonlat(lines[index], survey, outline))
        for index, number in numbers.items()
    )
    curve = tuple(
        CurvePoint(cut.cost, cut.price, cut.per_household, cut.bound, line.figures, numbers.get(index))
        for index, (cut, line) in enumerate(zip(cuts, lines, strict=True))
    )
    problems = tuple(_problems(drawn, lines, suggestions, survey))
    return Lines(zone.zone_id, zone.version, survey.rule.band_m, drawn.figures, curve, suggestions, problems)


def _all_cuts(graph: LineGraph, rule: LineRule) -> list[LineCut]:
    """The drawn line, then the cheapest ones by either way to count carriageways, each once, by price."""
    found = [cut for one in (graph, replace(graph, cost=graph.single_cost)) for cut in cheapest_cuts(one, rule)]
    once = {cut.side.tobytes(): cut for cut in reversed(found)}
    return sorted(once.values(), key=lambda cut: (cut.side.sum() > 1, cut.price, -cut.cost))


def _drawn_line(cut: LineCut, graph: LineGraph, survey: Survey) -> Measured:
    """The line of a cut, as smooth as it can be without a crossing more; measured as it goes on the wire."""
    best: Measured | None = None
    for smooth_m in SMOOTH_M:
        shape = shape_of_cut(graph, survey.ground, cut.side, smooth_m=smooth_m)
        line = survey.measured(_on_the_wire(shape, survey))
        if best is None or _rank(line) < _rank(best):
            best = line
        if best.figures.crossings <= _promised(graph, cut):
            break
    if best is None:  # pragma: no cover — SMOOTH_M is not empty
        raise GeometryError("no shape was tried")
    return best


def _rank(line: Measured) -> tuple[int, int, int]:
    return line.figures.never_cut, line.figures.posts, line.figures.crossings


def _promised(graph: LineGraph, cut: LineCut) -> int:
    """Crossings that a cut stands for."""
    return int((graph.is_road & (cut.side[graph.tail] != cut.side[graph.head])).sum())


def _on_the_wire(shape: MultiPolygon, survey: Survey) -> Polygon | MultiPolygon:
    """A line with the coordinates that it has once it was written down and read again; it covers the drawn one."""
    written = shapely.set_precision(survey.plane.to_lonlat(shape), WIRE_DEGREES)
    return areal(survey.plane.to_metres(written).union(survey.ground.outline))


def _better(lines: Sequence[Measured], rule: LineRule) -> list[int]:
    """Lines worth their price, each with fewer posts than any that takes in no more, by what they take in."""
    drawn = lines[0].figures
    most = rule.most_households_share * drawn.households
    order = sorted(range(1, len(lines)), key=lambda index: (_price(lines[index], drawn, rule), index))
    best, chosen = drawn, []
    for index in order:
        figures = lines[index].figures
        saved, more = drawn.posts - figures.posts, figures.households - drawn.households
        worth = _price(lines[index], drawn, rule) <= rule.most_households_per_post * saved
        if figures.posts < best.posts and worth and more <= most and figures.never_cut <= drawn.never_cut:
            best = figures
            chosen.append(index)
    return chosen


def _price(line: Measured, drawn: LineFigures, rule: LineRule) -> float:
    """What a line takes in, in households: ground counts as the rule says."""
    figures = line.figures
    return figures.households - drawn.households + (figures.area_m2 - drawn.area_m2) / rule.area_m2_per_household


def _suggestion(number: int, cut: LineCut, line: Measured, drawn: LineFigures, outline: MultiPolygon) -> LineSuggestion:
    return LineSuggestion(
        number=number,
        key=line_key(outline),
        outline=outline,
        drawn=drawn,
        figures=line.figures,
        building_ids=line.building_ids,
        takes_in=line.takes_in,
        per_household=cut.per_household,
        value=cut.value,
        bound=cut.bound,
    )


def _lonlat(line: Measured, survey: Survey, drawn: MultiPolygon) -> MultiPolygon:
    """The outline of a line in lon/lat; the drawn one goes in as it is."""
    outline = areal(survey.plane.to_lonlat(line.outline).union(drawn))
    return outline if isinstance(outline, MultiPolygon) else MultiPolygon([outline])


def _problems(
    drawn: Measured, lines: Sequence[Measured], suggestions: Sequence[LineSuggestion], survey: Survey
) -> Iterator[str]:
    rule = survey.rule
    if survey.cut_short:
        yield f"外移{rule.band_m:.0f}米的范围有一部分超出登记道路的范围，该部分未作比较"
    if drawn.figures.never_cut:
        fewest = min(line.figures.never_cut for line in lines)
        rest = "，范围内没有能全部避开的线" if fewest else ""
        yield f"划定的线在{drawn.figures.never_cut}处切断不宜切断的道路（快速路主线或医院门前）{rest}"
    if not suggestions:
        yield f"外移{rule.band_m:.0f}米以内没有值得改的线：少设的卡口和封闭点抵不上多纳入的户数和面积"


def with_band(rule: LineRule, band_m: float | None) -> LineRule:
    """
    The rule with another band, if one is said.

    Raises
    ------
    InputError
        If it is not between 0 and the most that the protocol allows.
    """
    if band_m is None:
        return rule
    if not 0 <= band_m <= rule.most_band_m:
        raise InputError(f"a line may move outward by 0 to {rule.most_band_m:g} m, got {band_m:g}")
    return replace(rule, band_m=band_m)
