"""What a text asks the index: the names it writes as registered, the numbers, and the stretches left to explain."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from geo_service.addresses.index_doors import PLACE, Doors
from geo_service.addresses.index_names import Names
from geo_service.addresses.index_reading import Number, Segment, read_name, read_numbers
from geo_service.addresses.index_remarks import GAP, unread_runs, without_closing, without_opening
from geo_service.addresses.split import name_parts_near, plain_address
from geo_service.addresses.vocabulary import Vocabulary, strip_admin

_DOUBLED_WORD = re.compile(r"(?<=[0-9A-Z])([^\W0-9A-Z])\1+(?=[0-9A-Z]|$)")


class Mention(NamedTuple):
    """A registered name as it stands in the body."""

    name: str
    start: int
    end: int


class Stretch(NamedTuple):
    """A part of the body that no registered name explains."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """
    An address as the index reads it.

    `admin` are the administrative names by level, `body` the name text without those at its head, `known` marks
    the characters of the body that need no explanation, `owners` are start and end of the name text before each
    number. From `behind` on, the body stands behind the last number; it `closes` the text when no number follows it.
    `near` is what says that only the surroundings are meant.
    """

    admin: Mapping[str, Segment]
    body: str
    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]
    stair: str | None
    owners: Mapping[Number, tuple[int, int]]
    known: bytes
    behind: int
    closes: bool
    near: str

    @property
    def names(self) -> frozenset[str]:
        """Every name that is written as registered."""
        return frozenset([*(mention.name for mention in self.mentions), *(part.name for part in self.admin.values())])

    def stretches(self, *, doubting: bool = False, levels: Mapping[str, frozenset[str]]) -> list[Stretch]:
        """
        What the mentions leave unexplained.

        When `doubting`, mentions of places as well; of administrative names only when there are no others.
        """
        cut = bytearray(len(self.body))
        places = {mention for mention in self.mentions if PLACE in levels[mention.name]}
        for mention in self.mentions:
            if not doubting or (places and mention not in places):
                cut[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        text = "".join(GAP if out else character for character, out in zip(self.body, cut, strict=True))
        return [Stretch(found.start(), found.group()) for found in re.finditer(f"[^{GAP}]{{2,}}", text)]


def ask(text: str, doors: Doors, names: Names, vocabulary: Vocabulary) -> Question:
    """
    Read a text for the index; the vocabulary is one `without_short_names`.

    Raises
    ------
    AddressError
        If there is nothing to read, or more than `split.MAX_ADDRESS_CHARS` characters.
    """
    plain = plain_address(text)
    plain = _DOUBLED_WORD.sub(r"\1", _without_remarks(plain, names))
    parts, rest, doubled = _without_head(plain, vocabulary)
    reading = read_numbers(rest)
    head = {level: read_name(name) for level, name in parts.items()}
    segments = list(reading.segments)
    if "community" in head and not (segments and segments[0].name):
        # the village is the place itself, so its name may have to be doubted
        numbers = segments.pop(0).numbers if segments else ()
        segments.insert(0, Segment(head["community"].name, numbers))
    body, owners = _join(segments)
    mentions = tuple(Mention(names.names[name_id], start, end) for name_id, start, end in names.scan(body))
    known = _known(body, mentions)
    if doubled and body.startswith(doubled):
        known[0] = 1
    closes = bool(segments) and not segments[-1].numbers
    return Question(
        admin={**_admin_in(mentions, reading.numbers, doors), **head},
        body=body,
        mentions=mentions,
        numbers=tuple(
            dict.fromkeys((*(number for part in head.values() for number in part.numbers), *reading.numbers))
        ),
        stair=reading.stair,
        owners=owners,
        known=bytes(known),
        behind=max((end for _, end in owners.values()), default=len(body)),
        closes=closes,
        near=_near(body, known, closes=closes),
    )


def _without_remarks(plain: str, names: Names) -> str:
    """The text without words that say nothing of the place; a registered name is never one."""
    return without_closing(plain if _begins(plain, names) else without_opening(plain))


def _without_head(plain: str, vocabulary: Vocabulary) -> tuple[dict[str, str], str, str]:
    """The administrative names at the head by level, the rest, and its first character when that doubles their last."""
    parts, rest = strip_admin(plain, vocabulary)
    doubled = rest[:1] if parts and rest[:1] == plain.removesuffix(rest)[-1:] else ""
    if doubled and rest[1:2].isdecimal():
        return parts, rest[1:], ""
    return parts, rest, doubled


def _begins(text: str, names: Names) -> bool:
    """Whether a registered name begins a text."""
    return any(text[:length] in names.ids for length in range(2, names.longest + 1))


def _join(segments: Sequence[Segment]) -> tuple[str, dict[Number, tuple[int, int]]]:
    """
    The name text of all segments, and where in it the name of each number stands.

    That is the one before it; numbers at the head belong to the first name without numbers of its own.
    """
    body = ""
    owners: dict[Number, tuple[int, int]] = {}
    heirs = []
    for name, numbers in ((segment.name, segment.numbers) for segment in segments if segment.name):
        body += GAP + name if body else name
        span = len(body) - len(name), len(body)
        owners.update(dict.fromkeys(numbers, span))
        heirs += [] if numbers else [span]
    if heirs and not segments[0].name:
        owners.update(dict.fromkeys(segments[0].numbers, heirs[0]))
    return body, owners


_TO_NUMERALS = str.maketrans("123456789", "一二三四五六七八九")


def with_numerals(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with 柳湾二村 beside 柳湾2村: before a name, `normalize` leaves such a numeral as it is."""
    spelled = {writing.translate(_TO_NUMERALS): head for writing, head in vocabulary.heads.items()}
    return replace(vocabulary, heads={**spelled, **vocabulary.heads})


def without_short_names(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary for damaged texts: 文昌 may be what is left of 文昌路, so only 文昌社区 is taken at its word."""
    heads = {writing: head for writing, head in vocabulary.heads.items() if not head.short}
    return replace(vocabulary, heads=heads)


def _admin_in(mentions: tuple[Mention, ...], numbers: tuple[Number, ...], doors: Doors) -> dict[str, Segment]:
    """Administrative names further back (the order may be swapped), with those numbers that such a name has."""
    found = {}
    for mention in mentions:
        for level in doors.levels[mention.name] - {PLACE}:
            counted = tuple(number for number in numbers if number.kind == "村") if level == "community" else ()
            found[level] = Segment(mention.name, counted)
    return found


def _known(body: str, mentions: tuple[Mention, ...]) -> bytearray:
    known = bytearray(len(body))
    for mention in mentions:
        known[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for at, character in enumerate(body):
        if character == GAP:
            known[at] = 1
    return known


def _near(body: str, known: bytearray, *, closes: bool) -> str:
    """Words left over that say the place meant is only near the address."""
    left = (body[run.start : run.end] for run in unread_runs(body, known, closes=closes))
    return next((words for words in left if name_parts_near(words)), "")
