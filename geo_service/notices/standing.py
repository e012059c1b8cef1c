"""Lists of what stands on a day, beside what a notice decides: 截至…时,全市现有高风险区3个."""

import re
from typing import NamedTuple

from geo_service.notices.words import BECOMES, CATEGORY, Deed, mentioned

_COUNT = r"(?:[0-9]{1,4}[个处]|\(共?[0-9]{1,4}[个处]\))"
_COUNTED = (
    rf"(?:{CATEGORY}(?:(?:共?有|共|为|:)?{_COUNT}|(?:均|全部)?(?:已|完成|实现)*清零)|[0-9]{{1,4}}[个处]{CATEGORY})"
)
_DAY = r"(?:(?:截至|截止)[^。:;,]{2,24}?,?|(?:(?:本次|此次|以上|上述)?调整后|目前|当前|至此),?)"
_HAS = "(?:现有|原有|还有|尚有|现?共有|仍有|现存)"
_TALLY = re.compile(
    rf"(?:(?:同时|其中),)?(?:{_DAY}[^,。;:0-9]{{0,12}}?(?:{_HAS}|无|有)?|[^,。;:0-9新]{{0,8}}?{_HAS})"
    rf"(?:{_COUNTED}(?:[、,和]{_COUNTED})*|(?<=原有)[0-9]{{1,4}}[个处])"
    r"(?:(?P<open>,?(?:具体|分别|名单|如下)*(?:为|如下|是|包括)?:|,(?:具体|分别)*(?:为|是|包括)(?=[^\W\d_]))|(?=[,、。;]|$))"
)
_COUNTS = re.compile(rf",?(?:(?:其中|分别为?)?[^,。;:0-9]{{2,16}}?[0-9]{{1,4}}[个处](?:{CATEGORY})?[,、]?){{2,}}")
_MOVED = re.compile(rf"(?:[^,。;:0-9]{{0,16}}?[0-9]{{1,4}}[个处]{CATEGORY}(?:{BECOMES}){CATEGORY}[,、;]?)+")
_DATED = re.compile(
    rf"(?:截至|截止)[^。:;,]{{2,20}}[日时],?[^。:;,]{{0,20}}(?:{CATEGORY}|[高中]风险)[^。:;,]{{0,12}}:?$"
)
_ATTACHED = re.compile(
    r"附件?[0-9一二三四五]?:?(?:[^。;,:]{2,30}?(?:名单|一览表|清单|目录|汇总表?)(?:\([^()]*\))?)?:?$"
)
_SIGN = re.compile("[有截附]|调整后|目前|当前|至此")
HEAD_MAX = 60
"""Characters at the head of a sentence among which a count is looked for."""
FIRST = frozenset("一壹1①㈠⑴⒈")
"""Numerals that begin to count."""


class Tally(NamedTuple):
    """A count of standing zones: the one category it names, its end, and whether a list follows behind it."""

    category: str | None
    end: int
    opens: bool


def read_tally(key: str, start: int, end: int) -> Tally | None:
    """The count of standing zones that a sentence begins with."""
    if not _SIGN.search(key, start, min(end, start + HEAD_MAX)):
        return None
    match = _TALLY.match(key, start, end)
    if match:
        return Tally(_only_category(match.group()), match.end(), opens=match["open"] is not None)
    dated = _DATED.match(key, start, end)
    if dated:
        return Tally(_only_category(dated.group()), end, opens=dated.group()[-1] == ":")
    return Tally(None, end, opens=False) if _ATTACHED.match(key, start, end) else None


def is_count(words: str) -> bool:
    """Whether a sentence only counts new or standing zones, area by area: 新增高风险区11个,其中甲市9个,乙区2个."""
    return "," in words and (_COUNTS.fullmatch(words) or _MOVED.fullmatch(words)) is not None


def deed_of(tally: Tally, known: Deed) -> Deed:
    """What holds for the list behind a count; a count without a category (原有6个) is of the one before it."""
    return Deed("designate", tally.category or known.category)


def _only_category(words: str) -> str | None:
    names = set(mentioned(words))
    return names.pop() if len(names) == 1 else None
