"""What stands in brackets or behind a place: exclusions, inclusions, another address, a note."""

import re
from dataclasses import dataclass
from typing import Any

from geo_service.addresses.extent_names import close_areas, is_area, replace_area
from geo_service.addresses.extent_ranges import written_out
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import Token
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_EXCEPT = _RULES["except"]
_OPEN = re.compile(rf"(?:{one_of(_EXCEPT['open'])}):?(?:(?:上述|前述)及?)?(?:已经?|现)?(?:划[定入为]的?)?")
_CLOSE = re.compile(
    rf"(?:{one_of(_EXCEPT['close'])})(?P<after>[^,;、]{{0,20}})$"
    rf"|{_EXCEPT['bare_close']}(?:$|(?:{one_of(_EXCEPT['after_bare_close'])})[^,;、]{{0,20}}$)"
)
_LEFT_BEHIND = re.compile(rf"的?(?:{one_of(_EXCEPT['rest'])})$")
_INCLUDE = re.compile(rf"(?:{one_of(_RULES['include']['verbs'])}):?")
_TIME = re.compile(
    r"(?<=\()原?[高中低]风险[区地]{0,2}[^,、]*(?:调整|升|降)|(?<=\()新增?$|起算|起实施|起执行|[0-9]+月[0-9]+日|已发布|起生效|[0-9]+时"
)
_NOTE = re.compile(
    r"(?<=\()(?:共|约|计)[0-9]|风险区$|位于|旁|对面|门牌|附近|原名|又名|又称|原为|邻|隔壁|楼下|后面|前面|交叉口|交汇|下同|(?:[后前]院|后身|[后前侧]门|门口|方向|楼后|楼前|[东南西北]侧)$"
    rf"|(?<=\()(?:{one_of(_RULES['words']['whole_building'])})$"
    r"|(?<=\()[从由][^、,;]{2,14}[至到]|[^、,;]{2,14}[至到][^、,;]{1,14}(?:段|之间)$"
)
_WHAT_JOINS = one_of([*_RULES["include"]["words"], *_RULES["include"]["own"]])
_INCLUDE_JOINED = re.compile(rf"(?:{one_of(_RULES['include']['joined'])})(?=[^\W_]{{0,8}}(?:{_WHAT_JOINS}))")
_JOINED_SIGNS = frozenset(word[0] for word in _RULES["include"]["joined"])
_OWN = re.compile(one_of(_RULES["include"]["own"]))
_INCLUDE_TEXT = re.compile(rf"(?:{one_of(_RULES['include']['words'])})")


@dataclass(frozen=True)
class Clause:
    """A kind (except, include, time, note, address) and the span of what it is about, without the words around."""

    kind: str
    start: int
    end: int


def read_clause(key: str, start: int, end: int) -> Clause:
    """What the inside of a bracket is; `address` when it is none of the others."""
    opened = _OPEN.match(key, start, end)
    verb = _INCLUDE.match(key, start, end) if not opened else None
    if verb:
        return Clause("include", verb.end(), end)
    closed = _CLOSE.search(key, start, end) or (_LEFT_BEHIND.search(key, opened.end(), end) if opened else None)
    if opened or (closed and closed.start() > start):
        return Clause("except", opened.end() if opened else start, closed.start() if closed else end)
    if _TIME.search(key, start, end):
        return Clause("time", start, end)
    if _NOTE.search(key, start, end):
        return Clause("note", start, end)
    return Clause("address", start, end)


def include_at(key: str, start: int, end: int) -> re.Match[str] | None:
    """及底商, 及附近区域 within a name."""
    if start >= end or _JOINED_SIGNS.isdisjoint(key[start:end]):
        return None
    return _INCLUDE_JOINED.search(key, start, end)


def includes_at(key: str, start: int, end: int) -> bool:
    """Whether a span begins with 及周边区域 or the like."""
    return bool(_INCLUDE_JOINED.match(key, start, end))


def names_include(key: str, start: int, end: int) -> bool:
    """Whether a text that is joined to a place names something that belongs to it: 一楼商户."""
    return bool(_INCLUDE_TEXT.search(key, start, end) or _OWN.match(key, start, end))


def said_parts(text: SaidText, tokens: list[Token]) -> list[str]:
    """The entries of an enumeration, each with the name that stands before its number."""
    parts: list[str] = []
    prefix, named, open_entry = "", "", False
    listed, listed_from = 0, -1  # where a list with one suffix begins (A、B座): among the parts, in the text
    for token in tokens:
        if token.kind in ("sep", "join"):
            open_entry = False
            listed_from = listed_from if listed_from >= 0 and token.kind == "sep" else -1
        elif token.kind in ("text", "bracket"):
            said = text.surface(token.start, token.end)
            if open_entry and listed_from >= 0:
                parts[listed:] = [text.surface(listed_from, token.end)]
                listed_from = -1
            elif open_entry:
                parts[-1] += said
            elif parts and parts[-1] in _HALVES:
                parts[-1] += "、" + said
            else:
                halves = _AND.split(said) if token.kind == "text" else [said]
                parts += halves[:-1]
                said = halves[-1]
                area = bool(parts) and token.kind == "text" and is_area(text.key[token.start : token.end])
                _add_name(parts, prefix if area else "", said)
                prefix, named, open_entry = parts[-1], parts[-1], True
        elif token.kind == "house" and text.key[token.end - 1] == "弄" and (open_entry or named):
            prefix = named + text.surface(token.start, token.end)  # 怡景苑80弄34号、36号
            parts[len(parts) - open_entry :] = [prefix]
            open_entry = True
        elif open_entry:
            parts[-1:] = [parts[-1] + number for number in _entries(text, token)]
        else:
            if listed_from < 0 and (token.high or (token.suffix and token.suffix[0] >= token.end)):
                listed, listed_from = len(parts), token.start
            parts += [prefix + number for number in _entries(text, token)]
            open_entry = True
    return parts


def _add_name(parts: list[str], prefix: str, said: str) -> None:
    """Add an entry; a part of a compound (`prefix`: the one before it) completes those before it that lack its word."""
    if prefix and close_areas(parts, said):
        return
    parts.append(replace_area(prefix, said) if prefix else said)


_NOT_AND = one_of(_RULES["join"]["not_before"])
_AND = re.compile(
    rf"(?<=[^\W\d_]{{2}})和(?!{_NOT_AND})(?![^、,]{{0,14}}(?:{one_of(_RULES['join']['crossing'])}))(?=[^\W\d_]{{2,}}$)"
)
"""Between two names of a list of what is left out or belongs to a place."""
_HALVES = ("高", "中", "低")
"""高、中风险区 is one entry."""


def _entries(text: SaidText, token: Token) -> list[str]:
    """The numbers of a token; a range of doors, floors or rooms stays as written."""
    as_written = [text.surface(token.start, token.end)]
    return (
        as_written
        if token.high and token.kind in ("house", "floor", "room")
        else written_out(text, token) or as_written
    )
