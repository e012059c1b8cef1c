"""
Places of a zone's text that only their neighbours complete, each written out before the text is taken apart.

The name before a bracketed list of plots (X新城(七地块1-20栋、五地块3栋)), house numbers without 号, a crossing that
only says where an estate is, the house in which a room is (4-4所在楼栋), a place that brackets call the same as
another, a name written twice before its phase.
"""

import re

from geo_service.addresses.normalize import number_of_numeral
from geo_service.addresses.rules_files import one_of, read_rules

_RULES = read_rules("contains")

_HAN = r"[\u4e00-\u9fff]"
_NUMERALS = "一二三四五六七八九十"
_PLOT = re.compile(rf"(?<![{_NUMERALS}])([{_NUMERALS}]{{1,3}})(?=号?地块)")
_PLOTS_IN_BRACKETS = re.compile(
    r"(?P<name>(?:^|(?<=[、,，;；。]))[^、,，;；。()（）]{2,40})[(（](?P<plots>[0-9A-Z]{1,3}地块[^()（）]{0,200})[)）](?=$|[、,，;；。])"
)
_ROAD = r"[^、,，;；。()（）与和]{1,10}?[路街道]"
_CROSSING = re.compile(
    rf"(?:^|(?<=街道)|(?<=社区)|(?<=[镇乡]))(?:(?!街道){_HAN}){{1,9}}[路街道][与和]{_ROAD}(?:交叉口|交汇处|交会处|交界处|路口)"
    rf"(?:[东西南北]{{1,2}}[角侧]|[东西南北]{{0,2}}(?={_HAN}{{2,12}}(?:小区|花园|家园|公寓|苑)))(?={_HAN}{{3}})"
)
_SAME_AS = re.compile(
    r"[(（](?P<one>[^()（）同、,，;；]{3,40})同(?P<other>[^()（）、,，;；]{2,30}[0-9][号號])[)）](?=$|[、,，;；。])"
)
_ROOM = "(?:[0-9]{1,2}-[0-9]{1,2}|[0-9]{3,4})[室号號房]?"
_HOUSE_OF_ROOM = re.compile(rf"(?<=[栋幢座楼棟樓元])(?:[0-9]{{1,2}}单元)?{_ROOM}(?=所在的?(?:整栋)?(?:楼|栋|幢))")
_STAIR_OF_ROOM = re.compile(rf"(?<=单元){_ROOM}所在的?(?:整个)?单元")
_ROOM_OF_HOUSE = re.compile(rf"(?<=[号號]){_ROOM}(?=所在的?(?:整栋)?(?:楼|栋|幢))")
_SHOP_AT_FOOT = re.compile(r"(?<=[路街巷道弄])([0-9]{1,5}[号號])[楼樓]底(?![层層楼樓商])")
_BARE_RANGE = "[0-9]{3,5}-[0-9]{3,5}"
_BARE_RANGES = re.compile(rf"(?<={_HAN})(?P<ranges>{_BARE_RANGE}(?:[、,，]{_BARE_RANGE}){{1,30}})$")
_NAME_TWICE = re.compile(
    rf"(?P<once>{_HAN}{{3,20}})(?P=once)(?=[0-9A-Z{_NUMERALS}]{{1,3}}(?:期|区|组团|[栋幢座]|号楼))"
)
_LABEL = rf"(?:第?(?:[0-9]{{1,4}}[A-Z]?|[A-Z]|[{_NUMERALS}]{{1,3}}))"
_LABELS = rf"{_LABEL}(?:[、,，和及至到~～—–-]{_LABEL}){{0,40}}"
_LABELS_IN_BRACKETS = re.compile(
    rf"(?<=[\u4e00-\u9fff0-9A-Z、,，])(?P<labels>(?:[(（\[【]{_LABELS}[)）\]】]){{1,20}})"
    r"(?P<kind>[号號#][楼樓]|#|[号號](?!线|線)|[栋棟幢座期层層区區]|单元|單元|组(?![织合装])|組(?![織合裝])"
    r"|(?:村民|居民)?小组|社(?![区區会會])|队(?![部伍]))"
)
_BRACKET_BETWEEN = re.compile(r"[)）\]】][(（\[【]")
_ALL_OF_IT = re.compile(
    r"(?<=[期区園园苑庭院城府村])(?:全区|全小区)(?=$|[(（、,，;；。])|(?<![安保完健])全小区(?=$|[(（、,，;；。])"
)
_LIST_OF_AREA = re.compile(
    rf"(?:^|(?<=街道)|(?<=社区)|(?<=[镇乡、,，;；。]))(?P<area>(?:(?!街道|社区)[\u4e00-\u9fff]){{2,10}}(?:片区|一带|区块))"
    rf"[(（](?P<list>{_HAN}{{2}}[^()（）:：]{{4,600}})[)）](?=$|[;；。])"
)
_NO_LIST = re.compile(one_of([*(word for word in _RULES["alias"]["not_in"] if word != "-"), *_RULES["near"]["words"]]))
_AND_OTHERS = re.compile("等(?:小区|地|处|区域|地方|[0-9]{1,2}[个处]小区)?$")
_LISTED = re.compile(r"[、,，;；]")
_PLACE_WORD = re.compile("[路街巷弄栋幢楼厦苑园区村院号庄城宅]")

