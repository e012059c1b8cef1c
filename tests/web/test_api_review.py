"""The API of clocks."""

import pytest
from icalendar import Calendar

CLOCK = "/api/v1/zones/{id}/clock"


@pytest.fixture
def zone_id(client):
    return client.get("/api/v1/zones").json()["zones"][0]["zone_id"]


@pytest.mark.parametrize("path", ["/api/v1/review", CLOCK.format(id="Z1"), "/feeds/review.ics"])
def test_clocks_need_the_token(anonymous, path):
    assert anonymous.get(path).status_code in (401, 403)


def test_a_clock_is_explained_in_both_languages(client, zone_id):
    said = client.get(CLOCK.format(id=zone_id)).json()
    assert said["zone_id"] == zone_id
    assert said["prospects"][0]["earliest"].keys() == {"elapsed_24h", "calendar_day"}
    assert all(line["zh"] and line["en"] for line in said["lines"])
    assert any(line["clause"] for line in said["lines"])


def test_a_review_lists_what_waits_and_counts_the_alarms(client, zone_id):
    said = client.get("/api/v1/review", params={"within": 48, "zone": zone_id}).json()
    assert {row["zone_id"] for row in said["rows"]} == {zone_id}
    assert said["alarms"] == sum(row["alarm"] for row in said["rows"])


def test_a_review_of_a_later_time_finds_what_will_be_due(client, zone_id):
    said = client.get("/api/v1/review", params={"at": "2099-01-01T00:00:00+08:00", "zone": zone_id}).json()
    assert said["at"].startswith("2099")
    assert "blocked" in {row["kind"] for row in said["rows"]}


def test_an_unknown_zone_is_one_clear_line(client):
    answer = client.get(CLOCK.format(id="Z9"))
    assert answer.status_code == 404
    assert "no zone 'Z9'" in answer.json()["error"]


def test_the_feed_is_a_calendar_that_can_be_read(client):
    answer = client.get("/feeds/review.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content).walk("VEVENT")
