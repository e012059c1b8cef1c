"""Accounts, tokens and the audit over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from geo_service.model.account import ADMIN, APPROVER, OPERATOR, ROLES, VIEWER
from tests.web.conftest import DUTY, PASSWORD, TOKEN, Browser, put_account
from tests.web.test_sign_in import cookie_of


def tomorrow():
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture
def admin(browser, duty):  # noqa: ARG001 # the account
    """A browser in which an administrator has signed in, and what its changes need."""
    browser.sign_in()
    return browser, browser.csrf


def test_an_account_is_added_used_and_disabled(admin, app):
    browser, csrf = admin
    made = browser.request("POST", "/api/v1/accounts", headers=csrf, json={"name": "new", "role": OPERATOR})
    assert made.status_code == 201
    assert made.json()["account"]["must_change"] is True
    other = Browser(app)
    assert other.sign_in("new", made.json()["one_time_password"]).headers["location"] == "/password?lang=zh"
    changed = browser.request("PATCH", "/api/v1/accounts/new", headers=csrf, json={"disabled": True, "role": VIEWER})
    assert (changed.json()["disabled"], changed.json()["role"]) == (True, VIEWER)
    assert other.get("/password").status_code == 303
    listed = browser.get("/api/v1/accounts")
    assert [one["name"] for one in listed.json()["accounts"]] == [DUTY, "new"]
    assert "argon2" not in listed.text


def test_a_lost_password_is_replaced_by_a_one_time_one(admin, app):
    browser, csrf = admin
    made = browser.request("POST", f"/api/v1/accounts/{DUTY}/password", headers=csrf).json()
    assert browser.get("/api/v1/zones").status_code == 401
    assert Browser(app).sign_in(DUTY, PASSWORD).status_code == 401
    assert Browser(app).sign_in(DUTY, made["one_time_password"]).status_code == 303


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/accounts", {"name": "two words", "role": VIEWER}, 400),
        ("POST", "/api/v1/accounts", {"name": DUTY.upper(), "role": VIEWER}, 400),
        ("POST", "/api/v1/accounts", {"name": "new", "role": "boss"}, 400),
        ("PATCH", f"/api/v1/accounts/{DUTY}", {}, 400),
        ("PATCH", f"/api/v1/accounts/{DUTY}", {"role": VIEWER}, 409),
        ("PATCH", f"/api/v1/accounts/{DUTY}", {"disabled": True}, 409),
        ("PATCH", "/api/v1/accounts/nobody", {"disabled": True}, 404),
        ("POST", "/api/v1/tokens", {"scope": ADMIN, "expires_at": "2999-01-01T00:00:00Z"}, 400),
        ("POST", "/api/v1/tokens", {"scope": ADMIN, "expires_at": "2022-01-01T00:00:00"}, 400),
        ("DELETE", "/api/v1/tokens/nothing", None, 404),
        ("GET", "/api/v1/audit?limit=0", None, 400),
        ("GET", f"/api/v1/audit?after={10**30}", None, 400),
        ("GET", f"/api/v1/audit/verify?expected={'9' * 5000}:{'a' * 64}", None, 400),
        ("GET", "/api/v1/audit/verify?expected=nonsense", None, 400),
    ],
)
def test_what_can_not_be_done_is_one_line(admin, method, path, body, status):
    browser, csrf = admin
    answer = browser.request(method, path, headers=csrf, json=body)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


def test_a_token_is_made_shown_once_used_and_revoked(admin, anonymous):
    browser, csrf = admin
    body = {"scope": APPROVER, "expires_at": tomorrow()}
    made = browser.request("POST", "/api/v1/tokens", headers=csrf, json=body).json()
    headers = {"Authorization": f"Bearer {made['text']}"}
    assert anonymous.get("/api/v1/audit/head", headers=headers).status_code == 200
    listed = browser.get("/api/v1/tokens")
    assert [one["token_id"] for one in listed.json()["tokens"]] == [made["token"]["token_id"]]
    assert made["text"].split("_", 2)[2] not in listed.text
    revoked = browser.request("DELETE", f"/api/v1/tokens/{made['token']['token_id']}", headers=csrf)
    assert revoked.json()["revoked_at"] is not None
    assert anonymous.get("/api/v1/audit/head", headers=headers).status_code == 401


def test_a_token_makes_no_tokens(admin, anonymous):
    browser, csrf = admin
    body = {"scope": ADMIN, "expires_at": tomorrow()}
    text = browser.request("POST", "/api/v1/tokens", headers=csrf, json=body).json()["text"]
    answer = anonymous.post("/api/v1/tokens", headers={"Authorization": f"Bearer {text}"}, json=body)
    assert answer.status_code == 403
    assert "can't make tokens" in answer.json()["error"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_it_may(browser, town, role):
    put_account(town, "one", role)
    browser.sign_in("one")
    asked = ("/api/v1/zones", "/api/v1/tokens", "/api/v1/audit", "/api/v1/audit/verify", "/api/v1/accounts")
    readable, approving, managing = 200, 200 if role in {APPROVER, ADMIN} else 403, 200 if role == ADMIN else 403
    assert [browser.get(path).status_code for path in asked] == [readable, readable, approving, approving, managing]


def test_the_audit_is_read_in_pages_and_verified(client):
    first = client.get("/api/v1/audit?limit=2").json()["entries"]
    rest = client.get(f"/api/v1/audit?after={first[-1]['number']}&limit=1000").json()["entries"]
    head = client.get("/api/v1/audit/head").json()
    assert [one["number"] for one in [*first, *rest]] == list(range(1, head["number"] + 1))
    found = client.get("/api/v1/audit/verify", params={"expected": f"{head['number']}:{head['hash']}"}).json()
    assert (found["faults"], found["entries"]) == ([], head["number"])
    other = client.get("/api/v1/audit/verify", params={"expected": f"1:{'0' * 64}"}).json()
    assert "was made anew" in other["faults"][0]


def test_the_audit_of_one_zone(client):
    zone_id = client.get("/api/v1/zones").json()["zones"][0]["zone_id"]
    entries = client.get("/api/v1/audit", params={"subject": f"zone {zone_id}"}).json()["entries"]
    assert entries
    assert {one["subject"] for one in entries} == {f"zone {zone_id}"}


@pytest.mark.usefixtures("duty")
def test_nobody_is_told_as_nobody(browser):
    assert set(browser.get("/api/v1/session").json().values()) == {None}
    cookie_of(browser.sign_in())
    assert browser.get("/api/v1/session").json()["name"] == DUTY


def test_a_program_has_no_password_to_replace(client):
    answer = client.request("PUT", "/api/v1/session/password", json={"old": TOKEN, "new": PASSWORD})
    assert answer.status_code == 403
