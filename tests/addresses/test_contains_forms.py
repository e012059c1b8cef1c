"""Forms of zones and addresses that notices and residents use, one table per kind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.addresses.contains import contains
from geo_service.addresses.normalize import MAX_CHARS
from geo_service.errors import AddressError, InputError

DISTRICT = "临江市河东区"

LISTS = """
东湖街道锦澜家园ABC栋|锦澜家园B栋|inside
东湖街道锦澜家园ABC栋|锦澜家园D栋|outside
东湖街道锦澜家园A-D栋|锦澜家园C座1702|inside
东湖街道锦澜家园A-D栋|锦澜家园E栋|outside
东湖街道锦澜家园(1栋、2栋)|锦澜家园2栋|inside
东湖街道锦澜家园(8#、9#楼)|锦澜家园9号楼|inside
东湖街道锦澜家园1-3栋2单元|锦澜家园2栋2单元|inside
东湖街道锦澜家园1-3栋2单元|锦澜家园2栋|unsure
东湖街道文昌路8号附1、3号|文昌路8号附3号|inside
东湖街道文昌路8号附1、3号|文昌路8号附2号|outside
东湖街道文昌路8号附1号至附9号|文昌路8号附5号|inside
东湖街道文昌路8号附1号至附9号|文昌路8号附10号|outside
东湖街道文昌路8号之一至之五|文昌路8号之三301|inside
东湖街道文昌路8号之一、之三|文昌路8号之二|outside
东湖街道文昌路8号(含附1号、附2号)|文昌路8号附2号|inside
东湖街道文昌路8号、8号之一、14号|文昌路14号302|inside
东湖街道文昌路8号文昌路8号|文昌路9号|outside
东湖街道文昌路单号|文昌路77号|inside
东湖街道文昌路单号|文昌路78号|outside
东湖街道文昌路双号60号-100号|文昌路88号|inside
东湖街道文昌路双号60号-100号|文昌路89号|outside
东湖街道锦村一坊23号、二坊5号|锦村二坊5号|inside
"""

SEGMENTS = """
东湖街道锦澜家园3栋;南山街道云溪华庭|云溪华庭2栋|inside
东湖街道锦澜家园3栋;南山街道云溪华庭|东湖街道云溪华庭2栋|unsure
1.东湖街道(2个):锦澜家园3栋,云溪华庭2栋。|云溪华庭2栋|inside
(一)东湖街道锦澜家园3栋;(二)南山街道云溪华庭|锦澜家园4栋|outside
东湖街道锦澜家园(共12栋)|锦澜家园5栋|inside
东湖街道、南山街道|南山街道云溪华庭2栋|inside
东湖街道、南山街道|北门街道云溪华庭2栋|outside
东湖街道、南山街道|云溪华庭2栋|unsure
东湖街道全辖区|东湖街道云溪华庭2栋|inside
东湖街道全辖区|云溪华庭2栋|unsure
南山镇所有区域|南山镇青石村3组|inside
南山镇(全镇)|北门镇青石村3组|outside
南山镇南山镇锦澜家园E组团2栋|锦澜家园E组团2栋|inside
"""

OTHER_NAMES = """
东湖街道锦澜家园(云溪华庭)6幢|云溪华庭6幢2单元|inside
东湖街道锦澜家园(云溪华庭)6幢|云溪华庭7幢|outside
东湖街道文昌路38号(锦澜世家A栋)|锦澜世家A栋302|inside
东湖街道文昌路38号(锦澜世家A栋)|锦澜世家B栋302|outside
东湖街道文昌路38号(锦澜世家A栋)|文昌路40号|outside
东湖街道文昌路38号(锦澜世家)|锦澜世家302|inside
东湖街道文昌路38号(锦澜世家)|文昌路38号2楼|inside
东湖街道好百鲜超市(东湖店)|好百鲜超市东湖店|inside
东湖街道好百鲜超市(东湖店)|好百鲜超市(南山店)|outside
东湖街道好百鲜超市(东湖店)|好百鲜超市|unsure
东湖街道文昌路8号家属院|文昌路10号家属院|outside
东湖街道锦澜家属院3号楼|锦澜宿舍3号楼|unsure
东湖街道文昌路88弄锦澜苑小区15号|锦澜苑16号|outside
东湖街道文昌路88弄锦澜苑小区15号|锦澜苑|unsure
东湖街道文昌路(红星街至新华路段)|文昌路35号|unsure
"""

LEFT_OUT = """
东湖街道锦澜家园除4号楼的其它楼栋|锦澜家园3号楼|inside
东湖街道锦澜家园除4号楼的其它楼栋|锦澜家园4栋|outside
东湖街道锦澜家园5、6栋以外区域|锦澜家园7栋|inside
东湖街道锦澜家园5、6栋以外区域|锦澜家园6栋|outside
东湖街道锦澜家园(云公寓除外)|锦澜家园云公寓302|outside
东湖街道锦澜家园(除文昌路92、96号外)|锦澜家园|unsure
东湖街道文昌路2号锦澜家园A栋(不含裙楼)|文昌路2号A栋1203|inside
东湖街道文昌路2号锦澜家园A栋(不含裙楼)|锦澜家园A栋裙楼|outside
东湖街道锦澜家园(含幼儿园)|锦澜家园幼儿园|inside
南山镇青石村5组(含5组12号)|青石村5组18号|unsure
"""

LANES = """
东湖街道文昌路11号|文昌路三巷11号|outside
东湖街道文昌新村一巷3号|文昌新村1巷3号502|inside
东湖街道文昌新村一巷3号|文昌新村二巷3号|outside
东湖街道文昌新村一巷3号|文昌新村3号|unsure
东湖街道文昌路12弄55支弄3号|文昌路12弄56支弄3号|outside
东湖街道文昌路12弄55支弄3号|文昌路12弄3号|unsure
东湖街道文昌路三段|文昌路二段16号|outside
东湖街道文昌路12号甲|文昌路12号|unsure
南山镇青石二队三巷3号|青石二队三巷3号|inside
南山镇青石二队三巷3号|青石二队四巷3号|outside
南山镇青石村|临湖村3组|outside
南山镇青石村第1、2村民小组|青石村第二村民小组12号|inside
南山镇青石村3组李家院子|青石村3组|unsure
"""

FLOORS = """
东湖街道文昌路2号地下一层|文昌路2号负一楼|inside
东湖街道文昌路2号地下一层|文昌路2号1楼|outside
东湖街道锦澜家园5栋5层及以上|锦澜家园5栋602|inside
东湖街道锦澜家园5栋5层及以上|锦澜家园5栋402|outside
东湖街道锦澜家园5栋1-4层及7层|锦澜家园5栋701|inside
东湖街道锦澜家园5栋2单元301、302|锦澜家园5栋2单元302|inside
东湖街道锦澜家园5栋2单元301、302|锦澜家园5栋2单元303|outside
东湖街道锦澜家园5栋顶楼|锦澜家园5栋1801|unsure
东湖街道锦澜家园5栋3楼东侧|锦澜家园5栋4楼|outside
东湖街道锦澜家园5栋1单元12-1|锦澜家园5栋1单元12-2|outside
东湖街道锦澜家园5栋1单元12-1|锦澜家园5栋1单元1201|inside
"""

WRITERS = """
东湖街道锦澜家园5栋2单元|我家在锦澜家园5栋2单元|inside
东湖街道锦澜家园5栋2单元|锦澜家园5栋(2单元301)|inside
东湖街道锦澜家园C6栋|锦澜家园C6-2-301|inside
东湖街道锦澜家园5栋|江东临江河东区锦澜家园5栋|inside
东湖街道锦澜家园5栋|江东临江河西区锦澜家园5栋|outside
东湖路街道东湖路5号|东湖路街道东湖路5号|inside
"""


def cases_of(*tables: str) -> list[tuple[str, str, str]]:
    lines = [line.split("|") for table in tables for line in table.strip().splitlines()]
    return [(zone, address, answer) for zone, address, answer in lines]


@pytest.mark.parametrize(
    ("zone", "address", "answer"), cases_of(LISTS, SEGMENTS, OTHER_NAMES, LEFT_OUT, LANES, FLOORS, WRITERS)
)
def test_written_forms_are_understood(zone: str, address: str, answer: str):
    assert contains(zone, address, district=DISTRICT).answer == answer


@pytest.mark.parametrize("city", ["云城市", "沙门市", "新都市"])
def test_a_city_may_be_named_like_another_word(city: str):
    zone = "东湖街道锦澜家园5栋"
    assert contains(zone, f"{city}河东区锦澜家园5栋", district=f"{city}河东区").answer == "inside"
    assert contains(zone, f"{city}河西区锦澜家园5栋", district=f"{city}河东区").answer == "outside"


def test_a_whole_district_read_in_its_city_needs_the_district():
    assert contains("河东区全域", "锦澜家园5栋", district="临江市").answer == "unsure"
    assert contains("河东区全域", "河东区锦澜家园5栋", district="临江市").answer == "inside"


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("临江市青山市锦澜家园5栋", "inside"),
        ("青山市锦澜家园5栋", "inside"),
        ("白水市锦澜家园5栋", "outside"),
    ],
)
def test_a_city_may_lie_in_a_city(address: str, answer: str):
    assert contains("东湖街道锦澜家园5栋", address, district="临江市青山市").answer == answer


def test_a_city_named_alone_may_lie_in_the_city_of_the_zone():
    assert contains("东湖街道锦澜家园5栋", "青山市锦澜家园5栋", district="临江市").answer == "unsure"


def test_half_a_character_is_refused():
    with pytest.raises(AddressError, match="half a character"):
        contains("东湖街道锦澜家园\ud83c", "锦澜家园5栋")


def answer_or_refusal(zone: str, address: str) -> str:
    try:
        return contains(zone, address, district=DISTRICT).answer
    except InputError:
        return "refused"


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_or_refused(zone: str, address: str):
    assert answer_or_refusal(zone, address) in {"inside", "outside", "unsure", "refused"}


@pytest.mark.parametrize("unit", ["除", "云溪镇、", "附1-999", "1-9栋1单元、", "(锦澜)", "AB栋"])
def test_too_long_texts_are_refused(unit: str):
    with pytest.raises(AddressError, match="characters"):
        contains(unit * MAX_CHARS, "锦澜家园5栋")
