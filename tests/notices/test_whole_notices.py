"""Notices as authorities print them: names on two lines, reasons, orders, advice and appendices around the lists."""

import pytest

from geo_service.model.said import NoticeItem, SaidBounds
from geo_service.notices.read import read_notice

BODY = "一、高风险区\n1.甲路街道怡景花园3栋\n"


def items(text: str) -> tuple[NoticeItem, ...]:
    return read_notice(text).items


def lines(text: str) -> list[str]:
    return [item.line for item in items(text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("青石市清溪区新型冠状病毒肺炎", "疫情防控指挥部通告"),
        ("青石市清溪区新冠肺炎疫情", "联防联控工作指挥部通告"),
        ("青石市清溪区应对新冠肺炎疫情工作领导小组(指挥部)", "办公室关于调整风险区的公告"),
    ],
)
def test_the_title_on_two_lines_names_the_issuer(first, second):
    (item,) = items(f"{first}\n{second}\n(第12号)\n2022年11月28日\n一、高风险区\n1.清溪区甲路街道怡景花园3栋\n")
    assert (item.line, item.district) == ("清溪区甲路街道怡景花园3栋", None)


@pytest.mark.parametrize(
    "signature",
    [
        "青石市清溪区新型冠状病毒\n肺炎疫情防控指挥部\n2022年11月28日",
        "青石市委统筹疫情防控和经济运行\n工作领导小组(指挥部)办公室\n2022年11月28日",
        "青石市清溪区新冠肺炎疫情防控指挥部 2022年11月28日",
        "特此通告。青石市清溪区新冠肺炎疫情防控指挥部 2022年11月28日",
    ],
)
def test_the_signature_is_no_zone_and_dates_the_notice(signature):
    (item,) = items("关于划定风险区的通告\n即日起划定风险区如下:\n" + BODY + signature)
    assert item.effective == "2022-11-28"


def test_what_reprints_put_above_the_title_is_no_zone():
    text = "清溪区发布重要通告!涉及甲路街道、乙路街道\n2022-11-28 20:10 来源:清溪发布\n清溪区关于划定高风险区的通告\n"
    assert lines(text + BODY) == ["甲路街道怡景花园3栋"]


def test_what_stands_above_the_reasons_is_no_zone():
    text = "青石市疾控中心提醒\n根据疫情防控需要,自2022年11月28日18时起划定高风险区1个:\n"
    assert lines(text + "清溪区怡景花园3栋\n") == ["清溪区怡景花园3栋"]


def test_a_report_names_the_issuer():
    text = "11月28日,青石市清溪区新冠肺炎疫情防控指挥部发布通告:\n决定自2022年11月28日起,划定以下高风险区:\n"
    (item,) = items(text + "清溪区甲路街道怡景花园3栋\n")
    assert item.district is None


def test_reasons_may_have_several_clauses():
    head = "清溪区关于划定高风险区的通告\n"
    text = "为统筹做好疫情防控,科学精准开展工作,经专家组评估,自2022年3月13日起,划定部分区域。现通告如下:\n"
    (item,) = items(head + text + BODY)
    assert (item.line, item.effective) == ("甲路街道怡景花园3栋", "2022-03-13")


def test_the_district_of_the_lead_holds_for_all():
    text = "青石市关于划定高风险区的通告\n2022年11月28日\n决定划定我市望江区部分高风险区,现通告如下:\n"
    assert [item.district for item in items(text + BODY)] == ["望江区"]


@pytest.mark.parametrize(
    "order",
    [
        "高风险区由所属村(社区)负责,实行封控措施。",
        "封控区内居民生活由社区保障。从严规范市场经营,其他公共场所按人流30%控制。",
        "区域内居民如遇到生活困难,可拨打服务热线。",
        "划定为高风险区的区域,严格执行封控措施,连续5天无新增降为低风险区。",
        "新增高风险区实行封控措施。降为低风险区的,同步解除封控措施,落实常态化防控。",
    ],
)
def test_what_holds_in_zones_is_no_zone(order):
    assert lines("清溪区关于划定高风险区的通告\n2022年11月28日\n" + BODY + order) == ["甲路街道怡景花园3栋"]


