import csv
import re
from hashlib import sha256
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "data" / "boundaries"
SOURCES = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
STATED = {
    name: (int(rows), digest)
    for name, rows, digest in re.findall(r"(?m)^\| (\S+\.csv) \| (\d+) \| ([0-9a-f]{64}) \|$", SOURCES)
}


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_in_sources():
    assert {path.name for path in FOLDER.iterdir()} - {"SOURCES.md"} == set(STATED)


@pytest.mark.parametrize("name", STATED)
def test_a_file_is_the_one_that_sources_describes(name):
    rows, digest = STATED[name]
    assert len(rows_of(name)) == rows
    assert sha256((FOLDER / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(
    ("name", "code", "digits"), [("townships_2023.csv", "code9", 9), ("communities_2023.csv", "code12", 12)]
)
def test_codes_are_well_formed_unique_and_in_order(name, code, digits):
    codes = [row[code] for row in rows_of(name)]
    assert all(re.fullmatch(rf"\d{{{digits}}}", value) for value in codes)
    assert codes == sorted(set(codes))


def test_each_code_begins_with_that_of_the_unit_above():
    townships = {row["code9"]: row for row in rows_of("townships_2023.csv")}
    for row in rows_of("communities_2023.csv"):
        above = townships[row["township_code9"]]
        assert row["code12"].startswith(above["code9"])
        assert above["code9"].startswith(above["district_code6"])
        assert (row["township"], row["district"]) == (above["name"], above["district"])


def test_the_kind_follows_the_number():
    for row in rows_of("communities_2023.csv"):
        assert row["kind"] == ("居委会" if row["code12"][9:] < "200" else "村委会")


def test_the_two_sub_districts_of_the_source_notices_are_complete():
    communities = [row["township"] for row in rows_of("communities_2023.csv")]
    assert (communities.count("城东街道"), communities.count("通惠街道")) == (8, 13)
