import pytest

from tests.zones.checks.village import ZONE_ID, fact, status, zone_input
from tests.zones.register import zone_version


def wind(minutes, degrees):
    return fact("wind", {"from_deg": degrees}, hours=-minutes / 60, number=minutes)


def drawn(minutes_ago):
    return {"zone": zone_version(ZONE_ID, recorded_at=wind(minutes_ago, 0).happened_at)}


@pytest.mark.parametrize(("minutes", "wanted"), [(30, "ok"), (31, "violation")])
def test_the_wind_must_be_looked_at_every_half_hour(minutes, wanted):
    assert status("wind_stale", zone_input(wind(minutes, 90), **drawn(5)), limit=30) == wanted


@pytest.mark.parametrize(("now", "wanted"), [(350, "ok"), (60, "violation")])
def test_a_wind_that_has_turned_asks_for_a_new_drawing(now, wanted):
    assert status("wind_stale", zone_input(wind(25, 10), wind(5, now), **drawn(20)), limit=30) == wanted


def test_without_wind_or_without_that_of_the_drawing_nothing_is_known():
    assert status("wind_stale", zone_input()) == "cannot_check"
    assert status("wind_stale", zone_input(wind(5, 10), **drawn(20))) == "cannot_check"


def evidence(name, value, minutes=20):
    return fact("evidence", {"name": name, "reference": value}, hours=-minutes / 60, number=name)


def test_the_wind_that_a_square_was_drawn_by_counts_as_looked_at():
    drawn_by = evidence("wind_from_deg", "10")
    assert status("wind_stale", zone_input(drawn_by, **drawn(20)), limit=30) == "ok"
    assert status("wind_stale", zone_input(drawn_by, wind(5, 60), **drawn(20)), limit=30) == "violation"


def test_a_large_spill_whose_table_nobody_recorded_is_not_checked():
    large, small = (evidence("spill", size) for size in ("large", "small"))
    assert status("table3_for_large_spills", zone_input(evidence("un", "1017"), large)) == "cannot_check"
    assert status("table3_for_large_spills", zone_input(evidence("un", "1017"), small)) == "ok"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"un": 1017, "spill": "large", "table": "table1"}, "violation"),
        ({"un": 1017, "spill": "large", "table": "table3"}, "ok"),
        ({"un": 1017, "spill": "small", "table": "table1"}, "ok"),
        ({"un": 1062, "spill": "large", "table": "table1"}, "ok"),
    ],
)
def test_large_spills_of_the_six_gases_take_table_3(said, wanted):
    assert status("table3_for_large_spills", zone_input(fact("release", said))) == wanted


def test_an_unknown_release_is_not_checked():
    assert status("table3_for_large_spills", zone_input()) == "cannot_check"
