"""Zones that look for trouble: on roads and nodes, with holes and parts, slivers, everything, nothing."""

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geo_service.bench.random_zones import random_zones


def nasty_zone(kind, ground, network, chance):
    """One zone of a kind, metres, somewhere in the town; not valid or empty now and then."""
    return KINDS[kind](ground, network, chance)


def _place(network, chance):
    return network.xy[chance.integers(len(network.xy))]


def _drawn(ground, _network, chance):
    return next(random_zones(ground, 1, seed=int(chance.integers(2**31)))).outline


def _along_a_road(_ground, network, chance):
    """A strip whose one side is a road's own line."""
    piece = int(chance.integers(len(network.tail)))
    ends = network.xy[[network.tail[piece], network.head[piece]]]
    return shapely.LineString(ends).buffer(float(chance.uniform(20, 150)), single_sided=True, cap_style="flat")


def _corners_on_nodes(_ground, network, chance):
    middle = _place(network, chance)
    near = network.xy[np.hypot(*(network.xy - middle).T) < chance.uniform(60, 400)]
    picked = near[chance.permutation(len(near))[:8]]
    return shapely.MultiPoint(picked).convex_hull


def _with_hole(_ground, network, chance):
    x, y = _place(network, chance)
    wide, high = chance.uniform(120, 500, 2)
    hole = Point(_place(network, chance) * 0.0 + (x, y)).buffer(float(chance.uniform(5, 55)))
    return box(x - wide, y - high, x + wide, y + high).difference(hole)


def _in_parts(_ground, network, chance):
    x, y = _place(network, chance)
    gap = float(chance.choice([0.5, 3.0, 30.0]))
    return MultiPolygon([box(x - 200, y - 150, x - gap, y + 100), box(x + gap, y - 100, x + 180, y + 160)])


def _ring(_ground, network, chance):
    middle = Point(_place(network, chance))
    outer = float(chance.uniform(40, 300))
    return middle.buffer(outer).difference(middle.buffer(outer * float(chance.uniform(0.3, 0.95))))


def _tiny(_ground, network, chance):
    return Point(_place(network, chance) + chance.uniform(-2, 2, 2)).buffer(float(chance.uniform(0.5, 9)))


def _huge(_ground, network, chance):
    return Point(_place(network, chance)).buffer(float(chance.uniform(900, 2500)))


def _everything(_ground, network, _chance):
    west, south = network.xy.min(axis=0) - 500
    east, north = network.xy.max(axis=0) + 500
    return box(west, south, east, north)


def _nowhere(_ground, network, chance):
    x, y = network.xy.max(axis=0) + chance.uniform(2000, 4000, 2)
    return box(x, y, x + 200, y + 200)


def _sliver(_ground, network, chance):
    x, y = _place(network, chance)
    turn = chance.uniform(0, np.pi)
    reach = chance.uniform(100, 500) * np.array([np.cos(turn), np.sin(turn)])
    middle = np.array([x, y])
    return shapely.LineString([middle - reach, middle + reach]).buffer(float(chance.uniform(0.8, 4)), cap_style="flat")


def _spiky(_ground, network, chance):
    x, y = _place(network, chance)
    angle = np.linspace(0, 2 * np.pi, 30, endpoint=False)
    reach = chance.uniform(40, 400) * np.where(np.arange(30) % 2, chance.uniform(0.2, 0.5), 1.0)
    return Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))


KINDS = {
    "drawn": _drawn,
    "along_a_road": _along_a_road,
    "corners_on_nodes": _corners_on_nodes,
    "with_hole": _with_hole,
    "in_parts": _in_parts,
    "ring": _ring,
    "tiny": _tiny,
    "huge": _huge,
    "sliver": _sliver,
    "spiky": _spiky,
    "drawn_again": _drawn,
    "everything": _everything,
    "nowhere": _nowhere,
}