def test_what_an_area_mainly_contains_is_no_zone():
    text = "一、管控区范围:东至甲路,南至乙路,西至丙路,北至丁路。主要涉及怡景花园、望江小区。\n"
    (item,) = items("清溪区关于划定管控区的通告\n2022年11月28日\n" + text)
    assert isinstance(item.extent[0], SaidBounds)


@pytest.mark.parametrize(
    "aside",
    [
        "解封后,请居民朋友做好以下几点:\n一是坚持佩戴口罩。\n二是减少聚集,不参加聚餐。",
        "与病例轨迹有时空交集的人员,请立即报备:\n11月28日8:00-9:00怡和菜市场\n11月28日12:30望江路15号小吃店",
        "附:核酸检测点\n1.甲路街道:望江社区卫生服务中心、怡景广场东侧",
        "四、生活保障\n甲路街道:0755-12345678",
    ],
)
def test_advice_and_appendices_are_no_zones(aside):
    assert lines("清溪区关于划定高风险区的通告\n2022年11月28日\n" + BODY + aside) == ["甲路街道怡景花园3栋"]


def test_a_list_in_the_appendix_stands_without_the_time_of_the_decision():
    head = "清溪区关于划定高风险区的通告\n自2022年11月28日起划定以下高风险区:\n1.怡景花园3栋\n"
    text = "附:清溪区高风险区名单(截至11月28日)\n高风险区(1个)\n1.望江小区5栋\n"
    assert [item.effective for item in items(head + text)] == ["2022-11-28", None]


def test_a_lead_that_counts_moves_is_no_zone_and_its_time_holds():
    lead = (
        "从即日起望江县4个高风险区调整为中风险区,3个中风险区调整为低风险区;清溪区1个中风险区调整为低风险区。具体如下:\n"
    )
    (item,) = items(
        "青石市关于调整风险区的通告\n2022年11月2日\n" + lead + "一、高风险区调整为中风险区\n望江县:怡景花园。\n"
    )
    assert (item.line, item.district, item.effective) == ("怡景花园", "望江县", "2022-11-02")


def test_chapters_on_one_line_begin_behind_a_colon():
    lead = "自2022年8月29日12时起,调整风险区,具体如下:"
    first = "一、由高风险区调整为中风险区(1个)(一)具体点位甲路街道(1个):怡景花园。"
    second = "二、由中风险区调为低风险区(1个)(一)具体点位甲路街道(1个):望江小区。"
    assert [
        (item.line, item.category, item.from_category, item.street)
        for item in items(f"清溪区通告\n{lead}{first}{second}")
    ] == [
        ("怡景花园", "中风险区", "高风险区", "甲路街道"),
        ("望江小区", "低风险区", "中风险区", "甲路街道"),
    ]


def test_the_time_behind_the_zones_needs_no_since():
    text = "一、高风险区(1个)\n甲路街道:怡景花园3栋。\n以上解除区域自通告发布之时执行。\n"
    (item,) = items("清溪区关于解除高风险区的通告\n2022年11月27日\n" + text)
    assert item.effective == "2022-11-27"


def test_a_day_before_all_of_the_city_is_its_time():
    text = "8月14日全市新划定高风险区1个,具体包括:\n清溪区:\n高风险区1个:怡景花园。\n"
    (item,) = items("青石市关于风险区划定的公告\n2022年8月15日\n" + text)
    assert item.effective == "2022-08-14"


def test_the_verb_before_and_the_category_behind_several_sentences():
    text = "解除甲路街道怡景花园3栋,丽景苑5栋;乙路街道望江小区2栋高风险区管理(自2022年12月3日0时起)。\n"
    found = items("清溪区关于调整风险区的通告\n2022年12月2日\n" + text)
    assert [item.line for item in found] == ["甲路街道怡景花园3栋", "丽景苑5栋", "乙路街道望江小区2栋"]
    assert {(item.action, item.from_category, item.effective) for item in found} == {
        ("lift", "高风险区", "2022-12-03T00:00")
    }


def test_a_lead_that_lifts_says_it_for_numbered_categories():
    text = (
        "决定自3月25日上午6时起,对甲路街道部分封控管控区域予以解除:\n封控区一:怡景花园(2幢除外);\n管控区一:望江小区。\n"
    )
    found = items("清溪区关于解除部分封控区的通告\n2022年3月24日\n" + text)
    assert [(item.action, item.category) for item in found] == [("lift", "封控区"), ("lift", "管控区")]


