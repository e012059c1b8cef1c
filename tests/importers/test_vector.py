"""Layer files: every format, CRS, datum, encoding and fault that offices send."""

import json
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geo_service.coords.datums import from_wgs84
from geo_service.errors import CrsError, FileFormatError, GeometryError, InputError, NotFoundError, TableError
from geo_service.importers.vector import read_layer_file
from geo_service.model.frames import LAYERS, require_layer

TOWN = (108.70, 29.50, 108.80, 29.60)
WEST, EAST = box(108.75, 29.55, 108.76, 29.56), box(108.76, 29.55, 108.77, 29.56)
BOWTIE = Polygon([(108.75, 29.55), (108.76, 29.56), (108.76, 29.55), (108.75, 29.56)])
SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def layer_file(tmp_path):
    def write(file="grids.gpkg", shapes=(WEST, EAST), crs="EPSG:4326", driver=None, encoding=None, **columns):
        path = tmp_path / file
        frame = gpd.GeoDataFrame(columns or {"名称": ["甲", "乙"][: len(shapes)]}, geometry=list(shapes), crs=crs)
        frame.to_file(
            path,
            driver=driver or {".kml": "KML", ".gml": "GML"}.get(path.suffix),
            **({"encoding": encoding} if encoding else {}),
        )
        return path

    return write


@pytest.fixture
def geojson(tmp_path):
    def write(*features, crs=None, name="grids.geojson"):
        path = tmp_path / name
        value = {"type": "FeatureCollection", "features": list(features)}
        if crs:
            value["crs"] = {"type": "name", "properties": {"name": crs}}
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def feature(shape, **properties):
    geometry = shape if isinstance(shape, dict | None) else shapely.geometry.mapping(shape)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def reasons(notes, kind="skipped"):
    return [(note.what, note.reason) for note in notes if note.kind == kind]


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.geojson", "a.fgb", "a.gml", "a.kml"])
def test_every_format_gives_the_same_frame(layer_file, name):
    frame, notes = read_layer_file(layer_file(name, code=["01", "02"], 名称=["甲社区", "綦江"]), "grids")
    require_layer(frame, "grids")
    assert frame["grid_id"].tolist() == ["01", "02"]
    assert frame["name"].tolist() == ["甲社区", "綦江"]
    assert frame.geometry.iloc[0].equals(WEST)
    assert frame["source"].tolist() == [name, name]
    # KML numbers its placemarks itself
    assert [set(tags or {}) - {"id"} for tags in frame["tags"]] == [set(), set()]
    assert notes == ()


def test_mapinfo_tables_are_read_in_their_own_encoding(layer_file):
    path = layer_file("a.tab", driver="MapInfo File", encoding="GBK", code=["01", "02"], mc=["甲社区", "綦江"])
    frame, _ = read_layer_file(path, "grids", encoding="GBK")
    assert frame["name"].tolist() == ["甲社区", "綦江"]


@pytest.mark.parametrize("layer", list(LAYERS))
def test_every_layer_has_its_columns_and_types(layer_file, layer):
    kind = max(LAYERS[layer].geometry)
    shape = {
        "Polygon": WEST,
        "Point": Point(108.75, 29.55),
        "MultiLineString": LineString([(108.75, 29.55), (108.76, 29.56)]),
    }
    frame, _ = read_layer_file(layer_file(shapes=[shape[kind]]), layer)
    require_layer(frame, layer)
    assert len(frame) == 1


def test_an_unknown_layer_names_the_known_ones(layer_file):
    with pytest.raises(NotFoundError, match="the layers are districts"):
        read_layer_file(layer_file(), "streets")


# --- where it is


def test_cgcs2000_is_taken_as_it_stands(layer_file):
    frame, notes = read_layer_file(layer_file(crs="EPSG:4490"), "grids")
    assert frame.geometry.iloc[0].equals(WEST) or frame.geometry.iloc[1].equals(WEST)
    assert frame.crs.to_epsg() == 4326
    assert notes == ()


@pytest.mark.parametrize("crs", ["EPSG:4545", "EPSG:4524", "EPSG:3857", "EPSG:32649"])
def test_projected_files_come_to_lon_lat(tmp_path, crs):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[WEST], crs=4490).to_crs(crs).to_file(path)
    frame, notes = read_layer_file(path, "grids")
    assert frame.geometry.iloc[0].equals_exact(WEST, 1e-9)
    assert notes == ()


