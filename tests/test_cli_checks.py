"""Checks and facts as their users type them."""

import json

import pytest

from geo_service.storage import open_store
from tests.actions.town import TOWN, fill
from tests.test_cli import drawing, refused, run


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder with a township, one zone in force; gives the folder, the database option and the zone's id."""
    folder = tmp_path_factory.mktemp("office")
    database = f"sqlite:///{folder}/office.sqlite"
    store = open_store(database)
    fill(store)
    store.close()
    drawn = drawing(folder, TOWN.zones[0].polygon)
    said = run("designate", "--draw", drawn, "--category", "high", "--database", database, "--json", folder=folder)
    zone = json.loads(said)["zones"][0]["zone_id"]
    run("publish", zone, "--database", database, "--reason", "演练", folder=folder)
    return folder, database, zone


def test_facts_are_recorded_listed_and_checked(office):
    folder, database, zone = office
    at = ("--database", database)
    told = run("record", "barrier", zone, "--set", "object=stair_door", "--set", "place=1单元", *at, folder=folder)
    assert "围挡" in told
    assert "围挡" in run("facts", zone, *at, folder=folder)
    changed = run("checks", "--under", "cn-covid-2022-10", *at, folder=folder)
    assert "no_blocked_exit 不要求 → 违反" in changed
    of_zone = json.loads(run("checks", zone, "--json", *at, folder=folder))
    assert of_zone["counts"]["cannot_check"] > 0


def test_a_table_of_facts_says_what_it_could_not_take(office):
    folder, database, zone = office
    path = folder / "facts.csv"
    path.write_text(f"kind,zone,points\nsampling_points,{zone},2\nsampling_points,{zone},many\n", encoding="utf-8")
    told = run("record", "--file", path, "--database", database, folder=folder)
    assert told.startswith("记录1条")
    assert "row 3" in told


def test_what_makes_no_sense_is_refused_in_one_line(office):
    folder, database, zone = office
    at = ("--database", database)
    assert "--file" in refused("record", *at, folder=folder)
    assert "no kind of fact" in refused("record", "rumour", zone, *at, folder=folder)
    assert "NAME=VALUE" in refused("record", "notice", zone, "--set", "x", *at, folder=folder)
    assert "leave --set" in refused("record", "--file", "f.csv", "--set", "a=b", *at, folder=folder)


def test_the_kinds_of_facts_are_listed(office):
    folder, database, _ = office
    assert "barrier 围挡" in run("facts", "--kinds", "--database", database, folder=folder)
