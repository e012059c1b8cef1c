import shapely

from geo_service.maps.context import context_features, context_labels, context_looks, crop_context, without_buildings
from geo_service.maps.symbols import CONTEXT_STYLES
from geo_service.model.frames import empty_frame
from tests.maps import sample

SMALL = sample.at_m(shapely.box(50, -50, 150, 50)).bounds


def test_the_base_map_is_one_feature_per_look():
    features = context_features(sample.context())
    looks = [feature["properties"]["s"] for feature in features]
    assert len(looks) == len(set(looks))
    assert set(looks) <= set(CONTEXT_STYLES)
    assert looks.index("road_minor_case") < looks.index("road_minor") < looks.index("buildings")


def test_long_roads_are_cut_at_the_edge_of_the_view():
    cropped = crop_context(sample.context(), SMALL)
    assert len(cropped["roads"]) == 2
    assert shapely.box(*SMALL).buffer(1e-9).covers(cropped["roads"].union_all())


def test_what_lies_outside_the_view_is_not_drawn():
    assert len(crop_context(sample.context(), (0.0, 0.0, 1.0, 1.0))["buildings"]) == 0


def test_layers_that_are_no_base_map_are_left_out():
    assert "districts" not in crop_context({"districts": empty_frame("districts")}, SMALL)


def test_empty_layers_draw_nothing():
    empty = {name: frame.iloc[:0] for name, frame in sample.context().items()}
    assert context_features(empty) == []
    assert context_labels(empty) == []
    assert context_looks(empty) == set()


def test_a_road_s_name_runs_along_it_and_never_upside_down():
    labels = {label.text: label.angle for label in context_labels(sample.context())}
    assert abs(labels["新华大道"]) < 1
    assert abs(abs(labels["文化路"]) - 90) < 1
    assert all(-90 <= angle <= 90 for angle in labels.values())


def test_the_plan_s_own_buildings_are_not_in_the_base_map():
    context = sample.context()
    first = context["buildings"]["building_id"].iloc[:1]
    assert len(without_buildings(context, first)["buildings"]) == 15
