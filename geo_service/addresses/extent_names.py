"""The words before and after a house number: road, compound, lane and what else a name may hold."""

import re
from typing import Any

from geo_service.addresses.extent_text import fold
from geo_service.addresses.extent_villages import HAMLET_ENDED
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_SPLIT = one_of(_RULES["road"]["split"])
_SIDES = _RULES["road"]["sides"]
_NUMERAL = "0-9一二三四五六七八九十"

_ROAD_END = re.compile(rf"(?:{one_of(_RULES['road']['ends'])}|[{_NUMERAL}]条)[{_SIDES}]?段?$")
_ROAD_ONLY = re.compile(rf"(?:{_SPLIT})(?:[{_SIDES}]?段?|[{_NUMERAL}]{{1,2}}段)$")
_NOT_ROAD = re.compile(rf"(?:{one_of(_RULES['road']['not_road'])})$")
_ROAD_HEAD = re.compile(
    rf"[^\W_]{{2,10}}?(?:{_SPLIT})(?!{one_of(_RULES['road']['not_before'])})"
    rf"(?:[{_SIDES}新]?[{_NUMERAL}]{{1,3}}(?:{_SPLIT})(?!{one_of(_RULES['road']['not_before'])}))?(?:[{_SIDES}{_NUMERAL}]段)?"
)
_INSTITUTION_ONLY = re.compile(rf"(?:{one_of(_RULES['place']['institutions'])})(?:.{{0,2}})$")
_STRONG = re.compile(rf".*(?:{one_of(_RULES['place']['strong'])})")
_LANE_HOST = re.compile(
    rf"(?P<host>.*(?:{one_of(_RULES['place']['lane_hosts'])})(?:[A-Z{_NUMERAL}东南西北中]区)?)(?P<lane>第?[{_NUMERAL}]{{1,3}}(?:{_SPLIT}))$"
)
_LANE = re.compile(rf"(?P<number>[{_NUMERAL}]{{1,3}})(?P<word>{_SPLIT})")
_LANE_OF_ROAD = re.compile(rf"(?P<stem>.*?)[{_NUMERAL}]{{1,3}}(?P<word>{_SPLIT})$")
_WIDE_ROAD = re.compile(r"[^\W_]{2}(?:路|街|大道)$")
_AREA = re.compile(
    rf"(?:[A-Z][0-9]?|[{_NUMERAL}]{{1,3}}|[东南西北中]|{one_of(_RULES['place']['parts'])})(?P<word>区|期|组团|小区|街区)(?P<after>(?:[A-Z]|[{_NUMERAL}]{{1,2}})(?:区|期|组团))?$"
)
_LETTER_AREA = re.compile(r"(?:[A-Z][0-9]?|[一二三四五六七八九十0-9]{1,2})(?:区|期|组团)")
_VILLAGE_ROW = re.compile(r"(?P<stem>[^\W\d_]{2,}?)(?P<parts>(?:[一二三四五六七八九十]村){2,})")
_AREA_RANGE = re.compile(
    r"(?P<stem>[^\W_]{2,}?)(?P<low>[A-Z]|(?<![0-9])[0-9]|[一二三四五六七八九])[-至到](?P<high>[A-Z]|[0-9]|[一二三四五六七八九])(?P<word>期|区|组团)"
)
_AREA_NUMBERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ 一二三四五六七八九"
_NUMERAL_ONLY = re.compile(rf"[A-Z][0-9]{{0,2}}|[{_NUMERAL}]{{1,2}}")
_OPEN_NUMBER = re.compile(rf"(?P<stem>.{{2,}}?)(?P<number>[A-Z][0-9]{{0,2}}|[{_NUMERAL}]{{1,2}})$")
_AREA_HEAD = re.compile(rf"(?:[A-Z][0-9]{{0,2}}|[{_NUMERAL}]{{1,2}})(?P<word>小?区|街区|期|组团)$")
_GROUP = re.compile(rf"[^\W_]{{1,8}}(?:(?:{one_of(_RULES['admin']['group_kinds'])})小组|组)")
_NOT_GROUP = re.compile(r"[^民产村居作]小组$|[专机]组$")
_HAMLET = re.compile(rf"[^\W_]{{1,6}}(?:{one_of(_RULES['admin']['hamlet'])})")
_HAMLET_NAME = re.compile(r"[^\W\d_A-Z]{2,4}(?<![苑园府庭厦城楼院厂店馆所场站房区期司校超])")
_HAMLET_ALONE = re.compile(rf"[^\W\d_A-Z]{{1,3}}(?<!山)(?:{one_of(_RULES['admin']['hamlet_ends'])})")
_HAMLET_ENDED = re.compile(HAMLET_ENDED)
_CLUSTER = re.compile(r"(?<=区)[^\W\d_]{1,3}[轩居阁榭]$")
_CLUSTER_ONLY = re.compile(r"[^\W\d_A-Z]{1,3}[轩居阁榭]")
_YARD_HOST = re.compile(r"[镇苑园庭府]$")
_CROSSING = re.compile(r"[与和](?:[^\W_]{1,12}?)(?:交叉口|交汇处|交叉处|交界处|丁字路口|十字路口)")
COMPOUND_MIN = 3
"""Characters of a compound's name behind a road without a number (青禾路 + 听雨轩)."""
MIN_ROAD_STEM = 2
"""Characters of a road's name before its ending when another name stands before it (青禾街, not 北路)."""


