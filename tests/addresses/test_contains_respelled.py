"""The same zone and the same address in other spellings, and addresses as residents type them."""

import re

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.addresses.contains import contains

DISTRICT = "临江市河东区"

_TRADITIONAL = opencc.OpenCC("s2t")
_DIGITS = "零一二三四五六七八九"
_MAX_SPELLED = 99


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    spelled = f"{_DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return spelled + (_DIGITS[ones] if ones or not tens else "")


def _in_numerals(text: str) -> str:
    pattern = r"(?<![0-9A-Z-])([1-9][0-9]?)(?=栋|单元|期|层|号)"
    return re.sub(pattern, lambda found: _numeral(int(found[1])), text)


def _wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=\S)", " ", text)


def _buildings(word: str):
    return lambda text: re.sub("(?<=[0-9])栋", word, text)


SPELLINGS = [
    _in_numerals,
    _wide,
    _spaced,
    _TRADITIONAL.convert,
    str.lower,
    _buildings("幢"),
    _buildings("号楼"),
    _buildings("#"),
    lambda text: re.sub("(?<=[0-9])单元(?=$|[0-9])", "门", text),
    lambda text: re.sub("(?<=[\u4e00-\u9fff])(?=[0-9])", "·", text),
    lambda text: f"我家在{text}",
    lambda text: f"请问住{text}是封控区吗",
]
ZONE_SPELLINGS = SPELLINGS[:8]

numbers = st.integers(1, _MAX_SPELLED)
levels = st.fixed_dictionaries(
    {
        "phase": st.sampled_from(["", "2期", "A区", "2期B区", "3组团"]),
        "building": numbers.map("{}栋".format),
        "unit": st.sampled_from(["", "1单元", "2单元", "12单元"]),
    }
)


@settings(max_examples=150)
@given(
    levels=levels,
    depth=st.integers(0, 3),
    room=st.sampled_from(["", "501", "5层", "1203室"]),
    spellings=st.lists(st.sampled_from(SPELLINGS), max_size=3),
    zone_spelling=st.sampled_from(ZONE_SPELLINGS),
)
def test_an_address_that_goes_on_from_the_zone_is_never_outside(levels, depth, room, spellings, zone_spelling):
    named = ["锦澜家园", levels["phase"], levels["building"], levels["unit"]]
    zone, address = "".join(named[: depth + 1]), "".join(named) + room
    for spell in spellings:
        address = spell(address)
    assert contains(zone_spelling(f"东湖街道{zone}"), address, district=DISTRICT).answer != "outside"


@settings(max_examples=100)
@given(
    number=numbers,
    annex=st.integers(0, 20),
    word=st.sampled_from(["附", "付", "之"]),
    inside=st.sampled_from(["", "2层", "301"]),
    spelling=st.sampled_from(SPELLINGS),
)
def test_a_house_number_is_itself_however_it_is_spelled(number, annex, word, inside, spelling):
    joined = f"{word}{annex}{'' if word == '之' else '号'}" if annex else ""
    written = f"文昌路{number}号{joined}"
    between = "," if word == "之" and annex and inside[:1].isdigit() else ""
    assert contains(written, spelling(written + between + inside), district=DISTRICT).answer != "outside"


@given(spelling=st.sampled_from(SPELLINGS), zone_spelling=st.sampled_from(ZONE_SPELLINGS), building=numbers)
def test_another_building_is_outside_however_it_is_spelled(spelling, zone_spelling, building):
    zone, address = f"东湖街道锦澜家园{building + 1}栋2单元", f"锦澜家园{building}栋2单元"
    assert contains(zone_spelling(zone), spelling(address), district=DISTRICT).answer == "outside"


SPOKEN = """
锦澜家园3栋2单元|我住锦澜家园3栋2单元501|inside
锦澜家园3栋2单元|住锦澜家园三幢二单元5-1|inside
锦澜家园3栋2单元|您好,我是锦澜家园3栋2单元的,请问是中风险吗|inside
锦澜家园3栋2单元|锦澜家园3#2-501|inside
建设路8号|住建设路8号|inside
建设路8号|住建设路9号|outside
锦澜家园12栋|锦澜家园12到13号楼之间|unsure
锦澜家园12栋|锦澜家园12号住宅楼|inside
锦澜家园12栋|锦澜家园12号楼顶楼加盖|inside
锦澜家园12栋|锦澜家园十 二栋|inside
锦澜家园Ⅱ期5栋|锦澜家园二期5栋|inside
锦澜家园2期5栋|锦澜家园II期5栋|unsure
锦澜家园二期|锦澜家园Ⅲ期5栋|outside
文昌路27号附3号|文昌路27号付3号|inside
文昌路27号付3号|文昌路27号附4号|outside
文昌路27号|文昌路27号付1号|unsure
文昌路27号|文昌路支路27号|outside
学苑路北段18号|学苑北路18号|unsure
锦澜大厦5层、6层|锦澜大厦-5楼|unsure
东湖街道|东湖街办锦澜家园3栋|inside
"""

