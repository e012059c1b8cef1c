from datetime import UTC, datetime

import pytest

from geo_service.errors import InputError
from geo_service.exports.words import WORDS, beijing_time, cell
from geo_service.model.frames import FACILITY_KINDS, Column


def test_times_are_on_the_clocks_of_china():
    assert beijing_time(datetime(2022, 11, 3, 16, 5, tzinfo=UTC)) == "2022年11月4日 00:05"


def test_a_time_without_zone_is_refused():
    with pytest.raises(InputError, match="got 2022-11-03T16:05:00"):
        beijing_time(datetime(2022, 11, 3, 16, 5))  # noqa: DTZ001


def test_every_kind_of_facility_has_a_word():
    assert set(WORDS["facility_kind"]) == set(FACILITY_KINDS)


def test_a_code_without_a_word_is_printed_as_it_is():
    assert cell("windmill", Column("use", "text", "用途")) == "windmill"


def test_yes_and_no_are_words():
    assert [cell(value, Column("inside", "bool", "在区内")) for value in (True, False, None)] == ["是", "否", None]
