"""The common shapes that are read at once; all names are invented."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.addresses.extent_plain import read_doors, read_plain
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extents import MAX_CHARS, ExtentContext, ExtentReading, _Reader, read_extents
from geo_service.model.said import SaidMember, SaidPlace
from tests.shared_data import RISK_LISTS, SHARED, require_shared

WORDS = [
    "怡景",
    "苑",
    "小区",
    "听雨",
    "青禾路",
    "青石镇",
    "青石街道",
    "望江村",
    "望江社区",
    "新",
    "三村",
    "东",
    "南区",
    "地",
    "和平",
    "和",
    "12号",
    "12号、14号",
    "12、14号",
    "12号附3号",
    "七十三巷",
    "D4区",
    "柳家湾",
    "·",
    "3号院",
    "8弄",
    "A区",
    "2期",
    "组团",
    "楼",
    "内",
    "区域",
]
LISTS = [
    "",
    "3栋",
    "1、2、3号楼",
    "A、B座",
    "C5幢2单元",
    "1栋1、2单元,3栋",
    "2单元",
    "一单元",
    "5栋、",
    "3栋1单元、2单元、5栋",
    "3栋(含底商)",
    "(除3栋外)",
    "(不含3栋、5栋,含底商)",
    "3栋3室",
    "附近",
]
CONTEXTS = [
    ExtentContext(),
    ExtentContext("望舒区", "青石镇", "望江村"),
    ExtentContext(None, "青石街", "望江社区"),
    ExtentContext(None, "青石街道", "望江村"),
]


class WordByWord(_Reader):
    """A reader that knows no common shapes."""

    def _read_plain(self, start: int, end: int) -> bool:
        del start, end
        return False


def plain(text):
    return read_plain(SaidText(text), 0, len(text), community=False, village=False)


@pytest.mark.parametrize(
    "text",
    [
        "怡景苑",
        "怡景苑3栋1、2单元、5栋",
        "青禾路12号怡景苑3栋",
        "青禾路怡景苑A区2号楼",
        "和平小区",
        "怡景苑(除3栋外)",
        "怡景苑3栋1单元、2单元、5栋(含底商)",
    ],
)
def test_common_shapes_are_read_at_once(text):
    assert plain(text) == read_extents(text).extents[0]


def test_traditional_characters_and_capitals_are_kept():
    assert plain("怡景苑c、d棟") == SaidPlace(place="怡景苑", members=(SaidMember("c棟"), SaidMember("d棟")))


@pytest.mark.parametrize(
    "text", ["怡景苑(3栋)", "怡景苑和听雨苑", "怡景苑3-5栋", "怡景苑共3栋", "听雨组", "怡景苑区域", "甲路西侧"]
)
def test_what_may_mean_more_is_left_to_the_reading_word_by_word(text):
    assert plain(text) is None


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join),
    st.sampled_from(LISTS),
    st.sampled_from(CONTEXTS),
)
def test_reading_at_once_gives_what_reading_word_by_word_gives(name, listed, context):
    slowly: ExtentReading = WordByWord(SaidText(name + listed), context).read()
    assert read_extents(name + listed, context=context) == slowly


@pytest.mark.parametrize("doors", ["12号、14号", "12、14号", "12号,14号"])
def test_a_list_of_doors_is_read_at_once(doors):
    assert read_doors(SaidText("青禾路" + doors), 0, 3 + len(doors)) == [
        SaidPlace("青禾路", "12号"),
        SaidPlace("青禾路", "14号"),
    ]


@pytest.mark.parametrize("text", ["青禾路12号", "青禾路12、14栋", "甲路东12、14号", "青禾路和听雨路12号、14号"])
def test_another_list_is_no_list_of_doors(text):
    assert read_doors(SaidText(text), 0, len(text)) == []


def said_lines():
    """Every place of the risk lists and every line of the notices, each once."""
    lines = {}
    with gzip.open(RISK_LISTS, "rt", encoding="utf-8") as risk_lists:
        for day in map(json.loads, risk_lists):
            places = [
                group["communitys"] for level in ("middlelist", "lowlist", "highlist") for group in day.get(level, [])
            ]
            lines |= dict.fromkeys(place for group in places for place in group)
    for notice in sorted((SHARED / "data" / "notices").glob("*.txt")):
        lines |= dict.fromkeys(notice.read_text(encoding="utf-8").split("\n"))
    return [line for line in lines if len(line) <= MAX_CHARS]


@pytest.mark.shared
def test_reading_at_once_gives_the_same_on_every_real_line():
    require_shared()
    lines = said_lines()
    context = CONTEXTS[0]
    other = sum(read_extents(line, context=context) != WordByWord(SaidText(line), context).read() for line in lines)
    assert (len(lines) > 1000, other) == (True, 0)
