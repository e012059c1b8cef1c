"""The state of reading one list of places: what has been read and what the next word belongs to."""

from dataclasses import dataclass, field

from geo_service.addresses.extent_areas import Area
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import Token

Span = tuple[int, int]


@dataclass(slots=True)
class PlaceList:
    """
    A list of places so far.

    `village` is the village that groups belong to, `rural` says that the list lies in a 镇 or 乡, `streets` are known
    short street names. `rest` are spans that were not understood; `alias` street and community of another address.
    A piece is what stands between two separators: `fresh` before its first word, `joined` behind 及 or 和, `floor`
    behind a floor, `including` and `floors_open` while the words continue an inclusion or a list of floors.
    """

    text: SaidText
    village: str | None
    rural: bool
    streets: frozenset[str]
    drafts: list[Draft | Area] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)
    alias: tuple[Span | None, Span | None] | None = None
    last: Draft | None = None
    fresh: bool = True
    joined: bool = False
    including: bool = False
    floors_open: bool = False
    floor: str = ""

    @property
    def key(self) -> str:
        """The folded text."""
        return self.text.key

    def surface(self, start: int, end: int) -> str:
        """The source's own characters of a span."""
        return self.text.surface(start, end)

    def open(self, draft: Draft) -> Draft:
        """Begin a place."""
        self.close()
        self.drafts.append(draft)
        self.last = draft
        self.fresh = False
        return draft

    def close(self) -> None:
        """Join the last place to the one before when both are parts of one."""
        before, last = self.drafts[-2:] if len(self.drafts) > 1 else (None, None)
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
