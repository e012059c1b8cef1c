"""
How sure a match is: a small model whose weights were fitted on generated noise.

Every candidate and "none of them" gets a score, linear in what speaks for and against it; their shares of the
exponentials are the probabilities (a conditional logit), so a close second lowers the first by itself. A table
then corrects them to how often such answers were right. Weights and table are in `rules/confidence.toml` with how
they were made; `geo_service.bench.fit_addresses` makes them again.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

from geo_service.addresses.rules_files import read_rules


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one building; each is 0 when there is nothing to say."""

    inexact: float = 0.0
    """1 when the name is not written as registered."""
    name_cost: float = 0.0
    """Cost of reading the registered name, and that of the estate, in the text, in weights of characters."""
    name_plain: float = 0.0
    """The part of it that no similar sound explains."""
    community_agrees: float = 0.0
    township_agrees: float = 0.0
    road_agrees: float = 0.0
    """A road or other name of the building's address is named besides."""
    plate_agrees: float = 0.0
    """The plate on that road is the building's."""
    context_cost: float = 0.0
    """Cost of reading the other names around it."""
    admin_contradicts: float = 0.0
    """District or township named is another."""
    community_contradicts: float = 0.0
    number_contradicts: float = 0.0
    """Numbers of the text that are neither the building's nor its road's."""
    number_unknown: float = 0.0
    """Plates of the text for a building of which no plate is known."""
    other_place: float = 0.0
    """Another place of the register is named that the building does not lie at."""
    unexplained: float = 0.0
    """
    Characters before the last number that nothing explains, at most UNEXPLAINED_MAX; this and the next three are 0
    when `other_part` is 1.
    """
    unexplained_behind: float = 0.0
    """The same behind the last number."""
    other_part: float = 0.0
    """Unexplained words that name a place: a part of this one, its neighbour, an institution."""
    before_name: float = 0.0
    """Unexplained characters stand right before the name: 新怡景花园 is no 怡景花园."""
    behind_name: float = 0.0
    """The same right behind the name, before its number."""
    named_otherwise: float = 0.0
    """Unexplained characters of the name right before the building's number, when it was found by another name."""
    area_missing: float = 0.0
    """The building has a phase or part that the text leaves out."""
    careless: float = 0.0
    """A number was taken with another word: 6号 for 6栋."""
    better_place: float = 0.0
    """Cost that a place would save which the text names but which has no such number."""


FEATURES = tuple(part.name for part in fields(Evidence))
UNEXPLAINED_MAX = 4.0


@dataclass(frozen=True)
class Model:
    """Weights by the names of `Evidence`, the score of "none of them", and corrections (share, how often right)."""

    weights: Mapping[str, float]
    none: float
    table: Sequence[tuple[float, float]]
    threshold: float

    def score(self, evidence: Evidence) -> float:
        """What speaks for a candidate, larger for better."""
        return sum((weight * float(getattr(evidence, name)) for name, weight in self.weights.items()), 0.0)

    def shares(self, scores: Sequence[float]) -> list[float]:
        """The share of each candidate, corrected; together with "none" the uncorrected ones make 1."""
        top = max((self.none, *scores))
        powers = [math.exp(score - top) for score in scores]
        whole = sum(powers) + math.exp(self.none - top)
        return [self.corrected(power / whole) for power in powers]

    def corrected(self, share: float) -> float:
        """How often answers with such a share were right; linear between the knots of the table."""
        knots = [knot for knot, _ in self.table]
        at = min(max(bisect_left(knots, share), 1), len(knots) - 1)
        (low, right_low), (high, right_high) = self.table[at - 1], self.table[at]
        part = (min(max(share, low), high) - low) / (high - low)
        return right_low + part * (right_high - right_low)


@cache
def read_model() -> Model:
    """The fitted model."""
    rules = read_rules("confidence")
    table = [(float(share), float(right)) for share, right in rules["table"]]
    return Model(rules["weights"], rules["none"], table, rules["threshold"])
