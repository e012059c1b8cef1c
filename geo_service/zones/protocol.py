"""
A protocol: the rule set of one edition as data, read from TOML and checked before anything uses it.

`cn-covid-2022-20+chongqing` is an edition with a local overlay laid over it. A file begins with `[protocol]`, and may
extend another one, or with `[overlay]`, and says over which ones it may be laid. Errors are one line: file, line where
it can be found, key, and what would be right.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, model_validator

from geo_service.errors import ProtocolError
from geo_service.zones.protocol_agreement import disagreements, migration_faults
from geo_service.zones.protocol_faults import and_more, fault_at, first_fault
from geo_service.zones.protocol_heading import Heading, OverlayHeading
from geo_service.zones.protocol_layers import (
    OVERLAY_SIGN,
    TextOf,
    categories_before,
    extended,
    laid_together,
    overlay_bases,
    overlay_ids,
    packaged_texts,
    protocol_ids,
    with_overlay,
)
from geo_service.zones.protocol_lines import Path as Place
from geo_service.zones.protocol_schema import ANYWHERE, Category, CheckRule, DesignateRule, Rules, Transition
from geo_service.zones.protocol_source import Origin, joined, parse_source
from geo_service.zones.protocol_values import FieldError

__all__ = [
    "ASSUMED",
    "OVERLAY_SIGN",
    "UNVERIFIED",
    "Protocol",
    "TextOf",
    "compose_protocol",
    "load_protocol",
    "load_protocol_file",
    "overlay_ids",
    "packaged_texts",
    "protocol_ids",
    "read_protocol",
]

UNVERIFIED = "[from memory, verify]"
"""Stands in the source of a value that nobody has compared with the document."""

ASSUMED = "[assumption]"
"""Stands in the source of a value that is this service's proposal."""


class Protocol(Rules):
    """One edition of the rules, with what its overlays change."""

    @model_validator(mode="after")
    def _tables_agree(self) -> Self:
        if faults := disagreements(self):
            place, message = faults[0]
            raise FieldError(message + and_more(len(faults)), *place)
        return self

    @property
    def id(self) -> str:
        """The id of the edition, with its overlays."""
        return self.heading.id

    @property
    def title(self) -> str:
        """The Chinese title of the edition."""
        return self.heading.title

    def body_label(self, body: str) -> str:
        """What a body of the approval chain is called in Chinese; its id when no label is known."""
        return next((one.label for one in self.bodies if one.id == body), body)

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
                f"category {category.id} can't be designated: it is what {others} leave of the "
                f"{category.geometry.within}; use one of them"
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

    def transitions_from(self, category: str, entered_from: str | None) -> tuple[Transition, ...]:
        """
        The transitions that a zone of a category may take.

        Those for zones that came from `entered_from` go before those for all (`*`): a medium zone that came down
        from high has its own.
        """
        mine = [one for one in self.transitions if one.source_category == category]
        own = [one for one in mine if one.entered_from == entered_from]
        return tuple(own or [one for one in mine if one.entered_from == ANYWHERE])

    def check_rule(self, check_id: str) -> CheckRule | None:
        """The parameters of a check; None when this protocol does not ask for it."""
        return next((rule for rule in self.checks if rule.id == check_id), None)

    def held_at(self, at: datetime) -> bool:
        """Whether the edition and all its overlays were in force at a time."""
        headings: list[Heading | OverlayHeading] = [self.heading, *self.overlays]
        return all(one.valid_from <= at and (one.valid_to is None or at < one.valid_to) for one in headings)

    def marked(self, mark: str) -> tuple[str, ...]:
        """Places and words of all texts with a mark, such as `UNVERIFIED`: `transition.0.clause: …`."""
        return tuple(
            f"{joined(place)}: {text}" for place, text in _texts(self.model_dump(by_alias=True)) if mark in text
        )


def _texts(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, (*place, key))
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from _texts(one, (*place, number))


@cache
def load_protocol(protocol_id: str) -> Protocol:
    """
    The protocol that comes with the service under an id, such as `cn-covid-2022-20+chongqing`.

    Raises
    ------
    ProtocolError
        If there is no such protocol or overlay; the message lists the ids.
    """
    return compose_protocol(protocol_id, packaged_texts().get)


def compose_protocol(protocol_id: str, text_of: TextOf) -> Protocol:
    """
    The protocol of an id, from texts by id: what it extends below, its overlays above.

    Raises
    ------
    ProtocolError
        If an id is unknown, an overlay does not fit, or the whole breaks the schema.
    """
    return _validated(laid_together(protocol_id, text_of), text_of)


def read_protocol(text: str, file_name: str, text_of: TextOf | None = None) -> Protocol:
    """
    The protocol in a TOML text; an overlay is read laid over each edition it is for, and the last one is given.

    Parameters
    ----------
    text
        The file.
    file_name
        For messages.
    text_of
        Where the files are that it extends; default those that come with the service.

    Raises
    ------
    ProtocolError
        If the text is not TOML, extends what does not exist, or breaks the schema.
    """
    known = text_of or packaged_texts().get
    tables = parse_source(text, file_name)
    if "overlay" in tables:
        bases = overlay_bases(tables)
        return [_validated(with_overlay(laid_together(base, known), base, tables), known) for base in bases][-1]
    return _validated(extended(tables, known, ()), known)


def load_protocol_file(path: Path, text_of: TextOf | None = None) -> Protocol:
    """
    The protocol in a file of the user.

    Raises
    ------
    ProtocolError
        If the file can't be read, is not TOML or breaks the schema.
    """
    try:
        return read_protocol(path.read_text(encoding="utf-8"), path.name, text_of)
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(f"{path.name}: can't read the protocol file ({error}); need a UTF-8 TOML file") from None


def _validated(tables: Origin, text_of: TextOf) -> Protocol:
    try:
        protocol = Protocol.model_validate(tables)
    except ValidationError as error:
        raise first_fault(error, tables) from None
    if faults := migration_faults(protocol, categories_before(tables, text_of)):
        place, message = faults[0]
        raise fault_at(tables, place, message + and_more(len(faults)))
    return protocol
