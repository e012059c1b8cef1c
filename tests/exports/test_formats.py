from dataclasses import replace

import pytest

from geo_service.errors import InputError, TableError
from geo_service.exports.formats import FORMATS, export_plan, file_stem


def test_all_formats_are_written_by_default(tmp_path, tiny_plan, exported_at):
    files = export_plan(tiny_plan, tmp_path / "new" / "folder", exported_at=exported_at)
    assert {file.suffix.lstrip(".") for file in files} == set(FORMATS) - {"proof"}
    assert {"checkpoints_Z-1.xlsx", "buildings_Z-1.csv", "plan_Z-1.geojson", "plan_Z-1.gpkg"} <= {f.name for f in files}
    assert sorted(files) == sorted((tmp_path / "new" / "folder").iterdir())


def test_a_plan_that_was_derived_brings_its_whole_proof(tmp_path, tiny_plan, exported_at):
    plan = replace(tiny_plan, whole_proof=lambda: {"format": "卡口证明"})
    (path,) = export_plan(plan, tmp_path, formats=["proof"], exported_at=exported_at)
    assert (path.name, path.read_text(encoding="utf-8")) == ("proof_Z-1.json", '{"format":"卡口证明"}\n')


def test_only_the_formats_asked_for_are_written(tmp_path, tiny_plan, exported_at):
    files = export_plan(tiny_plan, tmp_path, formats=["geojson"], exported_at=exported_at)
    assert [file.name for file in files] == ["plan_Z-1.geojson"]


def test_writing_again_replaces_the_files(tmp_path, exported_at, make_plan):
    export_plan(make_plan(name="旧"), tmp_path, formats=["geojson"], exported_at=exported_at)
    (file,) = export_plan(make_plan(name="新"), tmp_path, formats=["geojson"], exported_at=exported_at)
    assert '"name":"新"' in file.read_text(encoding="utf-8")


def test_an_unknown_format_lists_the_known_ones_and_writes_nothing(tmp_path, tiny_plan, exported_at):
    with pytest.raises(InputError, match="'doc'; the formats are xlsx, csv, geojson, gpkg, proof"):
        export_plan(tiny_plan, tmp_path / "out", formats=["csv", "doc"], exported_at=exported_at)
    assert not (tmp_path / "out").exists()


def test_a_plan_without_a_frame_is_refused(tmp_path, tiny_plan, exported_at):
    del tiny_plan.frames["sign"]
    with pytest.raises(TableError, match="the sign frame of the plan lacks"):
        export_plan(tiny_plan, tmp_path, exported_at=exported_at)


def test_a_time_without_zone_is_refused(tmp_path, tiny_plan, exported_at):
    with pytest.raises(InputError, match="time with its zone"):
        export_plan(tiny_plan, tmp_path, exported_at=exported_at.replace(tzinfo=None))


@pytest.mark.parametrize("zone_id", ["../../etc/x", "高风险区/1", "a b", ".", ""])
def test_no_zone_id_leads_out_of_the_folder(zone_id, make_plan):
    stem = file_stem(make_plan(zone_id=zone_id))
    assert stem.isascii()
    assert stem.strip(".")
    assert not set(stem) & set("/\\ :")


def test_two_zone_ids_never_share_a_file_name(make_plan):
    assert file_stem(make_plan(zone_id="高/1")) != file_stem(make_plan(zone_id="低/1"))
