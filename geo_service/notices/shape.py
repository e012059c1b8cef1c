"""How a list of zones is laid out: counted, numbered as one zone, or a line among lines of zones."""

from typing import NamedTuple

from geo_service.notices.headings import Heading
from geo_service.notices.outline import Outline


class Shape(NamedTuple):
    """
    How a list is laid out.

    `zones` is the number of them that its heading says; `whole` that it is numbered as one zone; `listed` that it is a
    line among lines of zones.
    """

    zones: int | None = None
    whole: bool = False
    listed: bool = False


def shape_of(outline: Outline, index: int, heading: Heading | None, zones: int | None, *, decides: bool) -> Shape:
    """
    How the list on a line is laid out.

    `heading` is the one before it on its line, `zones` the number of zones that was said above, `decides` says that
    the list has a verb of its own.
    """
    numbered = bool(outline.lines[index].marker)
    counted = heading is not None or outline.is_lone(index)
    alone = numbered and not (heading and heading.colon) and not decides and not outline.numbers_lists(index, zones)
    return Shape(
        zones=zones if counted else None,
        whole=alone or (heading is not None and outline.counts_zones(heading)),
        listed=not (counted or numbered or decides),
    )
