"""Measurements, each beside a named peer in the same run: `geo-service bench NAME`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from geo_service.bench.addresses import bench_addresses
from geo_service.bench.bounds import bench_bounds
from geo_service.bench.bounds_plot import write_bounds_plot
from geo_service.bench.cordon import bench_cordon
from geo_service.bench.lines import bench_lines
from geo_service.bench.notices import bench_notices
from geo_service.bench.reliability import write_reliability_plot
from geo_service.bench.siting import bench_siting
from geo_service.bench.township import bench_township

Figures = dict[str, float | int | str]

BENCHES: Mapping[str, Callable[[int, int], Figures]] = {
    "addresses": bench_addresses,
    "bounds": bench_bounds,
    "cordon": bench_cordon,
    "lines": bench_lines,
    "notices": bench_notices,
    "siting": bench_siting,
    "township": bench_township,
}
"""Name → function of the township's size and the number of rounds."""

PLOTS: Mapping[str, Callable[[Figures, Path], None]] = {
    "addresses": write_reliability_plot,
    "bounds": write_bounds_plot,
}
"""Name → function that draws the figures of a bench into a file."""
