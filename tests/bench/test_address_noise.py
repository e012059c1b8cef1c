import random
from collections import Counter

import pytest

from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.bench.address_left_over import (
    ASKING,
    BEFORE_NAME,
    BEHIND_NAME,
    BEHIND_UNIT,
    CHECKING,
    FITTING,
    REMARKS_BEFORE,
    REMARKS_BEHIND,
    pick,
)
from geo_service.bench.address_noise import KINDS, LEVELS, make_queries
from geo_service.bench.address_writer import common_characters, homophones, numeral

VOCABULARY = make_vocabulary(districts=["虚构区"], communities=["文昌社区"], estates=["怡景花园"])
NAMES = ["怡景花园", "文昌社区"]
ROWS = [
    {"building_id": f"b{n}", "addresses": [f"虚构区文昌社区怡景花园{n}栋"], "stairs": 2, "name": None}
    for n in range(1, 60)
]


def queries(**more):
    return make_queries(ROWS, NAMES, VOCABULARY, **{"per_level": 100, "seed": 3, **more})


def test_the_same_seed_asks_the_same():
    assert queries() == queries()
    assert queries() != queries(seed=4)


def test_every_level_is_asked_as_often():
    assert Counter(query.level for query in queries()) == dict.fromkeys(LEVELS, 100)


@pytest.mark.parametrize("absent", [0.0, 1.0])
def test_the_share_of_absent_buildings_is_kept(absent):
    assert all((query.building_id is None) == bool(absent) for query in queries(absent=absent))


def test_every_kind_of_absent_building_is_asked():
    kinds = Counter(query.kind for query in queries(absent=1.0))
    assert set(kinds) == set(KINDS) - {"present"}
    assert min(kinds.values()) > 80


def test_words_to_ask_are_not_those_to_fit():
    words = (*BEHIND_NAME, *REMARKS_BEHIND)
    used = [
        {word for word in words for query in queries(words=turn) if word in query.text}
        for turn in (FITTING, CHECKING, ASKING)
    ]
    assert all(used)
    assert used[0] - used[1] - used[2]


@pytest.mark.parametrize("words", [BEHIND_NAME, BEHIND_UNIT, BEFORE_NAME, REMARKS_BEFORE, REMARKS_BEHIND])
def test_each_turn_is_dealt_words_of_its_own(words):
    chance = random.Random(3)  # noqa: S311 - repeatable, no secret
    dealt = [{pick(words, turn, chance) for _ in range(200)} for turn in (FITTING, CHECKING, ASKING)]
    assert sum(map(len, dealt)) == len(set.union(*dealt)) == len(words) == len(set(words))


def test_a_complete_address_keeps_its_names():
    plain = [query.text for query in queries(absent=0.0) if query.level == 0 and query.text.isascii() is False]
    assert sum("景花" in text for text in plain) > len(plain) / 2


def test_a_homophone_is_another_character_of_the_same_sound():
    assert "井" in homophones("景")
    assert "景" not in homophones("景")
    assert not set(homophones("义")) & set("一二三四五六七八九十")


def test_the_common_characters_are_the_first_level_of_the_standard():
    assert len(common_characters()) == 3755
    assert common_characters()[0] == "啊"


@pytest.mark.parametrize(("number", "words"), [(3, "三"), (10, "十"), (16, "十六"), (20, "二十"), (35, "三十五")])
def test_numerals(number, words):
    assert numeral(number) == words
