"""What every store promises about layers, address keys and transactions; each test runs on each database."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo_service.errors import CrsError, GeometryError, InputError, NotFoundError, StorageError, TableError
from geo_service.model.frames import LAYERS, empty_frame, shape_frame
from geo_service.model.report import WriteCounts
from tests.storage.samples import StoppedError, assert_same, buildings, gate, many_buildings, square

FULL_ROW = {
    "building_id": "b1",
    "name": "怡景花园3栋",
    "number": "3",
    "use": "it's; DROP TABLE buildings --",
    "levels": 2**53 + 1,
    "households": 0,
    "addresses": ["通惠街道88号", "", "a\\u0000b"],
    "tags": {"z": 1, "a": [None, True, 1.5, {"深": "𠮷"}], "": 10**30},
    "geometry": square(0),
}
SAMPLE_SHAPES = {"Polygon": square(1), "LineString": LineString([(108, 29), (108.1, 29.1)]), "Point": Point(108, 29)}


def ids(frame):
    return list(frame.iloc[:, 0])


def test_rows_come_back_equal_in_every_column(store):
    written = shape_frame("buildings", [FULL_ROW, {"building_id": "b2", "geometry": square(1)}])
    store.write_layer("buildings", written, source="survey")
    read = store.read_layer("buildings")
    assert_same(read, written.assign(source="survey").astype({"source": "str"}))
    assert list(read["tags"].iloc[0]) == ["z", "a", ""]
    assert read["tags"].iloc[0] == FULL_ROW["tags"]


def test_floats_and_bools_come_back_exactly(store):
    row = {"road_id": "r", "geometry": SAMPLE_SHAPES["LineString"], "width_m": 0.1 + 0.2, "grade_separated": False}
    store.write_layer("roads", shape_frame("roads", [row]), source="osm")
    read = store.read_layer("roads").iloc[0]
    assert read["width_m"] == 0.1 + 0.2
    assert read["grade_separated"] is np.False_ or read["grade_separated"] is False
    assert read["oneway"] is shape_frame("roads", [row])["oneway"].iloc[0]


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_can_be_written_and_read(store, name):
    layer = LAYERS[name]
    shape = next(SAMPLE_SHAPES[kind] for kind in sorted(layer.geometry) if kind in SAMPLE_SHAPES)
    frame = shape_frame(name, [{layer.key: "x", "source": "s", "geometry": shape}])
    store.write_layer(name, frame, source="s")
    assert_same(store.read_layer(name), frame)


def test_an_empty_layer_reads_as_an_empty_frame(store):
    assert_same(store.read_layer("buildings"), empty_frame("buildings"))
    assert store.count_rows("buildings") == 0
    assert store.layer_bounds("buildings") is None


def test_an_empty_frame_can_be_written(store):
    assert store.write_layer("buildings", empty_frame("buildings"), source="osm") == WriteCounts()


def test_ids_are_ordered_by_their_bytes(store):
    store.write_layer("buildings", buildings("b", "É", "B", "é", "a-1", "a1", "中", "𠮷", "一", "Z"), source="osm")
    assert ids(store.read_layer("buildings")) == ["B", "Z", "a-1", "a1", "b", "É", "é", "一", "中", "𠮷"]


def test_a_second_write_counts_added_changed_unchanged_and_gone(store):
    store.write_layer("buildings", buildings("a", "b", "c"), source="osm")
    again = buildings("a", "b", "d")
    again.loc[1, "levels"] = 6
    again.loc[2, "geometry"] = square(3)
    assert store.write_layer("buildings", again, source="osm") == WriteCounts(added=1, changed=1, unchanged=1, gone=1)
    assert ids(store.read_layer("buildings")) == ["a", "b", "c", "d"]


def test_the_last_bit_of_a_coordinate_is_a_change(store):
    store.write_layer("gates", gate("g", 108.0, 29.0), source="osm")
    nudged = gate("g", np.nextafter(108.0, 109), 29.0)
    assert store.write_layer("gates", nudged, source="osm").changed == 1
    assert store.read_layer("gates").geometry.iloc[0].x == np.nextafter(108.0, 109)


def test_a_changed_row_is_found_at_its_new_place_only(store):
    store.write_layer("gates", gate("g", 108, 29), source="osm")
    store.write_layer("gates", gate("g", 110, 31), source="osm")
    assert ids(store.read_layer("gates", bounds=(107, 28, 109, 30))) == []
    assert ids(store.read_layer("gates", bounds=(109, 30, 111, 32))) == ["g"]


def test_rows_take_the_source_of_the_write(store):
    store.write_layer("buildings", buildings("a", source="from the file"), source="osm")
    assert list(store.read_layer("buildings")["source"]) == ["osm"]


def test_rows_of_another_source_are_not_gone(store):
    store.write_layer("buildings", buildings("a", "b"), source="osm")
    assert store.write_layer("buildings", buildings("c"), source="survey").gone == 0


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ((108.0, 29.0, 108.001, 29.001), ["a"]),
        ((108.001, 29.001, 108.005, 29.005), ["a"]),
        ((np.nextafter(108.001, 109), 29.0, 108.005, 29.005), []),
        ((108.001, 28.0, 108.01, 30.0), ["a", "b"]),
        ((108.0105, 29.0005, 108.0105, 29.0005), ["b"]),
        ((-500, -500, 500, 500), ["a", "b", "c"]),
        ((-np.inf, -np.inf, np.inf, np.inf), ["a", "b", "c"]),
        ((190, 0, 200, 80), []),
    ],
)
def test_bounds_choose_the_rows_whose_box_meets_them_edges_included(store, bounds, found):
    store.write_layer("buildings", buildings("a", "b", "c"), source="osm")
    assert ids(store.read_layer("buildings", bounds=bounds)) == found


@pytest.mark.parametrize("bounds", [(109, 29, 108, 30), (108, 30, 109, 29), (np.nan, 29, 109, 30)])
def test_bounds_the_wrong_way_round_are_refused(store, bounds):
    with pytest.raises(GeometryError, match="bounds must be"):
        store.read_layer("buildings", bounds=bounds)


def test_ids_and_bounds_narrow_together(store):
    store.write_layer("buildings", buildings("a", "b", "c"), source="osm")
    assert ids(store.read_layer("buildings", ids=["c", "a", "a", "nobody"])) == ["a", "c"]
    assert ids(store.read_layer("buildings", ids=["c", "a"], bounds=(108, 29, 108.012, 29.1))) == ["a"]
    assert ids(store.read_layer("buildings", ids=[])) == []


def test_ids_that_no_database_can_hold_find_nothing(store):
    assert ids(store.read_layer("buildings", ids=["a\0", "\ud800", "'"])) == []
    assert store.find_address_keys(["a\0", "\ud800"]) == []
    assert store.zone_history("\0") == []


def test_more_ids_than_a_statement_takes_can_be_asked_for(store):
    store.write_layer("buildings", many_buildings(12_000), source="osm")
    wanted = [f"b{i:06}" for i in range(0, 80_000, 2)]
    assert len(store.read_layer("buildings", ids=wanted)) == 6_000
    assert store.delete_rows("buildings", wanted) == 6_000


def test_deleted_rows_are_gone_from_the_index_too(store):
    store.write_layer("buildings", buildings("a", "b"), source="osm")
    assert store.delete_rows("buildings", ["a", "a", "nobody"]) == 1
    assert ids(store.read_layer("buildings", bounds=(100, 20, 120, 40))) == ["b"]
    assert store.layer_bounds("buildings") == square(1).bounds
    assert store.count_rows("buildings") == 1


@pytest.mark.parametrize("method", ["read_layer", "count_rows", "layer_bounds"])
def test_an_unknown_layer_is_refused_by_name(store, method):
    with pytest.raises(NotFoundError, match="no layer named 'houses'"):
        getattr(store, method)("houses")


def spoiled_square(value):
    """A square with one latitude of `value`; made this way because shapely warns when it builds one."""
    coordinates = shapely.get_coordinates(square(0))
    coordinates[2, 1] = value
    return shapely.set_coordinates(square(0), coordinates)


BAD_SHAPES = {
    "has no geometry": None,
    "is a POINT": Point(108, 29),
    "has an empty geometry": Polygon(),
    "is a GEOMETRYCOLLECTION": shapely.GeometryCollection([square(0)]),
    "has heights": shapely.force_3d(square(0), 400),
    r"coordinate \(108.*, nan\)": spoiled_square(np.nan),
    r"coordinate \(108.*, inf\)": spoiled_square(np.inf),
    r"coordinate \(36000100": box(36_000_000, 3_000_000, 36_000_100, 3_000_100),
    r"coordinate \(.*lat -90": box(29, 108, 30, 109),
}


@pytest.mark.parametrize(("fault", "shape"), BAD_SHAPES.items(), ids=list(BAD_SHAPES))
def test_a_bad_shape_is_refused_by_row_and_nothing_is_written(store, fault, shape):
    frame = shape_frame("buildings", [{"building_id": "a", "geometry": square(0)}, {"building_id": "b"}])
    frame.loc[1, "geometry"] = shape
    with pytest.raises(GeometryError, match=rf"buildings 'b'.*{fault}"):
        store.write_layer("buildings", frame, source="osm")
    assert store.count_rows("buildings") == 0


BAD_VALUES = [
    {"name": "a\0b"},
    {"name": "\udc00"},
    {"tags": {"a": "\0"}},
    {"tags": {"\ud83d": 1}},
    {"tags": {"a": float("nan")}},
    {"tags": {"a": {1, 2}}},
]


@pytest.mark.parametrize("values", BAD_VALUES, ids=ascii)
def test_a_value_that_no_database_keeps_is_refused_by_row_and_column(store, values):
    frame = shape_frame("buildings", [{"building_id": "b7", **values, "geometry": square(0)}])
    with pytest.raises(TableError, match=rf"buildings 'b7': {next(iter(values))}") as refusal:
        store.write_layer("buildings", frame, source="osm")
    assert "\n" not in str(refusal.value)
    assert store.count_rows("buildings") == 0


@pytest.mark.parametrize("key", [None, "", "x" * 1001, "中" * 334])
def test_an_id_that_is_missing_or_too_long_is_refused(store, key):
    frame = shape_frame("buildings", [{"building_id": key, "geometry": square(0)}])
    with pytest.raises(TableError, match="building_id"):
        store.write_layer("buildings", frame, source="osm")


def test_an_infinite_width_is_refused(store):
    with pytest.raises(TableError, match="gates 'g': width_m is inf"):
        store.write_layer("gates", gate("g", 108, 29, width_m=float("inf")), source="osm")


def test_a_frame_in_metres_is_refused(store):
    with pytest.raises(CrsError):
        store.write_layer("buildings", buildings("a").to_crs(3857), source="osm")


def test_a_frame_without_the_layers_columns_is_refused(store):
    with pytest.raises(TableError, match="lacks"):
        store.write_layer("buildings", gpd.GeoDataFrame(geometry=[square(0)], crs=4326), source="osm")


def test_what_was_given_is_not_changed(store):
    given = buildings("b", "a", source="file")
    before = given.copy()
    store.write_layer("buildings", given, source="osm")
    assert_same(given, before)


def test_multipolygons_with_holes_come_back(store):
    ring = Polygon(square(0).exterior, [square(0, side=0.0005).exterior.coords[::-1]])
    frame = shape_frame("estates", [{"estate_id": "e", "geometry": MultiPolygon([ring, square(2)])}])
    store.write_layer("estates", frame, source="osm")
    assert store.read_layer("estates").geometry.iloc[0].equals_exact(frame.geometry.iloc[0], 0)


def test_the_edition_grows_with_every_change_and_only_then(store):
    editions = [store.register_edition()]
    store.write_layer("buildings", buildings("a"), source="osm")
    editions.append(store.register_edition())
    store.write_layer("buildings", buildings("a"), source="osm")
    store.delete_rows("buildings", ["nobody"])
    assert store.register_edition() == editions[-1]
    store.delete_rows("buildings", ["a"])
    editions.append(store.register_edition())
    assert editions == sorted(set(editions))


def test_address_keys_are_found_sorted_and_replace_the_earlier_ones(store):
    store.replace_address_keys([("k2", "b1"), ("k1", "b2"), ("k1", "b1")])
    store.replace_address_keys([("k1", "b3"), ("k1", "b1"), ("k1", "b3"), ("怡景花园|3", "b1")])
    assert store.find_address_keys(["k1", "k2", "k1"]) == [("k1", "b1"), ("k1", "b3")]
    assert store.find_address_keys([]) == []


def test_many_address_keys_can_be_written_and_found(store):
    pairs = [(f"k{i:05}", f"b{i}") for i in range(11_000)]
    store.replace_address_keys(pairs)
    assert store.find_address_keys([key for key, _ in reversed(pairs)]) == pairs


@pytest.mark.parametrize("pair", [("", "b"), ("k", ""), ("k\0", "b"), ("k", "\ud800"), ("k" * 1001, "b")], ids=ascii)
def test_an_address_key_that_no_database_keeps_is_refused(store, pair):
    with pytest.raises(InputError):
        store.replace_address_keys([("good", "b"), pair])
    assert store.find_address_keys(["good"]) == []


def test_an_error_undoes_the_whole_transaction(store):
    def write_and_fail():
        with store.transaction():
            store.write_layer("buildings", buildings("a"), source="osm")
            store.replace_address_keys([("k", "a")])
            raise StoppedError

    with pytest.raises(StoppedError):
        write_and_fail()
    assert store.count_rows("buildings") == 0
    assert store.find_address_keys(["k"]) == []


def test_a_transaction_sees_what_it_wrote(store):
    with store.transaction():
        store.write_layer("buildings", buildings("a"), source="osm")
        assert ids(store.read_layer("buildings")) == ["a"]
    assert ids(store.read_layer("buildings")) == ["a"]


def test_an_inner_transaction_is_undone_with_the_outer(store):
    def write_and_fail():
        with store.transaction():
            with store.transaction():
                store.write_layer("buildings", buildings("a"), source="osm")
            raise StoppedError

    with pytest.raises(StoppedError):
        write_and_fail()
    assert store.count_rows("buildings") == 0


def test_an_inner_error_that_was_caught_still_undoes_the_outer(store):
    def fail_inside():
        with store.transaction():
            raise StoppedError

    def write_and_go_on():
        with store.transaction():
            store.write_layer("buildings", buildings("a"), source="osm")
            with pytest.raises(StoppedError):
                fail_inside()

    with pytest.raises(StorageError, match="nothing of it was kept"):
        write_and_go_on()
    assert store.count_rows("buildings") == 0


def test_refused_rows_do_not_spoil_the_transaction(store):
    with store.transaction():
        store.write_layer("buildings", buildings("a"), source="osm")
        with pytest.raises(GeometryError):
            store.write_layer("gates", gate("g", 500, 29), source="osm")
    assert store.count_rows("buildings") == 1
