"""
Register layers round the place somebody works at, kept in memory until the register changes.

While a planner draws, the same few square kilometres are asked for many times a minute. A window is read once, wider
than asked, and later questions that lie in it are answered from memory: the same rows in the same order as the store's.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.storage.store import Store

WIDER_M = 1_000.0
"""A window reaches this much farther than what was asked for, so that a line may be moved without reading again."""
MOST_WINDOWS = 24
"""Windows kept at most: eight layers for three people who draw in different places."""


@dataclass(frozen=True)
class _Window:
    """The rows of a layer that meet a box, and the bounding box of each."""

    bounds: Bounds
    rows: gpd.GeoDataFrame
    boxes: NDArray[np.float64]

    def covers(self, bounds: Bounds) -> bool:
        """Whether whatever meets the bounds is among the rows."""
        return (
            self.bounds[0] <= bounds[0]
            and self.bounds[1] <= bounds[1]
            and self.bounds[2] >= bounds[2]
            and self.bounds[3] >= bounds[3]
        )

    def meeting(self, bounds: Bounds) -> gpd.GeoDataFrame:
        """The rows whose box meets the bounds, edges count."""
        west, south, east, north = self.boxes.T
        near = (west <= bounds[2]) & (east >= bounds[0]) & (south <= bounds[3]) & (north >= bounds[1])
        return self.rows[near].reset_index(drop=True)


Key = tuple[str, int, str]
_windows: OrderedDict[tuple[Key, Bounds], _Window] = OrderedDict()
"""By store, edition of its register, and layer; the one asked for last stands at the end."""
_boxes: dict[Key, Bounds | None] = {}
"""The bounding box of whole layers, likewise."""
_guard = Lock()


@dataclass(frozen=True)
class RegisterWindow:
    """
    A register that is read through windows; rows that are asked for by id are read from the store.

    It sees the edition of the register at the time it was made: make one per question, outside of any transaction that
    changes layers. Frames are copies.
    """

    store: Store
    url: str
    edition: int

    def read_layer(
        self, name: str, *, bounds: Bounds | None = None, ids: Collection[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Rows whose bounding box meets `bounds` (lon/lat, edges count) and whose id is in `ids`, by id."""
        if bounds is None or ids is not None:
            return self.store.read_layer(name, bounds=bounds, ids=ids)
        key = (self.url, self.edition, name)
        window = _known(key, bounds)
        if window is None:
            wide = grow_bounds(bounds, WIDER_M)
            rows = self.store.read_layer(name, bounds=wide)
            window = _Window(wide, rows, rows.geometry.bounds.to_numpy().reshape(-1, 4))
            _keep(key, window)
        return window.meeting(bounds)

    def layer_bounds(self, name: str) -> Bounds | None:
        """Bounding box of a layer, lon/lat; None when it is empty."""
        key = (self.url, self.edition, name)
        with _guard:
            if key in _boxes:
                return _boxes[key]
        found = self.store.layer_bounds(name)
        with _guard:  # another thread may let go of it at once, for a newer edition
            _boxes[key] = found
        return found


def window_on(store: Store) -> RegisterWindow:
    """The register of a store as it is now, to be read through windows."""
    return RegisterWindow(store, store.url, store.register_edition())


def _known(key: Key, bounds: Bounds) -> _Window | None:
    with _guard:
        for (other, wide), window in reversed(_windows.items()):
            if other == key and window.covers(bounds):
                _windows.move_to_end((other, wide))
                return window
    return None


def _keep(key: Key, window: _Window) -> None:
    """Keep a window, and let go of those of older editions and of those longest not asked for."""
    with _guard:
        for old in [one for one in _windows if one[0][0] == key[0] and one[0][1] != key[1]]:
            del _windows[old]
        for gone in [one for one in _boxes if one[0] == key[0] and one[1] != key[1]]:
            del _boxes[gone]
        _windows[key, window.bounds] = window
        while len(_windows) > MOST_WINDOWS:
            _windows.popitem(last=False)
