"""Bounds of a register: words of a drawing, areas of words, and notices that say where by their sides."""

import pytest
from shapely import LineString, box

from geo_service.actions.bounds import SaidContext, drawn_again, shape_of_words, words_of_drawing
from geo_service.actions.check import check_address, check_point
from geo_service.actions.designation import designate_drawing
from geo_service.actions.imports import write_layers
from geo_service.actions.notice_texts import NoticeFrame, write_zones
from geo_service.actions.plans import plan_zone
from geo_service.actions.register import register_bounds
from geo_service.errors import GeometryError, InputError
from geo_service.model.frames import shape_frame
from geo_service.storage import open_store
from tests.actions.quarter import AT, DECISION, designated, fill_quarter, high
from tests.zones.register import PLANE, at_metres, building, buildings_frame

STREETS = {
    "甲街": [(-10, -50), (-10, 160)],
    "乙街": [(310, -50), (310, 160)],
    "丙街": [(-60, -20), (360, -20)],
    "丁街": [(-60, 75), (360, 75)],
    "丁弄": [(-60, 140), (360, 140)],
}
"""Round 怡景花园 (0 to 300, 0 to 55) lie 甲街, 乙街, 丙街 and 丁街; north of it, to 丁弄, 翠湖苑."""
SIDES = "东至乙街，南至丙街，西至甲街，北至丁街"


@pytest.fixture
def quarter(tmp_path):
    """The quarter with streets in a SQLite store."""
    store = fill_quarter(open_store(f"sqlite:///{tmp_path}/quarter.sqlite"))
    rows = [
        {"road_id": f"w{k}", "way_id": k, "name": name, "highway": "residential", "geometry": line(points)}
        | {"node_ids": [10 * k, 10 * k + 1]}
        for k, (name, points) in enumerate(STREETS.items())
    ]
    write_layers(store, {"roads": shape_frame("roads", rows)}, source="streets")
    yield store
    store.close()


def line(points):
    return PLANE.to_lonlat(LineString(points))


def held(zone):
    return {member.building_id for member in zone.members}


def metres(area):
    return PLANE.to_metres(area)


def test_sides_are_drawn_and_the_drawing_is_said_by_them(quarter):
    area = shape_of_words(quarter, SIDES).area
    assert metres(area).area == pytest.approx(320 * 95, rel=1e-4)
    words = words_of_drawing(quarter, area)
    assert words.text == SIDES
    assert metres(drawn_again(quarter, words)).equals_exact(metres(area), 0.5)


@pytest.mark.parametrize(
    "text",
    [
        "乙街以西-丙街以北-甲街以东-丁街以南区域",
        "甲街、丙街、丁街、乙街合围区域",
        "怡景片区（东至乙街，南至丙街，西至甲街，北至丁街）",
    ],
)
def test_other_ways_to_say_it_mean_the_same(quarter, text):
    assert metres(shape_of_words(quarter, text).area).area == pytest.approx(320 * 95, rel=1e-4)


def test_what_is_left_out_by_sides_is_not_held(quarter):
    whole = "东至乙街，南至丙街，西至甲街，北至丁弄"
    rest = shape_of_words(quarter, f"{whole}（不含{SIDES}的区域）").area
    assert metres(rest).area == pytest.approx(320 * 65, rel=1e-4)


def test_the_community_is_looked_at(quarter):
    made = shape_of_words(quarter, SIDES, SaidContext(community="柳岸社区"))
    assert made.area is None
    assert "附近" in made.reason or "不在所写" in made.reason


@pytest.mark.parametrize("text", ["怡景花园3栋", "东至乙街，南至丙街，西至甲街，北至丁街（含怡景花园）", "今天天气"])
def test_words_that_are_not_bounds_alone_are_refused(quarter, text):
    with pytest.raises(InputError):
        shape_of_words(quarter, text)


def test_a_drawing_away_from_the_register_is_refused(quarter):
    with pytest.raises(GeometryError, match="outside the register"):
        words_of_drawing(quarter, box(10, 10, 10.01, 10.01))


def test_a_drawing_around_the_whole_register_has_no_lines_to_be_said_by(quarter):
    west, south, east, north = register_bounds(quarter)
    with pytest.raises(GeometryError, match="no lines to say its sides by"):
        words_of_drawing(quarter, box(west - 0.1, south - 0.1, east + 0.1, north + 0.1))


def test_a_broken_drawing_is_refused(quarter):
    with pytest.raises(GeometryError):
        words_of_drawing(quarter, box(500, 500, 600, 600))


