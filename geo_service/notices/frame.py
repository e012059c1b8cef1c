"""The frame of a notice: title, serial, date, reasons, signature, and the street names that only its lists show."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geo_service.notices.layout import Line
from geo_service.notices.times import FROM, MOMENT, STAMP, Since, may_say_time, read_date, read_since
from geo_service.notices.words import CATEGORY, RULES, any_word

_HEADINGS = RULES["headings"]
_KINDS = any_word(RULES["titles"]["words"])
_TITLE = re.compile(rf"关于.*(?:{_KINDS})|^[^,。:]{{0,40}}(?:{_KINDS})(?:\(.*\))?:?$")
_TITLE_START = re.compile(r"^[^,。:;]{0,40}关于[^,。:;]*$")
_ISSUER = re.compile(
    r"^(?!关于)(?P<issuer>[^\W\d_]{2,20}?)(?:关于|新冠|新型|应对|疫情|人民政府|防疫|统筹|委员会|卫生|[^\W\d_]{0,6}领导小组|指挥部"
    r"|(?<=[市区县旗州盟])(?:划定|新增|调整|解除|部分|增设|公布|发布))"
)
_HEADLINE = re.compile(
    rf"(?:{FROM.pattern})?,?(?P<issuer>[^\W\d_]{{2,12}}?[市区县旗州盟])(?:全域|部分区域)?(?:新?划定|新增|调整|解除|增设)[^,。:;]{{2,40}}$"
)
"""The headline of a report: 9月6日18时起青石市划定高风险区."""
_SUBJECT = re.compile(
    r"关于.*?(?P<name>[^\W\d_我本关于对将在险控封防整定增地小社片范]{1,6}?(?:新区|区|县|旗))(?!域)(?:部分|划|新增|调|风险|解|的|高|中|低|新冠|疫情)"
)
_TITLE_TIME = re.compile(rf"(?<=关于){FROM.pattern}")
_STREET_SUBJECT = re.compile(
    rf"关于(?:[^\W\d_]{{0,12}}?[市区县旗])?(?:继续|部分|重新|新增)*(?:解除|划定|调整|对|在|将|新增)(?P<name>[^\W\d_]{{2,4}}?(?:街道|镇|乡|街(?={CATEGORY})))"
    rf"(?={CATEGORY}|[高中低]、|部分|有关|相关|疫情|风险|区域|范围|辖区|个别)"
)
_DAY = r"(?:20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)?"
_DATE = re.compile(
    r"\(?(?:发布时间|时间|日期)?:?(?:(?:20[0-9]{2}|[〇零O一二三四五六七八九]{4})年[^,;。]{2,8}日|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2})"
    r"(?:[0-9]{1,2}[:时][0-9]{0,2}(?::[0-9]{2})?分?)?\)?(?:(?:信息)?(?:来源|发布|作者|浏览|字体)[^。;]{0,60})?$"
)
_SERIAL = re.compile(
    r"\(?(?:[^\W\d_]{0,14}\(20[0-9]{2}\)|[^\W\d_]{0,14}(?:20[0-9]{2}年第?|第)|[^\W\d_]{0,10}(?:通告|公告|令)\(?)"
    r"[0-9一二三四五六七八九十百]{1,5}号(?:令|通告|公告)?\)?|\([0-9]{1,4}号\)"
)
_CLOSING = re.compile(any_word(_HEADINGS["closing"]))
_ANNOUNCER = re.compile(
    r"(?:^|[,日])(?P<issuer>[^\W\d_]{2,16}?[市区县旗州盟])(?:委|政府)?(?:统筹|新型|新冠|疫情|应对|防控|联防)[^,。:;]{0,40}"
    r"(?:指挥部|领导小组|政府|办公室)[^,。:;]{0,12}(?:发布|通报|通告|公告)"
)
_OWN_AREA = re.compile("我[区县旗]")
_DECIDING = re.compile(
    r"(?:[,对将在起]|决定)(?P<issuer>[^\W\d_对将在起决定]{2,8}?[区县旗])(?=部分|划定|自|新增|调整|辖区|范围|中、|高、|全域|决定)"
)
_SERVICES = re.compile(any_word(_HEADINGS["measures"]))
_SIGNATURE = re.compile(
    r"^[^0-9,;:、]{2,40}(?:指挥部|指挥部办公室|人民政府|领导小组|领导小组办公室|委员会|防控办|办公室)"
    rf"(?:\(代章\))?{_DAY}$"
)
_SIGNATURE_ENDS = ("部", "室", "府", "组", "会", "办", ")", "日", "告", "令")
_SIGNED = re.compile(
    r"(?:^|(?<=。))(?P<issuer>[^\W\d_]{2,12}(?:市|区|县|旗|州|盟))[^\W\d_]{0,30}(?:指挥部|领导小组|政府|办公室|委员会)"
    rf"(?:\(指挥部\))?(?:办公室)?(?:通告|公告|令)?{_DAY}$"
)
_CATEGORY = re.compile(CATEGORY)
_BASIS = re.compile(any_word(_HEADINGS["basis"]))
_DOOR = re.compile(r"[0-9](?:栋|幢|号|单元|组)")
_DAMAGED = re.compile(r"^\?。[^)]*$|[\uFFFD]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_SUBJECT_WORDS = re.compile(rf"{CATEGORY}|{any_word(RULES['statement']['subject'])}")
_LATE_DATE = re.compile(rf"(?:{MOMENT.pattern})(?<=[时点整分])$")
_OF_ALL = re.compile(r"(?:以上|上述|本通告|本公告|本通知|本决定|本令)[^,。;:]{0,24}(?:自|从|于)")
_SHORT_STREET = re.compile(
    r"(?P<name>[^\W\d_]{2,4}?街)(?!街?道)(?P<sure>$|:|\([0-9]|[^\W\d_]{2,5}?村(?!庄|小区))?(?![0-9道区坊])"
)
_IN_FULL = "街道"
"""Where a list writes 街道 in full, its XX街 are roads."""
_STREET_HEAD = re.compile(r"[^\W\d_]{2,6}?(?:街道|镇|乡)(?![0-9])")
TITLE_MAX = 80
"""Longest title, in characters; the longest seen has 45."""
DATE_LINES = 5
"""The day of a notice stands in one of its first lines; otherwise behind its last."""
LEAD_CHARS = 400
"""Characters at the head of a notice among which its lead sentence says who decides."""
SIGNED_LINES = 3
"""The last lines of a notice, one of which may end with the signature."""
STATEMENT_MAX = 60
"""Longest sentence that only says from when a notice holds, in characters."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Who issues a notice and when; the district, when it is not the issuer's, the street and the time of its title."""

    issuer: str = ""
    issued: date | None = None
    district: str | None = None
    street: str | None = None
    since: Since | None = None


