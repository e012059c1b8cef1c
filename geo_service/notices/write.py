"""
Zones as notice lines and as a whole notice.

What `write_notice` prints, `read_notice` reads back to the same items; a note that is not one of the usual ones
(临户, 全域, words that say where a place stands) is the exception.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import singledispatch
from itertools import groupby

from geo_service.errors import InputError
from geo_service.model.said import (
    NoticeItem,
    SaidBounds,
    SaidEnclosure,
    SaidExtent,
    SaidMember,
    SaidPlace,
    SaidRest,
    SaidVillage,
)

_PLAIN_NUMBER = re.compile(r"[0-9]+号")
_NUMERALS = "一二三四五六七八九十"
_SIDES = (("东", "east"), ("南", "south"), ("西", "west"), ("北", "north"))
_ISO_DAY = 10
"""Length of an ISO date without a time."""


@dataclass(frozen=True)
class NoticeText:
    """
    What a notice is written from.

    `measures` are the lines of each category; `tally` the number of zones of each category after the decision.
    """

    title: str
    issued: date
    items: tuple[NoticeItem, ...]
    basis: str = ""
    measures: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tally: Mapping[str, int] = field(default_factory=dict)
    issuer: str = ""


def write_notice(notice: NoticeText) -> str:
    """
    The text of a notice: title, date, basis, one numbered list for each action, measures, tally, issuer.

    Zones of one list share action, category and effective hour, in the order given.

    Raises
    ------
    InputError
        If there is no zone to write.
    """
    if not notice.items:
        raise InputError("a notice needs at least one zone")
    lists = [list(items) for _, items in groupby(notice.items, key=_what_is_done)]
    chapters = [_chapter(items) for items in lists] + _measures(notice.measures)
    lines = [notice.title, _spell_day(notice.issued), *filter(None, [notice.basis])]
    for number, (heading, *rest) in enumerate(chapters, start=1):
        lines += [f"{_chinese(number)}、{heading}", *rest]
    return "\n".join([*lines, *_closing(notice)]) + "\n"


def write_item(item: NoticeItem) -> str:
    """The line of a zone, without its number: where it is and, for an adjustment, where it was."""
    where = write_extents(item.extent, _prefix(item, item.extent))
    if item.replaces is None:
        return where
    return f"{write_extents(item.replaces, _prefix(item, item.replaces))}调整为{where}"


def write_extents(extents: Iterable[SaidExtent], prefix: str = "") -> str:
    """
    A list of extents as one text.

    Areas that are left over share one "除…以外", bare house numbers of one road its name (甲路9、13、17号).
    """
    extents = tuple(extents)
    if extents and all(isinstance(extent, SaidRest) for extent in extents):
        areas = "、".join(extent.area for extent in extents if isinstance(extent, SaidRest))
        return f"{prefix}{areas}除上述区域以外的其他区域"
    roads = groupby(extents, key=_road_of_plain_number)
    parts = [_write_numbers(road, list(group)) if road else "、".join(map(_write, group)) for road, group in roads]
    return prefix + "、".join(parts)


def _road_of_plain_number(extent: SaidExtent) -> str | None:
    """The road of a bare house number; None for all that is more than that."""
    plain = isinstance(extent, SaidPlace) and extent == SaidPlace(road=extent.road, number=extent.number)
    numbered = plain and isinstance(extent, SaidPlace) and _PLAIN_NUMBER.fullmatch(extent.number or "")
    return extent.road if numbered and isinstance(extent, SaidPlace) else None


def _write_numbers(road: str, extents: Sequence[SaidExtent]) -> str:
    numbers = [(extent.number or "").removesuffix("号") for extent in extents if isinstance(extent, SaidPlace)]
    return f"{road}{'、'.join(numbers)}号"


def _what_is_done(item: NoticeItem) -> tuple[str | None, ...]:
    return item.action, item.category, item.from_category, item.effective


def _chapter(items: list[NoticeItem]) -> list[str]:
    first = items[0]
    lines = [f"{_heading(first)}（{len(items)}个）"]
    if first.effective:
        lines.append(f"自{_spell_moment(first.effective)}起")
    ends = ["；"] * (len(items) - 1) + ["。"]
    numbered = enumerate(zip(items, ends, strict=True), start=1)
    return lines + [f"{number}.{write_item(item)}{end}" for number, (item, end) in numbered]


def _heading(item: NoticeItem) -> str:
    category = item.category or ""
    if item.action == "lift":
        return f"解除{category}"
    if item.action == "adjust":
        return f"调整{category}范围"
    if item.from_category is None:
        return f"调降为{category}" if item.action == "downgrade" else f"新增{category}"
    return f"由{item.from_category}调整为{category}" if category else f"{item.from_category}调降"


def _prefix(item: NoticeItem, extents: Sequence[SaidExtent]) -> str:
    """District, street and community; what the first extent says itself is not said twice."""
    first = extents[0] if extents else None
    if isinstance(first, SaidRest) or first is None:
        return ""
    said = first.village if isinstance(first, SaidVillage) else first.place if isinstance(first, SaidPlace) else None
    own = [name for name in (item.district, item.street, item.community) if name and name != said]
    return "".join(own)


@singledispatch
def _write(extent: SaidExtent) -> str:
    raise InputError(f"cannot write {extent!r} as a line of a notice")


@_write.register
def _(place: SaidPlace) -> str:
    compound_first = place.number is not None and place.road is None
    names = (place.place, place.number) if compound_first else (place.road, place.number, place.place)
    words = "".join(name for name in names if name) + _members(place.members) + "、".join(place.rooms)
    note = place.note or ""
    bracketed = f"（{note}）" if note and note not in ("全域", "附近区域") else note
    excepted = f"（不含{_members(place.exceptions)}）" if place.exceptions else ""
    return words + bracketed + excepted + _brackets(place.include, place.except_text)


@_write.register
def _(village: SaidVillage) -> str:
    names = (village.village, village.group, village.number, village.note)
    return "".join(name for name in names if name) + _brackets(village.include, village.except_text)


@_write.register
def _(bounds: SaidBounds) -> str:
    sides = [f"{word}至{feature}" for word, name in _SIDES if (feature := getattr(bounds, name))]
    area = "，".join(sides)
    area = f"{bounds.name}（{area}）" if bounds.name else area
    return area + _brackets(bounds.include, bounds.except_text)


@_write.register
def _(enclosure: SaidEnclosure) -> str:
    return "、".join(enclosure.lines) + "合围区域" + _brackets(enclosure.include, enclosure.except_text)


@_write.register
def _(rest: SaidRest) -> str:
    return f"{rest.area}除上述区域以外的其他区域"


def _members(members: Sequence[SaidMember]) -> str:
    return "、".join((member.building or "") + unit for member in members for unit in (member.units or ("",)))


def _brackets(include: Sequence[str], except_text: Sequence[str]) -> str:
    included = f"（含{'、'.join(include)}）" if include else ""
    return included + (f"（除{'、'.join(except_text)}外）" if except_text else "")


def _measures(measures: Mapping[str, Sequence[str]]) -> list[list[str]]:
    if not measures:
        return []
    lines = [f"{category}：{line}" for category, texts in measures.items() for line in texts]
    return [["防控措施", *lines]]


def _closing(notice: NoticeText) -> list[str]:
    counts = "、".join(f"{category}{count}个" for category, count in notice.tally.items())
    tally = [f"截至{_spell_day(notice.issued)}，共有{counts}。"] if counts else []
    signed = [notice.issuer, _spell_day(notice.issued)] if notice.issuer else []
    return ["特此通告。", *tally, *signed]


def _spell_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _spell_moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    if len(iso) == _ISO_DAY:
        return _spell_day(moment.date())
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{_spell_day(moment.date())}{moment.hour}时{minutes}"


def _chinese(number: int) -> str:
    """A chapter's numeral: 一 to 九十九."""
    tens, ones = divmod(number, 10)
    start = (_NUMERALS[tens - 1] if tens > 1 else "") + "十" if tens else ""
    return start + (_NUMERALS[ones - 1] if ones else "")
