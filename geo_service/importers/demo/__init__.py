"""A generated township: fictional, seeded, of any size, with everything that planning needs."""

from geo_service.importers.demo.stories import DemoZone
from geo_service.importers.demo.township import Township, make_township

__all__ = ["DemoZone", "Township", "make_township"]
