"""The bot's canary: a message that goes all the way to Slack and back, leaves nothing, and is missed when it fails."""

import asyncio
import contextlib
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.app import Expertline
from bot.auditor import EVERY_SECONDS, Alarm
from bot.db import canaries
from bot.db.models import Audit, Due, Entry, Outbox, Question
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack.sending import MOST_AT_ONCE
from sandbox import Sandbox
from tests.conftest import serving
from tests.flows.playing import World, labels, texts
from tests.flows.test_auditor import TEAM, only_we_look, stop_heartbeat, to_duty
from tests.flows.test_metrics import page
from tests.flows.towns import HARBOUR, VALLEY, country
from tests.living import connected, shell

__all__ = ["only_we_look"]
LOST = Alarm("canary", TEAM)
PLACE = "C0COMMS"
TWO_MINUTES = timedelta(minutes=2)


@pytest.fixture
async def flying(world: World) -> World:
    """A bot that was started with a canary, which came round once."""
    world.bot.settings.canary_channel = PLACE
    await world.bot._keep_canary()
    await world.quiet()
    return world


def calls(world: World) -> list[str]:
    """What was said to Slack about the canary."""
    about = {"chat.postMessage", "conversations.history", "chat.delete"}
    return [call["method"] for call in world.calls if call["method"] in about and call["body"].get("channel") == PLACE]


def left(world: World) -> list[Any]:
    """What stands of it."""
    bot = world.sandbox.workspace.bot["user"]
    return [message for message in world.channel("comms").messages() if message.user == bot]


async def last(world: World) -> datetime | None:
    async with world.bot.db.snapshot() as session:
        state = await canaries.state(session)
    return state.last if state else None


