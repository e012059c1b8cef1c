"""What places are called, with their administrative names."""

import pytest

from geo_service.actions.called import texts_at_point, texts_of_buildings
from geo_service.actions.imports import write_layers
from geo_service.actions.places import register_vocabulary
from geo_service.actions.register import read_buildings
from geo_service.storage import open_store
from tests.actions.quarter import fill_quarter
from tests.zones.register import at_metres, building, buildings_frame

HEAD = "云溪区青石镇望江社区"


@pytest.fixture
def quarter(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path}/quarter.sqlite")
    yield fill_quarter(opened)
    opened.close()


def texts(store, building_id, **asked):
    rows = read_buildings(store, ids=[building_id])
    asked = {"typed": "", **asked}
    return texts_of_buildings(store, rows, register_vocabulary(store), **asked)[building_id]


def registered(store, *addresses):
    new = building("new", (440, 300, 460, 320), name="老茶楼", addresses=list(addresses))
    write_layers(store, {"buildings": buildings_frame(new)}, source="later")
    return texts(store, "new")


def test_a_building_is_called_by_every_name_of_its_estate(quarter):
    assert texts(quarter, "y3") == (f"{HEAD}怡景花园3栋", f"{HEAD}幸福里3栋")


def test_a_building_is_called_by_its_name_and_address(quarter):
    assert texts(quarter, "granary") == (f"{HEAD}老粮站", f"{HEAD}乙路8号")


def test_what_was_typed_comes_first_and_without_its_own_areas(quarter):
    typed = "云溪区 柳岸社区怡景花园三栋"
    assert texts(quarter, "y3", typed=typed)[0] == f"{HEAD}怡景花园3栋"


def test_the_stair_that_was_asked_for_stands_at_the_end(quarter):
    found = texts(quarter, "y5", typed="怡景花园5栋2单元301", stair="2")
    assert found == (f"{HEAD}怡景花园5栋2单元301", f"{HEAD}怡景花园5栋2单元", f"{HEAD}幸福里5栋2单元")


def test_registered_stairs_and_rooms_are_those_of_others(quarter):
    assert registered(quarter, "丙路6号2单元", "丙路6号1单元502", "丙路8号302室") == (
        f"{HEAD}老茶楼",
        f"{HEAD}丙路6号",
    )


def test_a_registered_text_that_can_not_be_read_is_left_out(quarter):
    assert registered(quarter, "", "，", "云溪区丙路6号") == (f"{HEAD}老茶楼", f"{HEAD}丙路6号")


def test_a_point_is_called_by_the_areas_that_it_lies_in(quarter):
    east = at_metres(700, 300, 701, 301).centroid
    assert texts_at_point(quarter, east.x, east.y) == ("云溪区青石镇柳岸社区",)
    assert texts_at_point(quarter, 0, 0) == ()
