"""What a said village covers: the village, a group of it, a number, or a spot in it (3组李家院子)."""

import re
from dataclasses import replace

from geo_service.addresses.contains_piece import Doors, Piece
from geo_service.addresses.contains_rooms import RoomRule
from geo_service.addresses.contains_where import read_under
from geo_service.addresses.contains_writings import read_other_writing
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_read import read_rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import read_rules
from geo_service.model.said import SaidVillage

_RULES = read_rules("contains")
_BESIDE = re.compile("|".join(map(re.escape, _RULES["near"]["beside"])))
_IDLE_SPOTS = frozenset(_RULES["names"]["idle_spots"])
_ROW = re.compile("[0-9]{1,3}排")
_IDLE_NAMES = frozenset(["", *_RULES["names"]["idle"], *_RULES["names"]["kinds"], *_RULES["spots"]["idle"]])
_NUMBERED_SPOT = re.compile("[0-9]{1,3}(?:栋|院|网格)")


def village_piece(village: SaidVillage, heads: Rungs) -> Piece:
    """The piece that a village, a group of it or a number there covers."""
    number = "" if village.number_range else village.number or ""
    where = read_under(heads, "".join(filter(None, (village.village, village.group, number))))
    if number and not where.plate:
        where = replace(where, plate=read_rungs(f"某路{number}号").plate)
    if (number or village.number_range) and not (where.name or where.group or where.road):
        where = replace(where, name=where.community)
    beside = bool(_BESIDE.search((village.note or "") + (village.number or "")))
    row = _ROW.fullmatch(normalize(village.note or ""))
    if row and where.plate:
        door = RoomRule(first=where.plate.main, last=where.plate.main)
        return Piece(replace(where, plate=None), members=(Doors(row.group()),), rooms=(door,))
    inside = read_rungs(f"某路1号{village.note}") if village.note and where.plate else Rungs()
    if inside.building and replace(inside, text="", road=None, plate=None, building=None, unit=None) == Rungs():
        doors = Doors(inside.building, (inside.unit,) if inside.unit else ())
        return Piece(replace(where, beside=where.beside or beside), members=(doors,))
    where = _whole_village(where) if not (village.group or village.number or village.number_range) else where
    spot = _spot_in_village(village, where)
    piece = Piece(replace(where, beside=where.beside or beside), span=village.number_range)
    return replace(piece, spot=spot) if spot and not beside else piece


def _spot_in_village(village: SaidVillage, where: Rungs) -> str:
    """What of a group or village alone is meant (3组李家院子, 9组9网格)."""
    note = normalize(village.note or "")
    told = note not in _IDLE_SPOTS and (read_other_writing(note) or _NUMBERED_SPOT.match(note))
    return note if told else where.unread or ("" if where.extra in _IDLE_NAMES else where.extra)


def _whole_village(where: Rungs) -> Rungs:
    """A village without group as the community it is; the one before it in the list was another."""
    under_community = where.community and not where.community.endswith("村")
    only_named = where.name and where.name.endswith("村") and not (where.road or where.plate or where.parts)
    return replace(where, community=where.name, name=None) if only_named and not under_community else where
