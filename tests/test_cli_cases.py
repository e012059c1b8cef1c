"""The commands about case places and tables of protocols."""

import json

import pytest
from typer.testing import CliRunner

from geo_service.actions.designation import designate_cases
from geo_service.cli.cases import cases_app
from geo_service.cli.tables import commands as tables_app
from geo_service.errors import TableError
from geo_service.storage import open_store
from tests.actions.town import AT, DECISION, TOWN, fill

TABLE = "edition,un,name,spill,day_night,iso_m,protect_km\nx,1017,gas,small,day,60,0.4\n"


@pytest.fixture
def database(tmp_path):
    """A store with one zone that was made for a case place."""
    url = f"sqlite:///{tmp_path}/town.sqlite"
    store = fill(open_store(url))
    path = tmp_path / "cases.csv"
    path.write_text(f"role,time,address\nresidence,2022-11-16,{TOWN.cases[0]['address']}\n", encoding="utf-8")
    designate_cases(store, path, category=None, decision=DECISION, at=AT)
    store.close()
    return url


def run(app, *arguments):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False, prog_name="geo-service")


def test_case_places_are_listed_in_words_and_as_json(database):
    assert TOWN.cases[0]["address"] in run(cases_app, "list", "--database", database).stdout
    kept = json.loads(run(cases_app, "list", "--database", database, "--json").stdout)["places"]
    assert kept[0]["role"] == "residence"


def test_purging_says_how_many_went(database):
    assert "0 case places removed" in run(cases_app, "purge", "--database", database).stdout


def test_a_table_is_loaded_by_its_short_name(database, tmp_path):
    path = tmp_path / "erg.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert "erg_table1 x: 1 rows" in run(tables_app, "erg", str(path), "--database", database).stdout
    path.write_text(TABLE.replace("60", "-1"), encoding="utf-8")
    with pytest.raises(TableError, match="iso_m"):
        run(tables_app, "erg", str(path), "--database", database)
