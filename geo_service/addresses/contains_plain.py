"""
A zone's text in the plainer of two ways to write a thing, before it is taken apart.

Floors counted from a floor (7层及上下各两层 is 5-9层), exclusions without brackets (X除Y外其他区域 is X(除Y外)),
letters written together (ABC栋 is A、B、C栋), annexes (附1-3号), stairs of several buildings (1-3栋2单元), odd
or even numbers, and places written twice (文昌路8号文昌路8号).
"""

import re

from geo_service.addresses.contains_spelled import spelled_out
from geo_service.addresses.ladder_notes import annexes_by_one_word, roman_as_digits, spell_annexes
from geo_service.addresses.normalize import number_of_numeral

_FLOOR = r"(?<![0-9-至到])(?P<floor>[0-9]{1,3}|[一二三四五六七八九十]{1,3})[层楼層樓]"
_COUNT = r"(?P<count>[0-9]{1,2}|[一二两三四五六七八九兩])[层楼層樓](?:共[0-9一二三四五六七八九十]{1,3}[层楼層樓])?"
_SPREAD = re.compile(rf"{_FLOOR}及?以?(?P<way>上下各|以上|以下){_COUNT}")
_FROM_FLOOR = re.compile(
    rf"{_FLOOR}(?:\(含\)|（含）)?(?:及|含)?其?(?P<way>以上|以下)(?:各?楼层|所有楼层|部分)?(?![0-9一二三四五六七八九十两])"
)
_OTHERS = r"(?:其他|其它|其余|剩余)"
_WHAT_IS_LEFT = "(?:区域|地区|楼栋|楼幢|楼座|楼宇|栋|单元|部分|范围)"
_BARE_EXCEPTION = re.compile(
    r"(?P<head>[^()（）除、,，;；]{2,60})除(?P<left_out>[^()（）]{1,60}?)"
    rf"(?:(?:以外|之外|外)的?{_OTHERS}?|的?{_OTHERS}的?)(?:所有|各)?(?:{_WHAT_IS_LEFT}(?:[和及、]{_WHAT_IS_LEFT})?)?"
)
_OUTSIDE_OF = re.compile(
    r"(?P<head>[^()（）除、,，;；0-9A-Za-z]{2,40}"
    r"(?:[0-9A-Za-z]{1,5}(?:号(?:大?院)?(?!楼)|弄|期|区|组团)[^()（）除、,，;；0-9A-Za-z]{0,12}){0,3})(?P<left_out>[0-9A-Za-z](?:[^()（）;；、,，和及]|[、,，和及](?=[0-9A-Za-z第一二三四五六七八九十])){0,60}?(?:栋|幢|座|号楼|单元|棟|號樓|單元))"
    rf"(?:以外|之外|(?<=[栋幢座楼元棟])外)的?{_OTHERS}?(?:所有)?(?:区域|地区|楼栋|楼幢|部分|范围)"
)
_GROUPS = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:组|組|社)?"
_GROUPS_OUTSIDE_OF = re.compile(
    rf"(?P<head>[^()（）除、,，;；0-9]{{2,30}}村)(?P<left_out>{_GROUPS}(?:[、和及至-]{_GROUPS}){{0,20}}(?<=[组組社]))"
    rf"(?:以外|之外)的?{_OTHERS}?(?:所有|各)?(?:区域|地区|部分|范围|小?组)"
)
_NUMERALS_TOGETHER = re.compile(
    r"(?<![一二三四五六七八九十百0-9第])(?P<numerals>[一二三四五六七八九]{2,4})(?=单元|單元|[栋幢棟]|号楼|號樓)"
)
_UNITS_OUTSIDE_OF = re.compile(
    r"(?P<head>[^()（）除、,，;；]{2,40}(?:栋|幢|座|号楼|棟|號樓))(?P<left_out>[0-9A-Za-z一二三四五六七八九东西][^()（）;；]{0,30}?(?:单元|單元))"
    rf"(?:以外|之外|外)的?{_OTHERS}?(?:所有|各)?(?:单元|單元)"
)
_IN_BRACKETS = re.compile("[(（][^()（）]*[)）]")
_STILL_OUTSIDE = re.compile(f"以外|之外|外的?(?:{_OTHERS}|区域|楼栋|部分)")
# what lies outside of several estates is in none of them: 怡景花园1栋、锦绣苑2栋以外的区域
_DOOR_WORD = "(?:栋|幢|座|号楼|单元|棟|號樓|單元)"
_OUTSIDE_OF_LAST = re.compile(rf"{_DOOR_WORD}(?:以外|之外|外的?(?:区域|{_OTHERS}))")
_DOOR_THEN_NAME = re.compile(rf"[0-9A-Z]{_DOOR_WORD}[、,，和及][\u4e00-\u9fff]{{2}}")
_LETTERS = re.compile(r"(?<![0-9A-Za-z-])(?P<letters>[A-Z]{2,6}|[a-z]{2,6})(?P<house>栋|幢|座|棟|号楼|號樓|区|區|组团)")
_LETTER_RANGE = re.compile(
    r"(?<![0-9A-Za-z-])(?P<first>[A-Za-z])(?P<house>栋|幢|座|棟|区|區|组团)?[-—–~～至到]"
    r"(?P<last>[A-Za-z])(?P<end>栋|幢|座|棟|区|區|组团)"
)
_TWICE = re.compile(r"(?P<once>[^、,，;；()（）]{3,40})(?P=once)(?=$|[、,，;；])")
_ROAD = r"(?P<road>[^、,，;；()（）0-9]{1,30}?(?:大道|大街|路|街|巷|弄|胡同|里|道))"
_PARITY = r"(?:全路段|全路|全街|全段|路段|沿线)?(?P<parity>[单單双雙])[号號](?:门牌|門牌|侧|一侧)?"
_PARITY_FIRST = re.compile(
    rf"{_ROAD}{_PARITY}(?P<range>[0-9]{{1,5}}[号號]?[-—–~～至到][0-9]{{1,5}}[号號])(?=$|[、,，;；])"
)
_PARITY_ALONE = re.compile(rf"{_ROAD}[(（]?{_PARITY}[)）]?(?=$|[、,，;；])")
_ANNEXES = re.compile(
    r"(?<=[号號0-9])(?P<joint>[附之])(?P<numbers>[0-9]{1,3}(?:[-—–~～至到、,，][0-9]{1,3}){1,20})(?P<mark>[号號]?)(?![0-9楼樓院])"
)
_DOORS_IN_BRACKETS = re.compile(
    r"(?<=[\u4e00-\u9fff])[(（](?P<doors>[0-9A-Za-z][0-9A-Za-z#号號栋棟幢座楼樓单單元、，,和及至~-]{0,200}?"
    r"(?:栋|棟|幢|座|[号號#]楼|[号號#]樓|单元|單元|#|号|號))[)）]"
    r"(?=$|[、,，;；。])"
)
_DASHED_NUMBERS = re.compile(
    r"(?<![0-9-])(?P<main>[0-9]{1,4})-(?P<low>[0-9]{1,3})[号號]?[至到~～](?P=main)-(?P<high>[0-9]{1,3})[号號](?![楼樓])"
)
_RANGE_IN_BRACKETS = re.compile(
    r"(?<=[路街巷道弄])[(（][从自]?(?P<range>[0-9]{1,5}[号號]?[-—–~～至到][0-9]{1,5}[号號](?:[,，]?[单單双雙][号號])?)段?[)）]"
)
_ANNEX_WORDS = re.compile("[附之][一二三四五六七八九十]{1,3}[号號]?[-—–~～至到][附之][一二三四五六七八九十]")
_ANNEX_RANGE = re.compile(
    r"(?P<joint>[附之])(?P<low>[0-9]{1,3})[号號]?[-—–~～至到](?P=joint)(?P<high>[0-9]{1,3})[号號]?"
)
_ANNEX_RANGE_OF = re.compile(
    r"(?<![0-9-])(?P<main>[0-9]{1,5})[号號]附(?P<low>[0-9]{1,3})[号號][-—–~～至到](?P<high>[0-9]{1,3})[号號](?![楼樓院])"
)
_RANGE_OF_STAIRS = re.compile(
    r"(?P<first>[0-9]{1,3})(?:[栋幢座]|号楼)?[-—–~～至到](?P<last>[0-9]{1,3})(?P<house>[栋幢座棟]|[号號#][楼樓]|#)"
    r"(?P<stair>[0-9一二三四五六七八九]{1,2}(?:(?:单元)?[-—–~～至到、][0-9一二三四五六七八九]{1,2})?(?:单元|單元|门|梯))(?=$|[、,，;；。])"
)
_NUMERAL = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_COUNTED_NAMES = re.compile(
    rf"(?P<name>(?:^|(?<=[、,，;；。]))[^、,，;；。()（）0-9]{{2,30}}?)(?P<first>{_NUMERAL})"
    rf"(?P<more>(?:[、和及]{_NUMERAL}){{1,9}})(?P<kind>村(?!民)|坊)(?![0-9一二三四五六七八九十])"
)
_SIDES_OF = re.compile(
    r"(?P<name>(?:^|(?<=[、,，;；。]))[^、,，;；。()（）]{3,30}?)(?P<first>[东西南北中])(?P<more>(?:[、和及][东西南北中]){1,4})(?P<kind>区|苑|园)"
)
_PHASE_OF_ESTATE = re.compile(r"(?<=[0-9一二三四五六七八九十A-Za-z]期)小区")
_DOORS_OF_YARD = re.compile(
    r"(?P<yard>[0-9]{1,5}号大?院)(?P<doors>[0-9]{1,4}(?:号?[、,，-][0-9]{1,4}){1,30})号(?=$|[、,，;；。])"
)
_NUMBERS_OF_BUILDINGS = re.compile(
    r"(?<=[^路街巷道弄里段0-9A-Za-z#第、,，])(?P<numbers>[0-9]{1,4}[号號](?:[、,，][0-9]{1,4}[号號]){0,30})"
    r"(?P<last>[、,，和及][0-9]{1,4}(?P<kind>[号號][楼樓]))"
)
_HEAD_TWICE = re.compile(r"(?P<once>[^、,，;；()（）]{2,10}?(?:街道|镇|乡|社区|鎮|鄉|社區))(?P=once)")
_PAIR = "两兩"

