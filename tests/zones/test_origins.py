"""Which zones a zone was made from, and until when their past is its own."""

from dataclasses import replace
from datetime import timedelta

from geo_service.model.zone import DRAFT
from geo_service.zones.origins import origins_of
from tests.zones.register import NOON, zone_version

HOUR = timedelta(hours=1)


def made(zone_id, hours, *parents, **changes):
    """A zone made from others some hours after noon."""
    at = NOON + hours * HOUR
    return zone_version(zone_id, recorded_at=at, effective_from=at, parents=parents, **changes)


def test_a_part_of_a_part_has_the_past_of_the_whole_until_the_first_cut():
    whole, part, last = made("z1", 0), made("z2", 2, "z1"), made("z3", 5, "z2")
    histories = {"z1": [whole], "z2": [part]}
    assert origins_of([last], histories.__getitem__) == {"z2": NOON + 5 * HOUR, "z1": NOON + 2 * HOUR}
    assert origins_of([last]) == {"z2": NOON + 5 * HOUR}


def test_a_merger_counts_from_when_it_is_published_and_has_taken_effect():
    first = made("z1", 0)
    drafted = replace(first, version=2, status=DRAFT, step="merge", parents=("z2",))
    merged = replace(drafted, version=3, status="in_force", recorded_at=NOON + HOUR, effective_from=NOON + 3 * HOUR)
    assert origins_of([first, drafted]) == {}
    assert origins_of([first, drafted, merged]) == {"z2": NOON + 3 * HOUR}


def test_a_zone_that_is_merged_with_its_own_part_comes_to_an_end():
    whole = replace(made("z1", 4, "z2"), version=2)
    part = made("z2", 1, "z1")
    assert origins_of([made("z1", 0), whole], {"z2": [part]}.__getitem__) == {"z2": NOON + 4 * HOUR}
