"""What the words of a zone settle about an address, when the zone is not on the map or its buildings are not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geo_service.addresses.contains import contains
from geo_service.addresses.contains_finding import Containment
from geo_service.addresses.contains_levels import compare_place
from geo_service.addresses.contains_names import compare_heads
from geo_service.addresses.contains_zone import read_zone
from geo_service.addresses.ladder_read import read_rungs
from geo_service.addresses.normalize import normalize
from geo_service.errors import AddressError
from geo_service.model.extent import SaidText

NOT_READ = Containment("unsure", "文字没有读懂")
ZONES_KEPT = 8192
"""Zones whose districts are kept: a large city had 3,100 in force at once."""


@dataclass(frozen=True)
class Told:
    """The texts that one place is known under, and the districts that they name, None among them for a text without."""

    texts: tuple[str, ...]
    districts: frozenset[str | None]


def told(texts: Iterable[str]) -> Told:
    """Texts of one place made ready to be held against many zones."""
    listed = tuple(dict.fromkeys(texts))
    return Told(listed, frozenset(_district_of(text) for text in listed))


def answer_by_words(said: SaidText, place: Told) -> Containment:
    """
    Whether a place that is known under several texts lies in a zone that is known by its words.

    All texts mean the same place. It is inside as soon as one of them is. It is outside when one of them is and none
    names a place of the zone without settling it: an alias that the zone does not use proves nothing then
    (怡景花园3栋, also 幸福里3栋, against 怡景花园二期). A text that can't be read settles nothing.
    """
    if not place.texts:
        return NOT_READ
    elsewhere = _elsewhere(said, place)
    if elsewhere:
        return elsewhere
    answers = {text: _contained(said, text) for text in place.texts}
    inside = next((one for one in answers.values() if one.answer == "inside"), None)
    outside = next((one for one in answers.values() if one.answer == "outside"), None)
    if inside or not outside:
        return inside or next(iter(answers.values()))
    unsettled = (text for text, one in answers.items() if one.answer == "unsure" and not _is_told_finer(text, answers))
    named = next((text for text in unsettled if _names_a_place_of(said, text)), None)
    return answers[named] if named else outside


def _elsewhere(said: SaidText, place: Told) -> Containment | None:
    """Outside, when the zone and the place lie in districts that differ: most zones of a city need no more reading."""
    zone, mine = _districts_of(said), {name for name in place.districts if name}
    if not zone or len(mine) != len(place.districts) or any(name in said.text for name in mine):
        return None
    if any(compare_heads("district", one, name) != "other" for one in zone for name in mine):
        return None
    return Containment("outside", f"{'、'.join(sorted(mine))}不是{'、'.join(sorted(zone))}")


@lru_cache(maxsize=ZONES_KEPT)
def _districts_of(said: SaidText) -> frozenset[str]:
    """The districts of a zone; none when one of its places has none or may lie in several, or it is not all read."""
    try:
        zone = read_zone(said.text, said.district)
    except AddressError:
        return frozenset()
    wheres = [one.where for piece in zone.pieces for one in (piece, *piece.writings)]
    settled = not zone.rest and all(where.district and not where.functional for where in wheres)
    return frozenset(where.district for where in wheres if where.district) if settled else frozenset()


def _district_of(text: str) -> str | None:
    try:
        read = read_rungs(text)
    except AddressError:
        return None
    return None if read.functional else read.district


def _contained(said: SaidText, text: str) -> Containment:
    try:
        return contains(said.text, text, district=said.district)
    except AddressError:
        return NOT_READ


def _is_told_finer(text: str, texts: Iterable[str]) -> bool:
    """Whether another text says the same and more, as 怡景花园3栋 does beside 怡景花园."""
    return any(other != text and other.startswith(text) for other in texts)


def _names_a_place_of(said: SaidText, text: str) -> bool:
    """Whether a text names an estate, village or road number that the zone names too, or stands in its words."""
    try:
        zone = read_zone(said.text, said.district)
        rungs = read_rungs(text, zone.known)
    except AddressError:
        return True
    pieces = (one for piece in zone.pieces if not piece.area for one in (piece, *piece.writings))
    return normalize(text) in normalize(said.text) or any(compare_place(one, rungs)[0] in NAMED for one in pieces)


NAMED = frozenset({"same", "near"})
"""Likenesses of places that are, or may be, one."""
