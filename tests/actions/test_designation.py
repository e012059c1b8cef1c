from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.affinity import translate

from geo_service.actions.designation import designate_cases, designate_drawing
from geo_service.errors import GeometryError, InputError, PermissionDeniedError, ProtocolError, TableError
from geo_service.model.account import VIEWER, Actor
from tests.actions.town import AT, DECISION, TOWN, zone

DRAWN = TOWN.zones[0].polygon
HEADER = "role,time,address,lon,lat\n"


def draw(store, shape, category="high", **changes):
    return designate_drawing(store, shape, category=category, decision=replace(DECISION, **changes), at=AT)


def cases(folder, *rows):
    path = folder / "cases.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return path


def designate(store, path, category=None):
    return designate_cases(store, path, category=category, decision=DECISION, at=AT)


def test_a_drawing_becomes_a_zone_whose_buildings_say_why(town):
    made = zone(town)
    assert made.members
    assert all(member.why for member in made.members)
    assert town.zone_history(made.zone_id)[-1] == made


def test_zones_of_one_day_are_numbered(sqlite_town):
    assert [zone(sqlite_town).zone_id, zone(sqlite_town).zone_id] == ["Z20221116-001", "Z20221116-002"]


def test_a_draft_binds_nobody(sqlite_town):
    assert zone(sqlite_town, draft=True).status == "draft"


def test_lon_lat_swapped_is_said(sqlite_town):
    swapped = Polygon([(lat, lon) for lon, lat in DRAWN.exterior.coords])
    with pytest.raises(GeometryError, match="swapped"):
        draw(sqlite_town, swapped)


def test_a_self_crossing_drawing_is_refused_with_its_crossing_point(sqlite_town):
    west, south, east, north = DRAWN.bounds
    bow_tie = Polygon([(west, south), (east, north), (east, south), (west, north)])
    with pytest.raises(GeometryError, match=f"{(west + east) / 2:.6f}"):
        draw(sqlite_town, bow_tie)


def test_a_drawing_outside_the_register_is_refused(sqlite_town):
    with pytest.raises(GeometryError, match="register"):
        draw(sqlite_town, translate(DRAWN, 1, 1))


def test_an_unknown_category_names_the_known_ones(sqlite_town):
    with pytest.raises(ProtocolError, match="high, medium, low"):
        draw(sqlite_town, DRAWN, category="hgih")


def test_an_empty_register_says_what_to_do(store):
    with pytest.raises(InputError, match="import"):
        draw(store, DRAWN)


def test_a_refused_drawing_leaves_nothing_behind(sqlite_town):
    with pytest.raises(GeometryError):
        draw(sqlite_town, translate(DRAWN, 1, 1))
    assert sqlite_town.latest_zones() == []


def test_a_residence_makes_its_estate_a_high_risk_zone(town, tmp_path):
    case = TOWN.cases[0]
    made = designate(town, cases(tmp_path, f"residence,{case['time']},{case['address']},,"))
    assert [(one.category, bool(one.members)) for one in made.zones] == [("high", True)]


def test_a_row_that_cant_be_placed_is_reported_and_the_others_go_on(town, tmp_path):
    case = TOWN.cases[0]
    rows = [
        f"residence,{case['time']},{case['address']},,",
        f"residence,{case['time']},,,",
        f"work,{case['time']},无此路9号,,",
    ]
    made = designate(town, cases(tmp_path, *rows), category="high")
    assert len(made.zones) == 1
    assert len(made.problems) == 2
    assert any("3" in problem for problem in made.problems)


def test_a_point_alone_places_a_case(sqlite_town, tmp_path):
    case = TOWN.cases[0]
    made = designate(sqlite_town, cases(tmp_path, f"residence,{case['time']},,{case['lon']},{case['lat']}"))
    assert len(made.zones) == 1


def test_when_no_row_can_be_placed_nothing_is_made(sqlite_town, tmp_path):
    with pytest.raises(InputError, match="no row"):
        designate(sqlite_town, cases(tmp_path, "residence,2022-11-16T08:00+08:00,无此路9号,,"))
    assert sqlite_town.latest_zones() == []


def test_a_table_with_a_wrong_header_names_what_is_needed(sqlite_town, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("foo,bar\n1,2\n", encoding="utf-8")
    with pytest.raises(TableError, match="foo"):
        designate(sqlite_town, path)


def test_who_may_not_designate_has_no_table_opened(sqlite_town, tmp_path):
    decision = replace(DECISION, actor=Actor("guest", VIEWER))
    with pytest.raises(PermissionDeniedError, match="may not designate"):
        designate_cases(sqlite_town, tmp_path / "none.xlsx", category=None, decision=decision, at=AT)


def test_a_workbook_that_is_no_zip_is_said_so(sqlite_town, tmp_path):
    path = tmp_path / "cases.xlsx"
    path.write_bytes(b"hello")
    with pytest.raises(InputError, match="xlsx") as error:
        designate(sqlite_town, path)
    assert "\n" not in str(error.value)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(1, 30), st.integers(0, 30))
def test_a_larger_drawing_never_loses_a_building(sqlite_town, size, growth):
    centre = DRAWN.centroid

    def members(half):
        reach = half * 1e-4
        shape = box(centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach)
        return {member.building_id for member in draw(sqlite_town, shape).zones[0].members}

    assert members(size) <= members(size + growth)
