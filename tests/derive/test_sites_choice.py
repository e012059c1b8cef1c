import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo_service.derive.sites_choice import Prices, SitingRule, choose_sites
from geo_service.network.walking import Walks

RULE = SitingRule(time_limit_s=0.05, wanted_gap=0.01)
PRICES = Prices(open_price=100.0, unit_price=10.0, unit_capacity=50.0, most_units=2)


def walks(*rows):
    """Walks from (thing, place, metres) tuples."""
    thing, place, metres = (
        np.array(column) for column in zip(*sorted(rows, key=lambda row: (row[0], row[2])), strict=True)
    )
    return Walks(thing.astype(np.int64), place.astype(np.int64), metres.astype(np.float64))


def choose(weight, found, candidates, **more):
    return choose_sites(np.array(weight, dtype=float), found, candidates, PRICES, limit_m=100, rule=RULE, **more)


def test_things_share_a_site_that_suffices():
    found = choose([40, 40], walks((0, 0, 10), (0, 1, 12), (1, 0, 12), (1, 1, 10)), 2)
    assert len(found.opened) == 1


def test_what_finds_no_room_goes_to_the_nearest_and_is_listed():
    found = choose([80, 80], walks((0, 0, 10), (1, 0, 20)), 1)
    assert (found.place.tolist(), found.beyond) == ([0, 0], {1: "capacity_in_reach_exhausted"})


def test_what_is_too_far_goes_to_the_nearest_and_is_listed():
    found = choose([10, 10], walks((0, 0, 10), (1, 0, 300)), 1)
    assert (found.walk_m.tolist(), found.beyond) == ([10, 300], {1: "no_candidate_in_reach"})


def test_a_pinned_candidate_opens_and_a_forbidden_one_serves_nobody():
    both = walks((0, 0, 1), (0, 1, 90))
    assert 1 in choose([40], both, 2, pinned=frozenset({1})).opened
    assert choose([40], both, 2, forbidden=frozenset({0})).place.tolist() == [1]


@given(
    st.lists(st.integers(0, 90), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3), st.integers(0, 200)), min_size=1, max_size=20),
)
def test_everything_of_weight_with_a_walk_has_one_site_twice_the_same(weight, rows):
    known = [row for row in rows if row[0] < len(weight)] or [(0, 0, 5)]
    first, again = (choose(weight, walks(*known), 4) for _ in range(2))
    assert first.place.tolist() == again.place.tolist()
    for thing, (need, place) in enumerate(zip(weight, first.place.tolist(), strict=True)):
        assert (place >= 0) == (need > 0 and any(row[0] == thing for row in known))
        assert place < 0 or any(row[:2] == (thing, place) for row in known)
