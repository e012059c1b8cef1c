"""What is left of areas: "甲街道除高风险区以外的其他区域", "甲小区其他楼栋"."""

import re
from typing import Any

from geo_service.addresses.extent_admin import names_admin
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_SIGN = re.compile("[除其剩外]")
_ALL_OF = re.compile("[全本][省市区县旗镇乡]|[省市区县旗镇乡]域")
_LEFT = one_of([*_RULES["except"]["rest"], "区域", "地区", "范围"])
_OTHER = one_of(_RULES["except"]["rest"])
_REST = re.compile(
    rf"(?P<heads>[^()除]*?)(?:全域|辖区内?|范围内|区域内)?(?:(?P<open>\()?除(?!外)(?P<what>[^()]{{1,90}}?)(?:以外|之外|外)?的?(?P<between>{_LEFT})?(?(open)\)))?"
    rf"(?P<rest>{_LEFT})?"
)
_NAMES_REST = re.compile(_OTHER)
_REST_BEHIND = re.compile(
    rf"除(?!外)(?P<what>[^()]{{1,60}}?)(?:以外|之外|外)[,的]?(?P<heads>[^(),的]{{2,40}}?)的?(?P<rest>{_LEFT}|全域)"
)
_NAMED_BEFORE = re.compile("上述|前述|以上|风险|封控|管控|防范|静默|区域|范围|[栋幢楼户院]|小区")
"""What is left out by an area's rest; a named village or town that is left out is an exclusion of the area."""
_NAMED = one_of(_RULES["except"]["named"])
_REST_OUTSIDE = re.compile(
    rf"(?P<heads>[^(),、除]{{2,20}}?)??(?:行政区划内|行政区域内|辖区内?|范围内|内)?(?:上述|以上)?"
    rf"(?P<what>(?:{_NAMED})(?:(?:[、,和及与]|以及)(?:{_NAMED}))*)(?:以外|之外|外)的?(?P<behind>[^(),、的]{{2,20}}?)??(?:内|范围内|辖区内?)?"
    rf"的?(?P<rest>{_LEFT})"
)
_BETWEEN_AREAS = re.compile(r"[、,;]|(?<=[道镇乡区县村])(?:以及|[和及与])")


def read_rest(key: str, end: int) -> list[tuple[int, int]] | None:
    """The spans of the areas whose rest a text means (none: that of the heading), None if it means something else."""
    if not _SIGN.search(key, 0, end):
        return None
    outside = _read_outside(key, end)
    if outside is not None:
        return outside
    for pattern in (_REST_BEHIND, _REST):
        match = pattern.fullmatch(key, 0, end)
        heads = _split(key, *match.span("heads")) if match else []
        if match and _means_rest(key, match, heads, behind=pattern is _REST_BEHIND):
            return heads
    return None


def _read_outside(key: str, end: int) -> list[tuple[int, int]] | None:
    """The area of "封控区、管控区以外县域内其他区域", before or behind what is left out."""
    match = _REST_OUTSIDE.fullmatch(key, 0, end) if "外" in key else None
    heads = [match.span(part) for part in ("heads", "behind") if match[part]] if match else []
    return heads if match and all(names_admin(key, *span) or _ALL_OF.fullmatch(key, *span) for span in heads) else None


def _means_rest(key: str, match: re.Match[str], heads: list[tuple[int, int]], *, behind: bool) -> bool:
    """Whether administrative areas are meant; "其他楼栋" is what is left of a compound."""
    if match["what"] is None:
        return match["rest"] is not None and bool(_NAMES_REST.fullmatch(match["rest"]))
    if not _NAMED_BEFORE.search(match["what"]):
        return False
    said = behind or match["rest"] or (match["between"] and not match["open"])
    return bool(said) and all(names_admin(key, *span) for span in heads)


def _split(key: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    position = start
    for match in _BETWEEN_AREAS.finditer(key, start, end):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, end))
    return [span for span in spans if span[0] < span[1]]
