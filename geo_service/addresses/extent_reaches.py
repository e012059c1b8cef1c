"""Areas that reach to each of their bounds: 东至X、南至Y."""

import re
from itertools import islice

from geo_service.addresses.extent_area import (
    ALL_SIDES,
    BOUNDS,
    CLOSED,
    ENCLOSES,
    ENCLOSURE,
    KINDS_OF_AREA,
    MIN_BARE_SIDES,
    MIN_SIDES,
    SIDE_OF,
    SIDES_MAX,
    Area,
    add_side,
    after_tail,
    depth,
    said_feature,
    take_name_behind,
)
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.rules_files import one_of

# "东至X", "北以X为界", "东侧:X": X is the side; corners do not fit four sides
_NOT_OPEN = r"[^、,;:()\-和及与东南西北]"
# 西、南至X; the first side must open the clause: of 青石大道北、南至X only 南 is a side
_OPENED = rf"(?<!{_NOT_OPEN}[东南西北])(?<!{_NOT_OPEN}[东南西北][侧面边部段])"
_MORE = rf"(?:{_OPENED}[、和及与](?:[东西][南北]|[东南西北])(?:侧|面|边|部)?)"
_REACHES = re.compile(
    r"(?P<side>东南西北|[东西][南北]|南北|东西|[东南西北])(?P<wall>侧|面|边|部|方向|段)?"
    rf"(?P<more>{_MORE}{{0,3}})(?:(?:{one_of(BOUNDS['reach'])})于?|(?P<colon>:))(?!路|街|巷)"
)
_BOTH = ("南北", "东西", "东南西北")
_CORNER = re.compile("[东西][南北]")
_LAST_NAME = re.compile(r"的(?P<name>[^\W_]{3,14}(?:区|园|苑|城|村|院|片))$")
_BOTH_WALLS = re.compile(r"的?(?P<note>(?:道路)?(?:两侧|两边|两旁|沿线)[^\W_]{0,12})$")
_BORDER = re.compile(rf"(?:{one_of([*BOUNDS['ends'], '形成', '所形成'])})$")
_BORDER_ENDS = frozenset(word[-1] for word in [*BOUNDS["ends"], "形成"]) | frozenset("域围区内的有部")
"""The last characters of what ends a feature: 为界, 区域, 范围内的所有."""
_LAST_TAIL = re.compile(
    rf"(?:{one_of(ENCLOSURE['fillers'])})*(?:区域|范围|地区)(?:内|以内|之内)?的?(?:所有|全部)?(?:区域)?$"
)
_NAME_TAIL = re.compile(rf"[,、:;(]*(?:{one_of(BOUNDS['headings'])})?[:,]*$")
_OF_FEATURE = re.compile(
    r"\((?!不|除|含|包|已|共|约|详|见|附)[^(),、;:0-9]{1,16}(?<!以外)(?<!之外)(?<!除外)(?<!风险区)(?<!范围)(?<!区域)\)"
)
_AROUND = re.compile(r"以?(?P<name>[^、,;]{2,24}?)为(?:中心|圆心)点?")
_STANDING = "原现"
_NO_NAME = re.compile(rf"[{_STANDING}]?(?:部分|局部|{ENCLOSES})?(?:{KINDS_OF_AREA}),?|[{_STANDING}]|")


# -- 东至X、南至Y


def read_reaches(text: SaidText, start: int, end: int) -> Area | None:
    """The area of 东至X、南至Y, if a span says one."""
    key = text.key
    marks = _reaching_marks(key, start, end)
    if not marks:
        return None
    sides: dict[str, str] = {}
    area = Area(start, end, sides=sides)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        stop = following.start() if following else _end_of_last(key, mark.end(), end)
        feature = said_feature(text, mark.end(), _feature_end(key, mark.end(), stop, area))
        if not feature:
            return None
        said_sides = _sides(mark)
        for side in said_sides:
            add_side(sides, SIDE_OF[side], feature)
        if not said_sides:
            area.note += f"{',' if area.note else ''}{text.surface(mark.start(), mark.end())}{feature}"
        area.end = stop
    _take_name(text, area, marks[0].start())
    area.end = after_tail(key, area.end, end)
    take_name_behind(text, area, end)
    return area


def _sides(mark: re.Match[str]) -> list[str]:
    """The sides of one feature (西、南至X, 南北至X); none for a corner, which does not fit four sides."""
    if mark["side"] in _BOTH:
        return list(mark["side"])
    more = [] if _CORNER.search(mark["more"]) else [side for side in mark["more"] if side in SIDE_OF]
    return [mark["side"], *more] if mark["side"] in SIDE_OF else []


