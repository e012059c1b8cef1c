"""Which line a text means by a name."""

import pytest

from geo_service.derive.feature_names import NamedLine, UnknownName, find_line
from geo_service.derive.linear_features import ESTATE, WALL, LinearFeature
from tests.derive.streets import across, along, town

GARDEN = LinearFeature("怡景花园", ESTATE, across("", 0).lines)
LINES = town(along("甲路", 0), along("乙路南段", 100), along("乙路北段", 100, 500, 900), across("望江河", 50), GARDEN)


def found(words):
    line = find_line(words, LINES)
    return line.feature.name if isinstance(line, NamedLine) else None


@pytest.mark.parametrize("words", ["甲路", "甲路中心线", "甲路（含）", "甲路沿线", "甲路东侧", "甲路南段", "甲路二段"])
def test_words_behind_a_name_do_not_change_the_road(words):
    assert found(words) == "甲路"


@pytest.mark.parametrize("words", ["怡景花园", "怡景花园围墙", "怡景花园南围墙", "怡景花园边界"])
def test_an_estate_or_its_wall_is_its_outline(words):
    assert found(words) == "怡景花园"


def test_a_wall_with_its_own_name_comes_first():
    wall = LinearFeature("怡景花园围墙", WALL, across("", 10).lines)
    assert find_line("怡景花园围墙", town(GARDEN, wall)).feature == wall


def test_another_name_of_a_road_finds_it():
    renamed = LinearFeature("丙街", "road", along("", 0).lines, aliases=("旧丙巷",))
    assert find_line("旧丙巷", town(renamed)).feature == renamed


def test_all_sections_of_a_road_are_one_line():
    line = find_line("乙路", LINES)
    assert line.feature.lines.length == pytest.approx(600 + 400)
    assert "乙路北段、乙路南段" in line.note


def test_a_section_that_is_not_registered_is_the_whole_road_and_that_is_noted():
    assert find_line("甲路南段", LINES).note == "“甲路南段”按登记的甲路全线取线"


@pytest.mark.parametrize("words", ["丙路", "望江", "未命名道路"])
def test_an_unknown_name_is_not_guessed(words):
    assert isinstance(find_line(words, LINES), UnknownName)


def test_an_unknown_name_has_hints():
    assert find_line("望江大河", LINES).hints == ("望江河",)


@pytest.mark.parametrize(("words", "kind"), [("东经108.78", "meridian"), ("北纬29.53度", "parallel")])
def test_degrees_are_lines(words, kind):
    assert find_line(words, LINES).feature.kind == kind
