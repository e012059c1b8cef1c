"""
The distinct names of a register (thousands, where buildings are hundreds of thousands), found by damaged writings.

A name is found by the characters and syllables it shares with the text, rare ones first, and then judged by the
cheapest way to read it in the text: same characters cost nothing, homophones little, characters that count
(numerals) may not differ at all.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo_service.addresses.index_costs import Letter, Place, cheapest_cost, cheapest_place
from geo_service.addresses.index_sounds import NEVER, STRICT, loose_sounds_of
from geo_service.addresses.rules_files import read_rules

_COSTS: dict[str, float] = read_rules("index")["costs"]
_ADDED, _SAME_SOUND = _COSTS["added"], _COSTS["same_sound"]

LIKELY = 28
"""Names that are compared character by character for one stretch of text; the rest share too little with it."""

WORSE_SHARE = 0.3
"""How much more of its weight a name may cost than the cheapest one."""

WORST_SHARE = 0.55
"""A name may cost at most this share of its weight: one of two characters, not both."""

WEIGHT_MIN = 0.2
WEIGHT_SCALE = 10.0
"""A character in one of ten names weighs 1; one in every name the least."""

NAME_MIN_CHARS = 2
"""A single character names nothing that could be recognised by half of it."""

_Floats = npt.NDArray[np.float64]
_Posting = tuple[npt.NDArray[np.int32], _Floats]


class Like(NamedTuple):
    """A name that a text may mean, and what is against it (in weights of characters)."""

    cost: float
    name_id: int


class Names:
    """Names by id, and by what is like them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.ids: Mapping[str, int] = {name: name_id for name_id, name in enumerate(self.names)}
        self.longest = max(map(len, self.names), default=0)
        self._weights = _weigh_characters(self.names)
        weighed = [[self.weight_of(character) for character in name] for name in self.names]
        self._name_weights = weighed
        self._totals = [sum(weights) for weights in weighed]
        self._totals_array = np.array(self._totals)
        self._per_total = 1.0 / self._totals_array
        self._characters = self._postings(frozenset)
        self._sounds = self._postings(loose_sounds_of)

    def weight_of(self, character: str) -> float:
        """How much a character tells: WEIGHT_MIN for one that most names have, at most 1; 1 for an unknown one."""
        return self._weights.get(character, 1.0)

    def scan(self, text: str) -> list[tuple[int, int, int]]:
        """Names that stand in the text as they are: (id, start, end), the longest first at each place, no overlap."""
        found, at = [], 0
        while at < len(text):
            end = next((e for e in range(min(len(text), at + self.longest), at, -1) if text[at:e] in self.ids), at)
            if end > at:
                found.append((self.ids[text[at:end]], at, end))
            at = max(end, at + 1)
        return found

    def alike(self, text: str) -> list[Like]:
        """Names that the text may mean, the cheapest for their weight first; none much dearer than the first."""
        if len(text) < NAME_MIN_CHARS:
            return []
        letters = self._letters(text)
        found = []
        worst = WORST_SHARE
        for floor, name_id in self._likely(text):
            if floor > worst:
                break
            total = self._totals[name_id]
            cost = cheapest_cost(self.names[name_id], self._name_weights[name_id], letters, worst * total)
            if cost <= worst * total:
                found.append((cost / total, Like(cost, name_id)))
                worst = min(worst, cost / total + WORSE_SHARE)
        found.sort()
        return [like for share, like in found if share <= worst]

    def place(self, name_id: int, text: str) -> Place:
        """The cheapest reading of the whole name in some part of the text."""
        return cheapest_place(self.names[name_id], self._name_weights[name_id], self._letters(text))

    def _letters(self, text: str) -> list[Letter]:
        return [
            Letter(
                character,
                self._weights.get(character, 0.0),
                NEVER if character in STRICT else _ADDED * self.weight_of(character),
            )
            for character in text
        ]

    def total(self, name_id: int) -> float:
        """The weight of a whole name."""
        return self._totals[name_id]

    def _likely(self, text: str) -> list[tuple[float, int]]:
        """The names that cost least at least: the share of the weight, whatever the order of the characters."""
        same = self._shared(self._characters, frozenset(text))
        alike = self._shared(
            self._sounds, frozenset(sound for character in text for sound in loose_sounds_of(character))
        )
        floors = (
            1.0 - (_SAME_SOUND * same + (1.0 - _SAME_SOUND) * np.minimum(alike, self._totals_array)) * self._per_total
        )
        likely = np.flatnonzero(floors <= WORST_SHARE)
        # a stable order, so that among equals the choice does not depend on the register's
        likely = likely[np.argsort(floors[likely], kind="stable")[:LIKELY]]
        return list(zip(floors[likely].tolist(), likely.tolist(), strict=True))

    def _shared(self, postings: Mapping[str, _Posting], parts: frozenset[str]) -> _Floats:
        shared = np.zeros(len(self.names))
        for part in sorted(parts):
            if part in postings:
                ids, weights = postings[part]
                shared[ids] += weights
        return shared

    def _postings(self, parts_of: Callable[[str], Iterable[str]]) -> dict[str, _Posting]:
        """By character or sound, the names that have it and the weight of those characters in each."""
        found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for name_id, name in enumerate(self.names):
            for character, weight in zip(name, self._name_weights[name_id], strict=True):
                for part in parts_of(character):
                    found[part][name_id] += weight
        return {
            part: (np.array(list(weights), dtype=np.int32), np.array(list(weights.values())))
            for part, weights in found.items()
        }


def _weigh_characters(names: Sequence[str]) -> dict[str, float]:
    counts = Counter(character for name in names for character in frozenset(name))
    return {character: _weight(count, len(names)) for character, count in counts.items()}


def _weight(count: int, among: int) -> float:
    """1 for one in WEIGHT_SCALE names or rarer, falling with the logarithm to WEIGHT_MIN."""
    return min(1.0, max(WEIGHT_MIN, math.log(among / count) / math.log(WEIGHT_SCALE)))
