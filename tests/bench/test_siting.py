import os

import numpy as np
import pytest

from geo_service.bench import siting
from geo_service.bench.pmed import OPTIMA, PMED_FOLDER, SHAPES, Case, bench_pmed, make_cases, read_case, read_cases
from geo_service.bench.pmed_proof import prove_optimum
from geo_service.bench.siting import bench_siting, compare_with_highs
from geo_service.bench.siting_zones import MOST_CANDIDATES, make_instances
from geo_service.derive.siting.p_median import solve_p_median
from geo_service.errors import InputError
from geo_service.importers.demo import make_township


@pytest.fixture(scope="module")
def instances():
    return list(make_instances(make_township(3000), 3, seed=1))


def test_zones_give_problems_of_the_promised_size(instances):
    assert len(instances) == 3
    for instance in instances:
        assert 20 <= len(instance.problem.open_price) <= MOST_CANDIDATES
        assert len(instance.problem.item) > len(instance.problem.weight)


def test_same_seed_gives_the_same_zones(instances):
    again = list(make_instances(make_township(3000), 3, seed=1))
    assert all(
        np.array_equal(one.problem.walk_m, other.problem.walk_m) for one, other in zip(again, instances, strict=True)
    )


def test_comparison_with_highs_has_both_sides(instances):
    outcome = compare_with_highs(instances[0], 0.5)
    assert outcome.gap_percent >= 0
    assert outcome.peer_dearer_percent > -100


def test_a_file_of_the_library_is_read(tmp_path):
    file = tmp_path / "pmed1.txt"
    file.write_text(" 3 3 1\n 1 2 5\n 2 3 4\n 1 2 2\n", encoding="ascii")
    case = read_case(file, 6)
    assert case.distances.tolist() == [[0, 2, 6], [2, 0, 4], [6, 4, 0]]
    assert (case.p, case.optimum) == (1, 6)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"pmed1\.txt is missing"):
        list(read_cases(tmp_path, 2))


def test_own_cases_have_the_published_shape():
    cases = list(make_cases(6, 1))
    assert [(len(case.distances), case.p) for case in cases] == list(SHAPES[:6])
    assert all(np.isfinite(case.distances).all() for case in cases)
    assert len(SHAPES) == len(OPTIMA) == 40


def test_proof_finds_the_optimum_where_the_answer_is_not():
    case = next(make_cases(1, 1))
    found = solve_p_median(case.distances, case.p)
    worse = type(found)(found.medians, found.place, found.objective + 50, found.bound)
    assert prove_optimum(case, worse) == prove_optimum(case, found) == found.objective


def test_gap_counts_only_proved_optima(monkeypatch):
    monkeypatch.delenv(PMED_FOLDER, raising=False)
    figures = bench_pmed(2, 1, prove=lambda case, found: found.objective if case.name == "own1" else None)
    assert figures["pmed_instances"] == 2
    assert figures["pmed_optimum_not_proved"] == 1
    assert figures["pmed_gap_percent_mean"] == 0


def test_library_files_are_used_where_the_folder_is_named(monkeypatch, tmp_path):
    (tmp_path / "pmed1.txt").write_text("2 1 1\n1 2 5819\n", encoding="ascii")
    monkeypatch.setenv(PMED_FOLDER, str(tmp_path))
    figures = bench_pmed(1, 1, prove=_never)
    assert figures["pmed_source"] == "OR-Library files"
    assert figures["pmed_gap_percent_max"] == 0


def _never(case: Case, _found) -> float:
    message = f"{case.name} has a known optimum"
    raise AssertionError(message)


def test_lines_of_highs_do_not_reach_standard_output(capfd, monkeypatch):
    monkeypatch.setattr(siting, "_bench", lambda *_: os.write(1, b"HiGHS says\n"))
    bench_siting(1500, 1)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "HiGHS says" in shown.err


@pytest.mark.slow
def test_a_small_bench_has_all_figures(monkeypatch):
    monkeypatch.delenv(PMED_FOLDER, raising=False)
    figures = bench_siting(1500, 1)
    assert figures["zones"] == 4
    assert figures["zones_not_begun"] == 0
    assert figures["pmed_gap_percent_mean"] <= 0.06
    assert figures["siting_tuned_10s_worse_than_highs"] == 0
    assert figures["siting_held_out_10s_worse_than_highs"] == 0