HIGHEST_FLOOR, LOWEST_FLOOR = 150, 9
"""The highest floor of any building in the country is below this one, the deepest cellar above that one."""

MAX_BUILDINGS = 100
"""Most buildings that a range stands for."""

MAX_ANNEXES = 200
"""Most annexes that a range stands for; a market has some dozens of them."""

MAX_TWICE_CHARS = 500
"""Longest text looked through for places written twice; looking costs the square of a place's length."""


def plainer(text: str) -> str:
    """The text with floors, exclusions, letters and repeated places written plainly."""
    text = spelled_out(roman_as_digits(text))
    text = spell_annexes(text) if _ANNEX_WORDS.search(text) else annexes_by_one_word(text)
    text = _FROM_FLOOR.sub(_floors_on, _SPREAD.sub(_floors_from_to, text))
    text = _LETTER_RANGE.sub(_letters_from_to, _LETTERS.sub(_letters_apart, text))
    text = _DASHED_NUMBERS.sub(_dashed_numbers_apart, text)
    text = _RANGE_IN_BRACKETS.sub(r"\g<range>", text)
    text = _PARITY_ALONE.sub(r"\g<road>全路段\g<parity>号", _PARITY_FIRST.sub(r"\g<road>\g<range>\g<parity>号", text))
    text = _DOORS_IN_BRACKETS.sub(
        r"\g<doors>",
        _ANNEXES.sub(_annexes_apart, _ANNEX_RANGE.sub(_annex_range, _ANNEX_RANGE_OF.sub(_annex_range_of, text))),
    )
    text = _NUMERALS_TOGETHER.sub(_numerals_apart, text)
    text = _RANGE_OF_STAIRS.sub(_stairs_apart, text)
    text = _HEAD_TWICE.sub(r"\g<once>", text)
    text = _SIDES_OF.sub(_names_apart, _COUNTED_NAMES.sub(_names_apart, _PHASE_OF_ESTATE.sub("", text)))
    text = _NUMBERS_OF_BUILDINGS.sub(_numbers_of_buildings, _DOORS_OF_YARD.sub(_doors_of_yard_apart, text))
    if len(text) <= MAX_TWICE_CHARS:
        text = _TWICE.sub(_once, text)
    without = (_BARE_EXCEPTION, _UNITS_OUTSIDE_OF, _OUTSIDE_OF, _GROUPS_OUTSIDE_OF)
    bare = next((found for pattern in without if (found := pattern.fullmatch(text))), None)
    return f"{bare['head']}(除{bare['left_out']}外)" if bare else text


