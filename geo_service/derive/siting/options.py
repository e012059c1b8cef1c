"""
What a candidate can be: closed, or open with one unit, two, three; and which of these the candidates choose together.

Together they must have room for all: units are whole, so where 816 households need points of 300 each, three are open,
not 2.72. That rounding (Chvatal & Gomory) holds for each group of candidates that share no item with the others.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_service.derive.siting.problem import Flags, Floats, Integers
from geo_service.derive.siting.servable import ROUNDING, Servable

HALVINGS = 24
"""Halvings of the interval in which the reward of room is sought; any reward gives a valid bound."""


@dataclass(frozen=True)
class Options:
    """
    One row per candidate and number of units, by candidate; without a price of units only one with all of them.

    first
        m, first option of each candidate.
    units, room, price
        Units, the weight they serve, the price of opening and units.
    count
        What the option counts as: its units, or 1 where units have no price.
    group, least, most
        Group of each option; for each group, how many must and may be open together.
    """

    first: Integers
    candidate: Integers
    room: Floats
    price: Floats
    count: Floats
    group: Integers
    least: Floats
    most: Floats


def options_of(part: Servable) -> Options:
    """Options of all candidates; units beyond what all items in reach need are left out."""
    size = len(part.open_price)
    reach = np.bincount(part.walk_to, weights=part.weight[part.walk_item], minlength=size)
    useful = np.ceil(np.divide(reach, part.unit_capacity, out=np.zeros_like(reach), where=part.unit_capacity > 0))
    most = np.maximum(np.minimum(part.most_units, useful), 1).astype(np.int64)
    most = np.where(part.unit_price > 0, most, 1)
    first = np.concatenate([[0], np.cumsum(most)[:-1]]).astype(np.int64)
    candidate = np.repeat(np.arange(size), most)
    units = np.arange(len(candidate)) - first[candidate] + 1
    units = np.where(part.unit_price[candidate] > 0, units, np.maximum(part.most_units[candidate], 1))
    room = part.unit_capacity[candidate] * units
    group, weight = _groups(part)
    priced = part.unit_price[candidate] > 0
    largest = float(room[first].max()) if size else 0.0
    least = np.ceil(weight / largest * (1 - ROUNDING) - ROUNDING) if largest > 0 else np.zeros(len(weight))
    return Options(
        first=first,
        candidate=candidate,
        room=room,
        price=part.open_price[candidate] + part.unit_price[candidate] * units,
        count=np.where(priced, units, 1).astype(np.float64),
        group=group[candidate],
        least=np.maximum(least, 0.0),
        most=np.full(len(weight), np.inf),
    )


def _groups(part: Servable) -> tuple[Integers, Floats]:
    """Group of each candidate, and the weight that each group serves; items bind candidates together."""
    items, candidates = part.size
    total = items + candidates
    bonds = coo_array((np.ones(len(part.cost)), (part.walk_item, items + part.walk_to)), shape=(total, total))
    count, group = connected_components(bonds, directed=False)
    weight = np.bincount(group[:items], weights=part.weight, minlength=count)
    return group[items:].astype(np.int64), np.asarray(weight, dtype=np.float64)


@dataclass(frozen=True)
class Chosen:
    """
    The cheapest options together.

    value
        Lower bound of their price.
    opening, best, opened
        m, by how much the value rises when a candidate is open, its best option, and whether it is open.
    """

    value: float
    opening: Floats
    best: Integers
    opened: Flags


def choose_options(options: Options, worth: Floats, must: Flags) -> Chosen:
    """
    The cheapest option of each candidate, at least as many as are needed together.

    Parameters
    ----------
    worth
        Price of each option less what its items pay.
    must
        Candidates that are open in any case.
    """
    none = np.zeros(len(options.least))
    chosen, got = _choose(options, worth, must, none)
    few, many = got < options.least, got > options.most
    if not (few | many).any():
        return chosen
    widest = float(np.abs(worth).max()) + 1.0
    low, high = np.where(many, -widest, none), np.where(few, widest, none)
    wanted = np.where(few, options.least, options.most)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        _, got = _choose(options, worth, must, middle)
        low, high = np.where(got < wanted, middle, low), np.where(got < wanted, high, middle)
    return _choose(options, worth, must, np.where(few | many, high, 0.0))[0]


def _choose(options: Options, worth: Floats, must: Flags, reward: Floats) -> tuple[Chosen, Floats]:
    """The options chosen when those of each group are rewarded so much each, and how many they count as."""
    priced = worth - reward[options.group] * options.count
    opening = np.minimum.reduceat(priced, options.first)
    best = np.lexsort((priced, options.candidate))[options.first]
    opened = (opening < 0) | must
    there = best[opened]
    got = np.bincount(options.group[there], weights=options.count[there], minlength=len(reward))
    value = float(opening[opened].sum())
    value += float((np.maximum(reward, 0) * options.least).sum())
    value += float((np.minimum(reward, 0) * np.where(reward < 0, options.most, 0.0)).sum())
    return Chosen(value, opening, best, opened), np.asarray(got, dtype=np.float64)
