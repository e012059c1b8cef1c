"""Facts, case places, and the protocols and tables of the user, in a store."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from geo_service.errors import ConflictError
from geo_service.model.audit import AuditEvent
from geo_service.model.case import CasePlace, KeptPlace
from geo_service.model.fact import Fact
from geo_service.storage.audit_store import AuditStore
from geo_service.storage.documents import sorted_document
from geo_service.storage.values import askable, json_text, require_keys, require_text
from geo_service.storage.zone_rows import utc_text


class LedgerStore(AuditStore):
    """Writes and reads what clocks, checks and protocols need."""

    # --- facts

    def add_fact(self, fact: Fact) -> None:
        """
        Keep a fact.

        Raises
        ------
        ConflictError
            If there is one with its id.
        InputError
            If a time has no zone or a value can't be stored.
        """
        what = f"fact {fact.fact_id!a}"
        require_keys([fact.fact_id], what="fact_id")
        row = {
            "fact_id": fact.fact_id,
            "kind": fact.kind,
            "zone_id": fact.zone_id,
            "happened_at": utc_text(fact.happened_at, what=f"{what}: happened_at"),
            "recorded_at": utc_text(fact.recorded_at, what=f"{what}: recorded_at"),
            "author": fact.author,
            "details": json_text(dict(fact.values), row=what, what="values"),
        }
        _require_texts(row, what)
        subject = f"zone {fact.zone_id}" if fact.zone_id else "register"
        event = AuditEvent(fact.recorded_at, fact.author, f"fact {fact.kind}", subject, "", sorted_document(row))
        with self._writing() as connection:
            self._wait_for_audit(connection)
            if not insert_alone(connection, self._tables.ledgers["facts"], row):
                raise ConflictError(f"there is a fact {fact.fact_id!r} already; give another id")
            self.add_audit(event)

    def facts(self, *, zone_ids: Collection[str] | None = None) -> list[Fact]:
        """Facts of zones and those of the whole register, all without `zone_ids`; by time of happening, then id."""
        facts = self._tables.ledgers["facts"]
        query = select(facts).order_by(facts.c.happened_at, facts.c.fact_id)
        if zone_ids is not None:
            query = query.where(or_(facts.c.zone_id.is_(None), facts.c.zone_id.in_(askable(zone_ids))))
        with self._reading() as connection:
            return [
                Fact(
                    fact_id=row.fact_id,
                    kind=row.kind,
                    zone_id=row.zone_id,
                    happened_at=datetime.fromisoformat(row.happened_at),
                    recorded_at=datetime.fromisoformat(row.recorded_at),
                    author=row.author,
                    values=json.loads(row.details),
                )
                for row in connection.execute(query)
            ]

    # --- case places

    def add_case_places(self, places: Sequence[KeptPlace], *, at: datetime, actor: str) -> None:
        """Keep case places; the audit gets their ids and zones, never what they say."""
        rows = [_row_of_place(place) for place in places]
        ids = {place.place_id: place.zone_id for place in places}
        event = AuditEvent(at, actor, "keep case places", f"{len(places)} case places", "", json.dumps(ids))
        with self._writing() as connection:
            self._wait_for_audit(connection)
            if rows:
                connection.execute(insert(self._tables.ledgers["case_places"]), rows)
                self.add_audit(event)

    def case_places(self, *, zone_id: str | None = None) -> list[KeptPlace]:
        """Case places, of one zone or all, by id."""
        places = self._tables.ledgers["case_places"]
        query = select(places).order_by(places.c.place_id)
        if zone_id is not None:
            query = query.where(places.c.zone_id.in_(askable([zone_id])))
        with self._reading() as connection:
            return [_place_of_row(row._asdict()) for row in connection.execute(query)]

    def purge_case_places(self, place_ids: Collection[str], *, at: datetime, actor: str, ground: str) -> int:
        """Remove case places for good and say so in the audit; returns how many there were."""
        places = self._tables.ledgers["case_places"]
        with self._writing() as connection:
            self._wait_for_audit(connection)
            asked = askable(place_ids)
            gone = sum(connection.execute(delete(places).where(places.c.place_id == one)).rowcount for one in asked)
            if gone:
                document = json.dumps({"place_ids": sorted(asked)})
                self.add_audit(AuditEvent(at, actor, "purge case places", f"{gone} case places", ground, document))
        return gone

    # --- protocols and tables of the user

    def add_protocol_text(self, protocol_id: str, content: str, *, at: datetime, actor: str) -> None:
        """
        Keep a protocol or overlay file; it is never changed afterwards, and adding it again does nothing.

        Raises
        ------
        ConflictError
            If there is another text under this id.
        """
        row = {"protocol_id": protocol_id, "content": content, "author": actor}
        _require_texts(row, f"protocol {protocol_id!a}")
        row["recorded_at"] = utc_text(at, what="the time of a protocol")
        with self._writing() as connection:
            self._wait_for_audit(connection)
            if self.protocol_texts().get(protocol_id) == content:
                return
            if not insert_alone(connection, self._tables.ledgers["protocol_texts"], row):
                raise ConflictError(
                    f"there is another protocol {protocol_id!r} already, and zones may rest on it; give yours a new id"
                )
            self.add_audit(AuditEvent(at, actor, "add protocol", f"protocol {protocol_id}", "", sorted_document(row)))

    def protocol_texts(self) -> dict[str, str]:
        """The texts that were added, by id."""
        texts = self._tables.ledgers["protocol_texts"]
        with self._reading() as connection:
            return {row.protocol_id: row.content for row in connection.execute(select(texts))}

    def put_user_table(self, name: str, edition: str, content: str, *, at: datetime, actor: str) -> None:
        """Keep a table that a protocol needs, as JSON text, in place of an earlier one of its name and edition."""
        row = {"name": name, "edition": edition, "content": content, "author": actor}
        _require_texts(row, f"table {name!a}")
        row["recorded_at"] = utc_text(at, what="the time of a table")
        tables = self._tables.ledgers["user_tables"]
        with self._writing() as connection:
            self._wait_for_audit(connection)
            connection.execute(delete(tables).where(tables.c.name == name, tables.c.edition == edition))
            connection.execute(insert(tables).values(row))
            self.add_audit(AuditEvent(at, actor, "put table", f"table {name} {edition}", "", sorted_document(row)))

    def user_table(self, name: str, edition: str | None = None) -> tuple[str, str] | None:
        """Edition and JSON text of a table, the last one loaded without `edition`; None when there is none."""
        tables = self._tables.ledgers["user_tables"]
        query = select(tables).where(tables.c.name.in_(askable([name])))
        if edition is not None:
            query = query.where(tables.c.edition.in_(askable([edition])))
        with self._reading() as connection:
            row = connection.execute(query.order_by(tables.c.recorded_at.desc()).limit(1)).first()
        return None if row is None else (row.edition, row.content)


def insert_alone(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Add a row; False, and the transaction goes on, when another writer has added its key first."""
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(row))
    except IntegrityError:
        return False
    return True


def _require_texts(row: Mapping[str, Any], what: str) -> None:
    for name, text in row.items():
        if isinstance(text, str):
            require_text(text, what=f"{what}: {name}")


def _row_of_place(kept: KeptPlace) -> dict[str, Any]:
    what = f"case place {kept.place_id!a}"
    place = kept.place
    row = {
        "place_id": kept.place_id,
        "zone_id": kept.zone_id,
        "what": place.what,
        "role": place.role,
        "address": place.text,
        "happened_at": None if place.time is None else utc_text(place.time, what=f"{what}: time"),
        "lon": place.lon,
        "lat": place.lat,
        "recorded_at": utc_text(kept.recorded_at, what=f"{what}: recorded_at"),
    }
    require_keys([kept.place_id], what="place_id")
    _require_texts(row, what)
    return row


def _place_of_row(row: Mapping[str, Any]) -> KeptPlace:
    time = None if row["happened_at"] is None else datetime.fromisoformat(row["happened_at"])
    place = CasePlace(row["what"], row["role"], row["address"], time, row["lon"], row["lat"])
    return KeptPlace(row["place_id"], row["zone_id"], place, datetime.fromisoformat(row["recorded_at"]))
