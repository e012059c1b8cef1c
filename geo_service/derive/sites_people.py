"""
Who is sampled together: the stairs of each building with their people, as counts only.

Where stairs are known a stair is a group, else the whole building. People of a building are shared out evenly over its
stairs, whole persons, none lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np


@dataclass(frozen=True)
class Group:
    """People of one stair ("" for a whole building): the building's row, how many, and whether that is estimated."""

    building: int
    stair: str
    people: int
    estimated: bool


def stair_names(buildings: gpd.GeoDataFrame, named: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """
    Names of each building's stairs; empty where their number is not known.

    A zone that covers some stairs of a building names them, and only those count.
    """
    counts = buildings["stairs"].to_numpy(dtype=float, na_value=0.0).astype(int).tolist()
    return [
        stairs or tuple(f"{number}单元" for number in range(1, count + 1))
        for stairs, count in zip(named, counts, strict=True)
    ]


def stair_groups(buildings: gpd.GeoDataFrame, stairs: Sequence[tuple[str, ...]]) -> list[Group]:
    """The groups of all buildings with people, in the order of the frame; each building's people are all in them."""
    people = np.ceil(buildings["people"].to_numpy(dtype=float, na_value=0.0)).astype(int).tolist()
    estimated = buildings["people_estimated"].to_numpy(dtype=bool, na_value=True).tolist()
    groups: list[Group] = []
    for row, (count, names) in enumerate(zip(people, stairs, strict=True)):
        if count > 0:
            groups += _groups(row, names or ("",), count, estimated[row])
    return groups


def _groups(row: int, names: tuple[str, ...], people: int, estimated: bool) -> list[Group]:
    each, more = divmod(people, len(names))
    return [
        Group(row, name, each + (number < more), estimated or len(names) > 1)
        for number, name in enumerate(names)
        if each + (number < more) > 0
    ]
