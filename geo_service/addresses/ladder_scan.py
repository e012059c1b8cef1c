"""What of an address was read so far, and the name that is being spelled."""

import re
from dataclasses import replace
from typing import Any

from geo_service.addresses.ladder import Part, Rungs
from geo_service.addresses.rules_files import one_of, read_rules

_RULES = read_rules("contains")
_PLACES = read_rules("places")


_ROAD_END = re.compile(rf"(?:{one_of(_PLACES['road']['suffixes'])})$")
_SIDE_ONLY = re.compile(r"([东西南北中])区")
_KINDS = frozenset([*_RULES["names"]["idle"], *_RULES["names"]["kinds"]])
_SIDE_AREA = re.compile(r"(?<=..)([东西南北中])区$")
_DETAIL = re.compile(rf"(?<=..)(?:{one_of(_RULES['names']['details'])})$")


class Scan:
    """The rungs read so far and the name that is being spelled."""

    def __init__(self, rungs: Rungs) -> None:
        self.rungs = rungs
        self.name = ""

    def put(self, **levels: Any) -> None:
        """Settle levels."""
        self.rungs = replace(self.rungs, **levels)

    def flush(self, *, numbered: bool = False) -> None:
        """Settle the name before a numbered level; `numbered` when a house number follows it."""
        name, self.name = self.name.strip(",#-"), ""
        if not name:
            return
        now = self.rungs
        if now.building or now.unit or now.floor is not None or now.room:
            self.put(extra=now.extra + name)
        elif numbered and now.plate is None and now.name is None and _ROAD_END.search(name):
            self.put(road=name)
        elif now.name is None:
            self._take_name(name)
        elif now.parts:
            self._take_inner_name(name)
        else:
            self.put(extra=now.extra + name)

    def _take_name(self, name: str) -> None:
        detail = _DETAIL.search(name)
        if detail:
            name, extra = name[: detail.start()], detail.group()
            self.put(extra=self.rungs.extra + extra)
        side = _SIDE_AREA.search(name) or (_SIDE_ONLY.fullmatch(name) if self.rungs.plate or self.rungs.road else None)
        parts = (Part("区", side.group(1)),) if side else ()
        kept = name[: side.start()] if side else name
        self.put(name=kept or None, parts=(*self.rungs.parts, *parts))

    def _take_inner_name(self, name: str) -> None:
        """A name after a numbered part is a part of it in turn: 怡景花园2期东区, 怡景花园2期云景苑."""
        side = _SIDE_ONLY.fullmatch(name)
        if side:
            self.put(parts=(*self.rungs.parts, Part("区", side.group(1))))
        elif name in _KINDS or _DETAIL.fullmatch(f"##{name}", 2):
            self.put(extra=self.rungs.extra + name)
        else:
            self.put(parts=(*self.rungs.parts, Part("", name)), extra=self.rungs.extra + name)
