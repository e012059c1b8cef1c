"""One row of a matched table: what its address means, in the columns that are put beside the original ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from geo_service.exports.words import Cell
from geo_service.model.frames import Column

LEVEL_TITLES: Mapping[str, str] = {"building": "楼栋", "estate": "小区", "road": "多栋", "none": "未定"}
"""How far an address was followed; only a row at 楼栋 names a building."""

MATCH_COLUMNS = (
    Column("building_id", "text", "匹配楼栋编号"),
    Column("label", "text", "匹配楼栋"),
    Column("stair", "text", "匹配单元"),
    Column("community", "text", "匹配社区"),
    Column("grid_id", "text", "匹配网格编号"),
    Column("grid_name", "text", "匹配网格"),
    Column("level", "text", "匹配级别"),
    Column("confidence", "float", "可信度"),
    Column("reason", "text", "匹配说明"),
    Column("alternatives", "json", "其他可能"),
)
"""Put behind the columns of the original table, in this order."""

ROW_TITLE = "原行号"
"""Title of the column with the row numbers of the original."""


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """
    A row of the original table (`row` counts as on the screen, `cells` by heading) and what its address means.

    `building_id` and `label` are None while no building is settled; the grid may be known all the same, when every
    building that is meant lies in it. `confidence` (0 to 1) is that of the building, or of the first alternative.
    `by_hand` is True when a person has to look.
    """

    row: int
    address: str
    cells: Mapping[str, str] = field(default_factory=dict)
    building_id: str | None = None
    label: str | None = None
    stair: str | None = None
    community: str | None = None
    grid_id: str | None = None
    grid_name: str | None = None
    level: str = "none"
    confidence: float | None = None
    reason: str = ""
    alternatives: tuple[str, ...] = ()
    by_hand: bool = False

    def match_cells(self) -> list[Cell]:
        """The values of `MATCH_COLUMNS` as an office reads them."""
        return [
            self.building_id,
            self.label,
            self.stair,
            self.community,
            self.grid_id,
            self.grid_name,
            LEVEL_TITLES[self.level],
            self.confidence,
            self.reason,
            "、".join(self.alternatives),
        ]

    def facts(self) -> dict[str, object]:
        """The row without its original cells, as JSON has it."""
        names = [one.name for one in fields(self) if one.name != "cells"]
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class MatchedTable:
    """
    A table with all its rows matched.

    `headings` are those of the original, `personal` the ones about persons, `column` the one with the addresses.
    `leaders` gives the grid leader by grid id where one is known.
    """

    name: str
    headings: tuple[str, ...]
    column: str
    rows: Sequence[MatchedRow]
    personal: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    leaders: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_hand(self) -> list[MatchedRow]:
        """The rows that a person has to look at, in their order."""
        return [row for row in self.rows if row.by_hand]


def own_titles(headings: Sequence[str]) -> list[str]:
    """`ROW_TITLE` and the titles of `MATCH_COLUMNS`, with a number where the original has such a heading already."""
    taken = set(headings)
    titles = []
    for wanted in (ROW_TITLE, *(column.title for column in MATCH_COLUMNS)):
        title, number = wanted, 2
        while title in taken:
            title, number = f"{wanted}{number}", number + 1
        taken.add(title)
        titles.append(title)
    return titles
