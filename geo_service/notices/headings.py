"""Headings: what they say is done, where, and how many zones follow."""

import re
from typing import NamedTuple

from geo_service.addresses.extent_admin import names_admin, read_admin
from geo_service.notices.times import FROM, may_say_time
from geo_service.notices.words import BECOMES, CATEGORY, DEED, RULES, VERB, any_word

_HEADINGS = RULES["headings"]
_COUNT = re.compile(
    r"\(?(?:提级|降级|新增|今日|[::])?(?:共计?|合计|总计)?(?P<count>[0-9]{1,4})(?:个|处|(?:地|片|家)(?![^\W\d_](?<![由调列划升降为区点小])))(?:区域|点位|地区|小区|地点)?(?:,(?:无变化|(?:保持)?不变|(?:新增|增加|减少|解除|取消)[0-9]{1,4}[个处][^\W\d_]{0,3}))?\)?|\((?P<bare>[0-9]{1,4})\)"
)
_COUNT_SIGN = re.compile("[0-9][个处地片家)]")
_TIMED = re.compile(rf"\(?{FROM.pattern}\)?")
_NUMBERED = r"(?<=[区域])(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})(?![^\W_])"
"""The number of a category that is counted: 封控区一."""
_FILLER = rf"{_NUMBERED}|{CATEGORY}|{VERB}|{any_word(_HEADINGS['filler'])}|[高中低](?=[、和及与]?[高中低]风险)|[,:]"
_ONLY_FILLER = re.compile(rf"(?>{_FILLER})*+")
_LONG_FILLER = re.compile(
    rf"{CATEGORY}|{VERB}|{any_word(word for word in _HEADINGS['filler'] if len(word) > 1)}"
    r"|[高中低](?=[、和及与]?[高中低]风险)|[,:、将对的等]"
)
_AREA_PARTS = re.compile("[、和及在于]+")
_TARGET = re.compile(rf"(?:{BECOMES}){CATEGORY}")
_TALLY = re.compile(rf"{CATEGORY}(?:共有?|有|增至|达|为|数)?[0-9]{{1,4}}[个处]")
_POINT_ENDS = ("点位", "区域", "范围", "辖区", "区内", "境内", "围内", ":")
_POINTS = re.compile(
    r"(?:高|中|低)?(?:风险)?(?:具体|部分|以下|下列|下述)?(?:点位|区域|范围|辖区|辖区内|境内|范围内|:)$"
)
_DOOR = re.compile("[0-9](?:[号栋幢弄座室]|单元)")
_CATEGORY_WORDS = re.compile(rf"(?:部分|内|的|新增|划定|调整)*(?:{CATEGORY}|{VERB})")
_OPENED = re.compile(
    r"[\[【《<“(「]?(?:具体(?:点位|名单|区域|范围)|涉及|其中)?(?:(?:[^\W\d_]{2,7}?[市区县旗])?(?:现|并)?(?:将|对|把|在)(?:我[市区县州旗])?)?"
)
_NAME_END = re.compile(
    r"[】》>”」\]/|,—-]|(?<=[^(][区县市旗道镇乡街村处办])(?:\)$|有(?=[0-9])|\((?=共|[0-9]|[高中低]风险))"
)
"""What stands behind the name in a heading: 【青石区】, 青石区(高风险区3个)."""
_NAME_MARKS = "()【】《》<>“”「」[]/|,—-有:"
_ALIAS = re.compile(r"\([^()]{2,8}[市区县旗镇乡]\)$")
_BARE_ADMIN = re.compile(
    r"[^\W\d_A-Z]{1,7}(?:(?<![片小社校园])区|县|市|旗|镇|乡|街道|街|村|(?:工业|产业|科技|保税|物流)园区)"
)
_ZONE = re.compile(
    r"[^\W\d_A-Z]{1,12}(?:示范区|开发区|高新区|经开区|(?:工业|产业|科技|化工|教育|物流)园区|风景区|名胜区|度假区|保税区|综保区|实验区|试验区"
    r"|合作区|港区|开发区管委会|园区管委会|新区管委会)"
)
"""A functional zone, that a city lists beside its districts."""
_AREA_BARRED = re.compile("[0-9,]")
_LIST = re.compile("[、,和]")
_SIDED = re.compile("[东南西北]{1,2}(?:至|到|临|起|以)")
_CATEGORY = re.compile(CATEGORY)
_MEASURES = re.compile(any_word(_HEADINGS["measures"]))
_ADVICE = re.compile("(?<!经)(?<!报)请(?!示|求)|居民朋友|市民朋友|报备|做好以下|注意以下|轨迹|时空交集|拨打")
"""What heads advice or a list of where patients were: 请居民朋友做好以下几点:."""
_EXCEPTING = re.compile(r"除外\),")
"""Behind a zone, orders follow: 青石街(高风险区除外),落实…防范措施."""
_MEASURES_ALONE = frozenset(_HEADINGS["measures_alone"])
_VERB = re.compile(any_word(word for words in RULES["verbs"].values() for word in words if len(word) > 1))
PLACE_SIGN = re.compile(rf"{any_word(_HEADINGS['place_signs'])}|(?<![镇乡])街(?![道镇])|(?<!解)除")
"""What only the name of a place has."""
_LISTED = re.compile(
    rf"(?:(?<![及或和层])以下|下列|下述|如下)(?!原?{CATEGORY}(?!的)[^:]*(?:{PLACE_SIGN.pattern}))[^:]{{0,16}}$"
    r"|(?:如下|具体为|具体是|分别为|包括|分别是)$"
)
_COPULA = re.compile(
    rf"(?:新增|划定|现有)?(?:疫情)?{CATEGORY}(?:划定|具体)?(?:范围|名单|点位)?(?:共?[0-9]{{1,4}}[个处])?,?(?:分别)?(?:为|包括|是)(?=[^\W\d_]{{3}})"
)
REST_LIST = re.compile(rf"(?:{any_word(_HEADINGS['rest_list'])}).{{0,20}}?除.{{1,60}}?外.{{0,12}}?(?:地区|区域)")
"""A heading of areas whose rest is meant: 下列街道除…外的其他地区."""
_ADMIN_ENDS = frozenset("区县市旗道处办乡镇木街委会村查區縣鎮鄉處辦會")
"""With one of these the name of every district, street and community ends."""
_DEED = re.compile(DEED)
ADJUSTS = re.compile("(?:调整|变更|扩大|缩小|扩展)(?:范围)?[为至到成]$")
_ADJUSTS_MAX = 6
LEAD_MAX = 300
"""Longest sentence that ends with a colon and heads what follows, in characters."""
HEADING_MAX = 60
"""Longest heading before a text on the same line, in characters; the longest seen has 24."""


