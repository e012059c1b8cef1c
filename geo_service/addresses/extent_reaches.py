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
_REACHES = re.compile(
    rf"(?P<side>[东西][南北]|[东南西北])(?P<wall>侧|面|边|部|方向|段)?(?:[、和及][东西][南北](?:侧|面|边|部))?(?:(?:{one_of(BOUNDS['reach'])})于?|(?P<colon>:))(?!路|街|巷)"
)
_LAST_NAME = re.compile(r"的(?P<name>[^\W_]{3,14}(?:区|园|苑|城|村|院|片))$")
_BOTH_WALLS = re.compile(r"的?(?P<note>(?:道路)?(?:两侧|两边|两旁|沿线)[^\W_]{0,12})$")
_BORDER = re.compile(rf"(?:{one_of(BOUNDS['ends'])})$")
_LAST_TAIL = re.compile(
    rf"(?:{one_of(ENCLOSURE['fillers'])})*(?:区域|范围|地区)(?:内|以内|之内)?的?(?:所有|全部)?(?:区域)?$"
)
_NAME_TAIL = re.compile(rf"[,、:;(]*(?:{one_of(BOUNDS['headings'])})?[:,]*$")
_OF_FEATURE = re.compile(
    r"\((?!不|除|含|包|已|共|约|详|见|附)[^(),、;:0-9]{1,16}(?<!以外)(?<!之外)(?<!除外)(?<!风险区)(?<!范围)(?<!区域)\)"
)
_AROUND = re.compile(r"以?(?P<name>[^、,;]{2,24}?)为(?:中心|圆心)点?")
_NO_NAME = re.compile(rf"(?:部分|局部|{ENCLOSES})?(?:{KINDS_OF_AREA}),?|")


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
        if mark["side"] in SIDE_OF:
            add_side(sides, SIDE_OF[mark["side"]], feature)
        else:
            area.note += f"{',' if area.note else ''}{text.surface(mark.start(), mark.end())}{feature}"
        area.end = stop
    _take_name(text, area, marks[0].start())
    area.end = after_tail(key, area.end, end)
    take_name_behind(text, area, end)
    return area


def _reaching_marks(key: str, start: int, end: int) -> list[re.Match[str]]:
    found = [mark for mark in islice(_REACHES.finditer(key, start, end), SIDES_MAX) if _opens_clause(key, start, mark)]
    marks = [mark for mark in found if not mark["colon"]]
    if len(found) > len(marks) and len({mark["side"] for mark in found}) >= MIN_BARE_SIDES:
        marks = found
    complete = ALL_SIDES * 2 - 1
    if len(marks) >= complete and marks[ALL_SIDES]["side"] == marks[0]["side"]:
        marks = marks[:ALL_SIDES]  # another area begins with the side that this one began with
    marks = _with_leading(key, start, marks)
    return marks if len(marks) >= MIN_SIDES and any(mark["side"] in SIDE_OF for mark in marks) else []


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
    opens = position == start or key[position - 1] in "、,;:-)(和及与"
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
    walls = _BOTH_WALLS.search(key, start, end)
    if walls:
        area.note += key[slice(*walls.span("note"))]
        return walls.start()
    named = _LAST_NAME.search(key, start, end)
    if named:
        area.name, end = key[slice(*named.span("name"))], named.start()
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
