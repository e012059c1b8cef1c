"""From when a decision holds."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MONTHS_AHEAD = 6
"""A month without a year that lies further ahead than this belongs to the year before."""
NOON = 12

_MOMENT = (
    r"(?:(?P<year>20[0-9]{2})年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12][0-9]|0?[1-9])日"
    r"(?P<half>凌晨|上午|中午|下午|晚上|晚)?(?:(?P<hour>2[0-4]|[01]?[0-9])(?:时|点|:)(?:(?P<minute>[0-5]?[0-9])(?:分|时)?|整)?)?"
)
MOMENT = re.compile(_MOMENT)
_FROM = (
    rf"(?:(?:自|从|于)?(?:{_MOMENT}|(?P<today>即日|即时|本通告发布之日|发布之日|通告之日)|(?P<unsaid>[^,;。:、]{{0,8}}之日))"
    r"(?:起|开始)(?:实施|执行|生效|施行|算|计算|,?实行)*)"
)
FROM = re.compile(_FROM)
LEAD = re.compile(rf"(?:现?(?:决定)?)?{_FROM}[,:、]?")
TAIL = re.compile(rf"[,;。]?{_FROM}[。;,]?$")
_AFTERNOON = frozenset({"下午", "晚上", "晚"})


@dataclass(frozen=True)
class Since:
    """A time that is said: an ISO date or minute, or None when it is said to depend on something else."""

    iso: str | None


def read_since(match: re.Match[str], issued: date | None) -> Since:
    """The time of a match of `FROM`, `LEAD` or `TAIL`; a year that is not said is that of the notice."""
    if match["unsaid"]:
        return Since(None)
    if match["today"]:
        return Since(issued.isoformat() if issued else None)
    day = _day(match, issued)
    if day is None or match["hour"] is None:
        return Since(day.isoformat() if day else None)
    hour = int(match["hour"])
    if match["half"] in _AFTERNOON and hour < NOON:
        hour += NOON
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=int(match["minute"] or 0))  # noqa: DTZ001
    return Since(moment.isoformat(timespec="minutes"))


def read_date(text: str) -> date | None:
    """The day that a folded text names first, with its year."""
    match = MOMENT.search(text)
    return _day(match, None) if match else None


def _day(match: re.Match[str], issued: date | None) -> date | None:
    month, day = int(match["month"]), int(match["day"])
    year = int(match["year"]) if match["year"] else None
    if year is None and issued:
        year = issued.year - (month - issued.month > MONTHS_AHEAD)
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None
