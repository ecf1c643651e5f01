"""A row that fails at each attempt is told: it is claimed again and again, so that it never looks late."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from bot import clock
from bot.auditor import EVERY_SECONDS, Alarm
from bot.db.models import Due, Outbox
from tests.flows.leaking import listening
from tests.flows.playing import World
from tests.flows.reading import newest
from tests.flows.test_auditor import COLD, TEAM, only_we_look, to_duty, told
from tests.flows.test_metrics import page

__all__ = ["only_we_look"]
FAILING = Alarm("failing", TEAM)
TWO_MINUTES = timedelta(minutes=2)


async def alarmed_after(world: World, *, within: timedelta = TWO_MINUTES) -> timedelta | None:
    """How long it takes until the auditor raises the alarm, looking as often as it does."""
    began = clock.now()
    while clock.now() - began < within - timedelta(seconds=EVERY_SECONDS):
        await world.moves(f"{EVERY_SECONDS:.0f} seconds")
        await world.bot.auditor.look()
        if FAILING in world.bot.auditor.raised:
            return clock.now() - began
    return None


async def failing_due(world: World) -> None:
    """What a newer version may leave behind that was taken back."""
    question = await newest(world)
    async with world.bot.db.transaction() as session:
        session.add(Due(key="test:1", workspace=TEAM, question_id=question.id, kind="not_known_here"))
    await world.quiet()


async def failing_call(world: World) -> None:
    """Arguments that no call can be made of."""
    args: Any = ["not", "an", "object"]
    async with world.bot.db.transaction() as session:
        session.add(
            Outbox(key="test:1", workspace=TEAM, method="chat.postMessage", channel="C0COMMS", lane=2, args=args)
        )
    await world.quiet()


async def forget(world: World) -> None:
    async with world.bot.db.transaction() as session:
        for table in (Due, Outbox):
            await session.execute(delete(table).where(table.key == "test:1"))
    await world.quiet()


@pytest.mark.parametrize(("fail", "kind"), [(failing_due, "due"), (failing_call, "call")])
async def test_a_row_that_fails_for_ever_is_told_within_two_minutes(world: World, fail: Any, kind: str) -> None:
    await world.maya.asks(COLD)
    await fail(world)

    with listening() as log:
        took = await alarmed_after(world)

    assert took is not None
    assert took < TWO_MINUTES
    [line] = [line for line in told(log, "alarm") if line["what"] == "failing"]
    assert (line["level"], line["workspace"]) == ("error", TEAM)
    assert 'expertline_alarm{what="failing"} 1.0' in await page(world)
    assert f'expertline_failing_rows{{of="{kind}"}} 1.0' in await page(world)
    assert any("Some reminders or messages are late by" in text for text in to_duty(world))

    await forget(world)
    await world.bot.auditor.look()
    assert world.bot.auditor.raised == set()
    assert f'expertline_failing_rows{{of="{kind}"}} 0.0' in await page(world)


async def test_a_clock_that_rings_on_and_on_is_no_failure(world: World) -> None:
    await world.maya.asks(COLD)

    assert await alarmed_after(world, within=timedelta(minutes=30)) is None


async def test_what_slack_holds_up_is_told_only_after_ten_minutes(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    world.sandbox.troubles.set({"answer_429": 99, "retry_after": 50, "method": "chat.update"})
    desk = world.desk  # nobody waits until all is said: it can't be
    said = {"do": "say", "as": world.lena.id, "channel": desk.id, "thread_ts": desk.card().ts, "text": "Yes, you can."}
    await world.sandbox.act(said)
    await world.sandbox.settled()

    async def looks(minutes: int) -> bool:
        for _ in range(minutes * 3):
            world._shift(EVERY_SECONDS)
            await world.bot.heartbeat.work()
            world.bot.auditor.called("done")  # other channels are written to
            await world.bot.auditor.look()
        return FAILING in world.bot.auditor.raised

    assert not await looks(8)
    assert await looks(4)
    world.sandbox.troubles.clear()
    await world.quiet()  # the last refusal says how long it counts from when it came
    await world.moves("60 seconds")


async def test_where_nobody_can_be_written_to_directly_that_is_said_a_few_times_and_no_more(world: World) -> None:
    world.sandbox.core.manifest = replace(world.sandbox.core.manifest, messages_tab=False)

    await world.maya.asks(COLD)
    for _ in range(4):
        await world.moves("10 seconds")

    refused = [call for call in world.calls if call["response"].get("error") == "messages_tab_disabled"]
    assert [call["body"]["channel"] for call in refused].count("U0RUTH") == 1, "the lead"
    assert len(refused) <= 6
    assert world.desk.count("can you answer this one?") == 1
