"""Named lines in metres round a point, as features: small street plans whose answers can be seen."""

from shapely import LineString, MultiLineString, Polygon, box

from geo_service.coords.metric import MetricPlane
from geo_service.derive.linear_features import RIVER, ROAD, LinearFeature, LinearFeatures, linear_features
from geo_service.model.frames import shape_frame

PLANE = MetricPlane(108.78, 29.53)


def road(name, *lines):
    """A road along lines of (x, y) metres."""
    return LinearFeature(name, ROAD, MultiLineString([LineString(line) for line in lines]))


def river(name, *ring):
    """A river drawn as an area."""
    return LinearFeature(name, RIVER, MultiLineString([LineString([*ring, ring[0]])]))


def town(*features):
    """These features on one plane."""
    return LinearFeatures(PLANE, tuple(sorted(features, key=lambda one: one.key)))


def across(name, y, west=-100, east=500):
    """A road from west to east."""
    return road(name, [(west, y), (east, y)])


def along(name, x, south=-100, north=500):
    """A road from south to north."""
    return road(name, [(x, south), (x, north)])


SQUARE = (along("东路", 300), across("南路", 0), along("西路", 0), across("北路", 300))
"""Four roads round a square of 300 m."""


def lattice(xs, ys):
    """A grid of streets: 纵一路, 纵二路 … from west to east, 横一路 … from south to north."""
    numbers = "一二三四五六七八九"
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    upright = [along(f"纵{numbers[k]}路", x, south, north) for k, x in enumerate(xs)]
    level = [across(f"横{numbers[k]}路", y, west, east) for k, y in enumerate(ys)]
    return town(*upright, *level)


def area_m2(shape):
    """The area of a lon/lat shape."""
    return PLANE.to_metres(shape).area


def iou(one, other_m):
    """Ground in common of a lon/lat shape and one in metres."""
    local = PLANE.to_metres(one)
    return local.intersection(other_m).area / local.union(other_m).area


def drawn(*bounds_m):
    """A lon/lat box from west, south, east, north in metres."""
    return PLANE.to_lonlat(box(*bounds_m))


def lonlat(ring_m, *holes_m):
    """A lon/lat polygon from a ring and holes in metres."""
    return PLANE.to_lonlat(Polygon(ring_m, holes_m))


def layers(**rows):
    """Roads, barriers and estates as features, from rows with geometry in metres."""
    frames = {
        name: shape_frame(name, [{**row, "geometry": PLANE.to_lonlat(row["geometry"])} for row in rows.get(name, [])])
        for name in ("roads", "barriers", "estates")
    }
    return linear_features(frames["roads"], frames["barriers"], frames["estates"], PLANE)
