"""Tables of addresses matched with the register: building, stair and grid of every row, and a work list per grid."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geo_service.actions.places import Found, find_exactly, label_by_address, register_vocabulary, settle_with
from geo_service.actions.register import admin_of, attribution_of, read_buildings
from geo_service.actions.register_index import register_index
from geo_service.addresses.index import AddressIndex
from geo_service.addresses.split import MAX_ADDRESS_CHARS, split_address
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.derive.grids import assign_grids
from geo_service.errors import AddressError, InputError, TableError
from geo_service.exports.match_lists import export_matches, require_no_work_lists
from geo_service.exports.match_rows import MatchedRow, MatchedTable
from geo_service.importers.columns import find_columns, listed, shown
from geo_service.importers.sheet import personal_headings
from geo_service.importers.table import Table, TableRow, read_table
from geo_service.model.address import Address
from geo_service.model.report import Note
from geo_service.storage.store import Store
from geo_service.zones.delineate import label_of, rows_of

EXACT_CONFIDENCE = 0.9999
"""
How sure a building is that exact keys name, with nothing passed over.

Of 42,965 such matches of damaged addresses (`bench.address_noise`, 200,000 buildings) 4 were wrong.
"""

READ_TOGETHER = 20_000
"""Addresses whose keys are looked up in one go: fewer would read the register more often, more fill the memory."""

WATCH_EVERY = 500
"""Addresses between two reports of progress."""

Watch = Callable[[int, int], None]
"""Is told how many different addresses of how many are done."""


@dataclass(frozen=True)
class MatchedFile:
    """A matched table, the files that were written, and notes on rows and sheets that could not be read."""

    table: MatchedTable
    files: tuple[Path, ...]
    notes: tuple[Note, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by the level reached; `by_hand` are those that a person has to look at."""
        levels = Counter(row.level for row in self.table.rows)
        known = {level: levels[level] for level in ("building", "estate", "road", "none")}
        return {"rows": len(self.table.rows), **known, "by_hand": len(self.table.by_hand)}


def match_file(
    store: Store,
    path: Path,
    *,
    column: str,
    sheet: str | None = None,
    folder: Path,
    at: datetime,
    watch: Watch = lambda _done, _total: None,
) -> MatchedFile:
    """
    Match one column of a table with the register and write the result, the work lists and the list to check by hand.

    A row that can't be read or settled is listed with its number and reason; the others go on.

    Raises
    ------
    InputError
        If the register has no buildings, the file can't be read or lacks the column, or the folder can't be used.
    """
    require_no_work_lists(folder)
    _require_buildings(store)
    read = read_table(path, known=[column], sheet=sheet)
    heading = _address_heading(read, column)
    meant = _match_texts(store, [row.cells[heading] for row in read.rows], watch)
    table = _matched_table(store, read, heading, meant)
    files = export_matches(table, folder, attribution=attribution_of(store), exported_at=at)
    return MatchedFile(table, tuple(files), (*read.notes, *_notes_on_grids(store)))


def _require_buildings(store: Store) -> None:
    if not store.count_rows("buildings"):
        raise InputError("the register has no buildings; import them first, e.g. geo-service import osm FILE")


def _notes_on_grids(store: Store) -> list[Note]:
    reason = "the register has no grids, so there are no work lists; import layer grids FILE"
    return [] if store.count_rows("grids") else [Note("warning", "grids", reason)]


def _address_heading(table: Table, column: str) -> str:
    found = find_columns(table.header, {"address": [column]}).get("address")
    if found is None:
        raise TableError(f"{table.name} has no column {shown(column)}; it has {listed(table.header)}")
    return found


# ---------------------------------------------------------------- what the addresses mean


@dataclass(frozen=True, slots=True)
class _Meant:
    """What is kept of a match: a hundred thousand of them must fit into memory."""

    level: str
    reason: str
    building_ids: tuple[str, ...] = ()
    stair: str | None = None
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    by_hand: bool = True


def _match_texts(store: Store, texts: Sequence[str], watch: Watch) -> dict[str, _Meant]:
    """What each different text means; the first one makes the index, which may take seconds."""
    different = list(dict.fromkeys(texts))
    watch(0, len(different))
    vocabulary = register_vocabulary(store)
    index = register_index(store, vocabulary)
    meant: dict[str, _Meant] = {}
    for some in _portions(different, READ_TOGETHER):
        for text, said in _match_portion(store, some, vocabulary, index):
            meant[text] = said
            if len(meant) % WATCH_EVERY == 0:
                watch(len(meant), len(different))
    watch(len(meant), len(different))
    return meant


def _match_portion(
    store: Store, texts: Sequence[str], vocabulary: Vocabulary, index: AddressIndex
) -> Iterable[tuple[str, _Meant]]:
    addresses: dict[str, Address] = {}
    for text in texts:
        try:
            addresses[text] = split_address(text, vocabulary)
        except AddressError:
            yield text, _Meant("none", _why_unread(text))
    exact = find_exactly(store, list(addresses.values()), vocabulary)
    for text, found in zip(addresses, exact, strict=True):
        yield text, _kept(found if found.is_settled else settle_with(index, found))


