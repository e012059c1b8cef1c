import numpy as np
import pytest
import shapely
from shapely import box

from geo_service.derive.households import household_rule
from geo_service.derive.line_figures import survey_ground
from geo_service.derive.line_graph import ground_of, line_graph
from geo_service.derive.line_ground import BEYOND, FREE, INSIDE, LineRule
from tests.derive.lanes import INNER, area, house, lanes, near, road
from tests.zones.register import zone_version

RULE = LineRule()


def ground(surroundings=None, membership="any_part"):
    surroundings = near(houses=[INNER]) if surroundings is None else surroundings
    return survey_ground(
        zone_version().geometry,
        set(),
        surroundings,
        rule=RULE,
        households=household_rule(),
        membership=membership,
    ).ground


def road_costs(*rows):
    """Costs of the road edges at the drawn line."""
    graph = line_graph(ground(near(rows=rows)), RULE)
    at_line = graph.is_road & ((graph.tail == INSIDE) != (graph.head == INSIDE))
    return np.round(graph.cost[at_line], 6).tolist(), graph.single_cost[at_line].tolist()


def test_every_way_out_of_the_drawn_zone_is_an_edge():
    shared, single = road_costs(*lanes())
    assert (shared, single) == ([2.0] * 4, [2.0] * 4)


@pytest.mark.parametrize(("highway", "units"), [("footway", 1.0), ("residential", 2.0), ("primary", 4.0)])
def test_a_larger_road_costs_more_to_shut(highway, units):
    assert road_costs(road("r", (50, 50), (50, -400), highway=highway))[1] == [units]


def test_two_carriageways_of_one_street_and_its_pavement_are_paid_once():
    rows = [road(f"r{x}", (x, 50), (x, -400), highway="primary", name="甲路") for x in (40, 52)]
    shared, single = road_costs(*rows, road("walk", (60, 50), (60, -400), highway="footway"))
    assert (sum(shared), sum(single)) == (pytest.approx(4.0, rel=0.2), 9.0)


def test_two_streets_of_different_names_are_paid_each():
    rows = [road(f"r{x}", (x, 50), (x, -400), name=f"{x}路") for x in (40, 52)]
    assert road_costs(*rows)[0] == [2.0, 2.0]


def test_a_road_that_must_not_be_cut_costs_more_than_all_others():
    assert road_costs(road("m", (50, 50), (50, -400), highway="motorway"))[0] == [RULE.never_cut_cost]


def test_every_household_of_the_band_is_in_one_atom():
    houses = [
        INNER,
        house("a", 30, -25, 5),
        house("b", 300, 50, 6),
        house("cut", 50, -150, 7),
        house("off", -70, 50, 8),
    ]
    graph = line_graph(ground(near(houses=houses)), RULE)
    assert (graph.households.sum(), graph.households[:FREE].sum()) == (13, 0)
    assert sorted(graph.price[graph.households > 0] >= graph.households[graph.households > 0]) == [True, True]


def test_a_building_across_the_edge_of_the_band_cannot_be_taken_in():
    ground_near = ground(near(houses=[INNER, house("cut", 30, -150, 7)]))
    graph = line_graph(ground_near, RULE)
    assert graph.building_atom[ground_near.buildings["building_id"] == "cut"].tolist() == [BEYOND]


def test_ground_nobody_lives_on_has_a_price_too():
    graph = line_graph(ground(near()), RULE)
    band_m2 = zone_band_m2()
    assert graph.price.sum() * RULE.area_m2_per_household < band_m2
    assert graph.price.sum() > 0


def zone_band_m2():
    square = box(0, 0, 100, 100)
    return square.buffer(RULE.band_m).area - square.area


def test_the_ground_of_an_atom_is_round_its_sites_and_of_no_other():
    graph = line_graph(ground(), RULE)
    atom = int(graph.site_atom[graph.site_atom >= FREE][0])
    patch = ground_of(graph, np.arange(graph.size) == atom)
    inside = shapely.contains_xy(patch, graph.sites)
    assert set(graph.site_atom[inside]) == {atom}
    assert inside.sum() == (graph.site_atom == atom).sum()


def test_nothing_taken_is_no_ground():
    graph = line_graph(ground(), RULE)
    assert ground_of(graph, np.zeros(graph.size, dtype=bool)).is_empty


def test_a_line_along_a_wall_costs_nothing():
    wall = {"barrier_id": "w", "kind": "wall", "geometry": area(-1, -1, 101, 101).boundary}
    open_line, walled = (line_graph(ground(near(barriers=rows)), RULE) for rows in ((), (wall,)))

    def border(graph):
        drawn = ~graph.is_road & (graph.tail == INSIDE)
        return graph.cost[drawn].sum() * RULE.line_m_per_unit

    assert (round(border(open_line)), round(border(walled))) == (400, 0)
