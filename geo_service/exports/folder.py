"""Files written together: all of them appear whole, or none does."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from geo_service.errors import InputError

Writer = Callable[[Path], None]
"""Writes one file at the path it is given."""


def write_together(folder: Path, writers: Mapping[str, Writer]) -> list[Path]:
    """
    Write files by name into a folder, which is made when it is missing; files of the same name are replaced.

    Each file is written under another name and moved into place when all are complete.

    Raises
    ------
    InputError
        If the folder, or one above it, is a file, or it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"need a folder to write into, got a file: {folder}") from None
    except OSError as error:
        raise InputError(f"can't make the folder {folder}: {error.strerror}") from None
    with TemporaryDirectory(dir=folder, prefix=".export-") as name:
        unfinished = Path(name)
        for file_name, write in writers.items():
            write(unfinished / file_name)
        return [(unfinished / file_name).replace(folder / file_name) for file_name in writers]