NUMBERS_AND_NAMES = """
东湖街道文昌路3号(锦澜家园A1栋)|文昌路3号1804|inside
东湖街道文昌路3号(锦澜家园A1栋)|锦澜家园A1栋|inside
东湖街道文昌路3号(锦澜家园A1栋)|锦澜家园A2栋|outside
东湖街道文昌路3号(锦澜家园A1栋)|文昌路3号A2栋|unsure
临湖社区11号院(纺织厂家属院)1号楼|纺织厂家属院1号楼301|inside
临湖社区11号院(纺织厂家属院)1号楼|临湖社区11号院2号楼|outside
临湖社区11号院(纺织厂家属院)1号楼|临湖社区11号院1号楼|inside
东湖街道12号|文昌路12号|unsure
临湖社区12号|临湖社区12号3楼|inside
临湖社区12号|临湖路12号|unsure
东湖街道文昌路18弄锦澜新村2号、4号、5号楼|锦澜新村4号楼602|inside
东湖街道文昌路18弄锦澜新村2号、4号、5号楼|锦澜新村3号楼|outside
东湖街道曙光路7号门面房|曙光路7号|unsure
东湖街道曙光路7号门面房|曙光路9号门面|outside
东湖街道文庙街(从3号至45号单号)|文庙街47号|outside
东湖街道文庙街(从3号至45号单号)|文庙街13号|inside
"""

BUILDINGS = """
锦澜家园二期西8栋|锦澜家园2期西八号楼1502|inside
锦澜家园西8栋|锦澜家园西9栋|outside
锦澜家园西8栋|锦澜家园东8栋|outside
锦澜家园西8栋|锦澜家园8栋|unsure
锦澜家园10号楼A栋、B栋|锦澜家园10号楼B座2103|inside
锦澜家园10号楼A栋、B栋|锦澜家园10号楼D栋|outside
锦澜家园10号楼A栋、B栋|锦澜家园10号楼|unsure
锦澜家园10号楼A栋、B栋|锦澜家园B栋|unsure
锦澜家园3B组团(文昌路51号)除8栋外的其它楼栋|文昌路51号3B组团5栋|inside
锦澜家园3B组团(文昌路51号)除8栋外的其它楼栋|锦澜家园3A组团7栋|outside
锦澜家园3B组团(文昌路51号)除8栋外的其它楼栋|锦澜家园3B组团8栋|outside
锦澜家园7、8号楼及小区底商|锦澜家园9栋|unsure
锦澜家园12幢东侧平房|锦澜家园12幢东侧平房|inside
锦澜家园12幢东侧平房|锦澜家园13幢|unsure
锦澜大厦5层-8层|锦澜大厦7层|inside
锦澜家园B区01-7座|锦澜家园B区01-7座501|inside
锦澜大厦1楼至-2楼|锦澜大厦负一层|inside
"""

PLACES = """
东湖街道望江村|望江公司|unsure
东湖街道永乐路2-18号、2-20号至2-27号|永乐路2-21号|inside
东湖街道永乐路2-18号、2-20号至2-27号|永乐路2-19号|outside
南山镇石桥行政村第1—6自然村|石桥行政村第3自然村|unsure
南山镇望桥村望桥安置区北区7号楼|望桥安置区北区7号楼1单元|inside
东湖街道锦庄村管控区调整为锦澜家园4幢|望江苑4幢|unsure
东湖街道锦澜家園3號(hào)樓|锦澜家园3号楼501|inside
东湖街道龍?zhí)督值绤家園3棟|云溪华庭3栋|unsure
东湖街道小区|锦澜家园|unsure
南山镇望桥社区7组208号4号楼|望桥社区7组208号4栋|inside
南山镇望桥社区7组208号4号楼|望桥社区7组208号6号楼|outside
南山镇望桥村3组|望桥社区3组|unsure
南山镇望桥村3组|望桥3组|unsure
南山镇望桥村李家湾组12号|望桥村李家湾小组12号|inside
南山镇望桥村李家湾组12号|望橋村李家灣村民小組12號|inside
南山镇望桥社区|南山镇大湾村3组|outside
南山镇(除望桥社区、大湾村外)|南山镇小湾村12号|inside
东湖街道望桥社区|东湖街道大湾村12号|unsure
东湖街道望桥社区|南城街道锦澜家园|outside
东湖街道望桥社区|锦澜家园|unsure
"""


def cases_of(*tables: str) -> list[list[str]]:
    return [line.split("|") for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize(("zone", "address", "answer"), cases_of(SPOKEN, NUMBERS_AND_NAMES, BUILDINGS, PLACES))
def test_addresses_as_they_are_typed(zone: str, address: str, answer: str):
    assert contains(zone, address, district=DISTRICT).answer == answer


@pytest.mark.parametrize(
    ("zone", "address", "district", "answer"),
    [
        ("郊区东渡办临湖社区锦澜家园30栋", "铜关区锦澜家园30栋", "临江市", "outside"),
        ("东关区、北关区、青原左旗除已划定的高、中风险区之外的区域", "南岭区文昌路12号", "临江市", "outside"),
        ("东关区、北关区除已划定的高、中风险区之外的区域", "北关区文昌路12号", "临江市", "unsure"),
        ("临江市全域", "青原县南门街道3号", "临江市", "unsure"),
        ("江北新区东湖街道锦澜家园15栋", "江北新区锦澜家园15栋", "临江市江北区", "inside"),
        ("东湖街道锦澜家园15栋", "高新区锦澜家园15栋", "临江市江北区", "unsure"),
    ],
)
def test_districts_and_zones_that_overlap_them(zone: str, address: str, district: str, answer: str):
    assert contains(zone, address, district=district).answer == answer
