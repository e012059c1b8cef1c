"""
Notices → items, on notices written from a generated township: how many items a second, how many come back as they were.

Peers, on the same texts in the same run: `opencc` turning them from traditional to simplified characters, and a single
scan by Python's `re` for numbers with their suffix. Neither reads anything; they say what merely passing over the text
costs.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import opencc

from geo_service.importers.demo import Township, make_township
from geo_service.model.said import (
    NoticeItem,
    NumberRange,
    SaidBounds,
    SaidExtent,
    SaidMember,
    SaidPlace,
    SaidVillage,
)
from geo_service.notices.read import read_notice
from geo_service.notices.write import NoticeText, write_notice

NOTICES = 100
ITEMS_PER_NOTICE = 25
"""Notices of autumn 2022 listed 1 to 130 zones; the labelled ones have 12 on average."""
MAX_TOWN = 20_000
"""A town of so many buildings has names enough."""
SEED = 3
DAY = date(2022, 11, 16)

DEEDS = (
    ("designate", "高风险区", None),
    ("downgrade", "低风险区", "高风险区"),
    ("designate", "中风险区", None),
    ("lift", "临时管控区", "临时管控区"),
)
_NUMBERED = re.compile(r"[0-9]+(?:号楼|栋|幢|单元|号|组|室|层)")
_TOWN = "示例镇"

Figures = dict[str, float | int | str]
Maker = Callable[[random.Random, "_Names"], SaidExtent]


class _Names:
    """Names of a township that notices are made of."""

    def __init__(self, town: Township) -> None:
        self.estates = _known(town.layers["estates"]["name"])
        self.roads = _known(town.layers["roads"]["name"])
        self.communities = _known(town.layers["communities"]["name"])


def bench_notices(buildings: int, runs: int) -> Figures:
    """Items read per second, median of `runs` rounds over generated notices, beside the peers."""
    names = _Names(make_township(min(buildings, MAX_TOWN)))
    chance = random.Random(SEED)  # noqa: S311 — made-up notices, the same in every run
    written = [_items(chance, names) for _ in range(NOTICES)]
    texts = [write_notice(NoticeText("某市示例区关于调整风险区的通告", DAY, items)) for items in written]
    items = NOTICES * ITEMS_PER_NOTICE
    ours = _median_s(lambda: [read_notice(text) for text in texts], runs)
    peers = {
        "opencc": _median_s(lambda: [_SIMPLIFY(text) for text in texts], runs),
        "re": _median_s(lambda: [_NUMBERED.findall(text) for text in texts], runs),
    }
    return {
        "notices": NOTICES,
        "items": items,
        "characters": sum(map(len, texts)),
        "runs": runs,
        "items_per_s": round(items / ours),
        "same_items": round(_same(written, texts) / items, 4),
        **{f"{name}_ratio": round(seconds / ours, 4) for name, seconds in peers.items()},
    }


_SIMPLIFY = opencc.OpenCC("t2s").convert


def _known(names: Sequence[object]) -> list[str]:
    return sorted({name for name in names if isinstance(name, str)})


def _items(chance: random.Random, names: _Names) -> tuple[NoticeItem, ...]:
    """Items of one notice, those of one deed together."""
    deeds = sorted(chance.choices(range(len(DEEDS)), k=ITEMS_PER_NOTICE))
    return tuple(_item(chance, names, *DEEDS[deed]) for deed in deeds)


def _item(chance: random.Random, names: _Names, action: str, category: str, before: str | None) -> NoticeItem:
    make = chance.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
    extent = make(chance, names)
    inside = isinstance(extent, SaidPlace) and extent.place is not None
    community = chance.choice(names.communities) if inside and chance.random() < HALF else None
    village = extent.village if isinstance(extent, SaidVillage) else None
    return NoticeItem("", action, category, before, None, _TOWN, village or community, "2022-11-16T08:00", (extent,))


HALF = 0.5


def _compound(chance: random.Random, names: _Names) -> SaidExtent:
    return SaidPlace(place=chance.choice(names.estates))


def _buildings(chance: random.Random, names: _Names) -> SaidExtent:
    members = tuple(SaidMember(f"{number}栋") for number in sorted(chance.sample(range(1, 40), chance.randint(1, 6))))
    return SaidPlace(place=chance.choice(names.estates), members=members)


def _stairs(chance: random.Random, names: _Names) -> SaidExtent:
    units = tuple(f"{number}单元" for number in sorted(chance.sample(range(1, 7), chance.randint(1, 3))))
    return SaidPlace(place=chance.choice(names.estates), members=(SaidMember(f"{chance.randint(1, 40)}号楼", units),))


def _without(chance: random.Random, names: _Names) -> SaidExtent:
    left_out = (SaidMember(f"{chance.randint(1, 40)}栋"),)
    return SaidPlace(place=chance.choice(names.estates), exceptions=left_out)


def _number(chance: random.Random, names: _Names) -> SaidExtent:
    return SaidPlace(road=chance.choice(names.roads), number=f"{chance.randint(1, 300)}号")


def _range(chance: random.Random, names: _Names) -> SaidExtent:
    low = chance.randint(1, 100)
    high = low + 2 * chance.randint(5, 40)
    return SaidPlace(
        road=chance.choice(names.roads),
        number=f"{low}-{high}号",
        number_range=NumberRange(low, high),
    )


def _group(chance: random.Random, names: _Names) -> SaidExtent:
    village = chance.choice(names.communities).removesuffix("社区") + "村"
    return SaidVillage(village=village, group=f"{chance.randint(1, 20)}组")


def _sides(chance: random.Random, names: _Names) -> SaidExtent:
    east, south, west, north = chance.sample(names.roads, 4)
    return SaidBounds(east=east, south=south, west=west, north=north)


_KINDS: dict[Maker, int] = {
    _compound: 5,
    _buildings: 6,
    _stairs: 4,
    _without: 1,
    _number: 4,
    _range: 1,
    _group: 3,
    _sides: 1,
}
"""Ways to say a place and how often; about as often as in the labelled notices."""


def _same(written: Sequence[tuple[NoticeItem, ...]], texts: Sequence[str]) -> int:
    """Items that are read back as they were written."""
    return sum(one == other for items, text in zip(written, texts, strict=True) for one, other in _pairs(items, text))


def _pairs(items: tuple[NoticeItem, ...], text: str) -> Iterator[tuple[NoticeItem, NoticeItem]]:
    read = [replace(item, line="") for item in read_notice(text).items]
    return zip(items, read, strict=False)


def _median_s(work: Callable[[], object], runs: int) -> float:
    return statistics.median(_seconds(work) for _ in range(runs))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
