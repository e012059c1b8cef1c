"""The table of how OpenStreetMap tags become layers, `rules/osm.toml`."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

RULES: Mapping[str, Any] = tomllib.loads(
    (resources.files("geo_service.importers") / "rules" / "osm.toml").read_text(encoding="utf-8")
)
