"""How alike two characters sound, by the readings of pypinyin; tones don't count, people type without them."""

from functools import lru_cache

from pypinyin import Style, pinyin

from geo_service.addresses.rules_files import read_rules

_RULES = read_rules("index")
_INITIALS: list[list[str]] = _RULES["sounds"]["initials"]
_FINALS: list[list[str]] = _RULES["sounds"]["finals"]
_COSTS: dict[str, float] = _RULES["costs"]
STRICT = frozenset(_RULES["names"]["strict"])
"""Characters that count something: none of them is taken for another, added or left out."""

NEVER = 9.0
"""Cost of taking one counting character for another: more than any name weighs that may be found."""


@lru_cache(maxsize=1 << 16)
def sounds_of(character: str) -> frozenset[str]:
    """The syllables that a character may be read as; the character itself when it has no reading."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=1 << 16)
def loose_sounds_of(character: str) -> frozenset[str]:
    """The syllables of a character with those made one that many speakers do not tell apart."""
    return frozenset(_loosen(syllable) for syllable in sounds_of(character))


def _loosen(syllable: str) -> str:
    for written, heard in _INITIALS:
        if syllable.startswith(written):
            syllable = heard + syllable.removeprefix(written)
            break
    for written, heard in _FINALS:
        if syllable.endswith(written):
            return syllable.removesuffix(written) + heard
    return syllable


@lru_cache(maxsize=1 << 17)
def cost_of_reading(written: str, meant: str) -> float:
    """How much is against `written` standing for `meant`: 0 for the same character, 1 for one that sounds otherwise."""
    if written == meant:
        return 0.0
    if written in STRICT or meant in STRICT:
        return NEVER
    if sounds_of(written) & sounds_of(meant):
        return _COSTS["same_sound"]
    return _COSTS["near_sound"] if loose_sounds_of(written) & loose_sounds_of(meant) else 1.0
