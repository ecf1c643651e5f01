"""The bot notices when a part of it stops, says so in its log and metrics, and tells the duty person."""

import asyncio
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import update

from bot import clock
from bot.auditor import EVERY_SECONDS, LATE, Alarm
from bot.db.models import Outbox, Workspace
from tests.flows.leaking import listening
from tests.flows.playing import World
from tests.flows.test_metrics import page

COLD = "Can I visit the ward if I had a cold last week?"
TEAM = "T0RIVERSIDE"


@pytest.fixture(autouse=True)
async def only_we_look(world: World) -> None:
    """The auditor's own looks could come between ours."""
    assert world.bot._auditing is not None
    world.bot._auditing.cancel()


async def stop_heartbeat(world: World) -> None:
    """What a bug or a blocked task would do."""
    heartbeat = world.bot.heartbeat
    heartbeat._stopping = True
    await heartbeat.beat()
    assert heartbeat._task is not None
    await heartbeat._task


async def go_on(world: World) -> None:
    world.bot.heartbeat._stopping = False
    world.bot.heartbeat._task = asyncio.create_task(world.bot.heartbeat._run())
    await world.quiet()


def later(world: World, minutes: int) -> None:
    """Time passes without anybody looking."""
    world._shift(minutes * 60.0)


def told(log: StringIO, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, log.getvalue().splitlines()) if line["event"] == event]


def to_duty(world: World) -> list[str]:
    return [call["body"]["text"] for call in world.posted() if call["body"]["channel"] == "U0PRIYA"]


async def test_clocks_that_stopped_are_an_alarm_at_the_second_look(world: World) -> None:
    await world.maya.asks(COLD)
    await stop_heartbeat(world)
    later(world, 5)

    assert LATE.total_seconds() + 2 * EVERY_SECONDS <= 120
    with listening() as log:
        await world.bot.auditor.look()
        assert world.bot.auditor.raised == set()
        await world.bot.auditor.look()

    assert Alarm("sweep", TEAM) in world.bot.auditor.raised
    [line] = [line for line in told(log, "alarm") if line["what"] == "sweep"]
    assert (line["level"], line["workspace"]) == ("error", TEAM)
    assert any("Reminders and escalations are late by" in text for text in to_duty(world))
    assert 'expertline_alarm{what="sweep"} 1.0' in (await page(world))
    await go_on(world)


async def test_an_alarm_is_told_to_the_duty_person_once_and_ends(world: World) -> None:
    await world.maya.asks(COLD)
    await stop_heartbeat(world)
    later(world, 3)
    for _ in range(4):
        await world.bot.auditor.look()
    assert len([text for text in to_duty(world) if "are late by" in text]) == 1

    await go_on(world)
    with listening() as log:
        await world.bot.auditor.look()

    assert world.bot.auditor.raised == set()
    assert [line["what"] for line in told(log, "alarm_over")] == ["sweep"]
    assert 'expertline_alarm{what="sweep"} 0.0' in (await page(world))


async def test_an_alarm_that_lasts_is_told_to_the_duty_person_again_after_an_hour(world: World) -> None:
    await world.maya.asks(COLD)
    await stop_heartbeat(world)
    for minutes, times in ((58, 1), (3, 1), (55, 1), (3, 2)):  # whatever the clock on the wall says
        later(world, minutes)
        for _ in range(2):
            await world.bot.auditor.look()
        assert len([text for text in to_duty(world) if text.startswith("Reminders")]) == times

    await go_on(world)


