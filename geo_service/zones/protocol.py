"""
A protocol: the rule set of one edition as data, read from TOML and checked before anything uses it.

Errors are one line: file, line where it can be found, key, and what would be right.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo_service.errors import ProtocolError
from geo_service.model.frames import FACILITY_KINDS

_PACKAGE = "geo_service.zones"
_FOLDER = "protocols"

SIGN_FIELDS = ("label", "zone", "short_measures")
"""What a sign template may use between braces."""

Unit = Literal["household", "floor", "stair", "building", "estate", "community", "township", "county"]
Role = Literal["residence", "work", "visited"]


class _Table(BaseModel):
    """A TOML table: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _facility_kind(kind: str) -> str:
    if kind not in FACILITY_KINDS:
        raise ValueError(f"{kind!r} is no facility kind; the kinds are {', '.join(FACILITY_KINDS)}")
    return kind


def _sign_template(text: str) -> str:
    fields = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    if fields - set(SIGN_FIELDS):
        raise ValueError(f"a sign knows no {sorted(fields - set(SIGN_FIELDS))}; it has {', '.join(SIGN_FIELDS)}")
    return text


FacilityKind = Annotated[str, AfterValidator(_facility_kind)]
Text = Annotated[str, Field(min_length=1)]


class Measure(_Table):
    """A number that a district may change, with where it comes from."""

    value: float = Field(gt=0)
    source: Text


class Count(_Table):
    """A whole number that a district may change, with where it comes from."""

    value: int = Field(gt=0)
    source: Text


class Category(_Table):
    """One kind of zone; a higher `rank` is stricter."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    rank: int = Field(gt=0)
    label: Text
    color: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$")
    pattern: Literal["hatch", "dots", "none"]
    short_measures: Text
    measures: tuple[Text, ...] = Field(min_length=1)
    criterion: Text
    default_unit: Unit
    units: tuple[Unit, ...] = Field(min_length=1)
    residual: bool = False
    suspended_venues: tuple[FacilityKind, ...]
    sign: Annotated[str, Field(min_length=1), AfterValidator(_sign_template)]

    @model_validator(mode="after")
    def _default_is_allowed(self) -> Self:
        if self.default_unit not in self.units:
            raise ValueError(f"default_unit {self.default_unit!r} must be one of units {', '.join(self.units)}")
        return self


class DesignateRule(_Table):
    """Which category and unit a place of a case gets; an assessed rule waits until the category is said."""

    place_roles: tuple[Role, ...] = Field(min_length=1)
    to: Text
    unit: Unit
    assessed: bool = False
    why: Text


class Heading(_Table):
    """What the protocol is called and when it held."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    reference: Text
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None = None
    status: Literal["current", "historical"]
    unit_ladder: tuple[Unit, ...] = Field(min_length=1)


class Membership(_Table):
    """When a building belongs to a zone; `any_part`: as soon as any part of its footprint does."""

    rule: Literal["any_part"]
    source: Text


class Outline(_Table):
    """How named places and points become outlines."""

    footprint_margin_m: Measure
    point_to_building_m: Measure
    address_to_point_m: Measure


class Delivery(_Table):
    """Sizes of a delivery point."""

    households_per_desk: Count
    max_desks: Count
    max_walk_m: Measure


class Services(_Table):
    """Which facilities a plan lists as nearest, and how many of each."""

    kinds: tuple[FacilityKind, ...]
    nearest: Count


class PlanRules(_Table):
    """Parameters of the plan."""

    delivery: Delivery
    services: Services