def read_frame(key: str, lines: Sequence[Line], issued: date | None) -> Frame:
    """The frame as the first and last lines of a notice say it."""
    plain = [_joined(key, line.begin, line.end) for line in lines if line.end - line.begin < TITLE_MAX]
    titles = [words for words in plain[:DATE_LINES] if "关于" in words or is_title(words)]
    said = next((match["issuer"] for match in map(_ISSUER.match, titles) if match), "")
    ends = [_joined(key, max(line.begin, line.end - TITLE_MAX), line.end) for line in lines[-SIGNED_LINES:]]
    named = [words for words in [*plain, *ends] if words.endswith(_SIGNATURE_ENDS)]
    signed = [match["issuer"] for match in map(_SIGNED.search, named) if match]
    subjects = [match["name"] for match in map(_subject_of, titles) if match]
    issuer = said or (signed[-1] if signed else "") or (subjects[0] if subjects else "") or _announcer(key, plain)
    district = subjects[0] if subjects and subjects[0] not in issuer else None
    streets = {name for match in map(_STREET_SUBJECT.search, titles) if match and (name := match["name"])}
    day = issued or _issued([*plain, *ends])
    since = next((read_since(match, day) for match in map(_TITLE_TIME.search, titles) if match), None)
    return Frame(issuer, day, district, streets.pop() if len(streets) == 1 else None, since)


def _joined(key: str, start: int, end: int) -> str:
    """The words of a span; a name on two lines is one."""
    return key[start:end].replace("\n", "")


def _announcer(key: str, lines: Sequence[str]) -> str:
    """The issuer as a report on the notice names it, or as its own lead does, which says 我区."""
    reported = next((match["issuer"] for match in map(_ANNOUNCER.search, lines[:DATE_LINES]) if match), "")
    headline = _HEADLINE.match(lines[0]) if lines and not reported else None
    if headline:
        return headline["issuer"]
    if reported or not _OWN_AREA.search(key):
        return reported
    lead = _DECIDING.search(key, 0, LEAD_CHARS)
    return lead["issuer"] if lead else ""


