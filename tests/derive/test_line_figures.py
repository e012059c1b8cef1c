from shapely import box

from geo_service.derive.households import household_rule
from geo_service.derive.line_figures import survey_ground
from geo_service.derive.line_ground import LineRule
from tests.derive.lanes import INNER, area, house, near
from tests.zones.register import PLANE, zone_version


def survey(**round_it):
    surroundings = near(houses=[INNER, house("h1", 30, -25, 7), house("guess", 70, -25, None)], **round_it)
    return survey_ground(
        zone_version().geometry,
        set(),
        surroundings,
        rule=LineRule(),
        households=household_rule(),
        membership="any_part",
    )


def measured(*bounds_m, **round_it):
    made = survey(**round_it)
    return made.measured(made.plane.to_metres(PLANE.to_lonlat(box(*bounds_m))))


def test_the_figures_of_the_drawn_line_are_those_of_a_plan():
    figures = measured(0, 0, 100, 100).figures
    assert (figures.posts, figures.crossings, figures.shut_cost, figures.households) == (4, 4, 8.0, 100)
    assert (round(figures.area_m2), round(figures.length_m), figures.households_estimated) == (10_000, 400, 0)


def test_a_larger_line_counts_what_it_adds_and_marks_estimates():
    line = measured(0, -60, 100, 100)
    assert line.building_ids == ("guess", "h1")
    assert line.figures.households == 107 + line.figures.households_estimated > 107
    assert line.figures.posts == 1


def test_a_facility_without_a_name_is_told_by_its_kind_and_id():
    rows = [
        {"facility_id": "f1", "kind": "fire_station", "geometry": area(10, -30, 16, -20)},
        {"facility_id": "f2", "kind": "market", "geometry": area(60, -30, 66, -20)},
    ]
    assert measured(0, -60, 100, 100, facilities=rows).takes_in == ("消防站 f1",)


def test_a_facility_of_the_drawn_zone_is_not_told_again():
    rows = [{"facility_id": "f1", "kind": "hospital", "name": "望江医院", "geometry": area(10, -30, 16, 20)}]
    assert measured(0, -60, 100, 100, facilities=rows).takes_in == ()


def test_a_crossing_at_a_hospital_is_one_where_no_line_should_run():
    rows = [{"facility_id": "f1", "kind": "hospital", "name": "望江医院", "geometry": area(10, -30, 16, 20)}]
    assert measured(0, 0, 100, 100, facilities=rows).figures.never_cut == 2