def test_quoted_categories_are_categories():
    text = "1.怡景花园,由疫情“高风险区”调整为疫情“中风险区”,实行“人不出区”的管控措施。\n"
    (item,) = items("清溪区关于调整风险区的通告\n2022年7月25日\n" + text)
    assert (item.line, item.category, item.from_category) == ("怡景花园", "中风险区", "高风险区")


def test_the_name_before_sides_is_that_of_the_area():
    (item,) = items("清溪区通告\n2022年10月28日\n一、中风险区\n怡景花园:东至甲路,西至乙路,南至丙路,北至丁路\n")
    assert isinstance(item.extent[0], SaidBounds)
    assert item.extent[0].name == "怡景花园"


def test_the_rest_of_the_district_lies_in_no_street():
    text = "一、中风险区\n甲路街道\n怡景花园\n清溪区辖区内除中风险区外的其他区域为低风险区。\n"
    assert items("清溪区通告\n2022年10月28日\n" + text)[-1].street is None


def test_the_rest_of_several_streets_has_their_district():
    text = "一、防范区\n望江区甲路街道、乙路街道除封控区以外的区域\n"
    (item,) = items("青石市通告\n2022年4月12日\n" + text)
    assert item.district == "望江区"


@pytest.mark.parametrize(
    "head",
    [
        "【望江区】",
        "(望江区)",
        "望江区(高风险区2个)",
        "望江区有2个",
        "望江区,2个",
        "望江区:高风险区2个",
        "涉及望江区2个:",
    ],
)
def test_heads_of_districts(head):
    text = f"一、高风险区(3个)\n{head}\n甲路街道怡景花园3栋\n乙路街道丽景苑5栋\n南溪区(1个)\n丙路街道怡园\n"
    found = items("青石市通告\n2022年11月20日\n" + text)
    assert [item.district for item in found] == ["望江区", "望江区", "南溪区"]


def test_a_functional_zone_heads_its_list_without_a_colon():
    text = "二、以下区域实行防范区管理\n(一)望江区\n甲路街道:怡景花园。\n(二)市城乡一体化示范区\n乙路街道:丽景苑。\n"
    found = items("青石市通告\n2022年5月23日\n" + text)
    assert [item.district for item in found] == ["望江区", "市城乡一体化示范区"]


def test_the_issuer_is_known_by_its_short_name():
    (item,) = items("青石经济技术开发区关于调整风险区的通告\n2022年11月20日\n一、高风险区\n1.经开区甲路街道怡景花园\n")
    assert item.district is None


def test_a_count_parts_a_list_at_its_lighter_marks_too():
    text = "一、新增高风险区(3个)\n将甲路街道怡景花园一期1栋、2栋,丽景苑T区4栋划定为高风险区。\n"
    assert lines("清溪区通告\n2022年9月4日\n" + text) == ["甲路街道怡景花园一期1栋", "2栋", "丽景苑T区4栋"]


@pytest.mark.parametrize("mark", ["\t", "|", " | ", "\n"])
def test_cells_of_a_table_may_be_drawn_or_stand_each_on_its_line(mark):
    rows = [
        ("序号", "区县", "街道", "点位"),
        ("1", "望江区", "甲路街道", "怡景花园3栋"),
        ("2", "南溪区", "乙路街道", "丽景苑5栋"),
    ]
    text = "一、高风险区\n" + "\n".join(mark.join(row) for row in rows) + "\n"
    found = items("青石市通告\n2022年11月20日\n" + text)
    assert [(item.district, item.street, item.extent[0].place) for item in found] == [
        ("望江区", "甲路街道", "怡景花园"),
        ("南溪区", "乙路街道", "丽景苑"),
    ]


def test_the_area_of_a_row_holds_for_the_rows_that_name_none():
    rows = "县(市、区)\t点位\n望江区(2个)\t甲路街道怡景花园3栋\n\t乙镇望江村2组\n南溪区(1个)\t丙路街道丽景苑5栋\n"
    found = items("青石市通告\n2022年11月20日\n一、高风险区\n" + rows)
    assert [item.district for item in found] == ["望江区", "望江区", "南溪区"]
