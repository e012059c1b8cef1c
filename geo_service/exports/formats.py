"""The formats a plan can be written in, and the one call that writes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from re import sub

from geo_service.errors import InputError, TableError
from geo_service.exports.csv_lists import write_csv
from geo_service.exports.folder import Writer, write_together
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.exports.geopackage import write_geopackage
from geo_service.exports.lists import WORKBOOKS, write_list
from geo_service.exports.proofs import proof_bytes
from geo_service.exports.words import require_aware
from geo_service.model.plan import PLAN_LAYERS, Plan

LIST_NAMES: Mapping[str, str] = {"grade_separated": "grade_separated", "door_sampling": "door_sampling"}
"""File names of the CSV lists of those kinds whose name is not the kind's with an s."""


@dataclass(frozen=True)
class Exporter:
    """One format: its title for people, and what it writes, by file name, for a plan and a time."""

    title: str
    writers: Callable[[Plan, datetime], Mapping[str, Writer]]


def _workbooks(plan: Plan, exported_at: datetime) -> Mapping[str, Writer]:
    return {
        f"{name}_{file_stem(plan)}.xlsx": partial(write_list, plan, name, exported_at=exported_at) for name in WORKBOOKS
    }


def _csv_lists(plan: Plan, _exported_at: datetime) -> Mapping[str, Writer]:
    return {
        f"{LIST_NAMES.get(kind, f'{kind}s')}_{file_stem(plan)}.csv": partial(write_csv, plan, layer)
        for kind, layer in PLAN_LAYERS.items()
    }


def _geojson(plan: Plan, _exported_at: datetime) -> Mapping[str, Writer]:
    def write(path: Path) -> None:
        path.write_bytes(plan_geojson_bytes(plan))

    return {f"plan_{file_stem(plan)}.geojson": write}


def _geopackage(plan: Plan, exported_at: datetime) -> Mapping[str, Writer]:
    def write(path: Path) -> None:
        write_geopackage(plan, path, exported_at)

    return {f"plan_{file_stem(plan)}.gpkg": write}


def _proof(plan: Plan, _exported_at: datetime) -> Mapping[str, Writer]:
    whole = plan.whole_proof
    if whole is None:
        return {}

    def write(path: Path) -> None:
        path.write_bytes(proof_bytes(whole()))

    return {f"proof_{file_stem(plan)}.json": write}


FORMATS: dict[str, Exporter] = {
    "xlsx": Exporter("表格(卡口、楼栋、配送点、采样、站点清单)", _workbooks),
    "csv": Exporter("CSV 清单", _csv_lists),
    "geojson": Exporter("GeoJSON 处置方案", _geojson),
    "gpkg": Exporter("GeoPackage 处置方案", _geopackage),
    "proof": Exporter("卡口方案证明(可独立复核)", _proof),
}

ALL_FORMATS = tuple(FORMATS)


def export_plan(plan: Plan, folder: Path, *, formats: Sequence[str] = ALL_FORMATS, exported_at: datetime) -> list[Path]:
    """
    Write a plan into a folder; returns the files, in the order of the formats.

    All files appear together when every one is complete; older files of the same name are replaced.

    Raises
    ------
    InputError
        If a format is unknown, the folder is a file, or `exported_at` has no time zone.
    TableError
        If the plan lacks a frame or a frame lacks a column.
    """
    require_aware(exported_at)
    require_plan(plan)
    writers: dict[str, Writer] = {}
    for name in formats:
        writers |= exporter_named(name).writers(plan, exported_at)
    return write_together(folder, writers)


def exporter_named(name: str) -> Exporter:
    """Get a format by name; an unknown name lists the known ones."""
    if name not in FORMATS:
        raise InputError(f"no format named {name!r}; the formats are {', '.join(FORMATS)}")
    return FORMATS[name]


def require_plan(plan: Plan) -> None:
    """Refuse a plan that lacks a frame or a column."""
    for kind, layer in PLAN_LAYERS.items():
        rows = plan.frames.get(kind)
        missing = layer.names if rows is None else [name for name in layer.names if name not in rows.columns]
        if missing:
            raise TableError(f"the {kind} frame of the plan lacks {', '.join(missing)}")


def file_stem(plan: Plan) -> str:
    """
    The zone's id as a part of file names: letters, digits, dot, hyphen and underscore.

    An id with other characters ends in eight digits of its hash, so that two zones never share a name.
    """
    return safe_stem(plan.zone.zone_id)


def safe_stem(zone_id: str) -> str:
    """A zone's id as `file_stem` says."""
    safe = sub(r"[^A-Za-z0-9._-]+", "-", zone_id).strip(".-")
    if safe and safe == zone_id:
        return safe
    return f"{safe}-{sha256(zone_id.encode()).hexdigest()[:8]}".lstrip("-")
