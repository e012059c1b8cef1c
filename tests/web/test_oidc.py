"""Signing in with a real OpenID provider, which the test starts on this machine."""

import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from geo_service.actions.accounts import account_named, set_disabled
from geo_service.errors import InputError, SignInError
from geo_service.model.account import ADMIN, APPROVER, OPERATOR, VIEWER, Actor
from geo_service.settings import Settings
from geo_service.web.app import create_app
from geo_service.web.oidc import name_of_claims, provider_of, role_of_claims
from tests.web.conftest import AT, Browser, put_account, serving
from tests.web.openid_provider import CLIENT_ID, CLIENT_SECRET, Person, make_provider

OTHER_SECRET = "not the secret"  # noqa: S105 # of the tests only
REDIRECT = "http://127.0.0.1/sign-in/oidc/callback"


@pytest.fixture
def person():
    return Person()


@pytest.fixture
def issuer(person):
    with serving(make_provider(person)) as base:
        yield base


def settings_for(issuer, **values):
    given = {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    return Settings(_env_file=None, **{**given, "oidc_redirect": REDIRECT, **values})


@pytest.fixture
def office(town, issuer):
    """A browser of an office whose provider is that of the test."""
    return Browser(create_app(town, settings_for(issuer)))


def at_provider(browser):
    """Go to the provider and give the address that it sends back to."""
    gone = browser.get("/sign-in/oidc?lang=en")
    assert gone.status_code == 303
    sent = httpx.get(gone.headers["location"])
    return sent.headers["location"].removeprefix("http://127.0.0.1")


def come_back(browser):
    return browser.get(at_provider(browser))


def test_somebody_new_becomes_a_viewer_and_is_known_again(office, town):
    assert "/sign-in/oidc" in office.get("/sign-in").text
    page = come_back(office)
    assert page.status_code == 200
    assert 'content="0; url=/console?lang=en"' in page.text
    session = office.get("/api/v1/session").json()
    assert (session["name"], session["role"]) == ("li.wei", VIEWER)
    come_back(office)
    assert [one.name for one in town.accounts()] == ["li.wei"]
    assert town.accounts()[0].password_hash is None


def test_the_session_cookie_is_strict_and_that_of_the_way_there_is_dropped(office):
    going = office.get("/sign-in/oidc")
    assert "samesite=lax" in going.headers["set-cookie"].lower()
    assert "httponly" in going.headers["set-cookie"].lower()
    cookies = come_back(office).headers.get_list("set-cookie")
    assert any(one.startswith("session=") and "samesite=strict" in one.lower() for one in cookies)
    assert any(one.startswith('oidc=""') for one in cookies)


def test_a_claim_gives_the_role_and_takes_it(town, issuer, person):
    roles = {"oidc_role_claim": "groups", "oidc_roles": {"duty": OPERATOR, "chiefs": APPROVER}}
    browser = Browser(create_app(town, settings_for(issuer, **roles)))
    for groups, role in (
        (["staff", "duty", "chiefs"], APPROVER),
        ("duty", OPERATOR),
        (["staff"], VIEWER),
        (None, VIEWER),
    ):
        person.spoil["groups"] = groups
        assert come_back(browser).status_code == 200
        assert browser.get("/api/v1/session").json()["role"] == role


def test_who_has_no_role_is_refused_where_the_office_wants_it(town, issuer, person):
    settings = settings_for(issuer, oidc_role_claim="groups", oidc_roles={"duty": OPERATOR}, oidc_others="refuse")
    browser = Browser(create_app(town, settings))
    assert come_back(browser).status_code == 401
    assert town.accounts() == []
    person.spoil["groups"] = ["duty"]
    assert come_back(browser).status_code == 200


def test_an_account_that_was_disabled_stays_out(office, town):
    come_back(office)
    set_disabled(town, "li.wei", disabled=True, actor=Actor("chief", ADMIN), at=AT)
    page = come_back(office)
    assert page.status_code == 401
    assert "disabled" in page.text


def test_a_local_account_of_the_same_name_is_another_one(office, town):
    put_account(town, "li.wei", ADMIN)
    come_back(office)
    assert office.get("/api/v1/session").json()["name"] == "li.wei-2"
    assert account_named(town, "li.wei").subject is None


HOLDS_NOT = {
    "another issuer": {"iss": "https://other.example"},
    "another audience": {"aud": "other-service"},
    "made for another of several": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "several and none named": {"aud": [CLIENT_ID, "other"]},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "another nonce": {"nonce": "replayed"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
    "of the future": {"iat": int(time.time()) + 3600},
}


@pytest.mark.parametrize("spoil", HOLDS_NOT.values(), ids=HOLDS_NOT)
def test_a_token_that_does_not_hold_signs_nobody_in(office, town, person, spoil):
    person.spoil = spoil
    assert come_back(office).status_code == 401
    assert town.accounts() == []
    assert office.get("/api/v1/session").json()["name"] is None


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(RSAKey.generate_key(2048), "RS256"), (OctKey.import_key(CLIENT_SECRET + "x" * 40), "HS256")],
    ids=["another key", "a key that we know too"],
)
def test_a_token_signed_otherwise_signs_nobody_in(office, town, person, key, algorithm):
    person.key, person.algorithm = key, algorithm
    assert come_back(office).status_code == 401
    assert town.accounts() == []


