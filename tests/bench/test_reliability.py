import re

from geo_service.bench.addresses import BINS
from geo_service.bench.reliability import bins_of, write_reliability_plot

CIRCLE = re.compile(r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="([0-9.]+)"')


def figures(*bins):
    """Figures of a bench with (count, mean, right) in its last bins."""
    empty = [(0, 0.0, 0.0)] * (len(BINS) - len(bins))
    said = zip(BINS, [*empty, *bins], strict=True)
    parts = {
        f"reliability_from_{edge}_{part}": value
        for edge, one in said
        for part, value in zip(("n", "mean", "right"), one, strict=True)
    }
    return {"questions": 10, "buildings": 5, **parts}


def dots(path):
    """Centre and radius of each dot."""
    return [tuple(map(float, found)) for found in CIRCLE.findall(path.read_text(encoding="utf-8"))]


def test_a_bin_without_answers_has_no_dot(tmp_path):
    path = tmp_path / "plot.svg"
    write_reliability_plot(figures((4, 0.9, 0.8), (6, 0.999, 1.0)), path)
    assert len(dots(path)) == 2
    assert [one.count for one in bins_of(figures((4, 0.9, 0.8)), BINS)] == [4]


def test_a_confidence_that_is_exact_stands_on_the_diagonal(tmp_path):
    path = tmp_path / "plot.svg"
    write_reliability_plot(figures((5, 0.7, 0.7)), path)
    ((x, y, _),) = dots(path)
    assert round(x + y, 1) == 460


def test_more_answers_make_a_larger_dot_and_a_higher_share_a_higher_one(tmp_path):
    path = tmp_path / "plot.svg"
    write_reliability_plot(figures((5, 0.9, 0.5), (500, 0.9, 0.9)), path)
    (_, low, small), (_, high, large) = dots(path)
    assert high < low
    assert small < large
