"""The whole job on a generated, fictional township: register, zones, plans, maps and lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.exports import export_grids, export_zone
from geo_service.actions.imports import write_layers
from geo_service.actions.maps import MapLook, draw_grids, draw_zone
from geo_service.actions.register import attribution_of
from geo_service.importers.demo import DemoZone, make_township
from geo_service.model.account import ADMIN, Actor
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store

DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("演示", ADMIN), reason="演示：划定范围")
ADDRESSES_SHOWN = 3


@dataclass(frozen=True)
class Demo:
    """What the demonstration made: zones, files, and a few addresses to try in the check."""

    zones: tuple[ZoneVersion, ...]
    files: tuple[Path, ...]
    addresses: tuple[str, ...]


def build_demo(store: Store, *, buildings: int, seed: int, folder: Path, at: datetime) -> Demo:
    """
    Make the township, designate its zones, and write maps and lists into a folder.

    Doing it again with the same store changes nothing in the register and adds no zones.
    """
    township = make_township(buildings, seed=seed)
    write_layers(store, township.layers, source="demo")
    zones = designate_once(store, township.zones, at=at)
    files = [path for zone in zones for path in _documents(store, zone, folder, at)]
    return Demo(zones, (*files, *_grid_documents(store, folder, at)), _addresses(township.addresses))


def designate_once(store: Store, drawings: Sequence[DemoZone], *, at: datetime) -> tuple[ZoneVersion, ...]:
    """Designate the drawings that no zone of the store has yet, by name; all of them are returned."""
    known = {zone.name: zone for zone in store.latest_zones()}
    return tuple(known.get(drawing.name) or _designate(store, drawing, at) for drawing in drawings)


def _designate(store: Store, drawing: DemoZone, at: datetime) -> ZoneVersion:
    decision = replace(DECISION, name=drawing.name)
    made = designate_drawing(store, drawing.polygon, category=drawing.category, decision=decision, at=at)
    return made.zones[0]


def _documents(store: Store, zone: ZoneVersion, folder: Path, at: datetime) -> list[Path]:
    page = folder / "maps" / f"{zone.zone_id}.html"
    drawn = draw_zone(store, zone.zone_id, page, MapLook("zh", attribution_of(store), at))
    return [drawn, *export_zone(store, zone.zone_id, folder / "lists", at=at)]


def _grid_documents(store: Store, folder: Path, at: datetime) -> tuple[Path, Path]:
    page = draw_grids(store, folder / "maps" / "grids.html", MapLook("zh", attribution_of(store), at))
    return page, export_grids(store, folder / "lists", at=at)


def _addresses(addresses: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(text for text, _ in addresses[:ADDRESSES_SHOWN])
