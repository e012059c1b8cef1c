"""The words of an extent: numbers with their level, brackets, separators and the text between them."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from geo_service.addresses.extent_plots import is_listed_new, is_new_building, join_plots
from geo_service.addresses.extent_ranges import name_buildings
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import STRUCTURAL, Token, resolve
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
DEPTH_MAX = 4
"""Brackets deeper in each other than this are read as text; the deepest seen are two."""
_NUMERALS = "〇零一二三四五六七八九十百"
_LEVEL_OF = {word: level for level, words in _RULES["suffixes"].items() for word in words}
_PARITY_OF = {word.removesuffix("号"): parity for parity, words in _RULES["parity"].items() for word in words}
PARITY_OF = {word: parity for parity, words in _RULES["parity"].items() for word in words}


def _with_condition(word: str) -> str:
    barred = _RULES["not_before"].get(word)
    return re.escape(word) + (f"(?!{one_of(barred)})" if barred else "")


_SUFFIX = "|".join(_with_condition(word) for word in sorted(_LEVEL_OF, key=len, reverse=True))
_LETTERS = _RULES["numbers"]["letters"]
_NUMBER = (
    rf"(?:[A-Z]?[0-9]++(?:[A-Z][0-9]++(?=[栋幢座号])|[A-Z](?![A-Z])|[{_LETTERS}](?=号))?|[A-Z](?![A-Z0-9])|[{_NUMERALS}]++"
    rf"|负[0-9一二三]|地下[0-9一二三四五])"
)
_SUB_MARK = f"(?:{one_of(_RULES['numbers']['sub_marks'])})"
_SUB_NUMBER = rf"(?:[0-9]++[A-Z]?|[{_NUMERALS}]++)"
_ELEMENT = re.compile(
    rf"(?:第|自编号?)?(?P<low>{_NUMBER})(?P<first>{_SUFFIX})?"
    rf"(?:(?P<to>[-至到]+)第?(?P<high>{_NUMBER})(?P<second>{_SUFFIX})?)?"
    rf"(?P<sub>(?:(?:{_SUB_MARK}|-){_SUB_NUMBER}号?){{1,3}}+(?:[-至到]{_SUB_MARK}?{_SUB_NUMBER}号?)?(?:大?院(?!子))?|(?<![栋幢座楼元])[{_LETTERS}](?=[、,;()]|$))?"
    rf"(?P<parity>\((?:{one_of(list(_PARITY_OF))})号?\)|(?:{one_of(list(_PARITY_OF))})号?)?"
)
_STEM_RANGE = re.compile(
    rf"(?P<stem>[A-Z]?[0-9]{{1,5}}-)(?P<low>[0-9]{{1,5}})(?P<first>{_SUFFIX})?[-至到]+(?P=stem)(?P<high>[0-9]{{1,5}})(?P<second>{_SUFFIX})?"
)
_LETTERS_IN_ROW = re.compile(r"[A-Z]{2,4}(?P<suffix>栋|幢|座)")
_LETTERED_DOOR = re.compile(rf"[{_LETTERS}](?=[0-9]{{1,4}}号)")
_LISTED_LETTER = re.compile(rf"[{_LETTERS}](?=(?:[、,和及][{_LETTERS}]){{1,8}}(?:单元|栋|幢|座))")
_NAMED_HOUSES = ("洋房", "别墅", "公馆", "小楼")
"""九栋洋房 is a name, no building."""
_SUB = re.compile(rf"(?P<sub>{_SUB_MARK}{_SUB_NUMBER}号?)(?=[、,;()]|$)")
_SUB_OF_ROAD = re.compile(rf"{_SUB_MARK}[0-9]++[A-Z]?(?P<suffix>号院|号)(?!楼)")
_STARTS_NUMBER = re.compile(rf"第?(?:[A-Z0-9]|[{_NUMERALS}])")
_SIDE = re.compile(
    rf"[东南西北中](?:(?:座|栋|幢|单元)(?!谈)|楼(?=[、,;()]|$|[0-9一二三四]{{1,2}}单元))|[{_LETTERS}](?:单元|栋|幢|座)"
    r"|[东南西北中](?:[0-9]{1,2}|[一二三四五六七八九十])(?:单元|栋|幢|号楼)"
)
_TEXT = re.compile(rf"[^、,;()/.A-Z0-9{_NUMERALS}第自附付之负地东南西北中以及和与或{_LETTERS}]++")
_LISTED = re.compile(r"[0-9][/.](?=[0-9]+(?:[号栋幢#]|[/.、][0-9]))")
_COUNTED = re.compile(r"(?:共|计|等|全部)$")
_SIDES = ("东", "南", "西", "北", "中")
_BUILDING_NUMBERS = frozenset(["号楼", "号栋", "号幢", "号楼栋"])
"""Buildings even right behind a road (甲路3号楼); 甲路3号宿舍楼 is a door with its building."""
_ROAD_BEFORE = re.compile(rf"(?:{one_of(_RULES['road']['ends'])})$")
_LATIN_WORD = re.compile(r"[A-Z]{2,}+")
_ALNUM = re.compile(rf"[A-Z]++[0-9]*+|[0-9]++|[{_NUMERALS}]++")
_JOIN = re.compile(r"以及|及其|[及和与或]")
_NAME_END = re.compile(
    rf"(?:{one_of(_RULES['join']['after'])})(?:[A-Z0-9]|[一二三四五六七八九十])?(?:区|期|组团|段|校区|店)?(?<![沿临]街)$"
)
_NAME_END_MAX = 10
"""Characters of the longest words that end a name, with a part behind them (幼儿园A校区)."""
_SHOPS = tuple(_RULES["include"]["words"])
_DOOR_BEHIND = re.compile(rf"[^\W\d_]{{2,8}}?(?:{one_of(_RULES['road']['split'])}|弄)[0-9]{{1,4}}(?:号|弄|-)")
_NOT_JOIN = re.compile(
    rf"(?:和(?:{one_of(_RULES['join']['not_before'])})|和(?:{one_of(_RULES['place']['strong'])})(?=$|[0-9A-Z、,;()])|[及与和].{{0,14}}?(?:{one_of(_RULES['join']['crossing'])}))"
)


def tokenize(text: SaidText, start: int, end: int) -> list[Token]:
    """The tokens of a span; numbers in a list have the level that the end of the list says."""
    tokens = resolve(_scan(text.key, start, end))
    if "#" in text.key:
        tokens = join_plots(text.key, tokens)
    return name_buildings(text, tokens)


def _scan(key: str, start: int, end: int) -> list[Token]:
    stack: list[list[Token]] = [[]]
    opened: list[int] = []
    buried = 0
    position = start
    while position < end:
        character = key[position]
        if character in "、,;" or (character in "/." and _LISTED.match(key, position - 1, end)):
            stack[-1].append(Token("sep", position, position + 1))
            position += 1
        elif (character == "(" and len(opened) == DEPTH_MAX) or (character == ")" and buried):
            buried += 1 if character == "(" else -1
            position = _add_text(stack[-1], position, None)
        elif character == "(":
            opened.append(position)
            stack.append([])
            position += 1
        elif character == ")":
            position += 1
            if opened:
                inner = stack.pop()
                stack[-1].append(Token("bracket", opened.pop(), position, inner=inner))
            elif position > start + 1 and key[position - 2].islower():
                _add_text(stack[-1], position - 1, None)  # damaged text: 青?shí)街
        else:
            position = _scan_word(key, position, end, stack[-1])
    while opened:
        inner = stack.pop()
        stack[-1].append(Token("bracket", opened.pop(), end, inner=inner, closed=False))
    return stack[0]


def _scan_word(key: str, position: int, end: int, out: list[Token]) -> int:
    """Read one word at `position` into `out` and say where it ends."""
    match = _TEXT.match(key, position, end)
    if match:
        return _add_text(out, position, match)
    token = _SCANNERS.get(key[position], _scan_number)(key, position, end, out)
    if token is None:
        latin = _LATIN_WORD.match(key, position, end)
        row = _LETTERS_IN_ROW.match(key, position, end) if latin else None
        if row and _is_row(row):
            return _add_row(out, row)
        return _add_text(out, position, latin or _ALNUM.match(key, position, end))
    out.append(token)
    return token.end


def _add_row(out: list[Token], row: re.Match[str]) -> int:
    """Add the buildings of ABC栋; say where it ends."""
    suffix = row.span("suffix")
    for start in range(row.start(), suffix[0]):
        end = start + 1 if start + 1 < suffix[0] else row.end()
        out.append(Token("building", start, end, low=row.string[start], suffix=suffix))
    return row.end()


def _is_row(row: re.Match[str]) -> bool:
    """Whether letters name one building each (ABC栋): they rise."""
    letters = row.string[row.start() : row.start("suffix")]
    return all(first < second for first, second in pairwise(letters))


def _scan_number(key: str, position: int, end: int, out: list[Token]) -> Token | None:
    match = _ELEMENT.match(key, position, end)
    if match and match["to"] == "-" and (range_ := _STEM_RANGE.match(key, position, end)):
        return _stem_range(range_)
    return _number_token(key, match, out) if match else None


def _stem_range(match: re.Match[str]) -> Token:
    """1-1栋至1-5栋, 1-1至1-3号."""
    suffix = match.span("second") if match["second"] else match.span("first") if match["first"] else None
    word = match["second"] or match["first"]
    stem, low, high = match.group("stem", "low", "high")
    level = _LEVEL_OF[word] if word else "number"
    return Token(level, *match.span(), low=low, high=high, suffix=suffix, stem=stem)


def _scan_sub(key: str, position: int, end: int, out: list[Token]) -> Token | None:
    """附2号 beside the door before, or 附2号 of a road."""
    match = _SUB.match(key, position, end)
    if match and (not out or out[-1].kind in ("sep", "join")):
        return Token("sub", position, match.end(), sub=match["sub"])
    match = _SUB_OF_ROAD.match(key, position, end)
    low = key[position + 1 : match.start("suffix")] if match else ""
    return Token("house", position, match.end(), low=low, suffix=match.span("suffix")) if match else None


def _scan_side(key: str, position: int, end: int, out: list[Token]) -> Token | None:
    """南座, 东单元, 西2单元, 甲栋."""
    side = _SIDE.match(key, position, end)
    if not side:
        return _scan_letter(key, position, end, out) if key[position] in _LETTERS else None
    if key[side.end() - 1] == "楼" and not (_ends_name(key, out) or _follows_side(key, out)):
        return None
    level = "unit" if key[side.end() - 1] == "元" else "building"
    return Token(level, position, side.end(), low=key[position], suffix=(position + 1, side.end()))


def _scan_letter(key: str, position: int, end: int, out: list[Token]) -> Token | None:
    """甲 of 甲12号, or of 甲、乙单元."""
    if _LETTERED_DOOR.match(key, position, end):
        token = _scan_number(key, position + 1, end, out)
        if token:
            token.start, token.low = position, key[position] + token.low
        return token
    listed = _LISTED_LETTER.match(key, position, end)
    return Token("number", position, listed.end(), low=listed.group()) if listed else None


def _follows_side(key: str, out: list[Token]) -> bool:
    """Whether 北楼 stands in a list behind 南楼."""
    before = out[-2] if len(out) > 1 and out[-1].kind in ("sep", "join") else None
    return before is not None and before.kind == "building" and before.low in _SIDES and key[before.end - 1] == "楼"


def _scan_join(key: str, position: int, end: int, out: list[Token]) -> Token | None:
    join = _JOIN.match(key, position, end)
    return Token("join", position, join.end()) if join and _joins(join, out, end) else None


_SCANNERS: Mapping[str, Callable[[str, int, int, list[Token]], Token | None]] = {
    **dict.fromkeys("附付之", _scan_sub),
    **dict.fromkeys(f"东南西北中{_LETTERS}", _scan_side),
    **dict.fromkeys("以及和与或", _scan_join),
}
"""How a word is read that begins with one of these characters; any other character may begin a number."""


def _joins(join: re.Match[str], out: list[Token], end: int) -> bool:
    if not out or join.end() >= end:
        return False
    if join.group() == "以及" or out[-1].kind in STRUCTURAL or out[-1].kind in ("bracket", "number"):
        return True
    key = join.string
    if out[-1].kind != "text":
        return False
    if key.endswith(_SHOPS, out[-1].start, out[-1].end) and _DOOR_BEHIND.match(key, join.end(), end):
        return True  # 甲路3号沿街商铺和乙路5号
    return _ends_name(key, out) and not _NOT_JOIN.match(key, join.start(), end)


def _ends_name(key: str, out: list[Token]) -> bool:
    """Whether the words so far end with a whole name or a number."""
    if not out or out[-1].kind in ("sep", "join"):
        return False
    if out[-1].kind != "text":
        return True
    led = len(out) > 1 and out[-2].end == out[-1].start  # 二期: the number is a word of its own still
    first = max(out[-1].start + (not led), out[-1].end - _NAME_END_MAX)
    return bool(_NAME_END.search(key, first, out[-1].end))


def _add_text(out: list[Token], position: int, match: re.Match[str] | None) -> int:
    end = match.end() if match else position + 1
    if out and out[-1].kind == "text" and out[-1].end == position:
        out[-1].end = end
    else:
        out.append(Token("text", position, end))
    return end


def _number_token(key: str, match: re.Match[str], out: list[Token]) -> Token | None:
    """The number with its level; without a suffix it is a bare number that a list may complete."""
    low, first, high, second, sub = match.group("low", "first", "high", "second", "sub")
    start = match.start()
    after_text = bool(out) and out[-1].kind == "text" and out[-1].end == start
    chinese = low[0] in _NUMERALS
    if first and high and second and _LEVEL_OF[first] != _LEVEL_OF[second]:
        high = second = None
    if not first and high and not second and chinese:
        return None
    if after_text and key[start - 1] in "共计等部" and _COUNTED.search(key, out[-1].start, start):
        return None
    if first and not high:
        return _plain_token(key, match, first, out if after_text else [])
    if high:
        suffix = match.span("second") if second else match.span("first") if first else None
        end = match.end("second") if second else match.end("high")
        word = second or first
        level = _LEVEL_OF[word] if word else "number"
        token = Token(level, start, end, low=low, high=high, suffix=suffix)
        return _with_tail(token, match, key)
    loose = (chinese and after_text) or (low.isalpha() and not chinese)
    if loose and not _continues(key, match.end("low")):
        return None
    token = Token("number", start, match.end("low"), low=low)
    if match.end("low") == match.start("sub"):
        token.end, token.sub = match.end("sub"), sub or ""
        if sub and "号" in sub:
            token.kind = "house"  # 563附13号
    return _with_tail(token, match, key)


def _plain_token(key: str, match: re.Match[str], first: str, out: list[Token]) -> Token | None:
    """The token of a number with its suffix; `out` are the tokens before it, if the last is a text that it touches."""
    after_text, out_start = bool(out), out[-1].start if out else -1
    level = _LEVEL_OF[first]
    low = match["low"]
    if low[0] in _NUMERALS and (first in ("门", "#", "弄", "户") or (after_text and level in ("room", "house"))):
        return (
            None
            if not (level == "house" and first != "弄" and first.endswith("院"))
            else Token(level, match.start(), match.end("first"), low=low, suffix=match.span("first"))
        )
    ends_area = key[match.start() - 1] in "村区会委"
    if low[0] in _NUMERALS and after_text and level == "group" and first[-1] in "社队" and not ends_area:
        return None
    if low[0] in _NUMERALS and after_text and level == "building" and key.startswith(_NAMED_HOUSES, match.end("first")):
        return None
    named = first[0] == "号" and first not in _BUILDING_NUMBERS and level in ("room", "building")
    if named and after_text and _ROAD_BEFORE.search(key, out_start, match.start()):
        level, first_end = "house", match.start("first") + 1  # 甲路12号商铺 is a door with a shop
        return Token(level, match.start(), first_end, low=low, suffix=(first_end - 1, first_end))
    if first == "楼" and low[0].isascii() and low[0].isalpha():
        level = "building"  # B楼
    token = Token(level, match.start(), match.end("first"), low=low, suffix=match.span("first"))
    if level == "building" and after_text and low[0].isdecimal() and is_new_building(key, out_start, token.start):
        out[-1].end = token.start = token.start - 1
    elif level == "building" and after_text and is_listed_new(key, out):
        token.start = out.pop().start
    if match["sub"] and match.start("sub") == token.end:
        token.end, token.sub = match.end("sub"), match["sub"]
    return _with_tail(token, match, key)


def _with_tail(token: Token, match: re.Match[str], key: str) -> Token:
    """The token with a parity that follows it."""
    if match["parity"] and token.high and match.start("parity") == token.end:
        word = match["parity"].strip("()").removesuffix("号")
        bracketed = key[token.end] == "("
        if bracketed == match["parity"].endswith(")") and (bracketed or match["parity"].endswith("号")):
            token.parity = _PARITY_OF[word]
            token.end = match.end("parity")
            token.kind = "house" if token.kind == "number" else token.kind
    return token


def _continues(key: str, position: int) -> bool:
    """Whether another number follows a separator at `position`."""
    if position >= len(key) or key[position] not in "、,及和与":
        return False
    return bool(_STARTS_NUMBER.match(key, position + 1))
