from geo_service.actions.case_ground import count_areas, find_cases, read_areas, read_boxes, read_over
from geo_service.actions.places import find_place
from geo_service.model.case import CasePlace
from tests.actions.town import TOWN

BUILDINGS = TOWN.layers["buildings"]


def case(text):
    return CasePlace("第2行", "residence", text, None)


def test_reading_many_boxes_finds_what_each_of_them_has(town):
    boxes = [tuple(box) for box in BUILDINGS.bounds.to_numpy()[::7]]
    together = read_boxes(town, "buildings", boxes)["building_id"]
    alone = {one for box in boxes for one in town.read_layer("buildings", bounds=box)["building_id"]}
    assert alone <= set(together)
    assert together.is_monotonic_increasing
    assert together.is_unique


def test_reading_no_boxes_finds_nothing(sqlite_town):
    assert read_boxes(sqlite_town, "buildings", []).empty
    assert read_boxes(sqlite_town, "addresses", [(0, 0, 1, 1)]).empty


def test_cases_are_found_together_as_they_are_alone(sqlite_town):
    texts = [text for text, _ in TOWN.addresses[:20]] + ["无此路9号", "", TOWN.addresses[0][0]]
    found = find_cases(sqlite_town, [case(text) for text in texts])
    assert found[-2] is None
    assert [one and one.match for one in found[:20]] == [find_place(sqlite_town, text).match for text in texts[:20]]
    assert found[-1] == found[0]


def test_households_of_a_district_are_those_of_all_its_buildings(sqlite_town):
    areas, district = read_areas(sqlite_town), TOWN.layers["districts"]["district_id"].iloc[0]
    communities = [("community", one) for one in TOWN.layers["communities"]["community_id"]]
    wanted = [("county", district), *communities]
    counts = count_areas(read_over(sqlite_town, areas, wanted), areas, wanted)
    assert counts["county", district][0] == sum(counts[key][0] for key in communities)
    assert counts["county", district][0] >= BUILDINGS["households"].sum()
