"""What stands in brackets or behind a place: exclusions, inclusions, another address, a note."""

import re
from dataclasses import dataclass
from typing import Any

from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import Token, any_of, written_out
from geo_service.addresses.rules_files import read_rules

_RULES: dict[str, Any] = read_rules("extents")
_EXCEPT = _RULES["except"]
_OPEN = re.compile(any_of(_EXCEPT["open"]))
_CLOSE = re.compile(rf"(?:{any_of(_EXCEPT['close'])})(?P<after>[^,;、]{{0,20}})$")
_INCLUDE = re.compile(any_of(_RULES["include"]["verbs"]))
_TIME = re.compile(r"起算|起实施|起执行|[0-9]+月[0-9]+日|已发布|起生效|[0-9]+时")
_NOTE = re.compile(r"位于|旁|对面|门牌|附近|原名|又名|又称|原为|邻|隔壁|楼下|后面|前面|交叉口|交汇|下同")
_INCLUDE_JOINED = re.compile(
    rf"(?:{any_of(_RULES['include']['joined'])})(?=[^\W_]{{0,8}}(?:{any_of(_RULES['include']['words'])}))"
)
_INCLUDE_TEXT = re.compile(rf"(?:{any_of(_RULES['include']['words'])})")


@dataclass(frozen=True)
class Clause:
    """A kind (except, include, time, note, address) and the span of what it is about, without the words around."""

    kind: str
    start: int
    end: int


def read_clause(key: str, start: int, end: int) -> Clause:
    """What the inside of a bracket is; `address` when it is none of the others."""
    opened = _OPEN.match(key, start, end)
    closed = _CLOSE.search(key, start, end)
    if opened or (closed and closed.start() > start):
        return Clause("except", opened.end() if opened else start, closed.start() if closed else end)
    verb = _INCLUDE.match(key, start, end)
    if verb:
        return Clause("include", verb.end(), end)
    if _TIME.search(key, start, end):
        return Clause("time", start, end)
    if _NOTE.search(key, start, end):
        return Clause("note", start, end)
    return Clause("address", start, end)


def include_at(key: str, start: int, end: int) -> re.Match[str] | None:
    """及底商, 及附近区域 within a name."""
    return _INCLUDE_JOINED.search(key, start, end)


def names_include(key: str, start: int, end: int) -> bool:
    """Whether a text that is joined to a place names something that belongs to it: 一楼商户."""
    return bool(_INCLUDE_TEXT.search(key, start, end))


def said_parts(text: SaidText, tokens: list[Token]) -> list[str]:
    """The entries of an enumeration, each with the name that stands before its number."""
    parts: list[str] = []
    prefix, open_entry = "", False
    for token in tokens:
        if token.kind in ("sep", "join"):
            open_entry = False
        elif token.kind in ("text", "bracket"):
            said = text.surface(token.start, token.end)
            if open_entry:
                parts[-1] += said
            else:
                parts.append(said)
                prefix, open_entry = said, True
        elif open_entry:
            parts[-1:] = [parts[-1] + number for number in written_out(text, token)] or [
                parts[-1] + text.surface(token.start, token.end)
            ]
        else:
            parts += [prefix + number for number in written_out(text, token)]
            open_entry = True
    return parts
