"""Plain text files, in UTF-8 or GB18030."""

from pathlib import Path

from geo_service.errors import FileFormatError

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order; GB18030 contains GBK and GB2312, which old office programs write."""


def read_text(path: Path) -> str:
    """
    Read a text file.

    Raises
    ------
    FileFormatError
        If there is no such file, or it is empty or not text.
    """
    if not path.is_file():
        raise FileFormatError(f"no such file: {path}")
    data = path.read_bytes()
    if not data.strip():
        raise FileFormatError(f"{path.name} is empty; need the text of a notice")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileFormatError(f"{path.name} is not text in UTF-8 or GB18030; save it as a plain text file")
