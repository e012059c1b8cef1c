import asyncio
import threading

import httpx
import pytest

from geo_service.web import api_zones
from geo_service.web.app import create_app
from geo_service.web.limits import HEAVY_AT_ONCE, MOST_FILE_BYTES, MOST_JSON_BYTES
from tests.web.conftest import TOKEN, WITH_TOKEN, run_apart
from tests.web.test_api_public import one_line


@pytest.mark.parametrize("path", ["/api/v1/check", "/api/v1/zones"])
def test_a_json_body_that_is_too_large_is_refused(client, path):
    headers = {"Content-Type": "application/json"}
    assert "2,000,000" in one_line(client.post(path, content=b" " * (MOST_JSON_BYTES + 1), headers=headers), 413)


def test_a_body_without_a_length_is_counted_on_the_way(client):
    async def pieces():
        for _ in range(30):
            yield b" " * 100_000

    headers = {"Content-Type": "application/json"}
    assert "2,000,000" in one_line(client.post("/api/v1/check", content=pieces(), headers=headers), 413)


def test_a_form_that_is_too_large_is_refused_with_a_page(anonymous):
    answer = anonymous.post("/", data={"address": "x" * (MOST_JSON_BYTES + 1)})
    assert answer.status_code == 413
    assert "2,000,000" in answer.text


def test_a_file_that_is_too_large_is_refused(client):
    files = {"file": ("cases.csv", b"x" * (MOST_FILE_BYTES + 1))}
    assert "20,000,000" in one_line(client.post("/api/v1/zones/cases", files=files, data={"reason": "核对"}), 413)


def test_checks_are_answered_while_heavy_work_runs(town, settings, monkeypatch, drawing):
    begun, go_on = threading.Semaphore(0), threading.Event()

    def wait(*_given, **_options):
        begun.release()
        go_on.wait(10)
        raise api_zones.InputError("done")

    monkeypatch.setattr(api_zones, "preview_drawing", wait)
    app = create_app(town, settings, token=TOKEN)

    async def ask():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=WITH_TOKEN) as client:
            body = {"geometry": drawing, "category": "high"}
            heavy = [asyncio.create_task(client.post("/api/v1/preview", json=body)) for _ in range(HEAVY_AT_ONCE + 3)]
            try:
                await asyncio.to_thread(begun.acquire)
                answer = await asyncio.wait_for(client.get("/api/v1/check", params={"address": "枫岚苑3栋"}), 5)
                assert answer.json()["answer"] == "inside"
            finally:
                go_on.set()
            return [answer.status_code for answer in await asyncio.gather(*heavy)]

    assert run_apart(ask()) == [400] * (HEAVY_AT_ONCE + 3)
