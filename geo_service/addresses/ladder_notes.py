"""What stands beside the place in an address: remarks, brackets, and floors written in other ways."""

import re
import unicodedata

from geo_service.addresses.extent_text import fold
from geo_service.addresses.normalize import normalize, number_of_numeral
from geo_service.addresses.rules_files import one_of, read_rules

_REMARKS = "|".join(sorted(map(re.escape, read_rules("contains")["near"]["remarks"]), key=len, reverse=True))
_NUMERALS = "".join(read_rules("suffixes")["numerals"])

_REMARK = re.compile(rf"(?<=.)(?:{_REMARKS}).*", re.DOTALL)
_BRACKETS = re.compile(r"[(\[{〔【〈《]([^()\[\]{}〔〕【】〈〉《》]*)[)\]}〕】〉》]")
_LIVING = one_of(read_rules("contains")["near"]["not_opening"])
_OPENING = "|".join(sorted(map(re.escape, read_rules("contains")["near"]["opening"]), key=len, reverse=True))
_OPENING_WORDS = re.compile(rf"^\s*(?:(?:{_OPENING}|住(?!{_LIVING}))[:,。!?\s]*)+(?=.)")
_PART = re.compile(r"(?:[0-9A-Z]{1,3}|[东西南北])(?:期|区|组团)")
_BRANCH = re.compile(rf"[^0-9]{{1,10}}(?<![酒饭旅商书药])(?:{one_of(read_rules('contains')['alias']['branches'])})")
_WITHIN_DOOR = r"(?:负?[0-9]{1,2}层)?(?:[0-9]{1,4}(?:-[0-9]{1,3})?(?:室|号|户|房)?)?"
_DOOR = re.compile(
    rf"(?:[0-9A-Z]{{1,3}}栋)?[0-9东西南北中]{{1,2}}单元{_WITHIN_DOOR}|[0-9A-Z]{{1,3}}栋{_WITHIN_DOOR}"
    r"|负?[0-9]{1,2}层|[0-9]{3,4}(?:室|房|户)"
)
_OPEN_ENDED = re.compile(r"[(\[{〔【〈《)\]}〕】〉》]")
_BELOW_GROUND = re.compile(
    r"(?:(?<=[栋幢座楼元门梯号#棟號樓至到])\s*-\s*|地下)(?=[0-9一二三四五六七八九十]{1,2}\s*(?:层|楼|層|樓|F))"
)
# 怡景大厦-5楼 may be the fifth floor or the fifth below ground
_ABOVE_OR_BELOW = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![层楼層樓至到])\s*-\s*[0-9]{1,2}\s*(?:层|楼|層|樓|F(?![A-Za-z]))"
)
_CELLAR_ROOM = re.compile(r"(负[1-9])-([0-9]{1,2})(?![0-9层楼層樓至到-])[室号號房]?")
_CELLAR = re.compile(r"(?<![0-9A-Za-z])B([1-9])(?=层|楼|層|樓)")
_WORD_THEN_NUMBER = re.compile(r"(?<=[A-Za-z]{3})(?=[0-9一二三四五六七八九十])")
# behind a road the number is its own (文昌路73号家属楼)
_HOMES = re.compile(
    rf"(?P<number>(?:[路街巷道弄里][0-9{_NUMERALS}]{{1,5}}(?=[号號]))?)(?<=[0-9{_NUMERALS}])[号號](?:住宅|居民|家属|家屬)[楼樓]"
)
_BEFORE_TOP = re.compile(r"(?<=[0-9])(?:[号號#][楼樓])(?=[顶底頂][楼层樓層])")
_ROW = re.compile(rf"([{_NUMERALS}]{{1,3}})排(?=$|[0-9{_NUMERALS}])")
_GROUND = re.compile(r"(?<=[楼栋幢座#樓棟])底[商层層]")
_GROUP = re.compile(
    rf"(?<=[\u4e00-\u9fff0-9])(?:村民|居民)小组(?!团)|(?<=[0-9{_NUMERALS}])(?:村民|居民)组(?!团)|(?<=[0-9{_NUMERALS}])小组"
)
_COMPANY = "".join(rf"(?<!{word})" for word in read_rules("contains")["names"]["companies"])
_HAMLET = re.compile(rf"(?<=村)([^0-9A-Za-z、,，;；()（）村\s]{{1,6}}){_COMPANY}社(?=$|[0-9])")
_GROUP_BY_NUMBER = re.compile(
    rf"(?<=村)([0-9]{{1,3}}|[{_NUMERALS}]{{1,3}})[社队](?=[\u4e00-\u9fff]{{2}})(?![社队](?:[区会团员部伍长址]|办公))"
)
_PLOT = re.compile(rf"(?<![{_NUMERALS}])([{_NUMERALS}]{{1,3}})(?=地块)")
_ROMAN = {ord("Ⅰ") + number: str(number + 1) for number in range(12)}
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
_GLOSS = re.compile(rf"\??[(（](?=[a-z]*[{_TONES}])[a-z{_TONES}]{{1,6}}[)）]")
_SPACED_NUMERAL = re.compile(rf"(?<![{_NUMERALS}])[{_NUMERALS}]+(?:\s+[{_NUMERALS}]+)+")
# white space between a word and a number or another word says nothing
_WORDS_APART = re.compile(rf"(?<=[\u4e00-\u9fff])(?<![{_NUMERALS}])\s+|\s+(?=[\u4e00-\u9fff])(?![{_NUMERALS}])")
# every character by itself
_SPELLED = re.compile(r"\S(?:\s+\S){4,}")
_STOREY = re.compile(r"(?<=[0-9])F(?![0-9A-Za-z])")
_ANNEX_WORD = re.compile(rf"(?<=[号號0-9院])\s*(?:[付副]|负(?=[0-9{_NUMERALS}]{{1,3}}[号號]))(?=[0-9{_NUMERALS}])")
_ANNEX_NUMERAL = re.compile(rf"(?<=[号號0-9至到、,，-])\s*([附之])([{_NUMERALS}]+)")


