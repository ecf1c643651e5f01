"""What can be made to go wrong: each trouble does what it says, and nothing else."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox import ActError
from sandbox.troubles import Troubles

MAYA, COMMS = "U0MAYA", "C0COMMS"


async def test_a_lost_reply_is_a_call_that_happened(sandbox, client):
    sandbox.troubles.set({"lose_next_reply": 1})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=COMMS, text="lost")

    assert [call["response"]["ok"] for call in sandbox.calls] == [True]
    assert "lost" in [what.text for what in sandbox.workspace.channels[COMMS].messages.values()]
    assert sandbox.troubles.lose_next_reply == 0
    assert (await client.chat_postMessage(channel=COMMS, text="found"))["ok"]


async def test_trouble_spares_calls_that_only_read(sandbox, client):
    sandbox.troubles.set({"lose_next_reply": 1, "answer_429": 1, "answer_500": 1})

    assert (await client.conversations_history(channel=COMMS))["ok"]
    sandbox.troubles.set({"method": "conversations.history", "answer_429": 0, "answer_500": 0})
    sandbox.calls.clear()
    await client.conversations_history(channel=COMMS)
    assert len(sandbox.calls) == 2  # what only reads is read again by aiohttp itself


async def test_a_429_says_how_long_and_does_nothing(sandbox, session):
    sandbox.troubles.set({"answer_429": 1, "retry_after": 7})
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    address, body = f"{sandbox.url}/api/chat.postMessage", {"channel": COMMS, "text": "never"}

    async with session.post(address, json=body, headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert await response.json() == {"ok": False, "error": "ratelimited"}
    assert "never" not in [what.text for what in sandbox.workspace.channels[COMMS].messages.values()]


async def test_a_500_does_nothing_and_is_written_down(sandbox, session):
    sandbox.troubles.set({"answer_500": 1})
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    address, body = f"{sandbox.url}/api/chat.postMessage", {"channel": COMMS, "text": "never"}

    async with session.post(address, json=body, headers=headers) as response:
        assert response.status == 500
    assert sandbox.calls[-1]["response"] == {"ok": False, "error": "fatal_error"}
    assert "never" not in [what.text for what in sandbox.workspace.channels[COMMS].messages.values()]


async def test_a_call_can_be_skipped_before_trouble_comes(sandbox, client):
    sandbox.troubles.set({"skip": 1, "drop_before": 1})

    assert (await client.chat_postMessage(channel=COMMS, text="first"))["ok"]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=COMMS, text="second")

    shown = [what.text for what in sandbox.workspace.channels[COMMS].messages.values()]
    assert "first" in shown
    assert "second" not in shown


async def test_an_answer_can_be_cut_in_the_middle_or_empty_or_never_come(sandbox, session):
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    address = f"{sandbox.url}/api/chat.postMessage"

    sandbox.troubles.set({"cut_answer": 1})
    async with session.post(address, json={"channel": COMMS, "text": "cut"}, headers=headers) as response:
        assert response.status == 200
        assert not (await response.text()).endswith("}")
    sandbox.troubles.set({"empty_answer": 1})
    async with session.post(address, json={"channel": COMMS, "text": "nothing"}, headers=headers) as response:
        assert (response.status, await response.text()) == (200, "")
    sandbox.troubles.set({"stall": 1})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await session.post(address, json={"channel": COMMS, "text": "silence"}, headers=headers)

    shown = [what.text for what in sandbox.workspace.channels[COMMS].messages.values()]
    assert "cut" in shown
    assert "nothing" in shown
    assert "silence" in shown


async def test_a_server_before_slack_may_say_429_or_503_without_json(sandbox, session):
    sandbox.troubles.set({"empty_429": 1, "answer_503": 1})
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    address, body = f"{sandbox.url}/api/chat.postMessage", {"channel": COMMS, "text": "never"}

    async with session.post(address, json=body, headers=headers) as response:
        assert (response.status, await response.text()) == (429, "")
    async with session.post(address, json=body, headers=headers) as response:
        assert (response.status, await response.text()) == (503, "unavailable")
    assert "never" not in [what.text for what in sandbox.workspace.channels[COMMS].messages.values()]


async def test_one_method_can_be_made_to_fail_once(sandbox, client):
    sandbox.troubles.set({"answer_error": {"chat.postMessage": "restricted_action"}})
    with pytest.raises(SlackApiError, match="restricted_action"):
        await client.chat_postMessage(channel=COMMS, text="x")

    assert (await client.chat_postMessage(channel=COMMS, text="x"))["ok"]


@pytest.mark.parametrize("trouble", [{"answer_418": 1}, {"lose_next_reply": "one"}, {"answer_500": -1}, {"method": 1}])
async def test_trouble_that_makes_no_sense_is_refused(sandbox, trouble):
    with pytest.raises(ActError):
        sandbox.troubles.set(trouble)
    assert sandbox.troubles.as_json() == Troubles().as_json()


async def test_events_come_late(sandbox, listener):
    sandbox.troubles.set({"delay_events": 30})
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()
    assert listener.heard == []

    sandbox.clock.move(30)
    assert len(await listener.all(sandbox)) == 1


async def test_events_come_twice(sandbox, listener):
    sandbox.troubles.set({"repeat_events": 1})
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Goodbye"})

    bodies = await listener.all(sandbox)
    assert [body["event"]["text"] for body in bodies] == ["Hello", "Hello", "Goodbye"]
    assert bodies[0] == bodies[1]
    assert listener.heard[1].headers["x-slack-retry-num"] == "1"


async def test_a_first_try_is_dropped_and_the_second_comes(sandbox, listener):
    sandbox.troubles.set({"drop_first_try": 1})
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()

    (one,) = listener.heard
    assert one.headers["x-slack-retry-num"] == "1"
    assert [entry.get("error", "") for entry in sandbox.deliveries] == ["dropped", ""]


async def test_a_reset_forgets_what_is_on_its_way(sandbox, listener):
    listener.hold.clear()
    for _ in range(3):
        await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    sandbox.reset()
    listener.hold.set()
    async with asyncio.timeout(5):
        await sandbox.settled()
    sandbox.clock.move(3600)
    await sandbox.settled()

    assert len(listener.heard) <= 1
