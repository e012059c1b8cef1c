from threading import Event, Thread

import pytest

from geo_service.actions import register_index as kept
from geo_service.actions.imports import write_layers
from geo_service.actions.places import find_place, register_vocabulary
from geo_service.actions.register_index import index_at_hand, register_index
from tests.actions.town import TOWN


@pytest.fixture
def vocabulary(sqlite_town):
    return register_vocabulary(sqlite_town)


def test_the_index_is_made_once_for_an_edition(sqlite_town, vocabulary):
    assert register_index(sqlite_town, vocabulary) is register_index(sqlite_town, vocabulary)


def test_a_changed_register_gets_a_new_one_and_the_old_is_forgotten(sqlite_town, vocabulary):
    before = register_index(sqlite_town, vocabulary)
    more = (
        TOWN.layers["buildings"].iloc[:1].assign(building_id="new/1", addresses=[["示例新村88号"]], name="示例新村88号")
    )
    write_layers(sqlite_town, {"buildings": more}, source="later")
    after = register_index(sqlite_town, vocabulary)
    assert len(after) == len(before) + 1
    assert list(kept._indexes.values()) == [after]


def test_an_exact_address_never_needs_the_index(sqlite_town):
    kept._indexes.clear()
    find_place(sqlite_town, "枫岚苑3栋")
    assert not kept._indexes


def test_who_does_not_wait_goes_without_while_another_makes_it(sqlite_town, vocabulary):
    kept._indexes.clear()
    with kept._building:
        assert index_at_hand(sqlite_town, vocabulary) is None
        assert find_place(sqlite_town, "枫兰苑3栋", waiting=False).match.level == "none"
    assert find_place(sqlite_town, "枫兰苑3栋", waiting=False).match.level == "building"


def test_who_waits_gets_the_one_that_another_made(sqlite_town, vocabulary):
    kept._indexes.clear()
    got, started = [], Event()

    def ask():
        started.set()
        got.append(register_index(sqlite_town, vocabulary))

    with kept._building:
        asking = Thread(target=ask)
        asking.start()
        started.wait(10)
        assert not got
    asking.join(30)
    assert got == [register_index(sqlite_town, vocabulary)]
