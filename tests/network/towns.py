"""Tiny hand-made road frames in metres, for tests whose answer one can see."""

import geopandas as gpd
from shapely import LineString

PLANE = "EPSG:4545"  # any metric plane will do


def roads(*ways, **tags):
    """Roads from coordinate lists; equal coordinates are one node. A way may be (coordinates, {column: value})."""
    nodes = {}
    rows = []
    for number, way in enumerate(ways, 1):
        line, own = way if isinstance(way, tuple) and isinstance(way[1], dict) else (way, {})
        rows.append(
            {
                "road_id": f"way/{number}",
                "name": None,
                "way_id": number,
                "highway": "residential",
                "grade_separated": False,
                "oneway": 0,
                "width_m": float("nan"),
                "node_ids": [nodes.setdefault(xy, len(nodes) + 1) for xy in line],
                "access_nodes": [],
                "geometry": LineString(line),
                **tags,
                **own,
            }
        )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=PLANE)


def gates(*rows):
    """Gates from (id, point, kind, estate) tuples."""
    columns = ["gate_id", "geometry", "kind", "estate_id", "name", "width_m", "node_id"]
    return gpd.GeoDataFrame(
        [(*row, None, float("nan"), None) for row in rows], columns=columns, geometry="geometry", crs=PLANE
    )
