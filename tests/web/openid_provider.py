"""A small OpenID provider for tests: discovery, authorisation with PKCE, tokens signed with RS256."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Annotated
from urllib.parse import unquote_plus, urlencode

from fastapi import FastAPI, Form, HTTPException, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import RedirectResponse

Text = Annotated[str, Form()]
CLIENT_ID = "geo-service"
CLIENT_SECRET = "a secret: with/signs"  # noqa: S105 # of the tests only


@dataclass
class Person:
    """Who signs in at the provider, without being asked; `spoil` changes the claims, `key` signs them."""

    claims: dict = field(default_factory=lambda: {"sub": "7", "preferred_username": "li.wei"})
    spoil: dict = field(default_factory=dict)
    key: RSAKey | None = None
    algorithm: str = "RS256"


def make_provider(person: Person) -> FastAPI:
    """The provider's app; its issuer is where it is asked."""
    app = FastAPI()
    key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
    codes = {}

    @app.get("/.well-known/openid-configuration")
    def describe(request: Request):
        base = str(request.base_url).rstrip("/")
        return {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys",
        }

    @app.get("/keys")
    def show_keys():
        return {"keys": [key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize(request: Request):
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = token_urlsafe()
        codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": str(request.base_url).rstrip("/")})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)

    @app.post("/token")
    def give_token(request: Request, code: Text, code_verifier: Text, redirect_uri: Text):
        asked = codes.pop(code, None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or redirect_uri != asked["redirect_uri"]:
            raise HTTPException(400, "invalid_grant")
        require_client(request)
        claims = {
            "iss": str(request.base_url).rstrip("/"),
            "aud": CLIENT_ID,
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "nonce": asked["nonce"],
            **person.claims,
            **person.spoil,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode({"alg": person.algorithm, "kid": "first"}, claims, person.key or key)
        return {"access_token": token_urlsafe(), "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    return app


def require_client(request):
    scheme, _, given = request.headers["authorization"].partition(" ")
    name, _, secret = base64.b64decode(given).decode().partition(":")
    if (scheme, unquote_plus(name), unquote_plus(secret)) != ("Basic", CLIENT_ID, CLIENT_SECRET):
        raise HTTPException(401, "invalid_client")
