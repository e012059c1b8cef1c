"""A zone version as a database row, and back."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely

from geo_service.errors import InputError, StorageError
from geo_service.model.extent import extent_from_json
from geo_service.model.times import time_fault
from geo_service.model.zone import Member, Signature, ZoneVersion
from geo_service.storage.values import json_text, require_geometry, require_keys, require_text, to_wkb

TEXTS = ("zone_id", "name", "category", "protocol", "status", "author", "reason")


def row_of_version(version: ZoneVersion) -> dict[str, Any]:
    """
    Turn a zone version into a row: extent and members as JSON, times as UTC text, geometry as WKB.

    Raises
    ------
    InputError
        If a time has no zone, a text can't be stored, or the geometry is not a MultiPolygon in lon/lat.
    """
    row = f"zone {version.zone_id!a}"
    require_keys([version.zone_id], what="zone_id")
    texts = {name: getattr(version, name) for name in TEXTS}
    documents = {
        "extent": json_text(version.extent.to_json(), row=row, what="extent"),
        "members": json_text([_member_json(member) for member in version.members], row=row, what="members"),
        "details": json_text(_details_json(version, row), row=row, what="details"),
    }
    for name, text in {**texts, **documents}.items():
        require_text(text, what=f"{row}: {name}")
    return {
        **texts,
        **documents,
        "version": version.version,
        "effective_from": utc_text(version.effective_from, what=f"{row}: effective_from"),
        "recorded_at": utc_text(version.recorded_at, what=f"{row}: recorded_at"),
        "geometry": _geometry_wkb(version, row),
    }


def version_of_row(row: Mapping[str, Any]) -> ZoneVersion:
    """Read what `row_of_version` wrote; times come back in UTC."""
    return ZoneVersion(
        **{name: row[name] for name in TEXTS},
        version=row["version"],
        extent=extent_from_json(json.loads(row["extent"])),
        geometry=None if row["geometry"] is None else shapely.from_wkb(row["geometry"]),
        members=tuple(_member(value) for value in json.loads(row["members"])),
        effective_from=datetime.fromisoformat(row["effective_from"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        **_details(json.loads(row["details"])),
    )


def document_of_row(row: Mapping[str, Any]) -> str:
    """The whole of a row as JSON text, its geometry in hex, for the audit."""
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def row_of_document(text: str) -> dict[str, Any]:
    """Read what `document_of_row` wrote."""
    row: dict[str, Any] = json.loads(text)
    return {**row, "geometry": bytes.fromhex(row["geometry"]) if row["geometry"] is not None else None}


def _details_json(version: ZoneVersion, row: str) -> dict[str, Any]:
    """What only some versions have; empty values are left out."""
    times = {"decided_at": version.decided_at, "clock_start": version.clock_start}
    values = {
        "step": version.step,
        "unit": version.unit,
        "entered_from": version.entered_from,
        "reference": version.reference,
        "change": version.change,
        "persons": version.persons,
        "parents": list(version.parents),
        "signatures": [_signature_json(one, row) for one in version.signatures],
        **{name: None if time is None else utc_text(time, what=f"{row}: {name}") for name, time in times.items()},
    }
    return {name: value for name, value in values.items() if value}


def _signature_json(one: Signature, row: str) -> dict[str, str]:
    at = utc_text(one.at, what=f"{row}: signature")
    return {"body": one.body, "account": one.account, "at": at, "reference": one.reference}


def _details(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _DETAIL_READERS.get(name, _as_it_is)(value) for name, value in values.items()}


def _as_it_is(value: Any) -> Any:
    return value


def _signatures(values: Sequence[Mapping[str, str]]) -> tuple[Signature, ...]:
    return tuple(
        Signature(one["body"], one["account"], datetime.fromisoformat(one["at"]), one["reference"]) for one in values
    )


_DETAIL_READERS: Mapping[str, Callable[[Any], Any]] = {
    "decided_at": datetime.fromisoformat,
    "clock_start": datetime.fromisoformat,
    "parents": tuple,
    "signatures": _signatures,
}


def utc_text(time: datetime, *, what: str) -> str:
    """
    ISO-8601 text of a time in UTC, always to the microsecond, so that text order is time order.

    Raises
    ------
    InputError
        If the time has no zone, or a year that can only be a slip.
    """
    if time.tzinfo is None or time.utcoffset() is None:
        raise InputError(f"{what} {time.isoformat()} has no time zone; give one, such as +08:00")
    if fault := time_fault(time):
        raise InputError(f"{what} {time.isoformat()} {fault}")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def time_of_text(text: str) -> datetime:
    """
    Read what `utc_text` wrote, and nothing else: another writing of the same time was not written by us.

    Raises
    ------
    StorageError
        If it is anything else.
    """
    try:
        time = datetime.fromisoformat(text)
        if utc_text(time, what="a time") == text:
            return time
    except (ValueError, InputError):
        pass
    raise StorageError(f"the time {text!a} was not written by this program")


def _geometry_wkb(version: ZoneVersion, row: str) -> bytes | None:
    if version.geometry is None:
        return None
    shapes = np.array([version.geometry], dtype=object)
    require_geometry(shapes, types=("MultiPolygon",), rows=[row])
    return to_wkb(shapes)[0]


def _member_json(member: Member) -> dict[str, Any]:
    return {
        "building_id": member.building_id,
        "share_inside": member.share_inside,
        "why": member.why,
        "stairs": list(member.stairs),
    }


def _member(value: Mapping[str, Any]) -> Member:
    return Member(value["building_id"], value["share_inside"], value["why"], tuple(value["stairs"]))
