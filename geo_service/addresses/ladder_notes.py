"""What stands beside the place in an address: remarks, brackets, and floors written in other ways."""

import re
import unicodedata

from geo_service.addresses.normalize import normalize, number_of_numeral
from geo_service.addresses.rules_files import read_rules

_REMARKS = "|".join(sorted(map(re.escape, read_rules("contains")["near"]["remarks"]), key=len, reverse=True))
_NUMERALS = "".join(read_rules("suffixes")["numerals"])

_REMARK = re.compile(rf"(?<=.)(?:{_REMARKS}).*", re.DOTALL)
_BRACKETS = re.compile(r"[(\[{〔【〈《]([^()\[\]{}〔〕【】〈〉《》]*)[)\]}〕】〉》]")
_OPENING = "|".join(sorted(map(re.escape, read_rules("contains")["near"]["opening"]), key=len, reverse=True))
_OPENING_WORDS = re.compile(rf"^\s*(?:{_OPENING})[:,\s]*(?=.)")
_PART = re.compile(r"(?:[0-9A-Z]{1,3}|[东西南北])(?:期|区|组团)")
_BRANCH = re.compile(rf"[^0-9]{{1,10}}(?:{'|'.join(read_rules('contains')['alias']['branches'])})")
_WITHIN_DOOR = r"(?:负?[0-9]{1,2}层)?(?:[0-9]{1,4}(?:-[0-9]{1,3})?(?:室|号|户|房)?)?"
_DOOR = re.compile(
    rf"(?:[0-9A-Z]{{1,3}}栋)?[0-9东西南北中]{{1,2}}单元{_WITHIN_DOOR}|[0-9A-Z]{{1,3}}栋{_WITHIN_DOOR}"
    r"|负?[0-9]{1,2}层|[0-9]{3,4}(?:室|房|户)"
)
_OPEN_ENDED = re.compile(r"[(\[{〔【〈《)\]}〕】〉》]")
_BELOW_GROUND = re.compile(
    r"(?:(?<=[栋幢座楼元门梯号#棟號樓])\s*-\s*|地下)(?=[0-9一二三四五六七八九十]{1,2}\s*(?:层|楼|層|樓|F))"
)
_CELLAR = re.compile(r"(?<![0-9A-Za-z])B([1-9])(?=层|楼|層|樓)")
_WORD_THEN_NUMBER = re.compile(r"(?<=[A-Za-z]{3})(?=[0-9一二三四五六七八九十])")
_GROUND = re.compile(r"(?<=[楼栋幢座#樓棟])底[商层層]")
_GROUP = re.compile(
    rf"(?<=[\u4e00-\u9fff0-9])(?:村民|居民)小组(?!团)|(?<=[0-9{_NUMERALS}])(?:村民|居民)组(?!团)|(?<=[0-9{_NUMERALS}])小组"
)
# every character by itself
_SPELLED = re.compile(r"\S(?:\s+\S){4,}")
_STOREY = re.compile(r"(?<=[0-9])F(?![0-9A-Za-z])")
_ANNEX_NUMERAL = re.compile(rf"(?<=[号號0-9至到、,，-])\s*([附之])([{_NUMERALS}]+)")


def is_remark(note: str) -> bool:
    """Whether a note says nothing of the position (请放门卫)."""
    return bool(_REMARK.match(f" {note}", 1))


def without_notes(text: str) -> tuple[str, list[str]]:
    """The place without remarks and brackets, and what the brackets hold."""
    text = re.sub(r"\s", "", text) if _SPELLED.fullmatch(text) else text
    plain = _OPENING_WORDS.sub("", _GROUP.sub("组", spell_floors(unicodedata.normalize("NFKC", text))))
    notes = [found for found in _BRACKETS.findall(plain) if found]
    plain = _OPEN_ENDED.sub("", _BRACKETS.sub(_bracket_place, plain))
    return _REMARK.sub("", plain), notes


def _bracket_place(bracket: re.Match[str]) -> str:
    """A part of the estate, a branch or a door in brackets stays where it is; anything else is read apart."""
    part = normalize(bracket.group(1))
    return part if any(kind.fullmatch(part) for kind in (_PART, _BRANCH, _DOOR)) else " "


def spell_floors(text: str) -> str:
    """Floors in the one way that is read (地下一层 is 负一层), and numbers that stand side by side apart."""
    text = _GROUND.sub(_ground_in_words, text)
    text = spell_annexes(_WORD_THEN_NUMBER.sub(",", text))
    return _STOREY.sub("层", _CELLAR.sub(r"负\1", _BELOW_GROUND.sub("负", text)))


def spell_annexes(text: str) -> str:
    """Annexes with their numbers in digits: 9号之三 is 9号之3."""
    return _ANNEX_NUMERAL.sub(_annex_in_digits, text)


def _ground_in_words(ground: re.Match[str]) -> str:
    return "一层" if ground.group() in {"底层", "底層"} else "商铺"


def _annex_in_digits(annex: re.Match[str]) -> str:
    number = number_of_numeral(annex[2])
    apart = "," if annex.string[annex.end() : annex.end() + 1].isdigit() else ""
    return f"{annex[1]}{number}{apart}" if number is not None else annex.group()