def _counted_sides(mark: re.Match[str]) -> int:
    return max(len(_sides(mark)), 1)


def _reaching_marks(key: str, start: int, end: int) -> list[re.Match[str]]:
    found = [mark for mark in islice(_REACHES.finditer(key, start, end), SIDES_MAX) if _opens_clause(key, start, mark)]
    marks = [mark for mark in found if not mark["colon"]]
    if len(found) > len(marks) and len({mark["side"] for mark in found}) >= MIN_BARE_SIDES:
        marks = found
    complete = ALL_SIDES * 2 - 1
    if len(marks) >= complete and marks[ALL_SIDES]["side"] == marks[0]["side"]:
        marks = marks[:ALL_SIDES]  # another area begins with the side that this one began with
    marks = _with_leading(key, start, marks)
    return marks if sum(map(_counted_sides, marks)) >= MIN_SIDES and any(map(_sides, marks)) else []


def _with_leading(key: str, start: int, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks and a first one that a name stands before without a separator: 听雨宫东至甲路-南至乙路-…."""
    if len(marks) < MIN_SIDES:
        return marks
    sides = {mark["side"] for mark in marks}
    for mark in _REACHES.finditer(key, start + MIN_SIDES, marks[0].start()):
        if (
            mark["side"] in SIDE_OF
            and mark["side"] not in sides
            and not mark["colon"]
            and not depth(key, start, mark.start())
        ):
            return [mark, *marks]
    return marks


def _opens_clause(key: str, start: int, mark: re.Match[str]) -> bool:
    position = mark.start()
    opens = (
        position == start
        or key[position - 1] in "、,;:-)(和及与"
        or (position - start == 1 and key[start] in _STANDING)
    )
    return (opens or _is_prefixed(key, start, position, mark)) and not depth(key, start, position)


def _is_prefixed(key: str, start: int, position: int, mark: re.Match[str]) -> bool:
    """Whether the sides of a named area begin without a separator: 怡景片区东至甲路."""
    named = key[position - 1] in "区村镇园苑域组路街道巷河线墙桥" and position - start >= MIN_SIDES
    return named and len(mark["side"]) == 1 and mark.group()[-1] in "至起临"


def _feature_end(key: str, start: int, stop: int, area: Area) -> int:
    """Where a feature ends before separators, brackets and 为界; a bracket is kept for the area."""
    end = stop
    while end > start and key[end - 1] in "、,;:-的和及与":
        end -= 1
    opened = key.find("(", start, end)
    if opened > start and key[end - 1] == ")":
        if _is_of_feature(key, opened, end):
            return end
        area.brackets.append((opened, end))
        end = opened
    said = key[start:end]
    walls = _BOTH_WALLS.search(key, start, end) if "两" in said or "沿线" in said else None
    if walls:
        area.note += key[slice(*walls.span("note"))]
        return walls.start()
    named = _LAST_NAME.search(key, start, end) if "的" in said else None
    if named:
        area.name, end = key[slice(*named.span("name"))], named.start()
    if key[end - 1] not in _BORDER_ENDS:
        return end
    bordered = _BORDER.search(key, start, end) or _LAST_TAIL.search(key, start, end)
    return bordered.start() if bordered else end


def _is_of_feature(key: str, start: int, end: int) -> bool:
    """Whether a bracket says more of one feature: 甲河(青石段), 乙路(原丙路)."""
    return bool(_OF_FEATURE.fullmatch(key, start, end))


def _take_name(text: SaidText, area: Area, end: int) -> None:
    """What stands before the sides names the area; its bracket is read like one behind the area."""
    heading = _NAME_TAIL.search(text.key, area.start, end)
    end = heading.start() if heading else end
    opened = text.key.find("(", area.start, end)
    if opened > area.start and text.key[end - 1] == ")":
        area.brackets.append((opened, end))
        end = opened
    around = _AROUND.fullmatch(text.key, area.start, end)
    if around:
        area.name = text.surface(*around.span("name"))
        return
    area.name = "" if _NO_NAME.fullmatch(text.key, area.start, end) else text.surface(area.start, end) or area.name


def _end_of_last(key: str, start: int, end: int) -> int:
    """Where the feature of the last side ends: at a bracket, a comma, or the end."""
    closed = CLOSED.search(key, start, end)
    stop = closed.start() if closed else end
    last = next((index for index in range(start, stop) if key[index] in ",;("), stop)
    more = _OF_FEATURE.match(key, last, end) if last < stop and last > start else None
    return more.end() if more else last
