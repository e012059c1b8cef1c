"""
Administrative names at the head of an address, by the way such names end.

Names that the caller knows (the zone's own, a register's) come first; a name that it protects is never cut.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.addresses.vocabulary import Vocabulary, strip_admin

_RULES = read_rules("contains")["heads"]
_NAME = r"[^0-9A-Za-z,#-]"


_ESTATE = re.compile(one_of(_RULES["estate_words"]))
_NOT_IN_TOWN = re.compile(rf"{one_of(_RULES['not_in_town'])}|[{_RULES['road_in_town']}].{{2,}}[镇乡]")
_KINDS_OF_AREA = tuple(kind for kind in read_rules("contains")["names"]["kinds"] if kind.endswith("区"))
_NOT_TOWN = f"(?:{one_of(_RULES['not_town'])})"
_SIDES = "东西南北中"

_PROVINCE = re.compile(rf"({_NAME}{{2,8}}?(?:自治区|省))(?!道)")
_CITY = re.compile(
    rf"({_NAME}{{2,6}}?(?<![{_RULES['not_city']}])市|{_NAME}{{2,12}}?自治州)(?![{_RULES['city_not_before']}区])"
)
# a prefecture before its district or county (X地区Y县, X州Y市, X盟Y旗)
_PREFECTURE = re.compile(rf"({_NAME}{{2,8}}?(?:地区|[州盟]))(?=(?:{_NAME}{{1,8}}?)(?<![州盟])[市县区旗](?!场))(?![市])")
_NOT_IN_PREFECTURE = re.compile("[省市区县旗镇乡路街道]")
# a city whose name ends like another word (X门市, X城市) is one before a district, a street or a town
_SHORT_CITY = re.compile(
    rf"({_NAME}[{_RULES['not_city']}]市)(?={_NAME}{{1,4}}[区县](?![{_RULES['district_not_before']}])|{_NAME}{{1,6}}?(?:街道|镇|乡))"
)
_DISTRICT = re.compile(
    rf"({_NAME}{{2,12}}?自治[县旗]|{_NAME}{{1,4}}?(?<![{_RULES['not_district']}])[区县]"
    rf"|{_NAME}{{2,4}}[左右前后中]旗)(?![{_RULES['district_not_before']}])(?={_NAME}{{2}}|$)"
)
_FUNCTIONAL_END, _DISTRICT_ENDS = re.compile(one_of(_RULES["functional"])), "省市区县旗"
_FUNCTIONAL = re.compile(rf"({_NAME}{{0,8}}?(?:{one_of(_RULES['functional'])}))(?={_NAME}{{2}}|$)")
_STREET = re.compile(rf"({_NAME}{{1,8}}?(?:{one_of(_RULES['streets'])}))(?![{_RULES['street_not_before']}])")
# a street's office without 街道 (东渡办) is one right before a community
_OFFICE = re.compile(rf"({_NAME}{{2,4}}?街?办)(?={_NAME}{{2,8}}?(?:{one_of(_RULES['communities'])}))")
_TOWN = re.compile(
    rf"({_NAME}{{1,6}}?(?:{one_of(_RULES['towns'])})(?<!{_NOT_TOWN}))(?!小区|[{_RULES['town_not_before']}])"
)
_COMMUNITY = re.compile(rf"({_NAME}{{2,10}}?(?:{one_of(_RULES['communities'])}))(?!医院|卫生|服务|中心|活动)")
_GOES_ON = re.compile(one_of([*_RULES["streets"], *_RULES["communities"]]))
"""A short name before one of these is the head of another one (东湖 + 社区)."""

PROVINCE_CHARS = (2, 3)
"""Characters of a province's name without 省 or 自治区."""

MAX_LONG_DISTRICT = 3
"""A district of more characters before 区 that ends in a side (怡景西区) may be part of an estate."""


def _plausible_district(name: str) -> bool:
    stem = name[:-1]
    sided = len(stem) >= MAX_LONG_DISTRICT and stem[-1] in _SIDES
    return not name.endswith(_KINDS_OF_AREA) and not _ESTATE.search(stem) and not (name.endswith("区") and sided)


def _plausible_town(name: str) -> bool:
    return not _NOT_IN_TOWN.search(name)


def _anything(_name: str) -> bool:
    return True


def _no_estate(name: str) -> bool:
    return not _ESTATE.search(name)


