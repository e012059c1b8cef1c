"""Blocks of public buildings, works and greens: six parcels on a drive, each with a facility or a shed."""

from dataclasses import dataclass

from geo_service.importers.demo.site import (
    BarrierAt,
    Block,
    Box,
    FacilityAt,
    Frontage,
    GateAt,
    House,
    Path,
    Site,
    open_ring,
)

DRIVE_HALF_M = 8.0
"""From the drive's centre to the parcels on both sides of it."""
PARCEL_GAP_M = 6.0
COLUMNS = 3
DRIVE_M = 7.0
ENTRANCE_M = 5.0
SHED_SHARE = 0.62
NOTCH = 0.5


@dataclass(frozen=True)
class Parcel:
    """What a parcel carries; `kind` None is no facility, `use` None no building."""

    kind: str | None
    title: str
    use: str | None
    levels: int
    outline: bool = False
    fenced: bool = False


PUBLIC = (
    Parcel("hospital", "医院", "hospital", 8, outline=True, fenced=True),
    Parcel("school", "小学", "school", 4, outline=True, fenced=True),
    Parcel("market", "农贸市场", "commercial", 2, outline=True),
    Parcel("square", "广场", None, 0, outline=True),
    Parcel("fire_station", "消防救援站", "public", 3),
    Parcel("parking", "停车场", None, 0, outline=True),
    Parcel("police", "派出所", "public", 4),
    Parcel("venue", "文化活动中心", "civic", 3),
    Parcel("supermarket", "购物中心", "commercial", 4),
    Parcel("clinic", "卫生服务站", "clinic", 2),
    Parcel("pharmacy", "药房", "retail", 2),
    Parcel("school", "中学", "school", 5, outline=True, fenced=True),
)
WORKS = (Parcel(None, "厂房", "industrial", 2),) * (2 * COLUMNS)


def lay_out_public(site: Site, stem: str, turn: int) -> Block:
    """Six public parcels; successive turns go through the table so that every kind appears."""
    first = turn * 2 * COLUMNS
    parcels = [PUBLIC[(first + k) % len(PUBLIC)] for k in range(2 * COLUMNS)]
    return _lay_out_parcels(site, parcels, stem)


def lay_out_works(site: Site, stem: str) -> Block:
    """Six sheds."""
    return _lay_out_parcels(site, list(WORKS), stem)


def lay_out_green(site: Site, stem: str) -> Block:
    """A square with trees and two footways that cross."""
    x, y = site.box.middle
    box = site.box
    return Block(
        facilities=(FacilityAt("square", f"{stem}公园广场", site.plot.ring(), site.fronts["south"].street),),
        paths=(
            Path(((box.west, y), (x, y), (box.east, y)), "footway", 4.0),
            Path(((x, box.south), (x, y), (x, box.north)), "footway", 4.0),
        ),
    )


def _lay_out_parcels(site: Site, parcels: list[Parcel], stem: str) -> Block:
    boxes = _parcel_boxes(site)
    parts = [_part(site, parcel, box, stem) for parcel, box in zip(parcels, boxes, strict=True)]
    return Block(
        houses=tuple(house for part in parts for house in part.houses),
        paths=(_drive(site, boxes), *(path for part in parts for path in part.paths)),
        gates=tuple(gate for part in parts for gate in part.gates),
        facilities=tuple(facility for part in parts for facility in part.facilities),
        barriers=tuple(barrier for part in parts for barrier in part.barriers),
    )


def _parcel_boxes(site: Site) -> list[Box]:
    plot, drive_y = site.plot, site.box.middle[1]
    width = (plot.width - PARCEL_GAP_M * (COLUMNS - 1)) / COLUMNS
    wests = [plot.west + k * (width + PARCEL_GAP_M) for k in range(COLUMNS)]
    sides = ((plot.south, drive_y - DRIVE_HALF_M), (drive_y + DRIVE_HALF_M, plot.north))
    return [Box(west, south, west + width, north) for south, north in sides for west in wests]


def _drive(site: Site, boxes: list[Box]) -> Path:
    y = site.box.middle[1]
    xs = [site.box.west, *(box.middle[0] for box in boxes[:COLUMNS]), site.box.east]
    return Path(tuple((x, y) for x in xs), "service", DRIVE_M)


def _part(site: Site, parcel: Parcel, box: Box, stem: str) -> Block:
    """One parcel with its way in from the drive."""
    drive_y = site.box.middle[1]
    south_side = box.north < drive_y
    front = site.fronts["south" if south_side else "north"]
    door = (box.middle[0], box.north if south_side else box.south)
    local = front.plate(box.middle[0])
    name = f"{stem}{parcel.title}"
    facilities = () if parcel.kind is None else (_facility(parcel, box, name, local),)
    return Block(
        houses=() if parcel.use is None else (_hall(parcel, parcel.use, box, front),),
        paths=(Path(((door[0], drive_y), door), "footway", ENTRANCE_M),),
        gates=(GateAt("entrance", door, f"{name}入口", ENTRANCE_M),) if parcel.fenced else (),
        facilities=facilities,
        barriers=(BarrierAt("fence", f"{name}围栏", open_ring(box, [(door, ENTRANCE_M)])),) if parcel.fenced else (),
    )


def _facility(parcel: Parcel, box: Box, name: str, local: str) -> FacilityAt:
    shape = box.ring() if parcel.outline else (_hall_box(box).middle,)
    return FacilityAt(str(parcel.kind), name, shape, local)


def _hall(parcel: Parcel, use: str, box: Box, front: Frontage) -> House:
    at_m = box.middle[0]
    number, local = str(front.plate_number(at_m)), front.plate(at_m)
    return House(
        _hall_box(box), number, local, use, parcel.levels, None, 0, notch=0.0 if use == "industrial" else NOTCH
    )


def _hall_box(box: Box) -> Box:
    margin_x = box.width * (1 - SHED_SHARE) / 2
    margin_y = box.depth * (1 - SHED_SHARE) / 2
    return Box(box.west + margin_x, box.south + margin_y, box.east - margin_x, box.north - margin_y)
