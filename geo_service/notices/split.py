"""Where one zone of a list ends and the next begins."""

import re

from geo_service.addresses.extent_admin import read_admin
from geo_service.notices.headings import is_admin
from geo_service.notices.marks import cuts, outside, parts_between
from geo_service.notices.words import CATEGORY, RULES, any_word

_DEPENDENT = re.compile(
    r"[0-9A-Z]+(?:-[0-9A-Z]+)*(?:[、,(号栋幢座层楼室房户#-]|单元|号楼|[组队社区期排梯门巷弄]|自然村|$|组团)|[一二三四五六七八九十]{1,3}(?:巷|街|路|单元|栋|幢|座|区|期)"
    r"|[一二三四五六七八九十]号楼|附[0-9]|之[0-9一二三四五六七八九十]|[东南西北](?:至|到|以|临)|(?:及|以及|和)(?:其|[0-9]|周|附|底|沿|商|门)|含|包括|即(?![日时刻墨])|\(|第?[0-9]+号|(?:小高层|高层|多层|别墅|洋房|[东南西北中]{1,2})区?[0-9]|(?:调整|变更|扩大)[为至到成]"
)
_TIME_BRACKET = re.compile(r"\([^()]{0,24}(?:起算|起|发布|实施)[^()]{0,4}\)")
_TIMED_END = re.compile(_TIME_BRACKET.pattern + "$")
_ADMIN_SIGN = re.compile("[区县市旗道办处乡镇木街區縣處辦鎮鄉]")
_OPENERS = re.compile(r"(?:将|对|把)")
_BOUNDS = re.compile(
    r"以[东南西北]|合围|围合|围成|[东南西北](?:至|到|临|以)|[路街道河江](?:-[^\W\d_]{1,10}[路街道河江]){2}"
)
_SIDE = re.compile(r"以[东南西北]|[东南西北](?:至|到|临|起|侧)|^[东南西北]以|[东南西北][边面侧]?为界")
_SURROUNDED = re.compile("合围(?:的)?(?:区域|范围)?$")
_NO_CORNERS = re.compile(r"[东南西北](?:至|到|临|以|起)|以|由|路段?与|街道|镇|乡|\(除|外\)")
"""What places that only mark the corners of an area have not: sides, lines, exceptions, streets of their own."""
_SIDE_SIGN = re.compile("[以至到临起侧界]")
_ENCLOSED = re.compile("合围|围合|围成|所围|包围|围绕")
_DOOR = re.compile(
    r"[0-9](?:号(?!.*[至到-])|栋|幢|单元)|(?:小区|花园|苑|大厦|村|组|公寓|广场|中心|楼|酒店|店|社区|街道|镇|乡)$"
)
_TOGETHER = re.compile("[连联]片")
_COMMUNITY_ENDS = ("社区", "村", "委会")
_AND = re.compile("[和及与]")
_ALSO = re.compile(
    r"(?:(?<=\))|(?<=区域))和(?=[^\W\d_]{2})"
    r"|(?<=[区村苑园栋幢号楼元组院厦店场厂司期队居屯庄巷弄路街)])(?:和|以及|及|与)(?=[^\W\d_]{2,12}?(?:[区县市旗镇乡]|街道))"
)
_LINES_OPENED = re.compile("^以|^由|[^所可予]以(?![东南西北及内外])")
_AREA_ENDED = re.compile("(?:区域|范围|地区|地块|片区)$")
_REST = re.compile(rf"除.{{1,80}}?外.{{0,12}}?(?:{any_word(['区域', '地区', '范围'])})")
_OTHERS = re.compile("(?:其余|其他|其它)(?:区域|地区)$")
_REST_SIGN = re.compile("除|其[余他它]")
_EXCEPTED = re.compile("除(?!外)[^;。]{1,80}?外")
_EXCEPTED_LEVELS = re.compile(
    rf"(?:道|[镇乡])\((?:除|不含)(?:{CATEGORY}|[、和及与的高中低])+(?:以外|之外|外)?(?:的?区域)?\)"
    r"(?:的?(?:其[他余它])?(?:区域|地区|范围))?$"
)


TIMED_END_MAX = 40
"""Longest time in brackets at the end of a place, in characters."""
ADMIN_MAX = 60
"""Longest names of district and street at the head of a place, in characters."""


def is_bounded(folded: str, start: int, end: int) -> bool:
    """Whether a part is an area between sides or lines, not a place that a bracket explains so."""
    return _BOUNDS.search(folded, start, end) is not None and _BOUNDS.search(outside(folded, start, end)) is not None


def depends(folded: str, start: int, streets: frozenset[str]) -> bool:
    """Whether a part can only be read with the one before it: 3单元, 八巷5号, B区; a district is no such part."""
    return bool(_DEPENDENT.match(folded, start)) and not _names_admin(folded, start, len(folded), streets)


