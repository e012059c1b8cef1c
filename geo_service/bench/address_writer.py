"""
Writes one address with somebody's habits: words, order, errors in names, words left over around it.

Numbers are never damaged: another number is another address.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import opencc

from geo_service.addresses.index_sounds import sounds_of
from geo_service.model.address import Address

# invented shares: no corpus of what residents type is free; they are the same for every method compared
ROOM_SHARE = 0.3
NUMERAL_SHARE = 0.2
TRADITIONAL_SHARE = 0.1
WIDE_SHARE = 0.05
MARK_SHARE = 0.1
HOMOPHONE_SHARE = 0.5

BUILDING_WORDS = ("栋", "幢", "座", "号楼", "#", "#楼", "栋")
_TO_TRADITIONAL = opencc.OpenCC("s2t")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NAMED = re.compile(r"[^0-9组号]{2}")
_COUNTING = frozenset("零一二三四五六七八九十百千组号")
_DIGITS = "零一二三四五六七八九"
_TEN = 10
_HUNDRED = 100


@dataclass(frozen=True)
class Habits:
    """How often (0 to 1) people do something at one level of noise, and how many errors they make."""

    drop: float = 0.0
    errors: int = 0
    swap: float = 0.0
    remark: float = 0.0


@dataclass(frozen=True)
class Around:
    """Words left over in a text, by where they stand."""

    before: str = ""
    before_name: str = ""
    behind_name: str = ""
    behind_unit: str = ""
    behind: str = ""


def main_name(address: Address) -> str:
    """The name that the address's number follows."""
    return address.estate or address.road or address.community or ""


class Writer:
    """Writes one address with the habits of a level."""

    def __init__(self, chance: random.Random, habits: Habits) -> None:
        self._chance = chance
        self._habits = habits

    def write(self, address: Address, stairs: object, around: Around) -> str:
        """The text somebody might write for an address, with the words left over around it."""
        admin, place = self._names_of(address)
        main = main_name(address)
        names, at = next((names, names.index(main)) for names in (place, admin) if main in names)
        self._damage(admin, place)
        names[at] = f"{around.before_name}{names[at]}{around.behind_name}"
        unit = self._unit(address, stairs) + around.behind_unit
        text = "".join(admin) + "".join(place) + unit
        if self._happens(self._habits.swap):
            text = self._chance.choice(
                (f"{''.join(place)}{unit}，{''.join(admin)}", f"{unit}{''.join(place)}，{''.join(admin)}")
            )
        text = f"{around.before}{text}{around.behind}"
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
