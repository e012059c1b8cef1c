import pytest
from shapely import Polygon

from geo_service.coords.metric import MetricPlane, plane_at


def test_a_hole_that_touches_an_edge_in_degrees_is_still_valid_in_metres():
    zone = Polygon(
        [(13.0, 78.0), (13.02, 78.0), (13.02, 78.01), (13.0, 78.01)],
        [[(13.0, 78.003), (13.01, 78.004), (13.01, 78.002)]],
    )
    moved = plane_at(zone).to_metres(zone)
    assert zone.is_valid
    assert moved.is_valid
    assert moved.area == pytest.approx(MetricPlane(13.01, 78.005).to_metres(zone).area, rel=1e-6)
