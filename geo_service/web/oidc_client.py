"""An OpenID provider asked over HTTP; needs the packages of the extra `oidc`, so only `oidc.py` loads it."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote_plus, urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from geo_service.errors import SignInError

METADATA = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with the provider's own key; never `none`, nor one that our own secret could make."""

TIMEOUT_S = 10
LEEWAY_S = 60
"""How far the provider's clock may be from ours."""


class HttpProvider:
    """A provider found by its issuer; its addresses and keys are asked for anew, since sign-ins are rare."""

    def __init__(self, issuer: str, client_id: str, secret: str | None, redirect: str) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._secret = secret
        self._redirect = redirect

    def sign_in_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent."""
        endpoint = _address(self._description(), "authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": s256_challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def claims(self, code: str, *, nonce: str, verifier: str, at: datetime) -> Mapping[str, Any]:
        """
        The checked claims of the person who came back with a code.

        Raises
        ------
        SignInError
            If the provider does not answer, refuses the code, or says something that does not hold.
        """
        description = self._description()
        given = self._exchange(_address(description, "token_endpoint"), code, verifier)
        keys = _json(httpx.Request("GET", _address(description, "jwks_uri")))
        try:
            found = KeySet.import_key_set(cast("KeySetSerialization", keys))
            token = jwt.decode(str(given["id_token"]), found, algorithms=list(ALGORITHMS))
            self._registry(nonce, at).validate(token.claims)
        except (JoseError, KeyError, ValueError, TypeError):
            # what the library says may hold the token
            raise SignInError("the provider's answer does not hold; begin again at /sign-in") from None
        self._require_for_us(token.claims)
        return dict(token.claims)

    def _exchange(self, endpoint: str, code: str, verifier: str) -> dict[str, Any]:
        """What the provider gives for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        if self._secret is None:
            return _json(httpx.Request("POST", endpoint, data={**form, "client_id": self._client_id}))
        return _json(httpx.Request("POST", endpoint, data=form, headers=_basic(self._client_id, self._secret)))

    def _registry(self, nonce: str, at: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _require_for_us(self, claims: Mapping[str, Any]) -> None:
        """A token for several audiences names the one it was made for (OpenID Connect Core 3.1.3.7)."""
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client_id) != self._client_id:
            raise SignInError("the provider's answer was made for another service")

    def _description(self) -> dict[str, Any]:
        """
        What the provider publishes of itself.

        Raises
        ------
        SignInError
            If it does not answer, or is of another issuer.
        """
        found = _json(httpx.Request("GET", self.issuer.rstrip("/") + METADATA))
        if found.get("issuer") != self.issuer:
            raise SignInError("the provider's description is of another issuer; check GEO_SERVICE_OIDC_ISSUER")
        return found


def s256_challenge(verifier: str) -> str:
    """What is shown of a secret before it is sent itself (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _basic(name: str, secret: str) -> dict[str, str]:
    """Both are form-encoded first (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(name)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _address(description: Mapping[str, Any], name: str) -> str:
    address = description.get(name)
    if not isinstance(address, str):
        raise SignInError(f"the provider's description has no {name}; check GEO_SERVICE_OIDC_ISSUER")
    return address


def _json(request: httpx.Request) -> dict[str, Any]:
    """
    The JSON object that is the answer to a request.

    Raises
    ------
    SignInError
        If there is none; what was sent is not repeated.
    """
    try:
        with httpx.Client(timeout=TIMEOUT_S) as client:
            answer = client.send(request).raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        raise SignInError("the provider does not answer, or refuses us; sign in with a password") from None
    if not isinstance(answer, dict):
        raise SignInError("the provider's answer is no JSON object; check GEO_SERVICE_OIDC_ISSUER")
    return answer
