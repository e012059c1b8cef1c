"""Drawn shapes: what is taken, and the one clear line for everything that is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box
from shapely.geometry import mapping

from geo_service.derive.drawing import MAX_VERTICES, looks_swapped, require_drawable
from geo_service.errors import CrsError, FileFormatError, GeometryError
from geo_service.importers.shapes import read_drawn_shape

TOWN = (108.70, 29.50, 108.80, 29.60)
SQUARE = [[108.75, 29.55], [108.76, 29.55], [108.76, 29.56], [108.75, 29.56], [108.75, 29.55]]


LONGEST_LINE = 300


def drawing(*rings, kind="Polygon", **extra):
    return json.dumps({"type": kind, "coordinates": list(rings), **extra})


def feature(geometry):
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def refusal(text, inside=TOWN):
    with pytest.raises(GeometryError) as caught:
        read_drawn_shape(text, inside=inside)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < LONGEST_LINE
    return message


def test_a_bare_polygon_is_read():
    assert read_drawn_shape(drawing(SQUARE), inside=TOWN).equals(Polygon(SQUARE))


def test_a_feature_is_read_from_a_file_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps(feature(json.loads(drawing(SQUARE)))), encoding="utf-8-sig")
    assert read_drawn_shape(path).equals(Polygon(SQUARE))
    assert read_drawn_shape(str(path)).equals(Polygon(SQUARE))


def test_several_features_become_their_union():
    left, right = box(108.75, 29.55, 108.76, 29.56), box(108.755, 29.55, 108.77, 29.56)
    text = json.dumps({"type": "FeatureCollection", "features": [feature(mapping(left)), feature(mapping(right))]})
    assert read_drawn_shape(text).equals(box(108.75, 29.55, 108.77, 29.56))


def test_two_places_become_a_multipolygon():
    parts = [box(108.75, 29.55, 108.76, 29.56), box(108.77, 29.55, 108.78, 29.56)]
    assert read_drawn_shape(json.dumps(mapping(MultiPolygon(parts)))).geom_type == "MultiPolygon"


def test_holes_are_kept_and_heights_dropped():
    hole = [[108.752, 29.552, 9], [108.752, 29.554, 9], [108.754, 29.554, 9], [108.752, 29.552, 9]]
    shape = read_drawn_shape(drawing(SQUARE, hole))
    assert len(shape.interiors) == 1
    assert not shape.has_z


def test_a_self_crossing_outline_is_refused_with_the_crossing_point():
    bowtie = [[108.75, 29.55], [108.76, 29.56], [108.76, 29.55], [108.75, 29.56], [108.75, 29.55]]
    assert "crosses itself at 108.755000, 29.555000 (lon, lat)" in refusal(drawing(bowtie))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (drawing(SQUARE[:-1]), "not closed: it starts at 108.75, 29.55 and ends at 108.75, 29.56"),
        (drawing([*SQUARE[:2], SQUARE[0]]), "a ring has 3 positions; need at least 3 corners"),
        (drawing([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]), "has no area"),
        (drawing([[lat, lon] for lon, lat in SQUARE]), "lon and lat look swapped"),
        (drawing([[lon + 400, lat] for lon, lat in SQUARE]), "coordinates out of range: lon 508.75"),
        (drawing([SQUARE[0], SQUARE[1], [108.77, 29.55], SQUARE[0]]), "has no area"),
        (drawing([[108.75, 29.55], [108.75, 29.55000001], [108.75000001, 29.55], [108.75, 29.55]]), "has no area"),
        (drawing(), "the drawing is empty"),
        (drawing(kind="MultiPolygon"), "the drawing is empty"),
        (drawing([[108.75, 29.55], [108.76, float("nan")], [108.76, 29.56], [108.75, 29.55]]), "not a number"),
        (drawing([["108.75", 29.55], *SQUARE[1:]]), "a position is ['108.75', 29.55]; need [lon, lat]"),
        (drawing(108.75, 29.55), "not a list of positions"),
        (json.dumps({"type": "Point", "coordinates": [108.75, 29.55]}), "need a polygon, got a Point"),
        (json.dumps(mapping(LineString(SQUARE))), "need a polygon, got a LineString"),
        (json.dumps({"type": "Polygon"}), "not a list of rings: 'None'"),
        (json.dumps({"type": "FeatureCollection", "features": 5}), "not a list of features: '5'"),
        (json.dumps({"type": "GeometryCollection", "geometries": "Polygon"}), "not a list of geometries"),
        (json.dumps({"type": "P" * 9_000}), "need a polygon, got a PPP"),
        (drawing(["1" * 9_000, 29.55]), "not a list of numbers: '111"),
        (drawing([1.5] * 9_000), "not a list of numbers"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "the drawing is empty"),
        (json.dumps(feature(None)), "the drawing is empty"),
        (json.dumps({"name": "x"}), "not GeoJSON"),
        (json.dumps(mapping(box(100, 20, 102, 22))), "km²; at most 10,000 km² are allowed"),
    ],
)
def test_what_is_not_drawable_is_refused_in_one_line(text, words):
    assert words in refusal(text)


def test_a_drawing_outside_the_register_says_where_the_register_is_and_how_far():
    message = refusal(drawing([[lon + 0.1, lat] for lon, lat in SQUARE]))
    assert "lon 108.7000 to 108.8000, lat 29.5000 to 29.6000" in message
    assert "4.8 km away" in message


def test_a_drawing_that_reaches_out_of_the_register_is_taken():
    require_drawable(box(108.79, 29.55, 108.81, 29.56), inside=TOWN)


def test_swapped_coordinates_in_the_far_west_are_seen_by_the_register():
    kashgar = (75.9, 39.4, 76.1, 39.6)
    assert looks_swapped((39.45, 75.95, 39.5, 76.0), kashgar)
    assert not looks_swapped((75.95, 39.45, 76.0, 39.5), kashgar)


def test_too_many_corners_are_refused():
    circle = Polygon(box(108.75, 29.55, 108.76, 29.56).centroid.buffer(0.005, quad_segs=MAX_VERTICES // 4 + 1))
    with pytest.raises(GeometryError, match="corners; at most 10,000"):
        require_drawable(circle)


def test_overlapping_parts_of_one_multipolygon_are_refused():
    parts = MultiPolygon([box(108.75, 29.55, 108.76, 29.56), box(108.755, 29.55, 108.77, 29.56)])
    assert "the outline" in refusal(json.dumps(mapping(parts)))


def test_another_crs_is_refused():
    projected = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4545"}}
    with pytest.raises(CrsError, match="EPSG::4545; need lon/lat"):
        read_drawn_shape(drawing(SQUARE, crs=projected))


@pytest.mark.parametrize("crs", ["EPSG:3857", 5, {"properties": None}, {"properties": "x"}, {"name": "x" * 9_000}])
def test_a_crs_that_is_not_lon_lat_is_refused_whatever_it_is(crs):
    with pytest.raises(CrsError, match="need lon/lat in EPSG:4326") as caught:
        read_drawn_shape(drawing(SQUARE, crs=crs))
    assert len(str(caught.value)) < LONGEST_LINE


def test_cgcs2000_is_lon_lat():
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    assert read_drawn_shape(drawing(SQUARE, crs=named)).equals(Polygon(SQUARE))


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe\x00", b"[1, 2]", b'{"type": ' + b"1" * 9_000 + b"}"])
def test_a_file_that_is_no_geojson_is_refused(tmp_path, content):
    path = tmp_path / "zone.geojson"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=r"zone\.geojson is not"):
        read_drawn_shape(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileFormatError, match="no file"):
        read_drawn_shape(tmp_path / "none.geojson")


@given(st.floats(108.71, 108.75), st.floats(29.51, 29.55), st.floats(0.001, 0.05), st.floats(0.001, 0.05))
def test_every_box_inside_the_register_is_taken_as_drawn(west, south, width, height):
    drawn = box(west, south, west + width, south + height)
    assert read_drawn_shape(json.dumps(mapping(drawn)), inside=TOWN).equals(drawn)


@given(st.floats(108.71, 108.75), st.floats(29.51, 29.55), st.floats(0.001, 0.05), st.floats(0.001, 0.05))
def test_every_bowtie_is_refused(west, south, width, height):
    east, north = west + width, south + height
    bowtie = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    assert "crosses itself" in refusal(drawing(bowtie))
