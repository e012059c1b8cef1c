"""Zones as real notices write them: lists, nested parts, exclusions of several places, words that narrow a place."""

import pytest

from geo_service.addresses.contains import contains

DISTRICT = "临江市河东区"

DISTRICTS = """
北湖区怡景花园、云溪区翠湖苑|云溪区翠湖苑1栋|inside
北湖区怡景花园、云溪区翠湖苑|北湖区翠湖苑1栋|outside
怡景花园、云溪区翠湖苑|云溪区翠湖苑1栋|inside
北湖区怡景花园（除3栋外）、云溪区翠湖苑|云溪区翠湖苑1栋|inside
怡景花园北区3栋、南区5栋|怡景花园南区5栋|inside
"""

NUMBERS = """
新一巷2、3号、一巷4号|一巷4号|inside
新一巷2、3号、一巷4号|新一巷4号|unsure
新民一巷2号、三巷4号|新民三巷4号|inside
文昌路23号大院34-37号|文昌路23号大院34号|inside
文昌路23号大院34-37号|文昌路23号大院40号|outside
文昌路23号大院34-37号|文昌路23号大院35栋|unsure
文昌路23号院3、5号|文昌路23号院5号|inside
文昌路23号院3、5号|文昌路23号院4号|outside
文昌路28号2号院6号楼|文昌路28号3号院6号楼|outside
文昌路2号至34号（双号）及附号|文昌路18号附2号|inside
文昌路2号至34号（双号）及附号、怡景院14号|文昌路17号|outside
文昌路2-8号、怡景花园3栋|文昌路10号|outside
文昌路2号、怡景花园3栋|文昌路6号|unsure
望江二村344号-347号|望江九村345号|outside
望江二村344号-347号|望江二村345号|inside
3201厂宿舍|3202厂宿舍2栋|outside
"""

PARTS = """
怡景花园2期东区3栋|怡景花园2期西区3栋|outside
怡景花园2期东区3栋|怡景花园2期3栋|unsure
怡景花园2期云景苑3栋|怡景花园2期3栋|unsure
怡景花园2期云景苑3栋|云景苑3栋|unsure
怡景花园一、二期小区|怡景花园1期9栋|inside
怡景花园一、二期小区|怡景花园三期9栋|outside
望江新村一、二村|望江新村二村3栋|inside
怡景花园东、西区|怡景花园南区3栋|outside
怡景花园9排4栋、5栋|怡景花园9排5栋|inside
怡景花园9排4栋、5栋|怡景花园9排|unsure
怡景花园9排4栋、5栋|怡景花园8排4栋|outside
怡景花园一二单元|怡景花园1单元|inside
怡景花园519栋楼|怡景花园519幢|inside
怡景花园3栋左单元|怡景花园3栋右单元|outside
怡景花园1-1栋、1-2栋|怡景花园1-2栋|inside
怡景花园1-1栋、1-2栋|怡景花园1栋|unsure
怡景花园3-5栋1-2单元|怡景花园4栋3单元|outside
"""

NARROWED = """
怡景花园3栋云端超市|怡景花园3栋502|unsure
怡景花园3栋云端超市|怡景花园3栋云端超市|inside
怡景花园底商|怡景花园3栋502|unsure
怡景花园3栋底商|怡景花园3栋门面|inside
怡景花园10栋1-7门店|怡景花园10栋1203|unsure
怡景花园3栋A座|怡景花园3栋|unsure
怡景花园3栋A座|怡景花园3栋A座|inside
文昌路8号1|文昌路8号|unsure
怡景花园3栋整栋楼|怡景花园3栋502|inside
怡景花园3栋2、5楼|怡景花园3栋302|outside
怡景花园3栋2、5楼|怡景花园3栋202|inside
怡景花园3栋5楼9号|怡景花园3栋5楼8号|outside
怡景花园3栋1-16号|怡景花园3栋9号|inside
怡景花园3栋9号|怡景花园3栋709|unsure
怡景花园3栋及楼下网点|怡景花园3栋楼下网点|inside
怡景花园3栋及楼下网点|怡景花园3栋楼下|unsure
"""

