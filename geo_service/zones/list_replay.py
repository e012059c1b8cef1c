"""
Real lists replayed under a protocol: zones larger than its unit, and zones that stayed longer than its days.

A list tells when words were published, not when the days began or by which decision. So a stay counts from the first
to the last list that names the words: the true one was not shorter, and every count here is a lower bound.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.zones.clock_times import DAY, hours_between
from geo_service.zones.clocks import clock_of
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category
from geo_service.zones.said_units import SaidUnit, exceeds, unit_of_zone


@dataclass(frozen=True)
class Stay:
    """
    A zone in one category, from the first to the last list that has it.

    `open`: it still stands in the last list of all. `history` are the versions up to this stay.
    """

    history: tuple[ZoneVersion, ...]
    first: datetime
    last: datetime
    open: bool

    @property
    def label(self) -> str:
        """The category as the list calls it."""
        return self.history[-1].category


@dataclass(frozen=True)
class Counts:
    """
    What was counted of the zones of one category.

    `too_large` and `too_large_unsure`: above the largest unit that needs no exception, by plain words or by a name of
    unknown kind; `unread`: words without a unit. `too_long`: listed longer than the days of the protocol, at most
    `longest_h` hours. `still_listed`: in the last list of all; `running`: of these, those whose days are not over.
    """

    category: str
    known: bool
    zones: int = 0
    too_large: int = 0
    too_large_unsure: int = 0
    unread: int = 0
    too_long: int = 0
    still_listed: int = 0
    running: int = 0
    longest_h: float = 0.0


@dataclass(frozen=True)
class Period:
    """Zones that were first listed before a time, or from it on."""

    name: str
    name_en: str
    counts: tuple[Counts, ...]


@dataclass(frozen=True)
class Replay:
    """A list under one protocol; `longest_gap_h` is the longest time between two of its snapshots."""

    protocol: str
    title: str
    split_at: datetime
    first: datetime
    last: datetime
    snapshots: int
    longest_gap_h: float
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Listing:
    """The stays of a list, and the times of its snapshots."""

    stays: tuple[Stay, ...]
    times: tuple[datetime, ...]

    @property
    def longest_gap_h(self) -> float:
        """The longest time between two snapshots."""
        gaps = [later - earlier for earlier, later in itertools.pairwise(self.times)]
        return hours_between(self.times[0], self.times[0] + max(gaps, default=timedelta(0)))


def listing_of(histories: Iterable[Sequence[ZoneVersion]], times: Sequence[datetime]) -> Listing:
    """The stays of zones that were taken over from a list, of which `times` are all snapshots, in order."""
    before = {later: earlier for earlier, later in itertools.pairwise(times)}
    stays = [stay for history in histories for stay in _stays(history, before, times[-1])]
    return Listing(tuple(stays), tuple(times))


def _stays(history: Sequence[ZoneVersion], before: dict[datetime, datetime], end: datetime) -> Iterable[Stay]:
    for number, version in enumerate(history):
        if version.status != IN_FORCE:
            continue
        following = history[number + 1] if number + 1 < len(history) else None
        last = before[following.effective_from] if following else end
        yield Stay(tuple(history[: number + 1]), version.effective_from, last, following is None)


def replay_listing(listing: Listing, protocol: Protocol, *, split_at: datetime) -> Replay:
    """
    Count what the zones of a list are under a protocol.

    Parameters
    ----------
    split_at
        Zones first listed before it and from it on are counted apart; 11 November 2022 is when the editions changed.
    """
    early = [stay for stay in listing.stays if stay.first < split_at]
    late = [stay for stay in listing.stays if stay.first >= split_at]
    standing = [stay for stay in early if stay.last >= split_at]
    named = (
        ("此前首次列出", "first listed before", early),
        ("其中届时仍在列", "of these listed on that day", standing),
        ("此后首次列出", "first listed from then on", late),
    )
    return Replay(
        protocol.id,
        protocol.title,
        split_at,
        listing.times[0],
        listing.times[-1],
        len(listing.times),
        listing.longest_gap_h,
        tuple(Period(zh, en, tuple(_counts(stays, protocol))) for zh, en, stays in named),
    )


def _counts(stays: Sequence[Stay], protocol: Protocol) -> Iterable[Counts]:
    for label in sorted({stay.label for stay in stays}):
        mine = [stay for stay in stays if stay.label == label]
        category = next((one for one in protocol.categories if one.id == label), None)
        open_ones = sum(stay.open for stay in mine)
        if category is None:
            yield Counts(label, known=False, zones=len(mine), still_listed=open_ones)
        elif not category.residual:
            yield _counted(mine, category, protocol, open_ones)


def _counted(stays: Sequence[Stay], category: Category, protocol: Protocol, open_ones: int) -> Counts:
    sizes = Counter(_size(unit_of_zone(stay.history[-1]), category) for stay in stays)
    hours = [beyond_h(stay, protocol) for stay in stays]
    beyond = [one for one in hours if one > 0]
    return Counts(
        category.id,
        known=True,
        zones=len(stays),
        too_large=sizes["too_large"],
        too_large_unsure=sizes["unsure"],
        unread=sizes["unread"],
        too_long=len(beyond),
        still_listed=open_ones,
        running=sum(stay.open and not over for stay, over in zip(stays, hours, strict=True)),
        longest_h=max(beyond, default=0.0),
    )


def _size(said: SaidUnit | None, category: Category) -> str:
    if said is None:
        return "unread"
    if not exceeds(said.unit, category.units):
        return "within"
    return "too_large" if said.certain else "unsure"


def beyond_h(stay: Stay, protocol: Protocol) -> float:
    """
    Hours that a stay was listed beyond the earliest step of the protocol, in the longer of the two readings; 0: none.

    No test round is known, and none is asked for here: it can only lengthen a stay by the fault of the office.
    """
    versions = [replace(one, protocol=protocol.id) for one in stay.history]
    clock = clock_of(protocol, versions, (), at=stay.last)
    times = [one.earliest for one in clock.prospects]
    known = [time for one in times for time in (one.elapsed_24h, one.calendar_day) if time]
    return max(0.0, hours_between(max(known), stay.last)) if known else 0.0


def replay_facts(replays: Sequence[Replay]) -> dict[str, Any]:
    """Replays as plain values."""
    return {"replays": [_plain(one) for one in replays]}


def _plain(replay: Replay) -> dict[str, Any]:
    values = {name: value for name, value in vars(replay).items() if name != "periods"}
    values |= {name: values[name].isoformat() for name in ("split_at", "first", "last")}
    periods = [{"name": one.name_en, "counts": [dict(vars(count)) for count in one.counts]} for one in replay.periods]
    return {**values, "lower_bounds": True, "periods": periods}


HEADINGS = (
    "首次列出",
    "类别",
    "区数",
    "超出单位",
    "或超出",
    "未读出",
    "超出天数",
    "最多超出(天)",
    "末期仍在列",
    "其中天数未满",
)


def replay_lines(replays: Sequence[Replay]) -> list[str]:
    """Replays as Markdown tables; all numbers of days are lower bounds."""
    lines: list[str] = []
    for replay in replays:
        lines += [f"### {replay.protocol} {replay.title}", "", _row(HEADINGS), _row(["---"] * len(HEADINGS))]
        lines += [_row(_cells(period, counts)) for period in replay.periods for counts in period.counts]
        lines.append("")
    return lines


def _cells(period: Period, counts: Counts) -> list[str]:
    if not counts.known:
        nothing = ["本版无此类别", "", "", "", ""]
        return [period.name, counts.category, str(counts.zones), *nothing, str(counts.still_listed), ""]
    days = f"≥{counts.longest_h / (DAY / timedelta(hours=1)):.1f}" if counts.too_long else "0"
    numbers = (counts.zones, counts.too_large, counts.too_large_unsure, counts.unread, f"≥{counts.too_long}")
    return [period.name, counts.category, *map(str, numbers), days, str(counts.still_listed), str(counts.running)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
