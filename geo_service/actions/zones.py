"""Zones as stored: find one, sign it, put it in force, end it. Every new version goes through `save_version`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from geo_service.access.permissions import PERMITTED_FROM, require_permission
from geo_service.actions.protocols import protocol_for
from geo_service.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError
from geo_service.model.account import ROLES, Account, Actor
from geo_service.model.zone import IN_FORCE, LIFTED, PENDING, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.lifecycle import (
    STEPS,
    advanced,
    discarded,
    draft_step,
    drafters,
    last_published,
    missing_bodies,
    published,
    require_legal,
    signed,
    step_of_body,
)

TwoPersons = Literal["auto", "always", "never"]
"""
Whether another person than the one who drafted must publish.

`auto`: as soon as the store has accounts of two persons who could.
"""


@dataclass(frozen=True)
class Act:
    """
    Who acts, when, and on which ground; `reference` is the number of the decision (文号).

    `expected_version`: the version that the person has seen; if the zone has moved on since, nothing is done.
    """

    actor: Actor
    at: datetime
    reason: str = ""
    reference: str = ""
    effective_from: datetime | None = None
    decided_at: datetime | None = None
    clock_start: datetime | None = None
    expected_version: int | None = None

    def said(self) -> dict[str, Any]:
        """What every version keeps of it: who, when, why."""
        return {"at": self.at, "author": self.actor.name, "reason": self.reason}

    def references(self) -> dict[str, Any]:
        """The reference and the time of the decision that were given."""
        return {name: value for name, value in self.times().items() if name != "clock_start"}

    def times(self) -> dict[str, Any]:
        """The times and the reference that were given."""
        given = {"decided_at": self.decided_at, "clock_start": self.clock_start, "reference": self.reference}
        return {name: value for name, value in given.items() if value}


def effective_after(act: Act, *zones: ZoneVersion) -> datetime:
    """
    From when an act on zones in force takes effect: as it says, else now, or when the zones do, if that is to come.

    Raises
    ------
    InputError
        If it is to take effect before a decision about the zones that is still to come.
    """
    coming = max((zone.effective_from for zone in zones), default=act.at)
    if act.effective_from is None or coming <= act.at:
        return act.effective_from or max(act.at, coming)
    if act.effective_from < coming:
        ids = ", ".join(zone.zone_id for zone in zones)
        raise InputError(
            f"zone {ids}: what was decided last takes effect on {coming.isoformat()}, so a change can't bind from "
            f"{act.effective_from.isoformat()}; leave the time out, or lift the zone"
        )
    return act.effective_from


def current_zone(store: Store, zone_id: str) -> ZoneVersion:
    """
    Get the newest version of a zone.

    Raises
    ------
    NotFoundError
        If there is no such zone; the message lists some that exist.
    """
    return history_of(store, zone_id)[-1]


def history_of(store: Store, zone_id: str, *, expected_version: int | None = None) -> list[ZoneVersion]:
    """
    All versions of a zone, oldest first.

    Raises
    ------
    NotFoundError
        If there is no such zone; the message lists some that exist.
    ConflictError
        If the newest version is not the expected one.
    """
    history = store.zone_history(zone_id)
    if not history:
        raise NotFoundError(f"no zone {zone_id!r}; {_known(store)}")
    newest = history[-1].version
    if expected_version is not None and expected_version != newest:
        raise ConflictError(
            f"zone {zone_id} has moved on: you have seen version {expected_version}, it is at {newest}; read it again"
        )
    return history


def _known(store: Store) -> str:
    ids = [zone.zone_id for zone in store.latest_zones()]
    return f"the zones are {', '.join(ids[-5:])}" if ids else "there are no zones yet, designate one first"


def save_version(store: Store, before: ZoneVersion | None, after: ZoneVersion, actor: Actor) -> ZoneVersion:
    """
    Keep a version that a step made; the audit entry is written with it.

    Raises
    ------
    PermissionDeniedError
        If the actor's role does not allow the step.
    ConflictError
        If the step is not possible from the version before, or another version came first.
    """
    require_legal(before, after)
    require_permission(actor, STEPS[after.step].deed)
    store.add_zone_version(after)
    return after


def sign_zone(store: Store, zone_id: str, body: str, act: Act) -> ZoneVersion:
    """
    Enter that a body of the approval chain agrees.

    Raises
    ------
    InputError
        If another body must sign first.
    ConflictError
        If the zone is no draft or has moved on.
    """
    with store.transaction():
        zone = history_of(store, zone_id, expected_version=act.expected_version)[-1]
        protocol = protocol_for(store, zone.protocol)
        version = signed(zone, body, protocol, **act.said(), reference=act.reference)
        return save_version(store, zone, version, act.actor)


def publish_zone(
    store: Store, zone_id: str, act: Act, *, two_persons: TwoPersons = "auto", sign: bool = True
) -> ZoneVersion:
    """
    Put a draft in force; with `sign`, bodies that have not signed are entered with the act's reference.

    All drafts of the same change are put in force together.

    Raises
    ------
    InputError
        If a body must sign first, or the zone has no geometry.
    PermissionDeniedError
        If the rule of two persons holds and nobody else has drafted it.
    ConflictError
        If it is no draft or has moved on.
    """
    with store.transaction():
        history = history_of(store, zone_id, expected_version=act.expected_version)
        made = [_publish(store, one, act, two_persons=two_persons, sign=sign) for one in _change(store, history)]
    return next(version for version in made if version.zone_id == zone_id)


def _change(store: Store, history: list[ZoneVersion]) -> list[list[ZoneVersion]]:
    """
    The histories of all drafts that were made by one change: zones that were designated together.

    An amendment is published by itself: the zones may have been made together long ago.
    """
    zone = history[-1]
    if zone.change is None or last_published(history) is not None:
        return [history]
    others = [one for one in store.latest_zones() if one.change == zone.change and one.status in PENDING]
    histories = [store.zone_history(one.zone_id) for one in others]
    return [one for one in histories if last_published(one) is None] or [history]


def _publish(
    store: Store, history: Sequence[ZoneVersion], act: Act, *, two_persons: TwoPersons, sign: bool
) -> ZoneVersion:
    zone = history[-1]
    protocol = protocol_for(store, zone.protocol)
    alone = drafters(history) <= {act.actor.name}
    if alone and two_persons_hold(store.accounts(), two_persons):
        raise PermissionDeniedError(
            f"{act.actor.name} has drafted zone {zone.zone_id}; another person must publish it (two_persons)"
        )
    if sign and zone.status in PENDING:
        for body in missing_bodies(zone, protocol):
            require_permission(act.actor, STEPS[step_of_body(body, protocol)].deed)
            version = signed(zone, body, protocol, **act.said(), reference=act.reference)
            zone = save_version(store, zone, version, act.actor)
    if draft_step(history) == "merge":
        _require_unchanged(store, history)
    persons = len({act.actor.name, *drafters(history), *(one.account for one in zone.signatures)})
    version = published(zone, protocol, **act.said(), persons=persons, effective_from=act.effective_from, **act.times())
    done = save_version(store, zone, version, act.actor)
    if draft_step(history) == "merge":
        _lift_merged(store, done, act)
    return done


def _require_unchanged(store: Store, history: Sequence[ZoneVersion]) -> None:
    """Refuse a merger of zones that have changed since it was drafted: who was freed would be held again."""
    drafted = next(one for one in reversed(history) if one.step == "merge")
    for zone_id in drafted.parents:
        standing = last_published([one for one in store.zone_history(zone_id) if one.step != "discard"])
        if standing is None or standing.recorded_at > drafted.recorded_at:
            raise ConflictError(
                f"zone {zone_id} has changed since its merger with {drafted.zone_id} was drafted; "
                "discard that draft and merge them anew"
            )


def _lift_merged(store: Store, whole: ZoneVersion, act: Act) -> None:
    """The zones that a merged one takes the place of end when it begins; drafts to change them are taken back."""
    for zone_id in whole.parents:
        history = history_of(store, zone_id)
        zone = history[-1]
        if zone.status in PENDING:
            zone = save_version(store, zone, discarded(history, **act.said()), act.actor)
        if zone.status == IN_FORCE:
            ended = advanced(zone, "lift", **act.said(), effective_from=whole.effective_from, **act.references())
            save_version(store, zone, ended, act.actor)


def two_persons_hold(accounts: Iterable[Account], rule: TwoPersons) -> bool:
    """Whether another person than the drafter must publish."""
    if rule != "auto":
        return rule == "always"
    able = [one for one in accounts if not one.disabled and _reaches(one, "designate")]
    return len(able) > 1 and any(_reaches(one, "publish") for one in able)


def _reaches(account: Account, deed: str) -> bool:
    return ROLES.index(account.role) >= ROLES.index(PERMITTED_FROM[deed])


def discard_draft(store: Store, zone_id: str, act: Act) -> ZoneVersion:
    """Take a draft back; what was in force before goes on."""
    return change_zone(store, zone_id, act, lambda history: discarded(history, **act.said()))


def lift_zone(store: Store, zone_id: str, act: Act) -> ZoneVersion:
    """
    End a zone, from now on or from `act.effective_from`; a draft of it is taken back first.

    A draft that never was in force is only taken back.
    """
    with store.transaction():
        history = history_of(store, zone_id, expected_version=act.expected_version)
        zone = history[-1]
        if zone.status in PENDING:
            zone = save_version(store, zone, discarded(history, **act.said()), act.actor)
        if zone.step == "discard" and zone.status == LIFTED:
            return zone
        effective = act.effective_from or act.at
        version = advanced(zone, "lift", **act.said(), effective_from=effective, **act.references())
        return save_version(store, zone, version, act.actor)


def archive_zone(store: Store, zone_id: str, act: Act) -> ZoneVersion:
    """Put a lifted zone away; nothing follows."""
    return change_zone(store, zone_id, act, lambda history: advanced(history[-1], "archive", **act.said()))


def change_zone(store: Store, zone_id: str, act: Act, make: Callable[[list[ZoneVersion]], ZoneVersion]) -> ZoneVersion:
    """
    Keep the version that `make` derives from a zone's history, in one transaction.

    Raises
    ------
    NotFoundError, ConflictError, InputError, PermissionDeniedError
        As `history_of`, `make` and `save_version` say.
    """
    with store.transaction():
        history = history_of(store, zone_id, expected_version=act.expected_version)
        return save_version(store, history[-1], make(history), act.actor)


class NewZoneIds:
    """Ids that no zone has yet: Z, the day, and a number that goes up."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        for zone_id in taken:
            day, dash, number = zone_id.rpartition("-")
            if dash and number.isdecimal():
                self._last[day] = max(self._last.get(day, 0), int(number))

    def on(self, at: datetime) -> Iterator[str]:
        """New ids of a day, as many as are asked for."""
        day = f"Z{at:%Y%m%d}"
        while True:
            self._last[day] = self._last.get(day, 0) + 1
            yield f"{day}-{self._last[day]:03d}"


def new_zone_ids(store: Store, at: datetime) -> Iterator[str]:
    """New ids of a day, beside those that the store has."""
    return NewZoneIds(zone.zone_id for zone in store.latest_zones()).on(at)


def new_change_id(store: Store, at: datetime) -> str:
    """An id for the versions of one change."""
    return f"C{at:%Y%m%d%H%M%S}-{store.audit_head()[0] + 1}"
