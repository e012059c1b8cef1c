"""What stands around the lists of a notice: who is meant by heads, titles, lead sentences, verbs and orders."""

import pytest

from geo_service.model.said import NoticeItem
from geo_service.notices import read as read_module
from geo_service.notices.read import read_notice

HEAD = "清溪区关于调整风险区的通告\n2022年11月28日\n"


def items(body: str, head: str = HEAD) -> tuple[NoticeItem, ...]:
    return read_notice(head + body).items


def lines(body: str) -> list[str]:
    return [item.line for item in items(body)]


def deeds(body: str) -> list[tuple[str, str | None, str | None]]:
    return [(item.action, item.category, item.from_category) for item in items(body)]


def test_what_follows_adjusted_to_and_a_colon_is_one_zone():
    first, second = items(
        "一、调整高风险区范围\n青石镇\n1.将望江片区调整为:怡景苑、丽景苑;\n2.将新桥小区调整为:新桥小区1栋;"
    )
    assert (first.action, first.category, first.street) == ("adjust", "高风险区", "青石镇")
    assert [extent.place for extent in first.extent] == ["怡景苑", "丽景苑"]
    assert second.replaces
    assert second.replaces[0].place == "新桥小区"


def test_the_extent_after_lies_in_the_street_of_the_one_before():
    (item,) = items("一、高风险区\n1.青石镇丽景小区调整为丽景小区2栋、3栋")
    assert (item.action, item.street) == ("adjust", "青石镇")


def test_a_category_as_the_subject_is_what_is_adjusted():
    (item,) = items("1.管控区(原丽景小区3幢、4幢)调整为丽景小区4幢;")
    assert (item.action, item.category, item.from_category) == ("adjust", "管控区", "管控区")
    assert item.replaces
    assert [member.building for member in item.replaces[0].members] == ["3幢", "4幢"]


def test_a_zone_that_goes_into_another_is_adjusted_to_it():
    (item,) = items("原划定的丽景小区5栋、6栋高风险区并入丽景小区高风险区。")
    assert (item.action, item.category) == ("adjust", "高风险区")
    assert item.replaces
    assert item.replaces[0].place == "丽景小区"


def test_the_category_behind_a_place_is_no_part_of_it():
    (item,) = items("一、解除管控的区域\n(一)原青石镇粮站宿舍高风险区")
    assert (item.action, item.category, item.street) == ("lift", "高风险区", "青石镇")
    assert item.extent[0].place == "粮站宿舍"


def test_an_end_and_a_new_level_are_one_move():
    assert deeds("将丽景小区解除封控区管理,转为管控区。") == [("downgrade", "管控区", "封控区")]


def test_orders_behind_a_category_are_no_level():
    assert deeds("将丽景小区划定为高风险区,实行封控管理。") == [("designate", "高风险区", None)]


def test_each_of_two_lifts_in_a_sentence_has_its_own_category():
    body = "解除青石街道丽景小区的封控管理,解除白沙街道新桥小区的管控管理。"
    assert deeds(body) == [("lift", "封控区", "封控区"), ("lift", "管控区", "管控区")]


def test_lifting_of_is_said_before_each_place():
    assert lines("解除对甲街2号、4号的封控管理;解除对甲街1号的管控管理。") == ["甲街2号、4号", "甲街1号"]


def test_the_verb_at_the_end_holds_for_the_sentence_before_in_its_line():
    body = "新增划定青石镇丽景小区、青石镇望江村关沟组。青石镇怡景花园5号楼为封控区。"
    assert deeds(body) == [("designate", "封控区", None)] * 3


def test_increased_is_a_verb():
    first, _ = items("一、封控区\n增加青石镇丽景小区2号楼、青石镇怡景小区3号楼为封控区。")
    assert (first.line, first.street) == ("青石镇丽景小区2号楼", "青石镇")


def test_a_bracket_that_nothing_changes_hides_no_verb():
    body = "怡景小区8幢作为封控区(保持不变),怡景小区7幢作为管控区。"
    assert [deed[1] for deed in deeds(body)] == ["封控区", "管控区"]


@pytest.mark.parametrize(
    "lead",
    [
        "将青石街道1个高风险区、青石镇1个高风险区调整为低风险区,具体如下:",
        "现将青石街道、青石镇2个镇街的2个高风险区降为低风险区,名单如下:",
    ],
)
def test_a_lead_that_counts_by_street_says_what_is_done(lead):
    body = f"{lead}\n青石街道1个:丽景小区1栋。\n青石镇1个:望江村3组。"
    assert deeds(body) == [("downgrade", "低风险区", "高风险区")] * 2


def test_a_lead_that_only_says_that_something_is_adjusted_is_no_zone():
    body = "对青石镇丽景小区等区域的风险等级进行调整。\n高风险区调整为中风险区:青石镇丽景小区、青石镇怡景苑。"
    assert lines(body) == ["青石镇丽景小区", "青石镇怡景苑"]


def test_orders_for_a_category_end_its_list():
    body = "一、高风险区:丽景小区、怡景苑,高风险区采取“足不出户”等措施。"
    assert [item.extent[0].place for item in items(body)] == ["丽景小区", "怡景苑"]


def test_a_lead_that_announces_opens_no_level_around_the_chapters():
    body = (
        "对部分区域解除封控管理,现通告如下:\n一、白沙区\n自11月28日0时起,以下区域由管控区降为防范区:\n甲路以东,乙路以西区域。\n"
        "以下区域解除防范管理:\n丙路以东,丁路以西区域。"
    )
    assert [item.district for item in items(body)] == ["白沙区", "白沙区"]


