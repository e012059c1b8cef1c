"""What speaks for and against each building that a question may mean."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from geo_service.addresses.index_confidence import UNEXPLAINED_MAX, Evidence
from geo_service.addresses.index_costs import Place
from geo_service.addresses.index_doors import PLACE, Door, Doors, Surroundings
from geo_service.addresses.index_left_over import LeftOver, Named, left_over
from geo_service.addresses.index_names import WORST_SHARE, Names
from geo_service.addresses.index_question import Question, Stretch
from geo_service.addresses.index_reading import PLATE, Number, Segment
from geo_service.addresses.index_remarks import names_a_part
from geo_service.addresses.match import ADMIN_LEVELS

_COMMUNITY = ADMIN_LEVELS.index("community")
_TOWNSHIP = ADMIN_LEVELS.index("township")
_CONTRADICTIONS = (
    "admin_contradicts",
    "community_contradicts",
    "number_contradicts",
    "number_unknown",
    "other_place",
    "unexplained",
    "unexplained_behind",
    "other_part",
    "before_name",
    "behind_name",
    "named_otherwise",
    "careless",
)

MAX_BEHIND_A_DOOR = 40
"""Buildings of one door that are weighed; behind more, none is meant with any confidence."""

CONTEXT_WORST_SHARE = 0.35
"""A name beside the one asked for speaks for a building only when it costs less than this share of its weight."""

WORN_MIN_CHARS = 2
"""A single character (区, 镇) is what is left of no administrative name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A building (its place in the register) with the door it was found by, how its name was written, and why."""

    building: int
    door: Door
    written: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A name under which doors were found, and where it stands in the body; start and end 0 when at the head."""

    door: Door
    place: Place
    stretch: int = -1


@dataclass(frozen=True, slots=True)
class _Search:
    """Names that the stretches of a question may mean: by name, the stretch and the cost."""

    stretches: tuple[Stretch, ...] = ()
    costs: dict[str, tuple[float, int]] | None = None
    dead: tuple[tuple[float, str, int], ...] = ()
    """Names with doors, none of which has the numbers asked for: cost, name, stretch."""


def gather(question: Question, doors: Doors, names: Names) -> list[Finding]:
    """
    The buildings that a question may mean, in the order of the register.

    Names written as registered come first; damaged ones are looked for only while something stays unexplained, and
    registered names are doubted only when they lead nowhere.
    """
    weigher = _Weigher(question, doors, names)
    findings = weigher.weigh(_Search())
    for doubting in (False, True):
        if any(map(is_clean, findings)):
            break
        stretches = question.stretches(doubting=doubting, levels=doors.levels)
        if stretches:
            findings = weigher.weigh(weigher.search(stretches))
    return findings


def is_clean(finding: Finding) -> bool:
    """Whether nothing contradicts a finding or stays unexplained."""
    return not any(getattr(finding.evidence, name) for name in _CONTRADICTIONS)


