"""The lines of a notice: their numbering, what belongs to one line though it is wrapped, and rows of tables."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from geo_service.notices.text import CELL
from geo_service.notices.words import CATEGORY, VERB

_CHINESE = "〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾"
# kinds of numbering; the order of first use in a notice is the order of its levels
_MARKERS = re.compile(
    rf"(?:(?P<chapter>[{_CHINESE}]{{1,4}}(?:、|\.(?!\n)))|(?P<section>\([{_CHINESE}]{{1,4}}\)[、.]?)|(?P<damaged>\?。\?\))"
    r"|(?P<point>[0-9]{1,3}[.。](?![0-9]))|(?P<comma>[0-9]{1,3}、(?![0-9A-Z]))|(?P<part>\([0-9]{1,3}\)[、.]?)"
    r"|(?P<circle>[①-⑳㈠-㈩⑴-⒇⒈-⒛][、.]?)|(?P<half>[0-9]{1,3}\))|(?P<colon>[0-9]{1,3}:(?![0-9]))"
    rf"|(?P<serial>[0-9]{{1,3}}{CELL})|(?P<ordinal>第[{_CHINESE}]{{1,3}}[、,:]|[{_CHINESE}]是(?=[自从即将对把解划]))"
    r"|(?P<bullet>[•·●■◆◇★☆▪▶►○□※*\-—>]+(?=[^\W\d_]|[0-9])))"
)
# a number within a line begins a part of its own behind the end of a sentence, or when it goes on counting; its first
# character is read before what stands on both sides of it, as a pattern that begins with characters is found fast
_INNER = re.compile(
    rf"[0-9({_CHINESE}①-⑳⒈-⒛⑴-⒇](?:"
    r"(?<=[。;:、,][0-9])(?=[0-9]{0,2}\.[^0-9\n])|(?:(?<=[。;:][0-9])|(?<=个\)[0-9]))(?=[0-9]{0,2}、[^\W\d_A-Z])"
    rf"|(?<=[\w)][0-9])(?=[0-9]?、[^\W\d_]{{2,8}}(?:街道|镇|乡|办事处|社区|村)(?:\([0-9]{{1,3}}个?\))?:)"
    r"|(?<=[^\W\d_][0-9])(?=[0-9]?\.[^\W\d_]{2})|(?<=\)[0-9])(?=[0-9]?\.[^\W\d_]{2})"
    rf"|(?<=[。;:]\()(?=[{_CHINESE}0-9]{{1,3}}\)[^\W_])|(?<=个\)\()(?=[{_CHINESE}]{{1,3}}\))"
    rf"|(?<=[。;][{_CHINESE}])(?=[{_CHINESE}]{{0,2}}、[^\W\d_])"
    rf"|(?<=:[{_CHINESE}])(?=[{_CHINESE}]{{0,2}}、(?:自|从|由|将|对|解除|划定|新增|[高中低]风险))"
    r"|(?<=[^\n][①-⑳⒈-⒛⑴-⒇]))"
)
# the name of an authority on two lines: 青石区新型冠状病毒肺炎 / 疫情防控指挥部
_BODY_RESTS = frozenset("疫肺新联防领指工统应感办(*")
_BODY = re.compile(
    r"[^\W\d_]{1,12}[市区县旗州盟]委?(?:(?:统筹|新型|新冠|疫情|应对|防控)(?:[^\W\d_]|\*){0,30}(?:\((?:指挥部|领导小组)\))?)?"
)
_BODY_REST = re.compile(
    r"\**(?:疫情|肺炎|新冠|新型冠状|感染|联防|防控|防疫|领导小组|指挥部|工作领导|统筹|应对|办公室关于|\((?:指挥部|领导小组)\))[^,。:;\d]{0,36}"
    r"(?:指挥部|办公室|领导小组|政府|委员会|防控办|通告|公告|通知|令)(?:\([^()]{0,16}\))?"
)
# what stood on lines of its own before a reprint joined them: the title with its number, the signature with its date
_TITLE_GLUED = re.compile(
    r"(?!根据|按照|依据|依照|遵照|参照|鉴于|现?[将对把])[^,。;:《》\n]{4,60}?(?:通告|公告|通知|通报|决定)\((?:20[0-9]{2}年)?第?[0-9]{1,4}号\)(?=[^\W\d_]{4})"
)
_SIGNATURE_GLUED = re.compile(
    r"(?<=[。;])[^0-9,;:、。]{3,48}(?:指挥部|领导小组|人民政府|委员会)(?:办公室)?20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$"
)
_HEAD_CHARS = 400
"""Characters at the head of a notice among which its title stands."""
_GLUED_MAX = 80
"""Longest title or signature that is looked for beside a text, in characters."""
_WORD = re.compile(r"\w|\?")
_COUNTED = re.compile("[0-9]{1,3}")
_SERIAL_HEAD = re.compile(rf"序号{CELL}?|编号{CELL}")
_COLUMN = (
    r"(?:所[在属])?(?:序号|编号|区县|县区|县市区|区市县|县\(市、区\)|区\(县\)|地区|辖区|乡镇|镇街|街道|街镇|乡镇街道|街道\(乡镇\)|乡镇\(街道\)|镇\(街道\)"
    r"|社区|社区\(村\)|村\(社区\)|村居|小区|具体点位|点位|具体地点|地点|具体位置|位置|地址|详细地址|名称|区域|范围|风险等级|等级|类别|类型|备注"
    r"|(?:[高中低]风险区?|封控区|管控区|防范区)(?:名称|点位|范围)|(?:划定|生效|起始|管控|解除|调整|实施)时间)"
)
_COLUMNS = re.compile(rf"{_COLUMN}(?:{CELL}(?:{_COLUMN}|{CATEGORY}))*")
"""The names of the columns of a table, in one row or each on a line of its own."""
_OPENED = re.compile("将|对|把|划定")
_UNIT = re.compile("[号栋幢座楼层室]|单元|组|号楼")
_ENDED = re.compile(rf"{VERB}{CATEGORY}")


class Line(NamedTuple):
    """A line or a numbered part of one: `marker` is the kind of its numbering, its text goes from start to end."""

    marker: str
    begin: int
    start: int
    end: int


def lines_of(key: str) -> list[Line]:
    """The lines of a key: wrapped ones joined, a number within a line begins another, heads of tables left out."""
    lines: list[Line] = []
    for start, end in _joined_lines(key):
        lines.extend(line for line in _numbered_parts(key, start, end) if _WORD.search(key, line.start, line.end))
    return lines


def _joined_lines(key: str) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    depth = 0
    for start, end in _raw_lines(key):
        if _SERIAL_HEAD.match(key, start, end) or _COLUMNS.fullmatch(key, start, end):
            continue
        if held and _goes_on(key, held, start, end, depth):
            held = held[0], end
        else:
            if held:
                yield held
            held, depth = (start, end), 0
        depth = max(0, depth + key.count("(", start, end) - key.count(")", start, end))
    if held:
        yield held


def _raw_lines(key: str) -> Iterator[tuple[int, int]]:
    position = 0
    while position < len(key):
        end = key.find("\n", position)
        end = len(key) if end < 0 else end
        if end > position and (position < _HEAD_CHARS or key[end - 1] == "日"):
            yield from _unglued(key, position, end)
        elif end > position:
            yield position, end
        position = end + 1


def _unglued(key: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line without the title before its text and the signature behind it, each as a line of its own."""
    title = _TITLE_GLUED.match(key, start, end) if key.find("号)", start, start + _GLUED_MAX) > 0 else None
    if title:
        yield start, title.end()
        start = title.end()
    late = max(start, end - _GLUED_MAX)
    signature = _SIGNATURE_GLUED.search(key, late, end) if key[end - 1] == "日" else None
    if signature:
        yield start, signature.start()
        start = signature.start()
    yield start, end


