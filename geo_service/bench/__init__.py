"""Measurements, each beside a named peer in the same run: `geo-service bench NAME`."""

from collections.abc import Callable, Mapping

from geo_service.bench.addresses import bench_addresses
from geo_service.bench.township import bench_township

Figures = dict[str, float | int | str]

BENCHES: Mapping[str, Callable[[int, int], Figures]] = {"addresses": bench_addresses, "township": bench_township}
"""Name → function of the township's size and the number of rounds."""
