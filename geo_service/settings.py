"""Settings, read once at an entrance and passed on; every one can be set as GEO_SERVICE_<NAME>."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an office may want to set; the field descriptions are the documentation."""

    model_config = SettingsConfigDict(env_prefix="GEO_SERVICE_", extra="ignore")

    database_url: str = Field(
        default="sqlite:///geo_service.sqlite",
        description="Store: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
    protocol: str = Field(default="cn-covid-2022-9", description="Protocol of a zone when none is named")
    author: str = Field(default="operator", description="Who is written into a zone's versions")
    maps_folder: Path = Field(default=Path("maps"), description="Folder for rendered maps")
    exports_folder: Path = Field(default=Path("out"), description="Folder for exported lists")
    host: str = Field(default="127.0.0.1", description="Address that `serve` binds")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` binds; 0 takes a free one")
    token: str | None = Field(
        default=None, min_length=16, description="Token for writes; left out, `serve` makes one and prints it"
    )
    attribution: str | None = Field(
        default=None, description="Data origin printed on maps; left out, it follows from the register's sources"
    )
