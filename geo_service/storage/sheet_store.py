"""Field sheets that were issued to crews, in a store: only added, each with its number."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select

from geo_service.errors import ConflictError
from geo_service.model.audit import AuditEvent
from geo_service.model.sheet import Sheet, SheetItem
from geo_service.storage.audit_store import AuditStore
from geo_service.storage.documents import sorted_document
from geo_service.storage.ledger_store import insert_alone
from geo_service.storage.values import askable, json_text, require_keys, require_text
from geo_service.storage.zone_rows import utc_text


class SheetStore(AuditStore):
    """Writes and reads field sheets."""

    def add_sheet(self, sheet: Sheet) -> None:
        """
        Keep a field sheet.

        Raises
        ------
        ConflictError
            If its issue is not one more than the newest of the zone (1 for the first).
        InputError
            If it can't be stored, such as a time without a zone.
        """
        row = _row_of_sheet(sheet)
        sheets = self._tables.ledgers["issued_sheets"]
        subject, action = f"zone {sheet.zone_id}", "issue sheet"
        event = AuditEvent(sheet.issued_at, sheet.author, action, subject, sheet.failed, sorted_document(row))
        with self._writing() as connection:
            self._wait_for_audit(connection)
            expected = connection.execute(_next_issue(sheets, sheet.zone_id)).scalar_one()
            if sheet.issue != expected or not insert_alone(connection, sheets, row):
                raise ConflictError(
                    f"zone {sheet.zone_id} has moved on: its next sheet is {expected}, got {sheet.issue}; read it again"
                )
            self.add_audit(event)

    def issued_sheets(self, zone_id: str, *, newest: int | None = None) -> list[Sheet]:
        """Field sheets of a zone, oldest first; with `newest` only the last ones."""
        sheets = self._tables.ledgers["issued_sheets"]
        query = select(sheets).where(sheets.c.zone_id.in_(askable([zone_id]))).order_by(sheets.c.issue.desc())
        with self._reading() as connection:
            rows = connection.execute(query.limit(newest)).all()
        return [_sheet_of_row(row._asdict()) for row in reversed(rows)]


def _next_issue(sheets: Table, zone_id: str) -> Any:
    newest = select(func.coalesce(func.max(sheets.c.issue), 0) + 1)
    return newest.where(sheets.c.zone_id.in_(askable([zone_id])))


def _row_of_sheet(sheet: Sheet) -> dict[str, Any]:
    what = f"sheet {sheet.zone_id!a} {sheet.issue}"
    require_keys([sheet.zone_id], what="zone_id")
    require_text(sheet.author, what=f"{what}: author")
    require_text(sheet.failed, what=f"{what}: failed")
    content = {
        "items": [asdict(item) for item in sheet.items],
        "retired": [asdict(item) for item in sheet.retired],
        "problems": list(sheet.problems),
        "failed": sheet.failed,
    }
    return {
        "zone_id": sheet.zone_id,
        "issue": sheet.issue,
        "version": sheet.version,
        "issued_at": utc_text(sheet.issued_at, what=f"{what}: issued_at"),
        "author": sheet.author,
        "content": json_text(content, row=what, what="content"),
    }


def _sheet_of_row(row: Mapping[str, Any]) -> Sheet:
    content = json.loads(row["content"])
    return Sheet(
        zone_id=row["zone_id"],
        version=row["version"],
        issue=row["issue"],
        issued_at=datetime.fromisoformat(row["issued_at"]),
        author=row["author"],
        items=tuple(_item(values) for values in content["items"]),
        retired=tuple(_item(values) for values in content["retired"]),
        problems=tuple(content["problems"]),
        failed=content["failed"],
    )


def _item(values: Mapping[str, Any]) -> SheetItem:
    return SheetItem(
        kind=values["kind"],
        item_id=values["item_id"],
        name=values["name"],
        at=tuple((lon, lat) for lon, lat in values["at"]),
        way_ids=tuple(values["way_ids"]),
        figures=values["figures"],
    )
