import pytest

from tests.web.test_api_public import one_line

NOTICE = """某市示例区关于划定风险区的通告
2022年11月16日
一、新增高风险区（2个）
自2022年11月16日8时起
1.{named}；
2.南湖花园6栋。
"""


@pytest.fixture
def notice(client):
    """A notice of a building of the register and of an estate that it does not have."""
    row = client.get("/api/v1/layers/estates").json()["features"][0]["properties"]
    return NOTICE.format(named=row["name"])


def test_a_notice_is_read_into_items(client, notice):
    said = client.post("/api/v1/notices/read", json={"text": notice}).json()
    assert [(item["action"], item["category"], item["effective"]) for item in said["items"]] == [
        ("designate", "高风险区", "2022-11-16T08:00")
    ] * 2
    assert said["problems"] == []


def test_what_a_notice_says_is_done_and_what_is_not_found_is_told(client, notice):
    made = client.post("/api/v1/zones/notice", json={"text": notice, "reason": "通告"}).json()
    drawn, by_words = made["zones"]
    assert drawn["buildings"] > 0
    assert by_words["buildings"] == 0
    assert any("南湖花园6栋" in problem and "没有画在图上" in problem for problem in made["problems"])
    assert client.get(f"/api/v1/zones/{by_words['zone_id']}").json()["geometry"] is None
    answer = client.post("/api/v1/check", json={"address": "南湖花园6栋"}).json()
    assert (answer["answer"], answer["zone_id"]) == ("inside", by_words["zone_id"])


def test_zones_are_written_as_a_notice_that_reads_back(client, notice):
    made = client.post("/api/v1/zones/notice", json={"text": notice, "reason": "通告"}).json()
    ids = [zone["zone_id"] for zone in made["zones"]]
    text = client.post("/api/v1/notices", json={"zones": ids, "issuer": "示例区指挥部"}).json()["text"]
    said = client.post("/api/v1/notices/read", json={"text": text}).json()["items"]
    before = client.post("/api/v1/notices/read", json={"text": notice}).json()["items"]
    assert [item["extent"] for item in said] == [item["extent"] for item in before]


def test_a_text_without_zones_is_refused_in_one_line(client):
    response = client.post("/api/v1/zones/notice", json={"text": "大家好。", "reason": "通告"})
    assert "names no zone" in one_line(response, 400)


def test_an_unknown_zone_is_not_written(client):
    assert "no zone 'Z9'" in one_line(client.post("/api/v1/notices", json={"zones": ["Z9"]}), 404)
