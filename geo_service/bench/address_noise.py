"""
Addresses as people write them: registered ones with levels missing, errors in names, other words and order.

Four levels. 0: complete, but in other words (幢, 号楼, #, 十六, traditional or full-width characters, a room added).
1: levels missing as well. 2: one error in a name (a homophone, a wrong, missing, doubled or exchanged character),
sometimes in another order. 3: two errors, often in another order. Numbers are never damaged: another number is
another address. Some questions name a building that does not exist: a number the place does not have, a place the
register does not have, or a part or neighbour of a registered place (西区, 小学, 东侧楼). Others end or begin with a
remark that says nothing of the place (我家住, 请放门卫).
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from geo_service.addresses.index_sounds import cost_of_reading
from geo_service.addresses.normalize import normalize
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary, strip_admin
from geo_service.bench.address_left_over import (
    ASKING,
    BEFORE_NAME,
    BEHIND_NAME,
    BEHIND_UNIT,
    REMARKS_BEFORE,
    REMARKS_BEHIND,
    UNKNOWN_ENDINGS,
    UNKNOWN_TOWNS,
    pick,
)
from geo_service.bench.address_writer import Around, Habits, Writer, common_characters, main_name
from geo_service.model.address import Address

LEVELS = (0, 1, 2, 3)

Kind = Literal["present", "no_number", "no_name", "no_part"]
KINDS: tuple[Kind, ...] = ("present", "no_number", "no_name", "no_part")


@dataclass(frozen=True)
class Query:
    """What somebody wrote, the building meant (None when there is none), and how it was made."""

    text: str
    building_id: str | None
    level: int
    kind: Kind


# invented shares: no corpus of what residents type is free; they are the same for every method compared
HABITS = (
    Habits(),
    Habits(drop=0.5, remark=0.1),
    Habits(drop=0.4, errors=1, swap=0.2, remark=0.1),
    Habits(drop=0.4, errors=2, swap=0.4, remark=0.1),
)
KNOWN_WORDS_SHARE = 0.5
"""Names that the register lacks but that are made of the words of its names."""
REMARK_BEFORE_SHARE = 0.3
"""Remarks before the address; the others stand behind it."""
UNKNOWN_ENDS_SHARE = 0.5
"""Unknown names that say what they are (城, 苑)."""
PART_SHARES = {"behind_name": 0.45, "before_name": 0.15, "behind_unit": 0.2, "unknown": 0.1, "elsewhere": 0.1}
"""Where the words stand that make another place of an address."""

FAR_NUMBERS = (40, 400)
"""What is added to a number to get one that the place hardly has; it is checked."""
_LAST_NUMBER = re.compile(r"[0-9]+(?=(?:栋|号)$)")
_LANE = re.compile(r"[0-9]+巷$")


def make_queries(
    rows: Sequence[Mapping[str, Any]],
    names: Collection[str],
    vocabulary: Vocabulary,
    *,
    per_level: int,
    seed: int,
    absent: float = 0.2,
    words: int = ASKING,
) -> list[Query]:
    """
    Questions for each level of noise, the same for the same arguments.

    Parameters
    ----------
    rows
        Rows of the buildings frame with `building_id`, `addresses` and `stairs`.
    names
        Every name of an estate, road or community in the register.
    per_level
        Questions at each level.
    absent
        Share of them (0 to 1) whose building does not exist: as many by number as by name and by part.
    words
        Which words are left over: those for `FITTING`, `CHECKING` or `ASKING`.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable benchmark, no secret
    maker = _Maker(rows, names, vocabulary, chance, words)
    weights = (1 - absent, *[absent / (len(KINDS) - 1)] * (len(KINDS) - 1))
    return [maker.query(level, chance.choices(KINDS, weights)[0]) for level in LEVELS for _ in range(per_level)]