def _subject_of(title: str) -> re.Match[str] | None:
    return _SUBJECT.search(_CATEGORY.sub("低风险", title))


def _issued(lines: Sequence[str]) -> date | None:
    """The day of a line that is a date: one of the first, or else the last."""
    first = [words for words in lines[:DATE_LINES] if is_date(words)]
    late = lines[DATE_LINES:]
    dated = first[:1] or [words for words in late if is_date(words)][-1:] or [w for w in late if _is_dated(w)][-1:]
    return read_date(dated[0]) if dated else _first_year(lines)


def _first_year(lines: Iterable[str]) -> date | None:
    """The first day with a year, for a notice that has no line with its date."""
    return next((day for day in map(read_date, lines) if day), None)


def is_title(words: str) -> bool:
    """Whether a line is a title, not a sentence that gives reasons."""
    return len(words) < TITLE_MAX and bool(_TITLE.search(words)) and not gives_reasons(words)


def starts_title(words: str) -> bool:
    """Whether a line is the first of a title on two lines."""
    return len(words) < TITLE_MAX and bool(_TITLE_START.search(words)) and not gives_reasons(words)


def is_date(words: str) -> bool:
    """Whether a line is only a date."""
    return bool(_DATE.match(words))


def is_serial(words: str) -> bool:
    """Whether a line is only the number of the notice: (第12号)."""
    return "号" in words and bool(_SERIAL.fullmatch(words))


def _is_dated(words: str) -> bool:
    """Whether a line ends with a signature and its date."""
    return words.endswith("日") and _SIGNED.search(words) is not None


def is_closing(words: str) -> bool:
    """特此通告, a tally, a contact."""
    return bool(_CLOSING.match(words))


def is_service(words: str) -> bool:
    """Whether closing words head a list of services: 附:核酸检测点."""
    return words.startswith("附") and _SERVICES.search(words) is not None


def is_signature(words: str) -> bool:
    """The name of an authority alone."""
    return words.endswith(_SIGNATURE_ENDS) and bool(_SIGNATURE.search(words))


def is_frame(words: str) -> bool:
    """Whether a line is only the number, the signature or the date."""
    return is_serial(words) or is_signature(words) or is_date(words)


def gives_reasons(words: str) -> bool:
    """Whether a sentence names its legal basis or that it was decided."""
    return bool(_BASIS.search(words))


def is_basis(words: str) -> bool:
    """A whole sentence of reasons that names no door."""
    return gives_reasons(words) and not _DOOR.search(words)


def is_damaged(words: str) -> bool:
    """Whether characters of a line were lost in reprinting."""
    return (words.startswith("?") or _LOST in words) and bool(_DAMAGED.search(words))


def time_statement(words: str, issued: date | None) -> Since | None:
    """The time of a sentence that says nothing but from when all holds: 本通告自…起施行, 生效时间:…."""
    if _OF_ALL.match(words):
        match = FROM.search(words, 0, STATEMENT_MAX)
        return read_since(match, issued) if match else None
    if len(words) > STATEMENT_MAX or not may_say_time(words, 0, len(words)):
        return None
    match = STAMP.match(words) or _LATE_DATE.match(words)
    if match:
        return read_since(match, issued)
    match = STAMP.search(words) or FROM.search(words)
    if not match:
        return None
    rest = words[: match.start()] + words[match.end() :]
    return None if _SUBJECT_WORDS.sub("", rest).strip(",。;:") else read_since(match, issued)


def short_streets(key: str, lines: Sequence[Line]) -> frozenset[str]:
    """Short street names (XX街), sure by what follows or in a numbered list whose other lines begin with streets."""
    heads: dict[str, list[tuple[str, bool]]] = {}
    for line in lines:
        if not line.marker:
            continue
        short = _SHORT_STREET.match(key, line.start, line.end)
        if short:
            heads.setdefault(line.marker, []).append((short["name"], short["sure"] is not None))
        elif head := _STREET_HEAD.match(key, line.start, line.end):
            heads.setdefault(line.marker, []).append((_IN_FULL if "街道" in head.group() else "", True))
    shorts = [found for found in heads.values() if (_IN_FULL, True) not in found]
    listed = [name for found in shorts if sum(sure for _, sure in found) > 1 for name, _ in found]
    alone = [name for found in heads.values() for name, sure in found if sure]
    return frozenset(name for name in [*listed, *alone] if name not in ("", _IN_FULL))
