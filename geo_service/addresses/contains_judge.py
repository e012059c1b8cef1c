"""Whether an address is in one piece of a zone: its place, parts and doors, and what the piece leaves out or holds."""

from dataclasses import replace

from geo_service.addresses.contains_doors import compare_doors, compare_members, with_side_label
from geo_service.addresses.contains_finding import Finding, all_of, left_open, other
from geo_service.addresses.contains_heads import compare_far
from geo_service.addresses.contains_levels import compare_near, compare_place
from geo_service.addresses.contains_names import is_detail
from geo_service.addresses.contains_parts import compare_beside, compare_parts
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_spots import names_spot
from geo_service.addresses.contains_villages import SHORT_NAME_CHARS
from geo_service.addresses.contains_writings import either_writing
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_notes import without_notes
from geo_service.addresses.normalize import normalize

GROUND_FLOORS = 2
"""Floors in which shops under homes lie at most, as far as an address tells."""


def judge(piece: Piece, said: Rungs) -> Finding:
    """Whether an address is in one piece: met, open, or other when it is not."""
    said = with_side_label(piece, said)
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
    if inside.verdict != "met" and any(_is_held(held, said) for held in piece.included):
        return Finding("met", "范围里写明包括")
    return _with_limits(piece, said, inside)


def _is_held(held: Piece, said: Rungs) -> bool:
    """Whether the address is what the zone holds too; a detail (附属门市) may be named after its estate."""
    whole = replace(said, name=f"{said.name or ''}{said.extra}", extra="") if said.extra and not said.building else said
    return any(judge(held, one).verdict == "met" for one in (said, whole))


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
    if piece.spot and (said.name == piece.spot or names_spot(piece.spot, said)):
        return left_open(f"范围里有“{piece.spot}”，其余没有读懂")
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
    if is_detail(excluded.spot) and f"{excluded.where.name or ''}{excluded.spot}" in normalize(said.text):
        return other("范围里写明除外")
    if excluded.members and said.building and compare_doors(excluded, said).verdict == "other":
        return Finding("met")
    left_out = _not(judge(excluded, _named_within(piece, said)), "范围里写明除外")
    if left_out.verdict == "met" and _is_named_apart(excluded, piece) and not _goes_further(piece, said):
        return left_open(f"除外的是{excluded.where.name}", f"是不是{excluded.where.name}？")
    if left_out.verdict == "met" and _numbered_elsewhere(excluded, piece) and not said.plate:
        return left_open(f"除外的是{excluded.where.owner}的门牌，与地址的关系文中没有", "门牌几号？")
    return left_out


def _outside_detail(detail: str, piece: Piece, said: Rungs) -> Finding:
    """裙楼 and the like are left out: an address that names its building, or a room of the zone's one, is not there."""
    if detail in normalize(said.text):
        return other("范围里写明除外")
    named = said.room or (said.unit if piece.members else said.building or said.unit) or _above_ground(said)
    return Finding("met") if named else left_open(f"除外的是{detail}", f"是不是{detail}？")


def _is_named_apart(excluded: Piece, piece: Piece) -> bool:
    """Whether something with a name of its own (电梯房) is left out of the piece."""
    return bool(excluded.where.name and excluded.where.name != piece.where.name)


def _goes_further(piece: Piece, said: Rungs) -> bool:
    """Whether the address names more than the whole piece, of which a part is left out."""
    where = piece.where
    inside = said.room or said.floor is not None or said.extra
    if piece.members:
        return bool(inside)
    if where.names_a_place:
        added = said.plate and not (where.plate or piece.span)
        return bool(inside or said.building or said.unit or added or len(said.parts) > len(where.parts))
    return bool(inside or said.names_a_place)


def _above_ground(said: Rungs) -> bool:
    return said.floor is not None and said.floor > GROUND_FLOORS


def _named_within(piece: Piece, said: Rungs) -> Rungs:
    """The address by what it names inside the piece's estate (怡景花园云公寓 is 云公寓)."""
    outer = piece.where.name or ""
    inner = (said.name or "").removeprefix(outer) if outer else ""
    street = (said.road or "").removeprefix(outer) if outer and not said.name else ""
    if len(street) >= SHORT_NAME_CHARS and street != said.road:
        return replace(said, road=street)
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
