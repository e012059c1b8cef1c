"""What a notice says before its lists: why, who decides, what is announced, in which street or district."""

import re

from geo_service.notices.headings import LEAD_MAX, PLACE_SIGN
from geo_service.notices.sentences import TAIL_MAX
from geo_service.notices.times import FROM
from geo_service.notices.words import BECOMES, CATEGORY, RULES, any_word

_HEADINGS = RULES["headings"]
_CATEGORY = re.compile(CATEGORY)
_REASON = re.compile(
    rf"(?:同时,?)?(?:{any_word(_HEADINGS['reasons'])})[^,。;:]{{2,120}}?"
    r"(?:,|(?:决定|研判|评估|研究|同意|规定|要求)(?=[自从划新调解]|将|对|把|现将|现对))"
)
# what goes on with reasons, up to the next clause that begins with one, or to the decision
_MORE_REASONS = re.compile(
    rf"(?:[^,。;:、0-9]{{4,40}},){{1,3}}?(?=(?:{any_word(_HEADINGS['reasons'])})|(?:现|特|并)?(?:决定|研究决定)|现[就将对把]|[自从](?:20|[0-9]{{1,2}}月|即日))"
)
_REASONED = re.compile(
    any_word(
        [
            "根据",
            "按照",
            "依据",
            "依照",
            "遵照",
            "鉴于",
            "为有效",
            "为进一步",
            "为切实",
            "为统筹",
            "为快速",
            "为做好",
            "为阻断",
        ]
    )
)
_REASON_ENDS = re.compile(",|:|决定|研判|评估|研究|同意|规定|要求")
_DECIDED = re.compile(
    r"(?:[^,。;:]{0,30}(?:指挥部|政府|小组)(?:办公室)?)?(?:研究)?(?:现|特|并)?(?:决定|同意|研究决定)[,:]?|同时,"
    r"|在[^,。;:]{2,40}?基础上,|此前,|(?:通告|公告|通报|通知)(?:说|称|指出|明确|显示|要求),|调整后,"
)
_ANNOUNCE = re.compile(any_word(_HEADINGS["announce"]))
_ANNOUNCED = re.compile(rf",?(?:现|并|特此)?(?:将|就)?[^,。;:、]{{0,16}}(?:{any_word(_HEADINGS['announce'])})[:。]?$")
_TOPIC = re.compile(
    r"(?:现|并)?(?:对|就)[^,。;:]{2,40}(?:调整|划定|管控|管理|变更)(?:如下)?[,:](?=现?(?:将|把|对|自|从|解除(?!时间)|划|新增|调))"
)
_TO_ADJUST = re.compile(
    r"(?:进行|作出?|做出?|予以|实施)(?:如下|以下|相应)?(?:[^\W\d_]{0,8}的?)?(?:调整|变更)(?:如下|,(?:现将)?具体.{0,6}如下)?[:。]?$"
)
_TO_CATEGORY = re.compile(rf"(?:{BECOMES})(?:疫情)?{CATEGORY}")
_VAGUE = re.compile(any_word(_HEADINGS["vague"]))
_PARTED = re.compile(r"[^\W\d_]{2,12}?[市区县旗州盟镇乡道](?:[、和及与][^\W\d_]{2,12}?[市区县旗州盟镇乡道])*(?=部分)")
"""Areas of which parts are meant: 甲区、乙县部分区域."""
_SUMMED_UP = re.compile(r"等?(?:[0-9]+|[一二三四五六七八九十]{1,3})[个处]")
_LEAD_STREET = re.compile(
    r"(?:在|对|将|把)(?:我[市区县旗])?(?:[^\W\d_]{2,6}?[区县市旗])?(?:辖?区?内?的)?(?P<name>[^\W\d_]{2,5}?(?:街道|镇|乡))"
    r"(?=划定|部分|范围|辖区|境?内|实[施行]|的?(?:封控|管控|风险)|“?[三三两二]区”?|全面)"
)
_LEAD_DISTRICT = re.compile(
    r"(?:在|对|将|把|划定|调整|解除)(?:我[省市州])?(?:[^\W\d_]{2,4}?[市州])?(?P<name>[^\W\d_我各全]{1,5}?(?<![小片社校园地辖])(?:区|县|旗))"
    r"(?=部分|范围|辖区|境?内|实[施行]|相关|有关|个别)"
)
_REST_DECIDED = re.compile(rf";将[^;,。]{{2,40}}?其[他余它](?:区域|地区)(?:{BECOMES}){CATEGORY}")
BELOW = ("以下", "下列", "下述")
"""Words for the areas of the lines below."""
_REASONS_MAX = 8


def begins_reasons(words: str) -> bool:
    """Whether a line begins with why something is decided."""
    return _REASONED.match(words) is not None


def skip_reasons(key: str, start: int, end: int) -> int:
    """Where a sentence begins to decide, behind the clauses that say why and who."""
    if not _REASON_ENDS.search(key, start, end):
        return start
    begin = start
    for _ in range(_REASONS_MAX):
        match = _REASON.match(key, start, end) or _DECIDED.match(key, start, end) or _TOPIC.match(key, start, end)
        if match is None and start > begin:
            match = _MORE_REASONS.match(key, start, end)
        if not match or FROM.match(key, start, end):
            return start
        start = match.end()
    return start


def skip_topic(key: str, start: int, end: int) -> int:
    """Where a sentence begins to decide, behind the words that say of what: 对部分区域进行调整,将…."""
    match = _TOPIC.match(key, start, end)
    return match.end() if match else start


def cut_announcement(key: str, start: int, end: int) -> int:
    """Where a sentence ends before the words that announce a list: ",现通告如下"."""
    window = max(start, end - TAIL_MAX)
    match = _ANNOUNCED.search(key, window, end) if _ANNOUNCE.search(key, window, end) else None
    return match.start() if match else end


def before_rest(key: str, start: int, end: int) -> int:
    """Where a sentence on the areas below ends before what it decides on all others: …;将其他区域划定为低风险区."""
    rest = key.find(";将", start, end)
    if rest < 0 or all(key.find(word, start, rest) < 0 for word in BELOW):
        return end
    return rest if _REST_DECIDED.match(key, rest, end) else end


def heads_lists(words: str, *, announces: bool) -> bool:
    """
    Whether a sentence announces decisions and names no place: 对部分区域实施分级分类管理.

    `announces` says that it ends with such words as 现通告如下. That something is adjusted, without saying
    to what, announces it by itself, whatever is named: 对甲小区等区域的风险等级进行调整.
    """
    if _TO_ADJUST.search(words) and not _TO_CATEGORY.search(words):
        return len(words) < LEAD_MAX
    vague = _VAGUE.search(words) or _SUMMED_UP.search(words) or (announces and _CATEGORY.search(words))
    return bool(vague) and len(words) < LEAD_MAX and not PLACE_SIGN.search(_PARTED.sub("", words))


def lead_street(key: str, start: int, end: int) -> tuple[int, int] | None:
    """The one street in which a sentence says that something is done: 对我区甲镇部分区域进行调整."""
    found = [match.span("name") for match in _LEAD_STREET.finditer(key, start, end)]
    return found[0] if len(found) == 1 else None


def lead_district(key: str, start: int, end: int) -> tuple[int, int] | None:
    """The one district in which a sentence says that something is done: 划定我市甲区部分封控区."""
    found = [match.span("name") for match in _LEAD_DISTRICT.finditer(key, start, end)]
    return found[0] if len(found) == 1 else None
