"""The kinds of values in a protocol file, and the base of its tables: frozen, without unknown keys."""

from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo_service.model.frames import FACILITY_KINDS
from geo_service.zones.fact_kinds import FACT_KINDS
from geo_service.zones.protocol_lines import Path

SIGN_FIELDS = ("label", "zone", "short_measures")
"""What a sign template may use between braces."""

CLOCK_START = "clock_start"
"""The start of a clock that a decision says itself."""


Unit = Literal[
    "household",
    "floor",
    "stair",
    "building",
    "premises",
    "estate",
    "village",
    "boundary",
    "community",
    "township",
    "county",
]
"""What a zone may be drawn by; `boundary` is an area by its four sides."""


class FieldError(ValueError):
    """What is wrong with one key of a table; `place` is the way from the table to it."""

    def __init__(self, message: str, *place: str | int) -> None:
        super().__init__(message)
        self.place: Path = place


class Table(BaseModel):
    """A TOML table: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _facility_kind(kind: str) -> str:
    if kind not in FACILITY_KINDS:
        raise ValueError(f"{kind!r} is no facility kind; the kinds are {', '.join(FACILITY_KINDS)}")
    return kind


def _fact_kind(kind: str) -> str:
    if kind not in FACT_KINDS:
        raise ValueError(f"{kind!r} is no kind of fact; the kinds are {', '.join(FACT_KINDS)}")
    return kind


def _sign_template(text: str) -> str:
    fields = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    if fields - set(SIGN_FIELDS):
        raise ValueError(f"a sign knows no {sorted(fields - set(SIGN_FIELDS))}; it has {', '.join(SIGN_FIELDS)}")
    return text


FacilityKind = Annotated[str, AfterValidator(_facility_kind)]
FactKindName = Annotated[str, AfterValidator(_fact_kind)]
Text = Annotated[str, Field(min_length=1)]
SignText = Annotated[str, Field(min_length=1), AfterValidator(_sign_template)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
FileId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Hours = Annotated[float, Field(gt=0)]
Days = Annotated[int, Field(gt=0)]


class Measure(Table):
    """A number that a district may change, with where it comes from."""

    value: float = Field(gt=0)
    source: Text


class Count(Table):
    """A whole number that a district may change, with where it comes from."""

    value: int = Field(gt=0)
    source: Text