class _Maker:
    """Takes buildings at random and writes what somebody might ask."""

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        names: Collection[str],
        vocabulary: Vocabulary,
        chance: random.Random,
        words: int,
    ) -> None:
        self._rows = rows
        self._vocabulary = vocabulary
        self._chance = chance
        self._words = words
        self._places = frozenset(_place_in(normalize(text), vocabulary) for row in rows for text in _texts(row))
        plain = {_LANE.sub("", normalize(name)) for name in names}
        self._plain = frozenset(plain)
        self._names: dict[int, list[str]] = defaultdict(list)
        for name in sorted(plain):
            self._names[len(name)].append(name)
        self._heads = sorted({name[:2] for name in plain})

    def query(self, level: int, kind: Kind) -> Query:
        """One question; buildings without a readable address are passed over."""
        while True:
            row = self._chance.choice(self._rows)
            address = self._address(row, kind)
            around = self._words_around(address, level, kind) if address else None
            if address and around:
                text = Writer(self._chance, HABITS[level]).write(address, row["stairs"], around)
                return Query(text, row["building_id"] if kind == "present" else None, level, kind)

    def _address(self, row: Mapping[str, Any], kind: Kind) -> Address | None:
        texts = _texts(row)
        if not texts:
            return None
        plain = normalize(self._chance.choice(texts))
        if kind == "no_number":
            plain = self._with_other_number(plain)
        address = split_address(plain, self._vocabulary) if plain else None
        if address is None or address.rest:
            return None
        return self._with_other_name(address) if kind == "no_name" else address

    def _with_other_number(self, plain: str) -> str:
        """The same text with a last number that no building there has; "" when it ends otherwise."""
        other = _LAST_NUMBER.sub(lambda found: str(int(found.group()) + self._chance.randint(*FAR_NUMBERS)), plain)
        return "" if other == plain or _place_in(other, self._vocabulary) in self._places else other

    def _with_other_name(self, address: Address) -> Address | None:
        """
        The same address in a place of a new name, half of them with the words of registered ones.

        A new name never sounds like a registered one: nobody could tell it from an error.
        """
        part = "estate" if address.estate else "road" if address.road else "community"
        name = getattr(address, part) or ""
        known_words = self._chance.random() < KNOWN_WORDS_SHARE
        head = self._chance.choice(self._heads) if known_words else "".join(self._chance.sample(common_characters(), 2))
        other = normalize(head + name[2:])
        is_new = bool(name) and not self._sounds_known(_LANE.sub("", other))
        return replace(address, **{part: other}) if is_new else None

    def _words_around(self, address: Address, level: int, kind: Kind) -> Around | None:
        """What is left over in the text; None when the words make another registered place."""
        around = self._other_part() if kind == "no_part" else Around()
        name = normalize(f"{around.before_name}{main_name(address)}{around.behind_name}")
        if kind == "no_part" and (name in self._plain or main_name(address)[-1:] in "期区"):
            return None
        if self._chance.random() >= HABITS[level].remark:
            return around
        if self._chance.random() < REMARK_BEFORE_SHARE:
            return replace(around, before=pick(REMARKS_BEFORE, self._words, self._chance))
        return replace(around, behind=pick(REMARKS_BEHIND, self._words, self._chance))

    def _other_part(self) -> Around:
        """Words that make another place of an address, most of them between its name and its number."""
        unknown = "".join(self._chance.sample(common_characters(), 2))
        ways: dict[str, Callable[[], Around]] = {
            "behind_name": lambda: Around(behind_name=pick(BEHIND_NAME, self._words, self._chance)),
            "before_name": lambda: Around(before_name=pick(BEFORE_NAME, self._words, self._chance)),
            "behind_unit": lambda: Around(behind_unit=pick(BEHIND_UNIT, self._words, self._chance)),
            "unknown": lambda: Around(behind_name=unknown + self._ending(UNKNOWN_ENDINGS)),
            "elsewhere": lambda: Around(before_name=unknown + self._ending(UNKNOWN_TOWNS)),
        }
        return ways[self._chance.choices(list(PART_SHARES), list(PART_SHARES.values()))[0]]()

    def _ending(self, endings: Sequence[str]) -> str:
        """Half of the unknown names say what they are."""
        return pick(endings, self._words, self._chance) if self._chance.random() < UNKNOWN_ENDS_SHARE else ""

    def _sounds_known(self, name: str) -> bool:
        return any(
            all(cost_of_reading(written, meant) < 1 for written, meant in zip(name, known, strict=True))
            for known in self._names[len(name)]
        )


def _place_in(plain: str, vocabulary: Vocabulary) -> str:
    """A normalised address without administrative names, but for that of a village whose groups are numbered."""
    parts, rest = strip_admin(plain, vocabulary)
    return parts.get("community", "") + rest if rest[:1].isdecimal() else rest


def _texts(row: Mapping[str, Any]) -> list[str]:
    texts = row["addresses"]
    return texts if isinstance(texts, list) else []