def test_another_datum_than_wgs84_says_how_right_it_is(tmp_path):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[WEST], crs=4214).to_file(path)
    _, notes = read_layer_file(path, "grids")
    assert "EPSG:4214 to WGS-84, right" in notes[0].reason


def test_a_file_without_a_crs_says_what_to_pass(layer_file, tmp_path):
    path = layer_file("a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(CrsError, match=r"a\.shp names no CRS; pass --crs, for example --crs EPSG:4490"):
        read_layer_file(path, "grids")
    assert len(read_layer_file(path, "grids", crs="EPSG:4490")[0]) == 2


def test_geojson_without_a_crs_is_wgs84_but_a_said_crs_goes_first(geojson):
    plain = geojson(feature(WEST))
    assert read_layer_file(plain, "grids")[0].geometry.iloc[0].equals(WEST)
    metres = gpd.GeoSeries([WEST], crs=4490).to_crs(4545).iloc[0]
    projected = geojson(feature(metres))
    assert read_layer_file(projected, "grids", crs="EPSG:4545")[0].geometry.iloc[0].equals_exact(WEST, 1e-7)
    with pytest.raises(CrsError, match=r"is not in degrees.*pass the --crs"):
        read_layer_file(projected, "grids")


def test_a_crs_that_contradicts_the_file_is_refused(layer_file):
    path = layer_file(crs="EPSG:4490")
    with pytest.raises(CrsError, match=r"grids\.gpkg says it is in EPSG:4490, not in EPSG:4545; leave --crs out"):
        read_layer_file(path, "grids", crs="EPSG:4545")
    assert len(read_layer_file(path, "grids", crs="EPSG:4326")[0]) == 2


@pytest.mark.parametrize("crs", ["EPSG:999999", "chongqing", ""])
def test_an_unknown_crs_is_refused(layer_file, crs):
    with pytest.raises(CrsError, match="--crs names the unknown CRS"):
        read_layer_file(layer_file(), "grids", crs=crs)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_said_datum_is_converted(layer_file, datum):
    shifted = shapely.transform(WEST, lambda xy: from_wgs84(xy, datum))
    frame, _ = read_layer_file(layer_file(shapes=[shifted]), "grids", datum=datum)
    assert frame.geometry.iloc[0].equals_exact(WEST, 1e-8)


def test_a_datum_is_never_guessed_and_must_be_known(layer_file):
    assert read_layer_file(layer_file(), "grids")[0].total_bounds == pytest.approx((108.75, 29.55, 108.77, 29.56))
    with pytest.raises(CrsError, match="the datums are wgs84, cgcs2000, gcj02, bd09"):
        read_layer_file(layer_file(), "grids", datum="mars")


def test_swapped_lon_and_lat_are_refused(layer_file):
    turned = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in (WEST, EAST)]
    with pytest.raises(GeometryError, match=r"lon and lat look swapped in grids\.gpkg"):
        read_layer_file(layer_file(shapes=turned), "grids")


def test_swapped_coordinates_are_seen_by_the_register_where_both_orders_are_possible(layer_file):
    kashgar = box(75.98, 39.46, 75.99, 39.47)
    turned = layer_file(shapes=[shapely.transform(kashgar, lambda xy: xy[:, ::-1])])
    with pytest.raises(GeometryError, match="look swapped"):
        read_layer_file(turned, "grids", inside=(75.9, 39.4, 76.1, 39.6))
    assert len(read_layer_file(turned, "grids")[0]) == 1


def test_north_before_east_is_seen_by_the_register(tmp_path):
    metres = gpd.GeoSeries([WEST], crs=4490).to_crs(4545).iloc[0]
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.transform(metres, lambda xy: xy[:, ::-1])], crs=4545).to_file(path)
    with pytest.raises(GeometryError, match="east and north look swapped"):
        read_layer_file(path, "grids", inside=TOWN)


