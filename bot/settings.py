"""Every option, from the environment or `.env`."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
ADDRESSES = "sqlite:////data/expertline.db, or postgresql://user:password@host:5432/name"
PARAMETERS = {"host", "passfile", "pgbouncer", "port", "ssl", "target_session_attrs"}  # of PostgreSQL's address
SSL = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
ROOT = "~/.postgresql/root.crt"  # where libpq looks for whose certificates are trusted
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")  # of a command's name, as Slack lets it be
CANARY_PLACE = re.compile(r"(T[A-Z0-9]+/)?[CG][A-Z0-9]+")


class Settings(BaseSettings):
    """What can be set; each field's description is its documentation."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", str_strip_whitespace=True, allow_inf_nan=False
    )

    slack_bot_token: SecretStr = Field(SecretStr(""), description="The bot's token (xoxb-…), from OAuth & Permissions.")
    slack_signing_secret: SecretStr = Field(SecretStr(""), description="Proves that a request came from Slack.")
    slack_app_token: SecretStr = Field(SecretStr(""), description="xapp-…; when set, Socket Mode is used, not HTTP.")
    slack_client_id: str = Field("", description="With SLACK_CLIENT_SECRET: for many workspaces, see workspaces.md.")
    slack_client_secret: SecretStr = Field(SecretStr(""), description="See SLACK_CLIENT_ID.")
    token_keys: SecretStr = Field(
        SecretStr(""), description="Seal the workspaces' tokens; `python -m bot keys` makes one."
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Slack's Web API; ends in /api/.")
    database_url: str = Field("sqlite:///expertline.db", description="SQLite file or PostgreSQL address.")
    host: str = Field("0.0.0.0", description="The address to listen on.")
    port: int = Field(3000, ge=1, le=65535, description="The port to listen on.")
    command_prefix: str = Field("", description="`city` turns the commands into /city-ask and /city-answers.")
    heartbeat_seconds: float = Field(
        2.0, ge=0.1, le=60, description="How often overdue work is looked for; commits wake it at once."
    )
    canary_channel: str = Field("", description="Id of a channel for the bot's canary (operating.md); empty: none.")
    canary_seconds: float = Field(45.0, ge=15, description="How often the canary sets out.")
    writer_url: str = Field(
        "", description="A writer's OpenAI-compatible address, ending in /v1 (writer.md); empty: none."
    )
    writer_key: SecretStr = Field(SecretStr(""), description="The writer's key, where it wants one.")
    writer_model: str = Field("", description="Which model the writer uses, by the name its server knows.")
    writer_seconds: float = Field(8.0, ge=0.1, le=20, description="The longest that the writer may take for an answer.")
    propose_precision: float = Field(
        0.96, ge=0.5, le=1, description="An earlier answer is proposed where so many of a hundred such were right."
    )
    encoder: str = Field("", description="The folder of another sentence encoder, as downloaded (languages.md).")
    encoder_prefix: Annotated[str, StringConstraints(strip_whitespace=False)] = Field(
        "", description="What that one wants before each text, such as `query: `."
    )
    forget_after_days: int = Field(
        0, ge=0, le=36500, description="A closed question's words are kept for so long (operating.md); 0: for ever."
    )
    inspect_token: SecretStr = Field(SecretStr(""), description="Opens GET /inspect to its bearer (the sandbox).")
    clock_anchor: float = Field(0.0, description="For the sandbox: since when time runs at CLOCK_RATE.")
    clock_rate: float = Field(1.0, gt=0, description="For the sandbox: how many seconds pass in one.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        "INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="json: one object a line; text: for people; auto: text on a terminal, else json."
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_any_case(cls, level: object) -> object:
        return level.strip().upper() if isinstance(level, str) else level

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        try:
            address = make_url(with_driver(url))
        except (ArgumentError, ValueError):
            more = " In a password, signs such as / # @ : are written %2F %23 %40 %3A."
            raise ValueError(f"this must be an address such as {ADDRESSES}.{more}") from None
        if address.drivername not in DRIVERS:
            raise ValueError(f"only SQLite and PostgreSQL are known: {ADDRESSES}")
        if address.drivername == DRIVERS[0]:
            if address.database in (None, "", ":memory:"):
                raise ValueError("name a file, such as sqlite:////data/expertline.db: what is in memory is lost")
            return url
        if unknown := sorted(set(address.query) - PARAMETERS):
            raise ValueError(f"after the ? this isn't known: {', '.join(unknown)}. Please leave it out")
        how = str(address.query.get("ssl", SSL[0]))
        if how not in SSL:
            raise ValueError(f"sslmode is one of {', '.join(SSL)}")
        if how.startswith("verify") and not Path(os.environ.get("PGSSLROOTCERT") or ROOT).expanduser().is_file():
            raise ValueError(
                f"sslmode={how} needs a certificate's file: PGSSLROOTCERT has to name it, in the environment"
            )
        return url

    @field_validator("canary_channel")
    @classmethod
    def _names_a_channel(cls, place: str, known: ValidationInfo) -> str:
        if place and not CANARY_PLACE.fullmatch(place):
            raise ValueError("this must be a channel's id, such as C0123ABCD (T0123ABCD/C0123ABCD for many workspaces)")
        if place and known.data.get("slack_client_id") and "/" not in place:
            raise ValueError("with many workspaces, name the channel's workspace as well: T0123ABCD/C0123ABCD")
        return place

    @field_validator("command_prefix")
    @classmethod
    def _is_a_prefix(cls, written: str) -> str:
        return prefix_of(written)

    @field_validator("slack_api_url")
    @classmethod
    def _is_an_api(cls, url: str) -> str:
        url, parts = f"{url.rstrip('/')}/", urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not url.endswith("/api/"):
            raise ValueError("this must be an address that ends in /api/, such as https://slack-gov.com/api/")
        return url

    @field_validator("writer_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        url, parts = url.rstrip("/"), urlsplit(url)
        plain = parts.scheme in ("http", "https") and parts.hostname and not (parts.username or parts.query)
        if url and (not plain or not url.endswith("/v1")):
            raise ValueError("this must be an address that ends in /v1, such as http://127.0.0.1:8080/v1")
        return url

    @field_validator("writer_model")
    @classmethod
    def _is_named(cls, model: str, known: ValidationInfo) -> str:
        if known.data.get("writer_url") and not model:
            raise ValueError("WRITER_URL is set, so name the model as well (any name where its server has only one)")
        return model

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install the bot themselves, instead of one token in the settings."""
        return bool(self.slack_client_id and self.slack_client_secret.get_secret_value())

    @property
    def canary_place(self) -> tuple[str, str]:
        """The canary's workspace, empty where there is only one, and its channel, empty where there is no canary."""
        team, _, channel = self.canary_channel.rpartition("/")
        return team, channel

    @property
    def apps_page(self) -> str:
        """Where Slack lists one's apps: beside the API, on GovSlack's host as on the other."""
        return f"api.{urlsplit(self.slack_api_url).hostname}/apps"

    @property
    def database(self) -> str:
        """DATABASE_URL with the asynchronous driver named, however the host wrote it."""
        return with_driver(self.database_url)

    @property
    def database_file(self) -> Path | None:
        """Where SQLite keeps its file; None for PostgreSQL."""
        address = make_url(self.database)
        return Path(address.database) if address.drivername == DRIVERS[0] and address.database else None


def prefix_of(written: str) -> str:
    """The prefix of the commands, without the slash and the hyphen around it. Raises ValueError."""
    prefix = written.strip("/-")
    if prefix and not PREFIX.fullmatch(prefix):
        raise ValueError("this must be up to 20 small letters, digits, hyphens and underscores, such as city")
    return prefix


def with_driver(url: str) -> str:
    """postgres://, postgresql://, sqlite:// or SQLAlchemy's own, as an address for the asynchronous engine."""
    scheme, separator, rest = url.partition("://")
    drivers = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
    rest = re.sub(r"(?<=[?&])sslmode=", "ssl=", rest)  # libpq's name for it, which hosts write
    return f"{drivers.get(scheme, scheme)}{separator}{rest}"