def test_a_code_works_once(office):
    back = at_provider(office)
    flow = office.cookies.get("oidc")
    assert office.get(back).status_code == 200
    office.cookies.set("oidc", flow)
    assert office.get(back).status_code == 401


def test_the_way_back_works_only_in_the_browser_that_began_it(office, town, issuer):
    other = Browser(create_app(town, settings_for(issuer)))
    assert other.get(at_provider(office)).status_code == 401
    other.get("/sign-in/oidc")
    assert other.get(at_provider(office)).status_code == 401


def test_an_answer_that_names_another_provider_or_an_error_is_refused(office):
    state = parse_qs(urlsplit(at_provider(office)).query)["state"][0]
    for query in ("code=x&iss=https://other.example", "error=access_denied<script>", ""):
        page = office.get(f"/sign-in/oidc/callback?state={state}&{query}")
        assert page.status_code == 401
        assert "<script>" not in page.text


def test_a_wrong_secret_of_ours_is_no_sign_in_and_is_not_told(town, issuer):
    browser = Browser(create_app(town, settings_for(issuer, oidc_client_secret=OTHER_SECRET)))
    page = come_back(browser)
    assert page.status_code == 401
    assert OTHER_SECRET not in page.text


def test_a_provider_that_does_not_answer_is_said_so(town):
    browser = Browser(create_app(town, settings_for("http://127.0.0.1:9")))
    page = browser.get("/sign-in/oidc")
    assert page.status_code == 401
    assert "does not answer" in page.text


def test_a_description_of_another_issuer_is_refused(town, issuer):
    browser = Browser(create_app(town, settings_for(issuer.replace("127.0.0.1", "localhost") + "/")))
    assert browser.get("/sign-in/oidc").status_code == 401


def test_without_a_provider_there_is_no_such_page(browser):
    assert browser.get("/sign-in/oidc").status_code == 404
    assert "/sign-in/oidc" not in browser.get("/sign-in").text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"oidc_client_id": None}, "needs GEO_SERVICE_OIDC_CLIENT_ID"),
        ({"oidc_redirect": None}, "GEO_SERVICE_OIDC_REDIRECT"),
        ({"issuer": "http://id.example"}, "must begin with https"),
        ({"oidc_redirect": "http://geo.example/sign-in/oidc/callback"}, "must begin with https"),
        ({"oidc_redirect": "https://geo.example/elsewhere"}, "must end with /sign-in/oidc/callback"),
        ({"oidc_roles": {"duty": "boss"}}, "no role 'boss'"),
    ],
)
def test_a_wrong_setting_is_told_at_the_start(values, words):
    with pytest.raises(InputError, match=words):
        provider_of(settings_for(**{"issuer": "https://id.example", **values}))


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"sub": "7", "preferred_username": "li wei"}, "li-wei"),
        ({"sub": "7", "preferred_username": " "}, "7"),
        ({"sub": "a|b"}, "a-b"),
        ({"sub": "x" * 200}, "x" * 37),
    ],
)
def test_a_name_is_made_of_what_the_provider_says(claims, name):
    assert name_of_claims(claims, settings_for("https://id.example")) == name


def test_where_no_claim_says_the_role_it_is_left_as_it_is():
    assert role_of_claims({"sub": "7"}, settings_for("https://id.example")) is None
    with pytest.raises(SignInError):
        role_of_claims({"sub": "7"}, settings_for("https://id.example", oidc_others="refuse"))
