import pytest

from geo_service.actions.designation import designate_cases
from geo_service.actions.imports import write_layers
from geo_service.actions.places import find_exactly, find_place, register_vocabulary, settle_with
from geo_service.actions.register_index import register_index
from geo_service.addresses.split import split_address
from tests.actions.town import AT, DECISION, TOWN

THIRD = "demo/b/000003"


def test_exact_keys_are_enough_for_an_address_as_registered(town):
    found = find_place(town, "枫岚苑3栋1单元")
    assert (found.match.building_ids, found.match.stair) == ((THIRD,), "1")
    assert (found.decision, found.read_otherwise) == (None, False)


@pytest.mark.parametrize("text", ["枫兰苑3栋", "示例镇风岚苑三幢1单元301", "某某省某某市示例区枫岚苑3栋"])
def test_what_exact_keys_do_not_know_is_read_by_the_index_and_says_so(town, text):
    found = find_place(town, text)
    assert (found.match.level, found.match.building_ids) == ("building", (THIRD,))
    assert found.read_otherwise
    assert found.match.reason.startswith("按最接近的登记读")
    assert found.match.estate_id == "demo/e/1000-1000"


def test_a_name_read_otherwise_is_quoted(sqlite_town):
    assert "“枫兰苑”读作“枫岚苑”" in find_place(sqlite_town, "枫兰苑3栋").match.reason


@pytest.mark.parametrize(
    "text", ["枫兰苑33栋", "枫岚苑3A栋", "枫兰苑3A栋", "枫兰苑3-5栋", "月亮湾3栋", "枫兰苑3栋对面"]
)
def test_another_number_or_place_is_never_a_building(sqlite_town, text):
    match = find_place(sqlite_town, text).match
    assert match.level != "building"
    assert match.building_ids == () or match.missing


@pytest.mark.parametrize("text", ["枫岚苑西区3栋", "枫兰苑小学3栋", "海角市枫岚苑3栋", "除枫岚苑3栋外"])
def test_what_is_not_sure_is_offered_not_named(sqlite_town, text):
    found = find_place(sqlite_town, text)
    assert (found.match.level, found.match.building_ids) == ("none", ())
    assert found.match.options == ("枫岚苑3栋",)


def test_what_is_only_near_is_not_offered(sqlite_town):
    assert find_place(sqlite_town, "枫兰苑3栋旁边").match.options == ()


def test_a_stair_that_the_building_has_not_is_missing(sqlite_town):
    match = find_place(sqlite_town, "枫兰苑3栋9单元").match
    assert (match.level, match.stair, match.missing) == ("building", None, "9单元")


def test_a_plate_with_another_estates_name_is_asked_not_taken(sqlite_town):
    found = find_place(sqlite_town, "桂曦路47号明珠广场3栋")
    assert found.match.level == "none"
    assert "明珠广场" in found.match.reason
    assert "枫岚苑3栋" in found.match.options


def test_a_plate_with_its_estates_name_misspelt_is_settled(sqlite_town):
    assert find_place(sqlite_town, "桂曦路47号枫兰苑3栋").match.building_ids == (THIRD,)


def test_many_addresses_are_settled_as_each_alone(sqlite_town):
    texts = [text for text, _ in TOWN.addresses] + [
        "枫岚苑",
        "枫岚苑99栋",
        "翠棠路95号",
        "桂曦路47号",
        "无此路9号",
        "枫兰苑3栋",
    ]
    vocabulary = register_vocabulary(sqlite_town)
    index = register_index(sqlite_town, vocabulary)
    together = find_exactly(sqlite_town, [split_address(text, vocabulary) for text in texts], vocabulary)
    settled = [found if found.is_settled else settle_with(index, found) for found in together]
    assert settled == [find_place(sqlite_town, text) for text in texts]


def test_a_facility_is_found_by_its_name(sqlite_town):
    buildings = sqlite_town.read_layer("buildings", ids=[THIRD])
    inside = buildings.representative_point().iloc[0]
    clinic = (
        TOWN.layers["facilities"]
        .iloc[:1]
        .assign(facility_id="f/1", name="枫岚卫生站", kind="clinic", geometry=[inside])
    )
    write_layers(sqlite_town, {"facilities": clinic}, source="test")
    assert find_place(sqlite_town, "枫岚卫生站").match.building_ids == (THIRD,)


def test_a_shop_may_be_one_of_many_and_is_not_found_by_its_name(sqlite_town):
    buildings = sqlite_town.read_layer("buildings", ids=[THIRD])
    shop = (
        TOWN.layers["facilities"]
        .iloc[:1]
        .assign(
            facility_id="f/1", name="枫岚药房", kind="pharmacy", geometry=[buildings.representative_point().iloc[0]]
        )
    )
    write_layers(sqlite_town, {"facilities": shop}, source="test")
    assert find_place(sqlite_town, "枫岚药房").match.level == "none"


def test_an_empty_register_finds_nothing(store):
    assert find_place(store, "枫岚苑3栋").match.level == "none"


def test_a_case_list_is_placed_by_the_index_too(sqlite_town, tmp_path):
    table = tmp_path / "cases.csv"
    table.write_text("role,time,address\nresidence,2022-11-15T08:00,枫兰苑三幢\n", encoding="utf-8")
    made = designate_cases(sqlite_town, table, category="high", decision=DECISION, at=AT)
    assert THIRD in {member.building_id for member in made.zones[0].members}
