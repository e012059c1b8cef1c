"""
The fuzzy index of a register: an address with errors in, the building it means out, with how sure that is and why.

Numbers are equal or it is another building; only names may differ. What is read first is what is written as
registered; damaged names are looked for only when that leaves something unexplained. Nothing here knows a store:
the index is made of values and never changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from geo_service.addresses.index_build import IndexEntry, open_doors
from geo_service.addresses.index_confidence import Evidence, Model, read_model
from geo_service.addresses.index_doors import Doors
from geo_service.addresses.index_evidence import Finding, gather
from geo_service.addresses.index_names import Names
from geo_service.addresses.index_question import Question, ask, with_numerals, without_short_names
from geo_service.addresses.index_reasons import explain, explain_nothing, explain_several, explain_unsure, lacks_stair
from geo_service.addresses.match import Level
from geo_service.addresses.vocabulary import Vocabulary

MAX_CANDIDATES = 10
"""Most candidates that are offered; all count in the confidence."""

DOUBTED_MAX = 0.5
"""
Highest confidence in a building with one of the doubts below: a person is asked.

Numbers are equal or it is not the one, and a phase that is left out (3栋 of 一期 or of 二期) is a number that is not
said: this is promised, however often it turns out well, and a register that lacks a phase can't teach it. All other
doubts, words left unread among them, are weighed by the model.
"""

_DOUBTS = ("number_contradicts", "area_missing")

CLOSE = 1.0
"""Scores this near (a factor of e in probability) are named together when nothing is decided."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A building that an address may mean, with the probability (0 to 1) that it does.

    `label` is the door by which it was found. `also` are further footprints of the same building. `stair` is None
    when the address names none, or one that the building does not have, which is `missing` then.
    """

    building_id: str
    stair: str | None
    confidence: float
    level: Level
    reason: str
    label: str = ""
    estate_id: str | None = None
    missing: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """
    The one building an address means, or None with the reason why none is named.

    `level` is how far the address was followed: `building`; `estate` when a place is known but not the building;
    `none`. `candidates` are ordered by confidence, whatever was decided.
    """

    building_id: str | None
    stair: str | None
    confidence: float
    level: Level
    reason: str
    candidates: tuple[Candidate, ...] = field(default=())


class AddressIndex:
    """Finds buildings by damaged addresses; make it with `build_index`."""

    def __init__(self, doors: Doors, names: Names, vocabulary: Vocabulary, model: Model) -> None:
        self._doors = doors
        self._names = names
        self._vocabulary = without_short_names(vocabulary)
        self.model = model

    def __len__(self) -> int:
        return len(self._doors.ids)

    def find(self, text: str, *, limit: int = 5) -> tuple[Candidate, ...]:
        """
        The buildings that an address may mean, the likeliest first; empty when nothing fits.

        Raises
        ------
        AddressError
            If there is nothing to read, or the text is too long for one address.
        """
        question = ask(text, self._doors, self._names, self._vocabulary)
        return self._candidates(question, self._weigh(question))[:limit]

    def best(self, text: str) -> Decision:
        """
        The building that an address means, or none when that is not sure enough (`model.threshold`).

        Raises
        ------
        AddressError
            If there is nothing to read, or the text is too long for one address.
        """
        question = ask(text, self._doors, self._names, self._vocabulary)
        weighed = self._weigh(question)
        candidates = self._candidates(question, weighed)
        if question.near:
            reason = f"“{question.near}”说的是附近，不是这个地址本身"
            return Decision(None, None, 0.0, "none", reason, candidates)
        if candidates and candidates[0].confidence >= self.model.threshold:
            first = candidates[0]
            return Decision(first.building_id, first.stair, first.confidence, "building", first.reason, candidates)
        confidence = candidates[0].confidence if candidates else 0.0
        level: Level = "estate" if any(name in self._doors.under for name in question.names) else "none"
        return Decision(None, None, confidence, level, self._why_none(question, weighed), candidates)

    def evidence(self, text: str) -> list[tuple[str, Evidence]]:
        """The building ids that an address may mean with the evidence for each, to fit or to look into the model."""
        weighed = self._weigh(ask(text, self._doors, self._names, self._vocabulary))
        return [(self._doors.ids[group.first.building], group.first.evidence) for group in weighed]

    def _weigh(self, question: Question) -> list["_Group"]:
        """One group for each building that is meant, the best first."""
        best: dict[int, tuple[float, Finding]] = {}
        for finding in gather(question, self._doors, self._names):
            score = self.model.score(finding.evidence)
            if finding.building not in best or score > best[finding.building][0]:
                best[finding.building] = score, finding
        groups: dict[object, _Group] = {}
        for building in sorted(best):
            score, finding = best[building]
            twin = self._doors.twins[building] or building
            group = groups.setdefault(twin, _Group(score, finding, []))
            group.buildings.append(building)
        return sorted(groups.values(), key=lambda group: (-group.score, group.first.building))

    def _candidates(self, question: Question, weighed: list["_Group"]) -> tuple[Candidate, ...]:
        shares = self.model.shares([group.score for group in weighed])
        found = [
            self._candidate(question, group, share)
            for group, share in zip(weighed[:MAX_CANDIDATES], shares, strict=False)
        ]
        return tuple(sorted(found, key=lambda candidate: -candidate.confidence))

    def _candidate(self, question: Question, group: "_Group", share: float) -> Candidate:
        first, doors = group.first, self._doors
        lacking = lacks_stair(first, doors, question.stair)
        return Candidate(
            building_id=doors.ids[first.building],
            stair=None if lacking else question.stair,
            confidence=min(share, DOUBTED_MAX) if _is_doubted(first.evidence) else share,
            level="building",
            reason=explain(first, doors, question.stair),
            label=first.door.label,
            estate_id=doors.estate_ids[first.building],
            missing=f"{question.stair}单元" if lacking else "",
            also=tuple(doors.ids[building] for building in group.buildings[1:]),
        )

    def _why_none(self, question: Question, weighed: list["_Group"]) -> str:
        if not weighed:
            return explain_nothing(question, self._doors)
        first = weighed[0]
        level = [group for group in weighed if group.score > first.score - CLOSE]
        if len(level) > 1:
            return explain_several([group.first for group in level])
        return explain_unsure(first.first, self._doors, question)


def _is_doubted(evidence: Evidence) -> bool:
    return any(getattr(evidence, name) for name in _DOUBTS)


class _Group(NamedTuple):
    """The footprints of one building, with the finding of the first."""

    score: float
    first: Finding
    buildings: list[int]


def build_index(entries: Iterable[IndexEntry], vocabulary: Vocabulary, *, model: Model | None = None) -> AddressIndex:
    """
    An index over the buildings of a register, the same whatever their order.

    Parameters
    ----------
    entries
        The buildings; `index_entry` makes one from a row of the buildings frame.
    vocabulary
        Administrative and estate names of the register.
    model
        How sure a match is; the packaged one when not given.

    Raises
    ------
    InputError
        If two entries have one id.
    """
    vocabulary = with_numerals(vocabulary)
    doors = open_doors(entries, vocabulary)
    return AddressIndex(doors, Names(sorted(doors.levels)), vocabulary, model or read_model())
