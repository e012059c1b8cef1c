"""Village, group, lane and number of a piece against those of an address."""

import re
from collections.abc import Sequence

from geo_service.addresses.contains_finding import MET, left_open
from geo_service.addresses.contains_names import compare_heads, compare_labels, compare_names, is_nameless
from geo_service.addresses.contains_numbers import Place, said_of, then_number
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.ladder import Rungs

LANE = re.compile("[东西南北]?[0-9]{1,3}(?:巷|弄|胡同|条)")
VILLAGE = re.compile(r"[^0-9]村$")
RANK = {"same": 0, "near": 1, "other": 2}
SHORT_NAME_CHARS = 2


def compare_group(zone: Piece, said: Rungs) -> Place:
    """Village and group are both needed; a group with a name of its own needs no village."""
    where = zone.where
    named = where.group if where.group and not where.group.isdigit() else None
    village = _compare_village(where, said)
    if village[0] in {"other", "unknown"}:
        return village
    if not said.group:
        number = then_number(("near", MET), zone, said) if said.plate else None
        return number if number and number[0] == "other" else ("missing", left_open("没有写明组", "哪个组？"))
    likeness = compare_names(where.group or "", said.group) if named else compare_labels(where.group or "", said.group)
    group = said_of(likeness, f"{where.group}组", f"{said.group}组")
    if likeness == "other":
        return likeness, group
    lane = _compare_lane(where, said)
    if lane[0] != "same":
        return lane
    number = then_number((likeness, group), zone, said)
    if number[0] == "other" or village[0] == "same":
        return number
    return village


def _compare_lane(where: Rungs, said: Rungs) -> Place:
    """A lane of a group (2队3巷): its numbers are others than those of the next lane."""
    if not where.road or not LANE.fullmatch(where.road):
        return "same", MET
    theirs = next((name for name in (said.road, said.extra) if name and LANE.fullmatch(name)), None)
    if not theirs:
        return "missing", left_open(f"没有写明是否{where.road}", "哪条巷？")
    likeness = compare_names(where.road, theirs)
    return likeness, said_of(likeness, where.road, theirs)


def _compare_village(where: Rungs, said: Rungs) -> Place:
    village = where.name or (where.community if where.community and where.community.endswith("村") else None)
    theirs = [name for name in (said.name, said.community) if name and not is_nameless(name)]
    if not village:
        numbered = bool(where.group and where.group.isdigit() and said.name)
        extra = left_open(f"范围没有写村，不能肯定是{said.name}", "哪个村？")
        return ("near", extra) if numbered else ("same", MET)
    if not theirs:
        if said.road:
            return "unknown", left_open(f"{short_of(said)}与{village}的关系文中没有", "哪个村哪个组？")
        return "missing", left_open("没有写明村", "哪个村？")
    # a group with a name of its own (望江2组) needs no village before it
    hamlet = village.removeprefix(where.community or "")
    own = [village, *([hamlet] if len(hamlet) >= SHORT_NAME_CHARS else [])]
    forms = [(mine, name) for mine in own for name in theirs]
    likeness = min((compare_heads("community", *form) for form in forms), key=lambda one: RANK[one])
    if likeness == "same" and VILLAGE.search(village) and not _is_called_village(theirs):
        likeness = "near"
    if likeness == "other" and not (said.group or said.community or VILLAGE.search(theirs[0])):
        return "unknown", left_open(f"{short_of(said)}与{village}的关系文中没有", "哪个村哪个组？")
    return likeness, said_of(likeness, village, theirs[0])


def _is_called_village(names: Sequence[str]) -> bool:
    return any("村" in name[-len("村民委员会") :] for name in names)


def is_village_address(said: Rungs) -> bool:
    """Whether the address names a village with its group or number; an estate may be named like one (怡景新村3栋)."""
    named = said.name or ""
    numbered = said.plate and not said.building and VILLAGE.search(named) and not named.endswith("新村")
    return bool(said.names_a_village or numbered)


def short_of(said: Rungs) -> str:
    """The address in a word: its road or name, its group, its number."""
    parts: Sequence[str] = [said.name or "", said.road or "", str(said.plate or "")]
    group = f"{said.group}组" if said.group else ""
    return (parts[0] if said.group or not said.road else parts[1]) + group + parts[2] or "地址"
