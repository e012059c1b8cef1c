"""Where one zone of a list ends and the next begins."""

import re

from geo_service.addresses.extent_admin import read_admin
from geo_service.notices.words import RULES, any_word

_DEPENDENT = re.compile(
    r"[0-9A-Z]+(?:-[0-9A-Z]+)*(?:[、,号栋幢座层楼室房户#-]|单元|号楼|[组队社区期排梯门]|$|组团)|[一二三四五六七八九十]{1,3}(?:巷|街|路|单元|栋|幢|座|区|期)"
    r"|[一二三四五六七八九十]号楼|附[0-9]|之[0-9一二三四五六七八九十]|[东南西北](?:至|到|以|临)|(?:及|以及|和)(?:其|[0-9]|周|附|底|沿|商|门)|含|包括|\(|第?[0-9]+号"
)
_MARKS = re.compile("[(),、;。]")
_TIME_BRACKET = re.compile(r"\([^()]{0,24}(?:起算|起|发布|实施)[^()]{0,4}\)")
_OPENERS = re.compile(r"(?:将|对|把)")
_BOUNDS = re.compile(r"以[东南西北]|合围|围合|围成|[东南西北](?:至|到|临|以)")
_REST = re.compile(rf"除.{{1,80}}?外.{{0,12}}?(?:{any_word(['区域', '地区', '范围'])})")


def cuts(folded: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """The parts of a span between marks that stand outside of brackets."""
    parts: list[tuple[int, int]] = []
    depth, position = 0, start
    for match in _MARKS.finditer(folded, start, end):
        character, index = match.group(), match.start()
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks and folded[index - 1 : index] != "?":
            parts.append((position, index))
            position = index + 1
    parts.append((position, end))
    return [part for part in parts if folded[slice(*part)].strip()]


def depends(folded: str, start: int) -> bool:
    """Whether a part can only be read with the one before it: 3单元, 八巷5号, B区."""
    while start < len(folded) and folded[start] == " ":
        start += 1
    return bool(_DEPENDENT.match(folded, start))


def split_items(
    folded: str, start: int, end: int, *, count: int | None, whole: bool, lone: bool, streets: frozenset[str]
) -> list[tuple[int, int]]:
    """
    The items of a span.

    `count` is the number that the heading says; `whole` that the line is numbered as one zone; `lone` that it is the
    only line under its heading. A part that depends on the one before stays with it, unless the count says otherwise.
    """
    if whole and (count is None or count == 1):
        parts = _at_admin_names(folded, start, end, streets)
        own = {_street_of(folded, *part, streets) for part in parts}
        return parts if len(own) == len(parts) else [(start, end)]
    if not _is_list(folded, start, end):
        return [(start, end)]
    commas = cuts(folded, start, end, ",")
    joined = _join_dependent(folded, commas)
    timed = [part for comma in joined for part in _at_time_brackets(folded, *comma)]
    marked = [part for comma in timed for part in _at_admin_names(folded, *comma, streets)]
    listed = _join_dependent(folded, cuts(folded, start, end, ",、"))
    counted = [parts for parts in (marked, timed, joined, commas, listed, [(start, end)]) if len(parts) == count]
    if counted:
        return counted[0]
    if len(marked) == 1 and lone and _are_places(folded, listed):
        return listed
    return marked


def _is_list(folded: str, start: int, end: int) -> bool:
    """Whether a span may hold several places; in the rest of an area only commas part them."""
    span = folded[start:end]
    return "," in span or ("、" in span and not _REST.search(folded, start, end))


def _outside(folded: str, start: int, end: int) -> str:
    """A span without its brackets."""
    kept, depth = [], 0
    for character in folded[start:end]:
        depth += (character == "(") - (character == ")")
        if depth == 0:
            kept.append(character)
    return "".join(kept)


def _join_dependent(folded: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and depends(folded, start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _at_time_brackets(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    position = start
    for match in _TIME_BRACKET.finditer(folded, start, end):
        if match.end() < end and folded[match.end()] == "、":
            parts.append((position, match.end()))
            position = match.end() + 1
    return [*parts, (position, end)]


def _at_admin_names(folded: str, start: int, end: int, streets: frozenset[str]) -> list[tuple[int, int]]:
    """A list in which several places name their own street or district has a zone at each of them."""
    parts = cuts(folded, start, end, "、")
    if len(parts) == 1 or _BOUNDS.search(folded, start, end) or _REST.search(folded, start, end):
        return [(start, end)]
    opened = [part for part in parts if _names_admin(folded, *part, streets)]
    if len(opened) == 1 or not opened or not _names_admin(folded, *parts[0], streets):
        return [(start, end)]
    joined: list[tuple[int, int]] = []
    for part in parts:
        if joined and part not in opened:
            joined[-1] = (joined[-1][0], part[1])
        else:
            joined.append(part)
    return joined


def _names_admin(folded: str, start: int, end: int, streets: frozenset[str]) -> bool:
    opener = _OPENERS.match(folded, start, end)
    admin = read_admin(folded, opener.end() if opener else start, end, rural=False, streets=streets)
    return bool(admin.street or admin.district)


def _street_of(folded: str, start: int, end: int, streets: frozenset[str]) -> str:
    admin = read_admin(folded, start, end, rural=False, streets=streets)
    return folded[slice(*admin.street)] if admin.street else ""


def _are_places(folded: str, parts: list[tuple[int, int]]) -> bool:
    return len(parts) > 1 and not any(_BOUNDS.search(_outside(folded, *part)) for part in parts)


SCOPE = re.compile(rf"(?:{any_word(RULES['headings']['scope'])}):")
