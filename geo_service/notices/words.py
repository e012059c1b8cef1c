"""Categories and verbs of zone notices: what a heading or a closing phrase does with a zone."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from typing import Any, NamedTuple

_TEXT = resources.files("geo_service.notices").joinpath("rules", "notices.toml").read_text(encoding="utf-8")
RULES: dict[str, Any] = tomllib.loads(_TEXT)

_CATEGORY_OF: Mapping[str, str] = {word: name for name, words in RULES["categories"].items() for word in words}
_RANK: Mapping[str, int] = RULES["rank"]
_VERBS = RULES["verbs"]
ENDS = frozenset(("lift", "downgrade"))
"""Actions on zones that stand already."""
DESIGNATES = frozenset(_VERBS["designates"])
"""Verbs that put a zone in a category without a move."""


def any_word(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first; common beginnings are tried once, as that is faster."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[:1], []).append(word[1:])
    ends = tails.pop("", None)
    branches = [re.escape(first) + any_word(rest) for first, rest in tails.items()]
    if not branches:
        return ""
    if len(branches) == 1 and ends is None:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'' if ends is None else '?'}"


_CHANGES = [stem + end for stem in _VERBS["becomes_stems"] for end in _VERBS["becomes_ends"]]
_BECOMES = [*_CHANGES, *_VERBS["becomes"], *_VERBS["down"]]
_DOES = [word for kind in ("lift", "down", "adjust", "designate") for word in _VERBS[kind]]
BECOMES = any_word(_BECOMES)
"""A verb with a category behind it: 调整为, 降至, 纳入, 为."""
CATEGORY = any_word(_CATEGORY_OF)
VERB = any_word([*_BECOMES, *_DOES])
"""Any verb that does something to a zone."""
DEED = any_word([*_CATEGORY_OF, *_BECOMES, *_DOES])
"""A category or a verb."""

_MENTION = re.compile(
    rf"(?!(?<=[调降])低风险等级)(?P<category>{CATEGORY})|(?P<short>[高中低])(?=[、和及与]?[高中低]风险)"
)
_LIFT = re.compile(any_word(_VERBS["lift"]))
_DOWN = re.compile(any_word(_VERBS["down"]))
_TARGET = re.compile(rf"(?P<verb>{BECOMES}|(?<=区)(?:调整|变更|-))(?:疫情)?(?P<to>{CATEGORY})")
_MOVED = re.compile(rf"\((?:由|原)+(?P<before>{CATEGORY})(?:{BECOMES})(?P<to>{CATEGORY})\)")
_CHANGE = re.compile(any_word(_CHANGES))
_ADJUST = re.compile(any_word(_VERBS["adjust"]))
_DESIGNATE = re.compile(any_word(_VERBS["designate"]))
_LOWEST = frozenset(name for name, rank in _RANK.items() if rank == min(_RANK.values()))
_RISKS = frozenset(("高风险区", "中风险区", "低风险区"))
_SHORT = {"高": "高风险区", "中": "中风险区", "低": "低风险区"}


class Deed(NamedTuple):
    """What is done: an action (None: nothing said), the category after it and the one before it."""

    action: str | None = None
    category: str | None = None
    before: str | None = None


def category_of(words: str) -> str:
    """The usual name of a category."""
    return _CATEGORY_OF[words]


def mentioned(text: str) -> list[str]:
    """The categories that a folded text names, in its order; 高、中风险区 names two."""
    return [_CATEGORY_OF.get(match.group()) or _SHORT[match.group()] for match in _MENTION.finditer(text)]


def change(before: str | None, after: str) -> Deed:
    """The deed of a move from one category (None: not said) to another."""
    if before is None:
        return Deed("downgrade" if after in _LOWEST else "designate", after)
    lower = _RANK[after] < _RANK[before]
    return Deed("downgrade" if lower else "designate", after, before)


def move_within(before: str | None, after: str) -> Deed:
    """The deed of a move, from a category of the same plan only: 封控区 is no level of the plan that has 低风险区."""
    same = before is not None and (before in _RISKS) == (after in _RISKS)
    return change(before if same else None, after)


def lift(category: str | None) -> Deed:
    """The deed that ends a category."""
    return Deed("lift", category, category)


def read_deed(text: str) -> Deed:
    """What a heading or closing phrase (folded) says is done."""
    target = _TARGET.search(text)
    if target:
        before = _only(mentioned(text[: target.start()]))
        if before is None and target["verb"] in DESIGNATES:
            return Deed("designate", _CATEGORY_OF[target["to"]])
        return _change_to(text, _CATEGORY_OF[target["to"]], before)
    return _plain_deed(text, _only(mentioned(text)))


def _plain_deed(text: str, name: str | None) -> Deed:
    """The deed of words without a category behind the verb; `name` is the one category they name."""
    if _LIFT.search(text):
        return lift(name)
    if _DOWN.search(text):
        return Deed("downgrade", None, name)
    if _DESIGNATE.search(text):
        return Deed("designate", name)
    if _ADJUST.search(text) and name and not _CHANGE.search(text):
        return Deed("adjust", name, name)
    return Deed("designate", name) if name else Deed()


def moved(key: str, start: int, end: int) -> Deed | None:
    """What a bracket behind a place says was done to it alone: (由中风险区调整为高风险区)."""
    match = _MOVED.search(key, start, end) if key.find("(", start, end) >= 0 else None
    return change(_CATEGORY_OF[match["before"]], _CATEGORY_OF[match["to"]]) if match else None


def title_deed(text: str) -> Deed:
    """What a title without a verb says of a notice that is one list: 高风险区名单."""
    return Deed(None, _only(mentioned(text)))


def _change_to(text: str, after: str, before: str | None) -> Deed:
    deed = change(before, after)
    if deed.action == "designate" and before is None and _DOWN.search(text):
        return Deed("downgrade", after)
    return deed


def _only(names: list[str]) -> str | None:
    """The category that is named, if it is one."""
    return names[-1] if len(set(names)) == 1 else None


def with_known(deed: Deed, known: Deed) -> Deed:
    """
    A deed as part of the one that a wider heading says.

    划定范围 under 低风险区 names no category; 原封控区 under a heading that lifts says what is lifted.
    """
    if deed.action != "designate":
        return deed
    if deed.category is None:
        return known if known.category else deed
    if known.action == "lift" and known.category is None:
        return Deed("lift", deed.category, deed.category)
    return deed


def edition_on(day: date | None) -> Mapping[str, Any]:
    """What the edition in force says of unnamed categories; nothing before the first or without a date."""
    said: Mapping[str, Any] = {}
    for edition in RULES["edition"]:
        if day and day.isoformat() >= edition["from"]:
            said = edition
    return said


def complete(deed: Deed, day: date | None, named: frozenset[str] = frozenset()) -> Deed:
    """
    The deed with what the edition in force implies; `named` are the categories that the notice names.

    Where an edition has two levels, a move to the lower one is from the higher one, unless the notice names a third.
    """
    edition = edition_on(day)
    if deed.action is None or (deed.category is None and deed.action == "designate"):
        return Deed("designate", deed.category or edition.get("unnamed"), deed.before)
    levels = edition.get("levels", ())
    if deed.action == "downgrade" and deed.before is None and deed.category in levels[1:] and named <= set(levels):
        return Deed(deed.action, deed.category, levels[0])
    return deed
