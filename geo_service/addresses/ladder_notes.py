"""What stands beside the place in an address: remarks, brackets, and floors written in other ways."""

import re
import unicodedata

from geo_service.addresses.normalize import normalize, number_of_numeral
from geo_service.addresses.rules_files import read_rules

_REMARKS = "|".join(sorted(map(re.escape, read_rules("contains")["near"]["remarks"]), key=len, reverse=True))
_NUMERALS = "".join(read_rules("suffixes")["numerals"])

_REMARK = re.compile(rf"(?<=.)(?:{_REMARKS}).*", re.DOTALL)
_BRACKETS = re.compile(r"[(\[{〔【〈《]([^()\[\]{}〔〕【】〈〉《》]*)[)\]}〕】〉》]")
_OPEN_ENDED = re.compile(r"[(\[{〔【〈《)\]}〕】〉》]")
_BELOW_GROUND = re.compile(
    r"(?:(?<=[栋幢座楼元门梯号#棟號樓])\s*-\s*|地下)(?=[0-9一二三四五六七八九十]{1,2}\s*(?:层|楼|層|樓|F))"
)
_CELLAR = re.compile(r"(?<![0-9A-Za-z])B([1-9])(?=层|楼|層|樓)")
_WORD_THEN_NUMBER = re.compile(r"(?<=[A-Za-z]{3})(?=[0-9一二三四五六七八九十])")
_GROUND = re.compile(r"(?<=[楼栋幢座#樓棟])底[商层層]")
_STOREY = re.compile(r"(?<=[0-9])F(?![0-9A-Za-z])")
_ANNEX_NUMERAL = re.compile(rf"(?<=[号號0-9])\s*([附之])([{_NUMERALS}]+)")


def is_remark(note: str) -> bool:
    """Whether a note says nothing of the position (请放门卫)."""
    return bool(_REMARK.match(f" {note}", 1))


def without_notes(text: str) -> tuple[str, list[str]]:
    """The place without remarks and brackets, and what the brackets hold."""
    plain = _spell_floors(unicodedata.normalize("NFKC", text))
    notes = [found for found in _BRACKETS.findall(plain) if found]
    plain = _OPEN_ENDED.sub("", _BRACKETS.sub(_bracket_place, plain))
    return _REMARK.sub("", plain), notes


def _bracket_place(bracket: re.Match[str]) -> str:
    """A part of the estate in brackets stays where it is; anything else is read apart."""
    part = normalize(bracket.group(1))
    return part if re.fullmatch(r"(?:[0-9A-Z]{1,3}|[东西南北])(?:期|区|组团)", part) else " "


def _spell_floors(text: str) -> str:
    text = _GROUND.sub(_ground_in_words, text)
    text = _ANNEX_NUMERAL.sub(_annex_in_digits, _WORD_THEN_NUMBER.sub(",", text))
    return _STOREY.sub("层", _CELLAR.sub(r"负\1", _BELOW_GROUND.sub("负", text)))


def _ground_in_words(ground: re.Match[str]) -> str:
    return "一层" if ground.group() in {"底层", "底層"} else "商铺"


def _annex_in_digits(annex: re.Match[str]) -> str:
    number = number_of_numeral(annex[2])
    return f"{annex[1]}{number}" if number is not None else annex.group()
