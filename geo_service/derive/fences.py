"""
What shuts a zone's boundary between the posts: walls, fences, rivers, rail, buildings, or nothing yet.

Where nothing stands, a fence or a tape must. A fence cuts nothing by itself in the plan: only posts do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.ops import substring

STEP_M = 5.0
"""The boundary is looked at in stretches of this length; shorter than any gate is wide."""
BESIDE_M = 6.0
"""A wall or river this close runs along the boundary: drawn lines and surveyed ones differ by a lane's width."""
OPEN = "open"
BUILDING = "building"
ORDER = ("wall", "fence", "rail", "river", BUILDING)
"""Which barrier is named where several run side by side: the one hardest to pass first."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of the boundary and what shuts it; metres."""

    kind: str
    line: LineString
    length_m: float


def boundary_stretches(
    zone: Polygon | MultiPolygon, barriers: gpd.GeoDataFrame, footprints: Sequence[Polygon | MultiPolygon]
) -> list[Stretch]:
    """
    Cut the boundary into stretches by what shuts them.

    Parameters
    ----------
    zone
        Outline in metres.
    barriers
        Register layer on the same plane.
    footprints
        Buildings near the boundary, which nobody walks through.

    Returns
    -------
    stretches
        In order along each ring, rings as the zone has them; their lengths add up to the boundary.
    """
    shapes = _by_kind(barriers, footprints)
    rings = [ring for part in shapely.get_parts(zone) for ring in (part.exterior, *part.interiors)]
    return [stretch for ring in rings for stretch in _along(LineString(ring.coords), shapes)]


def _by_kind(
    barriers: gpd.GeoDataFrame, footprints: Sequence[Polygon | MultiPolygon]
) -> list[tuple[str, shapely.STRtree]]:
    kinds = barriers["kind"].to_numpy(dtype=object)
    shapes = {kind: barriers.geometry.to_numpy()[kinds == kind] for kind in ORDER if kind != BUILDING}
    shapes[BUILDING] = np.array(list(footprints), dtype=object)
    return [(kind, shapely.STRtree(shapes[kind])) for kind in ORDER if len(shapes[kind])]


def _along(ring: LineString, shapes: Sequence[tuple[str, shapely.STRtree]]) -> list[Stretch]:
    count = max(1, int(np.ceil(ring.length / STEP_M)))
    steps = np.linspace(0.0, ring.length, count + 1)
    middles = shapely.line_interpolate_point(ring, (steps[:-1] + steps[1:]) / 2)
    kind = np.full(count, OPEN, dtype=object)
    for name, tree in reversed(shapes):
        beside = np.unique(tree.query(middles, "dwithin", distance=BESIDE_M)[0])
        kind[beside] = name
    changes = np.flatnonzero(kind[1:] != kind[:-1]) + 1
    bounds = [0, *changes.tolist(), count]
    return [_stretch(ring, str(kind[start]), float(steps[start]), float(steps[end])) for start, end in pairwise(bounds)]


def _stretch(ring: LineString, kind: str, start_m: float, end_m: float) -> Stretch:
    return Stretch(kind, LineString(substring(ring, start_m, end_m).coords), end_m - start_m)


def gather(stretches: Sequence[Stretch]) -> list[tuple[str, MultiLineString, float]]:
    """All stretches of each kind together with their length, open ones first."""
    found = []
    for kind in (OPEN, *ORDER):
        own = [one for one in stretches if one.kind == kind]
        if own:
            found.append((kind, MultiLineString([one.line for one in own]), sum(one.length_m for one in own)))
    return found