def split_items(
    folded: str, start: int, end: int, *, count: int | None, whole: bool, listed: bool, streets: frozenset[str]
) -> list[tuple[int, int]]:
    """
    The items of a span.

    `count` is the number that the heading says; `whole` that the line is numbered as one zone; `listed` that
    it stands among other lines of zones. A part that depends on the one before stays with it, unless the count says
    otherwise.
    """
    if whole and (count is None or count == 1):
        parts = _at_admin_names(folded, start, end, streets)
        if len(parts) == 1:
            return parts
        own = {_street_of(folded, *part, streets) for part in parts}
        return parts if len(own) == len(parts) else [(start, end)]
    if not _is_list(folded, start, end):
        return _at_also(folded, start, end, streets)
    zones = _zones(folded, start, end, streets, listed=listed)
    if count is None or count == len(zones):
        return zones
    commas = cuts(folded, start, end, ",")
    joined = _join_dependent(folded, commas, streets)
    timed = [part for comma in joined for part in _at_time_brackets(folded, *comma)]
    marked = [part for comma in timed for part in _at_admin_names(folded, *comma, streets)]
    listed_all = _join_dependent(folded, cuts(folded, start, end, ",、"), streets)
    single = cuts(folded, start, end, ",、")
    layouts = (marked, timed, joined, commas, listed_all, [(start, end)], single)
    counted = [parts for parts in layouts if len(parts) == count]
    return counted[0] if counted else zones


def _zones(folded: str, start: int, end: int, streets: frozenset[str], *, listed: bool) -> list[tuple[int, int]]:
    """
    The places of a list as zones: what depends on the place before and what bounds one area stays together.

    Where commas part whole addresses, 、 parts the places of one zone; where they part streets, it parts zones.
    """
    zones: list[tuple[int, int]] = []
    commas = parts_between(folded, start, end, ",")
    if _is_surrounded(folded, commas):
        return [(start, end)]
    inner = len(commas) == 1 or _part_groups(folded, commas, streets)
    for comma in commas:
        if inner and not listed and not _TOGETHER.search(folded, *comma):
            zones.extend(_join_bounds(folded, _areas_together(folded, parts_between(folded, *comma, "、"), streets)))
        else:
            zones.extend(
                part for timed in _at_time_brackets(folded, *comma) for part in _at_admin_names(folded, *timed, streets)
            )
    sided = _join_sides(folded, zones)
    return _join_dependent(folded, [part for zone in sided for part in _at_also(folded, *zone, streets)], streets)


def _is_surrounded(folded: str, parts: list[tuple[int, int]]) -> bool:
    """Whether the parts of a list between semicolons are places that one area lies between: 甲小区,乙花园合围区域."""
    start, end = parts[0][0], parts[-1][1]
    if len(parts) == 1 or not (folded[start - 1 : start] == ";" or folded.startswith(";", end)):
        return False
    return _SURROUNDED.search(folded, *parts[-1]) is not None and not _NO_CORNERS.search(folded, start, end)


def _at_also(folded: str, start: int, end: int, streets: frozenset[str]) -> list[tuple[int, int]]:
    """A part cut before the "and" behind a bracket or an area, or before one that names another street or district."""
    parts: list[tuple[int, int]] = []
    position = start
    if not _AND.search(folded, start, end):
        return [(start, end)]
    if _SIDE.search(folded, start, end) and not _ENCLOSED.search(folded, start, end):
        return [(start, end)]
    for match in _ALSO.finditer(folded, start + 1, end):
        first, also = match.span()
        if folded.count("(", start, first) > folded.count(")", start, first) or _REST.search(folded, start, end):
            continue
        other = folded[first - 1] == ")" or folded.endswith("区域", start, first)
        if other or (_names_admin(folded, also, end, streets) and not _is_area(folded[position:first], streets)):
            parts.append((position, first))
            position = also
    return [*parts, (position, end)]


def _is_area(name: str, streets: frozenset[str]) -> bool:
    """Whether a name is that of a street or a wider area; a community is a zone itself."""
    return not name.endswith(_COMMUNITY_ENDS) and is_admin(name, streets)


def _areas_together(folded: str, parts: list[tuple[int, int]], streets: frozenset[str]) -> list[tuple[int, int]]:
    """Areas before one whose rest is meant are parts of it: 甲区、乙区除…外的其他区域."""
    if len(parts) == 1 or not _REST_SIGN.search(folded, parts[0][0], parts[-1][1]):
        return parts
    rests = [index for index, part in enumerate(parts) if _rest_of_area(folded, *part)]
    if not rests or not rests[0]:
        return parts
    if all(is_admin(folded[slice(*part)], streets) for part in parts[: rests[0]]):
        return [(parts[0][0], parts[rests[0]][1]), *parts[rests[0] + 1 :]]
    return parts


