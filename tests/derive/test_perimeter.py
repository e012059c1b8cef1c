"""Cordons of small random towns: never a crash, always a proof that holds, and no cheaper choice by trying them all."""

import json
from itertools import product

import numpy as np
from hypothesis import HealthCheck, given, settings

from geo_service.derive.proof_check import check_proof
from geo_service.derive.proof_ground import read_ground
from geo_service.derive.proof_needs import fixed_posts, times_again
from geo_service.derive.proof_parts import parts_of
from tests.derive.random_towns import RULE, document_of, perimeter_of, random_case, towns

MOST_TRIED = 9
COST = 1e-4
SLOW_IS_FINE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fits(staffed, keys, times, parts, *, strict):
    """Whether a choice keeps every place within its limits, to the rounding of times, and cuts nobody off."""
    for one in times.values():
        serves, others = (one.surely, one.maybe) if strict else (one.maybe, one.surely)
        if ((serves & staffed[:, None]).sum(axis=0) < np.minimum(one.asked, others.sum(axis=0))).any():
            return False
    names = {key for key, chosen in zip(keys, staffed.tolist(), strict=True) if chosen}
    return not any(one.cut_off(names) for one in parts)


def cheapest_by_trying(document, *, strict=False):
    """The cost of the cheapest choice, found by trying every one."""
    ground = read_ground(document)
    keys, times, parts = list(ground.posts), times_again(ground, document), parts_of(ground)
    fixed = fixed_posts(ground, document)
    costs = np.array([document["statement"]["choice"]["costs"][key] for key in keys])
    best = np.inf
    rule = document["rule"]
    wanted = min(rule["flow_h"] / rule["post_flow_h"], len(keys)) if rule["flow_h"] > rule["post_flow_h"] else 0
    for choice in product((False, True), repeat=len(keys)):
        staffed = np.array(choice, dtype=bool)
        if costs[staffed].sum() >= best or staffed.sum() < wanted:
            continue
        if any(staffed[keys.index(key)] != must for key, must in fixed.items()):
            continue
        if fits(staffed, keys, times, parts, strict=strict):
            best = float(costs[staffed].sum())
    return best


@given(towns())
@SLOW_IS_FINE
def test_every_town_has_a_cordon_whose_proof_holds(case):
    assert check_proof(json.loads(json.dumps(document_of(case)))) == []


@given(towns(side=3))
@SLOW_IS_FINE
def test_no_choice_is_cheaper_than_the_one_made(case):
    found = perimeter_of(case)
    if len(found.posts) <= MOST_TRIED:
        document, cost = document_of(case, found), found.proof.cost
        assert found.proof.proved
        assert cheapest_by_trying(document) - COST <= cost <= cheapest_by_trying(document, strict=True) + COST


@given(towns())
@settings(max_examples=20, deadline=None)
def test_the_same_town_gives_the_same_cordon(case):
    assert document_of(case) == document_of(case)


def test_nobody_is_cut_off_and_nothing_leaks_in_a_hundred_towns():
    chance = np.random.default_rng(20221116)
    proofs = [perimeter_of(random_case(chance, 5)).proof for _ in range(100)]
    assert all(proof.holds for proof in proofs)


def test_the_rule_of_the_random_towns_has_every_kind_of_service():
    assert {one.name for one in RULE.services} >= {"ambulance", "fire", "supplies", "walking"}
