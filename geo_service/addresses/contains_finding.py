"""What the comparison of one level says, and what all levels say together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Answer = Literal["inside", "outside", "unsure"]
Verdict = Literal["met", "open", "other"]


@dataclass(frozen=True)
class Containment:
    """Whether an address lies in a zone; `missing` is the question whose answer would settle it, "" if none would."""

    answer: Answer
    reason: str
    missing: str = ""


@dataclass(frozen=True)
class Finding:
    """One level: met, open (`missing` asks for what would settle it) or other (a different one)."""

    verdict: Verdict
    reason: str = ""
    missing: str = ""


MET = Finding("met")


def met(reason: str = "") -> Finding:
    """The level is met."""
    return Finding("met", reason)


def left_open(reason: str, missing: str = "") -> Finding:
    """The texts do not settle the level."""
    return Finding("open", reason, missing)


def other(reason: str) -> Finding:
    """The level names something else."""
    return Finding("other", reason)


def any_of(findings: Iterable[Finding]) -> Finding:
    """Several things of which one is enough: met if one is, other if all are; otherwise the first that is open."""
    listed = list(findings)
    for verdict in ("met", "open"):
        first = next((finding for finding in listed if finding.verdict == verdict), None)
        if first:
            return first
    return listed[0] if listed else MET


def all_of(findings: Iterable[Finding]) -> Finding:
    """Levels that must all be met: the first other one decides, then the first open one."""
    listed = list(findings)
    for verdict in ("other", "open"):
        first = next((finding for finding in listed if finding.verdict == verdict), None)
        if first:
            return first
    return next((finding for finding in listed if finding.reason), MET)
