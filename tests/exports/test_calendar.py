"""Calendar files are read back by the library that others use."""

from datetime import UTC, timedelta

from icalendar import Calendar

from geo_service.exports.calendar import calendar_bytes
from geo_service.zones.protocol import load_protocol
from geo_service.zones.review import Watched, review_zones
from tests.zones.clock_cases import CHONGQING, clock, on, zone

NOW = on(11, 19, 9)


def rows(at=NOW):
    found = clock(zone(on(11, 16, 8), clock_start=on(11, 16, 8)), at=at)
    return review_zones([Watched(found, load_protocol(CHONGQING))], at=at, within_h=14 * 24)


def events(at=NOW):
    return {str(event["UID"]): event for event in Calendar.from_ical(calendar_bytes(rows(at), at=at)).walk("VEVENT")}


def test_each_date_is_an_event_in_utc_with_alarms():
    lift = events()["Z1/to-low@geo-service"]
    assert lift.start == on(11, 21, 8).astimezone(UTC)
    assert str(lift["SUMMARY"]) == "即将到期 解除：怡景花园3栋"
    assert [alarm.TRIGGER for alarm in lift.walk("VALARM")] == [timedelta(hours=-24), timedelta(hours=-1)]


def test_what_has_no_time_is_no_event():
    dated = [row for row in rows() if row.due]
    assert 0 < len(dated) < len(rows())
    assert len(events()) == len(dated)


def test_the_same_thing_keeps_its_uid():
    later = events(NOW + timedelta(hours=1))
    assert set(later) == set(events())


def test_the_file_is_a_calendar_with_all_that_the_standard_asks_for():
    calendar = Calendar.from_ical(calendar_bytes(rows(), at=NOW))
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert not calendar.errors
    assert all("DTSTAMP" in event and "UID" in event and not event.errors for event in calendar.walk("VEVENT"))


def test_lines_are_folded_and_end_as_the_standard_says():
    content = calendar_bytes(rows(), at=NOW)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_the_text_names_the_clause_and_both_languages():
    text = str(events()["Z1/to-low@geo-service"]["DESCRIPTION"])
    assert "连续5天无新增" in text
    assert "the other reading gives" in text
