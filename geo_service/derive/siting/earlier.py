"""Keeps an earlier answer where that costs little: crews and residents do not move for less."""

import numpy as np

from geo_service.derive.siting.assign import assign_by_regret, price_of
from geo_service.derive.siting.found import Found
from geo_service.derive.siting.greedy import settle
from geo_service.derive.siting.problem import NOWHERE, Earlier, Flags, Integers
from geo_service.derive.siting.servable import ROUNDING, Servable


def as_before(part: Servable, previous: Earlier) -> tuple[Flags, Integers]:
    """Candidates open before and places that items can keep: the walk is still there and there is room."""
    opened = part.must.copy()
    opened[sorted(previous.opened)] = True
    former = np.asarray(previous.place, dtype=np.int64)[part.items]
    rows = np.flatnonzero(part.walk_to == former[part.walk_item])
    rows = rows[
        np.lexsort((part.walk_item[rows], part.cost[rows] / part.weight[part.walk_item[rows]], part.walk_to[rows]))
    ]
    to, weight = part.walk_to[rows], part.weight[part.walk_item[rows]]
    used = np.concatenate([[0.0], np.cumsum(weight)])
    starts = np.searchsorted(to, np.arange(len(part.open_price)))
    fits = used[1:] - used[starts][to] <= part.room[to] * (1 + ROUNDING)
    place = np.full(len(part.weight), NOWHERE, dtype=np.int64)
    place[part.walk_item[rows[fits]]] = to[fits]
    return opened, place


def keep_previous(part: Servable, found: Found, previous: Earlier | None, keep_within: float) -> tuple[Integers, str]:
    """The answer that moves least of the earlier one and costs little more than the best."""
    if previous is None:
        return found.place, ""
    opened, place = as_before(part, previous)
    places_known = bool((place != NOWHERE).any())
    if not places_known and np.array_equal(np.unique(found.place), np.flatnonzero(opened)):
        # the best answer opens the same places, and nobody is known to have gone to another one
        return found.place, "candidates"
    most = found.price * (1 + keep_within)
    stay = assign_by_regret(part, opened, place)
    for kept, tried in (("assignment", stay), ("candidates", settle(part, opened)))[not places_known :]:
        if not (tried == NOWHERE).any() and price_of(part, tried) <= most:
            return tried, kept
    return found.place, ""
