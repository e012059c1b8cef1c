"""
Zones of an official list with their history: each snapshot is compared with the zones that stand from the last one.

A zone is told by its district and its words. It appears, moves to another category, or ends; one that comes back after
it ended is a new zone.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from geo_service.model.extent import Extent, SaidText
from geo_service.model.zone import ADOPTED, IN_FORCE, LIFTED, ZoneVersion

Key = tuple[str | None, str]
"""District and words."""


@dataclass(frozen=True)
class ListRule:
    """What all zones of a list share: its name, the protocol, and who answers for it."""

    source: str
    protocol: str
    author: str


@dataclass
class Standing:
    """The zones of a list that stand, by district and words: one for each category that lists them."""

    zones: dict[Key, list[ZoneVersion]]

    @classmethod
    def of(cls, zones: Iterable[ZoneVersion], source: str) -> "Standing":
        """Those of stored zones that this list has in force."""
        found: dict[Key, list[ZoneVersion]] = {}
        for zone in zones:
            said = zone.extent.said
            if said and said.source == source and zone.status == IN_FORCE:
                found.setdefault((said.district, said.text), []).append(zone)
        return cls(found)


@dataclass(frozen=True)
class Publication:
    """When a list was published, from which its zones bind, and as what (kept as the reason of each version)."""

    at: datetime
    name: str
    rule: ListRule

    def next_of(self, zone: ZoneVersion, *, status: str) -> ZoneVersion:
        """The version of a zone that this publication makes."""
        return zone.next(
            step=ADOPTED,
            status=status,
            at=self.at,
            effective_from=self.at,
            author=self.rule.author,
            reason=self.name,
        )


def steps_to(
    standing: Standing, listed: Mapping[Key, tuple[str, ...]], publication: Publication, new_ids: Iterator[str]
) -> list[ZoneVersion]:
    """
    The versions that lead from the zones that stand to those listed; `standing` is brought up to date.

    `listed` holds category ids by district and words.
    """
    made: list[ZoneVersion] = []
    for key in dict.fromkeys((*standing.zones, *listed)):
        before, after = standing.zones.get(key, []), listed.get(key, ())
        if [zone.category for zone in before] == list(after):
            continue
        steps = [*_changes(before, after, publication), *_beginnings(before, after, key, publication, new_ids)]
        made += steps
        changed = {zone.zone_id: zone for zone in (*before, *steps)}
        standing.zones[key] = [zone for zone in changed.values() if zone.status == IN_FORCE]
        if not standing.zones[key]:
            del standing.zones[key]
    return made


def _changes(before: list[ZoneVersion], after: tuple[str, ...], publication: Publication) -> Iterator[ZoneVersion]:
    """Zones whose category left the list take those that came to it, in order; the others end."""
    left, came = _left(before, after), _came(before, after)
    for zone, category in itertools.zip_longest(left, came[: len(left)]):
        status = IN_FORCE if category else LIFTED
        yield replace(publication.next_of(zone, status=status), category=category or zone.category)


def _beginnings(
    before: list[ZoneVersion], after: tuple[str, ...], key: Key, publication: Publication, new_ids: Iterator[str]
) -> Iterator[ZoneVersion]:
    for category in _came(before, after)[len(_left(before, after)) :]:
        yield _first(next(new_ids), key, category, publication)


def _left(before: list[ZoneVersion], after: tuple[str, ...]) -> list[ZoneVersion]:
    return [zone for zone in before if zone.category not in after]


def _came(before: list[ZoneVersion], after: tuple[str, ...]) -> list[str]:
    return [category for category in after if category not in {zone.category for zone in before}]


def _first(zone_id: str, key: Key, category: str, publication: Publication) -> ZoneVersion:
    district, text = key
    return ZoneVersion(
        zone_id=zone_id,
        version=1,
        name=text,
        category=category,
        protocol=publication.rule.protocol,
        status=IN_FORCE,
        extent=Extent((), said=SaidText(text, district, publication.rule.source)),
        geometry=None,
        members=(),
        effective_from=publication.at,
        recorded_at=publication.at,
        author=publication.rule.author,
        reason=publication.name,
        step=ADOPTED,
    )
