"""Items of notices; all names are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.errors import InputError
from geo_service.model.said import SaidMember, SaidPlace, SaidRest, SaidVillage
from geo_service.notices.read import MAX_CHARS, read_notice

HEAD = "某市某某区关于划定（调整）风险区的通告\n2022年10月3日\n"


def items(body, **options):
    reading = read_notice(HEAD + body, **options)
    assert not reading.problems
    return reading.items


def lines(body):
    return [item.line for item in items(body)]


def deed(body):
    (item,) = items(body)
    return item.action, item.category, item.from_category


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("一、高风险区\n1.听雨小区;", ("designate", "高风险区", None)),
        ("一、新增中风险区(1个)\n1.听雨小区;", ("designate", "中风险区", None)),
        ("一、调整为低风险区点位\n1.听雨小区;", ("downgrade", "低风险区", None)),
        ("一、将以下1个高风险区降为中风险区\n听雨小区;", ("downgrade", "中风险区", "高风险区")),
        ("将听雨小区的风险等级由中风险区调整为高风险区;", ("designate", "高风险区", "中风险区")),
        ("将听雨小区由高风险地区调整为低风险地区。", ("downgrade", "低风险区", "高风险区")),
        ("一、解除临时管控区\n1.听雨小区;", ("lift", "临时管控区", "临时管控区")),
        ("对青禾街道听雨小区解除封控管理。", ("lift", "封控区", "封控区")),
        ("1.封控区:听雨小区。", ("designate", "封控区", None)),
        ("壹、中風險區\n聽雨小區。", ("designate", "中风险区", None)),
    ],
)
def test_headings_and_closing_words_say_what_is_done(body, said):
    assert deed(body) == said


def test_only_high_is_left_above_low_in_the_last_edition():
    (item,) = read_notice("关于风险区的通告\n2022年11月20日\n一、调整为低风险区\n1.听雨小区;").items
    assert item.from_category == "高风险区"


def test_an_adjustment_has_its_extent_before_and_after():
    (item,) = items("一、调整高风险区\n1.听雨小区2栋、3栋调整为听雨小区(不含6栋);")
    assert (item.action, item.from_category) == ("adjust", "高风险区")
    assert item.replaces == (SaidPlace(place="听雨小区", members=(SaidMember("2栋"), SaidMember("3栋"))),)
    assert item.extent == (SaidPlace(place="听雨小区", exceptions=(SaidMember("6栋"),)),)


def test_street_and_community_come_from_headings():
    (one, two, three) = items(
        "一、高风险区\n(一)青禾街道(2个)\n1、云岫社区(1个):听雨小区3栋;\n2、墨林村(1个):老屋组5号。\n(二)玉带镇(1个)\n沐晴村2组。"
    )
    assert (one.street, one.community) == ("青禾街道", "云岫社区")
    assert (two.street, two.community, two.extent) == ("青禾街道", "墨林村", (SaidVillage("墨林村", "老屋组", "5号"),))
    assert (three.street, three.community) == ("玉带镇", "沐晴村")


def test_a_count_decides_where_zones_end():
    assert lines("一、高风险区\n青禾街道(3个):听雨小区3栋,沐晴小区5栋、6栋,松吟大厦。") == [
        "听雨小区3栋",
        "沐晴小区5栋、6栋",
        "松吟大厦",
    ]
    assert lines("一、高风险区\n青禾街道(3个):听雨小区、沐晴小区、松吟大厦。") == ["听雨小区", "沐晴小区", "松吟大厦"]
    assert lines("一、高风险区\n墨林镇(2个)\n沐晴村11组2、3号,12组3号。") == ["沐晴村11组2、3号", "12组3号"]


def test_a_numbered_line_is_one_zone():
    assert lines("一、高风险区\n1.听雨小区3栋,沐晴小区5栋;\n2.松吟大厦。") == ["听雨小区3栋,沐晴小区5栋", "松吟大厦"]


def test_streets_that_stand_at_several_numbers_head_zones():
    body = "一、高风险区\n(一)青禾街道:云岫街1号,云岫街二巷3号。\n(二)青禾街道:墨林路5号。"
    assert lines(body) == ["云岫街1号,云岫街二巷3号", "墨林路5号"]


def test_several_streets_in_one_sentence_are_several_zones():
    body = "一、将望舒区青禾街道听雨小区、松吟区墨林街道沐晴小区由中风险区调整为低风险区。"
    assert [(item.district, item.street) for item in items(body)] == [("望舒区", "青禾街道"), ("松吟区", "墨林街道")]


def test_an_area_with_a_scope_is_one_zone():
    body = "一、高风险区\n1.青禾街道(1个)\n(1)农贸市场片区\n范围:云岫社区听雨小区3栋、沐晴小区5栋;"
    assert lines(body) == ["云岫社区听雨小区3栋、沐晴小区5栋"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("自2022年10月3日8时起", "2022-10-03T08:00"),
        ("自10月3日18:30起", "2022-10-03T18:30"),
        ("从2022年10月3日24时起", "2022-10-04T00:00"),
        ("即日起", "2022-10-03"),
        ("自2022年10月3日起", "2022-10-03"),
        ("自管控之日起", None),
        ("自10月3日下午3时起", "2022-10-03T15:00"),
    ],
)
def test_a_line_of_its_own_says_from_when(words, said):
    (item,) = items(f"{words}\n一、高风险区\n听雨小区。")
    assert item.effective == said


def test_a_time_in_brackets_beats_that_of_the_notice():
    (one, two) = items("自2022年10月3日起\n一、高风险区\n青禾街道:听雨小区(10月1日起算),沐晴小区。")
    assert (one.effective, two.effective) == ("2022-10-01", "2022-10-03")


def test_a_time_at_the_end_holds_for_all_zones_of_the_sentence():
    body = "一、高风险区\n青禾街道听雨小区,墨林街道沐晴小区,从2022年10月3日8时起实施。"
    (one, two) = items(body)
    assert one.effective == two.effective == "2022-10-03T08:00"
    assert two.line == "墨林街道沐晴小区,从2022年10月3日8时起实施"


def test_low_risk_is_what_is_left():
    (item,) = items("某某区除高、中风险区以外的其他区域为低风险区。")
    assert (item.action, item.category, item.extent) == ("designate", "低风险区", (SaidRest("某某区"),))
    (listed, _) = items("一、低风险区\n下列街道除中、高风险区之外的其他地区:\n青禾街道\n墨林镇")
    assert listed.extent == (SaidRest("青禾街道"),)


def test_two_changes_in_one_sentence():
    (one, two) = items("现将听雨花园1栋划为高风险区，沐晴小区划为中风险区。")
    assert (one.category, two.category) == ("高风险区", "中风险区")


def test_the_district_of_the_issuer_is_not_said_again():
    (item,) = items("一、高风险区\n某某区青禾街道听雨小区。")
    assert item.district is None


def test_measures_and_closing_words_are_no_zones():
    body = "一、高风险区\n(一)具体点位\n1.听雨小区;\n(二)防控措施\n足不出户、上门服务。\n"
    body += "二、低风险区\n1.沐晴小区。\n特此通告。\n某某区指挥部"
    assert lines(body) == ["听雨小区", "沐晴小区"]


def test_what_can_not_be_read_is_a_problem_with_its_place():
    text = HEAD + "一、高风险区\n?。ㄒ唬┬略龇段?\n1.听雨小区。\n高风险区实行足不出户。"
    reading = read_notice(text)
    assert [item.line for item in reading.items] == ["听雨小区"]
    assert [text[problem.start : problem.end] for problem in reading.problems] == [
        "?。ㄒ唬┬略龇段?",
        "高风险区实行足不出户",
    ]


@pytest.mark.parametrize(
    "change",
    [
        str.maketrans("（），：；", "(),:;"),
        str.maketrans("(),:;", "（），：；"),
        str.maketrans("0123456789", "０１２３４５６７８９"),
    ],
)
def test_full_and_half_width_read_alike(change):
    text = HEAD + "自2022年10月3日8时起\n一、高风险区(2个)\n青禾街道:听雨小区（不含3栋）,沐晴小区1、2栋；"
    plain, other = read_notice(text), read_notice(text.translate(change))
    assert [(item.street, item.effective, item.extent) for item in plain.items] == [
        (item.street, item.effective, item.extent) for item in other.items
    ]


def test_the_day_of_the_notice_may_be_given():
    (item,) = read_notice("一、高风险区\n听雨小区(1月5日起算)。", issued=date(2023, 1, 6)).items
    assert item.effective == "2023-01-05"


def test_a_month_far_ahead_is_of_the_year_before():
    (item,) = read_notice("一、高风险区\n听雨小区(12月30日起算)。", issued=date(2023, 1, 6)).items
    assert item.effective == "2022-12-30"


def test_too_long_a_notice_is_refused():
    with pytest.raises(InputError, match="at most"):
        read_notice("栋" * (MAX_CHARS + 1))


@given(st.text(max_size=300))
def test_any_text_gives_a_reading(text):
    reading = read_notice(text)
    assert all(text[problem.start : problem.end] == problem.text for problem in reading.problems)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "除",
        "(除1栋外)",
        "除某外",
        "某小区3栋、",
        "1-",
        "由高风险区",
        "区",
        "A路、",
        "1.某街道听雨小区;\n",
        "(",
        "某路以东、",
    ],
)
def test_a_long_text_is_read_to_its_end(unit):
    # an expression that explodes would not come back
    text = (unit * 40_000)[:40_000]
    reading = read_notice(text)
    assert all(text[problem.start : problem.end] == problem.text for problem in reading.problems)
