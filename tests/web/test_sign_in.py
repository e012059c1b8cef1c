"""Signing in: cookies, second secrets, one-time passwords, tokens, and who gets which refusal."""

import base64
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest

from geo_service.access.tries import MOST_OF_BOTH
from geo_service.actions.accounts import change_role, set_disabled
from geo_service.actions.api_tokens import make_token
from geo_service.model.account import ADMIN, APPROVER, OPERATOR, VIEWER, Actor
from geo_service.settings import Settings
from geo_service.web.app import create_app
from tests.web.conftest import DUTY, PASSWORD, TOKEN, Browser, Client, put_account

CHIEF = Actor("chief", ADMIN)
NEW = "another password, longer"
REFUSED = "账号或密码不对，请重新输入。"


def cookie_of(answer):
    """The session cookie that an answer sets: its name, value and attributes."""
    [line] = [one for one in answer.headers.get_list("set-cookie") if "session=" in one.split(";")[0]]
    (name, _, value), *attributes = (part.partition("=") for part in line.split("; "))
    return name, value, {key.lower(): value for key, _, value in attributes}


# ---------------------------------------------------------------- the page


def test_the_right_password_leads_to_the_console(browser, duty):
    answer = browser.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/console?lang=zh")
    session = browser.get("/api/v1/session").json()
    assert (session["name"], session["role"], session["must_change"]) == (duty.name, ADMIN, False)


@pytest.mark.parametrize(
    ("name", "password"), [(DUTY, "wrong"), ("nobody", PASSWORD), ("", ""), ("x" * 9999, "y" * 9999)]
)
@pytest.mark.usefixtures("duty")
def test_a_wrong_name_or_password_is_answered_in_the_same_words(browser, name, password):
    answer = browser.sign_in(name, password)
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert not password or password not in answer.text
    assert len(answer.text) < 5_000
    assert browser.get("/api/v1/zones").status_code == 401


@pytest.mark.usefixtures("duty")
def test_after_too_many_tries_everybody_waits_whether_the_name_exists_or_not(app):
    for name in (DUTY, "nobody"):
        browser = Browser(app)
        for _ in range(MOST_OF_BOTH):
            assert browser.sign_in(name, "wrong").status_code == 401
        answer = browser.sign_in(name)
        assert answer.status_code == 429
        assert 800 < int(answer.headers["Retry-After"]) <= 900
        assert "尝试次数太多" in answer.text


@pytest.mark.usefixtures("duty")
def test_a_form_that_another_site_made_signs_nobody_in(browser):
    body = {"name": DUTY, "password": PASSWORD, "form": "made elsewhere"}
    assert browser.request("POST", "/sign-in", data=body).status_code == 403
    browser.get("/sign-in")
    assert browser.request("POST", "/sign-in", data=body).status_code == 403
    assert browser.get("/api/v1/session").json()["name"] is None


def test_the_pages_speak_both_languages(browser, duty):
    assert "登录指挥台" in browser.get("/sign-in").text
    assert "Sign in to the console" in browser.get("/sign-in?lang=en").text
    browser.sign_in()
    assert "Choose a password" in browser.get("/password?lang=en").text
    assert duty.name in browser.get("/password").text


# ---------------------------------------------------------------- cookies


def test_the_cookie_is_for_no_script_and_no_other_site(browser, duty):
    name, value, attributes = cookie_of(browser.sign_in())
    assert name == "session"
    assert len(value) >= 40
    assert attributes == {"httponly": "", "max-age": "43200", "path": "/", "samesite": "strict"}
    assert duty.name not in value


@pytest.mark.parametrize(("base", "proxies"), [("https://test", ""), ("http://test", "192.0.2.7")])
@pytest.mark.usefixtures("duty")
def test_with_https_or_behind_a_declared_proxy_it_is_for_https_and_this_host_only(town, base, proxies):
    browser = Browser(create_app(town, Settings(_env_file=None, proxies=proxies)), base)
    form = browser.hidden("/sign-in", "form")
    [line] = browser.get("/sign-in").headers.get_list("set-cookie")
    assert line.startswith("__Host-form=")
    answer = browser.request(
        "POST", "/sign-in", data={"name": DUTY, "password": PASSWORD, "form": form},
        headers={"cookie": f"__Host-form={form}"},
    )  # fmt: skip
    name, _, attributes = cookie_of(answer)
    assert name == "__Host-session"
    assert "secure" in attributes
    assert "domain" not in attributes


