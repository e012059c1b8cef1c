"""Protocol files laid together: an edition over what it extends, overlays over the edition; tables with places."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

from geo_service.errors import ProtocolError
from geo_service.zones.protocol_faults import fault_at
from geo_service.zones.protocol_source import Origin, fault_line, merged, names_in, parse_source

_PACKAGE = "geo_service.zones"
_FOLDER = "protocols"

OVERLAY_SIGN = "+"
"""Joins an edition and the overlays that are laid over it, in the order they are laid."""

TextOf = Callable[[str], str | None]
"""Gives the text of a protocol or overlay by its id; None when there is none."""


@cache
def packaged_texts() -> Mapping[str, str]:
    """The protocol and overlay files that come with the service, by id."""
    files = resources.files(_PACKAGE).joinpath(_FOLDER).iterdir()
    return {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in sorted(files, key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


@cache
def protocol_ids() -> tuple[str, ...]:
    """Ids of the protocols that come with the service and can be used as they are, sorted."""
    usable = [name for name, text in packaged_texts().items() if _is_usable(parse_source(text, f"{name}.toml"))]
    return tuple(usable)


@cache
def overlay_ids() -> tuple[str, ...]:
    """Ids of the overlays that come with the service, sorted."""
    parsed = {name: parse_source(text, f"{name}.toml") for name, text in packaged_texts().items()}
    return tuple(name for name, tables in parsed.items() if "overlay" in tables)


def _is_usable(tables: Origin) -> bool:
    heading = tables.get("protocol", {})
    return isinstance(heading, Mapping) and bool(heading) and heading.get("status") != "template"


def laid_together(protocol_id: str, text_of: TextOf) -> Origin:
    """
    The tables of an id: what the edition extends below, its overlays above.

    Raises
    ------
    ProtocolError
        If an id is unknown, a file is not TOML, or an overlay does not fit.
    """
    base, *overlays = protocol_id.split(OVERLAY_SIGN)
    tables = _with_parents(base, text_of, ())
    for name in overlays:
        tables = with_overlay(tables, base, _source(name, text_of))
    return tables


def categories_before(tables: Origin, text_of: TextOf) -> tuple[str, ...]:
    """
    Ids of the categories of the edition that a protocol supersedes.

    Raises
    ------
    ProtocolError
        If there is no such edition.
    """
    name = tables["protocol"].get("supersedes")
    if name is None:
        return ()
    if text_of(name) is None:
        raise fault_at(tables, ("protocol", "supersedes"), f"no protocol {name!r}; {_known()}")
    return names_in(_with_parents(name, text_of, ()), "category")


def overlay_bases(tables: Origin) -> tuple[str, ...]:
    """
    The editions that an overlay file says it is for.

    Raises
    ------
    ProtocolError
        If it says none.
    """
    heading = tables["overlay"]
    bases = heading.get("for") if isinstance(heading, Mapping) else None
    if not (isinstance(bases, list) and bases and all(isinstance(base, str) for base in bases)):
        raise ProtocolError(
            f"{fault_line(tables, ('overlay', 'for'))}: overlay.for: name the protocols it is for, such as "
            f'for = ["cn-covid-2022-20"], got {bases!r}'
        )
    return tuple(bases)


def _source(name: str, text_of: TextOf) -> Origin:
    text = text_of(name)
    if text is None:
        raise ProtocolError(f"no protocol {name!r}; {_known()}")
    tables = parse_source(text, f"{name}.toml")
    key = "overlay" if "overlay" in tables else "protocol"
    heading = tables.get(key)
    if isinstance(heading, Mapping) and heading.get("id") != name:
        raise fault_at(tables, (key, "id"), f"a file is named for its id: write {name!r}, got {heading.get('id')!r}")
    return tables


def _known() -> str:
    return f"the protocols are {', '.join(protocol_ids())}, the overlays {', '.join(overlay_ids()) or 'none'}"


def _with_parents(name: str, text_of: TextOf, children: tuple[str, ...]) -> Origin:
    if name in children:
        raise ProtocolError(f"protocol {name} extends itself by way of {' → '.join((*children, name))}; cut the circle")
    return extended(_source(name, text_of), text_of, (*children, name))


def extended(tables: Origin, text_of: TextOf, children: tuple[str, ...]) -> Origin:
    """
    A file laid over what it extends.

    Of the heading only the unit ladder is inherited, and migrations are not: they speak of the edition before.

    Raises
    ------
    ProtocolError
        If it has no heading, or extends what does not exist.
    """
    heading = tables.get("protocol")
    if not isinstance(heading, Origin):
        how = (
            "an overlay; lay it over an edition" if "overlay" in tables else "without [protocol]; begin with this table"
        )
        raise ProtocolError(f"{tables.file_name}: is {how}")
    parent_name = heading.get("extends")
    if parent_name is None:
        return tables
    if not (isinstance(parent_name, str) and text_of(parent_name) is not None):
        raise fault_at(tables, ("protocol", "extends"), f"no protocol {parent_name!r}; {_known()}")
    parent = _with_parents(parent_name, text_of, children)
    own = Origin(heading.without("extends"), heading.spot, heading.spots)
    ladder = parent["protocol"].get("unit_ladder")
    if ladder is not None and "unit_ladder" not in own:
        own = own.with_values({"unit_ladder": ladder})
    return merged(parent.without("protocol", "migrate"), tables.with_values({"protocol": own}))


def with_overlay(tables: Origin, base: str, overlay: Origin) -> Origin:
    """
    An overlay laid over the tables of an edition.

    Raises
    ------
    ProtocolError
        If it is not for that edition, lies there already, or changes what the edition is.
    """
    if "overlay" not in overlay:
        raise ProtocolError(f"{overlay.file_name}: is no overlay: it has no [overlay] table; use it by itself")
    bases = overlay_bases(overlay)
    if base not in bases:
        raise ProtocolError(
            f"overlay {overlay.file_name.removesuffix('.toml')} is for {', '.join(bases)}, not for {base}"
        )
    if "protocol" in overlay:
        raise fault_at(overlay, ("protocol",), "an overlay does not change what the edition is; leave [protocol] out")
    laid = tables.get("overlay", [])
    heading = overlay["overlay"]
    if any(one.get("id") == heading.get("id") for one in laid):
        raise ProtocolError(f"overlay {heading.get('id')} is laid twice over {base}; name it once")
    whole = merged(tables.without("overlay"), overlay.without("overlay"))
    called = whole["protocol"].with_values({"id": f"{tables['protocol'].get('id')}{OVERLAY_SIGN}{heading.get('id')}"})
    return whole.with_values({"protocol": called, "overlay": [*laid, heading]})
