"""Settings, however a host writes them."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, with_driver


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://u:p@host/db", "postgresql+asyncpg://u:p@host/db"),
        ("postgresql://u:p@host/db?ssl=require", "postgresql+asyncpg://u:p@host/db?ssl=require"),
        ("postgresql+asyncpg://host/db", "postgresql+asyncpg://host/db"),
        ("postgres://u:p@host/db?sslmode=require", "postgresql+asyncpg://u:p@host/db?ssl=require"),
        ("postgres:///db?host=/run&sslmode=disable", "postgresql+asyncpg:///db?host=/run&ssl=disable"),
        ("sqlite:///expertline.db", "sqlite+aiosqlite:///expertline.db"),
        ("sqlite+aiosqlite:////data/x.db", "sqlite+aiosqlite:////data/x.db"),
    ],
)
def test_a_database_address_may_be_written_as_hosts_write_it(written: str, meant: str) -> None:
    assert with_driver(written) == meant


def test_the_api_address_ends_in_a_slash_either_way() -> None:
    assert Settings(_env_file=None, slack_api_url="https://slack-gov.com/api").slack_api_url.endswith("/api/")
    assert Settings(_env_file=None, slack_api_url="https://slack-gov.com/api/").slack_api_url.endswith("/api/")


def test_a_log_level_is_one_of_pythons_in_any_case() -> None:
    assert Settings(_env_file=None, log_level="debug").log_level == "DEBUG"
    with pytest.raises(ValidationError, match="'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'"):
        Settings(_env_file=None, log_level="verbose")


def test_a_heartbeat_that_never_rests_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than"):
        Settings(_env_file=None, heartbeat_seconds=0)


def test_the_sqlite_file_is_known_and_postgresql_has_none() -> None:
    assert Settings(_env_file=None, database_url="sqlite:////data/x.db").database_file == Path("/data/x.db")
    assert Settings(_env_file=None, database_url="postgres://host/db").database_file is None


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-secret", slack_signing_secret="hush")

    assert "xoxb-secret" not in repr(settings)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "https://models.example/openai/v1/", "http://[::1]:80/v1"])
def test_the_writers_address_ends_in_v1(url: str) -> None:
    assert Settings(_env_file=None, writer_url=url, writer_model="m").writer_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        *("127.0.0.1:8080/v1", "http://127.0.0.1:8080", "file:///etc/v1", "https://u:p@models.example/v1", "/v1"),
        *("https://models.example/v1?key=1", "https://models.example/v1/chat/completions", "ftp://a/v1", "http:///v1"),
    ],
)
def test_another_address_for_the_writer_is_refused_in_plain_words(url: str) -> None:
    with pytest.raises(ValidationError, match="this must be an address that ends in /v1, such as http://"):
        Settings(_env_file=None, writer_url=url, writer_model="m")


def test_a_writer_has_a_model_and_a_bound_for_its_time() -> None:
    with pytest.raises(ValidationError, match="name the model as well"):
        Settings(_env_file=None, writer_url="http://127.0.0.1:8080/v1", writer_model="")
    with pytest.raises(ValidationError, match="less than or equal to 20"):
        Settings(_env_file=None, writer_seconds=60)
    assert Settings(_env_file=None).writer_url == ""


def test_the_writers_key_does_not_show() -> None:
    assert "hush" not in repr(Settings(_env_file=None, writer_key="hush"))


@pytest.mark.parametrize(
    "wrong", [{"canary_channel": "#canary"}, {"canary_channel": "C0CANARY", "slack_client_id": "1.2"}]
)
def test_a_channel_that_cannot_be_meant_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="C0123ABCD"):
        Settings(_env_file=None, **wrong)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("expertline.db", "this must be an address such as sqlite:////data/expertline.db, or postgresql://"),
        ("sqlite:/data/x.db", "this must be an address such as"),
        ("postgres://u:p@host:1#2/db", "In a password, signs such as / # @ : are written %2F %23 %40 %3A"),
        ("postgres://u:p@host:many/db", "this must be an address such as"),
        ("mysql://u:p@host/db", "only SQLite and PostgreSQL are known"),
        ("postgresql+psycopg2://u:p@host/db", "only SQLite and PostgreSQL are known"),
        ("sqlite://", "name a file, such as"),
        ("sqlite:///:memory:", "name a file, such as"),
        ("postgres://h/d?sslmode=require&channel_binding=require", "this isn't known: channel_binding"),
        ("postgres://h/d?sslmode=yes", "sslmode is one of disable, allow"),
    ],
)
def test_a_database_that_cannot_be_meant_is_refused_in_plain_words(url: str, words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        Settings(_env_file=None, database_url=url)


def test_a_server_that_has_to_be_recognised_needs_the_file_it_is_recognised_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgres://h/d?sslmode=verify-full"
    monkeypatch.setenv("PGSSLROOTCERT", f"{tmp_path}/ca.pem")

    with pytest.raises(ValidationError, match="PGSSLROOTCERT has to name it, in the environment"):
        Settings(_env_file=None, database_url=url)
    (tmp_path / "ca.pem").touch()
    assert Settings(_env_file=None, database_url=url).database_url == url


@pytest.mark.parametrize(
    "wrong",
    [
        {"heartbeat_seconds": -3},
        {"heartbeat_seconds": "inf"},
        {"port": 99999},
        {"clock_rate": 0},
        {"canary_seconds": "inf"},
        {"slack_api_url": "slack.com/api/"},
        {"slack_api_url": "https://slack.com"},
        {"command_prefix": "City Ask"},
    ],
)
def test_a_number_or_word_that_makes_no_sense_is_refused_before_anything_is_begun(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **wrong)  # type: ignore[arg-type]


def test_an_empty_value_counts_as_not_set_and_blanks_around_one_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"PORT": "", "LOG_LEVEL": " debug", "SLACK_BOT_TOKEN": " xoxb-1\r\n"}.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)

    assert (settings.port, settings.log_level) == (3000, "DEBUG")
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"


def test_the_blank_that_an_encoder_wants_after_its_prefix_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text('ENCODER_PREFIX="query: "\n')
    assert Settings(_env_file=tmp_path / ".env").encoder_prefix == "query: "

    monkeypatch.setenv("ENCODER_PREFIX", "query: ")
    assert Settings(_env_file=None).encoder_prefix == "query: "
