"""Every check by id: the function that looks, and whether it looks at a zone or at the whole register."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from geo_service.model.check import CheckRecord, Finding
from geo_service.zones.checks import (
    barriers,
    chemical,
    deadlines,
    duration,
    extent,
    passage,
    prohibitions,
    publication,
    supplies,
)
from geo_service.zones.checks.catalogue import CHECK_TEXTS, PROHIBITION_SET, PROHIBITIONS, CheckText
from geo_service.zones.checks.inputs import Asked, CheckInput
from geo_service.zones.checks.records import record_of
from geo_service.zones.protocol import Protocol

Scope = Literal["zone", "register"]
Look = Callable[[CheckInput, Asked], Sequence[Finding]]

ZONE: tuple[Scope, ...] = ("zone",)
REGISTER: tuple[Scope, ...] = ("register",)
BOTH: tuple[Scope, ...] = ("zone", "register")


@dataclass(frozen=True)
class Check:
    """One check: `look` finds, `scopes` say what it can be asked of."""

    id: str
    look: Look
    scopes: tuple[Scope, ...] = ZONE

    @property
    def text(self) -> CheckText:
        """The check in words."""
        return CHECK_TEXTS[self.id]


_CHECKS = (
    Check("prohibition_1", prohibitions.limits_elsewhere, BOTH),
    Check("prohibition_2", prohibitions.low_risk_people, REGISTER),
    Check("prohibition_3", prohibitions.held_longer),
    Check("prohibition_4", prohibitions.wider_circle, BOTH),
    Check("prohibition_5", prohibitions.isolated_longer, REGISTER),
    Check("prohibition_6", prohibitions.medical_care),
    Check("prohibition_7", prohibitions.students, REGISTER),
    Check("prohibition_8", prohibitions.checkpoints, BOTH),
    Check("prohibition_9", prohibitions.places_closed, REGISTER),
    Check("approval_chain", publication.approval_chain),
    Check("unit_cap", extent.unit_cap),
    Check("lift_when_due", duration.lift_when_due),
    Check("round_planned", duration.round_planned),
    Check("publish_deadline", deadlines.publish_deadline),
    Check("notice_gap", deadlines.notice_gap),
    Check("list_count_matches", publication.list_count_matches),
    Check("no_temporary_control", barriers.no_temporary_control, BOTH),
    Check("no_blocked_exit", barriers.no_blocked_exit),
    Check("fire_route", passage.fire_route),
    Check("ambulance_route", passage.ambulance_route),
    Check("vehicle_per_estate", supplies.vehicle_per_estate),
    Check("medical_request_age", supplies.medical_request_age),
    Check("checkpoint_distance", prohibitions.checkpoint_distance, BOTH),
    Check("sampling_capacity", supplies.sampling_capacity),
    Check("drop_point_per_stair", supplies.drop_point_per_stair),
    Check("waste_pair_present", supplies.waste_pair_present),
    Check("transfer", deadlines.transfer),
    Check("gate_rota_24h", supplies.gate_rota_24h),
    Check("household_contact_coverage", supplies.household_contact_coverage),
    Check("publication_privacy", publication.publication_privacy),
    Check("establishment_inventory", supplies.establishment_inventory),
    Check("four_extents", extent.four_extents),
    Check("exit_route", passage.exit_route),
    Check("warning_ring", extent.warning_ring),
    Check("change_record", publication.change_record),
    Check("wind_stale", chemical.wind_stale),
    Check("table3_for_large_spills", chemical.table3_for_large_spills),
)

CHECKS: Mapping[str, Check] = {check.id: check for check in _CHECKS}
"""Every check by id, the nine prohibitions first."""

ALWAYS = ("approval_chain", "publication_privacy")
"""Checks that every zone gets, whatever its protocol asks for."""


def asked_by(protocol: Protocol) -> tuple[Asked, ...]:
    """The checks that a protocol asks for: the prohibitions if it has them, its own, and those that always run."""
    nine = PROHIBITIONS if protocol.prohibitions.set == PROHIBITION_SET else ()
    own = [Asked(rule.id, rule.clause, rule.severity, rule.objects, rule.limit) for rule in protocol.checks]
    known = {one.id for one in own}
    always = [Asked(name, CHECK_TEXTS[name].clause) for name in ALWAYS if name not in known]
    return (*(Asked(one.id, one.clause) for one in nine), *own, *always)


def run_check(inp: CheckInput, asked: Asked) -> CheckRecord:
    """One check of one zone, or of the register."""
    return record_of(inp, asked, CHECKS[asked.id].look(inp, asked))


def run_checks(inp: CheckInput) -> tuple[CheckRecord, ...]:
    """All checks that the protocol asks for and that look at a zone, or at the register; in the order of asking."""
    scope: Scope = "zone" if inp.of_zone else "register"
    return tuple(run_check(inp, one) for one in asked_by(inp.protocol) if scope in CHECKS[one.id].scopes)
