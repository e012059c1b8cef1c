"""The build hook: what it copies, when it has nothing to do, and what it says when it can't."""

import json
import re
import shutil
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(hatch_build.__file__).parent


@pytest.fixture
def tree(tmp_path):
    """A copy of what the hook reads and of the vendor folder it made."""
    shutil.copytree(ROOT / "browser", tmp_path / "browser")
    shutil.copytree(ROOT / hatch_build.VENDOR, tmp_path / hatch_build.VENDOR)
    return tmp_path


def test_the_lock_file_names_no_host():
    lock = (ROOT / "browser/package-lock.json").read_text()
    assert not re.search(r"https?:|\"resolved\"", lock)


def test_every_locked_package_has_a_checksum():
    packages = json.loads((ROOT / "browser/package-lock.json").read_text())["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_libraries_copied_are_those_of_package_json():
    wanted = json.loads((ROOT / "browser/package.json").read_text())["dependencies"]
    assert {library.name for library in hatch_build.LIBRARIES} == set(wanted)


def test_a_folder_made_for_this_lock_file_is_complete(tree):
    assert hatch_build.is_complete(tree)


@pytest.mark.parametrize("damage", ["leaflet/leaflet.js", "leaflet/LICENSE", "MANIFEST.json"])
def test_a_missing_file_makes_it_incomplete(tree, damage):
    (tree / hatch_build.VENDOR / damage).unlink()
    assert not hatch_build.is_complete(tree)


def test_a_changed_file_makes_it_incomplete(tree):
    (tree / hatch_build.VENDOR / "leaflet/leaflet.js").write_text("other")
    assert not hatch_build.is_complete(tree)


def test_another_lock_file_makes_it_incomplete(tree):
    lock = tree / "browser/package-lock.json"
    lock.write_text(lock.read_text().replace("1.9.4", "1.9.3"))
    assert not hatch_build.is_complete(tree)


def test_an_npm_that_fails_is_one_clear_line(tree):
    lock = tree / "browser/package-lock.json"
    lock.write_text("{}")
    with pytest.raises(
        hatch_build.VendorError, match=r"\Anpm ci ended with \d+: .*registry\Z|\Anpm not found;"
    ) as caught:
        hatch_build.fill_vendor(tree)
    assert "\n" not in str(caught.value)


def test_a_failed_build_leaves_the_old_folder(tree):
    (tree / "browser/package-lock.json").write_text("{}")
    with pytest.raises(hatch_build.VendorError):
        hatch_build.fill_vendor(tree)
    assert (tree / hatch_build.VENDOR / "leaflet/leaflet.js").is_file()


def test_a_package_without_a_licence_takes_the_kept_one_or_is_refused(tmp_path):
    spare = tmp_path / "kept.txt"
    with pytest.raises(hatch_build.VendorError, match="brings no licence"):
        hatch_build.licence_file(tmp_path / "package", spare)
    spare.write_text("MIT")
    assert hatch_build.licence_file(tmp_path / "package", spare) == spare
