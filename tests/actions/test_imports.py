import geopandas as gpd
import pytest
from shapely import box
from shapely.affinity import translate

from geo_service.actions.exports import export_grids
from geo_service.actions.grids import grid_counts
from geo_service.actions.imports import LayerReading, import_layer, import_osm, write_layers
from geo_service.actions.places import find_place
from geo_service.errors import CrsError, FileFormatError, RefusedError
from tests.actions.town import AT, TOWN

GRIDS = TOWN.layers["grids"]


def grid_file(folder, grids):
    path = folder / "grids.geojson"
    grids[["code", "community_code", "geometry"]].to_file(path, driver="GeoJSON")
    return path


def finding_names(refusal):
    return {part.split(":")[0].strip() for part in str(refusal.value).split("--accept NAME: ")[1].split("; ")}


def test_a_new_edition_of_the_grids_replaces_the_old_one(town, tmp_path):
    report = import_layer(town, "grids", grid_file(tmp_path, GRIDS), replace=True)
    assert report.layers["grids"].added == len(GRIDS)
    assert "removed" in report.notes[0].reason
    assert town.count_rows("grids") == len(GRIDS)


def test_a_gap_between_grids_is_refused_with_its_place_and_size(sqlite_town, tmp_path):
    sqlite_town.delete_rows("grids", GRIDS["grid_id"])
    with pytest.raises(RefusedError, match=r"gap-[0-9a-f]+: .* m² .* at 83\.5"):
        import_layer(sqlite_town, "grids", grid_file(tmp_path, GRIDS.iloc[1:]))
    assert sqlite_town.count_rows("grids") == 0


def test_an_accepted_finding_is_taken_and_noted(sqlite_town, tmp_path):
    sqlite_town.delete_rows("grids", GRIDS["grid_id"])
    path = grid_file(tmp_path, GRIDS.iloc[1:])
    with pytest.raises(RefusedError) as refusal:
        import_layer(sqlite_town, "grids", path)
    report = import_layer(sqlite_town, "grids", path, accepted=frozenset(finding_names(refusal)))
    assert report.layers["grids"].added == len(GRIDS) - 1
    assert all(note.reason.startswith("accepted") for note in report.notes)


def test_overlapping_grids_are_refused(sqlite_town, tmp_path):
    moved = GRIDS.assign(geometry=[translate(shape, 0.0005) for shape in GRIDS.geometry])
    sqlite_town.delete_rows("grids", GRIDS["grid_id"])
    with pytest.raises(RefusedError, match=r"crosses_community-|outside_community-"):
        import_layer(sqlite_town, "grids", grid_file(tmp_path, moved))


def test_every_building_belongs_to_one_grid_or_is_listed(sqlite_town):
    found = grid_counts(sqlite_town)
    assert found.counts["buildings"].sum() == sqlite_town.count_rows("buildings")
    assert found.unassigned.empty


def test_buildings_of_no_grid_are_listed(sqlite_town, tmp_path):
    sqlite_town.delete_rows("grids", GRIDS["grid_id"])
    found = grid_counts(sqlite_town)
    assert len(found.unassigned) == sqlite_town.count_rows("buildings")
    assert export_grids(sqlite_town, tmp_path, at=AT).stat().st_size > 0


def test_a_file_without_a_crs_needs_one(sqlite_town, tmp_path):
    path = tmp_path / "districts.shp"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[box(104, 30, 105, 31)], crs=4490).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError, match="crs"):
        import_layer(sqlite_town, "districts", path)
    report = import_layer(sqlite_town, "districts", path, reading=LayerReading(crs="EPSG:4490"))
    assert report.layers["districts"].added == 1


def test_an_empty_file_is_refused_and_nothing_is_written(store, tmp_path):
    path = tmp_path / "empty.osm"
    path.touch()
    with pytest.raises(FileFormatError, match="empty"):
        import_osm(store, path)
    assert store.count_rows("buildings") == 0


def test_a_failed_step_undoes_the_whole_import(store):
    broken = TOWN.layers["roads"].assign(geometry=None)
    with pytest.raises(Exception, match="geometry"):
        write_layers(store, {"buildings": TOWN.layers["buildings"], "roads": broken}, source="x")
    assert store.count_rows("buildings") == 0


def test_a_renumbered_building_is_no_longer_found_by_its_old_number(sqlite_town):
    estate = TOWN.layers["estates"].iloc[0]
    own = TOWN.layers["buildings"]
    last = own[own["estate_id"] == estate.estate_id].iloc[-1:]
    old = f"{estate['name']}{last['number'].iloc[0]}栋"
    assert find_place(sqlite_town, old).match.level == "building"
    write_layers(sqlite_town, {"buildings": last.assign(number="777", name=None, addresses=[[]])}, source="demo")
    assert find_place(sqlite_town, f"{estate['name']}777栋").match.level == "building"
    assert find_place(sqlite_town, old).match.level != "building"
