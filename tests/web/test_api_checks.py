import pytest

from tests.web.test_api_public import one_line


@pytest.fixture
def zone_id(client):
    return client.get("/api/v1/zones").json()["zones"][0]["zone_id"]


def test_the_checks_of_a_zone_come_with_evidence_and_counts(client, zone_id):
    said = client.get(f"/api/v1/zones/{zone_id}/checks").json()
    assert {one["zone_id"] for one in said["checks"]} == {zone_id}
    assert sum(said["counts"].values()) == len(said["checks"])
    assert all(one["clause_ref"] and one["cannot_check_note"] for one in said["checks"])


def test_the_whole_register_is_checked(client, zone_id):
    said = client.get("/api/v1/checks").json()["checks"]
    assert {None, zone_id} <= {one["zone_id"] for one in said}


def test_a_fact_is_kept_listed_and_seen_by_the_checks(client, zone_id):
    body = {"kind": "barrier", "zone_id": zone_id, "values": {"object": "stair_door", "place": "1单元"}}
    made = client.post("/api/v1/facts", json=body)
    assert made.status_code == 201
    listed = client.get("/api/v1/facts", params={"zone": zone_id}).json()["facts"]
    assert made.json()["fact_id"] in {one["fact_id"] for one in listed}
    changed = client.get("/api/v1/checks/differences", params={"under": "cn-covid-2022-10"}).json()["differences"]
    assert any(one["check"] == "no_blocked_exit" and one["after"] == "violation" for one in changed)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "rumour"},
        {"kind": "notice", "happened_at": "2100-01-01T00:00+08:00"},
        {"kind": "notice", "patient": "x"},
        {"kind": "test_round", "values": {"expected": "many"}},
    ],
)
def test_what_is_no_fact_is_one_line(client, zone_id, body):
    one_line(client.post("/api/v1/facts", json={"zone_id": zone_id, **body}), 400)


def test_an_unknown_zone_is_not_found(client):
    one_line(client.get("/api/v1/zones/Z0/checks"), 404)
    one_line(client.get("/api/v1/facts", params={"zone": "Z0"}), 404)


@pytest.mark.parametrize("path", ["/api/v1/checks", "/api/v1/facts", "/api/v1/zones/Z1/checks"])
def test_nobody_unknown_sees_checks_or_facts(anonymous, path):
    one_line(anonymous.get(path), 401)
