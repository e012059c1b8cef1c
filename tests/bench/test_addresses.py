import tomllib

import pytest

from geo_service.bench import BENCHES, addresses
from geo_service.bench.addresses import BINS, bench_addresses, fit_addresses

SMALL = 1500


@pytest.fixture(scope="module")
def figures():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "QUESTIONS_PER_ROUND", 100)
        patch.setattr(addresses, "PEER_SAMPLE", 10)
        patch.delenv(addresses.POSTGRES_VARIABLE, raising=False)
        yield bench_addresses(SMALL, 1)


def test_most_buildings_are_found_and_hardly_any_wrongly(figures):
    assert figures["recall"] > 0.9
    assert figures["recall_0"] == figures["recall_1"] == 1
    assert figures["wrong"] < 0.01


def test_sure_answers_are_more_often_right(figures):
    low, high = (figures[f"reliability_from_{edge}_right"] for edge in (BINS[0], BINS[-1]))
    assert low < high
    assert sum(figures[f"reliability_from_{edge}_n"] for edge in BINS) <= figures["questions"]


def test_the_peer_answers_the_same_sample(figures):
    assert figures["sample"] == 10
    assert 0 < figures["rapidfuzz_recall"] <= 1
    assert figures["rapidfuzz_ratio"] > 0


def test_the_bench_can_be_asked_for_by_name():
    assert BENCHES["addresses"] is bench_addresses


@pytest.fixture(scope="module")
def fitted():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "FIT_PER_LEVEL", 300)
        yield tomllib.loads(fit_addresses(SMALL))


def test_a_fitted_table_rises(fitted):
    for column in zip(*fitted["table"], strict=True):
        assert list(column) == sorted(column)
    assert 0 < fitted["threshold"] <= 1


def test_the_sign_of_a_weight_is_its_meaning(fitted):
    assert fitted["weights"]["community_agrees"] >= 0
    assert fitted["weights"]["name_cost"] < 0