def _why_unread(text: str) -> str:
    if len(text) > MAX_ADDRESS_CHARS:
        return f"有 {len(text)} 个字，超过 {MAX_ADDRESS_CHARS} 个字的不当作一个地址"
    return "没有写地址"


def _kept(found: Found) -> _Meant:
    match, decision = found.match, found.decision
    settled = match.level == "building"
    if decision is None:
        confidence = EXACT_CONFIDENCE if settled else None
    else:
        confidence = decision.candidates[0].confidence if decision.candidates else None
    return _Meant(
        level=match.level,
        reason=match.reason,
        building_ids=match.building_ids,
        stair=match.stair,
        confidence=None if confidence is None else int(confidence * CONFIDENCE_STEPS) / CONFIDENCE_STEPS,
        alternatives=() if settled else match.options,
        by_hand=not settled or bool(match.missing),
    )


CONFIDENCE_STEPS = 10_000
"""Confidence is cut, not rounded, to four decimals, so that nothing looks certain."""


def _portions(texts: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))


# ---------------------------------------------------------------- where that is


@dataclass(frozen=True, slots=True)
class _Place:
    """A building as lists name it, and where it lies."""

    label: str
    community: str | None
    grid_id: str | None


@dataclass(frozen=True, slots=True)
class _Ground:
    """The buildings that are meant, and the names of all grids."""

    places: Mapping[str, _Place]
    grid_names: Mapping[str, str]


def _matched_table(store: Store, read: Table, heading: str, meant: Mapping[str, _Meant]) -> MatchedTable:
    grids = store.read_layer("grids").drop(columns="geometry").to_dict("records")
    ground = _Ground(
        _places(store, {one for said in meant.values() for one in said.building_ids}),
        {row["grid_id"]: row["name"] if isinstance(row["name"], str) else row["grid_id"] for row in grids},
    )
    texts = [row.cells[heading] for row in read.rows]
    rows = [_matched_row(row, text, meant[text], ground) for row, text in zip(read.rows, texts, strict=True)]
    return MatchedTable(
        name=read.name,
        headings=read.header,
        column=heading,
        rows=sorted([*rows, *_unread_rows(read.notes)], key=lambda row: row.row),
        personal=tuple(personal_headings(one for one in read.header if one != heading)),
        codes={row["grid_id"]: row["code"] for row in grids if isinstance(row["code"], str)},
        leaders={row["grid_id"]: row["leader"] for row in grids if isinstance(row["leader"], str)},
    )


def _places(store: Store, building_ids: Iterable[str]) -> dict[str, _Place]:
    buildings = read_buildings(store, ids=sorted(building_ids))
    estates = store.read_layer("estates")
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    grid_ids = assign_grids(buildings, store.read_layer("grids"))
    areas = admin_of(store, buildings.geometry.to_numpy())
    return {
        row["building_id"]: _Place(
            _full_label(label_by_address(row, label_of(row, names)), admin.community),
            admin.community,
            grid_id if isinstance(grid_id, str) else None,
        )
        for row, admin, grid_id in zip(rows_of(buildings), areas, grid_ids, strict=True)
    }


def _full_label(label: str, community: str | None) -> str:
    """A label that is only a number (8组19号) says nothing without its village."""
    return f"{community}{label}" if community and label[:1].isdecimal() else label


def _matched_row(row: TableRow, address: str, said: _Meant, ground: _Ground) -> MatchedRow:
    """The row with its building, when one is settled, and its grid, when all buildings that are meant lie in it."""
    meant = [ground.places[one] for one in said.building_ids if one in ground.places]
    grids = {place.grid_id for place in meant}
    grid_id = grids.pop() if len(grids) == 1 else None
    settled = said.level == "building" and bool(meant)
    nowhere = settled and grid_id is None and bool(ground.grid_names)
    return MatchedRow(
        row=row.number,
        address=address,
        cells=row.cells,
        building_id=said.building_ids[0] if settled else None,
        label=meant[0].label if settled else None,
        stair=said.stair,
        community=_only({place.community for place in meant}),
        grid_id=grid_id,
        grid_name=ground.grid_names.get(grid_id) if grid_id else None,
        level=said.level,
        confidence=said.confidence,
        reason=f"{said.reason}；{NO_GRID}" if nowhere else said.reason,
        alternatives=said.alternatives,
        by_hand=said.by_hand or nowhere,
    )


NO_GRID = "这栋楼不在任何一个网格内"


def _only(values: set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _unread_rows(notes: Sequence[Note]) -> list[MatchedRow]:
    """Rows that the table could not give as such, so that they are not lost from the list to check by hand."""
    numbered = [(re.fullmatch(r"row (\d+)", note.what), note) for note in notes if note.kind == "skipped"]
    return [
        MatchedRow(int(found[1]), "", reason=f"这一行没有读出来：{note.reason}", by_hand=True)
        for found, note in numbered
        if found
    ]
