"""Accounts, passwords and sessions, on both stores."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from geo_service.access.tries import MOST_OF_BOTH, SignInTries
from geo_service.actions.accounts import (
    account_named,
    account_of_password,
    account_of_subject,
    add_account,
    change_password,
    change_role,
    first_admin,
    list_accounts,
    one_time_password,
    set_disabled,
    set_password,
)
from geo_service.actions.sign_in import Lifetimes, begin_session, sign_in, sign_out, signed_in
from geo_service.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    SignInError,
    TooManyTriesError,
)
from geo_service.model.account import ADMIN, APPROVER, OPERATOR, ROLES, VIEWER, Account, Actor
from geo_service.model.audit import AuditEvent

AT = datetime(2022, 11, 16, 8, tzinfo=UTC)
CHIEF = Actor("chief", ADMIN)
PASSWORD = "a password of the tests"  # noqa: S105 # of the tests only
HERE = "192.0.2.1"
LIVES = Lifetimes(timedelta(minutes=60), timedelta(hours=12))


class Meanwhile(SignInTries):
    """Does something at the moment after a password was found right and before anything is written."""

    def __init__(self, deed):
        super().__init__()
        self._deed = deed

    def right(self, name, address):
        super().right(name, address)
        self._deed()


@pytest.fixture(scope="module")
def password_hash():
    """Made with few rounds, so that the tests are quick; verifying takes the parameters from the text."""
    return PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)


@pytest.fixture
def duty(store, password_hash):
    """An operator with a password."""
    account = Account("duty", OPERATOR, AT, password_hash=password_hash)
    store.put_account(account, at=AT, actor="chief")
    return account


def enter(store, name="duty", password=PASSWORD, *, tries=None, at=AT):
    return account_of_password(store, name, password, at=at, address=HERE, tries=tries or SignInTries())


# ---------------------------------------------------------------- first start


def test_the_first_start_makes_one_admin_with_a_password_that_must_be_replaced(store):
    password = first_admin(store, AT)
    [account] = store.accounts()
    assert (account.name, account.role, account.must_change) == ("admin", ADMIN, True)
    assert enter(store, "admin", password).must_change
    assert first_admin(store, AT) is None


def test_two_services_that_start_together_make_one_admin_with_one_password(store):
    with ThreadPoolExecutor() as pool:
        with store.transaction():
            store.add_audit(AuditEvent(AT, "chief", "wait", "both", "", "{}"))
            starts = [pool.submit(first_admin, store, AT) for _ in range(2)]
            wait(starts, timeout=0.5)
        passwords = [one.result() for one in starts]
    [password] = [one for one in passwords if one is not None]
    assert enter(store, "admin", password).must_change


def test_two_who_change_an_account_together_both_do(store, duty):
    with ThreadPoolExecutor() as pool:
        with store.transaction():
            store.add_audit(AuditEvent(AT, "chief", "wait", "both", "", "{}"))
            changes = [
                pool.submit(change_role, store, duty.name, VIEWER, actor=CHIEF, at=AT),
                pool.submit(set_disabled, store, duty.name, disabled=True, actor=CHIEF, at=AT),
            ]
            wait(changes, timeout=0.5)
        for one in changes:
            one.result()
    found = account_named(store, duty.name)
    assert (found.role, found.disabled) == (VIEWER, True)


def test_a_store_with_accounts_gets_none(store, duty):
    assert first_admin(store, AT) is None
    assert [one.name for one in store.accounts()] == [duty.name]


# ---------------------------------------------------------------- managing


def test_an_account_is_added_with_a_one_time_password(store):
    account, password = add_account(store, "duty-1", OPERATOR, actor=CHIEF, at=AT)
    assert account_named(store, "Duty-1") == account
    assert enter(store, "duty-1", password).must_change


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMIN])
def test_only_admins_manage_accounts(store, duty, role):
    actor = Actor("x", role)
    deeds = (
        lambda: list_accounts(store, actor),
        lambda: add_account(store, "new", VIEWER, actor=actor, at=AT),
        lambda: change_role(store, duty.name, ADMIN, actor=actor, at=AT),
        lambda: set_disabled(store, duty.name, disabled=True, actor=actor, at=AT),
        lambda: one_time_password(store, duty.name, actor=actor, at=AT),
        lambda: set_password(store, duty.name, PASSWORD, actor=actor, at=AT),
    )
    for deed in deeds:
        with pytest.raises(PermissionDeniedError, match="needs the role admin"):
            deed()
    assert store.accounts() == [duty]


def test_a_name_is_taken_whatever_the_size_of_its_letters(store, duty):
    with pytest.raises(InputError, match="is taken"):
        add_account(store, duty.name.upper(), VIEWER, actor=CHIEF, at=AT)


def test_an_unknown_account_is_told_by_name(store):
    with pytest.raises(NotFoundError, match="no account 'nobody'"):
        change_role(store, "nobody", VIEWER, actor=CHIEF, at=AT)


@pytest.mark.parametrize(
    "lower",
    [
        lambda store: change_role(store, "boss", OPERATOR, actor=CHIEF, at=AT),
        lambda store: set_disabled(store, "boss", disabled=True, actor=CHIEF, at=AT),
        lambda store: account_of_subject(store, "https://id.example 7", name="boss", role=VIEWER, at=AT),
    ],
)
def test_the_last_enabled_admin_stays_one(store, lower):
    store.put_account(Account("boss", ADMIN, AT, subject="https://id.example 7"), at=AT, actor="chief")
    store.put_account(Account("gone", ADMIN, AT, disabled=True), at=AT, actor="chief")
    entries = store.audit_head()
    with pytest.raises(ConflictError, match="last who may manage accounts"):
        lower(store)
    assert account_named(store, "boss").role == ADMIN
    assert store.audit_head() == entries
    set_disabled(store, "gone", disabled=False, actor=CHIEF, at=AT)
    lower(store)


def test_a_store_without_admins_may_still_be_managed_from_the_machine(store, duty):
    assert change_role(store, duty.name, APPROVER, actor=CHIEF, at=AT).role == APPROVER


@pytest.mark.usefixtures("duty")
def test_every_change_is_in_the_audit_and_no_secret(store):
    account, first = add_account(store, "duty-1", OPERATOR, actor=CHIEF, at=AT)
    change_role(store, account.name, APPROVER, actor=CHIEF, at=AT)
    _, second = one_time_password(store, account.name, actor=CHIEF, at=AT)
    change_password(store, account.name, second, PASSWORD, at=AT, address=HERE, tries=SignInTries())
    found, cookie = sign_in(store, account.name, PASSWORD, at=AT, address=HERE, tries=SignInTries(), lifetimes=LIVES)
    sign_out(store, cookie, at=AT)
    set_disabled(store, account.name, disabled=True, actor=CHIEF, at=AT)
    entries = store.audit_entries(after=1)
    assert [one.event.action for one in entries] == [
        "add account", "change account", "change account", "set password", "change account", "set password",
        "sign in", "sign out", "change account",
    ]  # fmt: skip
    hashes = [one.password_hash for one in store.accounts()]
    secrets = [first, second, PASSWORD, cookie, found.session.csrf, found.session.secret_hash, *hashes]
    told = "\n".join(f"{one.event} {one.event.document}" for one in entries)
    assert not [secret for secret in secrets if secret and secret in told]


# ---------------------------------------------------------------- passwords


@pytest.mark.usefixtures("duty")
@pytest.mark.parametrize(("name", "password"), [("duty", "wrong"), ("nobody", PASSWORD), ("duty", ""), ("", "")])
def test_a_wrong_name_or_password_is_answered_in_the_same_words(store, name, password):
    with pytest.raises(SignInError, match=r"^the name or the password is wrong$"):
        enter(store, name, password)


def test_a_disabled_account_and_one_without_password_are_answered_so_too(store, duty):
    set_disabled(store, duty.name, disabled=True, actor=CHIEF, at=AT)
    store.put_account(Account("guest", VIEWER, AT, subject="https://id.example 1"), at=AT, actor="chief")
    for name in ("duty", "guest"):
        with pytest.raises(SignInError, match=r"^the name or the password is wrong$"):
            enter(store, name)


@pytest.mark.usefixtures("duty")
@pytest.mark.parametrize("name", ["duty", "nobody"])
def test_after_too_many_tries_even_the_right_password_waits(store, name):
    tries = SignInTries()
    for _ in range(MOST_OF_BOTH):
        with pytest.raises(SignInError):
            enter(store, name, "wrong", tries=tries)
    with pytest.raises(TooManyTriesError):
        enter(store, name, tries=tries)


def test_an_old_hash_is_made_anew_at_the_next_sign_in(store, duty):
    assert enter(store).password_hash != duty.password_hash
    assert account_named(store, "duty").password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert enter(store).password_hash == account_named(store, "duty").password_hash


def test_the_own_password_is_replaced_with_the_old_one(store, duty):
    new = "another one, longer"
    with pytest.raises(SignInError):
        change_password(store, duty.name, "wrong", new, at=AT, address=HERE, tries=SignInTries())
    for unfit, words in ((PASSWORD, "is the old one"), ("short", "12 to 256")):
        with pytest.raises(InputError, match=words):
            change_password(store, duty.name, PASSWORD, unfit, at=AT, address=HERE, tries=SignInTries())
    change_password(store, duty.name, PASSWORD, new, at=AT, address=HERE, tries=SignInTries())
    assert not enter(store, password=new).must_change


def test_the_old_password_in_other_signs_is_no_new_one(store):
    first = first_admin(store, AT)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in first)
    with pytest.raises(InputError, match="is the old one"):
        change_password(store, "admin", first, wide, at=AT, address=HERE, tries=SignInTries())
    assert account_named(store, "admin").must_change


@pytest.mark.parametrize(
    ("deed", "stays"),
    [
        (lambda store: change_role(store, "duty", VIEWER, actor=CHIEF, at=AT), (VIEWER, False)),
        (lambda store: set_disabled(store, "duty", disabled=True, actor=CHIEF, at=AT), (OPERATOR, True)),
    ],
)
@pytest.mark.usefixtures("duty")
def test_who_replaces_a_password_or_signs_in_undoes_nothing_that_was_decided_meanwhile(store, deed, stays):
    tries = Meanwhile(lambda: deed(store))
    with suppress(SignInError):
        enter(store, tries=tries)
    with suppress(SignInError):
        change_password(store, "duty", PASSWORD, "another one, longer", at=AT, address=HERE, tries=tries)
    found = account_named(store, "duty")
    assert (found.role, found.disabled) == stays


@pytest.mark.usefixtures("duty")
def test_a_password_that_was_replaced_meanwhile_opens_nothing(store):
    tries = Meanwhile(lambda: one_time_password(store, "duty", actor=CHIEF, at=AT))
    with pytest.raises(SignInError):
        sign_in(store, "duty", PASSWORD, at=AT, address=HERE, tries=tries, lifetimes=LIVES)
    enter(store, password=set_password(store, "duty", PASSWORD, actor=CHIEF, at=AT) and PASSWORD)
    with pytest.raises(SignInError):
        change_password(store, "duty", PASSWORD, "another one, longer", at=AT, address=HERE, tries=tries)
    assert account_named(store, "duty").must_change


def test_a_typed_password_need_not_be_changed(store, duty):
    set_password(store, duty.name, "typed by its owner", actor=CHIEF, at=AT)
    assert not enter(store, password="typed by its owner").must_change  # noqa: S106


# ---------------------------------------------------------------- sessions


def test_a_session_ends_when_it_is_not_used(store, duty):
    _, cookie = begin_session(store, duty, at=AT, lifetimes=LIVES)
    used = AT + LIVES.idle - timedelta(seconds=1)
    assert signed_in(store, cookie, at=used, lifetimes=LIVES).actor == Actor("duty", OPERATOR)
    assert signed_in(store, cookie, at=used + LIVES.idle - timedelta(seconds=1), lifetimes=LIVES)
    assert signed_in(store, cookie, at=used + LIVES.idle * 3, lifetimes=LIVES) is None


def test_a_session_ends_however_much_it_is_used(store, duty):
    _, cookie = begin_session(store, duty, at=AT, lifetimes=LIVES)
    at = AT
    while at < AT + LIVES.most:
        assert signed_in(store, cookie, at=at, lifetimes=LIVES)
        at += timedelta(minutes=30)
    assert signed_in(store, cookie, at=at, lifetimes=LIVES) is None


def test_a_busy_browser_does_not_write_with_every_request(store, duty):
    begun, cookie = begin_session(store, duty, at=AT, lifetimes=LIVES)
    assert signed_in(store, cookie, at=AT + timedelta(minutes=5), lifetimes=LIVES)
    assert store.session(begun.session.secret_hash).expires_at == AT + LIVES.idle
    assert signed_in(store, cookie, at=AT + timedelta(minutes=7), lifetimes=LIVES)
    assert store.session(begun.session.secret_hash).expires_at == AT + timedelta(minutes=67)


@pytest.mark.parametrize(
    "end",
    [
        lambda store, cookie: sign_out(store, cookie, at=AT),
        lambda store, _: set_disabled(store, "duty", disabled=True, actor=CHIEF, at=AT),
        lambda store, _: one_time_password(store, "duty", actor=CHIEF, at=AT),
        lambda store, _: change_password(
            store, "duty", PASSWORD, "another one, longer", at=AT, address=HERE, tries=SignInTries()
        ),
    ],
)
def test_what_ends_a_session_ends_it_at_once(store, duty, end):
    _, cookie = begin_session(store, duty, at=AT, lifetimes=LIVES)
    end(store, cookie)
    assert signed_in(store, cookie, at=AT, lifetimes=LIVES) is None


def test_another_role_holds_from_the_next_request(store, duty):
    _, cookie = begin_session(store, duty, at=AT, lifetimes=LIVES)
    change_role(store, "duty", VIEWER, actor=CHIEF, at=AT)
    assert signed_in(store, cookie, at=AT, lifetimes=LIVES).actor == Actor("duty", VIEWER)


@pytest.mark.parametrize("cookie", ["", "wrong", "\ud800", "x" * 100_000])
def test_a_wrong_cookie_is_nobody(store, cookie):
    assert signed_in(store, cookie, at=AT, lifetimes=LIVES) is None


# ---------------------------------------------------------------- people whom a provider vouches for


@pytest.mark.usefixtures("duty")
def test_somebody_of_a_provider_is_made_once_and_known_by_the_subject(store):
    first = account_of_subject(store, "https://id.example 7", name="duty", role=None, at=AT)
    again = account_of_subject(store, "https://id.example 7", name="renamed", role=None, at=AT)
    assert first == again
    assert (first.name, first.role, first.password_hash) == ("duty-2", VIEWER, None)
    assert account_named(store, "duty").subject is None


def test_the_role_of_a_claim_is_taken_over_and_none_leaves_it(store):
    subject = "https://id.example 7"
    account_of_subject(store, subject, name="li", role=OPERATOR, at=AT)
    assert account_of_subject(store, subject, name="li", role=APPROVER, at=AT).role == APPROVER
    assert account_of_subject(store, subject, name="li", role=None, at=AT).role == APPROVER


def test_a_disabled_account_of_a_provider_stays_out(store):
    account_of_subject(store, "https://id.example 7", name="li", role=OPERATOR, at=AT)
    set_disabled(store, "li", disabled=True, actor=CHIEF, at=AT)
    with pytest.raises(SignInError, match="li is disabled"):
        account_of_subject(store, "https://id.example 7", name="li", role=ADMIN, at=AT)