def _rest_of_area(folded: str, start: int, end: int) -> bool:
    """Whether a part says that the rest of an area is meant: outside of brackets, or (除封控区外)."""
    if _EXCEPTED_LEVELS.search(folded, start, end):
        return True
    match = _EXCEPTED.search(folded, start, end) or _OTHERS.search(folded, start, end)
    return match is not None and folded.count("(", start, match.start()) == folded.count(")", start, match.start())


def _part_groups(folded: str, parts: list[tuple[int, int]], streets: frozenset[str]) -> bool:
    """Whether the parts are the lists of different areas, or of places whose own area is not said."""
    start, end = parts[0][0], parts[-1][1]
    if folded.find("、", start, end) < 0:
        return False
    sided = _SIDE.search(outside(folded, start, end)) is not None
    named = [head for head in (_head_of(folded, *part, streets) for part in parts) if head]
    if sided:
        return len(set(named)) == len(parts)
    return len(named) < len(parts) or len(set(named)) == len(named)


def _head_of(folded: str, start: int, end: int, streets: frozenset[str]) -> str:
    opener = _OPENERS.match(folded, start, end)
    start = opener.end() if opener else start
    admin = read_admin(folded, start, end, rural=False, streets=streets)
    return folded[start : admin.end] if admin.street or admin.community or admin.district else ""


def _join_bounds(folded: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sides, and lines that enclose an area, as one part."""
    if not _ENCLOSED.search(folded, parts[0][0], parts[-1][1]):
        return _join_sides(folded, parts)
    joined: list[tuple[int, int]] = []
    for part in parts:
        words = outside(folded, *part)
        if _ENCLOSED.search(words):
            first = _first_line(folded, joined)
            joined[first:] = [(joined[first][0] if first < len(joined) else part[0], part[1])]
        else:
            joined.append(part)
    return _join_sides(folded, joined)


def _first_line(folded: str, parts: list[tuple[int, int]]) -> int:
    """The first of the lines at the end of a list: the one with 以 or 由 before it, or the first that is a line."""
    for index in range(len(parts) - 1, -1, -1):
        words = outside(folded, *parts[index])
        if _LINES_OPENED.search(words):
            return index
        if _DOOR.search(words) or _ENCLOSED.search(words):
            return index + 1
    return 0


def _join_sides(folded: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not parts or not _SIDE_SIGN.search(folded, parts[0][0], parts[-1][1]):
        return parts
    joined: list[tuple[int, int]] = []
    open_side = False  # the part before is a side of an area that has not ended
    for part in parts:
        words = outside(folded, *part)
        side = bool(_SIDE.search(words))
        if open_side and side:
            joined[-1] = (joined[-1][0], part[1])
        else:
            joined.append(part)
        open_side = side and not _AREA_ENDED.search(words)
    return joined


def _is_list(folded: str, start: int, end: int) -> bool:
    """Whether a span may hold several places."""
    return folded.find(",", start, end) >= 0 or folded.find("、", start, end) >= 0


def _join_dependent(folded: str, parts: list[tuple[int, int]], streets: frozenset[str]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and depends(folded, start, streets) and not _ends_timed(folded, *joined[-1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _ends_timed(folded: str, start: int, end: int) -> bool:
    """Whether a part ends with a time; only its end is looked at, so that a long list costs no more by its length."""
    return bool(_TIMED_END.search(folded, max(start, end - TIMED_END_MAX), end))


def _at_time_brackets(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    if folded.find(")、", start, end) < 0:
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    position = start
    for match in _TIME_BRACKET.finditer(folded, start, end):
        if match.end() < end and folded[match.end()] == "、":
            parts.append((position, match.end()))
            position = match.end() + 1
    return [*parts, (position, end)]


def _at_admin_names(folded: str, start: int, end: int, streets: frozenset[str]) -> list[tuple[int, int]]:
    """A list in which several places name their own street or district has a zone at each of them."""
    parts = parts_between(folded, start, end, "、")
    if len(parts) == 1 or _BOUNDS.search(folded, start, end) or _REST.search(folded, start, end):
        return [(start, end)]
    opened = {part for part in parts if _names_admin(folded, *part, streets)}
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
    if not _ADMIN_SIGN.search(folded, start, min(end, start + ADMIN_MAX)):
        return False
    opener = _OPENERS.match(folded, start, end)
    admin = read_admin(folded, opener.end() if opener else start, end, rural=False, streets=streets)
    return bool(admin.street or admin.district)


def _street_of(folded: str, start: int, end: int, streets: frozenset[str]) -> str:
    admin = read_admin(folded, start, end, rural=False, streets=streets)
    return folded[slice(*admin.street)] if admin.street else ""


SCOPE = re.compile(rf"(?:{any_word(RULES['headings']['scope'])}):")
