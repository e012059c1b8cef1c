"""
What the items of a notice do with the zones that stand: a new zone, the next version of one, or nothing, and why.

A zone is recognised by its words or, when both are on the map, by its buildings; which zone is meant is never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from geo_service.addresses.contains_extents import extent_within
from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.addresses.keys import estate_word
from geo_service.addresses.normalize import normalize
from geo_service.addresses.vocabulary import usual_name
from geo_service.errors import AddressError
from geo_service.model.extent import SaidText
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.said import NoticeItem, SaidExtent
from geo_service.model.zone import IN_FORCE, LIFTED, ZoneVersion
from geo_service.notices.write import write_extents
from geo_service.zones.asks import words_of
from geo_service.zones.delineate import Delineation
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category

ADMIN = (("district", "district"), ("street", "township"), ("community", "community"))
"""Levels over an extent, and what a register calls them."""
READINGS_KEPT = 8192
"""Zones whose words are kept read: a large city had 3,100 in force at once."""


@dataclass(frozen=True)
class Step:
    """
    What one item does.

    `zone` is the version that it follows, None for a new zone; `status` and `category` are those after it; `reshape`
    says that the extent changes. A step that can't be taken has a `problem` (Chinese) instead.
    """

    zone: ZoneVersion | None = None
    status: str = IN_FORCE
    category: str = ""
    reshape: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Words:
    """The words of an extent in a form that can be compared: normalised parts, and names that stand over them."""

    parts: frozenset[str]
    district: str | None = None
    street: str | None = None
    community: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names over the extent, each in its usual writing; "" where there is none."""
        return tuple(usual_name(getattr(self, name) or "", level) for name, level in ADMIN)

    def same(self, other: "Words") -> bool:
        """Whether both say the same place; a name that only one of them has does not part them."""
        return self.parts == other.parts and self.agrees(other)

    def agrees(self, other: "Words") -> bool:
        """Whether no name over the one contradicts the other's."""
        return all(not one or not two or one == two for one, two in zip(self.names, other.names, strict=True))


def step_of(item: NoticeItem, drawn: Delineation | None, standing: Sequence[ZoneVersion], protocol: Protocol) -> Step:
    """
    What an item does.

    Parameters
    ----------
    drawn
        The item on the map; for an adjustment, what it replaces.
    standing
        Zones in force, each in its newest version.
    """
    before = item.replaces if item.action == "adjust" else item.extent
    same = [zone for zone in standing if _is_same(zone, item, before or item.extent, drawn)]
    said = words_of(item, before or item.extent)
    same = _of_category(same, item, protocol)
    if len(same) > 1:
        return Step(
            problem=f"“{said}”有 {len(same)} 个现有风险区：{'、'.join(zone.zone_id for zone in same)}，请逐个办理"
        )
    zone = same[0] if same else None
    if item.action == "designate":
        return _designated(item, zone, protocol)
    if zone is None:
        return Step(problem=f"现有风险区里没有“{said}”{_partly(item, before or item.extent, standing)}")
    return _changed(item, zone, protocol)


def _of_category(same: Sequence[ZoneVersion], item: NoticeItem, protocol: Protocol) -> list[ZoneVersion]:
    """Of several zones of the same words, those of the category that the item ends or changes, if it says which."""
    stated = item.category if item.action in KEEPING else item.from_category
    if len(same) < 2 or not stated:  # noqa: PLR2004 — several
        return list(same)
    wanted = protocol.category(stated).id
    return [zone for zone in same if zone.category == wanted] or list(same)


KEEPING = frozenset({"lift", "adjust"})
"""Actions whose category is the one that the zone has."""


def same_zone(item: NoticeItem, drawn: Delineation, zones: Iterable[ZoneVersion]) -> ZoneVersion | None:
    """The first of some zones, in force or not, that is the one that an item names."""
    return next((zone for zone in zones if _is_same(zone, item, item.extent, drawn)), None)


def effective_of(item: NoticeItem, otherwise: datetime) -> datetime:
    """When an item takes effect; a day begins at midnight, local time."""
    if item.effective is None:
        return otherwise
    return datetime.fromisoformat(item.effective).replace(tzinfo=LOCAL_TIME)


def category_of(item: NoticeItem, protocol: Protocol, *, otherwise: str | None = None) -> Category:
    """
    The category of an item in a protocol; `otherwise` is used when the item names none.

    Raises
    ------
    ProtocolError
        If the protocol does not have it.
    """
    return protocol.category(item.category or otherwise or "")


