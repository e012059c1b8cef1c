"""
Words that people add to an address: some name another place, some say nothing of the place.

Invented like the shares in `address_noise`: no corpus of what residents type is free. Each list is dealt out in
turn, so that fitting, checking and asking never see the same words.
"""

import random
from collections.abc import Sequence

FITTING, CHECKING, ASKING = range(3)
_TURNS = 3

# another place, which the register does not have
BEHIND_NAME = (
    *("西区", "东区", "北区", "南区", "A区", "B区", "C区", "二期", "三期", "四期", "东院", "西院", "南苑", "北苑"),
    *("别墅区", "安置区", "商业区", "小学", "中学", "幼儿园", "卫生站", "医院", "派出所", "农贸市场", "菜市场", "超市"),
    *("停车场", "工地", "项目部", "售楼部", "物业楼", "会所", "职工宿舍", "宿舍", "公寓", "酒店", "宾馆", "招待所"),
    *("写字楼", "还建房", "板房", "养老院", "车站", "加油站", "广场", "仓库", "厂区", "校区", "商业街", "步行街"),
)
BEFORE_NAME = ("新", "小", "大", "上", "下", "前", "后", "东", "西", "南", "北", "除", "非", "外")
BEHIND_UNIT = (
    *("东侧楼", "西侧平房", "北侧工棚", "旁边", "对面", "隔壁", "后面小楼", "附近", "外", "以外", "东面", "西边"),
    *("旁工地", "南侧厂房", "附属楼", "背后", "周边", "北面菜地", "对面小学", "旁幼儿园", "前面空地", "后院", "东头"),
)
UNKNOWN_ENDINGS = ("苑", "轩", "阁", "公馆", "楼", "坊", "院", "府", "城")
UNKNOWN_TOWNS = ("市", "县", "镇", "街道", "区", "乡")

# nothing of the place
REMARKS_BEFORE = (
    *(
        "我家住",
        "家住",
        "我住在",
        "现住",
        "住址",
        "地址",
        "收货地址",
        "送到",
        "麻烦送到",
        "请送到",
        "老",
        "原",
        "本人住在",
    ),
    *("业主住在", "父母住在", "目前住", "租住在", "暂住", "居住于", "快递寄到", "我们住", "人在", "家在", "我妈住"),
)
REMARKS_BEHIND = (
    *("请放门卫", "电话后再送", "租户", "业主", "王女士", "有老人", "需要送药", "行动不便", "放门口", "到了打电话"),
    *("谢谢", "本人", "自住", "已接种", "居家隔离", "独居老人", "孕妇", "送货上门", "家里有小孩", "刚搬来", "门铃坏了"),
    *(
        "没有电梯",
        "尽快",
        "晚上在家",
        "白天没人",
        "联系房东",
        "勿敲门",
        "快递放驿站",
        "李先生收",
        "急需买菜",
        "透析病人",
    ),
    *(
        "缺药",
        "已做核酸",
        "密接",
        "空置",
        "出租",
        "户主",
        "麻烦快点",
        "陈阿姨",
        "房东",
    ),
)


def pick(words: Sequence[str], turn: int, chance: random.Random) -> str:
    """One of the words that are dealt to a turn: FITTING, CHECKING or ASKING."""
    return chance.choice(words[turn % _TURNS :: _TURNS])
