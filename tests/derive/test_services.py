import geopandas as gpd
import numpy as np
from shapely import Point, box

from geo_service.derive.services import likely_services, nearest_services, venues_to_pause
from geo_service.network.graph import network_of
from tests.network.towns import PLANE, roads

ZONE = box(0, 0, 100, 100)
ROAD = network_of(roads([(100, 50), (1000, 50), (1000, 500), (120, 500)]))
EXITS = np.array([Point(100, 50)], dtype=object)


def facilities(*rows):
    columns = ["facility_id", "kind", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=PLANE).assign(name=None)


def nearest(*rows, wanted):
    found = facilities(*rows)
    return nearest_services(likely_services(ZONE, found, wanted), EXITS, ROAD, wanted).set_index("facility_id")


def test_the_road_decides_not_the_straight_line():
    near_by_air, near_by_road = Point(120, 500), Point(990, 50)
    found = nearest(("air", "hospital", near_by_air), ("road", "hospital", near_by_road), wanted={"hospital": 1})
    assert found.index.tolist() == ["road"]
    assert found.loc["road", "distance_m"] == 890


def test_a_facility_inside_is_at_no_distance():
    found = nearest(("in", "pharmacy", Point(50, 50)), wanted={"pharmacy": 2})
    assert (found.loc["in", "inside"], found.loc["in", "distance_m"]) == (True, 0)


def test_without_a_road_the_straight_line_is_said_to_be_one():
    found = nearest(("far", "hospital", Point(50, -900)), wanted={"hospital": 1})
    assert (found.loc["far", "distance_m"], found.loc["far", "distance_basis"]) == (900, "straight")


def test_each_kind_has_as_many_as_wanted():
    rows = [(f"{kind}{x}", kind, Point(x, 50)) for kind in ("hospital", "pharmacy") for x in (200, 300, 400)]
    found = nearest(*rows, wanted={"hospital": 2, "pharmacy": 1})
    assert sorted(found.index) == ["hospital200", "hospital300", "pharmacy200"]


def test_a_venue_inside_pauses_and_one_at_the_edge_does_not():
    found = facilities(
        ("in", "venue", Point(50, 50)), ("edge", "venue", Point(100, 50)), ("shop", "market", Point(5, 5))
    )
    assert venues_to_pause(ZONE, found, ["venue"], action="暂停营业")["facility_id"].tolist() == ["in"]