def test_one_swapped_feature_among_many_is_skipped(layer_file):
    turned = shapely.transform(WEST, lambda xy: xy[:, ::-1])
    frame, notes = read_layer_file(layer_file(shapes=[EAST, turned]), "grids")
    assert len(frame) == 1
    assert reasons(notes) == [("feature 2", "lon and lat look swapped: 29.550000, 108.750000")]


def test_a_file_wholly_outside_the_register_is_told(layer_file):
    _, notes = read_layer_file(layer_file(), "grids", inside=(104, 30, 105, 31))
    assert "outside the register's bounds" in notes[0].reason


# --- texts


def gbk_shapefile(layer_file, tmp_path, *, driver_byte=0, cpg=None, encoding="GB18030", names=("綦江古南", "丂社区")):
    path = layer_file("a.shp", encoding=encoding, 名称=list(names), code=["1", "2"])
    (tmp_path / "a.cpg").unlink()
    if cpg:
        (tmp_path / "a.cpg").write_text(cpg)
    data = bytearray((tmp_path / "a.dbf").read_bytes())
    data[29] = driver_byte
    (tmp_path / "a.dbf").write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("driver_byte", "cpg"),
    [(0, None), (0x4D, None), (0x57, None), (0, "GBK"), (0, "936"), (0, "ISO-8859-1"), (0x03, "ANSI 1252")],
)
def test_gbk_shapefiles_are_read_right_whatever_they_say(layer_file, tmp_path, driver_byte, cpg):
    frame, notes = read_layer_file(gbk_shapefile(layer_file, tmp_path, driver_byte=driver_byte, cpg=cpg), "grids")
    assert frame["name"].tolist() == ["綦江古南", "丂社区"]
    said = driver_byte == 0x4D or cpg in ("GBK", "936")
    assert [note.kind for note in notes] == ([] if said else ["warning"])


@pytest.mark.parametrize("driver_byte", [0, 0x57])
def test_utf8_shapefiles_without_a_word_are_read_right(layer_file, tmp_path, driver_byte):
    path = gbk_shapefile(layer_file, tmp_path, driver_byte=driver_byte, encoding="UTF-8")
    frame, notes = read_layer_file(path, "grids")
    assert frame["name"].tolist() == ["綦江古南", "丂社区"]
    assert notes == ()


def test_bytes_that_could_be_both_are_told(layer_file, tmp_path):
    path = gbk_shapefile(layer_file, tmp_path, names=("摹", "摹"))
    (tmp_path / "a.dbf").write_bytes((tmp_path / "a.dbf").read_bytes().replace("名称".encode("gbk"), b"name"))
    frame, notes = read_layer_file(path, "grids")
    assert frame["name"].tolist() == ["摹", "摹"]
    assert "could also be UTF-8; read as GB18030" in notes[0].reason


def test_a_said_encoding_goes_first_and_a_wrong_one_is_one_clear_line(layer_file, tmp_path):
    path = gbk_shapefile(layer_file, tmp_path, cpg="UTF-8")
    assert read_layer_file(path, "grids", encoding="GBK")[0]["name"].tolist() == ["綦江古南", "丂社区"]
    for said in ("UTF-8", None):
        with pytest.raises(FileFormatError, match="is not UTF-8 text; pass --encoding GB18030"):
            read_layer_file(path, "grids", encoding=said)
    for said in ("klingon", "rot13", "undefined"):
        with pytest.raises(FileFormatError, match=f"no encoding named '{said}'; need UTF-8, GBK or GB18030"):
            read_layer_file(path, "grids", encoding=said)


def test_half_a_character_at_the_end_of_a_narrow_column_is_dropped_and_told(layer_file, tmp_path):
    path = gbk_shapefile(layer_file, tmp_path, names=("綦江古南", "綦江古"))
    data = bytearray((tmp_path / "a.dbf").read_bytes())
    at = data.find("綦江古南".encode("gbk"))
    data[at : at + 8] = b"a" + "綦江古".encode("gbk") + "南".encode("gbk")[:1]
    (tmp_path / "a.dbf").write_bytes(data)
    frame, notes = read_layer_file(path, "grids")
    assert frame["name"].tolist() == ["a綦江古", "綦江古"]
    assert any("too narrow: 1 texts end in half a character, first in row 1" in note.reason for note in notes)


