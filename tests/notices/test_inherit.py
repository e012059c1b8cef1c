"""What the places of a list have from those before them; all names are invented."""

from geo_service.notices.read import read_notice

HEAD = "通告\n2022年11月28日\n"


def areas(body, head=HEAD):
    return [(item.district, item.street) for item in read_notice(head + body).items]


def test_the_one_street_of_a_sentence_holds_for_all_its_places():
    found = areas("将白沙街道怡景花园1号5栋,听雨小区2栋,新桥苑8栋1单元调整为高风险区。")
    assert found == [(None, "白沙街道")] * 3


def test_a_district_in_the_middle_of_streets_is_that_of_one_place():
    found = areas("高风险区4个:白沙街道怡景花园7幢、望江区柳岸门40号、白沙街道听雨小区3幢、云岫街道新桥苑3幢。")
    assert [district for district, _ in found] == [None, "望江区", None, None]


def test_the_rest_of_a_county_lies_in_no_street():
    found = areas(
        "将白沙镇怡景花园划定为高风险区;望江县(除高风险区以外)其他区域为低风险区。",
        "望江县关于调整风险区的通告\n2022年11月28日\n",
    )
    assert found == [(None, "白沙镇"), (None, None)]


def test_an_area_between_roads_lies_in_no_street_of_the_clause_before():
    found = areas("确定:白沙街道怡景花园划为封控区;甲路-乙路-丙街-丁路划定为管控区。")
    assert found == [(None, "白沙街道"), (None, None)]


def test_no_word_for_all_streets_is_a_district():
    assert areas("一、低风险区\n各镇街除高风险区以外的其他区域。")[0][0] is None


def test_places_between_semicolons_may_mark_the_corners_of_one_area():
    body = "一、高风险区\n1.白沙街道:怡景花园,听雨小区,甲路63号合围区域;新桥苑,乙路38、59号合围区域;柳岸小区。"
    assert len(areas(body)) == 3


def test_streets_without_what_stands_higher_are_one_zone():
    assert areas("一、管控区\n白沙镇、云岫镇、新桥镇(除封控区以外)区域;望江经开区全域。")[1:] == [("望江经开区", None)]
