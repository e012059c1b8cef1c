"""Accounts, tokens and the audit on the command line, and whose rights a command has."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from geo_service.cli import main
from geo_service.settings import Settings
from geo_service.storage import open_store
from tests.storage.samples import zone


@pytest.fixture
def database(sqlite_url, monkeypatch):
    """An empty store that every command of the test uses."""
    open_store(sqlite_url).close()
    monkeypatch.setenv("GEO_SERVICE_DATABASE_URL", sqlite_url)
    return sqlite_url


def run(monkeypatch, *arguments, code=0):
    """What a command prints on stdout, or on a refusal on stderr."""
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "argv", ["geo-service", *arguments])
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == code, err.getvalue()
    return err.getvalue().strip() if code == 2 else out.getvalue()


@pytest.fixture
def geo(database, monkeypatch):  # noqa: ARG001 # the store of the settings
    """Runs a command in the store of the test."""
    return lambda *arguments, **options: run(monkeypatch, *arguments, **options)


def test_a_secret_that_can_not_be_one_is_not_repeated(monkeypatch):
    monkeypatch.setenv("GEO_SERVICE_TOKEN", "too-short")
    with pytest.raises(ValueError, match="at least 16") as refused:
        Settings()
    assert "too-short" not in str(refused.value)


def test_an_account_is_added_changed_and_disabled(geo):
    assert "one-time password " in geo("account", "add", "duty-1", "--role", "operator")
    assert geo("account", "list") == "duty-1 operator 经办 须改密码\n"
    assert geo("account", "role", "duty-1", "approver") == "duty-1 approver 审批 须改密码\n"
    assert "已停用" in geo("account", "disable", "duty-1")
    assert "已停用" not in geo("account", "enable", "duty-1")
    listed = json.loads(geo("account", "list", "--json"))["accounts"]
    assert [(one["name"], one["role"], one["disabled"]) for one in listed] == [("duty-1", "approver", False)]


def test_a_password_is_made_or_typed_on_stdin(geo, monkeypatch):
    geo("account", "add", "duty-1", "--role", "operator")
    made = json.loads(geo("account", "password", "duty-1", "--json"))
    assert made["account"]["must_change"] is True
    assert len(made["one_time_password"]) >= 12
    monkeypatch.setattr(sys, "stdin", io.StringIO("typed by its owner\n"))
    assert geo("account", "password", "duty-1", "--stdin") == "duty-1 operator 经办\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    said = geo("account", "password", "duty-1", "--stdin", code=2)
    assert "12 to 256 characters" in said
    assert "short" not in said


def token(geo, role, name="program"):
    geo("account", "add", name, "--role", role)
    return geo("account", "token", name, "--scope", role).splitlines()[0]


def test_with_a_token_a_command_may_do_what_its_account_may(geo, monkeypatch):
    text = token(geo, "operator")
    monkeypatch.setenv("GEO_SERVICE_TOKEN", text)
    assert "program is operator and may not manage accounts" in geo("account", "list", code=2)
    assert "may not read audit" in geo("audit", "verify", code=2)
    assert "program operator" in geo("account", "tokens")
    token_id = text.split("_")[1]
    assert "已撤销" in geo("account", "revoke", token_id)
    said = geo("account", "tokens", code=2)
    assert "was revoked" in said
    assert text not in said


def test_a_viewers_token_imports_nothing(geo, monkeypatch, tmp_path):
    monkeypatch.setenv("GEO_SERVICE_TOKEN", token(geo, "viewer"))
    for words in (["osm"], ["layer", "grids"], ["addresses"]):
        assert "may not import register" in geo("import", *words, str(tmp_path / "none"), code=2)


def test_an_admins_token_acts_under_the_name_of_its_account(geo, monkeypatch, database):
    monkeypatch.setenv("GEO_SERVICE_TOKEN", token(geo, "admin"))
    geo("account", "add", "duty-1", "--role", "viewer")
    store = open_store(database)
    assert store.audit_entries()[-1].event.actor == "program"
    store.close()


def test_the_secret_of_serve_does_not_hinder_the_person_at_the_machine(geo, monkeypatch):
    monkeypatch.setenv("GEO_SERVICE_TOKEN", "a secret of the office")
    geo("account", "add", "duty-1", "--role", "viewer")
    assert geo("account", "list").startswith("duty-1")


def test_an_author_beside_a_token_is_refused(geo, monkeypatch):
    monkeypatch.setenv("GEO_SERVICE_TOKEN", token(geo, "admin"))
    said = geo("lift", "Z1", "--author", "somebody else", code=2)
    assert "acts for program" in said


@pytest.fixture
def audited(geo, database):
    store = open_store(database)
    for number in (1, 2):
        store.add_zone_version(zone(version=number))
    store.close()
    return geo


def test_the_audit_is_listed_and_verified(audited):
    lines = audited("audit", "list").splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2"]
    assert "值班员 designate zone Z1 · 病例居住地" in lines[0]
    rows = [json.loads(line) for line in audited("audit", "list", "--jsonl", "--after", "1").splitlines()]
    assert [row["number"] for row in rows] == [2]
    assert len(json.loads(audited("audit", "list", "--json", "--limit", "1"))["entries"]) == 1
    head = audited("audit", "head").strip()
    assert "nothing was found" in audited("audit", "verify", "--expect", head)


def test_faults_are_printed_and_end_with_code_1(audited):
    said = audited("audit", "verify", "--expect", f"7:{'0' * 64}", code=1)
    assert "entry 7 was written down elsewhere and is missing" in said
    found = json.loads(audited("audit", "verify", "--expect", f"1:{'0' * 64}", "--json", code=1))
    assert (found["entries"], len(found["faults"])) == (2, 1)
    assert "is no head of an audit" in audited("audit", "verify", "--expect", "nonsense", code=2)
