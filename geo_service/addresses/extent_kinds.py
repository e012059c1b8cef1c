"""Kinds of names at the head of a piece; each says whether a name is one and fills the draft."""

import re
from collections.abc import Callable

from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import (
    beside_lane,
    cluster_host,
    ends_as_hamlet,
    is_area,
    is_group,
    is_hamlet,
    is_hamlet_alone,
    lane_at_head,
    open_area,
    open_part,
    replace_area,
)
from geo_service.addresses.extent_text import fold
from geo_service.addresses.extent_token import SEPARATES

_GROUP_HEAD = re.compile(r"[^\W\d_]{1,5}?(?:村民小组|自然村|组)(?![团织件合装委长别民]|$)")
GROUP_KIND = re.compile(r"(?:村民|居民)?小?[组組]$|自然村$|屯$")
SHARED_NAME_MAX = 3
"""Longest name, in characters, that has the word 组 from a later name of the list."""


# -- kinds of names; each says whether it is one and fills the draft


def _is_group(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """A named group of a village; before a group's number it is the first part of the group's name."""
    numbered = kind == "group"
    headed = None if numbered or said.village is None else _GROUP_HEAD.match(name)
    if headed:
        cut = draft.start + headed.end()
        draft.group, draft.village = said.surface(draft.start, cut), said.village
        draft.note = said.surface(cut, draft.end)
        return True
    alone = kind in ("", "bracket", *SEPARATES)
    fits = numbered or (
        (kind == "house" or alone)
        and (is_group(name, in_village=said.village is not None) or (alone and _is_hamlet(said, name)))
    )
    if fits:
        draft.group, draft.village = said.surface(draft.start, draft.end), said.village
        if not numbered:
            _share_group(said, draft.group)
    return fits


def _is_hamlet(said: PlaceList, name: str) -> bool:
    """Whether 李家庄 stands behind a village of a 镇 or 乡."""
    return bool(said.rural and said.village and fold(said.village[-1]) == "村") and is_hamlet_alone(name)


def _share_group(said: PlaceList, group: str) -> None:
    """The short names before a named group in a list are groups as well: 老屋、新屋组."""
    kind = GROUP_KIND.search(group)
    if not kind or not said.village:
        return
    for before in reversed(said.drafts):
        if not isinstance(before, Draft) or not _is_short_name(before):
            return
        before.group, before.place, before.village = f"{before.place or before.group}{kind.group()}", None, said.village


def _is_short_name(draft: Draft) -> bool:
    """Whether nothing but a short name is said."""
    name = draft.place or (draft.group if is_hamlet_alone(fold(draft.group or "")) else None) or ""
    said = draft.exceptions or draft.rooms or draft.include or draft.except_text or draft.note
    return 0 < len(name) <= SHARED_NAME_MAX and not (said or draft.road or draft.number or draft.members)


def read_hamlet(said: PlaceList, draft: Draft, name: str) -> bool:
    """A short name between a village and a house number is one of its hamlets: 望江村柳坞168号."""
    if not said.village or fold(said.village[-1]) != "村":
        return False
    if name == fold(said.village):
        draft.village = said.village  # 望江村望江村12号
        return True
    if not ((said.rural and is_hamlet(name)) or ends_as_hamlet(name)):
        return False
    draft.group, draft.village = said.surface(draft.start, draft.end), said.village
    return True


def _is_sibling(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """御风轩 behind 怡景园西区听雨轩3座 is a cluster of the same part: 怡景园西区御风轩."""
    before = said.last
    if kind != "building" or not before or not before.place or not before.members or before.rural:
        return False
    host = cluster_host(fold(before.place), name)
    if host:
        draft.road, draft.number = before.road, before.number
        draft.place = before.place[:host] + said.surface(draft.start, draft.end)
    return host > 0


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
    """怡景苑一、二、三期: compounds with one list of buildings, whose part is said with the last."""
    before = said.last
    if not before or not before.place or before.members:
        return False
    if kind in ("", *SEPARATES) and (part := open_part(before.place, name)):
        draft.place, draft.members = part, before.members
        return True
    both = open_area(before.place, said.surface(draft.start, draft.end))
    if not both:
        return False
    draft.place, draft.members = both[1], before.members
    for other in reversed(said.drafts):
        pair = open_area(other.place, name) if isinstance(other, Draft) and other.place else None
        if not isinstance(other, Draft) or not pair:
            break
        other.place = pair[0]
    return True


def _is_area(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """B区 behind 怡景苑A区 is 怡景苑B区."""
    del kind
    before = said.last
    if not before or not before.place or before.rural or not is_area(name):
        return False
    draft.place = replace_area(before.place, said.surface(draft.start, draft.end))
    draft.road, draft.number = before.road, before.number
    return True


def _is_of_community(said: PlaceList, draft: Draft, name: str, kind: str) -> bool:
    """B区 right behind 望江社区 is a part of it."""
    del kind
    if said.community is None or draft.start != said.headed or not is_area(name):
        return False
    draft.place = said.community + said.surface(draft.start, draft.end)
    return True


FIRST_KINDS: tuple[Callable[[PlaceList, Draft, str, str], bool], ...] = (_is_group, _is_of_community)
"""The kinds of a name that no place stands before."""
KINDS: tuple[Callable[[PlaceList, Draft, str, str], bool], ...] = (
    _is_group,
    _is_lane,
    _is_open_area,
    _is_area,
    _is_sibling,
    _is_of_community,
)
