"""What the API and the command line say of checks and facts, as plain values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from geo_service.actions.checks import Difference
from geo_service.actions.facts import Recorded
from geo_service.model.check import CHECK_TITLES, CheckRecord, CheckStatus
from geo_service.model.fact import Fact
from geo_service.zones.checks.registry import CHECKS
from geo_service.zones.fact_kinds import FACT_KINDS


class CheckFacts(BaseModel):
    """The result of one check."""

    check: str
    title: str = Field(description="The check in Chinese; of a prohibition its whole text")
    zone_id: str | None = Field(description="None: of the whole register")
    protocol: str
    clause_ref: str
    status: CheckStatus
    subject_ids: list[str] = Field(description="What the status is about")
    count: int
    evidence: list[str]
    ground: str
    cannot_check_note: str = Field(description="What was missing, then what no program can see")


class ChecksFacts(BaseModel):
    """Checks at a time, and how many have each status."""

    at: str
    counts: dict[CheckStatus, int]
    checks: list[CheckFacts]


class DifferenceFacts(BaseModel):
    """A check that another protocol answers otherwise."""

    zone_id: str
    check: str
    before: CheckStatus | None = Field(description="None: the zone's own protocol does not ask for it")
    after: CheckStatus | None = Field(description="None: the other protocol does not ask for it")
    record: CheckFacts


class DifferencesFacts(BaseModel):
    """What changes under another protocol."""

    at: str
    protocol: str
    differences: list[DifferenceFacts]


class FactFacts(BaseModel):
    """One recorded fact."""

    fact_id: str
    kind: str
    title: str
    zone_id: str | None
    happened_at: str
    recorded_at: str
    author: str
    values: dict[str, Any]


class FactsFacts(BaseModel):
    """Recorded facts, by time of happening."""

    facts: list[FactFacts]


class RecordedFacts(FactsFacts):
    """Facts that were kept, and what was not with the reason."""

    problems: list[str]


def check_facts(record: CheckRecord) -> CheckFacts:
    """One check as plain values."""
    return CheckFacts(title=CHECKS[record.check].text.title, **asdict(record))


def checks_facts(records: Sequence[CheckRecord], at: datetime) -> ChecksFacts:
    """Checks as plain values."""
    counted = Counter(record.status for record in records)
    counts = {status: counted[status] for status in CHECK_TITLES}
    return ChecksFacts(at=at.isoformat(), counts=counts, checks=[check_facts(record) for record in records])


def differences_facts(found: Iterable[Difference], protocol: str, at: datetime) -> DifferencesFacts:
    """What changes under another protocol as plain values."""
    return DifferencesFacts(at=at.isoformat(), protocol=protocol, differences=[difference_facts(one) for one in found])


def difference_facts(one: Difference) -> DifferenceFacts:
    """One check that another protocol answers otherwise."""
    return DifferenceFacts(
        zone_id=one.zone_id, check=one.check, before=one.before, after=one.after, record=check_facts(one.record)
    )


def fact_facts(fact: Fact) -> FactFacts:
    """A fact as plain values."""
    return FactFacts(
        fact_id=fact.fact_id,
        kind=fact.kind,
        title=FACT_KINDS[fact.kind].title,
        zone_id=fact.zone_id,
        happened_at=fact.happened_at.isoformat(),
        recorded_at=fact.recorded_at.isoformat(),
        author=fact.author,
        values=dict(fact.values),
    )


def recorded_facts(recorded: Recorded) -> RecordedFacts:
    """What a table brought as plain values."""
    return RecordedFacts(
        facts=[fact_facts(fact) for fact in recorded.facts],
        problems=[f"{note.what}: {note.reason}" for note in recorded.notes],
    )
