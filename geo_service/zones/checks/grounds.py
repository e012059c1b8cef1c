"""
Is there a recorded ground? Whether a thing is done at will (随意) no program can tell, but whether a decision is
on record.

No reference at all is a breach. A reference under which no decision is recorded needs the decision. A decision that has
run out is a breach.
"""

import unicodedata

from geo_service.model.check import OK, Finding
from geo_service.zones.answer import time_text
from geo_service.zones.checks.inputs import CheckInput
from geo_service.zones.checks.records import breach, ungrounded
from geo_service.zones.fact_kinds import Decided

NO_REFERENCE = "-"
"""What a fact says when it names no ground."""

_BRACKETS = str.maketrans("[]()【】〈〉", "〔〕〔〕〔〕〔〕")


def plain_reference(reference: str) -> str:
    """A reference as it is compared: without spaces, one kind of brackets."""
    plain = "".join(unicodedata.normalize("NFKC", reference).split())
    return plain.translate(_BRACKETS).strip(NO_REFERENCE)


def decisions_about(inp: CheckInput, about: str) -> list[Decided]:
    """The decisions of a kind that are on record, by time."""
    return [said for _, said in inp.facts_of(Decided) if said.about == about]


def ground_words(decision: Decided) -> str:
    """A decision as a ground."""
    reason = "" if decision.reason == NO_REFERENCE else f"：{decision.reason}"
    return f"{decision.body} {decision.reference}{reason}"


def grounded(inp: CheckInput, about: str, reference: str, subject: str, what: str) -> Finding:
    """Whether a thing that names a reference rests on a decision that is on record and has not run out."""
    wanted = plain_reference(reference)
    if not wanted:
        return breach(subject, f"{what}，没有注明依据")
    fitting = [one for one in decisions_about(inp, about) if plain_reference(one.reference) == wanted]
    if not fitting:
        return ungrounded(subject, f"{what}，注明的依据“{reference}”没有登记决定")
    valid = [one for one in fitting if one.until is None or inp.at < one.until]
    if not valid:
        ended = max(one.until for one in fitting if one.until)
        return breach(subject, f"{what}，依据“{reference}”已于{time_text(ended)}到期")
    return Finding(OK, subject, f"{what}，有决定", ground_words(valid[-1]))