def test_an_encoding_for_a_format_that_has_its_own_is_told(layer_file):
    _, notes = read_layer_file(layer_file(), "grids", encoding="GBK")
    assert "GPKG says its own encoding; GBK was not used" in notes[0].reason


def test_geojson_in_gbk_is_one_clear_line(tmp_path):
    path = tmp_path / "a.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": [feature(WEST, 名称="綦江")]}, ensure_ascii=False)
    path.write_bytes(text.encode("gbk"))
    with pytest.raises(FileFormatError, match="UTF-8"):
        read_layer_file(path, "grids")


@pytest.mark.parametrize("folder", ["", "区划/"])
def test_a_zipped_shapefile_is_read(layer_file, tmp_path, folder):
    layer_file("网格.shp", code=["1", "2"], 名称=["甲", "乙"])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("网格.*"):
            archive.write(part, folder + part.name)
    frame, _ = read_layer_file(tmp_path / "a.zip", "grids")
    assert frame["name"].tolist() == ["甲", "乙"]
    assert frame["source"].iloc[0] == "a.zip"


@pytest.mark.parametrize("named", ["网格.dbf", "网格.shx", ""])
def test_a_shapefile_may_be_named_by_another_part_or_its_folder(layer_file, tmp_path, named):
    layer_file("网格.shp", encoding="GBK", code=["1", "2"], 名称=["甲", "乙"])
    frame, _ = read_layer_file(tmp_path / named, "grids")
    assert frame["name"].tolist() == ["甲", "乙"]


def test_a_zip_with_two_files_or_none_is_refused(layer_file, tmp_path):
    layer_file("a.gpkg")
    layer_file("b.gpkg")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(tmp_path / "a.gpkg", "a.gpkg")
        archive.write(tmp_path / "b.gpkg", "b.gpkg")
    with pytest.raises(FileFormatError, match=r"holds 2: a\.gpkg, b\.gpkg; pack just the one"):
        read_layer_file(tmp_path / "two.zip", "grids")
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(FileFormatError, match="holds none"):
        read_layer_file(tmp_path / "none.zip", "grids")


# --- columns


def test_chinese_headings_fill_the_building_layer(layer_file):
    path = layer_file(
        楼号=["3", "4"],
        层数=[18, 6],
        单元数=[2, None],
        户数=["72", "１２"],
        人数=[200.0, np.nan],
        地址=["甲路1号;乙路2号", None],
        用途=["住宅", "其他"],
        备注=["x", None],
    )
    frame, notes = read_layer_file(path, "buildings")
    first = frame[frame["number"] == "3"].iloc[0]
    second = frame[frame["number"] == "4"].iloc[0]
    assert (first["levels"], first["stairs"], first["households"], first["people"]) == (18, 2, 72, 200)
    assert (first["addresses"], first["use"], first["tags"]) == (["甲路1号", "乙路2号"], "residential", {"备注": "x"})
    assert (second["households"], second["use"], second["tags"], second["addresses"]) == (12, "其他", None, None)
    assert second.isna()["stairs"]
    assert notes == ()


def test_headings_cut_by_a_shapefile_are_known(layer_file):
    path = layer_file("a.shp", encoding="UTF-8", 网格编=["1", "2"], community_=["A", "B"])
    frame, _ = read_layer_file(path, "grids")
    assert frame["community_code"].tolist() == ["A", "B"]
    assert frame["code"].tolist() == ["1", "2"]


def test_a_said_field_goes_first(layer_file):
    frame, _ = read_layer_file(
        layer_file(code=["1", "2"], name=["x", "y"], WG=["甲", "乙"]), "grids", fields={"name": "WG"}
    )
    assert frame["name"].tolist() == ["甲", "乙"]
    assert frame["tags"].tolist() == [{"name": "x"}, {"name": "y"}]


def test_a_field_that_is_not_there_lists_those_that_are(layer_file):
    with pytest.raises(TableError, match="the file has no column 'WG'; it has 名称"):
        read_layer_file(layer_file(), "grids", fields={"name": "WG"})
    with pytest.raises(TableError, match="there is no column 'levels' to fill; the columns are grid_id, name"):
        read_layer_file(layer_file(), "grids", fields={"levels": "名称"})