def _plausible_prefecture(name: str) -> bool:
    return not _ESTATE.search(name) and not _NOT_IN_PREFECTURE.search(name[:-1].removesuffix("地"))


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("province", _PROVINCE, _no_estate),
    ("city", _PREFECTURE, _plausible_prefecture),
    ("city", _CITY, _no_estate),
    ("city", _SHORT_CITY, _anything),
    ("functional", _FUNCTIONAL, _no_estate),
    ("district", _DISTRICT, _plausible_district),
    ("street", _STREET, _anything),
    ("street", _OFFICE, _no_estate),
    ("street", _TOWN, _plausible_town),
    ("community", _COMMUNITY, _no_estate),
)
_OF_VOCABULARY = {"district": "district", "township": "street", "community": "community"}
_ORDER = ("province", "city", "functional", "district", "street", "community")


@dataclass(frozen=True)
class Known:
    """
    Names to be recognised at the head of an address, and names of places that must not be cut.

    With `above`, only names of levels below it are looked for.
    """

    vocabularies: tuple[Vocabulary, ...] = ()
    protected: tuple[str, ...] = field(default=())
    above: str | None = None


def strip_heads(body: str, known: Known) -> tuple[Mapping[str, str], str]:
    """The administrative names at the head of a normalised text by level, each once, and what is left."""
    found: dict[str, str] = {}
    above = _ORDER.index(known.above) if known.above else -1
    while body and not _is_protected(body, known):
        step = _inner_city(body, found) or _known_head(body, known) or _written_head(body, above)
        if not step:
            break
        heads, rest = step
        if _names_a_village_of(found, heads):
            break
        found = {**heads, **found}
        above = max([above, *(_ORDER.index(level) for level in heads)])
        body = rest.lstrip(",")
    return found, body


def _names_a_village_of(found: Mapping[str, str], heads: Mapping[str, str]) -> bool:
    """Whether a village follows another community: it lies there, and is no second name of it."""
    known, village = found.get("community"), heads.get("community", "")
    return bool(known and village.endswith("村") and known != village)


def _inner_city(body: str, found: Mapping[str, str]) -> tuple[Mapping[str, str], str] | None:
    """A city that lies in another one, as a district does."""
    if "city" not in found or "district" in found:
        return None
    match = _CITY.match(body) or _SHORT_CITY.match(body)
    return ({"district": match.group(1)}, body[match.end() :]) if match else None


def _is_protected(body: str, known: Known) -> bool:
    """Whether a place's own name begins here, and not an administrative one that begins with it (丰禾路街道)."""
    return any(body.startswith(name) and not _GOES_ON.match(body, len(name)) for name in known.protected)


def _known_head(body: str, known: Known) -> tuple[Mapping[str, str], str] | None:
    for vocabulary in known.vocabularies:
        parts, rest = strip_admin(body[_bare_province(body, vocabulary) :], vocabulary)
        if len(rest) < len(body) and not _is_only_a_beginning(body[: len(body) - len(rest)], rest, parts):
            return {_OF_VOCABULARY[level]: name for level, name in parts.items()}, rest
    return None


def _is_only_a_beginning(named: str, rest: str, parts: Mapping[str, str]) -> bool:
    """Whether another name begins with these words: 望湖社区, 河东高新区, or 望江公司 where 望江村 is known."""
    if _GOES_ON.match(rest) or (_FUNCTIONAL_END.match(rest) and named[-1] not in _DISTRICT_ENDS):
        return True
    village = parts.get("community", "").endswith("村") and not named.endswith("村")
    return village and bool(rest) and not rest[0].isdigit()


def _bare_province(body: str, vocabulary: Vocabulary) -> int:
    """How many characters a province without its ending takes before a city that is known."""
    for length in PROVINCE_CHARS:
        city = next(
            (
                name
                for name, head in vocabulary.heads.items()
                if head.level == "region" and body.startswith(name, length)
            ),
            None,
        )
        if not city:
            continue
        parts, rest = strip_admin(body[length:], vocabulary)
        if parts or _DISTRICT.match(rest):
            return length
    return 0


def _written_head(body: str, above: int) -> tuple[Mapping[str, str], str] | None:
    for level, pattern, plausible in _PATTERNS:
        match = pattern.match(body) if _ORDER.index(level) > above else None
        if match and plausible(match.group(1)):
            return {level: match.group(1)}, body[match.end() :]
    return None
