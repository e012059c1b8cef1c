"""What is left of areas: "甲街道除高风险区以外的其他区域", "甲小区其他楼栋"."""

import re
from typing import Any

from geo_service.addresses.extent_admin import names_admin
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_ALL_OF = re.compile("[全本][省市区县旗镇乡]|[省市区县旗镇乡]域")
_LEFT = (
    one_of([*_RULES["except"]["rest"], "区域", "地区", "范围"])
    + rf"|其[他它余](?:各个?)?(?:{one_of(_RULES['except']['other_areas'])})(?:\([^()]{{1,10}}\))?(?:区域)?"
)
_OTHER = one_of(_RULES["except"]["rest"])
_REST = re.compile(
    rf"(?P<heads>[^()除]*?)(?:(?P<all>全域|全境)|辖区内?|范围内|区域内)?(?:(?P<open>\()?除(?!外)(?P<what>[^()]{{1,90}}?)(?:以外|之外|外)?的?(?P<between>{_LEFT})?(?(open)\)))?"
    rf"(?P<rest>{_LEFT})?"
)
_NAMES_REST = re.compile(_OTHER)
_REST_BEHIND = re.compile(
    rf"除(?!外)(?P<what>[^()]{{1,60}}?)(?:以外|之外|外)[,的]?(?P<heads>[^(),的]{{2,40}}?)的?(?P<rest>{_LEFT}|全域)"
)
_NAMED_BEFORE = re.compile("上述|前述|以上|风险|封控|管控|防范|静默|区域|范围|[栋幢楼户院]|小区")
"""What is left out by an area's rest; a named village or town that is left out is an exclusion of the area."""
_OUTSIDE = ("以外的", "之外的", "外的", "以外", "之外", "除外")
_SHORT_AREA = re.compile(r"(?!其[他它余]|剩|所有|全部|各)[^\W\d_]{2,4}(?<![苑园庭府楼院厂店馆所])(?<!小区)")
"""An area without its ending, where zones are left out of it: 除高风险区外的望舒其他区域."""
_WIDE = "县市区旗"
"""Ends of areas whose zones are what their other areas are not: 听涛县(除高风险区外); a town's are exclusions."""
_ZONES = re.compile(r"(?:上述|已|发布的?|公布的?|划[定为的]*|[高中低]|风险排查|风险|封控|管控|防范|区域?|[、,和及与])+")
_NAMED = one_of(_RULES["except"]["named"])
_REST_OUTSIDE = re.compile(
    rf"(?P<heads>[^(),、除]{{2,20}}?)??(?:行政区划内|行政区域内|辖区内?|范围内|内)?(?:上述|以上)?"
    rf"(?P<what>(?:{_NAMED})(?:(?:[、,和及与]|以及)(?:{_NAMED}))*)(?:以外|之外|外)的?(?P<behind>[^(),、的]{{2,20}}?)??(?:内|范围内|辖区内?)?"
    rf"的?(?P<rest>{_LEFT})"
)
_BETWEEN_AREAS = re.compile(r"[、,;]|(?<=[道镇乡区县村])(?:以及|[和及与])")


def read_rest(key: str, end: int) -> list[tuple[int, int]] | None:
    """The spans of the areas whose rest a text means (none: that of the heading), None if it means something else."""
    if "外" not in key and "除" not in key and "其" not in key and "剩" not in key:
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
        alone = match["rest"] is not None and bool(_NAMES_REST.fullmatch(match["rest"]))
        return alone and not key.endswith(_OUTSIDE, *match.span("heads"))
    if not _NAMED_BEFORE.search(match["what"]) or _leaves_out_places(key, *match.span("what")):
        return False
    said = behind or match["rest"] or (match["between"] and not match["open"])
    zones = _ZONES.fullmatch(match["what"])
    whole = not behind and match["open"] and zones
    if behind and zones and match["rest"] and all(_SHORT_AREA.fullmatch(key, *span) for span in heads):
        return True
    return bool(said or (whole and (match["all"] or all(_is_wide(key, *span) for span in heads)))) and all(
        names_admin(key, *span) for span in heads
    )


def _is_wide(key: str, start: int, end: int) -> bool:
    return key[end - 1] in _WIDE and not key.endswith("社区", start, end)


def _leaves_out_places(key: str, start: int, end: int) -> bool:
    """Whether villages or towns are left out beside zones: 除封控区、望江村以外."""
    parts = _split(key, start, end)
    return len(parts) > 1 and any(key[stop - 1] in "村镇乡" and names_admin(key, first, stop) for first, stop in parts)


def _split(key: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    position = start
    for match in _BETWEEN_AREAS.finditer(key, start, end):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, end))
    return [span for span in spans if span[0] < span[1]]
