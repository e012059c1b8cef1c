"""
What changed between two field sheets, in one sentence for each thing that crews must do; and nothing else.

A place keeps its number while it stays, so most places are compared by number. A number that is gone and one that is
new at the same place, one a closure and the other a checkpoint, are one post whose role changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Literal

from shapely import MultiPoint

from geo_service.coords.metric import MetricPlane, plane_at
from geo_service.derive.numbering import number_in, same_places, spot_of
from geo_service.derive.sheets import CHECKPOINT, CLOSURE, SHEET_FIGURES
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.sheet import Figure, SheetItem

Change = Literal["opened", "closed", "moved", "added", "removed", "renamed", "refitted"]

CHANGE_TITLES: Mapping[Change, str] = {
    "opened": "封闭点开放",
    "closed": "卡口封闭",
    "added": "新增",
    "removed": "撤销",
    "moved": "移位",
    "renamed": "改名",
    "refitted": "配置变化",
}
"""The kinds of changes in the order in which they are told."""

MOVED_M = 1.0
"""A place that shifts by less has not moved: the sheet keeps tenths of a metre, nobody stands that exactly."""

COMPASS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")
COMPASS_EN = ("east", "northeast", "north", "northwest", "west", "southwest", "south", "southeast")

FIGURE_WORDS: Mapping[str, tuple[str, str]] = {
    "lanes": ("查验通道", "lanes"),
    "crew": ("每班人数", "people a shift"),
    "people_24h": ("24小时人数", "people in 24 hours"),
    "barrier": ("围挡形式", "barrier"),
    "desks": ("台位", "desks"),
    "benches": ("采样台", "benches"),
    "teams": ("采样组", "teams"),
    "starts": ("开始", "start"),
    "collected_at": ("清运时间", "collected at"),
}
"""What the figures of a sheet are called."""

BARRIER_WORDS: Mapping[str, tuple[str, str]] = {
    "locked_gate": ("大门上锁", "locked gate"),
    "movable_barrier": ("可移动护栏", "movable barrier"),
    "openable_fence": ("可开启围栏", "fence that opens"),
}
"""What the barriers of closures are called."""


@dataclass(frozen=True)
class Difference:
    """
    One thing that changed: a place before and after, and the sentence for it in Chinese and English.

    `item_id` is the number that crews know: of a post whose role changed the old one. `metres` and `direction` (an
    index of `COMPASS`) say how far a place moved.
    """

    change: Change
    kind: str
    item_id: str
    before: SheetItem | None
    after: SheetItem | None
    zh: str
    en: str
    metres: float | None = None
    direction: int | None = None


def sheet_deltas(old: Sequence[SheetItem], new: Sequence[SheetItem]) -> tuple[Difference, ...]:
    """
    What changed from one sheet to the next: nothing for equal sheets.

    Ordered by what is done first: posts that open, posts that close, then places that are new, gone or moved, then what
    they are called and how they are fitted out.
    """
    before, after = (
        {(item.kind, item.item_id): item for item in sorted(items, key=_place_in_list)} for items in (old, new)
    )
    gone = [item for key, item in before.items() if key not in after]
    come = [item for key, item in after.items() if key not in before]
    turned = _turned(gone, come)
    found = [_turn(was, now) for was, now in turned]
    known = {id(item) for pair in turned for item in pair}
    found += [_removed(item) for item in gone if id(item) not in known]
    found += [_added(item) for item in come if id(item) not in known]
    for key in before.keys() & after.keys():
        found += _changes(before[key], after[key])
    return tuple(sorted(found, key=_order))


def apply_deltas(old: Sequence[SheetItem], differences: Sequence[Difference]) -> tuple[SheetItem, ...]:
    """The places after some differences, by layer, then number."""
    items = {(item.kind, item.item_id): item for item in old}
    for one in differences:
        if one.before is not None:
            items.pop((one.before.kind, one.before.item_id), None)
        if one.after is not None:
            items[one.after.kind, one.after.item_id] = one.after
    return tuple(sorted(items.values(), key=_place_in_list))


def _order(one: Difference) -> tuple[int, tuple[int, int, str]]:
    return list(CHANGE_TITLES).index(one.change), _rank(one.kind, one.item_id)


def _place_in_list(item: SheetItem) -> tuple[int, int, str]:
    return _rank(item.kind, item.item_id)


def _rank(kind: str, item_id: str) -> tuple[int, int, str]:
    """Layers as on the sheet, then numbers as one counts."""
    return list(SHEET_FIGURES).index(kind), number_in(item_id), item_id


# ---------------------------------------------------------------- posts that change their role


def _turned(gone: Sequence[SheetItem], come: Sequence[SheetItem]) -> list[tuple[SheetItem, SheetItem]]:
    """Posts that were a closure and are a checkpoint now at the same place, or the other way round."""
    pairs = []
    for was, now in ((CLOSURE, CHECKPOINT), (CHECKPOINT, CLOSURE)):
        before = [item for item in gone if item.kind == was]
        after = [item for item in come if item.kind == now]
        if before and after:
            plane = _plane([*before, *after])
            found = same_places(*([spot_of(plane, item) for item in items] for items in (before, after)))
            pairs += [(before[row], after[column]) for row, column in found]
    return pairs


def _turn(was: SheetItem, now: SheetItem) -> Difference:
    name, name_en = _named(now)
    crew = now.figures.get("crew")
    if now.kind == CHECKPOINT:
        people, people_en = (f"，每班{crew}人", f", {crew} people a shift") if crew else ("", "")
        return _difference(
            "opened", was, now,
            f"{was.item_id} 开放，改设卡口{now.item_id}{name}{people}",
            f"closure {_spoken(was)} opens: it becomes checkpoint {now.item_id}{name_en}{people_en}",
        )  # fmt: skip
    barrier, barrier_en = _value("barrier", now.figures.get("barrier"))
    with_zh, with_en = (f"，用{barrier}", f", with a {barrier_en}") if barrier else ("", "")
    return _difference(
        "closed", was, now,
        f"{was.item_id} 撤岗封闭，改为封闭点{now.item_id}{name}{with_zh}",
        f"checkpoint {_spoken(was)} closes: it becomes closure {now.item_id}{name_en}{with_en}",
    )  # fmt: skip


# ---------------------------------------------------------------- places that come and go


def _added(item: SheetItem) -> Difference:
    name, name_en = _named(item)
    zh = f"新增{_title(item)}{item.item_id}{name}{_fitted(item, 0, '，', '')}"
    en = f"{_title_en(item)} {item.item_id} is new{name_en}{_fitted(item, 1, ', ', ' ')}"
    return _difference("added", None, item, zh, en)


def _removed(item: SheetItem) -> Difference:
    name, name_en = _named(item)
    zh = f"撤销{_title(item)}{item.item_id}{name}"
    return _difference("removed", item, None, zh, f"{_title_en(item)} {_spoken(item)} is given up{name_en}")


def _changes(was: SheetItem, now: SheetItem) -> Iterator[Difference]:
    """What changed about a place that keeps its number and role."""
    metres, direction = _shift(was, now)
    label, label_en = now.item_id, f"{_title_en(now)} {_spoken(now)}"
    if metres >= MOVED_M:
        zh = f"{label} {COMPASS[direction]}移{metres:.0f}米"
        en = f"{label_en} moves {metres:.0f} m {COMPASS_EN[direction]}"
        yield _difference("moved", was, now, zh, en, metres=round(metres, 1), direction=direction)
    if was.name != now.name:
        zh = f"{label} 改名：{was.name or '（无名）'}→{now.name or '（无名）'}"
        yield _difference("renamed", was, now, zh, f"{label_en} is now called {now.name or '(no name)'}")
    changed = [name for name in {**was.figures, **now.figures} if was.figures.get(name) != now.figures.get(name)]
    if changed:
        zh, en = (
            joined.join(_turned_figure(name, was, now, language) for name in changed)
            for language, joined in ((0, "，"), (1, ", "))
        )
        yield _difference("refitted", was, now, f"{label} {zh}", f"{label_en}: {en}")


def _shift(was: SheetItem, now: SheetItem) -> tuple[float, int]:
    """How far a place moved in metres, and in which direction of the compass."""
    plane = _plane([was, now])
    old, new = spot_of(plane, was), spot_of(plane, now)
    east, north = new.x - old.x, new.y - old.y
    return hypot(east, north), round(degrees(atan2(north, east)) / 45) % len(COMPASS)


def _plane(items: Sequence[SheetItem]) -> MetricPlane:
    return plane_at(MultiPoint([point for item in items for point in item.at]))


# ---------------------------------------------------------------- words


def _difference(
    change: Change,
    before: SheetItem | None,
    after: SheetItem | None,
    zh: str,
    en: str,
    *,
    metres: float | None = None,
    direction: int | None = None,
) -> Difference:
    item = before or after
    if item is None:
        raise ValueError("a difference has a place before or after it")
    return Difference(change, item.kind, item.item_id, before, after, zh, en, metres, direction)


def _title(item: SheetItem) -> str:
    return PLAN_LAYERS[item.kind].title


def _title_en(item: SheetItem) -> str:
    return "post" if item.kind == CHECKPOINT else item.kind.replace("_", " ")


def _spoken(item: SheetItem) -> str:
    """The number as people say it in English: post 7, closure 12."""
    return str(number_in(item.item_id) or item.item_id)


def _named(item: SheetItem) -> tuple[str, str]:
    return (f"（{item.name}）", f" ({item.name})") if item.name else ("", "")


def _fitted(item: SheetItem, language: int, joined: str, space: str) -> str:
    known = [(name, value) for name, value in item.figures.items() if value is not None]
    return "".join(f"{joined}{_figure(name)[language]}{space}{_value(name, value)[language]}" for name, value in known)


def _turned_figure(name: str, was: SheetItem, now: SheetItem, language: int) -> str:
    old, new = (_value(name, item.figures.get(name))[language] or "—" for item in (was, now))
    return f"{_figure(name)[language]}{' ' * language}{old}→{new}"


def _figure(name: str) -> tuple[str, str]:
    return FIGURE_WORDS.get(name, (name, name))


def _value(name: str, value: Figure) -> tuple[str, str]:
    if value is None:
        return "", ""
    words = BARRIER_WORDS if name == "barrier" else {}
    return words.get(str(value), (str(value), str(value)))
