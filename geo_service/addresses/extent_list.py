"""The state of reading one list of places: what has been read and what the next word belongs to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from geo_service.addresses.extent_area import Area
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import Token

Span = tuple[int, int]
BOTH = 2
"""Places that may be parts of one."""


@dataclass(slots=True)
class PlaceList:
    """
    A list of places so far; `key` and `surface` are those of its text.

    `village` is the village that groups belong to, `rural` says whether the list lies in a 镇 or 乡, `streets` are
    known short street names; before `headed` stand administrative names, the last of them `community`. `rest` are
    spans that were not understood; `alias` street and community of another address.
    A piece is what stands between two separators: `fresh` before its first word, `joined` behind 及 or 和, `floor`
    behind a floor, `span` the buildings of a range that units follow,
    `including` and `floors_open` while the words continue an inclusion or a list of floors; for the
    places before `shared` a bracket was read that held for all of them.
    """

    text: SaidText
    key: str
    surface: Callable[[int, int], str]
    village: str | None
    rural: bool | None
    streets: frozenset[str]
    headed: int = -1
    community: str | None = None
    drafts: list[Draft | Area] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)
    alias: tuple[Span | None, Span | None] | None = None
    last: Draft | None = None
    fresh: bool = True
    joined: bool = False
    including: bool = False
    floors_open: bool = False
    floor: str = ""
    span: list[str] = field(default_factory=list)
    shared: int = 0

    def open(self, draft: Draft) -> Draft:
        """Begin a place."""
        self.close()
        self.drafts.append(draft)
        self.last = draft
        self.fresh = False
        return draft

    def close(self) -> None:
        """Join the last place to the one before when both are parts of one."""
        if len(self.drafts) < BOTH:
            return
        before, last = self.drafts[-2:]
        if not (isinstance(before, Draft) and isinstance(last, Draft)):
            return
        if before.base == last.base and before.members and last.members and before.plain and last.plain:
            before.merge(last)
            self.drafts.pop()
            self.last = before

    def end_piece(self) -> None:
        """A separator: the next word begins anew."""
        self.close()
        self.fresh = True
        self.including = self.floors_open = False
        self.floor = ""

    def current(self, token: Token) -> Draft:
        """The place that a number belongs to; a new one when the list begins with it."""
        return self.last if self.last is not None else self.open(Draft(token.start, token.end))

    def refuse(self, start: int, end: int) -> None:
        """Say that a span was not understood."""
        self.rest.append((start, end))