class Protocol(_Table):
    """One edition of the rules."""

    heading: Heading = Field(alias="protocol")
    membership: Membership
    categories: tuple[Category, ...] = Field(alias="category", min_length=1)
    designate: tuple[DesignateRule, ...]
    outline: Outline
    plan: PlanRules

    @property
    def id(self) -> str:
        """The id of the edition."""
        return self.heading.id

    @property
    def title(self) -> str:
        """The Chinese title of the edition."""
        return self.heading.title

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        ids = [category.id for category in self.categories]
        ranks = [category.rank for category in self.categories]
        if len(set(ids)) < len(ids) or len(set(ranks)) < len(ranks):
            raise ValueError("two categories share an id or a rank; each needs its own")
        unknown = [rule.to for rule in self.designate if rule.to not in ids]
        if unknown:
            raise ValueError(f"designate to {unknown[0]!r} is no category; the categories are {', '.join(ids)}")
        return self

    def category(self, name: str) -> Category:
        """
        The category with an id or Chinese label.

        Raises
        ------
        ProtocolError
            If there is none; the message lists the ids.
        """
        for category in self.categories:
            if name in (category.id, category.label):
                return category
        known = ", ".join(category.id for category in self.categories)
        raise ProtocolError(f"category {name!r} is not in protocol {self.id}; it has {known}")

    def designated_category(self, name: str) -> Category:
        """
        The category with an id or label that a zone may be given.

        Raises
        ------
        ProtocolError
            If the category is residual: it is what the others leave, and can't be drawn.
        """
        category = self.category(name)
        if category.residual:
            others = ", ".join(other.id for other in self.categories if not other.residual)
            raise ProtocolError(
                f"category {category.id} can't be designated: it is what {others} leave of the county; use one of them"
            )
        return category

    def rule_for(self, role: str, category: str | None) -> DesignateRule | None:
        """
        The first designate rule for a place role; None when there is none, or when the category must be said first.

        With a category, rules that lead to another one do not apply.
        """
        for rule in self.designate:
            if role in rule.place_roles and (rule.to == category or (category is None and not rule.assessed)):
                return rule
        return None


def protocol_ids() -> tuple[str, ...]:
    """Ids of the protocols that come with the service, sorted."""
    files = resources.files(_PACKAGE).joinpath(_FOLDER).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@cache
def load_protocol(protocol_id: str) -> Protocol:
    """
    The protocol that comes with the service under an id.

    Raises
    ------
    ProtocolError
        If there is no such protocol; the message lists the ids.
    """
    if protocol_id not in protocol_ids():
        raise ProtocolError(f"no protocol {protocol_id!r}; the protocols are {', '.join(protocol_ids())}")
    file = resources.files(_PACKAGE).joinpath(_FOLDER, f"{protocol_id}.toml")
    return read_protocol(file.read_text(encoding="utf-8"), file.name)


def load_protocol_file(path: Path) -> Protocol:
    """
    The protocol in a file of the user.

    Raises
    ------
    ProtocolError
        If the file can't be read, is not TOML or breaks the schema.
    """
    try:
        return read_protocol(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(f"{path.name}: can't read the protocol file ({error}); need a UTF-8 TOML file") from None


def read_protocol(text: str, file_name: str) -> Protocol:
    """
    The protocol in a TOML text; `file_name` is for messages.

    Raises
    ------
    ProtocolError
        If the text is not TOML or breaks the schema.
    """
    try:
        return Protocol.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{file_name}: not TOML: {error}") from None
    except ValidationError as error:
        raise ProtocolError(_first_fault(error, text, file_name)) from None


def _first_fault(error: ValidationError, text: str, file_name: str) -> str:
    # an unknown key is usually the misspelling of a missing one, so it is told first
    fault = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    place: tuple[str | int, ...] = fault["loc"]
    line = _line_of(place, text)
    where = f"{file_name}, line {line}" if line else file_name
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    got = f", got {fault['input']!r}" if not isinstance(fault["input"], Mapping) and fault["type"] != "missing" else ""
    key = ".".join(str(part) for part in place) or "the whole"
    return f"{where}: {key}: {_WORDS.get(fault['type'], fault['msg'])}{got}{more}"


_WORDS = {"missing": "this key is needed", "extra_forbidden": "unknown key; remove it or correct its spelling"}


def _line_of(place: tuple[str | int, ...], text: str) -> int | None:
    """The line of a key in a TOML text written with [table] and [[list]] headers, or of its table."""
    wanted, position = _header_of(place)
    header, seen, found = "", -1, None
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[\[?([\w.-]+)\]\]?", line):
            header = heading.group(1)
            seen += header == wanted
        inside = header == wanted and seen == position
        if inside and any(re.match(rf"\s*{re.escape(str(key))}\s*=", line) for key in place):
            return number
        found = found or (number if inside else None)
    return found


def _header_of(place: tuple[str | int, ...]) -> tuple[str, int]:
    position = next((part for part in place if isinstance(part, int)), 0)
    if len(place) > 1 and isinstance(place[1], int):
        return str(place[0]), position
    return ".".join(str(part) for part in place[:2]) if place[:1] == ("plan",) else str(place[0] if place else ""), 0


def held_at(protocol: Protocol, at: datetime) -> bool:
    """Whether the edition was the one in force at a time."""
    heading = protocol.heading
    return heading.valid_from <= at and (heading.valid_to is None or at < heading.valid_to)
