"""Areas that a text says by their sides or enclosing lines, and those that it leaves out in the same way."""

import re
from collections.abc import Sequence

from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.errors import InputError
from geo_service.model.said import NoticeItem, SaidBounds, SaidEnclosure, SaidExtent

SaidArea = SaidBounds | SaidEnclosure
SIDE = re.compile("[东南西北](?:[侧面边])?至")
"""What a part begins with that says the next side; another one is a further line of the side before it."""


def areas_held(item: NoticeItem) -> tuple[SaidArea, ...]:
    """The areas of an item that are said by sides or lines."""
    return tuple(dict.fromkeys(extent for extent in item.extent if isinstance(extent, SaidArea)))


def areas_left_out(item: NoticeItem) -> tuple[SaidArea, ...]:
    """The areas that an item leaves out by sides or lines."""
    return tuple(dict.fromkeys(area for extent in item.extent for area in excluded_areas(extent)))


def excluded_areas(extent: SaidExtent) -> tuple[SaidArea, ...]:
    """
    What an extent leaves out by sides or lines; none when it leaves out places by name.

    A notice's clause comes apart at its commas: 东至甲路 and 南至乙路 are parts of one area.
    """
    return areas_of_words(extent.except_text) if extent.except_text else ()


def areas_of_words(words: Sequence[str]) -> tuple[SaidArea, ...]:
    """The areas that the parts of a clause say together; none when they say something else."""
    text = "".join(f"，{part}" if SIDE.match(part) else f"、{part}" for part in words)[1:]
    try:
        reading = read_extents(text, context=ExtentContext())
    except InputError:
        return ()
    areas = tuple(extent for extent in reading.extents if isinstance(extent, SaidArea))
    return areas if len(areas) == len(reading.extents) and not reading.rest else ()
