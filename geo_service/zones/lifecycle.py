"""
The lifecycle of a zone, one table: which step leads from which status to which, who may take it, what it may change.

A step that widens what a zone holds (expand, raise, merge, extend, restart the clock) makes a draft, which is assessed,
approved and published as a new zone is; until then the version in force holds. A step that frees people (shrink, split,
downgrade, lift) takes effect by one decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from geo_service.errors import ConflictError, InputError
from geo_service.model.zone import (
    ADOPTED,
    APPROVED,
    ARCHIVED,
    ASSESSED,
    DRAFT,
    IN_FORCE,
    LIFTED,
    PENDING,
    PUBLISHED,
    Signature,
    ZoneVersion,
)
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import NOTHING

CONTENT = ("name", "extent", "geometry", "members", "unit", "parents", "change", "reference", "decided_at")
"""What a step that changes what a zone covers may change."""

TIMES = ("effective_from", "clock_start")


@dataclass(frozen=True)
class Step:
    """
    One step: from which statuses, to which, by whom (a deed of `access.permissions`), and which fields it may change.

    `before` None: it begins a zone. `widens`: it may only be published after the approval chain.
    """

    title: str
    title_en: str
    before: tuple[str | None, ...]
    after: tuple[str, ...]
    deed: str
    changes: tuple[str, ...] = ()
    widens: bool = False


STEPS: Mapping[str, Step] = {
    "designate": Step("划定", "designate", (None,), (DRAFT,), "designate", widens=True),
    "revise": Step("修改", "revise", PENDING, (DRAFT,), "revise", ("category", *CONTENT, *TIMES), widens=True),
    "assess": Step("研判", "assess", (DRAFT,), (ASSESSED, APPROVED), "assess"),
    "approve": Step("批准", "approve", (DRAFT, ASSESSED), (ASSESSED, APPROVED), "approve"),
    "publish": Step("发布", "publish", PENDING, (IN_FORCE,), "publish", (*TIMES, "reference", "decided_at")),
    "discard": Step(
        "撤回草案", "discard draft", PENDING, PUBLISHED, "discard", ("protocol", "category", *CONTENT, *TIMES)
    ),
    "expand": Step("扩大", "expand", (IN_FORCE,), (DRAFT,), "amend", (*CONTENT, *TIMES), widens=True),
    "raise": Step("升级", "raise", (IN_FORCE,), (DRAFT,), "amend", ("category", *CONTENT, *TIMES), widens=True),
    "merge": Step("合并", "merge", (IN_FORCE,), (DRAFT,), "amend", (*CONTENT, *TIMES), widens=True),
    "extend": Step("延长", "extend", (IN_FORCE,), (DRAFT,), "amend", ("clock_start", *CONTENT), widens=True),
    "split": Step("拆分", "split", (None, IN_FORCE), (IN_FORCE,), "loosen", (*CONTENT, *TIMES)),
    "shrink": Step("缩小", "shrink", (IN_FORCE,), (IN_FORCE,), "loosen", (*CONTENT, *TIMES)),
    "downgrade": Step("降级", "downgrade", (IN_FORCE,), (IN_FORCE,), "loosen", ("category", *CONTENT, *TIMES)),
    "lift": Step("解除", "lift", (IN_FORCE,), (LIFTED,), "lift", ("effective_from", "reference", "decided_at")),
    "switch": Step(
        "转规程",
        "switch protocol",
        (IN_FORCE,),
        (IN_FORCE, LIFTED),
        "publish",
        ("protocol", "category", "effective_from", "reference", "decided_at"),
    ),
    "switch_up": Step(
        "转规程并升级",
        "switch protocol, stricter",
        (IN_FORCE,),
        (DRAFT,),
        "amend",
        ("protocol", "category", "effective_from", "reference", "decided_at"),
        widens=True,
    ),
    "archive": Step("归档", "archive", (LIFTED,), (ARCHIVED,), "archive"),
    ADOPTED: Step(
        "按通告登记",
        "adopt as published",
        (None, *PENDING, IN_FORCE, LIFTED),
        (DRAFT, IN_FORCE, LIFTED),
        "publish",
        ("category", *CONTENT, *TIMES),
    ),
}
"""Every step of the lifecycle by name."""

_STEP_FIELDS = frozenset({"status", "version", "recorded_at", "author", "reason", "step", "signatures", "persons"})
"""What any step may change."""


def step_named(name: str) -> Step:
    """
    A step of the table.

    Raises
    ------
    InputError
        If there is none; the message lists them.
    """
    if name not in STEPS:
        raise InputError(f"no step {name!r}; the steps are {', '.join(STEPS)}")
    return STEPS[name]


def require_legal(before: ZoneVersion | None, after: ZoneVersion) -> None:
    """
    Refuse a version that may not follow another one; nothing is returned.

    Raises
    ------
    ConflictError
        If the step does not lead from the one's status to the other's.
    InputError
        If it changes what the step may not change.
    """
    step = step_named(after.step)
    status = before.status if before else None
    if status not in step.before or after.status not in step.after:
        raise ConflictError(_not_now(after.zone_id, after.step, status))
    if before is None:
        return
    allowed = _STEP_FIELDS | set(step.changes) | ({"entered_from"} if "category" in step.changes else set())
    changed = [name for name in _differing(before, after) if name not in allowed]
    if changed:
        raise InputError(f"step {after.step} of zone {after.zone_id} may not change {', '.join(changed)}")


def _not_now(zone_id: str, step: str, status: str | None) -> str:
    wanted = " or ".join(str(one) for one in STEPS[step].before if one)
    needed = f"; that needs a zone that is {wanted}" if wanted else "; that begins a new zone"
    return f"zone {zone_id} is {status or 'new'}, so it can't take the step {step}{needed}"


def _differing(before: ZoneVersion, after: ZoneVersion) -> list[str]:
    return [name for name in vars(before) if not _equal(getattr(before, name), getattr(after, name))]


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


def advanced(
    zone: ZoneVersion, step: str, *, at: datetime, author: str, reason: str, status: str | None = None, **changes: Any
) -> ZoneVersion:
    """
    The version that a step makes of a zone.

    A step that widens voids the signatures; without `status` the step's first one is taken.

    Raises
    ------
    ConflictError
        If the step is not possible from the zone's status.
    InputError
        If the step is unknown or may not change one of `changes`.
    """
    known = step_named(step)
    if known.widens:
        changes = {"signatures": (), "persons": 0, **changes}
    version = zone.next(step=step, status=status or known.after[0], at=at, author=author, reason=reason, **changes)
    require_legal(zone, version)
    return version


def signed(
    zone: ZoneVersion, body: str, protocol: Protocol, *, at: datetime, author: str, reason: str, reference: str = ""
) -> ZoneVersion:
    """
    The version with the signature of a body of the approval chain; with the last one it is approved.

    Raises
    ------
    ConflictError
        If the zone is no draft.
    InputError
        If the body is not the next of the chain.
    """
    due = missing_bodies(zone, protocol)
    if zone.status not in PENDING:
        raise ConflictError(_not_now(zone.zone_id, "approve", zone.status))
    if not due or body != due[0]:
        chain = " → ".join(protocol.governance.approval_chain) or "empty"
        said = f"the next to sign is {due[0]}" if due else "all have signed"
        raise InputError(f"{body!r} can't sign zone {zone.zone_id} now: the chain is {chain}, {said}")
    signature = Signature(body, author, at, reference)
    return advanced(
        zone,
        step_of_body(body, protocol),
        at=at,
        author=author,
        reason=reason,
        status=APPROVED if len(due) == 1 else ASSESSED,
        signatures=(*zone.signatures, signature),
    )


def step_of_body(body: str, protocol: Protocol) -> str:
    """The step that a body's signature is: the first of several assesses, the others approve."""
    chain = protocol.governance.approval_chain
    return "assess" if len(chain) > 1 and body == chain[0] else "approve"


