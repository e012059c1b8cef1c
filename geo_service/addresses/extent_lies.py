"""Areas that lie on one side of each of their bounds: X以东、Y以南."""

import re
from collections.abc import Mapping
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

_OPPOSITE: Mapping[str, str] = BOUNDS["opposite"]
# "X以东", "X东侧", a bare "X东": X is the west side; the area lies east of it
_LIES = re.compile(
    rf"以(?P<side>[东南西北])(?:侧|面|边|方向)?(?![东南西北门站街路])"
    rf"|(?P<bare>[东南西北])(?:侧|面|边)?(?=[、,;(\-]|$|的|{ENCLOSES}|{KINDS_OF_AREA})"
)
_REACH_AFTER = re.compile(
    r"(?:至|到)?约?(?P<far>[0-9]+(?:\.[0-9]+)?(?:米|公里)[^、,;()]{0,12}?)(?=[、,;(]|$|的|区域|范围|以)"
)
_DISTANCE = re.compile(r"[0-9.]+(?:米|公里)(?:处|左右)?")
_UP_TO = re.compile(r"(?:至|到)(?P<feature>[^、,;()]{2,20}?)(?=[、,;(]|$|的?区域|的?范围)")
_LIES_HEADING = re.compile(rf"(?P<name>[^:,、;]{{2,20}}?)[,、]?(?:{one_of(BOUNDS['headings'])})?(?::|,(?=[^,]+$))")
_LED_BY = re.compile(r"以|由|至|到|即|自(?![由强立来贡治力])|从(?![化江])")
_LED_NEXT = re.compile(r"以及|[以由至到和与及即]")
_ENDS_AREA = re.compile(rf"(?:{one_of(ENCLOSURE['fillers'])})*(?:{ENCLOSES}|区域|范围)")
_LONE_SIDE = re.compile(r"的?(?:区域|范围|片区|地区)|$|[、,;(]")
_SEPARATORS = re.compile(r"[、,;:\-]+")


# -- X以东、Y以南


def read_lies(text: SaidText, start: int, end: int) -> Area | None:
    """The area of X以东、Y以南, if a span says one."""
    marks = _lying_marks(text.key, start, end)
    if not marks:
        return None
    sides: dict[str, str] = {}
    if len(marks) == 1:
        start = max(start, *(text.key.rfind(mark, start, marks[0].start()) + 1 for mark in "、,;"))
    position = start
    heading = _LIES_HEADING.match(text.key, start, marks[0].start())
    name = feature = ""
    if heading:
        name, position = text.surface(*heading.span("name")), heading.end()
    for index, mark in enumerate(marks):
        side = mark["side"] or mark["bare"]
        begin = _skip(text.key, position, mark.start())
        joined = index and begin == position
        led = (_LED_NEXT if joined else _LED_BY).match(text.key, begin, mark.start() - 1)
        position = led.end() if led else begin
        feature = said_feature(text, position, mark.start()) or feature  # 甲路以东、以北
        if not feature or (len(sides) == ALL_SIDES and len(marks) - index >= MIN_BARE_SIDES):
            break
        add_side(sides, _OPPOSITE[side], feature)
        position = _take_far_side(text, mark, sides, feature, end)
        after = after_tail(text.key, position, end)
        if after > position and text.key[after : after + 1] in (",", "、", ";") and len(sides) >= MIN_SIDES:
            break
    if not sides:
        return None
    area = Area(start, after_tail(text.key, position, end), sides=sides, name=name)
    take_name_behind(text, area, end)
    return area


def _lying_marks(key: str, start: int, end: int) -> list[re.Match[str]]:
    """The sides that are sure; bare ones count in a list where each feature has its side."""
    found = islice(_LIES.finditer(key, start, end), SIDES_MAX)
    marks = [mark for mark in found if not depth(key, start, mark.start())]
    sure = [mark for mark in marks if mark["side"]]
    if len(sure) == len(marks):
        alone = len(sure) == 1 and start < sure[0].start() and _ends_alone(key, sure[0].end(), end)
        return sure if len(sure) >= MIN_SIDES or alone else []
    listed, position = True, start
    for mark in marks:
        position = _skip(key, position, mark.start())
        listed &= mark.start() - position >= MIN_SIDES and not re.search("[、,;]", key[position : mark.start()])
        position = mark.end()
    distinct = {mark["side"] or mark["bare"] for mark in marks}
    ended = _ENDS_AREA.match(key, marks[-1].end(), end)
    if listed and len(marks) >= MIN_SIDES and (len(distinct) >= MIN_BARE_SIDES or sure or ended):
        return marks
    return sure if len(sure) >= MIN_SIDES else []


def _ends_alone(key: str, position: int, end: int) -> bool:
    """Whether one side is all that is said, or one side and how far it reaches: 甲路以东至150米处围墙."""
    far = _REACH_AFTER.match(key, position, end)
    if far and (key[position] in "至到" or _DISTANCE.fullmatch(far["far"])):
        return True
    if key.startswith("、", position) and CLOSED.search(key, position, end):
        return False  # 甲路以北、乙路、丙路合围区域
    reached = None if far else _UP_TO.match(key, position, end)
    if reached:
        position = reached.end()
    return bool(_LONE_SIDE.match(key, position, end))


def _take_far_side(text: SaidText, mark: re.Match[str], sides: dict[str, str], feature: str, end: int) -> int:
    """Take Y of "X以东至Y" as the east side, or the line at a distance ("X以东100米"); say where it ends."""
    if not mark["side"]:
        return mark.end()
    far = _REACH_AFTER.match(text.key, mark.end(), end)
    if far:
        distance = text.surface(*far.span("far"))
        add_side(sides, SIDE_OF[mark["side"]], f"{feature}以{mark['side']}{distance}")
        return far.end()
    reached = _UP_TO.match(text.key, mark.end(), end)
    if reached and not _LIES.search(text.key, *reached.span("feature")):
        add_side(sides, SIDE_OF[mark["side"]], text.surface(*reached.span("feature")))
        return reached.end()
    return mark.end()


def _skip(key: str, position: int, end: int) -> int:
    match = _SEPARATORS.match(key, position, end)
    return match.end() if match else position