@pytest.mark.parametrize(
    ("heading", "value", "reason"),
    [
        ("户数", "三十", "households is '三十'; need a number"),
        ("户数", "3.7", "households is '3.7'; need a whole number"),
        ("户数", -4, "households is '-4'; need a number from 0 to 10000"),
        ("层数", 999, "levels is '999'; need a number from 1 to 150"),
        ("单元数", 1.5, "stairs is '1.5'; need a whole number"),
        ("人数", "inf", "people is 'inf'"),
    ],
)
def test_a_number_that_can_not_be_skips_the_row(layer_file, heading, value, reason):
    frame, notes = read_layer_file(layer_file(**{heading: ["5", str(value)]}), "buildings")
    assert len(frame) == 1
    assert reasons(notes)[0][0] == "feature 2"
    assert reason in reasons(notes)[0][1]


def test_zero_storeys_are_not_known_and_told(layer_file):
    frame, notes = read_layer_file(layer_file(层数=[0, 6]), "buildings")
    assert sorted(frame["levels"].dropna()) == [6]
    assert "层数 is 0 in 1 features; read as not known" in notes[0].reason


def test_kinds_in_chinese_are_translated_and_unknown_ones_skipped(layer_file):
    path = layer_file(shapes=[Point(108.75, 29.55), Point(108.76, 29.55)], 类型=["药店", "茶馆"])
    frame, notes = read_layer_file(path, "facilities")
    assert frame["kind"].tolist() == ["pharmacy"]
    assert "kind is '茶馆'; need one of hospital" in reasons(notes)[0][1]


def test_codes_that_were_stored_as_numbers_lose_no_digit_and_gain_no_point(layer_file):
    frame, _ = read_layer_file(layer_file(code=[500110003.0, None]), "grids")
    assert set(frame["code"].dropna()) == {"500110003"}


def test_where_picks_rows(layer_file):
    path = layer_file(admin_level=["10", "8"], name=["甲", "乙"])
    assert read_layer_file(path, "communities", where={"admin_level": "10"})[0]["name"].tolist() == ["甲"]
    with pytest.raises(TableError, match=r"no feature of grids\.gpkg has admin_level = 9; it has 10, 8"):
        read_layer_file(path, "communities", where={"admin_level": "9"})
    with pytest.raises(TableError, match="has no column 'level'; it has admin_level, name"):
        read_layer_file(path, "communities", where={"level": "9"})


# --- ids


def test_the_same_file_gives_the_same_ids_again(layer_file):
    path = layer_file()
    first, again = (read_layer_file(path, "grids")[0]["grid_id"].tolist() for _ in range(2))
    assert first == again
    assert read_layer_file(path, "grids", source="else")[0]["grid_id"].tolist() != first


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6, unique=True))
def test_ids_do_not_depend_on_the_order_of_rows(tmp_path_factory, corners):
    folder = tmp_path_factory.mktemp("ids")
    found = []
    for order in (corners, corners[::-1]):
        features = [feature(box(108 + x / 100, 29 + y / 100, 108.01 + x / 100, 29.01 + y / 100)) for x, y in order]
        path = folder / "a.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        found.append(read_layer_file(path, "grids")[0]["grid_id"].tolist())
    assert found[0] == found[1]


def test_ids_of_the_layer_go_first_and_a_second_one_is_skipped(layer_file):
    frame, notes = read_layer_file(layer_file(building_id=["b1", "b1"], code=["x", "y"]), "buildings")
    assert frame["building_id"].tolist() == ["b1"]
    assert reasons(notes) == [("feature 2", "building_id b1 is that of feature 1 already")]


def test_a_code_carried_twice_keeps_both_features(layer_file):
    frame, notes = read_layer_file(layer_file(code=["7", "7"]), "grids")
    assert frame["code"].tolist() == ["7", "7"]
    assert all(grid_id.startswith("7-h") for grid_id in frame["grid_id"])
    assert (notes[0].what, notes[0].reason) == ("code 7", "is carried by 2 features; all are kept")


def test_numbers_of_a_file_are_ids_within_their_source_only(layer_file):
    assert read_layer_file(layer_file(id=[1, 2]), "buildings")[0]["building_id"].tolist() == [
        "grids.gpkg:1",
        "grids.gpkg:2",
    ]


