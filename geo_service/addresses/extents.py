"""
What a zone covers, read from the words of a notice.

Form follows the label conventions of zone notices: names as written, lists and ranges of buildings written out,
exclusions and inclusions as parts of the extent. What is not understood is returned in `rest`, never dropped.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from geo_service.addresses.extent_admin import RURAL, Admin, area_name, names_admin, read_admin
from geo_service.addresses.extent_areas import Area, read_area
from geo_service.addresses.extent_clauses import read_clause, said_parts
from geo_service.addresses.extent_drafts import Draft, finish
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_places import read_places
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import Token, any_of, tokenize
from geo_service.addresses.rules_files import read_rules
from geo_service.errors import AddressError
from geo_service.model.said import SaidBounds, SaidEnclosure, SaidExtent, SaidRest

_RULES: dict[str, Any] = read_rules("extents")
_EVERYWHERE = re.compile(rf"(?:{any_of(_RULES['words']['everywhere'])})$")
_REST = re.compile(
    rf"(?:除.{{1,60}}?(?:以外|之外|外)的?|(?<!除))(?P<rest>{any_of([*_RULES['except']['rest'], '区域', '地区'])})$"
)
_OPEN_EXCEPTION = re.compile(
    r"(?<!\()除(?!外)[^();]{1,60}?(?P<close>以外|之外|外)的?"
    rf"(?:{any_of([*_RULES['except']['rest'], '区域', '楼栋', '单元', '地区'])})?"
)


@dataclass(frozen=True)
class ExtentContext:
    """What headings said before: names as written; `streets` are short street names (XX街) known from elsewhere."""

    district: str | None = None
    street: str | None = None
    community: str | None = None
    streets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class UnreadSpan:
    """A stretch of the text that was not understood: characters `start` to `end` of the text as given."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class ExtentReading:
    """The extents of one text and the administrative names that hold for them, its own or those of the context."""

    extents: tuple[SaidExtent, ...] = ()
    street: str | None = None
    community: str | None = None
    district: str | None = None
    rest: tuple[UnreadSpan, ...] = field(default=())


MAX_CHARS = 5_000
"""Longest text of one item, in characters; the longest item seen has about 900."""

_SEPARATORS = "、,;。.:"


