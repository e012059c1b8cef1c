import pytest

from geo_service.web.headers import HEADERS


@pytest.mark.parametrize(
    "path", ["/", "/console", "/api/v1/zones", "/healthz", "/static/main.js", "/nothing", "/sign-in"]
)
def test_every_answer_has_the_headers(anonymous, path):
    headers = anonymous.get(path).headers
    assert {name: headers[name] for name in HEADERS} == dict(HEADERS)
    assert headers["Cache-Control"] == ("no-cache" if path.startswith("/static") else "no-store")


def test_the_policy_allows_no_inline_code_and_no_other_host():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


def test_an_unexpected_error_has_them_too(anonymous, town):
    town.latest_zones = None
    answer = anonymous.get("/")
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