def split_before_number(name: str, suffix: str, *, numeral: bool) -> tuple[str, str]:
    """The compound and the road in a name before a house number (`numeral`: 一号院); one of them is mostly empty."""
    lane = _LANE_HOST.match(name)
    if lane:
        return lane["host"], lane["lane"]
    if not _ROAD_END.search(name):
        return (
            ("", name)
            if suffix.endswith("大院") and not (numeral or _STRONG.fullmatch(name) or _YARD_HOST.search(name))
            else (name, "")
        )
    strong = _STRONG.match(name)
    if strong:
        road = name[strong.end() :]
        stem = _ROAD_END.sub("", road)
        if len(stem) >= MIN_ROAD_STEM and not set(stem) <= set(_SIDES + "一二三四五六七八九十"):
            return strong.group(), road
    return "", name


def split_name(name: str, *, members: bool) -> tuple[str, str]:
    """The road and the compound in a name without a house number; `members` says that buildings follow."""
    if _ROAD_ONLY.search(name) and not _NOT_ROAD.search(name):
        lane = _LANE_HOST.match(name)
        return (lane["lane"], lane["host"]) if lane and lane.end() == len(name) and not members else (name, "")
    if ("与" in name or "和" in name) and _CROSSING.search(name):
        return "", name
    head = _ROAD_HEAD.match(name)
    if head and not _NOT_ROAD.search(head.group()) and _is_compound(name[head.end() :]):
        return head.group(), name[head.end() :]
    return "", name


def _is_compound(rest: str) -> bool:
    if _LETTER_AREA.match(rest):
        return True
    if rest[:1] in "及和与" or rest.startswith("小区"):
        return False
    return len(rest) >= COMPOUND_MIN and not _INSTITUTION_ONLY.match(rest)


def is_road(name: str) -> bool:
    """Whether a name ends as roads do."""
    return bool(_ROAD_ONLY.search(name)) and not _NOT_ROAD.search(name)


def lane_at_head(name: str) -> re.Match[str] | None:
    """八巷, 二街 at the head of a name: a lane of the road said before."""
    return _LANE.match(name)


def beside_lane(road: str, lane: str) -> str:
    """The road of a lane that follows another: 八巷 after 青禾北路六巷 is 青禾北路八巷."""
    match = _LANE_OF_ROAD.match(road)
    if not match and lane[-1] == "巷" and _WIDE_ROAD.search(road):
        return road + lane
    if not match or len(match["stem"]) < MIN_ROAD_STEM:
        return lane
    return match["stem"] + lane


def villages_in_row(name: str) -> list[str]:
    """The compounds of a row without separators: 怡景园三村四村 is 怡景园三村 and 怡景园四村."""
    row = _VILLAGE_ROW.fullmatch(name)
    return [row["stem"] + part for part in re.findall("..", row["parts"])] if row else []


