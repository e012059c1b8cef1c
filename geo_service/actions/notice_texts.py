"""Zones of the store as the text of a notice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo_service.actions.bounds import drawn_again, reaches_register, words_of_drawing
from geo_service.actions.places import register_vocabulary
from geo_service.actions.protocols import protocol_for
from geo_service.actions.register import admin_of, read_buildings
from geo_service.actions.zones import current_zone
from geo_service.addresses.match import ADMIN_LEVELS, Admin
from geo_service.addresses.normalize import normalize
from geo_service.addresses.vocabulary import Vocabulary, strip_admin
from geo_service.errors import InputError
from geo_service.exports.folder import write_together
from geo_service.model.extent import DrawnShape
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.said import NoticeItem
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.notices.write import NoticeText, write_notice
from geo_service.storage.store import Store
from geo_service.zones.delineate import buildings_inside, label_of
from geo_service.zones.protocol import Protocol
from geo_service.zones.said_areas import SaidArea
from geo_service.zones.saying import Called, item_of_zone

VERBS = {"designate": "划定", "adjust": "调整", "downgrade": "调整", "lift": "解除"}
"""What a title says is done with zones, by action."""


@dataclass(frozen=True)
class NoticeFrame:
    """The parts of a notice that are not zones; what is left out is made from the zones and their protocol."""

    title: str | None = None
    issuer: str = ""
    basis: str | None = None


def write_zones(store: Store, zone_ids: Sequence[str], frame: NoticeFrame, *, at: datetime) -> str:
    """
    The notice of zones, each in its newest version, in the order given.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    InputError
        If no zone is named, the zones follow several protocols, or a zone holds nothing that has a name.
    """
    zones = [current_zone(store, zone_id) for zone_id in dict.fromkeys(zone_ids)]
    protocol = _common_protocol(store, zones)
    items = tuple(_item(store, zone, protocol, frame.title or frame.issuer) for zone in zones)
    labels = dict.fromkeys(item.category for item in items if item.category and item.action != "lift")
    return write_notice(
        NoticeText(
            title=frame.title or f"{frame.issuer}关于{_verbs(items)}风险区的通告",
            issued=at.astimezone(LOCAL_TIME).date(),
            items=_by_deed(items),
            basis=_basis(protocol) if frame.basis is None else frame.basis,
            measures={label: protocol.category(label).measures for label in labels},
            tally=_tally(store, protocol),
            issuer=frame.issuer,
        )
    )


def save_notice(text: str, path: Path) -> None:
    """Write a notice's text to a file, whole or not at all."""

    def write(unfinished: Path) -> None:
        unfinished.write_text(text, encoding="utf-8")

    write_together(path.parent, {path.name: write})


def _common_protocol(store: Store, zones: Sequence[ZoneVersion]) -> Protocol:
    ids = sorted({zone.protocol for zone in zones})
    if len(ids) != 1:
        raise InputError(f"one notice has zones of one protocol; these have {', '.join(ids) or 'none'}")
    return protocol_for(store, ids[0])


def _by_deed(items: Sequence[NoticeItem]) -> tuple[NoticeItem, ...]:
    """Items of one action, category and hour together, in the order in which the first of them stand."""
    groups: dict[tuple[str | None, ...], list[NoticeItem]] = {}
    for item in items:
        groups.setdefault((item.action, item.category, item.from_category, item.effective), []).append(item)
    return tuple(item for group in groups.values() for item in group)


def _verbs(items: Iterable[NoticeItem]) -> str:
    return "、".join(dict.fromkeys(VERBS[item.action] for item in items))


def _basis(protocol: Protocol) -> str:
    return f"根据《{protocol.title}》（{protocol.heading.reference}）有关规定，经研究决定，现将有关事项通告如下："


def _tally(store: Store, protocol: Protocol) -> dict[str, int]:
    """Zones in force by category label, the strictest first; what the others leave is no zone."""
    binding = store.latest_zones(status=IN_FORCE, published=True)
    counts = Counter(zone.category for zone in binding if zone.protocol == protocol.id)
    ranked = sorted(protocol.categories, key=lambda category: -category.rank)
    return {category.label: counts[category.id] for category in ranked if not category.residual}


def _item(store: Store, zone: ZoneVersion, protocol: Protocol, title: str) -> NoticeItem:
    buildings = read_buildings(store, ids=[member.building_id for member in zone.members])
    called = replace(_called(store, buildings), sides=_sides(store, zone, protocol))
    item = item_of_zone(store.zone_history(zone.zone_id), called, protocol)
    # a district does not name itself in its own notices
    return replace(item, district=None) if item.district and item.district in title else item


def _sides(store: Store, zone: ZoneVersion, protocol: Protocol) -> tuple[SaidArea, ...]:
    """A drawn zone by its four sides; none when that text, drawn again, would hold other buildings."""
    drawn = zone.extent.said is None and all(isinstance(part, DrawnShape) for part in zone.extent.parts)
    if zone.geometry is None or not drawn or not reaches_register(store, zone.geometry):
        return ()
    words = words_of_drawing(store, zone.geometry)
    again = drawn_again(store, words)
    if again is None or any(one.unnamed_m for part in words.parts for one in part.sides.values()):
        return ()
    buildings = read_buildings(store, bounds=again.union(zone.geometry).bounds)
    held = set(buildings_inside(again, buildings, protocol.membership.rule)["building_id"])
    same = held == {member.building_id for member in zone.members}
    return tuple(part.said for part in words.parts) if same else ()


def _called(store: Store, buildings: gpd.GeoDataFrame) -> Called:
    """What the register calls buildings and the estates they lie in."""
    vocabulary = register_vocabulary(store)
    estates = store.read_layer("estates", ids={one for one in buildings["estate_id"] if isinstance(one, str)})
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    near = store.read_layer("buildings", bounds=tuple(estates.total_bounds)) if len(estates) else buildings
    members = {
        name: near["building_id"][near["estate_id"] == estate_id].tolist()
        for estate_id, name in names.items()
        if isinstance(name, str)
    }
    rows = buildings.drop(columns="geometry").to_dict("records")
    texts = {row["building_id"]: _text_of(row, names, vocabulary) for row in rows}
    common = _common_admin(admin_of(store, buildings.geometry.to_numpy()))
    return Called(texts, members, common.district, common.township, common.community)


def _text_of(row: dict[str, object], names: dict[str, str], vocabulary: Vocabulary) -> str:
    """Estate and number, else the first address, else the name."""
    stated = row["addresses"] if isinstance(row["addresses"], list) else []
    if row["estate_id"] not in names and stated:
        return strip_admin(normalize(stated[0]), vocabulary)[1]
    return label_of(row, names)


def _common_admin(admins: Sequence[Admin]) -> Admin:
    """The names that all have in common."""
    common = {level: {getattr(admin, level) for admin in admins} for level in ADMIN_LEVELS}
    return Admin(**{level: found.pop() for level, found in common.items() if len(found) == 1})
