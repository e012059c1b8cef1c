"""The closing verb of a sentence: where its places end and what is done to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo_service.notices.times import TAIL
from geo_service.notices.words import CATEGORY, RULES, Deed, any_word, category_of, change

_BEFORE = any_word(RULES["tails"]["before_verb"])
_BECOMES = any_word([*RULES["verbs"]["becomes"], *RULES["verbs"]["down"]])
_AFTER = any_word(RULES["tails"]["after_category"])
_NOTE = r"(?:的)?(?P<note>居民小区\(村\))?(?:的)?"
_CHANGE = re.compile(
    rf"(?:等?(?:[0-9]+个?)?)?{_NOTE}(?:{_BEFORE})?,?(?:[由从原]原?(?P<before>{CATEGORY}))?"
    rf"(?:统一|均|,)?(?:{_BECOMES})(?P<to>{CATEGORY})?[^\W\d_]{{0,2}}(?:{_AFTER})?$"
)
_LIFT = re.compile(rf"{_NOTE}(?:予以)?(?:{any_word(RULES['verbs']['lift'])})(?P<lifted>{CATEGORY})(?:{_AFTER})?$")
_CHANGED = re.compile(rf"(?:{_BECOMES}){CATEGORY}(?:{_AFTER})?,")
OPENER = re.compile(r"(?:现)?(?:将|对|把)(?:(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日(?:划定|公布|发布)的)?")
"""将, 对 before a list of places, with the day of an earlier decision."""
ADJUSTED = re.compile(rf"(?:调整为|调整至|调整成|变更为)(?!{CATEGORY}|临时|[高中低]风|[封管]控)")
"""Between the extent before and the one after; a category behind it is another thing."""
PROSE = re.compile(any_word(RULES["headings"]["prose"]))
"""Words of orders and explanations."""
TAIL_MAX = 60
"""Characters at the end of a sentence among which its closing verb and time are looked for."""


@dataclass(frozen=True)
class Closing:
    """Where the places of a sentence end, what is done (None: nothing said) and to what of them."""

    end: int
    deed: Deed | None = None
    note: str | None = None


def read_closing(folded: str, start: int, end: int, category: str | None) -> Closing:
    """The closing verb of a sentence; `category` is the one of its list, for a verb that was cut off."""
    window = max(start, end - TAIL_MAX)
    lifted = _LIFT.search(folded, window, end)
    if lifted and lifted.start() > start:
        name = category_of(lifted["lifted"])
        return Closing(lifted.start(), Deed("lift", name, name), lifted["note"])
    for verb in _CHANGE.finditer(folded, window, end):
        if verb.start() > start and (verb["to"] or verb["before"]):
            return Closing(verb.start(), _deed_of(verb, category), verb["note"])
    return Closing(end)


def _deed_of(verb: re.Match[str], category: str | None) -> Deed:
    before = category_of(verb["before"]) if verb["before"] else None
    after = category_of(verb["to"]) if verb["to"] else category
    if after is None:
        return Deed("downgrade", None, before)
    if before is None and verb.group().startswith("为"):
        return Deed("designate", after)
    return change(before, after)


def clauses(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence cut behind each change of category that another clause follows."""
    position = start
    for match in _CHANGED.finditer(folded, start, end):
        if match.end() < end and not TAIL.fullmatch(folded, match.end(), end):
            yield position, match.end() - 1
            position = match.end()
    yield position, end
