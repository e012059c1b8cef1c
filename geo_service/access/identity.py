"""
Who somebody is: names, passwords, and the secrets that programs and browsers carry.

Salts and secrets are made by the caller, who has chance; here they are only hashed, written and compared.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from geo_service.errors import InputError
from geo_service.model.account import ROLE_TITLES, ROLES

LEAST_PASSWORD_CHARACTERS = 12
"""With every sign allowed and nothing demanded; NIST SP 800-63B asks for 8 and against rules of composition."""

MOST_PASSWORD_CHARACTERS = 256
"""Long enough for any sentence; NIST SP 800-63B asks for at least 64."""

PASSWORD_RULE = f"a password has {LEAST_PASSWORD_CHARACTERS} to {MOST_PASSWORD_CHARACTERS} characters of any kind"

SALT_BYTES = RFC_9106_LOW_MEMORY.salt_len
"""16, as RFC 9106 recommends."""

MOST_NAME_CHARACTERS = 40
NAME = re.compile(rf"[\w.@-]{{1,{MOST_NAME_CHARACTERS}}}")
RESERVED_NAMES = frozenset({"token"})
"""Stands in versions and audit for the token of the settings."""

TOKEN_MARK = "gs"  # noqa: S105 # what every token begins with
TOKEN = re.compile(rf"{TOKEN_MARK}_([0-9a-f]+)_([\w-]+)", re.ASCII)

_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
"""Argon2id, 3 passes over 64 MiB in 4 lanes: the second recommended option of RFC 9106, section 4."""

NOBODY = f"$argon2id$v=19$m=65536,t=3,p=4${'A' * 22}${'A' * 43}"
"""A hash that no password has: compared where there is no account, so that the answer takes as long as elsewhere."""


# ---------------------------------------------------------------- names and roles


def plain_name(name: str, *, taken: Iterable[str] = ()) -> str:
    """
    Give the name of a new account in its one form (NFKC).

    Raises
    ------
    InputError
        If it has spaces or other signs, is reserved, or differs from a taken one by case only.
    """
    plain = unicodedata.normalize("NFKC", name)
    if not NAME.fullmatch(plain):
        raise InputError(f"{name!a} is no account name; need 1 to {MOST_NAME_CHARACTERS} letters, digits or . _ - @")
    if plain.casefold() in RESERVED_NAMES | {one.casefold() for one in taken}:
        raise InputError(f"the name {plain} is taken; choose another")
    return plain


def require_role(role: str) -> None:
    """
    Refuse a word that is no role; nothing is returned.

    Raises
    ------
    InputError
        Naming the roles.
    """
    if role not in ROLES:
        known = ", ".join(f"{one} ({title})" for one, title in ROLE_TITLES.items())
        raise InputError(f"no role {role!r}; the roles are {known}")


def lower_role(one: str, other: str) -> str:
    """The role of the two that may do less."""
    return min(one, other, key=ROLES.index)


# ---------------------------------------------------------------- passwords


def require_password(password: str) -> None:
    """
    Refuse a new password that breaks the one rule; nothing is returned, and the message does not repeat it.

    Raises
    ------
    InputError
        If it is too short or too long.
    """
    if not LEAST_PASSWORD_CHARACTERS <= len(_normal(password)) <= MOST_PASSWORD_CHARACTERS:
        raise InputError(f"this password can't be taken: {PASSWORD_RULE}")


def hash_password(password: str, *, salt: bytes) -> str:
    """
    Argon2id's text of a password, with its parameters.

    Raises
    ------
    InputError
        If the password breaks the rule.
    """
    require_password(password)
    return _HASHER.hash(_encoded(password), salt=salt)


def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; without a hash no, after the same time."""
    too_long = len(_normal(password)) > MOST_PASSWORD_CHARACTERS
    try:
        _HASHER.verify(NOBODY if too_long or password_hash is None else password_hash, _encoded(password))
    except (VerificationError, InvalidHashError):
        return False
    return True


def same_password(one: str, other: str) -> bool:
    """Whether two texts are the same password, however a keyboard composes them."""
    return _normal(one) == _normal(other)


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    """The same password, however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password)


def _encoded(password: str) -> bytes:
    return _normal(password)[: MOST_PASSWORD_CHARACTERS + 1].encode("utf-8", "surrogatepass")


# ---------------------------------------------------------------- secrets of programs and browsers


def secret_digest(secret: str) -> str:
    """SHA-256 (hex) of a random secret; it is too long to guess, so it needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same_secret(given: str, right: str) -> bool:
    """Whether two secrets are equal, without telling how much of them is."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode())


def token_text(token_id: str, secret: str) -> str:
    """Write an API token as its owner gets it: `gs_<id>_<secret>`."""
    return f"{TOKEN_MARK}_{token_id}_{secret}"


def split_token(text: str) -> tuple[str, str] | None:
    """Id and secret of an API token's text; None when it is none."""
    found = TOKEN.fullmatch(text)
    return None if found is None else (found[1], found[2])
