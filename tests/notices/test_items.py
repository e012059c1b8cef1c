"""What the zones of a list share, and what ends that."""

from geo_service.notices.read import read_notice

_HEAD = "青石县关于调整风险区的通告\n2022年11月20日\n"


def _items(body: str) -> list[tuple[str | None, ...]]:
    return [(item.line, item.street, item.category) for item in read_notice(_HEAD + body).items]


def test_and_before_another_street_parts_zones() -> None:
    found = _items("将青石镇怡景花园和乙街道新苑小区划定为高风险区。")
    assert found == [("青石镇怡景花园", "青石镇", "高风险区"), ("乙街道新苑小区", "乙街道", "高风险区")]


def test_and_behind_a_community_parts_zones() -> None:
    found = _items("将青石镇望江社区和乙街道红旗社区调整为高风险区。")
    assert [line for line, *_ in found] == ["青石镇望江社区", "乙街道红旗社区"]


def test_and_within_the_name_of_a_street_parts_nothing() -> None:
    assert _items("将共和新街道怡景花园划定为高风险区。") == [("共和新街道怡景花园", "共和新街道", "高风险区")]


def test_streets_with_one_rest_are_one_zone() -> None:
    assert len(_items("将甲街道和乙街道除高风险区以外区域划定为低风险区。")) == 1


def test_a_street_with_a_list_holds_beyond_the_comma() -> None:
    found = _items("将青石镇怡景花园、新苑小区,北湖小区,乙街道红旗小区划定为高风险区。")
    assert [street for _, street, _ in found] == ["青石镇", "青石镇", "青石镇", "乙街道"]


def test_a_street_with_one_place_ends_at_the_comma() -> None:
    found = _items("将青石镇怡景花园,北湖小区,乙街道红旗小区划定为高风险区。")
    assert [street for _, street, _ in found] == ["青石镇", None, "乙街道"]


def test_a_farm_stands_beside_the_towns() -> None:
    found = _items("一、高风险区(2个)\n青石镇:怡景花园\n望江农场")
    assert [street for _, street, _ in found] == ["青石镇", None]


def test_a_quotation_of_several_zones_leaves_no_marks_in_their_names() -> None:
    first, second, _ = read_notice(_HEAD + "将青石镇“怡景花园、新苑小区”,乙街道“红旗小区”划定为高风险区。").items
    assert [first.extent[0].place, second.extent[0].place] == ["怡景花园", "新苑小区"]


def test_a_verb_on_the_last_line_holds_for_the_lines_before() -> None:
    found = _items("青石镇怡景花园\n乙街道新苑小区\n以上区域调整为低风险区,其他区域不变。")
    assert [category for *_, category in found] == ["低风险区", "低风险区"]


def test_the_last_of_two_verbs_says_what_a_zone_becomes() -> None:
    assert [category for *_, category in _items("将怡景花园3栋解除封控,并调整为管控区。")] == ["管控区"]


def test_places_before_their_reason_are_read_without_it() -> None:
    found = _items("怡景花园、新苑小区连续5日无新增病例,即日起降为低风险区。")
    assert [line for line, *_ in found] == ["怡景花园", "新苑小区"]


def test_numbered_lines_hold_lists_when_the_heading_counts_far_more() -> None:
    first = "一、青石镇(9个)\n1、望江社区怡景花园、新苑小区。\n2、红旗社区北湖小区、南湖小区。\n"
    assert len(_items(first + "二、乙街道(1个)\n1、西湖小区。")) == 5


def test_a_city_before_its_district_is_left_out() -> None:
    notice = "青石市东河区关于调整风险区的通告\n2022年11月20日\n将青石经开区怡景花园划定为高风险区。"
    assert [item.district for item in read_notice(notice).items] == ["经开区"]
