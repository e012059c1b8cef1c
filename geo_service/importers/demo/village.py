"""Villages: detached farm houses loosely in rows round a lane, numbered by group (组); fields beyond."""

from geo_service.importers.demo.site import VERGE_M, Block, Box, House, Path, Point, Site

COLUMN_M = 24.0
ROW_M = 24.0
FIRST_COLUMN_M = 15.0
FIRST_ROW_M = 15.0
JITTER_M = 1.5
HOUSE_SIDES_M = (8, 12)
"""The half diagonal of the largest house and the jitter leave 2 m between neighbours and to each path."""
TURNS = 0.06
PRESENT_IN_THE_MIDDLE = 0.95
PRESENT_LOST_OUTWARD = 0.75
PATH_WIDTH_M = 2.0
LANE_WIDTH_M = 4.5


def lay_out_village(site: Site) -> Block:
    """Houses that thin out from the middle; every group has one lane through it and footpaths off it."""
    plot = site.plot
    x0, y0 = site.box.middle
    columns = _spread(x0, FIRST_COLUMN_M, COLUMN_M, plot.width / 2 - VERGE_M / 2)
    rows = _spread(y0, FIRST_ROW_M, ROW_M, plot.depth / 2 - VERGE_M / 2)
    places = [(x, y) for y in rows for x in columns if site.happens(_presence(plot, (x, y)))]
    places = places or [(columns[0], rows[0])]
    return Block(
        houses=tuple(_house(site, place, k + 1) for k, place in enumerate(places)),
        paths=tuple(_paths(site, plot, (x0, y0))),
    )


def _spread(middle: float, first: float, step: float, reach: float) -> list[float]:
    count = 1 + int((reach - first) // step)
    offsets = [first + k * step for k in range(count)]
    return [middle - offset for offset in reversed(offsets)] + [middle + offset for offset in offsets]


def _presence(plot: Box, place: Point) -> float:
    x0, y0 = plot.middle
    outward = abs(place[0] - x0) / plot.width + abs(place[1] - y0) / plot.depth
    return PRESENT_IN_THE_MIDDLE - PRESENT_LOST_OUTWARD * outward


def _house(site: Site, place: Point, number: int) -> House:
    wide, deep = site.between(*HOUSE_SIDES_M), site.between(*HOUSE_SIDES_M)
    x = place[0] + JITTER_M * (2 * site.chance.random() - 1) - wide / 2
    y = place[1] + JITTER_M * (2 * site.chance.random() - 1) - deep / 2
    return House(
        box=Box(x, y, x + wide, y + deep),
        number=str(number),
        local="",
        use="house",
        levels=site.between(1, 3),
        stairs=1,
        homes=site.pick((1, 1, 1, 2)),
        notch=0.4 if site.happens(0.2) else 0.0,
        turn=TURNS * (2 * site.chance.random() - 1),
    )


def _paths(site: Site, plot: Box, middle: Point) -> list[Path]:
    (x0, y0), box = middle, site.box
    between_rows = FIRST_ROW_M + ROW_M / 2
    west, east = round(plot.west + VERGE_M, 1), round(plot.east - VERGE_M, 1)
    footpaths = [round(y0 - between_rows, 1), round(y0 + between_rows, 1)]
    lane = ((box.west, y0), (west, y0), (x0, y0), (east, y0), (box.east, y0))
    up = ((x0, box.south), (x0, footpaths[0]), (x0, y0), (x0, footpaths[1]), (x0, box.north))
    return [
        Path(lane, "residential", LANE_WIDTH_M),
        Path(up, "path", PATH_WIDTH_M),
        *(Path(((west, y), (x0, y), (east, y)), "footway", PATH_WIDTH_M) for y in footpaths),
    ]