def is_remark(note: str) -> bool:
    """Whether a note says nothing of the position (请放门卫)."""
    return bool(_REMARK.match(f" {note}", 1))


def without_notes(text: str) -> tuple[str, list[str]]:
    """The place without remarks and brackets, and what the brackets hold."""
    text = _SPACED_NUMERAL.sub(_one_numeral, fold(without_glosses(text)).replace("·", " "))
    text = roman_as_digits(re.sub(r"\s", "", text) if _SPELLED.fullmatch(text) else _WORDS_APART.sub("", text))
    text = _PLOT.sub(_plot_in_digits, _GROUP_BY_NUMBER.sub(r"\1组", _HAMLET.sub(r"\1组", text)))
    plain = _OPENING_WORDS.sub("", _GROUP.sub("组", spell_floors(unicodedata.normalize("NFKC", text))))
    plain = _ABOVE_OR_BELOW.sub("", plain)
    notes = [found for found in _BRACKETS.findall(plain) if found]
    plain = _OPEN_ENDED.sub("", _BRACKETS.sub(_bracket_place, plain))
    return _REMARK.sub("", plain), notes


def _plot_in_digits(numeral: re.Match[str]) -> str:
    return str(number_of_numeral(numeral[1]) or numeral[1])


def spell_hamlet(text: str, village: str) -> str:
    """A group with a name (郑院社) in the way that is read (郑院组), when it stands under its village."""
    whole = _HAMLET.sub(r"\1组", f"{village}{text}")
    return whole.removeprefix(village)


def without_glosses(text: str) -> str:
    """The text without the sounds that copied pages put behind characters, 號(hào)."""
    return _GLOSS.sub("", text)


def _one_numeral(found: re.Match[str]) -> str:
    """八十 八号 is 八十八号; numerals that make no number together stay apart."""
    joined = re.sub(r"\s", "", found.group())
    return joined if number_of_numeral(joined) is not None else found.group()


def roman_as_digits(text: str) -> str:
    """Roman numerals that are one character (Ⅱ期) as digits."""
    return text.translate(_ROMAN)


def _bracket_place(bracket: re.Match[str]) -> str:
    """A part of the estate, a branch or a door in brackets stays where it is; anything else is read apart."""
    part = normalize(bracket.group(1))
    return part if any(kind.fullmatch(part) for kind in (_PART, _BRANCH, _DOOR)) else " "


def spell_floors(text: str) -> str:
    """Floors in the one way that is read (地下一层 is 负一层), and numbers that stand side by side apart."""
    text = spell_buildings(_GROUND.sub(_ground_in_words, text))
    text = spell_annexes(_WORD_THEN_NUMBER.sub(",", text))
    text = _CELLAR_ROOM.sub(r"\1层\2室", text)
    return _STOREY.sub("层", _CELLAR.sub(r"负\1", _BELOW_GROUND.sub("负", text)))


def spell_annexes(text: str) -> str:
    """Annexes in the one way that is read: 9号之三 is 9号之3, 9号付3号 is 9号附3号."""
    return _ANNEX_NUMERAL.sub(_annex_in_digits, annexes_by_one_word(text))


def spell_buildings(text: str) -> str:
    """Buildings in the way that is read: 3号住宅楼 is 3号楼, 8排 is written in digits."""
    text = _BEFORE_TOP.sub("栋", _HOMES.sub(_homes_by_building, text))
    return _ROW.sub(lambda row: f"{number_of_numeral(row[1]) or row[1]}排", text)


def _homes_by_building(homes: re.Match[str]) -> str:
    return homes.group() if homes["number"] else "号楼"


def annexes_by_one_word(text: str) -> str:
    """Annexes by the word 附 (9号付3号 is 9号附3号)."""
    return _ANNEX_WORD.sub("附", text)


def _ground_in_words(ground: re.Match[str]) -> str:
    return "一层" if ground.group() in {"底层", "底層"} else "商铺"


def _annex_in_digits(annex: re.Match[str]) -> str:
    number = number_of_numeral(annex[2])
    apart = "," if annex.string[annex.end() : annex.end() + 1].isdigit() else ""
    return f"{annex[1]}{number}{apart}" if number is not None else annex.group()
