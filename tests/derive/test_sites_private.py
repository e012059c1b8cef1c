from types import SimpleNamespace

import geopandas as gpd
from shapely import Point, box

from geo_service.derive.sites_private import Found, disinfection_sites
from geo_service.model.case import CasePlace

HOUSE = box(104.0, 30.0, 104.0002, 30.0002)


def frame(**columns):
    return gpd.GeoDataFrame({**columns, "geometry": [HOUSE]}, geometry="geometry", crs="EPSG:4326")


PLAN = SimpleNamespace(
    frames={
        "building": frame(building_id=["b1"]),
        "transfer_point": frame(transfer_point_id=["Z01"], building_ids=[["b1"]]),
        "medical_waste_point": frame(medical_waste_point_id=["M01"], building_ids=[["b1"]]),
    }
)


def sites(place, found):
    return disinfection_sites([("z-001", place)], [found], PLAN, near_m=30)


def test_an_address_means_its_building_and_stair():
    (site,) = sites(CasePlace("第2行", "residence", "怡景花园1栋2单元", None), Found(("b1",), "2单元"))
    assert (site.building_id, site.stair, site.transfer_point_id, site.medical_waste_point_id) == (
        "b1",
        "2单元",
        "Z01",
        "M01",
    )


def test_a_position_beside_a_building_means_it():
    (site,) = sites(CasePlace("第2行", "work", "", None, 104.0003, 30.0001), Found())
    assert site.building_id == "b1"


def test_a_place_that_means_no_building_is_still_listed():
    (site,) = sites(CasePlace("第2行", "visited", "乙街", None, 104.1, 30.1), Found())
    assert (site.building_id, site.transfer_point_id) == (None, None)
    assert Point(site.lon, site.lat) == Point(104.1, 30.1)