async def test_whoever_was_told_of_an_alarm_hears_that_it_goes_on_and_of_the_next_one_within_the_hour(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    for minutes, times in ((4, 1), (4, 1), (7, 2)):  # the second comes so soon that it isn't told
        await stop_heartbeat(world)
        later(world, minutes)
        for _ in range(2):
            await world.bot.auditor.look()
        assert len([text for text in to_duty(world) if "escalations are late by" in text]) == times

        await go_on(world)
        await world.bot.auditor.look()
        assert len([text for text in to_duty(world) if "escalations go on again" in text]) == times


@pytest.mark.parametrize("trouble", ["answer_503", "answer_429", "drop_before"])
async def test_an_alarm_that_slack_does_not_take_now_is_told_with_the_next_look(world: World, trouble: str) -> None:
    await world.maya.asks(COLD)
    await stop_heartbeat(world)
    later(world, 3)
    await world.bot.auditor.look()
    world.sandbox.troubles.set({trouble: 1, "method": "chat.postMessage"})
    await world.bot.auditor.look()
    assert to_duty(world) == []

    await world.bot.auditor.look()

    assert any("Reminders and escalations are late by" in text for text in to_duty(world))
    await go_on(world)


async def test_messages_that_do_not_leave_are_an_alarm(world: World) -> None:
    await world.maya.asks(COLD)
    await stop_heartbeat(world)
    async with world.bot.db.transaction(wake=False) as session:
        long_ago = clock.now() - timedelta(minutes=5)
        session.add(
            Outbox(
                key="test:1",
                workspace=TEAM,
                method="chat.postMessage",
                channel="U0MAYA",
                lane=0,
                due_at=long_ago,
                args={"channel": "U0MAYA", "text": "You are next."},
            )
        )

    await world.bot.auditor.look()
    await world.bot.auditor.look()

    assert world.bot.auditor.raised == {Alarm("outbox", TEAM)}
    assert any("My messages are late by 5 minutes" in text for text in to_duty(world))
    await go_on(world)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_slack_that_takes_no_call_for_a_minute_is_an_alarm_until_it_does(world: World) -> None:
    auditor = world.bot.auditor
    auditor.called("later")
    world._shift(61)
    auditor.called("unsure")
    await auditor.look()
    await auditor.look()
    assert Alarm("slack") in auditor.raised

    auditor.called("done")
    await auditor.look()
    assert Alarm("slack") not in auditor.raised


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_workspace_whose_token_is_refused_is_an_alarm(world: World) -> None:
    async with world.bot.db.transaction() as session:
        await session.execute(update(Workspace).values(parked_at=clock.now()))

    await world.bot.auditor.look()
    await world.bot.auditor.look()

    assert Alarm("token", TEAM) in world.bot.auditor.raised


@pytest.mark.parametrize("why", ["uninstalled", "access"])
async def test_a_workspace_that_took_the_bot_out_is_told_for_a_day_and_nothing_waits_there(
    world: World, why: str
) -> None:
    await world.maya.asks(COLD)
    async with world.bot.db.transaction() as session:
        await session.execute(update(Workspace).values(parked_at=clock.now(), parked_why=why))
    later(world, 90)

    await world.bot.auditor.look()
    await world.bot.auditor.look()
    assert world.bot.auditor.raised == {Alarm("token", TEAM)}
    text = await page(world)
    assert "expertline_parked_workspaces 1.0" in text
    assert "expertline_questions_overdue 0.0" in text

    later(world, 24 * 60)
    await world.bot.auditor.look()
    assert world.bot.auditor.raised == {Alarm("token", TEAM)}, "there is no other"
    async with world.bot.db.transaction() as session:
        session.add(Workspace(id="T0OTHER", name="Other"))
    await world.bot.auditor.look()
    assert world.bot.auditor.raised == set()
    assert "expertline_parked_workspaces 0.0" in (await page(world))
    async with world.bot.db.transaction() as session:
        await session.execute(update(Workspace).values(parked_at=None, parked_why=""))


async def test_readiness_is_told_when_it_changes(world: World) -> None:
    await world.quiet()  # the heart beats
    with listening() as log:
        await world.bot.auditor.look()
        world.bot.stopping = True
        await world.bot.auditor.look()
        await world.bot.auditor.look()
        world.bot.stopping = False
        await world.bot.auditor.look()

    assert [line["why"] for line in told(log, "not_ready")] == ["stopping"]
    assert len(told(log, "ready")) >= 1
