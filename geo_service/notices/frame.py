"""The frame of a notice: title, serial, date, reasons, signature, and the street names that only its lists show."""

import re
from collections.abc import Sequence

from geo_service.notices.layout import Line
from geo_service.notices.words import RULES, any_word

_HEADINGS = RULES["headings"]
_KINDS = any_word(RULES["titles"]["words"])
_TITLE = re.compile(rf"关于.*(?:{_KINDS})|^[^,。:]{{0,40}}(?:{_KINDS})(?:\(.*\))?$")
_ISSUER = re.compile(r"^(?P<issuer>[^\W\d_]{2,20}?)(?:关于|新冠|新型|应对|疫情|人民政府)")
_DATE = re.compile(r"\(?(?:20[0-9]{2}|[〇零一二三四五六七八九]{4})年[^,;]{2,8}日\)?$")
_SERIAL = re.compile(r"\(?[^\W\d_]{0,8}(?:\(?20[0-9]{2}\)?)?(?:年)?第?[0-9]{1,4}号\)?")
_CLOSING = re.compile(any_word(_HEADINGS["closing"]))
_SIGNATURE = re.compile(r"^[^0-9,;:、]{2,40}(?:指挥部|指挥部办公室|人民政府|领导小组|领导小组办公室|委员会)$")
_BASIS = re.compile(any_word(_HEADINGS["basis"]))
_DOOR = re.compile(r"[0-9](?:栋|幢|号|单元|组)")
_DAMAGED = re.compile(r"^\?。[^)]*$|[\uFFFD]")
_SHORT_STREET = re.compile(r"(?P<name>[^\W\d_]{2,4}?街)(?P<sure>$|:|\([0-9]|[^\W\d_]{2,5}?村(?!庄))?(?![0-9道区坊])")
_STREET_HEAD = re.compile(r"[^\W\d_]{2,6}?(?:街道|镇|乡)(?![0-9])")
TITLE_MAX = 80
"""Longest title, in characters; the longest seen has 45."""


def is_title(words: str) -> bool:
    """Whether a line is a title, not a sentence that gives reasons."""
    return len(words) < TITLE_MAX and bool(_TITLE.search(words)) and not gives_reasons(words)


def issuer_of(words: str) -> str:
    """Who issues, as far as the title says."""
    match = _ISSUER.match(words)
    return match["issuer"] if match else ""


def is_date(words: str) -> bool:
    """Whether a line is only a date."""
    return bool(_DATE.match(words))


def is_serial(words: str) -> bool:
    """Whether a line is only the number of the notice: (第12号)."""
    return bool(_SERIAL.fullmatch(words))


def is_closing(words: str) -> bool:
    """特此通告, a tally, a contact."""
    return bool(_CLOSING.match(words))


def is_signature(words: str) -> bool:
    """The name of an authority alone."""
    return bool(_SIGNATURE.search(words))


def gives_reasons(words: str) -> bool:
    """Whether a sentence names its legal basis or that it was decided."""
    return bool(_BASIS.search(words))


def is_basis(words: str) -> bool:
    """A whole sentence of reasons that names no door."""
    return gives_reasons(words) and words.endswith((":", "。")) and not _DOOR.search(words)


def is_damaged(words: str) -> bool:
    """Whether characters of a line were lost in reprinting."""
    return bool(_DAMAGED.search(words))


def short_streets(folded: str, lines: Sequence[Line]) -> frozenset[str]:
    """Short street names (XX街), sure by what follows or in a numbered list whose other lines begin with streets."""
    heads: dict[str, list[tuple[str, bool]]] = {}
    for line in lines:
        if not line.marker:
            continue
        short = _SHORT_STREET.match(folded, line.start, line.end)
        if short:
            heads.setdefault(line.marker, []).append((short["name"], short["sure"] is not None))
        elif _STREET_HEAD.match(folded, line.start, line.end):
            heads.setdefault(line.marker, []).append(("", True))
    listed = [name for found in heads.values() if sum(sure for _, sure in found) > 1 for name, _ in found]
    alone = [name for found in heads.values() for name, sure in found if sure]
    return frozenset(name for name in [*listed, *alone] if name)
