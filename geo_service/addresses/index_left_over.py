"""What of a text stays unread when it means one building, and where that stands: beside a name or behind the number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from geo_service.addresses.index_costs import Place
from geo_service.addresses.index_question import Question
from geo_service.addresses.index_remarks import Run, names_a_place, unread_runs
from geo_service.addresses.index_slips import mark_name, mark_slips


class Named(NamedTuple):
    """A name of the building where the text has it; `is_place` is False for administrative names."""

    name: str
    place: Place
    is_place: bool


@dataclass(frozen=True, slots=True)
class LeftOver:
    """
    Unread words, and where they stand.

    `known` marks the characters that were read. `names_place` is True when unread words name a place; that says it
    all, and nothing else is counted then. Else `before` and `behind` count the characters before and behind the last
    number; `before_name` and `behind_name` are True when they touch a name of the building, the latter
    only before a number: what ends a text may be a remark.
    """

    known: bytes | bytearray
    before: int = 0
    behind: int = 0
    names_place: bool = False
    before_name: bool = False
    behind_name: bool = False


def left_over(question: Question, named: Iterable[Named], heads: Iterable[int], anchor: Place) -> LeftOver:
    """
    What stays unread of a question.

    Parameters
    ----------
    question
        The question.
    named
        The names of one building where the text has them, the one it was found by last.
    heads
        Where administrative names of the building stand in the body.
    anchor
        Where the name stands by which the building was found.
    """
    known = bytearray(question.known)
    starts, ends = _mark_names(question.body, known, named)
    if 0 not in known:
        return LeftOver(known)
    mark_slips(question.body, known, heads)
    runs = list(unread_runs(question.body, known, closes=question.closes))
    if any(names_a_place(question.body[run.start : run.end]) for run in runs):
        return LeftOver(known, names_place=True)
    behind = sum(map(_length, _behind(question, runs, anchor)))
    return LeftOver(
        known,
        before=sum(map(_length, runs)) - behind,
        behind=behind,
        before_name=any(run.end in starts for run in runs),
        behind_name=any(run.start in ends for run in runs if not (question.closes and 1 not in known[run.end :])),
    )


def _mark_names(body: str, known: bytearray, named: Iterable[Named]) -> tuple[set[int], set[int]]:
    """Mark what names explain; returns where those of places begin and end."""
    starts, ends = set(), set()
    for name, place, is_place in named:
        start, end = mark_name(body, known, name, place)
        if is_place and start < end:
            starts.add(start)
            ends.add(end)
    return starts, ends


def _behind(question: Question, runs: Iterable[Run], anchor: Place) -> list[Run]:
    """The runs behind the last number; none when the building's own name stands there as well."""
    if anchor.start >= question.behind:
        return []
    return [run for run in runs if run.start >= question.behind]


def _length(run: Run) -> int:
    return run.end - run.start
