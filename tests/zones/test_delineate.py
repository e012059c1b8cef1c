"""Zones from drawings."""

import pytest
from shapely import LineString, MultiPolygon, Polygon, box

from geo_service.errors import GeometryError, ProtocolError
from geo_service.model.extent import DrawnShape
from geo_service.zones.delineate import why_inside, zone_from_drawing
from geo_service.zones.protocol import load_protocol
from tests.zones.register import at_metres, building, buildings_frame

NINTH = load_protocol("cn-covid-2022-9")
TOWN = buildings_frame(
    building("b1", (0, 0, 20, 10), number="1", estate_id="e1"),
    building("b2", (40, 0, 60, 10), number="2", estate_id="e1"),
    building("b3", (100, 0, 120, 10), number="3", estate_id="e2"),
)


def draw(*bounds_m, category="high", **options):
    return zone_from_drawing(at_metres(*bounds_m), TOWN, NINTH, category, **options)


def test_every_building_partly_inside_is_a_member_with_its_reason():
    zone = draw(-5, -5, 45, 15)
    assert [member.building_id for member in zone.members] == ["b1", "b2"]
    assert zone.members[1].share_inside == pytest.approx(0.25, abs=1e-4)
    assert zone.members[1].why == "建筑轮廓 25% 位于划定范围内"


def test_the_drawing_is_kept_as_it_was_drawn():
    drawn = at_metres(-5, -5, 45, 15)
    zone = zone_from_drawing(drawn, TOWN, NINTH, "高风险区")
    assert zone.category == "high"
    assert zone.extent.parts == (DrawnShape(MultiPolygon([drawn])),)
    assert zone.geometry.equals(drawn)


def test_it_is_named_after_its_estates():
    names = {"e1": "怡景花园", "e2": "翠湖"}
    assert draw(-5, -5, 45, 15, estate_names=names).name_hint == "怡景花园"
    assert draw(-5, -5, 130, 15, estate_names=names).name_hint == "怡景花园、翠湖"
    assert draw(-5, -5, 45, 15).name_hint == "划定范围（2 栋）"


def test_a_drawing_without_buildings_says_so():
    zone = draw(200, 200, 300, 300)
    assert (zone.members, zone.problems) == ((), ("划定范围内没有登记的楼栋",))


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (Polygon(), "empty"),
        (LineString([(108, 29), (109, 30)]), "LineString"),
        (Polygon([(108, 29), (108.1, 29.1), (108.1, 29), (108, 29.1)]), "crosses itself"),
        (box(500_000, 3_200_000, 500_100, 3_200_100), "degrees"),
    ],
)
def test_what_is_no_drawing_is_refused(drawing, words):
    with pytest.raises(GeometryError, match=words):
        zone_from_drawing(drawing, TOWN, NINTH, "high")


def test_low_can_not_be_drawn():
    with pytest.raises(ProtocolError, match="low can't be designated"):
        draw(0, 0, 10, 10, category="low")


@pytest.mark.parametrize(("share", "words"), [(0.002, "不足 1%"), (0.37, "37%"), (0.999, "99%"), (1.0, "全部")])
def test_the_share_is_told_in_words(share, words):
    assert words in why_inside(share)
