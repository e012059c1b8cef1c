from hypothesis import given
from hypothesis import strategies as st

from geo_service.derive.numbering import (
    NO_NUMBERS,
    Numbered,
    Numbering,
    Spot,
    numbered_on,
    renumber,
    renumber_roles,
    same_places,
)
from tests.derive.sheet_items import PLANE, item, sheets

NEW = Numbered("K")

spots = st.lists(
    st.builds(Spot, st.integers(-300, 300), st.integers(-300, 300), st.frozensets(st.integers(1, 4), max_size=2)),
    max_size=7,
)


def standing(*known):
    return Numbered("K", standing=known)


def test_without_a_sheet_numbers_go_up_in_the_order_given():
    assert renumber(NEW, [Spot(0, 0), Spot(500, 0), Spot(100, 0)]) == ["K01", "K02", "K03"]
    assert renumber(NEW, []) == []


def test_a_post_keeps_its_number_wherever_it_comes_in_the_list():
    known = standing(("K01", Spot(0, 0)), ("K02", Spot(500, 0)))
    assert renumber(known, [Spot(500, 3), Spot(2, 0)]) == ["K02", "K01"]


def test_a_new_post_gets_the_next_number_and_gaps_stay():
    known = standing(("K02", Spot(0, 0)), ("K05", Spot(500, 0)))
    assert renumber(known, [Spot(0, 0), Spot(1000, 0)]) == ["K02", "K06"]


def test_a_post_may_move_farther_along_its_own_road():
    known = standing(("K04", Spot(0, 0, frozenset({7}))))
    assert renumber(known, [Spot(40, 0, frozenset({7, 8}))]) == ["K04"]
    assert renumber(known, [Spot(40, 0, frozenset({9}))]) == ["K05"]
    assert renumber(known, [Spot(61, 0, frozenset({7}))]) == ["K05"]


def test_the_number_of_a_place_that_was_given_up_comes_back_there_and_nowhere_else():
    known = Numbered("K", standing=[("K01", Spot(0, 0))], retired=[("K02", Spot(500, 0)), ("K03", Spot(900, 0))])
    assert renumber(known, [Spot(0, 0), Spot(505, 0), Spot(2000, 0)]) == ["K01", "K02", "K04"]


def test_places_are_paired_so_that_most_find_theirs_then_nearest():
    before, now = [Spot(0, 0), Spot(20, 0)], [Spot(20, 1), Spot(40, 0)]
    assert same_places(before, now) == [(0, 0), (1, 1)]


def test_the_neighbour_of_a_post_whose_role_changed_is_not_taken_for_it():
    known = [Numbered("K", [("K01", Spot(0, 0))]), Numbered("F", [("F01", Spot(20, 0))])]
    assert renumber_roles(known, [Spot(0, 0), Spot(20, 0)], [1, 0]) == ["F02", "K02"]
    assert renumber_roles(known, [Spot(0, 0), Spot(20, 0)], [0, 1]) == ["K01", "F01"]


def test_only_the_places_of_a_layer_count():
    numbering = Numbering((item("K03", 0), item("F01", 0)), (item("K09", 500),))
    found = numbered_on(PLANE, numbering, "checkpoint", "K")
    assert [number for number, _ in found.standing] == ["K03"]
    assert [number for number, _ in found.retired] == ["K09"]
    assert abs(found.standing[0][1].x) < 0.2
    assert numbered_on(PLANE, NO_NUMBERS, "checkpoint", "K") == Numbered("K", [], [])


@given(spots)
def test_numbers_are_kept_when_nothing_changes(places):
    numbers = [f"K{number:02d}" for number in range(3, 3 + len(places))]
    again = renumber(standing(*zip(numbers, places, strict=True)), places)
    # places that lie together may swap, which nobody can tell apart
    assert sorted(again) == numbers
    apart = [
        row for row, one in enumerate(places) if all(one is two or (one.x, one.y) != (two.x, two.y) for two in places)
    ]
    assert all(again[row] == numbers[row] for row in apart)


@given(spots, spots, spots)
def test_a_number_never_passes_to_another_place(first, gone, now):
    known = Numbered(
        "K",
        standing=[(f"K{row:02d}", one) for row, one in enumerate(first, 1)],
        retired=[(f"K{row:02d}", one) for row, one in enumerate(gone, 20)],
    )
    taken = dict([*known.standing, *known.retired])
    numbers = renumber(known, now)
    assert len(set(numbers)) == len(now)
    for number, spot in zip(numbers, now, strict=True):
        if number in taken:
            assert same_places([taken[number]], [spot])


@given(sheets())
def test_numbers_of_a_sheet_hold_on_the_next_plan(items):
    for kind, letter in (("checkpoint", "K"), ("closure", "F"), ("delivery_point", "P")):
        known = numbered_on(PLANE, Numbering(tuple(items)), kind, letter)
        found = renumber(known, [spot for _, spot in known.standing])
        assert sorted(found) == sorted(number for number, _ in known.standing)
