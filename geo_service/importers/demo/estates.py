"""Estates (小区): a walled compound with rows of slab buildings, lanes, gates, and sometimes shops in front."""

from dataclasses import dataclass
from typing import Any

from geo_service.importers.demo.site import BarrierAt, Block, Box, GateAt, House, Path, Point, Site, open_ring


@dataclass(frozen=True)
class Style:
    """A way of building flats; `pitch_m` is the least from row to row, which the winter sun decides."""

    levels: int
    depth_m: float
    unit_m: float
    units: tuple[int, ...]
    pitch_m: float
    homes_per_floor: int


# usual shapes of Chinese housing: walk-up slabs of 6-7 floors, lift slabs of 11 and 18, towers of 20
STYLES = (
    Style(6, 12.0, 15.0, (3, 4), 30.0, 2),
    Style(6, 12.0, 15.0, (2, 3), 30.0, 2),
    Style(7, 12.0, 16.0, (2, 3, 4), 31.0, 2),
    Style(11, 14.0, 18.0, (2, 3), 38.0, 2),
    Style(18, 16.0, 22.0, (1, 2), 46.0, 2),
    Style(20, 24.0, 26.0, (1,), 58.0, 4),
)

SHOP_STRIP_M = 16.0
"""Shops of 12 m and a 4 m gap to the wall behind them."""
SHOP_DEPTH_M = 12.0
SHOP_WIDTHS_M = (12, 24)
SHOPS_SHARE = 0.5
SHOP_KINDS = ("pharmacy", "supermarket", "clinic", "market", None, None, None, None, None, None)

FRONT_YARD_M = 14.0
"""From the wall to the first row."""
LANE_BEFORE_ROW_M = 5.0
CUT_BEFORE_ROW_M = 8.0
"""Grid lines run here, between the lane and the back of the row before."""
WING_M = 7.0
"""How far the short arm of an L reaches behind its row."""
RING_M = 5.0
"""From the wall to the lane along it."""
SIDE_M = 10.0
SPINE_M = 5.0
"""Half of the clear width along the main drive."""
LEAST_GAP_M = 10.0
DRIVE_M = 6.0
FOOT_M = 3.0

L_SHARE = 0.12
L_NOTCH = 0.55
GARDEN_SHARE = 0.05
PLATED_SHARE = 0.5
"""Estates whose buildings are also known by the plate of the main gate."""
NORTH_GATE_SHARE = 0.7
FOOT_GATE_SHARE = 0.7
STEPS_SHARE = 0.3


def lay_out_estate(site: Site, name: str) -> Block:
    """An estate that fills its site: building numbers run row by row from the south-west."""
    style = site.pick(STYLES)
    shops = site.happens(SHOPS_SHARE)
    plot = site.plot
    compound = plot._replace(south=plot.south + (SHOP_STRIP_M if shops else 0.0))
    spine_x = compound.middle[0]
    rows = _row_lines(compound, style)
    slabs = _slabs(site, compound, style, rows, name)
    lanes = [round(row - LANE_BEFORE_ROW_M, 1) for row in rows]
    gates, drives = _gates(site, compound, lanes, name)
    gaps = [(gate.at, gate.width_m) for gate in gates]
    return Block(
        houses=(*slabs, *(_shops(site, plot, spine_x) if shops else ())),
        paths=(*drives, *_lanes(compound, lanes, slabs)),
        gates=gates,
        barriers=(BarrierAt("wall", f"{name}围墙", open_ring(compound, gaps)),),
        compound=compound.ring([gate.at for gate in gates]),
        name=name,
        cuts=tuple(row - CUT_BEFORE_ROW_M for row in rows[1:]),
    )


