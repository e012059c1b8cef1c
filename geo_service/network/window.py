"""The part of a large network near a place, found without looking at shapes again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coords.metric import Bounds
from geo_service.network.graph import Network


@dataclass(frozen=True)
class NetworkIndex:
    """A network with the bounds of each piece: 4 × m, west, south, east, north, metres."""

    network: Network
    boxes: NDArray[np.float64]

    def near(self, bounds: Bounds, margin_m: float) -> Network:
        """The pieces whose box meets some bounds grown by a margin, with only the vertices they use."""
        west, south, east, north = bounds
        low_x, low_y, high_x, high_y = self.boxes
        met = (low_x <= east + margin_m) & (high_x >= west - margin_m)
        met &= (low_y <= north + margin_m) & (high_y >= south - margin_m)
        part, _ = self.network.only(met).compact()
        return part


def index_network(network: Network) -> NetworkIndex:
    """Prepare a network for questions about places."""
    tail, head = network.xy[network.tail], network.xy[network.head]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    return NetworkIndex(network, np.ascontiguousarray(np.vstack([low.T, high.T])))
