"""What is due in the zones as an iCalendar file (RFC 5545), for the phones and diaries of those on duty."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from geo_service.zones.review import KIND_TITLES, Row

PRODUCT = "-//geo-service//review//ZH"
CALENDAR_NAME = "风险区到期提醒"
UID_HOST = "geo-service"
"""Behind the @ of every UID: a UID must differ from those of other programs."""

REMINDERS: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
"""How long before its time an event reminds: a day to arrange the round, an hour to be there ([assumption])."""


def calendar_bytes(rows: Iterable[Row], *, at: datetime) -> bytes:
    """
    One event for each row that has a time, in UTC, by time; the same thing keeps its UID from one file to the next.

    Parameters
    ----------
    at
        When the rows were made; the stamp of every event.
    """
    calendar = Calendar.new(prodid=PRODUCT, name=CALENDAR_NAME)
    dated = sorted((row for row in rows if row.due), key=lambda row: (row.due, row.id))
    for row in dated:
        calendar.add_component(_event(row, at))
    content: bytes = calendar.to_ical()
    return content


def _event(row: Row, at: datetime) -> Event:
    event = Event.new(
        uid=f"{row.id}@{UID_HOST}",
        stamp=at.astimezone(UTC),
        start=row.due.astimezone(UTC) if row.due else None,
        summary=f"{KIND_TITLES[row.kind].zh} {row.what.zh}：{row.zone_name}",
        description=_description(row),
        categories=[KIND_TITLES[row.kind].zh],
    )
    for before in REMINDERS:
        alarm = Alarm.new(description=f"{row.what.zh}：{row.zone_name}")
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", -before)
        event.add_component(alarm)
    return event


def _description(row: Row) -> str:
    missing = [f"- {said.zh}" for said in row.missing]
    clause = [row.line.clause] if row.line.clause else []
    return "\n".join([row.line.zh, *missing, *clause, row.line.en])
