import pytest

from geo_service.bench import lines
from geo_service.errors import InputError


def test_without_its_peer_the_bench_names_the_extra(monkeypatch):
    monkeypatch.setattr(lines, "nx", None)
    with pytest.raises(InputError, match=r"geo-service\[bench\]"):
        lines.bench_lines(60, 1)


@pytest.mark.slow
def test_all_cuts_equal_those_of_the_peer():
    pytest.importorskip("networkx")
    figures = lines.bench_lines(200, 1)
    assert figures["cuts_equal_to_networkx"] == figures["cuts"] > 0
