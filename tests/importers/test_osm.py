from pathlib import Path

import osmium
import pytest

from geo_service.errors import FileFormatError
from geo_service.importers.osm import read_osm
from geo_service.importers.osm_roads import is_grade_separated, oneway_direction
from geo_service.importers.osm_tags import address_of, building_number, metres

NODES = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0.2, 0.2), 6: (0.2, 0.4), 7: (0.4, 0.4), 8: (0.4, 0.2)}


def osm(path, *things, nodes=NODES, nodes_last=False):
    """Write a small .osm file round 104E 30N; a unit is 0.001 degree."""
    places = [f'<node id="{n}" lon="{104 + x / 1000}" lat="{30 + y / 1000}"/>' for n, (x, y) in nodes.items()]
    parts = [*things, *places] if nodes_last else [*places, *things]
    path.write_text(f'<osm version="0.6">{"".join(parts)}</osm>', encoding="utf-8")
    return path


def way(number, refs, **tags):
    inner = "".join(f'<nd ref="{ref}"/>' for ref in refs) + _tags(tags)
    return f'<way id="{number}">{inner}</way>'


def relation(number, members, **tags):
    inner = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members) + _tags(tags)
    return f'<relation id="{number}">{inner}</relation>'


def _tags(tags):
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


@pytest.fixture
def file(tmp_path):
    return tmp_path / "town.osm"


SQUARE = [1, 2, 3, 4, 1]
HOLE = [5, 6, 7, 8, 5]


def test_a_closed_way_with_building_is_a_building(file):
    layers, notes = read_osm(osm(file, way(1, SQUARE, building="apartments", building__levels="6")))
    row = layers["buildings"].iloc[0]
    assert (row.building_id, row.use, row.levels, notes) == ("way/1", "apartments", 6, ())


def test_ids_may_come_in_any_order(file):
    layers, _ = read_osm(osm(file, way(1, SQUARE, building="yes"), nodes_last=True))
    assert len(layers["buildings"]) == 1


def test_a_tagged_relation_and_its_outer_way_are_one_building(file):
    things = (
        way(1, SQUARE, building="yes"),
        way(2, HOLE),
        relation(9, [(1, "outer"), (2, "inner")], type="multipolygon", building="yes"),
    )
    layers, _ = read_osm(osm(file, *things))
    assert layers["buildings"]["building_id"].tolist() == ["relation/9"]
    assert len(layers["buildings"].geometry[0].interiors) == 1


def test_a_tagged_outer_way_stands_for_an_untagged_relation_with_its_hole(file):
    things = (
        way(1, SQUARE, building="yes"),
        way(2, HOLE),
        relation(9, [(1, "outer"), (2, "inner")], type="multipolygon"),
    )
    layers, _ = read_osm(osm(file, *things))
    assert layers["buildings"]["building_id"].tolist() == ["way/1"]
    assert len(layers["buildings"].geometry[0].interiors) == 1


def test_a_relation_chains_open_ways(file):
    things = (
        way(1, [1, 2, 3]),
        way(2, [3, 4, 1]),
        relation(9, [(1, "outer"), (2, "outer")], type="multipolygon", building="yes"),
    )
    assert read_osm(osm(file, *things))[0]["buildings"].geometry[0].area > 0


def test_an_open_building_outline_is_skipped_with_its_reason(file):
    _, notes = read_osm(osm(file, way(1, [1, 2, 3], building="yes"), way(2, SQUARE, building="yes")))
    assert [(note.what, note.kind) for note in notes] == [("way/1", "skipped")]
    assert "not closed" in notes[0].reason


def test_a_crossed_outline_is_mended_and_said(file):
    layers, notes = read_osm(osm(file, way(1, [1, 3, 2, 4, 1], building="yes")))
    assert layers["buildings"].geometry[0].is_valid
    assert (notes[0].kind, "mended" in notes[0].reason) == ("repaired", True)


def test_a_boundary_cut_by_the_extract_is_skipped_with_its_name(file):
    cut = relation(
        9, [(1, "outer"), (77, "outer")], type="boundary", boundary="administrative", admin_level="8", name="示例街道"
    )
    layers, notes = read_osm(osm(file, way(1, SQUARE, building="yes"), cut))
    assert "townships" not in layers
    assert "示例街道" in notes[0].reason


def test_a_road_with_missing_nodes_is_cut_not_bridged(file):
    layers, notes = read_osm(osm(file, way(1, [1, 2, 99, 3, 4], highway="residential")))
    assert layers["roads"]["road_id"].tolist() == ["way/1", "way/1#2"]
    assert layers["roads"]["node_ids"].tolist() == [[1, 2], [3, 4]]
    assert notes[0].kind == "warning"


def test_steps_and_paths_are_roads_and_proposals_are_not(file):
    things = way(1, [1, 2], highway="steps"), way(2, [2, 3], highway="path"), way(3, [3, 4], highway="proposed")
    assert read_osm(osm(file, *things))[0]["roads"]["way_id"].tolist() == [1, 2]


def test_a_bridge_knows_where_it_touches_a_building(file):
    things = way(1, [9, 2], highway="footway", bridge="yes"), way(2, SQUARE, building="yes")
    layers, _ = read_osm(osm(file, *things, nodes={**NODES, 9: (-1, 1)}))
    assert layers["roads"]["access_nodes"].tolist() == [[2]]


