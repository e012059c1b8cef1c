"""Numbers in brackets, areas that list their places, named things left out, groups called 社; one table per kind."""

import pytest

from geo_service.addresses.contains import contains

DISTRICT = "临江市河东区"

NUMBERS_IN_BRACKETS = """
青石镇望江村柳洲(1、2、3)组|望江村柳洲3组8号|inside
青石镇望江村柳洲(1、2、3)组|望江村柳洲5组|outside
青石镇望江村(1)(2)组|望江村4组|outside
青石镇望江村(一)组、(三)组|望江村三组|inside
东湖街道怡景花园(一、二)期|怡景花园三期3栋|outside
东湖街道怡景花园(A、B)区|怡景花园B区4栋|inside
东湖街道怡景花园(1-3)号楼|怡景花园4栋|outside
东湖街道怡景花园3栋(1、2)单元|怡景花园3栋2单元|inside
东湖街道文昌路35号附1号-6号|文昌路35号附4号|inside
东湖街道文昌路35号附1号-6号|文昌路35号附8号|outside
东湖街道文昌路5号附1号-12号|文昌路9号|unsure
东湖街道怡景花园5栋3-2、4-2|怡景花园5栋402|inside
东湖街道怡景花园5栋3-2、4-2|怡景花园5栋403|outside
"""

LISTED_AREAS = """
东湖街道甲水池片区(怡景花园,文昌路3-9、25号)|文昌路7号|inside
东湖街道甲水池片区(怡景花园,文昌路3-9、25号)|文昌路11号|outside
东湖街道甲水池片区(怡景花园,文昌路3-9、25号)|怡景花园5栋|inside
东湖街道甲水池片区(怡景花园,文昌路3-9、25号)|甲水池12号|unsure
东湖街道甲水池片区(怡景花园、锦绣苑等)|锦绣苑2栋|inside
东湖街道甲水池片区(怡景花园、锦绣苑等)|云顶山庄2栋|unsure
东湖街道甲水池片区(文昌路以东、民生路以西)|云顶山庄2栋|unsure
东湖街道怡景南区全区(7-16栋)|怡景南区12栋|inside
东湖街道怡景花园全小区|怡景花园5栋|inside
"""

LEFT_OUT = """
东湖街道怡景花园36栋1单元(除5层外)|怡景花园36栋1单元502|outside
东湖街道怡景花园36栋1单元(除5层外)|怡景花园36栋1单元602|inside
东湖街道怡景花园5栋(除顶楼外)|怡景花园5栋502|unsure
东湖街道怡景花园5栋(除电梯房外)|怡景花园5栋|unsure
东湖街道怡景花园(除云来宾馆外)|怡景花园|unsure
东湖街道怡景花园(除云来宾馆外)|怡景花园5栋|inside
东湖街道怡景花园(不含商业街)|怡景花园商业街12号|outside
文昌路8号怡景花园除7号楼3单元以外的其他楼座和单元|怡景花园7号楼2单元|inside
文昌路8号怡景花园除7号楼3单元以外的其他楼座和单元|怡景花园7号楼3单元|outside
东湖街道怡景花园1栋、锦绣苑2栋以外区域|锦绣苑3栋|unsure
东湖街道怡景花园1栋、锦绣苑2栋以外区域|云顶山庄3栋|unsure
青石镇望江村全域(2社除外)|望江村2组|outside
青石镇望江村3组以外的区域|望江村三社|outside
青石镇望江村3组以外的区域|望江村五社|inside
"""

GROUPS_AND_NAMES = """
青石镇望江村10组柳树湾|望江村十社柳树湾|inside
青石镇望江村3组|望江村四社老屋基|outside
云湖美镇小区31栋2单元|云湖美镇31栋2单元1801|inside
云湖美镇小区31栋2单元|云湖美镇32栋|outside
东湖街道怡景大厦(云来酒店)|云来酒店1203|inside
金水镇金桂园A2区(北区)3号楼|金桂园A2区3号楼|inside
金水镇金桂园A2区(北区)3号楼|金桂园北区3号楼|inside
金水镇金桂园A2区(北区)3号楼|金桂园A1区3号楼|outside
金水镇金桂园A2区(北区)3号楼|金桂园南区3号楼|outside
东湖街道怡景花园二区(原南区)5栋|怡景花园南区5栋|inside
东湖街道怡景花园A4栋、B1栋1单元、C区|怡景花园B1栋2单元|outside
东湖街道怡景花园A4栋、B1栋1单元、C区|怡景花园A5栋|unsure
东湖街道怡景花园3栋1单元、二期|怡景花园3栋2单元|unsure
"""

NAMELESS_AND_HOMES = """
东湖街道怡景花园小区3栋|小区3栋501|unsure
东湖街道怡景花园小区3栋|我们小区3栋501|unsure
东湖街道怡景花园小区3栋|园区里3栋501|unsure
青石镇望江村3组|我们村3组|unsure
青石镇望江村|我们村3组|unsure
东湖街道春晓社区|我们社区怡景苑3栋|unsure
东湖街道文昌路73号家属楼|文昌路73号家属楼3-1|inside
东湖街道文昌路73-75号(单号)家属院|文昌路74号家属院|outside
东湖街道文昌路61-69号宿舍楼|文昌路65号宿舍|inside
东湖街道文昌路61-69号宿舍楼|文昌路71号宿舍|outside
东湖街道文昌路73、75号家属楼2单元|文昌路75号2单元3-1|inside
东湖街道怡景花园5号住宅楼|怡景花园5栋3-1|inside
"""


def _cases(*tables: str):
    return [line.split("|") for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("zone", "address", "answer"),
    _cases(NUMBERS_IN_BRACKETS, LISTED_AREAS, LEFT_OUT, GROUPS_AND_NAMES, NAMELESS_AND_HOMES),
)
def test_clauses_of_zones_are_understood(zone: str, address: str, answer: str):
    assert contains(zone, address, district=DISTRICT).answer == answer
