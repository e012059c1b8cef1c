import pytest

from geo_service.errors import InputError
from geo_service.exports.folder import write_together


def write_text(path):
    path.write_text("new", encoding="utf-8")


def fail(path):
    path.write_text("half", encoding="utf-8")
    raise OSError("disk full")


def test_files_appear_under_their_names(tmp_path):
    assert write_together(tmp_path, {"a.txt": write_text}) == [tmp_path / "a.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_failure_leaves_the_folder_as_it_was(tmp_path):
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="disk full"):
        write_together(tmp_path, {"a.txt": write_text, "b.txt": fail})
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("inside", ["", "sub"])
def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path, inside):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="need a folder to write into, got a file"):
        write_together(tmp_path / "file" / inside, {"a.txt": write_text})
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path):
    with pytest.raises(InputError, match="can't make the folder"):
        write_together(tmp_path / ("x" * 300), {"a.txt": write_text})