def _designated(item: NoticeItem, zone: ZoneVersion | None, protocol: Protocol) -> Step:
    category = category_of(item, protocol)
    if category.residual:
        return Step(problem=f"{category.label}是其他地区，不单独划定：{words_of(item, item.extent)}")
    if zone is None:
        return Step(category=category.id, reshape=True)
    if zone.category == category.id:
        return Step(problem=f"{zone.zone_id} {zone.name}已经是{category.label}，没有重复划定")
    return Step(zone, category=category.id)


def _changed(item: NoticeItem, zone: ZoneVersion, protocol: Protocol) -> Step:
    other = _another_category(item, zone, protocol)
    if other:
        return Step(problem=f"{zone.zone_id} {zone.name}是{protocol.category(zone.category).label}，{other}")
    if item.action == "lift":
        return Step(zone, LIFTED, zone.category)
    if item.action == "adjust":
        return Step(zone, category=zone.category, reshape=True)
    if item.category is None:
        return Step(problem=f"{zone.name}没有写明降为哪一类")
    category = category_of(item, protocol)
    return Step(zone, LIFTED, zone.category) if category.residual else Step(zone, category=category.id)


def _another_category(item: NoticeItem, zone: ZoneVersion, protocol: Protocol) -> str:
    """Why the zone can't be the one that the item ends or changes, by its category; "" when it may be (Chinese)."""
    if item.action == "downgrade" and item.category and category_of(item, protocol).id == zone.category:
        return "没有再降"
    stated = item.category if item.action in KEEPING else item.from_category
    if not stated or protocol.category(stated).id == zone.category:
        return ""
    return f"通告写的是{stated}，没有改动"


def _is_same(zone: ZoneVersion, item: NoticeItem, extents: Sequence[SaidExtent], drawn: Delineation | None) -> bool:
    on_the_map = drawn is not None and drawn.geometry is not None and zone.geometry is not None
    if drawn is not None and on_the_map and _held(zone) == _held(drawn) != set():
        return True
    if zone.extent.said is None:
        return False
    mine, theirs = _words_of_zone(zone.extent.said), _words_of_item(item, extents)
    if zone.extent.said == SaidText(words_of(item, extents), item.district):
        return True
    if not mine.same(theirs):
        return False
    if drawn is not None and on_the_map:
        return not _apart(zone, drawn)
    # a zone is not passed over as known already when its namesake may be meant
    return item.action != "designate" or zone.geometry is None or mine.names == theirs.names


def _apart(zone: ZoneVersion, drawn: Delineation) -> bool:
    """Whether two places of one name lie apart on the map."""
    mine, theirs = ({member.building_id for member in one.members} for one in (zone, drawn))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _held(zone: ZoneVersion | Delineation) -> set[tuple[str, tuple[str, ...]]]:
    return {(member.building_id, member.stairs) for member in zone.members}


def _partly(item: NoticeItem, extents: Sequence[SaidExtent], standing: Sequence[ZoneVersion]) -> str:
    """Zones of which the item is only a part, or that are part of it, for the person who has to decide."""
    words = _words_of_item(item, extents)
    near = [
        (zone.zone_id, _read(zone.extent.said)[0])
        for zone in standing
        if zone.extent.said and _words_of_zone(zone.extent.said).agrees(words)
    ]
    whole = [zone_id for zone_id, held in near if held and extent_within(extents, held).answer == "yes"]
    if whole:
        return f"；它是{'、'.join(whole)}的一部分，请调整那个风险区"
    parts = [zone_id for zone_id, held in near if held and extent_within(held, extents).answer == "yes"]
    return f"；其中有{'、'.join(parts)}，请逐个办理" if parts else ""


def _words_of_item(item: NoticeItem, extents: Sequence[SaidExtent]) -> Words:
    return Words(_parts(extents), item.district, item.street, item.community)


def _words_of_zone(said: SaidText) -> Words:
    return _read(said)[1]


@lru_cache(maxsize=READINGS_KEPT)
def _read(said: SaidText) -> tuple[tuple[SaidExtent, ...], Words]:
    try:
        reading = read_extents(said.text, context=ExtentContext(said.district))
    except AddressError:
        # words that nobody can read are those of no item
        return (), Words(frozenset({said.text}), said.district)
    return reading.extents, Words(_parts(reading.extents), reading.district, reading.street, reading.community)


def _parts(extents: Sequence[SaidExtent]) -> frozenset[str]:
    return frozenset(estate_word(normalize(write_extents((extent,)))) for extent in extents)
