"""Settings, however a host writes them."""

from pathlib import Path

import pytest

from bot.settings import Settings, with_driver


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://u:p@host/db", "postgresql+asyncpg://u:p@host/db"),
        ("postgresql://u:p@host/db?ssl=require", "postgresql+asyncpg://u:p@host/db?ssl=require"),
        ("postgresql+asyncpg://host/db", "postgresql+asyncpg://host/db"),
        ("sqlite:///expertline.db", "sqlite+aiosqlite:///expertline.db"),
        ("sqlite+aiosqlite:////data/x.db", "sqlite+aiosqlite:////data/x.db"),
    ],
)
def test_a_database_address_may_be_written_as_hosts_write_it(written: str, meant: str) -> None:
    assert with_driver(written) == meant


def test_the_api_address_ends_in_a_slash_either_way() -> None:
    assert Settings(_env_file=None, slack_api_url="https://slack-gov.com/api").slack_api_url.endswith("/api/")
    assert Settings(_env_file=None, slack_api_url="https://slack-gov.com/api/").slack_api_url.endswith("/api/")


def test_the_sqlite_file_is_known_and_postgresql_has_none() -> None:
    assert Settings(_env_file=None, database_url="sqlite:////data/x.db").database_file == Path("/data/x.db")
    assert Settings(_env_file=None, database_url="postgres://host/db").database_file is None


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-secret", slack_signing_secret="hush")

    assert "xoxb-secret" not in repr(settings)
    assert "hush" not in repr(settings)