def areas_in_range(name: str) -> list[str]:
    """The compounds of a range of parts: 怡景苑1-3期 is 怡景苑1期, 怡景苑2期 and 怡景苑3期."""
    span = _AREA_RANGE.fullmatch(name)
    if not span:
        return []
    low, high = (_AREA_NUMBERS.find(span[part]) for part in ("low", "high"))
    if low < 0 and span["low"].isdecimal() and span["high"].isdecimal():
        numbers = [str(value) for value in range(int(span["low"]), int(span["high"]) + 1)]
    else:
        numbers = list(_AREA_NUMBERS[low : high + 1]) if 0 <= low < high else []
    return [f"{span['stem']}{number}{span['word']}" for number in numbers]


def is_area(name: str) -> bool:
    """Whether a name is only a part of a compound: B区, 二期, 3组团."""
    return bool(_AREA.fullmatch(name))


def open_part(place: str, part: str) -> str | None:
    """The compound of a number between others of a shortened list: 二 after 怡景苑一 is 怡景苑二."""
    first = _OPEN_NUMBER.match(place) if _NUMERAL_ONLY.fullmatch(part) else None
    return first["stem"] + part if first else None


def open_area(place: str, area: str) -> tuple[str, str] | None:
    """The two compounds of a shortened list: 怡景苑二、三期 is 怡景苑二期 and 怡景苑三期."""
    first, second = _OPEN_NUMBER.match(place), _AREA_HEAD.match(area)
    if not first or not second:
        return None
    return first["stem"] + first["number"] + second["word"], first["stem"] + area


def close_areas(parts: list[str], area: str) -> bool:
    """Complete the open entries of a list (怡景苑A, B) by its last (C区); say whether it had any."""
    first = len(parts)
    while first and _NUMERAL_ONLY.fullmatch(parts[first - 1]):
        first -= 1
    word = _AREA_HEAD.match(fold(area))
    if word and not first and parts:  # A、B、C区
        parts[:] = [f"{number}{area[word.start('word') :]}" for number in parts] + [area]
        return True
    opened = _OPEN_NUMBER.match(parts[first - 1]) if first else None
    if not opened or not word:
        return False
    stem, kind, numbers = opened["stem"], area[word.start("word") :], [opened["number"], *parts[first:]]
    parts[first - 1 :] = [*(f"{stem}{number}{kind}" for number in numbers), stem + area]
    return True


def replace_area(place: str, area: str) -> str:
    """The compound of a part that follows another: B区 after 怡景苑A区 is 怡景苑B区."""
    ending = _AREA.search(place)
    if ending:
        return place[: ending.start()] + area
    return place + area


def cluster_host(place: str, name: str) -> int:
    """The length of what a cluster of buildings lies in, if another name is one beside it, else 0."""
    cluster = _CLUSTER.search(place) if _CLUSTER_ONLY.fullmatch(name) else None
    return cluster.start() if cluster else 0


def is_hamlet(name: str) -> bool:
    """Whether a name before a house number of a village may be a hamlet: short, no road, no compound, no shop."""
    return bool(_HAMLET_NAME.fullmatch(name)) and not _ROAD_END.search(name)


def ends_as_hamlet(name: str) -> bool:
    """Whether a name before a house number behind a village is that of a hamlet, in a town as well: 柳家湾."""
    return bool(_HAMLET_ENDED.fullmatch(name))


def is_hamlet_alone(name: str) -> bool:
    """Whether a name behind a village of a 镇 or 乡 is that of one of its hamlets, without a number: 李家庄."""
    return bool(_HAMLET_ALONE.fullmatch(name))


def is_group(name: str, *, in_village: bool) -> bool:
    """Whether a name ends as named groups of a village do; a hamlet is one where its village is known."""
    if "组" in name and _GROUP.fullmatch(name) and (in_village or not _NOT_GROUP.search(name)):
        return True
    return in_village and bool(_HAMLET.fullmatch(name))
