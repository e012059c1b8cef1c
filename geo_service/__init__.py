"""Emergency risk zones and grid management: register, zone, plan, map, lists, resident check."""

__version__ = "0.1.0"
