"""What it costs to read a registered name in a text: an edit distance that knows how characters sound and weigh."""

from collections.abc import Sequence
from typing import NamedTuple

from geo_service.addresses.index_sounds import NEVER, STRICT, cost_of_reading
from geo_service.addresses.rules_files import read_rules

_SWAPPED: float = read_rules("index")["costs"]["swapped"]


class Place(NamedTuple):
    """Where in a text a name was read, from `start` to `end`; `plain` is the cost that no similar sound explains."""

    cost: float
    plain: float
    start: int
    end: int


class Letter(NamedTuple):
    """A character of a text: its weight among registered names (0 when none has it), and the cost of adding it."""

    character: str
    weight: float
    added: float


def cheapest_cost(name: str, weights: Sequence[float], letters: Sequence[Letter], limit: float) -> float:
    """The cost of the cheapest reading of a name anywhere in a text; more than `limit` may be any such number."""
    above = [0.0] * (len(letters) + 1)
    before = above
    last = ""
    for meant, weight in zip(name, weights, strict=True):
        left_out = NEVER if meant in STRICT else weight
        cell = above[0] + left_out
        row = [cell]
        for j, (written, own, added) in enumerate(letters):
            # comparisons instead of min(): this is the innermost loop of a search
            cost = above[j]
            if written != meant:
                cell += added
                left = above[j + 1] + left_out
                if left < cell:  # noqa: PLR1730 - twice as fast as min()
                    cell = left
                if cost < cell:
                    cost += cost_of_reading(written, meant) * (own if own > weight else weight)  # noqa: FURB136 - the same
                    if cost < cell:  # noqa: PLR1730 - the same
                        cell = cost
                if j and written == last and meant == letters[j - 1].character:
                    cell = min(cell, before[j - 1] + _SWAPPED * weight)
            else:
                cell = cost
            row.append(cell)
        if min(row) > limit:
            return NEVER
        before, above, last = above, row, meant
    return min(above)


_Cell = tuple[float, float, int]
"""Cost, the part of it that no similar sound explains, and where the name began."""


def cheapest_place(name: str, weights: Sequence[float], letters: Sequence[Letter]) -> Place:
    """The same as `cheapest_cost` with the place."""
    above: list[_Cell] = [(0.0, 0.0, j) for j in range(len(letters) + 1)]
    before = above
    for i, (meant, weight) in enumerate(zip(name, weights, strict=True)):
        left_out = NEVER if meant in STRICT else weight
        row = [_step(above[0], left_out, left_out)]
        for j, (written, own, added) in enumerate(letters):
            reading = cost_of_reading(written, meant)
            cost = reading * max(own, weight)
            steps = [
                _step(above[j], cost, cost if reading >= 1 else 0.0),
                _step(above[j + 1], left_out, left_out),
                _step(row[j], added, added),
            ]
            if i and j and written == name[i - 1] and meant == letters[j - 1].character:
                steps.append(_step(before[j - 1], _SWAPPED * weight, 0.0))
            row.append(min(steps))
        before, above = above, row
    (cost, plain, start), end = min((cell, j) for j, cell in enumerate(above))
    return Place(cost, plain, start, end)


def _step(cell: _Cell, cost: float, plain: float) -> _Cell:
    return cell[0] + cost, cell[1] + plain, cell[2]
