"""What was sited, on the command line."""

import json

import pytest
from typer.testing import CliRunner

from geo_service.actions.designation import designate_cases
from geo_service.cli.sites import commands
from geo_service.storage import open_store
from tests.actions.town import AT, DECISION, TOWN, fill

CASE = TOWN.cases[0]


@pytest.fixture
def made(tmp_path):
    """A store's URL and the zone in it that was made for a case place."""
    url = f"sqlite:///{tmp_path}/town.sqlite"
    store = fill(open_store(url))
    path = tmp_path / "cases.csv"
    path.write_text(f"role,time,address\nresidence,{CASE['time']},{CASE['address']}\n", encoding="utf-8")
    zone = designate_cases(store, path, category="high", decision=DECISION, at=AT).zones[0]
    store.close()
    return url, zone.zone_id


def run(url, *arguments):
    return CliRunner().invoke(commands, [*arguments, "--database", url], catch_exceptions=False).stdout


def test_sites_are_counted_with_their_gap_and_name_no_case(made):
    said = run(*made)
    assert "物资配送中转站" in said
    assert "与下界相差" in said
    assert CASE["address"] not in said


def test_private_sites_name_the_places_to_be_disinfected(made):
    assert CASE["address"] in run(*made, "--private")
    (site,) = json.loads(run(*made, "--private", "--json"))["disinfection"]
    assert site["role"] == "residence"
