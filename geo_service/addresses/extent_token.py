"""One word of an extent, and the level that a bare number has from the list around it."""

from dataclasses import dataclass, field

SEPARATES = ("sep", "join")
STRUCTURAL = frozenset(["building", "unit", "floor", "room", "house", "group"])


@dataclass(slots=True)
class Token:
    """
    One word of the key from `start` to `end`.

    kind: text, sep, join, bracket, or a level. A level has the numbers `low` to `high` as (prefix, value) or, if it
    is no plain number, `raw`; `stem` stands before each of them (1- of 1-1至1-3, 3栋 of the B座 in 3栋A、B座); `inner`
    are the words within a bracket.
    """

    kind: str
    start: int
    end: int
    low: str = ""
    high: str = ""
    suffix: tuple[int, int] | None = None
    sub: str = ""
    parity: str = ""
    stem: str = ""
    inner: list["Token"] = field(default_factory=list)
    closed: bool = True


def resolve(tokens: list[Token]) -> list[Token]:
    """Give bare numbers the level of the next number of their list; what stays bare becomes text."""
    level: Token | None = None
    bare = False
    for token in reversed(tokens):
        kind = token.kind
        if kind in STRUCTURAL:
            level = token
        elif kind == "number":
            bare = True
            if level:
                token.kind, token.suffix = level.kind, level.suffix
        elif kind == "text":
            level = None
        elif kind == "bracket":
            level = None
            token.inner = resolve(token.inner)
    return _merge_text(_take_previous_level(tokens)) if bare else tokens


def _take_previous_level(tokens: list[Token]) -> list[Token]:
    """A bare number at the end of a list has the level of the number before it (13栋、14)."""
    for index, token in enumerate(tokens):
        before = tokens[index - 2] if index > 1 and tokens[index - 1].kind in ("sep", "join") else None
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        open_ended = following is None or following.kind != "text" or following.start > token.end
        if token.kind == "number" and before and before.kind in STRUCTURAL and open_ended and not token.low.isalpha():
            token.kind, token.suffix = before.kind, before.suffix
    return tokens


def _is_building(token: Token, before: Token) -> bool:
    """C-4 behind a name."""
    named = before.kind == "text" and before.end == token.start
    return named and len(token.low) == 1 and token.low.isalpha() and token.low.isascii() and token.high.isdecimal()


def _merge_text(tokens: list[Token]) -> list[Token]:
    """Bare numbers become text with the text beside them, unless numbers are all there is ("(316-320)")."""
    only_numbers = all(token.kind in ("number", "sep", "join") for token in tokens)
    merged: list[Token] = []
    for token in tokens:
        if token.kind == "number" and token.stem:
            token.kind = "house"  # 甲路1-1至1-3
        if token.kind == "number" and not (only_numbers and token.low[:1].isdigit()):
            token.kind = "building" if merged and _is_building(token, merged[-1]) else "text"
        if token.kind == "text" and merged and merged[-1].kind == "text" and merged[-1].end == token.start:
            merged[-1].end = token.end
        else:
            merged.append(token)
    return merged
