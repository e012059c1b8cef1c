"""The demo township: exact, deterministic, connected, and with everything that planning needs."""

import re
from datetime import datetime
from functools import cache
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_service.errors import InputError
from geo_service.importers.demo import Township, make_township
from geo_service.model.frames import BARRIER_KINDS, FACILITY_KINDS, GATE_KINDS, LAYERS, require_layer

SIZES = (1, 7, 400, 20_000)
ROAD_CLASSES = {"primary", "secondary", "tertiary", "residential", "service", "footway", "steps", "path"}
FIRST_CORNERS = [[83.5002122, 39.0005059], [83.5005089, 39.0005377]]
GATE_TOLERANCE = 2e-7
"""Two roundings of a coordinate, degrees."""


@cache
def town_of(size: int) -> Township:
    return make_township(size)


@pytest.fixture(params=SIZES)
def town(request) -> Township:
    return town_of(request.param)


def nodes_of(roads: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Node, way row and coordinates of every vertex."""
    points, ways = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    return np.concatenate(roads["node_ids"].to_list()), ways, points


def islands(roads: gpd.GeoDataFrame) -> int:
    pairs = np.array([pair for nodes in roads["node_ids"] for pair in pairwise(nodes)])
    known, graph = np.unique(pairs, return_inverse=True)
    graph = graph.reshape(pairs.shape)
    links = coo_array((np.ones(len(pairs)), (graph[:, 0], graph[:, 1])), shape=(len(known), len(known)))
    return connected_components(links, directed=False)[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_town_has_as_many_buildings_as_asked_for(size):
    assert len(town_of(size).layers["buildings"]) == size


def test_every_layer_is_there_in_its_shape_and_valid(town):
    assert list(town.layers) == [name for name in LAYERS if name != "addresses"]
    for name, frame in town.layers.items():
        require_layer(frame, name)
        assert len(frame)
        assert frame.geometry.is_valid.all()
        assert not frame.geometry.is_empty.any()
        assert set(frame.geom_type) <= LAYERS[name].geometry
        assert set(frame["source"]) == {"demo"}
        assert frame[LAYERS[name].key].is_monotonic_increasing


@pytest.mark.parametrize("size", [1, 400])
def test_the_same_arguments_give_equal_towns(size):
    again, first = make_township(size), town_of(size)
    for name in first.layers:
        assert_geodataframe_equal(first.layers[name], again.layers[name])
    assert first.zones == again.zones
    assert first.cases == again.cases
    assert first.addresses == again.addresses


def test_the_first_footprint_never_changes():
    # only + - * / and rounding make it, so any machine and any version of a library gives the same digits
    corners = shapely.get_coordinates(town_of(1).layers["buildings"].geometry.iloc[0]).tolist()
    assert corners[:2] == FIRST_CORNERS


def test_another_seed_gives_another_town():
    other = make_township(400, seed=2).layers["buildings"]
    assert not other.geometry.geom_equals(town_of(400).layers["buildings"].geometry, align=False).all()


@pytest.mark.parametrize(("size", "seed"), [(0, 1), (-3, 1), (1_000_000, 1), (5, -1)])
def test_numbers_out_of_range_are_refused(size, seed):
    with pytest.raises(InputError):
        make_township(size, seed=seed)


@pytest.mark.parametrize(
    ("inner", "outer"), [("townships", "districts"), ("communities", "districts"), ("grids", "districts")]
)
def test_areas_tile_the_district_exactly(town, inner, outer):
    parts, whole = town.layers[inner].geometry, town.layers[outer].geometry.iloc[0]
    assert shapely.coverage_is_valid(parts.to_numpy())
    joined = shapely.coverage_union_all(parts.to_numpy())
    assert joined.symmetric_difference(whole).area == 0
    assert sum(part.area for part in parts) == pytest.approx(whole.area, rel=1e-12)


def test_grids_tile_their_community(town):
    grids = town.layers["grids"]
    for community in town.layers["communities"].itertuples():
        mine = grids[grids["community_code"] == community.code].geometry.to_numpy()
        assert shapely.coverage_union_all(mine).symmetric_difference(community.geometry).area == 0


def test_codes_climb_the_ladder(town):
    layers = town.layers
    assert layers["districts"]["code"].tolist() == ["999999"]
    assert layers["townships"]["code"].str.fullmatch(r"999999\d{3}").all()
    assert layers["communities"]["code"].str.fullmatch(r"999999\d{6}").all()
    assert layers["grids"]["code"].str.fullmatch(r"999999\d{9}").all()
    assert layers["grids"]["code"].is_unique
    assert (layers["grids"]["code"].str[:12] == layers["grids"]["community_code"]).all()
    assert (layers["communities"]["code"].str[:9] == layers["communities"]["township_code"]).all()
    assert layers["grids"]["leader"].isna().all()


def test_the_district_says_that_it_is_fictional(town):
    assert town.layers["districts"]["tags"].iloc[0]["fictional"] is True
    assert town.layers["districts"]["name"].iloc[0] == "示例区"


def test_every_building_is_within_one_community_and_centred_in_one_grid(town):
    buildings = town.layers["buildings"].geometry
    communities, grids = town.layers["communities"].geometry, town.layers["grids"].geometry
    owners = communities.sindex.query(buildings, predicate="within")[0]
    assert np.array_equal(np.sort(owners), np.arange(len(buildings)))
    centres = shapely.centroid(buildings.to_numpy())
    homes = grids.sindex.query(centres, predicate="within")[0]
    assert np.array_equal(np.sort(homes), np.arange(len(buildings)))


def test_no_building_overlaps_another(town):
    buildings = town.layers["buildings"].geometry
    one, other = buildings.sindex.query(buildings, predicate="intersects")
    assert (one == other).all()


def test_no_road_but_a_bridge_runs_through_a_building(town):
    roads, buildings = town.layers["roads"].geometry, town.layers["buildings"].geometry
    assert buildings.sindex.query(roads, predicate="intersects").shape[1] == 0


def test_buildings_of_an_estate_stand_inside_it(town):
    buildings = town.layers["buildings"].dropna(subset="estate_id")
    estates = town.layers["estates"].set_index("estate_id").geometry
    homes = estates.loc[buildings["estate_id"]].to_numpy()
    assert shapely.contains_properly(homes, buildings.geometry.to_numpy()).all()
    assert set(estates.index) == set(buildings["estate_id"])


def test_a_node_has_one_place_and_a_place_one_node(town):
    nodes, _, points = nodes_of(town.layers["roads"])
    assert len(nodes) == len(points)
    pairs = {(int(node), x, y) for node, (x, y) in zip(nodes, points.tolist(), strict=True)}
    assert len(pairs) == len(set(nodes.tolist())) == len({pair[1:] for pair in pairs})


def test_ways_have_ids_classes_and_widths(town):
    roads = town.layers["roads"]
    assert (roads["way_id"] > 0).all()
    assert roads["way_id"].is_unique
    assert set(roads["highway"]) <= ROAD_CLASSES
    assert (roads["width_m"] > 0).all()
    assert set(roads["oneway"]) == {0, 1}
    assert all(nodes == [] for nodes in roads["access_nodes"])


def test_a_grown_town_has_every_class_of_road():
    assert set(town_of(20_000).layers["roads"]["highway"]) == ROAD_CLASSES


def test_all_roads_hang_together(town):
    assert islands(town.layers["roads"]) == 1


def test_ways_on_the_ground_cross_at_shared_nodes_only():
    roads = town_of(400).layers["roads"]
    ground = roads[~roads["grade_separated"]].reset_index(drop=True)
    one, other = ground.sindex.query(ground.geometry, predicate="crosses")
    for a, b in zip(one, other, strict=True):
        meeting = shapely.get_coordinates(ground.geometry[a].intersection(ground.geometry[b]))
        shared = shapely.get_coordinates(ground.geometry[a]).tolist()
        assert all(point.tolist() in shared for point in meeting)


def test_bridges_stand_over_the_river_and_end_on_the_ground(town):
    roads, barriers = town.layers["roads"], town.layers["barriers"]
    river = barriers.loc[barriers["kind"] == "river", "geometry"].iloc[0]
    wet = roads[roads.geometry.intersects(river)]
    ground = {node for nodes in roads.loc[~roads["grade_separated"], "node_ids"] for node in nodes}
    assert len(wet) >= 3
    assert wet["grade_separated"].all()
    assert all({nodes[0], nodes[-1]} <= ground for nodes in roads.loc[roads["grade_separated"], "node_ids"])


def test_the_viaduct_passes_over_streets_without_a_shared_node(town):
    roads = town.layers["roads"]
    viaduct = roads[roads["name"].str.endswith("高架", na=False)].iloc[0]
    under = roads[roads.geometry.crosses(viaduct.geometry)]
    assert len(under) >= 2
    assert not set(viaduct["node_ids"]) & {node for nodes in under["node_ids"] for node in nodes}


def test_ground_ways_cross_the_railway_in_tunnels_only(town):
    roads, barriers = town.layers["roads"], town.layers["barriers"]
    rail = barriers.loc[barriers["kind"] == "rail", "geometry"].iloc[0]
    over = roads[roads.geometry.crosses(rail)]
    assert len(over)
    assert over["grade_separated"].all()
    assert all(tags["tunnel"] == "yes" for tags in over["tags"])


def test_gates_stand_on_their_node_and_on_the_wall(town):
    nodes, _, points = nodes_of(town.layers["roads"])
    place = dict(zip(nodes.tolist(), points.tolist(), strict=True))
    gates = town.layers["gates"]
    assert [place[node] for node in gates["node_id"]] == shapely.get_coordinates(gates.geometry).tolist()
    mine = gates.dropna(subset="estate_id")
    walls = town.layers["estates"].set_index("estate_id").geometry.loc[mine["estate_id"]].boundary
    assert (shapely.distance(walls.to_numpy(), mine.geometry.to_numpy()) < GATE_TOLERANCE).all()
    assert set(mine["kind"]) == {"gate"}
    assert set(gates["kind"]) <= set(GATE_KINDS)


def test_every_estate_has_a_gate(town):
    assert set(town.layers["estates"]["estate_id"]) <= set(town.layers["gates"]["estate_id"].dropna())


def test_walls_and_fences_are_open_where_ways_pass(town):
    barriers, roads = town.layers["barriers"], town.layers["roads"]
    walls = barriers[barriers["kind"].isin(["wall", "fence"])]
    assert roads.sindex.query(walls.geometry, predicate="intersects").shape[1] == 0


def test_every_kind_of_facility_is_present(town):
    assert set(town.layers["facilities"]["kind"]) == set(FACILITY_KINDS)


def test_a_grown_town_has_every_kind_of_barrier_and_gate():
    layers = town_of(400).layers
    assert set(layers["barriers"]["kind"]) == set(BARRIER_KINDS)
    assert set(layers["gates"]["kind"]) == set(GATE_KINDS)


def test_households_are_unknown_for_three_in_ten():
    buildings = town_of(20_000).layers["buildings"]
    assert buildings["households"].isna().mean() == pytest.approx(0.3, abs=0.02)
    assert (buildings["households"].isna() == buildings["people"].isna()).all()
    homes = buildings[buildings["use"].isin(["apartments", "house"])]
    assert (homes["households"].dropna() > 0).all()


def test_most_grids_have_two_to_five_hundred_known_or_unknown_households():
    buildings, grids = town_of(20_000).layers["buildings"], town_of(20_000).layers["grids"]
    centres = shapely.centroid(buildings.geometry.to_numpy())
    k, grid = grids.sindex.query(centres, predicate="within")
    households = buildings["households"].fillna(0).to_numpy(dtype=float)[k] / 0.7
    sums = np.bincount(grid, weights=households, minlength=len(grids))
    assert np.median(sums) == pytest.approx(350, abs=100)
    assert len(set(grid)) == len(grids)


def test_full_addresses_are_unique_and_name_the_community(town):
    buildings, communities = town.layers["buildings"], town.layers["communities"]
    first = [texts[0] for texts in buildings["addresses"]]
    assert len(set(first)) == len(first)
    _, owner = communities.sindex.query(buildings.geometry, predicate="within")
    names = communities["name"].to_numpy()[owner]
    assert all(name in text and text.startswith("示例区") for name, text in zip(names, first, strict=True))


def test_plates_lead_to_one_building():
    plates = [text for texts in town_of(20_000).layers["buildings"]["addresses"] for text in texts[1:]]
    assert len(plates) > 1000
    assert len(set(plates)) == len(plates)


def test_a_grown_town_has_estates_streets_and_village_groups():
    first = " ".join(texts[0] for texts in town_of(20_000).layers["buildings"]["addresses"])
    assert re.search(r"苑\d+栋", first)
    assert re.search(r"路\d+号", first)
    assert re.search(r"街[一二三四五六七八九十]+巷\d+号", first)
    assert re.search(r"村\d+组\d+号", first)
    assert "二期" in first


def test_zones_are_valid_hold_buildings_and_one_spans_the_river():
    town = town_of(400)
    buildings, barriers = town.layers["buildings"], town.layers["barriers"]
    river = barriers.loc[barriers["kind"] == "river", "geometry"].iloc[0]
    assert {zone.category for zone in town.zones} == {"high", "medium"}
    for zone in town.zones:
        assert zone.polygon.is_valid
        assert buildings.geometry.intersects(zone.polygon).any()
    assert shapely.difference(town.zones[2].polygon, river).geom_type == "MultiPolygon"


def test_the_first_zone_is_the_compound_of_its_name(town):
    estates = town.layers["estates"].set_index("name").geometry
    assert town.zones[0].polygon.contains(estates[town.zones[0].name])


def test_cases_are_places_in_buildings_and_never_persons(town):
    assert {case["role"] for case in town.cases} == {"residence", "work", "visited"}
    for case in town.cases:
        assert set(case) == {"role", "time", "address", "lon", "lat"}
        assert datetime.fromisoformat(case["time"]).tzinfo is not None
        assert town.layers["buildings"].geometry.contains(shapely.Point(case["lon"], case["lat"])).any()


def test_addresses_to_ask_about_belong_to_their_building(town):
    known = town.layers["buildings"].set_index("building_id")["addresses"]
    assert town.addresses
    for text, building_id in town.addresses:
        assert any(text.startswith(address) for address in known[building_id])


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 1500), st.integers(0, 10_000))
def test_any_size_and_seed_gives_a_sound_town(size, seed):
    town = make_township(size, seed=seed)
    buildings, grids = town.layers["buildings"].geometry, town.layers["grids"].geometry
    assert len(buildings) == size
    assert shapely.coverage_is_valid(grids.to_numpy())
    assert buildings.sindex.query(buildings, predicate="intersects").shape[1] == size
    assert islands(town.layers["roads"]) == 1
    assert all(frame.geometry.is_valid.all() for frame in town.layers.values())
