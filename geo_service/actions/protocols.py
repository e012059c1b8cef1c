"""The protocols that can be used: those that come with the service, and those that the office has added."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from geo_service.access.permissions import require_permission
from geo_service.errors import ProtocolError
from geo_service.model.account import Actor
from geo_service.storage.store import Store
from geo_service.zones.protocol import (
    OVERLAY_SIGN,
    Protocol,
    compose_protocol,
    load_protocol,
    packaged_texts,
    protocol_ids,
    read_protocol,
)

ProtocolOf = Callable[[str], Protocol]
"""Gives the protocol of an id."""

KEPT = 64
"""Composed protocols that are kept; each is some hundred kilobytes."""


def protocols_of(store: Store) -> ProtocolOf:
    """
    A loader for the protocols of a store, with the files that its office added.

    The loader raises ProtocolError for an id that is unknown.
    """
    added = store.protocol_texts()
    if not added:
        return load_protocol
    texts = tuple(sorted(added.items()))
    return lambda protocol_id: _composed(protocol_id, texts)


@lru_cache(maxsize=KEPT)
def _composed(protocol_id: str, added: tuple[tuple[str, str], ...]) -> Protocol:
    return compose_protocol(protocol_id, {**dict(added), **packaged_texts()}.get)


def protocol_for(store: Store, protocol_id: str) -> Protocol:
    """
    The protocol of an id.

    Raises
    ------
    ProtocolError
        If there is none.
    """
    return protocols_of(store)(protocol_id)


def known_protocols(store: Store) -> tuple[str, ...]:
    """Ids of all protocols that can be used, without overlays, sorted."""
    return tuple(sorted({*protocol_ids(), *(name for name in store.protocol_texts() if _is_edition(store, name))}))


def _is_edition(store: Store, name: str) -> bool:
    try:
        return protocol_for(store, name).heading.status != "template"
    except ProtocolError:
        return False


def add_protocol(store: Store, path: Path, *, at: datetime, actor: Actor) -> str:
    """
    Add a protocol or overlay file of the office; returns its id, which is the file's name.

    Raises
    ------
    ProtocolError
        If the file breaks the schema; with file, line and what would be right.
    ConflictError
        If there is another one of that id: zones may rest on it.
    """
    require_permission(actor, "add protocols")
    protocol_id = path.name.removesuffix(".toml")
    if protocol_id in packaged_texts() or OVERLAY_SIGN in protocol_id:
        raise ProtocolError(
            f"{path.name}: the id {protocol_id} is taken or has a plus sign; give the file another name"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(f"{path.name}: can't read the protocol file ({error}); need a UTF-8 TOML file") from None
    known = {**store.protocol_texts(), **packaged_texts()}
    _require_same_id(read_protocol(text, path.name, known.get), protocol_id, path.name)
    store.add_protocol_text(protocol_id, text, at=at, actor=actor.name)
    return protocol_id


def _require_same_id(protocol: Protocol, protocol_id: str, file_name: str) -> None:
    ids = protocol.id.split(OVERLAY_SIGN)
    if protocol_id not in ids:
        raise ProtocolError(f"{file_name}: its id is {ids[-1]}; a file is named for its id, so name it {ids[-1]}.toml")