def read_extents(text: str, *, context: ExtentContext | None = None) -> ExtentReading:
    """
    The extents of one item's text, without its action and time.

    Raises
    ------
    AddressError
        If the text is longer than `MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        raise AddressError(f"the place list has {len(text)} characters; one zone has at most {MAX_CHARS}")
    return _Reader(SaidText(text), context or ExtentContext()).read()


class _Reader:
    """One text and what has been read of it."""

    def __init__(self, text: SaidText, context: ExtentContext) -> None:
        self.text = text
        self.context = context
        self.extents: list[SaidExtent] = []
        self.rest: list[tuple[int, int]] = []
        self.admin = Admin(0)
        self.alias: tuple[tuple[int, int] | None, tuple[int, int] | None] | None = None

    def read(self) -> ExtentReading:
        """Read everything."""
        key = self.text.key
        end = len(key)
        while end and key[end - 1] in "。;,、.":
            end -= 1
        rural = bool(self.context.street) and str(self.context.street).endswith(("镇", "鎮", "乡", "鄉"))
        if not self._read_rest_of(end):
            self.admin = read_admin(key, 0, end, rural=rural, streets=self.context.streets)
            self._read_span(self._start(), end)
        return self._result()

    def _start(self) -> int:
        """Where the list of places begins; a community that is the place itself stays in it."""
        start = self.admin.end
        key = self.text.key
        while start < len(key) and key[start] in ":、,":
            start += 1
        return start

    # -- the rest of an area

    def _read_rest_of(self, end: int) -> bool:
        key = self.text.key
        match = _REST.search(key, 0, end)
        if not match or "(" in key[:end]:
            return False
        excepted = key.find("除", 0, match.end())
        named = match["rest"] not in ("区域", "地区")
        head_end = excepted if excepted >= 0 else match.start("rest")
        if excepted < 0 and not named:
            return False
        heads = _split(key, 0, head_end)
        if excepted >= 0 and not all(names_admin(key, *span) for span in heads):
            return False
        areas = [self.text.surface(*area_name(key, *span)) for span in heads] or [
            self.context.street or self.context.district or ""
        ]
        self.extents = [SaidRest(area) for area in areas]
        if len(heads) == 1:
            self.admin = read_admin(key, *heads[0], rural=True, streets=self.context.streets)
        return True

    # -- areas and lists

    def _read_span(self, start: int, end: int) -> None:
        position = start
        while position < end:
            area = read_area(self.text, position, end)
            if area is None:
                self._read_list(position, end)
                return
            if area.start > position:
                self._read_list(position, area.start)
            position = self._read_area(area, end)
        if start >= end:
            self._read_list(start, end)

    def _read_list(self, start: int, end: int) -> None:
        tokens = self._tokens(start, end)
        reader = PlaceList(self.text, self._village(), rural=self._is_rural(), streets=self.context.streets)
        if (
            start >= end
            or (tokens and tokens[0].kind in ("building", "unit", "bracket"))
            or self._numbers_a_village(tokens)
            or self._is_admin_alone(start, end)
        ):
            self._open_admin(reader, tokens)
        read_places(reader, tokens)
        self.rest += reader.rest
        self.alias = reader.alias or self.alias
        for draft in reader.drafts:
            self.extents.append(finish(draft) if isinstance(draft, Draft) else _area_extent(draft))

    def _tokens(self, start: int, end: int) -> list[Token]:
        """The tokens of a span; an exclusion without brackets ("除6号楼外其他区域") becomes a bracket."""
        match = _OPEN_EXCEPTION.search(self.text.key, start, end)
        if not match or match.start() == start or "(" in self.text.key[match.start() : match.end()]:
            return tokenize(self.text, start, end)
        inner = tokenize(self.text, match.start(), match.end("close"))
        bracket = Token("bracket", match.start() - 1, match.end("close"), inner=inner, closed=False)
        return [*tokenize(self.text, start, match.start()), bracket, *tokenize(self.text, match.end(), end)]

    def _numbers_a_village(self, tokens: list[Token]) -> bool:
        """Whether house numbers follow a village without a group or a road."""
        village = self.admin.community is not None and self.text.key[self.admin.community[1] - 1] == "村"
        return village and bool(tokens) and tokens[0].kind == "house"

    def _is_admin_alone(self, start: int, end: int) -> bool:
        return bool(_EVERYWHERE.fullmatch(self.text.key, start, end)) and start > 0

    def _open_admin(self, reader: PlaceList, tokens: list[Token]) -> None:
        """The administrative area is the place itself, when nothing more is named."""
        span = self.admin.community or self.admin.street or self.admin.district
        more = any(token.kind == "sep" for token in tokens) and any(token.kind in ("text", "house") for token in tokens)
        if span is None:
            return
        draft = Draft(*span)
        draft.place = None if more else self.text.surface(*span)
        if self._numbers_a_village(tokens):
            draft.place, draft.village = None, self.text.surface(*span)
        if tokens and tokens[0].kind == "text" and _EVERYWHERE.fullmatch(self.text.key, tokens[0].start, tokens[0].end):
            draft.note = self.text.surface(tokens[0].start, tokens[0].end)
            tokens.pop(0)
        reader.drafts.append(draft)
        reader.last = draft
        reader.fresh = False

    def _village(self) -> str | None:
        if self.admin.community:
            name = self.text.surface(*self.admin.community)
            return name if name.endswith("村") else None
        community = self.context.community
        return community if community and community.endswith("村") and self.admin.street is None else None

    def _is_rural(self) -> bool:
        if self.admin.street:
            return self.text.key[self.admin.street[1] - 1] in RURAL
        return bool(self.context.street) and str(self.context.street).endswith(("镇", "鎮", "乡", "鄉"))

    def _read_area(self, area: Area, end: int) -> int:
        """Take an area with the brackets behind it; say where it ends."""
        include: list[str] = []
        except_text: list[str] = []
        note = ""
        position = area.end
        for span in area.brackets:
            note += self._area_clause(tokenize(self.text, *span)[0], include, except_text)
        for token in tokenize(self.text, area.end, end):
            if token.kind != "bracket":
                break
            note += self._area_clause(token, include, except_text)
            position = token.end
        self.extents.append(_area_extent(area, tuple(include), tuple(except_text), note or None))
        while position < end and self.text.key[position] in _SEPARATORS:
            position += 1
        return position

    def _area_clause(self, token: Token, include: list[str], except_text: list[str]) -> str:
        start, end = token.start + 1, token.end - token.closed
        clause = read_clause(self.text.key, start, end)
        inner = [part for part in token.inner if part.end > clause.start and part.start < clause.end]
        for part in inner:
            if part.kind == "text":
                part.start, part.end = max(part.start, clause.start), min(part.end, clause.end)
        if clause.kind == "except":
            except_text += said_parts(self.text, inner)
        elif clause.kind == "include":
            include += said_parts(self.text, inner)
        elif clause.kind != "time":
            return self.text.surface(start, end)
        return ""

    # -- result

    def _result(self) -> ExtentReading:
        surface = self.text.surface
        own, context = self.admin, self.context
        street_span, community_span = own.street, own.community
        if self.alias and not street_span:
            street_span = self.alias[0]
        if self.alias and not community_span:
            community_span = self.alias[1]
        district = surface(*own.district) if own.district else context.district
        elsewhere = own.district is not None and context.district is not None and district != context.district
        street = surface(*street_span) if street_span else None if elsewhere else context.street
        community = surface(*community_span) if community_span else None
        if not (street_span or community_span):
            community = None if elsewhere else context.community
        rest = tuple(UnreadSpan(*span, self.text.source[slice(*span)]) for span in map(self._in_source, self.rest))
        return ExtentReading(tuple(self.extents), street, community, district, rest)

    def _in_source(self, span: tuple[int, int]) -> tuple[int, int]:
        return self.text.source_span(*span)


def _split(key: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    position = start
    for index in range(start, end):
        if key[index] in "、,;":
            spans.append((position, index))
            position = index + 1
    spans.append((position, end))
    return [span for span in spans if span[0] < span[1]]


def _area_extent(
    area: Area, include: tuple[str, ...] = (), except_text: tuple[str, ...] = (), note: str | None = None
) -> SaidExtent:
    name = area.name or None
    if area.sides is None:
        return SaidEnclosure(area.lines, name, include, except_text, note)
    return SaidBounds(**area.sides, name=name, include=include, except_text=except_text, note=note)