def test_buildings_know_the_smallest_estate_round_them(file):
    things = (
        way(1, SQUARE, landuse="residential", name="大院"),
        way(2, HOLE, landuse="residential", name="小院"),
        way(3, HOLE, building="yes"),
    )
    layers, _ = read_osm(osm(file, *things))
    assert layers["buildings"]["estate_id"].tolist() == ["way/2"]


@pytest.mark.parametrize("ending", ["osm.pbf", "osm.gz", "osm.bz2"])
def test_packed_files_read_the_same(file, tmp_path, ending):
    osm(file, way(1, SQUARE, building="yes"), way(2, [1, 2], highway="steps"))
    packed = tmp_path / f"town.{ending}"
    with osmium.SimpleWriter(str(packed)) as writer:
        for thing in osmium.FileProcessor(str(file)):
            writer.add(thing)
    plain, same = read_osm(file, source="s")[0], read_osm(packed, source="s")[0]
    assert plain.keys() == same.keys()
    for name, frame in plain.items():
        assert frame.drop(columns="geometry").equals(same[name].drop(columns="geometry"))
        assert frame.geom_equals_exact(same[name], 1e-9).all()


@pytest.mark.parametrize(
    ("tags", "off_ground"),
    [
        ({"bridge": "yes"}, True),
        ({"bridge": "no"}, False),
        ({"tunnel": "yes"}, True),
        ({"tunnel": "building_passage"}, False),
        ({"layer": "-1"}, True),
        ({"layer": "0", "level": "1"}, False),
        ({"level": "1;2"}, True),
        ({"level": "0;1"}, False),
        ({"layer": "upstairs"}, False),
        ({}, False),
    ],
)
def test_bridges_and_tunnels_are_told_from_ground(tags, off_ground):
    assert is_grade_separated(tags) is off_ground


@pytest.mark.parametrize(
    ("tags", "direction"),
    [({"oneway": "yes"}, 1), ({"oneway": "-1"}, -1), ({"junction": "roundabout"}, 1), ({"oneway": "no"}, 0), ({}, 0)],
)
def test_oneway_is_read(tags, direction):
    assert oneway_direction(tags) == direction


def test_an_address_is_spelled_from_its_tags():
    assert address_of({"addr:city": "示例市", "addr:street": "文昌路", "addr:housenumber": "8"}) == "示例市文昌路8号"


@pytest.mark.parametrize(("name", "number"), [("翠湖苑3栋", "3"), ("12号楼", "12"), ("三幢", "三"), ("银行", None)])
def test_a_building_number_is_read_from_the_end_of_a_name(name, number):
    assert building_number({"name": name}) == number


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"hello", "not OpenStreetMap data"), (b"<html></html>", "not OpenStreetMap data")],
)
def test_what_is_not_osm_is_refused_in_one_line(file, content, said):
    file.write_bytes(content)
    with pytest.raises(FileFormatError, match=said) as error:
        read_osm(file)
    assert "\n" not in str(error.value)


def test_a_file_without_anything_of_use_is_refused(file):
    with pytest.raises(FileFormatError, match="no roads, buildings or places"):
        read_osm(osm(file))


def test_a_missing_file_is_named():
    with pytest.raises(FileFormatError, match=r"no such file: nowhere\.osm"):
        read_osm(Path("nowhere.osm"))


@pytest.mark.parametrize("said", ["99999999999999999999", "1e9", "inf", "nan", "-3", "0", "many"])
def test_a_count_that_no_building_has_is_unknown(file, said):
    layers, _ = read_osm(osm(file, way(1, SQUARE, building="apartments", building__levels=said)))
    assert layers["buildings"]["levels"].isna().all()


@pytest.mark.parametrize(
    ("said", "width_m"), [("3.5 m", 3.5), ("inf", None), ("-2", None), ("nan", None), ("3;4", None)]
)
def test_a_width_is_a_length_in_metres_or_unknown(said, width_m):
    assert metres(said) == width_m


def test_a_tagged_outer_way_stands_for_the_whole_of_an_untagged_relation(file):
    things = (
        way(1, SQUARE, building="yes"),
        way(2, HOLE),
        way(3, [9, 10, 11, 9]),
        relation(9, [(1, "outer"), (2, "inner"), (3, "outer")], type="multipolygon"),
    )
    layers, notes = read_osm(osm(file, *things, nodes=NODES | {9: (5, 0), 10: (5, 1), 11: (6, 0)}))
    row = layers["buildings"].iloc[0]
    assert (row.building_id, notes) == ("way/1", ())
    assert row.geometry.area == pytest.approx((1 - 0.04 + 0.5) * 1e-6)


def test_several_tagged_outer_ways_of_an_untagged_relation_are_named(file):
    things = (
        way(1, SQUARE, building="yes"),
        way(3, [9, 10, 11, 9], building="yes"),
        relation(9, [(1, "outer"), (3, "outer")], type="multipolygon"),
    )
    layers, notes = read_osm(osm(file, *things, nodes=NODES | {9: (5, 0), 10: (5, 1), 11: (6, 0)}))
    assert [shape.area for shape in layers["buildings"].geometry] == pytest.approx([1.5e-6, 1.5e-6])
    assert [note.reason for note in notes] == [
        "building: way/1, way/3 are all tagged, so each stands for the whole relation; tag the relation instead"
    ]
