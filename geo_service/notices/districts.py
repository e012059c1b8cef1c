"""The district of an item as notices are labelled: without its city, null when it is the issuer's own."""

import re

from geo_service.notices.page import Page
from geo_service.notices.text import NoticeText
from geo_service.notices.words import mentioned

_CITY = re.compile(
    r"^(?:[^\W\d_]{2,4}?(?:省|自治区))?[^\W\d_]{2,5}?(?:市|自治州|盟|州)(?=[^\W\d_]{2,}(?:区|县|旗|市)$)"
)


CITY_CHARS = 2
"""Most names of cities have as many characters, without 市."""
_OF_CITY = re.compile(
    rf"[^\W\d_]{{{CITY_CHARS}}}(?:[^\W\d_]{{2,5}}[市县]|经开区|高新区|高新技术产业开发区|经济技术开发区|示范区)"
)
_OUTSIDE = re.compile("^.*外的")
"""What an area is the rest of, when it is read as its name: 上述区域以外的青石区."""
_CITY_SIGN = re.compile("市(?=.)")
_ECONOMIC = re.compile("经济(?:技术)?开发区")
_HIGH_TECH = re.compile("高新(?:技术)?(?:产业)?开发区")
_NO_NAMES = ("我", "各")
"""What words for districts begin with that name none: 我县, 各镇街."""
_TOWN = ("市区", "市城区", "县城区", "中心城区", "主城区")
"""What a town calls its middle: no district."""


class Districts:
    """The districts that a notice says, each looked at once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._issuer = page.frame.issuer
        self._short_issuer = _short(page.frame.issuer)
        self._known: dict[str | None, str | None] = {}

    def named(self, name: str | None) -> str | None:
        """The district of an item as it is said, null when it is the issuer's own."""
        if name not in self._known:
            plain = self._plain_district(NoticeText(name).key) if name else self._page.frame.district
            own = plain and (plain in self._issuer or _short(plain) in self._short_issuer or plain.endswith(_TOWN))
            self._known[name] = None if own else plain
        return self._known[name]

    def _plain_district(self, name: str) -> str | None:
        """A district without its city: 青石经开区 of 青石市 is 经开区, 我县 is the issuer's."""
        plain = _CITY.sub("", _OUTSIDE.sub("", name))
        city = plain[:CITY_CHARS]
        if _OF_CITY.fullmatch(plain) and f"{city}市" in self._page.text.key:
            plain = plain.removeprefix(city)
        return None if plain.startswith(_NO_NAMES) or mentioned(plain) else plain


def _short(name: str) -> str:
    """A name as it is shortened: 青石市经济技术开发区 and 青石经开区 are one."""
    return _ECONOMIC.sub("经开区", _HIGH_TECH.sub("高新区", _CITY_SIGN.sub("", name)))