def test_a_heading_may_give_orders_behind_its_verb():
    body = "一、将青石镇以下区域调整为临时管控区,实行“足不出区”等临时管控措施。\n(一)丽景小区。\n(二)怡景苑。"
    assert [(item.category, item.street) for item in items(body)] == [("临时管控区", "青石镇")] * 2


def test_the_street_of_the_title_holds_for_all():
    head = "清溪区关于解除青石镇封控区、管控区管理的通告\n2022年4月26日\n"
    assert items("一、封控区\n丽景小区", head)[0].street == "青石镇"


def test_two_streets_of_a_title_hold_for_nothing():
    head = "清溪区关于解除青石镇、白沙镇封控区管理的通告\n2022年4月26日\n"
    assert items("一、封控区\n丽景小区", head)[0].street is None


def test_the_time_of_the_title_holds_for_all():
    head = "清溪区关于2022年11月14日20时起调整部分区域风险等级的通告\n2022年11月14日\n"
    assert items("一、高风险区\n1.丽景小区", head)[0].effective == "2022-11-14T20:00"


def test_our_district_is_no_name():
    head = "清溪经济技术开发区关于调整风险等级的通告\n按照《关于优化措施的通知》,调整我区部分区域风险等级。\n"
    assert items("一、以下区域划定为高风险区\n丽景小区", head)[0].district is None


def test_a_short_town_heads_its_list():
    assert [item.street for item in items("一、高风险区\n甲街道1个:丽景小区。\n乙镇1个:望江村3组。")] == [
        "甲街道",
        "乙镇",
    ]


def test_a_name_that_begins_with_a_number_counts_nothing():
    assert lines("一、高风险区\n(1)怡景苑;\n(2)136测绘队小区;") == ["怡景苑", "136测绘队小区"]


def test_numbers_go_on_where_line_ends_were_lost():
    body = "将以下区域划定为高风险区:1、青石街道:丽景小区3、青石镇:甲路3号附1号花店4、白沙街道:怡景苑"
    assert [item.street for item in items(body)] == ["青石街道", "青石镇", "白沙街道"]


def test_numerals_with_is_count():
    assert lines("对下列区域实行封控管理:一是青石镇丽景小区;二是青石街道怡景苑。") == [
        "青石镇丽景小区",
        "青石街道怡景苑",
    ]


def test_a_building_behind_a_timed_one_stands_in_the_same_place():
    _, second = items("一、高风险区\n青石镇(2个):怡景苑2栋(从11月12日21时起算)、3栋(从11月11日8时起算)。")
    assert (second.extent[0].place, second.effective) == ("怡景苑", "2022-11-11T08:00")


def test_the_day_when_a_zone_began_is_not_when_it_ends():
    (item,) = items("一、以下高风险区调整为低风险区\n1.怡景苑1栋(11月5日划定)")
    assert item.effective is None


def test_a_place_does_not_lie_in_the_village_before_it():
    first, second = items("一、高风险区\n青石镇:望江村11组5幢(从11月12日8时起算)、粮站宿舍(从11月12日9时起算)。")
    assert (first.community, second.community, second.street) == ("望江村", None, "青石镇")


def test_a_group_lies_in_the_village_before_it():
    _, second = items("一、高风险区\n青石镇:望江村11组2号、周家组3号。")
    assert second.community == "望江村"


def test_a_place_of_the_district_itself_leaves_the_street_before():
    _, second = items("将青石镇丽景小区1栋、清溪区怡景小区2栋划为高风险区。")
    assert second.street is None


def test_an_area_behind_a_semicolon_leaves_the_street_before():
    _, second = items("将青石镇丽景小区划为封控区;甲路-乙路-丙路合围区域划为管控区。")
    assert second.street is None


def test_each_district_of_a_list_has_its_own_places_beside_an_area():
    body = "一、中风险区:白沙区青石镇丽景小区、粮站宿舍,河东区南门街道望桥社区、怡景社区甲路以西区域。"
    assert len(lines(body)) == 4


@pytest.mark.parametrize("order", ["措施:强化社会面管控", "管控区管理政策:\n管控区出入口全部封闭,人员不出管控区域。"])
def test_orders_under_their_own_heading_are_no_zones(order):
    assert lines(f"一、管控区\n丽景小区。\n{order}") == ["丽景小区"]


def test_nothing_is_no_zone():
    assert lines("一、高风险区:丽景小区。\n二、中风险区:无。") == ["丽景小区"]


def test_a_count_that_comes_to_nothing_is_no_zone():
    assert lines("一、以下区域调整为低风险区\n丽景小区。\n本次调整后,全区高风险区完成清零。") == ["丽景小区"]


def test_what_is_left_over_is_no_zone():
    body = "二、青石镇望江村高风险区调整为望江村3组、5组高风险区,其余为低风险区。"
    (item,) = items(body)
    assert [extent.group for extent in item.extent] == ["3组", "5组"]


def test_the_rest_of_several_streets_is_one_zone():
    (item,) = items("三、低风险区:\n甲街道、乙街道、青石镇其余区域。")
    assert [extent.area for extent in item.extent] == ["甲街道", "乙街道", "青石镇"]


def test_a_line_that_only_names_places_is_read_alike_in_both_ways(monkeypatch):
    body = (
        "一、高风险区(4个)\n(一)青石街道(3个)\n1.丽景小区3栋、5栋;\n2.望江村3组;\n3.甲路16号院\n(二)青石镇(1个)\n1.怡景苑(含底商)。\n"
        "二、低风险区\n1、望江村;\n2、粮站宿舍1栋、白沙街道新桥小区"
    )
    plain = read_notice(HEAD + body)
    monkeypatch.setattr(read_module, "is_plain", lambda *_: False)
    assert plain == read_notice(HEAD + body)
