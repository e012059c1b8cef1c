"""What requests may carry; whatever is not described here is refused in one line."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictFloat

from geo_service.actions.zones import Act
from geo_service.model.account import Actor
from geo_service.model.times import time_fault

MOST_ADDRESS_CHARACTERS = 200
"""The longest Chinese address has about 60; beyond this it is a text, not an address."""

MOST_WORDS_CHARACTERS = 500
"""Longest name or reason."""


MOST_NOTICE_CHARACTERS = 300_000
"""Longest notice sent; the longest of the labelled ones has 20,000."""

MOST_ZONES = 1_000
"""Most zones of one notice."""


def plain_words(text: str) -> str:
    """
    The text without spaces at its ends.

    Raises
    ------
    ValueError
        If nothing is left, or it has control characters, which no list or map can print.
    """
    text = text.strip()
    if not text:
        raise ValueError("is empty; write some words")
    if any(unicodedata.category(one) in {"Cc", "Cs"} for one in text):
        raise ValueError("has control characters or line breaks; write it on one line")
    return text


def plain_time(time: datetime) -> datetime:
    """
    The time itself.

    Raises
    ------
    ValueError
        If its year can only be a slip.
    """
    if fault := time_fault(time):
        raise ValueError(fault)
    return time


NoticeWords = Annotated[str, Field(min_length=1, max_length=MOST_NOTICE_CHARACTERS)]
Words = Annotated[str, Field(max_length=MOST_WORDS_CHARACTERS), AfterValidator(plain_words)]
AddressText = Annotated[str, Field(max_length=MOST_ADDRESS_CHARACTERS)]
Moment = Annotated[AwareDatetime, AfterValidator(plain_time)]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Position = Annotated[list[StrictFloat], Field(min_length=2, max_length=4)]
Rings = list[list[Position]]


class _Body(BaseModel):
    """A JSON object without unknown keys."""

    model_config = ConfigDict(extra="forbid")


class PolygonBody(BaseModel):
    """A GeoJSON Polygon, lon/lat in WGS-84."""

    type: Literal["Polygon"]
    coordinates: Rings


class MultiPolygonBody(BaseModel):
    """A GeoJSON MultiPolygon, lon/lat in WGS-84."""

    type: Literal["MultiPolygon"]
    coordinates: list[Rings]


Area = Annotated[PolygonBody | MultiPolygonBody, Field(discriminator="type")]


class CollectionBody(BaseModel):
    """Several drawn polygons; their union is meant."""

    type: Literal["GeometryCollection"]
    geometries: list[Area]


Drawing = Annotated[PolygonBody | MultiPolygonBody | CollectionBody, Field(discriminator="type")]


class DrawnBody(_Body):
    """A drawing and what it is to become."""

    geometry: Drawing
    category: Words = Field(description="Id or Chinese label of a category of the protocol, e.g. high")
    protocol: Words | None = Field(default=None, description="Protocol id; default that of the settings")


class ZoneBody(DrawnBody):
    """A new zone from a drawing."""

    reason: Words = Field(description="Why, kept with the version")
    name: Words | None = Field(default=None, description="Default: the estates it holds")
    effective_from: Moment | None = Field(default=None, description="Binds from then; default now")
    draft: bool = Field(default=True, description="A draft binds nobody until it is published; false: at once")
    reference: Words | None = Field(default=None, description="Number of the decision (文号)")
    clock_start: Moment | None = Field(default=None, description="From when the days count, if said")


class NoticeTextBody(_Body):
    """The text of a notice."""

    text: NoticeWords = Field(description="The whole text, with its line breaks")


class NoticeBody(NoticeTextBody):
    """The text of a notice, and how it is done."""

    reason: Words = Field(description="Why, kept with the versions")
    category: Words | None = Field(default=None, description="Category of items that name none")
    district: Words | None = Field(default=None, description="District of items that name none")
    protocol: Words | None = Field(default=None, description="Protocol id; default that of the settings")
    effective_from: Moment | None = Field(default=None, description="For items that say no hour; default now")
    draft: bool = Field(default=False, description="Drafts bind nobody until they are published")


class WriteBody(_Body):
    """Zones to be written as a notice."""

    zones: Annotated[list[Words], Field(min_length=1, max_length=MOST_ZONES, description="Ids, in order")]
    title: Words | None = Field(default=None, description="Default: from what is done")
    issuer: Annotated[str, Field(max_length=MOST_WORDS_CHARACTERS, description="Who signs")] = ""
    basis: Words | None = Field(default=None, description="Default: from the protocol")


class ActBody(_Body):
    """On which ground a zone takes its next step."""

    reason: Words = Field(description="Why, kept with the version")
    reference: Words | None = Field(default=None, description="Number of the decision (文号)")
    effective_from: Moment | None = Field(default=None, description="Binds from then; default now")
    decided_at: Moment | None = Field(default=None, description="When it was decided, if not now")
    clock_start: Moment | None = Field(default=None, description="From when the days count")
    version: int | None = Field(default=None, ge=1, description="Version that was seen; 409 if it has moved on")

    def act(self, actor: Actor, at: datetime) -> Act:
        """The act of an account at a time."""
        return Act(
            actor,
            at,
            self.reason,
            self.reference or "",
            effective_from=self.effective_from,
            decided_at=self.decided_at,
            clock_start=self.clock_start,
            expected_version=self.version,
        )


class CheckBody(_Body):
    """An address, or a point; and the time asked about, default now."""

    address: AddressText | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    at: Moment | None = None