def test_a_notice_by_sides_is_drawn_with_its_buildings_and_planned(quarter, tmp_path):
    made = designated(quarter, tmp_path, high(SIDES))
    [zone] = made.zones
    assert held(zone) == {"y1", "y2", "y3", "y3b", "y4", "y5"}
    assert zone.extent.said.text == SIDES
    assert made.problems == (f"{SIDES}：按所写四至或合围的线成图，面积3.0公顷，请核对",)
    assert check_address(quarter, "怡景花园3栋", at=AT).answer == "inside"
    assert check_address(quarter, "甲路3号", at=AT).answer == "outside"
    middle = PLANE.to_lonlat(box(100, 60, 101, 61)).centroid
    assert check_point(quarter, middle.x, middle.y, at=AT).answer == "inside"
    assert plan_zone(quarter, zone.zone_id)


def test_a_building_left_out_of_sides_is_not_held(quarter, tmp_path):
    [zone] = designated(quarter, tmp_path, high(f"{SIDES}（不含怡景花园3栋）")).zones
    assert held(zone) == {"y1", "y2", "y4", "y5"}


def test_an_estate_included_beside_sides_is_held(quarter, tmp_path):
    [zone] = designated(quarter, tmp_path, high(f"望江社区{SIDES}（含翠湖苑）")).zones
    assert held(zone) == {"y1", "y2", "y3", "y3b", "y4", "y5", "e2-1", "e2-2"}


def test_an_area_left_out_by_sides_is_not_held(quarter, tmp_path):
    text = f"东至乙街，南至丙街，西至甲街，北至丁弄（不含{SIDES}的区域）"
    [zone] = designated(quarter, tmp_path, high(text)).zones
    assert held(zone) == {"e2-1", "e2-2"}


def test_enclosing_lines_and_an_address_make_one_zone(quarter, tmp_path):
    made = designated(quarter, tmp_path, high("甲街、乙街、丙街、丁街合围区域"))
    assert [len(zone.members) for zone in made.zones] == [6]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("东至乙街，南至丙街，西至甲街，北至戊街", "没有“戊街”"),
        ("东至乙街，南至丙街，西至甲街", "没有写明北侧"),
        ("东至甲街，南至丙街，西至乙街，北至丁街", "方位矛盾"),
        ("东至乙街，南至丙街，西至甲街，北至丁街（不含新世界花园）", "没有画在图上"),
    ],
)
def test_what_is_not_settled_stays_words_with_the_reason(quarter, tmp_path, text, why):
    made = designated(quarter, tmp_path, high(text))
    assert [zone.geometry for zone in made.zones] == [None]
    assert why in made.problems[0]
    assert "只按文字答复" in made.problems[0]


def test_lifting_by_the_same_sides_ends_the_zone(quarter, tmp_path):
    [zone] = designated(quarter, tmp_path, high(SIDES)).zones
    lift = f"关于解除风险区的通告\n2022年11月17日\n解除高风险区\n1.{SIDES}\n"
    designated(quarter, tmp_path, lift)
    assert [one.status for one in quarter.zone_history(zone.zone_id)] == ["in_force", "lifted"]


def test_a_drawn_zone_is_written_by_its_sides_when_they_hold_the_same_buildings(quarter, tmp_path):
    drawing = at_metres(-8, -18, 308, 73)
    [zone] = designate_drawing(quarter, drawing, category="high", decision=DECISION, at=AT).zones
    text = write_zones(quarter, [zone.zone_id], NoticeFrame(issuer="青石镇指挥部"), at=AT)
    assert SIDES in text
    again = designated(quarter, tmp_path, text.replace("高风险区", "中风险区"))
    assert held(again.zones[0]) == held(zone)


def test_a_drawn_zone_that_sides_do_not_say_is_written_by_its_buildings(quarter):
    [zone] = designate_drawing(quarter, at_metres(-8, -8, 100, 40), category="high", decision=DECISION, at=AT).zones
    text = write_zones(quarter, [zone.zone_id], NoticeFrame(issuer="青石镇指挥部"), at=AT)
    assert "怡景花园1栋、2栋" in text
    assert "至" not in text.split("高风险区（1个）")[1].split("。")[0]


def test_a_register_that_changed_is_read_again(quarter):
    assert shape_of_words(quarter, SIDES).area is not None
    moved = {"road_id": "w3", "way_id": 3, "name": "戊街", "highway": "residential", "geometry": line(STREETS["丁街"])}
    write_layers(quarter, {"roads": shape_frame("roads", [moved])}, source="streets")
    assert shape_of_words(quarter, SIDES).area is None


def test_new_buildings_in_the_drawn_sides_are_members(quarter, tmp_path):
    [zone] = designated(quarter, tmp_path, high(SIDES)).zones
    new = buildings_frame(building("late", (200, 60, 210, 70), addresses=["丁街1号"]))
    write_layers(quarter, {"buildings": new}, source="quarter")
    assert check_address(quarter, "丁街1号", at=AT).zone_id == zone.zone_id
