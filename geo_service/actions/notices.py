"""Notices and zone texts as they stand: read into items, and asked whether an address is inside. Nothing is stored."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo_service.addresses.contains import contains
from geo_service.errors import AddressError, InputError
from geo_service.exports.folder import write_together
from geo_service.importers.texts import read_text
from geo_service.model.said import NoticeReading, plain_item
from geo_service.notices.read import read_notice


@dataclass(frozen=True)
class ReadFile:
    """A notice file and what it says."""

    name: str
    reading: NoticeReading

    def plain(self) -> dict[str, Any]:
        """Items and problems as plain values."""
        return plain_reading(self.reading)


def plain_reading(reading: NoticeReading) -> dict[str, Any]:
    """Items and problems as plain values."""
    return {
        "items": [plain_item(item) for item in reading.items],
        "problems": [asdict(problem) for problem in reading.problems],
    }


def read_notice_files(paths: Iterable[Path]) -> Iterator[ReadFile]:
    """
    Read the notices in text files, one after the other.

    Raises
    ------
    FileFormatError, InputError
        If a file is missing, empty, not text or too long.
    """
    for path in paths:
        yield ReadFile(path.stem, read_notice(read_text(path)))


def write_readings(readings: Iterable[ReadFile], folder: Path) -> list[Path]:
    """Write each reading as NAME.json into a folder."""
    return [write_together(folder, {f"{one.name}.json": _writer(one)})[0] for one in readings]


def _writer(one: ReadFile) -> Any:
    text = json.dumps(one.plain(), ensure_ascii=False, indent=1)
    return lambda path: path.write_text(text + "\n", encoding="utf-8")


def contained(zone: str, address: str, district: str | None) -> dict[str, Any]:
    """Whether an address lies in a zone's text, as plain values."""
    return asdict(contains(zone, address, district=district))


def contained_cases(path: Path) -> Iterator[dict[str, Any]]:
    """
    The same for each line of a JSON lines file with id, zone, address and district; the id is kept.

    A case that can't be read is unsure, with the reason.

    Raises
    ------
    InputError
        If a line is not such an object.
    """
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if line.strip():
            yield _case(line, f"{path.name} line {number}")


def _case(line: str, where: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
        key, zone, address = case["id"], str(case["zone"]), str(case["address"])
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{where} is not an object with id, zone and address") from None
    try:
        return {"id": key, **contained(zone, address, case.get("district"))}
    except AddressError as error:
        return {"id": key, "answer": "unsure", "reason": str(error), "missing": ""}