def missing_bodies(zone: ZoneVersion, protocol: Protocol) -> tuple[str, ...]:
    """The bodies of the approval chain that have not signed yet, in order."""
    return tuple(protocol.governance.approval_chain[len(zone.signatures) :])


def published(
    zone: ZoneVersion,
    protocol: Protocol,
    *,
    at: datetime,
    author: str,
    reason: str,
    persons: int,
    effective_from: datetime | None = None,
    **changes: Any,
) -> ZoneVersion:
    """
    The version that puts a draft in force, from `effective_from`, else from its planned time if that is still to come.

    Raises
    ------
    InputError
        If a body has not signed, the zone has no geometry, or its category has no way out.
    ConflictError
        If the zone is no draft.
    """
    if zone.status not in PENDING:
        raise ConflictError(_not_now(zone.zone_id, "publish", zone.status))
    due = missing_bodies(zone, protocol)
    if due:
        raise InputError(f"zone {zone.zone_id} can't be published: {', '.join(due)} must sign first")
    if zone.geometry is None:
        raise InputError(f"zone {zone.zone_id} has no geometry, so it can't be published; resolve its extent first")
    require_way_out(zone.category, protocol)
    return advanced(
        zone,
        "publish",
        at=at,
        author=author,
        reason=reason,
        persons=persons,
        effective_from=effective_from or max(zone.effective_from, at),
        **changes,
    )