@pytest.mark.usefixtures("duty")
def test_signing_in_gives_a_new_session_each_time(app):
    values = {cookie_of(Browser(app).sign_in())[1] for _ in range(3)}
    assert len(values) == 3


@pytest.mark.usefixtures("duty")
def test_signing_out_ends_the_session_in_the_store(browser, town):
    _, cookie, _ = cookie_of(browser.sign_in())
    answer = browser.request("DELETE", "/api/v1/session", headers=browser.csrf)
    assert answer.status_code == 204
    assert 'session="";' in answer.headers["set-cookie"]
    browser.cookies.set("session", cookie)
    assert browser.get("/api/v1/zones").status_code == 401
    assert town.audit_entries()[-1].event.action == "sign out"


@pytest.mark.usefixtures("duty")
def test_signing_out_works_without_javascript(browser):
    browser.sign_in()
    csrf = browser.hidden("/password", "csrf")
    assert browser.request("POST", "/sign-out", data={"csrf": "wrong"}).status_code == 403
    assert browser.request("POST", "/sign-out", data={"csrf": csrf}).headers["location"] == "/sign-in?lang=zh"
    assert browser.get("/password").headers["location"] == "/sign-in?lang=zh"


# ---------------------------------------------------------------- another site, with the browser's cookie


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "wrong"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/zones"),
        ("POST", "/api/v1/zones/Z1/publish"),
        ("POST", "/api/v1/zones/Z1/lift"),
        ("POST", "/api/v1/zones/notice"),
        ("POST", "/api/v1/accounts"),
        ("PATCH", "/api/v1/accounts/duty-1"),
        ("POST", "/api/v1/tokens"),
        ("DELETE", "/api/v1/session"),
        ("PUT", "/api/v1/session/password"),
    ],
)
@pytest.mark.usefixtures("duty")
def test_a_change_without_the_second_secret_is_refused(browser, method, path, headers):
    browser.sign_in()
    answer = browser.request(method, path, headers=headers, content=b"{}")
    assert answer.status_code == 403
    assert "X-CSRF-Token" in answer.json()["error"]
    assert browser.get("/api/v1/session").json()["name"] == DUTY


@pytest.mark.usefixtures("duty")
def test_the_second_secret_of_another_session_does_not_do(app):
    one, other = Browser(app), Browser(app)
    one.sign_in()
    other.sign_in()
    assert one.request("POST", "/api/v1/tokens", headers=other.csrf, json={}).status_code == 403
    assert one.request("POST", "/api/v1/tokens", headers=one.csrf, json={}).status_code == 400


# ---------------------------------------------------------------- one-time passwords


def test_until_a_one_time_password_is_replaced_nothing_else_is_allowed(browser, town):
    put_account(town, must_change=True)
    assert browser.sign_in().headers["location"] == "/password?lang=zh"
    for path in ("/api/v1/zones", "/api/v1/accounts", "/api/v1/audit", "/api/v1/register"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "/password" in answer.json()["error"]
    token = {"scope": VIEWER, "expires_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    assert browser.request("POST", "/api/v1/tokens", headers=browser.csrf, json=token).status_code == 403
    change = {"old": PASSWORD, "new": NEW}
    answer = browser.request("PUT", "/api/v1/session/password", headers=browser.csrf, json=change)
    assert answer.json()["must_change"] is False
    assert browser.get("/api/v1/zones").status_code == 200


def new_password(browser, *, old=PASSWORD, new=NEW, again=NEW):
    csrf = browser.hidden("/password", "csrf")
    return browser.request("POST", "/password", data={"old": old, "new": new, "again": again, "csrf": csrf})


@pytest.mark.usefixtures("duty")
def test_a_new_password_ends_all_other_sessions_and_keeps_this_one(app, browser):
    elsewhere = Browser(app)
    elsewhere.sign_in()
    _, before, _ = cookie_of(browser.sign_in())
    answer = new_password(browser)
    assert answer.status_code == 303
    assert cookie_of(answer)[1] != before
    assert browser.get("/api/v1/zones").status_code == 200
    assert elsewhere.get("/api/v1/zones").status_code == 401
    assert browser.sign_in().status_code == 401
    assert browser.sign_in(password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"again": "something else"}, 400, "两遍新密码不一样"),
        ({"new": "short", "again": "short"}, 400, "12 到 256 个字符"),
        ({"new": PASSWORD, "again": PASSWORD}, 400, "不能与现在的密码相同"),
        ({"old": "wrong"}, 401, "现在的密码不对"),
    ],
)
@pytest.mark.usefixtures("duty")
def test_a_password_that_can_not_be_taken_is_explained_and_nothing_changes(browser, wrong, status, words):
    browser.sign_in()
    answer = new_password(browser, **wrong)
    assert answer.status_code == status
    assert words in answer.text
    assert browser.sign_in().status_code == 303


