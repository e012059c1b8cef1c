"""The name at the head of a piece of a list: what kind of place it is, and what it has from the place before."""

import re
from typing import Any

from geo_service.addresses.extent_admin import Admin, read_admin, read_village
from geo_service.addresses.extent_clauses import include_at, names_include
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_exclusions import except_tail, exclude
from geo_service.addresses.extent_kinds import FIRST_KINDS, KINDS, read_hamlet
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import (
    areas_in_range,
    is_area,
    split_before_number,
    split_name,
    villages_in_row,
)
from geo_service.addresses.extent_tails import AROUND, cut_tail, include, is_everywhere
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import SEPARATES, STRUCTURAL, Token
from geo_service.addresses.extent_tokens import PARITY_OF
from geo_service.addresses.extent_villages import is_whole_village
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_PROSE = re.compile(one_of(_RULES["prose"]["words"]))
_PROSE_SIGNS = frozenset(word[0] for word in _RULES["prose"]["words"])
_ABOVE_AND_BELOW = re.compile(one_of(_RULES["words"]["above_and_below"]))
_SECTION = re.compile(
    r"(?P<road>[^\W_]{2,8}?[路街道巷])(?:[从由自]?)[^\W_]{2,14}?(?:至|到)[^\W_]{2,14}?(?:段|之间|路段|[路街道巷口桥])(?:(?:道路)?(?:两侧|沿线|沿街)[^\W\d_]{0,6})?"
)
_BESIDE = re.compile(r"[东南西北](?:侧|边|面)(?=.{2})")
_COMMITTEE = ("行政村", "村委", "村委会", "村委會", "村民委员会", "村民委員會")
_NATURAL_VILLAGE = re.compile(r"[^\W\d_A-Z]{1,4}(?<![新旧老一二三四五六七八九十])村")
_ALONE = ("", *SEPARATES)
_BARE_ROOM = re.compile("[0-9]{3,4}")
_LOOSE = "的:-内"
_LOOSE_END = re.compile(r"[的:\-]$|(?<=[区园苑院城村])内$")
_OF_LAST = re.compile(rf"(?:该?小区|楼栋|院落)?(?:内部?|外围?)?(?:的|所有)?(?:{one_of(_RULES['include']['attached'])})")
_WITHIN_LAST = re.compile(r"(?:该?小区|该院|院)内")
_AREA_ENDS = "期区团"
_ROAD_SIGNS = frozenset(word[-1] for word in _RULES["road"]["split"])
# 甲路与乙路交叉口东北240米 before a name says where that is
_WHERE = re.compile(
    r"[^\W\d_与和]{2,14}?(?:(?:旁边|旁|附近|隔壁|楼下|门口|后面|前面|后身|里面)的|(?:斜?对面|对过)的?)(?=[^\W\d_]{4}|[^\W\d_]{2}$)|"
    rf"[^\W\d_]{{2,14}}?(?:旁边|附近)(?=[^\W\d_]{{2,10}}(?:{one_of(_RULES['place']['strong'])})$)|"
    r"[^\W_]{1,10}?[路街巷道线河]以[东南西北]侧?的?(?=[^\W\d_侧]{3})|"
    r"[^\W\d_]{2,14}?(?:与|和)[^\W\d_]{2,14}?(?:交叉口|交汇处|交叉处|交界处|路口)(?:以?[东西]?[南北]?[东西]?(?:侧|角|面|方向)?)?"
    r"(?:约?[0-9]+米)?(?:处|的)?(?=[^\W\d_侧角面方处]{3})(?![^\W\d_]{0,3}(?:自建房|民房))"
)
_WHERE_SIGNS = frozenset("与和的对以旁附")
NAME_MAX = 40
"""Longest name of a place; the longest seen has 26 characters."""
NAME_MIN = 2
"""Shortest name before "及底商"."""


