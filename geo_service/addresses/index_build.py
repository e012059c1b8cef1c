"""From rows of a register to doors: every text is read once, what many rows share is kept once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from sys import intern
from typing import Any

from geo_service.addresses.index_doors import AREA_KINDS, PLACE, Doors, Surroundings
from geo_service.addresses.index_reading import (
    BUILDING,
    PLATE,
    Number,
    Segment,
    door_of,
    kinds_of,
    read_name,
    read_numbers,
)
from geo_service.addresses.keys import building_word
from geo_service.addresses.match import ADMIN_LEVELS, Admin
from geo_service.addresses.normalize import normalize
from geo_service.addresses.vocabulary import Vocabulary, strip_admin, usual_name
from geo_service.errors import InputError

UNKNOWN = Admin()


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """
    One building of the register.

    `texts` are its own name and its addresses; `estates` name and aliases of the estate it lies in, where its
    number is `number`; `facilities` names of what is in it. Rows with the same `estate_id` and number are footprints
    of one building.
    """

    building_id: str
    texts: tuple[str, ...] = ()
    estates: tuple[str, ...] = ()
    number: str = ""
    estate_id: str | None = None
    stairs: int | None = None
    admin: Admin = UNKNOWN
    facilities: tuple[str, ...] = ()


def index_entry(
    row: Mapping[str, Any], estate_names: Collection[str], admin: Admin = UNKNOWN, *, facilities: Collection[str] = ()
) -> IndexEntry:
    """The entry for one row of the buildings frame; nulls are fine."""
    addresses = row.get("addresses")
    texts = [row.get("name"), *(addresses if isinstance(addresses, list) else [])]
    stairs = row.get("stairs")
    return IndexEntry(
        building_id=str(row["building_id"]),
        texts=tuple(text for text in texts if isinstance(text, str) and text),
        estates=tuple(estate_names),
        number=_text(row.get("number")),
        estate_id=_text(row.get("estate_id")) or None,
        stairs=stairs if isinstance(stairs, int) else None,
        admin=admin,
        facilities=tuple(facilities),
    )


def open_doors(entries: Iterable[IndexEntry], vocabulary: Vocabulary) -> Doors:
    """
    The doors of all buildings, whatever the order of the entries.

    Raises
    ------
    InputError
        If two entries have one id.
    """
    rows = sorted(entries, key=lambda entry: entry.building_id)
    for row, after in pairwise(rows):
        if row.building_id == after.building_id:
            raise InputError(f"each building must be listed once, {row.building_id} is there again")
    reader = _EntryReader(vocabulary)
    hall = _Hall()
    around = [hall.add(place, *reader.read(entry)) for place, entry in enumerate(rows)]
    return Doors(
        ids=tuple(entry.building_id for entry in rows),
        estate_ids=tuple(entry.estate_id for entry in rows),
        stairs=tuple(entry.stairs for entry in rows),
        around=tuple(around),
        twins=tuple((entry.estate_id, entry.number) if entry.estate_id and entry.number else None for entry in rows),
        levels=hall.levels_with(reader.admin_names()),
        under={name: {door: _packed(found) for door, found in doors.items()} for name, doors in hall.under.items()},
        kinds={name: tuple(sorted(kinds)) for name, kinds in hall.kinds.items()},
        areas={key: tuple(sorted(values)) for key, values in hall.areas.items()},
    )


@dataclass(slots=True)
class _Hall:
    """Doors as they are collected."""

    under: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    kinds: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    areas: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    places: set[str] = field(default_factory=set)
    known: dict[Surroundings, Surroundings] = field(default_factory=dict)

    def add(self, place: int, doors: Iterable[Segment], around: Surroundings) -> Surroundings:
        """Add the doors of one building; returns its surroundings as they were first seen."""
        for name, door, numbers in {(door.name, door_of(door.numbers), door.numbers) for door in doors}:
            self._add_door(place, name, intern(door), numbers)
        self.places.update(around.estates, (road.name for road in around.roads))
        return self.known.setdefault(around, around)

    def _add_door(self, place: int, name: str, door: str, numbers: tuple[Number, ...]) -> None:
        self.under[name].setdefault(door, []).append(place)
        self.kinds[name].add(kinds_of(numbers))
        for kind, value in numbers:
            if kind in AREA_KINDS:
                self.areas[name, kind].add(value)

    def levels_with(self, admin_names: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
        """What each name is a name of."""
        levels: dict[str, set[str]] = defaultdict(set)
        for level, name in admin_names:
            levels[read_name(name).name].add(level)
        for name in self.places | self.under.keys():
            # a village with numbered houses is no other place than the village
            if not levels.get(name):
                levels[name].add(PLACE)
        return {name: frozenset(of) for name, of in levels.items() if name}


def _packed(found: list[int]) -> int | tuple[int, ...]:
    return found[0] if len(found) == 1 else tuple(found)


class _EntryReader:
    """Reads entries; the names of the register's estates and administrative areas are read once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._estates = {name for estate in vocabulary.estates if (name := read_name(estate).name)}
        self._longest_estate = max(map(len, self._estates), default=0)
        self._admin_names = {(head.level, head.name) for head in vocabulary.heads.values()}
        self._usual_name = lru_cache(maxsize=None)(usual_name)
        self._word = lru_cache(maxsize=None)(_numbers_of_word)

    def admin_names(self) -> set[tuple[str, str]]:
        """Level and name of every administrative area in the vocabulary or an entry."""
        return {(level, name) for level, name in self._admin_names if level in ADMIN_LEVELS}

    def read(self, entry: IndexEntry) -> tuple[list[Segment], Surroundings]:
        """The doors of a building, and its surroundings."""
        word = self._word(entry.number) if entry.estates else ()
        in_estate = [read_name(name) for name in entry.estates]
        read = [self._read_text(text) for text in entry.texts]
        doors = [Segment(estate.name, estate.numbers + word) for estate in in_estate if word and estate.name]
        doors += [door for _, segments in read for door in _doors_in(segments, word)]
        housed = [read_name(name) for name in entry.facilities]
        doors += [facility for facility in housed if facility.name]
        passed = [part for _, segments in read for part in segments[:-1]]
        return doors, Surroundings(
            admin=tuple(self._admin_of(level, entry.admin, [parts for parts, _ in read]) for level in ADMIN_LEVELS),
            roads=_unique(part for part in (*passed, *in_estate) if _is_road(part)),
            estates=_unique(part.name for part in (*in_estate, *housed) if not _is_road(part)),
        )

    def _admin_of(self, level: str, admin: Admin, said: Sequence[Mapping[str, str]]) -> Segment | None:
        """The register's own name first, else what the texts say."""
        registered = getattr(admin, level)
        name = self._usual_name(registered, level) if registered else ""
        name = name or next((parts[level] for parts in said if level in parts), "")
        if not name:
            return None
        self._admin_names.add((level, name))
        return read_name(name)

    def _read_text(self, text: str) -> tuple[dict[str, str], list[Segment]]:
        parts, rest = strip_admin(normalize(text), self._vocabulary)
        segments = [half for segment in read_numbers(rest).segments for half in self._halves(segment)]
        if "community" in parts and (not segments or not segments[0].name):
            village = read_name(parts["community"])
            numbers = segments.pop(0).numbers if segments else ()
            segments.insert(0, Segment(village.name, village.numbers + numbers))
        return parts, segments

    def _halves(self, segment: Segment) -> list[Segment]:
        """A road before the name of a known estate, without a plate, is a name of its own."""
        name = segment.name
        for length in range(min(self._longest_estate, len(name) - 1), 0, -1):
            if name[-length:] in self._estates:
                return [Segment(name[:-length], ()), Segment(name[-length:], segment.numbers)]
        return [segment]


def _doors_in(segments: Sequence[Segment], word: tuple[Number, ...]) -> list[Segment]:
    """
    The doors that one text of the register opens.

    The last name with its numbers, and every road before it with the last numbers as well. A text that names no
    building gets the building's number in its estate, because what it names may be the gate of them all.
    """
    if not segments:
        return []
    last = segments[-1]
    own = () if any(number.kind == BUILDING for number in last.numbers) else word
    before = [part for part in segments[:-1] if part.name and part.numbers]
    shared = [Segment(part.name, part.numbers + last.numbers + own) for part in before]
    return [door for door in (Segment(last.name, last.numbers + own), *shared) if door.name]


def _is_road(part: Segment) -> bool:
    return bool(part.name) and any(number.kind == PLATE for number in part.numbers)


def _numbers_of_word(number: str) -> tuple[Number, ...]:
    """A building's number as a door has it: 3 is 3栋; a number with a name in it is not counted."""
    return read_numbers(building_word(number)).numbers


def _unique(parts: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(parts))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