FULL_FLOOR = 100
"""Room numbers count on within a floor: 272-276 may be rooms, 366-420 are not."""

MAX_NAME_TWICE_CHARS = 500
"""Longest text looked through for names written twice; looking costs the square of a name's length."""


def spelled_out(text: str) -> str:
    """The text with such places written out."""
    text = _LIST_OF_AREA.sub(_listed_places, _ALL_OF_IT.sub("", _LABELS_IN_BRACKETS.sub(_labels_apart, text)))
    text = _PLOT.sub(_in_digits, text)
    text = _PLOTS_IN_BRACKETS.sub(_plots_apart, text)
    text = _SHOP_AT_FOOT.sub(r"\1", _ROOM_OF_HOUSE.sub("", _STAIR_OF_ROOM.sub("", _HOUSE_OF_ROOM.sub("", text))))
    text = _CROSSING.sub("", _SAME_AS.sub(_same_place, text))
    text = _NAME_TWICE.sub(r"\g<once>", text) if len(text) <= MAX_NAME_TWICE_CHARS else text
    return _BARE_RANGES.sub(_with_number_signs, text)


def _in_digits(numeral: re.Match[str]) -> str:
    value = number_of_numeral(numeral[1])
    return numeral[1] if value is None else str(value)


def _labels_apart(found: re.Match[str]) -> str:
    """(1、2)组 and (1)(2)组 as 1、2组."""
    return _BRACKET_BETWEEN.sub("、", found["labels"])[1:-1] + found["kind"]


def _listed_places(found: re.Match[str]) -> str:
    """X片区(A苑、乙路8号) as the places that it is said to consist of, with 等 the area too."""
    named = _AND_OTHERS.sub("", found["list"])
    places = _LISTED.split(named)
    whole = len(places) > 1 and _PLACE_WORD.search(places[0]) and not _NO_LIST.search(named)
    if not whole:
        return found.group()
    return named if named == found["list"] else f"{found['area']}、{named}"


def _plots_apart(found: re.Match[str]) -> str:
    plots = re.split("[、,，](?=[0-9A-Z]{1,3}地块)", found["plots"])
    return "、".join(found["name"] + plot for plot in plots)


def _same_place(found: re.Match[str]) -> str:
    """X4栋(X4栋同文昌路39号) as X4栋、文昌路39号, when the zone holds what is called the same."""
    return f"、{found['other']}" if found["one"] in found.string[: found.start()] else found.group()


def _with_number_signs(found: re.Match[str]) -> str:
    ranges = [tuple(map(int, one.split("-"))) for one in re.split("[、,，]", found["ranges"])]
    if not any(low // FULL_FLOOR != high // FULL_FLOOR for low, high in ranges):
        return found.group()
    return re.sub("(?=$|[、,，])", "号", found["ranges"])
