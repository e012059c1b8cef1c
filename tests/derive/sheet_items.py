"""Places of field sheets on a small plane, and strategies for whole sheets."""

from hypothesis import strategies as st
from shapely import Point

from geo_service.coords.metric import MetricPlane
from geo_service.model.sheet import SheetItem

PLANE = MetricPlane(104.0, 30.0)
LETTERS = {"checkpoint": "K", "closure": "F", "delivery_point": "P"}


def item(item_id, x, y=0.0, *, ways=(), name="", **figures):
    """A place by its number, in metres."""
    kind = next(kind for kind, letter in LETTERS.items() if letter == item_id[0])
    place = PLANE.to_lonlat(Point(x, y))
    return SheetItem(kind, item_id, name, ((round(place.x, 6), round(place.y, 6)),), tuple(ways), figures)


places = st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(lambda at: (at[0] * 10.0, at[1] * 10.0))
"""Places on a lattice of 10 m: a place has moved by nothing or by far more than a metre."""


@st.composite
def sheets(draw):
    """The items of one sheet, numbers of each layer not in order and with gaps."""
    found = []
    for letter in LETTERS.values():
        numbers = draw(st.sets(st.integers(1, 12), max_size=5))
        for number in sorted(numbers):
            x, y = draw(places)
            ways = draw(st.sets(st.integers(1, 4), max_size=2))
            name, crew = draw(st.sampled_from(["", "甲路（东侧）", "乙街"])), draw(st.sampled_from([None, 2, 4]))
            found.append(item(f"{letter}{number:02d}", x, y, ways=sorted(ways), name=name, crew=crew))
    return found
