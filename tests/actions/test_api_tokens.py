"""API tokens, on both stores."""

from datetime import UTC, datetime, timedelta

import pytest

from geo_service.actions.accounts import change_role, set_disabled
from geo_service.actions.api_tokens import LONGEST, list_tokens, make_token, revoke_token
from geo_service.actions.sign_in import actor_of_token
from geo_service.errors import InputError, NotFoundError, PermissionDeniedError, SignInError
from geo_service.model.account import ADMIN, APPROVER, OPERATOR, ROLES, VIEWER, Account, Actor

AT = datetime(2022, 11, 16, 8, tzinfo=UTC)
DAY = timedelta(days=1)
CHIEF = Actor("chief", ADMIN)
DUTY = Actor("duty", OPERATOR)


@pytest.fixture(autouse=True)
def accounts(store):
    store.put_account(Account("duty", OPERATOR, AT), at=AT, actor="chief")
    store.put_account(Account("other", APPROVER, AT), at=AT, actor="chief")


def made(store, *, account="duty", scope=OPERATOR, actor=DUTY, lasts=DAY):
    return make_token(store, account=account, scope=scope, expires_at=AT + lasts, actor=actor, at=AT)


def test_a_token_acts_for_its_account(store):
    _, text = made(store)
    assert actor_of_token(store, text, at=AT) == DUTY


def test_the_lower_role_of_account_and_token_counts(store):
    _, text = made(store, scope=VIEWER)
    assert actor_of_token(store, text, at=AT).role == VIEWER
    _, text = made(store, scope=OPERATOR)
    change_role(store, "duty", VIEWER, actor=CHIEF, at=AT)
    assert actor_of_token(store, text, at=AT).role == VIEWER
    change_role(store, "duty", APPROVER, actor=CHIEF, at=AT)
    assert actor_of_token(store, text, at=AT).role == OPERATOR


def test_its_text_is_kept_nowhere(store):
    token, text = made(store)
    secret = text.split("_", 2)[2]
    assert secret not in str(store.api_tokens())
    told = "\n".join(one.event.document for one in store.audit_entries())
    assert secret not in told
    assert token.secret_hash not in told


def spoilt(text):
    end = "A" if text[-1] != "A" else "B"
    return text[:-1] + end


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _store, _token, text: (spoilt(text), AT),
        lambda _store, _token, text: (text.replace("gs_", "gs_0"), AT),
        lambda _store, _token, text: (text, AT + DAY),
        lambda store, token, text: (revoke_token(store, token.token_id, actor=DUTY, at=AT), (text, AT))[1],
        lambda store, _token, text: (set_disabled(store, "duty", disabled=True, actor=CHIEF, at=AT), (text, AT))[1],
        lambda _store, _token, _text: ("nonsense", AT),
    ],
    ids=["another secret", "another id", "too late", "revoked", "account disabled", "no token"],
)
def test_what_does_not_open_is_refused_in_the_same_words(store, spoil):
    text, at = spoil(store, *made(store))
    with pytest.raises(SignInError, match=r"^the token is wrong, has expired or was revoked; "):
        actor_of_token(store, text, at=at)


def test_nobody_makes_a_token_above_the_own_role(store):
    with pytest.raises(PermissionDeniedError, match="acts as operator and can't give"):
        made(store, scope=APPROVER)
    with pytest.raises(PermissionDeniedError):
        made(store, scope=OPERATOR, actor=Actor("duty", VIEWER))


def test_not_even_an_admin_makes_a_token_above_the_role_of_its_account(store):
    with pytest.raises(InputError, match="can't have the scope admin"):
        made(store, scope=ADMIN, actor=CHIEF)
    with pytest.raises(InputError, match="no role"):
        made(store, scope="everything", actor=CHIEF)


def test_tokens_of_others_are_for_admins(store):
    theirs, _ = made(store, account="other", actor=CHIEF)
    own, _ = made(store)
    with pytest.raises(PermissionDeniedError, match="may not touch the tokens of other"):
        made(store, account="other", scope=VIEWER)
    with pytest.raises(PermissionDeniedError):
        list_tokens(store, DUTY, account="other")
    with pytest.raises(NotFoundError):
        revoke_token(store, theirs.token_id, actor=DUTY, at=AT)
    assert list_tokens(store, DUTY) == [own]
    assert {one.token_id for one in list_tokens(store, CHIEF)} == {own.token_id, theirs.token_id}
    assert list_tokens(store, CHIEF, account="other") == [theirs]


@pytest.mark.parametrize("lasts", [-DAY, timedelta(0), LONGEST + timedelta(seconds=1)])
def test_a_token_ends_within_a_year(store, lasts):
    with pytest.raises(InputError, match="ends within 366 days"):
        made(store, lasts=lasts)


def test_a_disabled_account_gets_none(store):
    set_disabled(store, "duty", disabled=True, actor=CHIEF, at=AT)
    with pytest.raises(InputError, match="is disabled"):
        made(store, actor=CHIEF)


def test_revoking_again_keeps_the_first_time(store):
    token, _ = made(store)
    first = revoke_token(store, token.token_id, actor=DUTY, at=AT)
    assert revoke_token(store, token.token_id, actor=CHIEF, at=AT + DAY) == first


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_make_tokens_of_its_own(store, role):
    store.put_account(Account("one", role, AT), at=AT, actor="chief")
    _, text = made(store, account="one", scope=role, actor=Actor("one", role))
    assert actor_of_token(store, text, at=AT) == Actor("one", role)