def _row_lines(compound: Box, style: Style) -> list[float]:
    """Southern fronts of the rows: as many as the sun allows, spread over the compound."""
    first = compound.south + FRONT_YARD_M
    last = compound.north - RING_M - style.depth_m - WING_M
    count = 1 + int((last - first) // style.pitch_m)
    step = (last - first) / (count - 1) if count > 1 else 0.0
    return [round(first + k * step, 1) for k in range(count)]


def _slabs(site: Site, compound: Box, style: Style, rows: list[float], name: str) -> list[House]:
    units = site.pick(style.units)
    length = units * style.unit_m
    places = [(x, row) for row in rows for x in _columns(compound, length)]
    kept = [place for place in places if not site.happens(GARDEN_SHARE)] or places[:1]
    plate = site.fronts["south"].plate(site.box.middle[0]) if site.happens(PLATED_SHARE) else None
    return [_slab(site, style, units, place)._replace(**_numbered(name, k, plate)) for k, place in enumerate(kept, 1)]


def _columns(compound: Box, length: float) -> list[float]:
    spine_x = compound.middle[0]
    half = compound.width / 2 - SIDE_M - SPINE_M
    count = max(1, int((half + LEAST_GAP_M) // (length + LEAST_GAP_M)))
    step = (half - length) / (count - 1) if count > 1 else 0.0
    east = [spine_x + SPINE_M + k * step for k in range(count)]
    west = [spine_x - SPINE_M - length - k * step for k in range(count)]
    return sorted(west + east)


def _numbered(name: str, number: int, plate: str | None) -> dict[str, Any]:
    """What tells the buildings of an estate apart."""
    local = f"{name}{number}栋"
    return {"number": str(number), "local": local, "plate": f"{plate}{local}" if plate else None}


def _slab(site: Site, style: Style, units: int, place: Point) -> House:
    x, y = place
    winged = site.happens(L_SHARE)
    depth = style.depth_m + (WING_M if winged else 0.0)
    return House(
        box=Box(x, y, x + units * style.unit_m, y + depth),
        number="",
        local="",
        use="apartments",
        levels=style.levels,
        stairs=units,
        homes=units * style.levels * style.homes_per_floor,
        notch=L_NOTCH if winged else 0.0,
        in_estate=True,
    )


def _shops(site: Site, plot: Box, spine_x: float) -> list[House]:
    halves = ((plot.west, spine_x - SPINE_M - FOOT_M), (spine_x + SPINE_M + FOOT_M, plot.east))
    return [shop for start, end in halves for shop in _shop_row(site, plot.south, start, end)]


def _shop_row(site: Site, south: float, start: float, end: float) -> list[House]:
    row, x = [], start
    while x + SHOP_WIDTHS_M[0] <= end:
        width = min(float(site.between(*SHOP_WIDTHS_M)), end - x)
        row.append(_shop(site, Box(x, south, x + width - 1.0, south + SHOP_DEPTH_M)))
        x += width
    return row


def _shop(site: Site, box: Box) -> House:
    front = site.fronts["south"]
    at_m = (box.west + box.east) / 2
    return House(
        box=box,
        number=str(front.plate_number(at_m)),
        local=front.plate(at_m),
        use=site.pick(("retail", "retail", "commercial")),
        levels=site.between(1, 3),
        stairs=None,
        homes=0,
        hosts=site.pick(SHOP_KINDS),
    )


def _lanes(compound: Box, lanes: list[float], slabs: list[House]) -> list[Path]:
    """A lane before each row with a vertex at each door, and one along the west and the east wall."""
    west, east = compound.west + RING_M, compound.east - RING_M
    spine_x = compound.middle[0]
    paths = []
    for k, y in enumerate(lanes):
        doors = {slab.box.middle[0] for slab in slabs if round(slab.box.south - LANE_BEFORE_ROW_M, 1) == y}
        points = tuple((x, y) for x in sorted({west, east, spine_x} | doors))
        highway, width = ("service", 4.0) if k % 2 == 0 else ("footway", FOOT_M)
        paths.append(Path(points, highway, width))
    if len(lanes) > 1:
        paths.append(Path(tuple((west, y) for y in lanes), "footway", FOOT_M))
        paths.append(Path(tuple((east, y) for y in lanes), "service", 4.0))
    return paths


def _gates(site: Site, compound: Box, lanes: list[float], name: str) -> tuple[tuple[GateAt, ...], list[Path]]:
    spine_x = compound.middle[0]
    gates = [GateAt("gate", (spine_x, compound.south), f"{name}南门", DRIVE_M, in_estate=True)]
    spine = [(spine_x, site.box.south), (spine_x, compound.south), *((spine_x, y) for y in lanes)]
    if site.happens(NORTH_GATE_SHARE):
        gates.append(GateAt("gate", (spine_x, compound.north), f"{name}北门", DRIVE_M, in_estate=True))
        spine += [(spine_x, compound.north), (spine_x, site.box.north)]
    drives = [Path(tuple(spine), "service", DRIVE_M)]
    if site.happens(FOOT_GATE_SHARE):
        at = (compound.west, lanes[0])
        gates.append(GateAt("gate", at, f"{name}西门", FOOT_M, in_estate=True))
        highway = "steps" if site.happens(STEPS_SHARE) else "footway"
        drives.append(Path(((site.box.west, at[1]), at, (compound.west + RING_M, at[1])), highway, FOOT_M))
    at = (compound.east, lanes[len(lanes) // 2])
    gates.append(GateAt("gate", at, f"{name}东门", 4.0, in_estate=True))
    drives.append(Path(((compound.east - RING_M, at[1]), at, (site.box.east, at[1])), "service", 4.0))
    return tuple(gates), drives
