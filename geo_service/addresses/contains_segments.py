"""
A zone's text cut where another street, town or community begins (X街道A、B;Y镇C), each part with its own heads.

Numbers of the list (1.、(一)) and counts (3个) are no part of a place and go. Bounds, and what is left of several areas
(X街道、Y镇除…外), are read as a whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo_service.addresses.ladder_heads import Known, strip_heads
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules

_RULES = read_rules("contains")["list"]


_PARTS_OF_ESTATES = frozenset(
    [*read_rules("contains")["names"]["kinds"], *read_rules("contains")["list"]["not_district"]]
)
_HAN = r"[\u4e00-\u9fff]"
_NUMERAL = "[一二三四五六七八九十]"
_ITEM = re.compile(
    rf"(?:^|(?<=[;；。\n]))\s*(?:[(（](?:{_NUMERAL}{{1,3}}|[0-9]{{1,3}})[)）]|[①-⑳]|[0-9]{{1,3}}[.．、](?=\s*{_HAN})"
    rf"|{_NUMERAL}{{1,3}}、(?={_HAN}))\s*"
)
_COUNT = re.compile(
    rf"[(（]\s*(?:[0-9]{{1,4}}|{_NUMERAL}{{1,3}})[个個处處][)）]"
    rf"|[(（]?(?<!中)(?:一共|共计|合计|共)\s*(?:[0-9]{{1,4}}|{_NUMERAL}{{1,3}})\s*(?:{one_of(_RULES['counted'])})[)）]?(?=$|[、,，;；。])"
)
_AFTER_HEAD = re.compile(r"(?<=[道镇乡处區区鎮鄉县縣])\s*[:：]\s*")
_WHOLE = re.compile(
    rf"(?<=[道镇乡村区县会鎮鄉區縣會])[(（]?的?(?:{one_of(_RULES['whole'])})(?:{one_of(_RULES['area'])})?的?(?:{one_of(_RULES['area'])})?[)）]?(?=$|[、,，;；。])"
)
_ONE_AREA = re.compile(
    r"除[^()（）]{1,80}?(?:外|其他|其它|其余|剩余)|[合围圍所]围|合圍|围成|圍成|以[东南西北東]|[东南西北東](?:至|到|临|臨|起|靠|邻)"
)
_IN_BRACKETS = re.compile("[(（][^()（）]*[)）]")
_SEPARATOR = re.compile(r"[、,，;；。\n]\s*")
_OPENING, _CLOSING = frozenset("([{（〔【〖﹝［｛"), frozenset(")]}）〕】〗﹞］｝")

HEAD_CHARS = 24
"""Characters in which an administrative name at the head of a part is looked for; the longest has about 15."""


MIN_DISTRICT_CHARS = 2
"""Characters up to which a name in a list that ends like a district (南区) may be a part of an estate."""


@dataclass(frozen=True)
class Segment:
    """One part of a zone's text, and the names that stand at its head by level; `only` when there is nothing else."""

    text: str
    heads: dict[str, str]
    only: bool = False


def segments_of(text: str) -> list[Segment]:
    """The parts of a zone's text; one when nothing in it begins another street or community."""
    plain = _WHOLE.sub("", _AFTER_HEAD.sub("", _COUNT.sub("", _ITEM.sub("", text))))
    if not normalize(plain).strip("#,-"):
        return [Segment(text, {})]
    if _ONE_AREA.search(_IN_BRACKETS.sub("", plain)):
        return [Segment(plain, {})]
    return [_segment(part) for part in _cut(plain)]


def _segment(text: str) -> Segment:
    heads, rest = strip_heads(normalize(text), Known())
    return Segment(text, dict(heads), only=bool(heads) and not rest.strip("#,-"))


def _cut(text: str) -> Iterator[str]:
    start = 0
    for end, following in _separators(text):
        ahead = text[following : following + HEAD_CHARS]
        if _begins_elsewhere(ahead) or _names_a_district(ahead):
            yield text[start:end]
            start = following
    yield text[start:]


def _separators(text: str) -> Iterator[tuple[int, int]]:
    """Where separators outside brackets begin and end."""
    depth, position = 0, 0
    for found in _SEPARATOR.finditer(text):
        for character in text[position : found.start()]:
            depth += (character in _OPENING) - (character in _CLOSING)
        position = found.start()
        if depth == 0:
            yield found.span()


def _names_a_district(text: str) -> bool:
    """Whether a place under a district or city begins here; a side (南区) is a part of an estate."""
    heads, rest = strip_heads(normalize(_SEPARATOR.split(text)[0]), Known())
    named = heads.get("district") or heads.get("city") or ""
    return (
        len(named) > MIN_DISTRICT_CHARS
        and named not in _PARTS_OF_ESTATES
        and bool(rest.strip("#,-") or heads.get("street"))
    )


def _begins_elsewhere(text: str) -> bool:
    heads, _ = strip_heads(normalize(_SEPARATOR.split(text)[0]), Known())
    return bool(heads.get("street")) or heads.get("community", "").endswith(tuple(_RULES["communities"]))
