import io

import pytest
from python_calamine import CalamineWorkbook

from tests.web.test_api_public import one_line

BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[83.500, 39.000], [83.502, 39.002], [83.502, 39.000], [83.500, 39.002], [83.500, 39.000]]],
}
ZONE = "/api/v1/zones/{id}"


@pytest.fixture
def wanted(drawing):
    return {"geometry": drawing, "category": "high", "name": "一号区", "reason": "流调组研判"}


@pytest.fixture
def draft(client, wanted):
    """Id of a draft zone."""
    return client.post("/api/v1/zones", json={**wanted, "draft": True}).json()["zones"][0]["zone_id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/preview"),
        ("POST", "/api/v1/zones"),
        ("POST", "/api/v1/zones/cases"),
        ("GET", "/api/v1/zones"),
        ("GET", "/api/v1/zones/Z1"),
        ("GET", "/api/v1/zones/Z1/plan"),
        ("GET", "/api/v1/zones/Z1/map"),
        ("GET", "/api/v1/zones/Z1/exports/checkpoints.xlsx"),
        ("POST", "/api/v1/zones/Z1/publish"),
        ("POST", "/api/v1/zones/Z1/lift"),
        ("GET", "/api/v1/register"),
        ("GET", "/api/v1/layers/buildings"),
    ],
)
def test_without_the_token_nothing_is_told_and_nothing_is_read(anonymous, method, path):
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        response = anonymous.request(method, path, headers=headers, content=b"{not even json")
        assert "token" in one_line(response, 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_every_path_of_the_api_is_guarded_or_known_to_be_public(anonymous):
    public = {"/api/v1/check", "/api/v1/zones/in-force", "/api/v1/session", "/healthz", "/readyz"}
    paths = anonymous.get("/api/v1/openapi.json").json()["paths"]
    for path in set(paths) - public:
        for method in paths[path]:
            assert anonymous.request(method, path).status_code == 401
    assert public <= set(paths)


def without(body, key):
    return {name: value for name, value in body.items() if name != key}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"geometry": BOW_TIE}, "crosses itself at 83.501000, 39.001000"),
        ({"geometry": {"type": "Point", "coordinates": [83.5, 39.0]}}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "empty"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[83.5, 39.0], [83.6, 10**400], [83.6, 39.1]]]}}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}, "geometry"),
        ({"geometry": {"type": ["Polygon"], "coordinates": []}}, "geometry"),
        ({"category": "purple"}, "purple"),
        ({"category": "low"}, "can't be designated"),
        ({"protocol": "nowhere"}, "no protocol 'nowhere'"),
        ({"reason": " "}, "reason: is empty"),
        ({"reason": "一\n二"}, "reason: has control characters"),
        ({"name": "x" * 501}, "name: "),
        ({"effective_from": "2022-11-16T08:00"}, "effective_from: needs an offset"),
        ({"colour": "red"}, "colour: is not known here"),
    ],
)  # fmt: skip
def test_a_bad_zone_is_one_line_and_nothing_is_saved(client, wanted, change, named):
    assert named in one_line(client.post("/api/v1/zones", json={**wanted, **change}), 400)
    assert len(client.get("/api/v1/zones").json()["zones"]) == 3


@pytest.mark.parametrize("key", ["geometry", "category", "reason"])
def test_a_missing_field_is_named(client, wanted, key):
    assert one_line(client.post("/api/v1/zones", json=without(wanted, key)), 400) == f"{key}: is needed and missing"


def test_a_zone_is_made_and_found_again(client, wanted):
    made = client.post("/api/v1/zones", json={**wanted, "draft": False})
    assert made.status_code == 201
    zone = made.json()["zones"][0]
    assert (zone["name"], zone["status"], zone["author"]) == ("一号区", "in_force", "token")
    shown = client.get(ZONE.format(id=zone["zone_id"])).json()
    assert shown["geometry"]["type"] == "MultiPolygon"
    assert [version["version"] for version in shown["history"]] == [1, 2, 3, 4]


def test_several_polygons_are_one_zone(client, wanted, township):
    shapes = [zone.polygon.__geo_interface__ for zone in township.zones[:2]]
    both = {**wanted, "geometry": {"type": "GeometryCollection", "geometries": shapes}}
    counts = [client.post("/api/v1/preview", json={"geometry": shape, "category": "high"}).json() for shape in shapes]
    made = client.post("/api/v1/zones", json=both).json()["zones"][0]
    assert made["buildings"] > max(count["buildings"] for count in counts)


