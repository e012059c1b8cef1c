"""Wordings and layouts of notices; all names are invented."""

import pytest

from geo_service.notices.read import read_notice

HEAD = "明州市云岫区关于划定（调整）风险区的通告\n2022年5月20日\n"
CITY = "明州市关于划定（调整）风险区的通告\n2022年5月20日\n"
TWO = "青禾街道听雨小区、墨林街道沐晴小区"
LIST = "\n1.青禾街道听雨小区;\n2.墨林街道沐晴小区。"


def items(body, head=HEAD):
    return read_notice(head + body).items


def lines(body, head=HEAD):
    return [item.line for item in items(body, head)]


def places(body, head=HEAD):
    return [(item.district, item.street, item.line) for item in items(body, head)]


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("将%s划定为疫情高风险区。", ("designate", "高风险区", None)),
        ("%s列为高风险地区。", ("designate", "高风险区", None)),
        ("将%s调高为高风险地区", ("designate", "高风险区", None)),
        ("将%s纳入高风险区管理。", ("designate", "高风险区", None)),
        ("新增%s为高风险区", ("designate", "高风险区", None)),
        ("高风险区包括%s。", ("designate", "高风险区", None)),
        ("高风险地区2个,分别为%s。", ("designate", "高风险区", None)),
        ("将%s疫情风险等级由中风险升级为高风险", ("designate", "高风险区", "中风险区")),
        ("将%s由高风险区调低为低风险区", ("downgrade", "低风险区", "高风险区")),
        ("将原高风险区%s调整为低风险区。", ("downgrade", "低风险区", "高风险区")),
        ("%s从高风险区转为低风险区", ("downgrade", "低风险区", "高风险区")),
        ("将%s封控区调整为管控区", ("downgrade", "管控区", "封控区")),
        ("%s恢复为低风险区。", ("downgrade", "低风险区", None)),
        ("解除%s的封控措施。", ("lift", "封控区", "封控区")),
        ("对%s解除封控措施", ("lift", "封控区", "封控区")),
        ("%s封控管理解除。", ("lift", "封控区", "封控区")),
        ("解除临时封控措施:%s", ("lift", "临时管控区", "临时管控区")),
        ("对%s进行临时管控", ("designate", "临时管控区", None)),
        ("将%s作为警戒区域", ("designate", "防范区", None)),
        ("将%s划为封控区,实行足不出户、上门服务。", ("designate", "封控区", None)),
    ],
)
def test_a_sentence_says_what_is_done_to_each_place(wording, said):
    found = items(wording % TWO)
    assert [(item.line, item.action, item.category, item.from_category) for item in found] == [
        (place, *said) for place in TWO.split("、")
    ]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("新增2个高风险区", ("designate", "高风险区", None)),
        ("【高风险区】", ("designate", "高风险区", None)),
        ("高风险区(2个):", ("designate", "高风险区", None)),
        ("高风险区:2个", ("designate", "高风险区", None)),
        ("云岫区新增高风险区(2个)", ("designate", "高风险区", None)),
        ("以下区域划为高风险区:", ("designate", "高风险区", None)),
        ("将青禾街道、墨林街道等部分区域划为高风险区:", ("designate", "高风险区", None)),
        ("高风险区转低风险区(2个)", ("downgrade", "低风险区", "高风险区")),
        ("高风险区→低风险区", ("downgrade", "低风险区", "高风险区")),
        ("高、中风险区调整为低风险区", ("downgrade", "低风险区", None)),
        ("撤销封控区", ("lift", "封控区", "封控区")),
        ("以下封控区予以解除", ("lift", "封控区", "封控区")),
        ("解除临时静默管理区域", ("lift", "临时管控区", "临时管控区")),
    ],
)
def test_a_heading_says_what_is_done_to_its_list(heading, said):
    found = items(heading + LIST)
    assert [(item.line, item.action, item.category, item.from_category) for item in found] == [
        (place, *said) for place in TWO.split("、")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("自二〇二二年五月二十日起", "2022-05-20"),
        ("于2022年5月20日24时起", "2022-05-21T00:00"),
        ("自5月20日零时起", "2022-05-20T00:00"),
        ("自5月20日二十时起", "2022-05-20T20:00"),
        ("自5月20日晚8时30分起", "2022-05-20T20:30"),
        ("自5月20日12:30时起", "2022-05-20T12:30"),
        ("自5月20日18时", "2022-05-20T18:00"),
        ("自5月20日(星期五)18时起", "2022-05-20T18:00"),
        ("自20日18时起", "2022-05-20T18:00"),
        ("自2022.5.20起", "2022-05-20"),
        ("自2022-05-20起", "2022-05-20"),
        ("自本通告发布之日起", "2022-05-20"),
        ("从即刻起", "2022-05-20"),
        ("自今日18时起", "2022-05-20T18:00"),
        ("自明日0时起", "2022-05-21T00:00"),
        ("5月20日18时", "2022-05-20T18:00"),
    ],
)
@pytest.mark.parametrize("behind", [",将以下区域划为高风险区:" + LIST, ",将" + TWO + "划为高风险区。"])
def test_times_are_read_in_figures_and_numerals(words, said, behind):
    assert [item.effective for item in items(words + behind)] == [said, said]


