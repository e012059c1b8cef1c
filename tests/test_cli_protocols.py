"""Protocols on the command line: list them, add one, zones under another edition, rings round a point."""

import json

from tests.test_cli import DRAWN, drawing, refused, run, town

__all__ = ["town"]

OVERLAY = """
[overlay]
id = "riverside"
title = "江岸区补充规定"
title_en = "riverside overlay"
reference = "江岸指〔2022〕1号"
for = ["cn-covid-2022-9"]
valid_from = 2022-07-01T00:00:00+08:00
validity_source = "江岸指〔2022〕1号"

[clock]
on_new_case = "reset"
"""


def test_the_protocols_that_come_with_the_service_are_listed(town):
    said = json.loads(run("protocols", "--json", folder=town))
    ids = {one["id"] for one in said["protocols"]}
    assert {"cn-covid-2022-9", "cn-covid-2022-20", "cn-asf-2019", "us-ca-evac", "erg-table1"} <= ids
    assert "common" not in ids


def test_an_overlay_of_the_office_is_added_once_and_used(town, tmp_path):
    path = tmp_path / "riverside.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    assert json.loads(run("import", "protocol", path, "--json", folder=town)) == {"protocol": "riverside"}
    path.write_text(OVERLAY.replace("reset", "decide"), encoding="utf-8")
    assert "give yours a new id" in refused("import", "protocol", path, folder=town)
    made = json.loads(
        run(
            "designate", "--draw", drawing(tmp_path, DRAWN), "--category", "high", "--json",
            "--protocol", "cn-covid-2022-9+riverside", folder=town,
        )
    )  # fmt: skip
    assert made["zones"][0]["protocol"] == "cn-covid-2022-9+riverside"


def test_a_broken_protocol_is_one_line_with_file_and_line(town, tmp_path):
    path = tmp_path / "riverside2.toml"
    broken = OVERLAY.replace('riverside"', 'riverside2"', 1).replace('"reset"', '"stop"')
    path.write_text(broken, encoding="utf-8")
    assert "riverside2.toml, line 12: clock.on_new_case" in refused("import", "protocol", path, folder=town)


def test_zones_are_taken_to_the_next_edition_and_the_rest_is_said(town, tmp_path):
    shape = drawing(tmp_path, DRAWN)
    arguments = ("designate", "--draw", shape, "--category", "high", "--publish", "--json")
    made = json.loads(run(*arguments, folder=town))["zones"][0]
    done = json.loads(run("switch-protocol", "cn-covid-2022-20", made["zone_id"], "--json", folder=town))
    assert [(zone["zone_id"], zone["protocol"]) for zone in done["zones"]] == [(made["zone_id"], "cn-covid-2022-20")]
    rest = json.loads(run("switch-protocol", "cn-covid-2022-20", "--json", folder=town))
    assert any("研判" in problem for problem in rest["problems"])
    assert "name them" in refused("switch-protocol", "cn-covid-2022-20", "--category", "high", folder=town)


def test_rings_round_a_point_are_drafts_of_one_change(town):
    lon, lat = DRAWN.representative_point().coords[0]
    arguments = ("designate", "--point", f"{lon},{lat}", "--protocol", "cn-asf-2019", "--category", "point", "--json")
    made = json.loads(run(*arguments, folder=town))
    assert [zone["category"] for zone in made["zones"]] == ["point", "zone", "threat"]
    assert {zone["status"] for zone in made["zones"]} == {"draft"}
    assert len(made["proposals"]) == 3