def test_the_preview_counts_what_the_plan_then_has_and_saves_nothing(client, wanted):
    asked = {key: wanted[key] for key in ("geometry", "category")}
    counted = client.post("/api/v1/preview", json=asked).json()
    assert len(client.get("/api/v1/zones").json()["zones"]) == 3
    made = client.post("/api/v1/zones", json={**wanted, "draft": False}).json()["zones"][0]["zone_id"]
    features = client.get(f"{ZONE.format(id=made)}/plan").json()["features"]
    totals = features[0]["properties"]["totals"]
    assert {key: counted[key] for key in totals} == pytest.approx(totals, rel=1e-6)
    for kind in ("checkpoint", "closure"):
        assert counted[f"{kind}s"] == sum(one["properties"]["kind"] == kind for one in features)


def test_a_draft_binds_nobody_until_published_and_after_lifting(client, draft):
    phases = []
    for step in (None, "publish", "lift"):
        if step:
            done = client.post(f"{ZONE.format(id=draft)}/{step}", json={"reason": "指挥长批准"})
            assert done.status_code == 200
        listed = [zone["zone_id"] for zone in client.get("/api/v1/zones/in-force").json()["zones"]]
        phases.append((client.get(ZONE.format(id=draft)).json()["phase"], draft in listed))
    assert phases == [("draft", False), ("in_force", True), ("lifted", False)]
    assert len(client.get(ZONE.format(id=draft)).json()["history"]) == 5


def test_a_step_that_does_not_fit_is_a_conflict(client, draft):
    reason = {"json": {"reason": "核对"}}
    client.post(f"{ZONE.format(id=draft)}/lift", **reason)
    assert "lifted" in one_line(client.post(f"{ZONE.format(id=draft)}/publish", **reason), 409)


def test_an_unknown_zone_is_not_found(client):
    for path in ("", "/plan", "/map", "/exports/checkpoints.xlsx"):
        assert "Z404" in one_line(client.get(f"/api/v1/zones/Z404{path}"), 404)


@pytest.mark.parametrize("kind", ["checkpoints", "buildings", "delivery_points"])
def test_a_list_is_a_workbook_for_saving(client, draft, kind):
    response = client.get(f"{ZONE.format(id=draft)}/exports/{kind}.xlsx")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{kind}_{draft}.xlsx"'
    assert CalamineWorkbook.from_filelike(io.BytesIO(response.content)).sheet_names


@pytest.mark.parametrize(
    ("kind", "start"),
    [("plan.gpkg", b"SQLite format 3"), ("plan.geojson", b'{"type":'), ("checkpoints.csv", b"\xef\xbb\xbf")],
)
def test_the_other_formats_are_there(client, draft, kind, start):
    assert client.get(f"{ZONE.format(id=draft)}/exports/{kind}").content.startswith(start)


def test_an_unknown_file_lists_those_that_exist(client, draft):
    assert "checkpoints.xlsx" in one_line(client.get(f"{ZONE.format(id=draft)}/exports/all.zip"), 404)


def test_the_offline_map_is_one_file_for_saving(client, draft):
    response = client.get(f"{ZONE.format(id=draft)}/map", params={"lang": "en"})
    assert response.headers["Content-Disposition"] == f'attachment; filename="map_{draft}.html"'
    assert b"<!" in response.content[:200]
    assert "language" in one_line(client.get(f"{ZONE.format(id=draft)}/map", params={"lang": "fr"}), 400).lower()


CASES = "地址,类型,时间\n示例区示例镇怡萃社区枫岚苑7栋,居住,2026-03-02 22:10\n没有的小区1栋,居住,2026-03-02 22:10\n"


def test_a_case_list_makes_zones_and_says_what_it_could_not_place(client):
    response = client.post(
        "/api/v1/zones/cases",
        files={"file": ("../../病例.csv", CASES.encode())},
        data={"reason": "流调组研判", "draft": "true"},
    )
    assert response.status_code == 201, response.text
    assert [zone["status"] for zone in response.json()["zones"]] == ["draft"]
    assert any("没有" in problem for problem in response.json()["problems"])


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("cases", b"x", "no ending"),
        ("cases.pdf", b"%PDF", "pdf"),
        ("cases.csv", b"", "empty"),
        ("cases.csv", "姓名,地址\n甲,枫岚苑7栋\n".encode(), "persons"),
    ],
)
def test_a_bad_case_list_is_one_line(client, name, content, named):
    posted = client.post("/api/v1/zones/cases", files={"file": (name, content)}, data={"reason": "核对"})
    assert named in one_line(posted, 400)


def test_a_case_list_needs_its_file(client):
    assert "file: " in one_line(client.post("/api/v1/zones/cases", data={"reason": "核对"}), 400)