class Heading(NamedTuple):
    """
    A heading and where the text behind it begins.

    kind is deed (categories and verbs), place (an administrative name), areas (several and a verb), measures or other
    (a name of an area, or words that only announce a list); zones is the number of them that it says.
    """

    kind: str
    start: int
    end: int
    body: int
    zones: int | None
    names: tuple[int, int] | None = None
    colon: bool = False
    announces: bool = False


def read_heading(key: str, start: int, end: int, streets: frozenset[str]) -> Heading | None:
    """The heading that a statement is or begins with: its words before a colon, or all of it."""
    stop, body, colon = _extent(key, start, end)
    ends = colon and body >= end
    if (stop - start > HEADING_MAX and not ends) or stop <= start or (not colon and key[stop - 1] in "、,"):
        return None
    words = key[start:stop]
    if _is_measures(words) or (ends and _is_advice(words)):
        return Heading("measures", start, stop, body, None, colon=colon)
    if not colon and is_address(words) and not (_LISTED.search(words) or says_deed(words)):
        return None
    timed = may_say_time(key, start, stop)
    count, bare = _without_counts(_TIMED.sub("", words) if timed else words)
    announces = ends or bool(_LISTED.search(words) or _TALLY.search(words))
    heading = Heading("deed", start, stop, body, count, colon=colon, announces=announces)
    if is_filler(bare):
        return heading
    bounded = colon and _SIDED.match(key, body, end)  # 怡景花园:东至甲路,南至乙路
    return None if bounded else _place_heading(key, heading, words, bare, streets)


def _is_measures(words: str) -> bool:
    """Whether words head measures, services or requests, and decide nothing."""
    if words in _MEASURES_ALONE:
        return True
    return bool(_MEASURES.search(words)) and not (_VERB.search(_MEASURES.sub("", words)) or _EXCEPTING.search(words))


def _is_advice(words: str) -> bool:
    """Whether words before a colon head advice, or where patients were."""
    return _ADVICE.search(words) is not None and not says_category(words)


def _extent(key: str, start: int, end: int) -> tuple[int, int, bool]:
    """Where the words of a heading end, where the text behind it begins, whether a colon stands between them."""
    colon = key.find(":", start, min(end, start + HEADING_MAX))
    if colon < 0 and end - start < LEAD_MAX and key[end - 1] == ":":
        colon = end - 1
    if colon > start and key.count("(", start, colon) > key.count(")", start, colon):
        colon = -1  # 甲小区(管控时间:10月24日)
    if colon > start and key[colon - 1].isdigit() and key[colon + 1 : colon + 2].isdigit():
        colon = -1
    if colon > start and _adjusts_a_place(key, start, colon):
        colon = -1
    copula = _COPULA.match(key, start, end) if colon < 0 else None
    if copula:
        return copula.end(), copula.end(), True
    if colon < 0:
        return end - (end > start and key[end - 1] in "。;"), end, False
    counted = _COUNT.fullmatch(key, colon + 1, end)  # 高风险区:4个
    return (end, end, True) if counted else (colon, colon + 1, True)


