"""Categories and verbs of zone notices: what a heading or a closing phrase does with a zone."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

_TEXT = resources.files("geo_service.notices").joinpath("rules", "notices.toml").read_text(encoding="utf-8")
RULES: dict[str, Any] = tomllib.loads(_TEXT)

_CATEGORY_OF: Mapping[str, str] = {word: name for name, words in RULES["categories"].items() for word in words}
_RANK: Mapping[str, int] = RULES["rank"]
_VERBS = RULES["verbs"]


def any_word(words: list[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


CATEGORY = f"(?:{any_word(list(_CATEGORY_OF))})"
_MENTION = re.compile(rf"(?P<category>{CATEGORY})|(?P<short>[高中低])(?=[、和及][高中低]风险)")
_LIFT = re.compile(any_word(_VERBS["lift"]))
_DOWN = re.compile(any_word(_VERBS["down"]))
_TARGET = re.compile(rf"(?:{any_word([*_VERBS['becomes'], *_VERBS['down']])})为?(?P<to>{CATEGORY})")
_BECOMES = re.compile(any_word([word for word in _VERBS["becomes"] if word != "为"]))
_ADJUST = re.compile(any_word(_VERBS["adjust"]))
_DESIGNATE = re.compile(any_word(_VERBS["designate"]))
_LOWEST = frozenset(name for name, rank in _RANK.items() if rank == min(_RANK.values()))


@dataclass(frozen=True)
class Deed:
    """What is done: an action (None: nothing said), the category after it and the one before it."""

    action: str | None = None
    category: str | None = None
    before: str | None = None


def category_of(words: str) -> str:
    """The usual name of a category."""
    return _CATEGORY_OF[words]


def mentioned(text: str) -> list[str]:
    """The categories that a folded text names, in its order."""
    return [_CATEGORY_OF[match["category"]] for match in _MENTION.finditer(text) if match["category"]]


def change(before: str | None, after: str) -> Deed:
    """The deed of a move from one category (None: not said) to another."""
    if before is None:
        return Deed("downgrade" if after in _LOWEST else "designate", after)
    lower = _RANK[after] < _RANK[before]
    return Deed("downgrade" if lower else "designate", after, before)


def read_deed(text: str) -> Deed:
    """What a heading or closing phrase (folded) says is done."""
    target = _TARGET.search(text)
    names = mentioned(text[: target.start()]) if target else mentioned(text)
    if target:
        deed = change(names[-1] if names else None, _CATEGORY_OF[target["to"]])
        down = _DOWN.search(text) and deed.action == "designate" and not deed.before
        return Deed("downgrade", deed.category) if down else deed
    name = names[-1] if names else None
    if _LIFT.search(text):
        return Deed("lift", name, name)
    if _DOWN.search(text):
        return Deed("downgrade", None, name)
    if _DESIGNATE.search(text) and name:
        return Deed("designate", name)
    if _ADJUST.search(text) and name and not _BECOMES.search(text):
        return Deed("adjust", name, name)
    return Deed("designate", name) if name else Deed()


def edition_on(day: date | None) -> Mapping[str, str]:
    """What the edition in force says of unnamed categories; nothing before the first or without a date."""
    said: Mapping[str, str] = {}
    for edition in RULES["edition"]:
        if day and day.isoformat() >= edition["from"]:
            said = edition
    return said


def complete(deed: Deed, day: date | None) -> Deed:
    """The deed with what the edition in force implies."""
    edition = edition_on(day)
    if deed.action is None or (deed.category is None and deed.action == "designate"):
        return Deed("designate", deed.category or edition.get("unnamed"), deed.before)
    if deed.action == "downgrade" and deed.category in _LOWEST and deed.before is None:
        return Deed(deed.action, deed.category, edition.get("before_lowest"))
    return deed
