"""What headings and lead sentences say of the zones behind them; all names are invented."""

import pytest

from geo_service.notices.read import read_notice

HEAD = "明州市关于调整风险区的通告\n2022年9月20日\n"


def items(body, head=HEAD):
    return read_notice(head + body).items


def lines(body):
    return [item.line for item in items(body)]


def test_what_is_lifted_may_stand_below_the_verb():
    found = items(
        "一、解除管控措施的区域如下:\n(一)原封控区:\n1.听雨小区\n(二)原管控区:\n1.沐晴小区\n二、封控区\n1.松吟大厦"
    )
    assert [(item.action, item.category) for item in found] == [
        ("lift", "封控区"),
        ("lift", "管控区"),
        ("designate", "封控区"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "一、中风险区\n青禾镇望江村\n二、低风险区\n墨林镇观云村",
        "高风险区\n青禾街道望江社区\n墨林街道听雨小区",
        "高风险区:2个\n云岫区:1个\n云岫区青禾镇望江村\n松吟区:1个\n松吟区墨林镇听雨小区",
        "高风险区\n1.青禾镇望江村\n2.墨林镇观云村\n对高风险区采取封控措施,足不出户。",
    ],
)
def test_a_village_with_nothing_below_it_is_a_zone(body):
    assert len(items(body)) == 2


def test_a_street_heads_the_places_below_it():
    assert [item.street for item in items("高风险区\n青禾街道\n听雨小区\n沐晴小区")] == ["青禾街道"] * 2


def test_a_lead_names_the_street_of_all_zones():
    found = items(
        "决定自2022年9月21日0时起,对我区青禾镇部分管控区域进行调整,具体如下:\n中风险区\n1.听雨小区\n低风险区\n沐晴小区"
    )
    assert [(item.street, item.effective) for item in found] == [("青禾镇", "2022-09-21T00:00")] * 2


def test_an_area_may_say_its_time_and_category_in_brackets():
    first = "云岫区(自9月21日8时起,将下列区域划定为高风险区)\n听雨小区\n"
    second = "松吟区(自9月22日8时起,将下列区域划定为高风险区)\n沐晴小区"
    body = f"一、新增高风险区\n{first}{second}"
    assert [(item.district, item.effective) for item in items(body)] == [
        ("云岫区", "2022-09-21T08:00"),
        ("松吟区", "2022-09-22T08:00"),
    ]


def test_a_second_heading_beside_a_lead_has_its_own_category():
    body = "自2022年9月21日起,以下区域为高风险地区:\n1.听雨小区\n以下区域为中风险地区:\n1.沐晴小区"
    assert [(item.category, item.effective) for item in items(body)] == [
        ("高风险区", "2022-09-21"),
        ("中风险区", "2022-09-21"),
    ]


def test_the_time_of_a_line_holds_for_what_is_also_done():
    first = "自2022年9月21日零时起,听雨小区由中风险区调整为低风险区。"
    body = f"{first}同时解除以下区域管控:\n一、解除封控区(1个)\n沐晴小区"
    assert [item.effective for item in items(body)] == ["2022-09-21T00:00"] * 2


def test_a_list_that_names_its_category_once_has_it_from_the_title():
    (one,) = items("1.云岫区听雨小区", head="明州高风险区名单\n2022年9月20日\n")
    assert (one.action, one.category, one.district) == ("designate", "高风险区", "云岫区")


def test_a_bracket_says_where_one_zone_comes_from():
    found = items("新增高风险区:听雨小区、沐晴小区(由中风险区调整为高风险区)。")
    assert [item.from_category for item in found] == [None, "中风险区"]


@pytest.mark.parametrize("stamp", ["(管控时间:9月21日)", "(9月21日调整)", "(9月21日起算)"])
def test_a_bracket_says_from_when_one_zone_holds(stamp):
    assert [item.effective for item in items(f"高风险区\n听雨小区{stamp}\n沐晴小区")] == ["2022-09-21", None]


def test_midnight_is_the_end_of_the_day_said_before():
    body = "自9月20日起,我区划定封控区。\n封控区:听雨小区。\n以上措施自2022年9月20日24时起执行"
    assert [item.effective for item in items(body)] == ["2022-09-21T00:00"]


def test_what_is_left_of_an_area_is_parted_from_the_zones_beside_it():
    body = "将青禾镇望江小区、墨林镇除观云村、听雨村以外的其他区域、沐晴小区(除3栋、5栋外)调整为低风险区。"
    assert lines(body) == ["青禾镇望江小区", "墨林镇除观云村、听雨村以外的其他区域", "沐晴小区(除3栋、5栋外)"]
    assert lines("云岫区、松吟区除高、中风险区外的其他区域为低风险区。") == ["云岫区、松吟区除高、中风险区外的其他区域"]


def test_doubled_commas_of_a_copy_are_one():
    assert lines("将青禾街道听雨小区,,墨林街道沐晴小区,、松吟大厦调整为中风险区。") == [
        "青禾街道听雨小区",
        "墨林街道沐晴小区",
        "松吟大厦",
    ]


def test_a_lower_level_may_be_said_without_its_name():
    found = items("自9月21日起,调低云岫区青禾街道望江社区风险等级,将云岫区墨林街道听雨小区列为中风险区;")
    assert [(item.line, item.action, item.category) for item in found] == [
        ("云岫区青禾街道望江社区", "downgrade", None),
        ("云岫区墨林街道听雨小区", "designate", "中风险区"),
    ]


def test_each_place_of_a_sentence_may_have_its_own_change():
    found = items("2、将听雨小区调整为中风险区、沐晴小区由高风险调整为中风险区,实行人不出区。")
    assert [(item.action, item.from_category) for item in found] == [("designate", None), ("downgrade", "高风险区")]


def test_problems_are_told_in_the_words_of_an_office():
    reading = read_notice(HEAD + "听雨小区3栋\n其他区域风险等级不变。")
    assert [problem.reason for problem in reading.problems] == ["没有写明类别", "不是地点"]


def test_an_area_before_the_time_is_that_of_the_decision():
    found = items("云岫区自9月21日8时起,将听雨小区划定为高风险区。松吟区自9月22日0时起,将沐晴小区划定为中风险区。")
    assert [(item.district, item.effective) for item in found] == [
        ("云岫区", "2022-09-21T08:00"),
        ("松吟区", "2022-09-22T00:00"),
    ]


def test_an_hour_before_a_decision_needs_no_preposition():
    (one,) = items("2022年9月21日8时,云岫区新增高风险区1个:听雨小区。")
    assert one.effective == "2022-09-21T08:00"