def _adjusts_a_place(key: str, start: int, colon: int) -> bool:
    """Whether the words before a colon say what is adjusted, so that its extent after that follows: 将甲小区调整为:."""
    verb = ADJUSTS.search(key, max(start, colon - _ADJUSTS_MAX), colon)
    return verb is not None and not is_filler(key[start : verb.start()])


def _without_counts(words: str) -> tuple[int | None, str]:
    """The number of zones that a heading says, if it says one, and its words without it."""
    if not _COUNT_SIGN.search(words):
        return None, words
    counts = [int(match["count"] or match["bare"]) for match in _COUNT.finditer(words)]
    return (counts[0] if len(counts) == 1 else None), (_COUNT.sub("", words) if counts else words)


def _place_heading(key: str, heading: Heading, words: str, bare: str, streets: frozenset[str]) -> Heading | None:
    """The heading as that of a place or of an area, if it is one."""
    opened = _OPENED.match(words)
    first = opened.end() if opened else 0
    name = words[first:]
    deed = says_deed(words)
    category = _CATEGORY_WORDS.search(name) if deed else None
    count = _COUNT.search(name) if _COUNT_SIGN.search(name) else None
    timed = _TIMED.search(name) if may_say_time(name, 0, len(name)) else None
    ended = _NAME_END.search(name)
    cut = min((match.start() for match in (category, count, timed, ended) if match), default=len(name))
    name = name[:cut].removesuffix("的").removesuffix("疫情")
    if name.endswith(_POINT_ENDS):
        name = _POINTS.sub("", name)
    listed = heading.colon or heading.zones is not None or heading.announces
    if name and (is_admin(_ALIAS.sub("", name), streets) or (listed and _BARE_ADMIN.fullmatch(name)) or is_zone(name)):
        rest = _COUNT.sub("", _TIMED.sub("", words[first + len(name) :])).strip(_NAME_MARKS)
        closed = key[heading.end : heading.end + 1] in ("。", ";")
        if is_filler(rest) and (listed or category or not closed):
            begin = heading.start + first
            return heading._replace(kind="place", names=(begin, begin + len(name)))
    if deed and not _TARGET.search(words) and _names_areas(bare, streets):
        return heading._replace(kind="areas", announces=True)
    if heading.announces or (heading.zones is not None and _CATEGORY.search(words) and not PLACE_SIGN.search(name)):
        return heading._replace(kind="other", announces=True)
    if not listed or _AREA_BARRED.search(name):
        return None
    admin = read_admin(key, heading.start + first, heading.end, rural=False, streets=streets)
    area = (heading.start + first, admin.end) if heading.colon and admin.street else None
    return heading._replace(kind="other", names=area)


def _names_areas(words: str, streets: frozenset[str]) -> bool:
    """Whether words name nothing but administrative areas beside what is done: 在甲街道、乙街道划定封控区."""
    names = [name for name in _AREA_PARTS.split(_LONG_FILLER.sub("、", words)) if name]
    return bool(names) and all(is_admin(name, streets) for name in names)


def says_deed(words: str) -> bool:
    """Whether words name a category or a verb of decisions."""
    return bool(_DEED.search(words))


def says_category(words: str) -> bool:
    """Whether words name a category."""
    return bool(_CATEGORY.search(words))


def is_only_deed(key: str, start: int, end: int) -> bool:
    """Whether a span has nothing but categories, verbs and words around them: 由高风险区降为低风险区."""
    words = key[start:end].rstrip("。;,")
    return end - start < HEADING_MAX and is_filler(_without_counts(words)[1]) and says_deed(words)


def is_only_filler(key: str, start: int, end: int) -> bool:
    """Whether a span names nothing: 具体如下."""
    return end - start < HEADING_MAX and _ONLY_FILLER.fullmatch(key, start, end) is not None


def is_address(words: str) -> bool:
    """Whether words have a door or a building and count nothing: they are no heading."""
    return _DOOR.search(words) is not None and _COUNT_SIGN.search(words) is None


def is_filler(words: str) -> bool:
    """Whether words are nothing but categories, verbs and what stands around them."""
    return _ONLY_FILLER.fullmatch(words) is not None


def is_zone(name: str) -> bool:
    """Whether a name is that of a functional zone, which stands beside districts."""
    return _ZONE.fullmatch(name) is not None


def is_admin(name: str, streets: frozenset[str]) -> bool:
    """Whether a name is an administrative one from its first to its last character."""
    if not name or name[-1] not in _ADMIN_ENDS or _LIST.search(name):
        return False
    admin = read_admin(name + "某", 0, len(name), rural=True, streets=streets)
    if admin.end == len(name) and any((admin.district, admin.street, admin.community)):
        return True
    return name.endswith(("区", "县", "市", "旗")) and names_admin(name, 0, len(name))