def read_head(said: PlaceList, start: int, end: int, following: Token | None) -> None:
    """Read the text that begins a piece."""
    if _belongs_to_last(said, start, end, following) or _is_list_end(said, start, end):
        return
    alone = not following or following.kind in SEPARATES
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
    within = _OF_LAST.match(said.key, start, end) or (said.joined and _WITHIN_LAST.match(said.key, start, end))
    if within and last.place and not said.including:
        include(said, last, start, end, following)
        return True
    if _goes_on(said, last, start, end, following):
        return True
    counted = following is not None and following.kind in STRUCTURAL
    its_own = said.joined and said.key.endswith("及其", 0, start)  # 及其左右两家店面
    joined = said.joined and not counted and (its_own or names_include(said.key, start, end))
    if joined:
        include(said, last, start, end, following)
    return joined


def _goes_on(said: PlaceList, last: Draft, start: int, end: int, following: Token | None) -> bool:
    """Another room behind the last (12号102、103), or the households around it (2号及周边9户)."""
    room = last.rooms and last.rooms[-1].isdecimal() and _BARE_ROOM.fullmatch(said.key, start, end)
    around = said.joined and following is not None and following.kind == "room" and said.key[start:end] in AROUND
    if room:
        last.rooms.append(said.surface(start, end))
        said.fresh = False
    elif around and following:
        following.kind = "read"
        include(said, last, start, following.end, None)
    return bool(room or around)


def _is_list_end(said: PlaceList, start: int, end: int) -> bool:
    """Say whether it is 等 or 等地 behind the last place."""
    return said.key[start] == "等" and said.key[start:end].rstrip("地处区域") == "等"


def _read_name(said: PlaceList, start: int, end: int, following: Token | None) -> None:
    admin = _read_admin(said, start, end)
    body, note = admin.end, ""
    if start < body < end - 1 and said.key[body] == "的":
        body += 1  # 望江社区的怡景园
    if admin.community and body < end and is_area(said.key[body:end]):
        body = admin.community[0]  # 望江社区东区
    if not following or following.kind in ("sep", "join", "bracket"):
        end, note = cut_tail(said, body, end)
    if start < body < end and is_everywhere(said.key, body, end):
        end, note = body, said.surface(body, end) + note
    if body >= end:
        _open_admin(said, start, admin.end, _kind(following, end), note)
    elif end - body > NAME_MAX or is_prose(said.key, body, end):
        said.refuse(start, end)
    elif admin.community and _kind(following, end) in _ALONE and _is_of_committee(said.key, admin.community, body, end):
        draft = Draft(start, end, village=said.surface(*admin.community), group=said.surface(body, end))
        draft.note = note or None
        said.open(draft)
    else:
        _read_body(said, body, end, following, note)


def _is_of_committee(key: str, committee: tuple[int, int], start: int, end: int) -> bool:
    """Whether a natural village of a village committee is all that is said: 望江村委会听雨村."""
    return key.endswith(_COMMITTEE, *committee) and bool(_NATURAL_VILLAGE.fullmatch(key, start, end))


def is_prose(key: str, start: int, end: int) -> bool:
    """Whether a span has words of orders and explanations."""
    return not _PROSE_SIGNS.isdisjoint(key[start:end]) and bool(_PROSE.search(key, start, end))


def _read_admin(said: PlaceList, start: int, end: int) -> Admin:
    """The administrative names of a piece; those at the head of the text were read before."""
    if start != said.headed:
        admin = read_admin(said.key, start, end, rural=said.rural, streets=said.streets)
    elif start:
        admin = read_village(said.key, start)
        admin = admin if admin.end <= end else Admin(start)
    else:
        return Admin(0)
    if admin.community:
        said.village = said.surface(*admin.community)
    return admin