def downgraded(
    zone: ZoneVersion, to: str, protocol: Protocol, *, at: datetime, author: str, reason: str, **changes: Any
) -> ZoneVersion:
    """
    The version of a lower category; with a clock per stage its days count anew from when that takes effect.

    Raises
    ------
    InputError
        If the category is not lower or can't be designated.
    """
    category, now = protocol.category(to), protocol.category(zone.category)
    if category.residual or category.rank >= now.rank:
        lower = [one.id for one in protocol.categories if one.rank < now.rank and not one.residual]
        raise InputError(
            f"zone {zone.zone_id} is {now.id} and can't be downgraded to {category.id}; "
            + (f"lower ones are {', '.join(lower)}" if lower else "there is no lower one, lift it instead")
        )
    effective = changes.pop("effective_from", None) or at
    anew = {"clock_start": effective} if protocol.clock.mode == "per_stage" else {}
    return advanced(
        zone,
        "downgrade",
        at=at,
        author=author,
        reason=reason,
        category=category.id,
        entered_from=zone.category,
        effective_from=effective,
        **{**anew, **changes},
    )


def raised(
    zone: ZoneVersion, to: str, protocol: Protocol, *, at: datetime, author: str, reason: str, **changes: Any
) -> ZoneVersion:
    """
    The draft of a higher category.

    Raises
    ------
    InputError
        If the category is not higher or can't be designated.
    """
    category, now = protocol.designated_category(to), protocol.category(zone.category)
    if category.rank <= now.rank:
        higher = [one.id for one in protocol.categories if one.rank > now.rank]
        raise InputError(
            f"zone {zone.zone_id} is {now.id} and can't be raised to {category.id}; "
            f"higher ones are {', '.join(higher) or 'none'}"
        )
    return advanced(
        zone, "raise", at=at, author=author, reason=reason, category=category.id, entered_from=zone.category, **changes
    )


def discarded(history: Sequence[ZoneVersion], *, at: datetime, author: str, reason: str) -> ZoneVersion:
    """
    The version that takes a draft back: what was in force before goes on; a draft that never was in force is lifted.

    Raises
    ------
    ConflictError
        If the newest version is no draft.
    """
    newest = history[-1]
    standing = last_published(history)
    if standing is None:
        return advanced(newest, "discard", at=at, author=author, reason=reason, status=LIFTED)
    restored = {name: getattr(standing, name) for name in ("protocol", "category", *CONTENT, *TIMES)}
    version = advanced(newest, "discard", at=at, author=author, reason=reason, status=standing.status, **restored)
    return replace(
        version,
        entered_from=standing.entered_from,
        signatures=standing.signatures,
        persons=standing.persons,
    )


def last_published(history: Sequence[ZoneVersion]) -> ZoneVersion | None:
    """The newest version that says what holds; None for a zone that never was in force."""
    return next((version for version in reversed(history) if version.status in PUBLISHED), None)


def drafters(history: Sequence[ZoneVersion]) -> frozenset[str]:
    """Who made the draft that a history ends with: designated, amended or revised it since the last publication."""
    found = set()
    for version in reversed(history):
        if version.status in PUBLISHED:
            break
        if STEPS[version.step].widens:
            found.add(version.author)
    return frozenset(found)


def draft_step(history: Sequence[ZoneVersion]) -> str:
    """The step that began the draft that a history ends with; "" when it ends with none."""
    steps = []
    for version in reversed(history):
        if version.status in PUBLISHED:
            break
        steps.append(version.step)
    return steps[-1] if steps else ""


def require_way_out(category: str, protocol: Protocol) -> None:
    """
    Refuse a category that no transition leads out of: a zone of it would never end; nothing is returned.

    Raises
    ------
    InputError
        Naming category and protocol.
    """
    if not has_way_out(category, protocol):
        raise InputError(
            f"category {category} of protocol {protocol.id} has no transition that leads to an end; "
            "a zone needs one before it may be in force"
        )


def has_way_out(category: str, protocol: Protocol) -> bool:
    """Whether transitions lead from a category to an end: to none, or to a category that is what others leave."""
    seen: set[str] = set()
    waiting = [category]
    while waiting:
        now = waiting.pop()
        if now == NOTHING or protocol.category(now).residual:
            return True
        if now not in seen:
            seen.add(now)
            waiting += [one.to for one in protocol.transitions if one.source_category == now]
    return False