def test_an_id_column_of_zeros_names_nothing(layer_file):
    frame, notes = read_layer_file(layer_file("a.shp", Id=[0, 0]), "buildings")
    assert len(frame) == 2
    assert "column Id does not name each feature" in notes[0].reason


# --- shapes


def test_a_self_crossing_outline_is_mended_and_told_with_place_and_area(layer_file):
    frame, notes = read_layer_file(layer_file(shapes=[EAST, BOWTIE]), "grids")
    assert frame.geometry.is_valid.all()
    ((what, reason),) = reasons(notes, "repaired")
    assert what == "feature 2"
    assert "crosses itself at 108.755000, 29.555000 (lon, lat)" in reason
    assert "area 0 → 537," in reason


def test_missing_empty_and_unreadable_shapes_are_skipped_with_the_reason(geojson):
    open_ring = {
        "type": "Polygon",
        "coordinates": [[[108.75, 29.55], [108.76, 29.55], [108.76, 29.56], [108.75, 29.56]]],
    }
    empty = {"type": "Polygon", "coordinates": []}
    frame, notes = read_layer_file(geojson(feature(WEST), feature(None), feature(open_ring), feature(empty)), "grids")
    assert len(frame) == 1
    assert [what for what, _ in reasons(notes)] == ["feature 2", "feature 3", "feature 4"]
    assert [words.split(":")[0] for _, words in reasons(notes)] == [
        "it has no geometry",
        "its outline can't be read",
        "it has no geometry",
    ]


def test_a_wrong_type_is_skipped_with_the_right_ones(geojson):
    frame, notes = read_layer_file(geojson(feature(WEST), feature(Point(108.75, 29.55))), "grids")
    assert len(frame) == 1
    assert reasons(notes) == [("feature 2", "it is a Point; layer grids takes MultiPolygon, Polygon")]


def test_a_collapsed_outline_is_skipped(geojson):
    flat = Polygon([(108.75, 29.55), (108.76, 29.55), (108.755, 29.55)])
    _, notes = read_layer_file(geojson(feature(WEST), feature(flat)), "grids")
    assert "encloses no area" in reasons(notes)[0][1]


def test_height_is_dropped_and_a_multipoint_of_one_is_the_point(layer_file):
    frame, _ = read_layer_file(layer_file(shapes=[shapely.force_3d(WEST, 300)]), "grids")
    assert not frame.geometry.has_z.any()
    gates, _ = read_layer_file(layer_file("g.gpkg", shapes=[MultiPoint([(108.75, 29.55)])]), "gates")
    assert gates.geometry.iloc[0] == Point(108.75, 29.55)


def test_multipolygons_are_taken(layer_file):
    frame, _ = read_layer_file(layer_file(shapes=[MultiPolygon([WEST, box(108.78, 29.55, 108.79, 29.56)])]), "grids")
    assert frame.geometry.iloc[0].geom_type == "MultiPolygon"


# --- files as a whole


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", b"", "is empty"),
        ("a.geojson", b"hello", "is not a vector file"),
        ("a.kml", b"hello", "is not a vector file"),
        ("a.osm", b"<osm/>", "is OpenStreetMap data; use import osm"),
        ("a.zip", b"hello", "is not a zip file"),
        ("a.csv", b"a,b\n1,2\n", "has no geometry"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "has no features"),
    ],
)
def test_what_is_no_vector_file_is_refused_in_one_line(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileFormatError) as caught:
        read_layer_file(tmp_path / name, "grids")
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert str(tmp_path) not in str(caught.value)


def test_a_missing_file_and_one_without_fitting_features_are_refused(tmp_path, layer_file):
    with pytest.raises(FileFormatError, match="no file"):
        read_layer_file(tmp_path / "none.gpkg", "grids")
    with pytest.raises(
        FileFormatError, match=r"no feature of grids\.gpkg fits layer gates; the first: it is a Polygon"
    ):
        read_layer_file(layer_file(), "gates")


def test_a_cut_off_file_is_refused(layer_file, tmp_path):
    data = layer_file("a.fgb").read_bytes()
    (tmp_path / "b.fgb").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError):
        read_layer_file(tmp_path / "b.fgb", "grids")


