"""Boxes, rings with openings, and plate numbers."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_service.importers.demo.site import PLATE_PITCH_M, Box, Frontage, open_ring

YARD = Box(0.0, 0.0, 20.0, 10.0)


def test_a_ring_passes_through_each_stop_in_order():
    ring = YARD.ring([(12.0, 0.0), (4.0, 0.0), (0.0, 5.0)])
    assert ring == ((0, 0), (4, 0), (12, 0), (20, 0), (20, 10), (0, 10), (0, 5), (0, 0))


def test_a_wall_is_open_by_the_width_of_its_gates():
    wall = shapely.MultiLineString(open_ring(YARD, [((10.0, 0.0), 4.0), ((20.0, 5.0), 2.0)]))
    assert wall.length == 60 - 4 - 2
    assert wall.distance(shapely.Point(10, 0)) == 2
    assert wall.distance(shapely.Point(20, 5)) == 1


@given(st.floats(-3000, 3000), st.floats(PLATE_PITCH_M + 0.1, 500), st.sampled_from([0.0, 3000.0]))
def test_houses_wider_than_the_pitch_never_share_a_plate(at_m, width_m, start_m):
    odd, even = Frontage("示例路", start_m, 1), Frontage("示例路", start_m, 2)
    same_stretch = (at_m < start_m) == (at_m + width_m < start_m)
    assert not same_stretch or odd.plate_number(at_m) != odd.plate_number(at_m + width_m)
    assert odd.plate_number(at_m) % 2 == 1
    assert even.plate_number(at_m) % 2 == 0
