"""Improves a large answer piece by piece: a few neighbouring candidates and their items are sited anew by HiGHS."""

from dataclasses import dataclass, replace

import numpy as np

from geo_service.derive.siting.assign import loads_of, round_shares
from geo_service.derive.siting.bound import Bound, least_prices
from geo_service.derive.siting.found import Timer
from geo_service.derive.siting.greedy import better, settle, trim_units, worth_of
from geo_service.derive.siting.milp import Limits, solve_program
from geo_service.derive.siting.problem import NOWHERE, Flags, Floats, Integers
from geo_service.derive.siting.servable import Servable

WALKS_PER_ITEM = 8
"""Most promising walks per item that a piece keeps."""


@dataclass(frozen=True)
class Piece:
    """How much is sited anew at once: open candidates beside the middle one, most seconds, most nodes."""

    neighbours: int
    limit_s: float
    nodes: int


SMALL, LARGE = Piece(4, 0.6, 60), Piece(9, 2.0, 60)


def resite_pieces(
    part: Servable, bound: Bound, place: Integers, *, timer: Timer, stop_s: float, size: Piece
) -> Integers:
    """
    Site piece after piece anew while that gains or nothing is left to try.

    Parameters
    ----------
    bound
        Item prices that tell which walks are promising.
    place
        The answer to improve.
    timer, stop_s
        It ends when only so many seconds are left.
    size
        How large each is.
    """
    least = least_prices(part, bound)
    stale: set[int] = set()
    while timer.left_s() > stop_s:
        number = _next_middle(part, place, stale)
        group = _neighbours(part, place, number, size.neighbours) if number != NOWHERE else np.zeros(0, dtype=np.int64)
        if not len(group) or WALKS_PER_ITEM * int(np.isin(place, group).sum()) > timer.most_walks():
            break
        limits = timer.highs_limits(min(timer.left_s() - stop_s, size.limit_s), size.nodes)
        timer.spend_on_highs(WALKS_PER_ITEM * int(np.isin(place, group).sum()), size.nodes)
        changed = _resited(part, least, place, group, limits)
        if better(worth_of(part, changed), worth_of(part, place)):
            stale -= set(changed[np.isin(place, group)].tolist())
            place = changed
        else:
            stale.add(number)
    return place


def _next_middle(part: Servable, place: Integers, stale: set[int]) -> int:
    """The open candidate with the least load that was not tried since its neighbours changed."""
    load = loads_of(part, place)
    load[load <= 0] = np.inf
    load[sorted(stale)] = np.inf
    number = int(np.argmin(load))
    return number if np.isfinite(load[number]) else NOWHERE


def _neighbours(part: Servable, place: Integers, number: int, most: int) -> Integers:
    """The candidate and the open ones that reach most of its items' weight, nearest first among equals."""
    own = np.flatnonzero(place == number)
    rows = np.isin(part.walk_item, own) & (loads_of(part, place) > 0)[part.walk_to]
    shared = np.bincount(part.walk_to[rows], weights=part.weight[part.walk_item[rows]], minlength=len(part.open_price))
    walks = np.bincount(part.walk_to[rows], weights=part.cost[rows], minlength=len(part.open_price))
    shared[number] = np.inf
    order = np.lexsort((walks, -shared))[: most + 1]
    return order[shared[order] > 0]


def _resited(part: Servable, least: Floats, place: Integers, group: Integers, limits: Limits) -> Integers:
    used = loads_of(part, place) > 0
    used[group] = False
    free = ~used
    mine = np.isin(place, group)
    rows = mine[part.walk_item] & free[part.walk_to]
    rows &= _promising(part, least, rows) | (place[part.walk_item] == part.walk_to)
    piece = replace(part.only(rows), must=part.must & np.isin(np.arange(len(free)), group)).without(~mine)
    program = solve_program(piece, piece.must, limits=limits, whole=True)
    if program.share is None or program.units is None:
        return place
    wide = part.only(mine[part.walk_item] & free[part.walk_to]).without(~mine)
    wide = replace(wide, must=piece.must)
    rounded = round_shares(wide, (program.units > 0) | piece.must, (piece.walk_item, piece.walk_to, program.share))
    local = trim_units(wide, settle(wide, (loads_of(wide, rounded) > 0) | piece.must, rounded))
    changed = place.copy()
    changed[mine] = local
    return changed


def _promising(part: Servable, least: Floats, rows: Flags) -> Flags:
    """The walks of each item with the lowest least price."""
    chosen = np.flatnonzero(rows)
    order = chosen[np.lexsort((least[chosen], part.walk_item[chosen]))]
    item = part.walk_item[order]
    first = np.searchsorted(item, item)
    keep = np.zeros(len(rows), dtype=bool)
    keep[order[np.arange(len(order)) - first < WALKS_PER_ITEM]] = True
    return keep
