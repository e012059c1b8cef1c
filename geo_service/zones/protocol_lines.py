"""
The line of every key, table and list element in a TOML text, which the standard library's reader does not tell.

The text must be TOML that `tomllib` has read already; only places are looked for here, values are not.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_NAME = re.compile(r'[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}\n#]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of each key, table and list element of a TOML text, by its path; list elements count from 0."""
    reader = _Reader(text)
    reader.read()
    return reader.lines


class _Reader:
    """Goes through a TOML text once and notes where each value begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._lengths: dict[Path, int] = {}

    def read(self) -> None:
        table: Path = ()
        while self._next() != "":
            if self._next() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        start = self.at
        is_list = self.text.startswith("[[", start)
        self.at += 2 if is_list else 1
        names = self._names()
        path = self._opened(names[:-1])
        if is_list:
            self._note((*path, names[-1]), start)
            self._lengths[*path, names[-1]] = self._lengths.get((*path, names[-1]), 0) + 1
        path = self._opened([names[-1]], path)
        self._note(path, start)
        self._skip("]")
        return path

    def _opened(self, names: list[str], path: Path = ()) -> Path:
        """The path that names of a header lead to: of a list of tables, the last one."""
        for name in names:
            path = (*path, name)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
            self._note(path, self.at)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for name in self._names():
            path = (*path, name)
            self._note(path, start)
        self._skip("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        self._note(path, self.at)
        if self._next() == "[":
            self._list(path)
        elif self._next() == "{":
            self._inline_table(path)
        else:
            found = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._next() not in ("]", ""):
            self._value((*path, number))
            self._skip(",")
            number += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._next() not in ("}", ""):
            self._pair(path)
            self._skip(",")
        self.at += 1

    def _names(self) -> list[str]:
        names = []
        self._next()
        while found := _NAME.match(self.text, self.at):
            names.append(found.group().strip("\"'"))
            self.at = found.end()
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                break
            self.at = dot.end()
        return names

    def _next(self) -> str:
        """The next character that is neither space nor comment; "" at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _skip(self, sign: str) -> None:
        while self._next() == sign:
            self.at += 1

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_right(self._ends, at - 1) + 1)
