"""Sites stay where the last field sheet had them, where that costs little."""

import numpy as np
import pytest
from shapely import Point, box

from geo_service.derive.sites_choice import USUAL_SITING, Prices, choose_sites
from geo_service.derive.sites_orders import candidates_at, wishes_for
from geo_service.derive.sites_spots import Spot, thinned
from geo_service.network.walking import Walks

POINTS = np.array([Point(0, 0), Point(30, 0), Point(200, 0)], dtype=object)


@pytest.mark.parametrize(("x", "found"), [(0, {0}), (4, {0}), (6, set()), (28, {1}), (500, set())])
def test_a_former_place_is_the_candidate_that_stands_there(x, found):
    assert candidates_at(POINTS, [Point(x, 0)]) == found


def test_without_candidates_or_former_places_there_are_none():
    assert candidates_at(np.empty(0, dtype=object), [Point(0, 0)]) == frozenset()
    assert candidates_at(POINTS, []) == frozenset()


def test_former_places_go_with_the_wishes():
    wishes = wishes_for("delivery_point", POINTS, [], box(0, -10, 300, 10), title="x", stood_at=[Point(200, 1)])
    assert wishes.stood == {2}


def test_a_former_spot_is_not_thinned_out_and_stands_for_its_square():
    spots = [Spot(Point(x, 5), "", "", "way", np.nan) for x in (5, 30, 70)]
    assert [spot.point.x for spot in thinned(spots)] == [5, 70]
    assert [spot.point.x for spot in thinned(spots, stood=[Point(30, 5)])] == [30, 70]


def test_of_sites_that_are_nearly_as_good_the_former_one_stays():
    walks = Walks(np.array([0, 0]), np.array([0, 1]), np.array([50.0, 52.0]))
    prices = Prices(open_price=1000.0, unit_price=0.0, unit_capacity=100.0, most_units=1)
    weight = np.array([10.0])
    free = choose_sites(weight, walks, 2, prices, limit_m=300, rule=USUAL_SITING)
    kept = choose_sites(weight, walks, 2, prices, limit_m=300, rule=USUAL_SITING, stood=frozenset({1}))
    assert (free.opened, kept.opened) == ((0,), (1,))
