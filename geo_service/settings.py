"""Settings, read once at an entrance and passed on; every one can be set as GEO_SERVICE_<NAME>."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo_service.actions.zones import TwoPersons


class Settings(BaseSettings):
    """What an office may want to set; the field descriptions are the documentation."""

    model_config = SettingsConfigDict(env_prefix="GEO_SERVICE_", extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(
        default="sqlite:///geo_service.sqlite",
        description="Store: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
    protocol: str = Field(default="cn-covid-2022-9", description="Protocol of a zone when none is named")
    author: str = Field(default="operator", description="Who is written into a zone's versions")
    two_persons: TwoPersons = Field(
        default="auto",
        description="Whether another than the drafter must publish: always, never, or auto (once two persons could)",
    )
    maps_folder: Path = Field(default=Path("maps"), description="Folder for rendered maps")
    exports_folder: Path = Field(default=Path("out"), description="Folder for exported lists")
    host: str = Field(default="127.0.0.1", description="Address that `serve` binds")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` binds; 0 takes a free one")
    token: str | None = Field(
        default=None,
        min_length=16,
        description="For `serve`: a token with all rights, for programs of the office; for other commands: the API "
        "token (`gs_…`) of the account that they act for",
    )
    session_idle_minutes: int = Field(
        default=60, ge=1, le=1440, description="A browser that does not ask for so long is signed out"
    )
    session_hours: int = Field(default=12, ge=1, le=24 * 7, description="A browser is signed out after so long anyway")
    proxies: str = Field(
        default="",
        description="Addresses of the web servers with HTTPS before this one, separated by commas; what they say of "
        "the caller's address is believed, and cookies are for HTTPS only",
    )
    oidc_issuer: str | None = Field(default=None, description="OpenID Connect: the provider's issuer, an https address")
    oidc_client_id: str | None = Field(default=None, description="OpenID Connect: our id at the provider")
    oidc_client_secret: SecretStr | None = Field(default=None, description="OpenID Connect: our secret there, if any")
    oidc_redirect: str | None = Field(
        default=None,
        description="OpenID Connect: where the provider sends people back, the address of this service and "
        "`/sign-in/oidc/callback`, as registered there",
    )
    oidc_name_claim: str = Field(
        default="preferred_username", description="OpenID Connect: the claim that a new account is named by"
    )
    oidc_role_claim: str | None = Field(
        default=None, description="OpenID Connect: the claim that says the role, a text or a list, such as `groups`"
    )
    oidc_roles: dict[str, str] = Field(
        default={}, description='OpenID Connect: role by value of that claim, as JSON: {"duty": "operator"}'
    )
    oidc_others: Literal["viewer", "refuse"] = Field(
        default="viewer", description="OpenID Connect: who has no value that gives a role is a viewer, or is refused"
    )
    attribution: str | None = Field(
        default=None, description="Data origin printed on maps; left out, it follows from the register's sources"
    )
