"""The packaged word lists of the address grammar, read once."""

import tomllib
from importlib import resources
from typing import Any


def read_rules(name: str) -> dict[str, Any]:
    """The tables of `rules/<name>.toml`."""
    text = resources.files("geo_service.addresses").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
