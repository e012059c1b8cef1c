"""Characters left over that tell no places apart: doubled ones, and the province and city in front."""

import re
from collections.abc import Iterable

from geo_service.addresses.index_costs import Place
from geo_service.addresses.index_sounds import STRICT, cost_of_reading

_WIDER = re.compile(r"(?:\w{2,8}(?:省|自治区))?(?:\w{2,8}?(?:市|自治州|地区|盟))?")
"""Province and city, which registers of one district do not name."""


def mark_slips(body: str, known: bytearray, own_starts: Iterable[int]) -> None:
    """
    Mark in `known` the characters that are explained as slips.

    A character doubled beside a known one is explained. So are a province and city at the head, but only right
    before an administrative name of the building itself: without one, the same estate in another city is meant as
    likely as not.

    Parameters
    ----------
    own_starts
        Where the building's own administrative names begin in the body.
    """
    for start in own_starts:
        if start and _WIDER.fullmatch(body[:start]):
            known[:start] = b"\1" * start
    for at, character in enumerate(body):
        before = at > 0 and body[at - 1] == character and known[at - 1]
        after = at + 1 < len(body) and body[at + 1] == character and known[at + 1]
        if before or after:
            known[at] = 1


def mark_name(body: str, known: bytearray, name: str, place: Place) -> tuple[int, int]:
    """
    Mark in `known` what a name explains: where it stands, and the slips at its edges; returns start and end of that.

    The cheapest reading may leave out a character at an edge that the text doubles, moves or replaces: those of the
    name beside the place are marked (示例例区 where 示例 was read as 示例区), and a single one that stands for the last
    or first (怡景花元 for 怡景花园).
    """
    start, end = place.start, place.end
    if start >= end:
        return start, end
    while end < len(body) and not known[end] and body[end] in name:
        end += 1
    while start > 0 and not known[start - 1] and body[start - 1] in name:
        start -= 1
    known[start:end] = b"\1" * (end - start)
    if place.end - place.start < len(name):
        return _mark_replaced(body, known, name, start, end)
    return start, end


def _mark_replaced(body: str, known: bytearray, name: str, start: int, end: int) -> tuple[int, int]:
    for at, written, meant in ((end, end - 1, -1), (start - 1, start, 0)):
        if cost_of_reading(body[written], name[meant]) >= 1 and _stands_alone(body, known, at):
            known[at] = 1
            return min(at, start), max(at + 1, end)
    return start, end


def _stands_alone(body: str, known: bytearray, at: int) -> bool:
    inside = 0 <= at < len(body) and not known[at] and body[at] not in STRICT
    return inside and known[at - 1 : at] != b"\0" and known[at + 1 : at + 2] != b"\0"
