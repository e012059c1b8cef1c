import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.derive.households import household_rule
from geo_service.derive.line_figures import survey_ground
from geo_service.derive.line_graph import line_graph
from geo_service.derive.line_ground import FREE, INSIDE, LineRule
from geo_service.derive.line_shape import shape_of_cut, taken_buildings
from tests.derive.lanes import INNER, house, near
from tests.zones.register import zone_version

RULE = LineRule(band_m=120.0)
HOUSES = [INNER, *(house(f"h{x}.{y}", x, y, 3, 6) for x in (10, 30, 70, 90) for y in (-10, -28, -52, -70))]
SURVEY = survey_ground(
    zone_version().geometry,
    set(),
    near(houses=HOUSES),
    rule=RULE,
    households=household_rule(),
    membership="any_part",
)
GROUND = SURVEY.ground
GRAPH = line_graph(GROUND, RULE)
ATOMS = [int(atom) for atom in np.unique(GRAPH.site_atom) if atom >= FREE]


def drawn(atoms, smooth_m=3.0):
    side = np.isin(np.arange(GRAPH.size), [INSIDE, *atoms])
    return side, shape_of_cut(GRAPH, GROUND, side, smooth_m=smooth_m)


def test_nothing_taken_is_the_drawn_line():
    assert drawn([])[1].symmetric_difference(GROUND.outline).area < 1e-6


def test_ground_that_does_not_join_the_zone_is_left_out():
    far = max(ATOMS, key=lambda atom: GROUND.outline.distance(shapely.MultiPoint(GRAPH.sites[GRAPH.site_atom == atom])))
    assert drawn([far])[1].symmetric_difference(GROUND.outline).area < 1e-6


@pytest.mark.parametrize("smooth_m", [0.0, 3.0])
def test_taking_everything_holds_every_building_of_the_band_and_stays_in_it(smooth_m):
    shape = drawn(ATOMS, smooth_m)[1]
    limit = GROUND.outline.buffer(RULE.band_m)
    assert shape.within(limit.buffer(0.01))
    assert shapely.covers(shape, GROUND.buildings.geometry.to_numpy()).all()


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(ATOMS)), st.sampled_from([0.0, 1.0, 3.0]))
def test_whatever_is_taken_the_drawn_zone_is_covered_and_no_building_is_split(atoms, smooth_m):
    side, shape = drawn(atoms, smooth_m)
    assert shape.is_valid
    assert GROUND.outline.difference(shape).area < 1e-6
    footprints = GROUND.buildings.geometry.to_numpy()
    share = shapely.area(shapely.intersection(footprints, shape)) / shapely.area(footprints)
    assert ((share < 1e-6) | (share > 1 - 1e-6)).all()
    out = ~taken_buildings(GRAPH, GROUND, side) & ~GROUND.held
    enclosed = shapely.area(shapely.difference(footprints, shape)) < 1e-6
    assert (share[out & ~enclosed] < 1e-6).all()
