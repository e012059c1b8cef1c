"""Errors of protocol files in words: file, line, key, what is wrong and what would be right."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from geo_service.errors import ProtocolError
from geo_service.zones.protocol_lines import Path
from geo_service.zones.protocol_schema import Rules
from geo_service.zones.protocol_source import Origin, fault_line, joined, spot_of
from geo_service.zones.protocol_values import FieldError


def fault_at(tables: Origin, place: Path, message: str) -> ProtocolError:
    """The error for one place of merged tables: file, line, key, what is wrong and would be right."""
    return ProtocolError(f"{fault_line(tables, place)}: {joined(place)}: {message}{_read_for(tables, place)}")


def _read_for(tables: Origin, place: Path) -> str:
    """Says which protocol was read when the fault stands in another file, one that it extends or lies over."""
    spot = spot_of(tables, place)
    heading = tables.get("protocol")
    name = heading.get("id") if isinstance(heading, Mapping) else None
    return "" if spot is None or spot.file.name == tables.file_name else f" (in protocol {name})"


def first_fault(error: ValidationError, tables: Origin) -> ProtocolError:
    """The error for what a protocol's schema refuses: the fault that should be mended first, and how many there are."""
    # an unknown key is usually the misspelling of a missing one, so it is told first
    fault = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    own = fault.get("ctx", {}).get("error")
    place: Path = (*fault["loc"], *(own.place if isinstance(own, FieldError) else ()))
    return fault_at(tables, place, _in_words(fault, own) + and_more(error.error_count()))


def and_more(count: int) -> str:
    """What follows the first of several faults."""
    return f" (and {count - 1} more)" if count > 1 else ""


def _in_words(fault: Any, own: Exception | None) -> str:
    if isinstance(own, FieldError):
        return str(own)
    if fault["type"] == "missing":
        return "this key is needed"
    if fault["type"] == "extra_forbidden":
        known = ", ".join(_keys_at(Rules, fault["loc"][:-1]))
        return f"unknown key; remove it or correct its spelling: the keys here are {known}"
    said = str(own) if own else fault["msg"]
    return said if isinstance(fault["input"], Mapping) else f"{said}, got {fault['input']!r}"


def _keys_at(table: type[BaseModel], place: Path) -> list[str]:
    """The keys of the table at a place of the schema, as the file writes them."""
    for part in place:
        named = [field for name, field in table.model_fields.items() if part in (name, field.alias)]
        table = next((kind for field in named for kind in _tables_in(field.annotation)), table)
    return [field.alias or name for name, field in table.model_fields.items()]


def _tables_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [kind for inner in get_args(annotation) for kind in _tables_in(inner)]
