"""A thousand edits of the same zones at once: each is kept once or refused, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from geo_service.access.chain import chain_faults
from geo_service.actions.zones import Act, change_zone, history_of
from geo_service.errors import ConflictError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.zone import DRAFT
from geo_service.zones.lifecycle import advanced
from tests.storage.samples import NOON, zone

EDITS = 1_000
ZONES = 5
ROUNDS = 20
THREADS = 10

pytestmark = pytest.mark.slow


def edit(store, number):
    """One edit by one who has seen the version that its round begins with; whether it was kept."""
    zone_id, seen = f"Z{number % ZONES}", 1 + number // (EDITS // ROUNDS)
    act = Act(
        Actor(f"writer {number}", ADMIN), NOON + timedelta(seconds=number), f"edit {number}", expected_version=seen
    )
    try:
        return change_zone(store, zone_id, act, lambda history: advanced(history[-1], "revise", **act.said()))
    except ConflictError:
        return None


def test_of_a_thousand_conflicting_edits_none_is_lost_and_none_is_doubled(store):
    for number in range(ZONES):
        store.add_zone_version(zone(f"Z{number}", status=DRAFT, step="designate"))
    kept = []
    with ThreadPoolExecutor(THREADS) as pool:
        for begin in range(0, EDITS, EDITS // ROUNDS):
            kept += pool.map(lambda number: edit(store, number), range(begin, begin + EDITS // ROUNDS))
    stored = [version for number in range(ZONES) for version in history_of(store, f"Z{number}")[1:]]
    kept = [version for version in kept if version]
    # each round lets exactly one writer of each zone through
    assert len(kept) == ZONES * ROUNDS
    assert sorted((one.zone_id, one.version, one.reason) for one in stored) == sorted(
        (one.zone_id, one.version, one.reason) for one in kept
    )
    assert max(Counter(one.reason for one in stored).values()) == 1
    entries = store.audit_entries()
    assert len(entries) == ZONES * (ROUNDS + 1)
    number, head = store.audit_head()
    assert list(chain_faults(entries, head_number=number, head_hash=head)) == []
