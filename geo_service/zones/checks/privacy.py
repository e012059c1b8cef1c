"""
Persons in a text that is about to be published: names at homes, telephone and identity numbers, rooms.

A list of 2022 had areas such as "…(姓名)家周边50米". Found by the look of the words: a family name, one or two
signs, and a word for a home, with nothing behind it that makes it a shop. What is found is masked.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from geo_service.addresses.rules_files import one_of

_RULES = tomllib.loads(
    resources.files("geo_service.zones").joinpath("rules", "privacy.toml").read_text(encoding="utf-8")
)
Leak = Literal["name", "masked_name", "phone", "identity", "plate", "room"]

LEAK_TITLES = {
    "name": "个人姓名",
    "masked_name": "隐去部分的姓名",
    "phone": "电话号码",
    "identity": "证件号码",
    "plate": "车牌号",
    "room": "房号",
}


@dataclass(frozen=True)
class Leaked:
    """What a text gives away; `shown` is its first sign and stars."""

    kind: Leak
    shown: str


_HAN = "[\u4e00-\u9fff]"
_NAME = (
    rf"(?:(?:{one_of(_RULES['double_surnames'])}){_HAN}{{1,2}}?"
    rf"|[{_RULES['surnames']}]{_HAN}{{1,2}}?)"
)
_BEFORE = rf"(?:^|(?<=[^\u4e00-\u9fff])|{''.join(f'(?<={re.escape(word)})|' for word in _RULES['before_name'])[:-1]})"
_HOME_END = rf"(?=$|[^\u4e00-\u9fff0-9A-Za-z]|[0-9]|{one_of(_RULES['after_home'])})"
_AT_HOME = re.compile(rf"{_BEFORE}(?P<name>{_NAME})\)?(?:{one_of(_RULES['homes'])}){_HOME_END}")
_LABELLED = re.compile(rf"(?:{one_of(_RULES['labels'])})[:：,\s]?(?P<name>{_NAME})(?=$|[^\u4e00-\u9fff])")
_MASKED = re.compile(rf"(?P<name>[{_RULES['surnames']}](?:{one_of(_RULES['titles'])}))")
_NOT_GIVEN = frozenset(_RULES["not_given"])

_NUMBERS: tuple[tuple[Leak, re.Pattern[str]], ...] = (
    ("identity", re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")),
    ("phone", re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])")),
    (
        "plate",
        re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}(?![A-Z0-9])"),
    ),
)

_DIGIT = "[0-9一二三四五六七八九十]"
_ROOMS = (
    re.compile(rf"(?<![0-9A-Za-z]){_DIGIT}{{1,4}}[A-Z]?室(?![内外])"),
    re.compile(r"(?<![0-9A-Za-z])[0-9]{3,4}房(?![产屋东])"),
    re.compile(r"(?:单元|[栋幢座]|号楼)[0-9]{1,2}-[0-9]{1,2}(?![0-9层栋幢座号])"),
    re.compile(r"(?:单元|[栋幢座]|号楼)[0-9]{3,4}(?:号(?!楼)|室|户|房)?(?![0-9层栋幢座号米])"),
    re.compile(r"(?<![-0-9])[0-9]{1,3}-[0-9]{1,2}-(?:[0-9]{3,4}|[0-9]{1,2}-[0-9]{1,2})(?![-0-9])"),
)


def leaks_in(text: str) -> tuple[Leaked, ...]:
    """What a text gives away about persons and homes, in the order of the kinds, each once."""
    plain = unicodedata.normalize("NFKC", text).replace("#", "栋")
    found = [*_names(plain), *_numbers(plain), *_rooms(plain)]
    return tuple(dict.fromkeys(found))


def _names(text: str) -> list[Leaked]:
    masked = [Leaked("masked_name", _stars(hit["name"])) for hit in _MASKED.finditer(text)]
    hits = [*_AT_HOME.finditer(text), *_LABELLED.finditer(text)]
    whole = [hit["name"] for hit in hits if not set(hit["name"][1:]) & _NOT_GIVEN and "某" not in hit["name"]]
    return [Leaked("name", _stars(name)) for name in whole] + masked


def _numbers(text: str) -> list[Leaked]:
    return [Leaked(kind, _stars(hit[0])) for kind, pattern in _NUMBERS for hit in pattern.finditer(text)]


def _rooms(text: str) -> list[Leaked]:
    hits = sorted({(hit.start(), hit[0]) for pattern in _ROOMS for hit in pattern.finditer(text)})
    return [Leaked("room", _stars(said)) for _, said in hits]


def _stars(said: str) -> str:
    return said[0] + "*" * (len(said) - 1)
