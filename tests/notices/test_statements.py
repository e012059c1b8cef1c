"""What sentences of a notice say of the lists beside them; all names are invented."""

from geo_service.notices.read import read_notice

HEAD = "青石市通告\n2022年5月8日\n"


def items(body, head=HEAD):
    return read_notice(head + body).items


def lines(body, head=HEAD):
    return [item.line for item in items(body, head)]


def test_a_decision_that_was_taken_already_is_read_without_its_verb():
    found = items("青石市已划定望江区白沙镇怡景花园、听雨小区,云岫镇新桥里,以及南溪区柳岸里4号楼为封控区。")
    assert [(item.district, item.street) for item in found] == [
        ("望江区", "白沙镇"),
        ("望江区", "白沙镇"),
        ("望江区", "云岫镇"),
        ("南溪区", None),
    ]


def test_an_earlier_notice_is_no_part_of_the_place_that_it_designated():
    (item,) = items("将28号通告划定的中风险区怡景花园8号楼调整为高风险区。")
    assert (item.from_category, item.extent[0].place, item.extent[0].number) == ("中风险区", "怡景花园", None)


def test_a_building_of_the_zone_before_stands_in_its_place():
    _, inner = items("将白沙镇怡景花园划定为中风险区,其中2号楼划定为高风险区。")
    assert (inner.line, inner.category, inner.extent[0].place) == ("2号楼", "高风险区", "怡景花园")


def test_words_that_repeat_the_heading_of_a_list_are_no_zone():
    body = (
        "封控区\n白沙镇:\n怡景花园7号楼;\n以上区域被划为封控区。\n管控\n白沙镇:\n听雨小区3号楼;\n以上区域被划为管控区。"
    )
    assert [(item.line, item.category) for item in items(body)] == [
        ("怡景花园7号楼", "封控区"),
        ("听雨小区3号楼", "管控区"),
    ]


def test_the_hour_stands_when_the_day_is_said_again():
    lead = "决定自2022年5月8日22:00起,将以下区域划定为高风险区。本通告自发布之日起实施。\n"
    assert [item.effective for item in items(lead + "1.怡景花园;\n2.听雨小区。")] == ["2022-05-08T22:00"] * 2


def test_a_lead_may_decide_on_the_rest_of_the_area():
    lead = "自5月8日22时起,将以下区域划定为高风险区,实行上门服务;将除以下区域外的白沙镇其他区域划定为低风险区。\n"
    found = items(lead + "1.白沙镇怡景花园;\n2.白沙镇听雨小区。")
    assert [item.category for item in found] == ["低风险区", "高风险区", "高风险区"]


def test_the_count_of_a_street_holds_behind_words_that_only_announce_its_list():
    body = "一、新增临时管控区\n1.白沙街道2个点位。具体包括:甲路148号;乙路87、89号,乙路99-119号单号,以及乙路93号附1号。"
    assert lines(body) == ["甲路148号", "乙路87、89号,乙路99-119号单号,以及乙路93号附1号"]


def test_the_count_of_a_heading_may_say_what_changed():
    first = "一、管控区(2个,无变化)\n白沙镇望江村(除柳岸自然村外)、红旗村。\n管控区实行人不出区。\n"
    body = first + "二、防范区(1个,减少11个村)\n白沙镇新桥村。"
    assert [item.category for item in items(body)] == ["管控区", "管控区", "防范区"]


def test_what_ends_beside_standing_zones_is_not_counted_with_them():
    found = items("一、防范区(2个)\n白沙镇望江村、红旗村仍为防范区;新桥村解除管控措施。")
    assert [(item.action, item.category) for item in found] == [("designate", "防范区")] * 2 + [("lift", "防范区")]


def test_orders_for_shops_and_days_are_no_zones():
    first = "一、管控区:白沙街道怡景花园。\n前4天加强管理,实行足不出楼。\n"
    body = first + "区域内的批发市场(农贸市场除外)和网吧、酒吧等暂停营业,培训机构暂停线下服务。"
    assert lines(body) == ["白沙街道怡景花园"]


def test_the_code_of_a_zone_is_none():
    assert lines("一、中风险区\n白沙镇怡景花园。\n编码为:Z35012520220508001") == ["白沙镇怡景花园"]


def test_orders_behind_an_exception_are_no_heading():
    body = "一、高风险区\n怡景花园。\n二、低风险区\n白沙街道(高风险区除外),落实“个人防护”防范措施。"
    assert [item.category for item in items(body)] == ["高风险区", "低风险区"]


def test_the_last_street_of_a_list_is_a_zone_before_the_next_chapter():
    body = "一、中风险区\n1.白沙街道\n2.云岫街道\n二、低风险区\n1.新桥街道\n2.柳岸街道"
    assert [item.category for item in items(body)] == ["中风险区", "中风险区", "低风险区", "低风险区"]


def test_floors_below_a_floor_make_no_heading():
    body = "一、高风险区\n1.甲路怡景花园10号楼2单元33层及以下两层共3层;\n2.乙路听雨小区1号楼。"
    assert len(lines(body)) == 2


def test_streets_written_in_full_leave_the_short_ones_roads():
    body = "一、高风险区\n1.和风东街怡景花园6号楼;\n2.白沙街道望江村南街2号;\n3.云岫街道新桥村;\n4.桥头街听雨苑5号楼。"
    assert [item.street for item in items(body)] == [None, "白沙街道", "云岫街道", None]
