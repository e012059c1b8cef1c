"""The named lines of the register as one table."""

from shapely import LineString, box

from geo_service.derive.linear_features import ESTATE, RIVER, ROAD, WALL
from tests.derive.streets import layers


def way(number, name, *points, **more):
    return {"road_id": f"w{number}", "name": name, "geometry": LineString(points), **more}


def test_all_ways_of_a_name_are_one_feature():
    made = layers(
        roads=[way(1, "甲路", (0, 0), (50, 0)), way(2, "甲路", (50, 0), (90, 0)), way(3, None, (0, 9), (9, 9))]
    )
    assert [(one.key, len(one.lines.geoms)) for one in made.features] == [((ROAD, "甲路"), 1)]


def test_other_names_of_a_way_are_aliases():
    made = layers(roads=[way(1, "甲路", (0, 0), (50, 0), tags={"old_name": "老甲路;甲巷", "alt_name": "甲路"})])
    assert made.features[0].aliases == ("老甲路", "甲巷")
    assert made.by_name["甲巷"] == made.features


def test_a_river_with_an_area_is_its_banks():
    water = {"barrier_id": "b1", "kind": "river", "name": "望江河", "geometry": box(0, 0, 400, 60)}
    middle = {"barrier_id": "b2", "kind": "river", "name": "望江河", "geometry": LineString([(0, 30), (500, 30)])}
    made = layers(barriers=[water, middle]).features[0]
    assert made.kind == RIVER
    assert round(made.lines.length) == 2 * 460 + 100


def test_walls_and_estates_are_features_of_their_own():
    wall = {"barrier_id": "b1", "kind": "wall", "name": "怡景花园", "geometry": LineString([(0, 0), (90, 0)])}
    made = layers(barriers=[wall], estates=[{"estate_id": "e1", "name": "怡景花园", "geometry": box(0, 0, 90, 90)}])
    assert [one.kind for one in made.by_name["怡景花园"]] == [ESTATE, WALL]


def test_an_empty_register_has_no_features():
    assert layers().features == ()
