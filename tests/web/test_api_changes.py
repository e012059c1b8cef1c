"""The lifecycle over HTTP: drafts are signed, published and changed; who has seen an older version is told so."""

import pytest

from tests.web.test_api_public import one_line

ZONES = "/api/v1/zones"


@pytest.fixture
def wanted(drawing):
    return {"geometry": drawing, "category": "high", "name": "一号区", "reason": "流调组研判"}


@pytest.fixture
def in_force(client, wanted):
    """A zone that was put in force at once."""
    return client.post(ZONES, json={**wanted, "draft": False}).json()["zones"][0]


def west_half(drawing):
    ring = drawing["coordinates"][0]
    middle = sum(lon for lon, _ in ring[:-1]) / (len(ring) - 1)
    west, south = min(lon for lon, _ in ring), min(lat for _, lat in ring)
    north = max(lat for _, lat in ring)
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [middle, south], [middle, north], [west, north], [west, south]]],
    }


def step(client, zone_id, name, **body):
    return client.post(f"{ZONES}/{zone_id}/{name}", json={"reason": "演练", **body})


def test_a_new_zone_is_a_draft_that_waits_for_its_signatures(client, wanted):
    made = client.post(ZONES, json=wanted).json()["zones"][0]
    assert (made["status"], [one["label"] for one in made["to_sign"]]) == ("draft", ["专家组", "区县指挥部"])
    first = step(client, made["zone_id"], "sign", body="expert_panel").json()
    second = step(client, made["zone_id"], "sign", body="district_hq", reference="演练第1号").json()
    assert [first["status"], second["status"], second["to_sign"]] == ["assessed", "approved", []]
    done = step(client, made["zone_id"], "publish").json()
    assert (done["status"], done["version"], done["signatures"][1]["reference"]) == ("in_force", 4, "演练第1号")


def test_a_body_out_of_turn_is_refused_with_the_next_one(client, wanted):
    made = client.post(ZONES, json=wanted).json()["zones"][0]
    assert "the next to sign is expert_panel" in one_line(
        step(client, made["zone_id"], "sign", body="district_hq"), 400
    )


def test_a_stale_version_is_a_conflict_and_nothing_is_changed(client, in_force):
    seen = in_force["version"]
    assert step(client, in_force["zone_id"], "downgrade", category="medium", version=seen).status_code == 200
    refused = step(client, in_force["zone_id"], "lift", version=seen)
    assert f"you have seen version {seen}, it is at {seen + 1}" in one_line(refused, 409)


def test_a_zone_is_split_and_merged_again(client, in_force, drawing):
    parts = step(client, in_force["zone_id"], "split", geometry=west_half(drawing)).json()["zones"]
    assert {part["status"] for part in parts} == {"in_force"}
    ids = [part["zone_id"] for part in parts]
    whole = client.post(f"{ZONES}/merge", json={"zones": ids, "reason": "演练"}).json()["zones"][0]
    assert (whole["zone_id"], whole["status"]) == (ids[0], "draft")
    step(client, ids[0], "publish")
    assert client.get(f"{ZONES}/{ids[1]}").json()["status"] == "lifted"


def test_an_expansion_can_be_taken_back(client, in_force, drawing):
    grown = step(client, in_force["zone_id"], "expand", geometry=west_half(drawing)).json()["zones"][0]
    back = step(client, in_force["zone_id"], "discard").json()
    assert (grown["status"], back["status"]) == ("draft", "in_force")


def test_a_part_is_raised_as_a_draft_of_its_own(client, wanted, drawing):
    made = client.post(ZONES, json={**wanted, "category": "medium", "draft": False}).json()["zones"][0]
    part = step(client, made["zone_id"], "raise", category="high", geometry=west_half(drawing)).json()["zones"][0]
    assert (part["category"], part["entered_from"], part["parents"]) == ("high", "medium", [made["zone_id"]])


def test_extending_without_a_decision_is_refused(client, in_force):
    assert "reference" in one_line(step(client, in_force["zone_id"], "extend"), 400)


def test_a_lifted_zone_is_archived_and_then_nothing_follows(client, in_force):
    step(client, in_force["zone_id"], "lift")
    assert step(client, in_force["zone_id"], "archive").json()["status"] == "archived"
    assert "archived" in one_line(step(client, in_force["zone_id"], "publish"), 409)


def test_zones_move_to_the_next_edition_and_the_checks_that_change_are_listed(client, in_force):
    body = {"reason": "规程转换", "protocol": "cn-covid-2022-20", "zones": [in_force["zone_id"]]}
    done = client.post("/api/v1/protocol-switch", json=body).json()
    assert [(zone["protocol"], zone["status"]) for zone in done["zones"]] == [("cn-covid-2022-20", "in_force")]
    assert {one["zone_id"] for one in done["differences"]} <= {in_force["zone_id"]}
