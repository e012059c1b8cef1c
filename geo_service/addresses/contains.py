"""
Is an address inside a zone, from the two texts alone.

inside and outside only when the texts settle it; unsure says which detail is missing. A false outside is the worst
answer, so whatever is not understood leaves the answer open.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geo_service.addresses.contains_doors import compare_doors, compare_members
from geo_service.addresses.contains_finding import Containment, Finding, all_of, left_open, other
from geo_service.addresses.contains_heads import compare_far
from geo_service.addresses.contains_levels import compare_near, compare_place
from geo_service.addresses.contains_names import compare_names, is_detail
from geo_service.addresses.contains_parts import compare_beside, compare_parts
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_spots import names_spot
from geo_service.addresses.contains_villages import SHORT_NAME_CHARS
from geo_service.addresses.contains_writings import either_writing
from geo_service.addresses.contains_zone import ReadZone, read_zone, refuse_unreadable, zone_of
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_heads import Known
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
    answer = zone_contains(zone, read_rungs(refuse_unreadable(address_text), known))
    return _not_what_it_says(answer, zone, zone_text, address_text)


def _not_what_it_says(answer: Containment, zone: ReadZone, zone_text: str, address_text: str) -> Containment:
    """An address that is a zone without exclusions word for word is inside; one that stands in it is never outside."""
    limited = any(_is_limited(one) for one in zone.pieces)
    if answer.answer == "inside" or limited:
        return answer
    said, written = normalize(without_notes(address_text)[0]), normalize(zone_text)
    if said == written and not any(one.area for one in zone.pieces):
        return Containment("inside", "地址就是范围的文字")
    if answer.answer != "outside" or said not in written:
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


def _numbered_alike(piece: Piece, said: Rungs) -> bool:
    """Whether the address has a number of a road that the piece has numbers of: 文昌路8号, 文昌路9号."""
    mine, theirs = piece.where.road, said.road
    numbered = (piece.where.plate or piece.span) and said.plate and not said.name
    return bool(mine and theirs and numbered) and compare_names(mine or "", theirs or "") == "same"


def _numbers_itself(piece: Piece) -> bool:
    """Whether the piece is a number of a named place (怡景院14号), so no number of a road."""
    return bool(piece.where.plate and piece.where.name and not piece.where.road)


def _likest_place(piece: Piece, said: Rungs) -> str:
    places = [compare_place(one, said)[0] for one in (piece, *piece.writings)]
    return "same" if "same" in places else places[0]


GROUND_FLOORS = 2
"""Floors in which shops under homes lie at most, as far as an address tells."""

MAX_REASONS = 3
"""Reasons told when several pieces are all elsewhere."""


def _all_reasons(found: Sequence[Finding]) -> str:
    reasons = list(dict.fromkeys(finding.reason for finding in found))
    return "；".join(reasons[:MAX_REASONS])


def judge(piece: Piece, said: Rungs) -> Finding:
    """Whether an address is in one piece: met, open, or other when it is not."""
    if not piece.writings:
        return _judge_written(piece, said)
    written = [replace(piece, writings=()), *piece.writings]
    finding = either_writing([(compare_place(one, said)[0], _judge_written(one, said)) for one in written])
    doors = [compare_members(one.members, said) for one in piece.writings if said.building]
    return all_of([finding, *map(_open_when_other, doors)]) if finding.verdict == "met" else finding


def _open_when_other(finding: Finding) -> Finding:
    return left_open(finding.reason) if finding.verdict == "other" else finding


def _judge_written(piece: Piece, said: Rungs) -> Finding:
    far = compare_far(piece.where, said)
    if far.verdict == "other":
        return far
    inside = all_of([far, *_levels(piece, said)])
    if inside.verdict != "met" and any(judge(held, said).verdict == "met" for held in piece.included):
        return Finding("met", "范围里写明包括")
    return _with_limits(piece, said, inside)


def _levels(piece: Piece, said: Rungs) -> list[Finding]:
    near = compare_near(piece, said)
    if piece.area:
        return [near if near.verdict == "other" else left_open("范围以道路等为界，要看地图")]
    place = compare_place(piece, said)[0]
    if near.verdict == "other" or place in {"missing", "unknown"}:
        return [near]
    numbered = bool(piece.where.plate or piece.span)
    inner = [compare_parts(piece, said), compare_doors(piece, said), _compare_spot(piece.spot, said)]
    return [near, compare_beside(piece.where, said, numbered=numbered), *inner]


def _compare_spot(spot: str, said: Rungs) -> Finding:
    if not spot or names_spot(spot, said):
        return Finding("met")
    return left_open(f"没有写明是否{spot}", f"是不是{spot}？")


def _with_limits(piece: Piece, said: Rungs, inside: Finding) -> Finding:
    """What is left out, what is only near, and what is held around the place."""
    if inside.verdict == "other":
        return _softened(piece, said, inside)
    limits = [_outside_exceptions(piece, said), *(_outside_excluded(one, piece, said) for one in piece.excluded)]
    left_out = next((finding for finding in limits if finding.verdict == "other"), None)
    if _only_near(piece, said):
        return left_open(f"“{said.near}”说的不是这个地址本身", "地址本身是哪里？")
    if left_out:
        return left_out
    vague = [left_open(f"除外的“{piece.vague}”文中没有写明是哪里", "除外的是哪些？")] if piece.vague else []
    return all_of([inside, *_only_included(piece, said), *limits, *vague])


def _softened(piece: Piece, said: Rungs, outside: Finding) -> Finding:
    """Another place is only said to be outside when the zone does not reach around, and the address is itself."""
    elsewhere = compare_near(piece, said).verdict == "other" and bool(said.street or said.community)
    if _only_near(piece, said) and not elsewhere:
        return left_open(f"“{said.near}”说的不是这个地址本身", "地址本身是哪里？")
    if piece.around:
        return left_open("范围包括周边，要看地图")
    return outside


def _only_near(piece: Piece, said: Rungs) -> bool:
    """Whether the place meant is only near the one named, and the zone does not hold it by these words."""
    text = normalize(without_notes(said.text)[0]) if said.near and piece.held else ""
    return bool(said.near) and not any(text.endswith(words) for words in piece.held)


def _outside_exceptions(piece: Piece, said: Rungs) -> Finding:
    if not piece.exceptions:
        return Finding("met")
    return _not(compare_members(piece.exceptions, said), "范围里写明除外")


def _outside_excluded(excluded: Piece, piece: Piece, said: Rungs) -> Finding:
    if is_detail(excluded.where.name or "") and not (excluded.where.plate or excluded.members):
        return _outside_detail(excluded.where.name or "", piece, said)
    if excluded.members and said.building and compare_doors(excluded, said).verdict == "other":
        return Finding("met")
    left_out = _not(judge(excluded, _named_within(piece, said)), "范围里写明除外")
    if left_out.verdict == "met" and _numbered_elsewhere(excluded, piece) and not said.plate:
        return left_open(f"除外的是{excluded.where.owner}的门牌，与地址的关系文中没有", "门牌几号？")
    return left_out


def _outside_detail(detail: str, piece: Piece, said: Rungs) -> Finding:
    """裙楼 and the like are left out: an address that names its building, or a room of the zone's one, is not there."""
    if detail in normalize(said.text):
        return other("范围里写明除外")
    named = said.room or (said.unit if piece.members else said.building or said.unit) or _above_ground(said)
    return Finding("met") if named else left_open(f"除外的是{detail}", f"是不是{detail}？")


