import pytest

from geo_service.actions.address_register import import_addresses
from geo_service.actions.check import check_address
from geo_service.actions.imports import write_layers
from geo_service.actions.register import read_buildings
from geo_service.errors import FileFormatError, InputError, TableError
from tests.actions.town import AT, TOWN, zone

TEXT, BUILDING = TOWN.addresses[0]


def table(folder, header, *rows, name="register.csv"):
    path = folder / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def building(store, building_id=BUILDING):
    return read_buildings(store, ids=[building_id]).iloc[0]


def test_a_row_finds_its_building_by_its_address(town, tmp_path):
    report = import_addresses(town, table(tmp_path, "地址,户数", f"{TEXT},77"))
    assert report.layers["addresses"].added == 1
    assert building(town).households == 77


def test_a_row_finds_its_building_by_its_position(town, tmp_path):
    point = town.read_layer("buildings", ids=[BUILDING]).representative_point().iloc[0]
    import_addresses(town, table(tmp_path, "地址,经度,纬度,户数", f"南门老院,{point.x},{point.y},12"))
    assert "南门老院" in building(town).addresses


def test_rows_of_single_stairs_are_summed_and_counted(sqlite_town, tmp_path):
    rows = [f"{TEXT}{stair}单元,{households}" for stair, households in ((1, 10), (2, 12))]
    import_addresses(sqlite_town, table(tmp_path, "地址,户数", *rows))
    assert (building(sqlite_town).households, building(sqlite_town).stairs) == (22, 2)


def test_a_row_without_a_building_is_reported_and_the_others_go_on(sqlite_town, tmp_path):
    report = import_addresses(sqlite_town, table(tmp_path, "地址,户数", "无此路9号,3", f"{TEXT},77"))
    assert [note.what for note in report.skipped] == ["row 2"]
    assert report.layers["addresses"].added == 1


def test_the_same_file_again_changes_nothing(town, tmp_path):
    path = table(tmp_path, "地址,户数", f"{TEXT},77")
    import_addresses(town, path)
    counts = import_addresses(town, path).layers["addresses"]
    assert (counts.added, counts.changed, counts.unchanged) == (0, 0, 1)


def test_importing_the_buildings_again_keeps_what_the_register_said(sqlite_town, tmp_path):
    import_addresses(sqlite_town, table(tmp_path, "地址,户数", f"{TEXT},77"))
    write_layers(sqlite_town, TOWN.layers, source="demo")
    assert building(sqlite_town).households == 77


def test_a_registered_address_answers_residents(sqlite_town, tmp_path):
    made = zone(sqlite_town)
    inside = made.members[0].building_id
    point = sqlite_town.read_layer("buildings", ids=[inside]).representative_point().iloc[0]
    import_addresses(sqlite_town, table(tmp_path, "地址,经度,纬度", f"竹影巷5号,{point.x},{point.y}"))
    assert check_address(sqlite_town, "竹影巷5号", at=AT).answer == "inside"


def test_a_workbook_that_is_no_zip_is_said_so(sqlite_town, tmp_path):
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"hello")
    with pytest.raises(FileFormatError, match="xlsx"):
        import_addresses(sqlite_town, path)


def test_a_wrong_header_names_what_is_needed(sqlite_town, tmp_path):
    with pytest.raises(TableError, match="地址"):
        import_addresses(sqlite_town, table(tmp_path, "foo,bar", "1,2"))


def test_an_empty_file_is_said_so(sqlite_town, tmp_path):
    path = tmp_path / "register.csv"
    path.touch()
    with pytest.raises(InputError, match="empty"):
        import_addresses(sqlite_town, path)


def test_when_no_row_can_be_used_nothing_is_written(sqlite_town, tmp_path):
    with pytest.raises(InputError, match="no row"):
        import_addresses(sqlite_town, table(tmp_path, "地址,户数", "无此路9号,3"))
    assert sqlite_town.count_rows("addresses") == 0