# ---------------------------------------------------------------- who is who


def token_of(town, role=OPERATOR, *, scope=None, lasts=timedelta(days=1), name="program"):
    put_account(town, name, role)
    at = datetime.now(UTC)
    return make_token(town, account=name, scope=scope or role, expires_at=at + lasts, actor=CHIEF, at=at)[1]


def basic(password):
    return {"Authorization": "Basic " + base64.b64encode(f"qgis:{password}".encode()).decode()}


def test_programs_for_maps_read_with_basic_or_apikey_and_change_nothing_so(anonymous, town):
    token = token_of(town, ADMIN)
    ways = [({}, f"?apikey={token}"), (basic(token), ""), ({"Authorization": f"Bearer {token}"}, "")]
    assert [anonymous.get(f"/api/v1/zones{query}", headers=headers).status_code for headers, query in ways] == [200] * 3
    body = {"name": "new", "role": VIEWER}
    changed = [anonymous.post(f"/api/v1/accounts{query}", headers=headers, json=body) for headers, query in ways]
    assert [answer.status_code for answer in changed] == [401, 401, 201]


def test_the_token_of_the_settings_is_taken_in_the_header_only(anonymous):
    assert anonymous.get(f"/api/v1/zones?apikey={TOKEN}").status_code == 401
    assert anonymous.get("/api/v1/zones", headers=basic(TOKEN)).status_code == 401
    assert anonymous.get("/api/v1/zones", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_without_a_token_in_the_settings_there_is_none(town, settings):
    client = Client(create_app(town, settings))
    for given in (TOKEN, "None", ""):
        assert client.get("/api/v1/zones", headers={"Authorization": f"Bearer {given}"}).status_code == 401


@pytest.mark.usefixtures("duty")
def test_a_wrong_token_is_not_made_good_by_a_cookie(browser):
    browser.sign_in()
    assert browser.get("/api/v1/zones", headers={"Authorization": "Bearer wrong"}).status_code == 401


@pytest.fixture
def wanted(drawing):
    return {"geometry": drawing, "category": "high", "name": "一号区", "reason": "流调组研判"}


@pytest.mark.parametrize(("role", "status"), [(VIEWER, 403), (OPERATOR, 201), (APPROVER, 201), (ADMIN, 201)])
def test_who_may_draft_is_decided_by_the_role(anonymous, town, wanted, role, status):
    headers = {"Authorization": f"Bearer {token_of(town, role)}"}
    answer = anonymous.post("/api/v1/zones", headers=headers, json={**wanted, "draft": True})
    assert answer.status_code == status
    assert anonymous.get("/api/v1/zones", headers=headers).status_code == 200
    if status == 403:
        assert "program is viewer and may not designate" in answer.json()["error"]
        assert "WWW-Authenticate" not in answer.headers
    else:
        assert answer.json()["zones"][0]["author"] == "program"


def test_a_token_can_do_no_more_than_its_scope(anonymous, town, wanted):
    headers = {"Authorization": f"Bearer {token_of(town, ADMIN, scope=VIEWER)}"}
    assert anonymous.post("/api/v1/zones", headers=headers, json=wanted).status_code == 403


def test_an_operator_may_draft_and_an_approver_publishes(anonymous, town, wanted):
    drafting = {"Authorization": f"Bearer {token_of(town, OPERATOR, name='drafter')}"}
    approving = {"Authorization": f"Bearer {token_of(town, APPROVER, name='signer')}"}
    made = anonymous.post("/api/v1/zones", headers=drafting, json={**wanted, "draft": True}).json()["zones"][0]
    path = f"/api/v1/zones/{made['zone_id']}/publish"
    assert anonymous.post(path, headers=drafting, json={"reason": "批准"}).status_code == 403
    answer = anonymous.post(path, headers=approving, json={"reason": "批准"})
    assert answer.status_code == 200
    assert (answer.json()["author"], answer.json()["persons"]) == ("signer", 2)


def test_two_persons_who_could_both_publish_must_both_have_a_hand_in_it(anonymous, town, wanted):
    headers = {"Authorization": f"Bearer {token_of(town, APPROVER, name='one')}"}
    token_of(town, APPROVER, name="other")
    made = anonymous.post("/api/v1/zones", headers=headers, json={**wanted, "draft": True}).json()["zones"][0]
    answer = anonymous.post(f"/api/v1/zones/{made['zone_id']}/publish", headers=headers, json={"reason": "批准"})
    assert answer.status_code == 403
    assert "another person must publish it" in answer.json()["error"]


def test_a_disabled_account_and_a_lowered_role_hold_from_the_next_request(browser, town, duty, wanted):
    put_account(town, "boss")
    browser.sign_in()
    csrf = browser.csrf
    change_role(town, duty.name, VIEWER, actor=CHIEF, at=datetime.now(UTC))
    assert browser.request("POST", "/api/v1/zones", headers=csrf, json=wanted).status_code == 403
    set_disabled(town, duty.name, disabled=True, actor=CHIEF, at=datetime.now(UTC))
    assert browser.get("/api/v1/zones").status_code == 401


# ---------------------------------------------------------------- secrets


@pytest.mark.usefixtures("duty")
def test_no_secret_comes_back_in_a_message_or_is_logged(browser, town, caplog):
    caplog.set_level(logging.DEBUG)
    token = token_of(town)
    secret = "S" * 300
    said = [
        browser.sign_in(DUTY, secret).text,
        browser.get(f"/api/v1/zones?apikey={secret}").text,
        browser.get("/api/v1/zones", headers={"Authorization": f"Bearer {token}x"}).text,
        browser.get("/api/v1/zones", headers={"Authorization": f"Digest {secret}"}).text,
    ]
    _, cookie, _ = cookie_of(browser.sign_in())
    csrf = browser.csrf
    changes = ({"old": secret, "new": secret}, {"old": PASSWORD, "new": "S" * 11}, {"oldest": secret}, [secret])
    said += [browser.request("PUT", "/api/v1/session/password", headers=csrf, json=one).text for one in changes]
    said.append(browser.request("POST", "/api/v1/zones", headers={"X-CSRF-Token": secret}).text)
    # the client of the tests logs its own addresses
    said += [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    told = "\n".join(f"{one.event}" for one in town.audit_entries())
    for hidden in (secret[:11], token.split("_", 2)[2], cookie, csrf["X-CSRF-Token"], PASSWORD):
        assert not [text for text in [*said, told] if hidden in text]


def test_a_page_that_failed_says_so_and_leads_back(browser):
    page = browser.request("POST", "/sign-out", data={"csrf": "x"})
    assert page.status_code == 303
    assert re.search("405", browser.request("PUT", "/sign-in").text)


def test_where_two_persons_must_act_nobody_binds_at_once_alone(town, wanted):
    settings = Settings(_env_file=None, two_persons="always")
    client = Client(create_app(town, settings), {"Authorization": f"Bearer {token_of(town, ADMIN)}"})
    before = client.get("/api/v1/zones/in-force").json()
    answer = client.post("/api/v1/zones", json={**wanted, "draft": False})
    assert answer.status_code == 403
    assert client.get("/api/v1/zones/in-force").json() == before
