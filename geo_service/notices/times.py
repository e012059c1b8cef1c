"""From when a decision holds."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

MONTHS_AHEAD = 6
"""A month without a year that lies further ahead than this belongs to the year before."""
NOON, LAST_HOUR = 12, 24
HALF_HOUR = "30"
_MIDNIGHT = "T00:00"
_BEFORE_SIGN = 20
"""No time has more characters before its first sign: 自二〇二二年十一月."""
_STATED_MAX = 26
"""Longest time in a bracket, in characters: (二〇二二年十一月二十五日二十四时)."""
_DAY_CHARS = len("2022-11-08")

_DIGITS = {"零": 0, "〇": 0, "O": 0, **{numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}}
_NUMBER = "[0-9]{1,2}|[零〇一二三四五六七八九十廿]{1,3}"
_YEAR = "20[0-9]{2}|二[零〇O0][零〇O一二三四五六七八九]{2}"
_MOMENT = (
    rf"(?:(?:(?:(?P<year>{_YEAR})年)?(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号](?:\([^()]{{1,6}}\))?"
    r"|(?P<iso>20[0-9]{2}(?P<mark>[-./])[01]?[0-9](?P=mark)[0-3]?[0-9])日?"
    r"|(?P<tomorrow>明[日天])|(?P<today>即日|即时|即刻|今[日天]|(?:本?(?:通告|公告|通知|通报|决定|令)?(?:自)?(?:发布|公布|下发|印发|通告|公告|发文))(?:之日|之时|时))"
    rf"|(?P<only>{_NUMBER})日(?=[^,。;]{{0,3}}(?:{_NUMBER})[时点:])"
    r")"
    r"(?P<half>凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|晚|夜间)?"
    rf"(?:(?P<hour>{_NUMBER})(?:[时点]钟?|:)(?:(?P<minute>{_NUMBER})(?:分|时)?|整|(?P<halfhour>半))?)?)"
)
MOMENT = re.compile(_MOMENT)
# without 起 only 自 or 从 makes it a beginning
_FROM = (
    rf"(?:(?P<since>自|从|由|于)|在)?(?:{_MOMENT}|(?P<unsaid>(?<=[自从])[^,;。:、()]{{0,8}}之日))"
    r"(?:(?:起始?|开始)(?:实施|执行|生效|施行|算|计算|,?实行)*"
    r"|(?=,?(?:将|把|对)[^\W\d_])|(?=(?:调整|划定|新增|解除|实施)\))|(?(since)(?=[,。;:)\n]|$|[将对把至]|划|新增|解除|调|升|降|转|执行|实施|实行|生效|施行)"
    r"|(?(hour)(?=,?(?:[^\W\d_]{0,6}?[市区县旗])?(?:全[市区县]|调整|新增|划|解除))|(?=,?全[市区县州](?:新增|新?划定|调整)))))"
)
FROM = re.compile(_FROM)
LEAD = re.compile(
    rf"(?:现|兹|并|同时,?)?(?:决定)?,?(?:(?P<owner>[^\W\d_]{{2,6}}?[市区县旗州])(?=自|从))?{_FROM}[,:、]?"
)
TAIL = re.compile(rf"[,;。]?{_FROM}[。;,]?$")
_STAMP = (
    r"(?:(?:生效|实施|执行|施行|开始|起算|起始|启动|划定|管控|调整|解除)(?:起始)?(?:时间|日期)|时间)(?:为|从|自)?:?(?:自|从)?"
    rf"{_MOMENT}(?:起|开始)?(?:实施|执行|生效|施行)?"
)
STAMP = re.compile(_STAMP)
"""A time behind its own name: 生效时间:2022年11月20日12时."""
DATED = re.compile(rf"{_MOMENT},(?=[^\W\d_])")
"""A day before what was decided on it: 8月2日,…."""
STATED = re.compile(rf"\({_MOMENT}\)$")
"""A time alone in the bracket at the end of a place: 青石镇(11月5日0时)."""
_SIGN = re.compile("月|日|天|时|刻|20[0-9]{2}[-./]")
"""One of these stands in every moment; every branch begins with its own character, as such a search is fast."""
_BEGINS = re.compile("[起始自从由于]")
"""One of these stands in every time at the end of a sentence."""
_AFTERNOON = frozenset({"午后", "下午", "傍晚", "晚上", "晚间", "晚", "夜间"})


class Since(NamedTuple):
    """A time that is said: an ISO date or minute, or None when it is said to depend on something else."""

    iso: str | None


def may_say_time(key: str, start: int, end: int) -> bool:
    """Whether a span has a sign that every moment has."""
    return _SIGN.search(key, start, end) is not None


def leading_time(key: str, start: int, end: int) -> re.Match[str] | None:
    """The time that a span begins with: 现决定自…起,."""
    return LEAD.match(key, start, end) if may_say_time(key, start, end) else None


def closing_time(key: str, start: int, end: int) -> re.Match[str] | None:
    """The time that a span ends with: ,自…起实施."""
    return TAIL.search(key, start, end) if may_say_time(key, start, end) and _BEGINS.search(key, start, end) else None


def find_since(key: str, start: int, end: int, issued: date | None) -> Since | None:
    """The first time that a span says something holds from."""
    sign = _SIGN.search(key, start, end)
    if not sign:
        return None
    match = STAMP.search(key, start, end) or FROM.search(key, max(start, sign.start() - _BEFORE_SIGN), end)
    if not match and key[end - 1] == ")":
        match = STATED.search(key, max(start, end - _STATED_MAX), end)
    return read_since(match, issued) if match else None


def read_since(match: re.Match[str], issued: date | None) -> Since:
    """The time of a match of one of the patterns; a year that is not said is that of the notice."""
    if match.groupdict().get("unsaid"):
        return Since(None)
    day = _day(match, issued)
    if day is None or match["hour"] is None:
        return Since(day.isoformat() if day else None)
    hour = _number(match["hour"])
    if hour > LAST_HOUR:
        return Since(day.isoformat())
    minute = _number(match["minute"] or (HALF_HOUR if match["halfhour"] else "0"))
    if match["half"] in _AFTERNOON and hour < NOON:
        hour += NOON
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001
    return Since(moment.isoformat(timespec="minutes"))


def is_same_day(known: str | None, iso: str) -> bool:
    """Whether a time says more exactly what is known: its day, or nothing; 24时 is the end of the day."""
    if not known or iso.startswith(known):
        return True
    return iso.endswith(_MIDNIGHT) and known == (date.fromisoformat(iso[:_DAY_CHARS]) - timedelta(days=1)).isoformat()


def read_date(text: str) -> date | None:
    """The day that a folded text names first, with its year."""
    match = MOMENT.search(text)
    return _day(match, None) if match else None


def _day(match: re.Match[str], issued: date | None) -> date | None:
    if match["today"] or match["tomorrow"]:
        return issued and issued + timedelta(days=bool(match["tomorrow"]))
    if match["iso"]:
        year, month, day = map(int, match["iso"].split(match["mark"]))
        return _date(year, month, day)
    if match["only"]:
        return _date(issued.year, issued.month, _number(match["only"])) if issued else None
    month, day = _number(match["month"]), _number(match["day"])
    if match["year"]:
        return _date(_year(match["year"]), month, day)
    return _date(issued.year - (month - issued.month > MONTHS_AHEAD), month, day) if issued else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    return int("".join(str(_DIGITS.get(character, character)) for character in text))


def _number(text: str) -> int:
    """A number up to 99 in figures or numerals: 18, 十八, 廿八, 二十."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.replace("廿", "二十").partition("十")
    if not ten:
        return int("".join(str(_DIGITS.get(character, 0)) for character in tens))
    return _DIGITS.get(tens[-1:], 1) * 10 + _DIGITS.get(ones[:1], 0)
