"""Grids: a sound tiling has no finding, each fault has its own, and every building has one grid or none."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from geo_service.coords.degrees import lonlat_area_m2
from geo_service.derive.grids import EDGE_TOLERANCE_M, assign_grids, check_grids, grid_register
from geo_service.errors import CrsError, GeometryError, TableError
from geo_service.model.frames import empty_frame, shape_frame

WEST, SOUTH, SIDE = 108.77, 29.53, 0.01
"""A community about a kilometre wide."""
METRE = 1 / 111_320


def square(x, y, width=1.0, height=1.0):
    """Part of the community, in shares of its side."""
    return box(WEST + x * SIDE, SOUTH + y * SIDE, WEST + (x + width) * SIDE, SOUTH + (y + height) * SIDE)


def grid_frame(*shapes, owners=None, codes=None):
    rows = [
        {
            "grid_id": f"g{row:02d}",
            "code": codes[row] if codes else f"c{row:02d}",
            "community_code": owners[row] if owners else "A",
            "geometry": shape,
        }
        for row, shape in enumerate(shapes)
    ]
    return shape_frame("grids", rows)


def community_frame(**shapes):
    rows = [{"community_id": code, "code": code, "name": f"{code}社区", "geometry": shapes[code]} for code in shapes]
    return shape_frame("communities", rows)


ONE = community_frame(A=square(0, 0))
TWO = community_frame(A=square(0, 0), B=square(1, 0))
QUARTERS = [square(x, y, 0.5, 0.5) for x in (0, 0.5) for y in (0, 0.5)]


def kinds(findings):
    return [finding.kind for finding in findings]


def cut_by_lines(ends):
    """Cut the community by lines from its west to its east side and from south to north."""
    west, south, east, north = square(0, 0).bounds
    across = [((west, south + a * SIDE), (east, south + b * SIDE)) for a, b in ends]
    along = [((west + b * SIDE, south), (west + a * SIDE, north)) for a, b in ends]
    noded = shapely.node(shapely.MultiLineString([*map(LineString, across + along), square(0, 0).exterior]))
    return list(shapely.get_parts(shapely.polygonize([noded])))


SHARES = st.floats(0.02, 0.98)
TILINGS = st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=5).map(cut_by_lines)


def chosen(tiles, pick):
    """A tile that is large and wide enough to be missed."""
    large = [tile for tile in tiles if lonlat_area_m2(tile) > 500 and lonlat_area_m2(tile) / tile.length * METRE > 5]
    return large[pick % len(large)] if large else None


@given(TILINGS)
def test_a_tiling_cut_from_random_lines_has_no_findings(tiles):
    assert check_grids(grid_frame(*tiles), ONE) == []


@given(TILINGS, st.integers(0, 100))
def test_a_removed_grid_leaves_a_gap_of_its_area(tiles, pick):
    lost = chosen(tiles, pick)
    if lost is None or len(tiles) == 1:
        return
    (gap,) = check_grids(grid_frame(*[tile for tile in tiles if tile is not lost]), ONE)
    assert gap.kind == "gap"
    assert gap.size_m2 == pytest.approx(lonlat_area_m2(lost), rel=1e-3)
    assert lost.contains(shapely.Point(gap.lon, gap.lat))


@given(TILINGS, st.integers(0, 100))
@settings(max_examples=50)
def test_a_grown_grid_overlaps_its_neighbours(tiles, pick):
    small = chosen(tiles, pick)
    if small is None or len(tiles) == 1:
        return
    grown = small.buffer(20 * METRE, join_style="mitre").intersection(square(0, 0))
    findings = check_grids(grid_frame(*[grown if tile is small else tile for tile in tiles]), ONE, min_area_m2=5)
    assert "overlap" in kinds(findings)
    assert set(kinds(findings)) <= {"overlap", "sliver"}
    found_m2 = sum(finding.size_m2 for finding in findings if f"g{tiles.index(small):02d}" in finding.grid_ids)
    assert found_m2 == pytest.approx(lonlat_area_m2(grown) - lonlat_area_m2(small), rel=0.05, abs=50)


def test_quarters_have_no_findings():
    assert check_grids(grid_frame(*QUARTERS), ONE) == []


def test_six_decimals_on_a_slanted_border_are_not_findings():
    tiles = cut_by_lines([(0.21, 0.37), (0.55, 0.81)])
    rounded = [shapely.transform(tile, lambda xy: np.round(xy, 6)) for tile in tiles]
    assert check_grids(grid_frame(*rounded), ONE) == []


def test_a_strip_of_one_metre_is_a_sliver_not_a_gap():
    strip = METRE / SIDE
    findings = check_grids(grid_frame(square(0, 0, 1, 0.5), square(0, 0.5 + strip, 1, 0.5 - strip)), ONE)
    assert kinds(findings) == ["sliver"]
    assert findings[0].width_m == pytest.approx(1.0, rel=0.02)


def test_a_strip_under_the_edge_tolerance_is_nothing():
    strip = EDGE_TOLERANCE_M / 2 * METRE / SIDE
    assert check_grids(grid_frame(square(0, 0, 1, 0.5), square(0, 0.5 + strip, 1, 0.5 - strip)), ONE) == []


def test_a_community_without_grids_is_one_gap():
    (gap,) = check_grids(grid_frame(*QUARTERS), TWO)
    assert (gap.kind, gap.title, gap.community_code) == ("gap", "网格空白", "B")
    assert "B社区 (B)" in gap.message


def test_no_grids_at_all_and_nothing_at_all():
    assert kinds(check_grids(empty_frame("grids"), ONE)) == ["gap"]
    assert check_grids(empty_frame("grids"), empty_frame("communities")) == []


def test_a_grid_over_the_border_crosses_its_community():
    grids = grid_frame(square(0, 0, 1.25, 1), square(1.25, 0, 0.75, 1), owners="AB")
    (finding,) = check_grids(grids, TWO)
    assert (finding.kind, finding.grid_ids, finding.community_code) == ("crosses_community", ("g00",), "B")
    assert finding.size_m2 == pytest.approx(lonlat_area_m2(square(1, 0, 0.25, 1)), rel=1e-3)


def test_a_grid_in_another_community_than_it_names_crosses():
    (finding,) = check_grids(grid_frame(square(0, 0), square(1, 0), owners="AA"), TWO)
    assert (finding.kind, finding.grid_ids) == ("crosses_community", ("g01",))


def test_a_grid_that_reaches_out_is_outside():
    (finding,) = check_grids(grid_frame(square(0, 0, 1, 1.5)), ONE)
    assert finding.kind == "outside_community"
    assert finding.size_m2 == pytest.approx(lonlat_area_m2(square(0, 1, 1, 0.5)), rel=1e-3)


def test_a_code_carried_twice_is_found_once():
    findings = check_grids(grid_frame(*QUARTERS, codes=["1", "2", "2", "3"]), ONE)
    assert kinds(findings) == ["duplicate_code"]
    assert findings[0].grid_ids == ("g01", "g02")
    assert findings[0].geometry is None


def test_a_community_nobody_knows_is_found():
    findings = check_grids(grid_frame(*QUARTERS, owners=["A", "X", None, "A"]), ONE)
    assert kinds(findings) == ["unknown_community", "unknown_community"]
    assert {finding.community_code for finding in findings} == {"X", None}


def test_without_communities_enclosed_holes_are_gaps():
    ring = square(0, 0).difference(square(0.4, 0.4, 0.2, 0.2))
    west, east = ring.intersection(square(0, 0, 0.5, 1)), ring.intersection(square(0.5, 0, 0.5, 1))
    assert kinds(check_grids(grid_frame(west, east), empty_frame("communities"))) == ["gap"]


def test_smaller_pieces_than_asked_for_are_left_out():
    grids = grid_frame(*QUARTERS[:3])
    assert check_grids(grids, ONE, min_area_m2=1e7) == []


def test_names_stay_when_rows_come_in_another_order():
    shapes = [*QUARTERS[:3], square(0.4, 0.4, 0.2, 0.05)]
    grids = grid_frame(*shapes)
    first, again = check_grids(grids, TWO), check_grids(grids.iloc[::-1], TWO)
    assert {finding.name for finding in first} == {finding.name for finding in again}
    assert len({finding.name for finding in first}) == len(first) > 3


def test_a_name_does_not_cover_a_gap_that_became_ten_times_larger():
    small = check_grids(grid_frame(square(0, 0).difference(square(0.45, 0.45, 0.1, 0.1))), ONE)
    large = check_grids(grid_frame(square(0, 0).difference(square(0.3, 0.3, 0.4, 0.4))), ONE)
    assert (small[0].lon, small[0].lat) == pytest.approx((large[0].lon, large[0].lat))
    assert small[0].name != large[0].name


def test_a_broken_outline_is_refused():
    bowtie = shapely.Polygon([(108.77, 29.53), (108.78, 29.54), (108.78, 29.53), (108.77, 29.54)])
    with pytest.raises(GeometryError, match="grid_id g00 has no sound outline"):
        check_grids(grid_frame(bowtie), ONE)


def test_frames_of_another_layer_are_refused():
    with pytest.raises(TableError, match="grids frame lacks grid_id"):
        check_grids(ONE, ONE)


def building_frame(*shapes, households=None, estimated=None):
    count = len(shapes)
    return gpd.GeoDataFrame(
        {
            "building_id": [f"b{row}" for row in range(count)],
            "households": households or [10] * count,
            "people": [25] * count,
            "households_estimated": estimated or [False] * count,
            "people_estimated": [True] * count,
        },
        geometry=list(shapes),
        crs="EPSG:4326",
    )


INSIDE, ASTRIDE, AWAY = square(0.1, 0.1, 0.1, 0.1), square(0.45, 0.1, 0.1, 0.1), square(3, 3, 0.1, 0.1)


def test_a_building_on_the_line_belongs_to_one_grid_the_smaller_id():
    assert assign_grids(building_frame(ASTRIDE), grid_frame(*QUARTERS)).tolist() == ["g00"]
    assert assign_grids(building_frame(ASTRIDE), grid_frame(*QUARTERS).iloc[::-1]).tolist() == ["g00"]


def test_a_building_in_no_grid_has_none():
    owner = assign_grids(building_frame(INSIDE, AWAY).set_index("building_id"), grid_frame(*QUARTERS))
    assert owner.isna().tolist() == [False, True]
    assert owner.index.tolist() == ["b0", "b1"]
    assert assign_grids(building_frame(INSIDE), empty_frame("grids")).isna().all()


@given(TILINGS, st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)), min_size=1, max_size=20))
def test_every_building_of_a_tiling_is_counted_once(tiles, corners):
    buildings = building_frame(*[square(x, y, 0.1, 0.1) for x, y in corners])
    register = grid_register(buildings, grid_frame(*tiles))
    assert register["buildings"].sum() == len(corners)
    assert register["buildings"].iloc[-1] == 0


def test_the_register_keeps_estimates_and_unknowns_apart():
    buildings = building_frame(INSIDE, INSIDE, ASTRIDE, AWAY, households=[10, 20, None, 7], estimated=[False, True] * 2)
    register = grid_register(buildings, grid_frame(*QUARTERS))
    first, nowhere = register.iloc[0], register.iloc[-1]
    assert (first["grid_id"], first["buildings"], first["households"]) == ("g00", 3, 30)
    assert (first["households_estimated"], first["households_unknown"]) == (20, 1)
    assert (first["people"], first["people_estimated"]) == (75, 75)
    assert (nowhere["name"], nowhere["buildings"], nowhere["households"]) == ("未划入网格", 1, 7)
    assert nowhere.isna()["grid_id"]


def test_the_register_has_a_row_for_every_grid_and_one_for_none():
    register = grid_register(building_frame(INSIDE), grid_frame(*QUARTERS))
    assert register["grid_id"].tolist()[:4] == ["g00", "g01", "g02", "g03"]
    assert register["buildings"].tolist() == [1, 0, 0, 0, 0]
    assert register.crs.to_epsg() == 4326


def test_frames_in_different_crs_are_refused():
    with pytest.raises(CrsError, match="same CRS"):
        assign_grids(building_frame(INSIDE).to_crs(3857), grid_frame(*QUARTERS))
