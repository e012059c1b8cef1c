"""
The zones that a zone was made from, at any remove, and until when what happened there is part of its own past.

A split zone has the past of the one it was cut from, a merged one that of all that it joins.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from geo_service.model.zone import PUBLISHED, ZoneVersion

HistoryOf = Callable[[str], Sequence[ZoneVersion]]
"""All versions of a zone, oldest first; none when it is not known."""


def no_history(_: str) -> Sequence[ZoneVersion]:
    """Of no zone is anything known beside its id."""
    return ()


def origins_of(versions: Sequence[ZoneVersion], history_of: HistoryOf = no_history) -> dict[str, datetime]:
    """
    The zones that a zone was made from, by id, each with the time until which its facts count for the zone too.

    Parameters
    ----------
    versions
        Those of the zone; what is only drafted makes nothing.
    history_of
        For the zones that those were made from; without it only the nearest are found.
    """
    found: dict[str, datetime] = {}
    waiting = list(_made_from(versions))
    own = {one.zone_id for one in versions}
    while waiting:
        zone_id, until = waiting.pop()
        if zone_id in own or (zone_id in found and found[zone_id] >= until):
            continue
        found[zone_id] = until
        before = [one for one in history_of(zone_id) if one.recorded_at <= until]
        waiting += [(parent, min(until, since)) for parent, since in _made_from(before)]
    return found


def _made_from(versions: Sequence[ZoneVersion]) -> Iterator[tuple[str, datetime]]:
    """Each parent, with when the version that took its place was written and took effect."""
    seen: set[str] = set()
    for version in versions:
        if version.status in PUBLISHED:
            yield from (
                (parent, max(version.recorded_at, version.effective_from))
                for parent in version.parents
                if parent not in seen
            )
            seen.update(version.parents)
