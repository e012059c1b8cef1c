from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from geo_service.actions.check import check_address, check_point
from geo_service.actions.designation import designate_cases, designate_drawing
from geo_service.actions.imports import write_layers
from geo_service.actions.zones import Act, lift_zone
from geo_service.errors import AddressError
from geo_service.model.account import ADMIN, Actor
from tests.actions.town import AT, DECISION, TOWN, zone

ADDRESSES = {building: text for text, building in reversed(TOWN.addresses)}
LATER = AT + timedelta(hours=1)


def inside_and_outside(made):
    members = {member.building_id for member in made.members}
    inside = next(text for building, text in ADDRESSES.items() if building in members)
    outside = next(text for building, text in ADDRESSES.items() if building not in members)
    return inside, outside


def test_a_member_is_inside_with_category_measure_and_since_when(town):
    inside, _ = inside_and_outside(made := zone(town))
    answer = check_address(town, inside, at=LATER)
    assert (answer.answer, answer.category, answer.since, answer.zone_id) == ("inside", "high", AT, made.zone_id)
    assert answer.measure


def test_another_building_is_outside(town):
    _, outside = inside_and_outside(zone(town))
    assert check_address(town, outside, at=LATER).answer == "outside"


def test_an_unknown_address_is_never_outside(town):
    zone(town)
    assert check_address(town, "无此路9号", at=LATER).answer == "unsure"


def test_an_estate_that_is_half_inside_asks_which_building(sqlite_town):
    made = zone(sqlite_town)
    buildings = sqlite_town.read_layer("buildings", ids=[member.building_id for member in made.members])
    estate = buildings["estate_id"].dropna().iloc[0]
    name = sqlite_town.read_layer("estates", ids=[estate])["name"].iloc[0]
    lift_zone(sqlite_town, made.zone_id, Act(Actor("a", ADMIN), AT, "smaller"))
    half = translate(TOWN.zones[0].polygon, (made.geometry.bounds[2] - made.geometry.bounds[0]) / 2)
    zone_of_half(sqlite_town, half)
    answer = check_address(sqlite_town, name, at=LATER)
    assert (answer.answer, answer.question) == ("unsure", "哪一栋？")
    assert 2 <= len(answer.options) <= 5


def zone_of_half(store, shape):
    return designate_drawing(store, shape, category="high", decision=replace(DECISION, name="一半"), at=AT)


def test_a_building_registered_after_the_zone_is_not_told_outside(sqlite_town):
    made = zone(sqlite_town)
    buildings = sqlite_town.read_layer("buildings", ids=[made.members[0].building_id])
    new = buildings.assign(building_id="new/1", number="88", name="新楼88栋", addresses=[["示例新村88号"]])
    write_layers(sqlite_town, {"buildings": new}, source="later")
    assert check_address(sqlite_town, "示例新村88号", at=LATER).answer == "inside"


def test_a_lifted_zone_holds_nobody(sqlite_town):
    inside, _ = inside_and_outside(made := zone(sqlite_town))
    lift_zone(sqlite_town, made.zone_id, Act(Actor("a", ADMIN), AT, "over"))
    assert check_address(sqlite_town, inside, at=LATER).answer == "outside"


def test_before_it_binds_a_zone_is_announced(sqlite_town):
    inside, _ = inside_and_outside(zone(sqlite_town, effective_from=AT + timedelta(days=1)))
    answer = check_address(sqlite_town, inside, at=LATER)
    assert answer.answer == "outside"
    assert "11月17日" in answer.reason


def test_the_answer_never_tells_whose_case_brought_a_building_in(sqlite_town, tmp_path):
    case = TOWN.cases[0]
    table = tmp_path / "cases.csv"
    table.write_text(f"role,time,address\nresidence,{case['time']},{case['address']}\n", encoding="utf-8")
    designate_cases(sqlite_town, table, category="high", decision=DECISION, at=AT)
    answer = check_address(sqlite_town, case["address"], at=LATER)
    assert answer.answer == "inside"
    assert "病例" not in answer.reason


def number_in_estate(town, building_ids):
    """The number of the first of the buildings that lies in an estate."""
    rows = town.read_layer("buildings", ids=building_ids)
    row = rows[rows["estate_id"].notna()].iloc[0]
    return row["number"]


def test_a_homophone_is_answered_and_says_how_it_was_read(town):
    number = number_in_estate(town, [member.building_id for member in zone(town).members])
    answer = check_address(town, f"枫兰苑{number}栋", at=LATER)
    assert answer.answer == "inside"
    assert f"“枫兰苑”读作“枫岚苑”（同音或近音字）：枫岚苑{number}栋" in answer.reason
    assert "如果不是这里" in answer.reason


def test_an_address_as_registered_is_answered_without_such_words(sqlite_town):
    number = number_in_estate(sqlite_town, [member.building_id for member in zone(sqlite_town).members])
    assert "读" not in check_address(sqlite_town, f"枫岚苑{number}栋", at=LATER).reason


@pytest.mark.parametrize("text", ["枫岚苑西区3栋", "枫兰苑3栋东侧楼", "海角市枫岚苑3栋", "风南院3栋"])
def test_what_may_be_another_building_is_never_settled(sqlite_town, text):
    zone(sqlite_town)
    answer = check_address(sqlite_town, text, at=LATER)
    assert (answer.answer, answer.options) == ("unsure", ("枫岚苑3栋",))


@given(st.sampled_from(["枫岚苑", "枫兰苑", "风岚苑", "枫岚苑园", "枫苑"]), st.integers(1, 99))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_damaged_name_never_changes_the_answer_for_its_number(sqlite_town, name, number):
    if not sqlite_town.latest_zones():
        zone(sqlite_town)
    right = check_address(sqlite_town, f"枫岚苑{number}栋", at=LATER).answer
    assert check_address(sqlite_town, f"{name}{number}栋", at=LATER).answer in {right, "unsure"}


def test_a_point_in_a_member_building_is_inside(sqlite_town):
    made = zone(sqlite_town)
    point = sqlite_town.read_layer("buildings", ids=[made.members[0].building_id]).representative_point().iloc[0]
    assert check_point(sqlite_town, point.x, point.y, at=LATER).answer == "inside"


def test_a_point_far_away_is_outside(sqlite_town):
    zone(sqlite_town)
    assert check_point(sqlite_town, 0.0, 0.0, at=LATER).answer == "outside"


def test_an_empty_question_is_refused(sqlite_town):
    with pytest.raises(AddressError, match="no address"):
        check_address(sqlite_town, "  ", at=LATER)
