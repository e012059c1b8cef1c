"""Lists and data files of a zone or of the grids."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from geo_service.actions.grids import grid_counts
from geo_service.actions.plans import plan_zone
from geo_service.actions.register import attribution_of
from geo_service.exports.formats import ALL_FORMATS, export_plan
from geo_service.exports.grid_register import export_grid_register
from geo_service.storage.store import Store

GRID_FILE = "grids.xlsx"


def export_zone(
    store: Store, zone_id: str, folder: Path, *, formats: Sequence[str] = ALL_FORMATS, at: datetime
) -> list[Path]:
    """
    Write the lists and data files of a zone's newest version into a folder.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    InputError
        If a format is unknown, or the folder is a file.
    """
    return export_plan(plan_zone(store, zone_id), folder, formats=formats, exported_at=at)


def export_grids(store: Store, folder: Path, *, at: datetime) -> Path:
    """Write the register of grids, with the buildings that belong to none, as one workbook."""
    found = grid_counts(store)
    counts = found.counts[found.counts["grid_id"].notna()]
    return export_grid_register(
        counts,
        found.unassigned,
        folder / GRID_FILE,
        title="网格登记册",
        attribution=attribution_of(store),
        exported_at=at,
    )
