"""What headings and lead-ins have said so far, level by level."""

from typing import Any, NamedTuple

from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.notices.headings import is_zone
from geo_service.notices.text import NoticeText
from geo_service.notices.times import Since
from geo_service.notices.words import Deed

LEAD_LEVEL = "=lead"
"""The level that a heading with a time opens."""
DISTRICT_ENDS = ("区", "县", "市", "旗", "区管委会")


class Scope(NamedTuple):
    """What holds for a list: a deed, a time, a place, how many zones it has."""

    deed: Deed = Deed()
    since: Since | None = None
    district: str | None = None
    street: str | None = None
    community: str | None = None
    zones: int | None = None
    rest_list: bool = False
    measures: bool = False


class Levels:
    """The open levels of numbering and headings, each with the scope that stood when it was first entered."""

    def __init__(self, street: str | None = None, since: Since | None = None) -> None:
        self.scope = Scope(street=street, since=since)
        self._open: list[tuple[str, Scope]] = []
        self._renewed = False  # another part of the notice has just begun

    def enter(self, kind: str) -> None:
        """Open a level, or go back to it: what deeper levels have said is forgotten."""
        for depth, (known, scope) in enumerate(self._open):
            if known == kind:
                self.scope = scope
                del self._open[depth + 1 :]
                return
            if known == LEAD_LEVEL and kind == "=deed" and self._has_list(depth):
                self.scope = self._open[depth + 1][1]
                del self._open[depth + 1 :]
        self._open.append((kind, self.scope))

    def _has_list(self, depth: int) -> bool:
        """Whether a lead with a category has had its list, so that another heading begins beside it."""
        if depth + 2 != len(self._open):
            return False
        kind, scope = self._open[depth + 1]
        return scope.deed.category is not None and not kind.startswith("=") and kind != "chapter"

    def open(self, kind: str, *, listed: bool) -> None:
        """Open a level that begins with a time: behind a list (`listed`) it begins another part of the notice."""
        if listed and not any(known == kind for known, _ in self._open):
            # what the earlier part said of times does not hold for this one, whose numbers count anew
            self._open = [(known, scope._replace(since=None)) for known, scope in self._open]
            self._renewed = True
        self.enter(kind)

    def say_time(self, since: Since, *, listed: bool) -> None:
        """Set a time: for the whole notice or part where it stands before all lists, else for the level."""
        numbered = any(not kind.startswith("=") for kind, _ in self._open)
        if self._renewed or not (listed or (numbered and self.scope.deed.category)):
            self.say_everywhere(since)
        else:
            self.say(since=since)
        self._renewed = False

    def say_everywhere(self, since: Since) -> None:
        """Set a time that holds on all levels that have none."""
        self.scope = self.scope._replace(since=since)
        self._open = [(kind, scope._replace(since=scope.since or since)) for kind, scope in self._open]

    def say_district(self, said: str) -> None:
        """Set the district that holds on all levels that have none."""
        self.scope = self.scope._replace(district=said)
        self._open = [(kind, scope._replace(district=scope.district or said)) for kind, scope in self._open]

    def say_street(self, said: str) -> None:
        """Set the street that holds on all levels that have none."""
        self.scope = self.scope._replace(street=said)
        self._open = [(kind, scope._replace(street=scope.street or said)) for kind, scope in self._open]

    def say(self, **said: Any) -> None:
        """Set what holds from here on within the level."""
        self.scope = self.scope._replace(**said)


def scope_at(scope: Scope, said: str, streets: frozenset[str]) -> Scope:
    """The scope of a list that is headed by an administrative name, as written."""
    name = NoticeText(said).key.partition("(")[0]
    if is_zone(name):
        return scope._replace(district=said, street=None, community=None)
    reading = read_extents(said, context=ExtentContext(streets=streets | {name}))
    if reading.street:
        district = reading.district or scope.district
        return scope._replace(street=reading.street, community=reading.community, district=district)
    if reading.community or name.endswith("村"):
        return scope._replace(community=reading.community or said)
    if reading.district or name.endswith(DISTRICT_ENDS):
        return scope._replace(district=reading.district or said, street=None, community=None)
    return scope._replace(street=said, community=None)


def level_of(said: str) -> str:
    """The kind of level that an administrative name without a number opens."""
    name = NoticeText(said).key
    if name.endswith(DISTRICT_ENDS):
        return "=district"
    return "=community" if name.endswith(("村", "社区", "委会")) else "=street"
