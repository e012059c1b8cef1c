"""
Whether a workbook can be opened: what it unpacks to, and how far apart its cells lie.

The reader lays a sheet out from its first to its last cell and ends the whole program when the memory is not there, so
a file of five kilobytes with a cell in the last corner must be refused before.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from geo_service.errors import FileFormatError

MOST_CELLS = 40_000_000
"""Cells between the corners of a sheet; an address register of a million rows has half of them."""

MOST_TIMES = 100
"""A workbook unpacks to about 10 times its size; Apache POI refuses beyond 100, too."""

LEAST_UNPACKED_BYTES = 10_000_000
"""What any workbook may unpack to, however well it is packed."""

LOCAL_HEADER_BYTES = 30
"""The fixed part of what stands before each packed file; the lengths of its two texts follow from byte 26 on."""

CHUNK_BYTES = 1 << 20
OVERLAP_BYTES = 64
"""Longer than any place of a cell, so that none is missed between two chunks."""

SMALL_ROWS, SMALL_COLUMNS = 99_999, 26
"""Places below these are not looked at one by one; they can't be too many."""

FAR_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{2,3}(?=\d)|[A-Za-z](?=\d{6})|(?=\d{6}))(\d+)""")
"""The place of a cell or row beyond those."""

LETTERS = 26


def require_openable(name: str, data: bytes) -> None:
    """
    Refuse a workbook that would fill the memory; nothing is returned.

    Raises
    ------
    FileFormatError
        If it is no ZIP file, unpacks to far more than its size, or has cells too far apart.
    """
    most_bytes = max(LEAST_UNPACKED_BYTES, MOST_TIMES * len(data))
    unpacked = 0
    for info in _packed_files(name, data):
        rows, columns = SMALL_ROWS, SMALL_COLUMNS
        tail = b""
        for chunk in _unpacked(name, data, info):
            unpacked += len(chunk)
            if unpacked > most_bytes:
                raise FileFormatError(f"{name} unpacks to more than {MOST_TIMES} times its size; save it again")
            for letters, number in FAR_PLACE.findall(tail + chunk):
                rows, columns = max(rows, int(number[:9])), max(columns, _column(letters))
            if rows * columns > MOST_CELLS:
                raise FileFormatError(
                    f"{name} has cells too far apart: up to row {rows} and column {columns}; "
                    f"delete what stands outside of the table ({MOST_CELLS:,} cells at most)"
                )
            tail = chunk[-OVERLAP_BYTES:]


def _packed_files(name: str, data: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(BytesIO(data)) as file:
            return file.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileFormatError(f"{name} can't be read as .xlsx ({error}); save it again") from None


def _unpacked(name: str, data: bytes, info: ZipInfo) -> Iterator[bytes]:
    """What a packed file really holds; what its header says of that may be made up."""
    lengths = data[info.header_offset + 26 : info.header_offset + LOCAL_HEADER_BYTES]
    before = LOCAL_HEADER_BYTES + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    start = info.header_offset + before
    packed = data[start : start + info.compress_size]
    if info.compress_type == ZIP_STORED:
        yield from (packed[at : at + CHUNK_BYTES] for at in range(0, len(packed), CHUNK_BYTES))
        return
    if info.compress_type != ZIP_DEFLATED:
        raise FileFormatError(f"{name} is packed in a way that workbooks are not; save it again")
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not reader.eof:
            yield reader.decompress(packed, CHUNK_BYTES)
            packed = reader.unconsumed_tail
    except zlib.error as error:
        raise FileFormatError(f"{name} can't be read as .xlsx ({error}); save it again") from None


def _column(letters: bytes) -> int:
    """The number of a column, such as 28 for AB."""
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + letter - ord("A") + 1
    return number
