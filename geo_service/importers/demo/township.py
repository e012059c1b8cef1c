"""Makes the whole demo township: frames of every layer, zones, case places and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geo_service.errors import InputError
from geo_service.importers.demo.boundaries import describe_cells, ladder_frames, name_communities
from geo_service.importers.demo.fill import Layout, fill_town
from geo_service.importers.demo.ladder import build_ladder
from geo_service.importers.demo.register import (
    barriers_frame,
    buildings_frame,
    estates_frame,
    facilities_frame,
    gates_frame,
    roads_frame,
)
from geo_service.importers.demo.stories import DemoZone, tell_addresses, tell_cases, tell_zones
from geo_service.importers.demo.streets import Network, add_streets
from geo_service.model.frames import LAYERS

MOST_BUILDINGS = 999_999
"""Building ids have six digits."""

_NAMES, _PEOPLE, _RIVER, _CASES, _ADDRESSES = range(10, 15)
"""Independent sources of chance, so that changing one part leaves the others as they were."""


@dataclass(frozen=True)
class Township:
    """A generated town: a frame for each layer of the register but the address registers, and what to try on it."""

    layers: Mapping[str, gpd.GeoDataFrame]
    zones: tuple[DemoZone, ...]
    cases: list[dict[str, Any]]
    addresses: list[tuple[str, str]]


def make_township(buildings: int, *, seed: int = 1) -> Township:
    """
    Make a fictional Chinese township with exactly so many buildings.

    Parameters
    ----------
    buildings
        1 to 999,999. Even the smallest town has its river, bridges, railway, main road and every kind of facility.
    seed
        0 or more. The same arguments give equal frames on any machine.

    Returns
    -------
    township
        Frames in EPSG:4326 with `source` "demo"; zones, case places and addresses that fit them.

    Raises
    ------
    InputError
        If the number of buildings or the seed is out of range.
    """
    if not 1 <= buildings <= MOST_BUILDINGS:
        raise InputError(f"need 1 to {MOST_BUILDINGS} buildings, got {buildings}")
    if seed < 0:
        raise InputError(f"need a seed of 0 or more, got {seed}")

    layout = fill_town(buildings, seed)
    layers = _frames(layout, seed)
    return Township(
        layers={name: layers[name] for name in LAYERS if name in layers},
        zones=tell_zones(layout),
        cases=tell_cases(layers["buildings"], _chance(seed, _CASES)),
        addresses=tell_addresses(layers["buildings"], _chance(seed, _ADDRESSES)),
    )


def _frames(layout: Layout, seed: int) -> dict[str, gpd.GeoDataFrame]:
    ladder = build_ladder(layout.lattice, layout.blocks)
    names = name_communities(layout, ladder, _chance(seed, _NAMES))
    cells = describe_cells(layout, ladder, names)
    network = _network(layout)
    return {
        **ladder_frames(layout, ladder, names),
        "estates": estates_frame(layout, cells),
        "buildings": buildings_frame(layout, cells, _chance(seed, _PEOPLE)),
        "roads": roads_frame(layout.lattice, network),
        "gates": gates_frame(layout, network),
        "facilities": facilities_frame(layout, cells),
        "barriers": barriers_frame(layout, _chance(seed, _RIVER)),
    }


def _network(layout: Layout) -> Network:
    network = Network()
    for cell, block in layout.blocks.items():
        for path in block.paths:
            network.add_path(layout.sites[cell], path)
    add_streets(network, layout.lattice, layout.blocks, layout.streets.name)
    return network


def _chance(seed: int, use: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([seed, use]))
