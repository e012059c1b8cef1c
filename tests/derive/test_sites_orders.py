import numpy as np
from shapely import Point, box

from geo_service.derive.sites_orders import SiteOrder, wishes_for

ZONE = box(0, 0, 1000, 1000)
POINTS = np.array([Point(100, 100), Point(500, 500)], dtype=object)


def wishes(*orders, points=POINTS):
    return wishes_for("sampling_point", points, orders, ZONE, title="采样点")


def order(wish, point, to_point=None, kind="sampling_point"):
    return SiteOrder(kind, wish, Point(point), Point(to_point) if to_point else None, "现场情况")


def test_a_pin_near_a_candidate_means_it():
    found = wishes(order("pin", (110, 100)))
    assert (found.pinned, found.added, found.grounds) == ({0}, (), {0: "现场情况"})


def test_a_pin_elsewhere_is_a_new_candidate():
    found = wishes(order("pin", (800, 100)))
    assert (found.pinned, found.added) == ({2}, (Point(800, 100),))


def test_a_pin_outside_the_zone_is_refused_and_said():
    found = wishes(order("pin", (1800, 100)))
    assert (found.pinned, found.refused) == (frozenset(), ("采样点：要求设点的位置在区外，未采纳（现场情况）",))


def test_a_move_closes_one_place_and_pins_another():
    found = wishes(order("move", (100, 100), (300, 300)))
    assert (found.forbidden, found.pinned, found.added) == ({0}, {2}, (Point(300, 300),))


def test_a_later_order_about_a_place_wins():
    found = wishes(order("forbid", (100, 100)), order("pin", (100, 100)))
    assert (found.pinned, found.forbidden) == ({0}, frozenset())


def test_what_stands_nowhere_near_cannot_be_forbidden():
    found = wishes(order("forbid", (900, 900)))
    assert found.forbidden == frozenset()
    assert "未采纳" in found.refused[0]


def test_nobody_can_forbid_every_place():
    found = wishes(order("forbid", (100, 100)), order("forbid", (500, 500)))
    assert found.forbidden == frozenset()
    assert "没有可设点" in found.refused[0]


def test_orders_about_other_kinds_are_left_alone():
    assert wishes(order("forbid", (100, 100), kind="delivery_point")).forbidden == frozenset()
