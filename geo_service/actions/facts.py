"""Facts that clocks and checks need: record one, take one back, read a table. They are only added and name nobody."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from geo_service.access.permissions import require_permission
from geo_service.errors import ConflictError, InputError, NotFoundError, TableError
from geo_service.importers.facts import FactRow, read_fact_rows
from geo_service.model.account import Actor
from geo_service.model.fact import WITHDRAWAL, Fact
from geo_service.model.report import Note
from geo_service.storage.store import Store
from geo_service.zones.checks.privacy import LEAK_TITLES, leaks_in
from geo_service.zones.fact_kinds import PLAN_ORDER, checked_fact

T = TypeVar("T")

OWN_ENTRANCE = {PLAN_ORDER: "geo-service order"}
"""Kinds of facts that are not just written down, and the command that looks before it records them."""

TRIES = 5
"""How often another writer may take the same number at the same moment before one gives up."""

PERSONAL = ("name", "phone", "identity", "plate")
"""What has no business in a fact; rooms may be said, a barrier may stand before one."""


@dataclass(frozen=True)
class Recorded:
    """What a table brought: the facts that were kept, and a note on each row that was not."""

    facts: tuple[Fact, ...]
    notes: tuple[Note, ...]


def record_fact(
    store: Store,
    kind: str,
    values: Mapping[str, Any],
    zone_id: str | None,
    *,
    happened_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Fact:
    """
    Keep one fact; its id is F, the day, and a number that goes up. A withdrawal takes another fact back.

    Raises
    ------
    PermissionDeniedError
        If the actor may not record facts.
    InputError
        If the kind is unknown, a value is wrong or about a person, or it has not happened yet.
    NotFoundError
        If there is no such zone.
    """
    require_permission(actor, "record facts")
    if kind == WITHDRAWAL:
        said = checked_fact(Fact("", kind, zone_id, at, at, actor.name, dict(values))).values
        return withdraw_fact(store, said["fact_id"], said["why"], actor=actor, at=at)

    _refuse_own_entrance(kind)

    def keep() -> Fact:
        return _kept(store, _checked(store, kind, values, zone_id, happened_at or at, actor=actor, at=at))

    return _together(store, keep)


def keep_fact(
    store: Store, kind: str, values: Mapping[str, Any], zone_id: str | None, *, actor: Actor, at: datetime
) -> Fact:
    """
    Keep one fact in the transaction that is open, whatever entrance its kind has.

    Raises
    ------
    PermissionDeniedError, InputError, NotFoundError
        As `record_fact` says.
    ConflictError
        If somebody else took its number.
    """
    require_permission(actor, "record facts")
    return _kept(store, _checked(store, kind, values, zone_id, at, actor=actor, at=at))


def withdraw_fact(store: Store, fact_id: str, why: str, *, actor: Actor, at: datetime) -> Fact:
    """
    Take a fact back because it was wrong; it stays on record with the withdrawal.

    Raises
    ------
    NotFoundError
        If there is no such fact.
    ConflictError
        If it is taken back already, or is a withdrawal itself.
    """
    require_permission(actor, "record facts")

    def keep() -> Fact:
        zone_id = _still_standing(store.facts(), fact_id).zone_id
        values = {"fact_id": fact_id, "why": why}
        return _kept(store, _checked(store, WITHDRAWAL, values, zone_id, at, actor=actor, at=at))

    return _together(store, keep)


def list_facts(store: Store, zone_id: str | None = None) -> list[Fact]:
    """
    Facts of a zone, or all; by time of happening, withdrawn ones too.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    """
    if zone_id is None:
        return store.facts()
    _require_zone(store, zone_id)
    return [fact for fact in store.facts(zone_ids=[zone_id]) if fact.zone_id == zone_id]


def import_facts(
    store: Store, path: Path, *, actor: Actor, at: datetime, kind: str | None = None, zone_id: str | None = None
) -> Recorded:
    """
    Keep the facts of a CSV or XLSX, one a row, together; of a bad row, or one that is on record, only a note is given.

    Parameters
    ----------
    kind, zone_id
        Of rows that name none.

    Raises
    ------
    FileFormatError, TableError
        If the file can't be read, has columns about persons, or none of the columns that are needed.
    """
    require_permission(actor, "record facts")
    rows, unread = read_fact_rows(path, kind=kind)

    def keep() -> Recorded:
        known = {_said(fact) for fact in store.facts()}
        facts, notes = [], list(unread)
        for row in rows:
            try:
                fact = _of_row(store, replace(row, zone_id=row.zone_id or zone_id), known, actor=actor, at=at)
            except (InputError, NotFoundError) as error:
                notes.append(Note("skipped", row.what, str(error)))
            else:
                facts.append(_kept(store, fact))
        return Recorded(tuple(facts), tuple(notes))

    return _together(store, keep)


def _of_row(store: Store, row: FactRow, known: set[str], *, actor: Actor, at: datetime) -> Fact:
    if row.kind == WITHDRAWAL:
        raise TableError("takes a fact back; record withdrawals one by one")
    _refuse_own_entrance(row.kind)
    fact = _checked(store, row.kind, row.values, row.zone_id, row.happened_at or at, actor=actor, at=at)
    if _said(fact) in known:
        raise TableError("says what is on record already")
    known.add(_said(fact))
    return fact


def _refuse_own_entrance(kind: str) -> None:
    """Refuse a kind of fact that must be looked at first; nothing is returned."""
    if kind in OWN_ENTRANCE:
        raise InputError(f"a fact {kind} is tried on the plan before it is recorded; use {OWN_ENTRANCE[kind]}")


def _said(fact: Fact) -> str:
    """What a fact says, without who entered it when."""
    return json.dumps([fact.kind, fact.zone_id, fact.happened_at.timestamp(), dict(fact.values)], sort_keys=True)


def _together(store: Store, work: Callable[[], T]) -> T:
    """Do all of it in one transaction; again, when somebody else took the same number."""
    for _ in range(TRIES - 1):
        try:
            with store.transaction():
                return work()
        except ConflictError:
            continue
    with store.transaction():
        return work()


def _checked(
    store: Store,
    kind: str,
    values: Mapping[str, Any],
    zone_id: str | None,
    happened_at: datetime,
    *,
    actor: Actor,
    at: datetime,
) -> Fact:
    if happened_at > at:
        raise InputError(f"fact {kind}: {happened_at.isoformat()} is still to come; record what has happened")
    if zone_id is not None:
        _require_zone(store, zone_id)
    fact = checked_fact(Fact("", kind, zone_id, happened_at, at, actor.name, dict(values)))
    _refuse_persons(fact)
    return fact


def _require_zone(store: Store, zone_id: str) -> None:
    if not store.zone_history(zone_id):
        raise NotFoundError(f"no zone {zone_id!r}; a fact of the whole register names none")


def _refuse_persons(fact: Fact) -> None:
    """Facts are counted and placed; persons, their telephones and papers have no business in them."""
    texts = [value for value in fact.values.values() if isinstance(value, str)]
    found = next((leak for text in texts for leak in leaks_in(text) if leak.kind in PERSONAL), None)
    if found:
        raise InputError(
            f"fact {fact.kind} holds what looks like a person's data ({LEAK_TITLES[found.kind]} {found.shown}); "
            "leave it out"
        )


def _kept(store: Store, fact: Fact) -> Fact:
    """The fact under a number of its own: that of its audit entry, which is written with it."""
    made = replace(fact, fact_id=f"F{fact.recorded_at:%Y%m%d}-{store.audit_head()[0] + 1:06d}")
    store.add_fact(made)
    return made


def _still_standing(facts: Sequence[Fact], fact_id: str) -> Fact:
    wrong = next((fact for fact in facts if fact.fact_id == fact_id), None)
    if wrong is None:
        raise NotFoundError(f"no fact {fact_id!r}; the facts of a zone list them")
    taken = {fact.values["fact_id"] for fact in facts if fact.kind == WITHDRAWAL}
    if wrong.kind == WITHDRAWAL or fact_id in taken:
        raise ConflictError(f"fact {fact_id} is a withdrawal or withdrawn already; record it anew instead")
    return wrong
