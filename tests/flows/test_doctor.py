"""`python -m bot doctor` against Slack in good and bad health; its test message never stays."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot import clock
from bot.checkup import connection, storage
from bot.checkup.finding import Level
from bot.checkup.probe import Probe
from bot.db.engine import Database
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack.client import Slack
from bot.slack.installations import Installations
from sandbox import Sandbox
from tests.flows.playing import World
from tests.living import connected, shell

DESK = "C0INFECT"


@dataclass
class Patient:
    """A sandbox with the bot's manifest, and a probe in one of its channels."""

    sandbox: Sandbox
    probe: Probe

    async def told(self) -> str:
        return "\n".join(f"{each.level} {each.checked} | {each.mend}" for each in await self.probe.run())

    @property
    def left(self) -> list[str]:
        """What the bot left in any channel."""
        said = [m for where in self.sandbox.workspace.channels.values() for m in where.messages.values()]
        return [m.text for m in said if m.bot_id and not m.deleted]


@asynccontextmanager
async def patient(*, without: str = "") -> AsyncIterator[Patient]:
    async with Sandbox().serving() as sandbox:
        body = manifest(url="http://bot.example")
        scopes = body["oauth_config"]["scopes"]
        scopes["bot"] = [scope for scope in scopes["bot"] if scope != without]
        sandbox.use_manifest(body)
        slack = Slack(base_url=f"{sandbox.url}/api/", tokens={"T": sandbox.core.credentials.bot_token})

        async def at_once(_: float) -> None: ...

        yield Patient(sandbox, Probe(slack, "T", DESK, wait=at_once))
        await slack.close()


async def test_it_posts_reads_and_deletes() -> None:
    async with patient() as ill:
        told = await ill.told()

        assert told.count("ok ") == 4
        assert "bad " not in told
        assert ill.left == []


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("not_in_channel", "type /invite in the channel"),
        ("channel_not_found", "Check the channel's id"),
        ("is_archived", "Unarchive the channel"),
        ("restricted_action", "change its posting permissions"),
        ("missing_scope", "python -m bot manifest"),
        ("token_revoked", "Copy the Bot User OAuth Token again"),
    ],
)
async def test_what_slack_refuses_is_told_with_what_to_do(error: str, advice: str) -> None:
    async with patient() as ill:
        ill.sandbox.troubles.set({"answer_error": {"chat.postMessage": error}})

        told = await ill.told()

        assert f"bad chat.postMessage doesn't work ({error})" in told
        assert advice in told
        assert ill.left == []


@pytest.mark.parametrize(
    ("scope", "finding"),
    [
        ("channels:history", "bad conversations.history doesn't work (missing_scope)"),
        ("metadata.message:read", "bad the bot sees its message in the history, but not the key in its metadata"),
        ("chat:write", "bad chat.postMessage doesn't work (missing_scope)"),
    ],
)
async def test_a_missing_scope_shows_where_it_is_missed(scope: str, finding: str) -> None:
    async with patient(without=scope) as ill:
        told = await ill.told()

        assert finding in told
        assert "install it again" in told
        assert ill.left == []


async def test_a_post_whose_answer_is_lost_is_found_and_taken_away() -> None:
    async with patient() as ill:
        ill.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage"})

        told = await ill.told()

        assert "bad chat.postMessage doesn't work (ServerDisconnectedError)" in told
        assert ill.left == []


@pytest.mark.parametrize("trouble", ["answer_429", "answer_500"])
async def test_deleting_is_tried_again(trouble: str) -> None:
    async with patient() as ill:
        ill.sandbox.troubles.set({trouble: 2, "method": "chat.delete"})

        told = await ill.told()

        assert "bad " not in told
        assert ill.left == []


async def test_a_message_that_cannot_be_deleted_is_named() -> None:
    async with patient() as ill:
        ill.sandbox.troubles.set({"answer_500": 99, "method": "chat.delete"})

        assert "Please delete it by hand" in await ill.told()


async def test_a_doctor_that_is_interrupted_cleans_up() -> None:
    async with patient() as ill:
        ill.sandbox.troubles.set({"answer_429": 1, "retry_after": 5, "method": "conversations.history"})
        waiting = asyncio.Event()

        async def for_ever(_: float) -> None:
            waiting.set()
            ill.probe.wait = asyncio.sleep
            await asyncio.Event().wait()

        ill.probe.wait = for_ever
        running = asyncio.create_task(ill.probe.run())
        await waiting.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

        assert ill.left == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_people_who_left_and_desks_that_are_closed_are_named(world: World, database_url: str) -> None:
    await world.priya.act("deactivate", user="U0OMAR")
    await world.priya.act("archive", channel="C0MATERN")

    status, out = await shell("doctor", "--json", "--channel", "C0PHARM", **connected(world.sandbox, database_url))

    told = {each["checked"]: each["ok"] for each in json.loads(out)}
    assert status == 1
    assert told["Omar Haddad (expert of Pharmacy) has left: the Slack account is switched off."] is False
    assert told["#desk-maternity is archived"] is False
    assert told["the bot can delete what it posts, and has"] is True


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("C0COMMS", "ok   the canary's channel #comms is open, and the bot is in it"),
        ("C0PHARM", "BAD  the bot isn't in the canary's channel #desk-pharmacy"),
        ("C0MATERN", "BAD  the canary's channel #desk-maternity is archived"),
        ("C0NOWHERE", "BAD  the canary's channel C0NOWHERE can't be seen (channel_not_found)"),
        ("T0ELSEWHERE/C0COMMS", "BAD  CANARY_CHANNEL is in T0ELSEWHERE, where the bot isn't installed"),
    ],
)
async def test_the_canarys_channel_is_looked_at(world: World, database_url: str, place: str, told: str) -> None:
    await world.priya.act("archive", channel="C0MATERN")
    world.sandbox.workspace.channels["C0PHARM"].members.remove("U0BOT")

    _, out = await shell("doctor", "--no-post", CANARY_CHANNEL=place, **connected(world.sandbox, database_url))

    assert [line for line in out.splitlines() if "canary" in line.lower() and line[0] != " "] == [told]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_expert_outside_the_desk_can_be_reached_and_is_only_mentioned(world: World, database_url: str) -> None:
    _, out = await shell("doctor", "--json", **connected(world.sandbox, database_url))

    levels = {each["checked"]: each["level"] for each in json.loads(out)}
    assert levels["Maternity: experts who aren't in #desk-maternity: Jon Reyes."] == "warning"
    assert not [each for each in json.loads(out) if each["level"] == "bad" and "invited" in each["checked"]]


