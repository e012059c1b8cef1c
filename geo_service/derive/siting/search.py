"""HiGHS on what the bound leaves: on pieces of the answer, then on the walks that a better answer can use."""

from dataclasses import replace

import numpy as np

from geo_service.derive.siting.assign import round_shares
from geo_service.derive.siting.bound import Bound, candidates_always_open, least_prices
from geo_service.derive.siting.found import Found, Timer, open_in
from geo_service.derive.siting.greedy import settle, trim_units
from geo_service.derive.siting.milp import Program, solve_program
from geo_service.derive.siting.neighbourhood import Piece, resite_pieces
from geo_service.derive.siting.options import options_of
from geo_service.derive.siting.servable import Servable

NODES = 60
"""Most nodes of one look, without a clock."""
WALKS_PER_ITEM = 6
"""Walks per item among which HiGHS looks first."""
NEAREST = 1e-3
"""It looks at least this share above the bound."""
SMALL_PROBLEM = 4_000
"""With fewer walks HiGHS gets whole items at once: it ends in about a second."""
GROWTH = 3.0
"""Where there was no answer it looks that much farther from the bound."""
SHARE_OF_A_LOOK = 0.6
"""Share of the time left that one look may take when more may follow."""


def resite(part: Servable, found: Found, bound: Bound, timer: Timer, how: tuple[float, Piece]) -> Found:
    """Pieces of that size sited anew for so many seconds."""
    seconds, size = how
    stop_s = max(timer.left_s() - seconds, 0.0)
    return found.or_better(part, resite_pieces(part, bound, found.place, timer=timer, stop_s=stop_s, size=size))


def is_small(part: Servable) -> bool:
    """Whether HiGHS can have the whole problem with whole items at once."""
    return len(part.cost) < SMALL_PROBLEM


def search_near_bound(part: Servable, found: Found, bound: Bound, timer: Timer, how: tuple[float, float]) -> Found:
    """HiGHS near the bound, with items that may be split, then whole ones; `how`: gap and time at which it ends."""
    wanted_gap, stop_s = how
    program = None
    for whole in (True,) if is_small(part) else (False, True):
        if program is not None and not program.ended:
            break
        known = _near_price(part, bound, found)
        while not found.proves(wanted_gap) and timer.left_s() > stop_s:
            known = min(known, found.price)
            found, program = _search_below(part, found, bound, known, (timer, whole, stop_s))
            if program is None or not program.ended or program.bound <= known or known >= found.price:
                break
            known = program.price if program.price is not None else known + GROWTH * (known - bound.value)
    return found


def _near_price(part: Servable, bound: Bound, found: Found) -> float:
    """The price below which answers use few walks."""
    walks = min(WALKS_PER_ITEM * len(part.weight), len(part.cost)) - 1
    near = float(np.partition(least_prices(part, bound), walks)[walks])
    return max(near, found.bound * (1 + NEAREST))


def _search_below(
    part: Servable, found: Found, bound: Bound, known: float, how: tuple[Timer, bool, float]
) -> tuple[Found, Program | None]:
    """Look for an answer among the walks that one cheaper than `known` can use; none there proves that none is."""
    timer, whole, stop_s = how
    walks = least_prices(part, bound) <= known
    near = part.only(walks)
    if len(near.cost) > timer.most_walks():
        return found, None
    limit_s = (timer.left_s() - stop_s) * (1.0 if known >= found.price else SHARE_OF_A_LOOK)
    always = candidates_always_open(part, bound, known)
    limits = timer.highs_limits(limit_s, NODES)
    program = solve_program(near, always, limits=limits, whole=whole, options=options_of(part))
    timer.spend_on_highs(len(near.cost), NODES)
    found = replace(found, bound=max(found.bound, min(known, program.bound)))
    if program.share is None or program.units is None:
        return found, program
    shares = (near.walk_item, near.walk_to, program.share)
    rounded = round_shares(part, (program.units > 0) | part.must, shares)
    settled = settle(part, open_in(part, rounded), rounded)
    return found.or_better(part, trim_units(part, settled)), program
