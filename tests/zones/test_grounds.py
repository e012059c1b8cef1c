"""Outlines of registered buildings and estates as zones."""

import pytest
from shapely import MultiPolygon, Polygon, box

from geo_service.errors import TableError
from geo_service.zones.grounds import make_grounds, outline_of_buildings, outline_of_estate
from tests.zones.register import at_metres, building, buildings_frame, estates_frame

PAIR = buildings_frame(
    building("a", (0, 0, 20, 20), number="1", estate_id="e1"),
    building("b", (24, 0, 44, 20), number="2", estate_id="e2"),
)
ESTATES = estates_frame(
    {"estate_id": "e1", "name": "怡景花园", "geometry": at_metres(-5, -5, 22, 30)},
    {"estate_id": "e2", "name": None, "geometry": at_metres(23, -5, 50, 30)},
)


def grounds(estates=ESTATES):
    return make_grounds(PAIR, estates)


def footprint(number):
    return PAIR.geometry.iloc[number]


def test_an_outline_holds_its_building_and_not_its_neighbour():
    outline = outline_of_buildings(["a"], grounds(), 10)
    assert outline.covers(footprint(0))
    assert not outline.intersects(footprint(1))


def test_an_estate_has_its_registered_boundary_without_a_note():
    outline, notes = outline_of_estate("e1", grounds(), 10)
    assert outline.symmetric_difference(ESTATES.geometry.iloc[0]).area < 1e-15
    assert notes == ()


@pytest.mark.parametrize("estates", [ESTATES.iloc[:0], ESTATES.assign(geometry=[Polygon(), Polygon()])])
def test_an_estate_without_a_boundary_is_the_hull_of_its_buildings_and_says_so(estates):
    outline, notes = outline_of_estate("e1", grounds(estates), 10)
    assert outline.covers(footprint(0))
    assert not outline.intersects(footprint(1))
    assert "没有登记小区边界" in notes[0]


def test_labels_fall_back_to_the_id_where_there_is_no_name():
    assert (grounds().label("a"), grounds().estate_name("e2")) == ("怡景花园1栋", "e2")
    assert grounds().estate_of["a"] == "e1"


def test_an_estate_without_registered_buildings_is_its_boundary():
    outline, notes = outline_of_estate("e1", make_grounds(PAIR.iloc[:0], ESTATES), 10)
    assert outline.symmetric_difference(ESTATES.geometry.iloc[0]).area < 1e-15
    assert notes == ()


def test_ground_without_anything_has_a_plane_all_the_same():
    empty = make_grounds(PAIR.iloc[:0], ESTATES.iloc[:0])
    assert empty.inside(MultiPolygon([box(0, 0, 1, 1)]), "any_part").empty


def test_stairs_and_members_are_looked_up_by_id():
    assert (grounds().stairs("a"), grounds().member_ids("e2"), grounds().member_ids("e9")) == (None, ("b",), ())


def test_a_frame_of_another_layer_is_refused():
    with pytest.raises(TableError):
        make_grounds(ESTATES, ESTATES)
