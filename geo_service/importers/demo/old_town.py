"""Old streets: narrow houses wall to wall, with plates on the street or in a lane (巷); no estate, no gate."""

from itertools import pairwise

from geo_service.importers.demo.site import Block, Box, Frontage, GateAt, House, Line, Path, Site
from geo_service.importers.demo.words import numeral

HOUSE_DEPTH_M = 13.0
LANE_M = 8.0
BACK_M = 7.0
"""Yards between houses that stand back to back."""
ALLEY_M = 5.0
LANE_WIDTH_M = 4.5
FRONT_WIDTHS_M = (9, 15)
PARTY_GAP_M = 0.6
EMPTY_SHARE = 0.1
SHOP_SHARE = 0.35
LANES_PER_CELL = 8
ROWS_PER_NAME = 12
"""A street keeps its name for so many blocks; lanes are numbered along it."""
HOMES_PER_FLOOR = (1, 1, 2)
SHOP_KINDS = ("pharmacy", "clinic", "supermarket", "venue", None, None, None, None, None, None, None, None)
ALLEY_CLASSES = ("footway", "footway", "steps", "path")


def lay_out_old_town(site: Site) -> Block:
    """Rows of houses on both sides of each lane, and along the streets in the south and north."""
    plot = site.plot
    lanes = _lane_lines(plot)
    houses = [*_street_row(site, "south"), *_street_row(site, "north")]
    for k, y in enumerate(lanes):
        lane = Frontage(_lane_name(site, k), plot.west, 1)
        houses += _row(site, plot, y - LANE_M / 2 - HOUSE_DEPTH_M, lane)
        houses += _row(site, plot, y + LANE_M / 2, lane._replace(parity=2))
    return Block(
        houses=tuple(houses),
        paths=(*(_lane(site, k, y) for k, y in enumerate(lanes)), *_alley(site, lanes)),
        gates=tuple(
            GateAt("barrier", (plot.west, y), f"{_lane_name(site, k)}口", LANE_WIDTH_M) for k, y in enumerate(lanes)
        ),
        cuts=tuple(_backs(plot, lanes)),
    )


def _lane_lines(plot: Box) -> list[float]:
    """Heights of the lanes, spread so that backs fill what is left."""
    strip = 2 * HOUSE_DEPTH_M + LANE_M + BACK_M
    room = plot.depth - 2 * HOUSE_DEPTH_M - BACK_M
    count = max(1, min(LANES_PER_CELL, int(room // strip)))
    step = room / count
    first = plot.south + HOUSE_DEPTH_M + BACK_M / 2 + step / 2
    return [round(first + k * step, 1) for k in range(count)]


def _backs(plot: Box, lanes: list[float]) -> list[float]:
    reach = LANE_M / 2 + HOUSE_DEPTH_M
    tops = [plot.south + HOUSE_DEPTH_M, *(y + reach for y in lanes)]
    bottoms = [*(y - reach for y in lanes), plot.north - HOUSE_DEPTH_M]
    return [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]


def _lane_name(site: Site, k: int) -> str:
    number = (site.j % ROWS_PER_NAME) * LANES_PER_CELL + k + 1
    return f"{site.fronts['west'].street}{numeral(number)}巷"


def _street_row(site: Site, side: str) -> list[House]:
    plot = site.plot
    south = plot.south if side == "south" else plot.north - HOUSE_DEPTH_M
    return _row(site, plot, south, site.fronts[side], shops=True)


def _row(site: Site, plot: Box, south: float, front: Frontage, *, shops: bool = False) -> list[House]:
    middle = plot.middle[0]
    halves = ((plot.west, middle - ALLEY_M / 2), (middle + ALLEY_M / 2, plot.east))
    return [house for start, end in halves for house in _half_row(site, (start, end), south, front, shops=shops)]


def _half_row(site: Site, span: tuple[float, float], south: float, front: Frontage, *, shops: bool) -> list[House]:
    houses, x = [], span[0]
    while x + FRONT_WIDTHS_M[0] <= span[1]:
        width = min(float(site.between(*FRONT_WIDTHS_M)), span[1] - x)
        depth = HOUSE_DEPTH_M - site.between(0, 2)
        if not site.happens(EMPTY_SHARE):
            houses.append(_house(site, Box(x, south, x + width - PARTY_GAP_M, south + depth), front, shops=shops))
        x += width
    return houses


def _house(site: Site, box: Box, front: Frontage, *, shops: bool) -> House:
    at_m = (box.west + box.east) / 2
    shop = shops and site.happens(SHOP_SHARE)
    levels = site.between(2, 5)
    return House(
        box=box,
        number=str(front.plate_number(at_m)),
        local=front.plate(at_m),
        use="retail" if shop else "house" if levels <= 3 else "apartments",  # noqa: PLR2004 - taller ones are let by floor
        levels=levels,
        stairs=1,
        homes=(levels - 1 if shop else levels) * site.pick(HOMES_PER_FLOOR),
        notch=0.4 if site.happens(0.1) else 0.0,
        hosts=site.pick(SHOP_KINDS) if shop else None,
    )


def _lane(site: Site, k: int, y: float) -> Path:
    plot = site.plot
    middle = plot.middle[0]
    quarter = round(plot.width / 4, 1)
    xs = (site.box.west, plot.west, plot.west + quarter, middle, plot.east - quarter, site.box.east)
    return Path(
        tuple((x, y) for x in xs), "residential" if k % 2 == 0 else "service", LANE_WIDTH_M, _lane_name(site, k)
    )


def _alley(site: Site, lanes: list[float]) -> list[Path]:
    middle = site.plot.middle[0]
    stops = [site.box.south, *lanes, site.box.north]
    pieces: list[Line] = [((middle, a), (middle, b)) for a, b in pairwise(stops)]
    return [Path(piece, site.pick(ALLEY_CLASSES), 2.5) for piece in pieces]
