"""Findings as one record, and the two findings that every check needs: nothing recorded, and nobody has looked."""

from collections.abc import Sequence
from datetime import timedelta

from geo_service.model.check import (
    CANNOT_CHECK,
    CHECK_TITLES,
    NEEDS_GROUND,
    OK,
    VIOLATION,
    CheckRecord,
    CheckStatus,
    Finding,
)
from geo_service.zones.answer import time_text
from geo_service.zones.checks.catalogue import CHECK_TEXTS, NUMBERS
from geo_service.zones.checks.inputs import Asked, CheckInput
from geo_service.zones.fact_kinds import Inspection

SHOWN = 12
"""Findings of one status that are put in words, before it says how many more there are."""


def record_of(inp: CheckInput, asked: Asked, findings: Sequence[Finding]) -> CheckRecord:
    """
    One record of a check's findings: the gravest status, what it is about, all evidence.

    Without any finding nothing could be looked at, so it is cannot_check, never ok.
    """
    found = [_as_grave(one, asked) for one in findings] or [missing(inp, "没有可核对的记录")]
    status = next(one for one in CHECK_TITLES if any(finding.status == one for finding in found))
    subjects = tuple(dict.fromkeys(one.subject for one in found if one.status == status and status != OK))
    absent = _said([one for one in found if one.status == CANNOT_CHECK])
    return CheckRecord(
        check=asked.id,
        zone_id=inp.zone_id,
        protocol=inp.protocol.id,
        clause_ref=asked.clause,
        status=status,
        subject_ids=subjects,
        count=len(subjects),
        evidence=tuple(line for one in (VIOLATION, NEEDS_GROUND, OK) for line in _said(_of(found, one))),
        ground="；".join(dict.fromkeys(one.ground for one in found if one.ground)),
        cannot_check_note="；".join([*absent, CHECK_TEXTS[asked.id].cannot_check]),
    )


def _as_grave(finding: Finding, asked: Asked) -> Finding:
    if finding.status == VIOLATION and asked.severity == "needs_ground":
        return Finding(NEEDS_GROUND, finding.subject, finding.evidence, finding.ground)
    return finding


def _of(findings: Sequence[Finding], status: CheckStatus) -> list[Finding]:
    return [one for one in findings if one.status == status]


def _said(findings: Sequence[Finding]) -> list[str]:
    lines = list(dict.fromkeys(one.evidence for one in findings))
    return [*lines[:SHOWN], *([f"等共{len(lines)}条"] if len(lines) > SHOWN else [])]


def fine(inp: CheckInput, evidence: str) -> Finding:
    """Nothing against it."""
    return Finding(OK, inp.subject, evidence)


def missing(inp: CheckInput, what: str, subject: str = "") -> Finding:
    """Something that is needed is not there."""
    return Finding(CANNOT_CHECK, subject or inp.subject, what)


def breach(subject: str, evidence: str) -> Finding:
    """Something that is against the rule."""
    return Finding(VIOLATION, subject, evidence)


def ungrounded(subject: str, evidence: str) -> Finding:
    """Something that only a recorded ground would allow, and none is recorded."""
    return Finding(NEEDS_GROUND, subject, evidence)


def inspected(inp: CheckInput, kind: str, what: str) -> Finding:
    """
    Whether it is known that everything of a kind is recorded: somebody looked, not too long ago.

    What nobody has recorded may still stand in the street, so without that look there is no ok.
    """
    valid = timedelta(hours=NUMBERS["inspection_valid_h"])
    looked = [fact.happened_at for fact, said in inp.facts_of(Inspection) if said.of == kind]
    last = max(looked, default=None)
    if last is not None and inp.at - last <= valid:
        return fine(inp, f"{time_text(last)}现场核查，{what}已全部登记")
    when = "没有现场核查记录" if last is None else f"上次现场核查在{time_text(last)}，已超过{valid // HOUR}小时"
    return missing(inp, f"{when}，未登记的{what}无从知道")


HOUR = timedelta(hours=1)