def _above_ground(said: Rungs) -> bool:
    return said.floor is not None and said.floor > GROUND_FLOORS


def _named_within(piece: Piece, said: Rungs) -> Rungs:
    """The address by what it names inside the piece's estate (怡景花园云公寓 is 云公寓)."""
    outer = piece.where.name or ""
    inner = (said.name or "").removeprefix(outer) if outer else ""
    return replace(said, name=inner) if len(inner) >= SHORT_NAME_CHARS else said


def _numbered_elsewhere(excluded: Piece, piece: Piece) -> bool:
    """Whether house numbers of a road are left out of an estate: which of its buildings they are, nobody says."""
    where = excluded.where
    return bool((where.plate or excluded.span) and where.owner and piece.where.name and not piece.where.road)


def _not(finding: Finding, reason: str) -> Finding:
    if finding.verdict == "met":
        return other(reason)
    return finding if finding.verdict == "open" else Finding("met")


def _only_included(piece: Piece, said: Rungs) -> list[Finding]:
    """(含1栋、2栋): whether the others belong to it, the text does not say."""
    numbered = piece.where.plate or piece.span
    if piece.members or not any(held.members or (held.where.plate and not numbered) for held in piece.included):
        return []
    if any(judge(held, said).verdict == "met" for held in piece.included):
        return []
    return [left_open("范围写“含”的是否只指所列楼栋，不能定", "哪一栋？")]
