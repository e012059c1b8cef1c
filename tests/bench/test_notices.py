import pytest

from geo_service.bench import BENCHES, notices
from geo_service.bench.notices import bench_notices


@pytest.fixture(scope="module")
def figures():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notices, "NOTICES", 8)
        yield bench_notices(300, 1)


def test_nearly_all_items_come_back_as_they_were_written(figures):
    assert figures["items"] == 200
    assert figures["same_items"] > 0.95


def test_the_peers_pass_over_the_same_texts(figures):
    assert figures["items_per_s"] > 0
    assert figures["opencc_ratio"] > 0
    assert figures["re_ratio"] > 0


def test_the_bench_can_be_asked_for_by_name():
    assert BENCHES["notices"] is bench_notices
