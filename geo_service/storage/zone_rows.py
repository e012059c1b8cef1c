"""A zone version as a database row, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely

from geo_service.errors import InputError
from geo_service.model.extent import extent_from_json
from geo_service.model.zone import Member, ZoneVersion
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
    )


def utc_text(time: datetime, *, what: str) -> str:
    """
    ISO-8601 text of a time in UTC, always to the microsecond, so that text order is time order.

    Raises
    ------
    InputError
        If the time has no zone.
    """
    if time.tzinfo is None or time.utcoffset() is None:
        raise InputError(f"{what} {time.isoformat()} has no time zone; give one, such as +08:00")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


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
