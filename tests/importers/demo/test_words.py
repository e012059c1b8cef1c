"""Names: never twice, the same for the same thing."""

import numpy as np
import pytest

from geo_service.importers.demo.words import ESTATE_ENDINGS, NameBook, numeral


def book() -> NameBook:
    return NameBook(np.random.Generator(np.random.PCG64(1)), ESTATE_ENDINGS)


def test_ten_thousand_names_differ():
    names = book()
    assert len({names.name(k) for k in range(10_000)}) == 10_000


def test_the_same_key_gets_the_same_name():
    names = book()
    assert names.name("a") == names.name("a") != names.name("b")


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (96, "九十六")])
def test_numerals(number, text):
    assert numeral(number) == text
