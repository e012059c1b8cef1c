"""Versions that lead from one snapshot of a list to the next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.model.zone import IN_FORCE, LIFTED
from geo_service.zones.lists import ListRule, Publication, Standing, steps_to
from tests.zones.register import NOON, PROTOCOL

A, B = ("云溪区", "怡景花园3栋"), ("北湖区", "怡景花园3栋")
RULE = ListRule("official", PROTOCOL, "值班员")


class History:
    """Snapshots one after the other, with the versions that they made."""

    def __init__(self):
        self.standing = Standing({})
        self.versions = []
        self.ids = (f"z{number:03d}" for number in range(1, 10_000))
        self.hour = 0

    def take(self, listed):
        self.hour += 1
        at = NOON + timedelta(hours=self.hour)
        made = steps_to(self.standing, listed, Publication(at, f"list {self.hour}", RULE), self.ids)
        self.versions += made
        return [(one.zone_id, one.version, one.category, one.status) for one in made]

    def told_at(self, hour):
        """Words and categories in force at an hour, from the versions alone."""
        known = [one for one in self.versions if one.effective_from <= NOON + timedelta(hours=hour)]
        newest = {one.zone_id: one for one in known}
        return {
            (one.extent.said.district, one.extent.said.text, one.category)
            for one in newest.values()
            if one.status == IN_FORCE
        }


def test_a_zone_appears_changes_and_ends():
    history = History()
    assert history.take({A: ("high",)}) == [("z001", 1, "high", IN_FORCE)]
    assert history.take({A: ("high",)}) == []
    assert history.take({A: ("medium",)}) == [("z001", 2, "medium", IN_FORCE)]
    assert history.take({}) == [("z001", 3, "medium", LIFTED)]


def test_a_zone_that_comes_back_is_a_new_one():
    history = History()
    history.take({A: ("high",)})
    history.take({})
    assert history.take({A: ("high",)}) == [("z002", 1, "high", IN_FORCE)]


def test_the_same_words_in_two_districts_are_two_zones():
    history = History()
    history.take({A: ("high",), B: ("high",)})
    assert history.take({B: ("high",)}) == [("z001", 2, "high", LIFTED)]


def test_words_in_two_lists_at_once_are_two_zones_of_which_one_ends():
    history = History()
    history.take({A: ("high", "low")})
    assert history.take({A: ("low",)}) == [("z001", 2, "high", LIFTED)]
    assert history.take({A: ("medium", "low")}) == [("z003", 1, "medium", IN_FORCE)]


def test_a_new_version_says_which_publication_made_it():
    history = History()
    history.take({A: ("high",)})
    (zone,) = history.versions
    assert (zone.reason, zone.author, zone.effective_from) == ("list 1", "值班员", NOON + timedelta(hours=1))
    assert (zone.geometry, zone.members, zone.extent.said.source) == (None, (), "official")


@pytest.mark.parametrize(("source", "status"), [("another", IN_FORCE), ("official", LIFTED)])
def test_zones_of_another_list_and_those_that_ended_do_not_stand(source, status):
    history = History()
    history.take({A: ("high",)})
    (zone,) = history.versions
    stored = zone.next(step="adopt", status=status, at=NOON, effective_from=NOON, author="", reason="")
    assert Standing.of([stored], source).zones == {}
    assert Standing.of([zone], "official").zones == {A: [zone]}


CATEGORIES = st.lists(st.sampled_from(["high", "medium", "low"]), min_size=1, max_size=3, unique=True).map(tuple)
SNAPSHOTS = st.lists(st.dictionaries(st.sampled_from([A, B, ("云溪区", "甲路3号")]), CATEGORIES), max_size=8)


@given(SNAPSHOTS)
def test_history_tells_every_snapshot(snapshots):
    history = History()
    for listed in snapshots:
        history.take(listed)
    for hour, listed in enumerate(snapshots, start=1):
        assert history.told_at(hour) == {(*key, one) for key, kinds in listed.items() for one in kinds}


@given(SNAPSHOTS)
def test_the_same_snapshot_again_changes_nothing(snapshots):
    history = History()
    for listed in snapshots:
        history.take(listed)
        assert history.take(listed) == []