def test_several_layers_are_listed_and_one_can_be_named(layer_file, tmp_path):
    path = layer_file("a.gpkg", 名称=["甲", "乙"])
    gpd.GeoDataFrame({"名称": ["丙"]}, geometry=[WEST], crs=4326).to_file(path, layer="第二层")
    with pytest.raises(FileFormatError, match="has several layers; pass --sublayer with one of a, 第二层"):
        read_layer_file(path, "grids")
    with pytest.raises(FileFormatError, match="has no layer 'x'; pass --sublayer"):
        read_layer_file(path, "grids", sublayer="x")
    assert read_layer_file(path, "grids", sublayer="第二层")[0]["name"].tolist() == ["丙"]
    assert (tmp_path / "a.gpkg").exists()


def test_a_dbf_that_promises_more_rows_than_it_has_is_read_as_far_as_it_goes(layer_file, tmp_path):
    path = gbk_shapefile(layer_file, tmp_path)
    data = bytearray((tmp_path / "a.dbf").read_bytes())
    data[4:8] = struct.pack("<I", 4_000_000)
    (tmp_path / "a.dbf").write_bytes(data)
    assert read_layer_file(path, "grids")[0]["name"].dropna().tolist() == ["綦江古南", "丂社区"]


def test_a_shapefile_without_its_index_names_the_parts(layer_file, tmp_path):
    path = layer_file("a.shp")
    (tmp_path / "a.shx").unlink()
    with pytest.raises(FileFormatError, match=r"a\.shp lacks its \.shx part; pass all parts"):
        read_layer_file(path, "grids")


def test_a_shapefile_without_its_table_is_told(layer_file, tmp_path):
    path = layer_file("a.shp")
    (tmp_path / "a.dbf").unlink()
    assert "lacks its .dbf part" in read_layer_file(path, "grids")[1][0].reason


def test_a_coordinate_that_is_not_a_number_is_skipped(geojson):
    broken = {"type": "Polygon", "coordinates": [[[108, 29], [109, float("nan")], [109, 30], [108, 29]]]}
    _, notes = read_layer_file(geojson(feature(WEST), feature(broken)), "grids")
    assert [what for what, _ in reasons(notes)] == ["feature 2"]


# --- real files


@pytest.mark.shared
def test_the_districts_of_chongqing_are_read():
    path = SHARED / "boundaries_chongqing" / "chongqing_districts_fastgeocn_epsg4490.geojson"
    frame, notes = read_layer_file(path, "districts", crs="EPSG:4490")
    assert len(frame) == 38
    assert frame.set_index("district_id").loc["500110", "name"] == "綦江区"
    assert notes == ()


@pytest.mark.shared
def test_communities_and_townships_are_told_apart_by_a_filter():
    path = SHARED / "chengdu_core" / "chengdu_admin_derived.geojson"
    communities, _ = read_layer_file(path, "communities", where={"admin_level": "10"})
    townships, _ = read_layer_file(path, "townships", where={"admin_level": "8"})
    assert (len(communities), len(townships)) == (8, 3)
    assert "510105003008" in communities["community_id"].tolist()


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_place_far_outside_the_world_is_skipped_in_every_datum(geojson, datum):
    good, far = feature(box(108, 29, 109, 30), code="1"), feature(Point(1e300, 1e300).buffer(0.1), code="2")
    frame, notes = read_layer_file(geojson(good, far), "grids", datum=datum)
    assert frame["code"].tolist() == ["1"]
    assert reasons(notes)


def test_a_list_that_can_not_be_read_is_a_bad_row(geojson):
    deep = feature(box(108, 29, 109, 30), name="甲", aliases="[" * 5_000)
    frame, notes = read_layer_file(geojson(deep, feature(box(109, 29, 110, 30), name="乙")), "estates")
    assert frame["name"].tolist() == ["乙"]
    assert "need a list such as" in reasons(notes)[0][1]


def test_values_that_were_not_found_are_listed_in_short(geojson):
    features = [feature(box(108, 29, 109, 30), level="长" * 9_000 + str(number)) for number in range(50)]
    with pytest.raises(TableError, match="and 30 more") as caught:
        read_layer_file(geojson(*features), "grids", where={"level": "9"})
    assert len(str(caught.value)) < 1_000
