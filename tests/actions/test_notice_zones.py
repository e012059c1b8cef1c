"""Notices done to a register and its zones, and what residents are told afterwards."""

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.actions.check import check_address, check_point
from geo_service.actions.designation import designate_drawing
from geo_service.actions.imports import write_layers
from geo_service.actions.zones import Act, publish_zone
from geo_service.errors import InputError, ProtocolError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.said import NoticeItem, SaidMember, SaidPlace
from geo_service.model.zone import DRAFT
from geo_service.notices.write import NoticeText, write_notice
from geo_service.storage import open_store
from geo_service.zones.outline import as_multipolygon
from tests.actions.quarter import AT, DECISION, STAIRS, designated, fill_quarter, high
from tests.zones.register import at_metres, building, buildings_frame

DAY = timedelta(days=1)
GARDEN = [f"怡景花园{number}栋" for number in STAIRS]
LIFT = "关于解除风险区的通告\n2022年11月17日\n解除怡景花园高风险区管控。"
DOWN = "关于调整风险区的通告\n2022年11月17日\n怡景花园由高风险区调整为中风险区。"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A SQLite file with the quarter, to copy from."""
    path = tmp_path_factory.mktemp("quarter") / "quarter.sqlite"
    fill_quarter(opened := open_store(f"sqlite:///{path}"))
    opened.close()
    return path


@pytest.fixture
def quarter(filled, tmp_path):
    """The quarter in a SQLite store."""
    copied = shutil.copy(filled, tmp_path)
    opened = open_store(f"sqlite:///{copied}")
    yield opened
    opened.close()


@pytest.fixture
def told(quarter, tmp_path):
    """Does one notice after the other and gives what each did."""
    return lambda text, **options: designated(quarter, tmp_path, text, **options)


def answers(store, *texts, at=AT + timedelta(minutes=1)):
    return [check_address(store, text, at=at).answer for text in texts]


def members(made):
    return {one.building_id: one.stairs for zone in made.zones for one in zone.members}


def test_both_databases_do_the_same(store, tmp_path):
    notice = high("怡景花园(除1栋2单元)", "新世界花园3栋", "甲路9号")
    made = designated(fill_quarter(store), tmp_path, notice)
    assert [bool(zone.geometry) for zone in made.zones] == [True, False, True]
    assert store.latest_zones() == list(made.zones)
    asked = ["怡景花园1栋1单元", "幸福里1栋2单元", "怡景花园3栋", "新世界花园3栋", "甲路9号", "翠湖苑1栋"]
    assert answers(store, *asked) == ["inside", "outside", "inside", "inside", "inside", "outside"]
    designated(store, tmp_path, LIFT.replace("怡景花园", "新世界花园3栋"), at=AT + DAY)
    assert answers(store, "新世界花园3栋", at=AT + 2 * DAY) == ["unsure"]
    assert [one.status for one in store.zone_history(made.zones[1].zone_id)] == ["in_force", "lifted"]


def test_one_stair_holds_its_residents_only(quarter, told):
    assert members(told(high("怡景花园5栋1单元"))) == {"y5": ("1",)}
    asked = ["怡景花园5栋1单元", "幸福里5栋1单元302", "怡景花园5栋", "怡景花园5栋2单元", "怡景花园4栋"]
    assert answers(quarter, *asked) == ["inside", "inside", "unsure", "outside", "outside"]


def test_a_building_of_several_footprints_is_left_out_with_all_of_them(quarter, told):
    assert members(told(high("怡景花园(除3栋)"))).keys() == {"y1", "y2", "y4", "y5"}
    assert answers(quarter, *GARDEN) == ["inside", "inside", "outside", "inside", "inside"]


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ("甲路1号至7号单号", {1, 3, 5, 7}),
        ("甲路2号至20号双号", {2, 4, 6, 8}),
        ("甲路3-5号", {3, 4, 5}),
        ("甲路9号", {9}),
    ],
)
def test_ranges_hold_their_numbers(quarter, told, line, inside):
    told(high(line))
    given_answers = answers(quarter, *(f"甲路{number}号" for number in range(1, 10)))
    assert {number for number, answer in enumerate(given_answers, start=1) if answer == "inside"} == inside
    assert set(given_answers) == {"inside", "outside"}


def test_a_whole_community_holds_what_stands_in_it(quarter, told):
    told(high("望江社区"))
    asked = ["怡景花园1栋", "望江社区翠湖苑1栋", "柳岸社区翠湖苑1栋", "翠湖苑1栋"]
    assert answers(quarter, *asked) == ["inside", "inside", "outside", "unsure"]


BY_WORDS = {
    "an unknown estate": (
        "新世界花园3栋",
        {"新世界花园3栋": "inside", "新世界花园": "unsure", "怡景花园3栋": "outside"},
    ),
    "four sides": ("东至甲路、南至乙路、西至丙路、北至丁路", {"怡景花园3栋": "unsure", "甲路3号": "unsure"}),
    "the rest of a town": ("青石镇其他区域", {"怡景花园3栋": "unsure"}),
    "another phase": ("怡景花园二期", {"怡景花园3栋": "unsure", "幸福里3栋": "unsure", "怡景花园二期3栋": "inside"}),
    "the wrong community": ("柳岸社区怡景花园", {"怡景花园1栋": "unsure", "幸福里1栋": "unsure"}),
    "stairs that are not known": ("怡景花园(除2栋2单元)", {"怡景花园2栋": "unsure", "怡景花园1栋": "inside"}),
    "sides of a building": ("怡景花园(除1栋东单元)", {"怡景花园1栋西单元": "inside", "怡景花园1栋东单元": "outside"}),
    "two estates of one name": ("翠湖苑", {"望江社区翠湖苑1栋": "inside", "柳岸社区翠湖苑1栋": "inside"}),
    "a building that is not registered": ("云顶城3栋", {"云顶城3栋": "inside", "云顶城4栋": "unsure"}),
    "rooms left out": ("甲路5号(除301室)", {"甲路5号": "unsure", "甲路5号302室": "inside"}),
    "rooms of a building left out": ("怡景花园(除3栋501室)", {"怡景花园3栋": "unsure", "怡景花园1栋": "inside"}),
    "a floor left out": ("怡景花园(除3栋1层)", {"怡景花园3栋": "unsure", "怡景花园1栋": "inside"}),
}


@pytest.mark.parametrize(("line", "expected"), BY_WORDS.values(), ids=BY_WORDS.keys())
def test_what_the_register_does_not_settle_is_answered_by_its_words(quarter, told, line, expected):
    made = told(high(line))
    assert [(zone.geometry, zone.members) for zone in made.zones] == [(None, ())]
    assert any("只按文字答复" in problem for problem in made.problems)
    assert dict(zip(expected, answers(quarter, *expected), strict=True)) == expected


@pytest.mark.parametrize(
    ("line", "text", "answer"),
    [
        ("幸福里3栋", "怡景花园3栋", "inside"),
        ("乙路8号", "老粮站", "inside"),
        ("老粮站", "乙路8号", "inside"),
        ("云顶城", "云顶城3栋", "inside"),
        ("怡景花园、怡景花园5栋1单元", "怡景花园5栋2单元", "inside"),
        ("望江社区怡景花园", "怡景花园1栋", "inside"),
        ("怡景花园3栋501室", "怡景花园3栋402", "unsure"),
    ],
)
def test_other_names_find_the_same_place(quarter, told, line, text, answer):
    told(high(line))
    assert answers(quarter, text) == [answer]


def test_a_building_registered_after_the_notice_is_inside_by_its_words(quarter, told):
    told(high("怡景花园", "甲路11号至15号"))
    new = [
        building("y6", (240, 60, 260, 80), number="6", estate_id="e1"),
        building("j13", (440, 300, 460, 320), addresses=["甲路13号"]),
    ]
    write_layers(quarter, {"buildings": buildings_frame(*new)}, source="later")
    assert answers(quarter, "怡景花园6栋", "甲路13号") == ["inside", "inside"]


def test_a_point_is_never_outside_of_a_zone_of_words_in_its_district(quarter, told):
    told(high("新世界花园3栋"), district="云溪区")
    far = at_metres(480, 480, 490, 490).centroid
    assert check_point(quarter, far.x, far.y, at=AT + DAY).answer == "unsure"


def test_the_same_notice_twice_makes_nothing_new(quarter, told):
    notice = high("怡景花园", "新世界花园3栋", "甲路9号")
    before = told(notice).zones
    again = told(notice, at=AT + DAY)
    assert again.zones == ()
    assert sum("没有重复划定" in problem for problem in again.problems) == 3
    assert quarter.latest_zones() == list(before)


@pytest.mark.parametrize("line", ["怡景花园", "新世界花园"])
def test_a_zone_is_lowered_and_lifted_once(quarter, told, line):
    zone_id = told(high(line)).zones[0].zone_id
    for text in (DOWN, LIFT.replace("高", "中")):
        notice = text.replace("怡景花园", line)
        assert len(told(notice, at=AT + DAY).zones) == 1
        assert told(notice, at=AT + 2 * DAY if text is DOWN else AT + 3 * DAY).zones == ()
    steps = [(one.category, one.status) for one in quarter.zone_history(zone_id)]
    assert steps == [("high", "in_force"), ("medium", "in_force"), ("medium", "lifted")]


def test_an_adjusted_zone_keeps_its_number_and_gets_the_new_ground(quarter, told):
    zone_id = told(high("怡景花园")).zones[0].zone_id
    made = told("关于调整风险区的通告\n2022年11月17日\n将怡景花园小区调整为怡景花园3栋。", at=AT + DAY)
    assert [(zone.zone_id, zone.version) for zone in made.zones] == [(zone_id, 2)]
    assert answers(quarter, *GARDEN, at=AT + 2 * DAY).count("outside") == 4


def test_a_drawn_zone_is_lifted_by_the_words_of_its_buildings(quarter, told):
    shape = as_multipolygon(at_metres(-5, -5, 25, 25))
    drawn = designate_drawing(quarter, shape, category="high", decision=DECISION, at=AT).zones[0]
    made = told(LIFT.replace("怡景花园", "怡景花园1栋"), at=AT + DAY)
    assert [(zone.zone_id, zone.status) for zone in made.zones] == [(drawn.zone_id, "lifted")]


def test_a_part_is_not_lifted_and_the_zone_is_named(quarter, told):
    zone_id = told(high("怡景花园")).zones[0].zone_id
    made = told(LIFT.replace("怡景花园", "怡景花园3栋"), at=AT + DAY)
    assert made.zones == ()
    assert f"它是{zone_id}的一部分" in made.problems[0]
    assert answers(quarter, "怡景花园3栋", at=AT + 2 * DAY) == ["inside"]


def test_an_estate_of_the_same_name_elsewhere_is_not_touched(told):
    told(high("望江社区翠湖苑"))
    assert told(LIFT.replace("怡景花园", "柳岸社区翠湖苑"), at=AT + DAY).zones == ()
    assert len(told(high("柳岸社区翠湖苑"), at=AT + DAY).zones) == 1
    assert told(LIFT.replace("怡景花园", "翠湖苑"), at=AT + 2 * DAY).zones == ()


def test_a_later_decision_does_not_bind_before_its_time(quarter, told):
    told(high("怡景花园", "新世界花园3栋"))
    for name in ("怡景花园", "新世界花园3栋"):
        told(f"关于解除风险区的通告\n2022年11月17日\n自11月18日24时起解除{name}高风险区管控。", at=AT + DAY)
    midnight = datetime(2022, 11, 18, 16, tzinfo=UTC)
    asked = ("怡景花园1栋", "新世界花园3栋")
    assert answers(quarter, *asked, at=midnight - timedelta(seconds=1)) == ["inside", "inside"]
    assert answers(quarter, *asked, at=midnight) == ["outside", "unsure"]
    assert answers(quarter, *asked, at=AT + timedelta(hours=1)) == ["inside", "inside"]


TIMED = "关于划定风险区的通告\n2022年11月16日\n自2022年11月16日8时起，将怡景花园划定为高风险区。"


def test_an_old_notice_does_not_undo_a_later_one(quarter, told):
    assert len(told(TIMED).zones) == 1
    told(DOWN, at=AT + DAY)
    assert "没有改动" in told(TIMED, at=AT + 2 * DAY).problems[0]
    told(LIFT.replace("高", "中"), at=AT + 3 * DAY)
    assert "解除，没有重新划定" in told(TIMED, at=AT + 4 * DAY).problems[0]
    assert quarter.latest_zones()[0].status == "lifted"


def test_what_is_entered_with_an_earlier_time_does_not_change_a_later_decision(told):
    told(high("怡景花园"), at=AT + DAY)
    made = told(LIFT, at=AT)
    assert (made.zones, "没有改动" in made.problems[0]) == ((), True)


def test_a_draft_binds_nobody_changes_nothing_and_is_made_once(quarter, told):
    told(high("怡景花园1栋"))
    made = told(high("怡景花园3栋"), draft=True)
    assert [zone.status for zone in made.zones] == [DRAFT]
    assert told(high("怡景花园3栋"), draft=True, at=AT + DAY).zones == ()
    assert told(LIFT.replace("怡景花园", "怡景花园1栋"), draft=True, at=AT + DAY).zones == ()
    assert answers(quarter, "怡景花园1栋", "怡景花园3栋", at=AT + DAY) == ["inside", "outside"]
    publish_zone(quarter, made.zones[0].zone_id, Act(Actor("值班员", ADMIN), AT + DAY, ""))
    assert answers(quarter, "怡景花园3栋", at=AT + DAY) == ["inside"]


def test_a_category_that_the_protocol_lacks_is_a_problem_of_its_lines_only(told):
    made = told(high("怡景花园") + "二、封控区\n1.甲路3号\n")
    assert [zone.name for zone in made.zones] == ["怡景花园"]
    assert any("封控区" in problem for problem in made.problems)


def test_the_category_of_the_command_is_for_lines_without_one(told):
    lines = "1.怡景花园\n2.甲路3号\n"
    with pytest.raises(InputError, match="no zone"):
        told(lines)
    assert [zone.category for zone in told(lines, category="medium").zones] == ["medium", "medium"]


def test_a_residual_category_makes_no_zone(told):
    made = told("关于风险区的通告\n2022年11月16日\n一、低风险区\n1.青石镇其他区域\n")
    assert (made.zones, "不单独划定" in made.problems[0]) == ((), True)


def test_a_notice_needs_a_register_a_protocol_and_a_zone(store, quarter, tmp_path):
    with pytest.raises(InputError, match="register is empty"):
        designated(store, tmp_path, high("怡景花园"))
    with pytest.raises(InputError, match="no zone"):
        designated(quarter, tmp_path, "今天天气很好。")
    with pytest.raises(ProtocolError):
        designated(quarter, tmp_path, high("怡景花园"), protocol="none")


def test_the_same_place_is_known_in_another_writing(told):
    told(high("新世界花园小区3号楼"))
    assert len(told(LIFT.replace("怡景花园", "新世界花园三栋"), at=AT + DAY).zones) == 1


DOORS = st.lists(
    st.sampled_from(
        [(number, stair) for number, count in STAIRS.items() for stair in (None, *range(1, (count or 0) + 1))]
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


def item_of(doors):
    """One zone of buildings and stairs of 怡景花园."""
    whole = {number for number, stair in doors if stair is None}
    stairs = {number: [f"{one}单元" for other, one in doors if other == number] for number, _ in doors}
    parts = tuple(SaidMember(f"{number}栋", () if number in whole else tuple(stairs[number])) for number in stairs)
    return NoticeItem("", "designate", "高风险区", extent=(SaidPlace(place="怡景花园", members=parts),))


@given(DOORS)
@settings(max_examples=5)
def test_exactly_the_doors_that_a_written_notice_names_are_inside(filled, tmp_path_factory, doors):
    folder = tmp_path_factory.mktemp("written")
    store = open_store(f"sqlite:///{shutil.copy(filled, folder)}")
    designated(store, folder, write_notice(NoticeText("关于划定风险区的通告", date(2022, 11, 16), (item_of(doors),))))
    whole = {number for number, stair in doors if stair is None}
    for number, count in STAIRS.items():
        for stair in range(1, (count or 1) + 1):
            expected = "inside" if number in whole or (number, stair) in doors else "outside"
            assert answers(store, f"怡景花园{number}栋{stair}单元") == [expected]
    store.close()
