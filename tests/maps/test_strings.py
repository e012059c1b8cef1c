import re
import string

import pytest

from geo_service.errors import InputError
from geo_service.maps.grid_map import GRID_COLUMNS
from geo_service.maps.limits import CONTEXT_LAYERS
from geo_service.maps.plan_layers import COLUMNS, KINDS
from geo_service.maps.strings import COLUMNS_EN, STRINGS, column_title, say
from geo_service.model.frames import FACILITY_KINDS, Column
from geo_service.model.zone import STATUSES


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", STRINGS)
def test_every_text_is_there_in_both_languages(key):
    chinese, english = STRINGS[key]
    assert chinese.strip()
    assert english.strip()
    assert not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.parametrize("key", [key for key in STRINGS if key != "time"])
def test_both_languages_say_the_same_values(key):
    chinese, english = STRINGS[key]
    assert placeholders(chinese) == placeholders(english)


def test_every_column_of_every_popup_has_an_english_heading():
    columns = {column.name for kind in COLUMNS.values() for column in kind} | {column.name for column in GRID_COLUMNS}
    assert columns <= set(COLUMNS_EN)


def test_every_kind_and_status_has_a_word():
    layers = {f"layer.{kind}" for kind in KINDS if kind != "building_group"}
    others = {f"context.{name}" for name in CONTEXT_LAYERS} | {f"facility.{kind}" for kind in FACILITY_KINDS}
    assert layers | others | {f"status.{status}" for status in STATUSES} <= set(STRINGS)


def test_a_column_is_headed_as_the_model_prints_it():
    column = Column("walk_m", "float", "步行距离(米)")
    assert (column_title(column, "zh"), column_title(column, "en")) == ("步行距离(米)", "walking distance (m)")


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="no language 'fr'; the maps speak zh, en"):
        say("legend", "fr")