def leaves_out_unread(text: str, *, read: int) -> bool:
    """Whether a plain text leaves out more, in words that are not taken apart (3号以外楼栋), than the `read` times."""
    if _is_outside_of_several(text):
        return True
    return sum(1 for _ in _STILL_OUTSIDE.finditer(_IN_BRACKETS.sub("", text))) > read


def _is_outside_of_several(text: str) -> bool:
    last = _OUTSIDE_OF_LAST.search(text)
    before = text[: last.start()] if last else ""
    return bool(_DOOR_THEN_NAME.search(before)) and not set("()（）除;；") & set(before)


def _floors_from_to(spread: re.Match[str]) -> str:
    floor, count = _number(spread["floor"]), _number(spread["count"])
    low = floor - (count if spread["way"] != "以上" else 0)
    high = floor + (count if spread["way"] != "以下" else 0)
    return f"{max(low, 1)}-{high}层"


def _floors_on(found: re.Match[str]) -> str:
    """5层及以上, that floor included as in the language of laws."""
    floor = _number(found["floor"])
    return f"{floor}-{HIGHEST_FLOOR}层" if found["way"] == "以上" else f"负{LOWEST_FLOOR}-{floor}层"


def _number(written: str) -> int:
    if written in _PAIR:
        return len(_PAIR)
    return int(written) if written.isdigit() else number_of_numeral(written) or 0


