"""One part of a zone, taken apart for comparison with an address."""

from dataclasses import dataclass

from geo_service.addresses.contains_rooms import RoomRule
from geo_service.addresses.ladder import Part, Rungs
from geo_service.model.said import NumberRange


@dataclass(frozen=True)
class Doors:
    """One building of a place with its units; `building` None when only units are said."""

    building: str | None
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """
    One part of a zone.

    `area` is bounded by lines (their names in `lines`), so only a map settles it. `vague` is an exclusion that names
    nothing; `around` that neighbours belong to it too; `included` are places that are in it by name; `writings` are
    the same piece by other names; `whole` is the district when it is all of one and not the one it is read in; `spot` a
    place inside it that alone is meant (3组李家院子); `annexed` that each house number is meant with its annexes;
    `held` are words by which a place next to it belongs to it (楼下网点); `called` are other names of its parts.
    """

    where: Rungs
    area: bool = False
    span: NumberRange | None = None
    members: tuple[Doors, ...] = ()
    exceptions: tuple[Doors, ...] = ()
    rooms: tuple[RoomRule, ...] = ()
    included: tuple["Piece", ...] = ()
    excluded: tuple["Piece", ...] = ()
    vague: str = ""
    around: bool = False
    lines: tuple[str, ...] = ()
    writings: tuple["Piece", ...] = ()
    whole: str = ""
    spot: str = ""
    annexed: bool = False
    held: tuple[str, ...] = ()
    called: tuple[Part, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether it names levels below the estate or number."""
        return bool(self.members or self.rooms or self.exceptions)
