"""What the checks are called, ask and can't see, and their numbers: the packaged rules, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class CheckText:
    """A check in words: `predicate` is what it asks, `cannot_check` what no program can see (Chinese)."""

    id: str
    title: str
    title_en: str
    predicate: str
    cannot_check: str
    clause: str = ""
    number: int | None = None


def _rules(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("geo_service.zones").joinpath("rules", name).read_text(encoding="utf-8"))


_PROHIBITIONS = _rules("prohibitions.toml")
_CHECKS = _rules("checks.toml")

NUMBERS: Mapping[str, float] = {name: float(said["value"]) for name, said in _CHECKS.pop("numbers").items()}
"""Numbers that checks use where the protocol gives none; rules/checks.toml names the source of each."""

UNIT_TITLES: Mapping[str, str] = _CHECKS.pop("units")
"""Units of the ladder in the words of the evidence."""

PROHIBITION_SET: str = _PROHIBITIONS["id"]


def _prohibition(said: Mapping[str, Any]) -> CheckText:
    return CheckText(
        id=f"prohibition_{said['number']}",
        title=said["text"],
        title_en=said["text_en"],
        predicate=said["predicate"],
        cannot_check=said["cannot_check"],
        clause=f"九不准第{said['number']}条：{said['text']}",
        number=said["number"],
    )


PROHIBITIONS: tuple[CheckText, ...] = tuple(_prohibition(said) for said in _PROHIBITIONS["prohibition"])
"""The nine, in order."""

CHECK_TEXTS: Mapping[str, CheckText] = {
    **{one.id: one for one in PROHIBITIONS},
    **{name: CheckText(id=name, **said) for name, said in _CHECKS.items()},
}
"""Every check in words, the nine prohibitions first."""
