"""
Is an address inside a zone, from the two texts alone.

inside and outside only when the texts settle it; unsure says which detail is missing. A false outside is the worst
answer, so whatever is not understood leaves the answer open.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geo_service.addresses.contains_doors import with_side_label
from geo_service.addresses.contains_finding import Containment, Finding
from geo_service.addresses.contains_judge import judge
from geo_service.addresses.contains_levels import compare_place
from geo_service.addresses.contains_names import compare_names
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_unread import name_is_unread
from geo_service.addresses.contains_zone import ReadZone, read_zone, refuse_unreadable, zone_of
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_heads import Known, strip_heads
from geo_service.addresses.ladder_notes import without_notes
from geo_service.addresses.ladder_read import read_rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.model.address import Address
from geo_service.model.said import SaidExtent


def contains(
    zone_text: str, address_text: str, *, district: str | None = None, vocabulary: Vocabulary | None = None
) -> Containment:
    """
    Say whether an address lies in a zone.

    Parameters
    ----------
    district
        The district in which both texts are read; a text without a district means a place in it.
    vocabulary
        Administrative names a register knows; without it they are recognised by their endings.

    Raises
    ------
    AddressError
        If a text is empty or longer than `MAX_CHARS`.
    """
    zone = read_zone(zone_text, district)
    known = zone.known
    if vocabulary:
        known = replace(known, vocabularies=(*known.vocabularies, vocabulary))
    said = read_rungs(refuse_unreadable(address_text), known)
    return _not_what_it_says(zone_contains(zone, said), zone, zone_text, said)


def _not_what_it_says(answer: Containment, zone: ReadZone, zone_text: str, address: Rungs) -> Containment:
    """An address that is a zone without exclusions word for word is inside; one that stands in it is never outside."""
    if answer.answer == "inside":
        return answer
    limited = any(_is_limited(one) for one in zone.pieces)
    said, written = normalize(without_notes(address.text)[0]), normalize(zone_text)
    alone = len(zone.pieces) == 1 and said == strip_heads(written, Known())[1]
    if (said == written or alone) and not (limited or any(one.area for one in zone.pieces)):
        return Containment("inside", "地址就是范围的文字")
    stands_there = (said in written and not limited) or name_is_unread(zone.pieces, written, address)
    if answer.answer != "outside" or not stands_there:
        return answer
    return Containment("unsure", "地址的文字就在范围里，但没有读懂")


def _is_limited(piece: Piece) -> bool:
    return bool(piece.exceptions or piece.excluded or piece.vague or piece.where.beside)


def extent_contains(extents: Sequence[SaidExtent], address: Address, *, heads: Rungs | None = None) -> Containment:
    """
    Say whether a parsed address lies in parsed extents.

    `heads` are the administrative names that stand over the extents (`heads_of`).
    """
    zone = zone_of(extents, heads or Rungs())
    return zone_contains(zone, rungs_of(address, zone.known))


def rungs_of(address: Address, known: Known) -> Rungs:
    """A parsed address on the fine ladder; administrative names that its register knew are kept."""
    rungs = read_rungs(refuse_unreadable(address.text), known)
    named: dict[str, Any] = {"district": address.district, "street": address.township, "community": address.community}
    return replace(rungs, **{level: name for level, name in named.items() if name})


def zone_contains(zone: ReadZone, said: Rungs) -> Containment:
    """Say whether an address on the ladder lies in a zone: in one of its pieces, or outside all."""
    found = _found_in(zone.pieces, said)
    inside = next((finding for finding in found if finding.verdict == "met"), None)
    if inside:
        return Containment("inside", inside.reason or "地址在范围之内")
    still_open = next((finding for finding in found if finding.verdict == "open"), None)
    if still_open:
        return Containment("unsure", still_open.reason, still_open.missing)
    if zone.rest or not found:
        return Containment("unsure", f"范围里的“{zone.rest}”没有读懂")
    return Containment("outside", found[0].reason if len(found) == 1 else _all_reasons(found))


def _found_in(pieces: Sequence[Piece], said: Rungs) -> list[Finding]:
    """
    What each piece says.

    A place that the zone itself names is not also a place that it names otherwise: 怡景花园3栋、文昌路8号 are two. Nor
    is a number that a list of its road's numbers lacks: lists are complete.
    """
    found = [judge(piece, said) for piece in pieces]
    if not {"open", "other"} <= {finding.verdict for finding in found}:
        return found
    places = ["" if piece.area else _likest_place(piece, said) for piece in pieces]
    found, places, pieces = _without_other_areas(found, places, pieces, said)
    if "same" in places:
        return [finding for finding, place in zip(found, places, strict=True) if place != "unknown"]
    numbered = [piece for piece in pieces if _numbered_alike(piece, said)]
    if not numbered:
        return found
    listed = any(piece.span for piece in numbered)
    unlike = [
        place == "unknown" and bool(listed or _numbers_itself(piece))
        for piece, place in zip(pieces, places, strict=True)
    ]
    return [finding for finding, elsewhere in zip(found, unlike, strict=True) if not elsewhere]


def _without_other_areas(
    found: Sequence[Finding], places: Sequence[str], pieces: Sequence[Piece], said: Rungs
) -> tuple[list[Finding], list[str], list[Piece]]:
    """
    What is left without the areas of an estate that do not hold a building named beside them.

    怡景花园B1栋1单元、C区: B1栋2单元 is of the building B1, which the zone does not count to C区.
    """
    listed = list(zip(found, places, pieces, strict=True))
    beside = any(place == "same" and _names_building(piece, said) for _, place, piece in listed)
    kept = [one for one in listed if not (beside and one[1] == "same" and _is_other_area(one[2], said))]
    return [one[0] for one in kept], [one[1] for one in kept], [one[2] for one in kept]


def _names_building(piece: Piece, said: Rungs) -> bool:
    return not piece.where.parts and any(door.building == said.building for door in piece.members)


def _is_other_area(piece: Piece, said: Rungs) -> bool:
    """Whether the piece is areas (C区) that have other letters than the address's building (B1), which names none."""
    letter = (said.building or "")[:1]
    labels = [part.label for part in piece.where.parts if part.kind]
    lettered = _LETTER.fullmatch(letter) and labels and all(_LETTER.fullmatch(label) for label in labels)
    return bool(lettered and letter not in labels and not (said.parts or piece.members))


def _numbered_alike(piece: Piece, said: Rungs) -> bool:
    """Whether the address has a number of a road that the piece has numbers of: 文昌路8号, 文昌路9号."""
    mine, theirs = piece.where.road, said.road
    numbered = (piece.where.plate or piece.span) and said.plate and not said.name
    return bool(mine and theirs and numbered) and compare_names(mine or "", theirs or "") == "same"


def _numbers_itself(piece: Piece) -> bool:
    """Whether the piece is a number of a named place (怡景院14号), so no number of a road."""
    return bool((piece.where.plate or piece.span) and piece.where.name and not piece.where.road)


def _likest_place(piece: Piece, said: Rungs) -> str:
    said = with_side_label(piece, said)
    places = [compare_place(one, said)[0] for one in (piece, *piece.writings)]
    return "same" if "same" in places else places[0]


_LETTER = re.compile("[A-Z]")

MAX_REASONS = 3
"""Reasons told when several pieces are all elsewhere."""


def _all_reasons(found: Sequence[Finding]) -> str:
    reasons = list(dict.fromkeys(finding.reason for finding in found))
    return "；".join(reasons[:MAX_REASONS])
