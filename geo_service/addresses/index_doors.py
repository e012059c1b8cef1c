"""
Doors: under which name and numbers each building of a register is found, and what lies around it.

A door is a name and all the numbers that tell places apart there: 新语街 + 35巷34号, 彩汀雅居 + 16栋,
石桥村 + 1组127号. Numbers are equal or it is another door.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from geo_service.addresses.index_reading import Number, Segment
from geo_service.addresses.rules_files import read_rules

_RULES = read_rules("index")["numbers"]
AREA_KINDS = frozenset(_RULES["areas"])
_CARELESS: Mapping[str, tuple[str, ...]] = {
    meant: tuple(written for written, other in _RULES["careless"] if other == meant)
    for meant in sorted({other for _, other in _RULES["careless"]})
}

MAX_READINGS = 64
"""Ways to pick numbers for one door that are tried; a text with more numbers is a list, not an address."""

PLACE = "place"
"""What a name is the name of, when it is no administrative one."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names around a building: administrative ones from wide to narrow, None when not known; roads with plates."""

    admin: tuple[Segment | None, ...]
    roads: tuple[Segment, ...] = ()
    estates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """
    Buildings behind one door (by their place in the register).

    `label` is the door as the register has it, `numbers` those of the text that it used; the rest says what was
    taken on trust.
    """

    name: str
    label: str
    numbers: tuple[Number, ...]
    buildings: tuple[int, ...]
    area_missing: bool = False
    careless: bool = False


@dataclass(frozen=True, slots=True)
class Doors:
    """
    All doors, and the buildings behind them, ordered by id.

    `twins` is the estate and number by which the footprints of one building know each other. `levels` says what
    each name is a name of: administrative levels, or `PLACE`. `under`, `kinds` and `areas` are, by name, the doors,
    the words of their numbers, and the values of the parts that may be left out.
    """

    ids: tuple[str, ...]
    estate_ids: tuple[str | None, ...]
    stairs: tuple[int | None, ...]
    around: tuple[Surroundings, ...]
    twins: tuple[tuple[str, str] | None, ...]
    levels: Mapping[str, frozenset[str]]
    under: Mapping[str, Mapping[str, int | tuple[int, ...]]]
    kinds: Mapping[str, tuple[tuple[str, ...], ...]]
    areas: Mapping[tuple[str, str], tuple[str, ...]]

    def find(self, name: str, numbers: Sequence[Number]) -> list[Door]:
        """The doors under a name that these numbers may mean; those taken on trust only when there are no others."""
        wanted = self.kinds.get(name, ())
        written = {number.kind for number in numbers}
        exact = [
            door
            for kinds in wanted
            if written.issuperset(kinds)
            for door in self._open(name, kinds, numbers, trusting=False)
        ]
        return exact or [door for kinds in wanted for door in self._open(name, kinds, numbers, trusting=True)]

    def _open(self, name: str, kinds: tuple[str, ...], numbers: Sequence[Number], *, trusting: bool) -> Iterator[Door]:
        choices = [self._choices(name, kind, numbers, trusting=trusting) for kind in kinds]
        under = self.under[name]
        for picks in islice(product(*choices), MAX_READINGS):
            door = "".join([f"{pick.value}{kind}" for kind, pick in zip(kinds, picks, strict=True)])
            found = under.get(door)
            if found is not None:
                yield Door(
                    name,
                    name + door,
                    tuple(Number(pick.written, pick.value) for pick in picks if pick.written is not None),
                    found if isinstance(found, tuple) else (found,),
                    area_missing=any(pick.written is None for pick in picks),
                    careless=any(pick.written not in {None, kind} for kind, pick in zip(kinds, picks, strict=True)),
                )

    def _choices(self, name: str, kind: str, numbers: Sequence[Number], *, trusting: bool) -> list["_Pick"]:
        exact = [_Pick(kind, value) for written, value in numbers if written == kind]
        if exact or not trusting:
            return exact
        if kind in AREA_KINDS:
            return [_Pick(None, value) for value in self.areas[name, kind]]
        loose = _CARELESS.get(kind, ())
        return [_Pick(written, value) for written, value in numbers if written in loose]


class _Pick(NamedTuple):
    """A value for one number of a door, and the word it was written with; None when it was not written."""

    written: str | None
    value: str
