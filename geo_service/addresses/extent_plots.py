"""Numbers and words before a building that are a part of its name or of the place's: 铁37#小区, 怡景小区新6号楼."""

import re
from typing import Any

from geo_service.addresses.extent_token import SEPARATES, Token
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_PLOT_NAME = re.compile(rf"[^\W\d_]{{0,6}}(?:{one_of(_RULES['place']['strong'])}|院|所|宿舍|大院|街坊)")
"""What makes 37# before it a plot that is named by its number."""
_NEW = "新老旧"
_NEW_BUILDING = re.compile(rf"(?:{one_of(_RULES['place']['strong'])}|院)[{_NEW}]$")


def join_plots(key: str, tokens: list[Token]) -> list[Token]:
    """37# is a part of the name it stands in (铁37#小区, 青14#干休所7号楼), not a building."""
    joined: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        before = joined[-1] if joined and joined[-1].kind == "text" and joined[-1].end == token.start else None
        if before and (token.kind == "text" or _is_plot(key, before, token, following)):
            before.end = token.end
        else:
            joined.append(token)
    return joined


def _is_plot(key: str, before: Token, token: Token, following: Token | None) -> bool:
    if token.kind != "building" or token.high or key[token.end - 1] != "#":
        return False
    if following is None or following.start > token.end or following.kind in (*SEPARATES, "bracket"):
        return before.end - before.start == 1 and key[before.start] not in "东南西北中"
    if following.kind == "building":
        return following.low.isdecimal()
    return following.kind == "text" and bool(_PLOT_NAME.fullmatch(key, following.start, following.end))


def is_new_building(key: str, start: int, end: int) -> bool:
    """Whether the name of a compound ends with the 新 or 老 of the building behind it: 怡景小区新6号楼."""
    return key[end - 1] in _NEW and bool(_NEW_BUILDING.search(key, start, end))


def is_listed_new(key: str, out: list[Token]) -> bool:
    """Whether a 新 is all that stands between a building of the list and the next: 老3栋、新5栋."""
    if key[out[-1].start] not in _NEW or out[-1].end - out[-1].start > 1:
        return False
    return [token.kind for token in out[-3:-1]] == ["building", "sep"]
