"""
A text folded for reading, with the way back to its own characters.

`key` is simplified, half-width, without white space and scrape glosses; a span of it gives the surface form: the
source's characters with ASCII digits, no white space, "-" for any dash.
"""

import re
import unicodedata
from collections.abc import Sequence

import opencc

_TO_SIMPLIFIED = opencc.OpenCC("t2s")

_SPELLED = {
    **dict.fromkeys("‐‑‒–—―─−－﹣~～〜∼", "-"),
    **dict.fromkeys("〔[【〖﹝", "("),
    **dict.fromkeys("〕]】〗﹞", ")"),
    **dict.fromkeys("﹑､", "、"),
    "○": "〇",
    "＃": "#",
    **dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
}
_DROPPED = re.compile(r"\s+|\??\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")
_SURFACE = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)} | dict.fromkeys("‐‑‒–—―─－﹣～〜", "-")
)
_DASHES = re.compile("--+")
_WRITTEN_OTHERWISE = re.compile(r"[\s０-９‐‑‒–—―─－﹣～〜﹑､]|--")
_SPACE = re.compile(r"\s+")


class _Folding(dict[int, str]):
    """Each character's folded form, found when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _SPELLED.get(character)
        if folded is None:
            plain = unicodedata.normalize("NFKC", character)
            # white space stays one character so that it can be dropped with its place known
            folded = " " if character.isspace() or not plain.strip() else str(_TO_SIMPLIFIED.convert(plain))
            folded = character if unicodedata.category(character) == "No" else folded  # ① numbers a line
        # one for one keeps the places; ① is 1, a longer form stays as it is
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text folded character by character: same length, same places."""
    return text.translate(_FOLDING)


class SaidText:
    """A text and its key; spans are counted in the key."""

    __slots__ = ("_as_written", "_places", "key", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        folded = source.translate(_FOLDING)
        self._places: Sequence[int] | None = None
        if " " in folded or "(" in folded or "\n" in folded:
            dropped = [match.span() for match in _DROPPED.finditer(folded)]
            if dropped:
                folded, self._places = _without(folded, dropped)
        self._as_written = self._places is None and not _WRITTEN_OTHERWISE.search(source)
        self.key = folded.upper()
        if len(self.key) != len(folded):  # a few letters have no capital of one character
            self.key = folded

    def surface(self, start: int, end: int) -> str:
        """The source's own characters of a span."""
        if start >= end:
            return ""
        if self._as_written:
            return self.source[start:end]
        said = self.source[slice(*self.source_span(start, end))]
        if said.isalpha():
            return said
        said = _SPACE.sub("", said.translate(_SURFACE))
        return _DASHES.sub("-", said) if "--" in said else said

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the key stands in the source."""
        return (self._places[start], self._places[end]) if self._places else (start, end)


def _without(folded: str, dropped: list[tuple[int, int]]) -> tuple[str, list[int]]:
    parts: list[str] = []
    places: list[int] = []
    last = 0
    for start, end in [*dropped, (len(folded), len(folded))]:
        parts.append(folded[last:start])
        places.extend(range(last, start))
        last = end
    places.append(len(folded))
    return "".join(parts), places
