"""The name at the head of a piece of a list: what kind of place it is, and what it has from the place before."""

import re
from collections.abc import Callable
from typing import Any

from geo_service.addresses.extent_admin import read_admin
from geo_service.addresses.extent_clauses import include_at, names_include
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import (
    beside_lane,
    is_area,
    lane_at_head,
    named_group,
    open_area,
    replace_area,
    split_before_number,
    split_name,
)
from geo_service.addresses.extent_tails import cut_tail, except_tail, exclude, include
from geo_service.addresses.extent_tokens import STRUCTURAL, Token, any_of
from geo_service.addresses.rules_files import read_rules

_RULES: dict[str, Any] = read_rules("extents")
_PROSE = re.compile(any_of(_RULES["prose"]["words"]))
_ABOVE_AND_BELOW = re.compile(any_of(_RULES["words"]["above_and_below"]))
_SEPARATES = ("sep", "join")
NAME_MAX = 40
"""Longest name of a place; the longest seen has 26 characters."""
NAME_MIN = 2
"""Shortest name before "及底商"."""


def read_head(said: PlaceList, start: int, end: int, following: Token | None) -> None:
    """Read the text that begins a piece."""
    if _belongs_to_last(said, start, end, following) or _is_list_end(said, start, end):
        return
    alone = not following or following.kind in _SEPARATES
    tail = except_tail(said, start, end) if alone else None
    joined = include_at(said.key, start + NAME_MIN, end)
    body_end = min(tail.start() if tail else end, joined.start() if joined else end)
    _read_name(said, start, body_end, following if body_end == end else None)
    if tail and said.last:
        exclude(said, said.last, *tail.span("what"))
    elif joined and said.last:
        include(said, said.last, joined.end(), end, following)


def _belongs_to_last(said: PlaceList, start: int, end: int, following: Token | None) -> bool:
    """Behind 及: floors above and below, or a part of the place before (一楼商户); 且… is a note of it."""
    last = said.last
    if last is None:
        return False
    if said.joined and last.rooms and _ABOVE_AND_BELOW.match(said.key, start, end):
        last.rooms[-1] += said.surface(start - 1, end)
        said.fresh, said.floors_open = False, True
        return True
    if said.key.startswith("且", start):
        last.add_note(said.surface(start, end))
        said.fresh = False
        return True
    counted = following is not None and following.kind in STRUCTURAL
    if not said.joined or counted or not names_include(said.key, start, end):
        return False
    include(said, last, start, end, following)
    return True


def _is_list_end(said: PlaceList, start: int, end: int) -> bool:
    """Say whether it is 等 or 等地 behind the last place."""
    return said.key[start:end].rstrip("地处区域") == "等"


def _read_name(said: PlaceList, start: int, end: int, following: Token | None) -> None:
    admin = read_admin(said.key, start, end, rural=said.rural, streets=said.streets)
    if admin.community:
        said.village = said.surface(*admin.community)
    body, note = admin.end, ""
    if not following or following.kind in ("sep", "join", "bracket"):
        end, note = cut_tail(said, body, end)
    if body >= end:
        _open_admin(said, start, admin.end, _kind(following, end), note)
    elif end - body > NAME_MAX or _PROSE.search(said.key, body, end):
        said.refuse(start, end)
    else:
        draft = _open_named(said, body, end, following)
        draft.note = note or draft.note


def _kind(following: Token | None, end: int) -> str:
    return following.kind if following and following.start <= end + 1 else ""


def _open_admin(said: PlaceList, start: int, end: int, kind: str, note: str) -> None:
    """An administrative area is the place itself, or the village of a number or group behind it."""
    draft = Draft(start, end, note=note or None)
    admin = read_admin(said.key, start, end, rural=True, streets=said.streets)
    if kind in ("group", "house") and admin.community and said.key[end - 1] == "村":
        draft.village = said.surface(*admin.community)
    elif kind != "house":
        draft.place = said.surface(*(admin.community or admin.street or (start, end)))
    said.open(draft)


def _open_named(said: PlaceList, start: int, end: int, following: Token | None) -> Draft:
    kind = _kind(following, end)
    draft = Draft(start, end)
    fits = any(read(said, draft, said.key[start:end], kind) for read in _KINDS)
    if not fits and kind == "house" and following:
        suffix = said.key[slice(*following.suffix)] if following.suffix else ""
        place, _ = split_before_number(said.key[start:end], suffix)
        draft.place = said.surface(start, start + len(place)) or None
        draft.road = said.surface(start + len(place), end) or None
    elif not fits:
        _split_road(said, draft, members=kind in ("building", "unit"))
    return said.open(draft)


def _split_road(said: PlaceList, draft: Draft, *, members: bool) -> None:
    start, end = draft.start, draft.end
    name = said.key[start:end]
    road, place = split_name(name, members=members)
    first = place if place and road and name.startswith(place) else road
    parts = said.surface(start, start + len(first)) or None, said.surface(start + len(first), end) or None
    draft.road, draft.place = parts if first is road else parts[::-1]


# -- kinds of names; each says whether it is one and fills the draft


def _is_group(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """A named group of a village; before a group's number it is the first part of the group's name."""
    numbered = kind == "group"
    fits = numbered or (kind in ("house", "", "bracket", *_SEPARATES) and named_group(name) is not None)
    if fits:
        draft.group, draft.village = said.surface(draft.start, draft.end), said.village
    return fits


def _is_lane(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """八巷 behind 青禾路六巷 is 青禾路八巷; a compound behind the last of several lanes belongs to all."""
    del kind
    lane, before = lane_at_head(name), said.last
    if not lane or not before or not before.road or before.rural:
        return False
    if lane.end() == len(name):
        draft.road, draft.place = beside_lane(before.road, said.surface(draft.start, draft.end)), before.place
        return True
    if before.number is not None or before.place or before.members:
        return False
    draft.road = beside_lane(before.road, said.surface(draft.start, draft.start + lane.end()))
    draft.place = before.place = said.surface(draft.start + lane.end(), draft.end)
    return True


def _is_open_area(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """怡景苑二、三期: two compounds with one list of buildings."""
    del name, kind
    before = said.last
    opened = before and before.place and not before.members
    both = open_area(before.place, said.surface(draft.start, draft.end)) if before and before.place and opened else None
    if before and both:
        before.place, draft.place = both
        draft.members = before.members
    return both is not None


def _is_area(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """B区 behind 怡景苑A区 is 怡景苑B区."""
    del kind
    before = said.last
    if not before or not before.place or before.rural or not is_area(name):
        return False
    draft.place = replace_area(before.place, said.surface(draft.start, draft.end))
    draft.road = before.road
    return True


_KINDS: tuple[Callable[[PlaceList, Draft, str, str], bool], ...] = (_is_group, _is_lane, _is_open_area, _is_area)
