"""A place that a zone's text names in two ways, by a part or by what lies around it is never outside for that."""

import pytest

from geo_service.addresses.contains import contains

DISTRICT = "临江市河东区"

BRACKETS = """
青石街道望江五村50号（锦安东区）|锦安东区2栋|inside
青石街道怡景花园（锦苑）3栋|锦苑3栋|unsure
青石街道怡景花园二组团（文昌路88号）2栋|文昌路88号2幢|inside
青石街道怡景花园二组团（文昌路88号）2栋|文昌路90号2幢|outside
青石街道怡景花园二组团（文昌路88号）2栋|怡景花园三组团2栋|outside
青石街道云溪小学802栋（文昌路802号）|文昌路802号3-1|inside
青石街道怡景花园6栋（文昌路18号）|文昌路18号2-1|unsure
青石街道怡景花园（文昌路79弄、文昌路81弄、民生路6号）|文昌路81弄5号|inside
青石街道怡景花园（文昌路79弄、文昌路81弄、民生路6号）|怡景花园3栋|inside
青石街道怡景花园4栋、57栋（怡景花园4栋同民生路39号）|民生路39号501|inside
青石街道怡景花园（三地块1-20栋、五地块14-17栋）|怡景花园5地块15栋|inside
青石街道怡景花园（三地块1-20栋、五地块14-17栋）|怡景花园五地块18栋|outside
青石街道文昌路114号（云来168酒店）|文昌路114号12-3|inside
青石街道望江小区（含锦澜家园）|锦澜家园3栋|inside
青石街道望江小区（含青果蔬菜店）|青果蔬菜店501|unsure
青石街道锦溪超市（文昌路11号附10号负1-1）|文昌路11号附10号1-1|outside
青石街道锦溪超市（文昌路11号附10号负1-1）|文昌路11号附10号负1-1|inside
青石街道怡景花园1栋4单元（不含外围底商）|怡景花园1栋外围底商|outside
"""

ROADS = """
青石街道文昌路怡景花园3栋|文昌路28号3栋|unsure
青石街道文昌路怡景花园3栋|民生路28号3栋|unsure
青石街道文昌路怡景花园|文昌路28号|unsure
青石街道文昌路怡景大厦（文昌路22号）|文昌路怡景3栋|unsure
青石街道锦溪小吃店（中正街276号）|中正街|unsure
白沙镇甲路485弄西区|甲路485弄3号|unsure
白沙镇甲路485弄西区|甲路485弄东区3号|outside
白沙镇甲路485弄西区|甲路485弄西区3号|inside
青石街道国安街与甲路交叉口西南角怡景花园2、3号楼|怡景花园1号楼|outside
青石街道国安街与甲路交叉口西南角怡景花园2、3号楼|怡景花园3号楼|inside
青石街道新溪正街东六巷20号，东七巷18号、25号|新溪正街东七巷25号201|inside
青石街道静园1-9号、文昌支路4、6、8号|文昌支路5号|outside
青石街道中心湾70-74号71号|中心湾71号|unsure
青石街道望江坝272-276、322-334、366-420|望江坝400号2单元|inside
青石街道望江坝272-276、322-334、366-420|望江坝340号|outside
青石街道文昌支路12号4-4所在楼栋|文昌支路12号12-3|inside
青石街道文昌支路19号附3号|文昌支路附3号|unsure
"""

AROUND = """
桂山街道建成区除高风险区外的其他区域|桂山街道锦绣小区5-1|unsure
青石街道云溪大学A区|怡园3舍|unsure
青石街道云溪大学A区|锦绣花园3栋|outside
白沙镇云寺村赵家湾社桐林院落|云寺3栋|unsure
青石街道云溪科技公司宿舍楼|青石3栋|unsure
青石街道石灰市片区|石灰市3栋501|unsure
望江街道九村174号居民区|九村居民区|unsure
望江街道五环大厦2栋|五环3栋|outside
望江街道五环大厦2栋|五环2栋|unsure
青石街道怡景小区B5栋、B1栋、B4栋合围区域|怡景小区B2栋|unsure
青石街道怡景小区B5栋、B1栋、B4栋合围区域|怡景小区B5栋|inside
白沙镇下溪村郑家院社|下溪村郑家院组12号|inside
白沙镇下溪村郑家院组22号、24号附1号|下溪村郑家院社24号附1号|inside
青石街道怡景里2Q5栋|怡景里2Q6栋|outside
青石街道怡景里2Q5栋|怡景里2Q5栋301|inside
望溪办事处怡景社区怡景二号院7号楼|怡景一号院7号楼|outside
望溪办事处怡景社区怡景二号院7号楼|怡景二号院7栋|inside
青石街道怡景名城怡景名城一期（包含：一期10栋）|怡景名城1期10栋|inside
"""


def _cases(*tables: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("|")) for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize(("zone", "address", "answer"), _cases(BRACKETS, ROADS, AROUND))
def test_a_second_name_settles_what_it_says_and_no_more(zone: str, address: str, answer: str) -> None:
    assert contains(zone, address, district=DISTRICT).answer == answer


@pytest.mark.parametrize("place", ["云溪168酒店", "望江花园", "锦澜大厦（原云溪厂）", "文昌路8号院（云溪局）"])
@pytest.mark.parametrize("head", ["", "青石街道", "白沙镇望江村"])
def test_a_place_is_not_outside_by_any_of_its_names(head: str, place: str) -> None:
    names = [place, place.partition("（")[0], place.partition("（")[2].strip("）原") or place]

    assert "outside" not in {contains(f"{head}{place}3栋", f"{name}3栋", district=DISTRICT).answer for name in names}
