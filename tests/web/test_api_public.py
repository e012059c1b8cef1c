from datetime import datetime

import pytest

ADDRESS = "枫岚苑3栋"


def one_line(response, status):
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert "\n" not in response.json()["error"]
    return response.json()["error"]


def test_an_address_inside_is_answered_to_everybody(anonymous):
    answer = anonymous.get("/api/v1/check", params={"address": ADDRESS}).json()
    assert (answer["answer"], answer["category"], answer["zone_name"]) == ("inside", "high", "枫岚苑")
    assert datetime.fromisoformat(answer["since"]).tzinfo is not None


def test_post_answers_as_get_does(anonymous):
    got, posted = (
        anonymous.get("/api/v1/check", params={"address": ADDRESS}),
        anonymous.post("/api/v1/check", json={"address": ADDRESS}),
    )
    assert posted.json() == got.json()


def test_a_point_is_answered(anonymous, township):
    inside = township.zones[0].polygon.representative_point()
    asked = {"lon": inside.x, "lat": inside.y}
    assert anonymous.get("/api/v1/check", params=asked).json()["answer"] == "inside"
    assert anonymous.post("/api/v1/check", json={"lon": 80.0, "lat": 39.0}).json()["answer"] == "outside"


def test_before_the_zone_the_address_was_outside(anonymous):
    asked = {"address": ADDRESS, "at": "2022-11-01T08:00:00+08:00"}
    assert anonymous.get("/api/v1/check", params=asked).json()["answer"] == "outside"


def test_an_unknown_address_is_unsure_with_a_question(anonymous):
    answer = anonymous.get("/api/v1/check", params={"address": "没有的小区99栋"}).json()
    assert answer["answer"] == "unsure"
    assert answer["question"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, "give an address, or both lon and lat"),
        ({"lon": 83.5}, "give an address, or both lon and lat"),
        ({"address": ADDRESS, "lon": 83.5, "lat": 39}, "give an address, or both lon and lat"),
        ({"address": "  "}, "no address given"),
        ({"address": "苑" * 201}, "address: "),
        ({"lon": 200, "lat": 39}, "lon: "),
        ({"lon": "nan", "lat": 39}, "lon: "),
        ({"address": ADDRESS, "at": "2022-11-16T08:00"}, "at: needs an offset"),
    ],
)
def test_a_bad_question_is_one_line_that_names_the_field(anonymous, asked, named):
    assert named in one_line(anonymous.get("/api/v1/check", params=asked), 400)


@pytest.mark.parametrize(
    "body", ['{"address": ', "[" * 100_000, '{"addres": "x"}', "[]", '{"address": "\\ud800"}', '"x"']
)
def test_a_bad_body_is_one_line(anonymous, body):
    one_line(anonymous.post("/api/v1/check", content=body, headers={"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("at", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "9999-12-31T00:00Z"])
@pytest.mark.parametrize("path", ["check?lon=83.5&lat=39&", "review?", "checks?", "zones/Z1/clock?"])
def test_a_year_that_is_a_slip_is_one_line(client, path, at):
    answer = client.get(f"/api/v1/{path}at={at.replace('+', '%2B')}")
    assert "is in the year" in one_line(answer, 400)


def test_the_zones_in_force_are_public_strictest_first_without_author_or_reason(anonymous):
    zones = anonymous.get("/api/v1/zones/in-force").json()["zones"]
    assert [zone["category"] for zone in zones] == ["high", "medium", "medium"]
    assert not {"author", "reason", "geometry"} & set(zones[0])


def test_it_is_alive_and_ready(anonymous):
    assert anonymous.get("/healthz").json()["status"] == "ok"
    assert anonymous.get("/readyz").json() == {"status": "ok", "buildings": 60}