async def test_a_database_that_was_never_made_or_is_newer_is_told(migrated_file: Path, tmp_path: Path) -> None:
    async def told(file: Path) -> str:
        settings = Settings(_env_file=None, database_url=f"sqlite:///{file}")
        db = Database(settings.database)
        found, usable = await storage.check(db, settings)
        await db.close()
        assert not usable
        return "\n".join(each.checked + each.mend for each in found)

    assert "python -m bot migrate" in await told(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()

    (tmp_path / "old.db").touch()
    assert "isn't up to date" in await told(tmp_path / "old.db")

    newer = tmp_path / "newer.db"
    shutil.copy(migrated_file, newer)
    with create_engine(f"sqlite:///{newer}").begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "a newer version" in await told(newer)


def test_a_file_on_a_forgetful_disk_is_told(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"overlay / overlay rw 0 0\n/dev/sda {tmp_path} ext4 rw 0 0\nnone {tmp_path}/ram tmpfs rw 0 0\n")

    assert storage.kept(tmp_path / "x.db", mounts) == []
    assert storage.kept(tmp_path / "ram" / "x.db", mounts)[0].level is Level.WARNING
    assert storage.kept(Path("/x.db"), mounts)[0].level is Level.WARNING


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, Level.OK), (1.5, Level.OK), (-10, Level.WARNING), (50, Level.WARNING), (-70, Level.BAD)]
)
def test_a_clock_that_is_off_is_told(seconds: float, level: Level) -> None:
    theirs = datetime.now(UTC)
    clock.correct(timedelta(seconds=seconds))

    assert connection.agreement("Slack's", theirs)[0].level is level


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("", Level.BAD),
        (",".join(connection.SCOPES), Level.OK),
        (",".join([*connection.SCOPES, "admin"]), Level.WARNING),
    ],
)
def test_scopes_are_compared_with_the_manifest(said: str, level: Level) -> None:
    assert connection.scopes(said)[0].level is level


async def test_slack_out_of_reach_is_told() -> None:
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": "http://127.0.0.1:9/api/"}

    status, out = await shell("doctor", DATABASE_URL="sqlite:////nowhere/x.db", **settings)

    assert status == 1
    assert "BAD  Slack can't be reached (ClientConnectorError)" in out
    assert "BAD  there is no database at /nowhere/x.db" in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    ("error", "advice"),
    [("ratelimited", "Wait a few minutes"), ("org_login_required", "Slack says 'org_login_required'")],
)
async def test_a_slack_that_does_not_answer_now_is_told_in_its_own_word(error: str, advice: str) -> None:
    async with patient() as ill:
        ill.sandbox.troubles.set({"answer_error": {"auth.test": error, "apps.connections.open": error}})

        (token,), _ = await connection.check(
            ill.probe.slack, Installations(), ill.sandbox.core.credentials.bot_token, refused=""
        )
        (socket,) = await connection.socket(ill.probe.slack, ill.sandbox.core.credentials.app_token)

        assert token.checked == f"Slack gives no answer now ({error})"
        assert socket.checked == f"Slack can't be asked whether Socket Mode is open to SLACK_APP_TOKEN ({error})"
        assert advice in token.mend
        assert advice in socket.mend


async def test_what_is_no_slack_at_all_is_told() -> None:
    async with patient() as ill:
        ill.probe.slack.base_url = f"{ill.sandbox.url}/nowhere/api/"

        (token,), _ = await connection.check(
            ill.probe.slack, Installations(), ill.sandbox.core.credentials.bot_token, refused=""
        )
        (socket,) = await connection.socket(ill.probe.slack, ill.sandbox.core.credentials.app_token)

        assert token.checked == "Slack gives no answer now (http_405)"
        assert "SLACK_API_URL" in token.mend
        assert "SLACK_API_URL" in socket.mend


async def test_slack_out_of_reach_says_nothing_about_the_token_for_socket_mode() -> None:
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}

    _, out = await shell("doctor", DATABASE_URL="sqlite:////nowhere/x.db", **settings)

    assert "BAD  Slack can't be asked whether Socket Mode is open to SLACK_APP_TOKEN (ClientConnectorError)" in out
    assert "Make an app-level token" not in out


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("database", "what_to_do"),
    [
        ("postgresql://nobody@127.0.0.1:9/none", "that the server runs"),
        ("sqlite:///{folder}", "may read and write the file and its folder"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_told_once(
    database: str, what_to_do: str, world: World, tmp_path: Path
) -> None:
    status, out = await shell("doctor", "--json", **connected(world.sandbox, database.format(folder=tmp_path)))

    wrong = [
        each for each in json.loads(out) if each["level"] == "bad" and each["checked"].startswith(("the d", "noth"))
    ]
    assert status == 1
    assert [what_to_do in each["mend"] for each in wrong] == [True]
