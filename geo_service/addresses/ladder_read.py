"""
An address as rungs: one left-to-right reading, without a register.

Numbers are read by the word after them; numbers joined by dashes by what is already known (3栋2-5-3 is unit,
floor, room). What could be two things is kept in `unread`, never guessed.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from geo_service.addresses.ladder import Part, Rungs
from geo_service.addresses.ladder_heads import Known, strip_heads
from geo_service.addresses.ladder_notes import is_remark, without_notes
from geo_service.addresses.ladder_numbers import levels_of, plain_label, plate_of, room_of
from geo_service.addresses.ladder_scan import Scan
from geo_service.addresses.ladder_tokens import TOKEN
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.errors import AddressError

MAX_PLACE_CHARS = 500
"""Longest text read as one place; ten times the longest seen in the official lists."""

MAX_NOTES = 8
"""Brackets read in one place; nobody writes more."""

MIN_NAME_CHARS = 2
"""Characters that a name has at least."""

_RULES = read_rules("contains")
_PLACES = read_rules("places")


_NEAR = re.compile(one_of(_RULES["near"]["words"]))
_BESIDE = re.compile(one_of(_RULES["near"]["beside"]))
_OF = re.compile("(?<=[期区院园苑])的(?=[0-9A-Za-z一二三四五六七八九十])")
_SIDES = frozenset("东西南北中")
_STEMS = frozenset("甲乙丙丁戊己")
_NAMED_GROUP = re.compile(r"^(?P<village>.{1,8}村)?(?P<group>[^0-9A-Z,]{1,6})组(?!团|合|织|装)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SMALL = re.compile("(?<=..)小$")
_VILLAGE_END = re.compile(r"村$")


def read_rungs(text: str, known: Known | None = None) -> Rungs:
    """
    Read one place on the fine ladder.

    Remarks without a position are dropped; what brackets hold is read as another name of the same place, as its
    end, or as a word of nearness.

    Raises
    ------
    AddressError
        If it has more than `MAX_PLACE_CHARS` characters without its brackets and remarks.
    """
    plain, notes = without_notes(_OF.sub("", text))
    heads, body = strip_heads(_refuse_long(normalize(plain)), known or Known())
    scan = Scan(Rungs(text=text))
    scan.put(**heads)
    return _with_notes(_read_body(scan, body), notes)


def _refuse_long(plain: str) -> str:
    if len(plain) > MAX_PLACE_CHARS:
        raise AddressError(f"the place has {len(plain)} characters; one place has at most {MAX_PLACE_CHARS}")
    return plain


def _read_body(scan: Scan, body: str) -> Rungs:
    near = _NEAR.search(body)
    beside = _BESIDE.search(body)
    scan.put(near=near.group() if near else "", beside=bool(beside))
    body = body[: min(found.start() for found in (near, beside) if found)] if near or beside else body
    position = _read_named_group(scan, body)
    while position < len(body):
        match = TOKEN.match(body, position)
        position = _take(scan, match) if match and _stands_alone(body, match) else _spell(scan, body, position)
    scan.flush()
    return with_stem(_village(scan.rungs))


def _stands_alone(body: str, match: re.Match[str]) -> bool:
    """Whether the number is not the end of a longer one, nor a letter the end of a word."""
    before = body[match.start() - 1 : match.start()]
    return not (before.isascii() and before.isalnum())


def _spell(scan: Scan, body: str, position: int) -> int:
    """Move one character, or one whole number, into the name."""
    end = position + 1
    while body[position].isdigit() and end < len(body) and body[end].isdigit():
        end += 1
    scan.name += body[position:end]
    return end


def _read_named_group(scan: Scan, body: str) -> int:
    match = _NAMED_GROUP.match(body)
    if not match:
        return 0
    scan.put(group=_SMALL.sub("", match["group"]), name=match["village"])
    return match.end()


def with_stem(rungs: Rungs) -> Rungs:
    """12号甲 is a number of its own: the stem belongs to it."""
    plate, stem = rungs.plate, rungs.name or ""
    if not rungs.road or not plate or plate.annex or stem not in _STEMS:
        return rungs
    return replace(rungs, name=None, plate=replace(plate, annex=f"之{stem}"))


def _village(rungs: Rungs) -> Rungs:
    """A community named before a group is its village."""
    if rungs.group and not rungs.name and rungs.community and _VILLAGE_END.search(rungs.community):
        return replace(rungs, name=rungs.community)
    return rungs


def _take(scan: Scan, match: re.Match[str]) -> int:
    kind = next(name for name in _READERS if match[name] is not None)
    return match.end() if _READERS[kind](scan, match) else _refuse(scan, match)


def _refuse(scan: Scan, match: re.Match[str]) -> int:
    """A level that is already known, or can't stand here: its words stay unread."""
    scan.flush()
    scan.put(unread=scan.rungs.unread + match.group())
    return match.end()


def _take_group(scan: Scan, match: re.Match[str]) -> bool:
    if scan.rungs.group:
        return False
    scan.flush()
    scan.put(group=match["group"])
    return True


def _take_part(scan: Scan, match: re.Match[str]) -> bool:
    if match["part"] in _STEMS and scan.name and len(scan.name) < MIN_NAME_CHARS and not scan.rungs.name:
        # the end of a name (望丁苑)
        scan.name += match.group()
        return True
    scan.flush()
    if scan.rungs.building:
        return False
    scan.put(parts=(*scan.rungs.parts, Part(match["kind"], plain_label(match["part"]))))
    return True


