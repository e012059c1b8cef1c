"""The packaged word lists of the address grammar, read once, and patterns of their words."""

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any


def read_rules(name: str) -> dict[str, Any]:
    """The tables of `rules/<name>.toml`."""
    text = resources.files("geo_service.addresses").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def one_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