def _read_body(said: PlaceList, start: int, end: int, following: Token | None, note: str) -> None:
    """A name without administrative names before it."""
    if following:
        while said.key[end - 1] in _LOOSE and end > start + 1 and _LOOSE_END.search(said.key, start, end):
            end -= 1
        if following.kind == "house" and following.high:
            end = _take_parity(said, start, end, following)
    row = villages_in_row(said.key[start:end]) if said.key[end - 1] == "村" else []
    if said.key[end - 1] in _AREA_ENDS and (not following or following.kind in (*SEPARATES, "bracket")):
        row = areas_in_range(said.surface(start, end))
    for name in row:
        said.open(Draft(start, end, place=name))
    if not row:
        body = said.key[start:end]
        where = None if _WHERE_SIGNS.isdisjoint(body) else _WHERE.match(said.key, start, end)
        _open_named(said, where.end() if where else start, end, following)
        if where and said.last:
            said.last.add_note(said.surface(*where.span()).removesuffix("的"))
    if note and said.last:
        said.last.note = note


def _take_parity(said: PlaceList, start: int, end: int, following: Token) -> int:
    """The end of a name before "单号" of a range of numbers (甲路单号1-19号)."""
    for word, parity in PARITY_OF.items():
        if len(word) > 1 and said.key.endswith(word, start, end):
            following.parity = parity
            return end - len(word)
    return end


def _kind(following: Token | None, end: int) -> str:
    return following.kind if following and following.start <= end + 1 else ""


def _open_admin(said: PlaceList, start: int, end: int, kind: str, note: str) -> None:
    """An administrative area is the place itself, or the village of a number or group behind it."""
    draft = Draft(start, end, note=note or None)
    admin = read_admin(said.key, start, end, rural=True, streets=said.streets)
    headed = start == said.headed and admin.community is not None
    if headed and admin.community and said.community and said.community.endswith(_COMMITTEE) and kind in _ALONE:
        draft.village, draft.group = said.community, said.surface(*admin.community)
        said.open(draft)
        return
    if headed and kind == "house" and read_hamlet(said, draft, said.key[start:end]):
        said.open(draft)
        return
    if kind in ("group", "house") and admin.community and said.key[end - 1] == "村":
        draft.village = said.surface(*admin.community)
    elif kind != "house":
        draft.place = said.surface(*(admin.community or admin.street or (start, end)))
        draft.whole = admin.community is not None and is_whole_village(said.key, admin.community)
    said.open(draft)


def _open_named(said: PlaceList, start: int, end: int, following: Token | None) -> Draft:
    kind = _kind(following, end)
    draft = Draft(start, end)
    name = said.key[start:end]
    fits = kind == "house" and read_hamlet(said, draft, name)
    kinds = () if fits else KINDS if said.last else FIRST_KINDS
    for read in kinds:
        if read(said, draft, name, kind):
            fits = True
            break
    if not fits and kind == "house" and following:
        suffix = said.key[slice(*following.suffix)] if following.suffix else ""
        place, _ = split_before_number(said.key[start:end], suffix, numeral=following.low[0] in "一二三四五六七八九十")
        draft.place = said.surface(start, start + len(place)) or None
        draft.road = said.surface(start + len(place), end) or None
    elif not fits:
        split_road(said, draft, members=kind in ("building", "unit"))
    return said.open(draft)


def split_road(said: PlaceList | SaidText, draft: Draft, *, members: bool) -> None:
    """Tell the road from the compound in a name without a house number; 东侧 and the like become a note."""
    start, end = draft.start, draft.end
    name = said.key[start:end]
    if _ROAD_SIGNS.isdisjoint(name):
        draft.place = said.surface(start, end) or None
        return
    road, place = split_name(name, members=members)
    first = place if place and road and name.startswith(place) else road
    beside = _BESIDE.match(place) if road and first is road else None
    if beside:  # 甲路东侧怡景苑
        draft.road = said.surface(start, start + len(road))
        draft.add_note(said.surface(start + len(road), start + len(road) + beside.end()))
        draft.place = said.surface(start + len(road) + beside.end(), end)
        return
    section = _SECTION.fullmatch(name) if "至" in name or "到" in name else None
    if section:
        draft.road = said.surface(start, start + section.end("road"))
        draft.add_note(said.surface(start + section.end("road"), end))
        return
    parts = said.surface(start, start + len(first)) or None, said.surface(start + len(first), end) or None
    draft.road, draft.place = parts if first is road else parts[::-1]