class _Weigher:
    def __init__(self, question: Question, doors: Doors, names: Names) -> None:
        self._question = question
        self._doors = doors
        self._names = names
        self._said = question.names
        self._numbers = frozenset(question.numbers)
        self._opened: dict[str, list[Door]] = {}
        self._placed: dict[tuple[str, Stretch], Place] = {}
        self._exact = [
            _Anchor(door, Place(0.0, 0.0, start, end))
            for name, start, end in self._written()
            for door in self._open(name)
        ]

    def _open(self, name: str) -> list[Door]:
        """The doors under a name that the question may mean; asked again and again, looked for once."""
        if name not in self._opened:
            self._opened[name] = self._doors.find(name, self._question.numbers)
        return self._opened[name]

    def _written(self) -> Iterator[tuple[str, int, int]]:
        yield from self._question.mentions
        for part in self._question.admin.values():
            if all(part.name != mention.name for mention in self._question.mentions):
                yield part.name, 0, 0

    def search(self, stretches: Iterable[Stretch]) -> _Search:
        """What the stretches may mean."""
        stretches = tuple(stretches)
        costs: dict[str, tuple[float, int]] = {}
        for k, stretch in enumerate(stretches):
            for like in self._names.alike(stretch.text):
                name = self._names.names[like.name_id]
                costs[name] = min(costs.get(name, (like.cost, k)), (like.cost, k))
        dead = tuple(
            (cost, name, k) for name, (cost, k) in costs.items() if name in self._doors.under and not self._open(name)
        )
        return _Search(stretches, costs, dead)

    def weigh(self, search: _Search) -> list[Finding]:
        """Every building behind the doors, under names as registered and under those of the search."""
        anchors = [*self._exact, *self._alike(search)]
        return [
            Finding(building, anchor.door, self._text_at(anchor.place), self._evidence(anchor, building, search))
            for anchor in anchors
            for building in anchor.door.buildings[:MAX_BEHIND_A_DOOR]
        ]

    def _alike(self, search: _Search) -> Iterator[_Anchor]:
        for name, (_, k) in (search.costs or {}).items():
            doors = self._open(name)
            if doors and name not in self._said:
                place = self._place(name, search.stretches[k])
                yield from (_Anchor(door, place, k) for door in doors)

    def _place(self, name: str, stretch: Stretch) -> Place:
        """Where a name stands, in the whole body."""
        if (name, stretch) not in self._placed:
            found = self._names.place(self._names.ids[name], stretch.text)
            place = found._replace(start=found.start + stretch.start, end=found.end + stretch.start)
            self._placed[name, stretch] = place
        return self._placed[name, stretch]

    def _text_at(self, place: Place) -> str:
        return self._question.body[place.start : place.end]

    def _evidence(self, anchor: _Anchor, building: int, search: _Search) -> Evidence:
        around = self._doors.around[building]
        context, worn = self._context(anchor, around, search)
        community, township = around.admin[_COMMUNITY], around.admin[_TOWNSHIP]
        roads = [road for road in around.roads if road.name in context]
        plates = [road for road in roads if self._numbers.issuperset(road.numbers)]
        wrong, unknown = self._unused(anchor.door, around, plates, known=bool(roads))
        left = self._left_over(anchor, around, {**worn, **context})
        estate_cost = sum(context[name].cost for name in around.estates if name in context)
        return Evidence(
            inexact=float(anchor.place.cost > 0),
            name_cost=anchor.place.cost + estate_cost,
            name_plain=anchor.place.plain,
            community_agrees=float(community is not None and self._is_meant(community, context)),
            township_agrees=float(township is not None and self._is_meant(township, context)),
            road_agrees=float(bool(roads) or any(estate in context for estate in around.estates)),
            plate_agrees=float(bool(plates)),
            context_cost=sum((place.cost for place in (*context.values(), *worn.values())), -estate_cost),
            admin_contradicts=float(sum(self._contradicts(level, anchor, around) for level in ADMIN_LEVELS[:-1])),
            community_contradicts=float(self._contradicts("community", anchor, around)),
            number_contradicts=float(wrong),
            number_unknown=float(unknown),
            other_place=float(self._other_places(anchor, around)),
            unexplained=min(UNEXPLAINED_MAX, float(left.before)),
            unexplained_behind=min(UNEXPLAINED_MAX, float(left.behind)),
            other_part=float(left.names_place or bool(self._question.near)),
            before_name=float(left.before_name),
            behind_name=float(left.behind_name),
            named_otherwise=self._named_otherwise(anchor, left),
            area_missing=float(anchor.door.area_missing),
            careless=float(anchor.door.careless),
            better_place=self._better_place(anchor, around, search),
        )

    def _context(
        self, anchor: _Anchor, around: Surroundings, search: _Search
    ) -> tuple[dict[str, Place], dict[str, Place]]:
        """
        The building's other names that the text has, where and at what cost.

        The second are administrative names that are too damaged to speak for the building, but still explain the text.
        """
        wanted = dict.fromkeys((*(part.name for part in around.admin if part), *_names_of(around)))
        wanted.pop(anchor.door.name, None)
        context, worn = {}, {}
        areas = {part.name for part in around.admin if part}
        for name in wanted:
            if name in self._said:
                context[name] = Place(0.0, 0.0, 0, 0)
            elif place := self._read_beside(name, anchor, search, everywhere=name in areas):
                share = place.cost / self._names.total(self._names.ids[name])
                if share <= CONTEXT_WORST_SHARE:
                    context[name] = place
                elif name in areas and share <= WORST_SHARE and place.end - place.start >= WORN_MIN_CHARS:
                    worn[name] = place
        return context, worn

    def _read_beside(self, name: str, anchor: _Anchor, search: _Search, *, everywhere: bool) -> Place | None:
        """The cheapest reading of a name beside the one asked for, in the stretch where it was found or in all."""
        found = (search.costs or {}).get(name)
        stretches = [search.stretches[found[1]]] if found else search.stretches if everywhere else ()
        stretches = [stretch for stretch in stretches if _chars_beside(stretch, anchor.place) >= WORN_MIN_CHARS]
        places = [
            place
            for place in (self._place(name, stretch) for stretch in stretches)
            if (place.end <= anchor.place.start or place.start >= anchor.place.end)
            and not names_a_part(self._text_at(place))
        ]
        return min(places, default=None)

    def _is_meant(self, part: Segment, context: dict[str, Place]) -> bool:
        return part.name in context and self._numbers.issuperset(part.numbers)

    def _contradicts(self, level: str, anchor: _Anchor, around: Surroundings) -> bool:
        said, own = self._question.admin.get(level), around.admin[ADMIN_LEVELS.index(level)]
        if said is None or own is None or said.name == anchor.door.name:
            return False
        return said.name != own.name or not self._numbers.issuperset(own.numbers)

    def _unused(self, door: Door, around: Surroundings, plates: Iterable[Segment], *, known: bool) -> tuple[int, int]:
        """Numbers that are not the building's, and plates that may be its own for all that is known."""
        explained = {*door.numbers, *(number for road in plates for number in road.numbers)}
        explained.update(number for part in around.admin if part for number in part.numbers)
        left = [number for number in self._question.numbers if number not in explained]
        unknown = sum(1 for number in left if _is_plate(number) and not known)
        return len(left) - unknown, unknown

    def _other_places(self, anchor: _Anchor, around: Surroundings) -> int:
        own = {anchor.door.name, *_names_of(around)}
        return sum(
            1
            for name, start, end in self._question.mentions
            if name not in own
            and PLACE in self._doors.levels[name]
            and (end <= anchor.place.start or start >= anchor.place.end)
        )

    def _left_over(self, anchor: _Anchor, around: Surroundings, context: Mapping[str, Place]) -> LeftOver:
        places = {anchor.door.name, *_names_of(around)}
        areas = {part.name for part in around.admin if part}
        named = [Named(name, place, name in places) for name, place in context.items()]
        named += [
            Named(name, Place(0.0, 0.0, start, end), is_place=True)
            for name, start, end in self._question.mentions
            if name in places and name != anchor.door.name
        ]
        named.append(Named(anchor.door.name, anchor.place, is_place=True))
        heads = [mention.start for mention in self._question.mentions if mention.name in areas]
        return left_over(self._question, named, heads, anchor.place)

    def _named_otherwise(self, anchor: _Anchor, left: LeftOver) -> float:
        """How many characters stay unexplained of the name that the building's number follows."""
        owners = self._question.owners
        start, end = next((owners[number] for number in reversed(anchor.door.numbers) if number in owners), (0, 0))
        if start <= anchor.place.start < anchor.place.end <= end:
            return 0.0
        return min(UNEXPLAINED_MAX, float(left.known[start:end].count(0)))

    def _better_place(self, anchor: _Anchor, around: Surroundings, search: _Search) -> float:
        own = _names_of(around)
        saved = [
            anchor.place.cost - cost
            for cost, name, k in search.dead
            if k == anchor.stretch and cost < anchor.place.cost and name not in own
        ]
        return max(saved, default=0.0)


def _names_of(around: Surroundings) -> tuple[str, ...]:
    return (*(road.name for road in around.roads), *around.estates)


def _chars_beside(stretch: Stretch, place: Place) -> int:
    """How many characters of a stretch a place leaves."""
    end = stretch.start + len(stretch.text)
    return len(stretch.text) - max(0, min(end, place.end) - max(stretch.start, place.start))


def _is_plate(number: Number) -> bool:
    return number.kind == PLATE