LEFT_OUT = """
文昌路3号院1号楼以外楼栋|文昌路5号院2号楼|outside
文昌路3号院1号楼以外楼栋|文昌路3号院2号楼|inside
怡景花园3栋1单元以外的其他单元|怡景花园3栋2单元|inside
怡景花园3栋1单元以外的其他单元|怡景花园4栋2单元|outside
怡景花园B座(不含底商)|怡景花园B座|unsure
怡景花园B座(不含底商)|怡景花园B座1506|inside
翠湖社区、望江社区（除怡景花园3栋外）|翠湖社区怡景花园3栋|outside
翠湖社区、望江社区（除怡景花园3栋外）|翠湖社区怡景花园4栋|inside
翠湖社区、望江社区（除望江名邸3栋外）|望江名邸3栋5-2|outside
青石镇、白沙镇（高风险区除外）|青石镇文昌路8号|unsure
青石镇除上述区域以外的其他区域|青石镇文昌路8号|unsure
怡景花园除9排4栋、5栋以外的其他区域|怡景花园9排6栋|inside
怡景花园除9排4栋、5栋以外的其他区域|怡景花园9排5栋|outside
怡景花园除9排4栋、5栋以外的其他区域|怡景花园9排|unsure
"""

VILLAGES = """
望江村|望江村怡景花园3栋|inside
望江村|翠湖社区望江村5号|unsure
青石镇望江村、望湖村|望湖村3组|inside
青石镇望江村、望湖村|望云村12号|outside
望江村丁家湾村民小组21号、68号居民点|望江村丁家湾村民小组68号|inside
望江村丁家湾村民小组21号|望江村王家坝村民小组21号|outside
青石镇的全部辖区|青石镇望江村2社|inside
"""

NAMES = """
青石街道新民路2号|青石新民路2号|inside
青石街道八村27号|青石八村27号|inside
怡景小区听松轩3栋|怡景听松轩3栋|inside
文昌四路锦澜大厦|文昌九路锦澜大厦|unsure
望江社区望江门小区3栋|望江门3栋|inside
望丁苑小区4号楼|望丁苑4号楼|inside
文昌路8号单身公寓|文昌路10号单身公寓|outside
怡景花园四期的11号楼|怡景花园四期11号楼|inside
"""


def _cases(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


TABLES = {
    "districts": DISTRICTS,
    "numbers": NUMBERS,
    "parts": PARTS,
    "narrowed": NARROWED,
    "left-out": LEFT_OUT,
    "villages": VILLAGES,
    "names": NAMES,
}
EVERY = [pytest.param(*case, id=f"{name}-{case[1]}") for name, table in TABLES.items() for case in _cases(table)]


@pytest.mark.parametrize(("zone", "address", "answer"), EVERY)
def test_real_zone_forms(zone: str, address: str, answer: str) -> None:
    assert contains(zone, address, district=DISTRICT).answer == answer


@pytest.mark.parametrize(
    ("district", "zone", "address"),
    [
        ("青石地区云溪县", "白沙镇望江2村1组、2组", "云溪县白沙镇望江2村一社"),
        ("青石州云溪市", "白沙镇怡景花园", "云溪市怡景花园3栋"),
        ("青石盟云溪前旗", "白沙镇怡景花园", "青石盟云溪前旗怡景花园3栋"),
    ],
)
def test_a_prefecture_is_no_district(district: str, zone: str, address: str) -> None:
    assert contains(zone, address, district=district).answer == "inside"


def test_the_words_of_a_zone_are_inside_it_however_they_were_read() -> None:
    zone = "青石街道怡景花园三期北6栋"
    assert contains(zone, zone, district=DISTRICT).answer == "inside"


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("青石镇柳岸社区怡景花园3栋", "outside"),
        ("青石镇怡景花园3栋", "unsure"),
        ("青石镇望江社区怡景花园3栋", "unsure"),
        ("青石镇望江村2组15号", "inside"),
    ],
)
def test_an_estate_of_another_community_is_not_in_a_group_of_a_village(address, answer):
    assert contains("青石镇望江村2组", address).answer == answer
