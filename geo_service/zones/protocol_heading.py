"""What a protocol or an overlay is called, and when it held."""

from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from geo_service.zones.protocol_values import FieldError, FileId, Table, Text, Unit


class Heading(Table):
    """What the protocol is called and when it held; a `template` is only there to be extended."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*(\+[a-z0-9][a-z0-9-]*)*$")
    title: Text
    title_en: Text
    reference: Text
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None = None
    validity_source: Text
    supersedes: FileId | None = None
    superseded_by: FileId | None = None
    status: Literal["current", "historical", "template"]
    unit_ladder: tuple[Unit, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _times_and_units_are_in_order(self) -> Self:
        _ends_after_it_begins(self)
        if self.superseded_by is not None and self.valid_to is None:
            raise FieldError(f"superseded by {self.superseded_by} but without valid_to; say when", "superseded_by")
        if self.status == "current" and self.superseded_by is not None:
            raise FieldError(f"superseded by {self.superseded_by}, so it is historical, not current", "status")
        for number, unit in enumerate(self.unit_ladder):
            if unit in self.unit_ladder[:number]:
                raise FieldError(f"unit {unit!r} is there twice; each has one rung", "unit_ladder", number)
        return self


class OverlayHeading(Table):
    """What an overlay is called, which editions it may be laid over, and when it held."""

    id: FileId
    title: Text
    title_en: Text
    reference: Text
    bases: tuple[FileId, ...] = Field(alias="for", min_length=1)
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None = None
    validity_source: Text

    @model_validator(mode="after")
    def _times_are_in_order(self) -> Self:
        _ends_after_it_begins(self)
        return self


def _ends_after_it_begins(one: "Heading | OverlayHeading") -> None:
    if one.valid_to is not None and one.valid_to <= one.valid_from:
        raise FieldError(f"valid_to {one.valid_to} must be later than valid_from {one.valid_from}", "valid_to")
