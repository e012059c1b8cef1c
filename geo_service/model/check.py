"""The result of one check: what was asked, what was found, on which evidence, and what no program can see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

CheckStatus = Literal["ok", "violation", "needs_ground", "cannot_check"]

OK: CheckStatus = "ok"
VIOLATION: CheckStatus = "violation"
NEEDS_GROUND: CheckStatus = "needs_ground"
CANNOT_CHECK: CheckStatus = "cannot_check"

CHECK_TITLES: Mapping[CheckStatus, str] = {
    VIOLATION: "违反",
    NEEDS_GROUND: "缺依据",
    CANNOT_CHECK: "无法核对",
    OK: "符合",
}
"""The statuses, the gravest first: a record has the gravest of its findings."""


@dataclass(frozen=True)
class Finding:
    """
    One thing that a check found: about what (an id), in words (Chinese), and the ground that was recorded for it.

    With the status cannot_check the words say what is missing.
    """

    status: CheckStatus
    subject: str
    evidence: str
    ground: str = ""


@dataclass(frozen=True)
class CheckRecord:
    """
    One check of one zone or of the whole register under one protocol.

    `subject_ids` are what the status is about and `count` how many; `evidence` and `ground` say why (Chinese);
    `cannot_check_note` says what was missing, then what no program can see. `zone_id` None: of the whole register.
    """

    check: str
    zone_id: str | None
    protocol: str
    clause_ref: str
    status: CheckStatus
    subject_ids: tuple[str, ...]
    count: int
    evidence: tuple[str, ...]
    ground: str
    cannot_check_note: str
