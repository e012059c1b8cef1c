"""In which encoding a shapefile's texts are: said by the file, or read from its bytes."""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geo_service.errors import FileFormatError
from geo_service.model.report import Note

RAW = "ISO-8859-1"
"""Reads each byte as one character, so that the bytes can be had back and decoded here."""

GB18030 = "gb18030"
UTF8 = "utf-8"

_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("utf8", "65001", "cp65001", "utf8bom"), UTF8),
    **dict.fromkeys(("gbk", "gb2312", "gb18030", "936", "cp936", "ms936", "oem936", "ansi936", "windows936"), GB18030),
    **dict.fromkeys(("big5", "950", "cp950"), "cp950"),
}
"""What a .cpg or a person calls an encoding, without case, spaces, hyphens and underscores."""

_DRIVER_BYTES: Mapping[int, str] = {0x4D: GB18030, 0x7A: GB18030, 0x4F: "cp950", 0x78: "cp950"}
"""Language driver byte of a .dbf (dBASE and FoxPro tables); the western and the unset ones decide nothing."""

_CUT_SHORT = ("unexpected end of data", "incomplete multibyte sequence")
_CHINESE = ("一", "鿿")
_HEADER, _FIELD = 32, 32
"""Bytes of the .dbf header and of each field's description in it."""


def shapefile_encoding(path: Path, explicit: str | None) -> tuple[str, tuple[Note, ...]]:
    """
    Choose the encoding of a shapefile's texts, and say so when it is a guess.

    What the person said goes first, then the .cpg, then the .dbf's language driver byte; a western
    encoding named there decides nothing, because programs write it without looking. Then the bytes: valid
    UTF-8 with Chinese in it is UTF-8, everything else GB18030, which contains GBK and GB2312.
    """
    if explicit is not None:
        return named_encoding(explicit), ()
    dbf = sidecar(path, ".dbf")
    if dbf is None:
        return UTF8, ()
    declared = _declared(path, dbf)
    return (declared, ()) if declared is not None else _guessed(dbf)


def named_encoding(name: str) -> str:
    """The codec of an encoding's name; an unknown name is refused."""
    plain = name.strip().casefold().replace("-", "").replace("_", "").replace(" ", "")
    codec = _NAMES.get(plain, name)
    try:
        b"a".decode(codec)  # refuses codecs that are no text encoding, such as rot13
        return codecs.lookup(codec).name
    except (LookupError, ValueError):
        raise FileFormatError(f"no encoding named {name!r}; need UTF-8, GBK or GB18030") from None


def decode_texts(values: Sequence[Any], encoding: str, where: str) -> tuple[list[Any], list[int]]:
    """
    Decode texts that were read as `RAW`; also the rows whose last character was cut by the column's width.

    Raises
    ------
    FileFormatError
        If a text is not in that encoding; one line with the row and what else to try.
    """
    decoded: list[Any] = list(values)
    cut = []
    for row, value in enumerate(values):
        if not isinstance(value, str) or value.isascii():
            continue
        text, was_cut = _decode(value.encode(RAW, "replace"), encoding)
        if text is None:
            other = GB18030.upper() if encoding == UTF8 else "UTF-8"
            raise FileFormatError(f"{where}, row {row + 1} is not {encoding.upper()} text; pass --encoding {other}")
        decoded[row] = text
        if was_cut:
            cut.append(row)
    return decoded, cut


def _decode(raw: bytes, encoding: str) -> tuple[str | None, bool]:
    """The text, or None when it is not in that encoding, and whether half a character at its end was dropped."""
    try:
        return raw.decode(encoding), False
    except UnicodeDecodeError as error:
        if error.reason in _CUT_SHORT and error.end == len(raw):
            return raw[: error.start].decode(encoding), True
    return None, False


def _declared(path: Path, dbf: Path) -> str | None:
    cpg = sidecar(path, ".cpg")
    if cpg is not None:
        plain = cpg.read_text(encoding=RAW).strip().casefold().replace("-", "").replace("_", "").replace(" ", "")
        if plain in _NAMES:
            return _NAMES[plain]
    with dbf.open("rb") as file:
        header = file.read(_HEADER)
    return _DRIVER_BYTES.get(header[29]) if len(header) == _HEADER else None


def _guessed(dbf: Path) -> tuple[str, tuple[Note, ...]]:
    texts = list(_foreign_texts(dbf))
    if not texts:
        return UTF8, ()
    as_utf8 = [_decode(raw, UTF8)[0] for raw in texts]
    if None not in as_utf8 and any(_has_chinese(text or "") for text in as_utf8):
        return UTF8, ()
    if any(_decode(raw, GB18030)[0] is None for raw in texts):
        raise FileFormatError(f"{dbf.name} is neither UTF-8 nor GB18030 text and names no encoding; pass --encoding")
    doubt = "could also be UTF-8" if None not in as_utf8 else "names no encoding"
    reason = f"{doubt}; read as GB18030 (GBK): if names look wrong, pass --encoding"
    return GB18030, (Note("warning", dbf.name, reason),)


def _foreign_texts(dbf: Path) -> Iterator[bytes]:
    """Headings and cells of text columns that are not plain ASCII."""
    data = dbf.read_bytes()
    count, start, width = (int.from_bytes(data[at:to], "little") for at, to in ((4, 8), (8, 10), (10, 12)))
    texts, offset = [], 1
    for at in range(_HEADER, start - 1, _FIELD):
        heading, kind, length = data[at : at + 11].split(b"\0")[0], data[at + 11 : at + 12], data[at + 16]
        if kind == b"C":
            texts.append((offset, offset + length))
        offset += length
        if not heading.isascii():
            yield heading
    count = min(count, (len(data) - start) // width) if width else 0
    cells = np.frombuffer(data, np.uint8, count * width, start).reshape(count, width) if count else np.empty((0, 0))
    for begin, end in texts if count else ():
        column = cells[:, begin:end]
        for row in np.flatnonzero((column >= 0x80).any(axis=1)):  # noqa: PLR2004 - end of ASCII
            yield column[row].tobytes().rstrip(b" \0")


def _has_chinese(text: str) -> bool:
    first, last = _CHINESE
    return any(first <= letter <= last for letter in text)


def sidecar(path: Path, suffix: str) -> Path | None:
    """Another part of a shapefile, or None when it is not there."""
    for name in (suffix, suffix.upper()):
        beside = path.with_suffix(name)
        if beside.is_file():
            return beside
    return None