def _letters_apart(found: re.Match[str]) -> str:
    """ABC栋 as A、B、C栋; other letters (GH, AA) may be one name."""
    letters = found["letters"]
    if [ord(letter) - ord(letters[0]) for letter in letters] != list(range(len(letters))):
        return found.group()
    return "、".join(letters) + found["house"]


def _letters_from_to(found: re.Match[str]) -> str:
    first, last = ord(found["first"].upper()), ord(found["last"].upper())
    if first >= last or found["house"] not in {None, found["end"]}:
        return found.group()
    return "、".join(map(chr, range(first, last + 1))) + found["end"]


def _annex_range(found: re.Match[str]) -> str:
    mark = "号" if found["joint"] == "附" else ""
    return f"{found['joint']}{found['low']}-{found['high']}{mark}"


def _annex_range_of(found: re.Match[str]) -> str:
    """35号附1号-6号 as 35号附1号-附6号; up to a number above the house's own it may be a range of houses."""
    within = int(found["low"]) < int(found["high"]) < int(found["main"])
    return f"{found['main']}号附{found['low']}号-附{found['high']}号" if within else found.group()


def _annexes_apart(found: re.Match[str]) -> str:
    """附1、3号 as 附1号、附3号; 附1-3号 as 附1号、附2号、附3号; after 之 a list goes on with other house numbers."""
    if found["joint"] == "之" and (found["mark"] or re.search("[、,，]", found["numbers"])):
        return found.group()
    numbers: list[int] = []
    for part in re.split("[、,，]", found["numbers"]):
        low, *high = map(int, re.split("[-—–~～至到]", part))
        numbers += range(low, min(high[-1], low + MAX_ANNEXES) + 1) if high else [low]
    mark = "号" if found["joint"] == "附" else ""
    return "、".join(f"{found['joint']}{number}{mark}" for number in numbers)


def _numerals_apart(found: re.Match[str]) -> str:
    """一二单元 as 一、二单元; other numerals (二四) may be one number."""
    values = ["一二三四五六七八九".index(one) for one in found["numerals"]]
    return (
        "、".join(found["numerals"]) if values == list(range(values[0], values[0] + len(values))) else found["numerals"]
    )


def _stairs_apart(found: re.Match[str]) -> str:
    """1-3栋2单元 as that stair of each building."""
    first, last = int(found["first"]), int(found["last"])
    numbers = range(first, min(last, first + MAX_BUILDINGS) + 1)
    return "、".join(f"{number}{found['house']}{found['stair']}" for number in numbers) or found.group()


def _names_apart(found: re.Match[str]) -> str:
    """望江一、二村 as 望江一村、望江二村."""
    labels = [found["first"], *re.split("[、和及]", found["more"][1:])]
    return "、".join(f"{found['name']}{label}{found['kind']}" for label in labels)


def _dashed_numbers_apart(found: re.Match[str]) -> str:
    """2-20号至2-27号 as each of these numbers."""
    low, high = int(found["low"]), int(found["high"])
    numbers = range(low, min(high, low + MAX_ANNEXES) + 1)
    return "、".join(f"{found['main']}-{number}号" for number in numbers) or found.group()


def _numbers_of_buildings(found: re.Match[str]) -> str:
    """怡景新村2号、4号、5号楼 as 2号楼、4号楼、5号楼; behind a road such numbers are house numbers."""
    return re.sub("[号號]", found["kind"], found["numbers"]) + found["last"]


def _doors_of_yard_apart(found: re.Match[str]) -> str:
    """23号院3、5号 as 23号院3号、23号院5号; a range stays one."""
    if "-" in found["doors"]:
        return found.group()
    doors = re.split("号?[、,，]", found["doors"])
    return "、".join(f"{found['yard']}{door}号" for door in doors)


def _once(found: re.Match[str]) -> str:
    """A place written twice; a name may repeat itself, a number rarely does."""
    once = found["once"]
    return once if re.search("[0-9]", once) else found.group()
