"""
Words that every name of the demo township is made of: plain, pleasant, and no real place.

A name is two syllables of the table plus what the thing is (路, 苑, 社区); further rounds add a numeral.
"""

from collections.abc import Sequence

import numpy as np

DISTRICT = "示例区"
TOWNSHIPS = ("示例镇", "样例镇", "演示镇", "虚构镇", "范例镇", "模拟镇", "假想镇", "试验镇", "样板镇", "练习镇")
"""All of them say that they are invented."""

_FIRST = "翠清和锦晨云星书丰兰竹枫荷桂暖彩雅静新朗悦瑞怡嘉"
_SECOND = "湖园庭韵语舒歌萃荫栖汀澜屿霁曦棠苓芷蔓茗苇澄帆岚"

ESTATE_ENDINGS = ("苑", "花园", "小区", "家园", "嘉园", "公寓", "雅居", "华庭")
STREET_ENDINGS = {"h": "路", "v": "街"}
"""Streets that run east-west are 路, those that run north-south are 街."""

_DIGITS = "零一二三四五六七八九"
_TEN = 10


def numeral(number: int) -> str:
    """Chinese numeral of 1 to 99: 12 is 十二."""
    tens, ones = divmod(number, _TEN)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


class NameBook:
    """Hands out names that are never given twice; the same key gets the same name again."""

    def __init__(self, order: np.random.Generator, endings: Sequence[str]) -> None:
        stems = [first + second for first in _FIRST for second in _SECOND]
        self._stems = [stems[k] for k in np.argsort(order.random(len(stems)), kind="stable")]
        self._endings = endings
        self._given: dict[object, int] = {}

    def name(self, key: object) -> str:
        """The name of a thing, with the book's ending."""
        stem, ending, cycle = self._parts(key)
        return stem + cycle + self._endings[ending]

    def stem(self, key: object) -> str:
        """The name of a thing without its ending."""
        stem, _, cycle = self._parts(key)
        return stem + cycle

    def _parts(self, key: object) -> tuple[str, int, str]:
        count = self._given.setdefault(key, len(self._given))
        cycle, stem = divmod(count, len(self._stems))
        rounds, shift = divmod(cycle, len(self._endings))
        return self._stems[stem], (stem + shift) % len(self._endings), numeral(rounds + 1) if rounds else ""