@pytest.mark.parametrize(
    "body",
    [
        "生效时间:5月20日18时\n一、高风险区" + LIST,
        "一、高风险区" + LIST + "\n生效时间:5月20日18时",
        "一、高风险区" + LIST + "\n以上区域自5月20日18时起执行。",
        "一、高风险区" + LIST + "\n二、本通告自5月20日18时起施行。",
        "一、调整时间\n5月20日18时\n二、高风险区" + LIST,
        "一、新增高风险区(自5月20日18时起)" + LIST,
        "一、自5月20日18时起新增的高风险区" + LIST,
        "决定自5月20日18时起,对青禾街道等部分区域风险等级进行调整,现将具体情况通告如下:\n一、高风险区" + LIST,
        "决定自5月20日18时起实施分级分类管理。\n高风险区:\n青禾街道听雨小区;\n墨林街道沐晴小区。",
        "决定将以下区域划定为高风险区,自5月20日18时起实施:" + LIST,
        "根据有关规定,经研究,自5月20日18时起,在青禾街道、墨林街道划定高风险区。\n一、高风险区" + LIST,
        "将青禾街道听雨小区于5月20日18时调整为高风险区。",
        "将青禾街道听雨小区划为高风险区,从5月20日18时起实行足不出户。",
    ],
)
def test_a_time_holds_for_the_zones_that_it_is_said_of(body):
    found = items(body)
    assert found
    assert {item.effective for item in found} == {"2022-05-20T18:00"}


def test_a_time_behind_a_list_begins_another_part():
    body = "一、高风险区\n1.听雨小区\n自5月21日8时起:\n一、高风险区降为低风险区\n1.沐晴小区\n"
    body += "二、中风险区降为低风险区\n1.松吟大厦"
    assert [item.effective for item in items(body)] == [None, "2022-05-21T08:00", "2022-05-21T08:00"]


def test_the_day_of_the_notice_may_stand_under_it():
    text = (
        "关于划定高风险区的通告\n即日起划定以下高风险区:\n听雨小区3栋\n特此通告。\n云岫区指挥部\n二〇二二年五月二十日"
    )
    assert [item.effective for item in read_notice(text).items] == ["2022-05-20"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "一、高风险区\n(一)云岫区(1个)\n1.青禾街道听雨小区;\n(二)望舒县(1个)\n1.玉带镇沐晴小区。",
            [("云岫区", "青禾街道", "青禾街道听雨小区"), ("望舒县", "玉带镇", "玉带镇沐晴小区")],
        ),
        (
            "一、云岫区\n高风险区:\n1.听雨小区\n二、望舒县\n高风险区:\n1.沐晴小区",
            [("云岫区", None, "听雨小区"), ("望舒县", None, "沐晴小区")],
        ),
        (
            "以下2地为高风险区\n云岫区:听雨小区;望舒县:沐晴小区。",
            [("云岫区", None, "听雨小区"), ("望舒县", None, "沐晴小区")],
        ),
        (
            "将云岫区青禾街道听雨小区,墨林街道沐晴小区;望舒县玉带镇松吟大厦划为高风险区。",
            [
                ("云岫区", "青禾街道", "云岫区青禾街道听雨小区"),
                ("云岫区", "墨林街道", "墨林街道沐晴小区"),
                ("望舒县", "玉带镇", "望舒县玉带镇松吟大厦"),
            ],
        ),
        (
            "云岫区划定青禾街道听雨小区为封控区,青禾街道沐晴小区为管控区。",
            [("云岫区", "青禾街道", "青禾街道听雨小区"), ("云岫区", "青禾街道", "青禾街道沐晴小区")],
        ),
    ],
)
def test_districts_come_from_headings_and_sentences(body, said):
    assert places(body, CITY) == said


