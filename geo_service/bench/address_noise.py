"""
Addresses as people write them: registered ones with levels missing, errors in names, other words and order.

Four levels. 0: complete, but in other words (幢, 号楼, #, 十六, traditional or full-width characters, a room added).
1: levels missing as well. 2: one error in a name (a homophone, a wrong, missing, doubled or exchanged character),
sometimes in another order. 3: two errors, often in another order. Numbers are never damaged: another number is
another address. Some questions name a building that does not exist: a number the place does not have, or a place
the register does not have.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import opencc

from geo_service.addresses.index_sounds import cost_of_reading, sounds_of
from geo_service.addresses.normalize import normalize
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary, strip_admin
from geo_service.model.address import Address

LEVELS = (0, 1, 2, 3)

Kind = Literal["present", "no_number", "no_name"]


@dataclass(frozen=True)
class Query:
    """What somebody wrote, the building meant (None when there is none), and how it was made."""

    text: str
    building_id: str | None
    level: int
    kind: Kind


@dataclass(frozen=True)
class Habits:
    """How often (0 to 1) people do something at one level of noise, and how many errors they make."""

    drop: float = 0.0
    errors: int = 0
    swap: float = 0.0


# invented shares: no corpus of what residents type is free; they are the same for every method compared
HABITS = (Habits(), Habits(drop=0.5), Habits(drop=0.4, errors=1, swap=0.2), Habits(drop=0.4, errors=2, swap=0.4))
ROOM_SHARE = 0.3
NUMERAL_SHARE = 0.2
TRADITIONAL_SHARE = 0.1
WIDE_SHARE = 0.05
MARK_SHARE = 0.1
HOMOPHONE_SHARE = 0.5
KNOWN_WORDS_SHARE = 0.5
"""Names that the register lacks but that are made of the words of its names."""

BUILDING_WORDS = ("栋", "幢", "座", "号楼", "#", "#楼", "栋")
FAR_NUMBERS = (40, 400)
"""What is added to a number to get one that the place hardly has; it is checked."""
_TO_TRADITIONAL = opencc.OpenCC("s2t")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_LAST_NUMBER = re.compile(r"[0-9]+(?=(?:栋|号)$)")
_LANE = re.compile(r"[0-9]+巷$")
_NAMED = re.compile(r"[^0-9组号]{2}")
_COUNTING = frozenset("零一二三四五六七八九十百千组号")
_DIGITS = "零一二三四五六七八九"
_TEN = 10
_HUNDRED = 100


def make_queries(
    rows: Sequence[Mapping[str, Any]],
    names: Collection[str],
    vocabulary: Vocabulary,
    *,
    per_level: int,
    seed: int,
    absent: float = 0.2,
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
        Share of them (0 to 1) whose building does not exist, half by number and half by name.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable benchmark, no secret
    maker = _Maker(rows, names, vocabulary, chance)
    kinds: list[Kind] = ["present", "no_number", "no_name"]
    weights = (1 - absent, absent / 2, absent / 2)
    return [maker.query(level, chance.choices(kinds, weights)[0]) for level in LEVELS for _ in range(per_level)]


class _Maker:
    """Takes buildings at random and writes what somebody might ask."""

    def __init__(
        self, rows: Sequence[Mapping[str, Any]], names: Collection[str], vocabulary: Vocabulary, chance: random.Random
    ) -> None:
        self._rows = rows
        self._vocabulary = vocabulary
        self._chance = chance
        self._places = frozenset(_place_in(normalize(text), vocabulary) for row in rows for text in _texts(row))
        plain = {_LANE.sub("", normalize(name)) for name in names}
        self._names: dict[int, list[str]] = defaultdict(list)
        for name in sorted(plain):
            self._names[len(name)].append(name)
        self._heads = sorted({name[:2] for name in plain})

    def query(self, level: int, kind: Kind) -> Query:
        """One question; buildings without a readable address are passed over."""
        while True:
            row = self._chance.choice(self._rows)
            address = self._address(row, kind)
            if address:
                text = _Writer(self._chance, HABITS[level]).write(address, row["stairs"])
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

    def _sounds_known(self, name: str) -> bool:
        return any(
            all(cost_of_reading(written, meant) < 1 for written, meant in zip(name, known, strict=True))
            for known in self._names[len(name)]
        )


class _Writer:
    """Writes one address with the habits of a level."""

    def __init__(self, chance: random.Random, habits: Habits) -> None:
        self._chance = chance
        self._habits = habits

    def write(self, address: Address, stairs: object) -> str:
        """The text somebody might write for an address."""
        admin, place = self._names_of(address)
        self._damage(admin, place)
        unit = self._unit(address, stairs)
        text = "".join(admin) + "".join(place) + unit
        if self._happens(self._habits.swap):
            text = self._chance.choice(
                (f"{''.join(place)}{unit}，{''.join(admin)}", f"{unit}{''.join(place)}，{''.join(admin)}")
            )
        if self._happens(MARK_SHARE):
            text = text.replace("号", "号 ", 1)
        if self._happens(TRADITIONAL_SHARE):
            text = _TO_TRADITIONAL.convert(text)
        return text.translate(_WIDE) if self._happens(WIDE_SHARE) else text

    def _names_of(self, address: Address) -> tuple[list[str], list[str]]:
        """Administrative names and the place with its plate, some of them left out, never all."""
        keep_community = not (address.road or address.estate)
        admin = [
            name
            for level in ("district", "township", "community")
            if (name := getattr(address, level))
            and ((level == "community" and keep_community) or not self._happens(self._habits.drop))
        ]
        group = [self._counted(address.group, "组")] if address.group else []
        road = [address.road or ""] + ([self._counted(address.number, "号")] if address.number else [])
        if address.estate and address.road and self._happens(self._habits.drop):
            road = []
        return admin, [*group, *(part for part in road if part), *([address.estate] if address.estate else [])]

    def _damage(self, *lists: list[str]) -> None:
        """As many errors as the habits say, each in another name; numbers stay."""
        named = [(names, k) for names in lists for k, name in enumerate(names) if _NAMED.search(name)]
        for names, k in self._chance.sample(named, min(self._habits.errors, len(named))):
            names[k] = self._with_error(names[k])

    def _with_error(self, name: str) -> str:
        places = [k for k, character in enumerate(name) if not (character.isascii() or character in _COUNTING)]
        if not places:
            return name
        at = self._chance.choice(places)
        if self._happens(HOMOPHONE_SHARE) and (alike := homophones(name[at])):
            return name[:at] + self._chance.choice(alike) + name[at + 1 :]
        return self._chance.choice(_TYPING_ERRORS)(name, at, self._chance)

    def _unit(self, address: Address, stairs: object) -> str:
        unit = self._counted(address.building, self._chance.choice(BUILDING_WORDS)) if address.building else ""
        if not self._happens(ROOM_SHARE):
            return unit
        floor, room = self._chance.randint(1, 6), self._chance.randint(1, 4)
        if not (address.building and isinstance(stairs, int) and stairs > 0):
            return f"{unit}{floor}0{room}室"
        stair = self._chance.randint(1, stairs)
        return self._chance.choice(
            (f"{unit}{stair}单元{floor}0{room}室", f"{unit}{stair}单元{floor}-{room}", f"{unit}{stair}单元")
        )

    def _counted(self, number: str | None, word: str) -> str:
        if (
            number
            and number.isdecimal()
            and int(number) < _HUNDRED
            and "#" not in word
            and self._happens(NUMERAL_SHARE)
        ):
            return numeral(int(number)) + word
        return f"{number}{word}"

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share


def _replaced(name: str, at: int, chance: random.Random) -> str:
    return name[:at] + chance.choice(common_characters()) + name[at + 1 :]


def _left_out(name: str, at: int, _chance: random.Random) -> str:
    return name[:at] + name[at + 1 :]


def _doubled(name: str, at: int, _chance: random.Random) -> str:
    return name[: at + 1] + name[at:]


def _exchanged(name: str, at: int, _chance: random.Random) -> str:
    other = at + 1 if at + 1 < len(name) else at - 1
    first, second = sorted((at, other))
    if name[first].isascii() or name[second].isascii():
        return _doubled(name, at, _chance)
    return name[:first] + name[second] + name[first] + name[second + 1 :]


_TYPING_ERRORS: tuple[Callable[[str, int, random.Random], str], ...] = (_replaced, _left_out, _doubled, _exchanged)


@cache
def common_characters() -> tuple[str, ...]:
    """The 3755 characters of the first level of GB 2312, in its order."""
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return tuple(character for pair in pairs if (character := pair.decode("gb2312", errors="ignore")))


@cache
def _by_sound() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for character in common_characters():
        for sound in sounds_of(character):
            found[sound].append(character)
    return {sound: tuple(characters) for sound, characters in found.items()}


@cache
def homophones(character: str) -> tuple[str, ...]:
    """Common characters with a reading that this one has as well, tones apart; none that counts."""
    alike = {other for sound in sounds_of(character) for other in _by_sound().get(sound, ())}
    return tuple(sorted(alike - {character} - _COUNTING))


def numeral(number: int) -> str:
    """Chinese numeral of 1 to 99."""
    tens, ones = divmod(number, _TEN)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _place_in(plain: str, vocabulary: Vocabulary) -> str:
    """A normalised address without administrative names, but for that of a village whose groups are numbered."""
    parts, rest = strip_admin(plain, vocabulary)
    return parts.get("community", "") + rest if rest[:1].isdecimal() else rest


def _texts(row: Mapping[str, Any]) -> list[str]:
    texts = row["addresses"]
    return texts if isinstance(texts, list) else []
