"""Lists of what stands, beside what is decided; all names are invented."""

import pytest

from geo_service.notices.read import read_notice

HEAD = "明州市云岫区关于调整风险区的通告\n2022年9月20日\n"
DECIDED = "自2022年9月21日0时起,将青禾街道听雨小区由高风险区调整为中风险区。\n"


def items(body):
    return read_notice(HEAD + body).items


def deeds(body):
    return [(item.line, item.action, item.category, item.from_category, item.effective) for item in items(body)]


@pytest.mark.parametrize(
    "tally",
    [
        "截至9月20日24时,全区共有高风险区2个:\n1.沐晴小区\n2.松吟大厦3号楼",
        "调整后,我区现有高风险区2个:沐晴小区、松吟大厦3号楼。",
        "全区现有2个高风险区,为沐晴小区,松吟大厦3号楼。",
        "目前,全区共有高风险区2个。\n附件:\n一、高风险区(2个)\n1.沐晴小区\n2.松吟大厦3号楼",
    ],
)
def test_what_stands_has_neither_the_time_nor_the_verb_of_what_was_decided(tally):
    assert deeds(DECIDED + tally) == [
        ("青禾街道听雨小区", "downgrade", "中风险区", "高风险区", "2022-09-21T00:00"),
        ("沐晴小区", "designate", "高风险区", None, None),
        ("松吟大厦3号楼", "designate", "高风险区", None, None),
    ]


def test_a_count_without_a_category_is_of_the_one_before():
    assert deeds(DECIDED + "一、新增高风险区\n1.沐晴小区\n原有1个\n1.松吟大厦")[-1][:3] == (
        "松吟大厦",
        "designate",
        "高风险区",
    )


def test_a_count_at_the_end_changes_nothing():
    body = "一、高风险区\n1.沐晴小区\n截至9月20日,共有高风险区7个、中风险区3个。\n以上措施自9月21日8时起执行。"
    assert deeds(body) == [("沐晴小区", "designate", "高风险区", None, "2022-09-21T08:00")]


def test_a_dated_heading_of_a_list_says_no_time():
    decided = "一、9月20日5时调整的区域\n新增高风险区(1个):听雨小区。\n"
    body = f"{decided}二、截至9月20日5时全区高风险区\n高风险区(1个):沐晴小区。"
    assert [item.effective for item in items(body)] == ["2022-09-20T05:00", None]


def test_a_bare_total_behind_new_zones_is_what_stands() -> None:
    body = "一、新增高风险区(1个)\n1.青石镇怡景花园\n二、高风险区(共2个)\n1.青石镇怡景花园\n2.青石镇新苑小区"
    head = "青石县关于新增高风险区的通告\n2022年11月20日\n自11月20日8时起调整风险区。\n"
    assert [item.effective for item in read_notice(head + body).items] == ["2022-11-20T08:00", None, None]


def test_a_count_of_new_zones_by_area_names_no_zone() -> None:
    notice = "青石县通告\n2022年11月20日\n青石县新增5个高风险区,其中青石镇3个,北湖镇2个。\n1.青石镇怡景花园"
    assert [item.line for item in read_notice(notice).items] == ["青石镇怡景花园"]
