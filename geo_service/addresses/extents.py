"""
What a zone covers, read from the words of a notice.

Form follows the label conventions of zone notices: names as written, lists and ranges of buildings written out,
exclusions and inclusions as parts of the extent. What is not understood is returned in `rest`, never dropped.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from geo_service.addresses.extent_admin import RURAL, Admin, area_name, names_admin, read_admin
from geo_service.addresses.extent_area import Area
from geo_service.addresses.extent_area_ends import after_area, area_extent, read_area_end
from geo_service.addresses.extent_areas import read_area
from geo_service.addresses.extent_clauses import includes_at, read_clause
from geo_service.addresses.extent_drafts import Draft, finish
from geo_service.addresses.extent_exclusions import tokens_with_exclusion
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_places import read_places
from geo_service.addresses.extent_plain import read_doors, read_plain
from geo_service.addresses.extent_rest import read_rest
from geo_service.addresses.extent_text import SaidText, fold
from geo_service.addresses.extent_token import Token
from geo_service.addresses.extent_villages import is_whole_village
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.errors import AddressError
from geo_service.model.said import SaidExtent, SaidRest, SaidVillage

_RULES: dict[str, Any] = read_rules("extents")
_EVERYWHERE = re.compile(rf"(?:{one_of(_RULES['words']['everywhere'])})$")


_BECOMES = re.compile(r"(?:划定?为|调整为|降为|为)(?:[低中高]风险|常态化防控)(?:区|地区|区域)$")
_PART_OF_ADMIN = re.compile("(?:的|内)?(?:部分|以下|下列|局部)(?:区域|小区|点位|楼栋|地区|范围)")
_RURAL_ENDS = ("镇", "鎮", "乡", "鄉")
_VILLAGE_ENDS = tuple(_RULES["admin"]["village"])
_ALL_OR_PART = one_of([*_RULES["enclosure"]["kinds"], *_RULES["words"]["everywhere"], "部分", "局部", "所有"])
_OF_ADMIN = re.compile(rf"(?:的|所辖的?|辖区内的?|辖区的|境内的?)(?!{_ALL_OR_PART}|[内的范除])(?=[^\W_]{{2}})")
_GROUP = re.compile("[0-9]{1,3}[组社队]")
_OF_SIGNS = ("的", "所", "辖", "境")
_JOINT_SIGNS = (":", "、", ",", "和", "与", "及", "以")
_JOINT_MAX = 15
"""Characters of the longest words before a colon that open a list ("…范围:")."""
_JOINT = re.compile(r"(?:[^、,;:()0-9]{0,12}(?:区域|范围|如下|包括))?:|[、,和与及]|以(?![东南西北])")


@dataclass(frozen=True)
class ExtentContext:
    """What headings said before: names as written; `streets` are short street names (XX街) known from elsewhere."""

    district: str | None = None
    street: str | None = None
    community: str | None = None
    streets: frozenset[str] = frozenset()


_NO_CONTEXT = ExtentContext()


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


PART_AND_LIST = 2
"""Words of "部分区域(甲小区、乙小区)"."""
SEVERAL = 2
"""Separators of a list that may say of one place where it is."""
MAX_CHARS = 5_000
"""Longest text of one item, in characters; the longest item seen has about 900."""


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
    return _Reader(SaidText(text), context or _NO_CONTEXT).read()


class _Reader:
    """One text and what has been read of it."""

    __slots__ = ("admin", "alias", "context", "extents", "listed", "rest", "streets", "text")

    def __init__(self, text: SaidText, context: ExtentContext) -> None:
        self.text = text
        self.context = context
        named = context.street if context.street and context.street.endswith("街") else None
        self.streets = context.streets | {named} if named else context.streets
        self.extents: list[SaidExtent] = []
        self.rest: list[tuple[int, int]] = []
        self.admin = Admin(0)
        self.listed = False
        self.alias: tuple[tuple[int, int] | None, tuple[int, int] | None] | None = None

    def read(self) -> ExtentReading:
        """Read everything."""
        key = self.text.key
        end = len(key)
        while end and key[end - 1] in "。;,、.-/":
            end -= 1
        end = self._before_time(end)
        becomes = _BECOMES.search(key, 0, end) if end and key[end - 1] in "区区域" else None
        end = becomes.start() if becomes else end
        rural = self.context.street.endswith(_RURAL_ENDS) if self.context.street else None
        if not self._read_rest_of(end):
            self.admin = read_admin(key, 0, end, rural=rural, streets=self.streets)
            start = self._start(end)
            if not self._read_plain(start, end):
                self._read_span(start, end)
        return self._result()

    def _before_time(self, end: int) -> int:
        """The end without a last bracket that says a time: …(2022年11月5日0时)."""
        key = self.text.key
        opened = key.rfind("(", 0, end) if key.endswith(")", 0, end) else 0
        if opened > 0 and read_clause(key, opened + 1, end - 1).kind == "time" and ")" not in key[opened : end - 1]:
            return opened
        return end

    def _read_plain(self, start: int, end: int) -> bool:
        """Read a text of the most common shape at once, if it has it."""
        if start != self.admin.end or self.listed:
            return False
        if start >= end and start:
            self.extents.append(finish(self._whole_admin()))
            return True
        village, community = self._village(), self.admin.community is not None
        if village and _GROUP.fullmatch(self.text.key, start, end):
            self.extents.append(SaidVillage(village, self.text.surface(start, end)))
            return True
        hamlets = village is not None and fold(village[-1]) == "村"
        plain = read_plain(self.text, start, end, community=community, village=hamlets)
        if plain:
            self.extents.append(plain)
            return True
        if not hamlets:
            self.extents += read_doors(self.text, start, end)
        return bool(self.extents)

    def _start(self, end: int) -> int:
        """Where the list of places begins; an administrative area that is the first of them stays in it."""
        start, key = self.admin.end, self.text.key
        if not start:
            return 0
        joined = key[start : start + 1] in _JOINT_SIGNS or ":" in key[start : start + _JOINT_MAX]
        joint = _JOINT.match(key, start, end) if joined else None
        if joint is None:
            owned = _OF_ADMIN.match(key, start, end) if key[start : start + 1] in _OF_SIGNS else None
            return owned.end() if owned else start
        if joint.group() == "以":
            return joint.end()
        listed = joint.group()[-1] != ":" and self._lists_areas(joint, end)
        if not listed:
            return joint.end() if joint.group()[-1] in ":," else start
        self.listed = True
        own, self.admin = self.admin, self.admin.without_last()
        return (own.community or own.street or own.district or (start,))[0]

    def _lists_areas(self, joint: re.Match[str], end: int) -> bool:
        """Whether another area of the same level follows a comma; 、 lists in any case."""
        if joint.group() == "、":
            return True
        other = read_admin(self.text.key, joint.end(), end, rural=self._is_rural(), streets=self.streets)
        return (other.community is not None) if self.admin.community else (other.street is not None)

    def _read_rest_of(self, end: int) -> bool:
        """Read what is left of areas, if that is all the text says."""
        key = self.text.key
        heads = read_rest(key, end)
        if heads is None:
            return False
        areas = [self.text.surface(*area_name(key, *span)) for span in heads] or [
            self.context.community or self.context.street or self.context.district or ""
        ]
        self.extents = [SaidRest(area) for area in areas]
        if len(heads) == 1:
            self.admin = read_admin(key, *heads[0], rural=True, streets=self.streets)
            if self.admin.end == 0 and key[heads[0][0]] not in "全本" and names_admin(key, *heads[0]):
                self.admin = Admin(0, district=area_name(key, *heads[0]))
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
        tokens = tokens_with_exclusion(self.text, start, end, headed=self.admin.end > 0)
        tokens = self._listed_in_bracket(tokens, start) or tokens
        headed = start if start == self.admin.end and not self.listed else -1
        community = self.text.surface(*self.admin.community) if self.admin.community else None
        text, streets = self.text, self.streets
        reader = PlaceList(text, text.key, text.surface, self._village(), self._is_rural(), streets, headed, community)
        if self.admin.end and self._is_place_itself(tokens, start):
            self._open_admin(reader, tokens)
        read_places(reader, tokens)
        self.rest += reader.rest
        self.alias = reader.alias or self.alias
        for draft in reader.drafts:
            self.extents.append(finish(draft) if isinstance(draft, Draft) else area_extent(draft))

    def _listed_in_bracket(self, tokens: list[Token], start: int) -> list[Token] | None:
        """The places that a bracket lists behind an administrative name: 望江社区(甲小区、乙小区)."""
        bracket = tokens[-1] if 0 < len(tokens) <= PART_AND_LIST and start == self.admin.end > 0 else None
        if bracket is None or bracket.kind != "bracket":
            return None
        part = tokens[0]
        if part is not bracket and not _PART_OF_ADMIN.fullmatch(self.text.key, part.start, part.end):
            return None
        kinds = [token.kind for token in bracket.inner]
        several = kinds.count("sep")
        start, end = bracket.start + 1, bracket.end - bracket.closed
        if "text" not in kinds or (part is bracket and not several) or read_area(self.text, start, end):
            return None
        kind = read_clause(self.text.key, start, end).kind
        return bracket.inner if kind == "address" or (kind == "note" and several >= SEVERAL) else None

    def _is_place_itself(self, tokens: list[Token], start: int) -> bool:
        """Whether the administrative area before a list is a place of it, as what follows shows."""
        if not tokens:
            return start == self.admin.end
        first, key = tokens[0], self.text.key
        if first.kind == "text":
            alone = start > 0 and _EVERYWHERE.fullmatch(key, first.start, first.end)
            return bool(alone) or (start == self.admin.end and includes_at(key, start, tokens[-1].end))
        if first.kind == "room":
            return self._counts_households(tokens)
        return first.kind in ("building", "unit", "bracket") or self._numbers_a_village(tokens)

    def _numbers_a_village(self, tokens: list[Token]) -> bool:
        """Whether house numbers follow a village without a group or a road."""
        village = self.admin.community is not None and self.text.key[self.admin.community[1] - 1] == "村"
        return village and bool(tokens) and tokens[0].kind == "house"

    def _counts_households(self, tokens: list[Token]) -> bool:
        """Whether the houses of a village are called households (望江村210-212户)."""
        key = self.text.key
        if not (self.admin.community and key[self.admin.community[1] - 1] == "村"):
            return False
        for token in tokens:
            if token.kind == "room" and token.suffix and key[token.suffix[0]] == "户":
                token.kind = "house"
        return self._numbers_a_village(tokens)

    def _open_admin(self, reader: PlaceList, tokens: list[Token]) -> None:
        """The administrative area is the place itself, when nothing more is named."""
        span = self.admin.community or self.admin.street or self.admin.district
        more = any(token.kind == "sep" for token in tokens) and any(token.kind in ("text", "house") for token in tokens)
        if span is None:
            return
        draft = Draft(*span) if more else self._whole_admin()
        if self._numbers_a_village(tokens):
            draft.place, draft.village = None, self.text.surface(*span)
        if tokens and tokens[0].kind == "text" and _EVERYWHERE.fullmatch(self.text.key, tokens[0].start, tokens[0].end):
            draft.note = self.text.surface(tokens[0].start, tokens[0].end)
            tokens.pop(0)
        reader.drafts.append(draft)
        reader.last = draft
        reader.fresh = False

    def _whole_admin(self) -> Draft:
        """The administrative area before a list as a place."""
        span = self.admin.community or self.admin.street or self.admin.district or (0, 0)
        draft = Draft(*span, place=self.text.surface(*span))
        draft.whole = span == self.admin.community and is_whole_village(self.text.key, span)
        return draft

    def _village(self) -> str | None:
        if self.admin.community:
            return self.text.surface(*self.admin.community)
        community = self.context.community
        return community if community and community.endswith(_VILLAGE_ENDS) and self.admin.street is None else None

    def _is_rural(self) -> bool | None:
        if self.admin.street:
            return self.text.key[self.admin.street[1] - 1] in RURAL
        return self.context.street.endswith(_RURAL_ENDS) if self.context.street else None

    def _read_area(self, area: Area, end: int) -> int:
        """Take an area with the clauses behind it; say where it ends."""
        position = read_area_end(self.text, area, end)
        if area.name and area.start and _EVERYWHERE.fullmatch(area.name):
            area.name = self.text.surface(area_name(self.text.key, 0, area.start)[0], area.start) + area.name
        if not area.name and not self.extents and self.admin.community and area.start == self.admin.end + 1:
            area.name = self.text.surface(*self.admin.community)  # 望江村,东至甲路
        self.extents.append(area_extent(area))
        return after_area(self.text.key, position, end)

    # -- result

    def _result(self) -> ExtentReading:
        surface = self.text.surface
        own, context = self.admin, self.context
        if not (own.end or own.district or self.alias or self.rest):
            return ExtentReading(tuple(self.extents), context.street, context.community, context.district)
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
        rest = tuple([self._unread(*span) for span in self.rest]) if self.rest else ()
        return ExtentReading(tuple(self.extents), street, community, district, rest)

    def _unread(self, start: int, end: int) -> UnreadSpan:
        span = self.text.source_span(start, end)
        return UnreadSpan(*span, self.text.source[slice(*span)])