async def rows(world: World, *tables: Any) -> list[int]:
    async with world.bot.db.snapshot() as session:
        return [await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def shown(world: World) -> float:
    [value] = re.findall(r"^expertline_canary_last_success_timestamp_seconds (\S+)", await page(world), re.MULTILINE)
    return float(value)


async def test_it_goes_through_outbox_slack_and_history_and_leaves_nothing(flying: World) -> None:
    assert calls(flying) == ["chat.postMessage", "conversations.history", "chat.delete"]
    assert left(flying) == []
    first = await last(flying)
    assert first is not None
    assert await shown(flying) == pytest.approx(first.timestamp())

    await flying.moves("46 seconds")

    assert (await last(flying) or first) - first >= timedelta(seconds=45)
    assert len(calls(flying)) == 6


async def test_it_is_in_no_list_or_count_and_its_rows_do_not_grow(flying: World, database_url: str) -> None:
    await flying.moves("46 seconds")
    home = await flying.maya.opens_home()
    before = await rows(flying, Due, Outbox)

    for _ in range(5):
        await flying.moves("46 seconds")

    assert await rows(flying, Due, Outbox) == before
    assert await rows(flying, Question, Entry, Audit) == [0, 0, 0]
    assert labels_and_texts(await flying.maya.opens_home()) == labels_and_texts(home)
    for what in ("questions", "answers"):
        assert await shell("export", what, "--json", **connected(flying.sandbox, database_url)) == (0, "")


def labels_and_texts(view: dict[str, Any]) -> list[str]:
    return labels(view["blocks"]) + texts(view["blocks"])


# -- what stops, is noticed within two minutes


async def heartbeat_stops(world: World) -> None:
    await stop_heartbeat(world)


async def outbox_stops(world: World) -> None:
    """Calls that never end take all the room there is."""
    for _ in range(MOST_AT_ONCE):
        task = asyncio.create_task(asyncio.Event().wait())
        world.bot.sender._flying[task] = "held"  # type: ignore[index]


async def slack_stops(world: World) -> None:
    world.sandbox.troubles.set({"answer_503": 9999})


async def go_on(world: World) -> None:
    world.sandbox.troubles.clear()
    for task in [task for task, channel in world.bot.sender._flying.items() if channel == "held"]:
        del world.bot.sender._flying[task]
        task.cancel()
    heartbeat = world.bot.heartbeat
    if heartbeat._stopping:
        heartbeat._stopping = False
        heartbeat._task = asyncio.create_task(heartbeat._run())
    await world.quiet()


async def missed_after(world: World, *, beats: bool) -> timedelta | None:
    """How long it takes until it is missed, while the auditor looks as often as it does; a second at a time."""
    began = clock.now()
    for second in range(int(TWO_MINUTES.total_seconds())):
        world._shift(1.0)
        if beats:
            await world.bot.heartbeat.work()
        if second % EVERY_SECONDS == 0:
            await world.bot.auditor.look()
            if LOST in world.bot.auditor.raised:
                return clock.now() - began
    return None


@pytest.mark.parametrize("stops", [heartbeat_stops, outbox_stops, slack_stops])
@pytest.mark.parametrize("after", [0, 20, 44])
async def test_whatever_stops_it_is_missed_within_two_minutes(
    flying: World, stops: Callable[[World], Awaitable[None]], after: int
) -> None:
    if after:
        await flying.moves(f"{after} seconds")
    await flying.bot.auditor.look()
    await stops(flying)

    took = await missed_after(flying, beats=stops is not heartbeat_stops)

    assert took is not None
    assert took < TWO_MINUTES
    assert 'expertline_alarm{what="canary"} 1.0' in await page(flying)
    assert await flying.bot._why_not_ready() in ("", "the heartbeat has stopped")

    await go_on(flying)
    await flying.moves("90 seconds")
    await flying.bot.auditor.look()
    assert LOST not in flying.bot.auditor.raised
    assert left(flying) == []


async def test_while_all_is_well_it_is_never_missed(flying: World) -> None:
    for _ in range(30):
        await flying.moves(f"{EVERY_SECONDS:.0f} seconds")
        await flying.bot.auditor.look()
        assert flying.bot.auditor.raised == set()


# -- what Slack has against it


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_that_fails_at_each_attempt_troubles_whoever_runs_the_bot_and_nobody_else(flying: World) -> None:
    flying.sandbox.troubles.set({"answer_500": 999, "method": "chat.delete"})
    for _ in range(15):
        await flying.moves(f"{EVERY_SECONDS:.0f} seconds")
        flying.bot.auditor.called("done")  # as other calls do
        await flying.bot.auditor.look()

    assert flying.bot.auditor.raised == {LOST}
    assert to_duty(flying) == []
    flying.sandbox.troubles.clear()
    await flying.moves("30 seconds")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_message_that_is_not_found_again_is_no_success_and_both_copies_go(world: World) -> None:
    body = manifest(url="http://bot.example")
    body["oauth_config"]["scopes"]["bot"].remove("metadata.message:read")
    world.sandbox.use_manifest(body)
    world.bot.settings.canary_channel = PLACE
    await world.bot._keep_canary()
    await world.moves("3 seconds")

    assert calls(world).count("chat.postMessage") == 2
    assert left(world) == []
    assert await last(world) is None
    assert await shown(world) == 0.0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_that_cannot_be_deleted_is_followed_by_no_other_and_can_be_tried_again(
    flying: World, database_url: str
) -> None:
    flying.sandbox.troubles.set({"answer_error": {"chat.delete": "cant_delete_message"}, "method": "chat.delete"})
    for _ in range(10):
        await flying.moves("1 minute")
        flying.sandbox.troubles.set({"answer_error": {"chat.delete": "cant_delete_message"}})
    assert len(left(flying)) == 1

    flying.sandbox.troubles.clear()
    status, _ = await shell("outbox", "retry", "--all", **connected(flying.sandbox, database_url))
    assert status == 0
    await flying.moves("1 minute")

    assert left(flying) == []
    assert clock.now() - (await last(flying) or clock.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_its_channel_is_closed_it_tries_again_each_time(flying: World) -> None:
    flying.sandbox.troubles.set({"answer_error": {"chat.postMessage": "is_archived"}})
    await flying.moves("46 seconds")
    before = await last(flying)
    flying.sandbox.troubles.clear()

    await flying.moves("46 seconds")

    assert await last(flying) != before
    assert left(flying) == []


# -- on and off


@contextlib.asynccontextmanager
async def started(sandbox: Sandbox, database_url: str, **more: Any) -> AsyncIterator[World]:
    """A process with these settings."""
    known = {name.lower(): value for name, value in connected(sandbox, database_url).items()}
    bot = Expertline(Settings(_env_file=None, **{**known, **more}))
    async with serving(bot) as url:
        sandbox.delivery.bot_url = url
        world = World(sandbox, bot)
        await world.quiet()
        yield world


async def test_it_flies_from_one_start_to_the_next_for_as_long_as_it_is_set(database_url: str) -> None:
    async with Sandbox().serving() as sandbox:
        sandbox.use_manifest(manifest(url="http://bot.example"))
        async with started(sandbox, database_url) as world:
            assert math.isnan(await shown(world))
        for _ in range(2):
            async with started(sandbox, database_url, canary_channel=PLACE) as world:
                await world.moves("46 seconds")
                assert await shown(world) > 0
        async with started(sandbox, database_url) as world:
            done = len(calls(world))
            await world.moves("5 minutes")
            assert math.isnan(await shown(world))
            assert len(calls(world)) == done
            assert left(world) == []
            await world.bot.auditor.look()
            await world.bot.auditor.look()
            assert world.bot.auditor.raised == set()


async def test_among_many_workspaces_it_flies_in_the_one_that_is_named(database_url: str) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        await land.settled(HARBOUR)
        place = {"canary_channel": "T0HARBOUR/C0HARBOURCOMMS"}
        bot = Expertline(land.settings.model_copy(update=place))
        async with serving(bot) as url:
            land.sandbox.delivery.bot_url = url
            harbour = land.world(land.sandbox.beside("T0HARBOUR"), bot)
            await harbour.moves("46 seconds")

            assert await last(harbour) is not None
            assert {call["body"]["channel"] for call in land.calls("chat.postMessage")} == {"C0HARBOURCOMMS"}
