import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from geo_service.access.identity import (
    LEAST_PASSWORD_CHARACTERS,
    MOST_PASSWORD_CHARACTERS,
    NOBODY,
    hash_password,
    is_outdated,
    lower_role,
    password_fits,
    plain_name,
    require_password,
    require_role,
    same_secret,
    secret_digest,
    split_token,
    token_text,
)
from geo_service.errors import InputError
from geo_service.model.account import ROLES

SALT = b"sixteen bytes ok"
PASSWORD = "correct horse 电池"  # noqa: S105 # of the tests only
HASH = hash_password(PASSWORD, salt=SALT)


def test_a_password_fits_its_own_hash_and_no_other():
    assert password_fits(PASSWORD, HASH)
    assert not password_fits(PASSWORD + " ", HASH)
    assert PASSWORD not in HASH


def test_two_salts_give_two_hashes():
    assert hash_password(PASSWORD, salt=b"another salt 16b") != HASH


def test_however_a_keyboard_composes_it_a_password_is_the_same():
    assert password_fits("cafe\u0301 au lait bien", hash_password("caf\u00e9 au lait bien", salt=SALT))


@pytest.mark.parametrize("wrong", [None, NOBODY, "", "$argon2id$broken", "plain text"])
def test_without_a_sound_hash_nothing_fits(wrong):
    assert not password_fits(PASSWORD, wrong)


def test_nobody_costs_what_everybody_costs():
    assert extract_parameters(NOBODY) == extract_parameters(HASH) == RFC_9106_LOW_MEMORY


def test_a_hash_of_other_parameters_is_outdated_and_still_fits():
    old = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)
    assert is_outdated(old)
    assert password_fits(PASSWORD, old)
    assert not is_outdated(HASH)


@pytest.mark.parametrize("length", [LEAST_PASSWORD_CHARACTERS, MOST_PASSWORD_CHARACTERS])
@pytest.mark.parametrize("sign", ["a", " ", "密"])
def test_any_signs_make_a_password_if_there_are_enough(sign, length):
    require_password(sign * length)


@pytest.mark.parametrize("length", [0, LEAST_PASSWORD_CHARACTERS - 1, MOST_PASSWORD_CHARACTERS + 1])
def test_the_rule_is_named_and_the_password_is_not_repeated(length):
    with pytest.raises(InputError, match="12 to 256 characters of any kind") as refused:
        require_password("密" * length)
    assert "密" not in str(refused.value)


def test_what_is_too_long_to_be_a_password_fits_nothing():
    longest = hash_password("x" * MOST_PASSWORD_CHARACTERS, salt=SALT)
    assert password_fits("x" * MOST_PASSWORD_CHARACTERS, longest)
    assert not password_fits("x" * (MOST_PASSWORD_CHARACTERS + 1), longest)
    assert not password_fits("x" * 1_000_000, longest)


def test_half_a_surrogate_pair_is_a_wrong_password_and_no_crash():
    assert not password_fits("\ud800" * 20, HASH)
    assert not same_secret("\ud800", "right")
    assert secret_digest("\ud800")


@pytest.mark.parametrize(("given_name", "plain"), [("duty-1", "duty-1"), ("ｄｕｔｙ", "duty"), ("值班员", "值班员")])
def test_a_name_has_one_form(given_name, plain):
    assert plain_name(given_name) == plain


@pytest.mark.parametrize("name", ["", "two words", "a/b", "x" * 41, "line\nbreak", "token", "Token", "DUTY-1"])
def test_a_name_with_other_signs_or_a_taken_one_is_refused(name):
    with pytest.raises(InputError):
        plain_name(name, taken=["duty-1"])


def test_an_unknown_role_is_told_the_roles():
    with pytest.raises(InputError, match=r"no role 'boss'; the roles are viewer \(查看\), operator"):
        require_role("boss")


@given(st.sampled_from(ROLES), st.sampled_from(ROLES))
def test_of_two_roles_the_lower_one_counts(one, other):
    assert lower_role(one, other) == lower_role(other, one) == ROLES[min(ROLES.index(one), ROLES.index(other))]


@given(st.from_regex(r"[0-9a-f]{1,12}", fullmatch=True), st.from_regex(r"[A-Za-z0-9_-]{1,60}", fullmatch=True))
def test_a_token_is_read_as_it_was_written(token_id, secret):
    assert split_token(token_text(token_id, secret)) == (token_id, secret)


@pytest.mark.parametrize("text", ["", "gs_", "gs_12_", "gs__x", "xx_12_secret", "gs_zz_x", " gs_12_x", "gs_12_x\n"])
def test_another_text_is_no_token(text):
    assert split_token(text) is None


def test_secrets_are_kept_as_their_digest():
    assert secret_digest("a secret") != secret_digest("a secres")
    assert len(secret_digest("a secret")) == 64