def test_the_district_in_the_title_of_a_city_holds_for_its_items():
    (item,) = read_notice("明州市关于调整云岫区部分区域风险等级的通告\n高风险区\n听雨小区").items
    assert item.district == "云岫区"


def test_the_signature_names_the_issuer():
    text = "关于划定高风险区的通告\n高风险区\n云岫区听雨小区\n明州市云岫区疫情防控指挥部"
    assert [item.district for item in read_notice(text).items] == [None]


@pytest.mark.parametrize(
    "body",
    [
        "高风险区名单\n•听雨小区3栋\n•沐晴小区5栋",
        "高风险区名单\n- 听雨小区3栋\n- 沐晴小区5栋",
        "高风险区名单\n1:听雨小区3栋\n2:沐晴小区5栋",
        "高风险区名单\n1)听雨小区3栋\n2)沐晴小区5栋",
        "高风险区名单\n第一、听雨小区3栋\n第二、沐晴小区5栋",
        "高风险区:1.听雨小区3栋;2.沐晴小区5栋。",
        "高风险区(2个)1.听雨小区3栋2.沐晴小区5栋",
        "高风险区(2个):①听雨小区3栋;②沐晴小区5栋。",
        "高风险区(2个):(1)听雨小区3栋;(2)沐晴小区5栋。",
        "一、高风险区:听雨小区3栋。二、高风险区:沐晴小区5栋。",
        "高风险区\n序号\t点位\n1\t听雨小区3栋\n2\t沐晴小区5栋",
        "序号 点位 等级\n1\t听雨小区3栋\t高风险区\n2\t沐晴小区5栋\t高风险区",
        "高风险区\n1 听雨小区3栋\n2 沐晴小区5栋",
        "高 风 险 区\n1.听雨小区 3 栋\n2.沐晴小区 5 栋",
    ],
)
def test_lists_are_numbered_in_many_ways(body):
    found = items(body)
    assert ["".join(item.line.split()) for item in found] == ["听雨小区3栋", "沐晴小区5栋"]
    assert {item.category for item in found} == {"高风险区"}


def test_a_wrapped_line_is_one_line():
    assert lines("高风险区\n1.听雨小区3栋、4栋、5\n栋、6栋;\n2.沐晴小区(除1栋、\n2栋外)") == [
        "听雨小区3栋、4栋、5\n栋、6栋",
        "沐晴小区(除1栋、\n2栋外)",
    ]


def test_commas_between_streets_part_lists_and_between_addresses_part_zones():
    assert lines("将青禾街道听雨小区、沐晴小区,墨林街道松吟大厦划为高风险区。") == [
        "青禾街道听雨小区",
        "沐晴小区",
        "墨林街道松吟大厦",
    ]
    assert lines("将青禾街道听雨小区1栋、沐晴小区2栋,青禾街道松吟大厦划为高风险区。") == [
        "青禾街道听雨小区1栋、沐晴小区2栋",
        "青禾街道松吟大厦",
    ]


def test_sides_and_lines_of_one_area_stay_together():
    body = "将甲路以东、乙路以南、丙路以西、丁路以北区域,听雨小区、由云岫路、墨林河、玉带路合围区域划为高风险区。"
    assert lines(body)[0] == "甲路以东、乙路以南、丙路以西、丁路以北区域"
    assert lines(body)[-1].endswith("云岫路、墨林河、玉带路合围区域")


@pytest.mark.parametrize(
    "sentence",
    [
        "以上区域实行足不出户、上门服务。",
        "管控措施:期间足不出户,错峰取物。",
        "截至目前,全区共有高风险区22个。",
        "其他区域风险等级不变。",
        "联系电话:12345678",
    ],
)
def test_measures_tallies_and_contacts_are_no_zones(sentence):
    assert lines(f"一、高风险区\n听雨小区3栋\n{sentence}\n二、中风险区\n沐晴小区") == ["听雨小区3栋", "沐晴小区"]


def test_a_third_category_leaves_open_where_a_zone_comes_from():
    head = "云岫区关于调整风险区的通告\n2022年11月20日\n"
    (one,) = items("一、调整为低风险区\n听雨小区", head)
    (two, _) = items("一、调整为低风险区\n听雨小区\n二、临时管控区\n沐晴小区", head)
    assert (one.from_category, two.from_category) == ("高风险区", None)