def _take_building(scan: Scan, match: re.Match[str]) -> bool:
    side = scan.name if scan.name in _SIDES and scan.rungs.names_a_place and match["house"] == "栋" else ""
    scan.name = "" if side else scan.name
    scan.flush()
    row = scan.rungs.building or ""
    if row and not (row.endswith("排") and match["house"] == "栋"):
        return False
    house = "" if match["house"] == "栋" else match["house"]
    scan.put(building=row + side + plain_label(match["building"]) + house)
    return True


def _take_tower(scan: Scan, match: re.Match[str]) -> bool:
    scan.flush()
    if scan.rungs.building:
        return False
    scan.put(building=match["tower"])
    return True


def _take_lane(scan: Scan, match: re.Match[str]) -> bool:
    """A lane with a number belongs to its road: 文昌路88弄 is one name."""
    road = scan.rungs.road
    if road and road.endswith("弄") and not scan.name and not scan.rungs.plate:
        scan.put(road=road + match.group())
    elif scan.rungs.road or scan.rungs.name or not scan.name:
        scan.name += match.group()
    else:
        scan.put(road=scan.name.strip(",#-") + match.group())
        scan.name = ""
    return True


def _take_unit(scan: Scan, match: re.Match[str]) -> bool:
    scan.flush()
    if scan.rungs.unit:
        return False
    scan.put(unit=plain_label(match["unit"]))
    return True


def _take_floor(scan: Scan, match: re.Match[str]) -> bool:
    scan.flush()
    if scan.rungs.floor is not None:
        return False
    scan.put(floor=int(match["floor"].replace("负", "-")))
    return True


def _take_plate(scan: Scan, match: re.Match[str]) -> bool:
    if scan.name.endswith("附") and not scan.rungs.plate:
        # an annex without its number (文昌路附3号)
        scan.name = scan.name[:-1]
        return False
    scan.flush(numbered=True)
    now = scan.rungs
    if now.building or now.unit or now.floor is not None:
        return _take_numbers_of(scan, match["plate"]) if not now.room else False
    if now.plate and now.plate.yard and not now.room:
        scan.put(building=f"{match['plate']}号")
        return True
    if now.plate and match["yard"] and not now.building:
        scan.put(parts=(*now.parts, Part("号院", match["plate"])))
        return True
    if now.plate:
        return False
    scan.put(plate=plate_of(match["plate"], match["joint"], match["sub"], match["yard"]))
    return True


def _take_bare_plate(scan: Scan, match: re.Match[str]) -> bool:
    scan.flush(numbered=True)
    if scan.rungs.plate or scan.rungs.building:
        return False
    scan.put(plate=plate_of(match["bare"], match["bare_joint"], match["bare_sub"], None))
    return True


def _take_numbers(scan: Scan, match: re.Match[str]) -> bool:
    scan.flush()
    return _take_numbers_of(scan, match["numbers"])


def _take_room(scan: Scan, match: re.Match[str]) -> bool:
    now = scan.rungs
    nothing_before = not (scan.name or now.names_a_place or now.parts or now.building or now.unit)
    within = scan.name and not (now.names_a_place or now.parts or now.building or now.unit)
    goes_on = _HAN.match(match.string, match.end()) if within else match.end() < len(match.string)
    if match["digits"] and (nothing_before or within) and goes_on:
        # a number at the head of a name or within it (3201厂宿舍, 云来168酒店)
        scan.name += match.group()
        return True
    scan.flush()
    return _take_numbers_of(scan, match["room"] or match["digits"])


_READERS: dict[str, Callable[[Scan, re.Match[str]], bool]] = {
    "group": _take_group,
    "part": _take_part,
    "building": _take_building,
    "tower": _take_tower,
    "lane": _take_lane,
    "unit": _take_unit,
    "floor": _take_floor,
    "plate": _take_plate,
    "bare": _take_bare_plate,
    "numbers": _take_numbers,
    "room": _take_room,
    "digits": _take_room,
}


def _take_numbers_of(scan: Scan, text: str) -> bool:
    """Place numbers joined by dashes on the levels that are still open; False when they could be two things."""
    now = scan.rungs
    if now.room or not (now.name or now.road or now.plate or now.building or now.group or now.unit):
        return False
    levels = levels_of(now, text.split("-"))
    if levels is None:
        return False
    values = dict(zip(levels, text.split("-"), strict=True))
    if not values.get("floor", "0").isdecimal():
        return False
    floor = int(values["floor"]) if "floor" in values else now.floor
    floor, room = room_of(values["room"], floor)
    named = {level: plain_label(value) for level, value in values.items() if level in {"building", "unit"}}
    scan.put(floor=floor, room=room, **named)
    return True


def _with_notes(rungs: Rungs, notes: list[str]) -> Rungs:
    for note in notes[:MAX_NOTES]:
        rungs = _with_note(rungs, normalize(note[:MAX_PLACE_CHARS]))
    return rungs


def _with_note(rungs: Rungs, note: str) -> Rungs:
    if _BESIDE.search(note):
        return replace(rungs, beside=True)
    if is_remark(note):
        return rungs
    if near := _NEAR.search(note):
        return replace(rungs, near=rungs.near or near.group())
    alias = _read_body(Scan(Rungs(text=note)), note)
    if alias.plate or alias.building:
        return replace(rungs, aliases=(*rungs.aliases, alias))
    return rungs
