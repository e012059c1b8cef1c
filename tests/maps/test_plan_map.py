import json
import re
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, box

from geo_service.errors import GeometryError, InputError
from geo_service.maps import assets
from geo_service.maps.plan_layers import as_points, links, plan_frames, row_titles, view_bounds, with_status
from geo_service.maps.plan_map import show_area, total_facts
from geo_service.maps.sheet import script_json
from geo_service.maps.symbols import EDGE_STYLES, edge_look
from geo_service.model.plan import Totals
from tests.maps import sample
from tests.maps.conftest import plan_page

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}`{{ 7*7 }}{% raw %}'\"\u2028"


def config_of(html):
    return json.loads(re.search(r"geoService\.begin\((.*?)\);\n", html)[1])


def test_equal_plans_give_equal_files():
    assert plan_page() == plan_page()


def test_nothing_is_loaded_from_a_host():
    assert re.findall(r"(?:src|href)=[\"'](?!data:)", plan_page()) == []


def test_the_page_forbids_itself_any_network_before_it_loads_anything():
    html = plan_page()
    assert html.index("default-src 'none'") < html.index("<link") < html.index("<script")


def test_no_other_library_than_leaflet_and_full_screen_is_carried():
    html = plan_page()
    assert html.count('<script src="') == 2
    assert assets.data_uri("leaflet/leaflet.js") in html
    assert "jquery" not in html.lower()


def test_hostile_names_reach_the_page_as_text_only():
    rows = [sample.building(1, 0, 0, name=HOSTILE, estate_name=HOSTILE)]
    zone = sample.zone(name=HOSTILE)
    html = plan_page(
        sample.plan({"building": rows}, zone=zone, measures=HOSTILE, problems=(HOSTILE,)),
        title=HOSTILE,
        attribution=HOSTILE,
    )
    assert "<img" not in html
    assert HOSTILE in config_of(html)["texts"]
    assert html.count("</script>") == plan_page().count("</script>")


@given(st.text())
def test_json_in_a_script_reads_back_and_holds_no_tag(text):
    written = script_json({"x": text})
    assert json.loads(written) == {"x": text}
    assert not set("<>&\u2028\u2029") & set(written)


@pytest.mark.parametrize("color", ["red", "#c62828;}", "url(x)", "#C6282", "#c62828\n"])
def test_a_colour_that_is_not_one_is_refused(color):
    with pytest.raises(InputError, match="need a colour as #rrggbb"):
        plan_page(sample.plan(category_color=color))


def test_a_zone_without_geometry_is_refused():
    with pytest.raises(GeometryError, match="zone z1 has no geometry to draw"):
        plan_page(sample.plan(zone=sample.zone(geometry=None)))


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="no language"):
        plan_page(language="de")


@pytest.mark.parametrize("drawn_in", [UTC, sample.CHINA], ids=["UTC", "China"])
def test_times_are_those_of_china_whatever_the_clock_of_the_machine(drawn_in):
    page = plan_page(rendered_at=sample.RENDERED_AT.astimezone(drawn_in))
    assert "自 11月16日(周三) 08:00 起" in page
    assert "11月16日(周三) 09:30" in page


@pytest.mark.parametrize(("estimated", "note"), [(0, "均为登记数"), (12, "其中估算 12")])
def test_totals_say_how_many_are_estimated(estimated, note):
    households = total_facts(Totals(1, 2, 30, estimated, 80, 0, 900.0), "zh")[2]
    assert (households.value, households.note) == ("30 户", note)


@pytest.mark.parametrize(("area_m2", "said"), [(46_300.0, "46,300 平方米"), (2_345_000.0, "2.35 平方公里")])
def test_an_area_is_said_in_the_unit_that_reads_best(area_m2, said):
    assert show_area(area_m2, "zh") == said


def test_an_empty_plan_shows_its_zone():
    html = plan_page(sample.plan({kind: [] for kind in sample.ROWS}), grids=None, context=None)
    assert config_of(html)["labels"] == []
    assert "管控范围" in html
    assert "legend.checkpoint" not in html


def test_rows_without_a_position_are_named_on_the_page():
    html = plan_page(sample.plan({"sign": [{"sign_id": "s", "geometry": None}]}))
    assert "“标识牌”1 个无坐标" in html


def test_the_legend_lists_only_what_is_drawn():
    html = plan_page(context=None)
    assert "部分在区内的楼栋" in html
    assert "水域" not in html


@pytest.mark.parametrize(
    ("share", "status"), [(1.0, "inside"), (0.9995, "inside"), (0.99, "partly"), (0.01, "partly"), (None, "inside")]
)
def test_a_building_is_inside_or_partly_so(share, status):
    frame = sample.plan_frame("building", [sample.building(1, 0, 0, share=share)])
    assert list(with_status(frame)["status"]) == [status]


def test_a_post_on_two_carriageways_gets_two_pins_of_one_number():
    frame = sample.plan_frame("checkpoint", [{"checkpoint_id": "c", "geometry": MultiPoint([(0, 0), (1, 0)])}])
    points = as_points(frame)
    assert list(points.geometry) == [Point(0, 0), Point(1, 0)]
    html = plan_page()
    assert html.count('"s": "c1"') == 2


@given(st.floats(-170, 170), st.floats(-80, 80))
@settings(max_examples=25, deadline=None)
def test_the_pin_of_an_area_stands_on_it(lon, lat):
    area = box(lon, lat, lon + 0.001, lat + 0.001)
    frame = sample.plan_frame("grade_separated", [{"grade_separated_id": "g", "geometry": area}])
    assert as_points(frame).geometry.iloc[0].within(area)


def test_a_building_without_a_drawn_delivery_point_gets_no_line():
    frames = plan_frames(sample.plan({"delivery_point": []}), since="")
    assert len(frames["link"]) == 0
    assert len(links(frames["building"], plan_frames(sample.plan(), since="")["delivery_point"])) == 9


def test_a_far_hospital_does_not_shrink_the_zone():
    far = [{**sample.ROWS["service"][0], "geometry": Point(110, 31)}]
    assert view_bounds(plan_frames(sample.plan({"service": far}), since="")) == view_bounds(
        plan_frames(sample.plan(), since="")
    )


@pytest.mark.parametrize(
    ("given_row", "title"),
    [
        ({"name": "翠竹苑1号楼"}, "翠竹苑1号楼"),
        ({"estate_name": "怡景花园", "number": "3"}, "怡景花园3栋"),
        ({"estate_name": None, "number": None, "address": "文化路8号"}, "文化路8号"),
        ({"estate_name": None, "number": None}, "b00001"),
    ],
)
def test_a_building_is_headed_by_the_best_name_it_has(given_row, title):
    frame = sample.plan_frame("building", [sample.building(1, 0, 0, **given_row)])
    assert row_titles("building", frame, "zh") == [title]


def test_a_building_says_its_longest_detour():
    texts = config_of(plan_page())["texts"]
    assert "救护多绕 20 秒（全程 1.3 分钟）" in texts
    assert "不绕行" in texts
    assert "物资不能到达" in texts


def test_the_page_says_how_many_posts_are_enough_and_who_detours_most():
    html = plan_page()
    for said in ("2 卡口 · 1 封闭点", "已证明最省", "每班 4 人 · 24小时 12 人", "须设围栏 430 米"):
        assert f"<p>{said}</p>" in html
    assert html.index("4栋：物资不能到达") < html.index("1栋：救护多绕 20 秒")


def test_a_plan_that_is_not_proved_says_how_far_it_may_be_from_the_best():
    assert "与可证下限相差 4.0%" in plan_page(sample.plan(proof={"choice": {"proved": False, "gap": 0.04}}))


def test_each_sort_of_boundary_has_a_line_of_its_own():
    looks = [(style.get("dashArray", ""), style["weight"]) for style in EDGE_STYLES.values()]
    assert len(set(looks)) == len(looks)
    assert edge_look("hedge") == "edge_other"


def test_the_closures_of_a_plan_differ_from_its_checkpoints_by_shape_and_number():
    html = plan_page()
    assert '"s": "f1"' in html
    assert "区界：须设围栏" in html
    assert "可移动护栏" in config_of(html)["texts"]