SKIPPED_MAX = 5
"""Numbers that a list within a line may leave out."""
WRAPPED_MAX = 3_000
"""Longest line that wrapped lines are joined to, in characters: longer ones are no sentences."""


def _goes_on(key: str, held: tuple[int, int], start: int, end: int, depth: int) -> bool:
    """Whether a line is the rest of the line before: that one ends within a list, a bracket or a number."""
    if key[start] in _BODY_RESTS and _BODY_REST.fullmatch(key, start, end) and _BODY.fullmatch(key, *held):
        return True
    last = key[held[1] - 1]
    if not (depth or last in "、," or key[start] in "、,;。)" or last.isdigit()):
        return False
    if held[1] - held[0] > WRAPPED_MAX or _MARKERS.match(key, start, end):
        return False
    if depth and ")" in key[start:end]:
        return True
    if last == "、" or key[start] in "、,;。)" or (last.isdigit() and _UNIT.match(key, start, end)):
        return True
    return last == "," and bool(_OPENED.search(key, *held)) and not _ENDED.search(key, *held)


def cells(key: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a row; a span without cell marks is one cell."""
    while start < end:
        stop = key.find(CELL, start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1


def _numbered_parts(key: str, start: int, end: int) -> Iterator[Line]:
    """A line and the parts that numbers within it begin."""
    first = _line(key, start, end)
    position = first.start if first.marker else start
    if not _INNER.search(key, position + 1, end):
        yield first
        return
    counted = _COUNTED.match(key, start, end)
    number = int(counted.group()) if counted else 0
    begins = [start]
    for match in _INNER.finditer(key, position + 1, end):
        following = _COUNTED.match(key, match.start(), end)
        ended = key[match.start() - 1] in "。;:、,)"
        if following and not ended and not number < int(following.group()) <= number + SKIPPED_MAX:
            continue
        number = int(following.group()) if following else number
        begins.append(match.start())
    for begin, stop in zip(begins, [*begins[1:], end], strict=True):
        yield _line(key, begin, stop)


def _line(key: str, start: int, end: int) -> Line:
    match = _MARKERS.match(key, start, end)
    return Line(str(match.lastgroup) if match else "", start, match.end() if match else start, end)
